//! A journal address: what is said to a real server, and what its answers mean.

use std::path::Path;

use archive::{Concern, Delivered, Limits, Sink, SinkError};
use secrecy::SecretString;
use tempfile::TempDir;

use crate::{
    ANN, deliver, message,
    peer::{Manner, Peer, Taken},
    spooled,
};

const USUAL: [&str; 3] = ["SIZE 1000000", "8BITMIME", "AUTH PLAIN LOGIN"];

struct World {
    peer: Peer,
    scratch: TempDir,
}

impl World {
    async fn new(manner: Manner) -> Self {
        Self { peer: Peer::start(manner).await, scratch: tempfile::tempdir().unwrap() }
    }

    async fn with(extensions: &[&'static str], answers: &[(&'static str, &'static str)]) -> Self {
        Self::new(Manner { extensions: extensions.to_vec(), answers: answers.to_vec(), implicit: false }).await
    }

    fn sink_at(&self, scheme: &str, rest: &str, password: Option<&str>) -> Sink {
        let user = password.map_or("", |_| "tenantry@");
        let address = format!("{scheme}://{user}127.0.0.1:{}?to=journal@archive.example{rest}", self.peer.port);
        let scratch = self.scratch.path().join("spool");
        Sink::open(&address.parse().unwrap(), password.map(SecretString::from), &scratch).unwrap()
    }

    fn sink(&self) -> Sink {
        self.sink_at("smtp", "&tls=none", None)
    }

    fn contents(&self) -> Vec<String> {
        self.peer.taken().into_iter().map(|taken| taken.content).collect()
    }

    fn trusted(&self) -> String {
        format!("&ca={}", self.peer.certificate.display())
    }
}

#[tokio::test]
async fn s1_each_message_is_one_transaction_over_a_connection_that_is_kept() {
    let world = World::with(&USUAL, &[]).await;
    let sink = world.sink();
    let contents = ["Subject: one\r\n\r\n.\r\n..dots\r\n.", "Subject: two\r\n\r\nend\r\n", ".begins with a dot\r\n"];
    for content in contents {
        assert_eq!(deliver(&sink, ANN, content.as_bytes()).await.unwrap(), Delivered::New);
    }
    sink.close().await;
    assert_eq!(world.peer.connections(), 1);
    let kept: Vec<_> = contents.iter().map(|content| format!("{}\r\n", content.trim_end_matches("\r\n"))).collect();
    assert_eq!(world.contents(), kept);
    let Taken { from, to, protected, .. } = world.peer.taken().remove(0);
    assert_eq!((from.as_str(), to.as_str(), protected), ("", "journal@archive.example", false));
    assert_eq!(world.peer.heard("MAIL")[1], "MAIL FROM:<> SIZE=19");
    assert_eq!(world.peer.heard("QUIT").len(), 1);
    assert_eq!(std::fs::read_dir(world.scratch.path().join("spool")).unwrap().count(), 0, "nothing is left");
}

#[tokio::test]
async fn s1_the_envelope_is_the_one_of_the_address_and_a_domain_has_its_own_journal() {
    let world = World::with(&USUAL, &[]).await;
    let address =
        format!("smtp://127.0.0.1:{}?to={{domain}}@archive.invalid&from=msp@larkfield.example", world.peer.port);
    let sink = Sink::open(&address.parse().unwrap(), None, world.scratch.path()).unwrap();
    deliver(&sink, "Ann@b\u{fc}cher.example", b"x").await.unwrap();
    let taken = world.peer.taken().remove(0);
    assert_eq!(
        (taken.from.as_str(), taken.to.as_str()),
        ("msp@larkfield.example", "xn--bcher-kva.example@archive.invalid")
    );
}

#[tokio::test]
async fn s3_what_a_server_refuses_for_good_is_the_message_when_it_is_its_content_or_size_and_else_the_archive() {
    let (message, sink) = (Concern::Message, Concern::Sink);
    let cases = [
        (
            ".",
            "554 5.6.0 no such content",
            message,
            "smtp-554",
            "the archive refuses the message: 554 5.6.0 no such content",
        ),
        (
            ".",
            "552 5.2.2 mailbox full",
            sink,
            "archive-refuses",
            "the archive refuses the message: 552 5.2.2 mailbox full",
        ),
        (".", "554 5.7.1 a virus", message, "smtp-554", "the archive refuses the message: 554 5.7.1 a virus"),
        ("MAIL", "552 5.3.1 full", sink, "archive-refuses", "the archive refuses the sender: 552 5.3.1 full"),
        ("RCPT", "552 too large", message, "smtp-552", "the archive refuses the message: 552 too large"),
        (
            ".",
            "452 4.3.1 disk full",
            sink,
            "archive-not-ready",
            "the archive asks to try again later: 452 4.3.1 disk full",
        ),
        ("MAIL", "552 5.3.4 too large", message, "smtp-552", "the archive refuses the message: 552 5.3.4 too large"),
        ("MAIL", "550 5.7.1 not you", sink, "archive-refuses", "the archive refuses the sender: 550 5.7.1 not you"),
        (
            "RCPT",
            "550 5.1.1 unknown",
            sink,
            "archive-refuses",
            "the archive refuses the journal address: 550 5.1.1 unknown",
        ),
        (
            "RCPT",
            "450 4.2.0 greylisted",
            sink,
            "archive-not-ready",
            "the archive asks to try again later: 450 4.2.0 greylisted",
        ),
        ("DATA", "503 5.5.1 no", sink, "archive-refuses", "the archive refuses the content: 503 5.5.1 no"),
    ];
    for (verb, answer, concern, code, words) in cases {
        let world = World::with(&USUAL, &[(verb, answer)]).await;
        let sink = world.sink();
        let refused = deliver(&sink, ANN, b"one").await.unwrap_err();
        assert_eq!((refused.concern(), &*refused.code()), (concern, code), "{answer}");
        assert_eq!(refused.permanent(), concern == Concern::Message, "{answer}");
        assert_eq!(refused.to_string(), words);
        deliver(&sink, ANN, b"two").await.unwrap();
        assert_eq!(
            (world.contents(), world.peer.connections()),
            (vec!["two\r\n".to_owned()], 1),
            "{answer}: it goes on"
        );
    }
}

#[tokio::test]
async fn s4_a_journal_address_that_the_server_does_not_take_is_the_matter_of_its_domains_mailboxes_alone() {
    let (bob, journal) = ("bob@elsewhere.example", "elsewhere.example@archive.invalid");
    for (answer, for_good) in [("550 5.1.1 unknown", true), ("450 4.2.0 greylisted", false)] {
        let world = World::with(&USUAL, &[("RCPT", answer)]).await;
        let address = format!("smtp://127.0.0.1:{}?to={{domain}}@archive.invalid&tls=none", world.peer.port);
        let sink = Sink::open(&address.parse().unwrap(), None, world.scratch.path()).unwrap();
        let refused = deliver(&sink, bob, b"one").await.unwrap_err();
        assert_eq!((refused.concern(), &*refused.code()), (Concern::Mailbox, "journal-refused"), "{answer}");
        assert_eq!((refused.permanent(), refused.for_good()), (false, for_good), "{answer}");
        assert_eq!(refused.to_string(), format!("the archive takes no mail to {journal}: {answer}"));
        deliver(&sink, ANN, b"two").await.unwrap();
        assert_eq!((world.contents(), world.peer.connections()), (vec!["two\r\n".to_owned()], 1), "{answer}");
    }
    // What is said to everybody is no domain's matter.
    let world = World::with(&USUAL, &[("MAIL", "550 5.7.1 not you")]).await;
    let address = format!("smtp://127.0.0.1:{}?to={{domain}}@archive.invalid&tls=none", world.peer.port);
    let sink = Sink::open(&address.parse().unwrap(), None, world.scratch.path()).unwrap();
    assert_eq!(deliver(&sink, bob, b"one").await.unwrap_err().concern(), Concern::Sink);
}

#[tokio::test]
async fn s4_an_archive_that_refuses_message_after_message_is_what_is_told_before_the_whole_mailbox_is_skipped() {
    let mut answers = vec![(".", "552 too large"); 19];
    answers.push((".", "250 taken"));
    answers.extend([(".", "552 too large"); 21]);
    let world = World::with(&USUAL, &answers).await;
    let sink = world.sink();
    for taken in [true, false] {
        for n in 0..19 {
            let refused = deliver(&sink, ANN, b"one").await.unwrap_err();
            assert!(refused.permanent() && !refused.needs_person(), "{n}: {refused}");
        }
        if taken {
            deliver(&sink, ANN, b"one that is taken begins the count anew").await.unwrap();
        }
    }
    for _ in 0..2 {
        let all = deliver(&sink, ANN, b"one").await.unwrap_err();
        assert_eq!((all.concern(), all.needs_person()), (Concern::Sink, true));
        assert_eq!(
            all.to_string(),
            "the archive refused 20 messages one after the other and took none in between, the last with: 552 too large"
        );
    }
}

#[tokio::test]
async fn s3_the_same_message_is_tried_again_as_it_was() {
    let world = World::with(&USUAL, &[(".", "451 4.3.0 later")]).await;
    let sink = world.sink();
    let one = spooled(&sink, ANN, b"one").await.unwrap();
    sink.deliver(&message(ANN, &one)).await.unwrap_err();
    sink.deliver(&message(ANN, &one)).await.unwrap();
    assert_eq!(world.contents(), ["one\r\n"]);
}

#[tokio::test]
async fn s1_how_large_a_message_may_be_is_known_before_and_a_larger_one_is_not_begun() {
    for (size, largest) in [("SIZE 10", Some(10)), ("size 10", Some(10)), ("SIZE 0", None), ("SIZE", None)] {
        let world = World::with(&[size], &[]).await;
        let sink = world.sink();
        assert_eq!(sink.check().await.unwrap(), Limits { largest, free: None }, "{size}");
        let sent = deliver(&sink, ANN, b"eleven bytes").await;
        if largest.is_none() {
            sent.unwrap();
            continue;
        }
        let refused = sent.unwrap_err();
        assert_eq!(refused.to_string(), "the message has 12 bytes, and the archive takes no more than 10");
        assert!(refused.permanent());
        assert_eq!(world.peer.heard("MAIL"), Vec::<String>::new());
    }
    let world = World::with(&[], &[]).await;
    deliver(&world.sink(), ANN, b"x").await.unwrap();
    assert_eq!(world.peer.heard("MAIL"), ["MAIL FROM:<>"], "no size for a server that knows none");
}

#[tokio::test]
async fn s1_bytes_beyond_ascii_go_to_servers_that_take_them_alone() {
    let world = World::with(&["8BITMIME"], &[]).await;
    deliver(&world.sink(), ANN, "gr\u{fc}n".as_bytes()).await.unwrap();
    assert_eq!(
        (world.peer.heard("MAIL"), world.contents()),
        (vec!["MAIL FROM:<> BODY=8BITMIME".to_owned()], vec!["gr\u{fc}n\r\n".to_owned()])
    );
    let world = World::with(&[], &[]).await;
    let refused = deliver(&world.sink(), ANN, "gr\u{fc}n".as_bytes()).await.unwrap_err();
    assert!(refused.permanent() && refused.code() == "unsendable", "{refused}");
}

#[tokio::test]
async fn s3_a_connection_that_the_server_let_go_meanwhile_costs_nothing() {
    for goes in ["", "421 4.4.2 timeout"] {
        let world = World::with(&USUAL, &[("CONNECT", "220 hello"), (".", "250 ok"), ("MAIL", goes)]).await;
        let sink = world.sink();
        for content in ["one", "two"] {
            assert_eq!(deliver(&sink, ANN, content.as_bytes()).await.unwrap(), Delivered::New);
        }
        assert_eq!(world.contents(), ["one\r\n", "two\r\n"]);
        assert_eq!(world.peer.connections(), 2);
    }
}

#[tokio::test]
async fn s3_when_the_answer_to_a_message_is_lost_the_archive_may_have_it_and_it_is_not_refused() {
    let world = World::with(&USUAL, &[(".", "")]).await;
    let sink = world.sink();
    let lost = deliver(&sink, ANN, b"one").await.unwrap_err();
    assert!(matches!(lost, SinkError::Unanswered { .. }) && !lost.permanent(), "{lost:?}");
    assert_eq!((&*lost.code(), lost.concern(), lost.may_have_taken()), ("unanswered", Concern::Message, true));
    deliver(&sink, ANN, b"one").await.unwrap();

    let world = World::with(&USUAL, &[("DATA", "")]).await;
    let broken = world.sink();
    let broken = deliver(&broken, ANN, b"one").await.unwrap_err();
    assert_eq!((&*broken.code(), broken.concern(), broken.may_have_taken()), ("archive-broken", Concern::Sink, false));
}

#[tokio::test]
async fn s3_what_a_server_does_not_take_now_once_it_has_seen_it_is_the_message_and_the_next_one_is_taken() {
    for answer in ["451 4.7.1 try again later", "450 4.6.0 scanning failed", "421 4.3.0 scanning failed"] {
        let world = World::with(&USUAL, &[(".", answer)]).await;
        let sink = world.sink();
        let put_off = deliver(&sink, ANN, b"one").await.unwrap_err();
        assert_eq!((put_off.concern(), put_off.permanent()), (Concern::Message, false), "{answer}");
        assert_eq!(put_off.code(), format!("smtp-{}", &answer[..3]));
        assert_eq!(put_off.to_string(), format!("the archive does not take the message now: {answer}"));
        assert!(!put_off.may_have_taken(), "it said that it did not");
        deliver(&sink, ANN, b"two").await.unwrap();
        assert_eq!(world.contents(), ["two\r\n"], "{answer}");
    }
}

#[tokio::test]
async fn s1_mail_and_password_go_over_tls_or_not_at_all() {
    let world = World::with(&["STARTTLS", "AUTH PLAIN"], &[]).await;
    let required = format!("&tls=required{}", world.trusted());
    deliver(&world.sink_at("smtp", &required, Some("geheim")), ANN, b"one").await.unwrap();
    assert!(world.peer.taken()[0].protected);
    let order: Vec<_> = world.peer.heard("").iter().map(|line| line[..4].to_owned()).collect();
    assert_eq!(order, ["EHLO", "STAR", "EHLO", "AUTH", "EHLO", "MAIL", "RCPT", "DATA"]);

    let plain = World::with(&["AUTH PLAIN"], &[]).await;
    let refused = plain.sink_at("smtp", "&tls=required", Some("geheim")).check().await.unwrap_err();
    assert!(matches!(&refused, SinkError::Tls { words, .. } if words == "it does not offer STARTTLS"), "{refused}");
    assert_eq!(plain.peer.heard("AUTH"), Vec::<String>::new());

    let strange = World::with(&["STARTTLS"], &[]).await;
    let refused = strange.sink_at("smtp", "&tls=required", None).check().await.unwrap_err();
    assert!(matches!(refused, SinkError::Tls { .. }) && refused.code() == "archive-tls", "{refused:?}");
    // Within this machine what would go plain may go unchecked.
    deliver(&strange.sink_at("smtp", "", None), ANN, b"one").await.unwrap();
    assert!(strange.peer.taken()[0].protected);
}

#[tokio::test]
async fn s1_a_server_that_speaks_tls_from_the_first_byte_is_checked_the_same() {
    let world = World::new(Manner { implicit: true, ..Manner::default() }).await;
    let refused = world.sink_at("smtps", "", None).check().await.unwrap_err();
    assert!(matches!(refused, SinkError::Tls { .. }), "{refused:?}");
    deliver(&world.sink_at("smtps", &world.trusted(), None), ANN, b"one").await.unwrap();
    assert!(world.peer.taken()[0].protected);
    let missing = world.scratch.path().join("none.pem");
    let address = format!("smtps://x.example?to=j@x.example&ca={}", missing.display());
    let refused = Sink::open(&address.parse().unwrap(), None, Path::new("/")).unwrap_err();
    assert!(matches!(refused, SinkError::Certificate { .. }), "{refused:?}");
}

#[tokio::test]
async fn b7_a_login_that_is_refused_is_told_without_the_password() {
    let world = World::with(&USUAL, &[("AUTH", "535 5.7.8 no")]).await;
    let sink = world.sink_at("smtp", "", Some("geheim"));
    let refused = deliver(&sink, ANN, b"one").await.unwrap_err();
    assert_eq!(refused.to_string(), "the archive does not accept the login: 535 5.7.8 no");
    assert_eq!((refused.concern(), &*refused.code()), (Concern::Sink, "archive-login"));
    assert!(!format!("{refused:?} {sink:?}").contains("geheim"));
    let address = format!("smtp://tenantry@127.0.0.1:{}?to=j@x.example", world.peer.port);
    let refused = Sink::open(&address.parse().unwrap(), None, Path::new("/")).unwrap_err();
    assert_eq!(refused.to_string(), "the archive's user tenantry needs a password");
    let none = World::with(&[], &[]).await;
    let refused = none.sink_at("smtp", "", Some("geheim")).check().await.unwrap_err();
    assert!(matches!(refused, SinkError::Login { .. }), "{refused:?}");
}

#[tokio::test]
async fn b8_a_server_that_is_not_there_or_not_ready_is_named() {
    let gone = std::net::TcpListener::bind(("127.0.0.1", 0)).unwrap().local_addr().unwrap();
    let address = format!("smtp://{gone}?to=j@x.example");
    let scratch = tempfile::tempdir().unwrap();
    let refused = Sink::open(&address.parse().unwrap(), None, scratch.path()).unwrap().check().await.unwrap_err();
    assert!(matches!(&refused, SinkError::Unreachable { server, .. } if *server == gone.to_string()), "{refused:?}");
    for (greeting, code) in
        [("554 5.3.2 not here", "archive-refuses"), ("421 4.3.2 busy", "archive-not-ready"), ("", "archive-broken")]
    {
        let world = World::with(&[], &[("CONNECT", greeting)]).await;
        let refused = world.sink().check().await.unwrap_err();
        assert_eq!((&*refused.code(), refused.permanent()), (code, false), "{refused:?}");
    }
}
