//! Choosing by a list: all of it or nothing, and what it would change told by doing it and taking it back.

use jiff::Timestamp;
use model::Address;
use rusqlite::{Connection, OptionalExtension, params, types::Value};

use super::{ListedRow, MailboxChange, Values, undo, upsert};
use crate::{
    ClientId, ServiceTotals, Store, StoreError, address,
    codec::{bits, services},
    database::Fault,
    grid::{refresh::refresh_in, totals_of},
};

/// What is wrong with a line of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ListFault {
    /// No recipient has this address.
    Unknown(Address),
    /// An earlier line names the same recipient and says something else.
    Twice {
        /// The address.
        address: Address,
        /// The earlier line.
        earlier: u32,
    },
}

/// What a list changes. With any fault nothing is stored.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Imported {
    /// Recipients that the list names.
    pub listed: u32,
    /// Recipients of the grid for whom something changes.
    pub recipients: u32,
    /// Recipients of the grid that stay as they are.
    pub unchanged: u32,
    /// Newly chosen.
    pub chosen: u32,
    /// No longer chosen.
    pub left_out: u32,
    /// Services switched on: incoming, outgoing, archiving.
    pub on: [u32; 3],
    /// Services switched off: incoming, outgoing, archiving.
    pub off: [u32; 3],
    /// Totals afterwards.
    pub totals: ServiceTotals,
    /// What is wrong, by line.
    pub faults: Vec<(u32, ListFault)>,
}

/// How a list is taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Taking {
    /// Recipients that the list does not name stay as they are; else they are left out.
    pub keep_others: bool,
    /// Only says what would change.
    pub dry_run: bool,
}

/// What a line means that says what is so anyway.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Sense {
    /// Nothing: the list was written from the grid, and what nobody changed in it nobody decided.
    Edits,
    /// A person's word, also for domains that are selected later.
    Word,
}

impl Store {
    /// Makes the listed recipients selected, or not, with the services that the list gives them. What they are and
    /// have already is no choice: a mailbox that waits for review goes on waiting (R7), and who is left out because
    /// their domain is comes again with it.
    pub fn choose_listed(
        &self,
        client: ClientId,
        rows: &[ListedRow],
        taking: Taking,
        now: Timestamp,
    ) -> Result<Imported, StoreError> {
        self.take_list(client, rows, (taking, Sense::Edits), now)
    }

    pub(super) fn take_list(
        &self,
        client: ClientId,
        rows: &[ListedRow],
        (taking, sense): (Taking, Sense),
        now: Timestamp,
    ) -> Result<Imported, StoreError> {
        self.write("choosing the listed recipients", |db| {
            db.execute_batch("SAVEPOINT listed")?;
            let imported = listed(db, client, rows, (taking, sense), now)?;
            if taking.dry_run || !imported.faults.is_empty() {
                db.execute_batch("ROLLBACK TO listed")?;
            }
            db.execute_batch("RELEASE listed; DROP TABLE IF EXISTS temp.listed; DROP TABLE IF EXISTS temp.grid_was")?;
            Ok(imported)
        })
    }
}

fn listed(
    db: &Connection,
    client: ClientId,
    rows: &[ListedRow],
    (taking, sense): (Taking, Sense),
    now: Timestamp,
) -> Result<Imported, Fault> {
    db.execute_batch(
        "CREATE TEMP TABLE listed (object INTEGER PRIMARY KEY, line INTEGER NOT NULL, selected INTEGER,
           incoming INTEGER, outgoing INTEGER, archiving INTEGER) STRICT",
    )?;
    refresh_in(db, client, now)?;
    let faults = fill(db, client, rows)?;
    let names: u32 = db.query_row("SELECT count(*) FROM temp.listed", [], |row| row.get(0))?;
    if !faults.is_empty() {
        return Ok(Imported { listed: names, faults, ..Imported::default() });
    }
    let sql = "CREATE TEMP TABLE grid_was AS SELECT object, selected, services FROM grid WHERE client = ?1";
    db.execute(sql, [client])?;
    if !taking.keep_others {
        db.execute(
            "INSERT INTO temp.listed (object, line, selected) SELECT o.id, 0, 0 FROM object o
             WHERE o.client = ?1 AND o.taken = 1 AND o.id NOT IN (SELECT object FROM temp.listed)",
            [client],
        )?;
    }
    apply(db, client, sense, now)?;
    refresh_in(db, client, now)?;
    let imported = Imported { listed: names, totals: totals_of(db, client)?, ..compared(db, client)? };
    Ok(imported)
}

