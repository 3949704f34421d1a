//! What a message is, without its content: everything that lists tell of it, computed from its number.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::folder::{self, DRAFTS, FolderNo, SENT};
use super::mailbox::Mailbox;
use crate::tenant::{GIVEN, SURNAME, mix};

/// What is special about a message.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum MailKind {
    #[default]
    Plain,
    Html,
    /// With a file of some kilobytes.
    Attachment,
    /// With a file that makes it 20 MB.
    Large,
    /// Encrypted; its MIME content cannot be had: 500, each time.
    OpaqueSmime,
    WithoutMessageId,
    /// Another message with the Message-ID of the one before.
    SharedMessageId,
    /// The message before once more, byte for byte.
    Copy,
    /// UTF-8 everywhere, in lines that are not encoded.
    NonAscii,
    /// A meeting request.
    Meeting,
    /// A non-delivery report (RFC 3464).
    Report,
    /// Lines longer than 998 octets, lines that begin with dots and with "From ".
    LongLines,
    /// A list of more than a few messages cannot be had while it is among them.
    Corrupt,
    /// A fault: no delta round tells of it, and every other list does.
    Untold,
}

/// A round of oddities, repeated for ever.
const ROUND: u32 = 40;
/// Its place in a mailbox that has one of 20 MB.
const LARGE: u32 = 36;
/// The seed's mail spans 2021 to the middle of 2026.
const BEGIN: i64 = 1_609_459_200;
const END: i64 = 1_782_864_000;

#[derive(Clone, Debug)]
pub(crate) struct Message {
    /// Its number in the mailbox.
    pub index: u32,
    pub kind: MailKind,
    /// The numbers its content is made of: a copy has those of the other.
    pub content: u32,
    pub dice: u64,
    /// Unix seconds.
    pub received: i64,
    pub from: (String, String),
    pub to: (String, String),
    pub subject: String,
    pub message_id: Option<String>,
    pub draft: bool,
    pub read: bool,
}

fn kind(index: u32, has_large: bool) -> MailKind {
    if has_large && index == LARGE {
        return MailKind::Large;
    }
    match index % ROUND {
        1 | 9 | 18 | 26 => MailKind::Html,
        3 | 21 | 31 | 38 => MailKind::Attachment,
        5 => MailKind::OpaqueSmime,
        7 => MailKind::WithoutMessageId,
        11 => MailKind::SharedMessageId,
        13 => MailKind::Copy,
        15 | 22 => MailKind::NonAscii,
        17 => MailKind::Meeting,
        23 => MailKind::Report,
        29 => MailKind::LongLines,
        _ => MailKind::Plain,
    }
}

fn dice(mailbox: Uuid, index: u32) -> u64 {
    let (high, low) = mailbox.as_u64_pair();
    mix(mix(high ^ low) ^ u64::from(index))
}

fn pick<T>(from: &[T], chance: u64) -> &T {
    &from[(chance % from.len() as u64) as usize]
}

const OUTSIDE: [&str; 4] = ["brightwater.example", "hollis.example", "growers.example", "juniperharbour.example"];
const SUBJECTS: [&str; 10] = [
    "Delivery on Tuesday",
    "Your order",
    "Re: Menu for the spring",
    "Invoice attached",
    "Cold store temperatures",
    "Fwd: Questions about the contract",
    "Minutes of the meeting",
    "Lunch?",
    "Reminder: stock taking",
    "New price list",
];
const ABROAD: [&str; 4] =
    ["Grüße aus der Küche – Übergabe", "価格表について", "Smørbrød på fredag?", "Оборудование для кухни 🍽"];

impl Message {
    pub(super) fn seeded(mailbox: &Mailbox<'_>, index: u32) -> Self {
        let kind = kind(index, mailbox.has_large);
        let content = if kind == MailKind::Copy { index - 1 } else { index };
        let folder = folder::of(content, mailbox.base).unwrap_or_default();
        let range = folder::range(folder, mailbox.base);
        let (place, of) = (i64::from(content - range.start), range.len().max(1) as i64);
        let step = (END - BEGIN) / of;
        let dice = dice(mailbox.id, content);
        let received = BEGIN + place * step + (dice >> 16) as i64 % step.max(1);
        Self::new(mailbox, (index, content), kind, received, folder)
    }

    pub(super) fn arrived(mailbox: &Mailbox<'_>, index: u32, kind: MailKind, received: i64) -> Self {
        let content = if kind == MailKind::Copy && index > 0 { index - 1 } else { index };
        if content != index {
            return Self { index, kind, ..mailbox.message(content) };
        }
        Self::new(mailbox, (index, content), kind, received, 1)
    }

    fn new(mailbox: &Mailbox<'_>, (index, content): (u32, u32), kind: MailKind, received: i64, at: FolderNo) -> Self {
        let dice = dice(mailbox.id, content);
        let (given, surname) = (pick(GIVEN, dice), pick(SURNAME, dice >> 8));
        let outside = pick(&OUTSIDE, dice >> 16);
        let other = (format!("{} {}", given.0, surname.0), format!("{}.{}@{outside}", given.1, surname.1));
        let own = (String::new(), mailbox.address.to_owned());
        let sent = matches!(at, SENT | DRAFTS);
        let (from, to) = if sent { (own, other) } else { (other, own) };
        let draft = at == DRAFTS;
        let before = if kind == MailKind::SharedMessageId { content.saturating_sub(1) } else { content };
        // Nobody has sent a draft yet, so nobody has numbered it.
        let numbered = kind != MailKind::WithoutMessageId && !draft;
        let host = from.1.rsplit_once('@').map_or(*outside, |(_, domain)| domain).to_ascii_lowercase();
        let host = if kind == MailKind::SharedMessageId { "hollis.example".to_owned() } else { host };
        let number = |index: u32| format!("<{:016x}.{index}@{host}>", self::dice(mailbox.id, index));
        let message_id = numbered.then(|| match kind {
            // The one before, whatever it is called.
            MailKind::SharedMessageId if content > 0 => {
                mailbox.message(before).message_id.unwrap_or_else(|| number(before))
            }
            _ => number(content),
        });
        let (subject, read) = (subject(kind, dice), dice & 3 != 0);
        Self { index, kind, content, dice, received, from, to, subject, message_id, draft, read }
    }

    /// What Exchange counts for it (PR_MESSAGE_SIZE): near the length of the MIME content, but not the same.
    pub(crate) fn size(&self) -> u64 {
        5_200 + (self.dice >> 40) % 3_000 + self.file_bytes()
    }

    /// Bytes of the attached file.
    pub(crate) fn file_bytes(&self) -> u64 {
        match self.kind {
            MailKind::Attachment => 4_000 + (self.dice >> 24) % 60_000,
            MailKind::Large => 15_000_000,
            _ => 0,
        }
    }

    pub(crate) fn has_attachments(&self) -> bool {
        matches!(self.kind, MailKind::Attachment | MailKind::Large | MailKind::OpaqueSmime)
    }
}

fn subject(kind: MailKind, dice: u64) -> String {
    match kind {
        MailKind::NonAscii => (*pick(&ABROAD, dice >> 12)).to_owned(),
        MailKind::Meeting => "Invitation: stock taking".to_owned(),
        MailKind::Report => "Undeliverable: Your order".to_owned(),
        _ => format!("{} ({})", pick(&SUBJECTS, dice >> 12), dice % 10_000),
    }
}
