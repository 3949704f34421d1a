//! From a client's gateway text to its gateway, opened once.

mod change;
mod compare;
pub(crate) mod credentials;
mod left;
mod networks;
mod place;
mod view;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use gateway::{
    Account, Credentials, Gateway, GatewayError, LocalGateway, MailAssure, Memory, PostgresGateway, Setting,
};
use model::TenantId;
use store::{ClientId, ClientRecord};

pub use self::change::GatewayTry;
pub use self::compare::{Compared, ComparedDomain, ComparedRecipients};
pub use self::place::GatewayKind;
pub use self::view::{GatewayInfo, GatewayTested, NetworksInfo};
pub(crate) use self::{left::Left, networks::Asked, place::Place};
use crate::{Engine, EngineError, Stop};

/// What a local gateway keeps everything in.
const DATABASE: &str = "gateway.db";

/// The account of a client that has no tenant yet: it can only be asked whether the gateway answers.
const NOBODY: TenantId = model::DirectoryId([0; 16]);

/// The gateways in use.
#[derive(Debug)]
pub(crate) struct Gateways {
    local_dir: PathBuf,
    open: Mutex<BTreeMap<ClientId, Arc<dyn Gateway>>>,
}

impl Gateways {
    pub(crate) fn new(local_dir: PathBuf) -> Self {
        Self { local_dir, open: Mutex::default() }
    }

    /// Where `local` is.
    pub(crate) fn local_dir(&self) -> &Path {
        &self.local_dir
    }

    /// Where the gateway of a text is.
    pub(crate) fn place(&self, text: &str) -> Result<Place, EngineError> {
        Place::of(text, &self.local_dir)
    }

    /// What a person has to set in a client's gateway.
    pub(crate) fn by_hand(&self, record: &ClientRecord) -> &'static [Setting] {
        let open = self.lock().get(&record.id).map(|open| open.capabilities().by_hand);
        open.unwrap_or_else(|| self.place(&record.gateway).map_or(&[], |place| place.by_hand()))
    }

    /// Opens it anew next time.
    pub(crate) fn forget(&self, client: ClientId) {
        self.lock().remove(&client);
    }

    /// Puts another gateway in its place.
    #[cfg(test)]
    pub(crate) fn replace(&self, client: ClientId, gateway: Arc<dyn Gateway>) {
        self.lock().insert(client, gateway);
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, BTreeMap<ClientId, Arc<dyn Gateway>>> {
        self.open.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A gateway to open.
struct Opening {
    place: Place,
    credentials: Option<Credentials>,
    account: Account,
    memory: Arc<dyn Memory>,
}

impl Opening {
    /// Opens it, where it may block.
    async fn open(self) -> Result<Arc<dyn Gateway>, EngineError> {
        let Self { place, credentials, account, memory } = self;
        Ok(match place {
            Place::Local(dir) => {
                Arc::new(tokio::task::spawn_blocking(move || LocalGateway::open(&dir, account)).await??)
            }
            Place::Postgres(address) => {
                let credentials = credentials.ok_or(EngineError::CredentialsNeeded { gateway: "postgres" })?;
                let opened =
                    tokio::task::spawn_blocking(move || PostgresGateway::open(&address, &credentials, account));
                Arc::new(opened.await??)
            }
            Place::MailAssure(address) => {
                let credentials = credentials.ok_or(EngineError::CredentialsNeeded { gateway: "mail-assure" })?;
                Arc::new(MailAssure::new(address, credentials, account, memory)?)
            }
        })
    }
}

impl Engine {
    /// The client's gateway, whether it has a tenant yet or not.
    async fn open_gateway(
        &self,
        record: &ClientRecord,
        tenant: Option<TenantId>,
    ) -> Result<Arc<dyn Gateway>, EngineError> {
        if let Some(open) = self.0.gateways.lock().get(&record.id) {
            return Ok(Arc::clone(open));
        }
        let place = self.0.gateways.place(&record.gateway)?;
        self.not_lost(&place).await?;
        let credentials = match place.kind().needs_credentials() {
            true => Some(self.credentials(record).await?.ok_or_else(|| needed(&place))?),
            false => None,
        };
        let account = Account { tenant_id: tenant.unwrap_or(NOBODY), name: record.name.clone() };
        let memory = Arc::new(Left { store: self.0.store.clone(), client: record.id });
        let opened = Opening { place, credentials, account, memory }.open().await?;
        // What only answers whether it is there is not the client's own yet.
        if tenant.is_none() {
            return Ok(opened);
        }
        Ok(Arc::clone(self.0.gateways.lock().entry(record.id).or_insert(opened)))
    }

    /// A new local gateway is made only where no client has used one yet. To a Postfix that still reads there, an empty
    /// database in the place of a lost one would mean that no recipient exists.
    async fn not_lost(&self, place: &Place) -> Result<(), EngineError> {
        let Place::Local(dir) = place else { return Ok(()) };
        let clients = self.stored(|store| store.clients()).await?;
        let there = |client: &ClientRecord| self.0.gateways.place(&client.gateway).is_ok_and(|other| other == *place);
        let used = clients.iter().any(|client| client.gateway_identity.is_some() && there(client));
        if used && !dir.join(DATABASE).exists() {
            let cause = format!("{DATABASE} is missing");
            return Err(GatewayError::Unreachable { gateway: dir.display().to_string(), cause }.into());
        }
        Ok(())
    }

    /// The client's gateway, once it proved to be the one that the client began with (B2).
    pub(crate) async fn gateway(
        &self,
        record: &ClientRecord,
        tenant: TenantId,
    ) -> Result<Arc<dyn Gateway>, EngineError> {
        let gateway = self.open_gateway(record, Some(tenant)).await?;
        let got = match gateway.identify().await {
            Ok(identity) => identity.id,
            Err(error) => {
                if matches!(error, GatewayError::Unreachable { .. } | GatewayError::Credentials { .. }) {
                    self.0.gateways.forget(record.id);
                }
                return Err(error.into());
            }
        };
        // Asked again, because the first use may have come in between.
        let client = record.id;
        let known = self.stored(move |store| store.client(client)).await?.gateway_identity;
        match known {
            Some(expected) if expected != got => Err(Stop::GatewayChanged { expected, got }.into()),
            Some(_) => Ok(gateway),
            None => {
                self.stored(move |store| store.set_gateway_identity(client, &got)).await?;
                Ok(gateway)
            }
        }
    }
}

/// A gateway of this kind is not opened without credentials.
fn needed(place: &Place) -> EngineError {
    EngineError::CredentialsNeeded { gateway: place.kind().as_str() }
}
