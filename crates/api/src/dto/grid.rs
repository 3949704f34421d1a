//! The grid of mailboxes beyond its windows: type-ahead, lists out and in, saved views.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{MailboxFilter, MailboxSort, ServiceTotals};

/// Looks for a row by what its name, or in the order of addresses its address, begins with.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct MailboxFind {
    /// Id of the client.
    pub client: u32,
    /// The list.
    pub list: u32,
    /// What was typed.
    pub text: String,
    /// Where to begin; the search goes round.
    pub from: u32,
}

/// Where a row was found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct MailboxFound {
    /// Its place; absent: no row begins so.
    pub at: Option<u32>,
}

/// Writes the rows of a filter, in an order, as CSV.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct MailboxCsv {
    /// Id of the client.
    pub client: u32,
    /// Which rows.
    pub filter: MailboxFilter,
    /// Order.
    pub sort: MailboxSort,
    /// Turned round.
    pub descending: bool,
}

/// Takes a list of mailboxes in.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct MailboxImport {
    /// Id of the client.
    pub client: u32,
    /// The text of the file.
    pub text: String,
    /// Only says what would change.
    pub dry_run: bool,
    /// Mailboxes that the file does not name stay as they are; else they are left out, as `tenantryctl select` does.
    pub keep_others: bool,
}

/// What a list of mailboxes changes. With any error nothing is stored.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ImportReport {
    /// It was stored.
    pub stored: bool,
    /// Mailboxes that the file names.
    pub listed: u32,
    /// What would change, or changed.
    pub changes: ImportChanges,
    /// Recipients that stay as they are.
    pub unchanged: u32,
    /// What is wrong, by line; the first hundred.
    pub errors: Vec<ImportError>,
    /// Lines that are wrong.
    pub wrong: u32,
    /// Totals afterwards.
    pub totals: ServiceTotals,
}

/// Recipients by what changes for them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[allow(missing_docs, reason = "the names say it")]
pub struct ImportChanges {
    pub recipients: u32,
    pub chosen: u32,
    pub left_out: u32,
    pub incoming_on: u32,
    pub incoming_off: u32,
    pub outgoing_on: u32,
    pub outgoing_off: u32,
    pub archiving_on: u32,
    pub archiving_off: u32,
}

/// What is wrong with a line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ImportError {
    /// Line in the file, from 1.
    pub line: u32,
    /// `header`, `address`, `switch`, `quotes`, `unknown`, `twice`.
    pub code: String,
    /// What stands there.
    pub text: String,
}

/// A view of the grid: one that comes with the program, or one that a person saved.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct SavedView {
    /// Absent for those that come with the program.
    pub id: Option<u32>,
    /// Name; `look`, `new`, `leavers`, `exceptions` for those that come with the program.
    pub name: String,
    /// What it shows.
    pub view: GridView,
    /// Rows that it has now.
    pub count: u32,
}

/// What the grid shows: which rows, in which order, with which columns.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase", default)]
pub struct GridView {
    /// Which rows.
    pub filter: MailboxFilter,
    /// Order.
    pub sort: MailboxSort,
    /// Turned round.
    pub descending: bool,
    /// Columns that are not shown: `kind`, `aliases`, `state`.
    pub hidden: Vec<String>,
}

/// Saves a view; one of the same name is replaced.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct SavedViewSet {
    /// Id of the client.
    pub client: u32,
    /// Name; 1 to 60 characters.
    pub name: String,
    /// What it shows.
    pub view: GridView,
}

/// Names a saved view.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct SavedViewRef {
    /// Id of the client.
    pub client: u32,
    /// Id of the view.
    pub id: u32,
}
