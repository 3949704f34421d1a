//! Where a domain's mail goes, as its MX records say.

use serde::{Deserialize, Serialize};

use super::{Answer, MxRecord};

/// Ends of the names of Microsoft 365's exchangers (Microsoft Learn: "External DNS records required for Microsoft 365",
/// and for DNSSEC "How SMTP DANE works").
const MICROSOFT: [&str; 5] = [
    ".mail.protection.outlook.com",
    ".mx.microsoft",
    ".mail.protection.office365.us",
    ".mail.protection.partner.outlook.cn",
    ".mail.protection.outlook.cn",
];

/// Where mail of a domain goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum MailRoute {
    /// To Microsoft 365 alone.
    M365,
    /// To the gateway alone.
    Gateway,
    /// Elsewhere, or to more than one of these.
    Other,
    /// Nowhere: there is no MX record, or a null MX.
    None,
    /// It could not be looked up.
    Unknown,
}

/// Whose an exchanger is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Whose {
    Microsoft,
    Gateway,
    Other,
}

/// Tells exchangers apart.
#[derive(Debug, Clone, Copy)]
pub(super) struct Hosts<'a> {
    /// The gateway's.
    pub gateway: &'a [MxRecord],
    /// Ends of names that are the gateway's as well.
    pub suffixes: &'a [&'a str],
    /// What Microsoft itself names for the domain.
    pub microsoft: Option<&'a str>,
}

impl Hosts<'_> {
    pub(super) fn whose(&self, host: &str) -> Whose {
        let ours = self.gateway.iter().any(|record| record.host.eq_ignore_ascii_case(host));
        if ours || self.suffixes.iter().any(|suffix| host.ends_with(suffix)) {
            return Whose::Gateway;
        }
        let named = self.microsoft.is_some_and(|name| name.trim_end_matches('.').eq_ignore_ascii_case(host));
        if named || MICROSOFT.iter().any(|suffix| host.ends_with(suffix)) { Whose::Microsoft } else { Whose::Other }
    }

    pub(super) fn route(&self, mx: &Answer<Vec<MxRecord>>) -> MailRoute {
        let records = match mx {
            Answer::Found(records) => records,
            Answer::Nothing => return MailRoute::None,
            Answer::Timeout | Answer::Failed(_) => return MailRoute::Unknown,
        };
        if is_null(records) || records.is_empty() {
            return MailRoute::None;
        }
        let all = |whose| records.iter().all(|record| self.whose(&record.host) == whose);
        match () {
            () if all(Whose::Gateway) => MailRoute::Gateway,
            () if all(Whose::Microsoft) => MailRoute::M365,
            () => MailRoute::Other,
        }
    }
}

/// RFC 7505: one record whose host is the root.
pub(super) fn is_null(records: &[MxRecord]) -> bool {
    matches!(records, [only] if only.host.is_empty())
}

/// A record as a zone shows it.
pub(super) fn shown(record: &MxRecord) -> String {
    let host = if record.host.is_empty() { "." } else { &record.host };
    format!("{} {host}", record.preference)
}

/// Where mail of a domain goes by its MX records: `gateway` and `suffixes` say whose hosts are the gateway's, `microsoft`
/// what Microsoft itself names for the domain.
#[must_use]
pub fn mail_route(
    mx: &Answer<Vec<MxRecord>>,
    gateway: &[MxRecord],
    suffixes: &[&str],
    microsoft: Option<&str>,
) -> MailRoute {
    Hosts { gateway, suffixes, microsoft }.route(mx)
}
