//! Windows and macOS: the tray is always there; the network is told by nobody that every version has, so nothing that
//! needs it is offered.

use std::sync::{Arc, atomic::Ordering};

use super::{Desk, Wires};

/// Shows notifications until the program ends.
pub async fn serve(desk: Arc<Desk>, mut wires: Wires) {
    desk.note(&desk.tray_host, true);
    desk.note(&desk.notifications, true);
    while let Some(toast) = wires.toasts.recv().await {
        let shown = notify_rust::Notification::new().summary(&toast.title).body(&toast.body).show();
        desk.notifications.store(shown.is_ok(), Ordering::SeqCst);
    }
}
