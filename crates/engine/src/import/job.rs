//! S1: what a person wants imported, as a job that outlives the program.

use std::collections::BTreeSet;
use std::path::PathBuf;

use archive::{Sink, SinkAddress, SinkError};
use jiff::civil::Date;
use model::{Address, DirectoryId};
use secrecy::SecretString;
use store::{ClientId, ImportId, ImportPeople, ImportRecord, NewImport};

use super::folders::FolderRule;
use super::hours::{WishedHours, minutes};
use super::imports::Move;
use super::range::Range;
use super::{ImportError, ImportStatus};
use crate::{Engine, EngineError, Stop, Topic};

/// Recipients read together.
const PAGE: u32 = 1_000;

/// What is to be imported, and where to.
#[derive(Debug, Clone)]
pub struct ImportWish {
    /// Whose mail.
    pub mailboxes: ImportMailboxes,
    /// The first day, in the client's zone; `None`: from the beginning.
    pub since: Option<Date>,
    /// The last day.
    pub until: Option<Date>,
    /// From which folders.
    pub folders: FolderRule,
    /// The archive: `maildir:DIR…` or `smtp://…`, without password.
    pub sink: String,
    /// Its password, where it wants one; kept in the vault.
    pub password: Option<SecretString>,
    /// When messages are read.
    pub hours: WishedHours,
}

/// Whose mail is imported.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ImportMailboxes {
    /// Of every mailbox of the newest reading, and of those that the tenant gets later.
    All,
    /// Of those that have these addresses.
    These(Vec<String>),
}

impl Engine {
    /// Writes an import down, or finds the one with the same archive, days and folders: a server's port, user and sender
    /// make no other archive of it. One that has begun gets the mailboxes that are new to it; one that has not has these
    /// mailboxes and no others from now on. It is the client's newest. Nothing is read until [`Engine::import_go`] or
    /// [`Engine::import_run`], and nothing stops: whatever goes on, or has delivered, stays until then at the address that it has.
    ///
    /// # Errors
    /// [`ImportError`], [`Stop::NeverRead`] before the first reading of the tenant, [`EngineError::Store`].
    pub async fn import_start(&self, client: ClientId, wish: ImportWish) -> Result<ImportId, EngineError> {
        let (_, _) = self.pinned(client).await?;
        let address = sink_address(&wish.sink)?;
        let zone = self.import_zone(client).await?;
        let Range { since, until } = Range::of_days(wish.since, wish.until, &zone);
        let people = self.wished_mailboxes(client, wish.mailboxes).await?;
        let sink = address.to_string();
        let zone = zone.iana_name().map(str::to_owned);
        let folders = wish.folders.to_string();
        let new =
            NewImport { sink: sink.clone(), since, until, zone, folders, hours: wish.hours.of_new().map(minutes) };
        // Before the database names the address: what the vault refuses changes nothing.
        let kept = match &wish.password {
            Some(password) => Some(self.keep_sink_password(client, &sink, password).await?),
            None => None,
        };
        let written = self.write_down(client, new, people, wish.hours).await;
        drop(kept);
        self.stale(client, &[Topic::Import]);
        self.sweep_sink_passwords().await;
        written
    }

    async fn write_down(
        &self,
        client: ClientId,
        new: NewImport,
        people: ImportPeople,
        hours: WishedHours,
    ) -> Result<ImportId, EngineError> {
        let (sink, now) = (new.sink.clone(), self.now());
        let _turn = self.0.imports.turn.lock().await;
        let record = self.stored(move |store| store.import_set_up(client, &new, &people, now)).await?;
        let job = record.id;
        if let WishedHours::These(hours) = hours {
            self.put_hours(job, hours).await?;
        }
        if record.wish.sink == sink {
            self.0.imports.stays(job);
        } else {
            self.0.imports.moves(job, Move { client, sink });
        }
        Ok(job)
    }

    /// Adds mailboxes to an import, whose archive, days and folders stay as they are. One that had ended waits for
    /// [`Engine::import_go`] or [`Engine::import_run`].
    ///
    /// # Errors
    /// [`ImportError`], [`EngineError::Store`].
    pub async fn import_add(&self, job: ImportId, mailboxes: ImportMailboxes) -> Result<(), EngineError> {
        let client = self.stored(move |store| store.import(job)).await?.client;
        let people = self.wished_mailboxes(client, mailboxes).await?;
        // A run that is about to end looks at its mailboxes before that, or after.
        let _turn = self.0.imports.turn.lock().await;
        let now = self.now();
        self.stored(move |store| store.import_add(job, &people, now)).await?;
        self.stale(client, &[Topic::Import]);
        Ok(())
    }

    /// Keeps another password for the archive of an import; the next run takes it.
    ///
    /// # Errors
    /// [`EngineError::SignIn`] when the vault cannot be written, [`EngineError::Store`].
    pub async fn import_set_password(&self, job: ImportId, password: &SecretString) -> Result<(), EngineError> {
        let record = self.stored(move |store| store.import(job)).await?;
        let sink = self.0.imports.moves_to(job).map_or(record.wish.sink, |to| to.sink);
        drop(self.keep_sink_password(record.client, &sink, password).await?);
        self.sweep_sink_passwords().await;
        Ok(())
    }

    /// The imports of a client, the one that was begun, let go on or shown last first.
    ///
    /// # Errors
    /// [`EngineError::Store`].
    pub async fn imports(&self, client: ClientId) -> Result<Vec<ImportRecord>, EngineError> {
        self.stored(move |store| store.imports(client)).await
    }

