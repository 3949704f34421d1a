//! The door: who is let in, and what the others are told.

use std::time::Duration;

use secrecy::ExposeSecret;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::task::JoinHandle;

use super::*;

const STATE: &str = "the-right-state";

async fn door() -> (u16, JoinHandle<(Callback, u32)>) {
    let loopback = Loopback::bind(None, SecretString::from(STATE), Purpose::SignIn).await.unwrap();
    let port = loopback.port;
    let waiting = tokio::spawn(async move {
        let callback = loopback.receive().await;
        (callback, loopback.forged())
    });
    (port, waiting)
}

async fn connect(port: u16) -> TcpStream {
    TcpStream::connect((Ipv4Addr::LOCALHOST, port)).await.unwrap()
}

async fn send(port: u16, bytes: &[u8]) -> TcpStream {
    let mut stream = connect(port).await;
    stream.write_all(bytes).await.unwrap();
    stream
}

/// The whole answer, within a time: a visitor who was wrongly let in gets none.
async fn hear(mut stream: TcpStream) -> String {
    let mut answer = String::new();
    let heard = tokio::time::timeout(Duration::from_secs(20), stream.read_to_string(&mut answer)).await;
    heard.expect("an answer in time").unwrap();
    answer
}

async fn ask(port: u16, method: &str, target: &str) -> String {
    let request = format!("{method} {target} HTTP/1.1\r\nHost: localhost:{port}\r\n\r\n");
    hear(send(port, request.as_bytes()).await).await
}

fn right(port: u16) -> String {
    format!("GET /callback?code=c&state={STATE} HTTP/1.1\r\nHost: localhost:{port}\r\n\r\n")
}

/// The door still lets the right visitor in.
async fn still_open(port: u16, waiting: JoinHandle<(Callback, u32)>) -> u32 {
    let browser = send(port, right(port).as_bytes()).await;
    let (callback, forged) = waiting.await.unwrap();
    match &callback.returned {
        Returned::Code(code) => assert_eq!(code.expose_secret(), "c"),
        Returned::Refused(refusal) => panic!("{refusal}"),
        Returned::Approved => panic!("approved"),
    }
    let (answer, ()) = tokio::join!(hear(browser), callback.answer(Page::Done));
    assert!(answer.starts_with("HTTP/1.1 200 OK\r\n"), "{answer}");
    assert!(answer.contains("You can close this tab"), "{answer}");
    assert!(!answer.contains(STATE), "{answer}");
    forged
}

#[tokio::test]
async fn m2_a_wrong_path_gets_404_and_the_door_stays_open() {
    let (port, waiting) = door().await;
    for path in ["/", "/favicon.ico", "/Callback", "/callback/", "/callback/../callback"] {
        let answer = ask(port, "GET", &format!("{path}?code=c&state={STATE}")).await;
        assert!(answer.starts_with("HTTP/1.1 404"), "{path}: {answer}");
    }
    assert_eq!(still_open(port, waiting).await, 0);
}

#[tokio::test]
async fn m2_a_forged_callback_is_refused_and_cannot_end_the_sign_in() {
    let (port, waiting) = door().await;
    for query in ["code=c&state=wrong", "code=c", "error=access_denied", "code=c&state="] {
        let answer = ask(port, "GET", &format!("/callback?{query}")).await;
        assert!(answer.starts_with("HTTP/1.1 400"), "{query}: {answer}");
        assert!(answer.contains("does not belong"), "{query}: {answer}");
    }
    assert_eq!(still_open(port, waiting).await, 4);
}

#[tokio::test]
async fn m2_another_method_or_host_or_a_doubled_parameter_is_refused() {
    let (port, waiting) = door().await;
    let good = format!("/callback?code=c&state={STATE}");
    assert!(ask(port, "POST", &good).await.starts_with("HTTP/1.1 405"));
    assert!(ask(port, "HEAD", &good).await.starts_with("HTTP/1.1 405"));
    for target in [format!("{good}&code=d"), format!("/callback?state={STATE}")] {
        assert!(ask(port, "GET", &target).await.starts_with("HTTP/1.1 400"), "{target}");
    }
    let rebound = format!("GET {good} HTTP/1.1\r\nHost: evil.example:{port}\r\n\r\n");
    let answer = hear(send(port, rebound.as_bytes()).await).await;
    assert!(answer.starts_with("HTTP/1.1 400"), "{answer}");
    still_open(port, waiting).await;
}

#[tokio::test]
async fn m2_garbage_and_endless_requests_get_400() {
    let (port, waiting) = door().await;
    let endless = [&b"GET /callback?code="[..], &vec![b'a'; 64 * 1024]].concat();
    for bytes in [&b"\x16\x03\x01\x02\x00\x01\x00\x01"[..], b"\r\n\r\n", &endless] {
        let mut stream = connect(port).await;
        // The far side may hang up before it has read everything.
        let _ = stream.write_all(bytes).await;
        let mut answer = Vec::new();
        let _ = stream.read_to_end(&mut answer).await;
        assert!(answer.is_empty() || answer.starts_with(b"HTTP/1.1 400"), "{answer:?}");
    }
    still_open(port, waiting).await;
}

#[tokio::test]
async fn m2_a_second_callback_is_told_that_it_is_late_or_finds_no_door() {
    let (port, waiting) = door().await;
    // Connected before the first callback, heard after it.
    let mut late = connect(port).await;
    late.write_all(b"GET ").await.unwrap();
    still_open(port, waiting).await;
    late.write_all(&right(port).as_bytes()[4..]).await.unwrap();
    let answer = hear(late).await;
    assert!(answer.starts_with("HTTP/1.1 410"), "{answer}");
    let closed = TcpStream::connect((Ipv4Addr::LOCALHOST, port)).await;
    assert!(closed.is_err());
}

#[tokio::test(start_paused = true)]
async fn m2_a_visitor_who_dribbles_is_sent_away() {
    let (port, _waiting) = door().await;
    let silent = connect(port).await;
    let dribbling = send(port, b"GET /callb").await;
    // Both reads end: paused time runs ahead to the door's own limit.
    assert_eq!(hear(silent).await, "");
    let answer = hear(dribbling).await;
    assert!(answer.is_empty() || answer.starts_with("HTTP/1.1 400"), "{answer}");
}

#[tokio::test]
async fn m2_both_loopback_addresses_listen_on_one_port_and_no_other_address_does() {
    let loopback = Loopback::bind(None, SecretString::from(STATE), Purpose::SignIn).await.unwrap();
    assert_eq!(loopback.v4.local_addr().unwrap().ip(), Ipv4Addr::LOCALHOST);
    if let Some(v6) = &loopback.v6 {
        assert_eq!(v6.local_addr().unwrap().ip(), Ipv6Addr::LOCALHOST);
        assert_eq!(v6.local_addr().unwrap().port(), loopback.port);
    }
    assert_eq!(loopback.redirect(), format!("http://localhost:{}/callback", loopback.port));
}

#[tokio::test]
async fn m2_an_occupied_port_is_named_on_either_address() {
    for ip in [std::net::IpAddr::from(Ipv4Addr::LOCALHOST), std::net::IpAddr::from(Ipv6Addr::LOCALHOST)] {
        let Ok(stranger) = TcpListener::bind((ip, 0)).await else {
            continue; // No IPv6 here.
        };
        let port = stranger.local_addr().unwrap().port();
        let outcome = Loopback::bind(Some(port), SecretString::from(STATE), Purpose::SignIn).await;
        assert!(matches!(outcome, Err(SignInError::PortOccupied { port: p }) if p == port), "{ip}");
    }
}
