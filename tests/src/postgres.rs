//! A private PostgreSQL cluster on a loopback port, gone when it is dropped; with TLS by an authority of its own.

use std::{
    fmt, fs, io,
    net::SocketAddr,
    os::unix::{
        fs::{MetadataExt as _, PermissionsExt as _, chown},
        process::CommandExt as _,
    },
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    sync::{Arc, Mutex, PoisonError, Weak},
    thread,
    time::{Duration, Instant},
};

use tempfile::TempDir;

use crate::{disk::SmallDisk, port::Port, program::system_user, tls};

/// No wait of a test on the database server takes longer than this.
const LIMIT: Duration = Duration::from_secs(60);
/// The role that has the gateway's tables, and its password.
pub const OWNER: (&str, &str) = ("tenantry", "owner's own: word/1");
/// The roles that Postfix and Dovecot read with, and their passwords.
pub const READERS: [(&str, &str); 2] = [("postfix", "reader:word"), ("dovecot", "login\\word")];

/// The line of a password file for the one of [`READERS`] with this name.
///
/// # Panics
/// When there is none.
#[must_use]
pub fn password_line(name: &str) -> String {
    let (name, password) = READERS.iter().find(|reader| reader.0 == name).expect("one of the readers");
    format!("*:*:*:{name}:{}", password.replace('\\', "\\\\").replace(':', "\\:"))
}

/// A running server. Clones of one [`shared`](PostgresServer::shared) server are the same one.
#[derive(Debug)]
pub struct PostgresServer {
    dir: TempDir,
    programs: PathBuf,
    process: Child,
    /// Where it listens; the certificate also names `localhost`.
    pub address: SocketAddr,
    databases: Mutex<u32>,
    _port: Port,
    /// Goes last, when nothing uses it any more.
    disk: Option<SmallDisk>,
}

/// Why there is no PostgreSQL.
#[derive(Debug)]
pub struct NoPostgres(String);

impl fmt::Display for NoPostgres {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for NoPostgres {}

fn failed(what: &str, cause: impl fmt::Display) -> NoPostgres {
    NoPostgres(format!("{what}: {cause}"))
}

/// The server that tests of this process share while one of them is running.
static SHARED: Mutex<Weak<PostgresServer>> = Mutex::new(Weak::new());

impl PostgresServer {
    /// A server for several tests at once: each makes a [`database`](Self::database) of its own.
    ///
    /// # Errors
    /// As [`start`](Self::start).
    pub fn shared() -> Result<Arc<Self>, NoPostgres> {
        let mut shared = SHARED.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(running) = shared.upgrade() {
            return Ok(running);
        }
        let server = Arc::new(Self::start()?);
        *shared = Arc::downgrade(&server);
        Ok(server)
    }

    /// Makes a cluster and starts it. What it commits is not synced: it outlives a killed program, not a power cut.
    ///
    /// # Errors
    /// When PostgreSQL is not installed, or it does not start.
    pub fn start() -> Result<Self, NoPostgres> {
        Self::start_on(None)
    }

    /// The same on a disk of its own.
    ///
    /// # Errors
    /// As [`start`](Self::start).
    pub fn start_on(disk: Option<SmallDisk>) -> Result<Self, NoPostgres> {
        let programs = programs()?;
        let mut folder = tempfile::Builder::new();
        let folder = folder.prefix("tenantry-postgres-");
        let dir = disk.as_ref().map_or_else(|| folder.tempdir(), |disk| folder.tempdir_in(disk.path()));
        let dir = dir.map_err(|e| failed("no temporary folder", e))?;
        let user = own_user().map_err(|e| failed("no user to run PostgreSQL as", e))?;
        fs::set_permissions(dir.path(), fs::Permissions::from_mode(0o755))
            .and_then(|()| chown(dir.path(), user.map(|u| u.0), user.map(|u| u.1)))
            .map_err(|e| failed("the temporary folder", e))?;
        let port = Port::claim();
        let address = port.address();
        initialise(&programs, dir.path(), user)?;
        configure(dir.path(), user, address).map_err(|e| failed("no configuration", e))?;
        let log = fs::File::create(dir.path().join("server.log")).map_err(|e| failed("no log", e))?;
        let mut server = as_user(&programs.join("postgres"), user);
        server.arg("-D").arg(dir.path().join("data")).stdin(Stdio::null()).stdout(Stdio::null()).stderr(log);
        let process = server.spawn().map_err(|e| failed("postgres", e))?;
        let mut server = Self { dir, programs, process, address, databases: Mutex::default(), _port: port, disk };
        server.until_ready()?;
        server.roles()?;
        Ok(server)
    }

