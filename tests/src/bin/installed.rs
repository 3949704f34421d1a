//! Tenantry as a package installed it, used once by somebody who finds it in the menu: `installed FOLDER` works in the
//! home that `HOME` names, and puts what it saw into the folder. `packaging/linux/try.sh` calls it on a clean system.
//!
//! `installed menu` starts the menu entry as a desktop does and lasts as long as the program, which is what WebKit's
//! driver expects of a program.
#![allow(
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    reason = "a trial that fails ends here, and says why"
)]

use std::{
    collections::BTreeSet,
    env, fs,
    path::{Path, PathBuf},
    process::{Command, Stdio},
    time::{Duration, Instant},
};

use jiff::{Timestamp, ToSpan as _};
use journeys::{
    cloud::CloudProcess,
    ctl::Ctl,
    desktop::{Desktop, until},
    gateway_rows::content,
    program::program,
    screen::Screen,
    shown::Shown,
    window::Window,
    wizard::Wizard,
    world::{ADMIN, CLIENT},
};
use reqwest::Method;
use serde_json::json;

/// Who leaves the tenant while the window is closed.
const LEAVER: &str = "Nora.Quill@larkfield.example";
/// A sync that is due within this is waited for.
const SOON: i64 = 90;

fn main() {
    let word = env::args().nth(1).expect("usage: installed FOLDER | menu");
    if word == "menu" {
        return from_the_menu();
    }
    let folder = PathBuf::from(word);
    let home = PathBuf::from(env::var_os("HOME").expect("a home"));
    fs::create_dir_all(&folder).expect("a folder for what is seen");
    let cloud = CloudProcess::start(&folder.join("cloud"), "small");
    let mut desktop = at_home(&home, &cloud);
    let (shown, screen) = (Shown::on(&desktop), Screen::of(&desktop));
    let driver = desktop.driver();
    let data = home.join(".local/share/tenantry");
    let gateway = data.join("gateway");

    let window = opened(&driver);
    set_up(&window);
    picture(&window, &folder, "set-up");
    let before = content(&gateway);
    assert!(before.iter().any(|row| row.contains(LEAVER)), "{before:?}");
    shown.icon();
    let _moved = window.script("window.location.hash = '#/settings'");
    window.press_css("#close-keeps-running");
    window.says("saved", "Saved");
    shown.choose("Quit Tenantry");
    println!("Set up from the menu entry: {} rows in the gateway.", before.len());
    drop(window);

    let ctl = Ctl::new(&data, &cloud.file, desktop.environment());
    until("the program lets go of its folder", || ctl.run(&["client", "list"]).status == 0);
    shown.forget_icon();
    let due = due_soon(&ctl);
    let window = opened(&driver);
    window.says("client-1", "Up to date");
    shown.icon();
    screen.close_window();
    assert!(shown.note("Tenantry keeps running").actions.is_empty());
    cloud.change(Method::DELETE, &format!("users/{LEAVER}"), &json!(null));
    println!("Closed into the tray; the next sync is due {due}.");
    let left = patiently(|| {
        let now = content(&gateway);
        (now != before).then_some(now)
    });
    assert!(!screen.shows_window(), "the window opened by itself");
    println!("Synchronised at {} behind a closed window: {}.", Timestamp::now(), changed(&before, &left));

    let followed =
        Command::new("gio").args(["open", "tenantry://client/1/history"]).envs(desktop.environment()).status();
    assert!(followed.is_ok_and(|status| status.success()), "gio opens a link");
    until("the window is back", || screen.shows_window());
    window.see("screen-history");
    picture(&window, &folder, "followed");
    println!("A link brought the window back.");
    shown.choose("Quit Tenantry");
    until("the program lets go of its folder", || ctl.run(&["client", "list"]).status == 0);
}

/// The desktop of the person whose home this is, with the folders that it has by itself.
fn at_home(home: &Path, cloud: &CloudProcess) -> Desktop {
    let at = |folder: &str| home.join(folder).display().to_string();
    Desktop::with_keyring()
        .with_display(1280, 800)
        .with_program("xdg-open", &program("person"))
        .with("PERSON_ACCOUNT", ADMIN)
        .with("TENANTRY_CLOUD", &cloud.file.display().to_string())
        .with("HOME", &home.display().to_string())
        .with("XDG_DATA_HOME", &at(".local/share"))
        .with("XDG_CONFIG_HOME", &at(".config"))
        .with("XDG_CACHE_HOME", &at(".cache"))
}

/// The program's window, as the menu entry opens it.
fn opened(driver: &str) -> Window {
    Window::open(driver, &env::current_exe().expect("this program has a path"), &["menu"])
}

/// GTK's own starter reads the entry and forgets what it started, so the end is watched for.
fn from_the_menu() {
    let started = Command::new("gtk-launch").arg("Tenantry").stdin(Stdio::null()).status();
    assert!(started.is_ok_and(|status| status.success()), "gtk-launch (package libgtk-3-bin) starts the menu entry");
    let running = || {
        let named = |entry: fs::DirEntry| fs::read_to_string(entry.path().join("comm")).unwrap_or_default();
        fs::read_dir("/proc").expect("the processes").flatten().any(|entry| named(entry).trim_end() == "tenantry")
    };
    until("the program runs", running);
    while running() {
        std::thread::park_timeout(Duration::from_millis(200));
    }
}

/// The wizard from the first start to a run that is done.
fn set_up(window: &Window) {
    assert!(Wizard(window).first_run(CLIENT, "larkfield.example") > 0);
    window.says("client-1", "Up to date");
}

/// Has the client synchronised every day at the next minute, and tells when that will be: syncs of a day spread over
/// minutes, so it is set again until it is soon.
fn due_soon(ctl: &Ctl) -> Timestamp {
    for _ in 0..100 {
        let minute = (Timestamp::now() + 60.seconds()).strftime("%H:%M").to_string();
        ctl.ok(&["options", CLIENT, "--sync", "manual", "--timezone", "UTC"]);
        ctl.ok(&["options", CLIENT, "--sync", &format!("daily-at:{minute}")]);
        let list = ctl.ok(&["client", "list"]);
        let next = list["clients"][0]["next_sync"].as_str().and_then(|text| text.parse::<Timestamp>().ok());
        let next = next.unwrap_or_else(|| panic!("no next sync in {list}"));
        if next.duration_since(Timestamp::now()).as_secs() < SOON {
            return next;
        }
    }
    panic!("no sync comes soon")
}

fn patiently<T>(mut so: impl FnMut() -> Option<T>) -> T {
    let start = Instant::now();
    loop {
        if let Some(found) = so() {
            return found;
        }
        assert!(start.elapsed() < Duration::from_secs(300), "no sync came in the background");
        std::thread::park_timeout(Duration::from_millis(500));
    }
}

fn changed(before: &[String], after: &[String]) -> String {
    let [before, after] = [before, after].map(|rows| rows.iter().collect::<BTreeSet<_>>());
    let all: Vec<String> = before.symmetric_difference(&after).map(|row| (*row).clone()).collect();
    all.join("; ")
}

fn picture(window: &Window, folder: &Path, name: &str) {
    window.settle();
    fs::write(folder.join(format!("{name}.png")), window.png()).expect("a place for the picture");
}
