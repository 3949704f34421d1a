//! What the grid of mailboxes costs in the real window (P9): a key pressed until the rows it asks for are painted,
//! frames while it is scrolled, and the page's memory. `grid-figures USERS` prints one JSON object.
//!
//! Times are the page's own: of the key as the page gets it, and of the mark that it sets behind the frame that shows
//! the rows. So the driver's way to the window is not in them, and everything of the product is.
#![allow(clippy::expect_used, clippy::panic, clippy::print_stdout, reason = "what cannot be measured ends here")]

use std::{fs, path::Path};

use journeys::{cloud::Cloud, desktop::Desktop, program::program, window::Window, wizard::Wizard, world::ADMIN};
use practice::Size;
use serde_json::{Value, json};

/// Searches that are typed letter by letter and cleared again: names, parts of names, addresses, nobody.
const TYPED: [&str; 8] = ["anna", "er", "larkfield", "smith", "o", "nora.q", "12", "zzzz"];

fn main() {
    let users = std::env::args().nth(1).and_then(|users| users.parse().ok()).expect("a number of users");
    let cloud = Cloud::start(Size::Count(users));
    let mut desktop = Desktop::with_keyring()
        .with_display(1280, 800)
        .with_program("xdg-open", &program("person"))
        .with("PERSON_ACCOUNT", ADMIN)
        .with("TENANTRY_CLOUD", &cloud.file().display().to_string());
    let window = Window::open(&desktop.driver(), &program("tenantry"), &[]);
    let wizard = Wizard(&window);
    wizard.client("Larkfield Foods");
    wizard.tenant("larkfield.example");
    window.press("sign-in");
    window.patiently("the tenant to be read", |window| window.page().contains("Read, ").then_some(()));
    wizard.domains();
    wizard.mailboxes();
    window.settle();
    let keys = pressed(&window);
    let frames = scrolled(&window);
    let memory = memory(&desktop.home());
    let nodes = window.script("return document.querySelectorAll('*').length");
    let told = json!({ "users": users, "keys": keys, "frames": frames, "memory": memory, "nodes": nodes });
    println!("{told}");
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
          ? mark.startTime - window.pressedAt : null";
    let mut taken = Vec::new();
    for words in TYPED {
        let back = std::iter::repeat_n("Backspace".to_owned(), words.len());
        window.keys(&["/"]);
        for key in words.chars().map(String::from).chain(back) {
            let _ = window.script("window.pressedAt = 0");
            window.keys(&[&key]);
            taken.push(window.patiently("rows to be painted", |window| window.script(shown).as_f64()));
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

/// Kilobytes that the page's process holds: the one whose home is this desktop's.
fn memory(home: &Path) -> Option<u64> {
    let home = format!("HOME={}", home.display());
    let processes = fs::read_dir("/proc").ok()?.flatten().map(|entry| entry.path());
    processes
        .filter_map(|process| {
            let name = fs::read_to_string(process.join("comm")).ok()?;
            let environment = fs::read(process.join("environ")).ok()?;
            let ours = environment.split(|byte| *byte == 0).any(|one| one == home.as_bytes());
            let page = ours && name.starts_with("WebKitWebProces");
            let status = page.then(|| fs::read_to_string(process.join("status")).ok())??;
            let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"))?;
            line.split_whitespace().next()?.parse().ok()
        })
        .max()
}
