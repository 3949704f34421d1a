//! What can go wrong, on request: which requests are hit, how, and for how long.

use serde::{Deserialize, Serialize};

use crate::panel::Call;

/// What a request is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Class {
    Organization,
    /// The list of domains.
    Domains,
    /// The DNS records of one domain.
    DomainRecords,
    /// Listings and delta rounds of users, and single users.
    Users,
    Groups,
    Contacts,
    /// `/$count` of any collection.
    Count,
    /// InvokeCommand, but for `Get-AcceptedDomain`.
    Exchange,
    /// InvokeCommand with `Get-AcceptedDomain`.
    AcceptedDomains,
    /// Everything below `adminapi/v2.0`.
    ExchangeV2,
    /// The usage report.
    Report,
    /// The mailbox settings of one user, also inside a batch.
    UserPurpose,
    /// OpenID metadata and signing keys.
    Metadata,
    Token,
    /// Folders of a mailbox: lists, delta rounds and single ones.
    MailFolders,
    /// Lists and delta rounds of messages, and single ones.
    Messages,
    /// The MIME content of one message.
    Mime,
    /// Applications, their service principals and what they were granted.
    Applications,
    /// The version method of Microsoft's endpoint service.
    EndpointsVersion,
    /// Its endpoints method.
    Endpoints,
    /// Every call of the panel, after the faults of that call.
    Panel,
    /// One call of the panel.
    PanelCall(Call),
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Fault {
    pub class: Class,
    /// So many requests of the class pass first, counted from when the fault was set.
    #[serde(default)]
    pub after: u32,
    pub how: Failure,
    /// So many requests are hit, then it is over and leaves the settings; none: until taken back.
    #[serde(default)]
    pub times: Option<u32>,
    /// Seconds for [`Failure::Throttled`] and [`Failure::Unavailable`]; 0 when not given.
    #[serde(default)]
    pub retry_after: Option<f64>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Failure {
    /// 429 with `Retry-After`.
    Throttled,
    /// 429 without `Retry-After`.
    ThrottledBare,
    /// 503 with `Retry-After`.
    Unavailable,
    /// 502 with a page of a proxy.
    BadGateway,
    /// 401, as if the token had just been withdrawn.
    Unauthorized,
    /// 401 that asks for more claims; tokens of a sign-in that answered them pass.
    Claims,
    /// 403.
    Forbidden,
    /// Half of the answer, then the connection ends.
    Truncated,
    /// The connection is reset instead of an answer.
    Reset,
    /// Half of an answer and, every other time, no answer at all; then nothing until the client goes.
    Stall,
    /// 200 with the page of a captive portal.
    Html,
    /// 302 to a captive portal.
    Redirect,
    /// 200 with JSON of another service.
    WrongShape,
    /// 410 with `Location`: the token of a delta round is worthless.
    Gone,
    /// A page whose next link leads to itself.
    Circle,
    /// A page whose next link leads to another host.
    Foreign,
    /// A page without any link, however much is left.
    NoLink,
}

impl Failure {
    pub const ALL: [Self; 17] = [
        Self::Throttled,
        Self::ThrottledBare,
        Self::Unavailable,
        Self::BadGateway,
        Self::Unauthorized,
        Self::Claims,
        Self::Forbidden,
        Self::Truncated,
        Self::Reset,
        Self::Stall,
        Self::Html,
        Self::Redirect,
        Self::WrongShape,
        Self::Gone,
        Self::Circle,
        Self::Foreign,
        Self::NoLink,
    ];
}

/// A refusal of the identity platform.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Refuse {
    pub at: RefuseAt,
    /// The number after `AADSTS`.
    pub code: u32,
    /// So many requests are refused, then it is over; none: until taken back.
    #[serde(default)]
    pub times: Option<u32>,
    #[serde(default)]
    pub suberror: Option<String>,
    #[serde(default)]
    pub claims: Option<String>,
    /// Instead of the `error` that goes with the code.
    #[serde(default)]
    pub error: Option<String>,
    /// Instead of the words that go with the code.
    #[serde(default)]
    pub description: Option<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum RefuseAt {
    /// An error page that stays in the browser.
    Page,
    /// The error comes back to the application's loopback address.
    Redirect,
    /// The token endpoint, for an authorization code.
    Code,
    /// The token endpoint, for a refresh token.
    Refresh,
    Device,
    /// The token endpoint, for an application in its own name whose proof is good.
    Application,
    AdminConsent,
    Metadata,
}

/// A directory that does not show what it holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Broken {
    /// Listings and delta rounds show half of each collection; `/$count` tells the truth.
    Half,
    /// Empty lists, zero counts.
    Empty,
    /// `/organization` and all lists answer with the other tenant's.
    OtherTenant,
}
