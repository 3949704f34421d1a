//! What a database has of the recipients that a run of changes is about: read at once, changed in memory, written at
//! once. A server is asked a handful of questions for thousands of changes, and a file is written in its own order.

use std::collections::{BTreeMap, BTreeSet};

use model::{Kind, Owner};

use super::{
    domains,
    recipients::{ALIAS, PRIMARY},
    seam::{Column, Database, Fault, Row, number, text},
};

/// A place among [`Picture::people`].
pub(super) type Place = usize;
/// Domain and key of an address.
pub(super) type Key = (i64, String);

/// A row of `recipient` without its number.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Fields {
    /// The directory's id; `None`: made by hand.
    pub source: Option<[u8; 16]>,
    pub kind: Kind,
    pub listed: bool,
    pub incoming: bool,
    pub outgoing: bool,
    pub archiving: bool,
    pub profile: Option<i64>,
}

/// A recipient; `None` in `now`: it is no more.
#[derive(Debug)]
pub(super) struct Person {
    row: Option<i64>,
    was: Option<Fields>,
    pub now: Option<Fields>,
    pub keys: BTreeSet<Key>,
}

/// A row of `address` without its key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Line {
    pub person: Place,
    pub role: u8,
    pub spelling: Option<String>,
}

/// A key; `None` in `now`: nobody has it.
#[derive(Debug, Default)]
struct Slot {
    was: Option<Line>,
    now: Option<Line>,
}

/// The recipients of a run, as they are and as they are to be.
#[derive(Debug, Default)]
pub(super) struct Picture {
    pub people: Vec<Person>,
    by_source: BTreeMap<[u8; 16], Vec<Place>>,
    slots: BTreeMap<Key, Slot>,
    /// Whose the domains of the addresses are.
    owners: BTreeMap<i64, Owner>,
}

impl Picture {
    /// Reads every recipient that has one of these ids or keys, with all its addresses.
    pub(super) fn read(
        database: &mut dyn Database,
        account: i64,
        sources: BTreeSet<[u8; 16]>,
        keys: BTreeSet<Key>,
    ) -> Result<Self, Fault> {
        let mut rows = BTreeSet::new();
        let mut take = |row: &dyn Row| {
            rows.insert(number(row, 0)?);
            Ok(())
        };
        let sources = [Column::Bytes(sources.into_iter().collect())];
        database.ask_each("SELECT id FROM recipient WHERE source_id = ?1", &sources, &mut take)?;
        let (domains, keys) = keys.into_iter().unzip();
        database.ask_each(
            "SELECT recipient_id FROM address WHERE domain_id = ?1 AND key = ?2",
            &[Column::Int(domains), Column::Text(keys)],
            &mut take,
        )?;
        let mut picture = Self::default();
        if !rows.is_empty() {
            picture.read_people(database, account, &[Column::Int(rows.into_iter().collect())])?;
        }
        Ok(picture)
    }

    fn read_people(&mut self, database: &mut dyn Database, account: i64, rows: &[Column]) -> Result<(), Fault> {
        let mut found: BTreeMap<i64, Fields> = BTreeMap::new();
        database.ask_each(
            "SELECT id, source_id, kind, listed, incoming, outgoing, archiving, profile_id FROM recipient WHERE id = ?1",
            rows,
            &mut |row| {
                found.insert(number(row, 0)?, fields(row)?);
                Ok(())
            },
        )?;
        let mut places = BTreeMap::new();
        for (row, fields) in found {
            places.insert(row, self.add(Some(row), Some(fields.clone()), fields));
        }
        database.ask_each(
            "SELECT a.recipient_id, a.domain_id, a.key, a.role, a.spelling, d.account_id, c.name
             FROM address a JOIN domain d ON d.id = a.domain_id LEFT JOIN account c ON c.id = d.account_id
             WHERE a.recipient_id = ?1",
            rows,
            &mut |row| {
                let Some(person) = places.get(&number(row, 0)?).copied() else { return Ok(()) };
                let (domain, key) = (number(row, 1)?, text(row, 2)?.to_owned());
                let role = u8::try_from(number(row, 3)?).unwrap_or(u8::MAX);
                let line = Line { person, role, spelling: row.text(4)?.map(ToOwned::to_owned) };
                let owner = domains::owner(account, row.int(5)?, row.text(6)?);
                self.owners.insert(domain, owner);
                self.people[person].keys.insert((domain, key.clone()));
                self.slots.insert((domain, key), Slot { was: Some(line.clone()), now: Some(line) });
                Ok(())
            },
        )
    }

