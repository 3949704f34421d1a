//! The import of existing mail in the real window: permission, set-up, the run, its certificate, and nothing left behind.

use std::{collections::BTreeSet, fs, path::Path};

use journeys::{
    cloud::Cloud,
    ctl::Ctl,
    desktop::{Desktop, until},
    program::program,
    search::Search,
    window::Window,
    world::{ADMIN, CLIENT},
};
use practice::{Consent, Size};

/// A client whose first run is over, made by the command line.
fn set_up(desktop: &Desktop, cloud: &Cloud) {
    let ctl = Ctl::new(&desktop.home().join("data/tenantry"), &cloud.file(), desktop.environment());
    ctl.ok(&["client", "add", CLIENT, "--tenant", cloud.tenant_domain()]);
    let (signed_in, _) = ctl.sign_in(CLIENT, ADMIN, Consent::Accept);
    assert_eq!(signed_in.status, 0, "{}", signed_in.stdout);
    ctl.ok(&["fetch", CLIENT]);
    ctl.ok(&["select", CLIENT, "--domains", "all", "--mailboxes", "all"]);
    let plan = ctl.ok(&["plan", CLIENT])["plan"].to_string();
    ctl.ok(&["apply", CLIENT, "--plan", &plan, "--approve-holds"]);
}

/// Files in a mailbox's Maildir.
fn delivered(archive: &Path, mailbox: &str) -> usize {
    let (local, domain) = mailbox.split_once('@').unwrap();
    let maildir = archive.join(domain).join(local).join("Maildir");
    let files = ["new", "cur"].map(|name| fs::read_dir(maildir.join(name)).map_or(0, Iterator::count));
    files.iter().sum()
}

/// Contents of a mailbox on the server that can be had, each once.
fn contents(cloud: &Cloud, mailbox: &str) -> usize {
    let messages = cloud.mail_truth(mailbox).unwrap();
    messages.into_iter().filter_map(|message| Some(message.mime?.1)).collect::<BTreeSet<_>>().len()
}

#[test]
fn m8_s1_s4_mail_is_imported_in_the_window_certified_and_the_permission_is_taken_away_again() {
    let cloud = Cloud::start(Size::Small);
    let mut desktop = Desktop::with_keyring()
        .with_display(1280, 800)
        .with_program("xdg-open", &program("person"))
        .with("PERSON_ACCOUNT", ADMIN)
        .with("TENANTRY_CLOUD", &cloud.file().display().to_string());
    set_up(&desktop, &cloud);
    let archive = desktop.home().join("archive");
    let driver = desktop.driver();
    let window = Window::open(&driver, &program("tenantry"), &[]);
    window.press_css("[data-client=\"1\"]");
    window.press("rail-import");
    assert!(window.text("import-why").contains("no mailbox but your own"), "M8: {}", window.page());
    window.press("import-register");
    window.see("import-begin");

    let mailboxes = ["info@larkfield.example", "van@larkfield.example"];
    window.press("which-these");
    window.type_into("import-addresses", &mailboxes.join(", "));
    window.type_into("import-folder", &archive.display().to_string());
    window.press("folders-all");
    window.press("import-try-sink");
    window.says("import-sink-tried", "takes mail");
    window.press("import-begin");
    window.says("import-estimate", "All 2 mailboxes were counted");
    assert_eq!(mailboxes.map(|mailbox| delivered(&archive, mailbox)), [0, 0], "nothing is read before it is started");
    window.press("import-start");
    window.says("import-paper", "The numbers agree");
    for mailbox in mailboxes {
        assert_eq!(delivered(&archive, mailbox), contents(&cloud, mailbox), "{mailbox}: {}", window.page());
    }

    window.press("import-info@larkfield.example");
    window.says("import-paper", "info@larkfield.example");
    // What cannot be had is asked for once more, and its numbers are what they were.
    cloud.mail_count_anew();
    window.press("import-retry");
    window.says("import-paper", "tried again");
    let stands = "window.__TAURI_INTERNALS__.invoke('import_get', { request: { client: 1 } }) \
                  .then((told) => { window.stands = told.state }); \
                  return window.stands ?? null";
    window.until("the import to end again", |window| (window.script(stands) == "ended").then_some(()));
    // The other one is counted once more at the end, and no message of it is read.
    let asked = cloud.mail_counts();
    assert_eq!(asked.iter().filter(|counts| counts.mime > 0).count(), 1, "{asked:?}");
    window.says("import-paper", "The numbers agree");
    window.press("import-pdf");
    let saved = window.says("import-saved", ".pdf");
    let path = saved.lines().flat_map(str::split_whitespace).find(|word| word.ends_with(".pdf")).unwrap();
    assert!(fs::read(path).unwrap().starts_with(b"%PDF-"), "{path}");

    window.press("import-more");
    window.press("import-access-open");
    window.says("import-access-state", "Reads mail");
    window.press("import-remove-app");
    window.press("import-removing-action");
    until("the application is out of the tenant", || cloud.registered_apps().is_empty());
    window.says("import-days", "No permission to read mail");
    // M8, B7: what it read with was nowhere but in the vault.
    assert_eq!(Search::for_all(&cloud.issued_secrets()).folder(&desktop.home()), Vec::<String>::new());
}
