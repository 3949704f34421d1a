//! Outgoing mail of a domain: Microsoft's ranges, and a password (R8).

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{MutexGuard, PoisonError};

use futures_util::{StreamExt, stream};
use ipnet::{IpNet, Ipv4Net};
use model::{DomainName, Networks};
use secrecy::SecretString;

use super::{
    MailAssure,
    domains::{conflict, refused},
    line::CONCURRENT,
    sight::{ALIAS_ELSEWHERE, Holder},
    texts::Failure,
};
use crate::{Applied, GatewayError};

/// What a person is told about ranges that no public call can set.
pub const IPV6_BY_HAND: &str = "The gateway's API takes IPv4 ranges alone. If mail is to leave over IPv6, add Microsoft 365's IPv6 ranges by hand, as outgoing users of each domain.";

/// Ranges that were given in the life of this process. They cannot be read, and what is there cannot be added twice.
#[derive(Debug, Default)]
pub(super) struct Outgoing {
    newest: BTreeSet<Ipv4Net>,
    given: BTreeMap<DomainName, BTreeSet<Ipv4Net>>,
}

impl MailAssure {
    /// Gives the ranges to every one of these domains that has an outgoing user, and keeps them for domains that are
    /// added later. Ranges that Microsoft no longer names stay, because no public call takes a single one off.
    pub(super) async fn networks(&self, networks: &Networks, domains: &[DomainName]) -> Result<Applied, GatewayError> {
        let four = |net: &IpNet| match net {
            IpNet::V4(net) => Some(net.trunc()),
            IpNet::V6(_) => None,
        };
        let newest: BTreeSet<Ipv4Net> = networks.ranges.iter().filter_map(four).collect();
        let left = networks.ranges.len() - newest.len();
        if self.outgoing().newest != newest {
            tracing::info!(
                version = networks.version,
                ranges = newest.len(),
                left,
                "ranges; others are left to a person"
            );
            self.outgoing().newest = newest;
        }
        let ours = self.0.memory.domains(domains).await?;
        let sending = ours.into_iter().filter(|(_, shape)| shape.outgoing_user && shape.alias_of.is_none());
        let answers: Vec<Result<Applied, GatewayError>> = stream::iter(sending)
            .map(|(name, _)| async move { self.give_ranges(&name).await })
            .buffer_unordered(CONCURRENT)
            .collect()
            .await;
        let changed = answers.contains(&Ok(Applied::Changed));
        // Every domain was tried before one that fails is told.
        answers.into_iter().find(Result::is_err).unwrap_or(Ok(match changed {
            true => Applied::Changed,
            false => Applied::AlreadySo,
        }))
    }

    /// The newest ranges, as far as this domain did not get them in the life of this process.
    pub(super) async fn give_ranges(&self, domain: &DomainName) -> Result<Applied, GatewayError> {
        let missing: Vec<Ipv4Net> = {
            let outgoing = self.outgoing();
            let given = outgoing.given.get(domain);
            outgoing.newest.iter().filter(|net| given.is_none_or(|given| !given.contains(net))).copied().collect()
        };
        let mut applied = Applied::AlreadySo;
        for range in missing {
            match self.0.line.add_range(domain, range).await {
                Ok(()) => applied = Applied::Changed,
                Err(trouble) if trouble.failure() == Some(Failure::Exists) => {}
                Err(trouble) => return Err(self.about(trouble, domain)),
            }
            self.outgoing().given.entry(domain.clone()).or_default().insert(range);
        }
        Ok(applied)
    }

    /// A password cannot be changed, so that the user is taken out and added again where it is there already.
    pub(super) async fn password(&self, domain: &DomainName, password: &SecretString) -> Result<(), GatewayError> {
        let about = |trouble| self.about(trouble, domain);
        let line = &self.0.line;
        match self.holder(domain).await.map_err(about)? {
            Holder::Us | Holder::Nobody => {}
            Holder::Another(owner) => return Err(conflict(domain, &owner)),
            Holder::Alias => return Err(conflict(domain, ALIAS_ELSEWHERE)),
            Holder::Absent => return Err(refused(domain, "it is not in the gateway")),
        }
        match line.add_outgoing(domain, password).await {
            Ok(()) => return Ok(()),
            Err(trouble) if trouble.failure() == Some(Failure::Exists) => {}
            Err(trouble) => return Err(about(trouble)),
        }
        line.remove_outgoing(domain).await.map_err(about)?;
        if let Err(trouble) = line.add_outgoing(domain, password).await {
            let cause = about(trouble).to_string();
            let cause = format!("its old password was taken out and the new one not set; set it again ({cause})");
            return Err(refused(domain, &cause));
        }
        // No source says whether ranges go with the user.
        self.forget_ranges(domain);
        self.give_ranges(domain).await.map(drop)
    }

    /// The domain is not known to have any range.
    pub(super) fn forget_ranges(&self, domain: &DomainName) {
        self.outgoing().given.remove(domain);
    }

    fn outgoing(&self) -> MutexGuard<'_, Outgoing> {
        self.0.outgoing.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
