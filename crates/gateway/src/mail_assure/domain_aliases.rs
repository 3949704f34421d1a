//! Making a domain an alias of another one (R14).

use model::{DomainName, DomainShape};

use super::{
    MailAssure,
    domains::{conflict, refused},
    sight::{ALIAS_ELSEWHERE, Holder},
    texts::Failure,
};
use crate::{Applied, GatewayError};

/// Its settings, its mailboxes and its quarantine are no alias's, and nobody asked to lose them.
const OF_ITS_OWN: &str =
    "it is a domain of its own in the gateway; to make it an alias, take it out there first, with all that is in it";

impl MailAssure {
    pub(super) async fn ensure_alias(
        &self,
        name: &DomainName,
        target: &DomainName,
        ours: Option<&DomainShape>,
    ) -> Result<Applied, GatewayError> {
        let about = |trouble| self.about(trouble, name);
        match self.holder(target).await.map_err(about)? {
            Holder::Us | Holder::Nobody => {}
            Holder::Another(owner) => return Err(conflict(target, &owner)),
            Holder::Alias => return Err(refused(name, &format!("{target} is an alias itself"))),
            Holder::Absent => return Err(refused(name, &format!("{target} is not in the gateway"))),
        }
        if self.0.line.domain_aliases(target).await.map_err(about)?.contains(name) {
            let so = ours.is_some_and(|ours| ours.alias_of.as_ref() == Some(target));
            return Ok(if so { Applied::AlreadySo } else { Applied::Changed });
        }
        match self.holder(name).await.map_err(about)? {
            Holder::Us | Holder::Nobody => Err(refused(name, OF_ITS_OWN)),
            Holder::Another(owner) => Err(conflict(name, &owner)),
            Holder::Absent => self.add_alias(name, target).await,
            Holder::Alias => {
                let before = ours.and_then(|ours| ours.alias_of.as_ref());
                let before = before.ok_or_else(|| conflict(name, ALIAS_ELSEWHERE))?;
                self.take_off_alias(before, name).await?;
                match self.add_alias(name, target).await {
                    Ok(applied) => Ok(applied),
                    Err(error) => Err(self.put_back(before, name, error).await),
                }
            }
        }
    }

    async fn add_alias(&self, name: &DomainName, target: &DomainName) -> Result<Applied, GatewayError> {
        match self.0.line.add_domain_alias(target, name).await {
            Ok(()) => Ok(Applied::Changed),
            // An answer was lost, or somebody came first.
            Err(trouble) if trouble.failure() == Some(Failure::Exists) => {
                let there = self.0.line.domain_aliases(target).await.map_err(|trouble| self.about(trouble, name))?;
                if there.contains(name) { Ok(Applied::Changed) } else { Err(conflict(name, ALIAS_ELSEWHERE)) }
            }
            Err(trouble) => Err(self.about(trouble, name)),
        }
    }
}
