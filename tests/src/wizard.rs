//! The wizard as a person goes through it, one function per screen, reading what each says.

use crate::window::Window;

/// The wizard in an open window.
#[derive(Debug, Clone, Copy)]
pub struct Wizard<'a>(pub &'a Window);

impl Wizard<'_> {
    /// W1: a client is added from the cockpit, with the gateway that is offered.
    pub fn client(&self, name: &str) {
        self.0.see("screen-cockpit");
        self.0.press("add-client");
        self.0.see("screen-client");
        self.0.type_into("field-client-name", name);
        self.0.says("client-name", name);
    }

    /// W2: the tenant is found while typing, and the sign-in opens the browser.
    pub fn tenant(&self, domain: &str) {
        self.go_on("screen-connect");
        self.0.type_into("field-tenant", domain);
        self.0.says("tenant-found", "Tenant found");
    }

    /// W2: the browser came back, the receipt tells what was granted, and the tenant was read.
    pub fn connect(&self) {
        self.0.press("sign-in");
        self.0.says("receipt", "Granted");
        self.0.says("reading", "Read, ");
    }

    /// W3: every domain that can be chosen is chosen; tells what the screen counts.
    pub fn domains(&self) -> String {
        self.go_on("screen-domains");
        self.every_domain()
    }

    /// W3: on that screen already.
    pub fn every_domain(&self) -> String {
        let free = "[data-testid^=\"domain-\"] input[data-choose]:not(:disabled):not(:checked)";
        self.0.see_css("[data-testid^=\"domain-\"] input[data-choose]:not(:disabled)");
        while self.0.script(&format!("return document.querySelector('{free}') !== null")) == true {
            let before = self.found(free);
            self.0.press_css(free);
            self.0.until("the domain to be chosen", |_| (self.found(free) < before).then_some(()));
        }
        self.0.text("chosen")
    }

    /// How many parts of the page a selector finds.
    fn found(&self, css: &str) -> u64 {
        self.0.script(&format!("return document.querySelectorAll('{css}').length")).as_u64().unwrap_or_default()
    }

    /// W4: the grid of mailboxes, with its first rows.
    pub fn mailboxes(&self) -> String {
        self.go_on("screen-mailboxes");
        self.0.see_css("[data-testid^=\"mailbox-\"] [data-testid=\"choose\"]");
        self.0.text("chosen")
    }

    /// W4: chooses a mailbox, or leaves it out.
    pub fn choose(&self, address: &str, chosen: bool) {
        let css = format!("[data-testid=\"mailbox-{address}\" i] [data-testid=\"choose\"]");
        if !self.is(&css, chosen) {
            self.0.press_css(&css);
        }
        self.0.until("the choice to stand", |_| self.is(&css, chosen).then_some(()));
    }

    fn is(&self, css: &str, checked: bool) -> bool {
        self.0.see_css(css);
        let script = format!("return document.querySelector('{css}')?.getAttribute('aria-checked') ?? ''");
        self.0.script(&script) == checked.to_string().as_str()
    }

    /// W5: the options; archiving is switched on where it is offered.
    pub fn options(&self) {
        self.go_on("screen-options");
        self.0.see_css("#leavers-incoming");
    }

    /// W5: leavers lose incoming mail with the next sync.
    pub fn leavers_stop(&self) {
        self.0.press_css("#leavers-incoming option[value=\"stop\"]");
        self.0.says("saved", "Saved");
    }

    /// W6: the plan; tells how many steps are ready.
    pub fn review(&self) -> u64 {
        self.go_on("screen-review");
        self.ready()
    }

    /// W6: how many steps the screen counts as ready.
    #[must_use]
    pub fn ready(&self) -> u64 {
        self.0.see("plan-ready");
        self.count("plan-ready")
    }

    /// W6: how many steps the screen counts as held.
    #[must_use]
    pub fn held(&self) -> u64 {
        self.0.see("plan-held");
        self.count("plan-held")
    }

    /// W6: approves everything that is held, one reason after the other.
    pub fn approve_all(&self) {
        let button = "[data-testid=\"approve-all\"]";
        while self.0.script(&format!("return document.querySelector('{button}') !== null")) == true {
            let before = self.found(button);
            self.0.press_css(button);
            self.0.until("the reason to be approved", |_| (self.found(button) < before).then_some(()));
        }
    }

    /// W7: applies what was reviewed and waits for the end; tells how many steps were done.
    pub fn apply(&self) -> u64 {
        self.0.press("action-primary");
        self.ended()
    }

    /// W7: waits for the end of a run; tells how many steps were done.
    #[must_use]
    pub fn ended(&self) -> u64 {
        self.0.see("screen-apply");
        self.0.see_css("[data-testid=\"run\"][data-state=\"ended\"]");
        self.0.see("run-done");
        self.count("run-done")
    }

    /// Presses the one button that leads on.
    pub fn go_on(&self, to: &str) {
        self.0.press("action-primary");
        self.0.see(to);
    }

    /// From the first start to a run of everything that was let go, with a policy under which leavers lose incoming
    /// mail; says how many steps it had.
    pub fn first_run(&self, client: &str, tenant: &str) -> u64 {
        self.client(client);
        self.tenant(tenant);
        self.connect();
        self.domains();
        self.mailboxes();
        self.options();
        self.leavers_stop();
        self.review();
        self.approve_all();
        let done = self.apply();
        self.close();
        done
    }

    /// W7: leaves the end of a run for the cockpit.
    pub fn close(&self) {
        self.0.press("run-close");
        self.0.see("screen-cockpit");
    }

    fn count(&self, name: &str) -> u64 {
        let script = format!("return document.querySelector('[data-testid=\"{name}\"]').dataset.count");
        self.0.script(&script).as_str().and_then(|text| text.parse().ok()).unwrap_or_default()
    }
}
