//! What the network and Microsoft do wrong, and what becomes of a request then (M7).
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod common;

use std::{
    collections::BTreeSet,
    error::Error,
    sync::{Arc, atomic::Ordering},
    time::Duration,
};

use async_trait::async_trait;
use common::{AT_ONCE, Reply, Server, TENANT, Tokens, empty, hang_up_after, read};
use microsoft::{Audience, Directory, Endpoints, MicrosoftError, Patience, Start, TokenFailure, TokenSource};
use secrecy::SecretString;

const ORGANIZATION: &str = r#"{"value":[{"id":"5e1f0c3a-7d42-4b8e-9a16-c0ffee5a1e00","displayName":"Larkfield"}]}"#;

/// The first answer is `reply`, the next ones are good.
async fn once(reply: Reply) -> Server {
    Server::start(move |asked| if asked.before == 0 { reply.clone() } else { Reply::json(ORGANIZATION) }).await
}

async fn always(reply: Reply) -> Server {
    Server::start(move |_| reply.clone()).await
}

#[tokio::test]
async fn m7_every_request_and_every_try_carries_its_own_request_id_and_the_token() {
    let server = once(Reply::error(503, "", "")).await;
    server.directory().organization().await.unwrap();
    let asked = server.asked();
    let ids: BTreeSet<_> = asked.iter().map(|asked| asked.header("client-request-id").to_owned()).collect();
    assert_eq!((asked.len(), ids.len()), (2, 2));
    assert!(asked.iter().all(|asked| asked.header("authorization") == "Bearer good-1"));
}

#[tokio::test]
async fn m7_throttling_and_unavailability_are_waited_out() {
    for status in [429, 503, 509] {
        let server = once(Reply::error(status, "x", "y").with("retry-after", "0.002")).await;
        server.directory().organization().await.unwrap();
        assert_eq!(server.asked().len(), 2);
    }
}

#[tokio::test]
async fn m7_a_gateway_in_front_of_graph_that_fails_is_asked_again() {
    for status in [408, 502, 504] {
        once(Reply::error(status, "", "")).await.directory().organization().await.unwrap();
    }
}

#[tokio::test]
async fn m7_throttling_without_end_stops_after_bounded_tries_with_the_request_id() {
    let server = always(Reply::error(429, "TooManyRequests", "slow down").with("retry-after", "0")).await;
    let error = server.directory().organization().await.unwrap_err();
    assert_eq!(error.code(), "throttled");
    assert!(error.hints().iter().any(|hint| hint.contains("req-429")));
    assert_eq!(server.asked().len(), 4);
}

#[tokio::test]
async fn m7_a_wait_beyond_patience_is_reported_at_once_and_not_slept_through() {
    let server = always(Reply::error(429, "TooManyRequests", "slow down").with("retry-after", "3600")).await;
    let error = server.directory().organization().await.unwrap_err();
    let hour = Duration::from_secs(3600);
    assert!(matches!(error, MicrosoftError::Throttled { retry_after: Some(wait), .. } if wait == hour));
    assert_eq!(server.asked().len(), 1);
}

#[tokio::test]
async fn m7_a_refused_token_is_replaced_once() {
    let server = once(Reply::error(401, "InvalidAuthenticationToken", "expired")).await;
    let tokens = Tokens::default();
    server.directory_with(tokens.clone()).organization().await.unwrap();
    assert_eq!(tokens.refused(), ["good-1"]);
    assert_eq!(server.asked()[1].header("authorization"), "Bearer good-2");
}

#[tokio::test]
async fn m7_a_second_refusal_is_an_error_that_names_no_token() {
    let server = always(Reply::error(401, "InvalidAuthenticationToken", "expired")).await;
    let error = server.directory().organization().await.unwrap_err();
    assert!(matches!(error, MicrosoftError::TokenRefused { audience: Audience::Graph, .. }));
    assert_eq!(server.asked().len(), 2);
    assert!(!format!("{error} {error:?} {:?}", server.directory()).contains("good-"));
}

#[tokio::test]
async fn m7_a_403_names_what_was_read_and_which_permission_is_missing() {
    let server = Server::start(|asked| match asked.path.as_str() {
        "/v1.0/contacts/delta" => Reply::error(403, "Authorization_RequestDenied", "Insufficient privileges"),
        _ => empty(asked),
    })
    .await;
    let (sum, _) = read(&server.directory(), Start::Full).await;
    let error = sum.unwrap_err();
    assert_eq!(error.code(), "permission-missing");
    let said = error.to_string();
    assert!(said.contains("contacts") && said.contains("OrgContact.Read.All"), "{said}");
    assert_eq!(error.request_id(), Some("req-403"));
}

