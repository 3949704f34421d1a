//! A tenant of 110,000 recipients: its grid, its plan, and while it is read and planned.

use journeys::{window::Window, wizard::Wizard};
use practice::Size;

use crate::{
    camera::{Camera, Looks},
    stage::{CLIENT, Stage, go},
};

/// Its rows are windows over an index: the last ones are as near as the first.
pub fn a_large_tenant(camera: &Camera) {
    camera.part("A tenant of 100,000");
    let stage = Stage::set(Size::Large, "en_GB");
    let window = stage.window();
    let wizard = Wizard(&window);
    window.see("empty");
    wizard.client(CLIENT);
    wizard.tenant("larkfield.example");
    window.press("sign-in");
    window.says("receipt", "Granted");
    camera.take_moving(&window, "many-reading", "2 Connect: a large tenant is read");
    window.patiently("the tenant to be read", |window| window.page().contains("Read, ").then_some(()));
    wizard.domains();
    wizard.go_on("screen-mailboxes");
    let row = "return document.querySelector('[data-testid^=mailbox-] [data-testid=choose]') !== null";
    window.patiently("the first rows", |window| (window.script(row) == true).then_some(()));
    camera.take(&window, "many-mailboxes", "4 Mailboxes: a tenant of 100,000", Looks::All);
    window.type_into("search", "lindqvist");
    window.patiently("the rows that match", |window| window.text("shown").contains("shown").then_some(()));
    camera.take(&window, "many-search", "4 Mailboxes: found among 100,000", Looks::Two);
    wizard.options();
    window.press("action-primary");
    window.see("screen-review");
    camera.take_moving(&window, "many-planning", "6 Review: a plan of 100,000 is made");
    ready(&window);
    camera.take(&window, "many-review", "6 Review: a plan of 100,000 rows", Looks::Two);
    go(&window, "#/", "client-1");
    camera.take(&window, "many-cockpit", "Cockpit: a client between two steps of its set-up", Looks::Two);
    stopped(camera, &window);
}

/// A run that a person stops has not applied all.
fn stopped(camera: &Camera, window: &Window) {
    go(window, "#/client/1/review", "screen-review");
    ready(window);
    window.press("action-primary");
    window.see("run-progress");
    window.press("run-cancel");
    let stopped = "return document.querySelector('[data-testid=run][data-state=cancelled]') !== null";
    window.patiently("the end of the run", |window| (window.script(stopped) == true).then_some(()));
    camera.take(window, "7-apply-stopped", "7 Apply: a run was stopped", Looks::Two);
    go(window, "#/page/1/overview", "screen-overview");
    camera.take(window, "client-not-all", "A client: a run was stopped, and not all of it is applied", Looks::Two);
}

fn ready(window: &Window) {
    let ready = "return document.querySelector('[data-testid=plan-ready]') !== null";
    window.patiently("the plan", |window| (window.script(ready) == true).then_some(()));
}
