//! S2, W10: whether an import may go on in the background, and if not, why.

use jiff::Timestamp;
use jiff::tz::TimeZone;
use store::{ClientId, ImportRecord};

use crate::schedule::{Paused, paused};
use crate::{Engine, EngineError, Settings};

/// Why an import that nobody stopped does not go on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ImportHold {
    /// The background pauses: a person wants it so, there is no network, or it is paid by volume.
    Background(Paused),
    /// The client is paused.
    Client,
    /// Its last run failed; it is begun again by itself.
    Again {
        /// Then.
        at: Timestamp,
    },
}

impl Engine {
    /// What holds an import. Quiet hours of the program do not: an import has its own.
    pub(super) async fn import_hold(&self, job: &ImportRecord) -> Result<Option<ImportHold>, EngineError> {
        let held = self.background_holds(job.client).await?;
        let again = || self.0.imports.again(job.id, self.now()).map(|at| ImportHold::Again { at });
        Ok(held.or_else(again))
    }

    /// What holds every import of a client.
    pub(super) async fn background_holds(&self, client: ClientId) -> Result<Option<ImportHold>, EngineError> {
        let settings = Settings { quiet_hours: None, ..self.settings().await? };
        if let Some(paused) = paused(&settings, self.network(), &TimeZone::system(), self.now()) {
            return Ok(Some(ImportHold::Background(paused)));
        }
        Ok(self.record(client).await?.paused.then_some(ImportHold::Client))
    }
}
