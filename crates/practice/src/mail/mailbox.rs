//! One mailbox: what the seed says, and what happened since.

use std::collections::BTreeMap;

use uuid::Uuid;

use super::folder::{self, FolderNo};
use super::message::{MailKind, Message};

/// A message that is not where the seed puts it.
#[derive(Clone, Debug)]
struct Placed {
    /// None: gone.
    folder: Option<FolderNo>,
    /// For one that arrived: what it is, and when that was.
    arrived: Option<(MailKind, i64)>,
}

/// A message came to a folder, left it, or both, or was marked where it is.
#[derive(Clone, Copy, Debug)]
struct Change {
    index: u32,
    from: Option<FolderNo>,
    to: Option<FolderNo>,
    only_marked: bool,
}

/// What changed about a message of a folder.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum News {
    /// It is here, and was not, or not always.
    Here,
    /// It was only marked as read or unread.
    Marked,
    /// It is not here any more.
    Left,
}

/// What happened in a mailbox.
#[derive(Debug, Default)]
pub(crate) struct Edits {
    placed: BTreeMap<u32, Placed>,
    marked: BTreeMap<u32, bool>,
    log: Vec<Change>,
    arrived: u32,
    others: BTreeMap<FolderNo, u32>,
}

/// A mailbox as it is now.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Mailbox<'a> {
    pub id: Uuid,
    pub address: &'a str,
    /// How many the seed makes.
    pub base: u32,
    /// Where one of 20 MB belongs.
    pub has_large: bool,
    pub edits: Option<&'a Edits>,
}

impl Edits {
    pub(super) fn arrive(&mut self, base: u32, folder: FolderNo, kind: MailKind, at: i64) -> u32 {
        let index = base + self.arrived;
        self.arrived += 1;
        self.placed.insert(index, Placed { folder: Some(folder), arrived: Some((kind, at)) });
        self.log.push(Change { index, from: None, to: Some(folder), only_marked: false });
        index
    }

    pub(super) fn others(&mut self, folder: FolderNo, count: u32) {
        self.others.insert(folder, count);
    }

    pub(super) fn place(&mut self, index: u32, from: FolderNo, to: Option<FolderNo>) {
        let arrived = self.placed.get(&index).and_then(|placed| placed.arrived);
        self.placed.insert(index, Placed { folder: to, arrived });
        self.log.push(Change { index, from: Some(from), to, only_marked: false });
    }

    pub(super) fn mark(&mut self, index: u32, at: FolderNo, read: bool) {
        self.marked.insert(index, read);
        self.log.push(Change { index, from: Some(at), to: Some(at), only_marked: true });
    }
}

impl Mailbox<'_> {
    fn placed(&self, index: u32) -> Option<&Placed> {
        self.edits.and_then(|edits| edits.placed.get(&index))
    }

    /// Where a message is now; none if there is none.
    pub(crate) fn folder_of(&self, index: u32) -> Option<FolderNo> {
        match self.placed(index) {
            Some(placed) => placed.folder,
            None => folder::of(index, self.base),
        }
    }

    /// The messages of a folder in their order, from one on.
    pub(crate) fn messages(&self, number: FolderNo, from: u32) -> impl Iterator<Item = u32> {
        let range = folder::range(number, self.base);
        let edits = self.edits.map(|edits| &edits.placed);
        let here = move |between: std::ops::Range<u32>| {
            let between = between.start.max(from)..between.end.max(from);
            let all = edits.map(|placed| placed.range(between)).into_iter().flatten();
            all.filter(move |(_, placed)| placed.folder == Some(number)).map(|(index, _)| *index)
        };
        let own = range.start.max(from)..range.end.max(from);
        let own = own.filter(move |index| {
            edits.and_then(|placed| placed.get(index)).is_none_or(|placed| placed.folder == Some(number))
        });
        here(0..range.start).chain(own).chain(here(range.end..u32::MAX))
    }

    pub(crate) fn count(&self, number: FolderNo) -> usize {
        let range = folder::range(number, self.base);
        let Some(edits) = self.edits else { return range.len() };
        let left = edits.placed.range(range.clone()).filter(|(_, placed)| placed.folder != Some(number)).count();
        let came =
            edits.placed.iter().filter(|(index, placed)| placed.folder == Some(number) && !range.contains(index));
        range.len() - left + came.count()
    }

    /// Items of a folder that are no messages, such as deleted appointments and contacts: its count has them, no list of
    /// messages shows them (learn.microsoft.com, "mailFolder resource type", on item counts, and "List messages").
    pub(crate) fn others(&self, number: FolderNo) -> usize {
        let others = self.edits.and_then(|edits| edits.others.get(&number));
        others.map_or(0, |count| *count as usize)
    }

    /// How much happened: goes up with every change.
    pub(crate) fn version(&self) -> usize {
        self.edits.map_or(0, |edits| edits.log.len())
    }

    /// The messages that came to a folder, left it or were marked in it since a version, from one on.
    pub(crate) fn changes(&self, number: FolderNo, since: usize, from: u32) -> Vec<(u32, News)> {
        let log = self.edits.and_then(|edits| edits.log.get(since..)).unwrap_or_default();
        let touched = log.iter().filter(|change| change.from == Some(number) || change.to == Some(number));
        let mut only_marked = BTreeMap::new();
        for change in touched.filter(|change| change.index >= from) {
            *only_marked.entry(change.index).or_insert(true) &= change.only_marked;
        }
        let news = |(index, only_marked)| match (self.folder_of(index) == Some(number), only_marked) {
            (false, _) => (index, News::Left),
            (true, true) => (index, News::Marked),
            (true, false) => (index, News::Here),
        };
        only_marked.into_iter().map(news).collect()
    }

    pub(crate) fn message(&self, index: u32) -> Message {
        let message = match self.placed(index).and_then(|placed| placed.arrived) {
            Some((kind, at)) => Message::arrived(self, index, kind, at),
            None => Message::seeded(self, index),
        };
        let marked = self.edits.and_then(|edits| edits.marked.get(&index));
        Message { read: marked.copied().unwrap_or(message.read), ..message }
    }

    /// Every message there is, in order.
    pub(crate) fn all(&self) -> impl Iterator<Item = (FolderNo, u32)> {
        folder::numbers().flat_map(move |number| self.messages(number, 0).map(move |index| (number, index)))
    }
}
