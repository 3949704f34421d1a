//! What the gateway has, as last observed: staged apart, and put in place when it is complete.

use jiff::Timestamp;
use model::{Address, ObservedDomain, ObservedRecipient};
use rusqlite::{Connection, OptionalExtension, params};
use sha2::{Digest, Sha256};

use crate::{
    ClientId, Store, StoreError,
    codec::{bits, lines, maybe_timestamp, profile_text, to_json},
    database::{Fault, Staging},
    hex::hex,
};

/// Stages an observation; dropped without [`finish`](Self::finish) the old one stays.
#[derive(Debug)]
pub struct ObservationWriter {
    client: ClientId,
    staging: Staging,
}

const TABLES: &str = "CREATE TEMP TABLE seen_domain (name TEXT PRIMARY KEY, content TEXT NOT NULL) WITHOUT ROWID;
    CREATE TEMP TABLE seen_recipient (
      key TEXT NOT NULL, directory_id BLOB, addresses TEXT NOT NULL, kind TEXT NOT NULL, listed INTEGER NOT NULL,
      services INTEGER NOT NULL, profile TEXT NOT NULL);";

const COLUMNS: &str = "key, directory_id, addresses, kind, listed, services, profile";

impl Store {
    /// Begins to stage an observation of a client's gateway.
    pub fn begin_observation(&self, client: ClientId) -> Result<ObservationWriter, StoreError> {
        Ok(ObservationWriter { client, staging: self.stage("staging an observation of the gateway", TABLES)? })
    }

    /// When the gateway was last observed, and the digest of what it had.
    pub fn observation(&self, client: ClientId) -> Result<Option<(Timestamp, String)>, StoreError> {
        self.read("reading the observation", |db| {
            let sql = "SELECT observed_at, observed_digest FROM client WHERE id = ?1";
            let found = db.query_row(sql, [client], |row| Ok((maybe_timestamp(row, 0)?, row.get(1)?))).optional()?;
            let (at, digest) = found.ok_or(StoreError::NoClient(client))?;
            Ok(at.map(|at| (at, digest)))
        })
    }
}

impl ObservationWriter {
    /// Stages domains.
    pub fn domains(&mut self, domains: &[ObservedDomain]) -> Result<(), StoreError> {
        self.staging.add(|db| {
            let mut add = db.prepare_cached("INSERT OR REPLACE INTO seen_domain (name, content) VALUES (?1, ?2)")?;
            for domain in domains {
                add.execute(params![domain.name.as_str(), to_json(domain)?])?;
            }
            Ok(())
        })
    }

    /// Stages a page of recipients.
    pub fn recipients(&mut self, page: &[ObservedRecipient]) -> Result<(), StoreError> {
        self.staging.add(|db| {
            let sql = format!("INSERT INTO seen_recipient ({COLUMNS}) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)");
            let mut add = db.prepare_cached(&sql)?;
            for ObservedRecipient { id, shape } in page {
                let mut aliases: Vec<Address> = shape.aliases.clone();
                aliases.sort();
                add.execute(params![
                    shape.primary.key(),
                    id.map(|id| id.0),
                    lines(&shape.primary, &aliases),
                    shape.kind.as_str(),
                    shape.listed,
                    bits(shape.services),
                    profile_text(shape.profile.as_ref())?,
                ])?;
            }
            Ok(())
        })
    }

    /// Makes the observation the newest, in one transaction; the digest of its content, hexadecimal. What is as
    /// it was is not written again.
    pub fn finish(self, now: Timestamp) -> Result<String, StoreError> {
        let client = self.client;
        self.staging.finish(|db| replace(db, client, now))
    }
}

fn replace(db: &Connection, client: ClientId, now: Timestamp) -> Result<String, Fault> {
    let digest = digest(db)?;
    let sql = "SELECT observed_digest FROM client WHERE id = ?1";
    let before: Option<String> = db.query_row(sql, [client], |row| row.get(0)).optional()?;
    let before = before.ok_or(StoreError::NoClient(client))?;
    if before != digest {
        db.execute(
            "UPDATE domain SET observed = (SELECT content FROM seen_domain s WHERE s.name = domain.name)
             WHERE client = ?1",
            [client],
        )?;
        db.execute("DELETE FROM observed_recipient WHERE client = ?1", [client])?;
        db.execute(
            &format!(
                "INSERT OR REPLACE INTO observed_recipient (client, {COLUMNS})
                 SELECT ?1, {COLUMNS} FROM seen_recipient ORDER BY key"
            ),
            [client],
        )?;
        db.execute("UPDATE client SET observed_digest = ?2, grid_stale = 1 WHERE id = ?1", params![client, digest])?;
    }
    db.execute("UPDATE client SET observed_at = ?2 WHERE id = ?1", params![client, now.as_microsecond()])?;
    Ok(digest)
}

fn digest(db: &Connection) -> rusqlite::Result<String> {
    let mut hash = Sha256::new();
    let mut domains = db.prepare("SELECT content FROM seen_domain ORDER BY name")?;
    let mut rows = domains.query([])?;
    while let Some(row) = rows.next()? {
        hash.update(row.get_ref(0)?.as_str()?);
        hash.update("\n");
    }
    let mut recipients = db.prepare(&format!("SELECT {COLUMNS} FROM seen_recipient ORDER BY key"))?;
    let mut rows = recipients.query([])?;
    while let Some(row) = rows.next()? {
        hash.update(row.get_ref(1)?.as_blob_or_null()?.unwrap_or_default());
        for column in [2, 3, 6] {
            hash.update(row.get_ref(column)?.as_str()?);
            hash.update([0]);
        }
        hash.update([row.get::<_, u8>(4)?, row.get::<_, u8>(5)?]);
    }
    Ok(hex(&hash.finalize()))
}
