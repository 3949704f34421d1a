//! A practice cloud that stays, and an engine on a runtime of its own, so that it can die at any moment.

use std::{
    path::Path,
    sync::{
        Arc,
        atomic::{AtomicI64, Ordering},
    },
    time::Duration,
};

use async_trait::async_trait;
use engine::{
    AddClient, Approval, By, Clock, Cloud, DomainChange, Engine, EngineError, EngineOptions, Event, Host, Order,
    Patience, PlanRecord, RunRecord, Vault,
};
use journeys::gateway_rows::{content, query};
use practice::{Consent, Person, Practice, Settings, Size};
use tempfile::TempDir;
use tokio::{runtime::Runtime, sync::broadcast};

/// The client of every life.
pub const CLIENT: &str = "Larkfield Foods";
const ADMIN: &str = "admin@larkfield.example";
/// Whatever is awaited comes within this time, on a busy machine too.
const LIMIT: Duration = Duration::from_secs(600);
/// Hardly any waiting.
const QUICK: Patience = Patience {
    retries: 2,
    faults: 1,
    first_wait: Duration::from_millis(1),
    longest_wait: Duration::from_millis(2),
    silence: Duration::from_secs(20),
    answer: Duration::from_secs(40),
};

/// A host whose browser is used by the administrator, and whose events can be listened to.
#[derive(Debug)]
struct Desk(broadcast::Sender<Event>);

#[async_trait]
impl Host for Desk {
    fn emit(&self, event: Event) {
        // Nobody has to listen.
        let _ = self.0.send(event);
    }

    fn open_url(&self, url: &str) -> Result<(), String> {
        let url = url.to_owned();
        let person = Person { account: ADMIN.to_owned(), consent: Consent::Accept };
        tokio::spawn(async move { practice::play(&url, &person).await.map(drop) });
        Ok(())
    }

    async fn practice_cloud(&self) -> Option<Cloud> {
        None
    }
}

/// Data folder, tenant and engine.
pub struct Stage {
    pub practice: Practice,
    pub client: engine::ClientId,
    dir: TempDir,
    /// Seconds that the engine's clock is ahead.
    ahead: Arc<AtomicI64>,
    desk: Arc<Desk>,
    life: Option<(Runtime, Engine)>,
    _world: Runtime,
}

impl Stage {
    /// Signed in, read, and every domain selected that can be; nothing was applied.
    pub fn chosen(size: Size) -> Self {
        let world = Runtime::new().unwrap();
        let practice = world.block_on(Practice::start(practice::Options { size, ..Default::default() })).unwrap();
        let dir = tempfile::tempdir().unwrap();
        let desk = Arc::new(Desk(broadcast::channel(4096).0));
        let client = engine::ClientId(0);
        let mut stage = Self { practice, client, dir, ahead: Arc::default(), desk, life: None, _world: world };
        stage.begin(Vault::memory());
        let new = AddClient {
            name: CLIENT.to_owned(),
            colour: "teal".to_owned(),
            tenant: Some(stage.practice.tenant_domain().to_owned()),
            gateway: "local".to_owned(),
            credentials: None,
            practice: false,
        };
        stage.client = stage.wait(|engine, _| async move { engine.add_client(new).await }).unwrap();
        stage.wait(|engine, client| async move { engine.sign_in_start(client, None, true).await }).unwrap();
        stage.wait(|engine, client| async move { engine.sign_in_ended(client).await }).unwrap();
        stage.wait(|engine, client| async move { engine.fetch(client, true).await }).unwrap();
        let domains = stage.wait(|engine, client| async move { engine.domains(client).await }).unwrap();
        let own = domains.into_iter().filter(|domain| domain.facts.unselectable().is_none());
        let choose: Vec<_> = own.map(|domain| DomainChange::select(domain.facts.name, true)).collect();
        stage.wait(|engine, client| async move { engine.choose_domains(client, choose).await }).unwrap();
        stage
    }

    /// The same, with leavers who lose what they have at once, and everything applied.
    pub fn applied(size: Size) -> Self {
        let stage = Self::chosen(size);
        stage.options(|options| {
            (options.leavers.incoming, options.leavers.outgoing) = ("stop".parse().unwrap(), "stop".parse().unwrap());
        });
        let plan = stage.plan();
        stage.apply(&plan, Approval::All).unwrap();
        stage
    }

    fn begin(&mut self, vault: Vault) {
        let runtime = Runtime::new().unwrap();
        let ahead = Arc::clone(&self.ahead);
        let clock =
            Clock::new(move || jiff::Timestamp::now() + jiff::SignedDuration::from_secs(ahead.load(Ordering::SeqCst)));
        let options = EngineOptions {
            data_dir: self.data().to_owned(),
            vault,
            default_cloud: Some(serde_json::from_value(serde_json::to_value(self.practice.cloud()).unwrap()).unwrap()),
            host: Arc::clone(&self.desk) as Arc<dyn Host>,
            clock,
            person: "robin".to_owned(),
        };
        let engine = runtime.block_on(Engine::open_patiently(options, QUICK)).unwrap();
        self.life = Some((runtime, engine));
    }

