//! What a failure of the server means, in words.

use std::error::Error;

use tokio_postgres::error::{DbError, SqlState};

use super::{PostgresAddress, wire::Failed};
use crate::{GatewayError, certificate, sql::seam::Fault};

pub(super) fn unreachable(address: &PostgresAddress, cause: &(impl std::fmt::Display + ?Sized)) -> GatewayError {
    GatewayError::Unreachable { gateway: address.to_string(), cause: cause.to_string() }
}

pub(super) fn not_ours(address: &PostgresAddress, cause: &str) -> GatewayError {
    GatewayError::NotOurs { gateway: address.to_string(), cause: cause.to_owned() }
}

/// Whether the connection is of no use any more.
pub(super) fn is_lost(failed: &Failed) -> bool {
    match failed {
        Failed::Told(error) => is_end(error),
        Failed::Silent(_) | Failed::Machine(_) => true,
    }
}

fn is_end(error: &tokio_postgres::Error) -> bool {
    let stopped = [SqlState::ADMIN_SHUTDOWN, SqlState::CRASH_SHUTDOWN];
    match error.as_db_error() {
        Some(answer) => stopped.contains(answer.code()),
        None => error.is_closed() || error.source().is_some_and(|cause| cause.is::<std::io::Error>()),
    }
}

/// What becomes of a transaction in which a statement failed.
pub(super) fn fault(address: &PostgresAddress, failed: &Failed) -> Fault {
    let told = of_connection(address, failed);
    let Failed::Told(error) = failed else { return Fault::Broken(told) };
    let Some(answer) = error.as_db_error().filter(|_| !is_end(error)) else {
        return if is_end(error) { Fault::Again(told) } else { Fault::Broken(told) };
    };
    let others = [
        SqlState::T_R_SERIALIZATION_FAILURE,
        SqlState::T_R_DEADLOCK_DETECTED,
        // Every insertion says what happens to a row that is there: this one came in between.
        SqlState::UNIQUE_VIOLATION,
    ];
    // Class 22: data exception; class 23: integrity constraint violation (PostgreSQL manual, appendix A).
    match answer.code() {
        code if others.contains(code) => Fault::Again(told),
        code if code.code().starts_with("22") || code.code().starts_with("23") => {
            Fault::Refused(answer.message().to_owned())
        }
        _ => Fault::Broken(told),
    }
}

/// Why no connection came about, why it was lost, or what the server cannot do.
pub(super) fn of_connection(address: &PostgresAddress, failed: &Failed) -> GatewayError {
    let gateway = address.to_string();
    let error = match failed {
        Failed::Told(error) => error,
        Failed::Silent(patience) => {
            let seconds = patience.as_secs();
            let cause = format!("the server did not answer for {seconds} seconds; is it frozen or overloaded?");
            return GatewayError::Unreachable { gateway, cause };
        }
        Failed::Machine(error) => return unreachable(address, error),
    };
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
        SqlState::UNDEFINED_TABLE | SqlState::UNDEFINED_COLUMN | SqlState::UNDEFINED_FUNCTION => {
            "the schema tenantry was changed by somebody else"
        }
        _ => return answer.message().to_owned(),
    };
    format!("{meaning} ({})", answer.message())
}

/// The whole chain of causes, since the outermost only says *error connecting to server*.
fn causes(error: &tokio_postgres::Error) -> String {
    if let Some(words) = certificate::complaint(error, "name its file in sslrootcert") {
        return words;
    }
    let mut text = error.to_string();
    let mut next = error.source();
    while let Some(cause) = next {
        let more = cause.to_string();
        if !text.contains(&more) {
            text = format!("{text}: {more}");
        }
        next = cause.source();
    }
    text
}
