//! A private Dovecot over the files of a gateway, which checks passwords for one private Postfix; gone when it is
//! dropped.

use std::{
    fs, io,
    os::unix::{fs::PermissionsExt as _, net::UnixStream},
    path::Path,
    process::{Child, Command, Stdio},
    thread,
    time::Instant,
};

use tempfile::TempDir;

use crate::{
    postfix::{LIMIT, PostfixServer, password_file},
    program::system_user,
};

/// A running Dovecot.
#[derive(Debug)]
pub struct DovecotServer {
    dir: TempDir,
    process: Child,
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
        let mut dovecot = Command::new("/usr/sbin/dovecot");
        dovecot.arg("-F").arg("-c").arg(dir.path().join("dovecot.conf"));
        let out = fs::File::create(dir.path().join("start.log"))?;
        let process = dovecot.stdin(Stdio::null()).stdout(out.try_clone()?).stderr(out).spawn()?;
        let mut server = Self { dir, process };
        server.until_ready(&postfix.login_socket())?;
        Ok(server)
    }

    #[allow(clippy::disallowed_methods, reason = "a server tells nobody that it listens; the condition ends the loop")]
    fn until_ready(&mut self, socket: &Path) -> io::Result<()> {
        let deadline = Instant::now() + LIMIT;
        while UnixStream::connect(socket).is_err() {
            if self.process.try_wait()?.is_some() || Instant::now() > deadline {
                return Err(io::Error::other(format!("Dovecot does not start: {}", self.log())));
            }
            thread::sleep(std::time::Duration::from_millis(20));
        }
        Ok(())
    }

    /// `doveconf` for this server's configuration.
    #[must_use]
    pub fn doveconf(&self) -> Command {
        let mut command = Command::new("/usr/bin/doveconf");
        command.arg("-c").arg(self.dir.path().join("dovecot.conf")).stdin(Stdio::null());
        command
    }

    /// What Dovecot has logged.
    #[must_use]
    pub fn log(&self) -> String {
        let read = |name: &str| fs::read_to_string(self.dir.path().join(name)).unwrap_or_default();
        [read("start.log"), read("dovecot.log")].concat()
    }
}

impl Drop for DovecotServer {
    fn drop(&mut self) {
        // Dovecot ends its processes when it is asked to end.
        let asked = Command::new("kill").arg(self.process.id().to_string()).status();
        if !asked.is_ok_and(|status| status.success()) {
            let _ = self.process.kill();
        }
        let _ = self.process.wait();
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
    let base = dir.display();
    // A failed login is to be told at once here, also after others from the same address.
    let own = format!(
        "base_dir = {base}/run\nstate_dir = {base}/state\nlog_path = {base}/dovecot.log\nauth_verbose = yes\n\
         auth_failure_delay = 0\ninstance_name = {base}\n\
         service anvil {{\n  unix_listener anvil-auth-penalty {{\n    mode = 0\n  }}\n}}\n"
    );
    fs::write(dir.join("local.conf"), own)
}
