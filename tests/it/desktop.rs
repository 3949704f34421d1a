//! The private desktop itself: what the other journeys stand on.

use std::process::Command;

use journeys::desktop::Desktop;

#[test]
fn a_private_desktop_has_a_bus_a_keyring_a_display_and_a_driver() {
    let mut desktop = Desktop::with_keyring().with_display(800, 600);
    let driver = desktop.driver();
    assert!(driver.starts_with("http://127.0.0.1:"));
    let listed = Command::new("dbus-send")
        .args(["--session", "--print-reply", "--dest=org.freedesktop.secrets", "/org/freedesktop/secrets"])
        .args(["org.freedesktop.DBus.Properties.Get", "string:org.freedesktop.Secret.Service", "string:Collections"])
        .envs(desktop.environment())
        .output()
        .unwrap();
    assert!(String::from_utf8_lossy(&listed.stdout).contains("/org/freedesktop/secrets/collection/"));
}
