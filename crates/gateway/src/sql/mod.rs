//! A gateway in an SQL database that a stock Postfix serves mail from (G2): one adapter over two databases.

mod batch;
mod domains;
mod ensure;
mod files;
mod fold;
mod maps;
mod networks;
mod outgoing;
mod picture;
mod postgres;
mod profiles;
mod recipients;
mod seam;
mod sqlite;
#[cfg(test)]
mod tests;

use std::sync::{
    Arc, Mutex, PoisonError,
    atomic::{AtomicI64, Ordering},
};

use async_trait::async_trait;
use model::{Address, DomainName, Networks, ObservedDomain, ObservedRecipient, TenantId};
use secrecy::SecretString;

use self::seam::{Database, Fault, Scope, Value, number, one};
pub use self::{
    postgres::{PostgresAddress, PostgresAddressError, PostgresGateway},
    sqlite::LocalGateway,
};
use crate::{Applied, Capabilities, Change, Gateway, GatewayError, GatewayIdentity};

/// How often a transaction is tried that another writer was faster than.
const TRIES: usize = 4;

/// The client whose account of a gateway is used. Accounts are told apart by the tenant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Account {
    /// The client's tenant.
    pub tenant_id: TenantId,
    /// The client's name, told to other clients whose domains conflict.
    pub name: String,
}

/// The number of a client's account that no database has: they count from 1.
const NO_ACCOUNT: i64 = 0;

/// One client's account in a database; [`LocalGateway`] and [`PostgresGateway`] open one. The account is made, or takes
/// the client's present name, with the first change; what only looks makes none.
///
/// Several accounts, also of other processes, may use one database at the same time.
#[derive(Debug)]
pub struct SqlGateway<D>(Arc<Inner<D>>);

#[derive(Debug)]
struct Inner<D> {
    client: Account,
    /// The number of the account once it was written to.
    account: AtomicI64,
    place: String,
    database: Mutex<D>,
}

impl<D> Clone for SqlGateway<D> {
    fn clone(&self) -> Self {
        Self(Arc::clone(&self.0))
    }
}

impl<D: Database> SqlGateway<D> {
    /// A client's way into a database that has this version's tables.
    fn new(database: D, client: Account) -> Self {
        let (place, account) = (database.place(), AtomicI64::new(NO_ACCOUNT));
        Self(Arc::new(Inner { client, account, place, database: Mutex::new(database) }))
    }

    /// Works with the database, on a thread that may wait for it; once more where the connection had been lost.
    async fn run<T: Send + 'static>(
        &self,
        work: impl Fn(&mut D, &Inner<D>) -> Result<T, Fault> + Send + 'static,
    ) -> Result<T, GatewayError> {
        let inner = Arc::clone(&self.0);
        let task = tokio::task::spawn_blocking(move || {
            let mut database = inner.database.lock().unwrap_or_else(PoisonError::into_inner);
            let mut tried = again(&mut *database, |database| work(database, &inner));
            if let Err(Fault::Again(_)) = tried {
                tried = again(&mut *database, |database| work(database, &inner));
            }
            tried.map_err(|fault| told(fault, &inner.place))
        });
        match task.await {
            Ok(result) => result,
            Err(stopped) => {
                Err(GatewayError::Unreachable { gateway: self.0.place.clone(), cause: stopped.to_string() })
            }
        }
    }

    /// Looks, with the number of the account if there is one.
    async fn look<T: Send + 'static>(
        &self,
        work: impl Fn(&mut D, i64) -> Result<T, Fault> + Send + 'static,
    ) -> Result<T, GatewayError> {
        self.run(move |database, inner| {
            let account = inner.found(database)?;
            work(database, account)
        })
        .await
    }

    /// Writes in one transaction.
    async fn write<T: Send + 'static>(
        &self,
        scope: Scope,
        work: impl Fn(&mut dyn Database, i64) -> Result<T, Fault> + Send + 'static,
    ) -> Result<T, GatewayError> {
        self.run(move |database, inner| {
            let account = inner.claimed(database)?;
            transaction(database, account, scope, |database| work(database, account))
        })
        .await
    }
}

impl<D: Database> Inner<D> {
    fn found(&self, database: &mut D) -> Result<i64, Fault> {
        match self.account.load(Ordering::Relaxed) {
            NO_ACCOUNT => Ok(account_of(database, self.client.tenant_id)?.unwrap_or(NO_ACCOUNT)),
            known => Ok(known),
        }
    }

    fn claimed(&self, database: &mut D) -> Result<i64, Fault> {
        let Account { tenant_id, name } = &self.client;
        match self.account.load(Ordering::Relaxed) {
            NO_ACCOUNT => {
                let made =
                    transaction(database, NO_ACCOUNT, Scope::Domains, |database| claim(database, *tenant_id, name))?;
                self.account.store(made, Ordering::Relaxed);
                Ok(made)
            }
            known => Ok(known),
        }
    }
}

