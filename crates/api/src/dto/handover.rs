//! The hand-over pack (W12).

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// Languages of documents for people.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "lowercase")]
pub enum PackLanguage {
    /// English.
    En,
    /// German.
    De,
}

/// Writes a client's hand-over pack.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct HandoverMake {
    /// Id of the client.
    pub client: u32,
    /// Language of the pack; that of the client's options by default, else English.
    #[ts(optional)]
    pub language: Option<PackLanguage>,
}

/// A hand-over pack that was written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct HandoverFiles {
    /// The folder of its files: a new one in the person's folder for downloads.
    pub folder: String,
    /// The document.
    pub pdf: String,
    /// Lists: recipients, exceptions, settings by hand, runs.
    pub csv: Vec<String>,
}
