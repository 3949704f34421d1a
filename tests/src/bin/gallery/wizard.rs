//! The way of a technician: first start, and every step of the wizard with what can happen there.

use journeys::{cloud::Cloud, window::Window, wizard::Wizard};
use practice::{RefuseAt, Size};

use crate::{
    camera::{Camera, Looks},
    gateways::{other_gateway, panel},
    grid, imports, pages,
    stage::{CLIENT, Stage, go, refuse, set_up},
};

/// From nothing to a client that is kept in step.
pub fn first_start(camera: &Camera) {
    camera.part("First start");
    let stage = Stage::set(Size::Medium, "en_GB");
    let window = stage.window();
    window.see("empty");
    camera.take(&window, "cockpit-first-start", "First start", Looks::All);
    // The practice cloud brings its client id along: a technician gets here from another cloud's sign-in.
    go(&window, "#/registration/global", "script");
    camera.take(&window, "registration", "Registration guide", Looks::Two);
    window.press("way-hand");
    camera.take(&window, "registration-by-hand", "Registration guide: by hand", Looks::Two);
    drop(window);

    // A client of another day, so that the cockpit is not empty.
    let domain = stage.cloud.other_tenant_domain();
    set_up(&stage.ctl(), "Juniper Harbour", domain, &format!("outsider@{domain}"));
    let window = stage.window();
    camera.part("The wizard");
    client(camera, &window, &stage.cloud);
    connect(camera, &window, &stage.cloud);
    choices(camera, &window);
    review(camera, &window);
    camera.part("A client’s page");
    pages::of(camera, &window, 2, &stage.cloud);
    camera.part("Gateways");
    other_gateway(camera, &window, &stage.cloud);
    camera.part("Mail import");
    imports::of(camera, &window, 2, &stage.cloud);
}

fn client(camera: &Camera, window: &Window, cloud: &Cloud) {
    window.see("screen-cockpit");
    window.press("add-client");
    window.see("screen-client");
    camera.take(window, "1-client-empty", "1 Client, before anything is typed", Looks::Two);
    go(window, "#/", "screen-cockpit");
    Wizard(window).client(CLIENT);
    window.press_css("[data-colour=\"indigo\"]");
    camera.take(window, "1-client", "1 Client", Looks::All);
    window.press("gateway-postgres");
    window.see("field-gateway");
    camera.take(window, "1-client-postgres", "1 Client: a PostgreSQL that mail nodes share", Looks::Two);
    panel(window, cloud, "not the password");
    window.press("test-connection");
    window.see("problem");
    camera.take(window, "1-client-refused", "1 Client: a gateway that refuses the password", Looks::Two);
    window.press("gateway-local");
}

fn connect(camera: &Camera, window: &Window, cloud: &Cloud) {
    Wizard(window).go_on("screen-connect");
    window.type_into("field-tenant", "nobody.example");
    window.see("tenant-unknown");
    camera.take(window, "2-connect-unknown", "2 Connect: a domain without a tenant", Looks::Two);
    window.type_into("field-tenant", "larkfield.example");
    window.says("tenant-found", "Tenant found");
    camera.take(window, "2-connect", "2 Connect: what will be asked", Looks::All);
    signing_in(camera, window, cloud);
    another_tenant(camera, window, cloud);
    cloud.configure(|settings| settings.withhold_scopes = vec!["OrgContact.Read.All".to_owned()]);
    window.press("sign-in");
    window.says("receipt", "Granted");
    window.see("ask-again");
    camera.take(window, "2-connected-missing", "2 Connect: a permission is missing", Looks::Two);
    cloud.configure(|settings| settings.withhold_scopes = Vec::new());
    window.press("ask-again");
    let missing = "return document.querySelector('[data-testid=ask-again]') === null \
                   && document.querySelector('[data-testid=receipt]') !== null";
    window.until("all to be granted", |window| (window.script(missing) == true).then_some(()));
    window.says("reading", "Read, ");
    camera.take(window, "2-connected", "2 Connect: what was granted", Looks::All);
}

/// The browser waits, a code is shown, and somebody says no.
fn signing_in(camera: &Camera, window: &Window, cloud: &Cloud) {
    // An error that stays in the browser brings nothing back.
    refuse(cloud, RefuseAt::Page, 50011);
    window.press("sign-in");
    window.see("cancel-sign-in");
    camera.take_moving(window, "2-connect-waiting", "2 Connect: the browser is open");
    window.press("cancel-sign-in");
    window.press("use-code");
    window.see("user-code");
    camera.take_moving(window, "2-connect-code", "2 Connect: a code for another device");
    window.press("cancel-sign-in");
    window.says("problem", "cancelled");
    refuse(cloud, RefuseAt::Redirect, 65004);
    window.press("sign-in");
    window.see_css("[data-testid=problem]:not([data-code=sign-in-cancelled])");
    camera.take(window, "2-connect-declined", "2 Connect: the permissions were declined", Looks::Two);
    cloud.configure(|settings| settings.refuse = Vec::new());
}

/// R11: both names, and no way round.
fn another_tenant(camera: &Camera, window: &Window, cloud: &Cloud) {
    let other = [("tenant".to_owned(), "other".into())];
    cloud.configure(|settings| settings.next_token = Some(other.into_iter().collect()));
    window.press("sign-in");
    window.see("tenant-got");
    camera.take(window, "2-connect-another-tenant", "2 Connect: an account of another tenant", Looks::Two);
    cloud.configure(|settings| settings.next_token = None);
}

fn choices(camera: &Camera, window: &Window) {
    let wizard = Wizard(window);
    wizard.go_on("screen-domains");
    window.see_css("[data-testid^=\"domain-\"] input[data-choose]");
    camera.take(window, "3-domains-none", "3 Domains: none chosen yet", Looks::Two);
    let _chosen = wizard.every_domain();
    camera.take(window, "3-domains", "3 Domains", Looks::All);
    wizard.mailboxes();
    camera.take(window, "4-mailboxes", "4 Mailboxes", Looks::All);
    grid::states(camera, window);
    wizard.options();
    camera.take(window, "5-options", "5 Options", Looks::All);
    window.press("report");
    window.says("saved", "Saved");
    camera.take(window, "5-options-report", "5 Options: a quarantine report", Looks::Two);
}

fn review(camera: &Camera, window: &Window) {
    let wizard = Wizard(window);
    wizard.review();
    camera.take(window, "6-review", "6 Review: what waits for a person stands first", Looks::All);
    window.press("bill");
    camera.take(window, "6-review-bill", "6 Review: what is billed, by kind", Looks::Two);
    window.press("bill");
    window.press("files");
    window.see("plan-pdf");
    camera.take(window, "6-review-files", "6 Review: history, a rehearsal, and the plan as a file", Looks::One);
    window.press("rehearsal-open");
    window.see("try-add");
    camera.take(window, "6-rehearsal", "6 Review: a rehearsal", Looks::Two);
    window.press_css("[data-testid=\"rehearsal-larkdeli.example\"]");
    window.press("rehearsal-start");
    window.see("banner-rehearsal");
    camera.take(window, "6-rehearsal-plan", "6 Review: the plan of a rehearsal cannot be applied", Looks::Two);
    window.press("real-plan");
    window.until("the real plan", |window| {
        let back = "return document.querySelector('[data-testid=banner-rehearsal]') === null \
                    && document.querySelector('[data-testid=plan-ready]') !== null";
        (window.script(back) == true).then_some(())
    });
    wizard.apply();
    camera.take(window, "7-apply", "7 Apply: the result", Looks::All);
}
