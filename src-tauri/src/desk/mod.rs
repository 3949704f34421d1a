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

use std::{
    sync::{
        Mutex, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
    time::{Duration, Instant},
};

use tokio::sync::{Notify, mpsc};

#[cfg(target_os = "linux")]
pub use bus::serve;
#[cfg(not(target_os = "linux"))]
pub use elsewhere::serve;

/// Whoever closes the window once more within this time was asked.
const ASKED: Duration = Duration::from_secs(60);

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
    /// When it was last asked whether the window is to be closed over work that goes on.
    asked: Mutex<Option<Instant>>,
    /// Something that tray or settings show may have changed.
    pub changed: Notify,
}

impl Desk {
    /// There is an icon of ours that brings the window back.
    pub fn has_tray(&self) -> bool {
        self.tray_host.load(Ordering::SeqCst) && !self.tray_failed.load(Ordering::SeqCst)
    }

    /// Whether it is to be asked before the window closes; asked once, closing it again is the answer.
    pub fn asks(&self, now: Instant) -> bool {
        let mut asked = self.asked.lock().unwrap_or_else(PoisonError::into_inner);
        let answered = asked.take().is_some_and(|at| now.duration_since(at) < ASKED);
        if !answered {
            *asked = Some(now);
        }
        !answered
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

#[cfg(test)]
mod asked {
    use super::*;

    #[test]
    fn w7_a_window_that_is_closed_again_within_a_minute_was_asked_and_later_is_asked_anew() {
        let (desk, now) = (Desk::default(), Instant::now());
        assert!(desk.asks(now));
        assert!(!desk.asks(now + ASKED / 2), "closed again: that is the answer");
        assert!(desk.asks(now + ASKED), "the answer counts once");
        assert!(desk.asks(now + ASKED * 3), "that was long ago");
    }
}
