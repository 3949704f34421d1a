//! What the network and Microsoft do wrong, and what becomes of a request then (M7).
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod common;

use std::{collections::BTreeSet, error::Error, sync::atomic::Ordering, time::Duration};

use async_trait::async_trait;
use common::{AT_ONCE, Reply, Server, Tokens, empty, hang_up_after, nobody, read, read_head};
use microsoft::{Audience, MicrosoftError, Patience, Start, TokenFailure, TokenSource};
use secrecy::SecretString;
use tokio::io::AsyncWriteExt;

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
    let directory = nobody().directory();
    let error = directory.organization().await.unwrap_err();
    assert!(matches!(&error, MicrosoftError::Unreachable { host, .. } if host == "127.0.0.1"));
    assert_eq!(directory.requests(), 3);
    assert!(!format!("{error:?}").contains("organization"), "the URL stays out: {error:?}");
}

/// A server that sends these bytes to everybody, nothing more, and keeps the connection.
async fn fall_silent_after(bytes: &'static [u8]) -> Server {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let server = Server::at(format!("http://{}", listener.local_addr().unwrap()));
    tokio::spawn(async move {
        let mut held = Vec::new();
        while let Ok((mut stream, _)) = listener.accept().await {
            read_head(&mut stream).await;
            stream.write_all(bytes).await.unwrap();
            held.push(stream);
        }
    });
    server
}

