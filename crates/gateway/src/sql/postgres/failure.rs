//! What a failure of the server means, in words.

use std::error::Error;

use postgres::error::{DbError, SqlState};
use rustls::CertificateError;

use super::PostgresAddress;
use crate::GatewayError;

pub(super) fn unreachable(address: &PostgresAddress, cause: &(impl std::fmt::Display + ?Sized)) -> GatewayError {
    GatewayError::Unreachable { gateway: address.to_string(), cause: cause.to_string() }
}

/// Why no connection came about, or why it was lost.
pub(super) fn of_opening(address: &PostgresAddress, error: &postgres::Error) -> GatewayError {
    let gateway = address.to_string();
    let Some(answer) = error.as_db_error() else {
        let cause = causes(error);
        // tokio-postgres has no other sign for a server that asks for a password that was not given.
        return if cause.contains("password missing") {
            GatewayError::Credentials { gateway, cause: "the server asks for a password".to_owned() }
        } else {
            GatewayError::Unreachable { gateway, cause }
        };
    };
    let refused =
        [SqlState::INVALID_PASSWORD, SqlState::INVALID_AUTHORIZATION_SPECIFICATION, SqlState::INSUFFICIENT_PRIVILEGE];
    if refused.contains(answer.code()) {
        return GatewayError::Credentials { gateway, cause: answer.message().to_owned() };
    }
    GatewayError::Unreachable { gateway, cause: words(answer) }
}

/// The server's own words, and what they mean where a person could not know.
fn words(answer: &DbError) -> String {
    let meaning = match *answer.code() {
        SqlState::READ_ONLY_SQL_TRANSACTION => {
            "it is a replica or was made read-only; Tenantry has to write to the primary server"
        }
        SqlState::DISK_FULL => "the server's disk is full; nothing of the batch was kept",
        SqlState::TOO_MANY_CONNECTIONS => "the server has no connection left",
        SqlState::ADMIN_SHUTDOWN | SqlState::CRASH_SHUTDOWN => "the server was stopped",
        SqlState::CANNOT_CONNECT_NOW => "the server is starting or stopping",
        SqlState::QUERY_CANCELED => "it took too long",
        _ => return answer.message().to_owned(),
    };
    format!("{meaning} ({})", answer.message())
}

/// The whole chain of causes, since the outermost only says *error connecting to server*.
fn causes(error: &postgres::Error) -> String {
    let mut text = error.to_string();
    let mut next = error.source();
    while let Some(cause) = next {
        if let Some(words) = cause.downcast_ref::<std::io::Error>().and_then(|e| e.get_ref()).and_then(certificate) {
            return format!("{words} ({cause})");
        }
        let more = cause.to_string();
        if !text.contains(&more) {
            text = format!("{text}: {more}");
        }
        next = cause.source();
    }
    text
}

/// What is wrong with the server's certificate.
fn certificate(cause: &(dyn Error + Send + Sync + 'static)) -> Option<&'static str> {
    use CertificateError as Bad;
    let Some(rustls::Error::InvalidCertificate(bad)) = cause.downcast_ref::<rustls::Error>() else { return None };
    Some(match bad {
        Bad::Expired | Bad::ExpiredContext { .. } | Bad::NotValidYet | Bad::NotValidYetContext { .. } => {
            "the server's certificate is not valid at this time; is the clock of this machine right?"
        }
        Bad::NotValidForName | Bad::NotValidForNameContext { .. } => "the server's certificate is for another name",
        Bad::UnknownIssuer => "the server's certificate comes from an unknown authority; name its file in sslrootcert",
        _ => "the server's certificate is not accepted",
    })
}
