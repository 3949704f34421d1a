//! The program while its window is closed: the icon in the tray, notifications, and links that reach it (W10, W11).

use journeys::{
    cloud::Cloud,
    ctl::Ctl,
    desktop::{Desktop, until},
    program::program,
    screen::Screen,
    shown::Shown,
    window::Window,
    world::{ADMIN, CLIENT},
};
use practice::{Consent, Size};

/// A client after its first run, with a policy under which leavers lose incoming mail.
fn set_up(desktop: &Desktop, cloud: &Cloud) {
    let ctl = Ctl::new(&desktop.home().join("data/tenantry"), &cloud.file(), desktop.environment());
    ctl.ok(&["client", "add", CLIENT, "--tenant", "larkfield.example", "--gateway", "local"]);
    assert_eq!(ctl.sign_in(CLIENT, ADMIN, Consent::Accept).0.status, 0);
    ctl.ok(&["fetch", CLIENT]);
    ctl.ok(&["select", CLIENT, "--domains", "all", "--mailboxes", "all"]);
    ctl.ok(&["options", CLIENT, "--leavers", "stop"]);
    let plan = ctl.ok(&["plan", CLIENT])["plan"].to_string();
    ctl.ok(&["apply", CLIENT, "--plan", &plan, "--approve-holds"]);
}

/// W10, W11, B1: closed into the tray, where it says so once; the menu syncs; what is held is told with a button that
/// opens it in the window that was closed; a link reaches the same program; *Quit* ends it.
#[test]
fn w10_closed_into_the_tray_it_goes_on_tells_what_waits_and_comes_back_where_it_is_asked_for() {
    let cloud = Cloud::start(Size::Small);
    let mut desktop =
        Desktop::with_keyring().with_display(1280, 800).with("TENANTRY_CLOUD", &cloud.file().display().to_string());
    set_up(&desktop, &cloud);
    let (shown, screen) = (Shown::on(&desktop), Screen::of(&desktop));
    let driver = desktop.driver();
    let window = Window::open(&driver, &program("tenantry"), &[]);
    window.says("client-1", "Up to date");
    shown.icon();
    shown.choose("Open Tenantry");
    let _moved = window.script("window.location.hash = '#/settings'");
    the_menu_is_reworded_in_place(&window, &shown);
    go_on_when_closed(&window);

    screen.close_window();
    assert!(shown.note("Tenantry keeps running").actions.is_empty());

    cloud.bad_day();
    shown.choose("Sync all now");
    let held = shown.note("wait for you");
    assert_eq!((held.title.as_str(), held.entry.as_str()), (CLIENT, "Tenantry"), "{held:?}");
    assert!(!screen.shows_window(), "a notification does not open the window by itself");
    shown.offers("1 client needs you");
    assert_eq!(held.actions, ["default", "Review", "open", "Review"]);
    shown.press(&held, "open");
    until("the window is back", || screen.shows_window());
    window.says("held", "removals are held");

    screen.close_window();
    assert!(desktop.starts_again(&["tenantry://client/1/history"]));
    until("the window is back", || screen.shows_window());
    window.see("screen-history");
    // A link shows; it does not do.
    assert!(!desktop.starts_again(&["tenantry://client/1/apply"]));
    window.see("screen-history");

    // Practice was asked for, and this is not it.
    assert!(desktop.starts_again(&["--practice"]));
    window.press("already-open-understood");

    screen.close_window();
    shown.choose("Open Tenantry");
    until("the window is back", || screen.shows_window());
    shown.choose("Quit Tenantry");
    let data = desktop.home().join("data/tenantry");
    let ctl = Ctl::new(&data, &cloud.file(), desktop.environment());
    until("the program lets go of its folder", || ctl.run(&["client", "list"]).status == 0);
}

/// W10: offered because there is a tray, and switched on in the settings.
fn go_on_when_closed(window: &Window) {
    window.press_css("#close-keeps-running");
    window.says("saved", "Saved");
}

/// W10: an entry stays the entry that it is while words change, so that a menu that is open can be pressed all the same.
fn the_menu_is_reworded_in_place(window: &Window, shown: &Shown) {
    let speak = |language: &str| {
        window.see_css("#language");
        let change = "dispatchEvent(new Event('change', { bubbles: true }))";
        let script = format!("const to = document.querySelector('#language'); to.value = '{language}'; to.{change}");
        let _chosen = window.script(&script);
    };
    let quit = shown.offers("Quit Tenantry");
    speak("de");
    assert_eq!(shown.offers("Tenantry beenden"), quit);
    speak("en");
    assert_eq!(shown.offers("Quit Tenantry"), quit);
}
