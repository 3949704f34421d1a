//! The import of existing mail: what it asks for, its set-up, at work, its certificate, and the way back.

use std::path::PathBuf;

use journeys::{cloud::Cloud, window::Window};

use crate::{
    camera::{Camera, Looks},
    stage::go,
};

/// The first mailboxes of people, in order of address.
fn somebody(window: &Window, client: u32) -> Vec<String> {
    let request =
        format!("{{ client: {client}, filter: {{}}, sort: 'address', descending: false, offset: 0, limit: 50 }}");
    let _asked = window.script(&format!(
        "window.__TAURI_INTERNALS__.invoke('mailbox_window', {{ request: {request} }}).then((read) => {{ \
         window.somebody = read.rows.filter((row) => row.kind === 'user').slice(0, 3).map((row) => row.address); }})"
    ));
    window.until("some mailboxes", |window| {
        let found = window.script("return window.somebody ?? null");
        Some(found.as_array()?.iter().filter_map(|address| Some(address.as_str()?.to_owned())).collect())
    })
}

/// The same place in every picture, and empty.
fn archive() -> PathBuf {
    let folder = std::env::temp_dir().join("larkfield-archive");
    // What is not there need not go.
    let _gone = std::fs::remove_dir_all(&folder);
    folder
}

/// Of a client that is set up and has no import yet.
pub fn of(camera: &Camera, window: &Window, client: u32, cloud: &Cloud) {
    go(window, &format!("#/page/{client}/import"), "import-why");
    camera.take(window, "import-permission", "Mail import: the permission that it takes", Looks::All);
    window.press("import-by-hand");
    window.see("import-hand");
    camera.take(window, "import-by-hand", "Mail import: the permission by hand", Looks::Two);
    window.press("import-in-browser");
    window.press("import-register");
    window.see("import-begin");
    camera.take(window, "import-set-up-empty", "Mail import: before anything is named", Looks::Two);
    let folder = archive();
    window.press("which-these");
    let mailboxes = somebody(window, client);
    window.type_into("import-addresses", &mailboxes.join(", "));
    window.type_into("import-folder", &folder.display().to_string());
    window.press("import-hours");
    window.see("import-from");
    window.press("import-try-sink");
    window.see("import-sink-tried");
    camera.take(window, "import-set-up", "Mail import: whose mail, which of it, where to and when", Looks::All);
    window.press("import-hours");
    window.press("import-begin");
    window.says("import-estimate", "All 3 mailboxes were counted");
    camera.take(window, "import-estimate", "Mail import: counted, and not started", Looks::Two);
    cloud.configure(|settings| settings.latency_ms = 700);
    window.press("import-start");
    window.see_css("[data-testid=\"import-grid\"] [data-state=\"running\"]");
    camera.take_moving(window, "import-running", "Mail import: at work");
    window.press("import-pause");
    window.see("import-resume");
    window.says("import-status", "Import paused");
    camera.take(window, "import-paused", "Mail import: paused", Looks::Two);
    cloud.configure(|settings| settings.latency_ms = 0);
    window.press("import-resume");
    window.patiently("the numbers to agree", |window| {
        window.text("import-paper").contains("The numbers agree").then_some(())
    });
    camera.take(window, "import-complete", "Mail import: the numbers agree", Looks::All);
    let one = mailboxes.first().expect("a mailbox");
    window.press(&format!("import-{one}"));
    window.says("import-paper", one);
    camera.take(window, "import-mailbox", "Mail import: the certificate of a mailbox", Looks::Two);
    window.press("import-more");
    window.press("import-access-open");
    window.see("import-access-state");
    window.type_into("import-scope-group", "archive@larkfield.example");
    window.press("import-scope-make");
    window.see("import-script");
    camera.take(window, "import-scope", "Mail import: the permission, its scope and the test of it", Looks::All);
    window.press("import-remove-app");
    window.see("import-removing");
    camera.take(window, "import-remove", "Mail import: the permission is taken away again", Looks::Two);
    window.press("import-removing-cancel");
    window.keys(&["Escape"]);
    let _gone = std::fs::remove_dir_all(&folder);
}
