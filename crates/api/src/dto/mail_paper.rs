//! The completion certificate of an import (S4).

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::PackLanguage;

/// Names an import, or one mailbox of it.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ImportPartRef {
    /// Id of the client.
    pub client: u32,
    /// The import.
    pub import: u32,
    /// Of one mailbox; absent: of all.
    #[ts(optional)]
    pub mailbox: Option<u32>,
}

/// Writes a completion certificate.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ImportCertify {
    /// Id of the client.
    pub client: u32,
    /// The import.
    pub import: u32,
    /// Of one mailbox; absent: of all.
    #[ts(optional)]
    pub mailbox: Option<u32>,
    /// As what.
    pub format: ImportPaper,
    /// Language of the document; that of the client's options by default.
    #[ts(optional)]
    pub language: Option<PackLanguage>,
}

/// How a completion certificate is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "kebab-case")]
pub enum ImportPaper {
    /// A document.
    Pdf,
    /// A folder of lists: mailboxes, messages that were skipped, what was not reached.
    Csv,
}

/// Skipped messages that are tried again.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ImportRetried {
    /// How many; those stay skipped that the server does not show any more, or whose mailbox is at work.
    #[ts(type = "number")]
    pub messages: u64,
}

/// A digest over what was settled, so that two certificates of the same ledger can be told to be so.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ImportLedger {
    /// SHA-256, 64 hex digits; absent while the import goes on.
    pub digest: Option<String>,
}
