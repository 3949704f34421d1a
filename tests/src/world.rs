//! A client of the practice cloud, brought as far as a journey needs it by `tenantryctl`.

use std::path::{Path, PathBuf};

use practice::Consent;
use serde_json::Value;
use tempfile::TempDir;

use crate::{ctl::Ctl, desktop::Desktop, postfix::Smtp};

/// The client of every journey.
pub const CLIENT: &str = "Larkfield Foods";
/// Who signs in.
pub const ADMIN: &str = "admin@larkfield.example";

/// A data folder with its client, and secrets in a real keyring.
#[derive(Debug)]
pub struct World {
    /// The command line over that folder.
    pub ctl: Ctl,
    folder: TempDir,
    // The keyring goes with it.
    _desktop: Desktop,
}

impl World {
    /// A client of the cloud of this file.
    ///
    /// # Panics
    /// When it cannot be added.
    #[must_use]
    pub fn with_client(cloud: &Path, tenant: &str) -> Self {
        let desktop = Desktop::with_keyring();
        let folder = tempfile::tempdir().expect("a temporary folder");
        let ctl = Ctl::new(&folder.path().join("data"), cloud, desktop.environment());
        ctl.ok(&["client", "add", CLIENT, "--tenant", tenant, "--gateway", "local"]);
        Self { ctl, folder, _desktop: desktop }
    }

    /// The same, signed in, read and selected whole.
    ///
    /// # Panics
    /// When a step fails.
    #[must_use]
    pub fn selected(cloud: &Path, tenant: &str) -> Self {
        let world = Self::with_client(cloud, tenant);
        world.sign_in();
        world.ctl.ok(&["fetch", CLIENT]);
        let services = "incoming,outgoing,archiving";
        world.ctl.ok(&["select", CLIENT, "--domains", "all", "--mailboxes", "all", "--services", services]);
        world.ctl.ok(&["options", CLIENT, "--archiving", "on"]);
        world
    }

    /// Signs the administrator in.
    ///
    /// # Panics
    /// When that fails.
    pub fn sign_in(&self) {
        let (answer, _) = self.ctl.sign_in(CLIENT, ADMIN, Consent::Accept);
        assert_eq!(answer.status, 0, "{}{}", answer.stdout, answer.stderr);
    }

    /// Plans and applies what is planned.
    ///
    /// # Panics
    /// When that fails.
    pub fn apply(&self) -> (Value, Value) {
        let plan = self.ctl.ok(&["plan", CLIENT]);
        let applied = self.ctl.ok(&["apply", CLIENT, "--plan", &plan["plan"].to_string(), "--approve-holds"]);
        (plan, applied)
    }

    /// Where the gateway stands.
    #[must_use]
    pub fn gateway(&self) -> PathBuf {
        self.ctl.data_dir().join("gateway")
    }

    /// A file of the journey's own.
    ///
    /// # Panics
    /// When it cannot be written.
    #[must_use]
    pub fn file(&self, name: &str, text: &str) -> String {
        let path = self.folder.path().join(name);
        std::fs::write(&path, text).expect("a file");
        path.to_string_lossy().into_owned()
    }

    /// The folder of the journey.
    #[must_use]
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }
}

/// What a session from the Internet is told about a recipient: the code, and the text after it.
///
/// # Panics
/// When the connection breaks.
pub fn reply(session: &mut Smtp, to: &str) -> (u16, String) {
    let reply = session.rcpt(to).expect("a reply");
    (reply.code, reply.text)
}

/// A session from the Internet that has said whom its message is from.
///
/// # Panics
/// When the server does not take it.
#[must_use]
pub fn from_the_internet(server: std::net::SocketAddr) -> Smtp {
    let mut session = Smtp::connect(server).expect("a session");
    session.ehlo().expect("its extensions");
    assert_eq!(session.mail("someone@elsewhere.example").expect("a reply").code, 250);
    session
}