    /// As the README of a gateway tells an administrator to.
    fn roles(&self) -> Result<(), NoPostgres> {
        let create = |name: &str, as_what: &str| self.sql("postgres", &format!("CREATE ROLE {name} {as_what}"));
        for role in ["tenantry_postfix", "tenantry_dovecot", "tenantry_report"] {
            create(role, "NOLOGIN")?;
        }
        let password = |password: &str| format!("LOGIN PASSWORD '{}'", password.replace('\'', "''"));
        create(OWNER.0, &password(OWNER.1))?;
        for (name, word) in READERS {
            create(name, &format!("{} IN ROLE tenantry_{name}", password(word)))?;
        }
        Ok(())
    }

    #[allow(clippy::disallowed_methods, reason = "a server tells nobody that it listens; the condition ends the loop")]
    fn until_ready(&mut self) -> Result<(), NoPostgres> {
        let deadline = Instant::now() + LIMIT;
        while self.sql("postgres", "SELECT 1").is_err() {
            let ended = self.process.try_wait().map_err(|e| failed("postgres", e))?;
            if ended.is_some() || Instant::now() > deadline {
                return Err(failed("PostgreSQL does not start", self.log()));
            }
            thread::sleep(Duration::from_millis(20));
        }
        Ok(())
    }

    /// Makes an empty database that [`OWNER`] owns, and gives its name.
    ///
    /// # Errors
    /// What the server says.
    pub fn database(&self) -> Result<String, NoPostgres> {
        let name = {
            let mut made = self.databases.lock().unwrap_or_else(PoisonError::into_inner);
            *made += 1;
            format!("gateway{made}")
        };
        self.sql("postgres", &format!("CREATE DATABASE {name} OWNER {} TEMPLATE template0", OWNER.0))?;
        Ok(name)
    }

    /// The address of a database as the product takes it: with TLS, verified against this server's authority.
    #[must_use]
    pub fn url(&self, database: &str) -> String {
        let (port, authority) = (self.address.port(), self.authority().display().to_string());
        format!("postgres://{}@localhost:{port}/{database}?sslmode=verify-full&sslrootcert={authority}", OWNER.0)
    }

    /// The certificate of the authority, in PEM.
    #[must_use]
    pub fn authority(&self) -> PathBuf {
        self.dir.path().join("authority.pem")
    }

    /// Runs SQL as a superuser with `psql` and gives what it prints, without headers.
    ///
    /// # Errors
    /// What `psql` says.
    pub fn sql(&self, database: &str, sql: &str) -> Result<String, NoPostgres> {
        let output = self.psql(database).args(["-c", sql]).output().map_err(|e| failed("psql", e))?;
        if !output.status.success() {
            return Err(failed("psql", String::from_utf8_lossy(&output.stderr)));
        }
        Ok(String::from_utf8_lossy(&output.stdout).trim_end().to_owned())
    }

    /// `psql` as a superuser in a database, to be given more arguments.
    #[must_use]
    pub fn psql(&self, database: &str) -> Command {
        let mut psql = Command::new(self.programs.join("psql"));
        psql.args(["-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1", "-U", "postgres", "-d", database, "-h"])
            .arg(self.dir.path())
            .args(["-p", &self.address.port().to_string()]);
        psql
    }

    /// The disk that it was started on.
    #[must_use]
    pub const fn disk(&self) -> Option<&SmallDisk> {
        self.disk.as_ref()
    }

