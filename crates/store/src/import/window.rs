//! A window over the mailboxes of an import, for 100,000 of them as for ten (S2).

use std::collections::BTreeMap;

use rusqlite::{Connection, named_params};

use super::{ImportMailboxRecord, ImportMailboxState, ImportPart, counts::reasons, mailbox::COLUMNS, mailbox::record};
use crate::{ImportId, Store, StoreError, database::Fault};

/// Which mailboxes.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ImportQuery {
    /// Those that stand so.
    pub state: Option<ImportMailboxState>,
    /// Those whose address has this in it.
    pub search: String,
    /// So many are left out first.
    pub offset: u32,
    /// So many at most.
    pub limit: u32,
}

/// A mailbox in a window.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ImportRow {
    /// The mailbox.
    pub mailbox: ImportMailboxRecord,
    /// Its skipped messages, by reason.
    pub skipped: BTreeMap<String, u64>,
}

impl Store {
    /// Mailboxes of an import, and how many there are in all: at work, stopped, differing, refused, with exceptions, waiting
    /// in the order of their turns, done; those that stand the same by address.
    pub fn import_window(&self, job: ImportId, query: &ImportQuery) -> Result<(Vec<ImportRow>, u64), StoreError> {
        self.read("reading mailboxes of an import", |db| {
            let records = records(db, job, query)?;
            let with_reasons = records.iter().filter(|mailbox| mailbox.counts.skipped > 0).map(|mailbox| mailbox.id);
            let mut skipped = reasons(db, &ImportPart::Mailboxes(with_reasons.collect()))?;
            let rows = records.into_iter().map(|mailbox| {
                let skipped = skipped.remove(&mailbox.id).unwrap_or_default();
                ImportRow { mailbox, skipped }
            });
            Ok((rows.collect(), of(db, job, query)?))
        })
    }
}

/// By which index it is read is said: the other one of the table knows no order.
fn condition(query: &ImportQuery) -> String {
    let state = query.state.map(|state| format!(" AND place = {} AND state = '{}'", state.place(), state.as_str()));
    let search = if query.search.is_empty() { "" } else { " AND address LIKE :search ESCAPE '\\'" };
    format!("FROM import_mailbox INDEXED BY import_mailbox_place WHERE job = :job{}{search}", state.unwrap_or_default())
}

fn page(query: &ImportQuery) -> String {
    let condition = condition(query);
    format!(
        "SELECT {COLUMNS} {condition} ORDER BY place, first DESC, address COLLATE NOCASE LIMIT :limit OFFSET :offset"
    )
}

fn records(db: &Connection, job: ImportId, query: &ImportQuery) -> Result<Vec<ImportMailboxRecord>, Fault> {
    let mut statement = db.prepare_cached(&page(query))?;
    let (limit, offset, search) = (query.limit, query.offset, pattern(&query.search));
    let rows = if query.search.is_empty() {
        statement.query(named_params! { ":job": job, ":limit": limit, ":offset": offset })
    } else {
        statement.query(named_params! { ":job": job, ":limit": limit, ":offset": offset, ":search": search })
    };
    Ok(rows?.mapped(record).collect::<Result<_, _>>()?)
}

fn of(db: &Connection, job: ImportId, query: &ImportQuery) -> Result<u64, Fault> {
    let number = |of: i64| of.unsigned_abs();
    if query.search.is_empty() {
        let state = query.state.map(ImportMailboxState::as_str);
        let sql = "SELECT coalesce(sum(mailboxes), 0) FROM import_tally
                   WHERE job = :job AND (:state IS NULL OR state = :state)";
        let mut statement = db.prepare_cached(sql)?;
        return Ok(statement
            .query_row(named_params! { ":job": job, ":state": state }, |row| row.get(0))
            .map(number)?);
    }
    let mut statement = db.prepare_cached(&format!("SELECT count(*) {}", condition(query)))?;
    let search = pattern(&query.search);
    Ok(statement.query_row(named_params! { ":job": job, ":search": search }, |row| row.get(0)).map(number)?)
}

/// What is typed stands for itself.
fn pattern(search: &str) -> String {
    let mut pattern = "%".to_owned();
    for letter in search.trim().chars() {
        if matches!(letter, '%' | '_' | '\\') {
            pattern.push('\\');
        }
        pattern.push(letter);
    }
    pattern + "%"
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plan(sql: &str) -> String {
        let mut db = Connection::open_in_memory().unwrap();
        crate::schema::migrate(&mut db).unwrap();
        let mut query = db.prepare(&format!("EXPLAIN QUERY PLAN {sql}")).unwrap();
        let steps = query.raw_query().mapped(|row| row.get::<_, String>(3)).collect::<Result<Vec<_>, _>>();
        steps.unwrap().join("; ")
    }

    #[test]
    fn s2_a_window_is_read_in_its_order_and_no_message_is_looked_at() {
        let queries = [
            ImportQuery::default(),
            ImportQuery { state: Some(ImportMailboxState::Refused), ..ImportQuery::default() },
            ImportQuery { search: "x".to_owned(), ..ImportQuery::default() },
        ];
        for query in queries {
            let plan = plan(&page(&query));
            assert!(plan.starts_with("SEARCH import_mailbox USING INDEX import_mailbox_place (job=?"), "{plan}");
            assert!(!plan.contains("TEMP B-TREE") && !plan.contains("import_message"), "{plan}");
        }
        let count = plan(&format!(
            "SELECT count(*) {}",
            condition(&ImportQuery { search: "x".to_owned(), ..ImportQuery::default() })
        ));
        assert_eq!(count, "SEARCH import_mailbox USING COVERING INDEX import_mailbox_place (job=?)");
    }
}
