//! What a plan from a file takes away waits until somebody here has looked at it, whatever the file says (B3).

use std::collections::BTreeMap;

use jiff::Timestamp;
use model::plan::{Hold, Object};
use model::{DirectoryId, DomainName, DomainShape, RecipientShape};
use store::{ClientId, PlanWriter, SavedStep, Store, StoreError};

use crate::EngineError;

/// Steps looked at together.
pub(super) const PAGE: usize = 1_000;

/// Steps on their way from a file into a plan.
pub(super) struct Holding<'a> {
    store: &'a Store,
    client: ClientId,
    now: Timestamp,
    domains: BTreeMap<DomainName, DomainShape>,
    pub page: Vec<SavedStep>,
}

impl<'a> Holding<'a> {
    pub fn of(store: &'a Store, client: ClientId, now: Timestamp) -> Result<Self, StoreError> {
        let records = store.domain_records(client)?.into_iter();
        let domains = records.filter_map(|record| Some((record.facts.name, record.observed?.shape))).collect();
        Ok(Self { store, client, now, domains, page: Vec::new() })
    }

    /// Stages the page; what the gateway has is what was observed here, and not what the file says of it.
    pub fn stage(&mut self, plan: &mut PlanWriter) -> Result<(), EngineError> {
        let page = std::mem::take(&mut self.page);
        let ids: Vec<DirectoryId> = page.iter().filter_map(|saved| id(&saved.step.object)).collect();
        let mut seen: BTreeMap<DirectoryId, RecipientShape> = BTreeMap::new();
        self.store.recipient_cases_of(self.client, &ids, self.now, |case| {
            seen.extend(case.observed.map(|observed| (case.id, observed.shape.clone())));
            Ok::<_, StoreError>(())
        })?;
        for mut saved in page {
            let wholes = saved.whole.iter().chain([&saved.step]);
            let takes = wholes.into_iter().any(|step| match &step.object {
                Object::Recipient { id, before, .. } => {
                    // Who is not known here is not known to keep everything.
                    let now = seen.get(id);
                    now != before.as_ref() || step.takes_from(now)
                }
                Object::Domain { name, before, .. } => {
                    self.domains.get(name) != before.as_ref() || step.takes_from(None)
                }
                Object::DomainOut { .. } | Object::RecipientOut { .. } => true,
            });
            saved.held = saved.held.or(takes.then_some(Hold::Imported));
            plan.saved_step(&saved)?;
        }
        Ok(())
    }
}

fn id(object: &Object) -> Option<DirectoryId> {
    match object {
        Object::Recipient { id, .. } | Object::RecipientOut { id, .. } => Some(*id),
        Object::Domain { .. } | Object::DomainOut { .. } => None,
    }
}
