//! The import of existing mail, as a script sees it (M8, S1 to S4).

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use engine::{
    AppStep, ClientId, EngineError, FolderRule, ImportAccess, ImportCertificate, ImportEstimate, ImportId,
    ImportMailboxId, ImportMailboxState, ImportMailboxes, ImportPart, ImportSignIn, ImportStatus, ImportWish,
    NotReached, QuietHours, Sums, WishedHours,
};
use serde::Serialize;
use tokio_util::sync::CancellationToken;

use super::csv::unwritten;
use super::imports::{ImportHead, state_word};
use crate::open::Secret;
use crate::{
    Api,
    ask::language,
    dto::{ClientRef, Exit, ImportRoomView, PackLanguage, Problem},
    view::{import_room, usage},
};

/// What a script wants imported.
#[derive(Debug, Default)]
pub struct ImportRequest {
    /// `all`, or addresses separated by commas.
    pub mailboxes: String,
    /// The archive: `maildir:DIR` or `smtp://…`.
    pub to: String,
    /// The first day, `YYYY-MM-DD`.
    pub since: Option<String>,
    /// The last day.
    pub until: Option<String>,
    /// `usual`, `all`, or folders.
    pub folders: Option<String>,
    /// Of the archive, where it wants one.
    pub password: Option<Secret>,
}

/// The certificate's files that a script wants.
#[derive(Debug, Default)]
pub struct ImportFiles {
    /// The lists, into this folder.
    pub lists: Option<PathBuf>,
    /// The document, as this file.
    pub pdf: Option<PathBuf>,
    /// Its language; else that of the client's options.
    pub language: Option<PackLanguage>,
    /// It is about this mailbox alone.
    pub only: Option<String>,
}

/// An import in numbers.
#[derive(Debug, Clone, Serialize)]
pub struct ImportResult {
    /// Its id.
    pub import: u32,
    /// `running`, `paused` or `ended`.
    pub state: &'static str,
    /// Every mailbox was read and the numbers of each agree.
    pub complete: bool,
    /// The archive.
    pub to: String,
    /// Messages received at this moment or later.
    pub since: Option<String>,
    /// Messages received before this moment.
    pub until: Option<String>,
    /// The folders.
    pub folders: String,
    /// Messages are read in these hours of the client's zone only.
    pub hours: Option<String>,
    /// All mailboxes together.
    pub total: ImportNumbers,
    /// Each mailbox.
    pub mailboxes: Vec<ImportLine>,
    /// What is in no mailbox.
    pub not_reached: Vec<NotReached>,
    /// The certificate's files, when they were wished for.
    pub files: Vec<String>,
    /// SHA-256 over what became of every message, when files were wished for; none while the import goes on.
    pub ledger: Option<String>,
    /// What it takes, when that was counted.
    pub estimate: Option<ImportEstimateLine>,
    /// Skipped messages that were tried again, when that was wished for.
    pub retried: Option<u64>,
    /// The client's others that were let go on once, of those that have ended the three newest.
    pub others: Vec<ImportHead>,
}

/// What an import takes, by the server's counts of folders alone.
#[derive(Debug, Clone, Serialize)]
pub struct ImportEstimateLine {
    /// Mailboxes whose folders were counted.
    pub mailboxes: u64,
    /// Messages in them.
    pub messages: u64,
    /// Their bytes; none where the server does not tell all.
    pub bytes: Option<u64>,
    /// Days were chosen, for which no server counts: it is so much at most.
    pub at_most: bool,
    /// It takes about so long, at the pace at which Microsoft lets one application read.
    pub seconds: u64,
    /// The room that it finds on this computer; none where that is not known.
    pub room: Option<ImportRoomView>,
}

impl From<ImportEstimate> for ImportEstimateLine {
    fn from(estimate: ImportEstimate) -> Self {
        let ImportEstimate { messages, bytes, counted, at_most, seconds, .. } = estimate;
        Self { mailboxes: counted, messages, bytes, at_most, seconds, room: None }
    }
}

