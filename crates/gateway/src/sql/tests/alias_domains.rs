//! Domain aliases (R14): whose recipients they reach, and what Postfix is told of them.

use super::{maps::ask, *};

fn alias(text: &str, target: &str) -> Change {
    Change::EnsureDomain { name: name(text), shape: DomainShape { alias_of: Some(name(target)), ..domain_shape() } }
}

/// The alias comes first, as the plan's order may have it.
fn world(on: On) -> World {
    let world = World::new(on);
    world.apply(&[
        alias("aaa.example", "larkfield.example"),
        domain("larkfield.example"),
        recipient(1, shape("Ann@larkfield.example", &["o'hara@larkfield.example"])),
        recipient(2, RecipientShape { listed: false, ..shape("left@larkfield.example", &[]) }),
    ]);
    world
}

fn r14_mail_to_an_alias_goes_to_the_same_local_part_of_the_target_and_unlisted_ones_are_refused(on: On) {
    let world = world(on);
    assert_eq!(ask(&world, "relay_domains", "aaa.example").as_deref(), Some("aaa.example"));
    for (asked, real) in
        [("ANN@aaa.example", "ann@larkfield.example"), ("o'hara@aaa.example", "o'hara@larkfield.example")]
    {
        assert_eq!(ask(&world, "relay_recipients", asked).as_deref(), Some("listed"), "{asked}");
        assert_eq!(ask(&world, "alias_domains", asked).as_deref(), Some(real), "{asked}");
    }
    for miss in ["nobody@aaa.example", "left@aaa.example", "@aaa.example", "aaa.example", "ann@larkfield.example"] {
        assert_eq!(ask(&world, "alias_domains", miss), None, "{miss}");
    }
    assert_eq!(ask(&world, "relay_recipients", "nobody@aaa.example"), None);
    assert_eq!(ask(&world, "gone", "left@aaa.example").as_deref(), Some("550 5.1.1 User unknown"));
    let archive = Some("larkfield.example@archive.invalid");
    assert_eq!(ask(&world, "archive_recipient", "ann@aaa.example").as_deref(), archive);
    assert_eq!(ask(&world, "archive_sender", "ann@aaa.example").as_deref(), archive);
    assert_eq!(ask(&world, "outgoing_sender", "ann@aaa.example").as_deref(), Some("OK"));
}

fn r14_an_alias_adds_to_the_addresses_of_its_domain_and_takes_none_of_them_away(on: On) {
    let world = world(on);
    let own = Services { incoming: true, ..Services::NONE };
    world.apply(&[
        recipient(3, RecipientShape { services: own, ..shape("kim@aaa.example", &[]) }),
        recipient(4, RecipientShape { services: own, ..shape("o'hara@aaa.example", &[]) }),
        recipient(5, RecipientShape { listed: false, ..shape("gone@aaa.example", &[]) }),
        recipient(6, shape("gone+x@larkfield.example", &["kim+x@larkfield.example", "kim@larkfield.example"])),
    ]);
    world.by_hand("INSERT INTO recipients (address, archiving) VALUES ('scanner@aaa.example', true)");
    for listed in ["kim@aaa.example", "O'Hara@aaa.example", "scanner@aaa.example"] {
        assert_eq!(ask(&world, "relay_recipients", listed).as_deref(), Some("listed"), "{listed}");
        assert_eq!(ask(&world, "alias_domains", listed), None, "{listed} goes where it always went");
        assert!(ask(&world, "transport", listed).unwrap().starts_with("tenantry-filter:["), "{listed}");
    }
    for none in ["outgoing_sender", "archive_recipient", "archive_sender"] {
        assert_eq!(ask(&world, none, "o'hara@aaa.example"), None, "its own services count, not the target's");
    }
    let archive = Some("aaa.example@archive.invalid");
    assert_eq!(ask(&world, "archive_recipient", "scanner@aaa.example").as_deref(), archive);
    // Postfix asks for an address with its tag first.
    assert_eq!(ask(&world, "alias_domains", "kim+x@aaa.example"), None);
    assert_eq!(ask(&world, "archive_sender", "kim+x@aaa.example"), None);
    assert_eq!(ask(&world, "alias_domains", "gone+x@aaa.example").as_deref(), Some("gone+x@larkfield.example"));
    assert_eq!(ask(&world, "relay_recipients", "gone@aaa.example"), None);
    assert_eq!(ask(&world, "gone", "gone@aaa.example").as_deref(), Some("550 5.1.1 User unknown"));
    world.apply(&[domain("aaa.example")]);
    assert_eq!(ask(&world, "relay_recipients", "kim@aaa.example").as_deref(), Some("listed"));
    assert_eq!(ask(&world, "relay_recipients", "ann@aaa.example"), None, "the alias alone gave this one");
}

