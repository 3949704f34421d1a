//! A private Postfix on loopback ports over the files of a gateway, gone when it is dropped.

mod client;
mod maildir;
mod proxymap;
mod sink;

use std::{
    fmt, fs, io,
    net::{Ipv6Addr, SocketAddr},
    os::unix::fs::{MetadataExt as _, PermissionsExt as _, chown},
    path::{Path, PathBuf},
    process::{Command, Stdio},
    thread,
    time::{Duration, Instant},
};

use tempfile::TempDir;

use crate::{port::Port, program::system_user, tls};

pub use client::{Reply, Smtp};
pub use maildir::Maildir;
pub use proxymap::Proxymap;
pub use sink::{Delivered, Sink};

/// No wait of a test on a mail server takes longer than this.
pub const LIMIT: Duration = Duration::from_secs(30);
/// The owner of the archive in the generated main.cf.
const ARCHIVE_OWNER: u32 = 5000;

/// What a private server does differently from the generated files.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// Where mail for domains that are not the gateway's goes; without it such mail waits in the queue.
    pub outside: Option<SocketAddr>,
    /// The line of a password file with which maps reach a database server (PostgreSQL manual, *The Password File*).
    pub password: Option<String>,
    /// The certificate by which they know the server.
    pub authority: Option<PathBuf>,
    /// It has a certificate, and so the listener for logins answers.
    pub certificate: bool,
    /// The listeners for outgoing mail listen on `::1`, too.
    pub ipv6: bool,
}

/// A running Postfix.
#[derive(Debug)]
pub struct PostfixServer {
    dir: TempDir,
    maps: String,
    /// The listener for mail from the Internet.
    pub incoming: SocketAddr,
    /// The listener for mail from Microsoft 365.
    pub outgoing: SocketAddr,
    /// The listener for logins, in TLS.
    pub login: SocketAddr,
    /// The listener for existing mail, where the administrator has one.
    pub import: SocketAddr,
    archive: PathBuf,
    _ports: [Port; 4],
}

/// Why there is no Postfix.
#[derive(Debug)]
pub struct NoPostfix(String);

impl fmt::Display for NoPostfix {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for NoPostfix {}

fn failed(what: &str, cause: impl fmt::Display) -> NoPostfix {
    NoPostfix(format!("{what}: {cause}"))
}

impl PostfixServer {
    /// Starts Postfix with a copy of `gateway/postfix`, ports and queue of its own, beside any other Postfix.
    ///
    /// It hands the gateway's folder to the group `postfix`, as its README tells an administrator to. Several may run
    /// over one gateway.
    ///
    /// # Errors
    /// When Postfix or its maps are not installed, this process is not root, or it does not start.
    pub fn start(gateway: &Path, options: Options) -> Result<Self, NoPostfix> {
        let maps = maps_type(gateway).map_err(|e| failed("the gateway has no main.cf", e))?;
        installed(&maps)?;
        hand_over(gateway).map_err(|e| failed("the gateway's folder could not be handed to Postfix", e))?;
        let dir = tempfile::Builder::new().prefix("tenantry-postfix-").tempdir();
        let dir = dir.map_err(|e| failed("no temporary folder", e))?;
        let ports = [Port::claim(), Port::claim(), Port::claim(), Port::claim()];
        let [incoming, outgoing, login, import] = ports.each_ref().map(Port::address);
        let archive = dir.path().join("archive");
        let server = Self { dir, maps, incoming, outgoing, login, import, archive, _ports: ports };
        server.configure(gateway, options).map_err(|e| failed("no configuration", e))?;
        let log = fs::File::create(server.dir.path().join("start.log")).map_err(|e| failed("no log", e))?;
        let started = server.postfix("start").stdout(Stdio::null()).stderr(log).status();
        if !started.map_err(|e| failed("postfix", e))?.success() {
            return Err(failed("Postfix does not start", server.log()));
        }
        server.until_ready()?;
        Ok(server)
    }

