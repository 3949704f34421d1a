//! The main screens in German, the longer of the two languages.

use journeys::wizard::Wizard;
use practice::Size;

use crate::{
    camera::{Camera, Looks},
    stage::{CLIENT, Stage, go},
};

pub fn another_language(camera: &Camera) {
    camera.part("Deutsch");
    let stage = Stage::set(Size::Medium, "de_DE");
    let window = stage.window();
    let take = |name: &str, words: &str| camera.take(&window, &format!("de-{name}"), words, Looks::One);
    window.see("empty");
    take("cockpit-first-start", "Erster Start");
    let wizard = Wizard(&window);
    wizard.client(CLIENT);
    take("1-client", "1 Kunde");
    wizard.go_on("screen-connect");
    window.type_into("field-tenant", "larkfield.example");
    window.see("tenant-found");
    take("2-connect", "2 Verbinden");
    window.press("sign-in");
    window.see("receipt");
    window.see_css("[data-testid=\"action-primary\"]:not([aria-disabled=true])");
    take("2-connected", "2 Verbunden");
    wizard.domains();
    take("3-domains", "3 Domänen");
    wizard.mailboxes();
    take("4-mailboxes", "4 Postfächer");
    window.press("mark-all");
    window.see("bulk");
    take("4-mailboxes-marked", "4 Postfächer: alle markiert");
    wizard.options();
    take("5-options", "5 Optionen");
    window.press_css("#leavers-incoming option[value=\"stop\"]");
    window.until("the options to be kept", |window| (!window.text("saved").is_empty()).then_some(()));
    wizard.review();
    take("6-review", "6 Durchsicht");
    wizard.apply();
    take("7-apply", "7 Anwenden");
    stage.cloud.bad_day();
    go(&window, "#/page/1/overview", "act-sync");
    window.press("act-sync");
    go(&window, "#/", "screen-cockpit");
    window.see_css("[data-testid=\"client-1\"][data-state=\"held\"]");
    take("cockpit", "Kundenliste");
    for (name, path, see, words) in [
        ("client-overview", "#/page/1/overview", "waits", "Übersicht eines Kunden"),
        ("client-domains", "#/page/1/domains", "domain-larkfield.example", "Domänen eines Kunden"),
        ("6-brake", "#/page/1/changes", "exempt-all", "Änderungen: die Bremse hält"),
        ("client-history", "#/page/1/history", "undo-1", "Verlauf"),
        ("import-permission", "#/page/1/import", "import-why", "Mail-Import: die Berechtigung"),
        ("client-cutover", "#/page/1/cutover", "target-form", "Nächste Schritte"),
        ("client-settings", "#/page/1/settings", "settings-client", "Einstellungen eines Kunden"),
        ("settings", "#/settings", "bundle-look", "Einstellungen des Programms"),
    ] {
        go(&window, path, see);
        take(name, words);
    }
    window.keys(&["F1"]);
    window.see("key-sheet");
    take("keys", "Alle Tasten");
    window.keys(&["Escape"]);
    window.keys(&["Control+k"]);
    window.type_into("palette-input", "nichts, was so heißt");
    window.see("palette-none");
    take("palette-none", "Suchen oder tun: Nichts heißt so");
}