/// One mailbox.
#[derive(Debug, Clone, Serialize)]
pub struct ImportLine {
    /// Primary address.
    pub mailbox: String,
    /// How it stands.
    pub state: &'static str,
    /// Why.
    pub reason: Option<String>,
    /// In numbers.
    #[serde(flatten)]
    pub numbers: ImportNumbers,
    /// What of it was not read.
    pub not_reached: Vec<NotReached>,
}

/// S4: server = imported + duplicates + skipped − left, when the difference is 0.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ImportNumbers {
    /// Messages that the server has.
    pub server: u64,
    /// Delivered.
    pub imported: u64,
    /// Delivered already with another message.
    pub duplicates: u64,
    /// Cannot be had.
    pub skipped: u64,
    /// Those by reason.
    pub skipped_by_reason: BTreeMap<String, u64>,
    /// Of these three: not on the server any more.
    pub left: u64,
    /// Left the chosen folders before they were read.
    pub gone: u64,
    /// Still to be read.
    pub open: u64,
    /// What is not accounted for.
    pub difference: i64,
    /// Bytes delivered.
    pub bytes: u64,
    /// Sent once more to an archive that may have had them.
    pub maybe_twice: u64,
}

impl From<&Sums> for ImportNumbers {
    fn from(sums: &Sums) -> Self {
        Self {
            server: sums.server(),
            imported: sums.imported,
            duplicates: sums.duplicates,
            skipped: sums.skipped(),
            skipped_by_reason: sums.skipped.clone(),
            left: sums.left,
            gone: sums.gone,
            open: sums.open,
            difference: sums.difference(),
            bytes: sums.bytes,
            maybe_twice: sums.again,
        }
    }
}

impl ImportResult {
    /// How the command line ends: mailboxes that nobody let the application read wait for a person, what was cut short or
    /// differs is run again.
    #[must_use]
    pub fn exit(&self) -> Exit {
        let refused = ImportMailboxState::Refused.as_str();
        let over = |line: &ImportLine| ["done", "exceptions", refused].contains(&line.state);
        match (self.mailboxes.iter().all(over), self.mailboxes.iter().any(|line| line.state == refused)) {
            (false, _) => Exit::Outside,
            (true, true) => Exit::Held,
            (true, false) => Exit::Done,
        }
    }
}

/// The permission to read mail.
#[derive(Debug, Clone, Serialize)]
pub struct ImportAppResult {
    /// The application's id.
    pub app_id: Option<String>,
    /// It was registered from here, so that it can be removed from here.
    pub registered_here: bool,
    /// SHA-256 of its certificate.
    pub thumbprint: Option<String>,
    /// When that ends.
    pub not_after: Option<String>,
    /// It may read.
    pub ready: bool,
    /// It may read some mailboxes only.
    pub scoped: bool,
    /// Why it may not, and what to do.
    pub problem: Option<Problem>,
}

impl From<ImportAccess> for ImportAppResult {
    fn from(access: ImportAccess) -> Self {
        let ImportAccess { app, certificate, ready, scoped, problem, .. } = access;
        Self {
            registered_here: app.as_ref().is_some_and(|app| app.ours),
            app_id: app.and_then(|app| app.app_id),
            thumbprint: certificate.as_ref().map(|certificate| certificate.thumbprint.clone()),
            not_after: certificate.map(|certificate| certificate.not_after.to_string()),
            ready,
            scoped,
            problem: problem.map(Problem::from),
        }
    }
}

