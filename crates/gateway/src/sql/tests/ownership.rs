//! Who may change what (R4, R15, R16).

use model::Owner;

use super::*;

fn conflict(answer: &Result<Applied, GatewayError>) -> (&str, &str) {
    match answer {
        Err(GatewayError::Conflict { object, owner }) => (object, owner),
        other => panic!("{other:?} is no conflict"),
    }
}

fn r15_a_domain_of_another_account_is_a_conflict_and_the_rest_goes_on(on: On) {
    let world = World::with_domain(on);
    let other = world.open(account(2));
    let changes = [
        domain("larkfield.example"),
        recipient(1, shape("ann@larkfield.example", &[])),
        domain("brookside.example"),
        recipient(2, shape("kim@brookside.example", &["ann@larkfield.example"])),
        recipient(3, shape("lee@brookside.example", &[])),
    ];
    let answers = world.runtime.block_on(other.apply(&changes));
    assert_eq!(conflict(&answers[0]), ("larkfield.example", "the account Client 1"));
    assert_eq!(conflict(&answers[1]), ("ann@larkfield.example", "the account Client 1"));
    assert_eq!(answers[2], Ok(Applied::Changed));
    assert_eq!(conflict(&answers[3]), ("ann@larkfield.example", "the account Client 1"));
    assert_eq!(answers[4], Ok(Applied::Changed));
    let seen = world.runtime.block_on(other.observe_domains(&[name("larkfield.example")])).unwrap();
    assert_eq!(seen[0].owner, Owner::Another("Client 1".into()));
    assert_eq!(seen[0].shape, domain_shape());
}

fn r4_what_was_made_by_hand_is_observed_as_nobodys_and_can_be_adopted(on: On) {
    let world = World::new(on);
    world.by_hand(
        "INSERT INTO domains (name, incoming) VALUES ('Larkfield.example', true);
         INSERT INTO routes (domain, preference, host) VALUES ('larkfield.example', 5, '192.0.2.9');
         INSERT INTO recipients (address, kind, outgoing) VALUES ('Ann.O''Hara@larkfield.example', 'room', true);
         INSERT INTO aliases (alias, address) VALUES ('A.OHara@larkfield.example', 'ann.o''hara@larkfield.example');",
    );
    let seen = world.runtime.block_on(world.gateway.observe_domains(&[name("larkfield.example")])).unwrap();
    assert_eq!((&seen[0].owner, seen[0].shape.routes[0].port), (&Owner::Nobody, 25));
    let (id, observed) = world.at("ann.o'hara@larkfield.example").unwrap();
    assert_eq!((id, observed.kind, observed.profile.as_ref()), (None, Kind::Room, None));
    assert_eq!(observed.services, Services { incoming: true, outgoing: true, archiving: false });
    assert_eq!(observed.aliases[0].as_str(), "A.OHara@larkfield.example");

    let added = [domain("larkfield.example"), recipient(1, observed.clone())];
    assert!(matches!(world.answers(&added)[1], Err(GatewayError::Conflict { .. })), "R15: nobody saw it there");
    let previous = Some(observed.primary.clone());
    let adopted = Change::EnsureRecipient { id: DirectoryId([1; 16]), previous, shape: observed.clone() };
    let adopted = [domain("larkfield.example"), adopted];
    assert_eq!(world.apply(&adopted), [Applied::AlreadySo, Applied::Changed]);
    assert_eq!(world.at("ann.o'hara@larkfield.example").unwrap(), (Some(DirectoryId([1; 16])), observed));
    assert_eq!(world.apply(&adopted), [Applied::AlreadySo, Applied::AlreadySo]);
}

fn g4_what_a_person_changes_or_takes_away_by_hand_is_observed(on: On) {
    let world = World::with_domain(on);
    world.apply(&[recipient(1, shape("Ann@larkfield.example", &["a@larkfield.example", "b@larkfield.example"]))]);
    world.by_hand(
        "UPDATE recipients SET incoming = false, listed = false WHERE address = 'Ann@larkfield.example';
         DELETE FROM aliases WHERE alias = 'a@larkfield.example';
         UPDATE domains SET reject_unlisted = false WHERE name = 'larkfield.example';
         DELETE FROM routes WHERE domain = 'larkfield.example';",
    );
    let (_, observed) = world.at("ann@larkfield.example").unwrap();
    assert_eq!((observed.listed, observed.services.incoming, observed.services.outgoing), (false, false, true));
    assert_eq!(observed.aliases, [address("b@larkfield.example")]);
    let domains = || world.runtime.block_on(world.gateway.observe_domains(&[name("larkfield.example")])).unwrap();
    assert_eq!((domains()[0].shape.reject_unlisted, domains()[0].shape.routes.len()), (false, 0));
    world.by_hand("DELETE FROM recipients WHERE address = 'Ann@larkfield.example'");
    assert_eq!(world.at("ann@larkfield.example"), None);
    world.by_hand("DELETE FROM domains WHERE name = 'larkfield.example'");
    assert!(domains().is_empty());
}

fn r15_an_address_of_a_recipient_made_by_hand_is_a_conflict_unless_it_is_its_primary(on: On) {
    let world = World::with_domain(on);
    world.by_hand(
        "INSERT INTO recipients (address) VALUES ('desk@larkfield.example');
         INSERT INTO aliases VALUES ('help@larkfield.example', 'desk@larkfield.example');",
    );
    let answers = world.answers(&[
        recipient(1, shape("ann@larkfield.example", &["desk@larkfield.example"])),
        recipient(1, shape("help@larkfield.example", &[])),
        recipient(1, shape("ann@larkfield.example", &[])),
        recipient(1, shape("desk@larkfield.example", &[])),
    ]);
    assert_eq!(conflict(&answers[0]), ("desk@larkfield.example", "a recipient made by hand"));
    assert_eq!(conflict(&answers[1]), ("help@larkfield.example", "a recipient made by hand"));
    assert_eq!(answers[2], Ok(Applied::Changed));
    assert_eq!(conflict(&answers[3]), ("desk@larkfield.example", "a recipient made by hand"));
    assert_eq!(world.at("desk@larkfield.example").unwrap().0, None);
    assert_eq!(world.at("ann@larkfield.example").unwrap().1, shape("ann@larkfield.example", &[]));
}

