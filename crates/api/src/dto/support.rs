//! What the program says about itself, the support bundle, and newer versions (W11).

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// Versions, system, database and clients in numbers; no address, name, token or path.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Diagnostics {
    /// Lines to be pasted into a message, in English, for whoever helps.
    pub text: String,
}

/// One file of a support bundle.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct BundlePart {
    /// Its name in the archive.
    pub name: String,
    /// Its size in bytes.
    pub bytes: u32,
    /// Its beginning; as much as a person reads.
    pub text: String,
    /// It goes on after that.
    pub more: bool,
}

/// A support bundle as it would be written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct BundleView {
    /// Its files; the manifest first.
    pub parts: Vec<BundlePart>,
}

/// A newer version.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct OfferView {
    /// Its number.
    pub version: String,
    /// Where a person gets it.
    pub page: String,
    /// What is new, in the words of whoever made it.
    pub notes: String,
}

/// What is known of newer versions.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct UpdateView {
    /// This build has a place to ask at.
    pub configured: bool,
    /// The version that runs.
    pub current: String,
    /// When it was asked last in this start.
    pub asked_at: Option<String>,
    /// A newer version; `None`: none is known.
    pub offer: Option<OfferView>,
}
