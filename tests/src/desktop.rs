//! A private desktop: message bus, keyring daemon, X server and WebDriver, gone when it is dropped.

use std::{
    collections::BTreeMap,
    io::{BufRead as _, BufReader, Write as _},
    net::TcpStream,
    os::unix::fs::{PermissionsExt as _, symlink},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    time::{Duration, Instant},
};

use tempfile::TempDir;

use crate::{port::Port, program::program};

/// No part of the desktop takes longer than this to come up.
const LIMIT: Duration = Duration::from_secs(30);

/// Processes and folders of one private desktop.
#[derive(Debug)]
pub struct Desktop {
    home: TempDir,
    environment: BTreeMap<String, String>,
    // Dropped in reverse order of their start.
    processes: Vec<Process>,
    ports: Vec<Port>,
}

#[derive(Debug)]
struct Process(Child);

impl Drop for Process {
    fn drop(&mut self) {
        // Already gone is as good.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

impl Desktop {
    /// A message bus and an unlocked keyring daemon with an empty keyring.
    ///
    /// # Panics
    /// When a part is missing or does not come up; the message names it.
    #[must_use]
    pub fn with_keyring() -> Self {
        let home = tempfile::tempdir().expect("a temporary folder");
        let run = home.path().join("run");
        std::fs::create_dir(&run).expect("a runtime folder");
        std::fs::set_permissions(&run, std::fs::Permissions::from_mode(0o700)).expect("a private runtime folder");
        let mut desktop = Self { home, environment: BTreeMap::new(), processes: Vec::new(), ports: Vec::new() };
        let base = desktop.home.path().to_string_lossy().into_owned();
        for (name, value) in [
            ("HOME", base.clone()),
            ("XDG_RUNTIME_DIR", run.to_string_lossy().into_owned()),
            ("XDG_DATA_HOME", format!("{base}/data")),
            ("XDG_CONFIG_HOME", format!("{base}/config")),
            ("XDG_CACHE_HOME", format!("{base}/cache")),
            ("LANG", "en_GB.UTF-8".to_owned()),
            ("LANGUAGE", "en_GB".to_owned()),
            ("GTK_A11Y", "none".to_owned()),
            ("NO_AT_BRIDGE", "1".to_owned()),
        ] {
            desktop.environment.insert(name.to_owned(), value);
        }
        let bus = desktop.first_line("dbus-daemon", &["--session", "--nofork", "--nopidfile", "--print-address=1"]);
        desktop.environment.insert("DBUS_SESSION_BUS_ADDRESS".to_owned(), bus);
        desktop.unlock_keyring();
        desktop
    }

    /// Adds an X server of this size.
    ///
    /// # Panics
    /// As [`Desktop::with_keyring`].
    #[must_use]
    pub fn with_display(mut self, width: u32, height: u32) -> Self {
        let screen = format!("{width}x{height}x24");
        let number = self.first_line("Xvfb", &["-displayfd", "1", "-screen", "0", &screen, "-nolisten", "tcp"]);
        self.environment.insert("DISPLAY".to_owned(), format!(":{number}"));
        self
    }

    /// Puts a program of ours first in `PATH` under another name: the person at the browser as `xdg-open`.
    ///
    /// # Panics
    /// When the link cannot be made.
    #[must_use]
    pub fn with_program(mut self, name: &str, program: &Path) -> Self {
        let folder = self.home.path().join("bin");
        std::fs::create_dir_all(&folder).expect("a folder for programs");
        symlink(program, folder.join(name)).expect("a link to the program");
        let path = std::env::var("PATH").unwrap_or_default();
        self.environment.insert("PATH".to_owned(), format!("{}:{path}", folder.display()));
        self
    }

    /// Sets a variable for everything started from now on.
    #[must_use]
    pub fn with(mut self, name: &str, value: &str) -> Self {
        self.environment.insert(name.to_owned(), value.to_owned());
        self
    }

    /// Starts WebKit's driver and returns its address.
    ///
    /// # Panics
    /// As [`Desktop::with_keyring`].
    pub fn driver(&mut self) -> String {
        let port = Port::claim();
        let address = port.address();
        let command = Command::new("WebKitWebDriver")
            .arg(format!("--port={}", address.port()))
            .envs(&self.environment)
            // The window lets itself be driven only when its environment says so.
            .env("TAURI_AUTOMATION", "true")
            .env("TAURI_WEBVIEW_AUTOMATION", "true")
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn();
        self.processes.push(Process(command.expect("WebKitWebDriver (package webkit2gtk-driver) starts")));
        until("WebKitWebDriver answers", || TcpStream::connect(address).is_ok());
        self.ports.push(port);
        format!("http://{address}")
    }

    /// The desktop's private home.
    #[must_use]
    pub fn home(&self) -> PathBuf {
        self.home.path().to_owned()
    }

    /// The variables that make a program part of this desktop.
    #[must_use]
    pub fn environment(&self) -> &BTreeMap<String, String> {
        &self.environment
    }

    /// Starts Tenantry again beside the window that is open, as a link does (W11), and says, when that start has ended,
    /// whether it ended well.
    ///
    /// # Panics
    /// When it stays.
    #[must_use]
    pub fn starts_again(&self, arguments: &[&str]) -> bool {
        let mut second = Command::new(program("tenantry"))
            .args(arguments)
            .envs(&self.environment)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("a second start");
        let mut ended = None;
        until("the second start ends", || {
            ended = second.try_wait().expect("how it stands");
            ended.is_some()
        });
        ended.is_some_and(|status| status.success())
    }

    /// Starts a program and waits for the first line that it prints.
    fn first_line(&mut self, program: &str, arguments: &[&str]) -> String {
        let mut child = Command::new(program)
            .args(arguments)
            .envs(&self.environment)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap_or_else(|error| panic!("{program} starts: {error}"));
        let mut line = String::new();
        let output = child.stdout.take().expect("its output");
        BufReader::new(output).read_line(&mut line).expect("a line");
        self.processes.push(Process(child));
        let line = line.trim().to_owned();
        assert!(!line.is_empty(), "{program} did not come up");
        line
    }

    fn unlock_keyring(&mut self) {
        let mut child = Command::new("gnome-keyring-daemon")
            .args(["--foreground", "--unlock", "--components=secrets"])
            .envs(&self.environment)
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("gnome-keyring-daemon starts");
        // The daemon reads the password until the end of its input.
        child.stdin.take().expect("its input").write_all(b"practice").expect("the password");
        self.processes.push(Process(child));
        let environment = self.environment.clone();
        until("the keyring daemon is on the bus", || {
            let answer = Command::new("dbus-send")
                .args(["--session", "--print-reply", "--dest=org.freedesktop.DBus", "/org/freedesktop/DBus"])
                .args(["org.freedesktop.DBus.NameHasOwner", "string:org.freedesktop.secrets"])
                .envs(&environment)
                .output();
            answer.is_ok_and(|o| String::from_utf8_lossy(&o.stdout).contains("boolean true"))
        });
    }
}

impl Drop for Desktop {
    fn drop(&mut self) {
        while self.processes.pop().is_some() {}
    }
}

/// Waits until something is so, and fails by its name when it takes too long.
///
/// # Panics
/// After half a minute.
pub fn until(what: &str, mut so: impl FnMut() -> bool) {
    let start = Instant::now();
    while !so() {
        assert!(start.elapsed() < LIMIT, "waited in vain: {what}");
        std::thread::park_timeout(Duration::from_millis(20));
    }
}