fn r16_an_alias_moves_between_recipients_of_the_directory(on: On) {
    let world = World::with_domain(on);
    world.apply(&[
        recipient(1, shape("ann@larkfield.example", &["sales@larkfield.example"])),
        recipient(2, shape("kim@larkfield.example", &["sales@larkfield.example"])),
    ]);
    assert!(world.at("ann@larkfield.example").unwrap().1.aliases.is_empty());
    assert_eq!(world.at("kim@larkfield.example").unwrap().1.aliases, [address("sales@larkfield.example")]);
}

fn r16_two_recipients_may_exchange_their_primary_addresses(on: On) {
    let world = World::with_domain(on);
    let one = shape("ann@larkfield.example", &["a.old@larkfield.example"]);
    let two = RecipientShape { kind: Kind::Shared, ..shape("kim@larkfield.example", &[]) };
    world.apply(&[recipient(1, one.clone()), recipient(2, two.clone())]);
    world.apply(&[
        recipient(1, RecipientShape { primary: two.primary.clone(), ..one.clone() }),
        recipient(2, RecipientShape { primary: one.primary.clone(), ..two }),
    ]);
    assert_eq!(world.at("kim@larkfield.example").unwrap().0, Some(DirectoryId([1; 16])));
    let (id, shape) = world.at("ann@larkfield.example").unwrap();
    assert_eq!((id, shape.kind), (Some(DirectoryId([2; 16])), Kind::Shared));
}

fn r16_a_directory_object_that_loses_its_primary_address_is_listed_under_an_alias(on: On) {
    let world = World::with_domain(on);
    world.apply(&[
        recipient(1, shape("ann@larkfield.example", &["b@larkfield.example", "c@larkfield.example"])),
        recipient(2, shape("ann@larkfield.example", &[])),
    ]);
    let (id, shape) = world.at("b@larkfield.example").unwrap();
    assert_eq!((id, shape.aliases), (Some(DirectoryId([1; 16])), vec![address("c@larkfield.example")]));
}

fn r16_a_rename_keeps_the_row_whether_the_gateway_knows_the_id_or_only_the_address(on: On) {
    let world = World::with_domain(on);
    world.apply(&[recipient(1, shape("ann@larkfield.example", &[]))]);
    world.by_hand("INSERT INTO recipients (address, archiving) VALUES ('bo@larkfield.example', true)");
    let renamed = |id: u8, from: &str, to: &str| Change::EnsureRecipient {
        id: DirectoryId([id; 16]),
        previous: Some(address(from)),
        shape: shape(to, &[from]),
    };
    let rows = || world.texts("SELECT CAST(id AS text) FROM recipient ORDER BY id");
    let before = rows();
    world.apply(&[
        renamed(1, "ann@larkfield.example", "ann.lee@larkfield.example"),
        renamed(2, "bo@larkfield.example", "bo.kay@larkfield.example"),
    ]);
    assert_eq!(rows(), before);
    assert_eq!(world.at("ann@larkfield.example"), None);
    assert_eq!(world.at("ann.lee@larkfield.example").unwrap().0, Some(DirectoryId([1; 16])));
    assert_eq!(world.at("bo.kay@larkfield.example").unwrap().0, Some(DirectoryId([2; 16])));
}

fn a_change_that_the_database_refuses_leaves_its_object_as_it_was_and_the_rest_goes_on(on: On) {
    let world = World::with_domain(on);
    let broken = DomainShape {
        routes: vec![Route { preference: 0, host: "two words".into(), port: 25 }],
        ldap_sync: true,
        ..domain_shape()
    };
    let answers = world.answers(&[
        Change::EnsureDomain { name: name("larkfield.example"), shape: broken },
        recipient(1, shape("ann@elsewhere.example", &[])),
        recipient(2, shape("ann@larkfield.example", &[])),
    ]);
    assert!(matches!(&answers[0], Err(GatewayError::Refused { object, .. }) if object == "larkfield.example"));
    assert!(matches!(&answers[1], Err(GatewayError::Refused { object, .. }) if object == "ann@elsewhere.example"));
    assert_eq!(answers[2], Ok(Applied::Changed));
    let seen = world.runtime.block_on(world.gateway.observe_domains(&[name("larkfield.example")])).unwrap();
    assert_eq!(seen[0].shape, domain_shape());
}

on_both! {
    r15_a_domain_of_another_account_is_a_conflict_and_the_rest_goes_on,
    r4_what_was_made_by_hand_is_observed_as_nobodys_and_can_be_adopted,
    g4_what_a_person_changes_or_takes_away_by_hand_is_observed,
    r15_an_address_of_a_recipient_made_by_hand_is_a_conflict_unless_it_is_its_primary,
    r16_an_alias_moves_between_recipients_of_the_directory,
    r16_two_recipients_may_exchange_their_primary_addresses,
    r16_a_directory_object_that_loses_its_primary_address_is_listed_under_an_alias,
    r16_a_rename_keeps_the_row_whether_the_gateway_knows_the_id_or_only_the_address,
    a_change_that_the_database_refuses_leaves_its_object_as_it_was_and_the_rest_goes_on,
}
