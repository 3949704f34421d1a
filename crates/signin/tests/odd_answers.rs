//! Answers that no identity platform should give: each ends in its own error, none is followed.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use signin::{Identity, SignInError};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;
use url::Url;

/// A server that gives every visitor the same answer, and counts them.
async fn canned(answer: &'static str) -> (Url, Arc<AtomicU32>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let base = format!("http://{}", listener.local_addr().unwrap());
    let hits = Arc::new(AtomicU32::new(0));
    let counted = Arc::clone(&hits);
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            counted.fetch_add(1, Ordering::SeqCst);
            let mut request = [0; 4096];
            let _ = stream.read(&mut request).await;
            let _ = stream.write_all(answer.as_bytes()).await;
        }
    });
    (base.parse().unwrap(), hits)
}

async fn discover(authority: Url) -> SignInError {
    let identity = Identity::new(signin::http_client().unwrap(), authority, "app".into());
    identity.discover("client.example").await.unwrap_err()
}

#[tokio::test]
async fn b7_a_redirect_is_never_followed() {
    let (target, visited) = canned("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}").await;
    let answer = format!("HTTP/1.1 302 Found\r\nLocation: {target}\r\nContent-Length: 0\r\n\r\n");
    let (authority, _) = canned(answer.leak()).await;
    let error = discover(authority).await;
    assert!(matches!(error, SignInError::UnexpectedAnswer { .. }), "{error}");
    assert_eq!(visited.load(Ordering::SeqCst), 0);
}

#[tokio::test]
async fn a_page_of_the_network_in_place_of_metadata_is_told_as_such() {
    let (authority, _) = canned("HTTP/1.1 200 OK\r\nContent-Length: 22\r\n\r\n<html>Sign in</html>\r\n").await;
    let error = discover(authority).await;
    assert!(matches!(error, SignInError::UnexpectedAnswer { .. }), "{error}");
    assert!(error.hints()[0].contains("proxy"));
    let (authority, _) = canned("HTTP/1.1 407 Nope\r\nContent-Length: 0\r\n\r\n").await;
    assert_eq!(discover(authority).await.code(), "proxy-refused");
}

#[tokio::test]
async fn m7_a_busy_identity_platform_says_when_to_come_back() {
    let (authority, _) = canned("HTTP/1.1 429 Too Many\r\nRetry-After: 2.5\r\nContent-Length: 0\r\n\r\n").await;
    let error = discover(authority).await;
    assert!(matches!(error, SignInError::Busy { status: 429, retry_after: Some(3), .. }), "{error}");
    assert!(error.is_transient());
}

#[tokio::test]
async fn m7_no_network_is_told_with_the_host() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    drop(listener);
    let error = discover(format!("http://{address}").parse().unwrap()).await;
    assert!(matches!(&error, SignInError::Network { host, .. } if *host == address.to_string()), "{error}");
    assert!(error.is_transient());
}

#[tokio::test]
async fn b7_an_unencrypted_authority_is_not_spoken_to() {
    let error = discover("http://login.example/".parse().unwrap()).await;
    assert!(matches!(error, SignInError::InsecureAuthority { .. }), "{error}");
}

#[tokio::test]
async fn an_endless_answer_is_cut_off() {
    let body = "x".repeat(1_100_000);
    let answer = format!("HTTP/1.1 200 OK\r\nContent-Length: {}\r\n\r\n{body}", body.len());
    let (authority, _) = canned(answer.leak()).await;
    let error = discover(authority).await;
    assert_eq!(error.code(), "unexpected-answer", "{error}");
}
