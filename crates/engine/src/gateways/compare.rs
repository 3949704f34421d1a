//! What another gateway has of a client, before it takes the place of the present one: read page by page, nothing stored.

use std::collections::BTreeMap;
use std::sync::Arc;

use gateway::{Gateway, GatewayIdentity, Setting};
use model::plan::{Closed, DomainCase, Planned, RecipientCase, Verdict, decide_domain};
use model::{Address, DirectoryId, DomainName, ObservedDomain, ObservedRecipient, Owner};
use store::{ClientId, StoreError};

use super::change::GatewayTry;
use crate::{Engine, EngineError};

/// Recipients compared together.
const PAGE: usize = 1_000;

/// What another gateway has.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Compared {
    /// Which it is; `None`: it is not there yet, and is made when it is first used.
    pub identity: Option<GatewayIdentity>,
    /// Where it is, in the command line's form.
    pub address: String,
    /// It is another gateway, or another account of it, than the one the client began with.
    pub moves: bool,
    /// The selected domains, by name.
    pub domains: Vec<ComparedDomain>,
    /// Recipients in numbers; `None`: the gateway cannot tell whom it has.
    pub recipients: Option<ComparedRecipients>,
}

/// A selected domain there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ComparedDomain {
    /// Name.
    pub name: DomainName,
    /// Who holds it; `None`: the gateway lacks it.
    pub owner: Option<Owner>,
}

/// Recipients there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct ComparedRecipients {
    /// They would be added.
    pub missing: u32,
    /// They are as they are to be.
    pub same: u32,
    /// They would be changed.
    pub different: u32,
    /// Only the gateway has them; they stay as they are.
    pub gateway_only: u32,
}

/// One gateway with the domains that it was asked for.
struct Comparison<'a> {
    engine: &'a Engine,
    client: ClientId,
    gateway: Option<Arc<dyn Gateway>>,
    names: Vec<DomainName>,
}

impl Engine {
    /// Compares the gateway named, or the client's own, with what is wished. Nothing is stored here, and
    /// nothing is made there but the empty tables of a new PostgreSQL database.
    ///
    /// # Errors
    /// Those of [`Engine::gateway_test`], [`EngineError::Store`].
    pub async fn gateway_compare(&self, client: ClientId, tried: GatewayTry) -> Result<Compared, EngineError> {
        let tried = self.tried(client, tried).await?;
        let identity = match &tried.gateway {
            Some(gateway) => Some(gateway.identify().await?),
            None => None,
        };
        let choices = self.stored(move |store| store.domain_choices(client)).await?;
        let names = choices.into_iter().filter(|(_, choice)| choice.selected).map(|(name, _)| name).collect();
        let moves = !tried.is_same(identity.as_ref().map(|identity| identity.id.as_str()));
        let tells = !tried.place.by_hand().contains(&Setting::Mailbox);
        let comparison = Comparison { engine: self, client, gateway: tried.gateway, names };
        let seen = comparison.domains().await?;
        let recipients = if tells { Some(comparison.recipients(&seen).await?) } else { None };
        let domains = comparison.names.into_iter().map(|name| {
            let owner = seen.get(&name).map(|domain| domain.owner.clone());
            ComparedDomain { name, owner }
        });
        Ok(Compared { identity, address: tried.text, moves, domains: domains.collect(), recipients })
    }
}

