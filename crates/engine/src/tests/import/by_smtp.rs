//! S3, S4: by SMTP one message may be what the archive does not take, or all of them, and what became of one may stay unknown.

mod written;

use std::collections::BTreeSet;
use std::mem;
use std::sync::{Arc, Mutex};

use practice::Arrival;
use store::{ImportId, ImportMailboxState, ImportState};
use tokio::io::{AsyncBufReadExt as _, AsyncWriteExt as _, BufReader};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{Notify, OwnedMutexGuard};

use super::stage::{Import, SOMEBODY, line};
use crate::schedule::Ended;
use crate::tests::stage::DEADLINE;
use crate::{EngineError, ImportError, ImportMailboxes, ImportStatus, ImportWish};

/// Ends an import, and not for good.
pub const NO_ROOM: &str = "452 4.3.1 no room";
/// In another domain than the others.
const ELSEWHERE: &str = "mei.li@larkdeli.example";

/// An archive that takes every message but those with certain texts in them.
#[derive(Clone)]
pub struct Archive {
    port: u16,
    heard: Arc<Mutex<Heard>>,
    gate: Arc<Gate>,
}

/// What stands between the end of a message and the word on it.
#[derive(Default)]
struct Gate {
    shut: Arc<tokio::sync::Mutex<()>>,
    before: Notify,
}

#[derive(Default)]
struct Heard {
    taken: usize,
    /// What it says to the end of the others; nothing: the connection is gone then, and it has them.
    but: Vec<(String, &'static str)>,
    /// These.
    others: Vec<String>,
    /// What it says to recipients with a text in them.
    nobody: Option<(&'static str, &'static str)>,
    /// So often it was asked for these.
    for_nobody: usize,
    /// Who sent messages, whenever it is another one than before, without parameters.
    senders: Vec<String>,
    /// So often somebody came who is not tess with the password "right".
    strangers: usize,
}

impl Archive {
    pub async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let archive = Self { port, heard: Arc::default(), gate: Arc::default() };
        let (heard, gate) = (Arc::clone(&archive.heard), Arc::clone(&archive.gate));
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(session(stream, Arc::clone(&heard), Arc::clone(&gate)));
            }
        });
        archive
    }

    pub fn address(&self) -> String {
        format!("smtp://127.0.0.1:{}?to=journal@archive.example&tls=none", self.port)
    }

    /// The same for its user.
    pub fn address_of_tess(&self) -> String {
        self.address().replace("//", "//tess@")
    }

    pub fn strangers(&self) -> usize {
        self.heard.lock().unwrap().strangers
    }

    /// As long as this is held, it says nothing to the end of a message.
    pub async fn hold(&self) -> OwnedMutexGuard<()> {
        Arc::clone(&self.gate.shut).lock_owned().await
    }

    /// A message waits for its word.
    pub async fn in_hand(&self) {
        tokio::time::timeout(DEADLINE, self.gate.before.notified()).await.expect("a message comes");
    }

    pub fn answers(&self, text: &str, answer: &'static str) {
        self.heard.lock().unwrap().but.push((text.to_owned(), answer));
    }

    fn takes_all(&self) {
        self.heard.lock().unwrap().but.clear();
    }

    fn has_nobody(&self, text: &'static str, answer: &'static str) {
        self.heard.lock().unwrap().nobody = Some((text, answer));
    }

    /// How many it took, and how often it was offered others.
    fn numbers(&self) -> (usize, usize) {
        let heard = self.heard.lock().unwrap();
        (heard.taken, heard.others.len())
    }
}

impl Heard {
    fn answer(&mut self, content: &[u8]) -> &'static str {
        let content = String::from_utf8_lossy(content);
        let Some((_, answer)) = self.but.iter().find(|(text, _)| content.contains(text)) else {
            self.taken += 1;
            return "250 2.0.0 taken";
        };
        self.others.push(content.into_owned());
        answer
    }

    fn recipient(&mut self, line: &[u8]) -> &'static str {
        match self.nobody {
            Some((text, answer)) if String::from_utf8_lossy(line).contains(text) => {
                self.for_nobody += 1;
                answer
            }
            _ => "250 2.1.5 ok",
        }
    }

    fn sender(&mut self, line: &[u8]) -> &'static str {
        let line = String::from_utf8_lossy(line);
        let sender = line.split('>').next().unwrap_or_default().to_owned() + ">";
        if self.senders.last() != Some(&sender) {
            self.senders.push(sender);
        }
        "250 2.1.0 ok"
    }

    fn login(&mut self, line: &[u8]) -> &'static str {
        if line.trim_ascii_end() == b"AUTH PLAIN AHRlc3MAcmlnaHQ=" {
            return "235 2.7.0 welcome";
        }
        self.strangers += 1;
        "535 5.7.8 no"
    }
}

