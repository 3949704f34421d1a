//! Why a connection came to nothing: the cause inside a network error, named.

use std::error::Error;

use rustls::CertificateError;

use crate::error::SignInError;
use crate::text::{causes, shown};

/// What is wrong with the other side's certificate, or with the encryption itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TlsFault {
    UnknownIssuer,
    Expired,
    NotYetValid,
    WrongName,
    Revoked,
    /// Anything else, in the library's words.
    Other(String),
}

impl TlsFault {
    pub(crate) fn code(&self) -> &'static str {
        match self {
            Self::UnknownIssuer => "certificate-unknown-issuer",
            Self::Expired => "certificate-expired",
            Self::NotYetValid => "certificate-not-yet-valid",
            Self::WrongName => "certificate-wrong-name",
            Self::Revoked => "certificate-revoked",
            Self::Other(_) => "tls-failed",
        }
    }

    pub(crate) fn hints(&self) -> Vec<String> {
        let words: &[&str] = match self {
            Self::UnknownIssuer => &[
                "A proxy or security product opens encrypted connections here: have its certificate installed in this computer's certificate store.",
                "Or have it leave Microsoft's sign-in hosts alone.",
            ],
            Self::Expired | Self::NotYetValid => &[
                "Set this computer's date, time and time zone, then try again.",
                "If they are right, a proxy answers with a certificate of its own: ask who runs it.",
            ],
            Self::WrongName => &[
                "A proxy or a sign-in page of the network answered in Microsoft's place. Sign in to the network, then try again.",
            ],
            Self::Revoked => &["Use another network. Something answers in Microsoft's place."],
            Self::Other(_) => &["Check the proxy and the firewall. Then try again."],
        };
        words.iter().map(|&w| w.to_owned()).collect()
    }
}

impl std::fmt::Display for TlsFault {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::UnknownIssuer => "this computer does not know who issued its certificate",
            Self::Expired => "its certificate has expired",
            Self::NotYetValid => "its certificate is not valid yet",
            Self::WrongName => "its certificate belongs to another name",
            Self::Revoked => "its certificate was revoked",
            Self::Other(reason) => reason,
        })
    }
}

impl From<&rustls::Error> for TlsFault {
    fn from(error: &rustls::Error) -> Self {
        use CertificateError as C;
        match error {
            rustls::Error::InvalidCertificate(certificate) => match certificate {
                C::UnknownIssuer => Self::UnknownIssuer,
                C::Expired | C::ExpiredContext { .. } => Self::Expired,
                C::NotValidYet | C::NotValidYetContext { .. } => Self::NotYetValid,
                C::NotValidForName | C::NotValidForNameContext { .. } => Self::WrongName,
                C::Revoked => Self::Revoked,
                _ => Self::Other(shown(&error.to_string())),
            },
            _ => Self::Other(shown(&error.to_string())),
        }
    }
}

/// The error of a request to `host` that got no answer.
pub(crate) fn unanswered(host: String, error: &(dyn Error + 'static)) -> SignInError {
    if let Some(fault) = find(error, &|e| e.downcast_ref::<rustls::Error>().map(TlsFault::from)) {
        return SignInError::Tls { host, fault };
    }
    // The tunnel's error is private to its library; its words are all that is told (status 407).
    let proxy = find(error, &|e| e.to_string().ends_with("proxy authorization required").then_some(()));
    match proxy {
        Some(()) => SignInError::Proxy { host },
        None => SignInError::Network { host, reason: causes(error) },
    }
}

/// The first in the chain of causes that `pick` takes.
fn find<T>(error: &(dyn Error + 'static), pick: &dyn Fn(&(dyn Error + 'static)) -> Option<T>) -> Option<T> {
    let mut next = Some(error);
    while let Some(cause) = next {
        if let Some(found) = pick(cause) {
            return Some(found);
        }
        // An I/O error hides the error it was made of from the chain.
        let inner = cause.downcast_ref::<std::io::Error>().and_then(std::io::Error::get_ref);
        if let Some(found) = inner.and_then(|inner| find(inner, pick)) {
            return Some(found);
        }
        next = cause.source();
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn m7_each_fault_of_a_certificate_has_its_own_code_and_hint() {
        use CertificateError as C;
        let codes: std::collections::BTreeSet<_> =
            [C::UnknownIssuer, C::Expired, C::NotValidYet, C::NotValidForName, C::Revoked, C::BadEncoding]
                .map(|certificate| {
                    let io = std::io::Error::other(rustls::Error::InvalidCertificate(certificate));
                    let error = unanswered("login.example".into(), &io);
                    assert!(matches!(error, SignInError::Tls { .. }), "{error}");
                    assert!(!error.hints().is_empty());
                    assert!(!error.is_transient());
                    error.code()
                })
                .into();
        assert_eq!(codes.len(), 6);
        assert!(codes.contains("tls-failed") && codes.contains("certificate-not-yet-valid"));
    }

    #[test]
    fn an_error_without_a_known_cause_is_the_network() {
        let error = unanswered("login.example".into(), &std::io::Error::other("no route"));
        assert!(matches!(&error, SignInError::Network { reason, .. } if reason == "no route"), "{error}");
    }
}
