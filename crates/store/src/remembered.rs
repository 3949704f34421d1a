//! What we last applied to recipients and therefore own.

use jiff::Timestamp;
use model::{
    DirectoryId, RecipientShape, Services,
    plan::{Remembered, Standing},
};
use rusqlite::{Connection, OptionalExtension, params};
use serde::{Deserialize, Serialize};

use crate::{
    ClientId, Store, StoreError,
    cases::shape,
    codec::{Profiles, bits, lines, named, services, to_json, unreadable},
};

/// What was remembered of a recipient, with the revision of choices that it contains.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Prior {
    pub remembered: Remembered,
    pub revision: i64,
}

/// The same in the journal.
#[derive(Serialize, Deserialize)]
struct PriorText {
    shape: RecipientShape,
    standing: Standing,
    services_when_active: Services,
    revision: i64,
}

impl Prior {
    pub fn to_text(&self) -> rusqlite::Result<String> {
        let Remembered { shape, standing, services_when_active } = self.remembered.clone();
        to_json(&PriorText { shape, standing, services_when_active, revision: self.revision })
    }

    pub fn of_text(text: &str) -> rusqlite::Result<Self> {
        let PriorText { shape, standing, services_when_active, revision } =
            serde_json::from_str(text).map_err(|error| unreadable(0, error))?;
        Ok(Self { remembered: Remembered { shape, standing, services_when_active }, revision })
    }
}

impl Store {
    /// Of the recipients that we look after, how many have each service in the gateway (B1): incoming, outgoing,
    /// archiving.
    pub fn in_scope_with(&self, client: ClientId) -> Result<[u32; 3], StoreError> {
        self.read("counting the services in scope", |db| {
            let mut query = db.prepare(
                "SELECT b.services, count(*) FROM remembered r
                 JOIN observed_recipient b ON b.client = r.client AND b.key = r.key
                 WHERE r.client = ?1 AND r.standing = 'active' GROUP BY b.services",
            )?;
            let mut rows = query.query([client])?;
            let mut having = [0; 3];
            while let Some(row) = rows.next()? {
                let (bits, count): (u8, u32) = (row.get(0)?, row.get(1)?);
                for (bit, having) in having.iter_mut().enumerate() {
                    *having += if bits & 1 << bit != 0 { count } else { 0 };
                }
            }
            Ok(having)
        })
    }
}

/// Row of an object with what is remembered of it; `None` when the object is unknown.
pub(crate) fn prior(
    db: &Connection,
    client: ClientId,
    id: DirectoryId,
    profiles: &mut Profiles,
) -> rusqlite::Result<Option<(i64, Option<Prior>)>> {
    let mut query = db.prepare_cached(
        "SELECT o.id, r.addresses, r.kind, r.listed, r.services, r.profile, r.standing, r.services_when_active,
           r.services_revision
         FROM object o LEFT JOIN remembered r ON r.object = o.id WHERE o.client = ?1 AND o.directory_id = ?2",
    )?;
    query
        .query_row(params![client, id.0], |row| {
            let shape: Option<RecipientShape> = shape(row, 1, profiles)?;
            let prior = shape.map(|shape| {
                let (standing, active) = (named(row, 6)?, services(row.get(7)?));
                let remembered = Remembered { shape, standing, services_when_active: active };
                Ok::<_, rusqlite::Error>(Prior { remembered, revision: row.get(8)? })
            });
            Ok((row.get(0)?, prior.transpose()?))
        })
        .optional()
}

/// Remembers a recipient, or forgets it.
pub(crate) fn write(
    db: &Connection,
    client: ClientId,
    row: i64,
    next: Option<&Prior>,
    profiles: &mut Profiles,
    now: Timestamp,
) -> rusqlite::Result<()> {
    let Some(Prior { remembered, revision }) = next else {
        return db.prepare_cached("DELETE FROM remembered WHERE object = ?1")?.execute([row]).map(drop);
    };
    let shape = &remembered.shape;
    let mut write = db.prepare_cached(
        "INSERT INTO remembered (object, client, key, addresses, kind, listed, services, profile, standing,
           services_when_active, services_revision, written_at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)
         ON CONFLICT (object) DO UPDATE SET key = excluded.key, addresses = excluded.addresses, kind = excluded.kind,
           listed = excluded.listed, services = excluded.services, profile = excluded.profile,
           standing = excluded.standing, services_when_active = excluded.services_when_active,
           services_revision = excluded.services_revision, written_at = excluded.written_at",
    )?;
    write.execute(params![
        row,
        client,
        shape.primary.key(),
        lines(&shape.primary, &shape.aliases),
        shape.kind.as_str(),
        shape.listed,
        bits(shape.services),
        profiles.text(shape.profile.as_ref())?,
        standing_text(remembered.standing),
        bits(remembered.services_when_active),
        revision,
        now.as_microsecond(),
    ])?;
    Ok(())
}

/// The grid's row is to be computed again.
pub(crate) fn mark(db: &Connection, client: ClientId, row: i64) -> rusqlite::Result<()> {
    db.prepare_cached("INSERT OR IGNORE INTO grid_stale (object, client) VALUES (?1, ?2)")?
        .execute(params![row, client])
        .map(drop)
}

/// As serde writes it.
pub(crate) const fn standing_text(standing: Standing) -> &'static str {
    match standing {
        Standing::Active => "active",
        Standing::Stopped => "stopped",
        Standing::Left => "left",
    }
}
