//! SPF records (RFC 7208), walked to their end as for a sender that nobody names: the worst case.

use std::collections::BTreeSet;

use ipnet::IpNet;
use model::cutover::{Answer, SpfReading, SpfResult};

/// Terms that may ask DNS (RFC 7208, 4.6.4).
pub const MOST_LOOKUPS: u32 = 10;
/// Look-ups that may find nothing (4.6.4).
pub const MOST_VOIDS: u32 = 2;
/// The walk ends here at the latest, so that the number can be told and nobody leads it on for ever.
const WALK: u32 = 32;
/// Terms of one record that are looked at.
const MOST_TERMS: usize = 512;

/// What SPF asks of DNS.
pub trait Lookups: Sync {
    /// Texts at a name.
    fn texts(&self, name: &str) -> impl Future<Output = Answer<Vec<String>>> + Send;
    /// Whether a name has addresses.
    fn has_addresses(&self, name: &str) -> impl Future<Output = Answer<()>> + Send;
    /// Whether a name has exchangers.
    fn has_exchangers(&self, name: &str) -> impl Future<Output = Answer<()>> + Send;
}

impl Lookups for crate::Dns {
    async fn texts(&self, name: &str) -> Answer<Vec<String>> {
        Self::texts(self, name).await
    }

    async fn has_addresses(&self, name: &str) -> Answer<()> {
        self.addresses(name).await.map(drop)
    }

    async fn has_exchangers(&self, name: &str) -> Answer<()> {
        self.records(name, hickory_resolver::proto::rr::RecordType::MX).await.map(drop)
    }
}

/// Whether a text is an SPF record: the version, alone or before a space (4.5).
pub(crate) fn is_spf(text: &str) -> bool {
    text.get(..6).is_some_and(|start| start.eq_ignore_ascii_case("v=spf1"))
        && matches!(text.as_bytes().get(6), None | Some(b' '))
}

/// A record that waits to be walked.
struct Open {
    text: String,
    /// Every term that led here passes.
    passes: bool,
}

/// Evaluates one record with everything it includes.
pub async fn evaluate(dns: &impl Lookups, text: &str) -> SpfReading {
    let mut reading = SpfReading {
        texts: vec![text.to_owned()],
        result: SpfResult::Valid,
        lookups: 0,
        voids: 0,
        reached: BTreeSet::new(),
        ranges: Vec::new(),
    };
    let mut open = vec![Open { text: text.to_owned(), passes: true }];
    while let Some(record) = open.pop() {
        if let Err(result) = walk(dns, &record, &mut reading, &mut open).await {
            reading.result = result;
            return reading;
        }
    }
    if reading.lookups > MOST_LOOKUPS {
        reading.result = SpfResult::TooManyLookups;
    } else if reading.voids > MOST_VOIDS {
        reading.result = SpfResult::TooManyVoids;
    }
    reading
}

async fn walk(
    dns: &impl Lookups,
    record: &Open,
    reading: &mut SpfReading,
    open: &mut Vec<Open>,
) -> Result<(), SpfResult> {
    let terms: Vec<&str> = record.text.split_ascii_whitespace().skip(1).collect();
    if terms.len() > MOST_TERMS {
        return Err(SpfResult::Invalid("too many terms".to_owned()));
    }
    // An error anywhere spoils all of it, before anybody is asked (4.6).
    let parsed =
        |text| parse(text).map(|term| (text, term)).ok_or_else(|| SpfResult::Invalid(text.chars().take(120).collect()));
    let terms = terms.into_iter().map(parsed).collect::<Result<Vec<_>, _>>()?;
    let all = terms.iter().position(|(_, term)| *term == Term::All);
    // Nothing after it is tested (5.1).
    for (text, term) in terms.into_iter().take(all.unwrap_or(MOST_TERMS)) {
        let passes = record.passes && !text.starts_with(['-', '~', '?']);
        match term {
            Term::All | Term::Other => {}
            Term::Range(range) => {
                if passes && reading.ranges.len() < MOST_TERMS {
                    reading.ranges.push(range);
                }
            }
            // It counts only where no `all` stands (6.1).
            Term::Redirect(_) if all.is_some() => {}
            Term::Include(name) | Term::Redirect(name) => {
                count(reading)?;
                if passes {
                    reading.reached.insert(name.to_ascii_lowercase());
                }
                if !name.contains('%') {
                    open.push(Open { text: included(dns, name).await?, passes });
                }
            }
            Term::Addresses(name) => {
                count(reading)?;
                if let Some(name) = plain(name) {
                    note(reading, name, &dns.has_addresses(name).await)?;
                }
            }
            Term::Exchangers(name) => {
                count(reading)?;
                if let Some(name) = plain(name) {
                    note(reading, name, &dns.has_exchangers(name).await)?;
                }
            }
            // What they ask depends on the sender.
            Term::Counted => count(reading)?,
        }
    }
    Ok(())
}

