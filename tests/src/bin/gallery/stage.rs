//! What the pictures are taken of: a practice cloud, a desktop, and a window that speaks the language asked for.

use std::{path::Path, process::Command};

use journeys::{
    cloud::Cloud,
    ctl::Ctl,
    desktop::{Desktop, until},
    program::program,
    window::Window,
};
use practice::{Consent, Refuse, RefuseAt, Size};

pub const CLIENT: &str = "Larkfield Foods";
pub const ADMIN: &str = "admin@larkfield.example";

pub struct Stage {
    pub cloud: Cloud,
    pub desktop: Desktop,
    driver: String,
}

impl Stage {
    /// A desktop in `language`, such as `en_GB`, on a screen that has room for every size.
    pub fn set(size: Size, language: &str) -> Self {
        let cloud = Cloud::start(size);
        let desktop = Desktop::with_keyring();
        let words = desktop.home().join("locale");
        locale(&words, language);
        let mut desktop = desktop
            .with_display(1920, 1080)
            .with_program("xdg-open", &program("person"))
            .with("PERSON_ACCOUNT", ADMIN)
            .with("LOCPATH", &words.display().to_string())
            .with("LANG", &format!("{language}.UTF-8"))
            .with("LANGUAGE", language)
            .with("TZ", "Europe/London")
            .with("TENANTRY_CLOUD", &cloud.file().display().to_string());
        let driver = desktop.driver();
        Self { cloud, desktop, driver }
    }

    /// The same for the windows that are opened from now on, with one thing in their environment.
    pub fn with(self, name: &str, value: &str) -> Self {
        let mut desktop = self.desktop.with(name, value);
        let driver = desktop.driver();
        Self { desktop, driver, ..self }
    }

    pub fn window(&self) -> Window {
        let window = self.opened();
        window.fill_screen(1280, 800);
        window
    }

    /// A window of the size that it has by itself.
    pub fn opened(&self) -> Window {
        Window::open(&self.driver, &program("tenantry"), &[])
    }

    /// The command line over the window's data, once no window is open.
    pub fn ctl(&self) -> Ctl {
        let data = self.desktop.home().join("data/tenantry");
        let ctl = Ctl::new(&data, &self.cloud.file(), self.desktop.environment());
        until("the window lets go of its folder", || ctl.run(&["client", "list"]).status == 0);
        ctl
    }
}

/// A client of a tenant of the practice cloud, brought to the end of its first run.
pub fn set_up(ctl: &Ctl, name: &str, domain: &str, account: &str) {
    ctl.ok(&["client", "add", name, "--tenant", domain]);
    let (signed_in, _) = ctl.sign_in(name, account, Consent::Accept);
    assert_eq!(signed_in.status, 0, "{}", signed_in.stdout);
    ctl.ok(&["fetch", name]);
    ctl.ok(&["select", name, "--domains", "all", "--mailboxes", "all"]);
    ctl.ok(&["options", name, "--leavers", "stop"]);
    let plan = ctl.ok(&["plan", name])["plan"].to_string();
    ctl.ok(&["apply", name, "--plan", &plan, "--approve-holds"]);
}

/// WebKit speaks a language only when the system knows it, and few machines that build know any.
fn locale(folder: &Path, language: &str) {
    std::fs::create_dir_all(folder).expect("a folder for a locale");
    let made = Command::new("localedef")
        .args(["-i", language, "-f", "UTF-8"])
        .arg(folder.join(format!("{language}.UTF-8")))
        .status();
    assert!(made.is_ok_and(|status| status.success()), "localedef makes {language} (package locales)");
}

/// Goes to a screen as a link does.
pub fn go(window: &Window, path: &str, see: &str) {
    let _moved = window.script(&format!("window.location.hash = '{path}'"));
    window.see(see);
}

/// From here on nobody who signs in gets through.
pub fn refuse(cloud: &Cloud, at: RefuseAt, code: u32) {
    let refuse = Refuse { at, code, times: None, suberror: None, claims: None, error: None, description: None };
    cloud.configure(|settings| settings.refuse = vec![refuse]);
}

/// From here on the core takes as long as one likes to answer this question of the page, until it is loaded anew.
pub fn never_answers(window: &Window, command: &str) {
    answers(window, command, "new Promise(() => {})");
}

/// From here on the core answers this question of the page with a problem, until it is loaded anew.
pub fn fails(window: &Window, command: &str, code: &str) {
    let problem = format!("{{ code: '{code}', message: '', hints: [], detail: null, facts: {{}}, exit: 'failed' }}");
    let head = "{ headers: { 'content-type': 'application/json', 'Tauri-Response': 'error' } }";
    answers(window, command, &format!("Promise.resolve(new Response(JSON.stringify({problem}), {head}))"));
}

/// The page asks by requests (Tauri, `ipc-protocol.js`).
fn answers(window: &Window, command: &str, answer: &str) {
    let _set = window.script(&format!(
        "const real = window.fetch; \
         window.fetch = (url, ...rest) => String(url).endsWith('/{command}') ? {answer} : real(url, ...rest)"
    ));
}

/// Loads the page anew, at the settings, which know of no client.
pub fn anew(window: &Window) {
    go(window, "#/settings", "screen-settings");
    let _reloaded = window.script("window.stale = true; window.location.reload()");
    let fresh = "return window.stale !== true && document.querySelector('[data-testid=screen-settings]') !== null";
    window.until("the page to be loaded anew", |window| (window.script(fresh) == true).then_some(()));
    window.settle();
}
