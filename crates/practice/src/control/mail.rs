//! How mail flows, as an administrator of DNS and Exchange would set it.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// What DNS tells of one name; a kind that is not given follows from the tenants.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct DnsName {
    /// Preference and host; an empty host is the root (RFC 7505), an empty list is none.
    pub mx: Option<Vec<(u16, String)>>,
    pub txt: Option<Vec<String>>,
    pub cname: Option<String>,
    /// Nothing is answered at all.
    pub silent: bool,
    /// The server cannot tell (SERVFAIL).
    pub failing: bool,
}

/// The main tenant's mail flow: objects as the cmdlets print them, with what differs from a new one.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct MailFlow {
    pub inbound: Vec<Map<String, Value>>,
    pub outbound: Vec<Map<String, Value>>,
    pub reject_direct_send: bool,
    pub allow_list: Vec<String>,
    pub journal: Vec<Map<String, Value>>,
    /// Domains that Microsoft signs for.
    pub signed: Vec<String>,
    /// Domains that it has no keys for, so that they are not listed at all.
    pub unlisted: Vec<String>,
}
