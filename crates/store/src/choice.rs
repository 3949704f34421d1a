//! What a person chose for recipients.

use jiff::Timestamp;
use model::{Address, DirectoryId, Kind};
use rusqlite::{Connection, params, params_from_iter, types::Value};

use crate::{
    ClientId, MailboxFilter, Store, StoreError, address,
    database::Fault,
    grid::{
        filter::{Condition, whole},
        refresh::refresh_in,
    },
};

/// Which recipients a change is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Target {
    /// These.
    Ids(Vec<DirectoryId>),
    /// Every row that a filter shows.
    Filter(MailboxFilter),
}

/// What to change; `None` leaves as it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct MailboxChange {
    /// Choose or not.
    pub selected: Option<bool>,
    /// Incoming on or off.
    pub incoming: Option<bool>,
    /// Outgoing on or off.
    pub outgoing: Option<bool>,
    /// Archiving on or off.
    pub archiving: Option<bool>,
}

/// One line of a list of mailboxes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListedRow {
    /// Any address of the recipient.
    pub address: Address,
    /// Incoming; `None` leaves as it is.
    pub incoming: Option<bool>,
    /// Outgoing; `None` leaves as it is.
    pub outgoing: Option<bool>,
    /// Archiving; `None` leaves as it is.
    pub archiving: Option<bool>,
    /// Line in the list, for errors.
    pub line: u32,
}

/// What choosing by a list did.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Chosen {
    /// Recipients that are selected now.
    pub selected: u32,
    /// Recipients of the snapshot that are not.
    pub deselected: u32,
}

impl Store {
    /// Changes choices; says how many recipients it met. Services that were chosen and applied earlier are no
    /// choice any more once another one is chosen: what is applied is remembered with the recipient.
    pub fn choose_mailboxes(
        &self,
        client: ClientId,
        target: &Target,
        change: &MailboxChange,
        now: Timestamp,
    ) -> Result<u32, StoreError> {
        self.write("choosing recipients", |db| choose_in(db, client, target, change, now))
    }

    /// Gives the settings of new mailboxes to mailboxes that are looked after already (R12); the next plan has the
    /// steps. Says how many it met.
    pub fn apply_settings(&self, client: ClientId, target: &Target, now: Timestamp) -> Result<u32, StoreError> {
        self.write("applying the settings", |db| {
            refresh_in(db, client, now)?;
            let revision = next_revision(db, client)?;
            each_meant(client, target, |which| settle(db, revision, which, now))
        })
    }

    /// Says what kind a recipient is, whatever the sources say (M5); `None` lets the sources speak again.
    ///
    /// # Errors
    /// [`StoreError::NoRecipient`].
    pub fn set_kind(&self, client: ClientId, id: DirectoryId, kind: Option<Kind>) -> Result<(), StoreError> {
        self.write("deciding a kind", |db| crate::fetch::decide_kind(db, client, id, kind))
    }

    /// Makes exactly the listed recipients selected, all or nothing.
    ///
    /// # Errors
    /// [`StoreError::UnknownAddress`] with the first line that names no address of the snapshot.
    pub fn select_exactly(&self, client: ClientId, rows: &[ListedRow], now: Timestamp) -> Result<Chosen, StoreError> {
        self.write("choosing the listed recipients", |db| {
            db.execute(
                "INSERT INTO choice (object, selected, chosen_at)
                 SELECT id, 0, ?2 FROM object WHERE client = ?1 AND taken = 1
                 ON CONFLICT (object) DO UPDATE SET selected = 0, chosen_at = excluded.chosen_at",
                params![client, now.as_microsecond()],
            )?;
            let revision = next_revision(db, client)?;
            for row in rows {
                let holders = address::holders(db, client, &row.address)?;
                let object = *holders
                    .first()
                    .ok_or_else(|| StoreError::UnknownAddress { line: row.line, address: row.address.clone() })?;
                let change = MailboxChange {
                    selected: Some(true),
                    incoming: row.incoming,
                    outgoing: row.outgoing,
                    archiving: row.archiving,
                };
                let values = Values { change, revision, now: now.as_microsecond() };
                upsert(db, &values, "SELECT ? AS object", &[Value::Integer(object)])?;
            }
            db.execute("UPDATE client SET grid_stale = 1 WHERE id = ?1", [client])?;
            let sql = "SELECT count(*) FILTER (WHERE c.selected = 1), count(*) FILTER (WHERE c.selected = 0)
                       FROM object o JOIN choice c ON c.object = o.id WHERE o.client = ?1 AND o.taken = 1";
            Ok(db.query_row(sql, [client], |row| Ok(Chosen { selected: row.get(0)?, deselected: row.get(1)? }))?)
        })
    }
}

/// What a change writes.
struct Values {
    change: MailboxChange,
    revision: i64,
    now: i64,
}

impl Values {
    fn new(db: &Connection, client: ClientId, change: &MailboxChange, now: Timestamp) -> rusqlite::Result<Self> {
        Ok(Self { change: *change, revision: next_revision(db, client)?, now: now.as_microsecond() })
    }
}

