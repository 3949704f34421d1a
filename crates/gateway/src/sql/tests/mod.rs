//! The adapter without Postfix: what is applied is observed, and what is not ours is left alone, in both databases.

mod alias_domains;
pub(super) mod cluster;
mod fleet;
mod maps;
mod outgoing;
mod ownership;
mod reached;
mod server;
mod shapes;
mod undoing;
mod whole;

use std::sync::Arc;

use model::{Address, DirectoryId, DomainName, DomainShape, Kind, RecipientShape, Route, Services};
use tempfile::TempDir;

use self::cluster::Cluster;
use super::{Account, LocalGateway, PostgresGateway};
use crate::{Applied, Change, Credentials, Gateway, GatewayError};

/// A database of its own for each test.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum On {
    Sqlite,
    Postgres,
}

/// Each of these tests over both databases.
macro_rules! on_both {
    ($($name:ident,)+) => {
        $(
            mod $name {
                use super::{$name, On};

                #[test]
                fn in_sqlite() {
                    $name(On::Sqlite);
                }

                #[test]
                fn in_postgres() {
                    $name(On::Postgres);
                }
            }
        )+
    };
}
use on_both;

/// Where the database is.
enum Base {
    Folder(TempDir),
    Server(&'static Cluster, String),
}

/// A gateway with the account of one client.
struct World {
    gateway: Arc<dyn Gateway>,
    base: Base,
    runtime: tokio::runtime::Runtime,
}

impl World {
    fn new(on: On) -> Self {
        let base = match on {
            On::Sqlite => Base::Folder(tempfile::tempdir().unwrap()),
            On::Postgres => {
                let cluster = Cluster::shared();
                let database = cluster.database();
                Base::Server(cluster, database)
            }
        };
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        Self { gateway: base.open(account(1)).unwrap(), base, runtime }
    }

    fn with_domain(on: On) -> Self {
        let world = Self::new(on);
        world.apply(&[domain("larkfield.example")]);
        world
    }

    fn open(&self, account: Account) -> Arc<dyn Gateway> {
        self.base.open(account).unwrap()
    }

    fn answers(&self, changes: &[Change]) -> Vec<Result<Applied, GatewayError>> {
        self.runtime.block_on(self.gateway.apply(changes))
    }

    fn apply(&self, changes: &[Change]) -> Vec<Applied> {
        self.answers(changes).into_iter().map(|answer| answer.unwrap()).collect()
    }

    fn at(&self, primary: &str) -> Option<(Option<DirectoryId>, RecipientShape)> {
        let found = self.runtime.block_on(self.gateway.observe_addresses(&[address(primary)])).unwrap();
        found.into_iter().next().map(|observed| (observed.id, observed.shape))
    }

    /// SQL as a mail administrator would type it.
    fn by_hand(&self, sql: &str) {
        match &self.base {
            Base::Folder(dir) => connection(dir).execute_batch(sql).unwrap(),
            Base::Server(cluster, database) => cluster.client_in(database).batch_execute(sql).unwrap(),
        }
    }

    /// The texts of the first column.
    fn texts(&self, sql: &str) -> Vec<String> {
        match &self.base {
            Base::Folder(dir) => {
                let connection = connection(dir);
                let mut statement = connection.prepare(sql).unwrap();
                let rows = statement.query_map([], |row| row.get::<_, Option<String>>(0)).unwrap();
                rows.filter_map(|row| row.unwrap()).collect()
            }
            Base::Server(cluster, database) => {
                let rows = cluster.client_in(database).query(sql, &[]).unwrap();
                rows.iter().filter_map(|row| row.get(0)).collect()
            }
        }
    }

    fn count(&self, from: &str) -> i64 {
        self.texts(&format!("SELECT CAST(count(*) AS text) FROM {from}"))[0].parse().unwrap()
    }
}

impl Base {
    fn open(&self, account: Account) -> Result<Arc<dyn Gateway>, GatewayError> {
        match self {
            Self::Folder(dir) => Ok(Arc::new(LocalGateway::open(dir.path(), account)?)),
            Self::Server(cluster, database) => {
                let credentials = Credentials { user: String::new(), password: "".into() };
                let address = cluster.address(database).parse().unwrap();
                Ok(Arc::new(PostgresGateway::open(&address, &credentials, account)?))
            }
        }
    }
}

fn connection(dir: &TempDir) -> rusqlite::Connection {
    rusqlite::Connection::open(dir.path().join("gateway.db")).unwrap()
}

fn account(number: u8) -> Account {
    Account { tenant_id: DirectoryId([number; 16]), name: format!("Client {number}") }
}

fn address(text: &str) -> Address {
    text.parse().unwrap()
}

fn name(text: &str) -> DomainName {
    text.parse().unwrap()
}

fn domain_shape() -> DomainShape {
    DomainShape {
        routes: vec![Route { preference: 0, host: "larkfield-example.mail.protection.outlook.com".into(), port: 25 }],
        region: None,
        protect_listed_only: true,
        reject_unlisted: true,
        products: Services::ALL,
        ldap_sync: false,
        outgoing_user: true,
        alias_of: None,
    }
}

fn domain(text: &str) -> Change {
    Change::EnsureDomain { name: name(text), shape: domain_shape() }
}

fn shape(primary: &str, aliases: &[&str]) -> RecipientShape {
    let mut aliases: Vec<Address> = aliases.iter().map(|a| address(a)).collect();
    aliases.sort();
    RecipientShape {
        primary: address(primary),
        aliases,
        kind: Kind::User,
        listed: true,
        services: Services::ALL,
        profile: None,
    }
}

fn recipient(id: u8, shape: RecipientShape) -> Change {
    Change::EnsureRecipient { id: DirectoryId([id; 16]), previous: None, shape }
}
