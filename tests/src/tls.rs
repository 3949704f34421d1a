//! An authority for one server, and the certificate it gives to it.

use std::{
    fs,
    net::{IpAddr, SocketAddr, TcpStream},
    path::PathBuf,
    process::{Child, Command, Stdio},
    time::{Duration, Instant},
};

use base64::{Engine as _, prelude::BASE64_STANDARD};
use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, DnType, IsCa, KeyPair, SanType, date_time_ymd};
use tempfile::TempDir;

use crate::port::Port;

/// A web server in TLS as `localhost`, which answers everything with a page about the connection.
#[derive(Debug)]
pub struct TlsServer {
    process: Child,
    /// Where it listens.
    pub address: SocketAddr,
    dir: TempDir,
    _port: Port,
}

impl TlsServer {
    /// Starts `openssl s_server`.
    ///
    /// # Panics
    /// When it does not start.
    #[must_use]
    #[allow(clippy::disallowed_methods, reason = "a server tells nobody that it listens; the condition ends the loop")]
    pub fn start() -> Self {
        let (dir, port) = (tempfile::tempdir().expect("a temporary folder"), Port::claim());
        let address = port.address();
        let made = made(&["localhost"], address.ip());
        for (name, content) in [("authority.pem", made.authority), ("server.pem", made.key + made.certificate.as_str())]
        {
            fs::write(dir.path().join(name), content).expect("a file");
        }
        let mut server = Command::new("openssl");
        server.args(["s_server", "-quiet", "-www", "-accept", &address.to_string(), "-cert"]);
        server.arg(dir.path().join("server.pem")).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        let process = server.spawn().expect("openssl (package openssl) starts");
        let (server, deadline) =
            (Self { process, address, dir, _port: port }, Instant::now() + Duration::from_secs(30));
        while TcpStream::connect(address).is_err() {
            assert!(Instant::now() < deadline, "openssl s_server does not listen");
            std::thread::sleep(Duration::from_millis(20));
        }
        server
    }

    /// The certificate of its authority, in PEM.
    #[must_use]
    pub fn authority(&self) -> PathBuf {
        self.dir.path().join("authority.pem")
    }
}

impl Drop for TlsServer {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// All three in PEM.
pub(crate) struct Made {
    pub authority: String,
    pub certificate: String,
    pub key: String,
}

/// A certificate for these names and this address.
///
/// # Panics
/// When a key cannot be made.
pub(crate) fn made(names: &[&str], address: IpAddr) -> Made {
    let mut params = dated(CertificateParams::new(Vec::new()).expect("no names"));
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    params.distinguished_name.push(DnType::CommonName, "Private authority of one test server");
    let authority = CertifiedIssuer::self_signed(params, KeyPair::generate().expect("a key")).expect("an authority");
    let names: Vec<String> = names.iter().map(|name| (*name).to_owned()).collect();
    let mut params = dated(CertificateParams::new(names).expect("names of hosts"));
    params.subject_alt_names.push(SanType::IpAddress(address));
    let key = KeyPair::generate().expect("a key");
    let certificate = params.signed_by(&key, &authority).expect("a certificate");
    Made {
        authority: pem("CERTIFICATE", authority.der()),
        certificate: pem("CERTIFICATE", certificate.der()),
        key: pem("PRIVATE KEY", &key.serialize_der()),
    }
}

/// Text encoding of a structure (RFC 7468).
fn pem(label: &str, der: &[u8]) -> String {
    let text = BASE64_STANDARD.encode(der);
    let lines: Vec<&str> = text.as_bytes().chunks(64).filter_map(|line| std::str::from_utf8(line).ok()).collect();
    format!("-----BEGIN {label}-----\n{}\n-----END {label}-----\n", lines.join("\n"))
}

fn dated(mut params: CertificateParams) -> CertificateParams {
    params.not_before = date_time_ymd(2024, 1, 1);
    params.not_after = date_time_ymd(2100, 1, 1);
    params
}
