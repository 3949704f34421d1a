//! SMTP addresses and domain names in the one form in which they are compared and stored.

use std::{cmp::Ordering, fmt, hash, str::FromStr};

use serde::{Deserialize, Serialize};

/// A domain name in ASCII (IDNA A-label) form, lower case, without a trailing dot.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct DomainName(String);

/// An SMTP address: the local part as the directory spells it, the domain as a [`DomainName`].
///
/// Two addresses are equal when they differ in ASCII case only; Exchange compares local parts so.
#[derive(Clone, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Address {
    text: String,
    at: usize,
}

/// Why a text is no address or domain.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum AddressError {
    /// No `@`, or nothing before or after it.
    #[error("\u{201c}{0}\u{201d} has no local part and domain around an @")]
    NoDomain(String),
    /// The domain is not a host name (RFC 5890, RFC 1035).
    #[error("\u{201c}{0}\u{201d} is not a domain name")]
    BadDomain(String),
    /// White space, control characters, or over 64 octets (RFC 5321 4.5.3.1.1).
    #[error("\u{201c}{0}\u{201d} has a local part that mail cannot use")]
    BadLocalPart(String),
}

fn short(text: &str) -> String {
    text.chars().take(120).collect()
}

impl DomainName {
    /// The name in ASCII form.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The name as people read it: A-labels turned back into Unicode.
    #[must_use]
    pub fn to_unicode(&self) -> String {
        idna::domain_to_unicode(&self.0).0
    }

    /// Whether the name is one of Microsoft's own (`*.onmicrosoft.com`), which cannot be filtered (R13).
    #[must_use]
    pub fn is_onmicrosoft(&self) -> bool {
        self.0.ends_with(".onmicrosoft.com")
            || self.0.ends_with(".onmicrosoft.us")
            || self.0.ends_with(".partner.onmschina.cn")
    }
}

impl FromStr for DomainName {
    type Err = AddressError;

    fn from_str(text: &str) -> Result<Self, AddressError> {
        let trimmed = text.trim();
        let name = trimmed.strip_suffix('.').unwrap_or(trimmed);
        if is_plain(name) {
            return Ok(Self(name.to_ascii_lowercase()));
        }
        thorough(name).map(Self).ok_or_else(|| AddressError::BadDomain(short(text)))
    }
}

/// Whether this is a host name of ASCII labels alone, which IDNA processing gives back as they are but for their
/// case (RFC 5891, section 4.2.3.1): nearly all are, and thousands a second are read.
fn is_plain(name: &str) -> bool {
    let mut dots = 0;
    let label_ok = |label: &[u8]| {
        dots += 1;
        matches!(label.len(), 1..=63)
            && label.iter().all(|b| b.is_ascii_alphanumeric() || *b == b'-')
            && label[0] != b'-'
            && label[label.len() - 1] != b'-'
            // `xn--` and what is reserved beside it.
            && label.get(2..4) != Some(b"--")
    };
    name.len() <= 253 && name.as_bytes().split(|b| *b == b'.').all(label_ok) && dots > 1
}

/// The ASCII form of a name, whatever it is made of.
fn thorough(name: &str) -> Option<String> {
    let name = idna::domain_to_ascii_strict(name).ok()?;
    let label_ok = |l: &str| !l.is_empty() && l.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_');
    (name.len() <= 253 && name.contains('.') && name.split('.').all(label_ok)).then_some(name)
}

impl fmt::Display for DomainName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl TryFrom<String> for DomainName {
    type Error = AddressError;
    fn try_from(text: String) -> Result<Self, AddressError> {
        text.parse()
    }
}

impl From<DomainName> for String {
    fn from(name: DomainName) -> Self {
        name.0
    }
}

impl Address {
    /// The whole address, local part as spelled, domain in ASCII lower case.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// The part before the `@`.
    #[must_use]
    pub fn local_part(&self) -> &str {
        &self.text[..self.at]
    }

    /// The part after the `@`, already in [`DomainName`] form.
    #[must_use]
    pub fn domain(&self) -> &str {
        &self.text[self.at + 1..]
    }

    /// The address in lower case: the key under which it is stored and looked up.
    #[must_use]
    pub fn key(&self) -> String {
        self.text.to_ascii_lowercase()
    }
}

impl FromStr for Address {
    type Err = AddressError;

    fn from_str(text: &str) -> Result<Self, AddressError> {
        let trimmed = text.trim();
        let (local, domain) = trimmed.rsplit_once('@').ok_or_else(|| AddressError::NoDomain(short(text)))?;
        if local.is_empty() || domain.is_empty() {
            return Err(AddressError::NoDomain(short(text)));
        }
        if local.len() > 64 || !is_usable(local) {
            return Err(AddressError::BadLocalPart(short(text)));
        }
        // What the domain parser would cut off again; with it, the plain path needs no name of its own.
        let name = domain.trim();
        let name = name.strip_suffix('.').unwrap_or(name);
        let mut text = String::with_capacity(local.len() + 1 + name.len());
        text.push_str(local);
        text.push('@');
        if is_plain(name) {
            text.push_str(name);
            text[local.len() + 1..].make_ascii_lowercase();
        } else {
            text.push_str(domain.parse::<DomainName>()?.as_str());
        }
        Ok(Self { text, at: local.len() })
    }
}