fn r14_who_has_the_name_of_somebody_who_left_is_reached_through_the_alias(on: On) {
    let world = world(on);
    world.apply(&[
        recipient(3, RecipientShape { listed: false, ..shape("kim@aaa.example", &["ann@aaa.example"]) }),
        recipient(4, RecipientShape { listed: false, ..shape("left@aaa.example", &[]) }),
    ]);
    for (map, answer) in
        [("relay_recipients", Some("listed")), ("alias_domains", Some("ann@larkfield.example")), ("gone", None)]
    {
        assert_eq!(ask(&world, map, "ann@aaa.example").as_deref(), answer, "{map}");
    }
    assert_eq!(ask(&world, "relay_recipients", "left@aaa.example"), None);
    assert_eq!(ask(&world, "gone", "left@aaa.example").as_deref(), Some("550 5.1.1 User unknown"), "said once");
}

fn r14_an_alias_is_observed_and_ends_again(on: On) {
    let world = world(on);
    let observed = || world.runtime.block_on(world.gateway.observe_domains(&[name("aaa.example")])).unwrap().remove(0);
    assert_eq!(observed().shape.alias_of, Some(name("larkfield.example")));
    let again = [alias("aaa.example", "larkfield.example"), domain("aaa.example"), domain("aaa.example")];
    assert_eq!(world.apply(&again), [Applied::AlreadySo, Applied::Changed, Applied::AlreadySo]);
    assert_eq!(observed().shape.alias_of, None);
    assert_eq!(ask(&world, "relay_recipients", "ann@aaa.example"), None);
}

fn r14_an_alias_does_not_follow_another_alias(on: On) {
    let world = world(on);
    let refused = |change: Change| match world.answers(&[change]).remove(0) {
        Err(GatewayError::Refused { cause, .. }) => cause,
        other => panic!("{other:?}"),
    };
    assert!(refused(alias("bbb.example", "aaa.example")).contains("aaa.example is a domain alias already"));
    assert!(refused(alias("larkfield.example", "ccc.example")).contains("aaa.example is a domain alias already"));
    let out = refused(Change::EnsureAbsentDomain { name: name("larkfield.example") });
    assert!(out.contains("recipients still have addresses"), "{out}");
}

fn r15_an_alias_never_reaches_the_recipients_of_another_account(on: On) {
    let world = world(on);
    let other = world.open(account(2));
    let answers = world.runtime.block_on(other.apply(&[alias("thief.example", "larkfield.example")]));
    assert!(matches!(answers[0], Err(GatewayError::Conflict { .. })), "{answers:?}");
    // The target came after the alias, and is another account's.
    world.runtime.block_on(other.apply(&[alias("thief.example", "late.example")]));
    world.apply(&[domain("late.example"), recipient(4, shape("eve@late.example", &[]))]);
    assert_eq!(ask(&world, "relay_recipients", "eve@thief.example"), None);
    assert_eq!(ask(&world, "alias_domains", "eve@thief.example"), None);
}

#[test]
fn b6_a_database_of_the_first_schema_is_brought_up_with_what_is_in_it() {
    let dir = tempfile::tempdir().unwrap();
    let old = rusqlite::Connection::open(dir.path().join("gateway.db")).unwrap();
    old.execute_batch(include_str!("../sqlite/schema_1.sql")).unwrap();
    old.execute_batch(
        "INSERT INTO domains (name) VALUES ('larkfield.example');
         INSERT INTO recipients (address) VALUES ('Ann@larkfield.example'); PRAGMA user_version = 1;",
    )
    .unwrap();
    drop(old);
    let gateway = LocalGateway::open(dir.path(), account(1)).unwrap();
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    let seen = runtime.block_on(gateway.observe_recipients(&[name("larkfield.example")], None, 9)).unwrap();
    assert_eq!(seen[0].shape.primary.as_str(), "Ann@larkfield.example");
    let world = World { gateway: Arc::new(gateway), base: Base::Folder(dir), runtime };
    assert_eq!(ask(&world, "relay_recipients", "ann@larkfield.example").as_deref(), Some("listed"));
}

on_both! {
    r14_mail_to_an_alias_goes_to_the_same_local_part_of_the_target_and_unlisted_ones_are_refused,
    r14_an_alias_adds_to_the_addresses_of_its_domain_and_takes_none_of_them_away,
    r14_who_has_the_name_of_somebody_who_left_is_reached_through_the_alias,
    r14_an_alias_is_observed_and_ends_again,
    r14_an_alias_does_not_follow_another_alias,
    r15_an_alias_never_reaches_the_recipients_of_another_account,
}
