//! A practice cloud, a data folder, an engine and a client whose mailboxes were applied once.

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use practice::{Consent, Fault, Person, Practice, Settings, Size};
use tempfile::TempDir;
use tenantry_engine::{
    AddClient, Approval, By, ClientId, DomainChange, Engine, EngineError, EngineOptions, FetchReport, Group, Order,
    Patience, PlanQuery, PlanRecord, PlanRow, SnapshotRecord, Vault, model::plan::Object,
};

use crate::person::{ADMIN, Desk, Hand};
use crate::shown::{Shown, Sight, differences, shown, truth};

/// Whatever is awaited comes within this time, on a busy machine too, or the test fails.
pub const DEADLINE: Duration = Duration::from_secs(60);

/// Hardly any waiting.
pub const QUICK: Patience = Patience {
    retries: 2,
    faults: 1,
    first_wait: Duration::from_millis(1),
    longest_wait: Duration::from_millis(2),
    silence: Duration::from_secs(20),
    answer: Duration::from_secs(40),
};

pub struct Stage {
    pub practice: Practice,
    pub hand: Hand,
    pub engine: Engine,
    pub client: ClientId,
    dir: TempDir,
    patience: Patience,
}

/// What a reading must leave alone when it is not complete.
#[derive(Debug, Clone, PartialEq)]
pub struct Known {
    snapshot: Option<SnapshotRecord>,
    shown: Vec<Shown>,
    plan: String,
}

impl Stage {
    /// Signed in, not read yet.
    pub async fn connected(size: Size, patience: Patience, change: impl FnOnce(&mut Settings)) -> Self {
        let options = practice::Options { size, ..practice::Options::default() };
        let practice = Practice::start(options).await.unwrap();
        practice.configure(change);
        let (dir, hand) = (tempfile::tempdir().unwrap(), Hand::default());
        let engine = open(dir.path(), &practice, &hand, patience, Vault::memory()).await;
        let new = AddClient {
            name: "Larkfield".to_owned(),
            colour: "teal".to_owned(),
            tenant: Some(practice.tenant_domain().to_owned()),
            gateway: "local".to_owned(),
            credentials: None,
            practice: false,
        };
        let client = engine.add_client(new).await.unwrap();
        let stage = Self { practice, hand, engine, client, dir, patience };
        stage.approve().await;
        stage.sign_in().await;
        stage
    }

    /// Read, every domain selected, applied; leavers lose what they have at once.
    pub async fn applied(size: Size, patience: Patience, change: impl FnOnce(&mut Settings)) -> Self {
        let stage = Self::connected(size, patience, change).await;
        stage.fetch(true).await.unwrap();
        let (engine, client) = (&stage.engine, stage.client);
        let domains = engine.domains(client).await.unwrap();
        let own = domains.into_iter().filter(|domain| domain.facts.unselectable().is_none());
        let changes = own.map(|domain| DomainChange::select(domain.facts.name, true)).collect();
        engine.choose_domains(client, changes).await.unwrap();
        let mut options = engine.options(client).await.unwrap();
        (options.leavers.incoming, options.leavers.outgoing) = ("stop".parse().unwrap(), "stop".parse().unwrap());
        engine.set_options(client, options).await.unwrap();
        stage.apply().await;
        stage
    }

    pub async fn apply(&self) {
        let plan = self.engine.make_plan(self.client).await.unwrap();
        let client_name = Some("Larkfield".to_owned());
        let (approved, by) = (Approval::All, By::Technician);
        let order = Order { plan: plan.id, hash: plan.hash.clone(), approved, by, client_name };
        let run = self.engine.apply(self.client, order).await.unwrap();
        let run = in_time(self.engine.run_ended(self.client, run.id)).await.unwrap();
        assert_eq!((run.failed, run.problem), (0, None));
    }

    /// An administrator approves what no sign-in asks for: the permissions of the sources B and C.
    async fn approve(&self) {
        let cloud = serde_json::to_value(self.practice.cloud()).unwrap();
        let text = |name: &str| cloud[name].as_str().unwrap();
        let scopes = "https://graph.microsoft.com/Reports.Read.All https://outlook.office365.com/Exchange.ManageV2";
        let mut url: url::Url = text("authority").parse().unwrap();
        url.set_path(&format!("{}/v2.0/adminconsent", self.practice.tenant_id()));
        url.query_pairs_mut()
            .append_pair("client_id", text("client_id"))
            .append_pair("scope", scopes)
            .append_pair("redirect_uri", "http://localhost:9/")
            .append_pair("state", "approved");
        let admin = Person { account: ADMIN.to_owned(), consent: Consent::Accept };
        // Nobody listens where the page leads back to; by then it is approved.
        let _ = practice::play(url.as_str(), &admin).await;
    }

