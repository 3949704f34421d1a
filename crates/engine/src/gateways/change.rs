//! Another gateway, or other credentials, for a client: tried first, then put in place of the former.

use std::path::Path;
use std::sync::Arc;

use gateway::{Account, Credentials, Gateway, GatewayError, Memory, NoMemory};
use store::{ClientId, ClientRecord};

use super::credentials::key;
use super::left::Left;
use super::{DATABASE, GatewayInfo, GatewayTested, NOBODY, Opening, Place, needed};
use crate::{Engine, EngineError, Stop, Topic};

/// What goes stale with a client's gateway.
const MOVED: [Topic; 7] =
    [Topic::Gateway, Topic::Client, Topic::Plan, Topic::Mailboxes, Topic::Domains, Topic::History, Topic::Cutover];

/// A gateway to try, or to change to: without anything the client's own.
#[derive(Debug, Clone, Default)]
pub struct GatewayTry {
    /// In the command line's form; the client's own when absent.
    pub gateway: Option<String>,
    /// Its credentials; those that are kept when absent, as long as the place is the client's own.
    pub credentials: Option<Credentials>,
}

/// A gateway that is tried.
pub(super) struct Tried {
    pub record: ClientRecord,
    pub place: Place,
    pub credentials: Option<Credentials>,
    /// As it would be stored.
    pub text: String,
    /// It is where the client's own is.
    pub own: bool,
    /// `None`: it is not there yet, and is made when it is first used.
    pub gateway: Option<Arc<dyn Gateway>>,
}

impl Tried {
    /// It is the gateway that the client has, whatever its address says beside its place.
    pub(super) fn is_same(&self, got: Option<&str>) -> bool {
        match &self.record.gateway_identity {
            Some(known) => got == Some(known),
            None => self.own,
        }
    }
}

impl Engine {
    /// Reaches the client's gateway, or the one named, and says which one it is. Nothing is stored here, and
    /// nothing is made there but the empty tables of a new PostgreSQL database.
    ///
    /// # Errors
    /// [`EngineError::UnknownGateway`], [`EngineError::CredentialsNeeded`], [`EngineError::Gateway`].
    pub async fn gateway_test(&self, client: ClientId, tried: GatewayTry) -> Result<GatewayTested, EngineError> {
        let tried = self.tried(client, tried).await?;
        let identity = match &tried.gateway {
            Some(gateway) => Some(gateway.identify().await?),
            None => None,
        };
        Ok(GatewayTested { identity, address: tried.text })
    }

    /// The same for a gateway that no client has yet; `local` when none is named.
    ///
    /// # Errors
    /// Those of [`Engine::gateway_test`].
    pub async fn gateway_probe(&self, tried: GatewayTry) -> Result<GatewayTested, EngineError> {
        let address = tried.gateway.as_deref().unwrap_or("local").trim().to_owned();
        let place = self.0.gateways.place(&address)?;
        let credentials = match (place.kind().needs_credentials(), tried.credentials) {
            (true, None) => return Err(needed(&place)),
            (false, Some(_)) => return Err(place.offers_no("user and password")),
            (_, given) => given,
        };
        let account = Account { tenant_id: NOBODY, name: String::new() };
        let identity = match self.beside(place, credentials, account, Arc::new(NoMemory)).await? {
            Some(gateway) => Some(gateway.identify().await?),
            None => None,
        };
        Ok(GatewayTested { identity, address })
    }

    /// Opens a gateway that may not be any client's; `None`: it is not there yet, and is made when it is first used.
    async fn beside(
        &self,
        place: Place,
        credentials: Option<Credentials>,
        account: Account,
        memory: Arc<dyn Memory>,
    ) -> Result<Option<Arc<dyn Gateway>>, EngineError> {
        self.not_lost(&place).await?;
        if let Place::Local(dir) = &place
            && !dir.join(DATABASE).exists()
        {
            can_be_made(dir)?;
            return Ok(None);
        }
        Ok(Some(Opening { place, credentials, account, memory }.open().await?))
    }

