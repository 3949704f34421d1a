//! Changes to the options that guard a plan: who loosened what, and when.

use jiff::Timestamp;
use model::Options;
use rusqlite::{Connection, params};

use crate::{
    ClientId, Store, StoreError, client,
    codec::{timestamp, to_json},
    database::Fault,
};

/// A change of an option that guards a plan.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SettingChange {
    /// When.
    pub at: Timestamp,
    /// Who sat at the keyboard.
    pub who: String,
    /// `second-person`, `approvers`, `brake-percent` or `brake-floor`.
    pub setting: String,
    /// As it was.
    pub was: String,
    /// As it became.
    pub became: String,
}

impl Store {
    /// Stores options that a person chose; what changes of the brake and of the second person is noted with their
    /// name.
    ///
    /// # Errors
    /// [`StoreError::NoClient`].
    pub fn choose_options(&self, id: ClientId, options: &Options, who: &str, now: Timestamp) -> Result<(), StoreError> {
        self.write("storing the options", |db| {
            let before = client::options(db, id)?;
            client::set(db, id, "options = ?2, grid_stale = 1", params![id, to_json(options)?])?;
            note(db, id, [&before, options], who, now)
        })
    }

    /// Changes of the options that guard a plan, newest first.
    pub fn setting_changes(&self, client: ClientId) -> Result<Vec<SettingChange>, StoreError> {
        self.read("reading the changes of options", |db| {
            let sql = "SELECT at, who, setting, was, became FROM setting_change WHERE client = ?1 ORDER BY id DESC";
            let mut query = db.prepare(sql)?;
            let changes = query.query_map([client], |row| {
                let (at, who, setting) = (timestamp(row, 0)?, row.get(1)?, row.get(2)?);
                Ok(SettingChange { at, who, setting, was: row.get(3)?, became: row.get(4)? })
            })?;
            Ok(changes.collect::<Result<_, _>>()?)
        })
    }
}

fn note(db: &Connection, id: ClientId, both: [&Options; 2], who: &str, now: Timestamp) -> Result<(), Fault> {
    let told = both.map(guards);
    let mut add = db.prepare(
        "INSERT INTO setting_change (client, at, who, setting, was, became) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
    )?;
    for ((setting, was), (_, became)) in told[0].iter().zip(&told[1]).filter(|(was, became)| was != became) {
        add.execute(params![id, now.as_microsecond(), who, setting, was, became])?;
    }
    Ok(())
}

fn guards(options: &Options) -> [(&'static str, String); 4] {
    let approvers = if options.approvers.is_empty() { "none".to_owned() } else { options.approvers.join(", ") };
    [
        ("second-person", if options.second_person { "on" } else { "off" }.to_owned()),
        ("approvers", approvers),
        ("brake-percent", options.brake.percent.to_string()),
        ("brake-floor", options.brake.floor.to_string()),
    ]
}
