//! The main job in the real window, from its first start to a mail server that takes the mail.

use std::{
    os::unix::fs::PermissionsExt as _,
    path::{Path, PathBuf},
};

use journeys::{
    cloud::Cloud,
    desktop::{Desktop, until},
    gateway_rows::content,
    postfix::{Options, PostfixServer, Sink, Smtp},
    program::program,
    search::Search,
    window::Window,
    wizard::Wizard,
    world::{ADMIN, CLIENT, from_the_internet, reply},
};
use practice::Size;

/// A desktop on which the person at the browser is the administrator.
fn desktop(cloud: &Cloud) -> Desktop {
    Desktop::with_keyring()
        .with_display(1280, 800)
        .with_program("xdg-open", &program("person"))
        .with("PERSON_ACCOUNT", ADMIN)
        .with("TENANTRY_CLOUD", &cloud.file().display().to_string())
}

fn gateway(desktop: &Desktop) -> PathBuf {
    desktop.home().join("data/tenantry/gateway")
}

#[test]
fn the_whole_job_in_the_window_ends_in_a_server_that_takes_mail_for_exactly_those_mailboxes() {
    let cloud = Cloud::start(Size::Small);
    let mut desktop = desktop(&cloud);
    let driver = desktop.driver();
    let window = Window::open(&driver, &program("tenantry"), &[]);
    let wizard = Wizard(&window);

    window.says("empty", "No clients yet");
    let data = std::fs::metadata(desktop.home().join("data/tenantry")).unwrap();
    assert_eq!(data.permissions().mode() & 0o077, 0, "B7: the data folder is for its owner alone");
    wizard.client(CLIENT);
    wizard.tenant("larkfield.example");
    assert!(window.text("permissions").contains("could write"), "M3: what will be asked is said before");
    wizard.connect();
    let receipt = window.text("receipt");
    assert!(receipt.contains(ADMIN) && receipt.contains("Exchange.Manage"), "{receipt}");
    window.says("client-tenant", "larkfieldfoods.onmicrosoft.com");
    assert!(wizard.domains().starts_with("3 domains"), "{}", window.text("chosen"));
    let refused = window.text("domain-larkfield-catering.example");
    assert!(refused.contains("Not verified in Microsoft 365"), "R13: {refused}");
    assert!(wizard.mailboxes().contains("15"), "{}", window.text("chosen"));
    wizard.options();
    wizard.leavers_stop();
    assert_eq!(wizard.review(), 17, "two domains and fifteen recipients; a relayed domain waits alone");
    assert!(window.text("held").contains("internal relay"), "{}", window.page());
    window.press("approve-all");
    assert!(window.text("screen-review").contains("Nothing has been changed."), "{}", window.page());
    assert!(!content(&gateway(&desktop)).iter().any(|row| row.starts_with("recipients")));
    assert_eq!(wizard.apply(), 18);
    assert!(window.text("screen-apply").contains("18 of 18 changes are done"), "{}", window.page());
    wizard.close();
    window.says("client-1", "Up to date");

    let outside = Sink::start().unwrap();
    let postfix =
        PostfixServer::start(&gateway(&desktop), Options { outside: Some(outside.address), ..Options::default() })
            .unwrap();
    let mut session = from_the_internet(postfix.incoming);
    for accepted in ["nora.quill@larkfield.example", "nora@larkdeli.example", "nora.quill+x@larkfield.example"] {
        assert_eq!(reply(&mut session, accepted).0, 250, "{accepted}");
    }
    let (code, text) = reply(&mut session, "nobody@larkfield.example");
    assert!(code == 550 && text.starts_with("5.1.1"), "{code} {text}");
    assert_eq!(reply(&mut session, "nora@sub.larkfield.example").0, 554);

    another_way_is_taken_and_archived(&gateway(&desktop), &postfix);
    only_microsoft_sends_for_who_may_send(&postfix);
    deselecting_in_the_window(&window, &postfix);
    leaving_the_tenant(&window, &cloud, &postfix);
    // B7: data folder, logs, gateway, and whatever the page's engine keeps; the keyring's own file is encrypted.
    assert_eq!(Search::for_all(&cloud.issued_secrets()).folder(&desktop.home()), Vec::<String>::new());
}

