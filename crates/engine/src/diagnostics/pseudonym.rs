//! Names that stand for names: the same within one bundle, and no way back, since the key is thrown away with it.

use sha2::{Digest as _, Sha256};

/// Makes pseudonyms with a key of its own that is never written anywhere.
pub(super) struct Pseudonyms([u8; 32]);

impl Pseudonyms {
    pub fn new() -> Self {
        Self(rand::random())
    }

    /// `mailbox-3f9a0c17d2`: stands for `text` in whatever case it is written.
    pub fn of(&self, what: &str, text: &str) -> String {
        let mut hash = Sha256::new();
        // Of one length before the text, so that no other pair of key and text gives the same bytes.
        hash.update(self.0);
        hash.update(text.trim().to_lowercase().as_bytes());
        let hex: String = hash.finalize().iter().take(5).map(|byte| format!("{byte:02x}")).collect();
        format!("{what}-{hex}")
    }

    /// An address keeps the fact that it has a domain: `mailbox-…@domain-…`.
    pub fn address(&self, address: &str) -> String {
        match address.rsplit_once('@') {
            Some((_, domain)) => format!("{}@{}", self.of("mailbox", address), self.of("domain", domain)),
            None => self.of("domain", address),
        }
    }
}

/// A stable code of ours as it is; what does not look like one is none.
pub(super) fn code(text: &str) -> &str {
    let plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
    if !text.is_empty() && text.len() <= 40 && text.bytes().all(plain) { text } else { "other" }
}
