//! How nouns of the model look in columns.

use std::{collections::BTreeMap, error::Error, fmt, str::FromStr, sync::Arc};

use jiff::Timestamp;
use model::{Address, DirectoryId, Profile, Services};
use rusqlite::{Error as SqlError, Row, types::Type};
use serde::{Deserialize, Serialize, de::DeserializeOwned, de::value::Error as ValueError, de::value::StrDeserializer};

use crate::profile;

#[derive(Debug)]
struct Unreadable(String);

impl fmt::Display for Unreadable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl Error for Unreadable {}

/// A column whose content the program did not write.
pub fn unreadable(column: usize, cause: impl fmt::Display) -> SqlError {
    SqlError::FromSqlConversionFailure(column, Type::Text, Box::new(Unreadable(cause.to_string())))
}

pub fn text<'a>(row: &'a Row<'_>, column: usize) -> rusqlite::Result<&'a str> {
    row.get_ref(column)?.as_str().map_err(|e| unreadable(column, e))
}

pub fn parsed<T: FromStr<Err: fmt::Display>>(row: &Row<'_>, column: usize) -> rusqlite::Result<T> {
    text(row, column)?.parse().map_err(|e| unreadable(column, e))
}

/// A value that serde writes as one word.
pub fn named<'a, T: Deserialize<'a>>(row: &'a Row<'_>, column: usize) -> rusqlite::Result<T> {
    T::deserialize(StrDeserializer::<ValueError>::new(text(row, column)?)).map_err(|e| unreadable(column, e))
}

/// The one word of such a value.
pub fn name_of<T: Serialize>(value: &T) -> rusqlite::Result<String> {
    match serde_json::to_value(value) {
        Ok(serde_json::Value::String(name)) => Ok(name),
        other => Err(unwritable(format!("{other:?} is not one word"))),
    }
}

fn unwritable(cause: impl fmt::Display) -> SqlError {
    SqlError::ToSqlConversionFailure(Box::new(Unreadable(cause.to_string())))
}

pub fn json<T: DeserializeOwned>(row: &Row<'_>, column: usize) -> rusqlite::Result<T> {
    serde_json::from_str(text(row, column)?).map_err(|e| unreadable(column, e))
}

pub fn maybe_json<T: DeserializeOwned>(row: &Row<'_>, column: usize) -> rusqlite::Result<Option<T>> {
    row.get_ref(column)?
        .as_str_or_null()
        .map_err(|e| unreadable(column, e))?
        .map(|text| serde_json::from_str(text).map_err(|e| unreadable(column, e)))
        .transpose()
}

pub fn to_json<T: Serialize>(value: &T) -> rusqlite::Result<String> {
    serde_json::to_string(value).map_err(unwritable)
}

pub fn timestamp(row: &Row<'_>, column: usize) -> rusqlite::Result<Timestamp> {
    Timestamp::from_microsecond(row.get(column)?).map_err(|e| unreadable(column, e))
}

pub fn maybe_timestamp(row: &Row<'_>, column: usize) -> rusqlite::Result<Option<Timestamp>> {
    let micros: Option<i64> = row.get(column)?;
    micros.map(|m| Timestamp::from_microsecond(m).map_err(|e| unreadable(column, e))).transpose()
}

pub fn directory_id(row: &Row<'_>, column: usize) -> rusqlite::Result<DirectoryId> {
    row.get(column).map(DirectoryId)
}

pub fn bits(services: Services) -> i64 {
    i64::from(services.incoming) | i64::from(services.outgoing) << 1 | i64::from(services.archiving) << 2
}

pub fn services(bits: i64) -> Services {
    Services { incoming: bits & 1 != 0, outgoing: bits & 2 != 0, archiving: bits & 4 != 0 }
}

/// Addresses as lines, the primary first.
pub fn lines(primary: &Address, aliases: &[Address]) -> String {
    let mut text = String::with_capacity(32 * (1 + aliases.len()));
    text.push_str(primary.as_str());
    for alias in aliases {
        text.push('\n');
        text.push_str(alias.as_str());
    }
    text
}

