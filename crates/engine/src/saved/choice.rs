//! What people chose for a client, as it goes along with a plan and is taken over by a folder that has chosen nothing.

use std::collections::BTreeMap;

use jiff::Timestamp;
use model::{DirectoryId, Services};
use sha2::{Digest, Sha256};
use store::{
    ClientId, DomainChange, Excepted as About, ExceptionQuery, ExceptionTerms, MailboxChange, Store, StoreError, Target,
};

use super::file::{Choice, Chosen, ChosenRecipient, Excepted};
use crate::EngineError;

/// The choice of a folder.
pub(super) fn of(store: &Store, client: ClientId, now: Timestamp) -> Result<Choice, EngineError> {
    let mut domains = Vec::new();
    for record in store.domain_records(client)? {
        let Some(choice) = record.choice.filter(|choice| choice.selected) else { continue };
        let (name, alias_of) = (record.facts.name, record.alias_of);
        domains.push(Chosen { name, archiving: choice.archiving, region: choice.region, alias_of });
    }
    let mut recipients = Vec::new();
    store.recipient_cases(client, now, |case| {
        let (selected, services) = (case.choice.selected, case.choice.services);
        if selected.is_some() || services.is_some() {
            recipients.push(ChosenRecipient { id: case.id, selected, services });
        }
        Ok::<_, StoreError>(())
    })?;
    let all = ExceptionQuery { limit: u32::MAX, ..ExceptionQuery::default() };
    let exceptions = store.exceptions(client, &all, now)?.rows.into_iter().map(|row| {
        let (recipient, domain) = match row.about {
            About::Recipient(id) => (Some(id), None),
            About::Domain(name) => (None, Some(name)),
        };
        let ExceptionTerms { reason, owner, until, cause, .. } = row.terms;
        Excepted { recipient, domain, reason, owner, until, cause }
    });
    Ok(Choice { options: store.options(client)?, domains, recipients, exceptions: exceptions.collect() })
}

/// Tells choices apart.
pub(super) fn print(choice: &Choice) -> Result<String, EngineError> {
    let text = serde_json::to_vec(choice).map_err(|error| EngineError::Broken(error.to_string()))?;
    Ok(Sha256::digest(text).iter().map(|byte| format!("{byte:02x}")).collect())
}

/// A folder in which nothing was chosen or applied for the client takes the choice over, or the next sync would stop
/// what the plan lists. Says whether it did.
pub(super) fn take(store: &Store, client: ClientId, choice: &Choice, now: Timestamp) -> Result<bool, EngineError> {
    let chosen = store.domain_choices(client)?.values().any(|choice| choice.selected);
    if chosen || store.client(client)?.first_applied_at.is_some() {
        return Ok(false);
    }
    store.set_options(client, &choice.options)?;
    let domains: Vec<DomainChange> = choice.domains.iter().map(change).collect();
    store.choose_domains(client, &domains, now)?;
    for domain in &choice.domains {
        if let Some(target) = &domain.alias_of {
            store.set_alias(client, &domain.name, Some(target))?;
        }
    }
    let mut alike: BTreeMap<(Option<bool>, Option<Services>), Vec<DirectoryId>> = BTreeMap::new();
    for one in &choice.recipients {
        alike.entry((one.selected, one.services)).or_default().push(one.id);
    }
    for ((selected, services), ids) in alike {
        let on = |which: fn(Services) -> bool| services.map(which);
        let (incoming, outgoing, archiving) = (on(|s| s.incoming), on(|s| s.outgoing), on(|s| s.archiving));
        let change = MailboxChange { selected, incoming, outgoing, archiving };
        store.choose_mailboxes(client, &Target::Ids(ids), &change, now)?;
    }
    for one in &choice.exceptions {
        except(store, client, one, now)?;
    }
    Ok(true)
}

fn change(domain: &Chosen) -> DomainChange {
    DomainChange {
        archiving: Some(domain.archiving),
        region: domain.region.clone(),
        ..DomainChange::select(domain.name.clone(), true)
    }
}

/// Whom this folder has never seen it does not look after either.
fn except(store: &Store, client: ClientId, one: &Excepted, now: Timestamp) -> Result<(), EngineError> {
    let about = one.recipient.map(About::Recipient).or_else(|| one.domain.clone().map(About::Domain));
    let (reason, owner, until, cause) = (one.reason.clone(), one.owner.clone(), one.until, one.cause);
    let terms = ExceptionTerms { reason, owner, until, cause, run: None };
    match about.map_or(Ok(()), |about| store.exception_set(client, &[about], &terms, now)) {
        Err(StoreError::NoRecipient(_) | StoreError::UnknownDomain { .. }) => Ok(()),
        other => Ok(other?),
    }
}
