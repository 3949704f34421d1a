//! Observing: what runs of ours left, overlaid by what can be read. Calls depend on the domains alone, never on the
//! mailboxes in them (G1, G4).

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use futures_util::{StreamExt, TryStreamExt, stream};
use model::{Address, DomainName, DomainShape, ObservedDomain, ObservedRecipient, Owner, RecipientShape};

use super::{
    MailAssure,
    calls::EmailAlias,
    line::CONCURRENT,
    sight::{Holder, Mail, Sight, shape},
};
use crate::GatewayError;

/// E-mail aliases by domain.
pub(super) type Mails = BTreeMap<DomainName, Arc<Mail>>;

impl MailAssure {
    pub(super) async fn domains(&self, names: &[DomainName]) -> Result<Vec<ObservedDomain>, GatewayError> {
        let names: BTreeSet<&DomainName> = names.iter().collect();
        let asked: Vec<DomainName> = names.iter().map(|name| (*name).clone()).collect();
        let ours: BTreeMap<DomainName, DomainShape> = self.0.memory.domains(&asked).await?.into_iter().collect();
        // Whether one of ours is still an alias, only its target tells.
        let targets = ours.values().filter_map(|shape| shape.alias_of.clone());
        let asked: BTreeSet<DomainName> = asked.into_iter().chain(targets).collect();
        let sights: BTreeMap<DomainName, Sight> = stream::iter(asked)
            .map(|name| async move {
                let sight = self.sight(&name).await.map_err(|trouble| self.about(trouble, &name))?;
                Ok::<_, GatewayError>((name, sight))
            })
            .buffer_unordered(CONCURRENT)
            .try_collect()
            .await?;
        Ok(names.into_iter().filter_map(|name| observed(name, &sights, ours.get(name))).collect())
    }

    pub(super) async fn recipients(
        &self,
        domains: &[DomainName],
        after: Option<&Address>,
        limit: usize,
    ) -> Result<Vec<ObservedRecipient>, GatewayError> {
        let mails = self.mails(domains, after.is_none()).await?;
        let theirs = |mail: &Mail| matches!(mail, Mail::Another(_) | Mail::Absent);
        let shown: Vec<DomainName> = domains.iter().filter(|name| !theirs(&mails[*name])).cloned().collect();
        let page = self.0.memory.recipients(&shown, after, limit).await?;
        Ok(page.into_iter().map(|recipient| overlaid(recipient, &mails)).collect())
    }

    pub(super) async fn at(&self, primaries: &[Address]) -> Result<Vec<ObservedRecipient>, GatewayError> {
        let domains: BTreeSet<DomainName> = primaries.iter().filter_map(|p| p.domain().parse().ok()).collect();
        let domains: Vec<DomainName> = domains.into_iter().collect();
        let mails = self.mails(&domains, true).await?;
        let theirs = |address: &Address| {
            let mail = address.domain().parse::<DomainName>().ok().and_then(|domain| mails.get(&domain));
            matches!(mail.map(Arc::as_ref), Some(Mail::Another(_) | Mail::Absent) | None)
        };
        let found = self.0.memory.addresses(primaries).await?;
        let shown = found.into_iter().filter(|recipient| !theirs(&recipient.shape.primary));
        Ok(shown.map(|recipient| overlaid(recipient, &mails)).collect())
    }

    /// The e-mail aliases of these domains: `anew` for the first page of an observation, kept for the others.
    async fn mails(&self, domains: &[DomainName], anew: bool) -> Result<Mails, GatewayError> {
        let mut seen = self.0.seen.lock().await;
        if anew {
            seen.clear();
        }
        let missing: BTreeSet<DomainName> = domains.iter().filter(|name| !seen.contains_key(*name)).cloned().collect();
        let read: Mails = stream::iter(missing)
            .map(|name| async move {
                let mail = self.mail(&name).await.map_err(|trouble| self.about(trouble, &name))?;
                Ok::<_, GatewayError>((name, Arc::new(mail)))
            })
            .buffer_unordered(CONCURRENT)
            .try_collect()
            .await?;
        seen.extend(read);
        Ok(seen.clone())
    }
}

fn observed(
    name: &DomainName,
    sights: &BTreeMap<DomainName, Sight>,
    ours: Option<&DomainShape>,
) -> Option<ObservedDomain> {
    let sight = sights.get(name)?;
    let lists = |target: &Sight| target.aliases.contains(name);
    let target = sights.iter().find(|(_, target)| lists(target));
    let (owner, shape) = match (&sight.holder, target) {
        (Holder::Alias, Some((target, seen))) => {
            let unchanged = ours.filter(|ours| ours.alias_of.as_ref() == Some(target));
            let read = || DomainShape { alias_of: Some(target.clone()), ..shape(seen, ours) };
            // Its routes and products are its target's; what a run wished for it beside that is kept in memory alone.
            (Owner::Us, unchanged.cloned().unwrap_or_else(read))
        }
        (holder, _) => (holder.owner()?, shape(sight, ours)),
    };
    Some(ObservedDomain { name: name.clone(), owner, shape })
}

fn overlaid(mut recipient: ObservedRecipient, mails: &Mails) -> ObservedRecipient {
    let domain = recipient.shape.primary.domain();
    let mail = mails.iter().find(|(name, _)| name.as_str() == domain).map(|(_, mail)| Arc::as_ref(mail));
    if let Some(Mail::Ours(aliases)) = mail {
        overlay(&mut recipient.shape, aliases);
    }
    recipient
}

/// Of the aliases of its own domain that runs of ours set, those that the panel still lists. Others that it lists are
/// people's: they are neither told nor touched, because nothing tells them from such as were there before the recipient
/// was ours (R15). Of an unlisted recipient it accepts none, and what it was called stays remembered.
fn overlay(shape: &mut RecipientShape, aliases: &BTreeSet<EmailAlias>) {
    if !shape.listed {
        return;
    }
    let primary = shape.primary.clone();
    shape.aliases.retain(|alias| alias.domain() != primary.domain() || aliases.contains(&(alias.key(), primary.key())));
}
