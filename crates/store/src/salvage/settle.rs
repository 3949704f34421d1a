//! What was carried over, made whole: no row that refers to a lost one, nothing that only a reading can know.

use jiff::Timestamp;
use model::Options;
use rusqlite::{Connection, params};

use super::{
    Tally,
    carry::{READ_ANEW, ours},
};
use crate::codec::{json, to_json};

/// Lets go of rows whose client, object, plan or run is lost.
pub(super) fn drop_orphans(db: &Connection, tally: &mut Tally) -> rusqlite::Result<()> {
    // What is remembered has no foreign key, so that writing it does not read the object.
    let mut references = vec![("remembered".to_owned(), "object".to_owned(), "object".to_owned())];
    for (table, _) in ours(db)? {
        let mut query = db.prepare("SELECT \"from\", \"table\" FROM pragma_foreign_key_list(?1)")?;
        let rows = query.query_map([&table], |row| Ok((row.get::<_, String>(0)?, row.get::<_, String>(1)?)))?;
        for row in rows {
            let (column, parent) = row?;
            references.push((table.clone(), column, parent));
        }
    }
    loop {
        let mut dropped = 0;
        for (table, column, parent) in &references {
            let sql = format!(
                "DELETE FROM {table} WHERE {column} IS NOT NULL AND NOT EXISTS (SELECT 1 FROM {parent} p WHERE p.id = {table}.{column})"
            );
            let lost = db.execute(&sql, [])?;
            if lost > 0 {
                let saved = tally.rows.entry(table.clone()).or_default();
                *saved = saved.saturating_sub(lost as u64);
                tally.incomplete.push(table.clone());
            }
            dropped += lost;
        }
        if dropped == 0 {
            tally.incomplete.sort();
            tally.incomplete.dedup();
            return Ok(());
        }
    }
}

/// Nothing is known of tenant and gateway but who was there, what was decided about them, and what was applied: the
/// next reading is a first one. Whoever it does not show is gone from now on.
pub(super) fn forget_readings(db: &Connection, now: Timestamp) -> rusqlite::Result<()> {
    for table in READ_ANEW {
        db.execute(&format!("DELETE FROM {table}"), [])?;
    }
    db.execute(
        "UPDATE object SET graph = NULL, exchange = NULL, heard = 0, kind_api = NULL, kind_report = NULL,
           kind_purpose = NULL, vanished_at = CASE taken WHEN 1 THEN ?1 ELSE vanished_at END, taken = 0,
           not_taken = NULL, exchange_only = 0, domain_set = 0, scope_key = NULL",
        [now.as_microsecond()],
    )?;
    db.execute("UPDATE domain SET observed = NULL", [])?;
    // Mailboxes are listed from their beginning; what had arrived stays arrived.
    db.execute("UPDATE import_folder SET link = NULL, ended = 0, anew = 1", [])?;
    db.execute("UPDATE import_message SET present = 0", [])?;
    crate::import::recount(db)?;
    // Archives of which it was lost by what they are known would all be one.
    crate::import::identify(db)?;
    db.execute(
        "UPDATE client SET observed_at = NULL, observed_digest = '', grid_stale = 1, grid_at = 0, steps_counted = NULL",
        [],
    )?;
    Ok(())
}

/// Times that no calendar has are forgotten, or are 1970 where there has to be one: a damaged number in one place is
/// no reason not to read the rest of its row.
pub(super) fn sound_times(db: &Connection, tally: &mut Tally) -> rusqlite::Result<()> {
    const OTHER_NAMES: [&str; 7] = ["at", "since", "until", "last_full", "last_good_sync", "next_sync", "sign_in_used"];
    let (first, last) = (Timestamp::MIN.as_microsecond(), Timestamp::MAX.as_microsecond());
    for (table, _) in ours(db)? {
        let mut query = db.prepare("SELECT name, \"notnull\" FROM pragma_table_info(?1) WHERE type = 'INTEGER'")?;
        let columns = query.query_map([&table], |row| Ok((row.get::<_, String>(0)?, row.get::<_, bool>(1)?)))?;
        for (column, needed) in columns.collect::<Result<Vec<_>, _>>()? {
            if !column.ends_with("_at") && !OTHER_NAMES.contains(&column.as_str()) {
                continue;
            }
            let none = if needed { "0" } else { "NULL" };
            let sql = format!("UPDATE {table} SET {column} = {none} WHERE {column} NOT BETWEEN ?1 AND ?2");
            if db.execute(&sql, params![first, last])? > 0 {
                tally.incomplete.push(table.clone());
            }
        }
    }
    Ok(())
}

/// Clients whose options or sign-in cannot be read get those of a new one; where a choice may be lost nothing is
/// applied before a person has looked.
pub(super) fn sound_clients(db: &Connection, tally: &mut Tally) -> rusqlite::Result<()> {
    let mut query = db.prepare("SELECT id, options FROM client")?;
    let options = query.query_map([], |row| Ok((row.get::<_, i64>(0)?, json::<Options>(row, 1).is_ok())))?;
    let spoilt: Vec<i64> = options.filter_map(|row| row.ok().filter(|(_, sound)| !sound).map(|(id, _)| id)).collect();
    for client in &spoilt {
        db.execute("UPDATE client SET options = ?2 WHERE id = ?1", params![client, to_json(&Options::default())?])?;
    }
    let unreadable = crate::client::unreadable(db)?;
    for client in &unreadable {
        db.execute("UPDATE client SET sign_in_granted = '[]', sign_in_checks = '[]' WHERE id = ?1", [client])?;
    }
    if !spoilt.is_empty() || !unreadable.is_empty() {
        tally.incomplete.push("client".to_owned());
    }
    tally.incomplete.sort();
    tally.incomplete.dedup();
    if !tally.incomplete.is_empty() {
        db.execute("UPDATE client SET paused = 1", [])?;
    }
    Ok(())
}
