//! A database's file by the kind of name under which SQLite attaches it.

use std::{fmt::Write as _, path::Path};

use super::is_in_memory;

/// A database by a name that says that it is a file (SQLite, "Uniform Resource Identifiers"): whatever is attached to
/// tables in memory is otherwise taken for such, too.
pub(super) fn uri(database: &Path) -> String {
    if is_in_memory(database) {
        return database.to_string_lossy().into_owned();
    }
    let whole = std::path::absolute(database).unwrap_or_else(|_| database.to_owned());
    let mut uri = "file://".to_owned();
    for (at, byte) in whole.as_os_str().as_encoded_bytes().iter().enumerate() {
        match byte {
            b'\\' if cfg!(windows) => uri.push('/'),
            b'/' | b'.' | b'-' | b'_' | b':' => uri.push(char::from(*byte)),
            byte if byte.is_ascii_alphanumeric() => {
                // A drive's letter comes after a slash.
                if at == 0 {
                    uri.push('/');
                }
                uri.push(char::from(*byte));
            }
            byte => drop(write!(uri, "%{byte:02X}")),
        }
    }
    uri.push_str(if cfg!(windows) { "?vfs=win32" } else { "?vfs=unix" });
    uri
}
