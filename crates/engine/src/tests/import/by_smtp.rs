//! S3, S4: by SMTP one message may be what the archive does not take, or all of them, and what became of one may stay unknown.

use std::mem;
use std::sync::{Arc, Mutex};

use practice::Arrival;
use store::{ImportId, ImportMailboxState};
use tokio::io::{AsyncBufReadExt as _, AsyncWriteExt as _, BufReader};
use tokio::net::{TcpListener, TcpStream};

use super::stage::{Import, SOMEBODY, line};
use crate::{EngineError, ImportError, ImportMailboxes, ImportStatus, ImportWish};

/// An archive that takes every message but those with a certain text in them.
#[derive(Clone)]
struct Archive {
    port: u16,
    heard: Arc<Mutex<Heard>>,
}

#[derive(Default)]
struct Heard {
    taken: usize,
    /// What it says to the end of the others; nothing: the connection is gone then, and it has them.
    but: Option<(String, &'static str)>,
    others: usize,
}

impl Archive {
    async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let archive = Self { port: listener.local_addr().unwrap().port(), heard: Arc::default() };
        let heard = Arc::clone(&archive.heard);
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(session(stream, Arc::clone(&heard)));
            }
        });
        archive
    }

    fn answers(&self, text: &str, answer: &'static str) {
        self.heard.lock().unwrap().but = Some((text.to_owned(), answer));
    }

    fn takes_all(&self) {
        self.heard.lock().unwrap().but = None;
    }

    /// How many it took, and how often it was offered others.
    fn numbers(&self) -> (usize, usize) {
        let heard = self.heard.lock().unwrap();
        (heard.taken, heard.others)
    }
}

impl Heard {
    fn answer(&mut self, content: &[u8]) -> &'static str {
        match &self.but {
            Some((text, answer)) if String::from_utf8_lossy(content).contains(text) => {
                self.others += 1;
                *answer
            }
            _ => {
                self.taken += 1;
                "250 2.0.0 taken"
            }
        }
    }
}

async fn session(stream: TcpStream, heard: Arc<Mutex<Heard>>) -> std::io::Result<()> {
    let (mut stream, mut content, mut in_message) = (BufReader::new(stream), Vec::new(), false);
    stream.write_all(b"220 archive.example ESMTP\r\n").await?;
    loop {
        let mut line = Vec::new();
        if stream.read_until(b'\n', &mut line).await? == 0 {
            return Ok(());
        }
        if in_message && line != b".\r\n" {
            content.append(&mut line);
            continue;
        }
        let answer = match line.get(..4) {
            _ if mem::take(&mut in_message) => heard.lock().unwrap().answer(&mem::take(&mut content)),
            Some(b"EHLO") => "250-archive.example\r\n250 8BITMIME",
            Some(b"DATA") => {
                in_message = true;
                "354 go on"
            }
            _ => "250 2.0.0 ok",
        };
        if answer.is_empty() {
            return Ok(());
        }
        stream.write_all(format!("{answer}\r\n").as_bytes()).await?;
    }
}

/// An import of somebody's drafts, among which so many have just come, and the Message-ID of one of these.
async fn drafts(import: &Import, archive: &Archive, arrive: u32) -> (ImportId, String) {
    let practice = &import.stage.practice;
    let arrival = Arrival { folder: Some("drafts".to_owned()), count: Some(arrive), ..Arrival::default() };
    let ids = practice.mail_arrive(SOMEBODY, &arrival).unwrap();
    let content = practice.mail_content(SOMEBODY, &ids[ids.len() / 2]).unwrap().unwrap();
    let content = String::from_utf8_lossy(&content);
    let named = content.lines().find(|line| line.to_ascii_lowercase().starts_with("message-id:")).unwrap();
    let wish = ImportWish {
        folders: "drafts".parse().unwrap(),
        sink: format!("smtp://127.0.0.1:{}?to=journal@archive.example&tls=none", archive.port),
        ..import.wish(ImportMailboxes::These(vec![SOMEBODY.to_owned()]))
    };
    (import.stage.engine.import_start(import.client, wish).await.unwrap(), named.to_owned())
}

