//! A batch of changes: one after the other where they touch one object, side by side where they do not (G3).

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, PoisonError};

use model::{Address, DomainName, DomainShape, RecipientShape};
use tokio::sync::OnceCell;

use super::{
    MailAssure,
    calls::EmailAlias,
    domains::refused,
    line::CONCURRENT,
    moves::keys,
    order::{Needs, run, waits},
    sight::Mail,
    trouble::is_final,
};
use crate::{Applied, Change, GatewayError};

/// Changes under way at the same time: more than calls may be, so that a call is always waiting for a free place.
const WIDE: usize = 2 * CONCURRENT;

type Seen = OnceCell<Result<Mutex<Arc<Mail>>, GatewayError>>;

/// What the changes of a batch share.
#[derive(Debug, Default)]
pub(super) struct Batch {
    /// What earlier runs left of the domains that change.
    domains: BTreeMap<DomainName, DomainShape>,
    /// What earlier runs left of the recipients that change, by lower-case primary address.
    recipients: BTreeMap<String, RecipientShape>,
    /// E-mail aliases, read when the first change needs them, which is after its domain's.
    mails: BTreeMap<DomainName, Seen>,
}

impl MailAssure {
    pub(super) async fn changes(&self, changes: &[Change]) -> Vec<Result<Applied, GatewayError>> {
        let batch = match self.batch(changes).await {
            Ok(batch) => batch,
            Err(error) => return changes.iter().map(|_| Err(error.clone())).collect(),
        };
        tracing::debug!(tenant = %self.0.account.tenant_id, changes = changes.len(), "applying");
        let needs: Vec<Needs> = changes.iter().map(|change| batch.needs(change)).collect();
        let stopped = Mutex::new(None);
        let work = |at: usize| {
            let (batch, stopped, change) = (&batch, &stopped, &changes[at]);
            async move {
                let stop = stopped.lock().unwrap_or_else(PoisonError::into_inner).clone();
                if let Some(error) = stop {
                    return Err(error);
                }
                let answer = Box::pin(self.change(batch, change)).await;
                if let Err(error) = &answer
                    && is_final(error)
                {
                    *stopped.lock().unwrap_or_else(PoisonError::into_inner) = Some(error.clone());
                }
                answer
            }
        };
        run(waits(&needs), WIDE, work).await
    }

    async fn change(&self, batch: &Batch, change: &Change) -> Result<Applied, GatewayError> {
        match change {
            Change::EnsureDomain { name, shape } => {
                let ours = batch.domains.get(name);
                match &shape.alias_of {
                    Some(target) => self.ensure_alias(name, target, ours).await,
                    None => self.ensure_own(name, shape, ours).await,
                }
            }
            Change::EnsureRecipient { previous, shape, .. } => {
                self.ensure_recipient(batch, previous.as_ref(), shape).await
            }
            Change::EnsureAbsentDomain { name } => self.ensure_absent_domain(name, batch.domains.get(name)).await,
            Change::EnsureAbsentRecipient { primary, .. } => self.ensure_absent_recipient(batch, primary).await,
        }
    }

    async fn batch(&self, changes: &[Change]) -> Result<Batch, GatewayError> {
        let (mut names, mut primaries) = (BTreeSet::new(), BTreeSet::new());
        for change in changes {
            match change {
                Change::EnsureDomain { name, .. } | Change::EnsureAbsentDomain { name } => names.extend([name.clone()]),
                Change::EnsureRecipient { previous, shape, .. } => {
                    primaries.extend(previous.iter().chain([&shape.primary]).cloned());
                }
                Change::EnsureAbsentRecipient { primary, .. } => drop(primaries.insert(primary.clone())),
            }
        }
        let (names, primaries): (Vec<_>, Vec<_>) = (names.into_iter().collect(), primaries.into_iter().collect());
        let domains = if names.is_empty() { Vec::new() } else { self.0.memory.domains(&names).await? };
        let known = if primaries.is_empty() { Vec::new() } else { self.0.memory.addresses(&primaries).await? };
        let mut batch = Batch { domains: domains.into_iter().collect(), ..Batch::default() };
        batch.recipients = known.into_iter().map(|known| (known.shape.primary.key(), known.shape)).collect();
        let needs: Vec<Needs> = changes.iter().map(|change| batch.needs(change)).collect();
        let all = needs.iter().flat_map(|needs| needs.relies_on.iter().chain(&needs.changes));
        batch.mails = all.filter_map(|name| Some((name.parse().ok()?, Seen::new()))).collect();
        Ok(batch)
    }
}

impl Batch {
    /// Domains by their names, recipients by all their addresses.
    fn needs(&self, change: &Change) -> Needs {
        let mut needs = Needs::default();
        match change {
            Change::EnsureDomain { name, shape } => {
                needs.changes.insert(name.to_string());
                // Taking one alias off and setting it elsewhere touches both.
                let before = self.domains.get(name).and_then(|ours| ours.alias_of.as_ref());
                needs.relies_on.extend(shape.alias_of.iter().chain(before).map(ToString::to_string));
            }
            Change::EnsureAbsentDomain { name } => drop(needs.changes.insert(name.to_string())),
            Change::EnsureRecipient { previous, shape, .. } => {
                needs.changes.extend(keys(shape).chain(previous.iter().map(Address::key)));
                needs
                    .changes
                    .extend(self.before(previous.as_ref().unwrap_or(&shape.primary)).into_iter().flat_map(keys));
            }
            Change::EnsureAbsentRecipient { primary, .. } => {
                needs.changes.insert(primary.key());
                needs.changes.extend(self.before(primary).into_iter().flat_map(keys));
            }
        }
        let domains = needs.changes.iter().filter_map(|key| Some(key.rsplit_once('@')?.1.to_owned()));
        let domains: Vec<String> = domains.collect();
        needs.relies_on.extend(domains);
        needs
    }

    /// What earlier runs left of the recipient under an address.
    pub(super) fn before(&self, primary: &Address) -> Option<&RecipientShape> {
        self.recipients.get(&primary.key())
    }

    /// The e-mail aliases of a domain as they are now.
    pub(super) async fn mail(&self, gateway: &MailAssure, domain: &str) -> Result<Arc<Mail>, GatewayError> {
        let read = |name: DomainName| async move {
            let mail = gateway.mail(&name).await.map_err(|trouble| gateway.about(trouble, &name))?;
            Ok(Mutex::new(Arc::new(mail)))
        };
        let name: DomainName = domain.parse().map_err(|_| refused(domain, "it is no domain"))?;
        let Some(seen) = self.mails.get(&name) else {
            return Err(refused(domain, "it is no domain of this change"));
        };
        let mail = seen.get_or_init(|| read(name)).await.as_ref().map_err(GatewayError::clone)?;
        Ok(Arc::clone(&mail.lock().unwrap_or_else(PoisonError::into_inner)))
    }

    /// Writes down that an alias was set or taken off.
    pub(super) fn note(&self, domain: &DomainName, entry: &EmailAlias, there: bool) {
        let Some(Ok(mail)) = self.mails.get(domain).and_then(OnceCell::get) else { return };
        let mut mail = mail.lock().unwrap_or_else(PoisonError::into_inner);
        if let Mail::Ours(aliases) = Arc::make_mut(&mut mail) {
            if there {
                aliases.insert(entry.clone())
            } else {
                aliases.remove(entry)
            };
        }
    }
}
