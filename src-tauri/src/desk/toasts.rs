//! Notifications by the session's own service (freedesktop.org, "Desktop Notifications Specification").

use std::collections::BTreeMap;

use futures_util::StreamExt as _;
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender};
use zbus::{Connection, fdo::DBusProxy, zvariant::Value};

use super::{Desk, Said, Toast};

const SERVICE: &str = "org.freedesktop.Notifications";
/// Pressing the notification itself.
const DEFAULT: &str = "default";
/// Pressing its button.
const OPEN: &str = "open";

#[zbus::proxy(
    interface = "org.freedesktop.Notifications",
    default_service = "org.freedesktop.Notifications",
    default_path = "/org/freedesktop/Notifications"
)]
trait Notifications {
    #[allow(clippy::too_many_arguments, reason = "the specification's")]
    fn notify(
        &self,
        app_name: &str,
        replaces_id: u32,
        app_icon: &str,
        summary: &str,
        body: &str,
        actions: &[&str],
        hints: BTreeMap<&str, Value<'_>>,
        expire_timeout: i32,
    ) -> zbus::Result<u32>;
    fn get_capabilities(&self) -> zbus::Result<Vec<String>>;
    #[zbus(signal)]
    fn action_invoked(&self, id: u32, action_key: String) -> zbus::Result<()>;
    #[zbus(signal)]
    fn notification_closed(&self, id: u32, reason: u32) -> zbus::Result<()>;
}

/// Shows what comes, and tells which of it was pressed, until the bus ends or nobody listens.
pub async fn show(session: &Connection, desk: &Desk, toasts: UnboundedReceiver<Toast>, said: &UnboundedSender<Said>) {
    if let Err(error) = serve(session, desk, toasts, said).await {
        tracing::info!(%error, "notifications cannot be shown");
        desk.note(&desk.notifications, false);
    }
}

async fn serve(
    session: &Connection,
    desk: &Desk,
    mut toasts: UnboundedReceiver<Toast>,
    said: &UnboundedSender<Said>,
) -> zbus::Result<()> {
    let service = NotificationsProxy::new(session).await?;
    let mut pressed = service.receive_action_invoked().await?;
    let mut closed = service.receive_notification_closed().await?;
    desk.note(&desk.notifications, is_there(session).await);
    // Which page each notification opens that is still shown.
    let mut open: BTreeMap<u32, String> = BTreeMap::new();
    loop {
        tokio::select! {
            toast = toasts.recv() => match toast {
                Some(toast) => match send(&service, &toast).await {
                    Ok(id) => {
                        desk.note(&desk.notifications, true);
                        open.extend(toast.action.map(|(_, path)| (id, path)));
                    }
                    Err(error) => {
                        tracing::info!(%error, "a notification was not shown");
                        desk.note(&desk.notifications, false);
                    }
                },
                None => return Ok(()),
            },
            Some(signal) = pressed.next() => {
                let Ok(arguments) = signal.args() else { continue };
                if let Some(path) = open.remove(&arguments.id) && said.send(Said::Open(path)).is_err() {
                    return Ok(());
                }
            }
            Some(signal) = closed.next() => {
                if let Ok(arguments) = signal.args() {
                    open.remove(&arguments.id);
                }
            }
            else => return Ok(()),
        }
    }
}

/// Somebody runs or can be started who shows notifications.
async fn is_there(session: &Connection) -> bool {
    let Ok(bus) = DBusProxy::new(session).await else { return false };
    let Ok(name) = SERVICE.try_into() else { return false };
    if bus.name_has_owner(name).await.unwrap_or(false) {
        return true;
    }
    bus.list_activatable_names().await.is_ok_and(|names| names.iter().any(|name| name.as_str() == SERVICE))
}

async fn send(service: &NotificationsProxy<'_>, toast: &Toast) -> zbus::Result<u32> {
    // A service that shows markup would take a name for it.
    let marked = service.get_capabilities().await?.iter().any(|one| one == "body-markup");
    let body = if marked { escaped(&toast.body) } else { toast.body.clone() };
    let actions: Vec<&str> = match &toast.action {
        Some((label, _)) => vec![DEFAULT, label, OPEN, label],
        None => Vec::new(),
    };
    // The name of the menu entry that the installers bring.
    let hints = BTreeMap::from([("desktop-entry", Value::from("Tenantry"))]);
    service.notify("Tenantry", 0, "tenantry", &toast.title, &body, &actions, hints, -1).await
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}
