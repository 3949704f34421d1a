//! Outside text made fit to be shown: one line, no control characters, bounded length.

use secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, Deserializer, Serializer};

/// The longest piece of outside text that an error carries, in characters.
const LIMIT: usize = 600;

/// `text` without control characters, cut to a bounded length.
pub(crate) fn shown(text: &str) -> String {
    let mut out: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).take(LIMIT).collect();
    if text.chars().nth(LIMIT).is_some() {
        out.push('…');
    }
    out.trim().to_owned()
}

/// The chain of causes of an error in one line, without the address asked for: an address may
/// carry what must not be shown.
pub(crate) fn causes(error: &dyn std::error::Error) -> String {
    let mut out = error.to_string();
    let mut next = error.source();
    while let Some(cause) = next {
        let words = cause.to_string();
        // Many errors repeat their cause in their own words.
        if !out.contains(&words) {
            out.push_str(": ");
            out.push_str(&words);
        }
        next = cause.source();
    }
    shown(&out)
}

/// Reads a secret without leaving a copy that could be printed.
pub(crate) fn hide<'de, D: Deserializer<'de>>(from: D) -> Result<SecretString, D::Error> {
    String::deserialize(from).map(SecretString::from)
}

/// Writes a secret to where only the vault keeps it.
pub(crate) fn expose<S: Serializer>(secret: &SecretString, to: S) -> Result<S::Ok, S::Error> {
    to.serialize_str(secret.expose_secret())
}

/// A GUID in lower case, or nothing when `text` is none.
pub(crate) fn guid(text: &str) -> Option<String> {
    let bytes = text.as_bytes();
    let shaped = bytes.len() == 36
        && bytes.iter().enumerate().all(|(i, b)| match i {
            8 | 13 | 18 | 23 => *b == b'-',
            _ => b.is_ascii_hexdigit(),
        });
    shaped.then(|| text.to_ascii_lowercase())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn outside_text_is_cut_and_loses_its_control_characters() {
        let long = "x".repeat(LIMIT + 50);
        assert_eq!(shown(&long).chars().count(), LIMIT + 1);
        assert_eq!(shown("a\r\nb\u{7}c "), "a  b c");
    }

    #[test]
    fn a_guid_is_recognised_in_any_case_and_nothing_else_is() {
        let upper = "62E90394-69F5-4237-9190-012177145E10";
        assert_eq!(guid(upper), Some(upper.to_ascii_lowercase()));
        assert_eq!(guid("common"), None);
        assert_eq!(guid("62E90394-69F5-4237-9190-012177145E1"), None);
        assert_eq!(guid("62E9039469F542379190012177145E10abcd"), None);
    }
}