impl Api {
    /// Begins an import, or takes up the one with the same archive, days and folders.
    pub async fn import_start(&self, client: ClientRef, request: ImportRequest) -> Result<u32, Problem> {
        let ImportRequest { mailboxes, to, since, until, folders, password } = request;
        let mailboxes = match mailboxes.trim() {
            "all" => ImportMailboxes::All,
            list => ImportMailboxes::These(list.split(',').map(|address| address.trim().to_owned()).collect()),
        };
        let day = |text: Option<String>| text.map(|text| text.trim().parse()).transpose();
        let wrong = |error: jiff::Error| usage(format!("a day cannot be read: {error}"), "Write it as 2026-11-30.");
        let (since, until) = (day(since).map_err(wrong)?, day(until).map_err(wrong)?);
        let folders = folders.as_deref().map(str::parse::<FolderRule>).transpose();
        let folders = folders.map_err(|error| EngineError::from(engine::ImportError::from(error)))?.unwrap_or_default();
        let wish = ImportWish { mailboxes, since, until, folders, sink: to, password, hours: WishedHours::Kept };
        Ok(self.engine.import_start(ClientId(client.client), wish).await?.0)
    }

    /// Keeps another password for its archive; the next [`Api::import_run`] takes it.
    pub async fn import_set_password(&self, import: u32, password: &Secret) -> Result<(), Problem> {
        Ok(self.engine.import_set_password(ImportId(import), password).await?)
    }

    /// Imports until nothing is left to do. `hours`: only then, as `HH:MM-HH:MM` in the client's zone, or `any`; else as it
    /// has them.
    pub async fn import_run(&self, import: u32, hours: Option<&str>) -> Result<(), Problem> {
        if let Some(hours) = hours {
            self.engine.import_set_hours(ImportId(import), self::hours(hours)?).await?;
        }
        Ok(self.engine.import_run(ImportId(import)).await?)
    }

    /// Opens messages once more that were skipped, of all mailboxes of an import or of some by their addresses; tells how
    /// many. The next [`Api::import_run`] tries them.
    pub async fn import_reopen(&self, import: u32, mailboxes: &str) -> Result<u64, Problem> {
        let import = ImportId(import);
        let of = if mailboxes.trim() == "all" {
            ImportPart::Import(import)
        } else {
            let status = self.engine.import_status(import).await?;
            ImportPart::Mailboxes(mailboxes.split(',').map(|one| of_import(&status, one)).collect::<Result<_, _>>()?)
        };
        Ok(self.engine.import_reopen(import, of).await?)
    }

    /// Counts the folders of mailboxes that were not begun yet, and waits for the end; no message is read. `None`: nothing
    /// was counted.
    pub async fn import_counted(&self, import: u32) -> Result<Option<ImportEstimateLine>, Problem> {
        self.engine.import_count(ImportId(import)).await?;
        let overview = self.engine.import_overview_of(ImportId(import)).await?;
        let room = self.engine.import_room(ImportId(import)).await?;
        let line = overview.estimate.map(ImportEstimateLine::from);
        Ok(line.map(|line| ImportEstimateLine { room: room.as_ref().map(import_room), ..line }))
    }

    /// How an import stands; its certificate is written, too, as far as that is wished for.
    pub async fn import_result(&self, import: u32, files: &ImportFiles) -> Result<ImportResult, Problem> {
        let certificate = self.engine.import_certificate(ImportId(import)).await?;
        let written = self.import_files(&certificate, files).await?;
        let ledger = match written.is_empty() {
            true => None,
            false => self.engine.import_ledger(ImportId(import), None).await?,
        };
        let (hours, others) = self.import_beside(import).await?;
        let (status, moment) = (certificate.import, |at: jiff::Timestamp| at.to_string());
        let mailboxes = status.mailboxes.into_iter().map(|mailbox| ImportLine {
            numbers: ImportNumbers::from(&mailbox.sums),
            mailbox: mailbox.address,
            state: mailbox.state.as_str(),
            reason: mailbox.reason,
            not_reached: mailbox.not_reached,
        });
        Ok(ImportResult {
            import,
            state: state_word(status.job.state),
            complete: certificate.complete,
            to: status.job.wish.sink,
            since: status.job.wish.since.map(moment),
            until: status.job.wish.until.map(moment),
            folders: status.job.wish.folders,
            hours,
            total: ImportNumbers::from(&status.total),
            mailboxes: mailboxes.collect(),
            not_reached: certificate.not_reached,
            files: written,
            ledger,
            estimate: None,
            retried: None,
            others,
        })
    }

