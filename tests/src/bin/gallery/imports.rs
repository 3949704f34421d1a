//! The import of existing mail: what it asks for, its set-up, at work, its certificate, and the way back.

use std::path::{Path, PathBuf};

use journeys::{cloud::Cloud, window::Window};
use practice::{Edit, Kind, RefuseAt};

use crate::{
    camera::{Camera, Looks},
    stage::{go, refuse},
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

/// The browser waits, and somebody says no.
fn signing_in(camera: &Camera, window: &Window, cloud: &Cloud) {
    refuse(cloud, RefuseAt::Page, 50011);
    window.press("import-register");
    window.see("import-step-waiting");
    camera.take_moving(window, "import-permission-waiting", "Mail import: the browser is open");
    window.press("cancel-sign-in");
    window.see("import-register");
    refuse(cloud, RefuseAt::Redirect, 65004);
    window.press("import-register");
    window.see("import-step-away");
    camera.take(window, "import-permission-declined", "Mail import: the permission was declined", Looks::Two);
    cloud.configure(|settings| settings.refuse = Vec::new());
    window.press("import-step-away");
}

/// Of everybody's drafts, which are few.
fn drafts(window: &Window, client: u32, folder: &Path) {
    let sink = format!("maildir:{}", folder.with_extension("drafts").display());
    let wish = format!("{{ folders: 'drafts', sink: '{sink}' }}");
    window.ask("import_begin", &format!("{{ client: {client}, mailboxes: {{ of: 'all' }}, wish: {wish} }}"));
}

/// Another import is set up while one has begun, and is shown in its place.
fn another(camera: &Camera, window: &Window, client: u32, folder: &Path) {
    drafts(window, client, folder);
    window.see_css("[data-testid^=\"import-other-\"]");
    camera.take(window, "import-other", "Mail import: another one has begun and is not over", Looks::Two);
    window.press_css("[data-testid^=\"import-other-\"] button");
    window.see("import-resume");
}

/// S4: who gets a mailbox after the end of everybody's import is missing on its certificate.
fn who_came_since(camera: &Camera, window: &Window, client: u32, (cloud, folder): (&Cloud, &Path)) {
    drafts(window, client, folder);
    window.press("import-start");
    window.patiently("everybody's drafts", |window| {
        window.text("import-paper").contains("The numbers agree").then_some(())
    });
    licensed(cloud, "new.hand@larkfield.example", Kind::User);
    window.ask("sync_now", &format!("{{ client: {client} }}"));
    window.says("import-paper", "came to the tenant since");
    camera.take(window, "import-joined", "Mail import: a mailbox came since, and it is not complete", Looks::Two);
    let _gone = std::fs::remove_dir_all(folder.with_extension("drafts"));
}

/// With a licence there is a mailbox, without one there is none.
fn licensed(cloud: &Cloud, who: &str, kind: Kind) {
    let edit = Edit { kind: Some(kind), ..Edit::default() };
    let _id = cloud.upsert_user(who, &edit).expect("somebody of the tenant");
}

/// Of a client that is set up and has no import yet.
pub fn of(camera: &Camera, window: &Window, client: u32, cloud: &Cloud) {
    go(window, &format!("#/page/{client}/import"), "import-why");
    camera.take(window, "import-permission", "Mail import: the permission that it takes", Looks::All);
    window.press("import-by-hand");
    window.see("import-hand");
    camera.take(window, "import-by-hand", "Mail import: the permission by hand", Looks::Two);
    window.press("import-in-browser");
    signing_in(camera, window, cloud);
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
    // Before it is counted: one that was there is asked for again for days.
    let leaves = mailboxes.last().expect("a mailbox").as_str();
    licensed(cloud, leaves, Kind::Unlicensed);
    window.press("import-begin");
    window.says("import-estimate", "2 of 3 mailboxes");
    camera.take(window, "import-estimate", "Mail import: counted, and not started", Looks::Two);
    cloud.configure(|settings| settings.latency_ms = 700);
    window.press("import-start");
    window.see_css("[data-testid=\"import-grid\"] [data-state=\"running\"]");
    camera.take_moving(window, "import-running", "Mail import: at work");
    window.press("import-pause");
    window.see("import-resume");
    window.says("import-status", "Import paused");
    camera.take(window, "import-paused", "Mail import: paused", Looks::Two);
    another(camera, window, client, &folder);
    window.ask("pause_all", "{ paused: true }");
    window.press("import-resume");
    window.see("import-held");
    camera.take(window, "import-waiting", "Mail import: it waits, since all clients are paused", Looks::Two);
    cloud.configure(|settings| settings.latency_ms = 0);
    window.ask("pause_all", "{ paused: false }");
    window.patiently("a mailbox that cannot be read", |window| {
        let refused = "return document.querySelector('[data-testid=import-resume]') !== null \
                       && document.querySelector('[data-testid=import-grid] [data-state=refused]') !== null";
        (window.script(refused) == true).then_some(())
    });
    window.press(&format!("import-{leaves}"));
    window.says("import-paper", leaves);
    camera.take(window, "import-refused", "Mail import: a mailbox that cannot be read", Looks::Two);
    licensed(cloud, leaves, Kind::User);
    window.press("import-whole");
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
    who_came_since(camera, window, client, (cloud, &folder));
    let _gone = std::fs::remove_dir_all(&folder);
}
