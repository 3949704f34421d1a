//! Look-ups: DNS of every domain, a few at a time, and Exchange beside it.

use std::sync::Arc;

use dns::Dns;
use jiff::SignedDuration;
use model::DomainName;
use model::cutover::{Answer, DnsFacts, ExchangeLook};
use store::{ClientId, ClientRecord, CutoverFound};
use tokio::sync::Semaphore;
use tokio::task::JoinSet;

use super::state::{CutoverState, carries_mail};
use crate::{Cloud, Engine, EngineError, Topic};

/// Domains that are looked up at the same time.
const AT_ONCE: usize = 8;
/// Nobody is asked by itself again before that.
const CHECK_AGAIN_AFTER: SignedDuration = SignedDuration::from_mins(15);

impl Engine {
    /// Looks up a domain, or all of them and Exchange; a second request for all joins the first. What follows.
    ///
    /// # Errors
    /// [`EngineError::Store`]; that DNS or Exchange does not answer is a result.
    pub async fn cutover_check(
        &self,
        client: ClientId,
        domain: Option<DomainName>,
    ) -> Result<CutoverState, EngineError> {
        self.record(client).await?;
        if domain.is_some() {
            Box::pin(self.look_up(client, domain, false)).await?;
            return self.cutover(client).await;
        }
        let engine = self.clone();
        let seat = self.0.cutovers.whole.seat(client, |finish| {
            self.0.tasks.spawn(finish.with(async move { engine.look_up(client, None, true).await }));
        });
        self.stale(client, &[Topic::Cutover]);
        let ended = seat.outcome().await;
        // Said once more when it is over, because while it was under way that could be read.
        self.stale(client, &[Topic::Cutover]);
        ended?;
        self.cutover(client).await
    }

    /// In the background, where mail goes today, unless that is known from a moment ago: for the list of domains (W3).
    pub fn look_up_mx(&self, client: ClientId) {
        let engine = self.clone();
        drop(self.0.cutovers.background.seat(client, |finish| {
            self.0.tasks.spawn(finish.with(async move {
                let looked = async {
                    let looked = Box::pin(engine.look_up_stale(client)).await?;
                    if looked { engine.cutover(client).await.map(drop) } else { Ok(()) }
                };
                looked
                    .await
                    .inspect_err(|error| tracing::info!(%error, %client, "where mail goes today was not looked up"))
            }));
        }));
    }

    /// Whether anything had to be looked up.
    async fn look_up_stale(&self, client: ClientId) -> Result<bool, EngineError> {
        let now = self.now();
        let stale = self.stored(move |store| {
            let known = store.cutover_dns(client)?;
            let fresh = |name| known.get(name).is_some_and(|(_, at)| now.duration_since(*at) < CHECK_AGAIN_AFTER);
            let domains = store.domain_records(client)?;
            Ok::<_, store::StoreError>(
                domains.iter().filter(|domain| carries_mail(domain)).any(|domain| !fresh(&domain.facts.name)),
            )
        });
        let stale = stale.await?;
        if stale {
            self.look_up(client, None, false).await?;
        }
        Ok(stale)
    }

    /// After a sync by the schedule: clients with steps left are looked up again, not more often than is of use (R17).
    pub(crate) async fn check_after_sync(&self, client: ClientId) -> Result<(), EngineError> {
        let state = self.cutover(client).await?;
        let now = self.now();
        // Whoever never asked has not come to these steps yet.
        let Some(last) = state.checked.values().max() else { return Ok(()) };
        if state.judgement.all_done() || now.duration_since(*last) < CHECK_AGAIN_AFTER {
            return Ok(());
        }
        self.cutover_check(client, None).await.map(drop)
    }

    async fn look_up(&self, client: ClientId, only: Option<DomainName>, exchange: bool) -> Result<(), EngineError> {
        let record = self.record(client).await?;
        let cloud = self.live_cloud(&record).await?;
        let mut domains: Vec<(DomainName, bool)> = self
            .stored(move |store| store.domain_records(client))
            .await?
            .into_iter()
            .filter(carries_mail)
            .map(|domain| (domain.facts.name, domain.choice.is_some_and(|choice| choice.selected)))
            .collect();
        if let Some(only) = only {
            domains.retain(|(name, _)| *name == only);
            if domains.is_empty() {
                return Err(store::StoreError::UnknownDomain { domain: only }.into());
            }
        }
        let exchange = async { if exchange { Some(self.ask_exchange(&record, &cloud).await) } else { None } };
        let (dns, exchange) = tokio::join!(ask_dns(&cloud, domains), exchange);
        let (found, now) = (CutoverFound { dns, exchange }, self.now());
        self.stored(move |store| store.set_cutover_found(client, &found, now)).await?;
        self.stale(client, &[Topic::Cutover, Topic::Domains]);
        Ok(())
    }

    /// What Exchange tells; a missing permission is a state, and so is that it cannot be reached.
    async fn ask_exchange(&self, record: &ClientRecord, cloud: &Cloud) -> ExchangeLook {
        let failed = |error: EngineError| ExchangeLook::Failed { cause: error.to_string() };
        let Some(tenant) = record.tenant.as_ref().map(|tenant| tenant.id) else {
            return failed(EngineError::TenantNotNamed { client: record.name.clone() });
        };
        let tokens = match self.tokens(record, cloud).await {
            Ok(tokens) => tokens,
            Err(error) => return failed(error),
        };
        match Box::pin(self.directory(cloud, tenant, tokens).mail_flow()).await {
            Ok(mail) => ExchangeLook::Read(mail),
            Err(error) => match missing(&error) {
                Some(permission) => ExchangeLook::Missing { permission },
                None => failed(EngineError::Microsoft(error)),
            },
        }
    }
}

/// The permission or role that an answer of Exchange's asks for.
fn missing(error: &microsoft::MicrosoftError) -> Option<String> {
    use microsoft::MicrosoftError::{PermissionMissing, RoleMissing, TokenRefused};
    match error {
        PermissionMissing { permission, .. } => Some((*permission).to_string()),
        RoleMissing { role, .. } => Some((*role).to_string()),
        TokenRefused { .. } => Some("Exchange.Manage".to_owned()),
        _ => None,
    }
}

async fn ask_dns(cloud: &Cloud, domains: Vec<(DomainName, bool)>) -> Vec<(DomainName, DnsFacts)> {
    let unasked = |domains: Vec<(DomainName, bool)>, why: &str| {
        let facts = || DnsFacts { mx: Answer::Failed(why.to_owned()), mail: None };
        domains.into_iter().map(|(name, _)| (name, facts())).collect()
    };
    // The names of a practice cloud mean nothing to anybody else.
    if cloud.is_practice() && cloud.dns.is_none() {
        return unasked(domains, "the practice cloud names no DNS server");
    }
    let dns = match Dns::new(cloud.dns) {
        Ok(dns) => dns,
        Err(error) => return unasked(domains, &error.to_string()),
    };
    let room = Arc::new(Semaphore::new(AT_ONCE));
    let mut asking = JoinSet::new();
    for (name, whole) in domains {
        let (dns, room) = (dns.clone(), Arc::clone(&room));
        asking.spawn(async move {
            let _place = room.acquire().await;
            let facts = dns.domain(&name, whole).await;
            (name, facts)
        });
    }
    let mut found = asking.join_all().await;
    found.sort_by(|(one, _), (other, _)| one.cmp(other));
    found
}
