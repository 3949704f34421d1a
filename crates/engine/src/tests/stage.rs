//! The stage of every test: a practice cloud, a data folder, an engine, and a person at the browser.

use std::fmt;
use std::path::Path;
use std::sync::atomic::{AtomicBool, AtomicI64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use async_trait::async_trait;
use gateway::{Account, Gateway, LocalGateway};
use jiff::Timestamp;
use microsoft::Patience;
use model::{Address, ObservedRecipient};
use practice::{Consent, DomainEdit, Person, Practice};
use store::{ClientId, DomainChange, PlanRecord, RunRecord};
use tokio::sync::broadcast;
use tokio_util::sync::CancellationToken;

use crate::{
    AddClient, Approval, By, Clock, Cloud, Engine, EngineError, EngineOptions, Event, Host, Order, Receipt,
    SignInState, Vault,
};

pub const ADMIN: &str = "admin@larkfield.example";
/// Who sits at the computer.
pub const PERSON: &str = "tess";
pub const DOMAINS: [&str; 3] = ["larkfield.example", "larkdeli.example", "xn--brenhof-5wa.example"];
/// Whatever is awaited comes within this time or the test fails.
pub const DEADLINE: Duration = Duration::from_secs(30);

/// Seconds that the engine's clock is ahead.
#[derive(Debug, Clone, Default)]
pub struct Hand(Arc<AtomicI64>);

impl Hand {
    pub fn forward(&self, hours: i64) {
        self.0.fetch_add(hours * 3600, Ordering::SeqCst);
    }

    pub fn clock(&self) -> Clock {
        let ahead = Arc::clone(&self.0);
        Clock::new(move || Timestamp::now() + jiff::SignedDuration::from_secs(ahead.load(Ordering::SeqCst)))
    }
}

/// Hears events, and lets a built-in person answer the browser.
pub struct TestHost {
    person: Mutex<Option<Person>>,
    events: broadcast::Sender<Event>,
    pub pages: Arc<Mutex<Vec<String>>>,
    pub no_browser: AtomicBool,
}

impl fmt::Debug for TestHost {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("TestHost")
    }
}

impl TestHost {
    pub fn new() -> Arc<Self> {
        let (events, _) = broadcast::channel(10_000);
        Arc::new(Self { person: Mutex::default(), events, pages: Arc::default(), no_browser: AtomicBool::new(false) })
    }

    pub fn at_the_browser(&self, account: &str, consent: Consent) {
        *self.person.lock().unwrap() = Some(Person { account: account.to_owned(), consent });
    }

    pub fn listen(&self) -> broadcast::Receiver<Event> {
        self.events.subscribe()
    }
}

#[async_trait]
impl Host for TestHost {
    fn emit(&self, event: Event) {
        let _ = self.events.send(event);
    }

    fn open_url(&self, url: &str) -> Result<(), String> {
        if self.no_browser.load(Ordering::SeqCst) {
            return Err("no browser is installed".to_owned());
        }
        let Some(person) = self.person.lock().unwrap().clone() else { return Ok(()) };
        let (url, pages) = (url.to_owned(), Arc::clone(&self.pages));
        tokio::spawn(async move {
            if let Ok(outcome) = practice::play(&url, &person).await {
                pages.lock().unwrap().push(outcome.page_text);
            }
        });
        Ok(())
    }

    async fn practice_cloud(&self) -> Option<Cloud> {
        None
    }
}

/// A client as a person would add it.
pub fn newcomer(name: &str, tenant: Option<&str>) -> AddClient {
    AddClient {
        name: name.to_owned(),
        colour: "teal".to_owned(),
        tenant: tenant.map(str::to_owned),
        gateway: "local".to_owned(),
        credentials: None,
        practice: false,
    }
}

pub struct Stage {
    pub practice: Practice,
    pub dir: tempfile::TempDir,
    pub host: Arc<TestHost>,
    pub hand: Hand,
    pub engine: Engine,
}

/// A practice cloud in whose tenant nothing waits for a person by itself.
pub async fn practice() -> Practice {
    let practice = Practice::start(practice::Options::default()).await.unwrap();
    accept(&practice, DOMAINS[2], "authoritative");
    practice
}

/// How Exchange accepts mail for a domain from now on.
pub fn accept(practice: &Practice, domain: &str, how: &str) {
    let edit: DomainEdit = serde_json::from_value(serde_json::json!({ "accepted": how })).unwrap();
    practice.upsert_domain(domain, &edit);
}

pub fn cloud(practice: &Practice) -> Cloud {
    serde_json::from_value(serde_json::to_value(practice.cloud()).unwrap()).unwrap()
}

pub async fn open(dir: &Path, cloud: Cloud, host: Arc<TestHost>, hand: &Hand) -> Result<Engine, EngineError> {
    let patience = Patience {
        retries: 1,
        first_wait: Duration::from_millis(1),
        longest_wait: Duration::from_millis(2),
        ..Patience::default()
    };
    let options = EngineOptions {
        data_dir: dir.to_owned(),
        vault: Vault::memory(),
        default_cloud: Some(cloud),
        host,
        clock: hand.clock(),
        person: PERSON.to_owned(),
    };
    Engine::open_patiently(options, patience).await
}

impl Stage {
    pub async fn new() -> Self {
        let (practice, dir, host, hand) =
            (practice().await, tempfile::tempdir().unwrap(), TestHost::new(), Hand::default());
        let engine = open(dir.path(), cloud(&practice), Arc::clone(&host), &hand).await.unwrap();
        Self { practice, dir, host, hand, engine }
    }

