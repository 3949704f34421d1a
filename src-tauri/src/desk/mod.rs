//! What this desktop has: a tray, somebody who shows notifications, word of the network.

#[cfg(target_os = "linux")]
mod bus;
#[cfg(not(target_os = "linux"))]
mod elsewhere;
#[cfg(target_os = "linux")]
mod network;
#[cfg(all(test, target_os = "linux"))]
mod tests;
#[cfg(target_os = "linux")]
mod toasts;

use std::sync::atomic::{AtomicBool, Ordering};

use tokio::sync::{Notify, mpsc};

#[cfg(target_os = "linux")]
pub use bus::serve;
#[cfg(not(target_os = "linux"))]
pub use elsewhere::serve;

/// A notification. It carries no address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Toast {
    /// Such as the client's name.
    pub title: String,
    /// Why.
    pub body: String,
    /// What its button says, and the page that it opens.
    pub action: Option<(String, String)>,
}

/// What the desktop says by itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Said {
    /// Somebody pressed a notification that opens this page.
    Open(String),
    /// What the network is like.
    Network { offline: bool, metered: bool },
}

/// What is there, as far as it is known by now.
#[derive(Debug, Default)]
pub struct Desk {
    /// Icons in the tray are shown.
    pub tray_host: AtomicBool,
    /// Our icon could not be made, and is not tried again.
    pub tray_failed: AtomicBool,
    /// Notifications are shown.
    pub notifications: AtomicBool,
    /// The system tells whether the network is paid by volume.
    pub metered: AtomicBool,
    /// Something that tray or settings show may have changed.
    pub changed: Notify,
}

impl Desk {
    /// There is an icon of ours that brings the window back.
    pub fn has_tray(&self) -> bool {
        self.tray_host.load(Ordering::SeqCst) && !self.tray_failed.load(Ordering::SeqCst)
    }

    /// Notes what is there; true when that is new.
    pub fn note(&self, what: &AtomicBool, there: bool) -> bool {
        let new = what.swap(there, Ordering::SeqCst) != there;
        if new {
            self.changed.notify_one();
        }
        new
    }
}

/// Where notifications go to, and where the desktop's own words come from.
#[derive(Debug)]
pub struct Wires {
    /// To be shown.
    pub toasts: mpsc::UnboundedReceiver<Toast>,
    /// What the desktop says.
    pub said: mpsc::UnboundedSender<Said>,
}
