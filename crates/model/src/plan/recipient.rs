//! What should happen to one recipient (R2 to R7, R12, R15, R16).

use super::{Action, Exempt, Hold, Object, Reason, RecipientCase, Remembered, Standing, Verdict};
use crate::{Address, NewMailboxes, ObservedRecipient, Options, Recipient, RecipientShape, Services};

/// Decides about one recipient.
#[must_use]
pub fn decide_recipient(case: &RecipientCase<'_>, options: &Options) -> Verdict {
    let verdict = match case.exception {
        None => due(case, options),
        // One exception covers adding, changing and removing.
        Some(Exempt::Stands) => Verdict::Exempt,
        // What came due while it stood, or comes due now, is looked at first.
        Some(Exempt::Expired) => due(case, options).held(Some(Hold::ExceptionEnded)),
    };
    // What it loses at once does not wait with the rest.
    let told = case.exception.is_some() || verdict == Verdict::Nothing;
    case.remembered.filter(|_| told).and_then(|ours| hand_over(case, ours)).unwrap_or(verdict)
}

/// R16: addresses of ours that went to another recipient, in a row that is otherwise left as it is. `None` also when no
/// address of it stays: then the row is no more once the other one's step is done.
fn hand_over(case: &RecipientCase<'_>, remembered: &Remembered) -> Option<Verdict> {
    let seen = case.observed.filter(|o| !is_anothers(case, o))?;
    let ours = |a: &&Address| remembered.shape.addresses().any(|b| b == *a);
    if !seen.shape.addresses().filter(ours).any(|a| case.taken_over.contains(a)) {
        return None;
    }
    let after = without_taken_over(case, &seen.shape)?;
    let mut foreign = unremembered_aliases(case, remembered);
    foreign.retain(|a| after.aliases.contains(a));
    let drifted = Some(remembered.shape.services).filter(|ours| *ours != after.services);
    let told = step(Action::Change, case, after, foreign, Reason::AddressesChanged, remembered.standing);
    Some(told.with(|step| (step.drifted, step.hands_over) = (drifted, true)))
}

/// What is due without an exception.
fn due(case: &RecipientCase<'_>, options: &Options) -> Verdict {
    let chosen = case.choice.selected.unwrap_or(true);
    // R16: what the gateway has under an address that went to another recipient, or came from one, is that one's.
    let is_gone = case.observed.is_none();
    let (theirs, observed) = match case.observed {
        Some(seen) if is_anothers(case, seen) => (Some(seen), None),
        own => (None, own),
    };
    let theirs = theirs.into_iter().flat_map(|seen| seen.shape.addresses());
    let taken_over: Vec<Address> = case.taken_over.iter().chain(theirs).cloned().collect();
    let case = &RecipientCase { observed, taken_over: &taken_over, ..case.clone() };
    match (case.tenant, case.remembered) {
        // R15: what we neither see in the tenant nor remember is not ours to touch.
        (None, None) => Verdict::Nothing,
        // R5, R15: what the gateway has no more cannot be taken from it, and nobody is put back to be stopped.
        (None, Some(_)) if is_gone => Verdict::Nothing,
        // R6: it left; each service ends by its own rule, archiving never by itself.
        (None, Some(remembered)) => leaver(case, remembered, options),
        // R2: only what a person selected, in a selected domain, is added.
        (Some(None), None) => Verdict::Nothing,
        (Some(Some(_)), None) if !chosen => Verdict::Nothing,
        // R5: it was selected and no longer is, itself or its domain.
        (Some(tenant), Some(_)) if is_gone && (tenant.is_none() || !chosen) => Verdict::Nothing,
        (Some(None), Some(remembered)) => stop(case, remembered),
        (Some(Some(_)), Some(remembered)) if !chosen => stop(case, remembered),
        (Some(Some(recipient)), None) => match case.observed {
            None => create(case, recipient, options),
            Some(observed) => adopt(case, recipient, observed),
        },
        (Some(Some(recipient)), Some(remembered)) => {
            let kept = keep(case, recipient, remembered, options);
            // G4: whom a hand took out of the gateway no change in the tenant puts back unseen.
            let put_back = is_gone && remembered.standing == Standing::Active;
            kept.with(|step| step.held = step.held.or(put_back.then_some(Hold::Drift)))
        }
    }
}