    pub async fn sign_in(&self) {
        self.engine.sign_in_start(self.client, Some(self.practice.tenant_domain()), true).await.unwrap();
        in_time(self.engine.sign_in_ended(self.client)).await.unwrap();
    }

    pub async fn fetch(&self, full: bool) -> Result<FetchReport, EngineError> {
        in_time(self.engine.fetch(self.client, full)).await
    }

    pub fn strike(&self, faults: Vec<Fault>) {
        self.practice.configure(|settings| settings.faults = faults);
    }

    /// Takes back every token, as Microsoft does when a password changes.
    pub async fn revoke(&self) {
        let url = format!("{}/practice/control/revoke", self.practice.cloud().graph);
        let request = reqwest::Client::new().post(url).header("x-practice-secret", self.practice.control_secret());
        let json = request.header("content-type", "application/json").body(r#"{"access":true}"#);
        assert!(json.send().await.unwrap().status().is_success());
    }

    /// Ends the program and starts it again on the same data; the keyring outlives it.
    pub async fn restart(&mut self) {
        let (key, vault) = (format!("client-{}", self.client), Vault::memory());
        if let Some(secret) = self.engine.vault().get(&key).await.unwrap() {
            vault.put(&key, &secret).await.unwrap();
        }
        self.engine.close().await;
        self.engine = open(self.dir.path(), &self.practice, &self.hand, self.patience, vault).await;
    }

    pub async fn shown(&self) -> Vec<Shown> {
        let rows = self.engine.recipients_page(self.client, None, 100_000).await.unwrap();
        let mut all: Vec<Shown> = rows.into_iter().filter_map(|row| shown(&row.recipient)).collect();
        all.sort();
        all
    }

    pub fn truth(&self) -> Vec<Shown> {
        let mut all: Vec<Shown> = self.practice.truth().into_iter().map(truth).collect();
        all.sort();
        all
    }

    pub async fn snapshot(&self) -> Option<SnapshotRecord> {
        self.engine.snapshot(self.client).await.unwrap()
    }

    pub async fn known(&self) -> Known {
        let plan = self.engine.make_plan(self.client).await.unwrap();
        self.known_with(&plan).await
    }

    async fn known_with(&self, plan: &PlanRecord) -> Known {
        Known { snapshot: self.snapshot().await, shown: self.shown().await, plan: plan.hash.clone() }
    }

    /// What is known after a complete reading, and what of it the tenant contradicts.
    pub async fn compared(&self, sight: Sight) -> (Known, Vec<String>) {
        let plan = self.engine.make_plan(self.client).await.unwrap();
        let known = self.known_with(&plan).await;
        let mut wrong = differences(&known.shown, &self.truth(), sight);
        if plan.counts.removed + plan.counts.stopped > 0 {
            wrong.extend(self.unjustified(&plan).await.into_iter().map(|who| format!("{who} would be removed")));
        }
        (known, wrong)
    }

    /// B2: everything that a plan takes away from somebody has left the tenant.
    pub async fn unjustified_removals(&self) -> Vec<String> {
        self.unjustified(&self.engine.make_plan(self.client).await.unwrap()).await
    }

    /// An address may have somebody else by now, whom only Exchange could show.
    pub async fn unjustified(&self, plan: &PlanRecord) -> Vec<String> {
        let there: BTreeSet<String> = self.truth().into_iter().map(|one| one.id).collect();
        let mut wrong = Vec::new();
        for group in [Group::Removed, Group::Stopped] {
            let query = PlanQuery { group: Some(group), limit: 500, ..PlanQuery::default() };
            let rows = self.engine.plan_window(self.client, plan.id, query).await.unwrap().rows;
            let is_there = |row: &PlanRow| match &row.step.object {
                Object::Recipient { id, .. } | Object::RecipientOut { id, .. } => there.contains(&id.to_string()),
                _ => false,
            };
            wrong.extend(rows.into_iter().filter(is_there).map(|row| row.key));
        }
        wrong
    }
}

pub async fn in_time<T>(work: impl Future<Output = T>) -> T {
    tokio::time::timeout(DEADLINE, work).await.expect("it ends in time")
}

async fn open(dir: &Path, practice: &Practice, hand: &Hand, patience: Patience, vault: Vault) -> Engine {
    let cloud = serde_json::from_value(serde_json::to_value(practice.cloud()).unwrap()).unwrap();
    let options = EngineOptions {
        data_dir: dir.to_owned(),
        vault,
        default_cloud: Some(cloud),
        host: Arc::new(Desk),
        clock: hand.clock(),
        person: "tess".to_owned(),
    };
    Engine::open_patiently(options, patience).await.unwrap()
}
