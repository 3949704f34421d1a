//! S1 to S4: the import of existing mail: begun, counted, run, paused, certified.

use std::path::PathBuf;

use engine::{
    ClientId, EngineError, FolderRule, ImportId, ImportMailboxId, ImportMailboxes, ImportPart, ImportWish,
    MailboxFilter, MailboxQuery, QuietHours, WishedHours,
};
use jiff::civil::Date;

use crate::{
    Api,
    dto::{
        ClientRef, FileWritten, ImportAdd, ImportBegin, ImportCertify, ImportChoice, ImportHours, ImportLedger,
        ImportMailboxRef, ImportPaper, ImportPartRef, ImportPassword, ImportRef, ImportRetried, ImportRoomView,
        ImportSinkTried, ImportSinkTry, ImportView, ImportWindow, ImportWindowQuery, ImportWishView, Problem,
        QuietView,
    },
    view::{self, usage},
};

/// Rows of the grid that are looked at together.
const PAGE: u32 = 1_000;

impl Api {
    /// The client's newest import; `None`: there was none yet.
    pub async fn import_get(&self, request: ClientRef) -> Result<Option<ImportView>, Problem> {
        let client = ClientId(request.client);
        let Some(overview) = self.engine.import_overview(client).await? else { return Ok(None) };
        let zone = self.engine.options(client).await?.time_zone;
        Ok(Some(view::import_view(&overview, &zone)))
    }

    /// A window of its mailboxes.
    pub async fn import_window(&self, request: ImportWindowQuery) -> Result<ImportWindow, Problem> {
        let import = self.import_of(request.client, request.import).await?;
        let window = self.engine.import_window(import, view::import_window_query(request)).await?;
        let total = u32::try_from(window.of).unwrap_or(u32::MAX);
        Ok(ImportWindow { rows: window.rows.into_iter().map(view::import_row).collect(), total })
    }

    /// The digest over what was settled of an import or one of its mailboxes.
    pub async fn import_ledger(&self, request: ImportPartRef) -> Result<ImportLedger, Problem> {
        let import = self.import_of(request.client, request.import).await?;
        Ok(ImportLedger { digest: self.engine.import_ledger(import, request.mailbox.map(ImportMailboxId)).await? })
    }

    /// Begins an import, or adds mailboxes to the one with the same archive, days and folders, which has no others as long
    /// as it has not begun. It is the client's newest from now on, and nothing stops.
    pub async fn import_begin(&self, request: ImportBegin) -> Result<ImportView, Problem> {
        let ImportBegin { client, mailboxes, wish, password } = request;
        let mailboxes = self.choice(client, mailboxes).await?;
        let wish = wished(mailboxes, wish, password.map(|password| password.0))?;
        let begun = self.engine.import_start(ClientId(client), wish).await?;
        let (overview, options) = (self.engine.import_overview_of(begun), self.engine.options(ClientId(client)));
        Ok(view::import_view(&overview.await?, &options.await?.time_zone))
    }

    /// Adds mailboxes to an import. One that had ended waits to be let go on.
    pub async fn import_add(&self, request: ImportAdd) -> Result<(), Problem> {
        let import = self.import_of(request.client, request.import).await?;
        let mailboxes = self.choice(request.client, request.mailboxes).await?;
        Ok(self.engine.import_add(import, mailboxes).await?)
    }

    /// Keeps another password for its archive, and lets it go on with it.
    pub async fn import_password(&self, request: ImportPassword) -> Result<(), Problem> {
        let import = self.import_of(request.client, request.import).await?;
        self.engine.import_set_password(import, &request.password.0).await?;
        Ok(self.engine.import_go(import).await?)
    }

    async fn choice(&self, client: u32, mailboxes: ImportChoice) -> Result<ImportMailboxes, Problem> {
        Ok(match mailboxes {
            ImportChoice::All => ImportMailboxes::All,
            ImportChoice::These { addresses } => ImportMailboxes::These(addresses),
            ImportChoice::Chosen => ImportMailboxes::These(self.chosen_mailboxes(ClientId(client)).await?),
        })
    }

    /// Primary addresses of what is chosen for the gateway and has a mailbox.
    async fn chosen_mailboxes(&self, client: ClientId) -> Result<Vec<String>, Problem> {
        let (mut found, mut offset) = (Vec::new(), 0);
        loop {
            let filter = MailboxFilter { selected: Some(true), ..MailboxFilter::default() };
            let query = MailboxQuery { filter, offset, limit: PAGE, ..MailboxQuery::default() };
            let window = self.engine.mailbox_window(client, query).await?;
            let read = u32::try_from(window.rows.len()).unwrap_or(u32::MAX);
            let with_mail = window.rows.into_iter().filter(|row| row.kind.has_mailbox());
            found.extend(with_mail.map(|row| row.address));
            offset = offset.saturating_add(read);
            if read == 0 || offset >= window.total {
                return Ok(found);
            }
        }
    }

    /// Whether an archive takes mail; nothing is stored.
    pub async fn import_try_sink(&self, request: ImportSinkTry) -> Result<ImportSinkTried, Problem> {
        let ImportSinkTry { client, sink, password } = request;
        let password = password.map(|password| password.0);
        let tried = self.engine.import_try_sink(ClientId(client), &sink, password).await?;
        Ok(ImportSinkTried { shown: tried.shown, free: tried.free, largest: tried.largest })
    }

    /// Counts what is to be read, reading nothing; goes on in the background.
    pub async fn import_count(&self, request: ImportRef) -> Result<(), Problem> {
        let import = self.import_of(request.client, request.import).await?;
        Ok(self.engine.import_count_go(import).await?)
    }

