//! What the core may ask of the desktop: tell the page, open the browser, start the practice cloud.

use api::{Cloud, Host, dto};
use async_trait::async_trait;
use practice::Practice;
use tauri::{AppHandle, Emitter as _, async_runtime::Mutex};

/// The channel on which the page hears events.
const CHANNEL: &str = "tenantry";

/// The desktop.
pub struct DesktopHost {
    app: AppHandle,
    practice: Mutex<Option<Practice>>,
}

impl DesktopHost {
    /// A desktop with no practice cloud yet.
    pub fn new(app: AppHandle) -> Self {
        Self { app, practice: Mutex::new(None) }
    }
}

impl std::fmt::Debug for DesktopHost {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("DesktopHost")
    }
}

#[async_trait]
impl Host for DesktopHost {
    fn emit(&self, event: api::Event) {
        // A page that is closing hears nothing; it reads everything anew when it opens.
        let _ = self.app.emit(CHANNEL, dto::Event::from(event));
    }

    fn open_url(&self, url: &str) -> Result<(), String> {
        open::that_detached(url).map_err(|error| error.to_string())
    }

    async fn practice_cloud(&self) -> Option<Cloud> {
        let mut practice = self.practice.lock().await;
        if practice.is_none() {
            match Practice::start(practice::Options::default()).await {
                Ok(started) => *practice = Some(started),
                Err(error) => tracing::warn!(%error, "the practice cloud does not start"),
            }
        }
        let cloud = serde_json::to_value(practice.as_ref()?.cloud()).ok()?;
        serde_json::from_value(cloud).ok()
    }
}
