//! What the core may ask of the desktop: tell the page, open the browser, start the practice cloud.

use std::{
    path::Path,
    sync::{Arc, atomic::Ordering},
};

use api::{Cloud, Host, UpdateSource, dto};
use async_trait::async_trait;
use practice::Practice;
use tauri::{AppHandle, Emitter as _, async_runtime::Mutex};

use crate::{background, desk::Desk};

/// The channel on which the page hears events.
pub const CHANNEL: &str = "tenantry";

/// The desktop.
pub struct DesktopHost {
    app: AppHandle,
    desk: Arc<Desk>,
    practice: Mutex<Option<Practice>>,
}

impl DesktopHost {
    /// A desktop with no practice cloud yet.
    pub fn new(app: AppHandle, desk: Arc<Desk>) -> Self {
        Self { app, desk, practice: Mutex::new(None) }
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
        let event = dto::Event::from(event);
        match &event {
            dto::Event::Notice { need } => background::tell(&self.app, need),
            dto::Event::Stale { tags, .. } if tags.iter().any(is_shown) => self.desk.changed.notify_one(),
            _ => {}
        }
        // A page that is closing hears nothing; it reads everything anew when it opens.
        let _ = self.app.emit(CHANNEL, event);
    }

    fn open_url(&self, url: &str) -> Result<(), String> {
        open::that_detached(url).map_err(|error| error.to_string())
    }

    async fn practice_cloud(&self) -> Option<Cloud> {
        let mut practice = self.practice.lock().await;
        if practice.is_none() {
            match Practice::start(practice::Options::default()).await {
                Ok(started) => *practice = Some(started),
                Err(error) => {
                    tracing::warn!(%error, "the practice cloud does not start");
                }
            }
        }
        let cloud = serde_json::to_value(practice.as_ref()?.cloud()).ok()?;
        serde_json::from_value(cloud).ok()
    }

    fn open_folder(&self, folder: &Path) -> Result<(), String> {
        open::that_detached(folder).map_err(|error| error.to_string())
    }

    fn web_view(&self) -> Option<String> {
        let name = if cfg!(windows) {
            "WebView2"
        } else if cfg!(target_os = "linux") {
            "WebKitGTK"
        } else {
            "WebKit"
        };
        Some(format!("{name} {}", tauri::webview_version().ok()?))
    }

    /// What whoever builds the program puts into `tauri.conf.json` under `plugins.updates`.
    fn updates(&self) -> Option<UpdateSource> {
        let updates = self.app.config().plugins.0.get("updates")?;
        let text = |name: &str| updates.get(name)?.as_str().filter(|text| !text.is_empty()).map(str::to_owned);
        Some(UpdateSource { endpoint: text("endpoint")?, public_key: text("publicKey")? })
    }

    fn desktop(&self) -> api::Desktop {
        api::Desktop {
            tray: self.desk.has_tray(),
            notifications: self.desk.notifications.load(Ordering::SeqCst),
            metered: self.desk.metered.load(Ordering::SeqCst),
        }
    }
}

/// The tray shows it, or closing depends on it.
fn is_shown(tag: &dto::Tag) -> bool {
    matches!(tag, dto::Tag::Clients | dto::Tag::Background | dto::Tag::Settings)
}
