//! Connectors that refuse whatever they do not know: what of them nobody can compare stands against the switch.

use super::*;

const STEP: StepKind = StepKind::InboundConnector;

fn by_certificate(addresses: &[&str]) -> InboundConnector {
    let certificate = Some("*.filter-a.example".to_owned());
    let restrict_to_addresses = !addresses.is_empty();
    InboundConnector { restrict_to_certificate: true, certificate, restrict_to_addresses, ..lock(addresses) }
}

#[test]
fn w8_a_lock_that_nobody_can_compare_stands_against_the_switch_until_a_person_looked() {
    let table: [(InboundConnector, &[&str], Code, BlockCode); 5] = [
        (by_certificate(&[]), &["192.0.2.0/24"], Code::InboundByCertificate, BlockCode::InboundUnknown),
        (by_certificate(&["192.0.2.0/24"]), &["192.0.2.0/24"], Code::InboundByCertificate, BlockCode::InboundUnknown),
        (by_certificate(&["198.51.100.1"]), &["192.0.2.0/24"], Code::InboundRefuses, BlockCode::InboundRefuses),
        (by_certificate(&["198.51.100.1"]), &[], Code::InboundByAddresses, BlockCode::InboundUnknown),
        (lock(&["198.51.100.1"]), &[], Code::InboundByAddresses, BlockCode::InboundUnknown),
    ];
    for (connector, addresses, code, block) in table {
        let mut world = world();
        world.target.addresses = addresses.iter().map(|range| range.parse().unwrap()).collect();
        world.exchange().inbound = Some(vec![connector]);
        let step = world.step(STEP);
        assert_eq!(step.code, code);
        assert_eq!(world.blocked(), [block], "{code:?}");
        assert_eq!(world.step(StepKind::Mx).state, StepState::Wait);
        let takes_mark = block == BlockCode::InboundUnknown;
        assert_eq!(step.state.takes_mark(), takes_mark);
        assert_eq!(step.wanted.is_empty(), takes_mark, "whom to let in is not known from here");
        world.marked.insert((None, STEP), said(code));
        assert_eq!(world.blocked().is_empty(), takes_mark, "{code:?}");
    }
}

#[test]
fn w8_after_the_switch_such_a_lock_is_not_said_to_refuse_and_not_passed_over_and_vouches_for_nobody() {
    let mut world = world();
    world.switch(&["mx1.gateway.example", "mx2.gateway.example"]);
    world.exchange().inbound = Some(vec![by_certificate(&[])]);
    for exchange in [world.exchange.clone(), ExchangeLook::Missing { permission: "Exchange.Manage".to_owned() }] {
        world.read = Some(TenantMail { inbound: Some(vec![by_certificate(&[])]), ..TenantMail::default() });
        (world.exchange, world.outgoing) = (exchange, false);
        assert_eq!(world.blocked(), [BlockCode::InboundUnknown]);
        assert_eq!(world.judge().domains[0].refused, []);
        assert_eq!(world.step(StepKind::DirectSend).powershell, None);
        world.marked.insert((None, STEP), said(world.step(STEP).code));
        assert_eq!(world.blocked(), []);
        assert!(world.step(StepKind::DirectSend).powershell.is_some());
    }
}

#[test]
fn w8_what_was_looked_at_before_the_switch_is_no_lock_after_it() {
    let mut world = world();
    world.exchange = ExchangeLook::Missing { permission: "Exchange.Manage".to_owned() };
    world.outgoing = false;
    assert_eq!(world.state(STEP), (StepState::Unknown, Code::InboundUnseen));
    assert_eq!(world.step(STEP).facts["permission"], "Exchange.Manage");
    assert_eq!(world.blocked(), [BlockCode::InboundUnknown]);
    world.marked.insert((None, STEP), said(Code::InboundUnseen));
    assert_eq!((world.state(STEP).0, world.blocked()), (StepState::Done, Vec::new()));
    assert_eq!(world.step(StepKind::DirectSend).powershell, None, "that nothing is locked vouches for nobody");

    world.switch(&["mx1.gateway.example", "mx2.gateway.example"]);
    assert_eq!(world.state(STEP), (StepState::Unknown, Code::ExchangeMissing), "it is to be locked now");
    assert_eq!(world.blocked(), [], "what goes by the gateway arrives");
    world.marked.insert((None, STEP), said(Code::ExchangeMissing));
    assert!(world.step(StepKind::DirectSend).powershell.is_some());

    // Who lets in the gateway alone lets it in; another domain is still to be switched.
    world.switch(&["larkfield-example.mail.protection.outlook.com"]);
    assert_eq!(world.blocked(), []);
    assert_eq!(world.step(StepKind::DirectSend).powershell, None);
}

#[test]
fn w8_no_mark_makes_a_missing_connector_vouch_for_the_gateway() {
    let mut world = world();
    world.switch(&["mx1.gateway.example", "mx2.gateway.example"]);
    world.target.addresses.clear();
    assert_eq!(world.state(STEP), (StepState::Look, Code::AddressesMissing));
    world.marked.insert((None, STEP), said(Code::AddressesMissing));
    assert_eq!(world.state(STEP).0, StepState::Done);
    assert_eq!(world.state(StepKind::DirectSend), (StepState::Wait, Code::DirectSendAfterConnector));
    assert_eq!(world.blocked(), [], "nothing is locked");
}
