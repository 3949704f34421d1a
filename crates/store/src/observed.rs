//! What the gateway has, as last observed: staged apart, and put in place when it is complete.

use std::{collections::BTreeMap, sync::Arc};

use jiff::Timestamp;
use model::{Address, DomainName, Kind, ObservedDomain, ObservedRecipient};
use rusqlite::{CachedStatement, Connection, OptionalExtension, Row, params};
use sha2::{Digest, Sha256};

use crate::{
    ClientId, Store, StoreError,
    codec::{Profiles, bits, maybe_timestamp, text, to_json},
    database::{Fault, Staging},
    hex::hex,
};

/// Stages what is otherwise than before in an observation; dropped without [`finish`](Self::finish) the old one stays.
#[derive(Debug)]
pub struct ObservationWriter {
    client: ClientId,
    /// Digest of the observation that it is compared with.
    before: String,
    /// Over everything that was shown.
    domains: BTreeMap<DomainName, String>,
    recipients: Sha256,
    /// Key of the last recipient that was shown.
    last: String,
    differs: bool,
    profiles: Profiles,
    staging: Staging,
}

/// A recipient as it is written; without content it is no more.
const TABLES: &str = "CREATE TEMP TABLE seen_recipient (
      key TEXT NOT NULL, directory_id BLOB, addresses TEXT, kind TEXT, listed INTEGER, services INTEGER, profile TEXT);";

const COLUMNS: &str = "key, directory_id, addresses, kind, listed, services, profile";

impl Store {
    /// Begins to stage an observation of a client's gateway.
    pub fn begin_observation(&self, client: ClientId) -> Result<ObservationWriter, StoreError> {
        let before = self.read("reading the observation", |db| digest(db, client))?;
        Ok(ObservationWriter {
            client,
            before,
            domains: BTreeMap::new(),
            recipients: Sha256::new(),
            last: String::new(),
            differs: false,
            profiles: Profiles::default(),
            staging: self.stage("staging an observation of the gateway", TABLES)?,
        })
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
        let Self { staging, domains: all, .. } = self;
        staging.add(|_| {
            for domain in domains {
                all.insert(domain.name.clone(), to_json(domain)?);
            }
            Ok(())
        })
    }

    /// Stages a page of recipients; pages come in order of primary address, in lower case.
    pub fn recipients(&mut self, page: &[ObservedRecipient]) -> Result<(), StoreError> {
        let mut shown = page.iter().map(|recipient| self.shown(recipient)).collect::<Result<Vec<_>, _>>()?;
        shown.sort_by(|a, b| a.key.cmp(&b.key));
        let Self { client, last, differs, recipients, staging, .. } = self;
        staging.add(|db| {
            let Some(end) = shown.last().map(|shown| shown.key.clone()) else { return Ok(()) };
            let sql = format!(
                "SELECT {COLUMNS} FROM observed_recipient WHERE client = ?1 AND key > ?2 AND key <= ?3 ORDER BY key"
            );
            let mut query = db.prepare_cached(&sql)?;
            let mut known = query.query(params![*client, *last, end])?;
            let mut stage = Stage(db.prepare_cached(&format!(
                "INSERT INTO seen_recipient ({COLUMNS}) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)"
            ))?);
            let mut next = known.next()?;
            for now in &shown {
                now.hash(recipients);
                while let Some(row) = next
                    && text(row, 0)? < now.key.as_str()
                {
                    stage.gone(text(row, 0)?)?;
                    *differs = true;
                    next = known.next()?;
                }
                match next {
                    Some(row) if text(row, 0)? == now.key => {
                        if !now.is(row)? {
                            stage.put(now)?;
                            *differs = true;
                        }
                        next = known.next()?;
                    }
                    Some(_) | None => {
                        stage.put(now)?;
                        *differs = true;
                    }
                }
            }
            *last = end.max(std::mem::take(last));
            Ok(())
        })
    }

    fn shown(&mut self, ObservedRecipient { id, shape }: &ObservedRecipient) -> Result<Shown, StoreError> {
        let profiles = &mut self.profiles;
        let mut sorted: Vec<&Address> = shape.aliases.iter().collect();
        sorted.sort_unstable();
        let mut addresses = String::with_capacity(32 * (1 + sorted.len()));
        addresses.push_str(shape.primary.as_str());
        for alias in sorted {
            addresses.push('\n');
            addresses.push_str(alias.as_str());
        }
        let (profile, json) = self.staging.add(|_| Ok(profiles.kept(shape.profile.as_ref())?))?;
        Ok(Shown {
            key: shape.primary.key(),
            id: id.map(|id| id.0),
            addresses,
            kind: shape.kind,
            listed: shape.listed,
            services: bits(shape.services),
            profile,
            json,
        })
    }

