//! What goes wrong, what waits for a person, and the same screens in German.

use journeys::{window::Window, wizard::Wizard};
use practice::Size;

use crate::{
    camera::{Camera, Looks},
    stage::{CLIENT, Stage, go},
};

/// A bad day in the tenant: the brake, its answers, the way back.
pub fn wrong(camera: &Camera) {
    let stage = Stage::set(Size::Medium, "en_GB");
    let window = stage.window();
    set_up(&window);
    stage.cloud.bad_day();
    window.press("offer-1");
    window.says("client-1", "Changes held");
    camera.take(&window, "cockpit-held", "Cockpit: removals are held", Looks::Two);
    window.press("offer-1");
    window.see("plan-ready");
    camera.take(&window, "6-brake", "6 Review: the brake holds a day of removals", Looks::All);
    let wizard = Wizard(&window);
    window.press("exempt-all");
    window.see("exception-reason");
    camera.take(&window, "6-brake-exempt", "6 Review: leave them alone, with a reason and an end", Looks::Two);
    window.keys(&["Escape"]);
    wizard.approve_all();
    window.press("action-primary");
    window.see("confirm");
    camera.take(&window, "6-brake-confirm", "6 Review: removals are typed, not clicked", Looks::Two);
    window.keys(&["Escape"]);
    without_a_network(camera, stage, &window);
}

/// The tenant cannot be reached: what was read stays, and says how old it is.
fn without_a_network(camera: &Camera, stage: Stage, window: &Window) {
    go(window, "#/client/1/domains", "screen-domains");
    drop(stage.cloud);
    window.press("read-again");
    go(window, "#/", "screen-cockpit");
    // It is asked again for a while, since most such troubles pass.
    window.patiently("the cockpit to tell", |window| window.text("client-1").contains("Failing").then_some(()));
    camera.take(window, "cockpit-offline", "Cockpit: Microsoft cannot be reached", Looks::Two);
    go(window, "#/page/1/overview", "screen-overview");
    camera.take(window, "client-offline", "A client: Microsoft cannot be reached", Looks::Two);
}

fn set_up(window: &Window) {
    let wizard = Wizard(window);
    window.see("empty");
    wizard.client(CLIENT);
    wizard.tenant("larkfield.example");
    wizard.connect();
    wizard.domains();
    wizard.mailboxes();
    wizard.options();
    wizard.leavers_stop();
    wizard.review();
    wizard.approve_all();
    wizard.apply();
    wizard.close();
}

/// The main screens in German, the longer of the two languages.
pub fn another_language(camera: &Camera) {
    let stage = Stage::set(Size::Medium, "de_DE");
    let window = stage.window();
    let take = |name: &str, words: &str| camera.take(&window, &format!("de-{name}"), words, Looks::One);
    window.see("empty");
    take("cockpit-first-start", "Deutsch: erster Start");
    let wizard = Wizard(&window);
    wizard.client(CLIENT);
    take("1-client", "Deutsch: 1 Kunde");
    wizard.go_on("screen-connect");
    window.type_into("field-tenant", "larkfield.example");
    window.see("tenant-found");
    take("2-connect", "Deutsch: 2 Verbinden");
    window.press("sign-in");
    window.see("receipt");
    window.see_css("[data-testid=\"action-primary\"]:not([aria-disabled=true])");
    take("2-connected", "Deutsch: 2 Verbunden");
    wizard.domains();
    take("3-domains", "Deutsch: 3 Domänen");
    wizard.mailboxes();
    take("4-mailboxes", "Deutsch: 4 Postfächer");
    wizard.options();
    take("5-options", "Deutsch: 5 Optionen");
    wizard.review();
    take("6-review", "Deutsch: 6 Durchsicht");
    wizard.apply();
    take("7-apply", "Deutsch: 7 Anwenden");
    go(&window, "#/", "screen-cockpit");
    take("cockpit", "Deutsch: Kundenliste");
    go(&window, "#/page/1/overview", "screen-overview");
    take("client-overview", "Deutsch: Übersicht eines Kunden");
    go(&window, "#/page/1/cutover", "screen-cutover");
    take("client-cutover", "Deutsch: Nächste Schritte");
    go(&window, "#/settings", "screen-settings");
    take("settings", "Deutsch: Einstellungen des Programms");
}
