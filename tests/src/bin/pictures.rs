//! Pictures of the cockpit, of every step of the wizard and of another gateway, light and dark, in two sizes:
//! `pictures FOLDER`.
#![allow(clippy::print_stdout, clippy::print_stderr, reason = "it tells the person at the terminal what it saved")]

use std::{
    path::{Path, PathBuf},
    process::ExitCode,
};

use journeys::{
    cloud::Cloud,
    ctl::Ctl,
    desktop::{Desktop, until},
    program::program,
    window::Window,
    wizard::Wizard,
};
use practice::{Consent, Size};

const CLIENT: &str = "Larkfield Foods";
const SIZES: [(u32, u32); 2] = [(1280, 800), (1920, 1080)];

fn main() -> ExitCode {
    let Some(folder) = std::env::args_os().nth(1).map(PathBuf::from) else {
        eprintln!("usage: pictures FOLDER");
        return ExitCode::from(2);
    };
    if let Err(error) = std::fs::create_dir_all(&folder) {
        eprintln!("{} cannot be made: {error}", folder.display());
        return ExitCode::FAILURE;
    }
    for (theme, gtk) in [("light", "Adwaita"), ("dark", "Adwaita:dark")] {
        for (width, height) in SIZES {
            Camera { folder: &folder, theme, width, height }.go(gtk);
        }
    }
    ExitCode::SUCCESS
}

/// One way through the program, with one look.
struct Camera<'a> {
    folder: &'a Path,
    theme: &'a str,
    width: u32,
    height: u32,
}

impl Camera<'_> {
    fn go(&self, gtk: &str) {
        let cloud = Cloud::start(Size::Medium);
        let mut desktop = Desktop::with_keyring()
            .with_display(self.width, self.height)
            .with_program("xdg-open", &program("person"))
            .with("PERSON_ACCOUNT", "admin@larkfield.example")
            .with("TENANTRY_CLOUD", &cloud.file().display().to_string())
            // WebKitGTK tells a page of dark windows when the theme's name says so.
            .with("GTK_THEME", gtk);
        let driver = desktop.driver();
        let open = || {
            let window = Window::open(&driver, &program("tenantry"), &[]);
            window.fill_screen(self.width, self.height);
            window
        };
        let window = open();
        window.see("empty");
        self.take(&window, "cockpit-first-start");
        // The practice cloud brings its client id along: a technician gets here from another cloud's sign-in.
        let _moved = window.script("window.location.hash = '#/registration/global'");
        window.see("script");
        self.take(&window, "registration");
        drop(window);

        self.earlier_client(&cloud, &desktop);
        let window = open();
        self.wizard(&window, &cloud);
        self.other_gateway(&window, &cloud);
    }

    /// A client that was connected on another day, so that the cockpit is not empty.
    fn earlier_client(&self, cloud: &Cloud, desktop: &Desktop) {
        let data = desktop.home().join("data/tenantry");
        let ctl = Ctl::new(&data, &cloud.file(), desktop.environment());
        let name = "Juniper Harbour";
        until("the window lets go of its folder", || ctl.run(&["client", "list"]).status == 0);
        ctl.ok(&["client", "add", name, "--tenant", cloud.other_tenant_domain()]);
        let outsider = format!("outsider@{}", cloud.other_tenant_domain());
        let (signed_in, _) = ctl.sign_in(name, &outsider, Consent::Accept);
        assert_eq!(signed_in.status, 0, "{}", signed_in.stdout);
        ctl.ok(&["fetch", name]);
        ctl.ok(&["select", name, "--domains", "all"]);
        let plan = ctl.ok(&["plan", name])["plan"].to_string();
        ctl.ok(&["apply", name, "--plan", &plan]);
    }

    fn wizard(&self, window: &Window, cloud: &Cloud) {
        let wizard = Wizard(window);
        wizard.client(CLIENT);
        window.press_css("[data-colour=\"indigo\"]");
        self.take(window, "1-client");
        panel(window, cloud);
        self.take(window, "1-client-gateway");
        window.press("gateway-local");
        wizard.tenant("larkfield.example");
        self.take(window, "2-connect");
        window.press("use-code");
        window.see("user-code");
        // It counts down, so it is never still.
        window.picture(&self.path("2-connect-code"));
        window.press("cancel-sign-in");
        window.says("problem", "cancelled");
        wizard.connect();
        self.take(window, "2-connected");
        wizard.domains();
        self.take(window, "3-domains");
        wizard.mailboxes();
        self.take(window, "4-mailboxes");
        wizard.options();
        self.take(window, "5-options");
        wizard.review();
        self.take(window, "6-review");
        window.press("rehearsal-open");
        window.see("try-add");
        self.take(window, "6-rehearsal");
        window.press("rehearsal-close");
        wizard.apply();
        self.take(window, "7-apply");
        wizard.go_on("screen-cockpit");
        window.says("client-2", "Changes held");
        self.take(window, "cockpit");
    }

    /// Another gateway for the client: compared, changed to, and what it leaves to a person's hand.
    fn other_gateway(&self, window: &Window, cloud: &Cloud) {
        let _moved = window.script("window.location.hash = '#/client/2/client'");
        window.see("gateway");
        self.take(window, "gateway");
        window.press("gateway-change");
        panel(window, cloud);
        window.press("compare");
        window.see("compared");
        self.take(window, "gateway-change");
        window.press("change-action");
        window.type_into("confirm-name", CLIENT);
        window.press("confirm-action");
        window.says("gateway", "Mail Assure");
        let _moved = window.script("window.location.hash = '#/client/2/review'");
        window.press("card-by-hand");
        window.see("plan-by-hand");
        self.take(window, "6-review-by-hand");
        Wizard(window).apply();
        self.take(window, "7-apply-by-hand");
        window.press("hands-show");
        window.see("hands");
        self.take(window, "by-hand");
    }

    fn take(&self, window: &Window, what: &str) {
        let path = self.path(what);
        window.settle();
        window.picture(&path);
        println!("{}", path.display());
    }

    fn path(&self, what: &str) -> PathBuf {
        self.folder.join(format!("{what}-{}-{}x{}.png", self.theme, self.width, self.height))
    }
}

/// Types the practice cloud's panel as a gateway.
fn panel(window: &Window, cloud: &Cloud) {
    let account = &cloud.panel_accounts()[0];
    window.press("gateway-mail-assure");
    window.type_into("field-gateway", &cloud.panel_url());
    window.type_into("field-gateway-user", &account.user);
    window.type_into("field-gateway-password", &account.password);
}
