//! What the page hears: what went stale, and how long work goes on.

use super::{Need, Progress};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// A kind of data that screens read; mutations and events say which went stale, so that no screen guesses.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, TS)]
#[serde(rename_all = "kebab-case")]
#[allow(missing_docs, reason = "the names are the screens' data")]
pub enum Tag {
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
    Settings,
    Background,
    Cutover,
    Import,
}

/// An event of the core.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(tag = "event", rename_all = "kebab-case", rename_all_fields = "camelCase")]
pub enum Event {
    /// Data went stale.
    Stale {
        /// Of this client; `None`: of all.
        client: Option<u32>,
        /// Which.
        tags: Vec<Tag>,
    },
    /// Long work goes on; at most ten a second per client.
    Working {
        /// Client.
        client: u32,
        /// How far.
        progress: Progress,
    },
    /// A person should hear of this, now and once (W10).
    Notice {
        /// What.
        need: Need,
    },
    /// A person asked for a page from outside the window, in a notification or the tray.
    Open {
        /// As in the address, such as `#/page/3/changes`.
        path: String,
    },
    /// A person closes the window over work that this would cut short: it stays, until it is closed once more.
    Closing {
        /// Whose work, by name.
        name: String,
        /// Existing mail is imported; otherwise changes are applied.
        import: bool,
    },
    /// The program was started once more for another folder, cloud or vault, which this window does not show (W11).
    AlreadyOpen,
}
