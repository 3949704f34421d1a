//! What a gateway is called from outside: where mail is to go, and who sends and delivers it.

use ipnet::IpNet;
use serde::{Deserialize, Serialize};

use super::{MxRecord, StepKind};
use crate::DomainName;

/// At most so many hosts or ranges: more are a mistake of whoever pasted them.
const MOST: usize = 64;

/// A gateway as DNS and Exchange have to name it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Target {
    /// Its mail exchangers.
    pub mx: Vec<MxRecord>,
    /// How SPF names it: a mechanism such as `include:spf.gateway.example` or `ip4:192.0.2.0/24`.
    pub spf: Option<String>,
    /// Host that takes outgoing mail.
    pub smarthost: Option<String>,
    /// Addresses it delivers from.
    pub addresses: Vec<IpNet>,
}

/// Who said so.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum TargetSource {
    /// A person.
    Person,
    /// The kind of gateway, unconfirmed.
    Kind,
    /// Nobody.
    Nobody,
}

/// Why a target cannot be taken.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TargetError {
    /// No host name.
    #[error("\u{201c}{0}\u{201d} is not the name of a host")]
    NotAHost(String),
    /// No mechanism of SPF.
    #[error("\u{201c}{0}\u{201d} is not a mechanism of SPF, such as include:spf.gateway.example or ip4:192.0.2.0/24")]
    NotAMechanism(String),
    /// No address.
    #[error("\u{201c}{0}\u{201d} is neither an address nor a range such as 192.0.2.0/24")]
    NotARange(String),
    /// Far more than a gateway has.
    #[error("more than {MOST} of them are not taken")]
    TooMany,
}

impl Target {
    /// Reads what a person typed.
    ///
    /// # Errors
    /// [`TargetError`], with the text that does not do.
    pub fn read(
        mx: &[(String, u16)],
        spf: Option<&str>,
        smarthost: Option<&str>,
        addresses: &[String],
    ) -> Result<Self, TargetError> {
        if mx.len() > MOST || addresses.len() > MOST {
            return Err(TargetError::TooMany);
        }
        let some = |text: Option<&str>| text.map(str::trim).filter(|text| !text.is_empty()).map(str::to_owned);
        let mut records = mx
            .iter()
            .map(|(name, preference)| Ok(MxRecord { preference: *preference, host: host(name)? }))
            .collect::<Result<Vec<_>, TargetError>>()?;
        records.sort();
        records.dedup_by(|a, b| a.host == b.host);
        Ok(Self {
            mx: records,
            spf: some(spf).map(|text| mechanism(&text)).transpose()?,
            smarthost: some(smarthost).map(|name| smart(&name)).transpose()?,
            addresses: addresses.iter().map(|text| range(text)).collect::<Result<_, _>>()?,
        })
    }

    /// Steps that are about what has another name here: what a person said of them was said of the other.
    #[must_use]
    pub fn other_steps(&self, former: &Self) -> Vec<StepKind> {
        let mut steps = Vec::new();
        if self.mx != former.mx {
            steps.extend([StepKind::MtaSts, StepKind::Mx]);
        }
        if self.spf != former.spf {
            steps.push(StepKind::Spf);
        }
        if self.smarthost != former.smarthost {
            steps.push(StepKind::OutboundConnector);
        }
        if self.addresses != former.addresses {
            steps.extend([StepKind::AllowList, StepKind::InboundConnector]);
        }
        steps
    }

    /// Whether it says where mail is to go.
    #[must_use]
    pub fn is_known(&self) -> bool {
        !self.mx.is_empty()
    }
}

fn host(text: &str) -> Result<String, TargetError> {
    let name = text.trim().trim_end_matches('.');
    name.parse::<DomainName>()
        .map(|name| name.to_string())
        .map_err(|_| TargetError::NotAHost(text.chars().take(80).collect()))
}

/// A smart host is a name, or an address alone or in brackets.
fn smart(text: &str) -> Result<String, TargetError> {
    let bare = text.trim_start_matches('[').trim_end_matches(']');
    match bare.parse::<std::net::IpAddr>() {
        Ok(address) => Ok(address.to_string()),
        Err(_) => host(text),
    }
}

fn mechanism(text: &str) -> Result<String, TargetError> {
    let refuse = || TargetError::NotAMechanism(text.chars().take(80).collect());
    let (name, value) = text.split_once(':').ok_or_else(refuse)?;
    let good = match name.to_ascii_lowercase().as_str() {
        "include" | "a" | "mx" => value.parse::<DomainName>().is_ok(),
        "ip4" => range(value).is_ok_and(|range| matches!(range, IpNet::V4(_))),
        "ip6" => range(value).is_ok_and(|range| matches!(range, IpNet::V6(_))),
        _ => false,
    };
    if good { Ok(text.to_ascii_lowercase()) } else { Err(refuse()) }
}

/// An address or a range.
pub(super) fn range(text: &str) -> Result<IpNet, TargetError> {
    let text = text.trim();
    let alone = || text.parse::<std::net::IpAddr>().map(IpNet::from);
    let parsed = text.parse::<IpNet>().ok().or_else(|| alone().ok());
    parsed.map(|range| range.trunc()).ok_or_else(|| TargetError::NotARange(text.chars().take(80).collect()))
}