fn again<D: Database, T>(database: &mut D, work: impl FnOnce(&mut D) -> Result<T, Fault>) -> Result<T, Fault> {
    database.ready()?;
    work(database)
}

/// Does the work in one transaction, again from the start where another writer was faster.
fn transaction<T>(
    database: &mut dyn Database,
    account: i64,
    scope: Scope,
    work: impl Fn(&mut dyn Database) -> Result<T, Fault>,
) -> Result<T, Fault> {
    let mut tries = 1;
    loop {
        let done = database.begin(account, scope).and_then(|()| work(database)).and_then(|made| {
            database.commit()?;
            Ok(made)
        });
        match done {
            Err(fault) => {
                database.rollback();
                if !matches!(fault, Fault::Again(_)) || tries == TRIES {
                    return Err(fault);
                }
                database.ready()?;
                tries += 1;
            }
            done => return done,
        }
    }
}

fn told(fault: Fault, gateway: &str) -> GatewayError {
    match fault {
        Fault::Answer(error) | Fault::Again(error) | Fault::Broken(error) => error,
        Fault::Refused(cause) => GatewayError::Unreachable { gateway: gateway.to_owned(), cause },
    }
}

/// The number of the tenant's account.
fn account_of(database: &mut dyn Database, tenant: TenantId) -> Result<Option<i64>, Fault> {
    let sql = "SELECT id FROM account WHERE tenant_id = ?1";
    one(database, sql, &[Value::Text(&tenant.to_string())], |row| number(row, 0))
}

/// Makes the account, or tells it the client's present name; its number.
fn claim(database: &mut dyn Database, tenant: TenantId, name: &str) -> Result<i64, Fault> {
    let id = one(
        database,
        "INSERT INTO account (tenant_id, name) VALUES (?1, ?2)
         ON CONFLICT (tenant_id) DO UPDATE SET name = excluded.name RETURNING id",
        &[Value::Text(&tenant.to_string()), Value::Text(name)],
        |row| number(row, 0),
    )?;
    let id = id.ok_or_else(|| Fault::Refused("the account got no number".to_owned()))?;
    domains::spell(database)?;
    Ok(id)
}

#[async_trait]
impl<D: Database> Gateway for SqlGateway<D> {
    fn capabilities(&self) -> Capabilities {
        // Addresses are in no order in the tree: a small batch writes nearly every page again.
        Capabilities {
            batch: 5000,
            by_hand: &[],
            regions: false,
            keeps_ids: true,
            outgoing_password: true,
            panel: false,
        }
    }

    async fn identify(&self) -> Result<GatewayIdentity, GatewayError> {
        let (id, description) = self.run(|database, _| Ok((database.id()?, database.description()))).await?;
        Ok(GatewayIdentity { id: format!("{id}/{}", self.0.client.tenant_id), description })
    }

    async fn observe_domains(&self, names: &[DomainName]) -> Result<Vec<ObservedDomain>, GatewayError> {
        let names = names.to_vec();
        self.look(move |database, account| domains::observe(database, account, &names)).await
    }

    async fn observe_recipients(
        &self,
        domains: &[DomainName],
        after: Option<&Address>,
        limit: usize,
    ) -> Result<Vec<ObservedRecipient>, GatewayError> {
        let (domains, after) = (domains.to_vec(), after.cloned());
        self.look(move |database, account| recipients::page(database, account, &domains, after.as_ref(), limit)).await
    }

    async fn observe_addresses(&self, primaries: &[Address]) -> Result<Vec<ObservedRecipient>, GatewayError> {
        let primaries = primaries.to_vec();
        self.look(move |database, account| recipients::at(database, account, &primaries)).await
    }

    async fn apply(&self, changes: &[Change]) -> Vec<Result<Applied, GatewayError>> {
        let batch = changes.to_vec();
        let made = self.write(batch::scope(changes), move |database, account| batch::apply(database, account, &batch));
        match made.await {
            Ok(answers) => answers,
            Err(error) => changes.iter().map(|_| Err(error.clone())).collect(),
        }
    }

    async fn ensure_networks(&self, networks: &Networks, _: &[DomainName]) -> Result<Applied, GatewayError> {
        let networks = networks.clone();
        self.write(Scope::Recipients, move |database, account| networks::ensure(database, account, &networks)).await
    }

    async fn set_outgoing_password(&self, domain: &DomainName, password: &SecretString) -> Result<(), GatewayError> {
        let name = domain.clone();
        let Some(hash) = outgoing::hash(password) else {
            let cause = "an empty password, or one with a NUL character, is none".to_owned();
            return Err(GatewayError::Refused { object: domain.to_string(), cause });
        };
        self.write(Scope::Recipients, move |database, account| outgoing::set_password(database, account, &name, &hash))
            .await
    }
}