/// A line leaves it as it is.
const UNSAID: Option<bool> = None;

/// Finds whom the lines name.
fn fill(db: &Connection, client: ClientId, rows: &[ListedRow]) -> Result<Vec<(u32, ListFault)>, Fault> {
    let mut faults = Vec::new();
    let mut insert = db.prepare("INSERT INTO temp.listed VALUES (?1, ?2, ?3, ?4, ?5, ?6) ON CONFLICT DO NOTHING")?;
    let mut earlier = db.prepare(
        "SELECT line, selected, selected IS ?2 AND incoming IS ?3 AND outgoing IS ?4 AND archiving IS ?5
         FROM temp.listed WHERE object = ?1",
    )?;
    let replace = "UPDATE temp.listed SET line = ?2, selected = ?3, incoming = ?4, outgoing = ?5, archiving = ?6
                   WHERE object = ?1";
    // Who left is in the grid, and so in its lists, by the address that they had: there is nothing to choose for them.
    let mut left = db.prepare(
        "SELECT g.object FROM grid g JOIN object o ON o.id = g.object
         WHERE g.client = ?1 AND g.address_key = ?2 AND o.scope_key IS NULL AND o.id <> ?3 LIMIT 1",
    )?;
    for row in rows {
        let ListedRow { address, selected, incoming, outgoing, archiving, line } = row;
        let holders = address::holders(db, client, address)?;
        let Some(object) = holders.first() else {
            match left.query_row(params![client, address.key(), 0], |row| row.get::<_, i64>(0)).optional()? {
                Some(object) => drop(insert.execute(params![object, line, UNSAID, UNSAID, UNSAID, UNSAID])?),
                None => faults.push((*line, ListFault::Unknown(address.clone()))),
            }
            continue;
        };
        let values = params![object, line, selected, incoming, outgoing, archiving];
        if insert.execute(values)? > 0 {
            continue;
        }
        let said = params![object, selected, incoming, outgoing, archiving];
        let said = earlier.query_row(said, |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)));
        let (earlier, chosen, same): (_, Option<bool>, bool) = said?;
        if same {
            continue;
        }
        // R16: of the two who have, or had, one address, who left is the one that nobody can have chosen.
        if chosen == Some(*selected) || !left.exists(params![client, address.key(), object])? {
            faults.push((*line, ListFault::Twice { address: address.clone(), earlier }));
        } else if *selected {
            db.execute(replace, values)?;
        }
    }
    Ok(faults)
}

