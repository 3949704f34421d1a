//! A gateway over either database with a Postfix that reads it, and mail servers on both sides.

use std::{
    net::SocketAddr,
    path::{Path, PathBuf},
    sync::Arc,
};

use gateway::{Account, Change, Credentials, Gateway, LocalGateway, PostgresAddress, PostgresGateway};
use journeys::{
    dovecot::DovecotServer,
    postfix::{Options, PostfixServer, Reply, Sink, Smtp},
    postgres::{OWNER, PostgresServer, password_line},
};
use model::{Address, DirectoryId, DomainShape, Kind, Networks, RecipientShape, Route, Services};
use tempfile::TempDir;

/// An address in Microsoft 365's ranges, and one outside.
pub const MICROSOFT: &str = "40.107.22.52";
pub const ELSEWHERE: &str = "192.0.2.1";
/// The client's tenant.
pub const TENANT: DirectoryId = DirectoryId([9; 16]);

/// Where the gateway has its rows.
pub enum Base {
    Sqlite,
    Postgres { server: Arc<PostgresServer>, database: String },
}

impl Base {
    pub fn postgres() -> Self {
        let server = PostgresServer::shared().unwrap();
        let database = server.database().unwrap();
        Self::Postgres { server, database }
    }

    pub const fn is_sqlite(&self) -> bool {
        matches!(self, Self::Sqlite)
    }

    /// Opens the gateway and writes its files.
    pub fn open(&self, dir: &Path, account: Account) -> Arc<dyn Gateway> {
        match self {
            Self::Sqlite => Self::opened(None, dir, account),
            Self::Postgres { server, database } => Self::opened(Some(&server.url(database)), dir, account),
        }
    }

    /// The gateway of an address, or the one of a folder.
    pub fn opened(url: Option<&str>, dir: &Path, account: Account) -> Arc<dyn Gateway> {
        let Some(url) = url else { return Arc::new(LocalGateway::open(dir, account).unwrap()) };
        let address: PostgresAddress = url.parse().unwrap();
        address.write_files(dir).unwrap();
        let credentials = Credentials { user: OWNER.0.into(), password: OWNER.1.into() };
        Arc::new(PostgresGateway::open(&address, &credentials, account).unwrap())
    }

    /// The line of the password file that one of the readers needs.
    pub fn password(&self, reader: &str) -> Option<String> {
        (!self.is_sqlite()).then(|| password_line(reader))
    }

    /// Copies what the nodes' files name: the authority of the server's certificate.
    pub fn authority(&self) -> Option<PathBuf> {
        match self {
            Self::Sqlite => None,
            Self::Postgres { server, .. } => Some(server.authority()),
        }
    }

    /// What a person types into the database.
    pub fn by_hand(&self, dir: &Path, sql: &str) {
        match self {
            Self::Sqlite => {
                let connection = rusqlite::Connection::open(dir.join("gateway.db")).unwrap();
                connection.execute_batch(sql).unwrap();
            }
            Self::Postgres { server, database } => {
                server.sql(database, &format!("SET search_path = tenantry; {sql}")).unwrap();
            }
        }
    }
}

pub struct World {
    // Dropped in this order: the servers stop before their files go.
    pub dovecot: Option<DovecotServer>,
    pub postfix: PostfixServer,
    pub gateway: Option<Arc<dyn Gateway>>,
    pub base: Base,
    pub dir: TempDir,
    pub clients: Sink,
    pub outside: Sink,
    runtime: tokio::runtime::Runtime,
}

impl World {
    /// `larkfield.example` with one route to a sink, all products, and whom the tests write to.
    pub fn new(base: Base) -> Self {
        let dir = tempfile::tempdir().unwrap();
        let (clients, outside) = (Sink::start().unwrap(), Sink::start().unwrap());
        let gateway = Some(base.open(dir.path(), account()));
        let postfix = postfix(&base, dir.path(), outside.address, false);
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        let world = Self { dovecot: None, postfix, gateway, base, dir, clients, outside, runtime };
        world.wait(world.gateway().ensure_networks(&Networks::shipped(), &[])).unwrap();
        world.apply(&[
            domain("larkfield.example", &[world.clients.address], true),
            recipient(
                1,
                "Ann.Lee@larkfield.example",
                &["ann@larkfield.example", "o'hara@larkfield.example"],
                Services::ALL,
            ),
            recipient(2, "bob@larkfield.example", &[], Services::NONE),
            Change::EnsureRecipient {
                id: DirectoryId([3; 16]),
                previous: None,
                shape: RecipientShape {
                    kind: Kind::DistributionList,
                    ..shape("all@larkfield.example", &[], Services { incoming: true, ..Services::NONE })
                },
            },
        ]);
        world
    }

    pub fn gateway(&self) -> &dyn Gateway {
        self.gateway.as_deref().unwrap()
    }

