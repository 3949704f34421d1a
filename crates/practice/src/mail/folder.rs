//! The folders of a mailbox, the same in each, and which messages are in them at first.
//!
//! Well-known names: learn.microsoft.com, "mailFolder resource type".

use std::ops::Range;

/// A folder by its position in [`FOLDERS`].
pub(crate) type FolderNo = u8;

#[derive(Debug)]
pub(crate) struct Folder {
    pub name: &'static str,
    pub parent: Option<FolderNo>,
    pub well_known: Option<&'static str>,
    pub hidden: bool,
    /// A search folder shows what is in another one.
    pub searches: Option<FolderNo>,
    /// Of a thousand messages, so many are here at first.
    share: u32,
}

const fn folder(name: &'static str, parent: FolderNo, share: u32) -> Folder {
    Folder { name, parent: Some(parent), well_known: None, hidden: false, searches: None, share }
}

const fn known(name: &'static str, well_known: &'static str, share: u32) -> Folder {
    Folder { name, parent: Some(ROOT), well_known: Some(well_known), hidden: false, searches: None, share }
}

pub(crate) const ROOT: FolderNo = 0;
pub(crate) const SENT: FolderNo = 5;
pub(crate) const DRAFTS: FolderNo = 6;

/// A name with a slash and one that is not ASCII: people write them so.
pub(crate) const FOLDERS: [Folder; 17] = [
    Folder { parent: None, ..known("Top of Information Store", "msgfolderroot", 0) },
    known("Inbox", "inbox", 480),
    folder("Projects", 1, 120),
    folder("Übergabe Küche", 2, 50),
    folder("Offers/Quotes", 1, 50),
    known("Sent Items", "sentitems", 150),
    known("Drafts", "drafts", 25),
    known("Deleted Items", "deleteditems", 40),
    folder("Old newsletters", 7, 10),
    known("Junk Email", "junkemail", 25),
    known("Outbox", "outbox", 0),
    known("Archive", "archive", 25),
    known("Conversation History", "conversationhistory", 0),
    Folder { hidden: true, ..known("Clutter", "clutter", 10) },
    // Not below the root that clients see: reached by its name only.
    Folder { parent: None, ..known("Recoverable Items", "recoverableitemsroot", 0) },
    Folder { parent: Some(14), ..known("Deletions", "recoverableitemsdeletions", 15) },
    Folder { searches: Some(1), ..folder("From suppliers", 1, 0) },
];

/// By well-known name, in any case.
pub(crate) fn well_known(name: &str) -> Option<FolderNo> {
    let found = numbers().find(|n| get(*n).well_known.is_some_and(|known| known.eq_ignore_ascii_case(name)));
    // Documented names only: the root of the recoverable items has none.
    found.filter(|n| get(*n).well_known != Some("recoverableitemsroot"))
}

pub(crate) fn numbers() -> impl Iterator<Item = FolderNo> {
    0..FOLDERS.len() as FolderNo
}

pub(crate) fn get(number: FolderNo) -> &'static Folder {
    FOLDERS.get(usize::from(number)).unwrap_or(&FOLDERS[0])
}

/// Where the messages really are that a folder shows.
pub(crate) fn source(number: FolderNo) -> FolderNo {
    get(number).searches.unwrap_or(number)
}

pub(crate) fn children(parent: FolderNo) -> impl Iterator<Item = FolderNo> {
    numbers().filter(move |n| get(*n).parent == Some(parent))
}

/// Names from below the root, joined with slashes.
pub(crate) fn path(number: FolderNo) -> String {
    let folder = get(number);
    match folder.parent {
        Some(parent) if parent != ROOT => format!("{}/{}", path(parent), folder.name),
        _ => folder.name.to_owned(),
    }
}

/// The messages that are in a folder at first, out of so many in the mailbox.
pub(crate) fn range(number: FolderNo, messages: u32) -> Range<u32> {
    let before: u32 = FOLDERS[..usize::from(number)].iter().map(|folder| folder.share).sum();
    let upto = |share: u32| (u64::from(messages) * u64::from(share) / 1000) as u32;
    upto(before)..upto(before + get(number).share)
}

pub(crate) fn of(index: u32, messages: u32) -> Option<FolderNo> {
    let mut share = 0;
    numbers().find(|n| {
        share += get(*n).share;
        u64::from(index) < u64::from(messages) * u64::from(share) / 1000
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_message_is_in_one_folder() {
        assert_eq!(FOLDERS.iter().map(|folder| folder.share).sum::<u32>(), 1000);
        for messages in [0, 1, 40, 2_000, 100_001] {
            let all: u32 = numbers().map(|n| range(n, messages).len() as u32).sum();
            assert_eq!(all, messages);
            for index in (0..messages).step_by(7) {
                let own = of(index, messages).unwrap();
                assert!(range(own, messages).contains(&index));
            }
            assert_eq!(of(messages, messages), None);
        }
    }

    #[test]
    fn the_places_that_are_named_are_where_they_are_said_to_be() {
        assert_eq!([well_known("sentitems"), well_known("Drafts")], [Some(SENT), Some(DRAFTS)]);
        assert_eq!(path(3), "Inbox/Projects/Übergabe Küche");
        assert_eq!(well_known("recoverableitemsroot"), None);
    }
}
