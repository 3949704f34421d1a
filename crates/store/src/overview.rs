//! Numbers over a client's exceptions that its page shows.

use jiff::Timestamp;

use crate::{ClientId, Store, StoreError};

/// Exceptions of a client, counted.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct ExceptionCounts {
    /// All of them.
    pub total: u32,
    /// Those whose day has come: a person looks at them again.
    pub ended: u32,
}

impl Store {
    /// How many exceptions there are, and how many have ended.
    pub fn exception_counts(&self, client: ClientId, now: Timestamp) -> Result<ExceptionCounts, StoreError> {
        self.read("counting the exceptions", |db| {
            let sql = "SELECT count(*), count(*) FILTER (WHERE until <= ?2) FROM exception WHERE client = ?1";
            let counted = (client, now.as_microsecond());
            Ok(db.query_row(sql, counted, |row| Ok(ExceptionCounts { total: row.get(0)?, ended: row.get(1)? }))?)
        })
    }
}
