//! Everything that can go wrong while a tenant is read, named by what happened.

use std::time::Duration;

use crate::{Audience, ProxyProblem, TlsProblem, TokenFailure};

/// Why a reading of the tenant stopped. No variant carries a token or a URL with its query.
#[derive(Debug, thiserror::Error)]
pub enum MicrosoftError {
    /// There is no token to ask with.
    #[error("a sign-in is needed: {0}")]
    SignInNeeded(#[source] TokenFailure),
    /// A freshly issued token was refused as well (401 twice).
    #[error("{audience} refused a fresh token: {message}")]
    TokenRefused {
        /// Who refused.
        audience: Audience,
        /// Microsoft's words.
        message: String,
        /// Microsoft's id of the request, for its support.
        request_id: Option<String>,
    },
    /// The token was good, but the tenant's rules want more of the person who signed in: a second factor, a newer
    /// sign-in, another place (Microsoft Learn: "Claims challenges, claims requests, and client capabilities").
    #[error("{audience} wants the sign-in to be done again, under conditions that the tenant set meanwhile")]
    ClaimsChallenge {
        /// Who asks for it.
        audience: Audience,
        /// JSON that the next sign-in has to carry as its `claims` parameter.
        claims: String,
        /// Microsoft's id of the request, for its support.
        request_id: Option<String>,
    },
    /// 403: the permission, or with Graph perhaps the administrator's role, does not suffice.
    #[error("reading {what} was refused: {permission} is missing ({code}: {message})")]
    PermissionMissing {
        /// What was being read.
        what: &'static str,
        /// The permission that reading it takes.
        permission: &'static str,
        /// Microsoft's error code.
        code: String,
        /// Microsoft's words.
        message: String,
        /// Microsoft's id of the request, for its support.
        request_id: Option<String>,
    },
    /// The permission is there, but the account has no role with which the command could be run.
    #[error("reading {what} was refused: the account lacks a role with {role} ({message})")]
    RoleMissing {
        /// What was being read.
        what: &'static str,
        /// What the role has to contain.
        role: &'static str,
        /// Microsoft's words.
        message: String,
        /// Microsoft's id of the request, for its support.
        request_id: Option<String>,
    },
    /// 429, 503 and their like, still after the last try.
    #[error("Microsoft is holding requests back (HTTP {status}) while {what} are read")]
    Throttled {
        /// What was being read.
        what: &'static str,
        /// The HTTP status.
        status: u16,
        /// How long Microsoft asks to wait.
        retry_after: Option<Duration>,
        /// Microsoft's id of the request, for its support.
        request_id: Option<String>,
    },
    /// No connection, or no answer in time, still after the last try.
    #[error("{host} cannot be reached")]
    Unreachable {
        /// The host that was asked.
        host: String,
        /// What the network said, without the URL.
        #[source]
        cause: reqwest::Error,
    },
    /// The connection stands, but nothing more comes over it, still after the last try.
    #[error("{host} fell silent: after {received} bytes nothing came for {} seconds", silence.as_secs_f64())]
    Stalled {
        /// The host that was asked.
        host: String,
        /// How many bytes of the answer's body had arrived.
        received: usize,
        /// How long nothing came.
        silence: Duration,
    },
    /// The host could not prove who it is, so that nothing was sent to it.
    #[error("the connection to {host} cannot be trusted: {problem}")]
    Tls {
        /// The host that was asked.
        host: String,
        /// What is wrong.
        problem: TlsProblem,
        /// The TLS library's words, without the URL.
        #[source]
        cause: reqwest::Error,
    },
    /// The proxy that this computer is set to did not let the request through.
    #[error("{host} cannot be reached through the proxy: {problem}")]
    Proxy {
        /// The host that was asked.
        host: String,
        /// What the proxy did.
        problem: ProxyProblem,
        /// What the network said, without the URL; none when the proxy answered in HTTP.
        #[source]
        cause: Option<reqwest::Error>,
    },
    /// This computer's clock is wrong, which makes good tokens and certificates look bad.
    #[error("this computer's clock is {} by the clock of {host}, so that sign-ins and certificates fail", off(*seconds))]
    ClockSkew {
        /// The host whose `Date` it was compared with.
        host: String,
        /// How far this computer's clock is ahead; negative when it is behind.
        seconds: i64,
    },
    /// Something other than JSON came back: a captive portal, a proxy or a filter answered in Microsoft's place.
    #[error("{host} answered with {content_type} (HTTP {status}) in place of data")]
    NotJson {
        /// The host that was asked.
        host: String,
        /// The HTTP status.
        status: u16,
        /// The content type it gave, or "no content type".
        content_type: String,
    },
    /// The answer sends the request elsewhere. A token does not go there.
    #[error("{host} sent the request on to {to} (HTTP {status}), which was not followed")]
    Redirected {
        /// The host that was asked.
        host: String,
        /// The HTTP status.
        status: u16,
        /// The host it names.
        to: String,
    },
    /// The answer ends in its middle, still after the last try.
    #[error("the answer with {what} breaks off after {received} bytes")]
    Truncated {
        /// What was being read.
        what: &'static str,
        /// How many bytes arrived.
        received: usize,
    },
    /// The answer is JSON, but not what the documentation says.
    #[error("the answer with {what} is not what is documented: {at}")]
    UnexpectedShape {
        /// What was being read.
        what: &'static str,
        /// What is wrong with it and where; no value of the answer.
        at: String,
    },
    /// The tenant hides people's names in its reports, so that nobody can be told by them.
    #[error("the tenant conceals the names in {what}")]
    NamesConcealed {
        /// What was being read.
        what: &'static str,
    },
    /// A continuation link names another host. A token does not go there.
    #[error("the answer with {what} continues at {host}, which is not Microsoft's address for it")]
    ForeignLink {
        /// What was being read.
        what: &'static str,
        /// The host that the link names.
        host: String,
    },
    /// A continuation link came back a second time, so the round would never end.
    #[error("the pages with {what} go round in a circle")]
    Circle {
        /// What was being read.
        what: &'static str,
    },
    /// Any other error answer.
    #[error("reading {what} failed (HTTP {status}, {code}): {message}")]
    Graph {
        /// What was being read.
        what: &'static str,
        /// The HTTP status.
        status: u16,
        /// Microsoft's error code, or the name of the HTTP status.
        code: String,
        /// Microsoft's words.
        message: String,
        /// Microsoft's id of the request, for its support.
        request_id: Option<String>,
    },
    /// The receiver of the pages went away.
    #[error("nobody takes the pages of the reading any more")]
    Abandoned,
}

/// "12 minutes ahead", "40 days behind".
fn off(seconds: i64) -> String {
    let (amount, direction) = (seconds.unsigned_abs(), if seconds < 0 { "behind" } else { "ahead" });
    let (number, unit) = match amount {
        0..120 => (amount, "seconds"),
        120..7_200 => (amount / 60, "minutes"),
        7_200..172_800 => (amount / 3_600, "hours"),
        _ => (amount / 86_400, "days"),
    };
    format!("{number} {unit} {direction}")
}
