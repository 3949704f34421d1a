//! What is wrong with the certificate that a server shows, in words.

use std::{error::Error, io};

use rustls::CertificateError as Bad;

/// Why a connection failed, if for its certificate. `unknown` says what to do about one of an unknown authority.
pub(crate) fn complaint(error: &(dyn Error + 'static), unknown: &str) -> Option<String> {
    let mut next = Some(error);
    while let Some(cause) = next {
        if let Some(tls @ rustls::Error::InvalidCertificate(bad)) = of_tls(cause) {
            return Some(format!("{} ({tls})", words(bad, unknown)));
        }
        next = cause.source();
    }
    None
}

/// Connections hand errors of TLS on inside those of input and output, once or twice, which show only what is behind
/// them.
fn of_tls<'a>(cause: &'a (dyn Error + 'static)) -> Option<&'a rustls::Error> {
    cause.downcast_ref().or_else(|| of_tls(cause.downcast_ref::<io::Error>()?.get_ref()?))
}

fn words(bad: &Bad, unknown: &str) -> String {
    match bad {
        Bad::Expired | Bad::ExpiredContext { .. } | Bad::NotValidYet | Bad::NotValidYetContext { .. } => {
            "the server's certificate is not valid at this time; is the clock of this machine right?".to_owned()
        }
        Bad::NotValidForName | Bad::NotValidForNameContext { .. } => {
            "the server's certificate is for another name".to_owned()
        }
        Bad::UnknownIssuer => format!("the server's certificate comes from an unknown authority; {unknown}"),
        _ => "the server's certificate is not accepted".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(error: rustls::Error) -> Option<String> {
        complaint(&io::Error::other(io::Error::other(error)), "trust it")
    }

    #[test]
    fn b8_a_clock_that_is_off_shows_as_a_certificate_that_is_not_valid_and_is_told_so() {
        for bad in [Bad::Expired, Bad::NotValidYet] {
            assert!(told(rustls::Error::InvalidCertificate(bad)).unwrap().contains("clock"));
        }
        assert!(told(rustls::Error::InvalidCertificate(Bad::UnknownIssuer)).unwrap().contains("; trust it ("));
        assert_eq!(told(rustls::Error::DecryptError), None);
    }
}