fn apply(db: &Connection, client: ClientId, sense: Sense, now: Timestamp) -> Result<(), Fault> {
    db.execute("UPDATE temp.listed SET incoming = NULL, outgoing = NULL, archiving = NULL WHERE selected = 0", [])?;
    for (column, services) in SERVICES {
        let sql = format!(
            "UPDATE temp.listed SET {column} = NULL WHERE EXISTS (SELECT 1 FROM grid g
               WHERE g.object = listed.object AND g.selected = 1 AND ((g.services & ?1) <> 0) = listed.{column})"
        );
        db.execute(&sql, [bits(services)])?;
    }
    let said_already = match sense {
        // Whoever has no place in the tenant is left out by that alone, and by nobody's choice.
        Sense::Edits => {
            "EXISTS (SELECT 1 FROM grid g WHERE g.object = listed.object AND g.selected = listed.selected)
             OR selected = 0 AND EXISTS (SELECT 1 FROM object o WHERE o.id = listed.object AND o.scope_key IS NULL)"
        }
        Sense::Word => {
            "EXISTS (SELECT 1 FROM choice c WHERE c.object = listed.object AND c.selected = listed.selected)"
        }
    };
    db.execute(&format!("UPDATE temp.listed SET selected = NULL WHERE {said_already}"), [])?;
    let none = "selected IS NULL AND incoming IS NULL AND outgoing IS NULL AND archiving IS NULL";
    db.execute(&format!("DELETE FROM temp.listed WHERE {none}"), [])?;
    if !db.query_row("SELECT EXISTS (SELECT 1 FROM temp.listed)", [], |row| row.get(0))? {
        // Nothing was decided: the step back stays that of the last decision.
        return Ok(());
    }
    undo::remember(db, client, "SELECT object FROM temp.listed", &[], now)?;
    let sql = "SELECT DISTINCT selected, incoming, outgoing, archiving FROM temp.listed ORDER BY 1, 2, 3, 4";
    let mut query = db.prepare(sql)?;
    let alike = query.query_map([], |row| {
        let (incoming, outgoing, archiving) = (row.get(1)?, row.get(2)?, row.get(3)?);
        Ok(MailboxChange { selected: row.get(0)?, incoming, outgoing, archiving })
    })?;
    let alike = alike.collect::<Result<Vec<_>, _>>()?;
    drop(query);
    let none = Values::new(db, client, MailboxChange::default(), now)?;
    for change in alike {
        let flag = |on: Option<bool>| on.map_or(Value::Null, |on| Value::Integer(on.into()));
        let which = [change.selected, change.incoming, change.outgoing, change.archiving].map(flag);
        let objects = "SELECT object FROM temp.listed
                       WHERE selected IS ? AND incoming IS ? AND outgoing IS ? AND archiving IS ?";
        upsert(db, &Values { change, ..none }, objects, &which)?;
    }
    let sql = "INSERT OR IGNORE INTO grid_stale (object, client) SELECT object, ?1 FROM temp.listed";
    db.execute(sql, [client])?;
    Ok(())
}

const SERVICES: [(&str, model::Services); 3] = [
    ("incoming", model::Services { incoming: true, ..model::Services::NONE }),
    ("outgoing", model::Services { outgoing: true, ..model::Services::NONE }),
    ("archiving", model::Services { archiving: true, ..model::Services::NONE }),
];

/// The grid now against the grid before.
fn compared(db: &Connection, client: ClientId) -> Result<Imported, Fault> {
    let mut query = db.prepare(
        "SELECT w.selected, g.selected, w.services, g.services, count(*) FROM grid g
         JOIN temp.grid_was w ON w.object = g.object WHERE g.client = ?1 GROUP BY 1, 2, 3, 4",
    )?;
    let mut rows = query.query([client])?;
    let mut told = Imported::default();
    while let Some(row) = rows.next()? {
        let (was, is): (bool, bool) = (row.get(0)?, row.get(1)?);
        let (before, after) = (services(row.get(2)?), services(row.get(3)?));
        let count: u32 = row.get(4)?;
        if was == is && before == after {
            told.unchanged += count;
            continue;
        }
        told.recipients += count;
        told.chosen += if is && !was { count } else { 0 };
        told.left_out += if was && !is { count } else { 0 };
        let pairs =
            [(before.incoming, after.incoming), (before.outgoing, after.outgoing), (before.archiving, after.archiving)];
        for ((on, off), pair) in told.on.iter_mut().zip(&mut told.off).zip(pairs) {
            *on += if pair == (false, true) { count } else { 0 };
            *off += if pair == (true, false) { count } else { 0 };
        }
    }
    Ok(told)
}
