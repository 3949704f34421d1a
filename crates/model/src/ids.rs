//! Identities that never change: directory objects and tenants are GUIDs.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};

/// The immutable id of a directory object, 16 bytes.
///
/// For what only Exchange knows (dynamic lists, public folders) it is Exchange's `Guid`.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct DirectoryId(pub [u8; 16]);

/// The immutable id of a Microsoft 365 tenant (the `tid` claim).
pub type TenantId = DirectoryId;

/// The text is not a GUID of the form `8-4-4-4-12` hexadecimal digits.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("\u{201c}{0}\u{201d} is not a GUID")]
pub struct NotAGuid(pub String);

impl FromStr for DirectoryId {
    type Err = NotAGuid;

    fn from_str(text: &str) -> Result<Self, NotAGuid> {
        let refuse = || NotAGuid(text.chars().take(64).collect());
        let groups: Vec<&str> = text.split('-').collect();
        let shaped = groups.iter().map(|g| g.len()).eq([8, 4, 4, 4, 12]);
        if !shaped || !text.is_ascii() {
            return Err(refuse());
        }
        let digits: String = groups.concat();
        let mut bytes = [0_u8; 16];
        for (byte, pair) in bytes.iter_mut().zip(digits.as_bytes().chunks(2)) {
            let pair = std::str::from_utf8(pair).map_err(|_| refuse())?;
            if !pair.bytes().all(|b| b.is_ascii_hexdigit()) {
                return Err(refuse());
            }
            *byte = u8::from_str_radix(pair, 16).map_err(|_| refuse())?;
        }
        Ok(Self(bytes))
    }
}

impl fmt::Display for DirectoryId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, byte) in self.0.iter().enumerate() {
            if matches!(index, 4 | 6 | 8 | 10) {
                f.write_str("-")?;
            }
            write!(f, "{byte:02x}")?;
        }
        Ok(())
    }
}

impl fmt::Debug for DirectoryId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl TryFrom<String> for DirectoryId {
    type Error = NotAGuid;
    fn try_from(text: String) -> Result<Self, NotAGuid> {
        text.parse()
    }
}

impl From<DirectoryId> for String {
    fn from(id: DirectoryId) -> Self {
        id.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_guid_survives_text_in_either_case() {
        let id: DirectoryId = "7F3C1D0E-52a8-4e4b-9d61-0c8b2f6a91d4".parse().unwrap();
        assert_eq!(id.to_string(), "7f3c1d0e-52a8-4e4b-9d61-0c8b2f6a91d4");
    }

    #[test]
    fn what_is_no_guid_is_refused_with_its_text() {
        for text in
            ["", "7f3c1d0e", "7f3c1d0e-52a8-4e4b-9d61-0c8b2f6a91dg", "+f3c1d0e-52a8-4e4b-9d61-0c8b2f6a91d4", "é"]
        {
            assert_eq!(text.parse::<DirectoryId>(), Err(NotAGuid(text.to_owned())));
        }
    }
}
