//! The way of a technician: first start, every step of the wizard, the cockpit, another gateway.

use journeys::{cloud::Cloud, ctl::Ctl, desktop::until, window::Window, wizard::Wizard};
use practice::{Consent, Size};

use crate::{
    camera::{Camera, Looks},
    pages,
    stage::{CLIENT, Stage, go},
};

/// From nothing to a client that is kept in step.
pub fn first_start(camera: &Camera) {
    let stage = Stage::set(Size::Medium, "en_GB");
    let window = stage.window();
    window.see("empty");
    camera.take(&window, "cockpit-first-start", "First start", Looks::All);
    // The practice cloud brings its client id along: a technician gets here from another cloud's sign-in.
    go(&window, "#/registration/global", "script");
    camera.take(&window, "registration", "Registration guide", Looks::Two);
    drop(window);

    earlier_client(&stage);
    let window = stage.window();
    steps(camera, &window, &stage.cloud);
    after(camera, &window);
    pages::of(camera, &window, 2);
    other_gateway(camera, &window, &stage.cloud);
}

/// A client of another day, so that the cockpit is not empty.
fn earlier_client(stage: &Stage) {
    let data = stage.desktop.home().join("data/tenantry");
    let ctl = Ctl::new(&data, &stage.cloud.file(), stage.desktop.environment());
    let name = "Juniper Harbour";
    until("the window lets go of its folder", || ctl.run(&["client", "list"]).status == 0);
    let domain = stage.cloud.other_tenant_domain();
    ctl.ok(&["client", "add", name, "--tenant", domain]);
    let (signed_in, _) = ctl.sign_in(name, &format!("outsider@{domain}"), Consent::Accept);
    assert_eq!(signed_in.status, 0, "{}", signed_in.stdout);
    ctl.ok(&["fetch", name]);
    ctl.ok(&["select", name, "--domains", "all"]);
    let plan = ctl.ok(&["plan", name])["plan"].to_string();
    ctl.ok(&["apply", name, "--plan", &plan]);
}

fn steps(camera: &Camera, window: &Window, cloud: &Cloud) {
    let wizard = Wizard(window);
    window.see("screen-cockpit");
    window.press("add-client");
    window.see("screen-client");
    camera.take(window, "1-client-empty", "1 Client, before anything is typed", Looks::Two);
    go(window, "#/", "screen-cockpit");
    wizard.client(CLIENT);
    window.press_css("[data-colour=\"indigo\"]");
    camera.take(window, "1-client", "1 Client", Looks::All);
    panel(window, cloud, "not the password");
    window.press("test-connection");
    window.see("problem");
    camera.take(window, "1-client-refused", "1 Client: a gateway that refuses the password", Looks::Two);
    window.press("gateway-local");
    wizard.go_on("screen-connect");
    window.type_into("field-tenant", "nobody.example");
    window.see("tenant-unknown");
    camera.take(window, "2-connect-unknown", "2 Connect: a domain without a tenant", Looks::Two);
    window.type_into("field-tenant", "larkfield.example");
    window.says("tenant-found", "Tenant found");
    camera.take(window, "2-connect", "2 Connect: what will be asked", Looks::All);
    window.press("use-code");
    window.see("user-code");
    camera.take_moving(window, "2-connect-code", "2 Connect: a code for another device");
    window.press("cancel-sign-in");
    window.says("problem", "cancelled");
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
    wizard.domains();
    camera.take(window, "3-domains", "3 Domains", Looks::All);
    wizard.mailboxes();
    camera.take(window, "4-mailboxes", "4 Mailboxes", Looks::All);
    mailboxes(camera, window);
    wizard.options();
    camera.take(window, "5-options", "5 Options", Looks::All);
    wizard.review();
    camera.take(window, "6-review", "6 Review: what waits for a person stands first", Looks::All);
    window.press("rehearsal-open");
    window.see("try-add");
    camera.take(window, "6-rehearsal", "6 Review: a rehearsal", Looks::Two);
    window.press("rehearsal-close");
    wizard.apply();
    camera.take(window, "7-apply", "7 Apply: the result", Looks::All);
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

/// W4: what one meets in the grid.
fn mailboxes(camera: &Camera, window: &Window) {
    let row = "[data-testid^=\"mailbox-\"]";
    window.press_css(&format!("{row} [data-testid=\"why\"]"));
    window.see("why-drawer");
    camera.take(window, "4-mailboxes-why", "4 Mailboxes: why is it here?", Looks::Two);
    window.keys(&["Escape"]);
    window.type_into("search", "nobody of that name");
    window.see("empty");
    camera.take(window, "4-mailboxes-no-match", "4 Mailboxes: nothing matches", Looks::Two);
    window.keys(&["Control+a", "Delete"]);
    window.see_css(row);
    window.press("tab-notTaken");
    window.see("not-taken");
    camera.take(window, "4-mailboxes-not-taken", "4 Mailboxes: whom Tenantry does not take, and why", Looks::Two);
    window.press("tab-all");
    window.see_css(row);
}

fn after(camera: &Camera, window: &Window) {
    go(window, "#/", "screen-cockpit");
    window.says("client-2", "Changes held");
    camera.take(window, "cockpit", "Cockpit", Looks::All);
    window.press("menu-2");
    window.press("menu-history");
    window.see("history");
    camera.take(window, "history", "History of a client", Looks::Two);
    window.press("history-close");
}

/// Another gateway for the client: compared, changed to, and what it leaves to a person's hand.
fn other_gateway(camera: &Camera, window: &Window, cloud: &Cloud) {
    go(window, "#/client/2/client", "gateway");
    camera.take(window, "gateway", "The client’s gateway", Looks::Two);
    window.press("gateway-change");
    panel(window, cloud, &cloud.panel_accounts()[0].password);
    window.press("compare");
    window.see("compared");
    camera.take(window, "gateway-change", "Another gateway, compared before a change", Looks::Two);
    window.press("change-action");
    window.type_into("confirm-name", CLIENT);
    window.press("confirm-action");
    window.says("gateway", "Mail Assure");
    go(window, "#/client/2/review", "card-by-hand");
    window.press("card-by-hand");
    window.see("plan-by-hand");
    camera.take(window, "6-review-by-hand", "6 Review: what is to be set by hand", Looks::Two);
    cloud.configure(|settings| settings.panel.latency_ms = 1500);
    window.press("action-primary");
    window.see("run-progress");
    camera.take_moving(window, "7-applying", "7 Apply: while it runs");
    cloud.configure(|settings| settings.panel.latency_ms = 0);
    let _done = Wizard(window).ended();
    camera.take(window, "7-apply-by-hand", "7 Apply: what is left to a hand", Looks::Two);
    window.press("hands-show");
    window.see("hands");
    camera.take(window, "by-hand", "Set by hand", Looks::Two);
}

/// Types the practice cloud's panel as a gateway.
fn panel(window: &Window, cloud: &Cloud, password: &str) {
    let account = &cloud.panel_accounts()[0];
    window.press("gateway-mail-assure");
    window.type_into("field-gateway", &cloud.panel_url());
    window.type_into("field-gateway-user", &account.user);
    window.type_into("field-gateway-password", password);
}
