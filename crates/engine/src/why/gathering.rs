//! The evidence is gathered: what the sources said, what was decided, what the planner makes of it.

use jiff::Timestamp;
use model::plan::{Closed, Hold, Planned, RecipientCase, Verdict};
use model::{Address, DomainName, Options, RecipientShape, Services};
use store::{ClientId, Excepted, ObjectEvidence, Store};

use super::{Evidence, Why, WhyAbout, WhyOutcome, WhySubject};
use crate::EngineError;
use crate::begun::Begun;
use crate::planning::check;
use crate::rule::rule;

/// What the evidence is gathered from.
pub(super) struct Gathering<'a> {
    store: &'a Store,
    client: ClientId,
    now: Timestamp,
    options: Options,
    read_at: Option<Timestamp>,
    observed_at: Option<Timestamp>,
}

/// What a case told, owned.
#[derive(Default)]
struct Told {
    planned: Option<Planned>,
    evidence: Vec<Evidence>,
    observed: Option<RecipientShape>,
    gone: bool,
}

impl<'a> Gathering<'a> {
    pub(super) fn of(store: &'a Store, client: ClientId, now: Timestamp) -> Result<Self, EngineError> {
        let read_at = store.snapshot(client)?.map(|snapshot| snapshot.read_at);
        let observed_at = store.observation(client)?.map(|(at, _)| at);
        Ok(Self { store, client, now, options: store.options(client)?, read_at, observed_at })
    }

    /// Only the gateway, or nobody, has the address.
    pub(super) fn stranger(&self, address: Address) -> Result<Why, EngineError> {
        let seen = self.store.observed_at(self.client, &address)?;
        let subject = if seen.is_some() { WhySubject::GatewayOnly } else { WhySubject::Nobody };
        let mut evidence = self.domains(std::slice::from_ref(&address))?;
        match &seen {
            Some(seen) => {
                evidence.push(Evidence::Observed { shape: Some(seen.shape.clone()), read_at: self.observed_at });
            }
            None => evidence.insert(0, Evidence::Nobody { read_at: self.read_at }),
        }
        Ok(Why {
            subject,
            id: None,
            name: None,
            kind: seen.as_ref().map(|seen| seen.shape.kind),
            billed: seen.map(|seen| seen.shape.services),
            address: Some(address),
            outcome: WhyOutcome::Nothing,
            evidence,
        })
    }

    pub(super) fn object(&self, object: ObjectEvidence, about: &WhyAbout) -> Result<Why, EngineError> {
        let (closed, held_by) = self.closed()?;
        let told = self.told(&object, &closed)?;
        let mut evidence = Vec::new();
        if let Some(read_at) = self.read_at.filter(|_| object.left.is_none()) {
            let (addresses, exchange_only) = (object.addresses.clone(), object.exchange_only);
            evidence.push(Evidence::Found { addresses, read_at, exchange_only });
        }
        evidence.extend(object.not_taken.map(Evidence::NotTaken));
        let said = self.store.mailbox(self.client, object.id, self.now)?.map_or_else(Vec::new, |detail| detail.said);
        evidence.extend(object.kind.map(|(kind, source)| Evidence::Kind { kind, source, said }));
        if object.kind.is_none_or(|(kind, _)| kind.has_mailbox()) && !object.exchange_only {
            let (listed_by_exchange, passes_by_licence) = (object.listed_by_exchange, object.passes_by_licence);
            evidence.push(Evidence::Mailbox { listed_by_exchange, passes_by_licence });
        }
        evidence.extend(self.domains(&object.addresses)?);
        let exception = self.store.exception(self.client, &Excepted::Recipient(object.id), self.now)?;
        evidence.extend(exception.map(Evidence::Exception));
        evidence.extend(told.evidence);
        let subject = match (&object, told.gone) {
            (ObjectEvidence { taken: true, .. }, _) => WhySubject::Recipient,
            (ObjectEvidence { left: Some(_), .. }, _) | (_, true) => WhySubject::Leaver,
            _ => WhySubject::NotTaken,
        };
        let asked = match about {
            WhyAbout::Address(address) => Some(address.clone()),
            WhyAbout::Id(_) => None,
        };
        let owner =
            object.addresses.iter().find_map(|address| held_by.iter().find(|(d, _)| d.as_str() == address.domain()));
        let outcome = match (self.stopped()?, told.planned) {
            (Some(code), _) => WhyOutcome::Stopped { code },
            (None, Some(Planned::Step(step) | Planned::InPart { part: step, .. })) => {
                WhyOutcome::Step { rule: rule(&step), step }
            }
            (None, Some(Planned::Exempt)) => WhyOutcome::Exempt,
            (None, Some(Planned::Nothing) | None) => match owner {
                Some((_, owner)) => WhyOutcome::HeldByAnother { owner: owner.clone() },
                None => WhyOutcome::Nothing,
            },
        };
        Ok(Why {
            subject,
            id: Some(object.id),
            name: Some(object.name).filter(|name| !name.is_empty()),
            address: object.addresses.into_iter().next().or(asked),
            kind: object.kind.map(|(kind, _)| kind),
            outcome,
            billed: told.observed.map(|shape| shape.services),
            evidence,
        })
    }