    fn add(&mut self, row: Option<i64>, was: Option<Fields>, now: Fields) -> Place {
        let place = self.people.len();
        if let Some(source) = now.source {
            self.by_source.entry(source).or_default().push(place);
        }
        self.people.push(Person { row, was, now: Some(now), keys: BTreeSet::new() });
        place
    }

    /// A new recipient without an address.
    pub(super) fn added(&mut self, now: Fields) -> Place {
        self.add(None, None, now)
    }

    /// Gives a recipient other fields.
    pub(super) fn change(&mut self, person: Place, now: Fields) {
        let before = self.people[person].now.as_ref().and_then(|fields| fields.source);
        if let Some(source) = now.source.filter(|source| before != Some(*source)) {
            self.by_source.entry(source).or_default().push(person);
        }
        self.people[person].now = Some(now);
    }

    /// The recipients with this id, oldest first.
    pub(super) fn with_source(&self, source: [u8; 16]) -> impl Iterator<Item = Place> + '_ {
        let same =
            move |place: &Place| self.people[*place].now.as_ref().is_some_and(|fields| fields.source == Some(source));
        self.by_source.get(&source).into_iter().flatten().copied().filter(same)
    }

    pub(super) fn line(&self, key: &Key) -> Option<&Line> {
        self.slots.get(key)?.now.as_ref()
    }

    /// Whose a recipient is, by the domain of its primary address, and whether a person made it.
    pub(super) fn owner(&self, person: Place) -> (&Owner, bool) {
        let Person { now, keys, .. } = &self.people[person];
        let primary = keys.iter().find(|key| self.line(key).is_some_and(|line| line.role == PRIMARY));
        let owner = primary.and_then(|(domain, _)| self.owners.get(domain)).unwrap_or(&Owner::Nobody);
        (owner, now.as_ref().is_none_or(|fields| fields.source.is_none()))
    }

    /// Says whose a domain is that nothing was read of.
    pub(super) fn know(&mut self, held: &domains::Held) {
        self.owners.entry(held.id).or_insert_with(|| held.owner.clone());
    }

    /// Gives a key to a recipient, whoever had it.
    pub(super) fn put(&mut self, key: Key, line: Line) {
        let person = line.person;
        let slot = self.slots.entry(key.clone()).or_default();
        if let Some(before) = slot.now.replace(line) {
            self.people[before.person].keys.remove(&key);
        }
        self.people[person].keys.insert(key);
    }

    /// Takes every address from a recipient.
    pub(super) fn clear(&mut self, person: Place) {
        for key in std::mem::take(&mut self.people[person].keys) {
            if let Some(slot) = self.slots.get_mut(&key) {
                slot.now = None;
            }
        }
    }

    /// A recipient and its addresses are no more.
    pub(super) fn remove(&mut self, person: Place) {
        self.clear(person);
        self.people[person].now = None;
    }

    /// A recipient that lost its primary address is listed under its first alias; without any it is no more.
    pub(super) fn mend(&mut self, person: Place) {
        let role = |key: &&Key, role| self.line(key).is_some_and(|line| line.role == role);
        let keys = &self.people[person].keys;
        if keys.iter().any(|key| role(&key, PRIMARY)) {
            return;
        }
        let first = keys.iter().filter(|key| role(key, ALIAS)).min_by(|a, b| a.1.cmp(&b.1)).cloned();
        match first.and_then(|key| self.slots.get_mut(&key)?.now.as_mut()) {
            Some(line) => line.role = PRIMARY,
            None => self.remove(person),
        }
    }

    /// Writes what differs from what was read, in the order of the tables' keys.
    pub(super) fn write(mut self, database: &mut dyn Database) -> Result<(), Fault> {
        self.number(database)?;
        let gone = self.slots.iter().filter(|(_, slot)| slot.was.is_some() && slot.now.is_none());
        let (domains, keys): (Vec<i64>, Vec<String>) = gone.map(|(key, _)| key.clone()).unzip();
        if !keys.is_empty() {
            let keys = [Column::Int(domains), Column::Text(keys)];
            database.delete_each("address", "domain_id = ?1 AND key = ?2", &keys)?;
        }
        self.write_people(database)?;
        self.write_lines(database)?;
        let dead = self.people.iter().filter(|person| person.now.is_none()).filter_map(|person| person.row);
        let dead: Vec<i64> = dead.collect();
        if !dead.is_empty() {
            database.delete_each("recipient", "id = ?1", &[Column::Int(dead)])?;
        }
        Ok(())
    }

    /// Gives new recipients their numbers in the order of their ids, so that the index of ids is filled in its order.
    fn number(&mut self, database: &mut dyn Database) -> Result<(), Fault> {
        let new = |person: &&mut Person| person.row.is_none() && person.now.is_some();
        let mut new: Vec<&mut Person> = self.people.iter_mut().filter(new).collect();
        new.sort_by_key(|person| person.now.as_ref().and_then(|fields| fields.source));
        if !new.is_empty() {
            let numbers = database.new_recipients(new.len())?;
            for (person, number) in new.into_iter().zip(numbers) {
                person.row = Some(number);
            }
        }
        Ok(())
    }

    /// New rows are plain insertions: SQLite keeps a journal of its own for each statement that may update.
    fn write_people(&self, database: &mut dyn Database) -> Result<(), Fault> {
        let changed = |person: &Person| {
            let now = person.now.as_ref().filter(|_| person.now != person.was)?;
            Some((person.was.is_some(), person.row?, now.source?, now.clone()))
        };
        let mut all: Vec<(bool, i64, [u8; 16], Fields)> = self.people.iter().filter_map(changed).collect();
        all.sort_unstable_by_key(|(was, row, ..)| (*was, *row));
        let (new, known) = all.split_at(all.partition_point(|(was, ..)| !was));
        let upsert = "ON CONFLICT (id) DO UPDATE SET source_id = excluded.source_id, kind = excluded.kind,
               listed = excluded.listed, incoming = excluded.incoming, outgoing = excluded.outgoing,
               archiving = excluded.archiving, profile_id = excluded.profile_id";
        for (rows, otherwise) in [(new, ""), (known, upsert)] {
            if rows.is_empty() {
                continue;
            }
            database.insert_each(
                "recipient (id, source_id, kind, listed, incoming, outgoing, archiving, profile_id)",
                otherwise,
                &[
                    Column::Int(rows.iter().map(|(_, row, ..)| *row).collect()),
                    Column::Bytes(rows.iter().map(|(_, _, source, _)| *source).collect()),
                    Column::Text(rows.iter().map(|(.., now)| now.kind.as_str().to_owned()).collect()),
                    Column::Bool(rows.iter().map(|(.., now)| now.listed).collect()),
                    Column::Bool(rows.iter().map(|(.., now)| now.incoming).collect()),
                    Column::Bool(rows.iter().map(|(.., now)| now.outgoing).collect()),
                    Column::Bool(rows.iter().map(|(.., now)| now.archiving).collect()),
                    Column::OptInt(rows.iter().map(|(.., now)| now.profile).collect()),
                ],
            )?;
        }
        Ok(())
    }

    fn write_lines(&self, database: &mut dyn Database) -> Result<(), Fault> {
        let upsert = "ON CONFLICT (domain_id, key) DO UPDATE SET recipient_id = excluded.recipient_id,
               role = excluded.role, spelling = excluded.spelling";
        for (known, otherwise) in [(false, ""), (true, upsert)] {
            let (mut domains, mut keys, mut rows) = (Vec::new(), Vec::new(), Vec::new());
            let (mut roles, mut spellings) = (Vec::new(), Vec::new());
            for ((domain, key), slot) in self.slots.iter().filter(|(_, slot)| slot.was.is_some() == known) {
                let Some(line) = slot.now.as_ref().filter(|_| slot.now != slot.was) else { continue };
                let Some(row) = self.people[line.person].row else { continue };
                domains.push(*domain);
                keys.push(key.clone());
                rows.push(row);
                roles.push(i64::from(line.role));
                spellings.push(line.spelling.clone());
            }
            if keys.is_empty() {
                continue;
            }
            let columns = [
                Column::Int(domains),
                Column::Text(keys),
                Column::Int(rows),
                Column::Int(roles),
                Column::OptText(spellings),
            ];
            database.insert_each("address (domain_id, key, recipient_id, role, spelling)", otherwise, &columns)?;
        }
        Ok(())
    }
}

fn fields(row: &dyn Row) -> Result<Fields, Fault> {
    let kind = text(row, 2)?;
    Ok(Fields {
        source: row.bytes(1)?.and_then(|bytes| bytes.try_into().ok()),
        kind: kind.parse().map_err(|_| Fault::Refused(format!("\u{201c}{kind}\u{201d} is no kind")))?,
        listed: row.bool(3)?,
        incoming: row.bool(4)?,
        outgoing: row.bool(5)?,
        archiving: row.bool(6)?,
        profile: row.int(7)?,
    })
}
