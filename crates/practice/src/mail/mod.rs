//! The mail of the tenants: folders and messages computed from the seed, whatever their number, and edits over them.

mod folder;
mod id;
mod later;
mod mailbox;
mod message;
mod meter;
mod mime;
mod truth;
mod words;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Mutex;

use serde::{Deserialize, Serialize};
use uuid::Uuid;

pub(crate) use folder::{FolderNo, ROOT, children, get as folder, source, well_known};
pub(crate) use id::{Item, decode, encode};
pub use later::MailEvent;
pub(crate) use mailbox::{Mailbox, News};
pub use message::MailKind;
pub(crate) use message::Message;
pub use meter::{MailCounts, MailLimits};
pub(crate) use meter::{Meter, Refused, Underway};
pub(crate) use mime::content;
pub use truth::MailTruth;
pub(crate) use words::preview;

use crate::tenant::{Collection, Entry};
use crate::world::{World, lock, read};
use later::Planned;
use mailbox::Edits;

#[derive(Debug)]
pub(crate) struct Mail {
    /// How many messages each mailbox begins with.
    messages: u32,
    /// The mailbox with one of 20 MB.
    large: Option<Uuid>,
    edits: Mutex<BTreeMap<Uuid, Edits>>,
    /// Mailboxes that are not there for a while.
    away: Mutex<BTreeSet<Uuid>>,
    planned: Mutex<Vec<Planned>>,
    pub meter: Meter,
    /// Goes up when every delta token is forgotten.
    pub generation: Mutex<u32>,
}

/// A message that arrives while somebody reads.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Arrival {
    /// A well-known name or an id; the inbox when not given.
    pub folder: Option<String>,
    pub kind: MailKind,
    /// Unix seconds; now when not given.
    pub received: Option<i64>,
    /// So many at once; one when not given.
    pub count: Option<u32>,
}

#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum MailEditError {
    #[error("no mailbox of the main tenant is called `{0}`")]
    UnknownMailbox(String),
    #[error("the mailbox has no folder `{0}`")]
    NoSuchFolder(String),
    #[error("the mailbox has no message `{0}`")]
    MessageGone(String),
}

impl Mail {
    pub(crate) fn new(messages: u32, large: Option<Uuid>) -> Self {
        Self {
            messages,
            large,
            edits: Mutex::default(),
            away: Mutex::default(),
            planned: Mutex::default(),
            meter: Meter::default(),
            generation: Mutex::default(),
        }
    }

    /// Every delta token given out so far is worthless from now on.
    pub(crate) fn forget_rounds(&self) {
        *lock(&self.generation) += 1;
    }

    pub(crate) fn is_away(&self, mailbox: Uuid) -> bool {
        lock(&self.away).contains(&mailbox)
    }

