//! What a complete fetch must show.

use std::collections::BTreeSet;

use super::{Collection, Directory, Domain, Entry, Kind, Tenant};
use crate::world::read;

/// A recipient as it really is; addresses in lower case, in verified mail domains only.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Truth {
    /// Directory id; Exchange's own `Guid` for what only Exchange knows.
    pub id: String,
    pub kind: Kind,
    pub primary: String,
    /// Sorted, without the primary.
    pub aliases: Vec<String>,
    pub exchange_only: bool,
}

impl Tenant {
    pub(crate) fn truth(&self) -> Vec<Truth> {
        let domains = mail_domains(&read(&self.domains));
        let directory = read(&self.directory);
        let all = Collection::ALL.into_iter();
        all.flat_map(|collection| recipients(&directory, collection, &domains)).collect()
    }
}

/// Verified domains that take mail and are the customer's own, in lower case.
pub(super) fn mail_domains(domains: &[Domain]) -> BTreeSet<String> {
    let own = |domain: &&Domain| domain.verified && domain.mail && !domain.name.ends_with(".onmicrosoft.com");
    domains.iter().filter(own).map(|domain| domain.name.to_lowercase()).collect()
}

fn recipients(directory: &Directory, collection: Collection, domains: &BTreeSet<String>) -> Vec<Truth> {
    directory.present(collection, 0).filter_map(|(_, entry)| recipient(&entry, domains)).collect()
}

fn recipient(entry: &Entry, domains: &BTreeSet<String>) -> Option<Truth> {
    entry.kind.recipient_type().filter(|_| !matches!(entry.kind, Kind::Guest | Kind::DiscoveryMailbox))?;
    let inside = |address: &str| address.rsplit_once('@').is_some_and(|(_, domain)| domains.contains(domain));
    let smtp = entry.addresses.iter().filter(|a| a.get(..5).is_some_and(|prefix| prefix.eq_ignore_ascii_case("smtp:")));
    let mut aliases: BTreeSet<String> = smtp.map(|a| a[5..].to_lowercase()).filter(|a| inside(a)).collect();
    let primary = entry.primary().map(str::to_lowercase).filter(|a| inside(a));
    let primary = primary.or_else(|| aliases.first().cloned())?;
    aliases.remove(&primary);
    let exchange_only = entry.kind.collection() == Collection::ExchangeOnly;
    Some(Truth {
        id: if exchange_only { entry.guid } else { entry.id }.to_string(),
        kind: entry.kind,
        primary,
        aliases: aliases.into_iter().collect(),
        exchange_only,
    })
}