/// R2, R3: the gateway lacks it.
fn create(case: &RecipientCase<'_>, recipient: &Recipient, options: &Options) -> Verdict {
    let services = case.choice.services.unwrap_or_else(|| options.defaults.of(recipient.kind));
    let profile = recipient.kind.has_mailbox().then(|| options.profile());
    let after = RecipientShape { profile, ..addressed(recipient, services) };
    // R7: what appeared after the domain was selected follows the client's policy, unless a person decided.
    let waits = case.appeared && case.choice.selected.is_none() && options.new_mailboxes == NewMailboxes::Review;
    let reason = if case.appeared { Reason::Appeared } else { Reason::Selected };
    step(Action::Create, case, after, Vec::new(), reason, Standing::Active).held(waits.then_some(Hold::NewMailbox))
}

/// R4: the gateway already had it; addresses and kind are completed, its services stay as they are.
fn adopt(case: &RecipientCase<'_>, recipient: &Recipient, observed: &ObservedRecipient) -> Verdict {
    let foreign = foreign_aliases(case, recipient);
    let mut after = with_aliases(addressed(recipient, observed.shape.services), &foreign);
    after.profile.clone_from(&observed.shape.profile);
    step(Action::Adopt, case, after, foreign, Reason::AlreadyThere, Standing::Active)
}

/// R5: all services end, and nothing else changes.
fn stop(case: &RecipientCase<'_>, remembered: &Remembered) -> Verdict {
    if remembered.standing == Standing::Stopped {
        return Verdict::Nothing;
    }
    let before = case.observed.map_or(&remembered.shape, |o| &o.shape);
    let Some(own) = without_taken_over(case, before) else { return Verdict::Nothing };
    let after = RecipientShape { services: Services::NONE, ..own };
    step(Action::Stop, case, after, unremembered_aliases(case, remembered), Reason::Deselected, Standing::Stopped)
}

/// R6: incoming ends by taking the addresses off the list, so that mail to a leaver is refused and not lost.
fn leaver(case: &RecipientCase<'_>, remembered: &Remembered, options: &Options) -> Verdict {
    let ours = &remembered.shape;
    let incoming_ends = case.left.ended(options.leavers.incoming);
    let outgoing_ends = case.left.ended(options.leavers.outgoing);
    // R15: only what we gave it ends; what people changed in the gateway since stays as it is.
    let unlists = ours.listed && incoming_ends;
    let ends = Services {
        incoming: ours.services.incoming && incoming_ends,
        outgoing: ours.services.outgoing && outgoing_ends,
        archiving: false,
    };
    if !unlists && ends == Services::NONE {
        return Verdict::Nothing;
    }
    let before = case.observed.map_or(ours, |o| &o.shape);
    let Some(own) = without_taken_over(case, before) else { return Verdict::Nothing };
    let after = RecipientShape { listed: before.listed && !unlists, services: before.services.without(ends), ..own };
    let drifted = Some(ours.services.without(ends)).filter(|left| *left != after.services);
    // B1: whom a person called a leaver, the brake does not count.
    step(Action::Remove, case, after, unremembered_aliases(case, remembered), Reason::Left, Standing::Left)
        .with(|step| (step.confirmed, step.drifted) = (case.left.confirmed, drifted))
}

/// R12, R16: a recipient that we look after follows the tenant; its services change only by a person.
fn keep(case: &RecipientCase<'_>, recipient: &Recipient, remembered: &Remembered, options: &Options) -> Verdict {
    let back = remembered.standing != Standing::Active;
    // R5, R6: what it had comes back, and what people gave it meanwhile stays.
    let by_hand = case.observed.map_or(Services::NONE, |o| o.shape.services.without(remembered.shape.services));
    let kept = match back {
        true => remembered.services_when_active.with(by_hand),
        false => remembered.shape.services,
    };
    let chosen = case.choice.services.filter(|_| case.choice.services_are_news);
    let mut ours = addressed(recipient, chosen.unwrap_or(kept));
    // R12: the settings were given once (R3) and belong to the gateway's own people since, unless a person chose this
    // mailbox to get them as they are now.
    let settings = case.choice.profile_is_news && recipient.kind.has_mailbox();
    ours.profile = match settings {
        true => Some(options.profile()),
        false => case.observed.map_or(&remembered.shape.profile, |o| &o.shape.profile).clone(),
    };
    // What the tenant has, too, is ours from now on.
    let mut foreign = unremembered_aliases(case, remembered);
    foreign.retain(|a| !ours.addresses().any(|b| a == b));
    let mut after = with_aliases(ours.clone(), &foreign);

    let was = &remembered.shape;
    let reason = match remembered.standing {
        Standing::Stopped => Reason::SelectedAgain,
        Standing::Left => Reason::Returned,
        Standing::Active if was.primary != ours.primary => Reason::Renamed,
        Standing::Active if was.kind != ours.kind => Reason::KindChanged,
        Standing::Active if was.aliases != ours.aliases => Reason::AddressesChanged,
        Standing::Active if was.services != ours.services => Reason::ServicesChosen,
        // Even where the gateway has them already, so that the choice is spent.
        Standing::Active if settings => Reason::SettingsChosen,
        Standing::Active if case.observed.is_some_and(|o| o.shape == after) => return Verdict::Nothing,
        // While the exception stood, the gateway was for people to change.
        Standing::Active if case.exception.is_some() => Reason::ExceptionEnded,
        // G4: the wish is what we made; only somebody's hand can have changed the gateway.
        Standing::Active => Reason::Drift,
    };
    // G4: a change in the tenant takes nothing back that a hand did to the services.
    let of_tenant =
        matches!(reason, Reason::Renamed | Reason::KindChanged | Reason::AddressesChanged | Reason::SettingsChosen);
    let theirs = case.observed.map_or(after.services, |o| o.shape.services);
    let drifted = (of_tenant && chosen.is_none() && theirs != after.services).then_some(after.services);
    if drifted.is_some() {
        after.services = theirs;
    }
    // G4: nor does a change relist whom a hand took off the list.
    let relists = back || matches!(reason, Reason::Drift | Reason::ExceptionEnded);
    after.listed = relists || case.observed.is_none_or(|o| o.shape.listed);
    let loses_address = loses_address(case, remembered, &after);
    let hold = (reason == Reason::Drift).then_some(Hold::Drift);
    step(Action::Change, case, after, foreign, reason, Standing::Active)
        .held(hold)
        .with(|step| (step.drifted, step.loses_address) = (drifted, loses_address))
}

