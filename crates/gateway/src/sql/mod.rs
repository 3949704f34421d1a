//! The local gateway (G2): an SQLite database that a stock Postfix serves mail from.

mod domains;
mod ensure;
mod fold;
mod maps;
mod networks;
mod outgoing;
mod postgres;
mod recipients;
mod sqlite;
#[cfg(test)]
mod tests;

use std::{
    path::{Path, PathBuf},
    sync::{Arc, Mutex, PoisonError},
};

use async_trait::async_trait;
use model::{Address, DomainName, Networks, ObservedDomain, ObservedRecipient, TenantId};
use rusqlite::{Connection, ErrorCode, TransactionBehavior, params};
use secrecy::SecretString;

use self::sqlite::{database, files};
use crate::{Applied, Capabilities, Change, Gateway, GatewayError, GatewayIdentity};

pub use self::postgres::{PostgresAddress, PostgresAddressError, PostgresGateway};

/// The client whose account of a local gateway is used. Accounts are told apart by the tenant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Account {
    /// The client's tenant.
    pub tenant_id: TenantId,
    /// The client's name, told to other clients whose domains conflict.
    pub name: String,
}

/// One client's account in the database of a folder; see the `README` that it writes there.
///
/// Several accounts, also of other processes, may use one folder at the same time.
#[derive(Debug, Clone)]
pub struct LocalGateway(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    dir: PathBuf,
    tenant_id: TenantId,
    account: i64,
    connection: Mutex<Connection>,
}

/// Why one change was not made.
enum Fault {
    /// The change itself; the others go on.
    Answer(GatewayError),
    /// The database; nothing of the batch is kept.
    Database(rusqlite::Error),
}

impl From<rusqlite::Error> for Fault {
    fn from(error: rusqlite::Error) -> Self {
        Self::Database(error)
    }
}

impl LocalGateway {
    /// Opens the gateway in `dir`, making it where it is missing, and the account in it.
    ///
    /// Blocks on the disk. Generated files are written again when they differ from what this version makes.
    ///
    /// # Errors
    /// [`GatewayError::Newer`] for the database of a newer version, [`GatewayError::Unreachable`] with SQLite's
    /// or the system's words for everything else; a damaged database is left as it is.
    pub fn open(dir: &Path, account: Account) -> Result<Self, GatewayError> {
        let dir = std::path::absolute(dir).map_err(|e| database::unreachable(dir, &e))?;
        let _lock = database::lock(&dir).map_err(|e| database::unreachable(&dir, &e))?;
        let mut connection = database::open(&dir)?;
        let Account { tenant_id, name } = account;
        let account_id = claim(&mut connection, tenant_id, &name).map_err(|e| database::unreachable(&dir, &e))?;
        files::write(&dir).map_err(|e| database::unreachable(&dir, &e))?;
        Ok(Self(Arc::new(Inner { dir, tenant_id, account: account_id, connection: Mutex::new(connection) })))
    }

    async fn run<T: Send + 'static>(
        &self,
        work: impl FnOnce(&mut Connection, i64) -> rusqlite::Result<T> + Send + 'static,
    ) -> Result<T, GatewayError> {
        let inner = Arc::clone(&self.0);
        let task = tokio::task::spawn_blocking(move || {
            let mut connection = inner.connection.lock().unwrap_or_else(PoisonError::into_inner);
            work(&mut connection, inner.account)
        });
        match task.await {
            Ok(result) => result.map_err(|e| database::unreachable(&self.0.dir, &e)),
            Err(stopped) => Err(database::unreachable(&self.0.dir, &stopped)),
        }
    }
}

/// The account's row number.
fn claim(connection: &mut Connection, tenant: TenantId, name: &str) -> rusqlite::Result<i64> {
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let account_id: i64 = transaction.query_row(
        "INSERT INTO account (tenant_id, name) VALUES (?1, ?2)
         ON CONFLICT (tenant_id) DO UPDATE SET name = excluded.name RETURNING id",
        params![tenant.to_string(), name],
        |row| row.get(0),
    )?;
    networks::ensure(&transaction, account_id, &networks::shipped())?;
    domains::spell(&transaction)?;
    transaction.commit()?;
    Ok(account_id)
}

