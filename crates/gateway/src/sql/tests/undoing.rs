//! Taking out again what was added (B5).

use super::*;

fn out(id: u8, primary: &str) -> Change {
    Change::EnsureAbsentRecipient { id: DirectoryId([id; 16]), primary: address(primary) }
}

fn domain_out(text: &str) -> Change {
    Change::EnsureAbsentDomain { name: name(text) }
}

fn b5_a_recipient_is_taken_out_with_its_addresses_and_once_gone_it_stays_gone(on: On) {
    let world = World::with_domain(on);
    world.apply(&[
        recipient(1, shape("ann@larkfield.example", &["a@larkfield.example"])),
        recipient(2, shape("bob@larkfield.example", &[])),
    ]);
    let twice = [out(1, "ann@larkfield.example"), out(1, "ann@larkfield.example")];
    assert_eq!(world.apply(&twice), [Applied::Changed, Applied::AlreadySo]);
    assert_eq!(world.at("ann@larkfield.example"), None);
    assert_eq!(world.count("address"), 1, "its alias is free as well");
    assert_eq!(world.apply(&[out(3, "bob@larkfield.example")]), [Applied::AlreadySo], "that is somebody else");
    assert!(world.at("bob@larkfield.example").is_some());
}

fn r15_what_others_made_is_not_taken_out(on: On) {
    let world = World::with_domain(on);
    world.by_hand("INSERT INTO recipients (address) VALUES ('desk@larkfield.example')");
    let other = world.open(account(2));
    world.apply(&[recipient(1, shape("ann@larkfield.example", &[]))]);
    let theirs = [out(1, "ann@larkfield.example"), domain_out("larkfield.example")];
    for answer in world.runtime.block_on(other.apply(&theirs)) {
        assert!(matches!(answer, Err(GatewayError::Conflict { .. })), "{answer:?}");
    }
    let answers = world.answers(&[out(9, "desk@larkfield.example")]);
    assert!(matches!(answers[0], Err(GatewayError::Conflict { .. })), "{answers:?}");
    world.by_hand("INSERT INTO domains (name) VALUES ('hand.example')");
    assert!(matches!(world.answers(&[domain_out("hand.example")])[0], Err(GatewayError::Conflict { .. })));
    assert!(world.at("ann@larkfield.example").is_some() && world.at("desk@larkfield.example").is_some());
}

fn b5_a_domain_is_taken_out_only_when_nobody_is_left_in_it(on: On) {
    let world = World::with_domain(on);
    world.apply(&[recipient(1, shape("ann@larkfield.example", &[]))]);
    match &world.answers(&[domain_out("larkfield.example")])[0] {
        Err(GatewayError::Refused { cause, .. }) => assert_eq!(cause, "1 recipient still has addresses in it"),
        other => panic!("{other:?}"),
    }
    let all = [out(1, "ann@larkfield.example"), domain_out("larkfield.example"), domain_out("larkfield.example")];
    assert_eq!(world.apply(&all), [Applied::Changed, Applied::Changed, Applied::AlreadySo]);
    assert_eq!(world.count("route"), 0);
}

fn b4_an_addition_that_fails_half_way_leaves_nothing_and_the_others_go_on(on: On) {
    let world = World::with_domain(on);
    world.by_hand("INSERT INTO recipients (address) VALUES ('desk@larkfield.example')");
    let answers = world.answers(&[
        recipient(1, shape("ann@larkfield.example", &["b@larkfield.example", "desk@larkfield.example"])),
        recipient(2, shape("b@larkfield.example", &["c@elsewhere.example"])),
        recipient(3, shape("b@larkfield.example", &[])),
    ]);
    assert!(matches!(answers[0], Err(GatewayError::Conflict { .. })), "{answers:?}");
    assert!(matches!(answers[1], Err(GatewayError::Refused { .. })), "{answers:?}");
    assert_eq!(answers[2], Ok(Applied::Changed));
    assert_eq!((world.count("recipient"), world.count("address")), (2, 2));
}

on_both! {
    b5_a_recipient_is_taken_out_with_its_addresses_and_once_gone_it_stays_gone,
    r15_what_others_made_is_not_taken_out,
    b5_a_domain_is_taken_out_only_when_nobody_is_left_in_it,
    b4_an_addition_that_fails_half_way_leaves_nothing_and_the_others_go_on,
}
