//! Sets of domains: few different ones, each with a number that stands for it in objects and in the grid.

use std::{collections::BTreeMap, fmt::Write as _};

use rusqlite::{Connection, OptionalExtension, params};

use crate::ClientId;

/// The numbers of sets that were asked for.
#[derive(Debug, Default)]
pub(crate) struct Sets(BTreeMap<Vec<i64>, i64>);

impl Sets {
    /// The number of a set of domains, given by their row ids in order.
    pub fn number(&mut self, db: &Connection, client: ClientId, domains: &[i64]) -> rusqlite::Result<i64> {
        if let Some(number) = self.0.get(domains) {
            return Ok(*number);
        }
        let text = domains.iter().fold(String::from(","), |mut text, id| {
            // Writing to a text cannot fail.
            let _ = write!(text, "{id},");
            text
        });
        let sql = "SELECT id FROM domain_set WHERE client = ?1 AND domains = ?2";
        let known = db.query_row(sql, params![client, text], |row| row.get(0)).optional()?;
        let number = match known {
            Some(number) => number,
            None => {
                db.execute("INSERT INTO domain_set (client, domains) VALUES (?1, ?2)", params![client, text])?;
                db.last_insert_rowid()
            }
        };
        self.0.insert(domains.to_vec(), number);
        Ok(number)
    }
}

/// The row ids of the domains in a set.
pub(crate) fn domains(db: &Connection, set: i64) -> rusqlite::Result<Vec<i64>> {
    let mut query = db.prepare_cached("SELECT domains FROM domain_set WHERE id = ?1")?;
    let text: Option<String> = query.query_row([set], |row| row.get(0)).optional()?;
    Ok(text.unwrap_or_default().split(',').filter_map(|id| id.parse().ok()).collect())
}
