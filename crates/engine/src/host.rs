//! The one narrow seam toward whatever carries the engine: a window, a command line, a test.

use std::fmt::Debug;
use std::path::Path;

use async_trait::async_trait;
use serde::Serialize;
use store::ClientId;

use crate::{Cloud, Need, UpdateSource};

/// What the engine needs of the world around it.
///
/// Notifications and the tray are not here: they follow from [`Event`]s.
#[async_trait]
pub trait Host: Debug + Send + Sync {
    /// Hears an event. Called from any task; must return at once.
    fn emit(&self, event: Event);

    /// Opens an address in the system's browser.
    ///
    /// # Errors
    /// Why it cannot, in words.
    fn open_url(&self, url: &str) -> Result<(), String>;

    /// The practice cloud of this host, started when it is first asked for; `None` when it offers none.
    async fn practice_cloud(&self) -> Option<Cloud> {
        None
    }

    /// Opens a folder in the desktop's file manager.
    ///
    /// # Errors
    /// Why it cannot, in words.
    fn open_folder(&self, _folder: &Path) -> Result<(), String> {
        Err("there is no desktop here".to_owned())
    }

    /// What shows the page, with its version; `None`: there is no window.
    fn web_view(&self) -> Option<String> {
        None
    }

    /// Where newer versions are announced; `None`: nobody is asked.
    fn updates(&self) -> Option<UpdateSource> {
        None
    }

    /// What this desktop can do; without one, nothing.
    fn desktop(&self) -> Desktop {
        Desktop::default()
    }
}

/// What a desktop can do: settings that could not work are not offered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Desktop {
    /// It has a tray, and the program's icon is in it.
    pub tray: bool,
    /// Somebody shows notifications.
    pub notifications: bool,
    /// It tells whether a network is paid by volume.
    pub metered: bool,
}

/// What happened, for whoever shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Event {
    /// Data went stale: what was read before should be read again.
    Stale {
        /// Of this client; `None`: of all.
        client: Option<ClientId>,
        /// Which data.
        topics: Vec<Topic>,
    },
    /// Long work goes on; at most ten a second per client.
    Working {
        /// Of this client.
        client: ClientId,
        /// How far.
        progress: Progress,
    },
    /// A person should hear of this, now and once (W10).
    Notice(Need),
}

/// A kind of data that can go stale.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[allow(missing_docs, reason = "the names are the data")]
pub enum Topic {
    App,
    Clients,
    Client,
    SignIn,
    Domains,
    Mailboxes,
    Options,
    Plan,
    Run,
    History,
    Registration,
    Gateway,
    Cutover,
    Settings,
    Background,
    Import,
}

/// How far long work is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Progress {
    /// What is being done.
    pub phase: Phase,
    /// Things done.
    pub done: u32,
    /// Things in all, when known.
    pub total: Option<u32>,
}

/// Kinds of long work, in the order of a sync.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
#[allow(missing_docs, reason = "the names say it")]
pub enum Phase {
    ReadingTenant,
    ReadingGateway,
    Planning,
    Applying,
    Verifying,
}
