//! Several clients: what each state looks like in the cockpit, and what waits for a person.

use journeys::{window::Window, wizard::Wizard};
use practice::{Practice, Size};

use crate::{
    camera::{Camera, Looks},
    loading, looks,
    stage::{CLIENT, Stage, go, set_up},
};

const LEAVES_SOON: &str = "marta.lindqvist";

pub fn several(camera: &Camera) {
    camera.part("Several clients");
    let stage = Stage::set(Size::Medium, "en_GB");
    let ctl = stage.ctl();
    set_up(&ctl, CLIENT, stage.cloud.tenant_domain(), "admin@larkfield.example");
    let left_alone =
        ctl.ok(&["recipients", CLIENT])["recipients"][0]["primary"].as_str().unwrap_or(LEAVES_SOON).to_owned();
    let terms = ["--reason", "Moves to another tenant in January", "--until", "2027-01-31"];
    ctl.ok(&[&["exception", "add", CLIENT, &left_alone][..], &terms].concat());
    let other = stage.cloud.other_tenant_domain();
    set_up(&ctl, "Juniper Harbour", other, &format!("outsider@{other}"));
    for (name, cloud) in [("Ashbrook County", "gcc"), ("Fort Marlow", "dod")] {
        let domain = Practice::national_domain(cloud).expect("a tenant there");
        set_up(&ctl, name, domain, &format!("admin@{domain}"));
    }
    ctl.ok(&["client", "add", "Lotusbridge Travel", "--tenant", Practice::national_domain("china").expect("one")]);

    let window = stage.window();
    window.see("client-5");
    already_open(camera, &window, &stage);
    cockpit(camera, &window, &stage);
    brake(camera, &window);
    camera.part("While it is read, and when it cannot be");
    loading::lists(camera, &window);
    drop(window);
    let stage = looks::of(camera, stage);
    camera.part("What goes wrong");
    without_a_network(camera, stage);
}

/// Practice was asked for while this window, which is not it, was open.
fn already_open(camera: &Camera, window: &Window, stage: &Stage) {
    assert!(stage.desktop.starts_again(&["--practice"]), "the second start ends");
    window.see("already-open");
    camera.take(window, "already-open", "A second start that asked for something else", Looks::Two);
    window.press("already-open-understood");
}

/// Larkfield loses a third, Ashbrook's sign-in is withdrawn, Fort Marlow rests, Lotusbridge was only begun.
fn cockpit(camera: &Camera, window: &Window, stage: &Stage) {
    window.press("menu-4");
    window.press("menu-pause");
    window.says("client-4", "Paused");
    let signed_in = format!("admin@{}", Practice::national_domain("gcc").expect("one"));
    stage.cloud.revoke(Some(&signed_in));
    window.press("offer-3");
    window.says("offer-3", "Re-authorise");
    stage.cloud.bad_day();
    window.press("offer-1");
    window.says("client-1", "Changes held");
    camera.take(window, "cockpit", "Cockpit: who needs me, worst first", Looks::All);
    window.press("menu-1");
    window.see("menu-remove");
    camera.take(window, "cockpit-menu", "Cockpit: what can be done with a client", Looks::Two);
    window.keys(&["Escape"]);
    window.type_into("filter", "nobody");
    window.see("empty");
    camera.take(window, "cockpit-no-match", "Cockpit: nothing matches", Looks::Two);
    window.keys(&["Escape"]);
    stage.cloud.configure(|settings| settings.latency_ms = 4000);
    window.press("offer-2");
    window.says("client-2", "Reading");
    camera.take_moving(window, "cockpit-working", "Cockpit: a client is read");
    stage.cloud.configure(|settings| settings.latency_ms = 0);
    window.says("client-2", "Up to date");
    for (client, name, words) in [
        (1, "client-held", "A client: changes are held"),
        (3, "client-signed-out", "A client: its sign-in was withdrawn"),
        (4, "client-paused", "A client: paused"),
    ] {
        go(window, &format!("#/page/{client}/overview"), "screen-overview");
        camera.take(window, name, words, Looks::Two);
    }
    go(window, "#/page/1/settings", "screen-settings");
    window.press("section-exceptions");
    window.see_css("[data-testid^=\"exception-\"]");
    camera.take(window, "client-exceptions", "A client: what is left alone, why, and until when", Looks::Two);
}

/// A bad day in the tenant: the brake, its answers, and the word of a second person.
fn brake(camera: &Camera, window: &Window) {
    go(window, "#/page/1/changes", "plan-ready");
    camera.take(window, "6-brake", "6 Review: the brake holds a day of removals", Looks::All);
    window.press("exempt-all");
    window.see("exception-reason");
    camera.take(window, "6-brake-exempt", "6 Review: leave them alone, with a reason and an end", Looks::Two);
    window.press("exception-cancel");
    window.press("leaver-all");
    window.see("confirm-name");
    camera.take(window, "6-brake-leavers", "6 Review: treat them as leavers", Looks::Two);
    window.press("confirm-cancel");
    Wizard(window).approve_all();
    window.press("action-primary");
    window.see("confirm-name");
    camera.take(window, "6-brake-confirm", "6 Review: removals are typed, not clicked", Looks::Two);
    window.press("confirm-cancel");
    go(window, "#/page/1/settings", "screen-settings");
    window.press("section-options");
    window.see("settings-options");
    window.press_css("#second-person");
    window.says("saved", "Saved");
    go(window, "#/page/1/changes", "plan-ready");
    Wizard(window).approve_all();
    window.press("action-primary");
    window.see("second-start");
    camera.take(window, "6-brake-second", "6 Review: a second person has to agree", Looks::Two);
    window.press("second-close");
}

/// No tenant can be reached: what was read stays, and says how old it is.
fn without_a_network(camera: &Camera, stage: Stage) {
    let window = stage.window();
    window.see("client-5");
    drop(stage.cloud);
    window.press("offer-2");
    // It is asked again for a while, since most such troubles pass.
    window.patiently("the cockpit to tell", |window| window.text("client-2").contains("Failing").then_some(()));
    camera.take(&window, "cockpit-offline", "Cockpit: Microsoft cannot be reached", Looks::Two);
    go(&window, "#/page/2/overview", "screen-overview");
    camera.take(&window, "client-offline", "A client: Microsoft cannot be reached", Looks::Two);
    window.press("rail-cutover");
    window.see("screen-cutover");
    camera.take(&window, "client-cutover-offline", "Next steps: neither DNS nor Exchange answers", Looks::Two);
}
