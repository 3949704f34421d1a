//! The engine: one value that holds everything, opened once per data folder.

use std::collections::BTreeMap;
use std::future::Future;
use std::path::{Path, PathBuf};
use std::sync::atomic::AtomicBool;
use std::sync::{Arc, Mutex, PoisonError};

use gateway::Setting;
use microsoft::Patience;
use model::TenantId;
use signin::Vault;
use store::{ClientId, ClientRecord, PlanId, Salvage, Store};
use tokio::sync::Notify;
use tokio_util::{sync::CancellationToken, task::TaskTracker};

use crate::clouds::Clouds;
use crate::connect::{SignInState, Visits};
use crate::cutover::Checks;
use crate::diagnostics::Bundle;
use crate::gateways::{Asked, Gateways};
use crate::import::Imports;
use crate::joint::{Joint, Seat};
use crate::lock::FolderLock;
use crate::runs::Runs;
use crate::schedule::{Failures, Network};
use crate::second::Seconds;
use crate::tokens::ClientTokens;
use crate::updates::UpdateState;
use crate::working::Board;
use crate::{Clock, Cloud, Desktop, EngineError, Event, FetchReport, Host, PlanRecord, SyncReport, Topic};

/// What an engine is opened with.
#[derive(Debug)]
pub struct EngineOptions {
    /// Everything that is remembered lies below it; made when missing.
    pub data_dir: PathBuf,
    /// Where secrets outlive the program.
    pub vault: Vault,
    /// Cloud of new clients; `None`: Microsoft's global one.
    pub default_cloud: Option<Cloud>,
    /// The world around the engine.
    pub host: Arc<dyn Host>,
    /// Where the time comes from.
    pub clock: Clock,
    /// Who sits here: the name of the operating system's account. It answers for what is approved and exempted.
    pub person: String,
}

/// How often a plan leaves each setting to a person.
pub(crate) type LeftToPerson = ((ClientId, PlanId), BTreeMap<Setting, u32>);

/// When and in what order: reads tenants, plans, applies, verifies, and does it again by itself.
///
/// Cheap to clone; every clone is the same engine. Long work runs on tasks of its own, so that letting go of
/// a returned future never stops it half-way.
#[derive(Debug, Clone)]
pub struct Engine(pub(crate) Arc<Inner>);

#[derive(Debug)]
pub(crate) struct Inner {
    pub data_dir: PathBuf,
    pub store: Store,
    pub damaged_kept_as: Option<PathBuf>,
    pub salvage: Option<Salvage>,
    pub vault: Arc<Vault>,
    /// For signing in.
    pub http: reqwest::Client,
    /// For reading tenants.
    pub reader: reqwest::Client,
    pub patience: Patience,
    pub clouds: Clouds,
    pub default_cloud: String,
    pub host: Arc<dyn Host>,
    pub clock: Clock,
    pub person: String,
    pub board: Board,
    pub gateways: Gateways,
    /// Clouds that did not tell Microsoft's address ranges.
    pub asked: Asked,
    pub cutovers: Checks,
    /// What the plan that was last looked at leaves to a person.
    pub by_hand: tokio::sync::Mutex<Option<LeftToPerson>>,
    pub tokens: tokio::sync::Mutex<BTreeMap<ClientId, Arc<ClientTokens>>>,
    pub sign_ins: Visits<SignInState>,
    pub seconds: Seconds,
    /// The bundle that was shown last (W11).
    pub bundle: Mutex<Option<Arc<Bundle>>>,
    pub update: Mutex<UpdateState>,
    pub fetches: Arc<Joint<(ClientId, bool), FetchReport>>,
    pub plans: Arc<Joint<ClientId, PlanRecord>>,
    /// By client, and whether it reads everything again.
    pub syncs: Arc<Joint<(ClientId, bool), SyncReport>>,
    pub runs: Runs,
    pub imports: Imports,
    /// One job at a time per client; others wait for their turn.
    pub turns: Mutex<BTreeMap<ClientId, Arc<tokio::sync::Mutex<()>>>>,
    pub failures: Failures,
    /// Somebody runs the schedule.
    pub scheduled: AtomicBool,
    pub network: Mutex<Network>,
    pub poke: Notify,
    pub closing: CancellationToken,
    pub tasks: TaskTracker,
    pub lock: Mutex<Option<FolderLock>>,
}

