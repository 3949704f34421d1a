//! What can be read of a domain: whose it is, where its mail goes, and which e-mail aliases it has.

use std::collections::BTreeSet;

use model::{DomainName, DomainShape, Owner, Route, Services};

use super::{
    MailAssure,
    calls::{Destination, EmailAlias},
    texts::Failure,
    trouble::{ANOTHER_ACCOUNT, Trouble},
};

/// Whose a domain is when it is an alias that we did not make.
pub(super) const ALIAS_ELSEWHERE: &str = "another domain, whose alias it is";

/// Who has a name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Holder {
    /// Our account.
    Us,
    /// It is there, without an account.
    Nobody,
    /// Another account.
    Another(String),
    /// It is an alias of another domain.
    Alias,
    /// It is not there.
    Absent,
}

/// A domain as it is read.
#[derive(Debug, Clone)]
pub(super) struct Sight {
    pub holder: Holder,
    pub routes: Vec<Destination>,
    pub products: Services,
    /// The domains that are aliases of it.
    pub aliases: BTreeSet<DomainName>,
}

/// The e-mail aliases of a domain.
#[derive(Debug, Clone)]
pub(super) enum Mail {
    /// Of one that is ours or nobody's.
    Ours(BTreeSet<EmailAlias>),
    /// It is an alias of another domain and has none of its own.
    Alias,
    /// Another account's.
    Another(String),
    /// It is not there.
    Absent,
}

impl Holder {
    /// For whoever observes; `None` when it is not there.
    pub(super) fn owner(&self) -> Option<Owner> {
        match self {
            Self::Us => Some(Owner::Us),
            Self::Nobody => Some(Owner::Nobody),
            Self::Another(name) => Some(Owner::Another(name.clone())),
            Self::Alias => Some(Owner::Another(ALIAS_ELSEWHERE.to_owned())),
            Self::Absent => None,
        }
    }
}

impl MailAssure {
    /// Who has a name. `exists` counts aliases, and answers with an error for what is missing or somebody else's
    /// (python-spamexperts and the add-on for DirectAdmin), so that the owner is asked for first. "Does not belong to the
    /// admin" is said of a missing one too (DirectAdmin): such a name counts as missing until adding it is refused.
    pub(super) async fn holder(&self, domain: &DomainName) -> Result<Holder, Trouble> {
        let line = &self.0.line;
        let theirs = || Holder::Another(ANOTHER_ACCOUNT.to_owned());
        let is_gone = match line.owner(domain).await {
            Ok(None) => return Ok(Holder::Nobody),
            Ok(Some(name)) if name.eq_ignore_ascii_case(line.user()) => return Ok(Holder::Us),
            Ok(Some(name)) => return Ok(Holder::Another(name)),
            Err(trouble) => match trouble.failure() {
                Some(Failure::Another) => return Ok(theirs()),
                Some(failure @ (Failure::Gone | Failure::NotOurs)) => failure == Failure::Gone,
                _ => return Err(trouble),
            },
        };
        match line.exists(domain).await {
            Ok(true) if is_gone => Ok(Holder::Alias),
            Ok(true) => Ok(theirs()),
            Ok(false) => Ok(Holder::Absent),
            Err(trouble) => match trouble.failure() {
                Some(Failure::Gone | Failure::NotOurs) => Ok(Holder::Absent),
                // No domain has this name, so that somebody else's has it for an alias.
                Some(Failure::Another) => Ok(theirs()),
                _ => Err(trouble),
            },
        }
    }

    /// Everything of a domain but its e-mail aliases, call after call.
    pub(super) async fn sight(&self, domain: &DomainName) -> Result<Sight, Trouble> {
        let line = &self.0.line;
        let holder = self.holder(domain).await?;
        let mut sight = Sight { holder, routes: Vec::new(), products: Services::NONE, aliases: BTreeSet::new() };
        if matches!(sight.holder, Holder::Us | Holder::Nobody) {
            sight.routes = line.routes(domain).await?;
            sight.products = line.products(domain).await?;
            sight.aliases = line.domain_aliases(domain).await?;
        }
        Ok(sight)
    }

    pub(super) async fn mail(&self, domain: &DomainName) -> Result<Mail, Trouble> {
        Ok(match self.holder(domain).await? {
            Holder::Us | Holder::Nobody => Mail::Ours(self.0.line.email_aliases(domain).await?),
            Holder::Another(name) => Mail::Another(name),
            Holder::Alias => Mail::Alias,
            Holder::Absent => Mail::Absent,
        })
    }
}

