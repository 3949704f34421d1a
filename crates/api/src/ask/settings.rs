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
