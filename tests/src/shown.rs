//! What a desktop shows of a program beside its window: an icon in the tray with its menu, and notifications
//! (freedesktop.org, "StatusNotifierItem" and "Desktop Notifications Specification"; `com.canonical.dbusmenu`).

#![allow(clippy::disallowed_types, clippy::needless_pass_by_value, reason = "what an interface on the bus is made of")]

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, PoisonError},
};

use zbus::{
    blocking::{Connection, connection::Builder},
    message::Header,
    object_server::SignalEmitter,
    zvariant::{OwnedValue, Value},
};

use crate::desktop::{Desktop, until};

const NOTIFICATIONS: &str = "/org/freedesktop/Notifications";

/// The part of a desktop that shows them.
#[derive(Debug)]
pub struct Shown {
    connection: Connection,
    seen: Arc<Mutex<Seen>>,
}

#[derive(Debug, Default)]
struct Seen {
    /// Who has an icon: its name on the bus, and where it lies there.
    icon: Option<(String, String)>,
    notes: Vec<Note>,
}

/// A notification.
#[derive(Debug, Clone)]
pub struct Note {
    /// Its number.
    pub id: u32,
    /// Its first line.
    pub title: String,
    /// What else it says.
    pub body: String,
    /// What can be pressed: key and label in turn.
    pub actions: Vec<String>,
    /// Whose it says it is: the name of a menu entry.
    pub entry: String,
}

impl Shown {
    /// Begins to show them on a desktop.
    ///
    /// # Panics
    /// When the bus does not let it.
    #[must_use]
    pub fn on(desktop: &Desktop) -> Self {
        let seen = Arc::<Mutex<Seen>>::default();
        let bus = desktop.environment()["DBUS_SESSION_BUS_ADDRESS"].as_str();
        let connection = Builder::address(bus)
            .and_then(|bus| bus.serve_at("/StatusNotifierWatcher", Watcher(Arc::clone(&seen))))
            .and_then(|bus| bus.serve_at(NOTIFICATIONS, Notifications(Arc::clone(&seen))))
            .and_then(|bus| bus.name("org.kde.StatusNotifierWatcher"))
            .and_then(|bus| bus.name("org.freedesktop.Notifications"))
            .and_then(Builder::build);
        Self { connection: connection.expect("a place on the bus"), seen }
    }

