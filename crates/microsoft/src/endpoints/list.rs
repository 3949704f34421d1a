//! The service's answers, read: unknown fields are passed over, what cannot be believed is refused.

use std::{borrow::Cow, net::IpAddr};

use ipnet::{IpNet, Ipv4Net, Ipv6Net};
use serde::Deserialize;

use super::{Instance, WHAT};
use crate::MicrosoftError;

/// Microsoft publishes a dozen; so many would be something else.
const MOST_RANGES: usize = 512;

/// The widest range that is believed, by length of the prefix. Microsoft's widest are /13 and /36.
const WIDEST: (u8, u8) = (8, 24);

#[derive(Deserialize)]
struct Version<'a> {
    #[serde(borrow)]
    instance: Cow<'a, str>,
    #[serde(borrow)]
    latest: Cow<'a, str>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Set<'a> {
    id: u32,
    #[serde(borrow, default)]
    service_area: Option<Cow<'a, str>>,
    #[serde(borrow, default)]
    urls: Option<Vec<Cow<'a, str>>>,
    #[serde(borrow, default)]
    ips: Option<Vec<Cow<'a, str>>>,
    #[serde(borrow, default)]
    tcp_ports: Option<Cow<'a, str>>,
}

impl Set<'_> {
    /// Mail between servers: Exchange Online, TCP 25, and the filter in front of it, which is called
    /// `*.mail.protection.outlook.com`, `*.protection.office365.us`, `*.protection.apps.mil`, and in China nothing.
    fn is_mail(&self) -> bool {
        let urls = self.urls.as_deref().unwrap_or_default();
        self.service_area.as_deref() == Some("Exchange")
            && self.tcp_ports.as_deref().is_some_and(has_smtp)
            && (urls.is_empty() || urls.iter().any(|url| url.contains("protection.")))
    }
}

/// Whether 25 is among ports such as `25,443` or `20-30`.
fn has_smtp(ports: &str) -> bool {
    ports.split(',').any(|part| {
        let (from, to) = part.split_once('-').unwrap_or((part, part));
        matches!((from.trim().parse::<u16>(), to.trim().parse::<u16>()), (Ok(from), Ok(to)) if (from..=to).contains(&25))
    })
}

fn unexpected(at: impl Into<String>) -> MicrosoftError {
    MicrosoftError::UnexpectedShape { what: WHAT, at: at.into() }
}

fn parse<'a, T: Deserialize<'a>>(body: &'a [u8]) -> Result<T, MicrosoftError> {
    let misfit = |error: serde_json::Error| {
        if error.is_eof() {
            return MicrosoftError::Truncated { what: WHAT, received: body.len() };
        }
        unexpected(format!("line {}, column {}", error.line(), error.column()))
    };
    serde_json::from_slice(body.strip_prefix(b"\xef\xbb\xbf").unwrap_or(body)).map_err(misfit)
}

/// The latest version of the list, by an answer of the version method.
pub(crate) fn version(body: &[u8], instance: Instance) -> Result<String, MicrosoftError> {
    let told: Version<'_> = parse(body)?;
    if !told.instance.eq_ignore_ascii_case(instance.as_str()) {
        return Err(unexpected("the version is that of another instance"));
    }
    if told.latest.len() != 10 || !told.latest.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(unexpected("the version is not ten digits"));
    }
    Ok(told.latest.into_owned())
}

/// The ranges that mail comes from, by an answer of the endpoints method: sorted, without duplicates, never none.
pub(crate) fn ranges(body: &[u8]) -> Result<Vec<IpNet>, MicrosoftError> {
    let sets: Vec<Set<'_>> = parse(body)?;
    let mut ranges = Vec::new();
    for set in sets.iter().filter(|set| set.is_mail()) {
        for text in set.ips.iter().flatten() {
            ranges.push(range(text).map_err(|what| unexpected(format!("set {} has {what}", set.id)))?);
        }
    }
    ranges.sort_unstable();
    ranges.dedup();
    match ranges.len() {
        0 => Err(unexpected("no set of Exchange with TCP port 25 has addresses")),
        1..=MOST_RANGES => Ok(ranges),
        many => Err(unexpected(format!("{many} ranges, which is more than can be"))),
    }
}

/// A range that mail may be taken from, or what is wrong with it.
fn range(text: &str) -> Result<IpNet, &'static str> {
    let parsed = text.parse::<IpNet>().or_else(|_| text.parse::<IpAddr>().map(IpNet::from));
    let range = parsed.map_err(|_| "an address range that is none")?.trunc();
    let widest = if range.addr().is_ipv4() { WIDEST.0 } else { WIDEST.1 };
    if range.prefix_len() < widest {
        return Err("an address range that is far too wide");
    }
    if reserved().iter().any(|other| other.contains(&range) || range.contains(other)) {
        return Err("an address range that is not public");
    }
    Ok(range)
}

/// Addresses that no mail of Microsoft's comes from: this network, private, loopback, link-local, shared, multicast
/// and reserved ones (RFC 6890).
fn reserved() -> [IpNet; 14] {
    let v4 = |a, b, length| IpNet::V4(Ipv4Net::new_assert([a, b, 0, 0].into(), length));
    let v6 = |first: u16, length| IpNet::V6(Ipv6Net::new_assert([first, 0, 0, 0, 0, 0, 0, 0].into(), length));
    [
        v4(0, 0, 8),
        v4(10, 0, 8),
        v4(100, 64, 10),
        v4(127, 0, 8),
        v4(169, 254, 16),
        v4(172, 16, 12),
        v4(192, 168, 16),
        v4(224, 0, 4),
        v4(240, 0, 4),
        // Unspecified, loopback and IPv4 in IPv6.
        v6(0, 64),
        v6(0x64, 16),
        v6(0xfc00, 7),
        v6(0xfe80, 10),
        v6(0xff00, 8),
    ]
}
