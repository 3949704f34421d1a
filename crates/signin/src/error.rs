//! Everything that can go wrong in sign-in, each with its code, its words and its next action.

use std::time::Duration;

use crate::AccessToken;
use crate::known::RefusalKind;
use crate::refusal::Refusal;
use crate::vault::VaultError;

/// What went wrong. No variant carries a code, a token, a verifier or a passphrase.
#[derive(Debug, thiserror::Error)]
pub enum SignInError {
    #[error("The sign-in was cancelled.")]
    Cancelled,
    #[error("The browser did not come back within {} minutes.", minutes(.after))]
    TimedOut { after: Duration },
    /// Answers that did not belong to this sign-in arrived, and the right one never did.
    #[error("The browser returned an answer that does not belong to this sign-in ({refused} refused).")]
    StateMismatch { refused: u32 },
    #[error("{0}")]
    ConsentRefused(Box<Refusal>),
    #[error("The proof of identity belongs to another sign-in (nonce).")]
    NonceMismatch,
    #[error("The proof of identity was issued for another app ({got}).")]
    AudienceMismatch { got: String },
    #[error("The proof of identity was issued by {got}, expected was {expected}.")]
    IssuerMismatch { expected: String, got: String },
    #[error("The signature of the proof of identity is not valid: {reason}.")]
    SignatureInvalid { reason: String },
    #[error("The proof of identity is not valid at this time ({seconds} seconds off).")]
    IdTokenExpired { seconds: i64 },
    #[error("The sign-in code expired before it was used.")]
    CodeExpired(Box<Refusal>),
    #[error("Port {port} on this computer is in use.")]
    PortOccupied { port: u16 },
    #[error("No address of this computer could be opened for the browser to return to: {reason}.")]
    NoLoopback { reason: String },
    #[error("There is no Microsoft 365 tenant for {query}.")]
    TenantNotFound { query: String },
    #[error("{query} is neither a domain nor a tenant id.")]
    NotADomain { query: String },
    #[error("{account} belongs to tenant {got}, this client is tenant {expected}.")]
    WrongTenant {
        expected: String,
        got: String,
        account: String,
        /// Good for asking the other tenant its name, and for nothing else.
        access: Option<Box<AccessToken>>,
    },
    #[error("{0}")]
    Microsoft(Box<Refusal>),
    #[error("{url} is not encrypted, so nothing was sent to it.")]
    InsecureAuthority { url: String },
    #[error("{host} could not be reached: {reason}.")]
    Network { host: String, reason: String },
    #[error("{host} is busy (status {status}).")]
    Busy {
        host: String,
        status: u16,
        /// Seconds to wait, where the answer says so.
        retry_after: Option<u64>,
    },
    #[error("{host} gave an answer that makes no sense: {reason}.")]
    UnexpectedAnswer { host: String, reason: String },
    #[error(transparent)]
    Vault(#[from] VaultError),
    #[error("This client is not signed in.")]
    NotSignedIn,
    #[error("The sign-in of this client has ended. {refusal}")]
    Revoked { refusal: Box<Refusal> },
}

impl SignInError {
    /// The stable code of this error.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Cancelled => "cancelled",
            Self::TimedOut { .. } => "timed-out",
            Self::StateMismatch { .. } => "state-mismatch",
            Self::ConsentRefused(_) => "consent-refused",
            Self::NonceMismatch => "nonce-mismatch",
            Self::AudienceMismatch { .. } => "audience-mismatch",
            Self::IssuerMismatch { .. } => "issuer-mismatch",
            Self::SignatureInvalid { .. } => "signature-invalid",
            Self::IdTokenExpired { .. } => "id-token-expired",
            Self::CodeExpired(_) => "code-expired",
            Self::PortOccupied { .. } => "port-occupied",
            Self::NoLoopback { .. } => "no-loopback",
            Self::TenantNotFound { .. } => "tenant-not-found",
            Self::NotADomain { .. } => "not-a-domain",
            Self::WrongTenant { .. } => "wrong-tenant",
            Self::Microsoft(refusal) => refusal.kind.code(),
            Self::InsecureAuthority { .. } => "insecure-authority",
            Self::Network { .. } => "network",
            Self::Busy { .. } => "microsoft-busy",
            Self::UnexpectedAnswer { .. } => "unexpected-answer",
            Self::Vault(vault) => vault.code(),
            Self::NotSignedIn => "not-signed-in",
            Self::Revoked { .. } => "sign-in-ended",
        }
    }

    /// What the technician can do, most likely first.
    pub fn hints(&self) -> Vec<String> {
        let words: &[&str] = match self {
            Self::Cancelled => &["Nothing was changed. Sign in when you are ready."],
            Self::TimedOut { .. } => &[
                "Sign in again and finish in the browser window that opens.",
                "If the browser showed an error, it stays there: its AADSTS number names the cause.",
                "If the browser said that it cannot reach localhost, allow it in the firewall or proxy settings.",
            ],
            Self::StateMismatch { .. } => &[
                "Close other sign-in tabs, then sign in again.",
                "If it comes back, another program may be answering in the browser's place.",
            ],
            Self::NonceMismatch => &["Close other sign-in tabs, then sign in again."],
            Self::AudienceMismatch { .. } => &["Check the client id under Settings."],
            Self::IssuerMismatch { .. } | Self::SignatureInvalid { .. } => &[
                "Nothing was stored. Sign in again from a network you trust.",
                "If it comes back, send the diagnostics to support.",
            ],
            Self::IdTokenExpired { .. } => &["Set this computer's date, time and time zone, then sign in again."],
            Self::CodeExpired(_) => &["Sign in again and finish within ten minutes."],
            Self::PortOccupied { .. } => &["Close the program that uses this port, or let Tenantry choose a free one."],
            Self::NoLoopback { .. } => &["Allow Tenantry to listen on this computer only (127.0.0.1)."],
            Self::TenantNotFound { .. } => &[
                "Check the spelling. Any verified domain of the client will do.",
                "If the client is in a government or China cloud, choose that cloud.",
            ],
            Self::NotADomain { .. } => &["Type a domain such as client.example, or the tenant id."],
            Self::WrongTenant { .. } => &[
                "Nothing was stored. Sign in with an account of this client.",
                "If the client moved to another tenant, add it as a new client.",
            ],
            Self::InsecureAuthority { .. } => &["Use an address that starts with https."],
            Self::Network { .. } => &["Check the network, the proxy and the firewall. Then try again."],
            Self::Busy { .. } => &["Wait a minute, then try again."],
            Self::UnexpectedAnswer { .. } => {
                &["A proxy or a sign-in page of the network may have answered. Check it, then try again."]
            }
            Self::NotSignedIn => &["Sign in to this client."],
            Self::ConsentRefused(r) | Self::Microsoft(r) | Self::Revoked { refusal: r } => {
                return vec![r.next().to_owned()];
            }
            Self::Vault(vault) => return vec![vault.hint().to_owned()],
        };
        words.iter().map(|&w| w.to_owned()).collect()
    }

    /// What Microsoft said, where it said something.
    pub fn refusal(&self) -> Option<&Refusal> {
        match self {
            Self::ConsentRefused(r) | Self::CodeExpired(r) | Self::Microsoft(r) | Self::Revoked { refusal: r } => {
                Some(r)
            }
            _ => None,
        }
    }

    /// The same request may succeed later without a person.
    pub fn is_transient(&self) -> bool {
        match self {
            Self::Network { .. } | Self::Busy { .. } => true,
            Self::Microsoft(r) => matches!(
                r.kind,
                RefusalKind::Unavailable | RefusalKind::ServiceBeingCreated | RefusalKind::CertificateNotReady
            ),
            _ => false,
        }
    }

    /// Only a person who signs in again can help (M4: *Re-authorise*).
    pub fn needs_sign_in(&self) -> bool {
        match self {
            Self::NotSignedIn | Self::Revoked { .. } => true,
            Self::Microsoft(r) => !self.is_transient() && r.kind != RefusalKind::TooManyRequests,
            _ => false,
        }
    }
}

/// R11: refuses an account of another tenant than the one that was pinned. GUIDs in any case.
pub fn check_tenant(expected: &str, got: &str, account: &str) -> Result<(), SignInError> {
    if expected.eq_ignore_ascii_case(got) {
        return Ok(());
    }
    Err(SignInError::WrongTenant {
        expected: expected.to_ascii_lowercase(),
        got: crate::text::shown(&got.to_ascii_lowercase()),
        account: crate::text::shown(account),
        access: None,
    })
}

fn minutes(after: &Duration) -> u64 {
    after.as_secs().div_ceil(60)
}