    /// Makes the observation the newest, in one transaction; the digest of its content, hexadecimal. What is as
    /// it was is not written again.
    pub fn finish(self, now: Timestamp) -> Result<String, StoreError> {
        let Self { client, before, domains, recipients, last, differs, staging, .. } = self;
        let mut hash = Sha256::new();
        for content in domains.values() {
            hash.update(content);
            hash.update("\n");
        }
        hash.update(recipients.finalize());
        let seen = hex(&hash.finalize());
        staging.finish(|db| {
            if digest(db, client)? != before {
                // Another one came in between; the next try compares with it.
                let busy = rusqlite::ffi::Error::new(rusqlite::ffi::SQLITE_BUSY_SNAPSHOT);
                return Err(rusqlite::Error::SqliteFailure(busy, None).into());
            }
            let rest = params![client, last];
            let gone = db.execute("DELETE FROM observed_recipient WHERE client = ?1 AND key > ?2", rest)?;
            if seen != before || differs || gone > 0 {
                replace(db, client, &domains, &seen)?;
            } else {
                // The gateway took them since it was last looked at, and shows them no more.
                db.execute(
                    "INSERT OR IGNORE INTO grid_stale (object, client) SELECT r.object, r.client FROM remembered r
                     JOIN client c ON c.id = r.client WHERE r.client = ?1 AND r.written_at > coalesce(c.observed_at, 0)",
                    [client],
                )?;
            }
            db.execute("UPDATE client SET observed_at = ?2 WHERE id = ?1", params![client, now.as_microsecond()])?;
            Ok(seen)
        })
    }
}

/// A recipient in columns.
struct Shown {
    key: String,
    id: Option<[u8; 16]>,
    addresses: String,
    kind: Kind,
    listed: bool,
    services: i64,
    profile: Arc<str>,
    /// The profile as the digest has it.
    json: Arc<str>,
}

impl Shown {
    fn hash(&self, hash: &mut Sha256) {
        hash.update(self.id.as_ref().map_or(&[][..], |id| &id[..]));
        for text in [self.addresses.as_str(), self.kind.as_str(), &self.json] {
            hash.update(text);
            hash.update([0]);
        }
        hash.update([u8::from(self.listed)]);
        hash.update(self.services.to_be_bytes());
    }

    /// Whether a row has the same content.
    fn is(&self, row: &Row<'_>) -> rusqlite::Result<bool> {
        Ok(row.get_ref(1)?.as_blob_or_null()? == self.id.as_ref().map(|id| &id[..])
            && row.get_ref(2)?.as_str()? == self.addresses
            && row.get_ref(3)?.as_str()? == self.kind.as_str()
            && row.get::<_, bool>(4)? == self.listed
            && row.get::<_, i64>(5)? == self.services
            && row.get_ref(6)?.as_str()? == &*self.profile)
    }
}

/// Writes what differs.
struct Stage<'a>(CachedStatement<'a>);

impl Stage<'_> {
    fn put(&mut self, now: &Shown) -> rusqlite::Result<()> {
        let Shown { key, id, addresses, kind, listed, services, profile, .. } = now;
        self.0.execute(params![key, id, addresses, kind.as_str(), listed, services, &**profile]).map(drop)
    }

    fn gone(&mut self, key: &str) -> rusqlite::Result<()> {
        let null = rusqlite::types::Null;
        self.0.execute(params![key, null, null, null, null, null, null]).map(drop)
    }
}

fn digest(db: &Connection, client: ClientId) -> Result<String, Fault> {
    let sql = "SELECT observed_digest FROM client WHERE id = ?1";
    Ok(db.query_row(sql, [client], |row| row.get(0)).optional()?.ok_or(StoreError::NoClient(client))?)
}

fn replace(
    db: &Connection,
    client: ClientId,
    domains: &BTreeMap<DomainName, String>,
    digest: &str,
) -> rusqlite::Result<()> {
    db.execute("UPDATE domain SET observed = NULL WHERE client = ?1", [client])?;
    let mut write = db.prepare("UPDATE domain SET observed = ?3 WHERE client = ?1 AND name = ?2")?;
    for (name, content) in domains {
        write.execute(params![client, name.as_str(), content])?;
    }
    // In the order in which they were staged: what was said last counts.
    db.execute(
        "DELETE FROM observed_recipient WHERE client = ?1
           AND key IN (SELECT key FROM seen_recipient WHERE addresses IS NULL)",
        [client],
    )?;
    db.execute(
        &format!(
            "INSERT OR REPLACE INTO observed_recipient (client, {COLUMNS})
             SELECT ?1, {COLUMNS} FROM seen_recipient WHERE addresses IS NOT NULL ORDER BY rowid"
        ),
        [client],
    )?;
    db.execute("UPDATE client SET observed_digest = ?2, grid_stale = 1 WHERE id = ?1", params![client, digest])?;
    Ok(())
}
