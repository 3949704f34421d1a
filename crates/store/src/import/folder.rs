//! Folders of a mailbox, and how far each was listed.

use std::collections::{BTreeMap, BTreeSet};

use rusqlite::{Connection, OptionalExtension, params};

use super::{
    message::{digest, lose},
    state,
};
use crate::{
    ImportFolderId, ImportMailboxId, ImportMessageId, Store, StoreError, codec::to_json, database::Fault, hex::hex,
};

/// The longest Message-ID that is kept, in characters: a real one fits into a line (RFC 5322, 2.1.1).
const MESSAGE_ID: usize = 998;

/// A folder as the server shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SeenFolder {
    /// Its id there.
    pub id: String,
    /// The names from the top, as people read them.
    pub path: String,
    /// Which of the well-known ones it is.
    pub kind: Option<String>,
    /// Whether people do not see it.
    pub hidden: bool,
    /// Messages in it, by the server's word: items of any kind, unless messages alone were asked for.
    pub total: u64,
    /// Bytes in it, by the server's word.
    pub size: Option<u64>,
}

/// A folder of a mailbox.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ImportFolderRecord {
    /// Its number.
    pub id: ImportFolderId,
    /// What the server shows of it.
    pub seen: SeenFolder,
    /// Where the list goes on, or once it has ended, where its changes are asked for; `None`: it begins.
    pub link: Option<String>,
    /// The list was read to its end.
    pub ended: bool,
}

/// A message as a list shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListedMessage {
    /// Its immutable id.
    pub id: String,
    /// When it was received, in seconds since 1970.
    pub received: Option<i64>,
    /// Its Message-ID, which need not be there nor be the only one.
    pub message_id: Option<String>,
    /// Bytes, by the server's word.
    pub size: Option<u64>,
    /// Whether it was read, as far as the server says.
    pub read: Option<bool>,
}

impl Store {
    /// Keeps what the server shows of a mailbox's folders. A folder that it no longer shows is none any more, and its
    /// messages are no longer there, but for those that another folder shows.
    pub fn import_see_folders(&self, mailbox: ImportMailboxId, seen: &[SeenFolder]) -> Result<(), StoreError> {
        self.write("storing folders", |db| see(db, mailbox, seen))
    }

    /// The same for a mailbox that still waits for its turn; of one that is at work by now more is known than this.
    pub fn import_count_folders(&self, mailbox: ImportMailboxId, seen: &[SeenFolder]) -> Result<(), StoreError> {
        self.write("storing folders", |db| {
            let waits = "SELECT 1 FROM import_mailbox WHERE id = ?1 AND place = 5";
            if db.prepare_cached(waits)?.exists([mailbox])? { see(db, mailbox, seen) } else { Ok(()) }
        })
    }

    /// The folders that the server shows, by path.
    pub fn import_folders(&self, mailbox: ImportMailboxId) -> Result<Vec<ImportFolderRecord>, StoreError> {
        self.read("reading folders", |db| {
            let mut query = db.prepare_cached(
                "SELECT id, graph_id, path, kind, hidden, total, size, link, ended FROM import_folder
                 WHERE mailbox = ?1 AND present = 1 ORDER BY path, id",
            )?;
            let folders = query.query_map([mailbox], |row| {
                let seen = SeenFolder {
                    id: row.get(1)?,
                    path: row.get(2)?,
                    kind: row.get(3)?,
                    hidden: row.get(4)?,
                    total: row.get::<_, i64>(5)?.unsigned_abs(),
                    size: row.get::<_, Option<i64>>(6)?.map(i64::unsigned_abs),
                };
                Ok(ImportFolderRecord { id: row.get(0)?, seen, link: row.get(7)?, ended: row.get(8)? })
            })?;
            Ok(folders.collect::<Result<_, _>>()?)
        })
    }

    /// How many messages each folder of a mailbox shows, as far as it was listed.
    pub fn import_shown(&self, mailbox: ImportMailboxId) -> Result<BTreeMap<ImportFolderId, u64>, StoreError> {
        self.read("counting what folders show", |db| {
            let mut query = db.prepare_cached(
                "SELECT folder, count(*) FROM import_message INDEXED BY import_message_state
                 WHERE mailbox = ?1 AND present = 1 GROUP BY folder",
            )?;
            let shown = query.query_map([mailbox], |row| Ok((row.get(0)?, row.get::<_, i64>(1)?.unsigned_abs())))?;
            Ok(shown.collect::<Result<_, _>>()?)
        })
    }