    /// A stage with a client that is signed in and whose tenant was read.
    pub async fn fetched() -> (Self, ClientId) {
        let stage = Self::new().await;
        let client = stage.add("Larkfield", Some(DOMAINS[0])).await.unwrap();
        stage.sign_in(client, ADMIN).await.unwrap();
        stage.engine.fetch(client, false).await.unwrap();
        (stage, client)
    }

    /// The same with every domain selected.
    pub async fn chosen() -> (Self, ClientId) {
        let (stage, client) = Self::fetched().await;
        stage.select(client, &DOMAINS, true).await;
        (stage, client)
    }

    /// The same, applied.
    pub async fn applied() -> (Self, ClientId) {
        let (stage, client) = Self::chosen().await;
        let (_, run) = stage.plan_and_apply(client, Approval::None).await;
        assert_eq!((run.failed, run.problem), (0, None));
        (stage, client)
    }

    pub async fn add(&self, name: &str, tenant: Option<&str>) -> Result<ClientId, EngineError> {
        self.engine.add_client(newcomer(name, tenant)).await
    }

    pub async fn sign_in(&self, client: ClientId, account: &str) -> Result<Receipt, EngineError> {
        self.host.at_the_browser(account, Consent::Accept);
        self.engine.sign_in_start(client, Some(DOMAINS[0]), true).await?;
        tokio::time::timeout(DEADLINE, self.engine.sign_in_ended(client)).await.expect("the sign-in ends")
    }

    /// An administrator approves the application for the whole tenant.
    pub async fn approve(&self, client: ClientId) {
        self.host.at_the_browser(ADMIN, Consent::Accept);
        let begun = self.engine.approval_start(client, None, true).await.unwrap();
        let SignInState::Approving { address, .. } = begun else { panic!("{begun:?}") };
        assert!(address.expose().contains("/adminconsent?"), "{}", address.expose());
        tokio::time::timeout(DEADLINE, self.engine.approval_ended(client)).await.unwrap().unwrap();
    }

    /// An administrator approves what no sign-in asks for: the permissions of the sources B and C.
    pub async fn approve_optional(&self) {
        let found = self.engine.locate(&cloud(&self.practice), DOMAINS[0]).await.unwrap();
        let identity = self.engine.registered(&found.cloud).await.unwrap();
        let of = |resource: &str, scope: &str| format!("{resource}/{scope}");
        let (graph, exchange) = (found.cloud.graph_resource(), found.cloud.exchange_resource());
        let mut scopes = signin::scopes(graph, exchange);
        scopes.extend([of(graph, "Reports.Read.All"), of(exchange, "Exchange.ManageV2")]);
        let pending = identity.begin_approval(&found.found, signin::ApprovalRequest::new(scopes)).await.unwrap();
        let url = pending.url().to_string();
        let admin = Person { account: ADMIN.to_owned(), consent: Consent::Accept };
        let (approved, played) = tokio::join!(pending.wait(CancellationToken::new()), practice::play(&url, &admin));
        approved.unwrap_or_else(|error| panic!("{error}: {}", played.unwrap().page_text));
    }

    pub async fn select(&self, client: ClientId, names: &[&str], selected: bool) {
        let changes = names.iter().map(|name| DomainChange {
            name: name.parse().unwrap(),
            selected: Some(selected),
            archiving: None,
            region: None,
        });
        self.engine.choose_domains(client, changes.collect()).await.unwrap();
    }

    pub async fn plan_and_apply(&self, client: ClientId, approved: Approval) -> (PlanRecord, RunRecord) {
        let plan = self.engine.make_plan(client).await.unwrap();
        let run = self.apply(client, &plan, approved).await.unwrap();
        (plan, run)
    }

    pub async fn apply(
        &self,
        client: ClientId,
        plan: &PlanRecord,
        approved: Approval,
    ) -> Result<RunRecord, EngineError> {
        let run = self.engine.apply(client, order(plan, approved)).await?;
        tokio::time::timeout(DEADLINE, self.engine.run_ended(client, run.id)).await.expect("the run ends")
    }

    /// The gateway itself, through the client's account.
    pub fn gateway(&self) -> Arc<dyn Gateway> {
        local(self.dir.path(), self.practice.tenant_id())
    }

    pub async fn in_gateway(&self, address: &str) -> Option<ObservedRecipient> {
        self.gateway().observe_addresses(&[address.parse().unwrap()]).await.unwrap().pop()
    }

    /// Everything the gateway has, in order.
    pub async fn whole_gateway(&self) -> Vec<ObservedRecipient> {
        everything(&self.gateway()).await
    }
}

pub async fn everything(gateway: &Arc<dyn Gateway>) -> Vec<ObservedRecipient> {
    let names = DOMAINS.map(|name| name.parse().unwrap());
    gateway.observe_recipients(&names, None, 10_000).await.unwrap()
}

pub fn local(data: &Path, tenant: &str) -> Arc<dyn Gateway> {
    let account = Account { tenant_id: tenant.parse().unwrap(), name: "Larkfield".to_owned() };
    Arc::new(LocalGateway::open(&data.join("gateway"), account).unwrap())
}

pub fn order(plan: &PlanRecord, approved: Approval) -> Order {
    Order { plan: plan.id, hash: plan.hash.clone(), approved, by: By::Technician, client_name: None }
}

pub fn address(text: &str) -> Address {
    text.parse().unwrap()
}