/// R1, R9: Microsoft's host is out of reach here, so mail takes the route that the mail administrator added; a
/// copy goes into the archive.
fn another_way_is_taken_and_archived(gateway: &Path, postfix: &PostfixServer) {
    let sink = Sink::start().unwrap();
    let (domain, host, port) = ("larkfield.example", sink.address.ip().to_string(), sink.address.port());
    let by_hand = rusqlite::Connection::open(gateway.join("gateway.db")).unwrap();
    let added = "INSERT INTO routes (domain, preference, host, port) VALUES (?1, 50, ?2, ?3)";
    by_hand.execute(added, rusqlite::params![domain, host, port]).unwrap();
    let mut session = from_the_internet(postfix.incoming);
    assert_eq!(reply(&mut session, "nora.quill@larkfield.example").0, 250);
    assert_eq!(session.data("Subject: by another way\n\nHello.").unwrap().code, 250);
    let message = sink.wait_for("nora.quill@larkfield.example").expect("the second route is used");
    assert_eq!(message.header("X-Tenantry-Incoming"), ["filter"]);
    assert!(postfix.archive(domain).wait_for("Subject: by another way").unwrap().is_some());
}

/// R8: a sender needs the outgoing service, and an address in Microsoft 365's ranges.
fn only_microsoft_sends_for_who_may_send(postfix: &PostfixServer) {
    let told = |client: &str, from: &str| {
        let mut session = Smtp::connect(postfix.outgoing).unwrap();
        session.ehlo().unwrap();
        assert_eq!(session.xclient(client).unwrap().code, 250);
        session.mail(from).unwrap();
        session.rcpt("someone@elsewhere.example").unwrap().code
    };
    let (microsoft, elsewhere) = ("40.107.22.52", "192.0.2.1");
    assert_eq!(told(microsoft, "nora.quill@larkfield.example"), 250);
    assert_eq!(told(elsewhere, "nora.quill@larkfield.example"), 554);
    assert_eq!(told(microsoft, "everyone@larkfield.example"), 554, "a list has no outgoing service");
}

/// R5, W9: on the client's page; the mailbox is no longer filtered, and its mail still passes.
fn deselecting_in_the_window(window: &Window, postfix: &PostfixServer) {
    let van = "van@larkfield.example";
    let filtered = |way: &str| postfix.ask("transport", van).unwrap().unwrap().starts_with(way);
    assert!(filtered("tenantry-filter:"));
    window.press_css("[data-client=\"1\"]");
    window.press("rail-mailboxes");
    window.see("screen-mailboxes");
    let wizard = Wizard(window);
    wizard.choose(van, false);
    assert_eq!(wizard.review(), 1, "{}", window.page());
    window.says(&format!("step-{van}"), "You left it out");
    assert_eq!(wizard.apply(), 1);
    assert!(filtered("tenantry-bypass:"));
    assert_eq!(reply(&mut from_the_internet(postfix.incoming), van).0, 250);
    wizard.close();
}

/// R6: *Sync now* refuses mail for who was removed in the tenant; Postfix is not reloaded.
fn leaving_the_tenant(window: &Window, cloud: &Cloud, postfix: &PostfixServer) {
    let nora = "nora.quill@larkfield.example";
    let mut session = from_the_internet(postfix.incoming);
    assert_eq!(reply(&mut session, nora).0, 250);
    cloud.remove_user(nora).unwrap();
    window.says("offer-1", "Sync now");
    window.press("offer-1");
    until("mail for who left is refused", || reply(&mut session, nora).0 == 550);
    window.says("client-1", "Up to date");
    assert!(window.text("client-1").contains("14 mailboxes") || window.text("client-1").contains("13 mailboxes"));
}

