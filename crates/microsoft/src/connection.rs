//! Trouble between this computer and Microsoft, told apart: certificates, proxies and lost connections.

use std::{error::Error, fmt, io};

use rustls::{CertificateError, Error as TlsError};

use crate::MicrosoftError;

/// Why a host was not believed to be itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum TlsProblem {
    /// The certificate was issued by nobody whom this computer trusts.
    UnknownIssuer,
    /// The certificate has run out, by this computer's clock.
    Expired,
    /// The certificate is not valid yet, by this computer's clock.
    NotYetValid,
    /// The certificate is for another name.
    WrongName,
    /// The certificate was taken back.
    Revoked,
    /// What answered does not speak TLS, or none that is still safe.
    NoTls,
    /// Any other fault of the certificate.
    BadCertificate,
}

/// What the proxy did.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum ProxyProblem {
    /// No connection to the proxy itself.
    Unreachable,
    /// It wants a name and a password (HTTP 407).
    SignInWanted,
    /// It answered, but opens no way to this host.
    Refused,
}

impl fmt::Display for TlsProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::UnknownIssuer => "its certificate comes from an issuer that this computer does not know",
            Self::Expired => "its certificate has expired",
            Self::NotYetValid => "its certificate is not valid yet",
            Self::WrongName => "its certificate belongs to another name",
            Self::Revoked => "its certificate was revoked",
            Self::NoTls => "what answers there does not speak TLS as Microsoft does",
            Self::BadCertificate => "its certificate is faulty",
        })
    }
}

impl TlsProblem {
    pub(crate) const fn hints(self) -> &'static [&'static str] {
        const INSPECTION: &str = "Check whether a proxy or a virus scanner inspects connections to this address.";
        match self {
            Self::UnknownIssuer => &[
                "If a proxy or a virus scanner inspects connections, have its root certificate installed on this computer.",
                "If none does, somebody else answers in Microsoft's place: use another network.",
            ],
            Self::Expired | Self::NotYetValid => &["Check this computer's date, time and time zone.", INSPECTION],
            Self::WrongName => &[
                "Open a web page in the browser: a network that asks for a sign-in of its own may stand in between.",
                INSPECTION,
            ],
            Self::Revoked | Self::NoTls | Self::BadCertificate => &[INSPECTION],
        }
    }

    fn of(error: &TlsError) -> Option<Self> {
        use CertificateError as Bad;
        Some(match error {
            TlsError::InvalidCertificate(Bad::UnknownIssuer) => Self::UnknownIssuer,
            TlsError::InvalidCertificate(Bad::Expired | Bad::ExpiredContext { .. }) => Self::Expired,
            TlsError::InvalidCertificate(Bad::NotValidYet | Bad::NotValidYetContext { .. }) => Self::NotYetValid,
            TlsError::InvalidCertificate(Bad::NotValidForName | Bad::NotValidForNameContext { .. }) => Self::WrongName,
            TlsError::InvalidCertificate(Bad::Revoked) => Self::Revoked,
            TlsError::InvalidCertificate(_) | TlsError::NoCertificatesPresented => Self::BadCertificate,
            TlsError::InvalidMessage(_)
            | TlsError::PeerIncompatible(_)
            | TlsError::PeerMisbehaved(_)
            | TlsError::AlertReceived(_) => Self::NoTls,
            _ => return None,
        })
    }
}

impl fmt::Display for ProxyProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Unreachable => "the proxy itself does not answer",
            Self::SignInWanted => "the proxy wants a name and a password",
            Self::Refused => "the proxy refuses to connect to it",
        })
    }
}

impl ProxyProblem {
    pub(crate) const fn hints(self) -> &'static [&'static str] {
        match self {
            Self::Unreachable => &[
                "Check the proxy settings of this computer, and HTTPS_PROXY where it is set.",
                "Check the network connection of this computer.",
            ],
            Self::SignInWanted => &[
                "Have the proxy let this address through without a sign-in.",
                "Give name and password in the proxy's address: HTTPS_PROXY=http://name:password@proxy:port.",
            ],
            Self::Refused => &["Have the proxy let this address through."],
        }
    }

    /// A proxy that restarts, or that finds no way at the moment, does better soon. That it forbids the way cannot be
    /// told from that.
    pub(crate) const fn passes(self) -> bool {
        matches!(self, Self::Unreachable | Self::Refused)
    }

    /// The connector's error for a tunnel has no public type, only words (hyper-util, `proxy::tunnel`).
    fn of(words: &str) -> Option<Self> {
        Some(match words.strip_prefix("tunnel error: ")? {
            "proxy authorization required" => Self::SignInWanted,
            "failed to create underlying connection" => Self::Unreachable,
            _ => Self::Refused,
        })
    }
}

/// Names what kept `cause` from reaching `host`.
pub(crate) fn explain(host: String, cause: reqwest::Error) -> MicrosoftError {
    let (tls, proxy) = chain(&cause).fold((None, None), |(tls, proxy), error| {
        (tls.or_else(|| tls_problem(error)), proxy.or_else(|| ProxyProblem::of(&error.to_string())))
    });
    let cause = cause.without_url();
    match (tls, proxy) {
        (Some(problem), _) => MicrosoftError::Tls { host, problem, cause },
        (None, Some(problem)) => MicrosoftError::Proxy { host, problem, cause: Some(cause) },
        (None, None) => MicrosoftError::Unreachable { host, cause },
    }
}

/// Whether a body could not be decompressed although all of it came.
pub(crate) fn is_garbled(error: &reqwest::Error) -> bool {
    let ended = |error: &(dyn Error + 'static)| {
        error.downcast_ref::<io::Error>().is_some_and(|error| error.kind() == io::ErrorKind::UnexpectedEof)
    };
    error.is_decode() && !chain(error).any(ended)
}

fn chain<'a>(error: &'a (dyn Error + 'static)) -> impl Iterator<Item = &'a (dyn Error + 'static)> {
    std::iter::successors(Some(error), |error| -> Option<&'a (dyn Error + 'static)> { (*error).source() })
}

/// An [`io::Error`] keeps what it wraps out of the chain of sources, also when it wraps another one.
fn tls_problem(error: &(dyn Error + 'static)) -> Option<TlsProblem> {
    if let Some(error) = error.downcast_ref::<TlsError>() {
        return TlsProblem::of(error);
    }
    let wrapped: &(dyn Error + 'static) = error.downcast_ref::<io::Error>()?.get_ref()?;
    tls_problem(wrapped)
}
