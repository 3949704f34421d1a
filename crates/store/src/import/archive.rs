//! The archive of an import, as it is known again.

use rusqlite::{Connection, OptionalExtension, Row, params};

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

/// Something of an import is in its archive, or may be: it was handed over, and nobody knows what became of it.
pub(super) const DELIVERED: &str =
    "(EXISTS (SELECT 1 FROM import_tally WHERE job = import_job.id AND imported + duplicate + again > 0)
      OR EXISTS (SELECT 1 FROM import_mailbox b JOIN import_message m INDEXED BY import_message_state
                 ON m.mailbox = b.id AND m.state = 1 WHERE b.job = import_job.id))";

/// Where an archive is. A Maildir tree is one place, whatever has a Maildir of its own in it.
fn place(archive: &str) -> &str {
    archive.strip_suffix("?per=mailbox").or_else(|| archive.strip_suffix("?per=domain")).unwrap_or(archive)
}

/// The addresses of its archive that an import had before.
pub(super) fn former(row: &Row<'_>, at: usize) -> rusqlite::Result<Vec<String>> {
    Ok(row.get::<_, String>(at)?.lines().map(str::to_owned).collect())
}

impl Store {
    /// What all imports of its client know of the place of an import's archive: whether something of one of them is there,
    /// and the id by which it was known when one was begun last, which is that of one that delivered, and its own, before
    /// others'; `None`: none was begun, or it has none.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn import_archive(&self, id: ImportId) -> Result<(bool, Option<String>), StoreError> {
        self.read("reading what is known of an archive", |db| {
            let sql = format!(
                "SELECT {DELIVERED}, mark, archive, id FROM import_job
                 WHERE client = (SELECT client FROM import_job WHERE id = ?1)
                 ORDER BY EXISTS (SELECT 1 FROM import_tally WHERE job = import_job.id AND imported > 0) DESC,
                   id = ?1 DESC, id"
            );
            let mut query = db.prepare_cached(&sql)?;
            let all = query.query_map([id], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?)))?;
            let mut all: Vec<(bool, Option<String>, String, ImportId)> = all.collect::<Result<_, _>>()?;
            let own = all.iter().find(|(.., job)| *job == id).map(|(.., archive, _)| place(archive).to_owned());
            all.retain(|(.., archive, _)| Some(place(archive)) == own.as_deref());
            Ok((all.iter().any(|(filled, ..)| *filled), all.into_iter().find_map(|(_, mark, ..)| mark)))
        })
    }

    /// An import goes on at another address of its archive. The one that it leaves is kept when something was delivered
    /// there, or may be, since messages are in hand.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn import_move(&self, id: ImportId, sink: &str, in_hand: bool) -> Result<(), StoreError> {
        self.write("moving an import", |db| {
            let sql = format!("SELECT sink, former, {DELIVERED} FROM import_job WHERE id = ?1 AND archive = ?2");
            let now = |row: &Row<'_>| Ok((row.get(0)?, former(row, 1)?, row.get(2)?));
            let now = db.query_row(&sql, params![id, identity(sink)], now).optional()?;
            let Some((left, mut former, delivered)): Option<(String, _, bool)> = now else { return Ok(()) };
            if delivered || in_hand {
                former.push(left);
            }
            former.retain(|one| one != sink);
            let sql = "UPDATE import_job SET sink = ?2, former = ?3 WHERE id = ?1";
            db.execute(sql, params![id, sink, former.join("\n")])?;
            Ok(())
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