/// B1, B3, B5: a third of the tenant vanishes; nothing happens until a person lets it go by typing the client's name,
/// and the run is taken back from the history, as a plan that is reviewed like any other. Who was taken back is not
/// removed again by the next plan.
#[test]
fn a_bad_day_is_held_let_go_by_name_and_taken_back_from_the_history() {
    let cloud = Cloud::start(Size::Medium);
    let mut desktop = desktop(&cloud);
    let driver = desktop.driver();
    let window = Window::open(&driver, &program("tenantry"), &[]);
    let wizard = Wizard(&window);
    wizard.first_run(CLIENT, "larkfield.example");
    let whole = content(&gateway(&desktop));

    cloud.bad_day();
    window.says("offer-1", "Sync now");
    window.press("offer-1");
    window.says("client-1", "Changes held");
    assert_eq!(content(&gateway(&desktop)), whole, "B1: nobody is removed before a person has looked");
    window.press("offer-1");
    window.see("plan-ready");
    let held = wizard.held();
    assert!(held >= 100, "{held} of the tenant left");
    assert!(window.says("held", "removals are held").contains("Nothing of it has happened."), "{}", window.page());
    wizard.approve_all();
    window.press("action-primary");
    assert!(
        window.text("confirm").contains(&format!("{held} removals are part of this")),
        "{}",
        window.text("confirm")
    );
    window.type_into("confirm-name", CLIENT);
    window.press("confirm-action");
    assert_eq!(wizard.ended(), held, "{}", window.page());
    let less = content(&gateway(&desktop));
    assert_ne!(less, whole);
    wizard.close();

    window.press("menu-1");
    window.press("menu-history");
    window.says("history", "removed");
    window.press_css("[data-testid^=\"undo-\"]");
    window.says("banner-undo", "takes run");
    assert_eq!(wizard.ready(), held, "{}", window.page());
    assert_eq!(content(&gateway(&desktop)), less, "B5: an undo is a plan, and nothing happens before it is applied");
    assert_eq!(wizard.apply(), held);
    assert_eq!(content(&gateway(&desktop)), whole, "B5: the gateway is as it was before the run");
    window.press("rail-review");
    window.says("empty", "Gateway and tenant agree");
}

#[test]
fn r11_another_tenants_account_is_refused_in_the_window_with_both_names() {
    let cloud = Cloud::start(Size::Small);
    let mut desktop = desktop(&cloud);
    let driver = desktop.driver();
    let window = Window::open(&driver, &program("tenantry"), &[]);
    let wizard = Wizard(&window);
    wizard.client(CLIENT);
    wizard.tenant("larkfield.example");
    let other = [("tenant".to_owned(), "other".into())];
    cloud.configure(|settings| settings.next_token = Some(other.into_iter().collect()));
    window.press("sign-in");
    window.says("tenant-got", "Juniper Harbour");
    window.says("tenant-expected", "larkfield.example");
    let page = window.page();
    assert!(page.contains("outsider@juniperharbour.example"), "{page}");
    assert!(page.contains("The sign-in was thrown away. Nothing was read or changed."), "{page}");
}

#[test]
fn w11_a_second_start_ends_and_the_first_window_stays() {
    let cloud = Cloud::start(Size::Small);
    let mut desktop = desktop(&cloud);
    let driver = desktop.driver();
    let window = Window::open(&driver, &program("tenantry"), &[]);
    window.says("empty", "No clients yet");
    assert!(desktop.starts_again(&[]));
    window.press("add-client");
    window.see("screen-client");
}

#[test]
fn w13_whoever_tries_it_with_a_practice_tenant_needs_to_know_nothing_and_sees_that_it_is_practice() {
    let mut desktop = Desktop::with_keyring()
        .with_display(1280, 800)
        .with_program("xdg-open", &program("person"))
        .with("PERSON_ACCOUNT", ADMIN);
    let driver = desktop.driver();
    let window = Window::open(&driver, &program("tenantry"), &[]);
    window.press("practice-start");
    window.see("screen-connect");
    window.says("screen-connect", "Practice cloud on this computer");
    assert!(window.page().contains("Practice"), "{}", window.page());
    Wizard(&window).connect();
    assert!(window.text("receipt").contains(ADMIN));
}