    async fn import_files(&self, certificate: &ImportCertificate, files: &ImportFiles) -> Result<Vec<String>, Problem> {
        let mut written = Vec::new();
        if let Some(folder) = &files.lists {
            tokio::fs::create_dir_all(folder).await.map_err(|error| unwritten(folder, &error))?;
            let files = self.engine.import_certificate_files(certificate, folder).await?;
            written.extend([files.mailboxes, files.skipped, files.not_reached]);
        }
        if let Some(file) = &files.pdf {
            let only = files.only.as_ref().map(|address| of_import(&certificate.import, address)).transpose()?;
            let (job, language) = (certificate.import.job.id, files.language.map(language));
            self.engine.import_certificate_pdf(job, only, language, file.clone()).await?;
            written.push(file.clone());
        }
        Ok(written.iter().map(|path| path.display().to_string()).collect())
    }

    /// How the permission to read mail stands.
    pub async fn import_app(&self, client: ClientRef) -> Result<ImportAppResult, Problem> {
        Ok(self.engine.import_access(ClientId(client.client)).await?.into())
    }

    /// Begins an administrator's sign-in to register or remove the application; opens the browser if wished.
    pub async fn import_app_sign_in(&self, client: ClientRef, step: AppStep) -> Result<ImportSignIn, Problem> {
        Ok(self.engine.import_app_sign_in(ClientId(client.client), step).await?)
    }

    /// Waits for the administrator and does it.
    pub async fn import_app_step(&self, waiting: ImportSignIn) -> Result<(), Problem> {
        Ok(self.engine.import_app_step(waiting, CancellationToken::new()).await?)
    }

    /// The certificate for an application that is registered by hand, written to a file; its SHA-256.
    pub async fn import_app_certificate(&self, client: ClientRef, file: &Path) -> Result<String, Problem> {
        let certificate = self.engine.import_certificate_file(ClientId(client.client)).await?;
        tokio::fs::write(file, certificate.pem).await.map_err(|error| unwritten(file, &error))?;
        Ok(certificate.thumbprint)
    }

    /// Names the application that was registered by hand.
    pub async fn import_app_accept(&self, client: ClientRef, app_id: &str) -> Result<(), Problem> {
        Ok(self.engine.import_accept(ClientId(client.client), app_id).await?)
    }

    /// Forgets it and deletes its key.
    pub async fn import_app_forget(&self, client: ClientRef) -> Result<(), Problem> {
        Ok(self.engine.forget_app(ClientId(client.client)).await?)
    }

    /// The commands that limit it to the mailboxes of a group.
    pub async fn import_app_scope(&self, client: ClientRef, group: &str) -> Result<String, Problem> {
        Ok(self.engine.import_scope(ClientId(client.client), group).await?)
    }
}

/// The mailbox of an import with this primary address.
fn of_import(import: &ImportStatus, address: &str) -> Result<ImportMailboxId, Problem> {
    let found = import.mailboxes.iter().find(|mailbox| mailbox.address.eq_ignore_ascii_case(address.trim()));
    let unknown =
        || usage(format!("{address} is not in this import"), "Name one of its mailboxes by its primary address.");
    found.map(|mailbox| mailbox.id).ok_or_else(unknown)
}

/// `None`: at any time.
fn hours(text: &str) -> Result<Option<QuietHours>, Problem> {
    if text.trim() == "any" {
        return Ok(None);
    }
    let wrong = || usage(format!("\u{201c}{text}\u{201d} are no hours"), "Write them as 20:00-06:00, or any.");
    let (from, to) = text.split_once('-').ok_or_else(wrong)?;
    let time = |text: &str| text.trim().parse().map_err(|_| wrong());
    Ok(Some(QuietHours { from: time(from)?, to: time(to)? }))
}
