//! Making a domain so, call after call; each is looked at first, so that what a lost answer left is taken up (R1, R15).

use model::{DomainName, DomainShape};

use super::{
    MailAssure,
    sight::{ALIAS_ELSEWHERE, Holder, destinations},
    texts::Failure,
    trouble::{ANOTHER_ACCOUNT, Trouble},
};
use crate::{Applied, GatewayError};

impl MailAssure {
    /// A domain with routes of its own. `ours` is what runs of ours left.
    pub(super) async fn ensure_own(
        &self,
        name: &DomainName,
        wanted: &DomainShape,
        ours: Option<&DomainShape>,
    ) -> Result<Applied, GatewayError> {
        let about = |trouble| self.about(trouble, name);
        let line = &self.0.line;
        let (mut changed, mut added) = (false, false);
        let holder = self.holder(name).await.map_err(about)?;
        let comes = matches!(holder, Holder::Absent | Holder::Alias);
        // Until a run of ours is through with it, so that what a lost answer left out is made up for.
        let is_new = ours.is_none_or(|ours| ours.alias_of.is_some());
        match holder {
            Holder::Us | Holder::Nobody => {}
            Holder::Another(owner) => return Err(conflict(name, &owner)),
            Holder::Absent => added = self.add(name, wanted).await?,
            Holder::Alias => {
                let target = ours.and_then(|ours| ours.alias_of.as_ref());
                let target = target.ok_or_else(|| conflict(name, ALIAS_ELSEWHERE))?;
                self.take_off_alias(target, name).await?;
                added = match self.add(name, wanted).await {
                    Ok(added) => added,
                    Err(error) => return Err(self.put_back(target, name, error).await),
                };
            }
        }
        let routes = destinations(wanted);
        if !added && !routes.is_empty() && line.routes(name).await.map_err(about)? != routes {
            line.set_routes(name, &routes).await.map_err(about)?;
            changed = true;
        }
        if line.products(name).await.map_err(about)? != wanted.products {
            line.set_products(name, wanted.products).await.map_err(about)?;
            changed = true;
        }
        changed |= (comes || is_new) && self.contact(name, added).await.map_err(about)?;
        changed |= wanted.outgoing_user && self.give_ranges(name).await? == Applied::Changed;
        Ok(if changed || added || ours != Some(wanted) { Applied::Changed } else { Applied::AlreadySo })
    }

    /// Whether it was added now. When it is there already, an answer was lost or somebody came first.
    async fn add(&self, name: &DomainName, wanted: &DomainShape) -> Result<bool, GatewayError> {
        // Whatever it had before it went, it has no more.
        self.forget_ranges(name);
        match self.0.line.add_domain(name, &destinations(wanted)).await {
            Ok(()) => return Ok(true),
            Err(trouble) if trouble.failure() == Some(Failure::Exists) => {}
            Err(trouble) => return Err(self.about(trouble, name)),
        }
        match self.holder(name).await.map_err(|trouble| self.about(trouble, name))? {
            Holder::Us | Holder::Nobody => Ok(false),
            Holder::Another(owner) => Err(conflict(name, &owner)),
            Holder::Alias => Err(conflict(name, ALIAS_ELSEWHERE)),
            // It is there, and not to be seen.
            Holder::Absent => Err(conflict(name, ANOTHER_ACCOUNT)),
        }
    }

    /// The contact is written down once, and only where nobody else's is seen.
    async fn contact(&self, name: &DomainName, added: bool) -> Result<bool, Trouble> {
        let Some(contact) = self.0.address.contact() else { return Ok(false) };
        let vacant = match self.0.line.contact(name).await {
            Ok(there) => there.is_none(),
            // Not every version can be asked (python-spamexperts, `LIMITATIONS.md`).
            Err(Trouble::Said { .. }) => added,
            Err(trouble) => return Err(trouble),
        };
        if vacant {
            self.0.line.set_contact(name, contact).await?;
        }
        Ok(vacant)
    }

    /// Makes room; that it is not there any more tells of a lost answer.
    pub(super) async fn take_off_alias(&self, target: &DomainName, name: &DomainName) -> Result<(), GatewayError> {
        match self.0.line.remove_domain_alias(target, name).await {
            Err(trouble) if trouble.failure() != Some(Failure::Gone) => Err(self.about(trouble, name)),
            _ => Ok(()),
        }
    }

    /// An alias that was taken off to make room goes back, so that its mail is still accepted.
    pub(super) async fn put_back(&self, target: &DomainName, name: &DomainName, error: GatewayError) -> GatewayError {
        if let Err(trouble) = self.0.line.add_domain_alias(target, name).await {
            tracing::warn!(%name, %target, ?trouble, "a domain alias could not be put back");
        }
        error
    }

    /// Takes a domain out in which nothing is left that we know of.
    pub(super) async fn ensure_absent_domain(
        &self,
        name: &DomainName,
        ours: Option<&DomainShape>,
    ) -> Result<Applied, GatewayError> {
        let about = |trouble| self.about(trouble, name);
        let line = &self.0.line;
        let removed = match self.holder(name).await.map_err(about)? {
            Holder::Absent => return Ok(Applied::AlreadySo),
            Holder::Another(owner) => return Err(conflict(name, &owner)),
            Holder::Alias => {
                let target = ours.and_then(|ours| ours.alias_of.as_ref());
                line.remove_domain_alias(target.ok_or_else(|| conflict(name, ALIAS_ELSEWHERE))?, name).await
            }
            Holder::Us | Holder::Nobody => {
                if self.still_has_recipients(name).await? || !line.email_aliases(name).await.map_err(about)?.is_empty()
                {
                    return Err(refused(name, "it still has recipients"));
                }
                if let Some(alias) = line.domain_aliases(name).await.map_err(about)?.first() {
                    return Err(refused(name, &format!("{alias} is an alias of it")));
                }
                line.remove_domain(name).await
            }
        };
        match removed {
            Ok(()) => Ok(Applied::Changed),
            Err(trouble) if trouble.failure() == Some(Failure::Gone) => Ok(Applied::AlreadySo),
            Err(trouble) => Err(about(trouble)),
        }
    }
}

pub(super) fn conflict(object: &(impl ToString + ?Sized), owner: &str) -> GatewayError {
    GatewayError::Conflict { object: object.to_string(), owner: owner.to_owned() }
}

pub(super) fn refused(object: &(impl ToString + ?Sized), cause: &str) -> GatewayError {
    GatewayError::Refused { object: object.to_string(), cause: cause.to_owned() }
}
