//! What there is beside the wizard: a client's page, next steps, settings, and what lies over every page.

use journeys::window::Window;

use crate::{
    camera::{Camera, Looks},
    stage::go,
};

/// Of a client that is set up.
pub fn of(camera: &Camera, window: &Window, client: u32) {
    let page = |tab: &str| format!("#/page/{client}/{tab}");
    for (tab, screen, words, looks) in [
        ("overview", "screen-overview", "A client: overview", Looks::All),
        ("mailboxes", "screen-mailboxes", "A client: mailboxes", Looks::Two),
        ("changes", "screen-review", "A client: changes", Looks::Two),
        ("history", "screen-history", "A client: history", Looks::Two),
        ("cutover", "screen-cutover", "A client: next steps", Looks::All),
    ] {
        go(window, &page(tab), screen);
        camera.take(window, &format!("client-{tab}"), words, looks);
    }
    go(window, &page("settings"), "screen-settings");
    for section in ["client", "gateway", "sign-in", "options", "exceptions", "remove"] {
        window.press(&format!("section-{section}"));
        window.see(&format!("settings-{section}"));
        let words = format!("A client: settings, {}", section.replace('-', " "));
        camera.take(window, &format!("client-settings-{section}"), &words, Looks::Two);
    }
    go(window, "#/settings", "screen-settings");
    camera.take(window, "settings", "Settings of the program", Looks::All);
    window.keys(&["Control+k"]);
    window.see("palette");
    camera.take(window, "palette", "Find or do anything", Looks::Two);
    window.keys(&["Escape"]);
    window.keys(&["F1"]);
    window.see("key-sheet");
    camera.take(window, "keys", "All keys", Looks::Two);
    window.keys(&["Escape"]);
}
