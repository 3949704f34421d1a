//! Settings of the program, and what it does in the background.

use crate::{
    Api,
    dto::{BackgroundView, PauseAll, Problem, SettingsSet, SettingsView},
    view,
};

impl Api {
    /// The settings, with what works on this computer.
    pub async fn settings_get(&self, (): ()) -> Result<SettingsView, Problem> {
        Ok(view::settings(&self.engine.settings().await?, self.engine.desktop().into()))
    }

    /// Changes settings.
    pub async fn settings_set(&self, request: SettingsSet) -> Result<SettingsView, Problem> {
        let settings = self.engine.change_settings(view::change_of(request)?).await?;
        Ok(view::settings(&settings, self.engine.desktop().into()))
    }

    /// Begins to synchronise every client that a person applied and did not pause.
    pub async fn sync_all(&self) -> Result<(), Problem> {
        Ok(self.engine.sync_all().await?)
    }

    /// What the system tells of the network.
    pub fn set_network(&self, offline: bool, metered: bool) {
        self.engine.set_network(engine::Network { offline, metered });
    }

    /// Whether it is still to be explained that closing keeps the program running; after that it counts as explained.
    pub async fn explain_close(&self) -> Result<bool, Problem> {
        Ok(self.engine.explain_close().await?)
    }

    /// What the program does by itself, and why not.
    pub async fn background_state(&self, (): ()) -> Result<BackgroundView, Problem> {
        Ok(view::background(self.engine.background().await?))
    }

    /// Pauses the background for every client, or lets it go on.
    pub async fn pause_all(&self, request: PauseAll) -> Result<BackgroundView, Problem> {
        self.engine.pause_all(request.paused).await?;
        self.background_state(()).await
    }
}
