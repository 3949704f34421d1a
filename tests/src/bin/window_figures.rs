//! What the real window costs: from its start to a page that can be used (P8), a key pressed in the grid of mailboxes
//! until the rows it asks for are painted, frames while the grid is scrolled, and the page's memory (P9).
//! `window-figures USERS STARTS` prints one JSON object.
//!
//! Times are the page's own: of its first paint, of the key as the page gets it, and of the marks that it sets behind the
//! frames that show what was asked for. So the driver's way to the window is not in them, and everything of the product is.
#![allow(clippy::expect_used, clippy::panic, clippy::print_stdout, reason = "what cannot be measured ends here")]

use std::{
    fs,
    path::Path,
    time::{SystemTime, UNIX_EPOCH},
};

use journeys::{
    cloud::CloudProcess,
    ctl::Ctl,
    desktop::Desktop,
    process,
    program::program,
    window::Window,
    world::{ADMIN, CLIENT},
};
use practice::Consent;
use serde_json::{Value, json};

/// Searches that are typed letter by letter and cleared again: names, parts of names, addresses.
const TYPED: [&str; 7] = ["anna", "er", "larkfield", "smith", "o", "nora.q", "12"];

fn main() {
    let mut numbers = std::env::args().skip(1).map(|word| word.parse().expect("a number"));
    let users: u32 = numbers.next().expect("users");
    let starts = numbers.next().unwrap_or(1);
    let folder = tempfile::tempdir().expect("a temporary folder");
    let cloud = CloudProcess::start(folder.path(), &users.to_string());
    let mut desktop =
        Desktop::with_keyring().with_display(1280, 800).with("TENANTRY_CLOUD", &cloud.file.display().to_string());
    set_up(&desktop, &cloud);
    let driver = desktop.driver();
    let starts: Vec<Value> = (0..starts).map(|_| started(&driver, &desktop.home())).collect();
    let window = Window::open(&driver, &program("tenantry"), &[]);
    window.see("client-1");
    let _moved = window.script("window.location.hash = '#/client/1/mailboxes'");
    window.see("screen-mailboxes");
    window.see_css("[data-testid^=\"mailbox-\"] [data-testid=\"choose\"]");
    window.settle();
    let keys = pressed(&window);
    let frames = scrolled(&window);
    let memory = memory(&desktop.home());
    let nodes = window.script("return document.querySelectorAll('*').length");
    let told =
        json!({ "users": users, "starts": starts, "keys": keys, "frames": frames, "memory": memory, "nodes": nodes });
    println!("{told}");
}

/// A client whose every mailbox was applied.
fn set_up(desktop: &Desktop, cloud: &CloudProcess) {
    let ctl = Ctl::new(&desktop.home().join("data/tenantry"), &cloud.file, desktop.environment());
    ctl.ok(&["client", "add", CLIENT, "--tenant", &cloud.tenant_domain, "--gateway", "local"]);
    let (signed_in, _) = ctl.sign_in(CLIENT, ADMIN, Consent::Accept);
    assert_eq!(signed_in.status, 0, "{}", signed_in.stdout);
    ctl.ok(&["fetch", CLIENT]);
    ctl.ok(&["select", CLIENT, "--domains", "all", "--mailboxes", "all"]);
    let plan = ctl.ok(&["plan", CLIENT])["plan"].to_string();
    ctl.ok(&["apply", CLIENT, "--plan", &plan, "--approve-holds"]);
}

/// Milliseconds from the start of the program to the first paint and to a page at rest, and what the page loaded: its own scheme
/// leaves no trace in the page's timing, but every script of it and what a script asks for stands in its document.
fn started(driver: &str, home: &Path) -> Value {
    let window = Window::open(driver, &program("tenantry"), &[]);
    let [process] = &process::at_home(home, "tenantry")[..] else { panic!("not one program is running") };
    let began = began(process);
    let rest = "const [paint] = performance.getEntriesByName('first-contentful-paint'); \
        const [rest] = performance.getEntriesByName('page-painted'); \
        const parts = [...document.querySelectorAll('script[src], link[rel=modulepreload]')]; \
        const scripts = parts.map((part) => part.src || part.href); \
        return rest && { origin: performance.timeOrigin, paint: paint?.startTime ?? null, rest: rest.startTime, scripts }";
    let told = window.until("a page at rest", |window| {
        let told = window.script(rest);
        told.is_object().then_some(told)
    });
    window.see("client-1");
    let since = |name: &str| told["origin"].as_f64().zip(told[name].as_f64()).map(|(origin, at)| origin + at - began);
    let start = json!({ "paint": since("paint"), "usable": since("rest"), "scripts": told["scripts"] });
    drop(window);
    start
}