async fn session(stream: TcpStream, heard: Arc<Mutex<Heard>>, gate: Arc<Gate>) -> std::io::Result<()> {
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
        if in_message {
            gate.before.notify_one();
            drop(gate.shut.lock().await);
        }
        let answer = match line.get(..4) {
            _ if mem::take(&mut in_message) => heard.lock().unwrap().answer(&mem::take(&mut content)),
            Some(b"MAIL") => heard.lock().unwrap().sender(&line),
            Some(b"RCPT") => heard.lock().unwrap().recipient(&line),
            Some(b"AUTH") => heard.lock().unwrap().login(&line),
            Some(b"EHLO") => "250-archive.example\r\n250-AUTH PLAIN\r\n250 8BITMIME",
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
pub async fn drafts(import: &Import, archive: &Archive, arrive: u32) -> (ImportId, String) {
    let practice = &import.stage.practice;
    let arrival = Arrival { folder: Some("drafts".to_owned()), count: Some(arrive), ..Arrival::default() };
    let ids = practice.mail_arrive(SOMEBODY, &arrival).unwrap();
    let content = practice.mail_content(SOMEBODY, &ids[ids.len() / 2]).unwrap().unwrap();
    let content = String::from_utf8_lossy(&content);
    let named = content.lines().find(|line| line.to_ascii_lowercase().starts_with("message-id:")).unwrap();
    let wish = ImportWish {
        folders: "drafts".parse().unwrap(),
        sink: archive.address(),
        ..import.wish(ImportMailboxes::These(vec![SOMEBODY.to_owned()]))
    };
    (import.stage.engine.import_start(import.client, wish).await.unwrap(), named.to_owned())
}

/// One more draft.
fn another(import: &Import) {
    let arrival = Arrival { folder: Some("drafts".to_owned()), ..Arrival::default() };
    import.stage.practice.mail_arrive(SOMEBODY, &arrival).unwrap();
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
        // As long as it takes others, every hour counts; within the hour a second run is no second try.
        for _ in 0..2 {
            another(&import);
            assert_eq!(line(&import.run(job).await.unwrap(), SOMEBODY).sums.open, 1);
        }
    }
    import.stage.hand.forward(1);
    another(&import);
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
async fn s4_an_archive_that_takes_none_of_many_stops_the_import_and_a_try_counts_once_a_day_at_most() {
    let (import, archive) = (Import::ready().await, Archive::start().await);
    let (job, _) = drafts(&import, &archive, 35).await;
    archive.answers("", "451 4.3.0 the scanner is away");
    for (hours, most) in [(0, 1), (1, 1), (1, 1), (24, 2)] {
        import.stage.hand.forward(hours);
        let error = import.run(job).await.unwrap_err();
        assert!(matches!(error.origin(), EngineError::Import(ImportError::Sink { .. })), "{error}");
        let open = tries(&import, &import.stage.engine.import_status(job).await.unwrap()).await;
        assert_eq!((open.len() >= 35, open.iter().max()), (true, Some(&most)), "{open:?}");
    }
    archive.takes_all();
    let sums = import.run(job).await.unwrap().total;
    assert_eq!((sums.open, sums.difference(), sums.again), (0, 0, 0), "{sums:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn s4_messages_that_an_archive_never_takes_keep_no_other_from_its_turn_however_many_lie_side_by_side() {
    let (import, archive) = (Import::ready().await, Archive::start().await);
    let (job, _) = drafts(&import, &archive, 40).await;
    archive.answers("", "451 4.3.0 not now");
    import.run(job).await.unwrap_err();
    // It was these thirty alone, and they come first in the mailbox.
    let stubborn: BTreeSet<String> = mem::take(&mut archive.heard.lock().unwrap().others).into_iter().collect();
    assert_eq!((stubborn.len(), archive.numbers().0), (30, 0));
    archive.takes_all();
    stubborn.iter().for_each(|content| archive.answers(content, "451 4.7.1 never"));
    import.stage.hand.forward(1);
    let status = import.run(job).await.unwrap();
    let mailbox = line(&status, SOMEBODY);
    assert!(mailbox.state == ImportMailboxState::Paused && mailbox.sums.imported >= 10, "{mailbox:?}");
    assert_eq!(tries(&import, &status).await, [2; 30], "it takes others: the hour counts");
    // Now it is offered nothing else, and they still have their end.
    for most in [2, 3] {
        assert_eq!(tries(&import, &import.stage.engine.import_status(job).await.unwrap()).await, [most; 30]);
        import.stage.hand.forward(24);
        let error = import.run(job).await.unwrap_err();
        assert!(matches!(error.origin(), EngineError::Import(ImportError::Sink { .. })), "{error}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn s4_while_an_archive_takes_none_of_a_few_messages_a_night_of_it_skips_none() {
    let (import, archive) = (Import::ready().await, Archive::start().await);
    let (job, _) = drafts(&import, &archive, 3).await;
    assert_eq!(import.run(job).await.unwrap().total.open, 0);
    for _ in 0..3 {
        another(&import);
    }
    archive.answers("", "451 4.3.0 the scanner is away");
    for _ in 0..11 {
        import.stage.hand.forward(1);
        let status = import.run(job).await.unwrap();
        let mailbox = line(&status, SOMEBODY);
        assert_eq!((mailbox.state, mailbox.sums.open), (ImportMailboxState::Paused, 3), "{mailbox:?}");
    }
    archive.takes_all();
    let sums = import.run(job).await.unwrap().total;
    assert_eq!((sums.open, sums.skipped(), sums.difference()), (0, 0, 0), "{sums:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn s3_s4_an_archive_whose_answers_are_lost_one_after_the_other_is_sent_nothing_more_before_a_person_has_looked() {
    let (import, archive) = (Import::ready().await, Archive::start().await);
    let (job, lost) = drafts(&import, &archive, 35).await;
    // One lost answer among others that are none is nothing to wait for a person for.
    archive.answers(&lost, "");
    archive.answers("", "451 4.3.0 the scanner is away");
    let error = import.run(job).await.unwrap_err();
    assert_eq!((error.fault().code.as_str(), Ended::of(&error, 1)), ("import-sink", Ended::Failed(1)), "{error}");
    archive.takes_all();
    archive.answers("", "");
    archive.heard.lock().unwrap().others.clear();
    let error = import.run(job).await.unwrap_err();
    assert!(matches!(error.origin(), EngineError::Import(ImportError::Unanswered { messages: 30, .. })), "{error}");
    assert_eq!(
        (error.fault().code.as_str(), Ended::of(&error, 1)),
        ("import-unanswered", Ended::NeedsPerson),
        "{error}"
    );
    assert_eq!(archive.numbers().1, 30, "each once");
    archive.takes_all();
    let sums = import.run(job).await.unwrap().total;
    assert_eq!((sums.open, sums.skipped(), sums.difference()), (0, 0, 0), "{sums:?}");
    assert!(sums.again >= 30, "told: {sums:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn s4_a_mailbox_whose_domain_the_archive_does_not_know_is_refused_and_the_others_are_imported() {
    let (import, archive) = (Import::ready().await, Archive::start().await);
    let wish = ImportWish {
        sink: format!("smtp://127.0.0.1:{}?to={{domain}}@archive.invalid&tls=none", archive.port),
        ..import.wish(ImportMailboxes::These(vec![SOMEBODY.to_owned(), ELSEWHERE.to_owned()]))
    };
    let job = import.stage.engine.import_start(import.client, wish.clone()).await.unwrap();
    archive.has_nobody("<larkdeli.example@archive.invalid>", "550 5.1.1 unknown");
    let status = import.run(job).await.unwrap();
    let (taken, waits) = (line(&status, SOMEBODY), line(&status, ELSEWHERE));
    assert_eq!((taken.sums.open, taken.sums.difference()), (0, 0), "{taken:?}");
    assert_eq!((waits.state, waits.sums.imported), (ImportMailboxState::Refused, 0), "{waits:?}");
    assert_eq!(status.job.state, ImportState::Ended, "nobody asks again for what was said for good");
    let why = "journal-refused: the archive takes no mail to larkdeli.example@archive.invalid: 550 5.1.1 unknown";
    assert_eq!(waits.reason.as_deref(), Some(why));
    assert_eq!(archive.heard.lock().unwrap().for_nobody, 1, "it said so for good, and need not say it of each message");
    assert!(tries(&import, &status).await.is_empty() && waits.sums.open > 1, "{waits:?}");

    // Where it takes nobody's mail, it is told of the archive.
    archive.has_nobody("@archive.invalid>", "450 4.2.0 greylisted");
    let alone = ImportWish {
        mailboxes: ImportMailboxes::These(vec![ELSEWHERE.to_owned()]),
        folders: "inbox".parse().unwrap(),
        ..wish
    };
    let alone = import.stage.engine.import_start(import.client, alone).await.unwrap();
    let error = import.run(alone).await.unwrap_err();
    let whole = matches!(error.origin(), EngineError::Import(ImportError::Sink { cause, .. }) if cause.contains("450"));
    assert!(whole, "{error}");
    archive.heard.lock().unwrap().nobody = None;
    let sums = import.run(job).await.unwrap().total;
    assert_eq!((sums.open, sums.difference(), sums.again), (0, 0, 0), "{sums:?}");
}
