//! The whole wizard without a mouse.

use journeys::{
    cloud::Cloud,
    desktop::Desktop,
    gateway_rows::content,
    program::program,
    window::Window,
    world::{ADMIN, CLIENT},
};
use practice::Size;

/// W: from the first start to a run that is done; no click at all, and what has the focus is never covered.
#[test]
fn w_the_keyboard_alone_leads_from_the_first_start_to_a_run_that_is_done() {
    let cloud = Cloud::start(Size::Small);
    let mut desktop = Desktop::with_keyring()
        .with_display(1280, 800)
        .with_program("xdg-open", &program("person"))
        .with("PERSON_ACCOUNT", ADMIN)
        .with("TENANTRY_CLOUD", &cloud.file().display().to_string());
    let driver = desktop.driver();
    let window = Window::open(&driver, &program("tenantry"), &[]);
    window.see("empty");
    window.enter("add-client");
    window.tab_to("field-client-name");
    window.write(CLIENT);
    on(&window, "screen-connect");
    window.tab_to("field-tenant");
    window.write("larkfield.example");
    window.see("tenant-found");
    window.enter("sign-in");
    window.says("receipt", "Granted");
    window.says("reading", "Read, ");
    on(&window, "screen-domains");
    choose_domains(&window);
    on(&window, "screen-mailboxes");
    window.see_css("[data-testid^=\"mailbox-\"] [data-testid=\"choose\"]");
    toggle_a_service(&window);
    on(&window, "screen-options");
    window.see("zone");
    on(&window, "screen-review");
    window.see("plan-ready");
    window.keys(&["Control+Enter"]);
    assert!(window.page().contains("Nothing has been changed."), "Apply has no key: {}", window.page());
    window.enter("action-primary");
    window.see_css("[data-testid=\"run\"][data-state=\"ended\"]");
    assert!(content(&desktop.home().join("data/tenantry/gateway")).iter().any(|row| row.starts_with("recipients")));
    on(&window, "screen-cutover");
}

/// The key of the primary action, once it may be pressed.
fn on(window: &Window, to: &str) {
    window.see_css("[data-testid=\"action-primary\"]:not([aria-disabled=true])");
    window.keys(&["Control+Enter"]);
    window.see(to);
}

/// `Space` chooses the domain whose box has the focus.
fn choose_domains(window: &Window) {
    for domain in ["larkfield.example", "larkdeli.example"] {
        window.tab_to(&format!("domain-{domain}"));
        window.keys(&["Space"]);
        let chosen = format!("return document.querySelector('[data-testid=\"domain-{domain}\"] input').checked");
        window.until("the domain to be chosen", |window| (window.script(&chosen) == true).then_some(()));
    }
}

/// Arrows lead to a row, and `O` switches its outgoing mail.
fn toggle_a_service(window: &Window) {
    window.tab_to("mailbox-grid");
    window.keys(&["ArrowDown", "ArrowDown"]);
    let outgoing = "return document.querySelector('[data-active] [data-testid=\"toggle-outgoing\"]')\
                    ?.getAttribute('aria-checked') ?? null";
    let before = window.until("a row to be active", |window| {
        let found = window.script(outgoing);
        (!found.is_null()).then_some(found)
    });
    window.keys(&["o"]);
    window.until("the service to be switched", |window| (window.script(outgoing) != before).then_some(()));
}