    /// Looks at a mailbox as it is; nothing happens in it meanwhile.
    pub(crate) fn with<T>(&self, entry: &Entry, look: impl FnOnce(&Mailbox<'_>) -> T) -> T {
        let edits = lock(&self.edits);
        look(&self.at(entry, edits.get(&entry.id)))
    }

    fn at<'a>(&self, entry: &'a Entry, edits: Option<&'a Edits>) -> Mailbox<'a> {
        let address = entry.primary().unwrap_or_default();
        let has_large = self.large == Some(entry.id);
        Mailbox { id: entry.id, address, base: self.messages, has_large, edits }
    }

    fn arrive(&self, entry: &Entry, folder: FolderNo, arrival: &Arrival, now: i64) -> Vec<u32> {
        let mut edits = lock(&self.edits);
        let edits = edits.entry(entry.id).or_default();
        let at = arrival.received.unwrap_or(now);
        let count = arrival.count.unwrap_or(1);
        (0..count).map(|_| edits.arrive(self.messages, folder, arrival.kind, at)).collect()
    }

    fn others(&self, entry: &Entry, folder: FolderNo, count: u32) {
        lock(&self.edits).entry(entry.id).or_default().others(folder, count);
    }

    /// False where there is no such message.
    fn place(&self, entry: &Entry, index: u32, to: Option<FolderNo>) -> bool {
        let mut all = lock(&self.edits);
        let Some(from) = self.at(entry, all.get(&entry.id)).folder_of(index) else { return false };
        all.entry(entry.id).or_default().place(index, from, to);
        true
    }

    /// False where there is no such message.
    fn mark(&self, entry: &Entry, index: u32, read: bool) -> bool {
        let mut all = lock(&self.edits);
        let Some(at) = self.at(entry, all.get(&entry.id)).folder_of(index) else { return false };
        all.entry(entry.id).or_default().mark(index, at, read);
        true
    }
}

/// A folder by well-known name or id.
pub(crate) fn folder_named(mailbox: Uuid, text: &str) -> Option<FolderNo> {
    match decode(text) {
        Some((owner, Item::Folder(number))) if owner == mailbox => folder::numbers().find(|known| *known == number),
        Some(_) => None,
        None => well_known(text),
    }
}

/// The number of a message of this mailbox, by either of its ids.
fn number_of(entry: &Entry, message: &str) -> Option<u32> {
    match decode(message) {
        Some((owner, Item::Immutable(index) | Item::Placed(_, index))) if owner == entry.id => Some(index),
        _ => None,
    }
}

impl World {
    /// A mailbox of the main tenant, for those who make things happen in it.
    fn own_mailbox(&self, who: &str) -> Result<Entry, MailEditError> {
        let found = read(&self.tenants[0].directory).find(Collection::Users, who);
        let found = found.map(|(_, entry)| entry).filter(|entry| entry.kind.has_mailbox());
        found.ok_or_else(|| MailEditError::UnknownMailbox(who.to_owned()))
    }

    /// The immutable ids of what arrived.
    pub(crate) fn mail_arrive(&self, who: &str, arrival: &Arrival) -> Result<Vec<String>, MailEditError> {
        let entry = self.own_mailbox(who)?;
        let wanted = arrival.folder.as_deref().unwrap_or("inbox");
        let unknown = || MailEditError::NoSuchFolder(wanted.to_owned());
        let folder = folder_named(entry.id, wanted).ok_or_else(unknown)?;
        let new = self.mail.arrive(&entry, folder, arrival, self.now());
        Ok(new.into_iter().map(|index| encode(entry.id, Item::Immutable(index))).collect())
    }

    /// A folder holds so many items that are no messages.
    pub(crate) fn mail_others(&self, who: &str, folder: &str, count: u32) -> Result<(), MailEditError> {
        let entry = self.own_mailbox(who)?;
        let unknown = || MailEditError::NoSuchFolder(folder.to_owned());
        self.mail.others(&entry, folder_named(entry.id, folder).ok_or_else(unknown)?, count);
        Ok(())
    }

    /// To another folder, or away for good.
    pub(crate) fn mail_place(&self, who: &str, message: &str, to: Option<&str>) -> Result<(), MailEditError> {
        let entry = self.own_mailbox(who)?;
        let unknown = |name: &str| MailEditError::NoSuchFolder(name.to_owned());
        let to = to.map(|name| folder_named(entry.id, name).ok_or_else(|| unknown(name))).transpose()?;
        let moved = number_of(&entry, message).is_some_and(|index| self.mail.place(&entry, index, to));
        if moved { Ok(()) } else { Err(MailEditError::MessageGone(message.to_owned())) }
    }

    /// As read or unread.
    fn mail_mark(&self, who: &str, message: &str, read: bool) -> Result<(), MailEditError> {
        let entry = self.own_mailbox(who)?;
        let marked = number_of(&entry, message).is_some_and(|index| self.mail.mark(&entry, index, read));
        if marked { Ok(()) } else { Err(MailEditError::MessageGone(message.to_owned())) }
    }

    /// For a while, or back again.
    fn mail_away(&self, who: &str, away: bool) -> Result<(), MailEditError> {
        let mailbox = self.own_mailbox(who)?.id;
        let mut all = lock(&self.mail.away);
        let _ = if away { all.insert(mailbox) } else { all.remove(&mailbox) };
        Ok(())
    }
}