    /// Opens a gateway beside the client's own.
    pub(super) async fn tried(&self, client: ClientId, tried: GatewayTry) -> Result<Tried, EngineError> {
        let record = self.record(client).await?;
        let GatewayTry { gateway, credentials } = tried;
        let text = gateway.as_deref().unwrap_or(&record.gateway).trim().to_owned();
        let place = self.0.gateways.place(&text)?;
        let own = self.0.gateways.place(&record.gateway).is_ok_and(|own| own == place);
        let credentials = match (place.kind().needs_credentials(), credentials) {
            (true, Some(given)) => Some(given),
            // What was given for one place is not shown to another.
            (true, None) if own => Some(self.credentials(&record).await?.ok_or_else(|| needed(&place))?),
            (true, None) => return Err(needed(&place)),
            (false, Some(_)) => return Err(place.offers_no("user and password")),
            (false, None) => None,
        };
        let tenant = record.tenant.as_ref().map_or(NOBODY, |tenant| tenant.id);
        let account = Account { tenant_id: tenant, name: record.name.clone() };
        let memory: Arc<dyn Memory> = match own {
            true => Arc::new(Left { store: self.0.store.clone(), client }),
            false => Arc::new(NoMemory),
        };
        let gateway = self.beside(place.clone(), credentials.clone(), account, memory).await?;
        Ok(Tried { record, place, credentials, text, own, gateway })
    }

    /// Gives a client another gateway, or only other credentials where it is the same. What was applied stays in the
    /// former gateway and is forgotten here, so that the next plan begins anew, for a person to review; earlier runs
    /// cannot be undone any more.
    ///
    /// # Errors
    /// [`EngineError::GatewayInUse`] while a run is under way; what [`Engine::gateway_test`] finds;
    /// [`Stop::GatewayChanged`] when no gateway is named, but the credentials are of another account.
    pub async fn gateway_change(&self, client: ClientId, wanted: GatewayTry) -> Result<GatewayInfo, EngineError> {
        if self.0.runs.has(client) {
            return Err(EngineError::GatewayInUse);
        }
        let _turn = self.turn(client).await?;
        let named = wanted.gateway.is_some();
        let tried = self.tried(client, wanted).await?;
        let got = match &tried.gateway {
            Some(gateway) => Some(gateway.identify().await?.id),
            None => None,
        };
        if let (Place::Local(dir), None) = (&tried.place, &tried.gateway) {
            let made = dir.clone();
            let made = tokio::task::spawn_blocking(move || std::fs::create_dir_all(made)).await?;
            made.map_err(|error| unusable(dir, &error.to_string()))?;
        }
        let same = tried.is_same(got.as_deref());
        if tried.own && !same && !named {
            let (expected, got) = (tried.record.gateway_identity.unwrap_or_default(), got.unwrap_or_default());
            return Err(Stop::GatewayChanged { expected, got }.into());
        }
        self.put_in_place(client, tried, same).await?;
        self.stale(client, &MOVED);
        self.stale(None, &[Topic::Clients]);
        self.0.poke.notify_one();
        self.gateway_info(client).await
    }

    /// Writes credentials and address; when one of both fails, both are as they were.
    async fn put_in_place(&self, client: ClientId, tried: Tried, same: bool) -> Result<(), EngineError> {
        let former = self.former([key(client)]).await?;
        let (text, now) = (tried.text, self.now());
        let done = async {
            self.keep_credentials(client, &text, tried.credentials.as_ref()).await?;
            self.stored(move |store| match same {
                true => store.rename_gateway(client, &text),
                false => store.change_gateway(client, &text, now),
            })
            .await
        };
        let done = done.await;
        self.or_put_back(former, done).await?;
        self.0.gateways.forget(client);
        Ok(())
    }

    /// When the client got its present gateway; `None`: it began with it.
    ///
    /// # Errors
    /// [`EngineError::Store`].
    pub async fn gateway_since(&self, client: ClientId) -> Result<Option<jiff::Timestamp>, EngineError> {
        self.stored(move |store| store.gateway_since(client)).await
    }

    /// What came before the present gateway cannot be taken back in it (B5).
    pub(crate) async fn in_this_gateway(
        &self,
        client: ClientId,
        run: u32,
        started: jiff::Timestamp,
    ) -> Result<(), EngineError> {
        match self.gateway_since(client).await? {
            Some(since) if started < since => Err(EngineError::OtherGateway { run, since }),
            _ => Ok(()),
        }
    }
}

/// What the folder is to be made in is a folder that may be written.
fn can_be_made(dir: &Path) -> Result<(), GatewayError> {
    let there = dir.ancestors().find_map(|above| above.metadata().ok().map(|kind| (above, kind)));
    match there {
        Some((above, kind)) if !kind.is_dir() => Err(unusable(dir, &format!("{} is no folder", above.display()))),
        Some((above, kind)) if kind.permissions().readonly() => {
            Err(unusable(dir, &format!("{} cannot be written to", above.display())))
        }
        _ => Ok(()),
    }
}

fn unusable(dir: &Path, cause: &str) -> GatewayError {
    GatewayError::Unreachable { gateway: dir.display().to_string(), cause: cause.to_owned() }
}
