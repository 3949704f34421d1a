//! The local gateway without Postfix: what is applied is observed, and what is not ours is left alone.

mod alias_domains;
mod maps;
mod ownership;
mod shapes;
mod undoing;
mod whole;

use model::{Address, DirectoryId, DomainName, DomainShape, Kind, RecipientShape, Route, Services};
use tempfile::TempDir;

use super::{Account, LocalGateway};
use crate::{Applied, Change, Gateway, GatewayError};

/// A gateway folder with the account of one client.
struct World {
    dir: TempDir,
    gateway: LocalGateway,
    runtime: tokio::runtime::Runtime,
}

impl World {
    fn new() -> Self {
        let dir = tempfile::tempdir().unwrap();
        let gateway = LocalGateway::open(dir.path(), account(1)).unwrap();
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        Self { dir, gateway, runtime }
    }

    fn with_domain() -> Self {
        let world = Self::new();
        world.apply(&[domain("larkfield.example")]);
        world
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
        self.connection().execute_batch(sql).unwrap();
    }

    fn connection(&self) -> rusqlite::Connection {
        rusqlite::Connection::open(self.dir.path().join("gateway.db")).unwrap()
    }
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
