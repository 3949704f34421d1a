//! Evidence, as people and scripts read it.

use engine::{Evidence as Known, Why, WhyOutcome as Outcome, WhySubject as Subject};
use jiff::tz::TimeZone;
use model::{KindSource, NotTaken, plan::Standing};

use super::{action, exception, recipient, rule, services, subject, time};
use crate::dto::{Evidence, KindSaid, WhyOutcome, WhySubject, WhyView};

/// `zone`: the client's.
pub(crate) fn why(about: String, why: &Why, zone: &TimeZone) -> WhyView {
    WhyView {
        about,
        subject: match why.subject {
            Subject::Recipient => WhySubject::Recipient,
            Subject::Leaver => WhySubject::Leaver,
            Subject::NotTaken => WhySubject::NotTaken,
            Subject::GatewayOnly => WhySubject::GatewayOnly,
            Subject::Nobody => WhySubject::Nobody,
        },
        id: why.id.map(|id| id.to_string()),
        name: why.name.clone(),
        address: why.address.as_ref().map(ToString::to_string),
        kind: why.kind.map(|kind| kind.to_string()),
        outcome: outcome(&why.outcome),
        billed: why.billed.map(services),
        evidence: why.evidence.iter().map(|known| evidence(known, zone)).collect(),
    }
}

fn outcome(outcome: &Outcome) -> WhyOutcome {
    match outcome {
        Outcome::Nothing => WhyOutcome::Nothing,
        Outcome::Exempt => WhyOutcome::Exempt,
        Outcome::HeldByAnother { owner } => WhyOutcome::HeldByAnother { owner: owner.clone() },
        Outcome::Step { step, rule } => WhyOutcome::Step {
            action: action(step.action).to_owned(),
            reason: step.reason.as_str().to_owned(),
            rule: (*rule).to_owned(),
            held: step.held.map(|hold| hold.as_str().to_owned()),
            after: subject(step).after,
        },
        Outcome::Stopped { code } => WhyOutcome::Stopped { code: code.clone() },
    }
}

fn evidence(known: &Known, zone: &TimeZone) -> Evidence {
    match known {
        Known::Found { addresses, read_at, exchange_only } => Evidence::Found {
            addresses: addresses.iter().map(ToString::to_string).collect(),
            read_at: time(*read_at),
            exchange_only: *exchange_only,
        },
        Known::Nobody { read_at } => Evidence::Nobody { read_at: read_at.map(time) },
        Known::NotTaken(reason) => Evidence::NotTaken { reason: NotTaken::as_str(*reason).to_owned() },
        Known::Kind { kind, source, said } => Evidence::Kind {
            kind: kind.to_string(),
            source: source.as_str().to_owned(),
            guess: *source == KindSource::Guess,
            said: said.iter().map(|(source, kind)| said_by(*source, kind)).collect(),
        },
        Known::Mailbox { listed_by_exchange, passes_by_licence } => {
            Evidence::Mailbox { listed_by_exchange: *listed_by_exchange, passes_by_licence: *passes_by_licence }
        }
        Known::Domain { domain, selected, since } => {
            Evidence::Domain { domain: domain.to_string(), selected: *selected, since: since.map(time) }
        }
        Known::Choice { selected, by_hand, at, services: chosen } => {
            Evidence::Choice { selected: *selected, by_hand: *by_hand, at: at.map(time), services: services(*chosen) }
        }
        Known::Exception(record) => Evidence::Exception { exception: exception(record, zone) },
        Known::FirstSeen { at, appeared } => Evidence::FirstSeen { at: time(*at), appeared: *appeared },
        Known::Left { since, confirmed, days, policy } => Evidence::Left {
            since: since.map(time),
            confirmed: confirmed.as_ref().map(|(at, _)| time(*at)),
            confirmed_by: confirmed.as_ref().map(|(_, by)| by.clone()),
            days: *days,
            incoming: rule(policy.incoming),
            outgoing: rule(policy.outgoing),
        },
        Known::Remembered { shape, standing, at } => Evidence::Remembered {
            shape: recipient(shape),
            standing: match standing {
                Standing::Active => "active",
                Standing::Stopped => "stopped",
                Standing::Left => "left",
            }
            .to_owned(),
            at: at.map(time),
        },
        Known::Observed { shape, read_at } => {
            Evidence::Observed { shape: shape.as_ref().map(recipient), read_at: read_at.map(time) }
        }
        Known::Drift => Evidence::Drift,
    }
}

fn said_by(source: KindSource, kind: &model::Kind) -> KindSaid {
    KindSaid { source: source.as_str().to_owned(), kind: kind.to_string() }
}