/// The reverse of [`lines`].
pub fn addresses(row: &Row<'_>, column: usize) -> rusqlite::Result<Vec<Address>> {
    text(row, column)?.lines().map(|line| line.parse().map_err(|e| unreadable(column, e))).collect()
}

/// The reverse of [`lines`], where a primary has to be.
pub fn primary_and_aliases(row: &Row<'_>, column: usize) -> rusqlite::Result<(Address, Vec<Address>)> {
    let mut all = addresses(row, column)?;
    if all.is_empty() {
        return Err(unreadable(column, "no address"));
    }
    let primary = all.remove(0);
    Ok((primary, all))
}

/// Everything after the last `@`.
pub fn domain_of(address: &str) -> &str {
    address.rsplit_once('@').map_or("", |(_, domain)| domain)
}

/// Decoded profiles: a client has few different ones and many recipients with each.
#[derive(Debug, Default)]
pub struct Profiles {
    decoded: BTreeMap<String, (Profile, String)>,
    /// The one that was written last.
    written: Option<Written>,
}

/// A profile with its column and its JSON.
#[derive(Debug)]
struct Written {
    profile: Profile,
    text: Arc<str>,
    json: Arc<str>,
}

impl Profiles {
    /// The profile in a column; the empty text stands for none.
    pub fn read(&mut self, row: &Row<'_>, column: usize) -> rusqlite::Result<Option<Profile>> {
        Ok(self.decoded(row, column)?.map(|(profile, _)| profile.clone()))
    }

    /// The JSON of the profile in a column, whatever its form there: what fingerprints are taken of.
    pub fn read_json(&mut self, row: &Row<'_>, column: usize) -> rusqlite::Result<&str> {
        Ok(self.decoded(row, column)?.map_or("", |(_, json)| json))
    }

    fn decoded(&mut self, row: &Row<'_>, column: usize) -> rusqlite::Result<Option<&(Profile, String)>> {
        let text = text(row, column)?;
        if text.is_empty() {
            return Ok(None);
        }
        if !self.decoded.contains_key(text) {
            // As earlier versions wrote it, and what does not fit into fields.
            let profile = if text.starts_with('{') {
                serde_json::from_str(text).map_err(|e| unreadable(column, e))?
            } else {
                profile::of_fields(text).ok_or_else(|| unreadable(column, "no settings"))?
            };
            let json = to_json(&profile)?;
            self.decoded.insert(text.to_owned(), (profile, json));
        }
        Ok(self.decoded.get(text))
    }

    /// The column for a profile.
    pub fn text(&mut self, profile: Option<&Profile>) -> rusqlite::Result<&str> {
        Ok(self.written(profile)?.map_or("", |written| &written.text))
    }

    /// The column and the JSON, to be kept.
    pub fn kept(&mut self, profile: Option<&Profile>) -> rusqlite::Result<(Arc<str>, Arc<str>)> {
        let written = self.written(profile)?;
        Ok(written.map_or_else(Default::default, |of| (Arc::clone(&of.text), Arc::clone(&of.json))))
    }

    /// Its JSON.
    pub fn json(&mut self, profile: Option<&Profile>) -> rusqlite::Result<&str> {
        Ok(self.written(profile)?.map_or("", |written| &written.json))
    }

    fn written(&mut self, profile: Option<&Profile>) -> rusqlite::Result<Option<&Written>> {
        let Some(profile) = profile else { return Ok(None) };
        if self.written.as_ref().is_none_or(|written| written.profile != *profile) {
            let json = to_json(profile)?;
            let text = profile::fields(profile).unwrap_or_else(|| json.clone());
            self.written = Some(Written { profile: profile.clone(), text: text.into(), json: json.into() });
        }
        Ok(self.written.as_ref())
    }
}
