//! Private Dovecots: one checks passwords over the files of a gateway for one private Postfix, one serves an archive by
//! IMAP; gone when they are dropped.

mod imap;
mod session;

use std::{
    fs, io,
    os::unix::{fs::PermissionsExt as _, net::UnixStream},
    path::Path,
    process::{Child, Command, Stdio},
    thread,
    time::{Duration, Instant},
};

use tempfile::TempDir;

use crate::{
    postfix::{LIMIT, PostfixServer, password_file},
    program::system_user,
};

pub use imap::ImapServer;
pub use session::{Imap, Read};

/// A running Dovecot with its files.
#[derive(Debug)]
struct Running {
    dir: TempDir,
    process: Child,
}

impl Running {
    /// Starts one whose `dovecot.conf` is in the folder, and waits until it answers.
    #[allow(clippy::disallowed_methods, reason = "a server tells nobody that it listens; the condition ends the loop")]
    fn start(dir: TempDir, answers: impl Fn() -> bool) -> io::Result<Self> {
        let mut dovecot = Command::new("/usr/sbin/dovecot");
        dovecot.arg("-F").arg("-c").arg(dir.path().join("dovecot.conf"));
        let out = fs::File::create(dir.path().join("start.log"))?;
        let process = dovecot.stdin(Stdio::null()).stdout(out.try_clone()?).stderr(out).spawn()?;
        let mut server = Self { dir, process };
        let deadline = Instant::now() + LIMIT;
        while !answers() {
            if server.process.try_wait()?.is_some() || Instant::now() > deadline {
                return Err(io::Error::other(format!("Dovecot does not start: {}", server.log())));
            }
            thread::sleep(Duration::from_millis(20));
        }
        Ok(server)
    }

    fn log(&self) -> String {
        let read = |name: &str| fs::read_to_string(self.dir.path().join(name)).unwrap_or_default();
        [read("start.log"), read("dovecot.log")].concat()
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        // Dovecot ends its processes when it is asked to end.
        let asked = Command::new("kill").arg(self.process.id().to_string()).status();
        if !asked.is_ok_and(|status| status.success()) {
            let _ = self.process.kill();
        }
        let _ = self.process.wait();
    }
}

/// A Dovecot that knows the logins of a gateway.
#[derive(Debug)]
pub struct DovecotServer {
    running: Running,
}

impl DovecotServer {
    /// Starts Dovecot with a copy of `gateway/dovecot` for a Postfix; `password` and `authority` as in
    /// [`Options`](crate::postfix::Options).
    ///
    /// # Errors
    /// When Dovecot is not installed, or it does not start.
    pub fn start(
        gateway: &Path,
        postfix: &PostfixServer,
        password: Option<&str>,
        authority: Option<&Path>,
    ) -> io::Result<Self> {
        let dir = tempfile::Builder::new().prefix("tenantry-dovecot-").tempdir()?;
        configure(dir.path(), gateway, postfix, password)?;
        if let Some(authority) = authority {
            fs::copy(authority, dir.path().join("tenantry-ca.pem"))?;
        }
        let socket = postfix.login_socket();
        Ok(Self { running: Running::start(dir, || UnixStream::connect(&socket).is_ok())? })
    }

    /// `doveconf` for this server's configuration.
    #[must_use]
    pub fn doveconf(&self) -> Command {
        let mut command = Command::new("/usr/bin/doveconf");
        command.arg("-c").arg(self.running.dir.path().join("dovecot.conf")).stdin(Stdio::null());
        command
    }

    /// What Dovecot has logged.
    #[must_use]
    pub fn log(&self) -> String {
        self.running.log()
    }
}

fn configure(dir: &Path, gateway: &Path, postfix: &PostfixServer, password: Option<&str>) -> io::Result<()> {
    fs::set_permissions(dir, fs::Permissions::from_mode(0o755))?;
    let socket = postfix.login_socket().display().to_string();
    for entry in fs::read_dir(gateway.join("dovecot"))? {
        let entry = entry?;
        let text = fs::read_to_string(entry.path())?.replace("/var/spool/postfix/private/tenantry-auth", &socket);
        fs::write(dir.join(entry.file_name()), text.replace("/etc/dovecot/", &format!("{}/", dir.display())))?;
    }
    if let Some(line) = password {
        password_file(&dir.join("tenantry.pgpass"), line, system_user("dovecot")?)?;
    }
    fs::write(dir.join("local.conf"), format!("{}auth_verbose = yes\n", own(dir)))
}

/// What keeps it to its folder. A failed login is to be told at once here, also after others from the same address.
fn own(dir: &Path) -> String {
    let base = dir.display();
    format!(
        "base_dir = {base}/run\nstate_dir = {base}/state\nlog_path = {base}/dovecot.log\n\
         auth_failure_delay = 0\ninstance_name = {base}\n\
         service anvil {{\n  unix_listener anvil-auth-penalty {{\n    mode = 0\n  }}\n}}\n"
    )
}