    fn configure(&self, gateway: &Path, options: Options) -> io::Result<()> {
        let Options { outside, password, authority, certificate, ipv6 } = options;
        let (base, conf) = (self.dir.path(), self.config());
        fs::set_permissions(base, fs::Permissions::from_mode(0o755))?;
        fs::create_dir(&conf)?;
        for entry in fs::read_dir(gateway.join("postfix"))? {
            let entry = entry?;
            let text = fs::read_to_string(entry.path())?
                .replace("/etc/postfix/", &format!("{}/", conf.display()))
                .replace("/var/lib/postfix/", &format!("{}/data/", base.display()));
            let own = |line: &str| !line.starts_with("virtual_mailbox_base =");
            let text: String = text.split_inclusive('\n').filter(|line| own(line)).collect();
            fs::write(conf.join(entry.file_name()), text)?;
        }
        for folder in ["queue", "data"] {
            fs::create_dir(base.join(folder))?;
        }
        let owner = system_user("postfix")?;
        chown(base.join("data"), Some(owner.0), Some(owner.1))?;
        fs::create_dir_all(&self.archive)?;
        chown(&self.archive, Some(ARCHIVE_OWNER), Some(ARCHIVE_OWNER))?;
        if let Some(line) = password {
            password_file(&base.join("data/tenantry.pgpass"), &line, owner)?;
        }
        if let Some(authority) = authority {
            fs::copy(authority, conf.join("tenantry-ca.pem"))?;
        }
        if certificate {
            let made = tls::made(&["gateway.example"], self.login.ip());
            fs::write(conf.join("server.pem"), format!("{}{}", made.key, made.certificate))?;
            append(&conf.join("main.cf"), &format!("smtpd_tls_chain_files = {}/server.pem\n", conf.display()))?;
        }
        append(&conf.join("main.cf"), &self.overrides(outside))?;
        let master = fs::read_to_string(conf.join("master.cf"))?;
        let mut moved: Vec<String> = master.lines().map(|line| self.moved(line)).collect();
        if ipv6 {
            let copies: Vec<String> =
                [self.outgoing, self.login].iter().flat_map(|place| copied(&moved, *place)).collect();
            moved.extend(copies);
        }
        fs::write(conf.join("master.cf"), moved.join("\n") + "\n")
    }

    fn overrides(&self, outside: Option<SocketAddr>) -> String {
        let base = self.dir.path().display();
        let outside =
            outside.map_or("retry:4.3.5 not sent outside".to_owned(), |to| format!("smtp:[{}]:{}", to.ip(), to.port()));
        format!(
            "queue_directory = {base}/queue\ndata_directory = {base}/data\nmaillog_file = {base}/mail.log\n\
             maillog_file_prefixes = {base}\nmyhostname = gateway.example\nvirtual_mailbox_base = {base}/archive\n\
             smtpd_peername_lookup = no\nsmtpd_authorized_xclient_hosts = 127.0.0.1\n\
             default_transport = {outside}\n"
        )
    }

    /// A listener of master.cf on its loopback port.
    fn moved(&self, line: &str) -> String {
        let mut words = line.split_whitespace();
        let port = match (words.next(), words.next()) {
            (Some("smtp"), Some("inet")) => self.incoming,
            (Some("587"), Some("inet")) => self.outgoing,
            (Some("465"), Some("inet")) => self.login,
            (Some("127.0.0.1:10025"), Some("inet")) => self.import,
            _ => return line.to_owned(),
        };
        format!("{port} inet {}", words.collect::<Vec<_>>().join(" "))
    }

    /// `postfix start` returns when its listeners are open; a greeting says that their processes run, too.
    fn until_ready(&self) -> Result<(), NoPostfix> {
        for port in [self.incoming, self.outgoing] {
            Smtp::connect(port)
                .map_err(|cause| failed("Postfix does not answer", format!("{cause}\n{}", self.log())))?;
        }
        Ok(())
    }

    /// The folder of its configuration.
    #[must_use]
    pub fn config(&self) -> PathBuf {
        self.dir.path().join("conf")
    }

