//! The log as it may leave this computer: our own fixed words stay, every value becomes a number or a pseudonym.

use std::fs;
use std::path::PathBuf;

use serde_json::{Map, Value, json};

use super::pseudonym::{Pseudonyms, code};

/// The newest lines that go along.
const LINES: usize = 5_000;
/// Crates whose messages are fixed words; those of others may hold anything.
const OURS: [&str; 3] = ["tenantry", "microsoft", "signin"];
/// Fields that hold a code of ours, nothing of a tenant's.
const CODES: [&str; 2] = ["code", "permission"];

/// The newest lines of these files, oldest first.
pub(super) fn safe_log(files: &[PathBuf], pseudonyms: &Pseudonyms) -> String {
    let text: String = files.iter().filter_map(|path| fs::read(path).ok()).fold(String::new(), |mut all, bytes| {
        all.push_str(&String::from_utf8_lossy(&bytes));
        all
    });
    let lines: Vec<&str> = text.lines().collect();
    let newest = &lines[lines.len().saturating_sub(LINES)..];
    newest.iter().map(|line| safe_line(line, pseudonyms) + "\n").collect()
}

/// One line of the log; what is no JSON of ours is only counted.
pub(super) fn safe_line(line: &str, pseudonyms: &Pseudonyms) -> String {
    let Ok(Value::Object(entry)) = serde_json::from_str::<Value>(line) else {
        return json!({ "unreadable": line.len() }).to_string();
    };
    let target = entry.get("target").and_then(Value::as_str).unwrap_or_default();
    let name = target.split("::").next().unwrap_or_default();
    let ours =
        OURS.iter().any(|own| name.strip_prefix(own).is_some_and(|rest| rest.is_empty() || rest.starts_with('_')));
    let ours = ours && target.bytes().all(|byte| byte.is_ascii_lowercase() || b"_:".contains(&byte));
    let mut safe = Map::new();
    safe.insert("at".to_owned(), json!(moment(&entry)));
    safe.insert("level".to_owned(), json!(level(&entry)));
    safe.insert("from".to_owned(), json!(if ours { target } else { "elsewhere" }));
    if ours && let Some(Value::Object(fields)) = entry.get("fields") {
        for (field, value) in fields {
            safe.insert(field.clone(), safe_value(field, value, pseudonyms));
        }
    }
    Value::Object(safe).to_string()
}

fn safe_value(field: &str, value: &Value, pseudonyms: &Pseudonyms) -> Value {
    match value {
        Value::Bool(_) | Value::Number(_) | Value::Null => value.clone(),
        Value::String(text) if field == "message" => json!(text),
        Value::String(text) if text.len() <= 10 && !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit()) => {
            json!(text)
        }
        Value::String(text) if CODES.contains(&field) && code(text) == text => json!(text),
        Value::String(text) => json!(pseudonyms.of("text", text)),
        other => json!(pseudonyms.of("text", &other.to_string())),
    }
}

/// The time as a time, and nothing else that might stand there.
fn moment(entry: &Map<String, Value>) -> Option<String> {
    entry.get("timestamp")?.as_str()?.parse::<jiff::Timestamp>().ok().map(|at| at.to_string())
}

fn level(entry: &Map<String, Value>) -> &'static str {
    let named = entry.get("level").and_then(Value::as_str).unwrap_or_default();
    ["ERROR", "WARN", "INFO", "DEBUG", "TRACE"].into_iter().find(|level| *level == named).unwrap_or("OTHER")
}
