//! Everything that can go wrong while a tenant is read, named by what happened.

use std::time::Duration;

use crate::{Audience, TokenFailure};

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
    /// 403: the permission or the administrator's role does not suffice.
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

impl MicrosoftError {
    /// A name for the kind of error, kept stable.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::SignInNeeded(_) => "sign-in-needed",
            Self::TokenRefused { .. } => "token-refused",
            Self::PermissionMissing { .. } => "permission-missing",
            Self::Throttled { .. } => "throttled",
            Self::Unreachable { .. } => "unreachable",
            Self::NotJson { .. } => "not-json",
            Self::Redirected { .. } => "redirected",
            Self::Truncated { .. } => "truncated",
            Self::UnexpectedShape { .. } => "unexpected-shape",
            Self::ForeignLink { .. } => "foreign-link",
            Self::Circle { .. } => "circle",
            Self::Graph { .. } => "microsoft-error",
            Self::Abandoned => "abandoned",
        }
    }

    /// Microsoft's id of the failed request, for its support.
    #[must_use]
    pub fn request_id(&self) -> Option<&str> {
        match self {
            Self::TokenRefused { request_id, .. }
            | Self::PermissionMissing { request_id, .. }
            | Self::Throttled { request_id, .. }
            | Self::Graph { request_id, .. } => request_id.as_deref(),
            _ => None,
        }
    }

    /// What the person can do about it, most promising first.
    #[must_use]
    pub fn hints(&self) -> Vec<String> {
        let advice: &[&str] = match self {
            Self::SignInNeeded(_) | Self::TokenRefused { .. } => &["Sign in to the tenant again."],
            Self::PermissionMissing { .. } => &[
                "Have an administrator of the tenant grant the permission.",
                "Sign in with an account that has the role Global Reader or Exchange Administrator.",
            ],
            Self::Throttled { .. } => &["Nothing is lost. Try again in some minutes."],
            Self::Unreachable { .. } => &[
                "Check the network connection of this computer.",
                "Check that the firewall and the proxy let this address through.",
            ],
            Self::NotJson { .. } | Self::Redirected { .. } => &[
                "Open a web page in the browser: a network that asks for a sign-in of its own may stand in between.",
                "Check that no proxy or filter inspects connections to this address.",
            ],
            Self::Truncated { .. } => &["Nothing is lost. Try again; if it stays so, check the network connection."],
            Self::UnexpectedShape { .. } | Self::Circle { .. } | Self::ForeignLink { .. } => {
                &["Nothing was changed. Send the diagnostics to support if it happens again."]
            }
            Self::Graph { .. } => &["Try again. If it stays so, give the request id to Microsoft's support."],
            Self::Abandoned => &[],
        };
        let id = self.request_id().map(|id| format!("Microsoft's request id: {id}"));
        advice.iter().map(|&text| text.to_owned()).chain(id).collect()
    }

    /// Whether the same request may succeed a moment later.
    pub(crate) const fn passes(&self) -> bool {
        match self {
            Self::Throttled { .. } | Self::Unreachable { .. } | Self::Truncated { .. } => true,
            // What a gateway in front of Graph says when what is behind it did not answer.
            Self::Graph { status, .. } => matches!(status, 408 | 502 | 504),
            _ => false,
        }
    }

    /// Whether a delta or next link is no longer honoured, so that the resource has to be read anew.
    ///
    /// 410 is the documented answer; other codes of an expired token come with other 4xx (Microsoft Learn:
    /// "Use delta query to track changes", synchronisation reset). A `stored` link is opaque and sent unchanged, so a
    /// 400 to it can only mean that Graph does not take it any more.
    pub(crate) fn is_expired_link(&self, stored: bool) -> bool {
        let codes = ["syncstatenotfound", "syncstateinvalid", "resyncrequired", "directory_expiredpagetoken"];
        match self {
            Self::Graph { status, code, .. } => {
                *status == 410 || (stored && *status == 400) || codes.contains(&code.to_ascii_lowercase().as_str())
            }
            _ => false,
        }
    }
}