    /// The client's newest import.
    ///
    /// # Errors
    /// [`ImportError::NoJob`].
    pub async fn newest_import(&self, client: ClientId) -> Result<ImportStatus, EngineError> {
        let newest = self.imports(client).await?.into_iter().next();
        match newest {
            Some(import) => self.import_status(import.id).await,
            None => Err(ImportError::NoJob { client: self.record(client).await?.name }.into()),
        }
    }

    async fn wished_mailboxes(&self, client: ClientId, wish: ImportMailboxes) -> Result<ImportPeople, EngineError> {
        let everybody = wish == ImportMailboxes::All;
        let mailboxes = match wish {
            ImportMailboxes::All => self.mailboxes_to_import(client).await?,
            ImportMailboxes::These(addresses) => self.named_mailboxes(client, &addresses).await?,
        };
        if mailboxes.is_empty() { Err(ImportError::Nothing.into()) } else { Ok(ImportPeople { mailboxes, everybody }) }
    }

    /// Every mailbox of the newest reading, by directory id.
    pub(super) async fn mailboxes_to_import(
        &self,
        client: ClientId,
    ) -> Result<Vec<(DirectoryId, String)>, EngineError> {
        self.mailboxes_where(client, |_| true).await
    }

    pub(super) async fn named_mailboxes(
        &self,
        client: ClientId,
        addresses: &[String],
    ) -> Result<Vec<(DirectoryId, String)>, EngineError> {
        let mut wanted: BTreeSet<String> = BTreeSet::new();
        for typed in addresses {
            let address: Address = typed.trim().parse().map_err(|_| ImportError::NoMailbox(typed.trim().to_owned()))?;
            wanted.insert(address.key());
        }
        let mut named = BTreeSet::new();
        let found = self
            .mailboxes_where(client, |key| {
                let is = wanted.contains(key);
                if is {
                    named.insert(key.to_owned());
                }
                is
            })
            .await?;
        match wanted.difference(&named).next() {
            Some(unknown) => Err(ImportError::NoMailbox(unknown.clone()).into()),
            None => Ok(found),
        }
    }

    /// Mailboxes of which some address, as it is compared, is wanted.
    async fn mailboxes_where(
        &self,
        client: ClientId,
        mut wanted: impl FnMut(&str) -> bool + Send,
    ) -> Result<Vec<(DirectoryId, String)>, EngineError> {
        if self.snapshot(client).await?.is_none() {
            return Err(Stop::NeverRead.into());
        }
        let (mut found, mut after) = (Vec::new(), None);
        loop {
            let page = self.recipients_page(client, after, PAGE).await?;
            let Some(last) = page.last() else { return Ok(found) };
            after = Some(last.recipient.id);
            for row in page.into_iter().filter(|row| row.recipient.kind.has_mailbox()) {
                let recipient = row.recipient;
                let mut is = false;
                // Each address is looked at, so that none of those that were named counts as unknown.
                for address in std::iter::once(&recipient.primary).chain(&recipient.aliases) {
                    is |= wanted(&address.key());
                }
                if is {
                    found.push((recipient.id, recipient.primary.to_string()));
                }
            }
        }
    }

    /// The archive of a job, with its password.
    pub(super) async fn open_sink(&self, job: &ImportRecord) -> Result<Sink, EngineError> {
        let address = sink_address(&job.wish.sink)?;
        let password = self.sink_password(job.client, &job.wish.sink).await?;
        Sink::open(&address, password, &self.scratch()).map_err(|error| sink_error(job, &error))
    }

    /// Where messages wait that go on by SMTP.
    pub(super) fn scratch(&self) -> PathBuf {
        self.0.data_dir.join("import")
    }
}

pub(super) fn sink_address(text: &str) -> Result<SinkAddress, EngineError> {
    text.parse::<SinkAddress>()
        .map_err(|error| ImportError::Sink { sink: scheme_of(text), cause: error.to_string() }.into())
}

/// All that may be shown of a text that is no address: nobody knows where in it a password begins and ends.
fn scheme_of(text: &str) -> String {
    let known = ["maildir", "smtp", "smtps"].into_iter().find(|scheme| text.trim().split(':').next() == Some(scheme));
    known.map_or_else(|| "…".to_owned(), |scheme| format!("{scheme}:…"))
}

pub(super) fn sink_error(job: &ImportRecord, error: &SinkError) -> EngineError {
    sink_failed(&job.wish.sink, error)
}

pub(super) fn sink_failed(sink: &str, error: &SinkError) -> EngineError {
    let (sink, cause) = (sink.to_owned(), error.to_string());
    let error = match error {
        _ if error.wants_password() => ImportError::SinkPassword { sink, cause },
        _ if error.needs_person() => ImportError::SinkNeedsPerson { sink, cause },
        _ => ImportError::Sink { sink, cause },
    };
    error.into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn b7_of_a_password_that_was_typed_into_an_archives_address_nothing_is_shown_wherever_it_stands() {
        for typed in [
            "smtps://tess:hunter2@archive.example?to=journal@archive.example",
            "smtp://tess:hun/ter2@archive.example?to=journal@archive.example",
            "smtp://tess:12?hunter2@archive.example?to=journal@archive.example",
            "smtp://archive.example?to=journal@archive.example&password=hunter2",
            " smtp:tess:hunter2@archive.example",
            "tess:hunter2@archive.example",
        ] {
            let refused = sink_address(typed).unwrap_err();
            let shown = format!("{refused} {:?}", refused.fault());
            assert!(!["hunter2", "hun/", "ter2"].iter().any(|part| shown.contains(part)), "{shown}");
        }
        assert_eq!(scheme_of("smtps://tess:hunter2@archive.example"), "smtps:…");
    }
}
