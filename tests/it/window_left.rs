//! The wizard left, and the program killed, at every step.

use std::process::Command;

use journeys::{
    cloud::Cloud,
    desktop::{Desktop, until},
    gateway_rows::count,
    process,
    program::program,
    window::Window,
    wizard::Wizard,
    world::{ADMIN, CLIENT},
};
use practice::Size;

/// One desktop on which the program is started again and again.
struct Again {
    desktop: Desktop,
    window: Option<Window>,
}

impl Again {
    fn window(&self) -> &Window {
        self.window.as_ref().expect("an open window")
    }

    fn wizard(&self) -> Wizard<'_> {
        Wizard(self.window())
    }

    fn open(&mut self) {
        let driver = self.desktop.driver();
        self.window = Some(Window::open(&driver, &program("tenantry"), &[]));
    }

    /// Leaves by the button and comes back from the cockpit, which leads to where one was; then the same after a
    /// kill. Both times everything has to be as it was.
    fn left_and_killed(&mut self, screen: &str, same: &dyn Fn(&Window)) {
        self.window().press("save-close");
        self.back(screen);
        same(self.window());
        self.kill();
        self.open();
        self.back(screen);
        same(self.window());
    }

    fn back(&self, screen: &str) {
        self.window().see("client-1");
        self.window().press_css("[data-client=\"1\"]");
        self.window().see(screen);
    }

    /// As a power cut does.
    fn kill(&mut self) {
        let ours = process::at_home(&self.desktop.home(), "tenantry");
        assert!(!ours.is_empty(), "no program to be killed");
        let pids = ours.iter().filter_map(|process| process.file_name());
        assert!(Command::new("kill").arg("-9").args(pids).status().unwrap().success());
        until("the program is gone", || ours.iter().all(|process| process::is_over(process)));
        self.window = None;
    }
}

/// W1, B4: nothing is lost and nothing is done twice, at whichever step the wizard was left or the program killed.
#[test]
fn w1_the_wizard_left_or_killed_at_any_step_goes_on_there_with_everything_as_it_was() {
    let cloud = Cloud::start(Size::Small);
    let desktop = Desktop::with_keyring()
        .with_display(1280, 800)
        .with_program("xdg-open", &program("person"))
        .with("PERSON_ACCOUNT", ADMIN)
        .with("TENANTRY_CLOUD", &cloud.file().display().to_string());
    let mut again = Again { desktop, window: None };
    again.open();
    again.window().see("empty");
    again.wizard().client(CLIENT);
    again.wizard().go_on("screen-connect");
    again.left_and_killed("screen-connect", &|window| {
        window.says("client-name", CLIENT);
    });
    again.window().type_into("field-tenant", "larkfield.example");
    again.window().says("tenant-found", "Tenant found");
    again.wizard().connect();
    again.left_and_killed("screen-domains", &|window| {
        window.press("rail-connect");
        window.says("receipt", ADMIN);
    });
    let chosen = again.wizard().domains();
    again.left_and_killed("screen-mailboxes", &|window| {
        window.press("rail-domains");
        window.says("chosen", &chosen);
    });
    again.wizard().mailboxes();
    again.wizard().choose("van@larkfield.example", false);
    let chosen = again.window().says("chosen", "14");
    again.left_and_killed("screen-mailboxes", &|window| {
        window.says("chosen", &chosen);
    });
    again.wizard().options();
    again.wizard().leavers_stop();
    // Without a plan the wizard goes on at the mailboxes.
    again.left_and_killed("screen-mailboxes", &|window| {
        window.press("rail-options");
        window.see_css("#leavers-incoming");
        assert_eq!(window.script("return document.querySelector('#leavers-incoming').value"), "stop");
    });
    let ready = again.wizard().review();
    again.left_and_killed("screen-review", &|window| {
        assert_eq!(Wizard(window).ready(), ready);
    });
    again.window().press("action-primary");
    again.window().see("screen-apply");
    again.kill();
    again.open();
    again.window().says("client-1", "mailboxes");
    let data = again.desktop.home().join("data/tenantry");
    let gateway = data.join("gateway/gateway.db");
    until("the run is finished after the kill", || count(&gateway, "SELECT count(*) FROM recipient") == 14);
    assert_eq!(count(&data.join("tenantry.db"), "SELECT count(*) FROM client"), 1);
}
