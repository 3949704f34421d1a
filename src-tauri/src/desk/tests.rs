//! The desktop's services as they are spoken to: on a bus of the test's own, with small services in their places.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
#![allow(clippy::disallowed_types, reason = "the macro of a service answers with such a map")]

use std::{
    collections::BTreeMap,
    io::{BufRead as _, BufReader},
    process::{Child, Command, Stdio},
    sync::{Arc, atomic::Ordering},
    time::Duration,
};

use tokio::{sync::mpsc, time::timeout};
use zbus::{Connection, connection::Builder, object_server::SignalEmitter, zvariant::OwnedValue};

use super::{Desk, Said, Toast, bus::trays, network, toasts};

/// Whatever is awaited comes within this time or the test fails.
const DEADLINE: Duration = Duration::from_secs(20);

struct Bus {
    daemon: Child,
    address: String,
}

impl Bus {
    fn start() -> Self {
        let mut daemon = Command::new("dbus-daemon")
            .args(["--session", "--nofork", "--print-address=1"])
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut address = String::new();
        BufReader::new(daemon.stdout.take().unwrap()).read_line(&mut address).unwrap();
        Self { daemon, address: address.trim().to_owned() }
    }

    async fn connect(&self) -> Connection {
        Builder::address(self.address.as_str()).unwrap().build().await.unwrap()
    }
}

impl Drop for Bus {
    fn drop(&mut self) {
        let _ = self.daemon.kill();
        let _ = self.daemon.wait();
    }
}

struct Notifications(mpsc::UnboundedSender<(String, String, Vec<String>)>);

#[zbus::interface(name = "org.freedesktop.Notifications")]
impl Notifications {
    #[allow(clippy::too_many_arguments, reason = "the specification's")]
    fn notify(
        &self,
        _app_name: String,
        _replaces_id: u32,
        _app_icon: String,
        summary: String,
        body: String,
        actions: Vec<String>,
        _hints: BTreeMap<String, OwnedValue>,
        _expire_timeout: i32,
    ) -> u32 {
        self.0.send((summary, body, actions)).unwrap();
        7
    }

    fn get_capabilities(&self) -> Vec<String> {
        vec!["actions".to_owned(), "body-markup".to_owned()]
    }

