//! What a person's desktop asks for: everything twice as large, and more contrast.

use std::fs;

use journeys::window::Window;

use crate::{
    camera::Camera,
    stage::{Stage, go},
};

/// The main screens: name, path, what is there once it came up, words.
const MAIN: [(&str, &str, &str, &str); 11] = [
    ("cockpit", "#/", "client-1", "Cockpit"),
    ("1-client", "#/client/1/client", "gateway", "1 Client"),
    ("2-connected", "#/client/1/connect", "receipt", "2 Connected"),
    ("3-domains", "#/client/1/domains", "domain-larkfield.example", "3 Domains"),
    ("4-mailboxes", "#/client/1/mailboxes", "mailbox-grid", "4 Mailboxes"),
    ("5-options", "#/client/1/options", "zone", "5 Options"),
    ("6-review", "#/client/1/review", "plan-ready", "6 Review"),
    ("7-apply", "#/client/1/apply", "run", "7 Apply"),
    ("client-overview", "#/page/1/overview", "waits", "A client: overview"),
    ("client-cutover", "#/page/1/cutover", "target-form", "A client: next steps"),
    ("settings", "#/settings", "screen-settings", "Settings of the program"),
];

/// Each main screen at 200 % and in both themes for those who ask for more contrast.
pub fn of(camera: &Camera, stage: Stage) -> Stage {
    // GTK's name for the scale of a screen: the page has half of it.
    let stage = stage.with("GDK_SCALE", "2");
    camera.part("At 200 %");
    let window = stage.opened();
    window.fill_screen(960, 540);
    all(camera, &window, "zoom", "at 200 %");
    drop(window);
    let mut stage = stage.with("GDK_SCALE", "1");
    let themes = [("HighContrast", "contrast", "light"), ("HighContrastInverse", "contrast-dark", "dark")];
    for (theme, name, look) in themes {
        let folder = stage.desktop.home().join("config/gtk-3.0");
        fs::create_dir_all(&folder).expect("a folder for a theme");
        let text = format!("[Settings]\ngtk-theme-name={theme}\n");
        fs::write(folder.join("settings.ini"), text).expect("a theme");
        stage = stage.with("GTK_THEME", theme);
        camera.part("With more contrast");
        let window = stage.window();
        window.ask("settings_set", &format!("{{ theme: '{look}' }}"));
        window.see_css(&format!("[data-theme={look}-strong]"));
        all(camera, &window, name, "with more contrast");
    }
    let folder = stage.desktop.home().join("config/gtk-3.0");
    fs::remove_dir_all(folder).expect("the usual theme again");
    let stage = stage.with("GTK_THEME", "Adwaita");
    stage.window().ask("settings_set", "{ theme: 'light' }");
    stage
}

fn all(camera: &Camera, window: &Window, name: &str, how: &str) {
    for (file, path, see, words) in MAIN {
        go(window, path, see);
        camera.take_as_it_is(window, &format!("{name}-{file}"), &format!("{words}, {how}"));
    }
}
