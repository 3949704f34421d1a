//! S4: what a folder counts besides messages. The server's count of a folder is of all its items, deleted appointments and
//! contacts too, of which no list of messages tells (Microsoft Learn: "mailFolder resource type", on item counts).

use std::collections::{BTreeMap, BTreeSet};

use microsoft::MicrosoftError;
use store::{ImportFolderRecord, ImportTurn, Store, StoreError};

use super::NotReached;
use super::run::Run;
use crate::EngineError;

/// Messages of a plain list asked for at once: the most that Graph gives (Microsoft Learn: "List messages").
const PAGE: usize = 1_000;
/// Smaller pages than so many of a folder are not asked for where a damaged message spoils larger ones.
const PAGES: u64 = 1_000;

impl Run {
    /// Asks for the messages of each folder that counts more items than it listed, in the server's other way of listing
    /// them. Where that has the same messages, and the folder has not changed meanwhile, the rest are items that are no
    /// messages: it is named as not reached, and what the folder counts from now on are its messages. Tells whether that
    /// explains every difference between counts and lists; if not, nothing is changed.
    pub(super) async fn only_messages(&self, mailbox: &ImportTurn) -> Result<bool, EngineError> {
        if !self.range.is_whole() {
            return Ok(false);
        }
        let (id, object) = (mailbox.id, mailbox.object.to_string());
        let known = self.engine.stored(move |store| {
            let unreachable = store.import_mailboxes(id)?.pop().map(|mailbox| mailbox.unreachable).unwrap_or_default();
            Ok::<_, StoreError>((store.import_folders(id)?, store.import_shown(id)?, unreachable))
        });
        let (folders, shown, mut unreachable) = known.await?;
        let mut messages = Vec::new();
        for folder in folders {
            let listed = shown.get(&folder.id).copied().unwrap_or_default();
            match folder.seen.total.checked_sub(listed) {
                Some(0) => {}
                Some(others) if self.lists_the_same(&object, &folder, listed).await? => {
                    unreachable.push(NotReached::other_items(&folder.seen.path, others).to_text());
                    messages.push((folder.id, listed));
                }
                _ => return Ok(false),
            }
        }
        self.engine.stored(move |store| store.import_recount(id, &messages, &unreachable)).await?;
        Ok(true)
    }

    /// How many items of each folder of a mailbox were told apart from messages when it was last done, by path.
    pub(super) async fn other_items(&self, mailbox: &ImportTurn) -> Result<BTreeMap<String, u64>, EngineError> {
        let id = mailbox.id;
        let known = self.engine.stored(move |store| store.import_mailboxes(id)).await?.pop();
        let named = known.map(|mailbox| mailbox.unreachable).unwrap_or_default();
        let named = named.iter().filter_map(|text| NotReached::of_text(text));
        let others = named.filter(|what| what.what == NotReached::OTHER_ITEMS);
        Ok(others.filter_map(|what| what.name.zip(what.messages)).collect())
    }

    /// Where each folder counts just as many items more than it lists as were told apart before, these are the same ones,
    /// and nobody is asked for them again.
    pub(super) async fn as_many_others(
        &self,
        mailbox: &ImportTurn,
        before: &BTreeMap<String, u64>,
    ) -> Result<(), EngineError> {
        if before.is_empty() {
            return Ok(());
        }
        let (id, before) = (mailbox.id, before.clone());
        let keep = move |store: &Store| {
            let shown = store.import_shown(id)?;
            let mut unreachable = store.import_mailboxes(id)?.pop().map(|known| known.unreachable).unwrap_or_default();
            let mut messages = Vec::new();
            for folder in store.import_folders(id)? {
                let listed = shown.get(&folder.id).copied().unwrap_or_default();
                match folder.seen.total.checked_sub(listed) {
                    Some(0) => {}
                    Some(others) if before.get(&folder.seen.path) == Some(&others) => {
                        unreachable.push(NotReached::other_items(&folder.seen.path, others).to_text());
                        messages.push((folder.id, listed));
                    }
                    _ => return Ok(()),
                }
            }
            store.import_recount(id, &messages, &unreachable)
        };
        self.engine.stored(keep).await
    }

    /// Whether the plain list of a folder has exactly the messages that its round of changes listed, and the folder still
    /// counts as many items.
    async fn lists_the_same(
        &self,
        object: &str,
        folder: &ImportFolderRecord,
        listed: u64,
    ) -> Result<bool, EngineError> {
        let mut size = PAGE;
        let same = loop {
            match self.plain(object, folder, size).await {
                Err(EngineError::Microsoft(MicrosoftError::Graph { status: 500, .. }))
                    if size > 1 && listed <= PAGES * size as u64 / 2 =>
                {
                    size /= 2;
                }
                Err(EngineError::Microsoft(error))
                    if error.is_item_gone() || matches!(error, MicrosoftError::Graph { status: 500, .. }) =>
                {
                    return Ok(false);
                }
                settled => break settled? == Some(listed),
            }
        };
        Ok(same && self.mail.items(object, &folder.seen.id).await? == folder.seen.total)
    }

    /// How many messages the plain list of a folder has; `None`: it shows one that is not known, or one twice, or it was
    /// stopped.
    async fn plain(&self, object: &str, folder: &ImportFolderRecord, size: usize) -> Result<Option<u64>, EngineError> {
        let (id, mut found, mut link) = (folder.id, BTreeSet::new(), None);
        loop {
            if self.stop.is_cancelled() {
                return Ok(None);
            }
            let page = self.mail.plain(object, &folder.seen.id, size, link.as_deref()).await?;
            let so_far = found.len() + page.ids.len();
            found.extend(self.engine.stored(move |store| store.import_shows(id, &page.ids)).await?);
            if found.len() < so_far {
                return Ok(None);
            }
            link = page.next;
            if link.is_none() {
                return Ok(Some(found.len() as u64));
            }
        }
    }
}
