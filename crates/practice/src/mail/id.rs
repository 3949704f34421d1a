//! Ids of folders and messages: opaque, case-sensitive, and worthless for another mailbox.
//!
//! learn.microsoft.com, "Get immutable identifiers for Outlook resources": the usual id of a message says where it is
//! and changes when it moves, the immutable one stays.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE;
use uuid::Uuid;

use super::folder::FolderNo;
use crate::tenant::mix;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Item {
    Folder(FolderNo),
    /// A message by where it is.
    Placed(FolderNo, u32),
    /// A message wherever it is.
    Immutable(u32),
}

/// Mailbox, kind, folder, message.
const HEAD: usize = 16 + 1 + 1 + 4;
const USUAL: &str = "AAMkA";
const IMMUTABLE: &str = "AAkAL";

pub(crate) fn encode(mailbox: Uuid, item: Item) -> String {
    let (prefix, kind, folder, index, length) = match item {
        Item::Folder(folder) => (USUAL, 1, folder, 0, 85),
        Item::Placed(folder, index) => (USUAL, 2, folder, index, 109),
        Item::Immutable(index) => (IMMUTABLE, 3, 0, index, 79),
    };
    let mut bytes = mailbox.as_bytes().to_vec();
    bytes.extend([kind, folder]);
    bytes.extend(index.to_be_bytes());
    fill(&mut bytes, length);
    format!("{prefix}{}", URL_SAFE.encode(bytes))
}

/// The rest follows from the beginning, so that an id somebody made up is told from a real one.
fn fill(bytes: &mut Vec<u8>, length: usize) {
    let mut state = bytes.iter().fold(0x6d61_696c, |state, byte| mix(state ^ u64::from(*byte)));
    while bytes.len() < length {
        state = mix(state);
        bytes.extend(state.to_be_bytes());
    }
    bytes.truncate(length);
}

pub(crate) fn decode(text: &str) -> Option<(Uuid, Item)> {
    let rest = text.strip_prefix(USUAL).or_else(|| text.strip_prefix(IMMUTABLE))?;
    let bytes = URL_SAFE.decode(rest).ok()?;
    let mailbox = Uuid::from_slice(bytes.get(..16)?).ok()?;
    let index = u32::from_be_bytes(bytes.get(18..HEAD)?.try_into().ok()?);
    let folder = *bytes.get(17)?;
    let item = match bytes.get(16)? {
        1 => Item::Folder(folder),
        2 => Item::Placed(folder, index),
        3 => Item::Immutable(index),
        _ => return None,
    };
    (encode(mailbox, item) == text).then_some((mailbox, item))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_is_read_back_and_an_altered_one_is_not() {
        let mailbox = Uuid::from_u128(7);
        for item in [Item::Folder(3), Item::Placed(2, 77), Item::Immutable(u32::MAX)] {
            let id = encode(mailbox, item);
            assert_eq!(decode(&id), Some((mailbox, item)));
            assert_eq!(decode(&id.to_lowercase()), None);
            assert_eq!(decode(&id[..id.len() - 4]), None);
        }
        assert_eq!(decode("inbox"), None);
    }
}