impl Comparison<'_> {
    async fn domains(&self) -> Result<BTreeMap<DomainName, ObservedDomain>, EngineError> {
        let Some(gateway) = &self.gateway else { return Ok(BTreeMap::new()) };
        let seen = gateway.observe_domains(&self.names).await?;
        Ok(seen.into_iter().map(|domain| (domain.name.clone(), domain)).collect())
    }

    async fn recipients(
        &self,
        domains: &BTreeMap<DomainName, ObservedDomain>,
    ) -> Result<ComparedRecipients, EngineError> {
        let closed = Arc::new(self.closed(domains).await?);
        let mut sum = ComparedRecipients::default();
        let mut after = None;
        loop {
            let (ids, primaries) = self.page(after).await?;
            let Some(last) = ids.last() else { break };
            after = Some(*last);
            let seen = match &self.gateway {
                Some(gateway) => gateway.observe_addresses(&primaries).await?,
                None => Vec::new(),
            };
            self.compare(ids, seen, &closed, &mut sum).await?;
        }
        let there = self.there().await?;
        sum.gateway_only = there.saturating_sub(sum.same + sum.different);
        Ok(sum)
    }

    /// Domains in which the plan would leave recipients alone.
    async fn closed(&self, domains: &BTreeMap<DomainName, ObservedDomain>) -> Result<Closed, EngineError> {
        let (client, now, domains) = (self.client, self.engine.now(), domains.clone());
        self.engine
            .stored(move |store| {
                let mut closed = Closed::default();
                store.domain_cases(client, now, |case| {
                    let case = DomainCase { remembered: None, observed: domains.get(&case.facts.name), ..case };
                    match decide_domain(&case) {
                        Verdict::Step(step) => closed.note(&step),
                        Verdict::Exempt => closed.exempt(&case),
                        Verdict::HeldByAnother { .. } => closed.taken(&case.facts.name),
                        Verdict::Nothing => {}
                    }
                    Ok::<_, StoreError>(())
                })?;
                Ok::<_, StoreError>(closed)
            })
            .await
    }

    /// The next recipients of the tenant, and their primary addresses.
    async fn page(&self, after: Option<DirectoryId>) -> Result<(Vec<DirectoryId>, Vec<Address>), EngineError> {
        let (client, now) = (self.client, self.engine.now());
        self.engine
            .stored(move |store| {
                let ids = store.recipient_ids(client, after, PAGE)?;
                let mut primaries = Vec::new();
                store.recipient_cases_of(client, &ids, now, |case| {
                    primaries.extend(case.tenant.flatten().map(|recipient| recipient.primary.clone()));
                    Ok::<_, StoreError>(())
                })?;
                Ok::<_, StoreError>((ids, primaries))
            })
            .await
    }

    /// Weighs what the plan would do about each, had nothing been applied before.
    async fn compare(
        &self,
        ids: Vec<DirectoryId>,
        seen: Vec<ObservedRecipient>,
        closed: &Arc<Closed>,
        sum: &mut ComparedRecipients,
    ) -> Result<(), EngineError> {
        let (client, now, closed) = (self.client, self.engine.now(), Arc::clone(closed));
        let seen: BTreeMap<String, ObservedRecipient> =
            seen.into_iter().map(|seen| (seen.shape.primary.key(), seen)).collect();
        let page = self.engine.stored(move |store| {
            let options = store.options(client)?;
            let mut page = ComparedRecipients::default();
            store.recipient_cases_of(client, &ids, now, |case| {
                let key = case.tenant.flatten().map(|recipient| recipient.primary.key());
                let observed = key.and_then(|key| seen.get(&key));
                let anew = RecipientCase { remembered: None, observed, taken_over: &[], ..case };
                match (closed.decide(&anew, &options), observed) {
                    (Planned::Step(_) | Planned::InPart { .. }, Some(_)) => page.different += 1,
                    (Planned::Step(_) | Planned::InPart { .. }, None) => page.missing += 1,
                    (Planned::Nothing | Planned::Exempt, Some(_)) => page.same += 1,
                    (Planned::Nothing | Planned::Exempt, None) => {}
                }
                Ok::<_, StoreError>(())
            })?;
            Ok::<_, StoreError>(page)
        });
        let page = page.await?;
        sum.missing += page.missing;
        sum.same += page.same;
        sum.different += page.different;
        Ok(())
    }

    /// How many recipients the gateway has in these domains.
    async fn there(&self) -> Result<u32, EngineError> {
        let Some(gateway) = &self.gateway else { return Ok(0) };
        let (mut count, mut after) = (0_usize, None);
        loop {
            let page = gateway.observe_recipients(&self.names, after.as_ref(), PAGE).await?;
            count += page.len();
            if page.len() < PAGE {
                return Ok(u32::try_from(count).unwrap_or(u32::MAX));
            }
            after = page.into_iter().next_back().map(|seen| seen.shape.primary);
        }
    }
}