/// B1: mail to an address that we listed is refused from now on.
fn loses_address(case: &RecipientCase<'_>, ours: &Remembered, after: &RecipientShape) -> bool {
    let lost = |a: &Address| {
        ours.shape.addresses().any(|b| a == b) && !after.addresses().any(|b| a == b) && !case.taken_over.contains(a)
    };
    case.observed.is_some_and(|o| o.shape.listed && o.shape.addresses().any(lost))
}

fn is_anothers(case: &RecipientCase<'_>, observed: &ObservedRecipient) -> bool {
    observed.id.is_some_and(|id| id != case.id)
}

/// A shape without the addresses that went to another recipient, whose mail must go on; `None` when none is left.
fn without_taken_over(case: &RecipientCase<'_>, shape: &RecipientShape) -> Option<RecipientShape> {
    let mut left = std::iter::once(&shape.primary).chain(&shape.aliases).filter(|a| !case.taken_over.contains(a));
    let primary = left.next()?.clone();
    Some(RecipientShape { primary, aliases: left.cloned().collect(), ..shape.clone() })
}

/// Aliases of an unremembered recipient that people put into the gateway (R15).
fn foreign_aliases(case: &RecipientCase<'_>, recipient: &Recipient) -> Vec<Address> {
    let ours = |a: &Address| *a == recipient.primary || recipient.aliases.contains(a);
    observed_aliases(case).iter().filter(|a| !ours(a)).cloned().collect()
}

/// Aliases of a remembered recipient that we never put into the gateway (R15).
fn unremembered_aliases(case: &RecipientCase<'_>, remembered: &Remembered) -> Vec<Address> {
    let ours = |a: &Address| *a == remembered.shape.primary || remembered.shape.aliases.contains(a);
    observed_aliases(case).iter().filter(|a| !ours(a)).cloned().collect()
}

fn observed_aliases<'a>(case: &RecipientCase<'a>) -> &'a [Address] {
    case.observed.map_or(&[], |o| &o.shape.aliases)
}

fn with_aliases(mut shape: RecipientShape, foreign: &[Address]) -> RecipientShape {
    shape.aliases.extend_from_slice(foreign);
    shape.aliases.sort();
    shape.aliases.dedup();
    shape
}

fn addressed(recipient: &Recipient, services: Services) -> RecipientShape {
    let mut aliases = recipient.aliases.clone();
    aliases.sort();
    RecipientShape {
        primary: recipient.primary.clone(),
        aliases,
        kind: recipient.kind,
        listed: true,
        services,
        profile: None,
    }
}

fn step(
    action: Action,
    case: &RecipientCase<'_>,
    after: RecipientShape,
    foreign: Vec<Address>,
    reason: Reason,
    standing: Standing,
) -> Verdict {
    let name = case.tenant.flatten().map_or(case.name, |r| r.name.as_str()).to_owned();
    let before = case.observed.map(|o| o.shape.clone());
    Verdict::step(action, Object::Recipient { id: case.id, name, before, after, foreign }, reason, standing)
}
