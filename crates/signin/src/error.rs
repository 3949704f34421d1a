//! Everything that can go wrong in sign-in, each with its code, its words and its next action.

use std::time::Duration;

use crate::AccessToken;
use crate::known::RefusalKind;
use crate::refusal::Refusal;
use crate::tls::TlsFault;
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
    /// The approval for the whole tenant was declined.
    #[error("{0}")]
    ApprovalRefused(Box<Refusal>),
    #[error("The proof of identity belongs to another sign-in (nonce).")]
    NonceMismatch,
    #[error("The proof of identity was issued for another app ({got}).")]
    AudienceMismatch { got: String },
    #[error("The proof of identity was issued by {got}, expected was {expected}.")]
    IssuerMismatch { expected: String, got: String },
    #[error("The signature of the proof of identity is not valid: {reason}.")]
    SignatureInvalid { reason: String },
    #[error("The proof of identity names no tenant, so it cannot be told whose it is.")]
    NoTenantNamed,
    /// Positive: it ended so long ago. Negative: it begins that much later.
    #[error("By this computer's clock, the proof of identity {}.", ended(*.seconds))]
    IdTokenExpired { seconds: i64 },
    /// Positive: this computer is ahead of Microsoft's clock. Negative: behind it.
    #[error("The clock of this computer is {} Microsoft's ({host}).", apart(*.seconds))]
    ClockSkew { host: String, seconds: i64 },
    #[error("The sign-in code expired before it was used.")]
    CodeExpired(Box<Refusal>),
    /// Nobody finished the sign-in on the other device in time.
    #[error("The code for the other device was not used within {} minutes.", minutes(.after))]
    DeviceCodeExpired { after: Duration },
    #[error("The sign-in was declined on the other device.")]
    DeviceDeclined(Box<Refusal>),
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
    /// The connection could not be made safe.
    #[error("{host} could not be trusted: {fault}.")]
    Tls { host: String, fault: TlsFault },
    #[error("The proxy of this network lets nothing through to {host} without a user name and password.")]
    Proxy { host: String },
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
    /// The application has no key on this computer.
    #[error("There is no key of the application on this computer.")]
    NoAppKey,
    #[error("The key of the application cannot be made or used: {reason}.")]
    AppKey { reason: String },
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
            Self::ApprovalRefused(_) => "approval-refused",
            Self::NonceMismatch => "nonce-mismatch",
            Self::AudienceMismatch { .. } => "audience-mismatch",
            Self::IssuerMismatch { .. } => "issuer-mismatch",
            Self::SignatureInvalid { .. } => "signature-invalid",
            Self::NoTenantNamed => "no-tenant-named",
            Self::IdTokenExpired { .. } => "id-token-expired",
            Self::ClockSkew { .. } => "clock-skew",
            Self::CodeExpired(_) => "code-expired",
            Self::DeviceCodeExpired { .. } => "device-code-expired",
            Self::DeviceDeclined(_) => "device-declined",
            Self::PortOccupied { .. } => "port-occupied",
            Self::NoLoopback { .. } => "no-loopback",
            Self::TenantNotFound { .. } => "tenant-not-found",
            Self::NotADomain { .. } => "not-a-domain",
            Self::WrongTenant { .. } => "wrong-tenant",
            Self::Microsoft(refusal) => refusal.kind.code(),
            Self::InsecureAuthority { .. } => "insecure-authority",
            Self::Network { .. } => "network",
            Self::Tls { fault, .. } => fault.code(),
            Self::Proxy { .. } => "proxy-refused",
            Self::Busy { .. } => "microsoft-busy",
            Self::UnexpectedAnswer { .. } => "unexpected-answer",
            Self::Vault(vault) => vault.code(),
            Self::NotSignedIn => "not-signed-in",
            Self::NoAppKey => "no-app-key",
            Self::AppKey { .. } => "app-key",
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
                "If it said that an administrator must approve, have one approve Tenantry for the tenant first.",
                "If the browser said that it cannot reach localhost, allow it in the firewall or proxy settings, or sign in with a code on another device.",
            ],
            Self::StateMismatch { .. } => &[
                "Close other sign-in tabs, then sign in again.",
                "If it comes back, another program may be answering in the browser's place.",
            ],
            Self::NonceMismatch => &["Close other sign-in tabs, then sign in again."],
            Self::AudienceMismatch { .. } => &["Check the client id in the registration guide."],
            Self::NoTenantNamed => &[
                "Nothing was stored. Sign in with a work account of this client, not with a personal one.",
                "If it comes back, send the diagnostics to support.",
            ],
            Self::IssuerMismatch { .. } | Self::SignatureInvalid { .. } => &[
                "Nothing was stored. Sign in again from a network you trust.",
                "If it comes back, send the diagnostics to support.",
            ],
            Self::IdTokenExpired { .. } | Self::ClockSkew { .. } => {
                &["Set this computer's date, time and time zone, then sign in again."]
            }
            Self::ApprovalRefused(_) => &[
                "Ask for the approval again; an administrator accepts it on Microsoft's page.",
                "Or sign in without it, with an account that may approve for itself.",
            ],
            Self::CodeExpired(_) => &["Sign in again and finish within ten minutes."],
            Self::DeviceCodeExpired { .. } => &["Start again, and type the new code on the other device at once."],
            Self::DeviceDeclined(_) => {
                &["Start again, and choose Continue on the other device when it asks about Tenantry."]
            }
            Self::PortOccupied { .. } => &["Close the program that uses this port, or let Tenantry choose a free one."],
            Self::NoLoopback { .. } => &["Allow Tenantry to listen on this computer only (127.0.0.1)."],
            Self::TenantNotFound { .. } => &[
                "Check the spelling. Any verified domain of the client will do.",
                "Every Microsoft cloud was asked, those of governments and of China too.",
            ],
            Self::NotADomain { .. } => &["Type a domain such as client.example, or the tenant id."],
            Self::WrongTenant { .. } => &[
                "Nothing was stored. Sign in with an account of this client.",
                "If the client moved to another tenant, add it as a new client.",
            ],
            Self::InsecureAuthority { .. } => &["Use an address that starts with https."],
            Self::Network { .. } => &["Check the network, the proxy and the firewall. Then try again."],
            Self::Tls { fault, .. } => return fault.hints(),
            Self::Proxy { .. } => &[
                "Set the proxy with its user name and password in the system's settings, or in HTTPS_PROXY.",
                "Or have the proxy let Microsoft's sign-in hosts through.",
            ],
            Self::Busy { .. } => &["Wait a minute, then try again."],
            Self::UnexpectedAnswer { .. } => {
                &["A proxy or a sign-in page of the network may have answered. Check it, then try again."]
            }
            Self::NotSignedIn => &["Sign in to this client."],
            Self::NoAppKey | Self::AppKey { .. } => &[
                "Make a new certificate for the application and register it; the key never leaves the computer it was made on.",
            ],
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
            Self::ConsentRefused(r)
            | Self::ApprovalRefused(r)
            | Self::CodeExpired(r)
            | Self::DeviceDeclined(r)
            | Self::Microsoft(r)
            | Self::Revoked { refusal: r } => Some(r),
            _ => None,
        }
    }

    /// What a new sign-in must bring along ([`crate::SignInRequest::claims`]), where Microsoft said so.
    pub fn claims(&self) -> Option<&str> {
        self.refusal()?.claims.as_deref()
    }

    /// The same request may succeed later without a person.
    pub fn is_transient(&self) -> bool {
        match self {
            Self::Network { .. } | Self::Busy { .. } => true,
            Self::Microsoft(r) => matches!(
                r.kind,
                RefusalKind::Unavailable
                    | RefusalKind::ServiceBeingCreated
                    | RefusalKind::CertificateNotReady
                    | RefusalKind::TooManyRequests
            ),
            _ => false,
        }
    }

    /// Only a person who signs in again can help (M4: *Re-authorise*).
    pub fn needs_sign_in(&self) -> bool {
        match self {
            Self::NotSignedIn | Self::Revoked { .. } => true,
            Self::Microsoft(_) => !self.is_transient(),
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

/// A span in words: whole minutes, from two hours on hours, from two days on days.
fn span(seconds: i64) -> String {
    let minutes = seconds.unsigned_abs().div_ceil(60);
    match minutes {
        1 => "1 minute".to_owned(),
        0..120 => format!("{minutes} minutes"),
        120..2880 => format!("{} hours", minutes / 60),
        _ => format!("{} days", minutes / 1440),
    }
}

fn ended(seconds: i64) -> String {
    match seconds {
        0.. => format!("ended {} ago", span(seconds)),
        _ => format!("begins only in {}", span(seconds)),
    }
}

fn apart(seconds: i64) -> String {
    match seconds {
        0.. => format!("{} ahead of", span(seconds)),
        _ => format!("{} behind", span(seconds)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn m7_a_wrong_clock_is_told_with_its_direction_and_its_minutes() {
        let told = |seconds| SignInError::ClockSkew { host: "h".into(), seconds }.to_string();
        assert!(told(601).contains("11 minutes ahead of"), "{}", told(601));
        assert!(told(-301).contains("6 minutes behind"), "{}", told(-301));
        assert!(told(7200).contains("2 hours ahead"), "{}", told(7200));
        assert!(told(-40 * 86_400).contains("40 days behind"), "{}", told(-40 * 86_400));
        assert!(told(i64::MIN).contains("behind"));
        let token = |seconds| SignInError::IdTokenExpired { seconds }.to_string();
        assert!(token(400).ends_with("ended 7 minutes ago."), "{}", token(400));
        assert!(token(-400).ends_with("begins only in 7 minutes."), "{}", token(-400));
    }
}
