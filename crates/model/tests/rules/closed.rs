//! Domains in which nothing can be listed now, and recipients with addresses elsewhere (R15).

use super::*;

/// A recipient with its primary address in a domain that is not open, and an alias in one that is.
fn between() -> Recipient {
    Recipient { primary: address("a@orchard.example"), ..recipient() }
}

fn orchard() -> DomainFacts {
    DomainFacts { name: "orchard.example".parse().unwrap(), accepted: None, ..facts() }
}

fn addresses(step: &Step) -> Vec<String> {
    step.addresses().map(ToString::to_string).collect()
}

#[test]
fn r15_a_domain_that_waits_keeps_no_recipient_from_being_listed_elsewhere() {
    let (between, orchard) = (between(), orchard());
    let mut closed = Closed::default();
    closed.note(&step(decide_domain(&domain_case(&orchard))));
    let Planned::InPart { part, whole } = closed.decide(&case(Some(Some(&between))), &Options::default()) else {
        panic!("a part is due");
    };
    assert_eq!(addresses(&part), ["ledger@larkfield.example"]);
    assert_eq!(addresses(&whole), ["a@orchard.example", "ledger@larkfield.example"]);
    let only = Recipient { aliases: Vec::new(), ..between };
    let waits = closed.decide(&case(Some(Some(&only))), &Options::default());
    assert!(matches!(waits, Planned::Step(_)), "it waits as a whole, with its domain");
}

#[test]
fn r15_a_domain_of_ours_that_somebody_took_out_of_the_gateway_closes_it_until_a_person_agrees() {
    let (between, facts) = (between(), DomainFacts { accepted: Some(Accepted::Authoritative), ..orchard() });
    let ours = domain_after(&step(decide_domain(&domain_case(&facts)))).clone();
    let lost = step(decide_domain(&DomainCase { remembered: Some(&ours), ..domain_case(&facts) }));
    assert_eq!((lost.held, lost.awaited_domain()), (Some(Hold::Drift), Some(&facts.name)));
    let mut closed = Closed::default();
    closed.note(&lost);
    let planned = closed.decide(&case(Some(Some(&between))), &Options::default());
    assert!(matches!(planned, Planned::InPart { .. }), "{planned:?}");
}

#[test]
fn r11_r15_what_another_holds_is_left_out_and_the_rest_goes_on() {
    let (between, orchard) = (between(), orchard());
    let mut closed = Closed::default();
    closed.taken(&orchard.name);
    let Planned::Step(step) = closed.decide(&case(Some(Some(&between))), &Options::default()) else {
        panic!("the rest is due");
    };
    assert_eq!(addresses(&step), ["ledger@larkfield.example"]);
    let ours = Remembered {
        shape: RecipientShape { primary: between.primary, ..after(&step).clone() },
        ..remembered(Services::ALL, Standing::Active)
    };
    let left = RecipientCase { remembered: Some(&ours), left: Left { days: 99, confirmed: false }, ..case(None) };
    assert_eq!(closed.decide(&left, &Options::default()), Planned::Nothing);
}
