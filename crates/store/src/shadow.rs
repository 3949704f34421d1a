//! Rehearsals: the database as it would be with other options, another choice, or the tenant of an earlier day.
//!
//! What is supposed lies in tables in memory that are found before those of the database, so that the planner runs on
//! it as ever; nothing of it reaches the disk, and nobody waits for it.

use jiff::Timestamp;
use model::{DomainFacts, Options};
use rusqlite::{Connection, OptionalExtension, params};

use crate::{
    ClientId, DomainChange, MailboxChange, Store, StoreError, Target, address,
    choice::{Meant, choose_in},
    client,
    codec::{json, to_json},
    database::Fault,
    domain, scope,
};

/// What is supposed; what is left out is as it is.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Supposed {
    /// Other options.
    pub options: Option<Options>,
    /// Changes to the choice of domains.
    pub domains: Vec<DomainChange>,
    /// Changes to the choice of recipients, in this order.
    pub mailboxes: Vec<(Target, MailboxChange)>,
    /// The tenant as the newest reading showed it that is no later.
    pub as_of: Option<Timestamp>,
}

impl Store {
    /// The database as it would be. Cases, counts and options can be read from it, and a plan made, which is stored
    /// in the database itself; whatever else would be written is refused.
    ///
    /// # Errors
    /// [`StoreError::NoClient`], [`StoreError::NoDay`]; those of [`Store::choose_domains`]. Later calls answer
    /// [`StoreError::Rehearsed`] when they would write.
    pub fn shadow(&self, client: ClientId, supposed: &Supposed, now: Timestamp) -> Result<Self, StoreError> {
        let mailboxes = supposed.mailboxes.iter().map(|(target, change)| Ok((self.meant(client, target)?, *change)));
        let mailboxes = mailboxes.collect::<Result<Vec<_>, StoreError>>()?;
        self.behind("supposing", |db| suppose(db, client, supposed, &mailboxes, now))
    }
}

