//! What the pictures are taken of: a practice cloud, a desktop, and a window that speaks the language asked for.

use std::{path::Path, process::Command};

use journeys::{cloud::Cloud, desktop::Desktop, program::program, window::Window};
use practice::Size;

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

    pub fn window(&self) -> Window {
        let window = Window::open(&self.driver, &program("tenantry"), &[]);
        window.fill_screen(1280, 800);
        window
    }
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
