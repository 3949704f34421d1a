//! M1 to M4, R11: finding a tenant, signing in to it, and refusing any other one before a thing is stored.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use jiff::{SignedDuration, Timestamp};
use microsoft::{Directory, Endpoints, MicrosoftError, Organization, TokenSource};
use model::TenantId;
use signin::{Identity, Pending, SignInError, SignInRequest, SignedIn, TenantFound, Tokens};
use store::{ClientId, ClientRecord, PinnedTenant, SignInRecord, StoreError, TenantFacts};
use tokio::sync::watch;
use tokio_util::sync::CancellationToken;

use crate::tokens::{ClientTokens, FirstToken};
use crate::{Cloud, Engine, EngineError, Fault, Receipt, Topic};

/// A tenant that was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Discovered {
    /// GUID.
    pub tenant: TenantId,
    /// Name of the cloud that knows it.
    pub cloud: String,
    /// Another client that already has this tenant (R11).
    pub taken_by: Option<String>,
}

/// How a sign-in stands.
#[derive(Debug, Clone)]
pub enum SignInState {
    /// None is under way.
    Idle,
    /// The browser is open; the answer is awaited.
    Waiting {
        /// To open again or copy.
        address: BrowserAddress,
        /// When it began.
        since: Timestamp,
        /// When it ends by itself.
        until: Timestamp,
    },
    /// The answer came; tenant and permissions are checked.
    Checking,
    /// Signed in.
    Done(Box<Receipt>),
    /// It ended without a sign-in.
    Failed(Arc<EngineError>),
}

impl SignInState {
    /// Why it failed, in words.
    #[must_use]
    pub fn fault(&self) -> Option<Fault> {
        if let Self::Failed(error) = self { Some(error.fault()) } else { None }
    }
}

/// The address that the browser opens. It binds this sign-in to its answer, so `Debug` leaves it out.
#[derive(Clone, PartialEq, Eq)]
pub struct BrowserAddress(String);

impl BrowserAddress {
    /// For the browser and nobody else: never logged.
    #[must_use]
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Debug for BrowserAddress {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("BrowserAddress([redacted])")
    }
}

/// The sign-ins under way or just ended, by client.
#[derive(Debug, Default)]
pub(crate) struct SignIns(Mutex<BTreeMap<ClientId, SignIn>>);

#[derive(Debug)]
struct SignIn {
    state: watch::Sender<SignInState>,
    cancel: CancellationToken,
}

impl SignIns {
    fn begin(&self, client: ClientId, state: SignInState) -> (watch::Sender<SignInState>, CancellationToken) {
        let cancel = CancellationToken::new();
        let state = watch::Sender::new(state);
        let sign_in = SignIn { state: state.clone(), cancel: cancel.clone() };
        // A new sign-in takes the place of an earlier one.
        if let Some(earlier) = self.lock().insert(client, sign_in) {
            earlier.cancel.cancel();
        }
        (state, cancel)
    }

