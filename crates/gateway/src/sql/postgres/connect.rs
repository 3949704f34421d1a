//! A connection to the server, with TLS that is verified.

use std::{error::Error, sync::Arc, time::Duration};

use rustls::{
    ClientConfig, RootCertStore,
    pki_types::{CertificateDer, pem::PemObject as _},
};
use rustls_platform_verifier::BuilderVerifierExt as _;
use secrecy::ExposeSecret as _;
use tokio_postgres::{Config, NoTls, config::SslMode};
use tokio_postgres_rustls::MakeRustlsConnect;

use super::{
    PostgresAddress,
    address::{Place, Tls},
    failure,
    wire::Wire,
};
use crate::{Credentials, GatewayError};

const CONNECT: Duration = Duration::from_secs(10);
/// From the first packet to a session: a frozen server's system takes connections that nobody greets.
pub(super) const GREETING: Duration = Duration::from_secs(20);
/// What was sent and is not acknowledged for so long went into a dead connection.
const UNANSWERED: Duration = Duration::from_secs(30);
/// Nobody waits for ever. The server keeps the plans by which it looks for what a row refers to: they go by keys also when
/// they were made while a table was empty.
const SESSION: &str = "SET search_path = tenantry, pg_catalog; SET client_encoding = 'UTF8'; \
     SET standard_conforming_strings = on; SET lock_timeout = '10s'; SET statement_timeout = '5min'; \
     SET idle_in_transaction_session_timeout = '1min'; SET synchronous_commit = on; \
     SET enable_seqscan = off; SET jit = off;";

/// Connects and prepares the session.
pub(super) fn connect(
    address: &PostgresAddress,
    credentials: &Credentials,
    client: &str,
    patience: Duration,
) -> Result<Wire, GatewayError> {
    let mut config = Config::new();
    match address.place() {
        Place::Host(host) => config.host(host),
        Place::Socket(folder) => config.host_path(folder),
    };
    let user = Some(credentials.user.as_str()).filter(|user| !user.is_empty()).or(address.user());
    config.port(address.port()).dbname(address.database()).connect_timeout(CONNECT).tcp_user_timeout(UNANSWERED);
    config.application_name(application(client)).user(user.unwrap_or("tenantry"));
    let password = credentials.password.expose_secret();
    if !password.is_empty() {
        config.password(password);
    }
    let encrypt = match address.tls() {
        Tls::Off => None,
        Tls::Verified(root) => Some(tls(root.as_deref()).map_err(|e| failure::unreachable(address, &*e))?),
    };
    config.ssl_mode(if encrypt.is_some() { SslMode::Require } else { SslMode::Disable });
    let connected = Wire::new(patience, async {
        Ok(match encrypt {
            None => {
                let (client, connection) = config.connect(NoTls).await?;
                (client, Box::pin(connection) as _)
            }
            Some(tls) => {
                let (client, connection) = config.connect(MakeRustlsConnect::new(tls)).await?;
                (client, Box::pin(connection) as _)
            }
        })
    });
    let session = connected.and_then(|mut wire| {
        wire.ask(patience, async |client| client.batch_execute(SESSION).await)?;
        Ok(wire)
    });
    session.map_err(|failed| failure::of_connection(address, &failed))
}

/// Who holds a lock is told by this name; the server keeps 63 bytes of it.
fn application(client: &str) -> String {
    let host = whoami::hostname().unwrap_or_default();
    let mut name = format!("Tenantry on {host} for {client}");
    while name.len() > 63 {
        name.pop();
    }
    name
}

fn tls(root: Option<&std::path::Path>) -> Result<ClientConfig, Box<dyn Error>> {
    let builder = ClientConfig::builder_with_provider(Arc::new(rustls::crypto::aws_lc_rs::default_provider()))
        .with_safe_default_protocol_versions()?;
    let Some(path) = root else { return Ok(builder.with_platform_verifier()?.with_no_client_auth()) };
    let mut roots = RootCertStore::empty();
    let named = |cause: &dyn Error| format!("{}: {cause}", path.display());
    for certificate in CertificateDer::pem_file_iter(path).map_err(|e| named(&e))? {
        roots.add(certificate.map_err(|e| named(&e))?).map_err(|e| named(&e))?;
    }
    if roots.is_empty() {
        return Err(format!("{} has no certificate", path.display()).into());
    }
    Ok(builder.with_root_certificates(roots).with_no_client_auth())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A system takes connections for a program that is frozen, or that speaks another protocol and waits.
    #[test]
    fn b8_a_server_that_takes_a_connection_and_says_nothing_is_told_after_a_while() {
        let frozen = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        let address = format!("postgres://{}/mail", frozen.local_addr().unwrap()).parse().unwrap();
        let credentials = Credentials { user: "tenantry".into(), password: "".into() };
        match connect(&address, &credentials, "Client 1", Duration::from_millis(50)).err().unwrap() {
            GatewayError::Unreachable { cause, .. } => assert!(cause.contains("did not answer"), "{cause}"),
            other => panic!("{other}"),
        }
    }
}