    /// Those of these messages that a folder shows, as far as it was listed, each once.
    pub fn import_shows(&self, folder: ImportFolderId, ids: &[String]) -> Result<Vec<ImportMessageId>, StoreError> {
        let digests: Vec<String> = ids.iter().map(|id| hex(&digest(id))).collect();
        self.read("looking for messages of a folder", |db| {
            let mut query = db.prepare_cached(
                "SELECT m.id FROM import_folder f
                 JOIN import_message m ON m.mailbox = f.mailbox AND m.folder = f.id AND m.present = 1
                 WHERE f.id = ?1 AND m.digest IN (SELECT unhex(value) FROM json_each(?2)) ORDER BY m.id",
            )?;
            let found = query.query_map(params![folder, to_json(&digests)?], |row| row.get(0))?;
            Ok(found.collect::<Result<_, _>>()?)
        })
    }

    /// Those of these messages that the ledger of a folder's mailbox does not know, whatever folder they are in.
    pub fn import_unknown(&self, folder: ImportFolderId, ids: &[String]) -> Result<BTreeSet<String>, StoreError> {
        self.read("looking for messages of a mailbox", |db| {
            let mut query = db.prepare_cached(
                "SELECT 1 FROM import_folder f JOIN import_message m ON m.mailbox = f.mailbox
                 WHERE f.id = ?1 AND m.digest = ?2",
            )?;
            let mut unknown = BTreeSet::new();
            for id in ids {
                if !query.exists(params![folder, digest(id)])? {
                    unknown.insert(id.clone());
                }
            }
            Ok(unknown)
        })
    }

    /// Keeps how many messages folders have where the server's own count is of other items, too, and what of the mailbox
    /// cannot be read, with these. It counts until the folders are seen once more.
    pub fn import_recount(
        &self,
        mailbox: ImportMailboxId,
        messages: &[(ImportFolderId, u64)],
        unreachable: &[String],
    ) -> Result<(), StoreError> {
        self.write("storing how many messages folders have", |db| {
            let mut keep = db.prepare_cached("UPDATE import_folder SET total = ?3 WHERE id = ?2 AND mailbox = ?1")?;
            for (folder, messages) in messages {
                keep.execute(params![mailbox, folder, number(*messages)])?;
            }
            let what = "UPDATE import_mailbox SET unreachable = ?2 WHERE id = ?1";
            db.execute(what, params![mailbox, to_json(&unreachable)?])?;
            Ok(sum(db, mailbox)?)
        })
    }

    /// Keeps one page of a folder's list: what it shows, what it says is no longer there, and where it goes on. One that
    /// moved may be shown in its new folder before the old one says that it left, or after.
    pub fn import_list_page(
        &self,
        folder: ImportFolderId,
        shown: &[ListedMessage],
        removed: &[String],
        link: &str,
        ended: bool,
    ) -> Result<(), StoreError> {
        self.shed()?;
        self.write("storing a page of messages", |db| {
            let Some((mailbox, anew)) = place(db, folder)? else { return Ok(()) };
            for id in removed {
                remove(db, mailbox, folder, id)?;
            }
            show(db, mailbox, folder, shown)?;
            let sql = "UPDATE import_folder SET link = ?2, ended = ?3, anew = anew AND NOT ?3 WHERE id = ?1";
            db.prepare_cached(sql)?.execute(params![folder, link, ended])?;
            if ended && anew { let_go(db, mailbox, folder) } else { Ok(()) }
        })
    }

    /// Lists a folder from its beginning: its link has expired, or it is counted once more. At the end of the list
    /// messages that it did not show are no longer there.
    pub fn import_relist(&self, folder: ImportFolderId) -> Result<(), StoreError> {
        self.write("listing a folder anew", |db| {
            let Some((mailbox, _)) = place(db, folder)? else { return Ok(()) };
            let hide = "UPDATE import_message SET present = 0 WHERE mailbox = ?1 AND folder = ?2";
            db.execute(hide, params![mailbox, folder])?;
            db.execute("UPDATE import_folder SET link = NULL, ended = 0, anew = 1 WHERE id = ?1", [folder])?;
            Ok(())
        })
    }
}

fn see(db: &Connection, mailbox: ImportMailboxId, seen: &[SeenFolder]) -> Result<(), Fault> {
    db.execute("UPDATE import_folder SET present = -present WHERE mailbox = ?1 AND present = 1", [mailbox])?;
    // One that comes back is listed from its beginning.
    let mut see = db.prepare_cached(
        "INSERT INTO import_folder (mailbox, graph_id, path, kind, hidden, total, size)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7) ON CONFLICT (mailbox, graph_id) DO UPDATE SET path = excluded.path,
           kind = excluded.kind, hidden = excluded.hidden, total = excluded.total, size = excluded.size,
           link = iif(present = 0, NULL, link), ended = iif(present = 0, 0, ended), present = 1",
    )?;
    for folder in seen {
        let SeenFolder { id, path, kind, hidden, total, size } = folder;
        see.execute(params![mailbox, id, path, kind, hidden, number(*total), size.map(number)])?;
    }
    let mut lost = db.prepare_cached("SELECT id FROM import_folder WHERE mailbox = ?1 AND present = -1")?;
    let lost = lost.query_map([mailbox], |row| row.get(0))?.collect::<Result<Vec<ImportFolderId>, _>>()?;
    for folder in lost {
        let hide = "UPDATE import_message SET present = 0 WHERE mailbox = ?1 AND folder = ?2";
        db.prepare_cached(hide)?.execute(params![mailbox, folder])?;
        let sql = "UPDATE import_folder SET present = 0, link = NULL, ended = 0 WHERE id = ?1";
        db.prepare_cached(sql)?.execute([folder])?;
        let_go(db, mailbox, folder)?;
    }
    Ok(sum(db, mailbox)?)
}

