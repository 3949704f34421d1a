//! Whose mail an import is of, when it is of everybody's: who gets a mailbox later belongs to it, too (S1, S4).

use jiff::Timestamp;
use model::Kind;
use rusqlite::{OptionalExtension, Row, params};

use crate::{ImportId, Store, StoreError};

/// Mailboxes `o` of the newest reading of the tenant that the import `j` is of and does not have.
fn joined() -> String {
    let kinds = Kind::ALL.into_iter().filter(|kind| kind.has_mailbox());
    let kinds = kinds.map(|kind| format!("'{}'", kind.as_str())).collect::<Vec<_>>().join(", ");
    format!(
        "FROM import_job j JOIN object o ON o.client = j.client
         WHERE j.id = ?1 AND j.everybody = 1 AND o.taken = 1 AND o.kind IN ({kinds})
           AND NOT EXISTS (SELECT 1 FROM import_mailbox b WHERE b.job = j.id AND b.object = o.directory_id)"
    )
}

/// Of which reading of the tenant and which mailboxes of an import a number of those who joined is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ImportJoinedSince([i64; 3]);

const ADDRESS: &str = "substr(o.addresses, 1, instr(o.addresses || char(10), char(10)) - 1)";

impl Store {
    /// As long as this is the same, so is [`Store::import_joined`], which goes through all of a tenant. Mailboxes are taken out
    /// of an import only when it is begun once more, and it is the newest then (`touched`).
    pub fn import_joined_since(&self, job: ImportId) -> Result<ImportJoinedSince, StoreError> {
        self.read("reading what an import is of", |db| {
            let mut query = db.prepare_cached(
                "SELECT touched, coalesce((SELECT sum(mailboxes) FROM import_tally WHERE job = j.id), 0),
                   coalesce((SELECT max(id) FROM snapshot WHERE client = j.client), 0)
                 FROM import_job j WHERE id = ?1",
            )?;
            let since = |row: &Row<'_>| Ok(ImportJoinedSince([row.get(0)?, row.get(1)?, row.get(2)?]));
            query.query_row([job], since).optional()?.ok_or_else(|| StoreError::NoImport(job).into())
        })
    }

    /// How many have a mailbox by the newest reading of the tenant whom an import of everybody's mail does not have.
    pub fn import_joined(&self, job: ImportId) -> Result<u64, StoreError> {
        self.read("counting who has a mailbox since an import was written down", |db| {
            let count: i64 =
                db.prepare_cached(&format!("SELECT count(*) {}", joined()))?.query_row([job], |row| row.get(0))?;
            Ok(count.unsigned_abs())
        })
    }

    /// Their primary addresses, in their order.
    pub fn import_joined_addresses(&self, job: ImportId) -> Result<Vec<String>, StoreError> {
        self.read("reading who has a mailbox since an import was written down", |db| {
            let sql = format!("SELECT {ADDRESS} AS address {} ORDER BY address COLLATE NOCASE", joined());
            let mut query = db.prepare_cached(&sql)?;
            Ok(query.query_map([job], |row| row.get(0))?.collect::<Result<_, _>>()?)
        })
    }

    /// Their mailboxes belong to the import from now on and wait for their turn. Tells how many.
    pub fn import_add_joined(&self, job: ImportId, now: Timestamp) -> Result<usize, StoreError> {
        self.write("adding who has a mailbox since an import was written down", |db| {
            let sql = format!(
                "INSERT INTO import_mailbox (job, object, address, state, state_at)
                 SELECT j.id, o.directory_id, {ADDRESS}, 'queued', ?2 {} ORDER BY o.directory_id",
                joined()
            );
            Ok(db.prepare_cached(&sql)?.execute(params![job, now.as_microsecond()])?)
        })
    }
}
