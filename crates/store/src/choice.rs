//! What a person chose for recipients.

mod import;
pub(crate) mod undo;

use jiff::Timestamp;
use model::{Address, DirectoryId, Kind};
use rusqlite::{Connection, params, params_from_iter, types::Value};

use import::Sense;
pub use import::{Imported, ListFault, Taking};

use crate::{
    ClientId, MailboxFilter, Store, StoreError,
    codec::directory_id,
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
    /// Rows of a list that a window was of, by first and last place.
    Rows {
        /// The list.
        list: u32,
        /// Places, from 0.
        ranges: Vec<(u32, u32)>,
    },
}

/// A target whose rows of a list are found.
#[derive(Debug)]
pub(crate) enum Meant<'a> {
    Ids(&'a [DirectoryId]),
    Filter(&'a MailboxFilter),
    Objects(Vec<i64>),
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
    /// Choose it, or leave it out.
    pub selected: bool,
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
    /// choice any more once another one is chosen: what is applied is remembered with the recipient. There is no step
    /// back of it.
    ///
    /// # Errors
    /// [`StoreError::ListGone`].
    pub fn choose_mailboxes(
        &self,
        client: ClientId,
        target: &Target,
        change: &MailboxChange,
        now: Timestamp,
    ) -> Result<u32, StoreError> {
        let meant = self.meant(client, target)?;
        self.write("choosing recipients", |db| {
            undo::forget(db, client)?;
            choose_in(db, client, &meant, change, now)
        })
    }

    /// [`Store::choose_mailboxes`] by a person, who can take it back by one step ([`Store::choice_undo`]).
    ///
    /// # Errors
    /// [`StoreError::ListGone`].
    pub fn choose_with_undo(
        &self,
        client: ClientId,
        target: &Target,
        change: &MailboxChange,
        now: Timestamp,
    ) -> Result<u32, StoreError> {
        let meant = self.meant(client, target)?;
        self.write("choosing recipients", |db| {
            refresh_in(db, client, now)?;
            let which = condition(db, client, &meant)?;
            undo::remember(db, client, &objects(&which), &which.values, now)?;
            choose_in(db, client, &meant, change, now)
        })
    }

    /// Gives the settings of new mailboxes to mailboxes that are looked after already (R12); the next plan has the
    /// steps. Says how many it met.
    ///
    /// # Errors
    /// [`StoreError::ListGone`].
    pub fn apply_settings(&self, client: ClientId, target: &Target, now: Timestamp) -> Result<u32, StoreError> {
        let meant = self.meant(client, target)?;
        self.write("applying the settings", |db| {
            refresh_in(db, client, now)?;
            let which = condition(db, client, &meant)?;
            undo::remember(db, client, &objects(&which), &which.values, now)?;
            let revision = next_revision(db, client)?;
            count(settle(db, revision, &which, now)?)
        })
    }

    /// Directory ids of a target's recipients.
    ///
    /// # Errors
    /// [`StoreError::ListGone`].
    pub fn target_ids(
        &self,
        client: ClientId,
        target: &Target,
        now: Timestamp,
    ) -> Result<Vec<DirectoryId>, StoreError> {
        let meant = self.meant(client, target)?;
        self.write("reading whom is meant", |db| {
            refresh_in(db, client, now)?;
            let which = condition(db, client, &meant)?;
            let sql = format!("SELECT o.directory_id FROM grid g JOIN object o ON o.id = g.object WHERE {}", which.sql);
            let mut query = db.prepare(&sql)?;
            let ids = query.query_map(params_from_iter(&which.values), |row| directory_id(row, 0))?;
            Ok(ids.collect::<Result<_, _>>()?)
        })
    }

    /// A target as it can be written: rows of a list are found where the list is held.
    pub(crate) fn meant<'a>(&self, client: ClientId, target: &'a Target) -> Result<Meant<'a>, StoreError> {
        Ok(match target {
            Target::Ids(ids) => Meant::Ids(ids),
            Target::Filter(filter) => Meant::Filter(filter),
            Target::Rows { list, ranges } => Meant::Objects(self.listed_objects(client, *list, ranges)?),
        })
    }

    /// Says what kind a recipient is, whatever the sources say (M5); `None` lets the sources speak again.
    ///
    /// # Errors
    /// [`StoreError::NoRecipient`].
    pub fn set_kind(&self, client: ClientId, id: DirectoryId, kind: Option<Kind>) -> Result<(), StoreError> {
        self.write("deciding a kind", |db| {
            undo::forget(db, client)?;
            crate::fetch::decide_kind(db, client, id, kind)
        })
    }

    /// Makes exactly the listed recipients selected, all or nothing.
    ///
    /// # Errors
    /// [`StoreError::UnknownAddress`] with the first line that names no address of the snapshot.
    pub fn select_exactly(&self, client: ClientId, rows: &[ListedRow], now: Timestamp) -> Result<Chosen, StoreError> {
        let imported = self.take_list(client, rows, (Taking::default(), Sense::Word), now)?;
        if let Some((line, fault)) = imported.faults.into_iter().next() {
            return Err(match fault {
                ListFault::Unknown(address) => StoreError::UnknownAddress { line, address },
                ListFault::Twice { address, earlier } => StoreError::ListedTwice { line, earlier, address },
            });
        }
        self.read("counting the choices", |db| {
            let sql = "SELECT count(*) FILTER (WHERE c.selected = 1), count(*) FILTER (WHERE c.selected = 0)
                       FROM object o JOIN choice c ON c.object = o.id WHERE o.client = ?1 AND o.taken = 1";
            Ok(db.query_row(sql, [client], |row| Ok(Chosen { selected: row.get(0)?, deselected: row.get(1)? }))?)
        })
    }
}