/// Later than every choice that a plan could have known.
pub(crate) fn next_revision(db: &Connection, client: ClientId) -> rusqlite::Result<i64> {
    let sql = "UPDATE client SET choice_revision = choice_revision + 1 WHERE id = ?1 RETURNING choice_revision";
    db.query_row(sql, [client], |row| row.get(0))
}

fn one(client: ClientId, id: DirectoryId) -> Condition {
    Condition {
        sql: "g.object = (SELECT o.id FROM object o WHERE o.client = ? AND o.directory_id = ?)".to_owned(),
        values: vec![Value::Integer(client.0.into()), Value::Blob(id.0.to_vec())],
    }
}

/// Changes choices inside a transaction.
pub(crate) fn choose_in(
    db: &Connection,
    client: ClientId,
    target: &Target,
    change: &MailboxChange,
    now: Timestamp,
) -> Result<u32, Fault> {
    refresh_in(db, client, now)?;
    let values = Values::new(db, client, change, now)?;
    each_meant(client, target, |which| choose(db, &values, which))
}

/// Does something with whomever a target means; says how many they were.
fn each_meant(
    client: ClientId,
    target: &Target,
    mut work: impl FnMut(&Condition) -> rusqlite::Result<usize>,
) -> Result<u32, Fault> {
    let met = match target {
        Target::Filter(filter) => work(&whole(client, filter))?,
        Target::Ids(ids) => ids.iter().try_fold(0, |met, id| work(&one(client, *id)).map(|one| met + one))?,
    };
    Ok(u32::try_from(met).unwrap_or(u32::MAX))
}

/// Notes that the settings are news to the mailboxes that we look after.
fn settle(db: &Connection, revision: i64, which: &Condition, now: Timestamp) -> rusqlite::Result<usize> {
    let with_mailbox: Vec<String> =
        Kind::ALL.into_iter().filter(|kind| kind.has_mailbox()).map(|kind| format!("'{}'", kind.as_str())).collect();
    let sql = format!(
        "INSERT INTO choice (object, settings_revision, chosen_at)
         SELECT g.object, ?, ? FROM grid g JOIN remembered r ON r.object = g.object
         WHERE r.standing = 'active' AND g.selected = 1 AND g.kind IN ({}) AND ({})
         ON CONFLICT (object) DO UPDATE SET settings_revision = excluded.settings_revision",
        with_mailbox.join(", "),
        which.sql
    );
    let fixed = [Value::Integer(revision), Value::Integer(now.as_microsecond())];
    let met = db.prepare_cached(&sql)?.execute(params_from_iter(fixed.iter().chain(&which.values)))?;
    mark(db, which)?;
    Ok(met)
}

fn choose(db: &Connection, values: &Values, which: &Condition) -> rusqlite::Result<usize> {
    let met = upsert(db, values, &format!("SELECT g.object FROM grid g WHERE {}", which.sql), &which.values)?;
    mark(db, which)?;
    Ok(met)
}

/// The rows are to be looked at again.
fn mark(db: &Connection, which: &Condition) -> rusqlite::Result<()> {
    let sql = format!(
        "INSERT OR IGNORE INTO grid_stale (object, client) SELECT g.object, g.client FROM grid g WHERE {}",
        which.sql
    );
    db.prepare_cached(&sql)?.execute(params_from_iter(&which.values)).map(drop)
}

/// Writes the change for every object of a sub-select, in one statement.
fn upsert(db: &Connection, values: &Values, objects: &str, which: &[Value]) -> rusqlite::Result<usize> {
    let MailboxChange { selected, incoming, outgoing, archiving } = values.change;
    let services = incoming.is_some() || outgoing.is_some() || archiving.is_some();
    let merged = |column: &str| {
        format!(
            "{column} = CASE WHEN excluded.{column} IS NOT NULL THEN excluded.{column}
             WHEN excluded.services_revision > 0 AND EXISTS (SELECT 1 FROM remembered r
               WHERE r.object = choice.object AND r.services_revision >= choice.services_revision) THEN NULL
             ELSE choice.{column} END"
        )
    };
    let sql = format!(
        "INSERT INTO choice (object, selected, incoming, outgoing, archiving, services_revision, chosen_at)
         SELECT w.object, ?, ?, ?, ?, ?, ? FROM ({objects}) w WHERE true
         ON CONFLICT (object) DO UPDATE SET selected = coalesce(excluded.selected, choice.selected), {}, {}, {},
           services_revision = max(excluded.services_revision, choice.services_revision),
           chosen_at = excluded.chosen_at",
        merged("incoming"),
        merged("outgoing"),
        merged("archiving"),
    );
    let flag = |choice: Option<bool>| choice.map_or(Value::Null, |on| Value::Integer(on.into()));
    let revision = if services { values.revision } else { 0 };
    let fixed = [
        flag(selected),
        flag(incoming),
        flag(outgoing),
        flag(archiving),
        Value::Integer(revision),
        Value::Integer(values.now),
    ];
    db.prepare_cached(&sql)?.execute(params_from_iter(fixed.iter().chain(which)))
}
