//! S1: which messages a mailbox has, folder by folder, from where each was listed to.

use std::collections::BTreeSet;
use std::sync::Arc;

use microsoft::MicrosoftError;
use microsoft::mail::{Folder, Header, Listed, Next, Reach};
use store::{ImportFolderId, ImportFolderRecord, ImportTurn, ListedMessage, SeenFolder};
use tokio::task::JoinSet;

use super::NotReached;
use super::folders::Place;
use super::mailbox::IN_HAND;
use super::run::Run;
use crate::EngineError;

impl Run {
    /// Lists the folders and, from where each was listed to, their messages. `anew`: from nothing. Tells whether the list of
    /// every folder came to its end, and why one did not that Microsoft cannot make: the others are read for all that.
    pub(super) async fn list(
        self: &Arc<Self>,
        mailbox: &ImportTurn,
        anew: bool,
    ) -> Result<(bool, Option<MicrosoftError>), EngineError> {
        let object = mailbox.object.to_string();
        let folders = self.mail.folders(&object).await?;
        let places: Vec<Place> = folders.iter().map(place).collect();
        let chosen = self.rule.choose(&places);
        let not_reached = self.not_reached(mailbox, &folders, &chosen, &places).await;
        let seen: Vec<SeenFolder> =
            folders.into_iter().zip(chosen).filter_map(|(folder, takes)| takes.then(|| to_see(folder))).collect();
        let id = mailbox.id;
        let folders = self
            .engine
            .stored(move |store| {
                store.import_see_folders(id, &seen)?;
                store.import_set_unreachable(id, &not_reached)?;
                store.import_folders(id)
            })
            .await?;
        let (mut whole, mut broken) = (true, None);
        let (mut folders, mut listing) = (folders.into_iter(), JoinSet::new());
        loop {
            while listing.len() < IN_HAND
                && let Some(folder) = folders.next()
            {
                let (run, object) = (Arc::clone(self), object.clone());
                listing.spawn(async move { run.list_folder(&object, folder, anew).await });
            }
            match listing.join_next().await {
                Some(ended) => match ended? {
                    Ok(came) => whole &= came,
                    Err(EngineError::Microsoft(error @ MicrosoftError::Graph { status: 500.., .. })) => {
                        (whole, broken) = (false, Some(error));
                    }
                    Err(error) => return Err(error),
                },
                None => return Ok((whole, broken)),
            }
        }
    }

    async fn list_folder(&self, object: &str, folder: ImportFolderRecord, anew: bool) -> Result<bool, EngineError> {
        let (id, mut link) = (folder.id, folder.link);
        if anew {
            self.engine.stored(move |store| store.import_relist(id)).await?;
            link = None;
        }
        loop {
            if self.stop.is_cancelled() {
                return Ok(false);
            }
            let listing = match self.mail.list(object, &folder.seen.id, link.as_deref()).await {
                Ok(listing) => listing,
                Err(error) if error.is_link_expired() && link.is_some() => {
                    self.engine.stored(move |store| store.import_relist(id)).await?;
                    link = None;
                    continue;
                }
                // It went away meanwhile: the next list of folders does not have it.
                Err(error) if error.is_item_gone() => return Ok(false),
                Err(error) => return Err(error.into()),
            };
            let (mut present, mut removed) = (Vec::new(), Vec::new());
            for listed in listing.messages {
                match listed {
                    Listed::Present(header) => present.push(header),
                    Listed::Removed { id } => removed.push(id),
                }
            }
            let Some(present) = self.in_range(object, id, present).await? else { return Ok(false) };
            let (next, ended) = match listing.next {
                Next::Page(next) => (next, false),
                Next::Delta(next) => (next, true),
            };
            let kept = next.clone();
            self.engine.stored(move |store| store.import_list_page(id, &present, &removed, &kept, ended)).await?;
            if ended {
                return Ok(true);
            }
            link = Some(next);
        }
    }

    /// Those of a page that the import takes; `None`: it was stopped. Of a message that was only marked as read the server
    /// tells no date: the one that the ledger knows is in the range, and any other is asked for by itself.
    async fn in_range(
        &self,
        object: &str,
        folder: ImportFolderId,
        page: Vec<Header>,
    ) -> Result<Option<Vec<ListedMessage>>, EngineError> {
        let undated = page.iter().filter(|header| header.received.is_none() && !self.range.is_whole());
        let undated: Vec<String> = undated.map(|header| header.id.clone()).collect();
        let unknown = match undated.is_empty() {
            true => BTreeSet::new(),
            false => self.engine.stored(move |store| store.import_unknown(folder, &undated)).await?,
        };
        let mut taken = Vec::new();
        for listed in page {
            let header = match unknown.contains(&listed.id) {
                true if self.stop.is_cancelled() => return Ok(None),
                true => self.dated(object, listed).await?,
                false => Some(listed),
            };
            taken.extend(header.filter(|header| self.range.takes(header.received)).map(to_list));
        }
        Ok(Some(taken))
    }

    /// A message that was listed without its date, with it; `None`: it is gone.
    async fn dated(&self, object: &str, listed: Header) -> Result<Option<Header>, EngineError> {
        match self.mail.header(object, &listed.id).await {
            Ok(header) => Ok(header),
            // Of one that is damaged no date is to be had: nothing is left out for want of it, and nothing waits for it.
            // What all of the mailbox has is not its own.
            Err(MicrosoftError::Graph { .. } | MicrosoftError::PermissionMissing { .. })
                if self.mail.reachable(object).await? == Reach::Yes =>
            {
                Ok(Some(listed))
            }
            Err(error) => Err(error.into()),
        }
    }

    /// What of this mailbox the import does not read, for its certificate.
    async fn not_reached(
        &self,
        mailbox: &ImportTurn,
        folders: &[Folder],
        chosen: &[bool],
        places: &[Place],
    ) -> Vec<String> {
        let archive = match self.has_archive(mailbox.object).await {
            Some(true) => Some(NotReached::archive(true)),
            Some(false) => None,
            None => Some(NotReached::archive(false)),
        };
        let left_out = folders.iter().zip(chosen).filter(|(folder, takes)| !**takes && folder.total > 0);
        let left_out = left_out.map(|(folder, _)| NotReached::folder(&folder.path, folder.total));
        let unknown = self.rule.unknown(places).into_iter().map(NotReached::unknown_folder);
        archive.into_iter().chain(left_out).chain(unknown).map(|what| what.to_text()).collect()
    }
}

pub(super) fn place(folder: &Folder) -> Place {
    let kind = folder.kind.map(microsoft::mail::WellKnown::as_str);
    Place { id: folder.id.clone(), parent: folder.parent.clone(), path: folder.path.clone(), kind }
}

pub(super) fn to_see(folder: Folder) -> SeenFolder {
    let kind = folder.kind.map(|kind| kind.as_str().to_owned());
    let Folder { id, path, hidden, total, size, .. } = folder;
    let size = size.or((total == 0).then_some(0));
    SeenFolder { id, path, kind, hidden, total, size }
}

fn to_list(header: Header) -> ListedMessage {
    let Header { id, received, message_id, size, read, .. } = header;
    let received = received.map(jiff::Timestamp::as_second);
    ListedMessage { id, received, message_id, size, read }
}