/// One transaction for all; a failed change leaves its object as it was.
fn apply(
    connection: &mut Connection,
    account: i64,
    changes: &[Change],
) -> rusqlite::Result<Vec<Result<Applied, GatewayError>>> {
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let mut writer = ensure::Writer::new(&transaction, account);
    let mut answers = Vec::with_capacity(changes.len());
    for change in changes {
        let answer = match make(&transaction, &mut writer, account, change) {
            Ok(applied) => Ok(applied),
            Err(Fault::Answer(error)) => Err(error),
            Err(Fault::Database(error)) if is_constraint(&error) => {
                Err(GatewayError::Refused { object: object(change), cause: error.to_string() })
            }
            Err(Fault::Database(error)) => return Err(error),
        };
        if answer.is_err() {
            writer = ensure::Writer::new(&transaction, account);
        }
        answers.push(answer);
    }
    transaction.commit()?;
    Ok(answers)
}

/// A savepoint costs as much as adding a recipient, so that a plain addition takes back itself what it began.
fn make(
    transaction: &Connection,
    writer: &mut ensure::Writer<'_>,
    account: i64,
    change: &Change,
) -> Result<Applied, Fault> {
    if let Change::EnsureRecipient { id, previous: None, shape } = change
        && let Some(added) = writer.add(*id, shape)?
    {
        return Ok(added);
    }
    transaction.prepare_cached("SAVEPOINT change")?.execute([])?;
    let outcome = match change {
        Change::EnsureDomain { name, shape } => domains::ensure(transaction, account, name, shape),
        Change::EnsureRecipient { id, previous, shape } => writer.ensure(*id, previous.as_ref(), shape),
        Change::EnsureAbsentDomain { name } => domains::ensure_absent(transaction, account, name),
        Change::EnsureAbsentRecipient { id, primary } => writer.ensure_absent(*id, primary),
    };
    let answers = match &outcome {
        Ok(_) => true,
        Err(Fault::Answer(_)) => false,
        Err(Fault::Database(error)) if is_constraint(error) => false,
        Err(Fault::Database(_)) => return outcome,
    };
    if !answers {
        transaction.prepare_cached("ROLLBACK TO change")?.execute([])?;
    }
    transaction.prepare_cached("RELEASE change")?.execute([])?;
    outcome
}

fn is_constraint(error: &rusqlite::Error) -> bool {
    error.sqlite_error_code() == Some(ErrorCode::ConstraintViolation)
}

fn object(change: &Change) -> String {
    match change {
        Change::EnsureDomain { name, .. } | Change::EnsureAbsentDomain { name } => name.to_string(),
        Change::EnsureRecipient { shape, .. } => shape.primary.to_string(),
        Change::EnsureAbsentRecipient { primary, .. } => primary.to_string(),
    }
}

#[async_trait]
impl Gateway for LocalGateway {
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
        let dir = self.0.dir.clone();
        let id = self.run(move |_, _| database::id(&dir)).await?;
        Ok(GatewayIdentity {
            id: format!("{id}/{}", self.0.tenant_id),
            description: format!("local gateway in {}", self.0.dir.display()),
        })
    }

    async fn observe_domains(&self, names: &[DomainName]) -> Result<Vec<ObservedDomain>, GatewayError> {
        let names = names.to_vec();
        self.run(move |c, account| domains::observe(c, account, &names)).await
    }

    async fn observe_recipients(
        &self,
        domains: &[DomainName],
        after: Option<&Address>,
        limit: usize,
    ) -> Result<Vec<ObservedRecipient>, GatewayError> {
        let (domains, after) = (domains.to_vec(), after.cloned());
        self.run(move |c, account| recipients::page(c, account, &domains, after.as_ref(), limit)).await
    }

    async fn observe_addresses(&self, primaries: &[Address]) -> Result<Vec<ObservedRecipient>, GatewayError> {
        let primaries = primaries.to_vec();
        let find = move |c: &mut Connection, account| {
            primaries.iter().filter_map(|primary| recipients::at(c, account, primary).transpose()).collect()
        };
        self.run(find).await
    }

    async fn apply(&self, changes: &[Change]) -> Vec<Result<Applied, GatewayError>> {
        let batch = changes.to_vec();
        match self.run(move |c, account| apply(c, account, &batch)).await {
            Ok(answers) => answers,
            Err(error) => changes.iter().map(|_| Err(error.clone())).collect(),
        }
    }

    async fn ensure_networks(&self, networks: &Networks, _: &[DomainName]) -> Result<Applied, GatewayError> {
        let networks = networks.clone();
        self.run(move |connection, account| {
            let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
            let applied = networks::ensure(&transaction, account, &networks)?;
            transaction.commit()?;
            Ok(applied)
        })
        .await
    }

    async fn set_outgoing_password(&self, domain: &DomainName, password: &SecretString) -> Result<(), GatewayError> {
        let (name, password) = (domain.clone(), password.clone());
        self.run(move |connection, account| outgoing::set_password(connection, account, &name, &password)).await?
    }
}