impl Engine {
    /// Takes the data folder (B6), opens what is remembered, and looks after runs that a crash cut short (B4).
    ///
    /// # Errors
    /// The folder is held, or the database is newer or cannot be used, or the cloud is not safe.
    pub async fn open(options: EngineOptions) -> Result<Self, EngineError> {
        Self::open_patiently(options, Patience::default()).await
    }

    /// The same, with other waiting times for Microsoft's faults.
    ///
    /// # Errors
    /// Those of [`Engine::open`].
    pub async fn open_patiently(options: EngineOptions, patience: Patience) -> Result<Self, EngineError> {
        let EngineOptions { data_dir, vault, default_cloud, host, clock, person } = options;
        let (folder, now) = (data_dir.clone(), clock.now());
        let (lock, opened) = tokio::task::spawn_blocking(move || {
            let lock = FolderLock::take(&folder)?;
            Ok::<_, EngineError>((lock, Store::open(&folder.join("tenantry.db"), now)?))
        })
        .await??;
        let clouds = Clouds::new(&data_dir, Arc::clone(&host));
        let default_cloud = match default_cloud {
            Some(cloud) => clouds.give(cloud)?.name,
            None => "global".to_owned(),
        };
        let imports = Imports::new(&opened.store, &clock);
        let engine = Self(Arc::new(Inner {
            store: opened.store,
            damaged_kept_as: opened.damaged_kept_as,
            salvage: opened.salvage,
            vault: Arc::new(vault),
            http: signin::http_client()?,
            reader: microsoft::client().map_err(|error| EngineError::Broken(error.to_string()))?,
            patience,
            clouds,
            default_cloud,
            board: Board::new(Arc::clone(&host)),
            host,
            clock,
            gateways: Gateways::new(data_dir.join("gateway")),
            asked: Asked::default(),
            cutovers: Checks::default(),
            by_hand: tokio::sync::Mutex::default(),
            tokens: tokio::sync::Mutex::default(),
            sign_ins: Visits::default(),
            seconds: Seconds::default(),
            bundle: Mutex::default(),
            update: Mutex::default(),
            person,
            fetches: Arc::default(),
            plans: Arc::default(),
            syncs: Arc::default(),
            runs: Runs::default(),
            imports,
            turns: Mutex::default(),
            failures: Failures::default(),
            scheduled: AtomicBool::new(false),
            network: Mutex::default(),
            poke: Notify::new(),
            closing: CancellationToken::new(),
            tasks: TaskTracker::new(),
            lock: Mutex::new(Some(lock)),
            data_dir,
        }));
        engine.recover_all().await?;
        engine.recover_imports().await?;
        Ok(engine)
    }

    /// Stops long work at its safe points, waits for it, and lets go of the data folder.
    pub async fn close(&self) {
        self.0.closing.cancel();
        self.0.tasks.close();
        self.0.tasks.wait().await;
        self.0.lock.lock().unwrap_or_else(PoisonError::into_inner).take();
    }

    /// The data folder.
    #[must_use]
    pub fn data_dir(&self) -> &Path {
        &self.0.data_dir
    }

    /// Where the local gateway of new clients stands.
    #[must_use]
    pub fn gateway_dir(&self) -> &Path {
        self.0.gateways.local_dir()
    }

    /// Where a damaged database was put aside when this engine opened.
    #[must_use]
    pub fn damaged_kept_as(&self) -> Option<&Path> {
        self.0.damaged_kept_as.as_deref()
    }