fn count(reading: &mut SpfReading) -> Result<(), SpfResult> {
    reading.lookups += 1;
    if reading.lookups >= WALK { Err(SpfResult::TooManyLookups) } else { Ok(()) }
}

/// A name to ask for: without one it is the domain's own, which is there; with a macro it depends on the sender.
fn plain(name: Option<&str>) -> Option<&str> {
    name.filter(|name| !name.contains('%'))
}

/// What a look-up of `a` or `mx` came to.
fn note(reading: &mut SpfReading, name: &str, answer: &Answer<()>) -> Result<(), SpfResult> {
    match answer {
        Answer::Found(()) => {}
        Answer::Nothing => reading.voids += 1,
        Answer::Timeout | Answer::Failed(_) => return Err(SpfResult::Unreachable(name.to_owned())),
    }
    Ok(())
}

/// The one record of an included domain; none or several are an error for whoever includes it (5.2).
async fn included(dns: &impl Lookups, name: &str) -> Result<String, SpfResult> {
    let mut texts = match dns.texts(name).await {
        Answer::Found(texts) => texts,
        Answer::Nothing => Vec::new(),
        Answer::Timeout | Answer::Failed(_) => return Err(SpfResult::Unreachable(name.to_owned())),
    };
    texts.retain(|text| is_spf(text));
    match (texts.pop(), texts.is_empty()) {
        (Some(one), true) => Ok(one),
        _ => Err(SpfResult::Invalid(name.to_owned())),
    }
}

/// A term, as far as it matters here.
#[derive(Debug, PartialEq, Eq)]
enum Term<'a> {
    All,
    Range(IpNet),
    Include(&'a str),
    Redirect(&'a str),
    /// `a`, with the name if it has one.
    Addresses(Option<&'a str>),
    /// `mx`, likewise.
    Exchangers(Option<&'a str>),
    /// `ptr` and `exists`.
    Counted,
    /// `exp` and modifiers that nobody knows (6).
    Other,
}

/// `None`: it is no SPF (4.6.1).
fn parse(text: &str) -> Option<Term<'_>> {
    let bare = text.strip_prefix(['+', '-', '~', '?']).unwrap_or(text);
    let end = bare.find([':', '/', '=']).unwrap_or(bare.len());
    let (name, rest) = bare.split_at_checked(end)?;
    let value = rest.get(1..).unwrap_or_default();
    // A length after the name, such as `/24//64`, says nothing about who is asked.
    let host = value.split('/').next().filter(|host| rest.starts_with(':') && !host.is_empty());
    match (name.to_ascii_lowercase().as_str(), rest.chars().next()) {
        ("all", None) => Some(Term::All),
        ("ip4", Some(':')) => range(value).filter(|range| matches!(range, IpNet::V4(_))).map(Term::Range),
        ("ip6", Some(':')) => range(value).filter(|range| matches!(range, IpNet::V6(_))).map(Term::Range),
        ("include", Some(':')) if !value.is_empty() => Some(Term::Include(value)),
        ("redirect", Some('=')) if !value.is_empty() => Some(Term::Redirect(value)),
        ("a", None | Some(':' | '/')) if host.is_some() || !rest.starts_with(':') => Some(Term::Addresses(host)),
        ("mx", None | Some(':' | '/')) if host.is_some() || !rest.starts_with(':') => Some(Term::Exchangers(host)),
        ("ptr", None | Some(':')) => Some(Term::Counted),
        ("exists", Some(':')) if !value.is_empty() => Some(Term::Counted),
        (modifier, Some('=')) if modifier.starts_with(|c: char| c.is_ascii_alphabetic()) => Some(Term::Other),
        _ => None,
    }
}

fn range(text: &str) -> Option<IpNet> {
    text.parse::<IpNet>().ok().or_else(|| text.parse::<std::net::IpAddr>().ok().map(IpNet::from))
}

#[cfg(test)]
mod tests;
