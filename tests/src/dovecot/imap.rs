//! A Dovecot that serves an archive by IMAP, as somebody has it who looks into one.

use std::{
    fs, io,
    net::SocketAddr,
    os::unix::fs::{PermissionsExt as _, chown},
    path::Path,
};

use super::{Imap, Running, own};
use crate::port::Port;

/// Whom the archive belongs to, as in the generated main.cf: Dovecot serves nobody below 500 (`first_valid_uid`).
const OWNER: u32 = 5000;

/// It serves each mailbox of an archive under its address, with any password.
#[derive(Debug)]
pub struct ImapServer {
    running: Running,
    address: SocketAddr,
    _port: Port,
}

impl ImapServer {
    /// Starts one over an archive with a Maildir per mailbox; the folder is handed over to whom such an archive belongs
    /// to, before anything is in it.
    ///
    /// # Errors
    /// When Dovecot is not installed, or it does not start.
    pub fn start(archive: &Path) -> io::Result<Self> {
        fs::create_dir_all(archive)?;
        fs::set_permissions(archive, fs::Permissions::from_mode(0o700))?;
        chown(archive, Some(OWNER), Some(OWNER))?;
        let above = archive.ancestors().skip(1).filter(|folder| *folder != std::env::temp_dir());
        for folder in above.take_while(|folder| folder.starts_with(std::env::temp_dir())) {
            let mode = fs::metadata(folder)?.permissions().mode();
            fs::set_permissions(folder, fs::Permissions::from_mode(mode | 0o011))?;
        }
        let dir = tempfile::Builder::new().prefix("tenantry-imap-").tempdir()?;
        fs::set_permissions(dir.path(), fs::Permissions::from_mode(0o755))?;
        let port = Port::claim();
        let address = port.address();
        fs::write(dir.path().join("dovecot.conf"), format!("{}{}", own(dir.path()), served(archive, address)))?;
        let running = Running::start(dir, || Imap::connect(address).is_ok())?;
        Ok(Self { running, address, _port: port })
    }

    /// A session with the messages of a mailbox.
    ///
    /// # Errors
    /// When the server does not let it in, with what it has logged.
    pub fn open(&self, mailbox: &str) -> io::Result<Imap> {
        let opened = Imap::connect(self.address).and_then(|session| session.login(mailbox));
        opened.map_err(|error| io::Error::other(format!("{error}\n{}", self.log())))
    }

    /// What Dovecot has logged.
    #[must_use]
    pub fn log(&self) -> String {
        self.running.log()
    }
}

fn served(archive: &Path, at: SocketAddr) -> String {
    let (archive, host, port) = (archive.display(), at.ip(), at.port());
    format!(
        "protocols = imap\nlisten = {host}\nssl = no\ndisable_plaintext_auth = no\nmail_fsync = never\n\
         mail_location = maildir:{archive}/%d/%n/Maildir\nauth_username_format = %Lu\nauth_username_chars =\n\
         passdb {{\n  driver = static\n  args = nopassword=y\n}}\n\
         userdb {{\n  driver = static\n  args = uid={OWNER} gid={OWNER} home={archive}/%d/%n\n}}\n\
         service imap-login {{\n  inet_listener imap {{\n    port = {port}\n  }}\n  inet_listener imaps {{\n    port = 0\n  }}\n}}\n"
    )
}