    /// Ends it at once, as a machine that fails does.
    pub fn end(&self) {
        let mut stop = as_user(&self.programs.join("pg_ctl"), own_user().unwrap_or_default());
        stop.args(["stop", "--silent", "--mode=immediate", "-D"]).arg(self.dir.path().join("data"));
        // Not running is as good as stopped.
        let _ = stop.stdout(Stdio::null()).stderr(Stdio::null()).status();
    }

    /// What the server has logged.
    #[must_use]
    pub fn log(&self) -> String {
        fs::read_to_string(self.dir.path().join("server.log")).unwrap_or_default()
    }
}

impl Drop for PostgresServer {
    fn drop(&mut self) {
        self.end();
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// Debian keeps the programs of each version in a folder of their own; elsewhere they are in the search path.
fn programs() -> Result<PathBuf, NoPostgres> {
    let debian = fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten();
    let mut found: Vec<PathBuf> = debian.map(|version| version.path().join("bin")).collect();
    found.sort_by_key(|bin| bin.parent().and_then(|v| v.file_name()?.to_str()?.parse::<u32>().ok()));
    found.reverse();
    found.extend(std::env::split_paths(&std::env::var_os("PATH").unwrap_or_default()));
    found
        .into_iter()
        .find(|bin| bin.join("initdb").is_file())
        .ok_or_else(|| NoPostgres("PostgreSQL is missing; install it: apt-get install postgresql".to_owned()))
}

/// The user and group to run as: PostgreSQL refuses to run as root. `None`: as who we are.
fn own_user() -> io::Result<Option<(u32, u32)>> {
    if fs::metadata("/proc/self")?.uid() == 0 { system_user("postgres").map(Some) } else { Ok(None) }
}

fn as_user(program: &Path, user: Option<(u32, u32)>) -> Command {
    let mut command = Command::new(program);
    if let Some((uid, gid)) = user {
        command.uid(uid).gid(gid);
    }
    // The starting folder may be one that this user cannot see.
    command.current_dir("/").env("LC_ALL", "C");
    command
}

fn initialise(programs: &Path, dir: &Path, user: Option<(u32, u32)>) -> Result<(), NoPostgres> {
    let made = as_user(&programs.join("initdb"), user)
        .args(["--no-sync", "--no-instructions", "--username=postgres", "--auth=trust", "--encoding=UTF8"])
        .args(["--locale=C", "-D"])
        .arg(dir.join("data"))
        .output()
        .map_err(|e| failed("initdb", e))?;
    if made.status.success() { Ok(()) } else { Err(failed("initdb", String::from_utf8_lossy(&made.stderr))) }
}

/// Passwords over TCP, trust over the socket in the private folder.
fn configure(dir: &Path, user: Option<(u32, u32)>, address: SocketAddr) -> io::Result<()> {
    let (data, base) = (dir.join("data"), dir.display());
    let made = tls::made(&["localhost"], address.ip());
    fs::write(dir.join("authority.pem"), made.authority)?;
    for (name, content) in [("server.pem", made.certificate), ("server.key", made.key)] {
        let path = data.join(name);
        fs::write(&path, content)?;
        fs::set_permissions(&path, fs::Permissions::from_mode(0o600))?;
        chown(&path, user.map(|u| u.0), user.map(|u| u.1))?;
    }
    let settings = format!(
        "listen_addresses = '{}'\nport = {}\nunix_socket_directories = '{base}'\nssl = on\n\
         ssl_cert_file = 'server.pem'\nssl_key_file = 'server.key'\npassword_encryption = 'scram-sha-256'\n\
         fsync = off\nsynchronous_commit = off\nfull_page_writes = off\nshared_buffers = '64MB'\n\
         max_connections = 300\n",
        address.ip(),
        address.port()
    );
    fs::write(data.join("postgresql.auto.conf"), settings)?;
    chown(data.join("postgresql.auto.conf"), user.map(|u| u.0), user.map(|u| u.1))?;
    fs::write(data.join("pg_hba.conf"), "local all all trust\nhost all all 127.0.0.1/32 scram-sha-256\n")
}
