//! W11: is there a newer version? Asked only when a person wants it; offered, never installed.
//!
//! The announcement is a JSON file that is signed with minisign; what is not signed by the build's own key is refused.

mod announcement;
mod error;
#[cfg(test)]
mod tests;

use std::sync::PoisonError;
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use tokio_util::sync::CancellationToken;

use self::announcement::read;
pub use self::{announcement::Offer, error::UpdateError};
use crate::{Engine, EngineError, Topic};

/// Where a wish to be told is looked after again.
const LOOK: Duration = Duration::from_secs(15 * 60);
const A_DAY: SignedDuration = SignedDuration::from_hours(24);

/// Where newer versions are announced, and who signs that.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UpdateSource {
    /// Address of the announcement; its signature lies beside it, with `.minisig` after it.
    pub endpoint: String,
    /// minisign's public key, in base64.
    pub public_key: String,
}

/// What is known of newer versions.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct UpdateState {
    /// This build has a place to ask at.
    pub configured: bool,
    /// When it was asked last in this start.
    pub asked_at: Option<Timestamp>,
    /// A newer version.
    pub offer: Option<Offer>,
}

impl Engine {
    /// What is known of newer versions; asks nobody.
    #[must_use]
    pub fn update_state(&self) -> UpdateState {
        let known = self.0.update.lock().unwrap_or_else(PoisonError::into_inner).clone();
        UpdateState { configured: self.0.host.updates().is_some(), ..known }
    }

    /// Asks now, by a person's wish.
    ///
    /// # Errors
    /// [`EngineError::Update`].
    pub async fn update_check(&self) -> Result<UpdateState, EngineError> {
        let source = self.0.host.updates().ok_or(UpdateError::NotConfigured)?;
        let asked = read(&self.0.http, &source, env!("CARGO_PKG_VERSION")).await;
        let mut known = self.0.update.lock().unwrap_or_else(PoisonError::into_inner);
        // A failure counts as asked, so that nobody is asked again and again; what was offered before still stands.
        known.asked_at = Some(self.now());
        if let Ok(offer) = &asked {
            known.offer.clone_from(offer);
        }
        drop(known);
        asked?;
        self.stale(None, &[Topic::App]);
        Ok(self.update_state())
    }

    /// Asks when a person switched that on and it was not done for a day; says whether it asked.
    pub async fn update_if_wanted(&self) -> bool {
        let wanted = self.settings().await.is_ok_and(|settings| settings.check_for_updates);
        let state = self.update_state();
        let due = state.asked_at.is_none_or(|at| self.now().duration_since(at) >= A_DAY);
        if !(wanted && state.configured && due) {
            return false;
        }
        if let Err(error) = self.update_check().await {
            tracing::info!(code = error.fault().code, "newer versions are not known");
        }
        true
    }

    /// Looks after the wish until it is cancelled.
    pub async fn watch_updates(&self, ends: CancellationToken) {
        loop {
            self.update_if_wanted().await;
            tokio::select! {
                () = ends.cancelled() => return,
                () = tokio::time::sleep(LOOK) => {}
            }
        }
    }

    /// Opens the page of the newer version in the browser.
    ///
    /// # Errors
    /// [`UpdateError::NothingNewer`]; [`EngineError::Browser`].
    pub fn update_page_open(&self) -> Result<(), EngineError> {
        let offer = self.update_state().offer.ok_or(UpdateError::NothingNewer)?;
        self.0.host.open_url(offer.page.as_str()).map_err(EngineError::Browser)
    }

    pub(crate) fn update_words(&self) -> String {
        match self.update_state() {
            UpdateState { configured: false, .. } => "not configured in this build".to_owned(),
            UpdateState { offer: Some(offer), .. } => format!("{} is offered", offer.version),
            UpdateState { asked_at: Some(_), .. } => "nothing newer".to_owned(),
            UpdateState { .. } => "not asked".to_owned(),
        }
    }
}