    /// The hard stop that keeps everything from being planned.
    fn stopped(&self) -> Result<Option<String>, EngineError> {
        match check(self.store, self.client) {
            Ok(()) => Ok(None),
            Err(EngineError::Stopped(stop)) => Ok(Some(EngineError::from(stop).fault().code)),
            Err(other) => Err(other),
        }
    }

    /// The domains that are not open now, and who holds those that another account does.
    fn closed(&self) -> Result<(Closed, Vec<(DomainName, String)>), EngineError> {
        let (mut closed, mut held_by) = (Closed::default(), Vec::new());
        let begun = Begun::of(self.store, self.client, self.now)?;
        self.store.domain_cases(self.client, self.now, |case| {
            match begun.decide(&case) {
                Verdict::Nothing => {}
                Verdict::Step(step) => closed.note(&step),
                Verdict::Exempt => closed.exempt(&case),
                Verdict::HeldByAnother { owner } => {
                    closed.taken(&case.facts.name);
                    held_by.push((case.facts.name.clone(), owner));
                }
            }
            Ok::<_, EngineError>(())
        })?;
        Ok((closed, held_by))
    }

    /// What the planner's own case of the object says; nothing when it is none.
    fn told(&self, object: &ObjectEvidence, closed: &Closed) -> Result<Told, EngineError> {
        let mut told = Told::default();
        self.store.recipient_cases_of(self.client, &[object.id], self.now, |case| {
            told = self.read(object, &case, closed);
            Ok::<_, EngineError>(())
        })?;
        Ok(told)
    }

    fn read(&self, object: &ObjectEvidence, case: &RecipientCase<'_>, closed: &Closed) -> Told {
        let planned = closed.decide(case, &self.options);
        let gone = case.tenant.is_none() && case.remembered.is_some();
        let mut evidence = Vec::new();
        if !gone {
            let kept = case.remembered.map(|ours| ours.shape.services);
            let defaults = || object.kind.map_or(Services::NONE, |(kind, _)| self.options.defaults.of(kind));
            evidence.push(Evidence::Choice {
                selected: case.choice.selected.unwrap_or(true),
                by_hand: case.choice.selected.is_some() || case.choice.services.is_some(),
                at: object.chosen_at,
                services: case.choice.services.or(kept).unwrap_or_else(defaults),
            });
        }
        evidence.extend(object.first_seen.map(|at| Evidence::FirstSeen { at, appeared: case.appeared }));
        if gone {
            let (since, confirmed) = (object.left, object.confirmed.clone());
            evidence.push(Evidence::Left { since, confirmed, days: case.left.days, policy: self.options.leavers });
        }
        evidence.extend(case.remembered.map(|ours| Evidence::Remembered {
            shape: ours.shape.clone(),
            standing: ours.standing,
            at: object.applied_at,
        }));
        let observed = case.observed.map(|seen| seen.shape.clone());
        evidence.push(Evidence::Observed { shape: observed.clone(), read_at: self.observed_at });
        let drifts = matches!(&planned, Planned::Step(step) if step.held == Some(Hold::Drift));
        evidence.extend(drifts.then_some(Evidence::Drift));
        Told { planned: Some(planned), evidence, observed, gone }
    }

    /// The tenant's domains in which the addresses lie.
    fn domains(&self, addresses: &[Address]) -> Result<Vec<Evidence>, EngineError> {
        let records = self.store.domain_records(self.client)?;
        let inside = records.into_iter().filter(|r| addresses.iter().any(|a| a.domain() == r.facts.name.as_str()));
        Ok(inside
            .map(|record| Evidence::Domain {
                selected: record.choice.as_ref().is_some_and(|choice| choice.selected),
                since: record.choice.filter(|choice| choice.selected).and_then(|choice| choice.selected_at),
                domain: record.facts.name,
            })
            .collect())
    }
}
