//! The archive that existing mail goes to: whether it takes mail, and whether its disk has room (S1).

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::Password;

/// Looks whether an archive takes mail, before anything is stored.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ImportSinkTry {
    /// Id of the client.
    pub client: u32,
    /// Its address.
    pub sink: String,
    /// Its password; `None`: the one that is kept.
    #[ts(type = "string | null")]
    pub password: Option<Password>,
}

/// Gives an import another password for its archive, and lets it go on.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ImportPassword {
    /// Id of the client.
    pub client: u32,
    /// The import.
    pub import: u32,
    /// The password; kept in the vault.
    #[ts(type = "string")]
    pub password: Password,
}

/// What an archive said.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ImportSinkTried {
    /// Its address as it is shown.
    pub shown: String,
    /// Room that is left, in bytes.
    #[ts(type = "number | null")]
    pub free: Option<u64>,
    /// The largest message that it takes, in bytes.
    #[ts(type = "number | null")]
    pub largest: Option<u64>,
}

/// Room on a disk of this computer that an import writes to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ImportRoomView {
    /// What is there.
    pub of: ImportRoomOf,
    /// The folder.
    pub folder: String,
    /// Bytes that it takes about.
    #[ts(type = "number")]
    pub needed: u64,
    /// Bytes that are free.
    #[ts(type = "number")]
    pub free: u64,
    /// It will not fit.
    pub short: bool,
}

/// What takes room.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "kebab-case")]
pub enum ImportRoomOf {
    /// The archive.
    Archive,
    /// Messages on their way to a server.
    InHand,
}
