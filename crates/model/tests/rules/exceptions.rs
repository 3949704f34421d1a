//! Exceptions: one covers adding, changing and removing; an ended one brings everything back for review.

use super::*;

fn exempt(case: &RecipientCase<'_>, exception: Exempt) -> Verdict {
    let options = Options { new_mailboxes: NewMailboxes::Review, ..Options::default() };
    decide_recipient(&RecipientCase { exception: Some(exception), ..case.clone() }, &options)
}

/// Everything that can come due for a recipient.
fn due(each: impl Fn(RecipientCase<'_>)) {
    let (here, mut renamed) = (recipient(), recipient());
    renamed.primary = address("new@larkfield.example");
    let ours = remembered(Services::ALL, Standing::Active);
    let seen = observed(&ours.shape);
    let by_hand = observed(&RecipientShape { services: Services::NONE, ..ours.shape.clone() });
    let kept = |tenant| RecipientCase { remembered: Some(&ours), observed: Some(&seen), ..case(tenant) };
    let here = Some(Some(&here));
    each(case(here));
    each(RecipientCase { appeared: true, ..case(here) });
    each(RecipientCase { observed: Some(&seen), ..case(here) });
    each(kept(Some(Some(&renamed))));
    each(RecipientCase { choice: Choice { selected: Some(false), ..Choice::default() }, ..kept(here) });
    each(RecipientCase { left: Left { days: 99, confirmed: false }, ..kept(None) });
    each(RecipientCase { left: Left { days: 99, confirmed: true }, ..kept(None) });
    each(RecipientCase { observed: Some(&by_hand), ..kept(here) });
}

#[test]
fn an_exception_covers_adding_changing_and_removing() {
    due(|case| assert_eq!(exempt(&case, Exempt::Stands), Verdict::Exempt));
}

#[test]
fn an_ended_exception_holds_whatever_would_happen() {
    due(|case| assert_eq!(step(exempt(&case, Exempt::Expired)).held, Some(Hold::ExceptionEnded)));
}

#[test]
fn what_people_changed_while_an_exception_stood_is_no_drift() {
    let recipient = recipient();
    let ours = remembered(Services::ALL, Standing::Active);
    let by_hand = observed(&RecipientShape { services: Services::NONE, ..ours.shape.clone() });
    let case = RecipientCase { remembered: Some(&ours), observed: Some(&by_hand), ..case(Some(Some(&recipient))) };
    assert_eq!(step(exempt(&case, Exempt::Expired)).reason, Reason::ExceptionEnded);
}

#[test]
fn a_domain_with_an_exception_is_left_alone_and_closed_while_the_gateway_lacks_it() {
    let facts = facts();
    let there = hand_made(true, vec![]);
    let recipient = recipient();
    let stands = DomainCase { exception: Some(Exempt::Stands), ..domain_case(&facts) };
    for (observed, planned) in [(None, false), (Some(&there), true)] {
        let case_of_domain = DomainCase { observed, ..stands.clone() };
        assert_eq!(decide_domain(&case_of_domain), Verdict::Exempt);
        let mut closed = Closed::default();
        closed.exempt(&case_of_domain);
        let decided = closed.decide(&case(Some(Some(&recipient))), &Options::default());
        assert_eq!(matches!(decided, Planned::Step(_)), planned, "{decided:?}");
    }
}

#[test]
fn a_domain_whose_exception_ended_waits_and_its_recipients_wait_with_it() {
    let facts = facts();
    let ended = DomainCase { exception: Some(Exempt::Expired), ..domain_case(&facts) };
    let domain = step(decide_domain(&ended));
    assert_eq!((domain.action, domain.held), (Action::Create, Some(Hold::ExceptionEnded)));
    assert_eq!(domain.awaited_domain(), Some(&facts.name));
    let relay = DomainFacts { accepted: Some(Accepted::InternalRelay), ..facts.clone() };
    let refusing = step(decide_domain(&DomainCase { facts: &relay, ..ended }));
    assert_eq!(refusing.held, Some(Hold::InternalRelay), "that mail would be refused says more");
}

#[test]
fn a_recipient_with_an_exception_is_exempt_whatever_its_domain_waits_for() {
    let facts = facts();
    let recipient = recipient();
    let ours = remembered(Services::ALL, Standing::Active);
    let exempt =
        RecipientCase { exception: Some(Exempt::Stands), remembered: Some(&ours), ..case(Some(Some(&recipient))) };
    let mut closed = Closed::default();
    closed.taken(&facts.name);
    assert_eq!(closed.decide(&exempt, &Options::default()), Planned::Exempt);
}