    /// What was saved of that database.
    #[must_use]
    pub fn salvage(&self) -> Option<&Salvage> {
        self.0.salvage.as_ref()
    }

    /// What this desktop can do.
    #[must_use]
    pub fn desktop(&self) -> Desktop {
        self.0.host.desktop()
    }

    /// The vault that secrets rest in.
    #[must_use]
    pub fn vault(&self) -> &Vault {
        &self.0.vault
    }

    /// Who sits here.
    #[must_use]
    pub fn person(&self) -> &str {
        &self.0.person
    }

    /// The cloud of new clients.
    ///
    /// # Errors
    /// [`EngineError::Cloud`] when it is not known any more.
    pub fn default_cloud(&self) -> Result<Cloud, EngineError> {
        let name = &self.0.default_cloud;
        Ok(self.0.clouds.known(name).ok_or_else(|| crate::CloudError::Unknown(name.clone()))?)
    }

    /// The time, as the engine sees it.
    #[must_use]
    pub fn now(&self) -> jiff::Timestamp {
        self.0.clock.now()
    }

    /// Runs store work where it may block.
    pub(crate) async fn stored<T, E>(
        &self,
        work: impl FnOnce(&Store) -> Result<T, E> + Send + 'static,
    ) -> Result<T, EngineError>
    where
        T: Send + 'static,
        E: Into<EngineError> + Send + 'static,
    {
        let store = self.0.store.clone();
        tokio::task::spawn_blocking(move || work(&store).map_err(Into::into)).await?
    }

    pub(crate) async fn record(&self, client: ClientId) -> Result<ClientRecord, EngineError> {
        self.stored(move |store| store.client(client)).await
    }

    /// The client with its tenant, which is pinned by the first sign-in at the latest.
    pub(crate) async fn pinned(&self, client: ClientId) -> Result<(ClientRecord, TenantId), EngineError> {
        let record = self.record(client).await?;
        match record.tenant.as_ref().map(|tenant| tenant.id) {
            Some(tenant) => Ok((record, tenant)),
            None => Err(EngineError::TenantNotNamed { client: record.name }),
        }
    }

    pub(crate) fn stale(&self, client: impl Into<Option<ClientId>>, topics: &[Topic]) {
        self.0.host.emit(Event::Stale { client: client.into(), topics: topics.to_vec() });
    }

    /// Begins or joins work of one kind, on a task of its own, in the client's turn.
    pub(crate) fn joined<K, T, F>(
        &self,
        joint: &Arc<Joint<K, T>>,
        key: K,
        client: ClientId,
        work: impl FnOnce(Self) -> F + Send + 'static,
    ) -> Seat<T>
    where
        K: Ord + Copy + Send + Sync + 'static,
        T: Clone + Send + Sync + 'static,
        F: Future<Output = Result<T, EngineError>> + Send + 'static,
    {
        let engine = self.clone();
        joint.seat(key, |finish| {
            let tasks = self.0.tasks.clone();
            tasks.spawn(finish.with(async move {
                let _turn = engine.turn(client).await?;
                let ended = work(engine.clone()).await;
                engine.0.board.clear(client);
                engine.stale(client, &[Topic::Client]);
                engine.stale(None, &[Topic::Clients]);
                ended
            }));
        })
    }

    /// Waits until no other job of the client runs (B6).
    pub(crate) async fn turn(&self, client: ClientId) -> Result<tokio::sync::OwnedMutexGuard<()>, EngineError> {
        let turn = {
            let mut turns = self.0.turns.lock().unwrap_or_else(PoisonError::into_inner);
            Arc::clone(turns.entry(client).or_default())
        };
        tokio::select! {
            biased;
            () = self.0.closing.cancelled() => Err(EngineError::Closing),
            guard = turn.lock_owned() => Ok(guard),
        }
    }
}
