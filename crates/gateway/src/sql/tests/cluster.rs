//! A PostgreSQL server that the tests of this crate share: on a socket in a folder of its own, gone with the process
//! of the tests. Without the programs of PostgreSQL the tests fail and say what is missing.

use std::{
    fs,
    os::unix::{
        fs::{MetadataExt as _, chown},
        process::CommandExt as _,
    },
    path::PathBuf,
    process::{Child, Command, Stdio},
    sync::{
        OnceLock,
        atomic::{AtomicU32, Ordering},
    },
    time::{Duration, Instant},
};

const LIMIT: Duration = Duration::from_secs(60);
/// Ends when the test process does, which has the other end of its input.
const KEEPER: &str = r#""$@" < /dev/null & read -r _; kill -QUIT $!; wait; rm -rf "$DIR""#;

#[derive(Debug)]
pub(in crate::sql) struct Cluster {
    dir: PathBuf,
    _keeper: Child,
    databases: AtomicU32,
}

static SHARED: OnceLock<Cluster> = OnceLock::new();

impl Cluster {
    pub(in crate::sql) fn shared() -> &'static Self {
        SHARED.get_or_init(Self::start)
    }

    fn start() -> Self {
        let dir = tempfile::Builder::new().prefix("tenantry-pg-").tempdir().unwrap().keep();
        let user = user();
        chown(&dir, user.map(|user| user.0), user.map(|user| user.1)).unwrap();
        let data = dir.join("data");
        let mut initdb = as_user(program("initdb"), user);
        initdb.args(["--no-sync", "-U", "tenantry", "-A", "trust", "-E", "UTF8", "--locale=C", "-D"]).arg(&data);
        let made = initdb.output().unwrap();
        assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
        let doors = "local all tenantry trust\nlocal all all scram-sha-256\n";
        fs::write(data.join("pg_hba.conf"), doors).unwrap();
        let mut keeper = as_user("sh".into(), user);
        keeper.args(["-c", KEEPER, "sh"]).arg(program("postgres")).arg("-D").arg(&data).arg("-k").arg(&dir);
        for setting in ["listen_addresses=", "fsync=off", "full_page_writes=off", "max_connections=200"] {
            keeper.args(["-c", setting]);
        }
        let log = fs::File::create(dir.join("log")).unwrap();
        let keeper = keeper.env("DIR", &dir).stdin(Stdio::piped()).stdout(Stdio::null()).stderr(log).spawn().unwrap();
        let cluster = Self { dir, _keeper: keeper, databases: AtomicU32::new(0) };
        let deadline = Instant::now() + LIMIT;
        while cluster.client("postgres").is_err() {
            assert!(Instant::now() < deadline, "{}", fs::read_to_string(cluster.dir.join("log")).unwrap());
            std::thread::yield_now();
        }
        cluster
    }

    /// An empty database.
    pub(in crate::sql) fn database(&self) -> String {
        let name = format!("gateway{}", self.databases.fetch_add(1, Ordering::Relaxed));
        let sql = format!("CREATE DATABASE {name} TEMPLATE template0 STRATEGY file_copy");
        self.client("postgres").unwrap().batch_execute(&sql).unwrap();
        name
    }

    pub(in crate::sql) fn address(&self, database: &str) -> String {
        format!("postgres:///{database}?host={}&user=tenantry", self.dir.display())
    }

    /// Where the names of the gateway mean its own.
    pub(super) fn client_in(&self, database: &str) -> postgres::Client {
        let mut client = self.client(database).unwrap();
        client.batch_execute("SET search_path = tenantry").unwrap();
        client
    }

    pub(super) fn client(&self, database: &str) -> Result<postgres::Client, postgres::Error> {
        let mut config = postgres::Config::new();
        config.host_path(&self.dir).user("tenantry").dbname(database).connect(postgres::NoTls)
    }
}

/// PostgreSQL refuses to run as root.
fn user() -> Option<(u32, u32)> {
    let own = fs::metadata("/proc/self").unwrap().uid();
    (own == 0).then(|| {
        let users = fs::read_to_string("/etc/passwd").unwrap();
        let user = users.lines().map(|line| line.split(':').collect::<Vec<_>>()).find(|user| user[0] == "postgres");
        let user = user.expect("the user postgres, from the package postgresql");
        (user[2].parse().unwrap(), user[3].parse().unwrap())
    })
}

fn program(name: &str) -> PathBuf {
    let debian = fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten();
    let mut places: Vec<PathBuf> = debian.map(|version| version.path().join("bin")).collect();
    places.extend(std::env::split_paths(&std::env::var_os("PATH").unwrap_or_default()));
    let mut found = places.iter().map(|place| place.join(name)).filter(|path| path.is_file());
    found.next().expect("PostgreSQL is missing: apt-get install postgresql")
}

fn as_user(program: PathBuf, user: Option<(u32, u32)>) -> Command {
    let mut command = Command::new(program);
    if let Some((uid, gid)) = user {
        command.uid(uid).gid(gid);
    }
    command.current_dir("/").env("LC_ALL", "C");
    command
}
