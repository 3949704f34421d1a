//! M7 on the wire: certificates, proxies and clocks that are wrong are named, over real sockets.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

#[allow(dead_code)]
mod common;

use std::sync::Arc;

use common::scene;
use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, DnType, IsCa, KeyPair, date_time_ymd};
use reqwest::{Certificate, Client, Proxy};
use signin::{Clock, Identity, SignInError};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::{ServerConfig, crypto::aws_lc_rs, pki_types::PrivateKeyDer};

/// An issuer that exists in this test alone.
fn issuer() -> CertifiedIssuer<'static, KeyPair> {
    let mut params = CertificateParams::new(Vec::new()).unwrap();
    params.distinguished_name.push(DnType::CommonName, "Issuer of a test");
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    CertifiedIssuer::self_signed(params, KeyPair::generate().unwrap()).unwrap()
}

/// A TLS server whose certificate is for `name`, from one year to another; its port.
async fn serve(issuer: &CertifiedIssuer<'static, KeyPair>, name: &str, years: [i32; 2]) -> u16 {
    let mut params = CertificateParams::new([name.to_owned()]).unwrap();
    params.not_before = date_time_ymd(years[0], 1, 1);
    params.not_after = date_time_ymd(years[1], 1, 1);
    let key = KeyPair::generate().unwrap();
    let certificate = params.signed_by(&key, issuer).unwrap();
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
            let _ = stream.read(&mut [0; 4096]).await;
            let answer = b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";
            let _ = stream.write_all(answer).await;
            let _ = stream.shutdown().await;
        }
    });
    port
}

async fn discover(http: Client, port: u16) -> SignInError {
    let authority = format!("https://localhost:{port}").parse().unwrap();
    Identity::new(http, authority, "app".into()).discover("client.example").await.unwrap_err()
}

#[tokio::test]
async fn m7_what_is_wrong_with_a_certificate_is_named() {
    let ours = issuer();
    let trusting = || {
        let root = Certificate::from_der(ours.der()).unwrap();
        Client::builder().no_proxy().tls_certs_merge([root]).build().unwrap()
    };
    for (name, years, code) in [
        ("localhost", [2020, 2100], "unexpected-answer"),
        ("localhost", [2020, 2021], "certificate-expired"),
        ("localhost", [2099, 2100], "certificate-not-yet-valid"),
        ("login.example", [2020, 2100], "certificate-wrong-name"),
    ] {
        let error = discover(trusting(), serve(&ours, name, years).await).await;
        assert_eq!(error.code(), code, "{error}");
        assert!(!error.is_transient() && !error.hints().is_empty());
    }
    let port = serve(&ours, "localhost", [2020, 2100]).await;
    let error = discover(Client::builder().no_proxy().build().unwrap(), port).await;
    assert_eq!(error.code(), "certificate-unknown-issuer", "{error}");
}

#[tokio::test]
async fn m7_what_does_not_speak_tls_is_named() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            let _ = stream.read(&mut [0; 4096]).await;
            let _ = stream.write_all(b"HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n").await;
        }
    });
    let error = discover(Client::builder().no_proxy().build().unwrap(), port).await;
    assert_eq!(error.code(), "tls-failed", "{error}");
}

#[tokio::test]
async fn m7_a_proxy_that_wants_a_password_is_named() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            let _ = stream.read(&mut [0; 4096]).await;
            let answer =
                b"HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";
            let _ = stream.write_all(answer).await;
        }
    });
    let http = Client::builder().proxy(Proxy::all(address).unwrap()).build().unwrap();
    let authority = "https://login.example".parse().unwrap();
    let error = Identity::new(http, authority, "app".into()).discover("client.example").await.unwrap_err();
    assert!(matches!(&error, SignInError::Proxy { host } if host == "login.example"), "{error}");
    assert!(error.hints()[0].contains("HTTPS_PROXY"));
}

#[tokio::test]
async fn m7_a_clock_that_is_wrong_is_told_in_minutes_and_in_its_direction() {
    let scene = scene().await;
    let real = scene.sign_in().await.at;
    for (off, words) in [(7260, "2 hours ahead of"), (-601, "11 minutes behind")] {
        let (outcome, _) = {
            let identity = (*scene.identity).clone().with_clock(Clock::new(move || real + off));
            let pending = identity.begin(&scene.tenant, common::request()).await.unwrap();
            let url = pending.authorize_url().to_string();
            let admin = scene.admin();
            tokio::join!(pending.wait(Default::default()), async { practice::play(&url, &admin).await.unwrap() })
        };
        let error = outcome.unwrap_err();
        let SignInError::ClockSkew { seconds, .. } = error else { panic!("{error}") };
        // The test itself takes a moment.
        assert!((off - 60..=off).contains(&seconds), "{seconds}");
        let told = SignInError::ClockSkew { host: "h".into(), seconds: off }.to_string();
        assert!(told.contains(words), "{told}");
    }
}