#[tokio::test]
async fn m7_an_answer_that_breaks_off_is_tried_again_and_then_called_so() {
    let head = "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 500\r\n\r\n";
    let (server, count) = hang_up_after(format!("{head}{}", &ORGANIZATION[..20])).await;
    let error = server.directory().organization().await.unwrap_err();
    assert!(matches!(error, MicrosoftError::Truncated { received: 20, .. }), "{error:?}");
    assert_eq!(count.load(Ordering::Relaxed), 3);
}

#[tokio::test]
async fn m7_an_answer_that_is_cut_without_the_transport_noticing_is_truncated_too() {
    let server = always(Reply::json(&ORGANIZATION[..40])).await;
    let error = server.directory().organization().await.unwrap_err();
    assert!(matches!(error, MicrosoftError::Truncated { received: 40, .. }), "{error:?}");
}

#[tokio::test]
async fn m7_a_web_page_in_place_of_data_is_called_so_and_not_tried_again() {
    for status in [200, 403, 511] {
        let page = Reply { status, body: "<html>Welcome to the hotel</html>".into(), ..Reply::json("") };
        let server = always(page.with("content-type", "text/html; charset=utf-8")).await;
        let error = server.directory().organization().await.unwrap_err();
        assert!(
            matches!(&error, MicrosoftError::NotJson { content_type, .. } if content_type.starts_with("text/html"))
        );
        assert_eq!(server.asked().len(), 1);
    }
}

#[tokio::test]
async fn a_redirect_is_not_followed_with_the_token() {
    let elsewhere = always(Reply::json(ORGANIZATION)).await;
    for status in [301, 302, 307, 308] {
        let moved = Reply { status, ..Reply::json("") }.with("location", format!("{}/login", elsewhere.base));
        let error = always(moved).await.directory().organization().await.unwrap_err();
        assert_eq!(error.code(), "redirected");
    }
    assert!(elsewhere.asked().is_empty());
}

#[tokio::test]
async fn m7_a_host_that_cannot_be_reached_is_named_after_a_few_tries() {
    // The port was free a moment ago and nobody listens there now.
    let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let base: url::Url = format!("http://127.0.0.1:{port}").parse().unwrap();
    let endpoints = Endpoints { graph: base.clone(), exchange: base };
    let http = microsoft::client().unwrap();
    let directory =
        Directory::new(http, endpoints, TENANT.parse().unwrap(), Arc::new(Tokens::default())).with_patience(AT_ONCE);
    let error = directory.organization().await.unwrap_err();
    assert!(matches!(&error, MicrosoftError::Unreachable { host, .. } if host == "127.0.0.1"));
    assert_eq!(directory.requests(), 3);
    assert!(!format!("{error:?}").contains("organization"), "the URL stays out: {error:?}");
}

#[tokio::test]
async fn m7_a_host_that_stalls_is_given_up_on() {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let base: url::Url = format!("http://{}", listener.local_addr().unwrap()).parse().unwrap();
    let endpoints = Endpoints { graph: base.clone(), exchange: base };
    let http = microsoft::client().unwrap();
    let patience = Patience { faults: 0, answer: Duration::from_millis(50), ..AT_ONCE };
    let directory =
        Directory::new(http, endpoints, TENANT.parse().unwrap(), Arc::new(Tokens::default())).with_patience(patience);
    assert_eq!(directory.organization().await.unwrap_err().code(), "unreachable");
    drop(listener);
}

#[derive(Debug)]
struct SignedOut;

#[derive(Debug, thiserror::Error)]
#[error("the refresh token was revoked")]
struct Revoked;

#[async_trait]
impl TokenSource for SignedOut {
    async fn bearer(&self, _: Audience, _: Option<&str>) -> Result<SecretString, TokenFailure> {
        Err(TokenFailure { message: "sign in again".to_owned(), source: Box::new(Revoked) })
    }
}

#[tokio::test]
async fn without_a_token_nothing_is_sent_and_the_token_sources_own_error_can_be_had_back() {
    let server = always(Reply::json(ORGANIZATION)).await;
    let error = server.directory_with(SignedOut).organization().await.unwrap_err();
    assert_eq!(error.code(), "sign-in-needed");
    let failure = error.source().unwrap().downcast_ref::<TokenFailure>().unwrap();
    assert!(failure.source.downcast_ref::<Revoked>().is_some());
    assert!(server.asked().is_empty());
}

#[tokio::test]
async fn an_unexpected_shape_is_named_by_place_and_repeats_no_value() {
    let server = always(Reply::json(r#"{"value":[{"id":"x","verifiedDomains":"secret@larkfield.example"}]}"#)).await;
    let error = server.directory().organization().await.unwrap_err();
    assert_eq!(error.code(), "unexpected-shape");
    assert!(!format!("{error} {error:?}").contains("secret"), "{error:?}");
}
