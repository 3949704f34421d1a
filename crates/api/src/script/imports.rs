//! The imports of a client, as a script tells them apart (S2).

use engine::{ClientId, ImportId, ImportRecord, ImportState};
use serde::Serialize;

use super::ImportRequest;
use crate::{
    Api,
    dto::{ClientRef, Problem},
};

/// An import among others.
#[derive(Debug, Clone, Serialize)]
pub struct ImportHead {
    /// Its number.
    pub import: u32,
    /// `running`, `paused` or `ended`.
    pub state: &'static str,
    /// It has ended, every mailbox was read, and the numbers of each agree.
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
    /// When it was written down.
    pub created: String,
}

impl ImportHead {
    fn of(import: ImportRecord, complete: bool) -> Self {
        let moment = |at: jiff::Timestamp| at.to_string();
        Self {
            import: import.id.0,
            state: state_word(import.state),
            complete,
            to: import.wish.sink,
            since: import.wish.since.map(moment),
            until: import.wish.until.map(moment),
            folders: import.wish.folders,
            hours: import.wish.hours.map(hours_word),
            created: moment(import.created_at),
        }
    }
}

impl Api {
    /// The imports of a client, the newest first: the one that was begun, let go on or shown last.
    pub async fn imports(&self, client: ClientRef) -> Result<Vec<ImportHead>, Problem> {
        let mut heads = Vec::new();
        for import in self.engine.imports(ClientId(client.client)).await? {
            let complete = self.engine.import_is_complete(import.clone()).await?;
            heads.push(ImportHead::of(import, complete));
        }
        Ok(heads)
    }

    /// An import of the client by its number; without one the newest.
    pub async fn import_named(&self, client: ClientRef, number: Option<u32>) -> Result<u32, Problem> {
        match number {
            Some(number) => Ok(self.import_of(client.client, number).await?.0),
            None => Ok(self.engine.newest_import(ClientId(client.client)).await?.job.id.0),
        }
    }

    /// Writes an import down that is only counted. The client's newest, which `import NAME` goes on with, stays so.
    pub async fn import_beside_newest(&self, client: ClientRef, request: ImportRequest) -> Result<u32, Problem> {
        let newest = self.engine.imports(ClientId(client.client)).await?.into_iter().next();
        let import = self.import_start(client, request).await?;
        if let Some(newest) = newest {
            self.engine.import_show(newest.id).await?;
        }
        Ok(import)
    }

    /// The client's import that runs and pauses when this one goes on.
    pub async fn import_pauses(&self, import: u32) -> Result<Option<ImportHead>, Problem> {
        let (_, others) = self.import_beside(import).await?;
        Ok(others.into_iter().find(|other| other.state == state_word(ImportState::Running)))
    }

    /// The archive's address that it has, and the other one at which it goes on.
    pub async fn import_moves(&self, import: u32) -> Result<Option<(String, String)>, Problem> {
        let overview = self.engine.import_overview_of(ImportId(import)).await?;
        Ok(overview.moves_to.map(|to| (overview.job.wish.sink, to)))
    }

    /// Its hours, and the client's others that were let go on once.
    pub(super) async fn import_beside(&self, import: u32) -> Result<(Option<String>, Vec<ImportHead>), Problem> {
        let overview = self.engine.import_overview_of(ImportId(import)).await?;
        let others = overview.others.into_iter().map(|other| ImportHead::of(other.job, other.complete));
        Ok((overview.job.wish.hours.map(hours_word), others.collect()))
    }
}

pub(super) fn state_word(state: ImportState) -> &'static str {
    match state {
        ImportState::Running => "running",
        ImportState::Paused => "paused",
        ImportState::Ended => "ended",
    }
}

/// As `--hours` takes them.
fn hours_word((from, to): (u16, u16)) -> String {
    format!("{:02}:{:02}-{:02}:{:02}", from / 60, from % 60, to / 60, to % 60)
}