/// When a process began, in milliseconds of the clock (proc(5): `starttime` in ticks since the boot, 100 a second).
#[allow(clippy::disallowed_methods, reason = "the clock is what is measured with")]
fn began(process: &Path) -> f64 {
    let ticks: f64 = process::field(process, 19).and_then(|ticks| ticks.parse().ok()).expect("its start");
    let up = fs::read_to_string("/proc/uptime").expect("the time since the boot");
    let up: f64 = up.split(' ').next().and_then(|seconds| seconds.parse().ok()).expect("seconds");
    let now = SystemTime::now().duration_since(UNIX_EPOCH).expect("a clock").as_secs_f64();
    (now - up + ticks / 100.0) * 1e3
}

/// Milliseconds from each key to its rows.
fn pressed(window: &Window) -> Vec<f64> {
    let listen = "window.pressedAt = 0; \
        document.addEventListener('keydown', (event) => { window.pressedAt = event.timeStamp }, true)";
    let _ = window.script(listen);
    let shown = "const [mark] = performance.getEntriesByName('mailboxes-painted'); \
        const field = document.querySelector('[data-testid=search]'); \
        const input = field.matches('input') ? field : field.querySelector('input'); \
        return mark && mark.detail === input.value && mark.startTime > window.pressedAt && window.pressedAt > 0 \
          ? mark.startTime - window.pressedAt \
          : document.querySelector('[data-testid=mailbox-grid]') ? null : -1";
    let mut taken = Vec::new();
    // Once: in the field itself it is a letter.
    window.keys(&["/"]);
    for words in TYPED {
        let back = std::iter::repeat_n("Backspace".to_owned(), words.len());
        for key in words.chars().map(String::from).chain(back) {
            let _ = window.script("window.pressedAt = 0");
            window.keys(&[&key]);
            // Nobody has these letters in a small tenant: there are no rows to be painted.
            let painted = window.until("rows to be painted", |window| window.script(shown).as_f64());
            taken.extend((painted >= 0.0).then_some(painted));
        }
    }
    taken
}

/// Frames that are late while the grid is turned like a wheel does, and while it is dragged through all rows.
fn scrolled(window: &Window) -> Value {
    let measure = |step: &str| {
        let _ = window.script(&format!(
            "window.frames_ = null; const grid = document.querySelector('[data-testid=mailbox-grid]'); grid.scrollTop = 0; \
             const times = []; let bare = 0; \
             const turn = (now) => {{ \
               times.push(now); grid.scrollTop += {step}; \
               if (grid.querySelector('[role=row][aria-busy=true]')) bare += 1; \
               if (times.length < 240) requestAnimationFrame(turn); else window.frames_ = {{ times, bare }}; \
             }}; requestAnimationFrame(turn)"
        ));
        let told = window.patiently("240 frames", |window| {
            let told = window.script("return window.frames_");
            told.is_object().then_some(told)
        });
        let times: Vec<f64> = told["times"].as_array().into_iter().flatten().filter_map(Value::as_f64).collect();
        let gaps: Vec<f64> = times.windows(2).map(|pair| pair[1] - pair[0]).collect();
        json!({ "gaps": gaps, "bare": told["bare"] })
    };
    json!({ "wheel": measure("90"), "drag": measure("grid.scrollHeight / 240") })
}

/// Kilobytes that the page's process holds.
fn memory(home: &Path) -> Option<u64> {
    let held = process::at_home(home, "WebKitWebProces").into_iter().filter_map(|process| {
        let status = fs::read_to_string(process.join("status")).ok()?;
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"))?;
        line.split_whitespace().next()?.parse().ok()
    });
    held.max()
}
