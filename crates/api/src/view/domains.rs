//! The list of domains.

use std::collections::BTreeMap;

use engine::{DomainChoice, DomainRecord};
use model::{Accepted, DomainName, Owner, Unselectable};

use crate::dto::{AcceptedView, DomainRefusal, DomainRow, DomainState, KindCount};

/// What vanished while it was selected, then the tenant's domains, selectable ones first.
pub(crate) fn domain_rows(
    records: &[DomainRecord],
    vanished: &BTreeMap<DomainName, DomainChoice>,
    offers: &BTreeMap<DomainName, DomainName>,
    current: &BTreeMap<DomainName, engine::CurrentMx>,
    gateway_read: bool,
) -> Vec<DomainRow> {
    let row = |record: &DomainRecord| {
        let alias_offer = offers.get(&record.facts.name).map(ToString::to_string);
        let current_mx = current.get(&record.facts.name).map(super::current_mx);
        DomainRow { alias_offer, current_mx, ..domain_row(record, gateway_read) }
    };
    let mut rows: Vec<_> = records.iter().map(row).collect();
    rows.sort_by_key(|row| (row.refusal.is_some(), !row.default));
    vanished.iter().map(|(name, choice)| vanished_row(name, choice)).chain(rows).collect()
}

fn vanished_row(name: &DomainName, choice: &DomainChoice) -> DomainRow {
    DomainRow {
        name: name.to_string(),
        unicode: name.to_unicode(),
        default: false,
        selected: choice.selected,
        archiving: choice.archiving,
        refusal: None,
        state: DomainState::Vanished,
        recipients: 0,
        by_kind: Vec::new(),
        route: None,
        ldap_sync: false,
        accepted: None,
        region: choice.region.clone(),
        alias_of: None,
        alias_offer: None,
        current_mx: None,
    }
}

fn domain_row(record: &DomainRecord, gateway_read: bool) -> DomainRow {
    let facts = &record.facts;
    let choice = record.choice.as_ref();
    let observed = record.observed.as_ref();
    DomainRow {
        name: facts.name.to_string(),
        unicode: facts.name.to_unicode(),
        default: facts.default,
        selected: choice.is_some_and(|c| c.selected),
        archiving: choice.is_some_and(|c| c.archiving),
        refusal: refusal(record),
        state: match observed {
            _ if record.remembered => DomainState::Managed,
            Some(_) => DomainState::Exists,
            None if gateway_read => DomainState::New,
            None => DomainState::Unknown,
        },
        recipients: record.by_kind.values().sum(),
        by_kind: record.by_kind.iter().map(|(kind, n)| KindCount { kind: kind.to_string(), count: *n }).collect(),
        route: facts.mx.as_ref().map(|(host, _)| host.clone()),
        ldap_sync: observed.is_some_and(|o| o.shape.ldap_sync),
        accepted: facts.accepted.map(accepted),
        region: choice.and_then(|c| c.region.clone()),
        alias_of: record.alias_of.as_ref().map(ToString::to_string),
        alias_offer: None,
        current_mx: None,
    }
}

fn accepted(accepted: Accepted) -> AcceptedView {
    match accepted {
        Accepted::Authoritative => AcceptedView::Authoritative,
        Accepted::InternalRelay => AcceptedView::InternalRelay,
        Accepted::ExternalRelay => AcceptedView::ExternalRelay,
    }
}

fn refusal(record: &DomainRecord) -> Option<DomainRefusal> {
    if let Some(reason) = record.facts.unselectable() {
        return Some(match reason {
            Unselectable::MicrosoftsOwn => DomainRefusal::MicrosoftsOwn,
            Unselectable::NotVerified => DomainRefusal::NotVerified,
            Unselectable::CarriesNoMail => DomainRefusal::CarriesNoMail,
            Unselectable::NoRoute => DomainRefusal::NoRoute,
        });
    }
    if let Some((client, name)) = &record.other_client {
        return Some(DomainRefusal::OtherClient { client: client.0, name: name.clone() });
    }
    match record.observed.as_ref().map(|o| &o.owner) {
        Some(Owner::Another(owner)) => Some(DomainRefusal::OtherAccount { owner: owner.clone() }),
        _ => None,
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    /// A domain that can be selected and was not yet.
    pub(crate) fn record(name: &str) -> DomainRecord {
        DomainRecord {
            facts: model::DomainFacts {
                name: name.parse().unwrap(),
                verified: true,
                mail: true,
                default: false,
                initial: false,
                mx: Some(("mx.example".to_owned(), 0)),
                accepted: None,
            },
            choice: None,
            by_kind: BTreeMap::new(),
            observed: None,
            remembered: false,
            there: false,
            other_client: None,
            alias_of: None,
        }
    }

    #[test]
    fn b2_a_domain_that_vanished_stands_first_and_is_still_selected() {
        let choice = DomainChoice { selected: true, archiving: true, region: None, selected_at: None };
        let vanished = BTreeMap::from([("zebra.example".parse().unwrap(), choice)]);
        let rows = domain_rows(&[record("apple.example")], &vanished, &BTreeMap::new(), &BTreeMap::new(), true);
        let seen: Vec<_> = rows.iter().map(|row| (row.name.as_str(), row.selected, row.state)).collect();
        let expected = [("zebra.example", true, DomainState::Vanished), ("apple.example", false, DomainState::New)];
        assert_eq!(seen, expected);
        assert_eq!((rows[0].refusal.clone(), rows[0].recipients), (None, 0));
    }
}