    /// The room that it finds on this computer, beside what it takes; `None`: that is not known.
    pub async fn import_room(&self, request: ImportRef) -> Result<Option<ImportRoomView>, Problem> {
        let import = self.import_of(request.client, request.import).await?;
        Ok(self.engine.import_room(import).await?.as_ref().map(view::import_room))
    }

    /// Lets it run in the background: the first time, or again. The client's other one that runs is paused.
    pub async fn import_resume(&self, request: ImportRef) -> Result<(), Problem> {
        let import = self.import_of(request.client, request.import).await?;
        Ok(self.engine.import_go(import).await?)
    }

    /// Shows it: it is the client's newest from now on.
    pub async fn import_show(&self, request: ImportRef) -> Result<(), Problem> {
        let import = self.import_of(request.client, request.import).await?;
        Ok(self.engine.import_show(import).await?)
    }

    /// Stops it after the messages in hand.
    pub async fn import_pause(&self, request: ImportRef) -> Result<(), Problem> {
        let import = self.import_of(request.client, request.import).await?;
        Ok(self.engine.import_pause(import).await?)
    }

    /// Sets its hours.
    pub async fn import_hours(&self, request: ImportHours) -> Result<(), Problem> {
        let import = self.import_of(request.client, request.import).await?;
        let hours = request.hours.as_ref().map(quiet).transpose()?;
        Ok(self.engine.import_set_hours(import, hours).await?)
    }

    /// Takes a mailbox before the others.
    pub async fn import_first(&self, request: ImportMailboxRef) -> Result<(), Problem> {
        let import = self.import_of(request.client, request.import).await?;
        Ok(self.engine.import_first(import, ImportMailboxId(request.mailbox)).await?)
    }

    /// Lets messages that were skipped be tried again, and goes on with the import.
    pub async fn import_retry(&self, request: ImportPartRef) -> Result<ImportRetried, Problem> {
        let import = self.import_of(request.client, request.import).await?;
        let of = request.mailbox.map_or(ImportPart::Import(import), |mailbox| ImportMailboxId(mailbox).into());
        let messages = self.engine.import_reopen(import, of).await?;
        if messages > 0 {
            self.engine.import_go(import).await?;
        }
        Ok(ImportRetried { messages })
    }

    /// Writes the completion certificate into the person's folder for downloads: a document, or a folder of lists.
    pub async fn import_certificate(&self, request: ImportCertify) -> Result<FileWritten, Problem> {
        let ImportCertify { client, import, mailbox, format, language } = request;
        let import = self.import_of(client, import).await?;
        let mailbox = mailbox.map(ImportMailboxId);
        let path = match format {
            ImportPaper::Pdf => {
                let path = self.free_download(client, "mail-import", "pdf").await?;
                let language = language.map(super::language);
                self.engine.import_certificate_pdf(import, mailbox, language, path.clone()).await?;
                path
            }
            ImportPaper::Csv => self.certificate_lists(client, import).await?,
        };
        Ok(FileWritten { path: self.written(&path) })
    }

    async fn certificate_lists(&self, client: u32, import: ImportId) -> Result<PathBuf, Problem> {
        let folder = self.free_download(client, "mail-import", "").await?;
        let certificate = self.engine.import_certificate(import).await?;
        let made = tokio::fs::create_dir_all(&folder).await;
        made.map_err(|error| crate::script::unwritten(&folder, &error))?;
        self.engine.import_certificate_files(&certificate, &folder).await?;
        Ok(folder)
    }

    /// An import of this client's: what one client is asked about never tells of another.
    pub(crate) async fn import_of(&self, client: u32, import: u32) -> Result<ImportId, Problem> {
        let imports = self.engine.imports(ClientId(client)).await?;
        let found = imports.into_iter().map(|record| record.id).find(|id| id.0 == import);
        let gone = || usage(format!("client {client} has no import {import}"), "Look at the client's imports.");
        found.ok_or_else(gone)
    }
}

fn wished(
    mailboxes: ImportMailboxes,
    wish: ImportWishView,
    password: Option<secrecy::SecretString>,
) -> Result<ImportWish, Problem> {
    let ImportWishView { sink, since, until, folders, hours } = wish;
    let folders: FolderRule = folders.parse().map_err(|error| EngineError::from(engine::ImportError::from(error)))?;
    let (since, until) = (day(since.as_deref())?, day(until.as_deref())?);
    if let (Some(since), Some(until)) = (since, until)
        && until < since
    {
        return Err(usage("the last day lies before the first", "Turn the days round."));
    }
    // A form says of the hours what it means: none are at any time.
    let hours = WishedHours::These(hours.as_ref().map(quiet).transpose()?);
    Ok(ImportWish { mailboxes, since, until, folders, sink, password, hours })
}

fn day(text: Option<&str>) -> Result<Option<Date>, Problem> {
    let wrong = |error: jiff::Error| usage(format!("a day cannot be read: {error}"), "Write it as 2026-11-30.");
    text.map(|text| text.trim().parse().map_err(wrong)).transpose()
}

fn quiet(hours: &QuietView) -> Result<QuietHours, Problem> {
    let wrong = |message: String| usage(message, "Give two times of day like 20:00 and 07:00.");
    let (from, to) = (hours.from.parse().map_err(wrong)?, hours.to.parse().map_err(wrong)?);
    if from == to {
        return Err(wrong(format!("hours from {from} to {to} would never end")));
    }
    Ok(QuietHours { from, to })
}
