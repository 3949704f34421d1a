//! Small integers that name rows for good: SQLite never gives one out twice.

use std::fmt;

use rusqlite::types::{FromSql, FromSqlResult, ToSql, ToSqlOutput, ValueRef};
use serde::{Deserialize, Serialize};

macro_rules! row_id {
    ($(#[$doc:meta] $name:ident),* $(,)?) => {$(
        #[$doc]
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub u32);

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                fmt::Display::fmt(&self.0, f)
            }
        }

        impl ToSql for $name {
            fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
                self.0.to_sql()
            }
        }

        impl FromSql for $name {
            fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
                u32::column_result(value).map(Self)
            }
        }
    )*};
}

row_id!(
    /// Names a client.
    ClientId,
    /// Names a plan.
    PlanId,
    /// Names a run.
    RunId,
    /// Names a snapshot.
    SnapshotId,
    /// Names an import.
    ImportId,
    /// Names a mailbox of an import.
    ImportMailboxId,
    /// Names a folder of such a mailbox.
    ImportFolderId,
    /// Names a message of such a mailbox.
    ImportMessageId,
);