/// A mailbox has what its folders have.
fn sum(db: &Connection, mailbox: ImportMailboxId) -> rusqlite::Result<()> {
    let mut sum = db.prepare_cached(
        "UPDATE import_mailbox SET counted = 1, (total, size) =
           (SELECT coalesce(sum(total), 0), iif(count(*) = count(size), coalesce(sum(size), 0), NULL)
            FROM import_folder WHERE mailbox = ?1 AND present = 1) WHERE id = ?1",
    )?;
    sum.execute([mailbox])?;
    Ok(())
}

fn place(db: &Connection, folder: ImportFolderId) -> rusqlite::Result<Option<(ImportMailboxId, bool)>> {
    let mut query = db.prepare_cached("SELECT mailbox, anew FROM import_folder WHERE id = ?1")?;
    query.query_row([folder], |row| Ok((row.get(0)?, row.get(1)?))).optional()
}

fn show(
    db: &Connection,
    mailbox: ImportMailboxId,
    folder: ImportFolderId,
    shown: &[ListedMessage],
) -> Result<(), Fault> {
    let mut list = db.prepare_cached(
        "INSERT INTO import_message (mailbox, digest, folder, size, received) VALUES (?1, ?2, ?3, ?4, ?5)
         ON CONFLICT (mailbox, digest) DO UPDATE SET folder = excluded.folder, present = 1,
           state = iif(state = 5, 0, state) RETURNING id, state",
    )?;
    let mut keep = db.prepare_cached(
        "INSERT INTO import_item (mailbox, open, message, item, message_id, read) VALUES (?1, 1, ?2, ?3, ?4, ?5)
         ON CONFLICT (mailbox, open, message) DO UPDATE SET read = coalesce(excluded.read, read)",
    )?;
    for one in shown {
        let listed = params![mailbox, digest(&one.id), folder, one.size.map(number), one.received];
        let (id, now): (i64, u8) = list.query_row(listed, |row| Ok((row.get(0)?, row.get(1)?)))?;
        if now == state::LISTED || now == state::TAKEN {
            let message_id: Option<String> = one.message_id.as_ref().map(|id| id.chars().take(MESSAGE_ID).collect());
            keep.execute(params![mailbox, id, one.id, message_id, one.read])?;
        }
    }
    Ok(())
}

/// What another folder shows by now is not in this one any more, and nothing is lost by its leaving.
fn remove(db: &Connection, mailbox: ImportMailboxId, folder: ImportFolderId, id: &str) -> Result<(), Fault> {
    lose(db, "digest = ?2 AND folder = ?3", params![mailbox, digest(id), folder])?;
    let mut query = db.prepare_cached(
        "UPDATE import_message SET present = 0, state = iif(state < 2, 5, state)
         WHERE mailbox = ?1 AND digest = ?2 AND folder = ?3 RETURNING id, state",
    )?;
    let removed = params![mailbox, digest(id), folder];
    let left: Option<(i64, u8)> = query.query_row(removed, |row| Ok((row.get(0)?, row.get(1)?))).optional()?;
    if let Some((id, state::GONE)) = left {
        let sql = "DELETE FROM import_item WHERE mailbox = ?1 AND open = 1 AND message = ?2";
        db.prepare_cached(sql)?.execute(params![mailbox, id])?;
    }
    Ok(())
}

/// Open messages of a folder that no list shows are gone.
fn let_go(db: &Connection, mailbox: ImportMailboxId, folder: ImportFolderId) -> Result<(), Fault> {
    db.prepare_cached(
        "DELETE FROM import_item WHERE mailbox = ?1 AND open = 1 AND message IN
           (SELECT id FROM import_message WHERE mailbox = ?1 AND state IN (0, 1) AND present = 0 AND folder = ?2)",
    )?
    .execute(params![mailbox, folder])?;
    lose(db, "present = 0 AND folder = ?2", params![mailbox, folder])?;
    let sql = "UPDATE import_message SET state = 5
               WHERE mailbox = ?1 AND state IN (0, 1) AND present = 0 AND folder = ?2";
    db.prepare_cached(sql)?.execute(params![mailbox, folder])?;
    Ok(())
}

/// SQLite has no unsigned numbers.
pub(super) fn number(of: u64) -> i64 {
    i64::try_from(of).unwrap_or(i64::MAX)
}
