//! Each provisioning rule, by its number, at the planner's border: what both halves need.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod choices;
mod closed;
mod domains;
mod exceptions;
mod identity;
mod leavers;
mod recipients;
mod undo;

use tenantry_model::{
    Accepted, Address, DirectoryId, DomainFacts, DomainShape, Kind, KindSource, LeaverRule, NewMailboxes,
    ObservedDomain, ObservedRecipient, Options, Owner, Recipient, RecipientShape, Route, Services,
    plan::{
        Action, Choice, Closed, DomainCase, Exempt, Hold, Left, Object, Planned, Reason, RecipientCase, Remembered,
        Standing, Step, Verdict, decide_domain, decide_recipient,
    },
};

const ID: DirectoryId = DirectoryId([7; 16]);
const MX: &str = "larkfield-example.mail.protection.outlook.com";

fn address(text: &str) -> Address {
    text.parse().unwrap()
}

fn facts() -> DomainFacts {
    DomainFacts {
        name: "larkfield.example".parse().unwrap(),
        verified: true,
        mail: true,
        default: true,
        initial: false,
        mx: Some((MX.to_owned(), 0)),
        accepted: Some(Accepted::Authoritative),
    }
}

fn route(host: &str, preference: u16) -> Route {
    Route { preference, host: host.to_owned(), port: 25 }
}

fn domain_case(facts: &DomainFacts) -> DomainCase<'_> {
    DomainCase {
        facts,
        archiving: true,
        region: None,
        alias_of: None,
        exception: None,
        remembered: None,
        observed: None,
        exchange_told: true,
    }
}

fn hand_made(ldap_sync: bool, routes: Vec<Route>) -> ObservedDomain {
    let products = Services { incoming: true, ..Services::NONE };
    let shape = DomainShape {
        routes,
        region: Some("eu".to_owned()),
        protect_listed_only: false,
        reject_unlisted: false,
        products,
        ldap_sync,
        outgoing_user: false,
        alias_of: None,
    };
    ObservedDomain { name: "larkfield.example".parse().unwrap(), owner: Owner::Nobody, shape }
}

fn recipient() -> Recipient {
    Recipient {
        id: ID,
        kind: Kind::User,
        kind_source: KindSource::Exchange,
        name: "Accounts".to_owned(),
        primary: address("accounts@larkfield.example"),
        aliases: vec![address("ledger@larkfield.example")],
        exchange_only: false,
    }
}

fn case<'a>(tenant: Option<Option<&'a Recipient>>) -> RecipientCase<'a> {
    RecipientCase {
        id: ID,
        tenant,
        name: "Accounts",
        choice: Choice::default(),
        appeared: false,
        left: Left::default(),
        exception: None,
        remembered: None,
        observed: None,
        taken_over: &[],
    }
}

fn case_of(recipient: &Recipient) -> RecipientCase<'_> {
    case(Some(Some(recipient)))
}

fn step(verdict: Verdict) -> Step {
    match verdict {
        Verdict::Step(step) => *step,
        other => panic!("a step was expected, not {other:?}"),
    }
}

fn after(step: &Step) -> &RecipientShape {
    match &step.object {
        Object::Recipient { after, .. } => after,
        _ => panic!("a recipient was expected"),
    }
}

fn domain_after(step: &Step) -> &DomainShape {
    match &step.object {
        Object::Domain { after, .. } => after,
        _ => panic!("a domain was expected"),
    }
}

fn remembered(services: Services, standing: Standing) -> Remembered {
    let r = recipient();
    let shape =
        RecipientShape { primary: r.primary, aliases: r.aliases, kind: r.kind, listed: true, services, profile: None };
    Remembered { shape, standing, services_when_active: Services::ALL }
}

fn observed(shape: &RecipientShape) -> ObservedRecipient {
    ObservedRecipient { id: Some(ID), shape: shape.clone() }
}