#[tokio::test]
async fn m7_a_host_that_falls_silent_before_or_within_its_answer_is_given_up_on() {
    let begun = b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 500\r\n\r\n{\"val";
    for (bytes, expected) in [(&b""[..], 0), (&begun[..], 5)] {
        let patience = Patience { faults: 1, silence: Duration::from_millis(500), ..AT_ONCE };
        let directory = fall_silent_after(bytes).await.directory().with_patience(patience);
        let error = directory.organization().await.unwrap_err();
        assert!(matches!(error, MicrosoftError::Stalled { received, .. } if received == expected), "{error:?}");
        assert!(error.to_string().contains("0.5 seconds"), "{error}");
        assert_eq!(directory.requests(), 2);
    }
}

#[tokio::test]
async fn m7_an_answer_that_takes_too_long_in_all_is_given_up_on() {
    let patience = Patience { faults: 0, answer: Duration::from_millis(50), ..AT_ONCE };
    let directory = fall_silent_after(b"").await.directory().with_patience(patience);
    assert_eq!(directory.organization().await.unwrap_err().code(), "unreachable");
}

#[tokio::test]
async fn m7_a_connection_that_is_closed_without_an_answer_is_tried_again() {
    let (server, count) = hang_up_after("").await;
    let error = server.directory().organization().await.unwrap_err();
    assert_eq!((error.code(), count.load(Ordering::Relaxed)), ("unreachable", 3));
}

/// [`ORGANIZATION`], compressed by gzip.
const COMPRESSED: &[u8] = b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x02\x03\xab\x56\x2a\x4b\xcc\x29\x4d\x55\xb2\x8a\xae\x56\xca\x4c\x51\xb2\x52\x32\x4d\x35\x4c\x33\x48\x36\x4e\xd4\x35\x4f\x31\x31\xd2\x35\x49\xb2\x48\xd5\xb5\x4c\x34\x34\xd3\x4d\x36\x48\x4b\x4b\x4d\x35\x4d\x34\x4c\x35\x30\x50\xd2\x51\x4a\xc9\x2c\x2e\xc8\x49\xac\xf4\x4b\xcc\x05\xea\x55\xf2\x49\x2c\xca\x4e\xcb\x4c\xcd\x49\x51\xaa\x8d\xad\x05\x00\xa2\x83\x6f\xca\x53\x00\x00\x00";

#[tokio::test]
async fn m7_a_compressed_answer_that_breaks_off_is_truncated_however_the_connection_ends() {
    let head = "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-encoding: gzip\r\n";
    for cut in [4, COMPRESSED.len() / 2, COMPRESSED.len() - 9] {
        let part = &COMPRESSED[..cut];
        let whole_by_length = format!("{head}content-length: {cut}\r\n\r\n");
        let cut_by_length = format!("{head}content-length: 999\r\n\r\n");
        let chunk = format!("{head}transfer-encoding: chunked\r\n\r\n{cut:x}\r\n");
        for head in [whole_by_length, cut_by_length, chunk] {
            let (server, _) = hang_up_after([head.as_bytes(), part].concat()).await;
            let error = server.directory().organization().await.unwrap_err();
            assert_eq!(error.code(), "truncated", "{cut} {head} {error:?}");
        }
    }
    let whole = format!("{head}content-length: {}\r\n\r\n", COMPRESSED.len());
    let (server, _) = hang_up_after([whole.as_bytes(), COMPRESSED].concat()).await;
    assert_eq!(server.directory().organization().await.unwrap().display_name, "Larkfield");
}

#[tokio::test]
async fn m7_an_answer_that_is_not_compressed_as_it_says_is_no_data() {
    let server = always(Reply::json(ORGANIZATION).with("content-encoding", "gzip")).await;
    let error = server.directory().organization().await.unwrap_err();
    assert!(matches!(&error, MicrosoftError::UnexpectedShape { at, .. } if at.contains("decompressed")), "{error:?}");
    assert_eq!(server.asked().len(), 1);
}

#[tokio::test]
async fn m7_a_chunked_answer_that_ends_early_is_truncated() {
    let head = "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ntransfer-encoding: chunked\r\n\r\n";
    let (server, _) = hang_up_after(format!("{head}a\r\n{{\"value\":[\r\n")).await;
    let error = server.directory().organization().await.unwrap_err();
    assert!(matches!(error, MicrosoftError::Truncated { received: 10, .. }), "{error:?}");
}

#[tokio::test]
async fn m7_a_gateways_own_error_page_is_a_gateway_that_fails() {
    for status in [502, 504] {
        let page = Reply { status, body: "<html>Bad Gateway</html>".into(), ..Reply::json("") };
        once(page.with("content-type", "text/html")).await.directory().organization().await.unwrap();
    }
}

const CLAIMS: &str = r#"{"access_token":{"acrs":{"essential":true,"value":"c1"}}}"#;
/// [`CLAIMS`] in base64.
const ENCODED: &str = "eyJhY2Nlc3NfdG9rZW4iOnsiYWNycyI6eyJlc3NlbnRpYWwiOnRydWUsInZhbHVlIjoiYzEifX19";

#[tokio::test]
async fn m7_a_claims_challenge_asks_for_a_new_sign_in_and_not_for_another_token() {
    for status in [401, 403] {
        let challenge = format!(r#"Bearer realm="", error="insufficient_claims", claims="{ENCODED}""#);
        let server =
            always(Reply::error(status, "InvalidAuthenticationToken", "x").with("www-authenticate", challenge)).await;
        let error = server.directory().organization().await.unwrap_err();
        let MicrosoftError::ClaimsChallenge { claims, request_id, .. } = &error else { panic!("{error:?}") };
        assert_eq!((claims.as_str(), request_id.is_some()), (CLAIMS, true));
        assert_eq!(server.asked().len(), 1);
    }
}

#[tokio::test]
async fn m7_a_challenge_that_nobody_can_read_is_a_refused_token() {
    let challenge = r#"Bearer error="insufficient_claims", claims="not base64!""#;
    let server = always(Reply::error(401, "InvalidAuthenticationToken", "x").with("www-authenticate", challenge)).await;
    assert_eq!(server.directory().organization().await.unwrap_err().code(), "token-refused");
    assert_eq!(server.asked().len(), 2);
}

#[tokio::test]
async fn m7_a_missing_role_is_told_from_a_missing_permission_by_microsofts_words() {
    let words = "Get-AcceptedDomain is not present in the role definition of the current user.";
    for status in [400, 403, 500] {
        let error = always(Reply::error(status, "x", words)).await.directory().organization().await.unwrap_err();
        assert_eq!((error.code(), error.request_id().is_some()), ("role-missing", true));
        assert!(error.hints().iter().any(|hint| hint.contains("Global Reader")));
    }
    let words = "User is not in the allowed roles";
    let error = always(Reply::error(403, "x", words)).await.directory().organization().await.unwrap_err();
    assert_eq!(error.code(), "role-missing");
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
