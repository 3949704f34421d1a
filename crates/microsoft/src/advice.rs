//! What every error is called, whether it may pass, and what a person can do about it.

use crate::MicrosoftError;

impl MicrosoftError {
    /// A name for the kind of error, kept stable.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::SignInNeeded(_) => "sign-in-needed",
            Self::TokenRefused { .. } => "token-refused",
            Self::ClaimsChallenge { .. } => "claims-challenge",
            Self::PermissionMissing { .. } => "permission-missing",
            Self::RoleMissing { .. } => "role-missing",
            Self::Throttled { .. } => "throttled",
            Self::Unreachable { .. } => "unreachable",
            Self::Stalled { .. } => "stalled",
            Self::Tls { .. } => "tls",
            Self::Proxy { .. } => "proxy",
            Self::ClockSkew { .. } => "clock-skew",
            Self::NotJson { .. } => "not-json",
            Self::Redirected { .. } => "redirected",
            Self::Truncated { .. } => "truncated",
            Self::UnexpectedShape { .. } => "unexpected-shape",
            Self::NamesConcealed { .. } => "names-concealed",
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
            | Self::ClaimsChallenge { request_id, .. }
            | Self::PermissionMissing { request_id, .. }
            | Self::RoleMissing { request_id, .. }
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
            Self::ClaimsChallenge { .. } => &["Sign in to the tenant again; Microsoft will ask for what is missing."],
            Self::RoleMissing { .. } => &[
                "Sign in with an account that has the role Global Reader or Exchange Administrator.",
                "Have an administrator of the tenant give the role to this account.",
            ],
            Self::Throttled { .. } => &["Nothing is lost. Try again in some minutes."],
            Self::Unreachable { .. } => &[
                "Check the network connection of this computer.",
                "Check that the firewall and the proxy let this address through.",
            ],
            Self::Stalled { .. } => &[
                "Nothing is lost. Try again; if it stays so, check the network connection of this computer.",
                "Check that the firewall and the proxy do not cut long connections to this address.",
            ],
            Self::Tls { problem, .. } => problem.hints(),
            Self::Proxy { problem, .. } => problem.hints(),
            Self::ClockSkew { .. } => &["Set this computer's date, time and time zone right, then try again."],
            Self::NamesConcealed { .. } => {
                &["An administrator can show the names: Microsoft 365 admin center, Settings, Org settings, Reports."]
            }
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

    /// Whether the same request may succeed a moment later. It was tried several times already.
    #[must_use]
    pub const fn passes(&self) -> bool {
        match self {
            Self::Throttled { .. } | Self::Unreachable { .. } | Self::Truncated { .. } | Self::Stalled { .. } => true,
            Self::Proxy { problem, .. } => problem.passes(),
            // What a gateway in front of Graph says when what is behind it did not answer.
            Self::Graph { status, .. } => matches!(status, 408 | 502 | 504),
            _ => false,
        }
    }

    /// Whether what was asked for is not there (any more).
    #[must_use]
    pub const fn is_not_found(&self) -> bool {
        matches!(self, Self::Graph { status: 404, .. })
    }

    /// Whether one message or folder is not there (any more). Every other 404 is about its mailbox, which is away for a
    /// while when it is moved or restored (`MailboxNotEnabledForRESTAPI`), or about an id that is none.
    #[must_use]
    pub fn is_item_gone(&self) -> bool {
        matches!(self, Self::Graph { status: 404, code, .. } if code == "ErrorItemNotFound" || code == "ErrorFolderNotFound")
    }

    /// Whether a link of [`crate::mail::Mail::list`] is no longer honoured, so that the folder has to be listed anew.
    #[must_use]
    pub fn is_link_expired(&self) -> bool {
        self.is_expired_link(true)
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

#[cfg(test)]
mod tests;
