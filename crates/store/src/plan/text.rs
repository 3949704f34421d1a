//! Steps as they are written into the database.

use model::plan::Step;
use rusqlite::Row;

use crate::codec::{json, to_json};

/// A step without its hold, which has a column of its own.
pub(super) fn written(step: &Step) -> rusqlite::Result<String> {
    match step.held {
        None => to_json(step),
        Some(_) => to_json(&Step { held: None, ..step.clone() }),
    }
}

/// The reverse.
pub(super) fn read(row: &Row<'_>, column: usize) -> rusqlite::Result<Step> {
    json(row, column)
}