/// The shape of a domain with its own routes, over what runs of ours left in it. What cannot be read and no run set is
/// shown as not so, so that the plan says that a person has to see to it (G1, R10).
pub(super) fn shape(sight: &Sight, ours: Option<&DomainShape>) -> DomainShape {
    DomainShape {
        routes: routes(&sight.routes, ours.map_or(&[], |ours| &ours.routes)),
        region: ours.and_then(|ours| ours.region.clone()),
        protect_listed_only: ours.is_some_and(|ours| ours.protect_listed_only),
        reject_unlisted: ours.is_some_and(|ours| ours.reject_unlisted),
        products: sight.products,
        ldap_sync: ours.is_none_or(|ours| ours.ldap_sync),
        outgoing_user: ours.is_some_and(|ours| ours.outgoing_user),
        alias_of: None,
    }
}

/// The panel keeps the order of routes alone; preferences are those that we set, and others get the smallest with which
/// the order of a shape is the panel's. So a person's routes have the same ones before a run of ours and after it.
fn routes(seen: &[Destination], ours: &[Route]) -> Vec<Route> {
    let mut routes: Vec<Route> = Vec::with_capacity(seen.len());
    for (host, port) in seen {
        let known = ours.iter().find(|r| r.port == *port && r.host.eq_ignore_ascii_case(host));
        let least = routes.last().map_or(0, |last| last.preference);
        let preference = known.map_or(least, |known| known.preference.max(least));
        let host = known.map_or(host, |known| &known.host).clone();
        let mut route = Route { preference, host, port: *port };
        if routes.last().is_some_and(|last| route < *last) {
            route.preference = least.saturating_add(1);
        }
        routes.push(route);
    }
    routes
}

/// The routes of a shape in the panel's form, in order of preference.
pub(super) fn destinations(shape: &DomainShape) -> Vec<Destination> {
    let mut routes: Vec<&Route> = shape.routes.iter().collect();
    routes.sort_by_key(|route| route.preference);
    routes.into_iter().map(|route| (route.host.to_ascii_lowercase(), route.port)).collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn route(preference: u16, host: &str) -> Route {
        Route { preference, host: host.to_owned(), port: 25 }
    }

    fn seen(hosts: &[&str]) -> Vec<Destination> {
        hosts.iter().map(|host| ((*host).to_owned(), 25)).collect()
    }

    #[test]
    fn g4_routes_in_our_order_have_our_preferences_and_others_show_as_drift() {
        let ours = [route(5, "a.example"), route(20, "B.example")];
        assert_eq!(routes(&seen(&["a.example", "b.example"]), &ours), ours);
        assert_eq!(routes(&seen(&["a.example"]), &ours), ours[..1]);
        assert_eq!(routes(&seen(&["a.example", "c.example"]), &ours), [route(5, "a.example"), route(5, "c.example")]);
        assert_eq!(routes(&seen(&["b.example", "a.example"]), &ours), [route(20, "B.example"), route(20, "a.example")]);
        assert_eq!(routes(&seen(&["d.example", "c.example"]), &[]), [route(0, "d.example"), route(1, "c.example")]);
    }

    #[test]
    fn g1_what_cannot_be_read_and_no_run_set_is_shown_as_not_so() {
        let sight = Sight { holder: Holder::Us, routes: vec![], products: Services::ALL, aliases: BTreeSet::new() };
        let shape = shape(&sight, None);
        assert!(shape.ldap_sync && !shape.reject_unlisted && !shape.protect_listed_only && !shape.outgoing_user);
    }

    proptest! {
        #[test]
        fn r15_a_persons_routes_are_read_the_same_before_and_after_ours_is_set_among_them(
            theirs in prop::sample::subsequence(vec!["a", "b", "c", "d", "x", "y"], 0..6).prop_shuffle(),
            preference in 0_u16..4,
        ) {
            let theirs: Vec<_> = theirs.iter().map(|host| format!("{host}.example")).collect();
            let theirs: Vec<&str> = theirs.iter().map(String::as_str).collect();
            let before = routes(&seen(&theirs), &[]);
            prop_assert!(before.is_sorted());
            let ours = route(preference, "m.example");
            let mut wished = before;
            wished.push(ours.clone());
            wished.sort();
            let written: Vec<_> = wished.iter().map(|route| (route.host.clone(), route.port)).collect();
            prop_assert_eq!(routes(&written, &[ours]), wished);
        }

        #[test]
        fn g4_what_was_written_is_read_back_as_it_was_wished(wished in prop::collection::vec((0_u16..50, 0_u8..5), 0..5)) {
            let mut wished: Vec<Route> = wished.iter().map(|(p, host)| route(*p, &format!("h{host}.example"))).collect();
            wished.sort();
            wished.dedup_by(|a, b| a.host == b.host);
            let mut hosts = BTreeSet::new();
            wished.retain(|route| hosts.insert(route.host.clone()));
            let shape = DomainShape {
                routes: wished.clone(), region: None, protect_listed_only: true, reject_unlisted: true,
                products: Services::ALL, ldap_sync: false, outgoing_user: true, alias_of: None,
            };
            prop_assert_eq!(routes(&destinations(&shape), &wished), wished);
        }
    }
}
