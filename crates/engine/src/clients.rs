//! Clients: added, renamed, paused, removed; their gateway asked who it is.

use gateway::Credentials;
use model::{Options, TenantId};
use store::{ClientId, NewClient};

use crate::access::vault_key;
use crate::gateways::credentials::key;
use crate::{Cloud, Engine, EngineError, Topic};

/// A client to add.
#[derive(Debug, Clone)]
pub struct AddClient {
    /// Name, unique whatever its case.
    pub name: String,
    /// Colour, as the page names it.
    pub colour: String,
    /// Any domain of the tenant or its GUID; may come later, with the sign-in.
    pub tenant: Option<String>,
    /// `local`, `local:DIR`, `postgres://…` or `mail-assure:URL`.
    pub gateway: String,
    /// What the gateway is opened with, where it asks for any.
    pub credentials: Option<Credentials>,
    /// Put it into the host's practice cloud instead of the cloud of new clients.
    pub practice: bool,
}

impl Engine {
    /// Adds a client. A tenant that is named is looked up and pinned at once, in the cloud it lives in (M1, R11).
    ///
    /// # Errors
    /// [`EngineError::BadName`], [`EngineError::UnknownGateway`], [`EngineError::NoPractice`], a tenant that
    /// cannot be found ([`EngineError::SignIn`]), a name or tenant that is taken ([`EngineError::Store`]).
    pub async fn add_client(&self, add: AddClient) -> Result<ClientId, EngineError> {
        let name = checked_name(&add.name)?;
        let gateway = self.place_of_new(&add)?;
        let cloud = self.cloud_of_new(add.practice).await?;
        let (cloud, tenant) = match &add.tenant {
            Some(typed) => {
                let located = self.locate(&cloud, typed).await?;
                (located.cloud, Some((located.tenant, typed.trim().to_owned())))
            }
            None if add.practice => {
                let tenant = self.to_begin_with(&cloud).await;
                (cloud, tenant)
            }
            None => (cloud, None),
        };
        let options = Options { time_zone: self.machine_zone(), ..Options::default() };
        let new = NewClient { name, colour: add.colour, cloud: cloud.name, gateway, tenant, options };
        let now = self.now();
        let id = self.stored(move |store| store.add_client(&new, now)).await?;
        if let Some(credentials) = &add.credentials
            && let Err(error) = self.keep_credentials(id, add.gateway.trim(), Some(credentials)).await
        {
            self.stored(move |store| store.remove_client(id)).await?;
            return Err(error);
        }
        self.stale(None, &[Topic::Clients]);
        Ok(id)
    }

    /// The gateway's text as it is stored, once it names one that can be opened with what was given.
    fn place_of_new(&self, add: &AddClient) -> Result<String, EngineError> {
        let place = self.0.gateways.place(&add.gateway)?;
        match (place.kind().needs_credentials(), &add.credentials) {
            (true, None) => Err(EngineError::CredentialsNeeded { gateway: place.kind().as_str() }),
            (false, Some(_)) => Err(place.offers_no("user and password")),
            _ => Ok(add.gateway.trim().to_owned()),
        }
    }

    /// The tenant that a practice cloud offers, unless another client has it.
    async fn to_begin_with(&self, cloud: &Cloud) -> Option<(TenantId, String)> {
        let domain = cloud.tenant.clone()?;
        let found = self.locate(cloud, &domain).await.ok()?;
        let taken = self.taken_by(found.tenant, None).await.ok()?;
        taken.is_none().then_some((found.tenant, domain))
    }

    async fn cloud_of_new(&self, practice: bool) -> Result<Cloud, EngineError> {
        if practice {
            return self.0.clouds.practice().await.ok_or(EngineError::NoPractice);
        }
        self.default_cloud()
    }

    /// IANA name of this machine's time zone.
    #[must_use]
    pub fn machine_zone(&self) -> String {
        jiff::tz::TimeZone::system().iana_name().unwrap_or("UTC").to_owned()
    }

    /// Gives a client another name.
    ///
    /// # Errors
    /// [`EngineError::BadName`], or a name that is taken.
    pub async fn rename_client(&self, client: ClientId, name: &str) -> Result<(), EngineError> {
        let name = checked_name(name)?;
        self.stored(move |store| store.rename_client(client, &name)).await?;
        // The account in the gateway carries the name.
        self.0.gateways.forget(client);
        self.stale(client, &[Topic::Client]);
        self.stale(None, &[Topic::Clients]);
        Ok(())
    }

    /// Gives a client another colour.
    ///
    /// # Errors
    /// [`EngineError::Store`].
    pub async fn recolour_client(&self, client: ClientId, colour: &str) -> Result<(), EngineError> {
        let colour = colour.to_owned();
        self.stored(move |store| store.recolour_client(client, &colour)).await?;
        self.stale(client, &[Topic::Client]);
        self.stale(None, &[Topic::Clients]);
        Ok(())
    }

    /// Pauses or resumes the background sync of a client.
    ///
    /// # Errors
    /// [`EngineError::Store`].
    pub async fn set_paused(&self, client: ClientId, paused: bool) -> Result<(), EngineError> {
        self.stored(move |store| store.set_paused(client, paused)).await?;
        self.stale(client, &[Topic::Client]);
        self.stale(None, &[Topic::Clients]);
        self.0.poke.notify_one();
        Ok(())
    }

    /// Forgets a client and its sign-in. What it applied stays in the gateway.
    ///
    /// # Errors
    /// The vault ([`EngineError::SignIn`]) or [`EngineError::Store`].
    pub async fn remove_client(&self, client: ClientId) -> Result<(), EngineError> {
        self.sign_in_cancel(client);
        self.0.runs.cancel_all(client);
        self.stop_imports(client).await?;
        let _turn = self.turn(client).await?;
        self.record(client).await?;
        let former = self.former([vault_key(client), key(client)]).await?;
        let removed = async {
            self.forget_tokens(client).await?;
            self.keep_credentials(client, "", None).await?;
            self.forget_import_secrets(client).await?;
            self.stored(move |store| store.remove_client(client)).await
        };
        let removed = removed.await;
        self.or_put_back(former, removed).await?;
        self.0.gateways.forget(client);
        self.stale(None, &[Topic::Clients]);
        Ok(())
    }
}

fn checked_name(name: &str) -> Result<String, EngineError> {
    let name = name.trim();
    let printable = !name.chars().any(char::is_control);
    if printable && (1..=80).contains(&name.chars().count()) { Ok(name.to_owned()) } else { Err(EngineError::BadName) }
}
