//! A client whose application may read mail, an archive on disk, and what is in both.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use practice::{Consent, Person};
use sha2::{Digest as _, Sha256};
use store::{ClientId, ImportId};
use tokio_util::sync::CancellationToken;

use crate::tests::stage::{ADMIN, DEADLINE, Stage};
use crate::{
    AppStep, Engine, EngineError, FolderRule, ImportMailboxes, ImportStatus, ImportWish, MailboxImport, WishedHours,
};

/// A shared mailbox.
pub const SOMEBODY: &str = "info@larkfield.example";

pub struct Import {
    pub stage: Stage,
    pub client: ClientId,
    archive: tempfile::TempDir,
}

impl Import {
    /// Read, and nobody may read its mail yet.
    pub async fn without_app() -> Self {
        let (stage, client) = Stage::fetched().await;
        Self { stage, client, archive: tempfile::tempdir().unwrap() }
    }

    /// Every mailbox may be read.
    pub async fn ready() -> Self {
        let import = Self::without_app().await;
        import.app(AppStep::Register { everywhere: true }).await.unwrap();
        import
    }

    /// An administrator signs in for a step, and it is done.
    pub async fn app(&self, step: AppStep) -> Result<(), EngineError> {
        let engine = &self.stage.engine;
        let waiting = engine.import_app_sign_in(self.client, step).await?;
        let address = waiting.address();
        let admin = Person { account: ADMIN.to_owned(), consent: Consent::Accept };
        let done = Box::pin(engine.import_app_step(waiting, CancellationToken::new()));
        let both = async { tokio::join!(done, practice::play(address.expose(), &admin)) };
        let (done, page) = tokio::time::timeout(DEADLINE, both).await.expect("the sign-in ends");
        page.unwrap();
        done
    }

    pub fn root(&self) -> &Path {
        self.archive.path()
    }

    pub fn wish(&self, mailboxes: ImportMailboxes) -> ImportWish {
        ImportWish {
            mailboxes,
            since: None,
            until: None,
            folders: "all".parse::<FolderRule>().unwrap(),
            sink: format!("maildir:{}", self.root().display()),
            password: None,
            hours: WishedHours::Kept,
        }
    }

    pub async fn begin(&self, mailboxes: ImportMailboxes) -> ImportId {
        self.stage.engine.import_start(self.client, self.wish(mailboxes)).await.unwrap()
    }

    /// Runs it to its end.
    pub async fn run(&self, job: ImportId) -> Result<ImportStatus, EngineError> {
        let run = self.stage.engine.import_run(job);
        tokio::time::timeout(DEADLINE * 2, run).await.expect("the import ends")?;
        self.stage.engine.import_status(job).await
    }

    /// Messages of a mailbox on the server, by the SHA-256 of their content; those without are counted.
    pub fn source(&self, mailbox: &str) -> (BTreeMap<String, u32>, u64) {
        let (mut contents, mut unreadable) = (BTreeMap::new(), 0);
        for message in self.stage.practice.mail_truth(mailbox).unwrap() {
            match message.mime {
                Some((_, hash)) => *contents.entry(hash).or_default() += 1,
                None => unreadable += 1,
            }
        }
        (contents, unreadable)
    }

    /// The files of a mailbox in the archive, by the SHA-256 of their content.
    pub fn delivered(&self, mailbox: &str) -> BTreeMap<String, u32> {
        let mut contents = BTreeMap::new();
        for file in files(&self.maildir(mailbox)) {
            let hash = Sha256::digest(std::fs::read(file).unwrap());
            let hash = hash.iter().fold(String::new(), |mut text, byte| {
                write!(text, "{byte:02x}").unwrap();
                text
            });
            *contents.entry(hash).or_default() += 1;
        }
        contents
    }

    pub fn maildir(&self, mailbox: &str) -> PathBuf {
        let (local, domain) = mailbox.rsplit_once('@').unwrap();
        self.root().join(domain.to_lowercase()).join(local.to_lowercase()).join("Maildir")
    }

    /// Every content of the server is in the archive once, and the numbers say so.
    pub fn agrees(&self, mailbox: &MailboxImport) {
        let (source, unreadable) = self.source(&mailbox.address);
        let delivered = self.delivered(&mailbox.address);
        let once: BTreeMap<String, u32> = source.keys().map(|hash| (hash.clone(), 1)).collect();
        let missing: Vec<_> = once.keys().filter(|hash| !delivered.contains_key(*hash)).collect();
        assert!(missing.is_empty(), "{}: {} are missing", mailbox.address, missing.len());
        assert!(delivered.values().all(|times| *times == 1), "{}: something is there twice", mailbox.address);
        let sums = &mailbox.sums;
        let there = u64::from(source.values().sum::<u32>());
        assert_eq!(sums.server(), there + unreadable, "{}: {sums:?}", mailbox.address);
        assert_eq!((sums.difference(), sums.skipped(), sums.open), (0, unreadable, 0), "{}: {sums:?}", mailbox.address);
    }
}

fn files(maildir: &Path) -> Vec<PathBuf> {
    let read =
        |name: &str| std::fs::read_dir(maildir.join(name)).into_iter().flatten().map(|entry| entry.unwrap().path());
    read("new").chain(read("cur")).collect()
}

/// The mailbox of an import with this address.
pub fn line<'a>(status: &'a ImportStatus, address: &str) -> &'a MailboxImport {
    status.mailboxes.iter().find(|mailbox| mailbox.address == address).unwrap()
}

/// The keys of an engine's vault that imports need, in that of the next: memory forgets them with the program.
pub async fn same_keys(from: &Engine, to: &Engine) {
    for client in from.clients().await.unwrap() {
        let key = crate::import::app_key(client.record.id);
        let kept = from.0.vault.get(&key).await.unwrap().unwrap();
        to.0.vault.put(&key, &kept).await.unwrap();
    }
}
