//! What a person has to set in a gateway that has no call for it (G1): wanted when a step is done, kept until it is set.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use model::{DirectoryId, DomainName, Kind, Profile, RecipientShape, Services};
use rusqlite::{Connection, Row, params};
use serde::{Deserialize, Serialize};

use crate::{
    ClientId, Store, StoreError,
    cases::shape,
    codec::{Profiles, json, maybe_timestamp, timestamp, to_json},
};

/// Whose setting it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum HandObject {
    /// Of a domain.
    Domain(DomainName),
    /// Of a recipient.
    Recipient(DirectoryId),
}

/// How a setting is to be.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum HandValue {
    /// On or off.
    Switch(bool),
    /// A name, for instance of a region.
    Text(String),
    /// A line of the list of mailboxes.
    Mailbox {
        /// It is to be there; else it is to be taken off.
        listed: bool,
        /// What it is.
        kind: Kind,
        /// It may be there under this address until now.
        previous: Option<String>,
    },
    /// Services.
    Services(Services),
    /// Settings that a mailbox gets once.
    Profile(Profile),
}

/// What is to be set by hand after a step: the settings that it changes, and the object's others, that no longer count.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HandWish {
    /// Whose.
    pub object: HandObject,
    /// Domain or primary address, for people.
    pub key: String,
    /// By setting.
    pub settings: Vec<(&'static str, HandValue)>,
    /// The object is taken out, so that earlier wishes for it are void.
    pub gone: bool,
}

/// A setting that waits for a person, or was made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HandRow {
    /// Id; a wish that changes gets a new one.
    pub id: u32,
    /// Whether it is a domain's.
    pub domain: bool,
    /// Domain or primary address.
    pub key: String,
    /// Which.
    pub setting: String,
    /// How it is to be.
    pub value: HandValue,
    /// Since when.
    pub wanted_at: Timestamp,
    /// When a person said that it is so, and who.
    pub done: Option<(Timestamp, String)>,
}

/// Asks for settings.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct HandQuery {
    /// Only this one.
    pub setting: Option<String>,
    /// Those that were made, instead of those that wait.
    pub done: bool,
    /// Rows after this one.
    pub after: Option<u32>,
    /// At most so many.
    pub limit: u32,
}

/// A window of settings, in the order in which they were wanted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HandWindow {
    /// Rows.
    pub rows: Vec<HandRow>,
    /// All that match.
    pub total: u32,
    /// Those that wait, by setting.
    pub waiting: BTreeMap<String, u32>,
}

impl Store {
    /// A window of settings.
    pub fn by_hand(&self, client: ClientId, query: &HandQuery) -> Result<HandWindow, StoreError> {
        self.read("reading what is set by hand", |db| {
            let HandQuery { setting, done, after, limit } = query;
            const MATCH: &str = "client = ?1 AND (done_at IS NOT NULL) = ?2 AND (?3 IS NULL OR setting = ?3)";
            let mut rows = db.prepare_cached(&format!(
                "SELECT id, domain IS NOT NULL, key, setting, value, wanted_at, done_at, done_by FROM by_hand
                 WHERE {MATCH} AND id > ?4 ORDER BY id LIMIT ?5"
            ))?;
            let asked = params![client, done, setting, after.unwrap_or(0), limit];
            let rows = rows.query_map(asked, hand_row)?.collect::<Result<_, _>>()?;
            let mut total = db.prepare_cached(&format!("SELECT count(*) FROM by_hand WHERE {MATCH}"))?;
            let total = total.query_row(params![client, done, setting], |row| row.get(0))?;
            Ok(HandWindow { rows, total, waiting: waiting(db, client)? })
        })
    }

    /// How many settings wait.
    pub fn by_hand_waiting(&self, client: ClientId) -> Result<u32, StoreError> {
        self.read("counting what is set by hand", |db| Ok(waiting(db, client)?.values().sum()))
    }

    /// A person says that settings were made: these rows, or all that wait; how many were.
    pub fn by_hand_done(
        &self,
        client: ClientId,
        rows: Option<&[u32]>,
        setting: Option<&str>,
        who: &str,
        now: Timestamp,
    ) -> Result<u32, StoreError> {
        self.write("noting what was set by hand", |db| {
            let rows = rows.map(|rows| to_json(&rows)).transpose()?;
            let met = db.execute(
                "UPDATE by_hand SET done_at = ?4, done_by = ?5
                 WHERE client = ?1 AND done_at IS NULL AND (?2 IS NULL OR setting = ?2)
                   AND (?3 IS NULL OR id IN (SELECT value FROM json_each(?3)))",
                params![client, setting, rows, now.as_microsecond(), who],
            )?;
            Ok(u32::try_from(met).unwrap_or(u32::MAX))
        })
    }

