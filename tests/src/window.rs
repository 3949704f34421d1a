//! The real window, driven as a person does: look for a part of the page by its name, read it, press it.

use std::{
    path::{Path, PathBuf},
    time::{Duration, Instant},
};

use serde_json::{Value, json};
use thirtyfour::{By, Capabilities, Key, TypingData, WebDriver, WebElement};
use tokio::runtime::Runtime;

use crate::{desktop::until, process};

/// No part of the page takes longer than this to come up.
const LIMIT: Duration = Duration::from_secs(30);

/// One window, closed when it is dropped.
#[derive(Debug)]
pub struct Window {
    driver: Option<WebDriver>,
    runtime: Runtime,
    /// What the driver started for it.
    processes: Vec<PathBuf>,
}

impl Window {
    /// Opens a program's window through WebKit's driver.
    ///
    /// # Panics
    /// When the window does not open.
    #[must_use]
    pub fn open(driver: &str, program: &Path, arguments: &[&str]) -> Self {
        let runtime = Runtime::new().expect("a runtime");
        let mut capabilities = Capabilities::new();
        let browser = json!({ "binary": program, "args": arguments });
        capabilities.set("webkitgtk:browserOptions", browser).expect("capabilities");
        let opened = runtime.block_on(WebDriver::new(driver, capabilities));
        let opened = opened.unwrap_or_else(|error| panic!("{} opens no window: {error}", program.display()));
        let port = driver.rsplit(':').next().unwrap_or_default().trim_end_matches('/');
        let processes = process::started_by(&format!("--port={port}"));
        Self { driver: Some(opened), runtime, processes }
    }

    fn driver(&self) -> &WebDriver {
        self.driver.as_ref().expect("an open window")
    }

    /// Parts of the page with this name, those of a portal included.
    fn find(&self, css: &str) -> Vec<WebElement> {
        self.runtime.block_on(self.driver().find_all(By::Css(css))).unwrap_or_default()
    }

    /// Waits until something about the page is so.
    ///
    /// # Panics
    /// When it takes too long; the message says what the page shows instead.
    pub fn until<T>(&self, what: &str, so: impl FnMut(&Self) -> Option<T>) -> T {
        self.within(LIMIT, what, so)
    }

    /// The same for what takes minutes, such as a tenant of 100,000.
    pub fn patiently<T>(&self, what: &str, so: impl FnMut(&Self) -> Option<T>) -> T {
        self.within(20 * LIMIT, what, so)
    }

    fn within<T>(&self, limit: Duration, what: &str, mut so: impl FnMut(&Self) -> Option<T>) -> T {
        let start = Instant::now();
        loop {
            if let Some(found) = so(self) {
                return found;
            }
            assert!(start.elapsed() < limit, "waited in vain for {what}; the page says:\n{}", self.page());
            std::thread::park_timeout(Duration::from_millis(25));
        }
    }

    /// Waits for the first part that a selector finds.
    pub fn see_css(&self, css: &str) -> WebElement {
        self.until(css, |window| window.find(css).into_iter().next())
    }

    /// Waits for a part of the page.
    pub fn see(&self, name: &str) -> WebElement {
        self.see_css(&by_name(name))
    }

    /// What a person reads in a part.
    #[must_use]
    pub fn text(&self, name: &str) -> String {
        self.says(name, "")
    }

    /// Waits until a part says something, and gives back all that it says.
    pub fn says(&self, name: &str, words: &str) -> String {
        // The driver's own way of reading does not get along with frozen prototypes.
        let script = format!("return document.querySelector('{}')?.innerText ?? null", by_name(name));
        self.until(&format!("{name} to say {words:?}"), |window| {
            let text = window.script(&script).as_str()?.to_owned();
            text.contains(words).then_some(text)
        })
    }

    /// Everything that a person reads.
    #[must_use]
    pub fn page(&self) -> String {
        self.script("return document.body.innerText").as_str().unwrap_or_default().to_owned()
    }

    /// Presses what a selector finds, once it lets itself be pressed.
    pub fn press_css(&self, css: &str) {
        let able =
            format!("return document.querySelector('{css}')?.matches(':not([aria-disabled=true]):not(:disabled)')");
        self.until(&format!("{css} to be pressed"), |window| {
            let part = window.find(css).into_iter().next()?;
            (window.script(&able) == true && window.runtime.block_on(part.click()).is_ok()).then_some(())
        });
    }

    /// Presses a part, once it lets itself be pressed.
    pub fn press(&self, name: &str) {
        self.press_css(&by_name(name));
    }

    /// Replaces what stands in a field.
    ///
    /// # Panics
    /// When the field cannot be typed into.
    pub fn type_into(&self, name: &str, text: &str) {
        self.see(name);
        // The name may stand on the field or on what surrounds it.
        let css = format!("input{0}, textarea{0}, {0} input, {0} textarea", by_name(name));
        let field = self.see_css(&css);
        let typed = async {
            field.send_keys(Key::Control + "a").await?;
            field.send_keys(TypingData::from(text)).await
        };
        self.runtime.block_on(typed).unwrap_or_else(|error| panic!("{name} cannot be typed into: {error}"));
    }

