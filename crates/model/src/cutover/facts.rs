//! What DNS tells of a domain's mail, question by question.

use std::collections::{BTreeMap, BTreeSet};

use ipnet::IpNet;
use serde::{Deserialize, Serialize};

/// What one question came to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "answer", content = "value", rename_all = "kebab-case")]
pub enum Answer<T> {
    /// Records.
    Found(T),
    /// There is no such record, or no such name (RFC 2308: NODATA, NXDOMAIN).
    Nothing,
    /// Nobody answered in time: it may be there.
    Timeout,
    /// A server said that it cannot tell, such as SERVFAIL or REFUSED, in words.
    Failed(String),
}

impl<T> Answer<T> {
    /// The records, if there are any.
    pub const fn found(&self) -> Option<&T> {
        match self {
            Self::Found(records) => Some(records),
            Self::Nothing | Self::Timeout | Self::Failed(_) => None,
        }
    }

    /// The same answer with other records.
    pub fn map<U>(self, change: impl FnOnce(T) -> U) -> Answer<U> {
        match self {
            Self::Found(records) => Answer::Found(change(records)),
            Self::Nothing => Answer::Nothing,
            Self::Timeout => Answer::Timeout,
            Self::Failed(why) => Answer::Failed(why),
        }
    }
}

/// One mail exchanger.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct MxRecord {
    /// Lower is asked first (RFC 5321, 5.1).
    pub preference: u16,
    /// Host in lower case without the final dot; empty in a null MX (RFC 7505).
    pub host: String,
}

/// What DNS tells of one domain.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DnsFacts {
    /// Mail exchangers by preference.
    pub mx: Answer<Vec<MxRecord>>,
    /// What is asked only of domains whose mail is led over the gateway.
    pub mail: Option<MailFacts>,
}

/// The records that say how mail of a domain is to be treated.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MailFacts {
    /// SPF (RFC 7208).
    pub spf: Answer<SpfReading>,
    /// Names that Microsoft's two DKIM selectors point to, by selector.
    pub dkim: BTreeMap<String, Answer<Vec<String>>>,
    /// DMARC (RFC 7489).
    pub dmarc: Answer<DmarcReading>,
    /// MTA-STS (RFC 8461).
    pub mta_sts: Answer<MtaStsReading>,
}

/// SPF records, evaluated.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SpfReading {
    /// All texts that begin with `v=spf1`; more than one is an error (RFC 7208, 4.5).
    pub texts: Vec<String>,
    /// How the evaluation ends.
    pub result: SpfResult,
    /// Terms that asked DNS; ten are allowed (4.6.4).
    pub lookups: u32,
    /// Look-ups that found nothing; two are allowed (4.6.4).
    pub voids: u32,
    /// Every domain that an `include` with a pass or a `redirect` led to.
    pub reached: BTreeSet<String>,
    /// Every range that passes by `ip4` or `ip6`.
    pub ranges: Vec<IpNet>,
}

/// How an evaluation of SPF ends.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "result", content = "cause", rename_all = "kebab-case")]
pub enum SpfResult {
    /// It can be evaluated.
    Valid,
    /// There is more than one record.
    Several,
    /// It asks DNS more than ten times.
    TooManyLookups,
    /// More than two look-ups find nothing.
    TooManyVoids,
    /// A term is no SPF, or an include leads nowhere; which.
    Invalid(String),
    /// A look-up had no answer; of which name.
    Unreachable(String),
}

/// The DMARC record that counts for a domain.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DmarcReading {
    /// The name it was found at: the domain's own, or that of a domain above it.
    pub at: String,
    /// All texts that begin with `v=DMARC1`; more than one counts as none (RFC 7489, 6.6.3).
    pub texts: Vec<String>,
    /// What is asked of receivers; `None`: the record says nothing that can be understood.
    pub policy: Option<DmarcPolicy>,
    /// Of how many messages in a hundred (6.3, `pct`); `None`: of all.
    pub percent: Option<u8>,
}

/// What DMARC asks of receivers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum DmarcPolicy {
    /// Only watch.
    None,
    /// Put aside.
    Quarantine,
    /// Refuse.
    Reject,
}

impl DmarcPolicy {
    /// As it is written in a record.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Quarantine => "quarantine",
            Self::Reject => "reject",
        }
    }
}

/// MTA-STS of a domain.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MtaStsReading {
    /// All texts that begin with `v=STSv1`.
    pub texts: Vec<String>,
    /// The policy behind `https://mta-sts.DOMAIN/.well-known/mta-sts.txt`.
    pub policy: Answer<MtaStsPolicy>,
}

/// An MTA-STS policy (RFC 8461, 3.2).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MtaStsPolicy {
    /// What senders do when no exchanger matches.
    pub mode: MtaStsMode,
    /// Exchangers that senders may use: host names, or `*.` and a domain for one label before it.
    pub mx: Vec<String>,
}

/// What senders do when a domain's exchanger does not match its policy.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum MtaStsMode {
    /// They do not deliver.
    Enforce,
    /// They deliver and report.
    Testing,
    /// There is no policy any more.
    None,
}

impl MtaStsPolicy {
    /// Whether senders may deliver to a host (RFC 8461, 4.1: a wildcard stands for exactly one label).
    #[must_use]
    pub fn matches(&self, host: &str) -> bool {
        let host = host.to_ascii_lowercase();
        self.mx.iter().any(|pattern| {
            let pattern = pattern.to_ascii_lowercase();
            match pattern.strip_prefix("*.") {
                Some(parent) => host.split_once('.').is_some_and(|(label, rest)| !label.is_empty() && rest == parent),
                None => host == pattern,
            }
        })
    }
}