    /// The domains of which a setting is wanted, or was made.
    pub fn by_hand_domains(&self, client: ClientId, setting: &str) -> Result<BTreeSet<String>, StoreError> {
        self.read("reading what is set by hand", |db| {
            let sql = "SELECT domain FROM by_hand WHERE client = ?1 AND domain IS NOT NULL AND setting = ?2";
            let mut names = db.prepare_cached(sql)?;
            Ok(names.query_map(params![client, setting], |row| row.get(0))?.collect::<Result<_, _>>()?)
        })
    }

    /// Hands every recipient of whom something waits, and that is listed, to `each`, whole, in order of addresses.
    pub fn by_hand_mailboxes<E: From<StoreError>>(
        &self,
        client: ClientId,
        mut each: impl FnMut(&RecipientShape) -> Result<(), E>,
    ) -> Result<(), E> {
        let mut after = String::new();
        loop {
            let page = self.read("reading what is set by hand", |db| Ok(mailboxes(db, client, &after)?))?;
            let Some(last) = page.last() else { return Ok(()) };
            after = last.primary.key();
            page.iter().try_for_each(&mut each)?;
        }
    }
}

/// Recipients read together.
const PAGE: u32 = 1_000;

fn mailboxes(db: &Connection, client: ClientId, after: &str) -> rusqlite::Result<Vec<RecipientShape>> {
    let mut query = db.prepare_cached(
        "SELECT r.addresses, r.kind, r.listed, r.services, r.profile
         FROM (SELECT DISTINCT recipient FROM by_hand
               WHERE client = ?1 AND recipient IS NOT NULL AND done_at IS NULL) b
         JOIN object o ON o.client = ?1 AND o.directory_id = b.recipient JOIN remembered r ON r.object = o.id
         WHERE r.listed = 1 AND r.key > ?2 ORDER BY r.key LIMIT ?3",
    )?;
    let mut profiles = Profiles::default();
    let rows = query.query_map(params![client, after, PAGE], |row| shape(row, 0, &mut profiles))?;
    rows.filter_map(Result::transpose).collect()
}

fn waiting(db: &Connection, client: ClientId) -> rusqlite::Result<BTreeMap<String, u32>> {
    let sql = "SELECT setting, count(*) FROM by_hand WHERE client = ?1 AND done_at IS NULL GROUP BY setting";
    db.prepare_cached(sql)?.query_map([client], |row| Ok((row.get(0)?, row.get(1)?)))?.collect()
}

fn hand_row(row: &Row<'_>) -> rusqlite::Result<HandRow> {
    let done = match maybe_timestamp(row, 6)? {
        Some(at) => Some((at, row.get(7)?)),
        None => None,
    };
    Ok(HandRow {
        id: row.get(0)?,
        domain: row.get(1)?,
        key: row.get(2)?,
        setting: row.get(3)?,
        value: json(row, 4)?,
        wanted_at: timestamp(row, 5)?,
        done,
    })
}

/// Writes down what is to be set by hand from now on; a later wish takes the place of an earlier one.
pub(crate) fn want(db: &Connection, client: ClientId, wishes: &[HandWish], now: Timestamp) -> rusqlite::Result<()> {
    const OF: &str = "client = ?1 AND (domain = ?2 OR recipient = ?3)";
    for wish in wishes {
        let (domain, recipient) = match &wish.object {
            HandObject::Domain(name) => (Some(name.as_str()), None),
            HandObject::Recipient(id) => (None, Some(id.0)),
        };
        if wish.gone {
            db.prepare_cached(&format!("DELETE FROM by_hand WHERE {OF}"))?
                .execute(params![client, domain, recipient])?;
        } else {
            let rename = format!("UPDATE by_hand SET key = ?4 WHERE {OF} AND key <> ?4");
            db.prepare_cached(&rename)?.execute(params![client, domain, recipient, wish.key])?;
        }
        for (setting, value) in &wish.settings {
            // With a new number, so that who looked at the old wish does not answer for the new one.
            let forget = format!("DELETE FROM by_hand WHERE {OF} AND setting = ?4");
            db.prepare_cached(&forget)?.execute(params![client, domain, recipient, setting])?;
            let add = "INSERT INTO by_hand (client, domain, recipient, key, setting, value, wanted_at)
                       VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)";
            let at = now.as_microsecond();
            let row = params![client, domain, recipient, wish.key, setting, to_json(value)?, at];
            db.prepare_cached(add)?.execute(row)?;
        }
    }
    Ok(())
}
