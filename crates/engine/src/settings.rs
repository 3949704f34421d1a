//! W10, W11: settings of the program itself, kept with what is remembered.

use std::collections::BTreeMap;

use model::TimeOfDay;
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use store::Store;

use crate::{Engine, EngineError, Topic};

/// In which language the program speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[allow(missing_docs, reason = "the names say it")]
pub enum Language {
    #[default]
    System,
    En,
    De,
}

/// In which colours the program is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[allow(missing_docs, reason = "the names say it")]
pub enum Theme {
    #[default]
    System,
    Light,
    Dark,
}

/// Of what a person wants to be notified.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Notify {
    /// Steps wait for a person.
    pub holds: bool,
    /// A sync failed.
    pub failures: bool,
    /// A sign-in ends soon, or has ended.
    pub sign_ins: bool,
}

impl Default for Notify {
    fn default() -> Self {
        Self { holds: true, failures: true, sign_ins: true }
    }
}

/// Hours of the day in this computer's zone in which nothing begins by itself and nobody is notified. When `to` is
/// not after `from`, they end on the next day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct QuietHours {
    /// Begin.
    pub from: TimeOfDay,
    /// End; not quiet any more.
    pub to: TimeOfDay,
}

/// The settings; what nobody changed is as in [`Settings::default`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Settings {
    /// Language of the program.
    pub language: Language,
    /// Its colours.
    pub theme: Theme,
    /// Closing the window keeps the program running in the tray.
    pub close_keeps_running: bool,
    /// A person was told that closing keeps it running.
    pub close_explained: bool,
    /// Notifications.
    pub notify: Notify,
    /// Quiet hours.
    pub quiet_hours: Option<QuietHours>,
    /// Nothing begins by itself on a connection that is paid by volume.
    pub pause_on_metered: bool,
    /// Newer versions are looked for; off unless a person wants it.
    pub check_for_updates: bool,
    /// A person paused every client.
    pub paused: bool,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            language: Language::System,
            theme: Theme::System,
            close_keeps_running: false,
            close_explained: false,
            notify: Notify::default(),
            quiet_hours: None,
            pause_on_metered: true,
            check_for_updates: false,
            paused: false,
        }
    }
}

impl Settings {
    pub(crate) fn load(store: &Store) -> Result<Self, EngineError> {
        let stored = store.app_settings()?;
        let usual = Self::default();
        Ok(Self {
            language: one(&stored, "language", usual.language),
            theme: one(&stored, "theme", usual.theme),
            close_keeps_running: one(&stored, "close-keeps-running", usual.close_keeps_running),
            close_explained: one(&stored, "close-explained", usual.close_explained),
            notify: one(&stored, "notify", usual.notify),
            quiet_hours: one(&stored, "quiet-hours", usual.quiet_hours),
            pause_on_metered: one(&stored, "pause-on-metered", usual.pause_on_metered),
            check_for_updates: one(&stored, "check-for-updates", usual.check_for_updates),
            paused: one(&stored, "paused", usual.paused),
        })
    }

    /// Writes what differs from `before`, so that changes of others that come at the same time stay.
    fn save(&self, store: &Store, before: &Self) -> Result<(), EngineError> {
        let both = self.pairs()?.into_iter().zip(before.pairs()?);
        let changed = both.filter(|(now, before)| now != before).map(|((name, value), _)| (name.to_owned(), value));
        Ok(store.set_app_settings(&changed.collect())?)
    }

    fn pairs(&self) -> Result<[(&'static str, String); 9], EngineError> {
        Ok([
            ("language", json(&self.language)?),
            ("theme", json(&self.theme)?),
            ("close-keeps-running", json(&self.close_keeps_running)?),
            ("close-explained", json(&self.close_explained)?),
            ("notify", json(&self.notify)?),
            ("quiet-hours", json(&self.quiet_hours)?),
            ("pause-on-metered", json(&self.pause_on_metered)?),
            ("check-for-updates", json(&self.check_for_updates)?),
            ("paused", json(&self.paused)?),
        ])
    }
}

/// A value that cannot be read, of a newer or a damaged database, counts as never set.
fn one<T: DeserializeOwned>(stored: &BTreeMap<String, String>, name: &str, usual: T) -> T {
    stored.get(name).and_then(|value| serde_json::from_str(value).ok()).unwrap_or(usual)
}

fn json<T: Serialize>(value: &T) -> Result<String, EngineError> {
    serde_json::to_string(value).map_err(|error| EngineError::Broken(error.to_string()))
}

impl Engine {
    /// The settings of the program.
    ///
    /// # Errors
    /// [`EngineError::Store`].
    pub async fn settings(&self) -> Result<Settings, EngineError> {
        self.stored(Settings::load).await
    }

    /// Whether it is still to be explained that closing keeps the program running; after that it counts as explained.
    ///
    /// # Errors
    /// [`EngineError::Store`].
    pub async fn explain_close(&self) -> Result<bool, EngineError> {
        let explained = self.settings().await?.close_explained;
        if !explained {
            self.change_settings(|settings| settings.close_explained = true).await?;
        }
        Ok(!explained)
    }

    /// Changes settings, and says what they are then.
    ///
    /// # Errors
    /// [`EngineError::Store`].
    pub async fn change_settings(
        &self,
        change: impl FnOnce(&mut Settings) + Send + 'static,
    ) -> Result<Settings, EngineError> {
        let settings = self
            .stored(|store| {
                let before = Settings::load(store)?;
                let mut settings = before;
                change(&mut settings);
                settings.save(store, &before)?;
                Ok::<_, EngineError>(settings)
            })
            .await?;
        self.stale(None, &[Topic::Settings]);
        self.0.poke.notify_one();
        Ok(settings)
    }
}