    fn postfix(&self, action: &str) -> Command {
        let mut command = self.tool("postfix");
        command.arg(action);
        command
    }

    /// What a map of the configuration answers, as a postmaster asks it: as a user that may read the database and not
    /// write it, because whoever may write and closes it last takes files away that Postfix needs.
    ///
    /// # Errors
    /// When `postmap` cannot be run or complains.
    pub fn ask(&self, map: &str, key: &str) -> Result<Option<String>, NoPostfix> {
        let mut postmap = Command::new("runuser");
        postmap.args(["-u", "postfix", "--", "postmap", "-c"]).arg(self.config()).args(["-q", key]).arg(self.map(map));
        let output = postmap.env("PATH", PATH).stdin(Stdio::null()).output();
        let output = output.map_err(|e| failed("postmap", e))?;
        let complaint = String::from_utf8_lossy(&output.stderr);
        if !complaint.is_empty() {
            return Err(failed("postmap", complaint));
        }
        let answer = String::from_utf8_lossy(&output.stdout).trim_end().to_owned();
        Ok((!answer.is_empty()).then_some(answer))
    }

    /// Connects as one of Postfix's own programs that look something up.
    ///
    /// # Errors
    /// When `proxymap` does not answer.
    pub fn proxymap(&self) -> io::Result<Proxymap> {
        Proxymap::connect(&self.dir.path().join("queue/private/proxymap"))
    }

    /// A map of the configuration as Postfix's tools take it.
    #[must_use]
    pub fn map(&self, name: &str) -> String {
        format!("{}:{}/{name}.cf", self.maps, self.config().display())
    }

    /// A program of Postfix's, for this server's configuration.
    #[must_use]
    pub fn tool(&self, name: &str) -> Command {
        let mut command = Command::new(name);
        command.arg("-c").arg(self.config()).env("PATH", PATH).stdin(Stdio::null());
        command
    }

    /// Where Dovecot listens for this server.
    #[must_use]
    pub fn login_socket(&self) -> PathBuf {
        self.dir.path().join("queue/private/tenantry-auth")
    }

    /// The archive of a domain.
    #[must_use]
    pub fn archive(&self, domain: &str) -> Maildir {
        Maildir::at(self.archive.join(domain).join("Maildir"))
    }

    /// Waits until everything that it took is delivered: as long as its queue grows smaller, it goes on.
    ///
    /// # Errors
    /// When the queue cannot be read, or something stays in it.
    #[allow(clippy::disallowed_methods, reason = "a queue tells nobody that it is empty; the condition ends the loop")]
    pub fn delivered(&self) -> io::Result<()> {
        let (mut before, mut deadline) = (usize::MAX, Instant::now() + LIMIT);
        loop {
            // In the order in which a message goes through them.
            let folders = ["incoming", "active", "deferred"].map(|name| self.dir.path().join("queue").join(name));
            let now = folders.iter().map(|folder| files(folder)).sum::<io::Result<usize>>()?;
            if now == 0 {
                return Ok(());
            }
            if now < before {
                (before, deadline) = (now, Instant::now() + LIMIT);
            }
            if Instant::now() > deadline {
                return Err(io::Error::other(format!("{now} messages stay in the queue: {}", self.log())));
            }
            thread::sleep(Duration::from_millis(20));
        }
    }

