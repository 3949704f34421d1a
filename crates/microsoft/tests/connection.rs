//! Certificates, proxies and a wrong clock, over real sockets (M7).
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod common;

use std::{
    error::Error,
    process::Stdio,
    sync::{
        Arc,
        atomic::{AtomicU32, Ordering},
    },
};

use common::{AT_ONCE, Reply, Server, TENANT, Tokens, read_head};
use jiff::{SignedDuration, Timestamp};
use microsoft::{Directory, Endpoints, MicrosoftError, ProxyProblem, TlsProblem, client_builder};
use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, DnType, IsCa, KeyPair, date_time_ymd};
use reqwest::{Certificate, Client, Proxy};
use tokio::{
    io::{AsyncWriteExt, copy_bidirectional},
    net::{TcpListener, TcpStream},
    process::Command,
};
use tokio_rustls::{
    TlsAcceptor,
    rustls::{ServerConfig, crypto::aws_lc_rs, pki_types::PrivateKeyDer},
};

const ORGANIZATION: &str = r#"{"value":[{"id":"5e1f0c3a-7d42-4b8e-9a16-c0ffee5a1e00"}]}"#;

/// A certificate authority of this test alone.
struct Authority(CertifiedIssuer<'static, KeyPair>);

impl Authority {
    fn new() -> Self {
        let mut params = CertificateParams::new(Vec::new()).unwrap();
        // Two with the same name would be taken for one whose key does not fit.
        params.distinguished_name.push(DnType::CommonName, format!("Authority {}", uuid::Uuid::new_v4()));
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        Self(CertifiedIssuer::self_signed(params, KeyPair::generate().unwrap()).unwrap())
    }

    fn root(&self) -> Certificate {
        Certificate::from_der(self.0.der()).unwrap()
    }

    /// A server for `name` between the first days of these years; its port.
    async fn serve(&self, name: &str, from: i32, until: i32, date: &'static str) -> u16 {
        let mut params = CertificateParams::new([name.to_owned()]).unwrap();
        params.not_before = date_time_ymd(from, 1, 1);
        params.not_after = date_time_ymd(until, 1, 1);
        let key = KeyPair::generate().unwrap();
        let certificate = params.signed_by(&key, &self.0).unwrap();
        let config = ServerConfig::builder_with_provider(Arc::new(aws_lc_rs::default_provider()))
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_no_client_auth()
            .with_single_cert(vec![certificate.der().clone()], PrivateKeyDer::Pkcs8(key.serialize_der().into()))
            .unwrap();
        let acceptor = TlsAcceptor::from(Arc::new(config));
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                // A client that does not like the certificate hangs up.
                let Ok(mut stream) = acceptor.accept(stream).await else { continue };
                if read_head(&mut stream).await.is_some() {
                    let length = ORGANIZATION.len();
                    let answer = format!(
                        "HTTP/1.1 200 OK\r\ndate: {date}\r\ncontent-type: application/json\r\ncontent-length: {length}\r\nconnection: close\r\n\r\n{ORGANIZATION}"
                    );
                    stream.write_all(answer.as_bytes()).await.unwrap();
                    let _ = stream.shutdown().await;
                }
            }
        });
        port
    }
}

/// A proxy; how often it was asked. It answers with this status line, and opens the tunnel when there is none.
async fn proxy(refusal: Option<&'static str>) -> (String, Arc<AtomicU32>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    let asked = Arc::new(AtomicU32::new(0));
    let count = Arc::clone(&asked);
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            let request = read_head(&mut stream).await.unwrap();
            count.fetch_add(1, Ordering::Relaxed);
            if let Some(status) = refusal {
                let answer = format!(
                    "HTTP/1.1 {status}\r\nproxy-authenticate: Basic realm=\"x\"\r\ncontent-length: 0\r\nconnection: close\r\n\r\n"
                );
                stream.write_all(answer.as_bytes()).await.unwrap();
                continue;
            }
            let port = request.split([':', ' ']).nth(2).unwrap();
            let mut server = TcpStream::connect(format!("127.0.0.1:{port}")).await.unwrap();
            stream.write_all(b"HTTP/1.1 200 Connection established\r\n\r\n").await.unwrap();
            tokio::spawn(async move { copy_bidirectional(&mut stream, &mut server).await });
        }
    });
    (address, asked)
}

fn directory(http: Client, base: &str) -> Directory {
    let base: url::Url = base.parse().unwrap();
    let endpoints = Endpoints { graph: base.clone(), exchange: base };
    Directory::new(http, endpoints, TENANT.parse().unwrap(), Arc::new(Tokens::default())).with_patience(AT_ONCE)
}