    /// The program ends properly, and starts again.
    pub fn restart(&mut self) {
        let (runtime, engine) = self.life.take().unwrap();
        runtime.block_on(engine.close());
        self.begin_again(runtime, engine);
    }

    /// The program dies in a sync, after so many of its signs of life, and starts again.
    pub fn dies_in_a_sync(&mut self, signs: usize) {
        let (runtime, engine) = self.life.take().unwrap();
        let (client, mut events) = (self.client, self.desk.0.subscribe());
        runtime.block_on(async {
            let sync = engine.sync(client);
            tokio::pin!(sync);
            let mut left = signs;
            while left > 0 {
                tokio::select! {
                    // It came to its end before.
                    _ = &mut sync => break,
                    _ = events.recv() => left -= 1,
                }
            }
        });
        self.begin_again(runtime, engine);
    }

    /// No task of the old life goes on; a call of the database that is under way ends first. The keyring outlives it.
    fn begin_again(&mut self, runtime: Runtime, engine: Engine) {
        let (key, vault) = (format!("client-{}", self.client), Vault::memory());
        if let Some(secret) = runtime.block_on(engine.vault().get(&key)).unwrap() {
            runtime.block_on(vault.put(&key, &secret)).unwrap();
        }
        drop(engine);
        // It waits no longer than needed; a disk that others write to may take its time.
        runtime.shutdown_timeout(Duration::from_secs(60));
        self.begin(vault);
    }

    /// Waits for something that the engine does.
    pub fn wait<T, F: Future<Output = T>>(&self, work: impl FnOnce(Engine, engine::ClientId) -> F) -> T {
        let (runtime, engine) = self.life.as_ref().unwrap();
        let work = work(engine.clone(), self.client);
        runtime.block_on(async { tokio::time::timeout(LIMIT, work).await.expect("it ends in time") })
    }

    pub fn options(&self, change: impl FnOnce(&mut engine::model::Options)) {
        let mut options = self.wait(|engine, client| async move { engine.options(client).await }).unwrap();
        change(&mut options);
        self.wait(|engine, client| async move { engine.set_options(client, options).await }).unwrap();
    }

    pub fn plan(&self) -> PlanRecord {
        self.wait(|engine, client| async move { engine.make_plan(client).await }).unwrap()
    }

    pub fn sync(&self) -> Result<engine::SyncReport, EngineError> {
        self.wait(|engine, client| async move { engine.sync(client).await })
    }

    /// Applies a plan with the client's name typed, and waits for the end of its run.
    pub fn apply(&self, plan: &PlanRecord, approved: Approval) -> Result<RunRecord, EngineError> {
        self.order(plan, approved, Some(CLIENT))
    }

    pub fn order(&self, plan: &PlanRecord, approved: Approval, typed: Option<&str>) -> Result<RunRecord, EngineError> {
        let client_name = typed.map(str::to_owned);
        let order = Order { plan: plan.id, hash: plan.hash.clone(), approved, by: By::Technician, client_name };
        self.wait(|engine, client| async move {
            let run = engine.apply(client, order).await?;
            engine.run_ended(client, run.id).await
        })
    }

    /// Hours pass here.
    pub fn pass(&self, hours: i64) {
        self.ahead.fetch_add(hours * 3600, Ordering::SeqCst);
    }

    pub fn configure(&self, change: impl FnOnce(&mut Settings)) {
        self.practice.configure(change);
    }

    fn data(&self) -> &Path {
        self.dir.path()
    }

    /// Where the gateway stands.
    pub fn gateway(&self) -> std::path::PathBuf {
        self.data().join("gateway")
    }

    /// What people see in the gateway.
    pub fn content(&self) -> Vec<String> {
        content(&self.gateway())
    }

    /// What is remembered, without when it was written.
    pub fn remembered(&self) -> Vec<String> {
        let store = self.data().join("tenantry.db");
        let mut rows = query(
            &store,
            "SELECT o.directory_id, r.key, r.addresses, r.kind, r.listed, r.services, r.profile, r.standing
             FROM remembered r JOIN object o ON o.id = r.object ORDER BY 1",
        );
        rows.extend(query(&store, "SELECT name, remembered FROM domain WHERE remembered IS NOT NULL ORDER BY name"));
        rows
    }

    /// SQL typed by the gateway's administrator.
    pub fn by_hand(&self, sql: &str) {
        let connection = rusqlite::Connection::open(self.gateway().join("gateway.db")).unwrap();
        connection.busy_timeout(LIMIT).unwrap();
        connection.execute_batch(sql).unwrap();
    }
}
