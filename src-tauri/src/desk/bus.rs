//! Linux: the session's and the system's D-Bus. Whatever is missing is not offered, and the program runs without it.

use std::sync::Arc;

use futures_util::StreamExt as _;
use zbus::{Connection, fdo::DBusProxy};

use super::{Desk, Wires, network, toasts};

/// Who knows of icons in the tray (freedesktop.org, "StatusNotifierItem").
const WATCHER: &str = "org.kde.StatusNotifierWatcher";

#[zbus::proxy(
    interface = "org.kde.StatusNotifierWatcher",
    default_service = "org.kde.StatusNotifierWatcher",
    default_path = "/StatusNotifierWatcher"
)]
trait Watcher {
    #[zbus(property)]
    fn is_status_notifier_host_registered(&self) -> zbus::Result<bool>;
    #[zbus(signal)]
    fn status_notifier_host_registered(&self) -> zbus::Result<()>;
}

/// Serves as long as the buses last.
pub async fn serve(desk: Arc<Desk>, wires: Wires) {
    let Wires { toasts, said } = wires;
    let system = async {
        match Connection::system().await {
            Ok(system) => network::watch(&system, &desk, &said).await,
            Err(error) => tracing::info!(%error, "there is no system bus; nobody tells of the network"),
        }
    };
    let session = async {
        match Connection::session().await {
            Ok(session) => {
                tokio::join!(trays(&session, &desk), toasts::show(&session, &desk, toasts, &said));
            }
            Err(error) => tracing::info!(%error, "there is no session bus; no tray and no notifications"),
        }
    };
    tokio::join!(system, session);
}

/// Follows whether icons in the tray are shown to anybody.
pub(super) async fn trays(session: &Connection, desk: &Desk) {
    if let Err(error) = follow_trays(session, desk).await {
        tracing::info!(%error, "the tray is not known");
        desk.note(&desk.tray_host, false);
    }
}

async fn follow_trays(session: &Connection, desk: &Desk) -> zbus::Result<()> {
    let watcher = WatcherProxy::builder(session).cache_properties(zbus::proxy::CacheProperties::No).build().await?;
    let bus = DBusProxy::new(session).await?;
    let mut owners = bus.receive_name_owner_changed_with_args(&[(0, WATCHER)]).await?;
    let mut hosts = watcher.receive_status_notifier_host_registered().await?;
    loop {
        let owned = bus.name_has_owner(WATCHER.try_into()?).await?;
        // Asked of nobody, the bus would start somebody.
        let there = owned && watcher.is_status_notifier_host_registered().await.unwrap_or(false);
        desk.note(&desk.tray_host, there);
        tokio::select! {
            changed = owners.next() => if changed.is_none() { return Ok(()) },
            changed = hosts.next() => if changed.is_none() { return Ok(()) },
        }
    }
}