async fn tries(import: &Import, status: &ImportStatus) -> Vec<u32> {
    let mailbox = line(status, SOMEBODY).id;
    let open = import.stage.engine.stored(move |store| store.import_next(mailbox, None, 200)).await.unwrap();
    open.into_iter().map(|message| message.tries).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn s3_s4_a_message_that_the_archive_never_takes_holds_up_no_other_and_is_skipped_in_the_end() {
    let (import, archive) = (Import::ready().await, Archive::start().await);
    let (job, stubborn) = drafts(&import, &archive, 3).await;
    archive.answers(&stubborn, "451 4.7.1 try again later");
    let first = import.run(job).await.unwrap();
    let mailbox = line(&first, SOMEBODY);
    assert_eq!((mailbox.state, mailbox.sums.open), (ImportMailboxState::Paused, 1), "{mailbox:?}");
    assert!(mailbox.reason.as_ref().unwrap().starts_with("smtp-451: "), "{mailbox:?}");
    assert_eq!(u64::try_from(archive.numbers().0).unwrap(), mailbox.sums.imported, "all the others are there");
    assert!(mailbox.sums.imported >= 2, "{mailbox:?}");
    for _ in 0..8 {
        import.stage.hand.forward(1);
        for _ in 0..2 {
            assert_eq!(line(&import.run(job).await.unwrap(), SOMEBODY).sums.open, 1);
        }
    }
    import.stage.hand.forward(1);
    import.run(job).await.unwrap();
    let last = import.run(job).await.unwrap();
    let mailbox = line(&last, SOMEBODY);
    assert_eq!((mailbox.state, mailbox.sums.open), (ImportMailboxState::Exceptions, 0), "{mailbox:?}");
    assert_eq!(mailbox.sums.skipped.get("smtp-451"), Some(&1), "{mailbox:?}");
    assert_eq!(mailbox.sums.again, 0, "the archive said each time that it does not have it");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn s3_s4_a_message_whose_answer_is_lost_is_offered_once_a_run_and_told_as_perhaps_there_twice() {
    let (import, archive) = (Import::ready().await, Archive::start().await);
    let (job, lost) = drafts(&import, &archive, 3).await;
    archive.answers(&lost, "");
    for run in 1..=2 {
        let status = import.run(job).await.unwrap();
        let mailbox = line(&status, SOMEBODY);
        assert!(mailbox.reason.as_ref().unwrap().starts_with("unanswered: "), "{mailbox:?}");
        assert_eq!((mailbox.sums.open, archive.numbers().1, mailbox.sums.again), (1, run, run as u64 - 1));
    }
    archive.takes_all();
    let status = import.run(job).await.unwrap();
    let sums = &line(&status, SOMEBODY).sums;
    assert_eq!((sums.open, sums.difference(), sums.again), (0, 0, 2), "{sums:?}");
    assert_eq!(status.total.again, 2);
    assert_eq!(import.stage.engine.import_overview_of(job).await.unwrap().total.again, 2);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn s4_an_archive_that_takes_none_of_many_stops_the_import_and_no_try_counts() {
    let (import, archive) = (Import::ready().await, Archive::start().await);
    let (job, _) = drafts(&import, &archive, 35).await;
    archive.answers("", "451 4.3.0 the scanner is away");
    for _ in 0..2 {
        let error = import.run(job).await.unwrap_err();
        assert!(matches!(error.origin(), EngineError::Import(ImportError::Sink { .. })), "{error}");
        import.stage.hand.forward(1);
    }
    let status = import.stage.engine.import_status(job).await.unwrap();
    let open = tries(&import, &status).await;
    assert!(open.len() >= 35 && open.iter().all(|tries| *tries == 0), "{open:?}");
    archive.takes_all();
    let sums = import.run(job).await.unwrap().total;
    assert_eq!((sums.open, sums.difference(), sums.again), (0, 0, 0), "{sums:?}");
}
