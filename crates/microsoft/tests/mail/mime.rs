//! Messages as MIME: streamed, a few at a time, and what is told of those that do not come.

use std::{
    io,
    pin::Pin,
    sync::{
        Arc,
        atomic::{AtomicU32, Ordering},
    },
    task::{Context, Poll},
    time::Duration,
};

use axum::{Router, body::Body, extract::Request};
use futures_util::{StreamExt, future::join_all, stream};
use microsoft::{
    MicrosoftError, Patience,
    mail::{Allowance, Mail, MailItemError},
};
use tokio::{
    io::AsyncWrite,
    net::TcpListener,
    sync::{Barrier, Notify},
};

use super::{
    MAILBOX,
    common::{AT_ONCE, Reply, Server, hang_up_after},
    mail,
};

fn mime(body: &str) -> Reply {
    Reply { status: 200, headers: vec![("content-type", "text/plain".into())], body: body.into() }
}

async fn fetch(server: &Server) -> (Result<u64, MailItemError>, Vec<u8>) {
    let mut got = Vec::new();
    let outcome = mail(server).mime(MAILBOX, "m-1=", &mut got).await;
    (outcome, got)
}

#[tokio::test]
async fn s1_a_message_comes_byte_for_byte_as_graph_gives_it() {
    let text = "From: a@a.example\r\nSubject: =?utf-8?q?=C3=A9?=\r\n\r\n.dots\r\n\u{e9}\u{0}\r\nno end of line";
    let server = Server::start(move |_| mime(text)).await;
    let (outcome, got) = fetch(&server).await;
    assert_eq!((outcome.unwrap(), got.as_slice()), (text.len() as u64, text.as_bytes()));
    let asked = &server.asked()[0];
    assert_eq!(asked.path, format!("/v1.0/users/{MAILBOX}/messages/m-1=/$value"));
    assert_eq!(asked.header("prefer"), r#"IdType="ImmutableId""#);
    assert!(asked.header("accept").starts_with("message/rfc822"));
}

/// Tells when something is written.
struct Told(Vec<u8>, Arc<Notify>);

impl AsyncWrite for Told {
    fn poll_write(mut self: Pin<&mut Self>, _: &mut Context<'_>, part: &[u8]) -> Poll<io::Result<usize>> {
        self.0.extend_from_slice(part);
        self.1.notify_one();
        Poll::Ready(Ok(part.len()))
    }

    fn poll_flush(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<io::Result<()>> {
        Poll::Ready(Ok(()))
    }

    fn poll_shutdown(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<io::Result<()>> {
        Poll::Ready(Ok(()))
    }
}

async fn serve(app: Router) -> Server {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let server = Server::at(format!("http://{}", listener.local_addr().unwrap()));
    tokio::spawn(async move { axum::serve(listener, app).await });
    server
}

#[tokio::test]
async fn s1_a_message_is_written_while_it_comes_and_never_held_whole() {
    let written = Arc::new(Notify::new());
    let heard = Arc::clone(&written);
    // The second part is sent when the first one was written, or never.
    let parts = move || {
        let heard = Arc::clone(&heard);
        stream::iter([false, true]).then(move |second| {
            let heard = Arc::clone(&heard);
            async move {
                if second {
                    heard.notified().await;
                }
                Ok::<_, io::Error>("x".repeat(1_000))
            }
        })
    };
    let server = serve(Router::new().fallback(move || async move { Body::from_stream(parts()) })).await;
    let mut into = Told(Vec::new(), written);
    assert_eq!(mail(&server).mime(MAILBOX, "m-1", &mut into).await.unwrap(), 2_000);
    assert_eq!(into.0.len(), 2_000);
}

#[tokio::test]
async fn s4_a_message_that_goes_on_coming_may_take_longer_than_any_other_answer() {
    // All but messages is never answered.
    let answer = |request: Request| async move {
        if !request.uri().path().ends_with("$value") {
            std::future::pending::<()>().await;
        }
        "Subject: x\r\n\r\n"
    };
    let server = serve(Router::new().fallback(answer)).await;
    let mail = mail(&server).with_patience(Patience { answer: Duration::ZERO, ..AT_ONCE });
    assert_eq!(mail.reachable(MAILBOX).await.unwrap_err().code(), "unreachable");
    assert_eq!(mail.mime(MAILBOX, "m-1", &mut Vec::new()).await.unwrap(), 14);
}

#[tokio::test]
async fn s2_three_messages_of_a_mailbox_come_at_once_never_four_and_other_mailboxes_beside_them() {
    let (most, now) = (Arc::new(AtomicU32::new(0)), Arc::new(AtomicU32::new(0)));
    // Six are answered together or not at all: three of each mailbox.
    let (barrier, most_seen) = (Arc::new(Barrier::new(6)), Arc::clone(&most));
    let answer = move |request: Request| async move {
        let ours = request.uri().path().contains(MAILBOX);
        if ours {
            most.fetch_max(now.fetch_add(1, Ordering::SeqCst) + 1, Ordering::SeqCst);
        }
        barrier.wait().await;
        if ours {
            now.fetch_sub(1, Ordering::SeqCst);
        }
        "Subject: x\r\n\r\n"
    };
    let server = serve(Router::new().fallback(answer)).await;
    let allowance = Allowance::default();
    let readers = [mail(&server).within(&allowance), mail(&server).within(&allowance)];
    let fetch = |turn: usize, mailbox| {
        let mail = &readers[turn % 2];
        async move { mail.mime(mailbox, "m", &mut Vec::new()).await.unwrap() }
    };
    let all = join_all((0..12).flat_map(|turn| [fetch(turn, MAILBOX), fetch(turn, "another")])).await;
    let asked: u32 = readers.iter().map(Mail::requests).sum();
    assert_eq!((all.len(), most_seen.load(Ordering::SeqCst), asked), (24, 3, 24));
}

#[tokio::test]
async fn s4_a_message_that_is_gone_or_cannot_be_read_is_told_after_one_request() {
    let server = Server::start(|_| Reply::error(404, "ErrorItemNotFound", "no")).await;
    assert!(matches!(fetch(&server).await, (Err(MailItemError::Gone), got) if got.is_empty()));
    // Its whole mailbox is away, which says nothing about the message.
    let server = Server::start(|_| Reply::error(404, "MailboxNotEnabledForRESTAPI", "away")).await;
    let (outcome, _) = fetch(&server).await;
    assert!(matches!(outcome, Err(MailItemError::Microsoft(MicrosoftError::Graph { status: 404, .. }))), "{outcome:?}");
    let server = Server::start(|_| Reply::error(500, "ErrorMimeContentConversionFailed", "opaque")).await;
    let (outcome, got) = fetch(&server).await;
    assert!(got.is_empty() && server.asked().len() == 1);
    assert!(matches!(outcome, Err(MailItemError::Unreadable { code }) if code == "ErrorMimeContentConversionFailed"));
}

#[tokio::test]
async fn m7_a_message_that_is_held_back_comes_later() {
    let server = Server::start(|asked| match asked.before {
        0 => Reply::error(429, "ApplicationThrottled", "MailboxConcurrency").with("retry-after", "0"),
        1 => Reply::error(503, "ErrorServerBusy", "busy"),
        _ => mime("Subject: x\r\n\r\n"),
    })
    .await;
    let (outcome, got) = fetch(&server).await;
    assert_eq!((outcome.unwrap(), got.len(), server.asked().len()), (14, 14, 3));
}

#[tokio::test]
async fn s2_a_mailbox_that_is_to_be_left_alone_for_longer_than_anybody_waits_is_asked_for_nothing_in_that_time() {
    let server = Server::start(|asked| match asked.path.contains(MAILBOX) {
        true => Reply::error(429, "ApplicationThrottled", "MailboxRequestRate").with("retry-after", "3600"),
        false => mime("Subject: x\r\n\r\n"),
    })
    .await;
    let mail = mail(&server);
    for _ in 0..3 {
        let error = mail.mime(MAILBOX, "m-1", &mut Vec::new()).await.unwrap_err();
        let MailItemError::Microsoft(MicrosoftError::Throttled { retry_after: Some(wait), .. }) = error else {
            panic!("{error:?}");
        };
        assert!(wait > AT_ONCE.longest_wait, "{wait:?}");
    }
    assert_eq!(server.asked().len(), 1);
    let other = "a1b2c3d4-0000-4000-8000-000000000002";
    assert_eq!(mail.mime(other, "m-1", &mut Vec::new()).await.unwrap(), 14);
}

#[tokio::test]
async fn m7_an_answer_of_somebody_else_is_no_message() {
    for kind in ["text/html; charset=utf-8", "application/json"] {
        let server = Server::start(move |_| mime("Subject: x\r\n\r\n").with("content-type", kind)).await;
        let (outcome, got) = fetch(&server).await;
        assert!(matches!(outcome, Err(MailItemError::Microsoft(MicrosoftError::NotJson { .. }))) && got.is_empty());
    }
    let server = Server::start(|_| mime("")).await;
    assert!(matches!(fetch(&server).await.0, Err(MailItemError::Microsoft(MicrosoftError::Truncated { .. }))));
}

#[tokio::test]
async fn s3_a_message_that_breaks_off_is_an_error_that_passes_and_is_not_gone_on_with() {
    let (server, asked) =
        hang_up_after("HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 100\r\n\r\nSubject").await;
    let (outcome, got) = fetch(&server).await;
    let error = outcome.unwrap_err();
    assert!(error.passes(), "{error:?}");
    assert_eq!((got.as_slice(), asked.load(Ordering::Relaxed)), (&b"Subject"[..], 1));
}

#[tokio::test]
async fn s3_a_disk_that_is_full_is_told_as_such() {
    let server = Server::start(|_| mime("Subject: x\r\n\r\n")).await;
    let mut full = [0; 4];
    let outcome = mail(&server).mime(MAILBOX, "m-1", &mut io::Cursor::new(&mut full[..])).await;
    assert!(matches!(outcome, Err(MailItemError::Write(error)) if error.kind() == io::ErrorKind::WriteZero));
}