    pub fn apply(&self, changes: &[Change]) {
        for answer in self.wait(self.gateway().apply(changes)) {
            answer.unwrap();
        }
    }

    pub fn wait<T>(&self, work: impl Future<Output = T>) -> T {
        self.runtime.block_on(work)
    }

    /// Another Postfix over the same gateway, beside any other.
    pub fn another_postfix(&self) -> PostfixServer {
        postfix(&self.base, self.dir.path(), self.outside.address, false)
    }

    /// The same, with listeners on `::1` for outgoing mail.
    pub fn with_ipv6(mut self) -> Self {
        self.postfix = postfix(&self.base, self.dir.path(), self.outside.address, true);
        self
    }

    /// A session from the Internet that has said whom it is from.
    pub fn incoming(&self) -> Smtp {
        begin(self.postfix.incoming, "someone@elsewhere.example")
    }

    /// A session with the outgoing listener, from an address.
    pub fn from(&self, client: &str) -> Smtp {
        let mut session = Smtp::connect(self.postfix.outgoing).unwrap();
        session.ehlo().unwrap();
        assert_eq!(session.xclient(client).unwrap().code, 250);
        session
    }

    /// The last reply to a recipient of the outgoing listener, said from an address.
    pub fn outgoing(&self, client: &str, from: &str) -> Reply {
        let mut session = self.from(client);
        session.mail(from).unwrap();
        session.rcpt("someone@elsewhere.example").unwrap()
    }

    pub fn by_hand(&self, sql: &str) {
        self.base.by_hand(self.dir.path(), sql);
    }

    /// A number that the database tells.
    pub fn count(&self, sql: &str) -> u32 {
        match &self.base {
            Base::Sqlite => {
                let connection = rusqlite::Connection::open(self.dir.path().join("gateway.db")).unwrap();
                connection.query_row(sql, [], |row| row.get(0)).unwrap()
            }
            Base::Postgres { server, database } => {
                server.sql(database, &format!("SET search_path = tenantry; {sql}")).unwrap().parse().unwrap()
            }
        }
    }

    /// What a map answers.
    pub fn ask(&self, map: &str, key: &str) -> Option<String> {
        self.postfix.ask(map, key).unwrap()
    }
}

impl Drop for World {
    fn drop(&mut self) {
        if std::thread::panicking() {
            println!("{}", self.postfix.log());
            println!("{}", self.dovecot.as_ref().map(DovecotServer::log).unwrap_or_default());
        }
    }
}

fn postfix(base: &Base, dir: &Path, outside: SocketAddr, ipv6: bool) -> PostfixServer {
    let options = Options {
        outside: Some(outside),
        certificate: true,
        password: base.password("postfix"),
        authority: base.authority(),
        ipv6,
    };
    PostfixServer::start(dir, options).unwrap()
}

pub fn account() -> Account {
    Account { tenant_id: TENANT, name: "Larkfield".into() }
}

pub fn begin(server: SocketAddr, from: &str) -> Smtp {
    let mut session = Smtp::connect(server).unwrap();
    session.ehlo().unwrap();
    assert_eq!(session.mail(from).unwrap().code, 250);
    session
}

pub fn domain_shape(routes: &[SocketAddr], strict: bool) -> DomainShape {
    let route = |(preference, to): (u16, &SocketAddr)| Route { preference, host: to.ip().to_string(), port: to.port() };
    DomainShape {
        routes: (10..).zip(routes).map(route).collect(),
        region: None,
        protect_listed_only: true,
        reject_unlisted: strict,
        products: Services::ALL,
        ldap_sync: false,
        outgoing_user: true,
        alias_of: None,
    }
}

pub fn domain(name: &str, routes: &[SocketAddr], strict: bool) -> Change {
    Change::EnsureDomain { name: name.parse().unwrap(), shape: domain_shape(routes, strict) }
}

pub fn shape(primary: &str, aliases: &[&str], services: Services) -> RecipientShape {
    let mut aliases: Vec<Address> = aliases.iter().map(|a| a.parse().unwrap()).collect();
    aliases.sort();
    RecipientShape {
        primary: primary.parse().unwrap(),
        aliases,
        kind: Kind::User,
        listed: true,
        services,
        profile: None,
    }
}

pub fn recipient(id: u8, primary: &str, aliases: &[&str], services: Services) -> Change {
    Change::EnsureRecipient { id: DirectoryId([id; 16]), previous: None, shape: shape(primary, aliases, services) }
}

pub fn send(mut session: Smtp, to: &[&str], headers: &str) {
    for to in to {
        assert_eq!(session.rcpt(to).unwrap().code, 250, "{to}");
    }
    let sent = session.data(&format!("{headers}\nX-Tenantry-Incoming: forged\n\nHello.")).unwrap();
    assert_eq!(sent.code, 250, "{}", sent.text);
}
