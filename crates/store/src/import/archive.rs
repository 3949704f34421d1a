//! The archive of an import, as it is known again.

use rusqlite::{Connection, params};

use crate::{ImportId, Store, StoreError};

/// By what an archive is known, however its address is written: of one by SMTP the host and the journal address. On which
/// port it is reached, how protected, as whom and from whom makes it no other. Of a folder it is the whole address.
pub(super) fn identity(sink: &str) -> String {
    by_smtp(sink).unwrap_or_else(|| sink.to_owned())
}

fn by_smtp(sink: &str) -> Option<String> {
    let rest = sink.strip_prefix("smtp://").or_else(|| sink.strip_prefix("smtps://"))?;
    let (server, parameters) = rest.split_once('?')?;
    let server = server.rsplit_once('@').map_or(server, |(_, server)| server);
    // The colons in brackets are an address's own.
    let end = server.find(']').map(|end| end + 1).or_else(|| server.find(':')).unwrap_or(server.len());
    let (host, to) = (server.get(..end)?, parameters.split('&').find_map(|one| one.strip_prefix("to="))?);
    Some(format!("smtp://{host}?to={to}").to_ascii_lowercase())
}

/// Writes down by what the archives of all imports are known.
pub(crate) fn identify(db: &Connection) -> rusqlite::Result<()> {
    let mut sinks = db.prepare("SELECT id, sink FROM import_job")?;
    let sinks = sinks.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?.collect::<Result<Vec<_>, _>>()?;
    for (id, sink) in sinks {
        let (id, sink): (ImportId, String) = (id, sink);
        db.execute("UPDATE import_job SET archive = ?2 WHERE id = ?1", params![id, identity(&sink)])?;
    }
    Ok(())
}

impl Store {
    /// The id by which the archive of an import was known when it was begun last; `None`: it was not, or has none.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn import_mark(&self, id: ImportId) -> Result<Option<String>, StoreError> {
        self.read("reading an archive's mark", |db| {
            let sql = "SELECT mark FROM import_job WHERE id = ?1";
            Ok(db.prepare_cached(sql)?.query_row([id], |row| row.get(0))?)
        })
    }

    /// Keeps the id by which the archive of an import is known.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn import_set_mark(&self, id: ImportId, mark: Option<&str>) -> Result<(), StoreError> {
        self.write("keeping an archive's mark", |db| {
            db.execute("UPDATE import_job SET mark = ?2 WHERE id = ?1", params![id, mark])?;
            Ok(())
        })
    }
}