    /// What Postfix has logged.
    #[must_use]
    pub fn log(&self) -> String {
        let read = |name: &str| fs::read_to_string(self.dir.path().join(name)).unwrap_or_default();
        [read("start.log"), read("mail.log")].concat()
    }
}

impl Drop for PostfixServer {
    /// `postfix stop` looks once a second only whether it is done.
    #[allow(clippy::disallowed_methods, reason = "nobody tells that a process of somebody else's has ended")]
    fn drop(&mut self) {
        let pid = fs::read_to_string(self.dir.path().join("queue/pid/master.pid")).unwrap_or_default();
        // Not running is as good as stopped.
        let _ = self.postfix("abort").stdout(Stdio::null()).stderr(Stdio::null()).status();
        let deadline = Instant::now() + LIMIT;
        let process = Path::new("/proc").join(pid.trim());
        while !pid.trim().is_empty() && process.exists() && Instant::now() < deadline {
            thread::sleep(Duration::from_millis(10));
        }
    }
}

/// Postfix lives where an ordinary user's PATH does not look.
const PATH: &str = "/usr/sbin:/usr/bin:/sbin:/bin:/usr/local/sbin:/usr/local/bin";

/// The same port of this computer's own IPv6 address.
#[must_use]
pub fn over_ipv6(place: SocketAddr) -> SocketAddr {
    (Ipv6Addr::LOCALHOST, place.port()).into()
}

/// A service of master.cf with its options, on the same port over IPv6.
fn copied(master: &[String], place: SocketAddr) -> Vec<String> {
    let is_it = |line: &&String| line.starts_with(&format!("{place} "));
    let mut service = master.iter().skip_while(|line| !is_it(line));
    let first = service.next().map(|line| line.replacen(&place.to_string(), &over_ipv6(place).to_string(), 1));
    first.into_iter().chain(service.take_while(|line| line.starts_with(' ')).cloned()).collect()
}

fn maps_type(gateway: &Path) -> io::Result<String> {
    let main = fs::read_to_string(gateway.join("postfix/main.cf"))?;
    let found = main.lines().find_map(|line| line.strip_prefix("tenantry = proxy:")?.split(':').next());
    found.map(str::to_owned).ok_or_else(|| io::Error::other("main.cf does not say the type of its maps"))
}

fn installed(maps: &str) -> Result<(), NoPostfix> {
    let install = format!("install it: apt-get install postfix postfix-{maps}");
    let types = Command::new("postconf").arg("-m").env("PATH", PATH).output();
    let types = types.map_err(|e| NoPostfix(format!("Postfix is missing ({e}); {install}")))?;
    if !String::from_utf8_lossy(&types.stdout).lines().any(|kind| kind == maps) {
        return Err(NoPostfix(format!("Postfix lacks the map type {maps}; {install}")));
    }
    match fs::metadata("/proc/self") {
        Ok(me) if me.uid() == 0 => Ok(()),
        _ => Err(NoPostfix("Postfix starts as root only; run this as root".to_owned())),
    }
}

/// A password file that libpq takes: for its owner alone.
pub(crate) fn password_file(path: &Path, line: &str, owner: (u32, u32)) -> io::Result<()> {
    fs::write(path, format!("{line}\n"))?;
    fs::set_permissions(path, fs::Permissions::from_mode(0o600))?;
    chown(path, Some(owner.0), Some(owner.1))
}

/// Group `postfix` reads the database; folders of temporary files on the way to it let Postfix pass.
fn hand_over(gateway: &Path) -> io::Result<()> {
    let (_, group) = system_user("postfix")?;
    chown(gateway, None, Some(group))?;
    fs::set_permissions(gateway, fs::Permissions::from_mode(0o2751))?;
    for entry in fs::read_dir(gateway)? {
        chown(entry?.path(), None, Some(group))?;
    }
    let gateway = fs::canonicalize(gateway)?;
    for folder in gateway.ancestors().skip(1) {
        let mode = fs::metadata(folder)?.permissions().mode();
        if mode & 0o001 == 0 {
            if !folder.starts_with(std::env::temp_dir()) {
                return Err(io::Error::other(format!("{} does not let Postfix pass", folder.display())));
            }
            fs::set_permissions(folder, fs::Permissions::from_mode(mode | 0o011))?;
        }
    }
    Ok(())
}

/// Files in a folder and below. What goes meanwhile may still be counted.
fn files(folder: &Path) -> io::Result<usize> {
    let mut found = 0;
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        found += if entry.file_type()?.is_dir() { files(&entry.path())? } else { 1 };
    }
    Ok(found)
}

fn append(path: &Path, text: &str) -> io::Result<()> {
    use io::Write as _;
    fs::OpenOptions::new().append(true).open(path)?.write_all(text.as_bytes())
}
