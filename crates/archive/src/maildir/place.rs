//! Where a mailbox's Maildir lies, and how its files are named.

use std::path::{Path, PathBuf};

use jiff::Timestamp;
use model::Address;

use crate::{ContentHash, Per};

/// Names that Windows keeps for devices (learn.microsoft.com, "Naming Files, Paths, and Namespaces").
const DEVICES: [&str; 6] = ["con", "prn", "aux", "nul", "com", "lpt"];

/// `ROOT/domain/Maildir`, which is how the local gateway archives, or `ROOT/domain/local part/Maildir`, which Dovecot
/// is told as `maildir:ROOT/%d/%n/Maildir`.
pub(super) fn of(root: &Path, per: Per, mailbox: &Address) -> PathBuf {
    let domain = root.join(mailbox.domain());
    match per {
        Per::Domain => domain.join("Maildir"),
        Per::Mailbox => domain.join(file_name(mailbox.local_part())).join("Maildir"),
    }
}

/// A local part as the name of a folder on any disk: in lower case, because addresses that differ in case alone are
/// one, and what a file system could take for something else as `%` and two digits.
fn file_name(local: &str) -> String {
    let local = local.to_lowercase();
    let last = local.len().saturating_sub(1);
    let mut name = String::with_capacity(local.len());
    for (at, byte) in local.bytes().enumerate() {
        let plain = byte.is_ascii_alphanumeric() || b"!#$&'+-=^_{}~@".contains(&byte);
        if plain && !(at == 0 && is_device(&local)) || byte == b'.' && at > 0 && at < last {
            name.push(byte.into());
        } else {
            name.push('%');
            name.extend([byte >> 4, byte & 15].iter().filter_map(|digit| char::from_digit(u32::from(*digit), 16)));
        }
    }
    name
}

fn is_device(local: &str) -> bool {
    let stem = local.split('.').next().unwrap_or_default();
    let stem = stem.strip_suffix(|c: char| c.is_ascii_digit()).unwrap_or(stem);
    DEVICES.contains(&stem)
}

/// What a new file is named after.
#[derive(Debug)]
pub(super) struct NewFile {
    pub(super) received: Option<Timestamp>,
    pub(super) read: bool,
    pub(super) hash: ContentHash,
    pub(super) size: u64,
}

impl NewFile {
    /// The second it was received, half of its hash, who made it, and its size, which Dovecot then need not ask the
    /// disk for (doc.dovecot.org, "Maildir Mailbox Format").
    fn name(&self) -> String {
        let seconds = self.received.map_or(0, Timestamp::as_second).max(0);
        format!("{seconds}.{:032x}.tenantry,S={}", self.hash.half(), self.size)
    }

    /// Its place in the Maildir. Marks of a read message need a colon in the name, which Windows has not.
    pub(super) fn path(&self) -> PathBuf {
        if self.read && cfg!(unix) {
            Path::new("cur").join(format!("{}:2,S", self.name()))
        } else {
            Path::new("new").join(self.name())
        }
    }
}

/// The half of the hash in the name of a file of ours, whatever a mail server made of the rest.
pub(super) fn half(name: &str) -> Option<u128> {
    let mut parts = name.splitn(3, '.');
    let (_, half, ours) = (parts.next()?, parts.next()?, parts.next()?);
    (half.len() == 32 && ours.starts_with("tenantry")).then(|| u128::from_str_radix(half, 16).ok()).flatten()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn at(per: Per, mailbox: &str) -> String {
        of(Path::new("/mail"), per, &mailbox.parse().unwrap()).to_string_lossy().replace('\\', "/")
    }

    #[test]
    fn a_domain_lies_where_the_local_gateway_archives_it_and_a_mailbox_below() {
        assert_eq!(at(Per::Domain, "Ann@LARKFIELD.example"), "/mail/larkfield.example/Maildir");
        assert_eq!(at(Per::Mailbox, "Ann.Lee@larkfield.example"), "/mail/larkfield.example/ann.lee/Maildir");
        assert_eq!(at(Per::Domain, "a@b\u{fc}cher.example"), "/mail/xn--bcher-kva.example/Maildir");
    }

    #[test]
    fn no_local_part_leads_out_of_its_domain() {
        for (local, name) in [
            ("..", "%2e%2e"),
            ("../../etc", "%2e.%2f..%2fetc"),
            ("a/b", "a%2fb"),
            ("c:\\x", "c%3a%5cx"),
            ("aux", "%61ux"),
            ("com1.x", "%63om1.x"),
            ("auxiliary", "auxiliary"),
            ("o'hara+x", "o'hara+x"),
            ("50%", "50%25"),
        ] {
            assert_eq!(file_name(local), name);
        }
    }

    proptest! {
        #[test]
        fn two_mailboxes_share_a_folder_only_when_they_are_one(a in "[ -~]{1,8}", b in "[ -~]{1,8}") {
            prop_assert_eq!(file_name(&a) == file_name(&b), a.to_lowercase() == b.to_lowercase());
            prop_assert!(!file_name(&a).contains(['/', '\\', ':', '\0']) && !file_name(&a).starts_with('.'));
        }

        #[test]
        fn a_file_is_known_again_by_its_name_whatever_flags_it_has(bytes: Vec<u8>, second in 0_i64..9_000_000_000, read: bool, flags in "(:2,[A-Za-z]{0,8})?") {
            let hash = ContentHash::of(&bytes);
            let received = Timestamp::from_second(second).ok();
            let new = NewFile { received, read, hash, size: bytes.len() as u64 };
            prop_assert_eq!(half(&format!("{}{flags}", new.name())), Some(hash.half()));
        }

        #[test]
        fn no_other_name_is_ours(name in "\\PC{0,60}|[0-9a-f.,:=ST]{0,60}") {
            prop_assert_eq!(half(&name), None);
        }
    }
}
