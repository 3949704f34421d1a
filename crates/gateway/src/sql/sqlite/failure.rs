//! What a failure of the file means, in words.

use std::{
    fs::{self, OpenOptions},
    io::{self, Write as _},
    path::Path,
};

use rusqlite::ErrorCode;

use crate::GatewayError;

/// As much as SQLite asks of the disk at once for the index of its log (sqlite.org/walformat.html).
const PROBE: usize = 64 << 10;

/// A file, or a folder, that cannot be used.
pub(super) fn unreachable(dir: &Path, error: &io::Error) -> GatewayError {
    let full = matches!(error.kind(), io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded);
    let cause = if full { format!("the disk is full ({error})") } else { error.to_string() };
    GatewayError::Unreachable { gateway: dir.display().to_string(), cause }
}

/// A database that cannot be used.
pub(super) fn of(dir: &Path, error: &rusqlite::Error) -> GatewayError {
    let text = error.to_string();
    let cause = match error.sqlite_error_code() {
        Some(ErrorCode::DiskFull) => format!("the disk is full; nothing of the batch was kept ({text})"),
        // SQLite says no more when it cannot make its log larger.
        Some(ErrorCode::SystemIoFailure | ErrorCode::CannotOpen) if is_full(dir) => {
            format!("the disk is full; nothing of the batch was kept ({text})")
        }
        Some(ErrorCode::ReadOnly | ErrorCode::PermissionDenied) => format!("it may not be written to ({text})"),
        Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => {
            format!("another program keeps it locked ({text})")
        }
        _ => text,
    };
    GatewayError::Unreachable { gateway: dir.display().to_string(), cause }
}

/// Whether a file of a few pages finds no room.
fn is_full(dir: &Path) -> bool {
    let path = dir.join("gateway.room");
    let written = OpenOptions::new().write(true).create(true).truncate(true).open(&path).and_then(|mut file| {
        file.write_all(&[0; PROBE])?;
        file.sync_all()
    });
    if let Err(error) = fs::remove_file(&path) {
        tracing::debug!(%error, "the probe for room is left");
    }
    let full = |error: io::Error| matches!(error.kind(), io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded);
    written.is_err_and(full)
}
