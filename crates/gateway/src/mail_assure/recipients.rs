//! Making a recipient so, as far as there are calls for it: its e-mail aliases (R2, R5, R6, R16).

use std::collections::BTreeSet;

use model::{Address, DomainName, RecipientShape};

use super::{
    MailAssure,
    apply::Batch,
    calls::EmailAlias,
    domains::{conflict, refused},
    moves::{Moves, keys, moves},
    sight::Mail,
    texts::Failure,
};
use crate::{Applied, GatewayError};

impl MailAssure {
    pub(super) async fn ensure_recipient(
        &self,
        batch: &Batch,
        previous: Option<&Address>,
        shape: &RecipientShape,
    ) -> Result<Applied, GatewayError> {
        let primary = &shape.primary;
        match &*batch.mail(self, primary.domain()).await? {
            Mail::Ours(_) | Mail::Alias => {}
            Mail::Another(owner) => return Err(conflict(primary, owner)),
            Mail::Absent => {
                return Err(refused(primary, &format!("its domain {} is not in the gateway", primary.domain())));
            }
        }
        let before = batch.before(previous.unwrap_or(primary));
        let mut mine: BTreeSet<String> = before.into_iter().chain([shape]).flat_map(keys).collect();
        mine.extend(previous.map(Address::key));
        let moved = self.follow(batch, primary, mine, Some(shape)).await?;
        if let Some(previous) = previous.filter(|previous| *previous != primary) {
            self.gone(previous, true);
        }
        self.gone(primary, false);
        Ok(if moved || before != Some(shape) { Applied::Changed } else { Applied::AlreadySo })
    }

    pub(super) async fn ensure_absent_recipient(
        &self,
        batch: &Batch,
        primary: &Address,
    ) -> Result<Applied, GatewayError> {
        match &*batch.mail(self, primary.domain()).await? {
            Mail::Ours(_) | Mail::Alias => {}
            Mail::Another(owner) => return Err(conflict(primary, owner)),
            Mail::Absent => return Ok(Applied::AlreadySo),
        }
        let before = batch.before(primary);
        let mine = before.into_iter().flat_map(keys).chain([primary.key()]).collect();
        let moved = self.follow(batch, primary, mine, None).await?;
        self.gone(primary, true);
        Ok(if moved || before.is_some() { Applied::Changed } else { Applied::AlreadySo })
    }

    /// Makes the e-mail aliases of all its domains those of the shape; whether any had to be changed.
    async fn follow(
        &self,
        batch: &Batch,
        primary: &Address,
        mut mine: BTreeSet<String>,
        shape: Option<&RecipientShape>,
    ) -> Result<bool, GatewayError> {
        let seen = self.listed(batch, &mine).await?;
        let mut moves = moves(&seen, &mine, shape);
        if !moves.in_the_way.is_empty() {
            mine.extend(self.hand_over(primary, &moves.in_the_way).await?);
            moves = self::moves(&seen, &mine, shape);
        }
        let Moves { set, off, .. } = moves;
        let any = !set.is_empty() || !off.is_empty();
        let alias_domain = matches!(&*batch.mail(self, primary.domain()).await?, Mail::Alias);
        for (wish, before) in set.into_iter().filter(|_| !alias_domain) {
            for entry in &before {
                self.take_off(batch, entry).await?;
            }
            self.set(batch, &wish).await?;
        }
        for entry in &off {
            self.take_off(batch, entry).await?;
        }
        Ok(any)
    }

    /// What the panel lists in the domains of these addresses.
    async fn listed(&self, batch: &Batch, mine: &BTreeSet<String>) -> Result<BTreeSet<EmailAlias>, GatewayError> {
        let mut seen = BTreeSet::new();
        for key in mine {
            let (_, domain) = key.rsplit_once('@').unwrap_or_default();
            if let Mail::Ours(aliases) = &*batch.mail(self, domain).await? {
                let from = aliases.range((key.clone(), String::new())..);
                seen.extend(from.take_while(|(alias, _)| alias == key).cloned());
            }
        }
        Ok(seen)
    }

    /// The addresses of other recipients that give an alias up: those of ours do, whom people made does not (R15).
    async fn hand_over(&self, primary: &Address, in_the_way: &[EmailAlias]) -> Result<Vec<String>, GatewayError> {
        let mut givers = Vec::new();
        for (alias, email) in in_the_way {
            let held = |email: &str| conflict(alias, &format!("the mailbox {email}, whose alias it is"));
            let giver: Address = email.parse().map_err(|_| held(email))?;
            if self.0.memory.addresses(std::slice::from_ref(&giver)).await?.is_empty() {
                return Err(held(email));
            }
            tracing::info!(domain = primary.domain(), "an alias goes from one recipient of ours to another");
            givers.push(giver.key());
        }
        Ok(givers)
    }

    /// No source quotes what the panel says of an alias that is there already, so that the list is looked at.
    async fn set(&self, batch: &Batch, wish: &EmailAlias) -> Result<(), GatewayError> {
        let domain = domain(&wish.0)?;
        if let Err(trouble) = self.0.line.add_email_alias(&domain, wish).await {
            let error = self.about(trouble.clone(), &wish.0);
            if trouble.failure().is_none_or(Failure::is_denial) {
                return Err(error);
            }
            let there = self.0.line.email_aliases(&domain).await.map_err(|trouble| self.about(trouble, &wish.0))?;
            match there.iter().find(|(alias, _)| *alias == wish.0) {
                Some(entry) if entry == wish => {}
                Some((_, email)) => return Err(conflict(&wish.0, &format!("the mailbox {email}, whose alias it is"))),
                None => return Err(error),
            }
        }
        batch.note(&domain, wish, true);
        Ok(())
    }

    async fn take_off(&self, batch: &Batch, entry: &EmailAlias) -> Result<(), GatewayError> {
        let domain = domain(&entry.0)?;
        if let Err(trouble) = self.0.line.remove_email_alias(&domain, entry).await {
            let error = self.about(trouble.clone(), &entry.0);
            if trouble.failure().is_none_or(Failure::is_denial) {
                return Err(error);
            }
            let there = self.0.line.email_aliases(&domain).await.map_err(|trouble| self.about(trouble, &entry.0))?;
            if there.contains(entry) {
                return Err(error);
            }
        }
        batch.note(&domain, entry, false);
        Ok(())
    }
}

fn domain(address: &str) -> Result<DomainName, GatewayError> {
    let (_, domain) = address.rsplit_once('@').unwrap_or_default();
    domain.parse().map_err(|_| refused(address, "it is no address"))
}