/// What a change writes.
#[derive(Debug, Clone, Copy)]
struct Values {
    change: MailboxChange,
    revision: i64,
    now: i64,
}

impl Values {
    fn new(db: &Connection, client: ClientId, change: MailboxChange, now: Timestamp) -> rusqlite::Result<Self> {
        Ok(Self { change, revision: next_revision(db, client)?, now: now.as_microsecond() })
    }
}

/// Later than every choice that a plan could have known.
pub(crate) fn next_revision(db: &Connection, client: ClientId) -> rusqlite::Result<i64> {
    let sql = "UPDATE client SET choice_revision = choice_revision + 1 WHERE id = ?1 RETURNING choice_revision";
    db.query_row(sql, [client], |row| row.get(0))
}

/// Changes choices inside a transaction.
pub(crate) fn choose_in(
    db: &Connection,
    client: ClientId,
    meant: &Meant<'_>,
    change: &MailboxChange,
    now: Timestamp,
) -> Result<u32, Fault> {
    refresh_in(db, client, now)?;
    let values = Values::new(db, client, *change, now)?;
    let which = condition(db, client, meant)?;
    let met = upsert(db, &values, &objects(&which), &which.values)?;
    mark(db, &which)?;
    count(met)
}

fn count(met: usize) -> Result<u32, Fault> {
    Ok(u32::try_from(met).unwrap_or(u32::MAX))
}

/// Row ids of whom a condition means.
fn objects(which: &Condition) -> String {
    format!("SELECT g.object FROM grid g WHERE {}", which.sql)
}

/// Whom a target means, as a condition on the grid `g`.
fn condition(db: &Connection, client: ClientId, meant: &Meant<'_>) -> rusqlite::Result<Condition> {
    if let Meant::Filter(filter) = meant {
        return Ok(whole(client, filter));
    }
    db.execute_batch(
        "CREATE TEMP TABLE IF NOT EXISTS meant (object INTEGER PRIMARY KEY) STRICT; DELETE FROM temp.meant",
    )?;
    match meant {
        Meant::Filter(_) => {}
        Meant::Objects(objects) => {
            let mut add = db.prepare_cached("INSERT OR IGNORE INTO temp.meant VALUES (?1)")?;
            objects.iter().try_for_each(|object| add.execute([object]).map(drop))?;
        }
        Meant::Ids(ids) => {
            let sql = "INSERT OR IGNORE INTO temp.meant SELECT id FROM object WHERE client = ?1 AND directory_id = ?2";
            let mut add = db.prepare_cached(sql)?;
            ids.iter().try_for_each(|id| add.execute(params![client, id.0.to_vec()]).map(drop))?;
        }
    }
    let values = vec![Value::Integer(client.0.into())];
    Ok(Condition { sql: "g.client = ? AND g.object IN (SELECT object FROM temp.meant)".to_owned(), values })
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
