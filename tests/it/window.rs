//! The main job in the real window, from its first start to a mail server that takes the mail.

use std::{
    path::PathBuf,
    process::{Command, Stdio},
};

use journeys::{
    cloud::Cloud,
    desktop::{Desktop, until},
    gateway_rows::content,
    postfix::{Options, PostfixServer},
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
    assert_eq!(wizard.review(), 18, "three domains and fifteen recipients");
    assert!(window.text("screen-review").contains("Nothing has been changed."), "{}", window.page());
    assert!(!content(&gateway(&desktop)).iter().any(|row| row.starts_with("recipients")));
    assert_eq!(wizard.apply(), 18);
    assert!(window.text("screen-apply").contains("18 of 18 changes are done"), "{}", window.page());
    wizard.go_on("screen-cockpit");
    window.says("client-1", "Up to date");

    let postfix = PostfixServer::start(&gateway(&desktop), Options::default()).unwrap();
    let mut session = from_the_internet(postfix.incoming);
    for accepted in ["nora.quill@larkfield.example", "nora@larkdeli.example", "nora.quill+x@larkfield.example"] {
        assert_eq!(reply(&mut session, accepted).0, 250, "{accepted}");
    }
    let (code, text) = reply(&mut session, "nobody@larkfield.example");
    assert!(code == 550 && text.starts_with("5.1.1"), "{code} {text}");
    assert_eq!(reply(&mut session, "nora@sub.larkfield.example").0, 554);

    deselecting_in_the_window(&window, &postfix);
    leaving_the_tenant(&window, &cloud, &postfix);
    // B7: data folder, logs, gateway, and whatever the page's engine keeps; the keyring's own file is encrypted.
    assert_eq!(Search::for_all(&cloud.issued_secrets()).folder(&desktop.home()), Vec::<String>::new());
}

/// R5: the mailbox is no longer filtered, and its mail still passes.
fn deselecting_in_the_window(window: &Window, postfix: &PostfixServer) {
    let van = "van@larkfield.example";
    let filtered = |way: &str| postfix.ask("transport", van).unwrap().unwrap().starts_with(way);
    assert!(filtered("tenantry-filter:"));
    window.press_css("[data-client=\"1\"]");
    window.press("rail-mailboxes");
    window.see("screen-mailboxes");
    let wizard = Wizard(window);
    wizard.choose(van, false);
    wizard.options();
    assert_eq!(wizard.review(), 1, "{}", window.page());
    window.says(&format!("step-{van}"), "You left it out");
    assert_eq!(wizard.apply(), 1);
    assert!(filtered("tenantry-bypass:"));
    assert_eq!(reply(&mut from_the_internet(postfix.incoming), van).0, 250);
    wizard.go_on("screen-cockpit");
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
    let mut second = Command::new(program("tenantry"))
        .envs(desktop.environment())
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    until("the second start ends", || second.try_wait().unwrap().is_some());
    assert!(second.wait().unwrap().success());
    window.press("add-client");
    window.see("screen-client");
}