fn is_usable(local: &str) -> bool {
    let plain = |b: u8| b.is_ascii_graphic() && !matches!(b, b'<' | b'>' | b',' | b';');
    local.bytes().all(plain)
        || !local.contains(|c: char| c.is_control() || c.is_whitespace() || matches!(c, '<' | '>' | ',' | ';'))
}

impl PartialEq for Address {
    fn eq(&self, other: &Self) -> bool {
        self.text.eq_ignore_ascii_case(&other.text)
    }
}

impl Eq for Address {}

impl PartialOrd for Address {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Address {
    fn cmp(&self, other: &Self) -> Ordering {
        let lower = |b: u8| b.to_ascii_lowercase();
        self.text.bytes().map(lower).cmp(other.text.bytes().map(lower))
    }
}

impl hash::Hash for Address {
    fn hash<H: hash::Hasher>(&self, state: &mut H) {
        for byte in self.text.bytes() {
            state.write_u8(byte.to_ascii_lowercase());
        }
    }
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl fmt::Debug for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl TryFrom<String> for Address {
    type Error = AddressError;
    fn try_from(text: String) -> Result<Self, AddressError> {
        text.parse()
    }
}

impl From<Address> for String {
    fn from(address: Address) -> Self {
        address.text
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn addresses_differing_in_case_only_are_one_address() {
        let a: Address = "Ann.O'Hara@LARKFIELD.example".parse().unwrap();
        let b: Address = "ann.o'hara@larkfield.example".parse().unwrap();
        assert_eq!(a, b);
        assert_eq!(a.as_str(), "Ann.O'Hara@larkfield.example");
        assert_eq!(a.cmp(&b), Ordering::Equal);
    }

    #[test]
    fn an_international_domain_is_kept_as_a_label_and_shown_as_written() {
        let d: DomainName = "Bücher.example".parse().unwrap();
        assert_eq!(d.as_str(), "xn--bcher-kva.example");
        assert_eq!(d.to_unicode(), "bücher.example");
    }

    #[test]
    fn what_mail_cannot_use_is_refused_with_the_text() {
        assert!(matches!("nobody".parse::<Address>(), Err(AddressError::NoDomain(t)) if t == "nobody"));
        assert!(matches!("a b@x.example".parse::<Address>(), Err(AddressError::BadLocalPart(_))));
        assert!(matches!("a@b..example".parse::<Address>(), Err(AddressError::BadDomain(_))));
        assert!(matches!("a@localhost".parse::<Address>(), Err(AddressError::BadDomain(_))));
    }

    proptest! {
        #[test]
        fn any_text_is_an_address_or_refused_and_never_a_panic(text in any::<String>()) {
            if let Ok(address) = text.parse::<Address>() {
                let again: Address = address.as_str().parse().unwrap();
                prop_assert_eq!(again.as_str(), address.as_str());
                prop_assert!(address.domain().parse::<DomainName>().is_ok());
            }
        }

        #[test]
        fn the_plain_path_gives_what_the_thorough_one_gives(
            name in "([a-zA-Z0-9xn_.-]{0,5}(\\.|-|--|xn--|)){0,6}|[a-z]{60,66}\\.example|([a-z]{40}\\.){6}[a-z]{5,9}|\\PC{0,12}",
        ) {
            let plain = is_plain(&name).then(|| name.to_ascii_lowercase());
            let expected = thorough(&name);
            prop_assert!(plain.is_none() || plain == expected, "{plain:?} {expected:?}");
            let address = format!("a@{name}").parse::<Address>().ok();
            let domain = name.parse::<DomainName>().ok();
            prop_assert_eq!(address.as_ref().map(Address::domain), domain.as_ref().map(DomainName::as_str));
        }

        #[test]
        fn a_local_part_is_usable_by_the_same_rule_in_ascii_and_beyond(local in "[ -~]{0,6}|\\PC{0,6}|[\\x00-\\x7f]{0,4}") {
            let unusable = |c: char| c.is_control() || c.is_whitespace() || matches!(c, '<' | '>' | ',' | ';');
            prop_assert_eq!(is_usable(&local), !local.contains(unusable));
        }

        #[test]
        fn order_and_equality_agree(a in "[a-zA-Z]{1,3}@[a-b]\\.example", b in "[a-zA-Z]{1,3}@[a-b]\\.example") {
            let (a, b): (Address, Address) = (a.parse().unwrap(), b.parse().unwrap());
            prop_assert_eq!(a == b, a.cmp(&b) == Ordering::Equal);
            prop_assert_eq!(a.key() == b.key(), a == b);
        }
    }
}