    fn state(&self, client: ClientId) -> Option<watch::Receiver<SignInState>> {
        self.lock().get(&client).map(|sign_in| sign_in.state.subscribe())
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, BTreeMap<ClientId, SignIn>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Engine {
    /// The tenant of a domain or GUID in the client's cloud (M1).
    ///
    /// # Errors
    /// [`EngineError::SignIn`] in the sign-in's own words.
    pub async fn discover(&self, client: ClientId, query: &str) -> Result<Discovered, EngineError> {
        let record = self.record(client).await?;
        let cloud = self.live_cloud(&record).await?;
        let mut found = self.discover_in(&cloud, query).await?;
        found.taken_by = found.taken_by.filter(|by| *by != record.name);
        Ok(found)
    }

    pub(crate) async fn discover_in(&self, cloud: &Cloud, query: &str) -> Result<Discovered, EngineError> {
        let found = self.identity(cloud, String::new()).discover(query).await?;
        let tenant = tenant_id(&found)?;
        let taken = self.stored(move |store| store.client_of_tenant(tenant)).await?;
        Ok(Discovered { tenant, cloud: cloud.name.clone(), taken_by: taken.map(|(_, name)| name) })
    }

    /// Begins a sign-in and, if wished, opens the browser; an earlier one of this client is given up.
    ///
    /// `tenant` is a domain or GUID; it is needed while no tenant is pinned.
    ///
    /// # Errors
    /// [`EngineError::RegistrationNeeded`], [`EngineError::TenantNotNamed`], [`EngineError::TenantTaken`], or
    /// the sign-in's own.
    pub async fn sign_in_start(
        &self,
        client: ClientId,
        tenant: Option<&str>,
        open_browser: bool,
    ) -> Result<SignInState, EngineError> {
        let record = self.record(client).await?;
        let cloud = self.live_cloud(&record).await?;
        let query = match (&record.tenant, tenant) {
            (Some(pinned), _) => pinned.id.to_string(),
            (None, Some(typed)) => typed.trim().to_owned(),
            (None, None) => return Err(EngineError::TenantNotNamed { client: record.name }),
        };
        let identity = self.registered(&cloud)?;
        let found = identity.discover(&query).await?;
        let id = tenant_id(&found)?;
        let taken = self.stored(move |store| store.client_of_tenant(id)).await?;
        if let Some((_, by)) = taken.filter(|(owner, _)| *owner != client) {
            return Err(EngineError::TenantTaken { by });
        }
        let (graph, exchange) = (cloud.graph_resource(), cloud.exchange_resource());
        let mut request = SignInRequest::new(signin::scopes(graph, exchange), format!("{graph}/.default"));
        request.login_hint = record.sign_in.as_ref().map(|sign_in| sign_in.account.clone());
        let pending = identity.begin(&found, request).await?;
        let waiting = self.waiting(&pending);
        let (state, cancel) = self.0.sign_ins.begin(client, waiting.clone());
        self.stale(client, &[Topic::SignIn]);
        if open_browser {
            self.sign_in_open_again(client)?;
        }
        let attempt = Attempt { record, cloud, found, tenant: id, typed: query };
        self.watch_sign_in(attempt, pending, state, cancel);
        Ok(waiting)
    }

    fn waiting(&self, pending: &Pending) -> SignInState {
        let since = self.now();
        let left = SignedDuration::try_from(pending.expires_in()).unwrap_or(SignedDuration::ZERO);
        let until = since.saturating_add(left).unwrap_or(Timestamp::MAX);
        SignInState::Waiting { address: BrowserAddress(pending.authorize_url().to_string()), since, until }
    }

    fn watch_sign_in(
        &self,
        attempt: Attempt,
        pending: Pending,
        state: watch::Sender<SignInState>,
        cancel: CancellationToken,
    ) {
        let engine = self.clone();
        let closing = self.0.closing.clone();
        self.0.tasks.spawn(async move {
            let client = attempt.record.id;
            let stop = cancel.clone();
            let waited = tokio::select! {
                biased;
                () = closing.cancelled() => Err(SignInError::Cancelled),
                waited = pending.wait(stop) => waited,
            };
            let ended = match waited {
                Ok(signed_in) => {
                    state.send_replace(SignInState::Checking);
                    engine.stale(client, &[Topic::SignIn]);
                    engine.accept(&attempt, &signed_in).await
                }
                Err(error) => Err(engine.with_names(&attempt, error).await),
            };
            state.send_replace(match ended {
                Ok(receipt) => SignInState::Done(Box::new(receipt)),
                Err(error) => SignInState::Failed(Arc::new(error)),
            });
            engine.stale(client, &[Topic::SignIn, Topic::Client]);
            engine.stale(None, &[Topic::Clients]);
            engine.0.poke.notify_one();
        });
    }

    /// How the client's sign-in stands.
    #[must_use]
    pub fn sign_in_state(&self, client: ClientId) -> SignInState {
        self.0.sign_ins.state(client).map_or(SignInState::Idle, |state| state.borrow().clone())
    }

    /// Waits for the end of the client's sign-in.
    ///
    /// # Errors
    /// Why it failed; [`EngineError::NoSignInWaits`] when none was begun.
    pub async fn sign_in_ended(&self, client: ClientId) -> Result<Receipt, EngineError> {
        let nobody = || EngineError::NoSignInWaits { client: client.to_string() };
        let mut state = self.0.sign_ins.state(client).ok_or_else(nobody)?;
        let over = |state: &SignInState| matches!(state, SignInState::Done(_) | SignInState::Failed(_));
        let ended = state.wait_for(over).await.map_err(|_| EngineError::Closing)?.clone();
        match ended {
            SignInState::Done(receipt) => Ok(*receipt),
            SignInState::Failed(error) => Err(EngineError::Joined(error)),
            SignInState::Idle | SignInState::Waiting { .. } | SignInState::Checking => Err(nobody()),
        }
    }

    /// Opens the browser once more for the sign-in that waits.
    ///
    /// # Errors
    /// [`EngineError::NoSignInWaits`], [`EngineError::Browser`].
    pub fn sign_in_open_again(&self, client: ClientId) -> Result<(), EngineError> {
        match self.sign_in_state(client) {
            SignInState::Waiting { address, .. } => {
                self.0.host.open_url(address.expose()).map_err(EngineError::Browser)
            }
            _ => Err(EngineError::NoSignInWaits { client: client.to_string() }),
        }
    }

    /// Gives the sign-in up; one that already ended, or none, is left as it is.
    pub fn sign_in_cancel(&self, client: ClientId) {
        if let Some(sign_in) = self.0.sign_ins.lock().get(&client) {
            sign_in.cancel.cancel();
        }
    }

    /// Forgets the sign-in on this computer. The consent in the tenant stays until it is revoked there.
    ///
    /// # Errors
    /// The vault's ([`EngineError::SignIn`]).
    pub async fn sign_out(&self, client: ClientId) -> Result<(), EngineError> {
        self.sign_in_cancel(client);
        self.forget_tokens(client).await?;
        self.stored(move |store| store.set_sign_in(client, None)).await?;
        self.0.sign_ins.lock().remove(&client);
        self.stale(client, &[Topic::SignIn, Topic::Client]);
        self.stale(None, &[Topic::Clients]);
        Ok(())
    }

    /// Deletes the client's refresh token, whether it was used in this start or not.
    pub(crate) async fn forget_tokens(&self, client: ClientId) -> Result<(), EngineError> {
        match self.0.tokens.lock().await.remove(&client) {
            Some(tokens) => tokens.forget().await?,
            None => self.0.vault.delete(&vault_key(client)).await.map_err(SignInError::from)?,
        }
        Ok(())
    }

    /// Takes a finished sign-in over, once the tenant that answers is the client's.
    async fn accept(&self, attempt: &Attempt, signed_in: &SignedIn) -> Result<Receipt, EngineError> {
        let organization = self.who_answers(attempt, signed_in).await?;
        let (client, tenant, typed) = (attempt.record.id, attempt.tenant, attempt.typed.clone());
        self.stored(move |store| store.pin_tenant(client, tenant, &typed)).await.map_err(taken)?;
        let tokens = self.tokens_for(client, &attempt.cloud, attempt.found.clone()).await?;
        tokens.adopt(signed_in).await?;
        let granted = tokens.granted().await?;
        let at = Timestamp::from_second(signed_in.at).unwrap_or_else(|_| self.now());
        let record = SignInRecord { account: signed_in.account.clone(), at, granted, last_used: at };
        let facts = organization.map(facts);
        let stored = self
            .stored(move |store| {
                if let Some(facts) = facts {
                    store.set_tenant_facts(client, &facts)?;
                }
                store.set_sign_in(client, Some(&record))?;
                store.client(client)
            })
            .await?;
        Receipt::of(&stored).ok_or(EngineError::NotSignedIn { client: stored.name })
    }

    /// R11: the tenant's own word on who it is, asked with the fresh token before anything is stored.
    async fn who_answers(&self, attempt: &Attempt, signed_in: &SignedIn) -> Result<Option<Organization>, EngineError> {
        let tokens = Arc::new(FirstToken(signed_in.access.clone()));
        let directory = self.directory(&attempt.cloud, attempt.tenant, tokens);
        match directory.organization().await {
            Ok(organization) if organization.id == attempt.tenant => Ok(Some(organization)),
            Ok(other) => {
                let account = signed_in.account.clone();
                Err(self.wrong_tenant(attempt, Some(other.display_name), other.id.to_string(), account).await)
            }
            // The receipt will name the missing permission; the ID token has told the tenant already.
            Err(MicrosoftError::PermissionMissing { .. }) => Ok(None),
            Err(error) => Err(error.into()),
        }
    }

    /// Gives a refused tenant its names.
    async fn with_names(&self, attempt: &Attempt, error: SignInError) -> EngineError {
        match error {
            SignInError::WrongTenant { got, account, .. } => self.wrong_tenant(attempt, None, got, account).await,
            other => other.into(),
        }
    }

    async fn wrong_tenant(
        &self,
        attempt: &Attempt,
        name: Option<String>,
        got_id: String,
        account: String,
    ) -> EngineError {
        let named = match name.filter(|name| !name.is_empty()) {
            Some(name) => Some(name),
            None => self.name_of_known_tenant(&got_id).await,
        };
        // Without any name of the tenant, the domain of the account that belongs to it says most.
        let domain = account.rsplit_once('@').map(|(_, domain)| domain.to_owned());
        let got = named.or(domain).unwrap_or_else(|| got_id.clone());
        let pinned = attempt.record.tenant.as_ref();
        let expected = pinned.and_then(|tenant| tenant.name.clone()).unwrap_or_else(|| attempt.typed_name());
        let expected_id = attempt.tenant.to_string();
        EngineError::WrongTenant { client: attempt.record.name.clone(), expected, expected_id, got, got_id, account }
    }

    async fn name_of_known_tenant(&self, id: &str) -> Option<String> {
        let id: TenantId = id.parse().ok()?;
        let tenant_of = move |store: &store::Store| -> Result<Option<PinnedTenant>, StoreError> {
            Ok(store.client_of_tenant(id)?.map(|(owner, _)| store.client(owner)).transpose()?.and_then(|c| c.tenant))
        };
        self.stored(tenant_of).await.ok().flatten().and_then(|tenant| tenant.name)
    }

    /// The client's tokens, for reading its tenant.
    pub(crate) async fn tokens(&self, record: &ClientRecord, cloud: &Cloud) -> Result<Arc<ClientTokens>, EngineError> {
        if record.sign_in.is_none() {
            return Err(EngineError::NotSignedIn { client: record.name.clone() });
        }
        if let Some(tokens) = self.0.tokens.lock().await.get(&record.id) {
            return Ok(Arc::clone(tokens));
        }
        let Some(tenant) = &record.tenant else {
            return Err(EngineError::TenantNotNamed { client: record.name.clone() });
        };
        let found = self.registered(cloud)?.discover(&tenant.id.to_string()).await?;
        self.tokens_for(record.id, cloud, found).await
    }

    /// One keeper of tokens per client, so that refreshes never race each other (M4).
    async fn tokens_for(
        &self,
        client: ClientId,
        cloud: &Cloud,
        found: TenantFound,
    ) -> Result<Arc<ClientTokens>, EngineError> {
        let identity = Arc::new(self.registered(cloud)?);
        let mut all = self.0.tokens.lock().await;
        let tokens = all.entry(client).or_insert_with(|| {
            let vault = Arc::clone(&self.0.vault);
            Arc::new(ClientTokens::new(Tokens::new(identity, found, vault, vault_key(client)), cloud))
        });
        Ok(Arc::clone(tokens))
    }

    /// A tenant, readable.
    pub(crate) fn directory(&self, cloud: &Cloud, tenant: TenantId, tokens: Arc<dyn TokenSource>) -> Directory {
        let endpoints = Endpoints { graph: cloud.graph.clone(), exchange: cloud.exchange.clone() };
        Directory::new(self.0.reader.clone(), endpoints, tenant, tokens).with_patience(self.0.patience)
    }

    pub(crate) async fn live_cloud(&self, record: &ClientRecord) -> Result<Cloud, EngineError> {
        let found = self.0.clouds.live(&record.cloud).await;
        found.ok_or_else(|| EngineError::CloudGone { client: record.name.clone(), cloud: record.cloud.clone() })
    }

    /// The sign-in service of a cloud, as the registered application (M9).
    fn registered(&self, cloud: &Cloud) -> Result<Identity, EngineError> {
        match &cloud.client_id {
            Some(id) => Ok(self.identity(cloud, id.clone())),
            None => Err(EngineError::RegistrationNeeded { cloud: cloud.name.clone() }),
        }
    }

    fn identity(&self, cloud: &Cloud, client_id: String) -> Identity {
        Identity::new(self.0.http.clone(), cloud.authority.clone(), client_id)
    }
}

/// A sign-in under way, with what it is for.
#[derive(Debug)]
struct Attempt {
    record: ClientRecord,
    cloud: Cloud,
    found: TenantFound,
    tenant: TenantId,
    typed: String,
}

impl Attempt {
    /// What a person typed to find the tenant.
    fn typed_name(&self) -> String {
        self.record.tenant.as_ref().map_or_else(|| self.typed.clone(), |tenant| tenant.typed.clone())
    }
}

/// Names this client in the vault; the number is never given out twice.
fn vault_key(client: ClientId) -> String {
    format!("client-{client}")
}

pub(crate) fn facts(organization: Organization) -> TenantFacts {
    TenantFacts {
        name: Some(organization.display_name).filter(|name| !name.is_empty()),
        initial_domain: organization.initial_domain.map(|domain| domain.to_string()),
        country: organization.country,
    }
}

fn tenant_id(found: &TenantFound) -> Result<TenantId, EngineError> {
    let nonsense = |_| SignInError::TenantNotFound { query: found.tenant_id.clone() };
    Ok(found.tenant_id.parse().map_err(nonsense)?)
}

fn taken(error: EngineError) -> EngineError {
    match error {
        EngineError::Store(StoreError::TenantTaken { name, .. }) => EngineError::TenantTaken { by: name },
        other => other,
    }
}