    #[zbus(signal)]
    async fn action_invoked(emitter: &SignalEmitter<'_>, id: u32, action_key: &str) -> zbus::Result<()>;
}

#[tokio::test]
async fn w10_a_notification_is_shown_with_its_action_and_pressing_it_opens_the_page() {
    let bus = Bus::start();
    let (show, mut shown) = mpsc::unbounded_channel();
    let server = Builder::address(bus.address.as_str())
        .unwrap()
        .serve_at("/org/freedesktop/Notifications", Notifications(show))
        .unwrap()
        .name("org.freedesktop.Notifications")
        .unwrap()
        .build()
        .await
        .unwrap();
    let (desk, session) = (Arc::new(Desk::default()), bus.connect().await);
    let (send, toasts) = mpsc::unbounded_channel();
    let (said, mut hears) = mpsc::unbounded_channel();
    let seen = Arc::clone(&desk);
    let serving = tokio::spawn(async move { toasts::show(&session, &seen, toasts, &said).await });
    let action = Some(("Review".to_owned(), "#/page/3/changes".to_owned()));
    let (title, body) = ("Larkfield Foods".to_owned(), "3 changes <wait> for you".to_owned());
    send.send(Toast { title, body, action }).unwrap();
    let (summary, body, actions) = timeout(DEADLINE, shown.recv()).await.unwrap().unwrap();
    assert_eq!((summary.as_str(), body.as_str()), ("Larkfield Foods", "3 changes &lt;wait&gt; for you"));
    assert_eq!(actions, ["default", "Review", "open", "Review"]);
    assert!(desk.notifications.load(Ordering::SeqCst), "the settings offer them");
    let emitter = SignalEmitter::new(&server, "/org/freedesktop/Notifications").unwrap();
    Notifications::action_invoked(&emitter, 6, "open").await.unwrap();
    Notifications::action_invoked(&emitter, 7, "open").await.unwrap();
    let heard = timeout(DEADLINE, hears.recv()).await.unwrap().unwrap();
    assert_eq!(heard, Said::Open("#/page/3/changes".to_owned()), "another program's says nothing");
    serving.abort();
}

struct Watcher;

#[zbus::interface(name = "org.kde.StatusNotifierWatcher")]
impl Watcher {
    #[zbus(property)]
    fn is_status_notifier_host_registered(&self) -> bool {
        true
    }
}

#[tokio::test]
async fn w10_the_tray_counts_from_when_somebody_shows_icons_until_nobody_does() {
    let bus = Bus::start();
    let (desk, session) = (Arc::new(Desk::default()), bus.connect().await);
    let seen = Arc::clone(&desk);
    let following = tokio::spawn(async move { trays(&session, &seen).await });
    let watcher = bus.connect().await;
    watcher.object_server().at("/StatusNotifierWatcher", Watcher).await.unwrap();
    assert!(!desk.has_tray());
    watcher.request_name("org.kde.StatusNotifierWatcher").await.unwrap();
    timeout(DEADLINE, desk.changed.notified()).await.unwrap();
    assert!(desk.has_tray());
    watcher.release_name("org.kde.StatusNotifierWatcher").await.unwrap();
    timeout(DEADLINE, desk.changed.notified()).await.unwrap();
    assert!(!desk.has_tray());
    following.abort();
}

struct Manager {
    metered: u32,
}

#[zbus::interface(name = "org.freedesktop.NetworkManager")]
impl Manager {
    #[zbus(property)]
    fn state(&self) -> u32 {
        70
    }

    #[zbus(property)]
    fn metered(&self) -> u32 {
        self.metered
    }
}

#[tokio::test]
async fn w10_what_the_network_costs_is_told_as_it_changes() {
    const PATH: &str = "/org/freedesktop/NetworkManager";
    let bus = Bus::start();
    let server = bus.connect().await;
    server.object_server().at(PATH, Manager { metered: 1 }).await.unwrap();
    server.request_name("org.freedesktop.NetworkManager").await.unwrap();
    let (desk, system) = (Arc::new(Desk::default()), bus.connect().await);
    let (said, mut hears) = mpsc::unbounded_channel();
    let seen = Arc::clone(&desk);
    let watching = tokio::spawn(async move { network::watch(&system, &seen, &said).await });
    let first = timeout(DEADLINE, hears.recv()).await.unwrap().unwrap();
    assert_eq!(first, Said::Network { offline: false, metered: true });
    assert!(desk.metered.load(Ordering::SeqCst), "the setting is offered");
    let manager = server.object_server().interface::<_, Manager>(PATH).await.unwrap();
    manager.get_mut().await.metered = 2;
    manager.get().await.metered_changed(manager.signal_emitter()).await.unwrap();
    let free = Said::Network { offline: false, metered: false };
    while timeout(DEADLINE, hears.recv()).await.unwrap().unwrap() != free {}
    watching.abort();
}

#[tokio::test]
async fn w10_a_desktop_without_any_of_it_offers_none_of_it() {
    let bus = Bus::start();
    let (desk, session) = (Arc::new(Desk::default()), bus.connect().await);
    let (said, _hears) = mpsc::unbounded_channel();
    network::watch(&session, &desk, &said).await;
    let (send, toasts) = mpsc::unbounded_channel();
    drop(send);
    timeout(DEADLINE, toasts::show(&session, &desk, toasts, &said)).await.unwrap();
    let offered = [&desk.notifications, &desk.metered, &desk.tray_host].map(|what| what.load(Ordering::SeqCst));
    assert_eq!(offered, [false; 3]);
}
