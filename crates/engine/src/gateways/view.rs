//! What a client's gateway is and can do, whether it answers, and what is done in it beside plans.

use std::path::PathBuf;

use gateway::{Capabilities, GatewayIdentity};
use jiff::Timestamp;
use model::{DomainName, Networks};
use secrecy::{ExposeSecret, SecretString};
use store::ClientId;

use super::{GatewayKind, Place};
use crate::{Engine, EngineError};

/// A client's gateway.
#[derive(Debug, Clone)]
pub struct GatewayInfo {
    /// Kind.
    pub kind: GatewayKind,
    /// In the command line's form; no secret is in it.
    pub address: String,
    /// User of its credentials.
    pub user: Option<String>,
    /// What it can do.
    pub capabilities: Capabilities,
    /// Files for its mail machines can be written.
    pub files: bool,
    /// Microsoft's address ranges.
    pub networks: NetworksInfo,
    /// Settings that wait for a person's hand.
    pub by_hand: u32,
    /// Which gateway account the client began with.
    pub identity: Option<String>,
}

/// The address ranges that gateways get (R8).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NetworksInfo {
    /// The ranges.
    pub networks: Networks,
    /// When Microsoft last told them; `None`: it is the copy that came with the program.
    pub read_at: Option<Timestamp>,
}

/// What a gateway answered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GatewayTested {
    /// Which it is; `None`: it is not there yet, and is made when it is first used.
    pub identity: Option<GatewayIdentity>,
    /// Where it is, in the command line's form.
    pub address: String,
}

impl Engine {
    /// The client's gateway, as far as is known without asking it.
    ///
    /// # Errors
    /// [`EngineError::Store`], [`EngineError::UnknownGateway`], the vault's ([`EngineError::SignIn`]).
    pub async fn gateway_info(&self, client: ClientId) -> Result<GatewayInfo, EngineError> {
        let record = self.record(client).await?;
        let place = self.0.gateways.place(&record.gateway)?;
        let kind = place.kind();
        let user = match kind.needs_credentials() {
            true => self.credentials(&record).await?.map(|known| known.user),
            false => None,
        };
        Ok(GatewayInfo {
            kind,
            capabilities: place.capabilities(),
            files: place.has_files(),
            user,
            networks: self.networks_of(&record).await?,
            by_hand: self.stored(move |store| store.by_hand_waiting(client)).await?,
            identity: record.gateway_identity,
            address: record.gateway,
        })
    }

    /// Gives the outgoing user of a selected domain a password (R8).
    ///
    /// # Errors
    /// [`EngineError::NotOffered`] where outgoing users have none, [`EngineError::UnknownDomain`],
    /// [`EngineError::Gateway`].
    pub async fn gateway_outgoing_password(
        &self,
        client: ClientId,
        domain: DomainName,
        password: SecretString,
    ) -> Result<(), EngineError> {
        // In the client's turn, because another gateway may be put in the place of this one until then.
        let _turn = self.turn(client).await?;
        let (record, tenant) = self.pinned(client).await?;
        let place = self.0.gateways.place(&record.gateway)?;
        if !place.capabilities().outgoing_password {
            return Err(place.offers_no("password for outgoing users"));
        }
        let name = domain.clone();
        let ours = self.stored(move |store| store.remembered_domains(client, &[name])).await?;
        if ours.is_empty() {
            return Err(EngineError::DomainNotApplied(domain.to_string()));
        }
        let gateway = self.gateway(&record, tenant).await?;
        Ok(gateway.set_outgoing_password(&domain, &password).await?)
    }

    /// Opens the gateway's panel in the browser, with the person signed in there.
    ///
    /// # Errors
    /// [`EngineError::NotOffered`] where there is no panel, [`EngineError::Gateway`], [`EngineError::Browser`].
    pub async fn gateway_panel(&self, client: ClientId) -> Result<(), EngineError> {
        let _turn = self.turn(client).await?;
        let record = self.record(client).await?;
        let place = self.0.gateways.place(&record.gateway)?;
        if !place.capabilities().panel {
            return Err(place.offers_no("panel"));
        }
        let gateway = self.open_gateway(&record, record.tenant.as_ref().map(|tenant| tenant.id)).await?;
        let address = gateway.panel().await?;
        // The cause may repeat the address, which signs in whoever opens it.
        let opened = self.0.host.open_url(address.expose_secret());
        opened.map_err(|cause| EngineError::Browser(cause.replace(address.expose_secret(), "the panel")))
    }

    /// Writes the files for the gateway's mail machines into a folder, else into one of the data folder; where they lie.
    /// Those of a local gateway lie with it.
    ///
    /// # Errors
    /// [`EngineError::NotOffered`] where it has none, [`EngineError::Gateway`].
    pub async fn gateway_files(&self, client: ClientId, to: Option<PathBuf>) -> Result<PathBuf, EngineError> {
        let _turn = self.turn(client).await?;
        let record = self.record(client).await?;
        let place = self.0.gateways.place(&record.gateway)?;
        match place {
            // They lie beside its database, and are written whenever it is opened.
            Place::Local(dir) => {
                self.open_gateway(&record, record.tenant.as_ref().map(|tenant| tenant.id)).await?;
                Ok(dir)
            }
            Place::Postgres(address) => {
                let folder = to.unwrap_or_else(|| self.0.data_dir.join("gateway-files").join(client.to_string()));
                let written = folder.clone();
                tokio::task::spawn_blocking(move || address.write_files(&written)).await??;
                Ok(folder)
            }
            Place::MailAssure(_) => Err(place.offers_no("files")),
        }
    }
}

impl Place {
    pub(crate) fn offers_no(&self, what: &'static str) -> EngineError {
        EngineError::NotOffered { gateway: self.kind().as_str(), what }
    }
}
