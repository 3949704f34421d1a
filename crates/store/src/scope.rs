//! Which addresses count: those in selected domains that the tenant still has.

use std::collections::BTreeMap;

use model::{Address, Recipient};
use rusqlite::{Connection, params};

use crate::{ClientId, codec::domain_of};

/// Objects looked at before their changes are written.
const CHUNK: u32 = 2_000;

/// The selected domains, each with the time when it was selected.
#[derive(Debug)]
pub(crate) struct Scope(BTreeMap<String, i64>);

impl Scope {
    pub fn of(db: &Connection, client: ClientId) -> rusqlite::Result<Self> {
        let mut query = db.prepare(
            "SELECT name, coalesce(selected_at, 0) FROM domain WHERE client = ?1 AND selected = 1 AND present = 1",
        )?;
        query.query_map([client], |row| Ok((row.get(0)?, row.get(1)?)))?.collect::<Result<_, _>>().map(Self)
    }

    pub fn has(&self, address: &str) -> bool {
        self.0.contains_key(domain_of(address))
    }

    /// Key of the address under which a recipient is listed: its primary, else its first alias that counts.
    pub fn key(&self, lines: &str) -> Option<String> {
        lines.lines().find(|line| self.has(line)).map(str::to_ascii_lowercase)
    }

    /// When the first of the domains was selected in which one of these addresses lies.
    pub fn selected_at<'a>(&self, addresses: impl Iterator<Item = &'a Address>) -> Option<i64> {
        addresses.filter_map(|address| self.0.get(address.domain()).copied()).min()
    }

    /// Leaves out the addresses that do not count; `None` when none does.
    ///
    /// `kept` are addresses that the gateway has from us: while the recipient is in scope they stay although their
    /// domain was deselected, because mail to them would be refused.
    pub fn narrow(&self, mut recipient: Recipient, kept: &[&Address]) -> Option<Recipient> {
        let all = || std::iter::once(&recipient.primary).chain(&recipient.aliases);
        if !all().any(|address| self.has(address.as_str())) {
            return None;
        }
        let stays = |address: &Address| self.has(address.as_str()) || kept.contains(&address);
        recipient.aliases.retain(stays);
        if !stays(&recipient.primary) {
            recipient.primary = recipient.aliases.remove(0);
        }
        Some(recipient)
    }
}

/// Writes anew under which address each recipient is listed, after the selected domains changed.
pub(crate) fn refresh(db: &Connection, client: ClientId) -> rusqlite::Result<()> {
    let scope = Scope::of(db, client)?;
    // By row ids alone: an index on clients would be sorted anew for each page.
    let mut page = db.prepare(
        "SELECT id, scope_key, CASE taken WHEN 1 THEN addresses ELSE '' END FROM object NOT INDEXED
         WHERE client = ?1 AND id > ?2 ORDER BY id LIMIT ?3",
    )?;
    let mut write = db.prepare("UPDATE object SET scope_key = ?2 WHERE id = ?1")?;
    let mut last = 0_i64;
    loop {
        let mut changes: Vec<(i64, Option<String>)> = Vec::new();
        let mut seen = 0;
        let mut rows = page.query(params![client, last, CHUNK])?;
        while let Some(row) = rows.next()? {
            (seen, last) = (seen + 1, row.get(0)?);
            let before = row.get_ref(1)?.as_str_or_null()?;
            let key = scope.key(row.get_ref(2)?.as_str()?);
            if key.as_deref() != before {
                changes.push((last, key));
            }
        }
        drop(rows);
        for (id, key) in changes {
            write.execute(params![id, key])?;
        }
        if seen < CHUNK {
            return Ok(());
        }
    }
}