/// No proxy of the computer on which the test runs, and this root beside its own.
fn trusting(authority: &Authority) -> Client {
    client_builder().no_proxy().tls_certs_merge([authority.root()]).build().unwrap()
}

fn through(authority: &Authority, proxy: &str) -> Client {
    let proxy = Proxy::all(proxy).unwrap();
    client_builder().proxy(proxy).tls_certs_merge([authority.root()]).build().unwrap()
}

fn problem(error: &MicrosoftError) -> TlsProblem {
    match error {
        MicrosoftError::Tls { host, problem, .. } if host == "localhost" => *problem,
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn m7_a_certificate_from_an_issuer_that_is_trusted_is_taken() {
    let authority = Authority::new();
    let port = authority.serve("localhost", 2020, 2100, "").await;
    directory(trusting(&authority), &format!("https://localhost:{port}")).organization().await.unwrap();
}

#[tokio::test]
async fn m7_every_fault_of_a_certificate_has_its_name_and_is_not_tried_again() {
    let authority = Authority::new();
    let stranger = Authority::new();
    let rows = [
        (stranger.serve("localhost", 2020, 2100, "").await, TlsProblem::UnknownIssuer, "root certificate"),
        (authority.serve("localhost", 2010, 2011, "").await, TlsProblem::Expired, "date, time"),
        (authority.serve("localhost", 2100, 2101, "").await, TlsProblem::NotYetValid, "date, time"),
        (authority.serve("portal.example", 2020, 2100, "").await, TlsProblem::WrongName, "sign-in of its own"),
    ];
    for (port, expected, hint) in rows {
        let directory = directory(trusting(&authority), &format!("https://localhost:{port}"));
        let error = directory.organization().await.unwrap_err();
        assert_eq!(problem(&error), expected);
        assert!(error.to_string().contains("localhost"), "{error}");
        assert!(error.hints().iter().any(|said| said.contains(hint)), "{:?}", error.hints());
        assert!(error.source().is_some());
        assert_eq!(directory.requests(), 1);
    }
}

#[tokio::test]
async fn m7_what_speaks_no_tls_is_named_so() {
    let plain = Server::start(|_| Reply::json(ORGANIZATION)).await;
    let base = plain.base.replace("http://127.0.0.1", "https://localhost");
    let error = directory(trusting(&Authority::new()), &base).organization().await.unwrap_err();
    assert_eq!(problem(&error), TlsProblem::NoTls);
}

#[tokio::test]
async fn m7_a_proxy_that_lets_everything_through_is_used() {
    let authority = Authority::new();
    let port = authority.serve("localhost", 2020, 2100, "").await;
    let (address, asked) = proxy(None).await;
    let directory = directory(through(&authority, &address), &format!("https://localhost:{port}"));
    directory.organization().await.unwrap();
    assert_eq!(asked.load(Ordering::Relaxed), 1);
}

#[tokio::test]
async fn m7_a_certificate_of_an_inspecting_proxy_is_told_from_the_proxy_itself() {
    let inspecting = Authority::new();
    let port = inspecting.serve("localhost", 2020, 2100, "").await;
    let (address, _) = proxy(None).await;
    let directory = directory(through(&Authority::new(), &address), &format!("https://localhost:{port}"));
    assert_eq!(problem(&directory.organization().await.unwrap_err()), TlsProblem::UnknownIssuer);
}

#[tokio::test]
async fn m7_a_proxy_that_wants_a_sign_in_is_named_at_once_and_one_that_refuses_after_a_few_tries() {
    for (status, expected, tries) in [
        ("407 Proxy Authentication Required", ProxyProblem::SignInWanted, 1),
        ("403 Forbidden", ProxyProblem::Refused, 3),
        ("502 Bad Gateway", ProxyProblem::Refused, 3),
    ] {
        let (address, asked) = proxy(Some(status)).await;
        let directory = directory(through(&Authority::new(), &address), "https://graph.example");
        let error = directory.organization().await.unwrap_err();
        assert!(matches!(&error, MicrosoftError::Proxy { problem, .. } if *problem == expected), "{error:?}");
        assert!(error.to_string().contains("graph.example") && error.to_string().contains("proxy"), "{error}");
        assert_eq!(asked.load(Ordering::Relaxed), tries);
    }
}

#[tokio::test]
#[ignore = "the process that the next test starts, with the proxy in its environment"]
async fn asks_the_way_this_computer_is_set() {
    let _ = directory(microsoft::client().unwrap(), "https://graph.example").organization().await;
}

#[tokio::test]
async fn m7_the_proxy_that_this_computer_is_set_to_is_used_without_being_told() {
    let (address, asked) = proxy(Some("407 Proxy Authentication Required")).await;
    let mut other = Command::new(std::env::current_exe().unwrap());
    other.args(["--exact", "--ignored", "asks_the_way_this_computer_is_set"]).stdout(Stdio::null());
    for name in ["NO_PROXY", "no_proxy", "https_proxy"] {
        other.env_remove(name);
    }
    assert!(other.env("HTTPS_PROXY", address).status().await.unwrap().success());
    assert_eq!(asked.load(Ordering::Relaxed), 1);
}

#[tokio::test]
async fn m7_a_proxy_that_is_gone_is_named_in_microsofts_place_after_a_few_tries() {
    let gone = common::nobody();
    let directory = directory(through(&Authority::new(), &gone.base), "https://graph.example");
    let error = directory.organization().await.unwrap_err();
    assert!(matches!(&error, MicrosoftError::Proxy { problem: ProxyProblem::Unreachable, .. }), "{error:?}");
    assert_eq!(directory.requests(), 3);
}

#[tokio::test]
async fn m7_a_proxy_for_plain_connections_that_wants_a_sign_in_is_named_too() {
    let (address, _) = proxy(Some("407 Proxy Authentication Required")).await;
    let error =
        directory(through(&Authority::new(), &address), "http://graph.example").organization().await.unwrap_err();
    assert!(matches!(&error, MicrosoftError::Proxy { problem: ProxyProblem::SignInWanted, .. }), "{error:?}");
}

const DATE: &str = "Sat, 21 Nov 2026 12:00:00 GMT";

/// This computer's clock is so many seconds ahead of [`DATE`].
fn ahead(seconds: i64) -> impl Fn() -> Timestamp + Send + Sync + 'static {
    let now: Timestamp = "2026-11-21T12:00:00Z".parse().unwrap();
    move || now + SignedDuration::from_secs(seconds)
}

#[tokio::test]
async fn m7_tokens_that_are_refused_while_the_clock_is_wrong_are_blamed_on_the_clock() {
    let reply = Reply::error(401, "InvalidAuthenticationToken", "Lifetime validation failed").with("date", DATE);
    for (seconds, words) in [(3_000, "50 minutes ahead"), (-700, "11 minutes behind"), (-200_000, "2 days behind")] {
        let reply = reply.clone();
        let server = Server::start(move |_| reply.clone()).await;
        let error = server.directory().with_clock(ahead(seconds)).organization().await.unwrap_err();
        assert!(matches!(error, MicrosoftError::ClockSkew { seconds: told, .. } if told == seconds), "{error:?}");
        assert!(error.to_string().contains(words), "{error}");
        assert_eq!(server.asked().len(), 2, "a fresh token might have helped");
    }
}

#[tokio::test]
async fn m7_a_clock_that_is_a_little_off_is_not_to_blame() {
    let reply = Reply::error(401, "InvalidAuthenticationToken", "expired").with("date", DATE);
    let server = Server::start(move |_| reply.clone()).await;
    for seconds in [-300, 0, 300] {
        let error = server.directory().with_clock(ahead(seconds)).organization().await.unwrap_err();
        assert_eq!(error.code(), "token-refused");
    }
}

#[tokio::test]
async fn m7_a_certificate_that_is_out_of_time_by_a_clock_that_is_known_to_be_wrong_is_blamed_on_the_clock() {
    let authority = Authority::new();
    let good = authority.serve("localhost", 2020, 2100, DATE).await;
    let expired = authority.serve("localhost", 2010, 2011, DATE).await;
    let [graph, exchange] = [good, expired].map(|port| format!("https://localhost:{port}").parse().unwrap());
    let (endpoints, tokens) = (Endpoints { graph, exchange }, Arc::new(Tokens::default()));
    let directory = Directory::new(trusting(&authority), endpoints, TENANT.parse().unwrap(), tokens)
        .with_patience(AT_ONCE)
        .with_clock(ahead(86_400 * 30));
    directory.organization().await.unwrap();
    let error = directory.accepted_domains().await.unwrap_err();
    assert!(matches!(error, MicrosoftError::ClockSkew { seconds: 2_592_000, .. }), "{error:?}");
}
