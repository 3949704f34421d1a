//! What we last applied to recipients and therefore own.

use jiff::Timestamp;
use model::{DirectoryId, RecipientShape, plan::Remembered};
use rusqlite::{Connection, OptionalExtension, params};

use crate::{
    ClientId,
    cases::shape,
    codec::{Profiles, bits, lines, name_of, named, profile_text, services},
};

/// Row of an object with what is remembered of it; `None` when the object is unknown.
pub(crate) fn previous(
    db: &Connection,
    client: ClientId,
    id: DirectoryId,
    profiles: &mut Profiles,
) -> rusqlite::Result<Option<(i64, Option<Remembered>)>> {
    let mut query = db.prepare_cached(
        "SELECT o.id, r.addresses, r.kind, r.listed, r.services, r.profile, r.standing, r.services_when_active
         FROM object o LEFT JOIN remembered r ON r.object = o.id WHERE o.client = ?1 AND o.directory_id = ?2",
    )?;
    query
        .query_row(params![client, id.0], |row| {
            let shape: Option<RecipientShape> = shape(row, 1, profiles)?;
            let remembered = shape.map(|shape| {
                let (standing, active) = (named(row, 6)?, services(row.get(7)?));
                Ok::<_, rusqlite::Error>(Remembered { shape, standing, services_when_active: active })
            });
            Ok((row.get(0)?, remembered.transpose()?))
        })
        .optional()
}

/// Remembers a recipient; `revision` is that of the newest choice which the applied step could know.
pub(crate) fn remember(
    db: &Connection,
    client: ClientId,
    row: i64,
    remembered: &Remembered,
    revision: i64,
    now: Timestamp,
) -> rusqlite::Result<()> {
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
        profile_text(shape.profile.as_ref())?,
        name_of(&remembered.standing)?,
        bits(remembered.services_when_active),
        revision,
        now.as_microsecond(),
    ])?;
    db.prepare_cached("INSERT OR IGNORE INTO grid_stale (object, client) VALUES (?1, ?2)")?
        .execute(params![row, client])?;
    Ok(())
}
