//! The settings that mailboxes were added with (R3, R9); thousands of mailboxes share one row.

use std::collections::{BTreeMap, BTreeSet};

use model::{Profile, TimeFormat};

use super::seam::{Column, Database, Fault, Row, Value, number, one, text};

/// The row numbers of these profiles, made where they are missing.
pub(super) fn ensure(database: &mut dyn Database, wanted: &[&Profile]) -> Result<Vec<(Profile, i64)>, Fault> {
    let mut known: Vec<(Profile, i64)> = Vec::new();
    for profile in wanted {
        if known.iter().any(|(known, _)| known == *profile) {
            continue;
        }
        let id = match find(database, profile)? {
            Some(id) => id,
            None => {
                database.run(
                    "INSERT INTO profile (time_zone, date_format, time_format, report, language, sso)
                     VALUES (?1, ?2, ?3, ?4, ?5, ?6) ON CONFLICT DO NOTHING",
                    &values(profile, &report(profile)),
                )?;
                find(database, profile)?.ok_or_else(|| Fault::Refused("the settings are not kept".to_owned()))?
            }
        };
        known.push(((*profile).clone(), id));
    }
    Ok(known)
}

fn find(database: &mut dyn Database, profile: &Profile) -> Result<Option<i64>, Fault> {
    one(
        database,
        "SELECT id FROM profile WHERE time_zone = ?1 AND date_format = ?2 AND time_format = ?3 AND report = ?4
           AND language = ?5 AND sso = ?6",
        &values(profile, &report(profile)),
        |row| number(row, 0),
    )
}

fn values<'a>(profile: &'a Profile, report: &'a str) -> [Value<'a>; 6] {
    [
        Value::Text(&profile.time_zone),
        Value::Text(profile.date_format.as_str()),
        Value::Text(profile.time_format.as_str()),
        Value::Text(report),
        Value::Text(&profile.language),
        Value::Bool(profile.sso),
    ]
}

/// `off`, or up to three times of day: `08:00,16:30`.
fn report(profile: &Profile) -> String {
    let times: Vec<String> = profile.report.times().iter().map(ToString::to_string).collect();
    if times.is_empty() { "off".to_owned() } else { times.join(",") }
}

/// These profiles; one that a person wrote and that cannot be read is left out.
pub(super) fn read(database: &mut dyn Database, ids: BTreeSet<i64>) -> Result<BTreeMap<i64, Profile>, Fault> {
    let mut found = BTreeMap::new();
    database.ask_each(
        "SELECT id, time_zone, date_format, time_format, report, language, sso FROM profile WHERE id = ?1",
        &[Column::Int(ids.into_iter().collect())],
        &mut |row| {
            let id = number(row, 0)?;
            match profile(row) {
                Ok(profile) => drop(found.insert(id, profile)),
                Err(Fault::Refused(cause)) => tracing::debug!(id, cause, "settings made by hand cannot be read"),
                Err(other) => return Err(other),
            }
            Ok(())
        },
    )?;
    Ok(found)
}

fn profile(row: &dyn Row) -> Result<Profile, Fault> {
    let times = [TimeFormat::Hours12, TimeFormat::Hours24];
    let time = text(row, 3)?;
    let unknown = || Fault::Refused(format!("\u{201c}{time}\u{201d} is not a time format"));
    Ok(Profile {
        time_zone: text(row, 1)?.to_owned(),
        date_format: text(row, 2)?.parse().map_err(unreadable)?,
        time_format: times.into_iter().find(|format| format.as_str() == time).ok_or_else(unknown)?,
        report: text(row, 4)?.parse().map_err(unreadable)?,
        language: text(row, 5)?.to_owned(),
        sso: row.bool(6)?,
    })
}

/// What a person wrote that means nothing.
pub(super) fn unreadable(cause: impl std::fmt::Display) -> Fault {
    Fault::Refused(cause.to_string())
}