    /// Runs a script in the page.
    ///
    /// # Panics
    /// When it fails.
    #[must_use]
    pub fn script(&self, source: &str) -> Value {
        let ran = self.runtime.block_on(self.driver().execute(source, Vec::new()));
        ran.unwrap_or_else(|error| panic!("{source}: {error}")).json().clone()
    }

    /// Waits until nothing is being read, fonts are there, nothing moves, and what stands there was painted.
    ///
    /// # Panics
    /// When the page does not come to rest.
    pub fn settle(&self) {
        let still = "return document.fonts.status === 'loaded' \
                     && document.querySelector('.fui-Skeleton, .fui-Spinner, [aria-busy=true]') === null \
                     && document.getAnimations().every(a => a.playState !== 'running')";
        self.until("the page to be still", |window| (window.script(still) == true).then_some(()));
        self.painted();
    }

    /// Waits until what stands there was painted.
    ///
    /// # Panics
    /// When nothing is painted.
    pub fn painted(&self) {
        let painted = "requestAnimationFrame(() => requestAnimationFrame(() => arguments[0]()))";
        let waited = self.runtime.block_on(self.driver().execute_async(painted, Vec::new()));
        waited.unwrap_or_else(|error| panic!("nothing is painted: {error}"));
    }

    /// What the window shows, as a PNG.
    ///
    /// # Panics
    /// When it cannot be taken.
    #[must_use]
    pub fn png(&self) -> Vec<u8> {
        // WebKit hands a picture over with the next frame that changes something, and a page at rest has none: a dot that
        // nobody sees changes until then.
        let _begun = self.script(
            "const dot = document.body.appendChild(document.createElement('i')); \
             dot.style.cssText = 'position: fixed; top: 0; left: 0; width: 1px; height: 1px'; \
             const change = (at) => { \
                 dot.style.opacity = at % 2 ? 0.01 : 0.02; \
                 if (dot.isConnected) requestAnimationFrame(() => change(at + 1)); \
             }; \
             change(0); \
             window.dot = dot",
        );
        let png = self.runtime.block_on(self.driver().screenshot_as_png()).expect("a picture");
        let _ended = self.script("window.dot.remove()");
        png
    }

    /// Asks the core one of the page's own questions, with a request as JavaScript.
    ///
    /// # Panics
    /// When the core refuses.
    pub fn ask(&self, command: &str, request: &str) {
        let source = format!(
            "const done = arguments[0]; \
             window.__TAURI_INTERNALS__.invoke('{command}', {{ request: {request} }})\
             .then(() => done(null), (problem) => done(JSON.stringify(problem)))"
        );
        let asked = self.runtime.block_on(self.driver().execute_async(source, Vec::new()));
        let answer = asked.unwrap_or_else(|error| panic!("{command}: {error}"));
        assert!(answer.json().is_null(), "{command}: {}", answer.json());
    }

    /// Presses keys one after the other, as a person without a mouse: `Tab`, `Enter`, `Control+Enter`, `a`.
    ///
    /// # Panics
    /// When the driver does not do it.
    pub fn keys(&self, strokes: &[&str]) {
        for stroke in strokes {
            let mut actions = self.driver().action_chain();
            let parts: Vec<char> = stroke.split('+').map(key).collect();
            for part in &parts {
                actions = actions.key_down(*part);
            }
            for part in parts.iter().rev() {
                actions = actions.key_up(*part);
            }
            let done = self.runtime.block_on(actions.perform());
            done.unwrap_or_else(|error| panic!("{stroke} cannot be pressed: {error}"));
        }
    }

    /// Makes the window as large as its screen.
    ///
    /// # Panics
    /// When the driver does not do it.
    pub fn fill_screen(&self, width: u32, height: u32) {
        self.runtime.block_on(self.driver().set_window_rect(0, 0, width, height)).expect("another size");
    }
}

impl Drop for Window {
    fn drop(&mut self) {
        if let Some(driver) = self.driver.take() {
            // A window that is gone already is as good as closed.
            let _ = self.runtime.block_on(driver.quit());
        }
        // Whoever starts it again would be handed over to one that is dying.
        if !std::thread::panicking() {
            until("the program is over", || self.processes.iter().all(|process| process::is_over(process)));
        }
    }
}

/// A key by the name that a page knows it under, or the letter itself.
fn key(name: &str) -> char {
    match name {
        "Tab" => Key::Tab,
        "Delete" => Key::Delete,
        "Enter" => Key::Enter,
        "Escape" => Key::Escape,
        "Control" => Key::Control,
        "Shift" => Key::Shift,
        "Alt" => Key::Alt,
        "Space" => Key::Space,
        "Backspace" => Key::Backspace,
        "ArrowDown" => Key::Down,
        "ArrowUp" => Key::Up,
        "ArrowRight" => Key::Right,
        "ArrowLeft" => Key::Left,
        "F1" => Key::F1,
        "F5" => Key::F5,
        letter => return letter.chars().next().unwrap_or_default(),
    }
    .value()
}

fn by_name(name: &str) -> String {
    format!("[data-testid=\"{name}\"]")
}
