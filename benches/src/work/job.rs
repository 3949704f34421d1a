//! The product's own fetch, plan and apply, by the engine without a window.

use std::path::Path;
use std::sync::Arc;
use std::time::Instant;

use async_trait::async_trait;
use engine::{
    AddClient, Approval, By, ClientId, Clock, Cloud, DomainChange, Engine, EngineOptions, Event, Host,
    Order as ToApply, Vault,
};

use super::{Delta, Order, Told};
use crate::sign_in::administrator;
use crate::{Outcome, machine};

/// Nobody looks; the built-in person answers the browser.
#[derive(Debug)]
pub struct Headless;

#[async_trait]
impl Host for Headless {
    fn emit(&self, _: Event) {}

    fn open_url(&self, url: &str) -> Result<(), String> {
        let url = url.to_owned();
        tokio::spawn(async move { practice::play(&url, &administrator()).await });
        Ok(())
    }

    async fn practice_cloud(&self) -> Option<Cloud> {
        None
    }
}

/// An engine whose one client is signed in to the practice tenant.
pub async fn signed_in(cloud: Cloud, folder: &Path, clock: Clock) -> Outcome<(Engine, ClientId)> {
    signed_in_with(cloud, folder, clock, Arc::new(Headless)).await
}

/// The same, with somebody who looks on.
pub async fn signed_in_with(
    cloud: Cloud,
    folder: &Path,
    clock: Clock,
    host: Arc<dyn Host>,
) -> Outcome<(Engine, ClientId)> {
    let tenant = cloud.tenant.clone().ok_or("the cloud file names no tenant")?;
    let options = EngineOptions {
        data_dir: folder.to_owned(),
        vault: Vault::memory(),
        default_cloud: Some(cloud),
        host,
        clock,
        person: "bench".to_owned(),
    };
    let engine = Engine::open(options).await?;
    let add = AddClient {
        name: "Bench".to_owned(),
        colour: "teal".to_owned(),
        tenant: Some(tenant),
        gateway: "local".to_owned(),
        credentials: None,
        practice: false,
    };
    let client = engine.add_client(add).await?;
    engine.sign_in_start(client, None, true).await?;
    engine.sign_in_ended(client).await?;
    Ok((engine, client))
}

/// Selects every domain that can be selected.
pub async fn select_all(engine: &Engine, client: ClientId) -> Outcome {
    let domains = engine.domains(client).await?;
    let selectable = domains.into_iter().filter(|domain| domain.facts.unselectable().is_none());
    let change = |domain: engine::DomainRecord| DomainChange {
        name: domain.facts.name,
        selected: Some(true),
        archiving: None,
        region: None,
    };
    engine.choose_domains(client, selectable.map(change).collect()).await?;
    Ok(())
}

/// The first fetch, and then what changed, as often as ordered.
pub async fn fetch(order: &Order) -> Outcome<Told> {
    let folder = tempfile::tempdir()?;
    let cloud = crate::cloud::load(&order.cloud)?;
    let (engine, client) = signed_in(cloud, folder.path(), Clock::system()).await?;
    let told = fetched(&engine, client, order.deltas).await;
    engine.close().await;
    told
}

async fn fetched(engine: &Engine, client: ClientId, deltas: u32) -> Outcome<Told> {
    let (began, used) = (Instant::now(), machine::processor_seconds());
    let report = engine.fetch(client, true).await?;
    let mut told = Told {
        seconds: began.elapsed().as_secs_f64(),
        processor_seconds: machine::processor_seconds() - used,
        requests: report.requests.into(),
        objects: report.counts.recipients.into(),
        peak_kib: machine::peak_kib(),
        ..Told::default()
    };
    for _ in 0..deltas {
        let began = Instant::now();
        let report = engine.fetch(client, false).await?;
        let seconds = began.elapsed().as_secs_f64();
        told.deltas.push(Delta { seconds, requests: report.requests.into(), bytes: 0 });
    }
    Ok(told)
}

/// P7: fetch, plan and apply in one process.
pub async fn whole(order: &Order) -> Outcome<Told> {
    let folder = tempfile::tempdir()?;
    let cloud = crate::cloud::load(&order.cloud)?;
    let (engine, client) = signed_in(cloud, folder.path(), Clock::system()).await?;
    let told = applied(&engine, client).await;
    engine.close().await;
    told
}

async fn applied(engine: &Engine, client: ClientId) -> Outcome<Told> {
    let mut told = Told::default();
    let began = Instant::now();
    told.note("sign in", Instant::now());
    let fetching = Instant::now();
    let report = engine.fetch(client, true).await?;
    told.note("fetch", fetching);
    let choosing = Instant::now();
    select_all(engine, client).await?;
    told.note("choose", choosing);
    let planning = Instant::now();
    let plan = engine.make_plan(client).await?;
    told.note("plan", planning);
    let applying = Instant::now();
    let client_name = Some("Bench".to_owned());
    let to_apply = ToApply { plan: plan.id, hash: plan.hash, approved: Approval::All, by: By::Technician, client_name };
    let run = engine.apply(client, to_apply).await?;
    let run = engine.run_ended(client, run.id).await?;
    told.note("apply", applying);
    if run.failed > 0 || run.problem.is_some() {
        return Err(format!("{} steps failed: {:?}", run.failed, run.problem).into());
    }
    told.seconds = began.elapsed().as_secs_f64();
    told.requests = report.requests.into();
    told.objects = report.counts.recipients.into();
    told.peak_kib = told.peaks.values().copied().max().unwrap_or_default();
    Ok(told)
}

impl Told {
    /// A stage ended; the next one's peak begins anew.
    fn note(&mut self, stage: &str, since: Instant) {
        self.stages.insert(stage.to_owned(), since.elapsed().as_secs_f64());
        self.peaks.insert(stage.to_owned(), machine::peak_kib());
        machine::forget_peak();
    }
}