fn suppose(
    db: &Connection,
    client: ClientId,
    supposed: &Supposed,
    mailboxes: &[(Meant<'_>, MailboxChange)],
    now: Timestamp,
) -> Result<(), Fault> {
    tables(db, &["client", "domain", "snapshot"])?;
    // Other clients' domains may stand against a choice (R11).
    for table in ["client", "domain"] {
        db.execute(&format!("INSERT INTO main.{table} SELECT * FROM lasting.{table}"), [])?;
    }
    db.execute("INSERT INTO main.snapshot SELECT * FROM lasting.snapshot WHERE client = ?1", [client])?;
    if let Some(options) = &supposed.options {
        client::set(db, client, "options = ?2", params![client, to_json(options)?])?;
    }
    let archiving = client::options(db, client)?.archiving;
    if supposed.as_of.is_none() && supposed.domains.is_empty() && mailboxes.is_empty() {
        return Ok(());
    }
    objects(db, client)?;
    if let Some(as_of) = supposed.as_of {
        earlier(db, client, as_of)?;
    }
    for change in &supposed.domains {
        domain::choose(db, client, change, archiving, now)?;
    }
    scope::refresh(db, client)?;
    if !mailboxes.is_empty() {
        tables(db, &["choice", "grid", "grid_stale"])?;
        db.execute(
            "INSERT INTO main.choice SELECT c.* FROM lasting.choice c JOIN main.object o ON o.id = c.object",
            [],
        )?;
        db.execute("UPDATE main.client SET grid_stale = 1 WHERE id = ?1", [client])?;
        for (meant, change) in mailboxes {
            choose_in(db, client, meant, change, now)?;
        }
    }
    Ok(())
}

/// Makes tables, with their indexes, as the database has them.
fn tables(db: &Connection, names: &[&str]) -> rusqlite::Result<()> {
    let mut query = db.prepare(
        "SELECT sql FROM lasting.sqlite_schema WHERE tbl_name = ?1 AND sql IS NOT NULL AND type IN ('table', 'index')
         ORDER BY type DESC, name",
    )?;
    for name in names {
        let made = query.query_map([name], |row| row.get::<_, String>(0))?.collect::<Result<Vec<_>, _>>()?;
        made.iter().try_for_each(|sql| db.execute_batch(sql))?;
    }
    Ok(())
}

/// The client's objects, without what was said of them.
fn objects(db: &Connection, client: ClientId) -> rusqlite::Result<()> {
    tables(db, &["object"])?;
    let columns = "id, client, directory_id, heard, taken, not_taken, kind, kind_source, name, addresses,
        exchange_only, domain_set, scope_key, first_seen_at, vanished_at";
    let sql = format!(
        "INSERT INTO main.object ({columns})
         SELECT {columns} FROM lasting.object NOT INDEXED WHERE client = ?1 ORDER BY id"
    );
    db.execute(&sql, [client]).map(drop)
}

/// Makes objects, domains and snapshot those of an earlier reading.
fn earlier(db: &Connection, client: ClientId, as_of: Timestamp) -> Result<(), Fault> {
    let sql = "SELECT read_at, digest, exchange_asked, domains FROM lasting.snapshot_day
               WHERE client = ?1 AND read_at <= ?2 ORDER BY read_at DESC LIMIT 1";
    let day = db.query_row(sql, params![client, as_of.as_microsecond()], |row| {
        let domains: Vec<DomainFacts> = json(row, 3)?;
        Ok((row.get::<_, i64>(0)?, row.get::<_, String>(1)?, row.get::<_, String>(2)?, domains))
    });
    let (read_at, digest, asked, domains) = day.optional()?.ok_or(StoreError::NoDay(as_of))?;
    domain::replace(db, client, &domains)?;
    overlay(db, client, read_at)?;
    db.execute(
        "UPDATE main.snapshot SET read_at = ?2, digest = ?3, exchange_asked = ?4, by_kind = (
           SELECT json_group_object(kind, n) FROM (
             SELECT kind, count(*) AS n FROM main.object WHERE client = ?1 AND taken = 1 GROUP BY kind))
         WHERE client = ?1",
        params![client, read_at, digest, asked],
    )?;
    Ok(())
}

const WEIGHED: &str =
    "taken, kind, kind_source, name, addresses, exchange_only, domain_set, first_seen_at, vanished_at";

/// Puts the objects back that readings after this one changed: of each its oldest later change tells how it was.
fn overlay(db: &Connection, client: ClientId, read_at: i64) -> rusqlite::Result<()> {
    db.execute(
        &format!(
            "CREATE TEMP TABLE was AS SELECT directory_id, min(until_at) AS until_at, absent, {WEIGHED}
             FROM lasting.object_past WHERE client = {client} AND until_at > {read_at} GROUP BY directory_id"
        ),
        [],
    )?;
    db.execute_batch(&format!(
        "DELETE FROM main.object WHERE directory_id IN (SELECT directory_id FROM temp.was WHERE absent = 1)
           AND id NOT IN (SELECT object FROM lasting.remembered);
         -- What we remember of it stays, as of somebody who is not there.
         UPDATE main.object SET taken = 0, vanished_at = NULL
           WHERE directory_id IN (SELECT directory_id FROM temp.was WHERE absent = 1);
         UPDATE main.object SET ({WEIGHED}) = (SELECT {WEIGHED} FROM temp.was w WHERE w.directory_id = object.directory_id)
           WHERE directory_id IN (SELECT directory_id FROM temp.was WHERE absent = 0);
         INSERT INTO main.object (id, client, directory_id, heard, {WEIGHED})
           SELECT (SELECT coalesce(max(id), 0) FROM lasting.object) + row_number() OVER (ORDER BY directory_id),
             {client}, directory_id, 0, {WEIGHED}
           FROM temp.was WHERE absent = 0 AND directory_id NOT IN (SELECT directory_id FROM main.object);"
    ))?;
    tables(db, &["address"])?;
    db.execute("INSERT INTO main.address SELECT * FROM lasting.address WHERE client = ?1", [client])?;
    let mut query = db.prepare(
        "SELECT o.id, o.addresses FROM temp.was w JOIN main.object o ON o.directory_id = w.directory_id
         WHERE o.taken = 1",
    )?;
    let (mut pairs, mut rows) = (Vec::new(), query.query([])?);
    while let Some(row) = rows.next()? {
        let object = row.get(0)?;
        pairs.extend(row.get_ref(1)?.as_str()?.lines().map(|line| (address::hash(line), object)));
    }
    drop(rows);
    drop(query);
    address::add(db, client, &mut pairs)?;
    db.execute_batch("DROP TABLE temp.was")
}