    fn seen<T>(&self, of: impl FnOnce(&Seen) -> T) -> T {
        of(&self.seen.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// The program ended: its next start brings an icon of its own.
    pub fn forget_icon(&self) {
        self.seen.lock().unwrap_or_else(PoisonError::into_inner).icon = None;
    }

    /// Waits for an icon in the tray.
    pub fn icon(&self) {
        until("an icon in the tray", || self.seen(|seen| seen.icon.is_some()));
    }

    /// The entries of the icon's menu that say something, with their numbers.
    ///
    /// # Panics
    /// When it has none.
    #[must_use]
    pub fn menu(&self) -> Vec<(i32, String)> {
        let (owner, path) = self.menu_path();
        let asked = (0_i32, -1_i32, Vec::<&str>::new());
        let menu = Some("com.canonical.dbusmenu");
        let answer = self.connection.call_method(Some(owner.as_str()), path.as_str(), menu, "GetLayout", &asked);
        let answer = answer.expect("the menu");
        let (_, (_, _, entries)): Layout = answer.body().deserialize().expect("a menu");
        entries.iter().filter_map(labelled).collect()
    }

    /// Waits for an entry of the icon's menu that says this, and gives back its number.
    ///
    /// # Panics
    /// When none comes.
    pub fn offers(&self, words: &str) -> i32 {
        let mut found = None;
        until(&format!("{words:?} in the menu"), || {
            found = self.menu().into_iter().find(|(_, label)| label.contains(words));
            found.is_some()
        });
        found.expect("the entry").0
    }

    /// Presses the entry of the icon's menu that says this, once there is one.
    ///
    /// # Panics
    /// When it cannot be pressed.
    pub fn choose(&self, words: &str) {
        until(&format!("{words:?} to be pressed"), || {
            let id = self.offers(words);
            let (owner, path) = self.menu_path();
            let clicked = (id, "clicked", Value::from(0_i32), 0_u32);
            let menu = Some("com.canonical.dbusmenu");
            match self.connection.call_method(Some(owner.as_str()), path.as_str(), menu, "Event", &clicked) {
                // A program that was asked to quit may be gone before it answers.
                Ok(_) => true,
                Err(zbus::Error::MethodError(name, ..)) if name == "org.freedesktop.DBus.Error.NoReply" => true,
                // Where who is named in the menu changes, it is a new one, and a person presses again.
                Err(zbus::Error::MethodError(_, Some(said), _)) if said.contains("does not refer to a menu item") => {
                    false
                }
                Err(error) => panic!("{words:?} cannot be pressed: {error}"),
            }
        });
    }

    fn menu_path(&self) -> (String, String) {
        let (owner, item) = self.seen(|seen| seen.icon.clone()).expect("an icon in the tray");
        let asked = ("org.kde.StatusNotifierItem", "Menu");
        let properties = Some("org.freedesktop.DBus.Properties");
        let answer = self.connection.call_method(Some(owner.as_str()), item.as_str(), properties, "Get", &asked);
        let value: OwnedValue = answer.expect("the icon").body().deserialize().expect("where its menu is");
        match &*value {
            Value::ObjectPath(path) => (owner, path.to_string()),
            other => panic!("{other:?} is no menu"),
        }
    }

    /// Waits for a notification that says this, and gives back the last.
    ///
    /// # Panics
    /// When none comes.
    #[must_use]
    pub fn note(&self, words: &str) -> Note {
        let says = |note: &&Note| note.title.contains(words) || note.body.contains(words);
        let mut found = None;
        until(&format!("a notification of {words:?}"), || {
            found = self.seen(|seen| seen.notes.iter().rev().find(says).cloned());
            found.is_some()
        });
        found.expect("the notification")
    }

    /// Presses a button of a notification.
    ///
    /// # Panics
    /// When the bus does not pass it on.
    pub fn press(&self, note: &Note, action: &str) {
        let body = (note.id, action);
        let interface = "org.freedesktop.Notifications";
        let told = self.connection.emit_signal(None::<&str>, NOTIFICATIONS, interface, "ActionInvoked", &body);
        told.expect("the signal");
    }
}

/// A menu's revision, and its root: a number, properties and entries.
type Layout = (u32, (i32, BTreeMap<String, OwnedValue>, Vec<OwnedValue>));

fn labelled(entry: &OwnedValue) -> Option<(i32, String)> {
    let Value::Structure(entry) = &**entry else { return None };
    let [Value::I32(id), Value::Dict(properties), ..] = entry.fields() else { return None };
    let label: Option<String> = properties.get(&"label").ok().flatten();
    label.map(|label| (*id, label))
}

struct Watcher(Arc<Mutex<Seen>>);

#[zbus::interface(name = "org.kde.StatusNotifierWatcher")]
impl Watcher {
    #[zbus(property)]
    fn is_status_notifier_host_registered(&self) -> bool {
        true
    }

    #[zbus(property)]
    fn protocol_version(&self) -> i32 {
        0
    }

    #[zbus(property)]
    fn registered_status_notifier_items(&self) -> Vec<String> {
        let seen = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        seen.icon.iter().map(|(owner, path)| format!("{owner}{path}")).collect()
    }

    /// Libraries name the path and speak from their own connection; programs of KDE name the connection.
    fn register_status_notifier_item(&self, service: String, #[zbus(header)] header: Header<'_>) {
        let sender = header.sender().map(ToString::to_string).unwrap_or_default();
        let icon =
            if service.starts_with('/') { (sender, service) } else { (service, "/StatusNotifierItem".to_owned()) };
        self.0.lock().unwrap_or_else(PoisonError::into_inner).icon = Some(icon);
    }

    #[zbus(signal)]
    async fn status_notifier_host_registered(emitter: &SignalEmitter<'_>) -> zbus::Result<()>;
}

struct Notifications(Arc<Mutex<Seen>>);

#[zbus::interface(name = "org.freedesktop.Notifications")]
impl Notifications {
    #[allow(clippy::too_many_arguments, reason = "the specification's")]
    fn notify(
        &self,
        _app_name: String,
        _replaces_id: u32,
        _app_icon: String,
        title: String,
        body: String,
        actions: Vec<String>,
        hints: BTreeMap<String, OwnedValue>,
        _expire_timeout: i32,
    ) -> u32 {
        let entry =
            hints.get("desktop-entry").and_then(|value| value.downcast_ref::<String>().ok()).unwrap_or_default();
        let mut seen = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let id = u32::try_from(seen.notes.len() + 1).unwrap_or(u32::MAX);
        seen.notes.push(Note { id, title, body, actions, entry });
        id
    }

    fn get_capabilities(&self) -> Vec<String> {
        vec!["actions".to_owned(), "body".to_owned()]
    }

    fn get_server_information(&self) -> (String, String, String, String) {
        let [name, vendor, version, spec] = ["journeys", "Tenantry", "1", "1.2"].map(str::to_owned);
        (name, vendor, version, spec)
    }

    fn close_notification(&self, _id: u32) {}

    #[zbus(signal)]
    async fn action_invoked(emitter: &SignalEmitter<'_>, id: u32, action_key: &str) -> zbus::Result<()>;
}
