//! Outgoing users, ranges, mail without a sender, names in U-labels, and what a reporting job reads.

use model::{DateFormat, Networks, Profile, Report, TimeFormat};

use super::{maps::ask, *};

fn password(world: &World, gateway: &dyn Gateway, domain: &str, password: &str) -> Result<(), GatewayError> {
    world.runtime.block_on(gateway.set_outgoing_password(&name(domain), &password.into()))
}

fn ranges(version: &str, range: &str) -> Networks {
    Networks { version: version.into(), ranges: vec![range.parse().unwrap()] }
}

const LOGIN: &str = "SELECT login || ' ' || allow_nets FROM outgoing_login";

fn r8_an_outgoing_user_logs_in_by_its_domain_from_its_clients_ranges_only(on: On) {
    let world = World::with_domain(on);
    let ensure = |networks| world.runtime.block_on(world.gateway.ensure_networks(&networks, &[])).unwrap();
    assert_eq!(ensure(Networks::shipped()), Applied::Changed);
    assert!(world.texts(LOGIN).is_empty(), "nobody without a password");
    password(&world, &*world.gateway, "larkfield.example", "first").unwrap();
    let first = world.texts("SELECT password FROM outgoing_login").remove(0);
    assert!(first.starts_with("{SHA512-CRYPT}$6$rounds="), "{first}");
    password(&world, &*world.gateway, "larkfield.example", "second").unwrap();
    assert_ne!(world.texts("SELECT password FROM outgoing_login"), [first]);
    assert_eq!(ensure(ranges("2999010100", "192.0.2.0/24")), Applied::Changed);
    assert_eq!(ensure(ranges("2999010100", "192.0.2.0/24")), Applied::AlreadySo);
    assert_eq!(ensure(ranges("2998010100", "198.51.100.0/24")), Applied::AlreadySo, "an older list");
    assert_eq!(world.texts(LOGIN), ["larkfield.example 192.0.2.0/24"]);
    assert_eq!(ask(&world, "microsoft365", "192.0.2.77").as_deref(), Some("OK"));
    assert_eq!(ask(&world, "microsoft365", "40.107.22.52"), None);
    world.by_hand("DELETE FROM network");
    assert!(world.texts(LOGIN).is_empty(), "without ranges Dovecot would take a login from everywhere");
}

fn r8_each_client_has_its_own_ranges(on: On) {
    let world = World::with_domain(on);
    let other = world.open(account(2));
    world.runtime.block_on(other.apply(&[domain("brookside.example")]));
    world.runtime.block_on(world.gateway.ensure_networks(&Networks::shipped(), &[])).unwrap();
    password(&world, &*other, "brookside.example", "x").unwrap();
    world.runtime.block_on(other.ensure_networks(&ranges("2999010100", "192.0.2.0/24"), &[])).unwrap();
    assert_eq!(world.texts(LOGIN), ["brookside.example 192.0.2.0/24"]);
    for client in ["40.107.22.52", "192.0.2.1"] {
        assert_eq!(ask(&world, "microsoft365", client).as_deref(), Some("OK"), "{client}: ranges of either client");
    }
}

fn r8_a_list_of_another_of_microsofts_clouds_takes_the_place_of_one_whatever_their_versions(on: On) {
    let world = World::new(on);
    let ensure = |networks| world.runtime.block_on(world.gateway.ensure_networks(&networks, &[])).unwrap();
    assert_eq!(ensure(ranges("Worldwide 2023073100", "192.0.2.0/24")), Applied::Changed);
    assert_eq!(ensure(ranges("China 2023020100", "198.51.100.0/24")), Applied::Changed);
    assert_eq!(ensure(ranges("China 2022020100", "203.0.113.0/24")), Applied::AlreadySo, "an older list");
    assert_eq!(world.texts("SELECT cidr FROM network"), ["198.51.100.0/24"]);
    assert_eq!(ask(&world, "microsoft365", "192.0.2.1"), None);
}

fn g2_r8_opening_makes_no_account_and_no_ranges_and_the_first_change_does(on: On) {
    let world = World::new(on);
    assert!(world.runtime.block_on(world.gateway.observe_domains(&[name("larkfield.example")])).unwrap().is_empty());
    assert_eq!((world.count("account"), world.count("network")), (0, 0));
    world.apply(&[domain("larkfield.example")]);
    assert_eq!(world.texts("SELECT name FROM account"), ["Client 1"]);
    assert_eq!(world.count("network"), 0, "the engine knows which of Microsoft's clouds the client is in");
    let renamed = world.open(Account { name: "Client 1 Ltd".into(), ..account(1) });
    let seen = world.runtime.block_on(renamed.observe_domains(&[name("larkfield.example")])).unwrap();
    assert_eq!(seen[0].owner, model::Owner::Us, "an account that another program made is found");
    assert_eq!(world.texts("SELECT name FROM account"), ["Client 1"]);
    world.runtime.block_on(renamed.apply(&[domain("larkfield.example")]));
    assert_eq!(world.texts("SELECT name FROM account"), ["Client 1 Ltd"]);
}

fn r15_a_password_is_set_for_a_domain_of_this_client_with_an_outgoing_user_only(on: On) {
    let world = World::with_domain(on);
    let other = world.open(account(2));
    let refused = |gateway: &dyn Gateway, domain: &str, text: &str| {
        password(&world, gateway, domain, text).unwrap_err().to_string()
    };
    assert!(refused(&*other, "larkfield.example", "x").contains("the account Client 1"));
    assert!(refused(&*world.gateway, "nowhere.example", "x").contains("no such domain"));
    assert!(refused(&*world.gateway, "larkfield.example", "").contains("empty"));
    let without = DomainShape { outgoing_user: false, ..domain_shape() };
    world.apply(&[Change::EnsureDomain { name: name("larkfield.example"), shape: without }]);
    assert!(refused(&*world.gateway, "larkfield.example", "x").contains("no outgoing user"));
}

fn r8_a_login_may_send_as_the_senders_of_its_domain(on: On) {
    let world = World::with_domain(on);
    let closed = RecipientShape { services: Services::NONE, ..shape("bob@larkfield.example", &[]) };
    world.apply(&[recipient(1, shape("Ann@larkfield.example", &["a@larkfield.example"])), recipient(2, closed)]);
    for sender in ["ann@larkfield.example", "A@larkfield.example"] {
        assert_eq!(ask(&world, "outgoing_login", sender).as_deref(), Some("larkfield.example"), "{sender}");
    }
    for sender in ["bob@larkfield.example", "nobody@larkfield.example", "ann@elsewhere.example", "<>"] {
        assert_eq!(ask(&world, "outgoing_login", sender), None, "{sender}");
    }
}

fn r8_mail_without_a_sender_is_taken_where_a_domain_sends_and_from_tenants_of_clients_only(on: On) {
    let world = World::new(on);
    assert_eq!(ask(&world, "outgoing_null", "<>"), None);
    world.apply(&[domain("larkfield.example")]);
    assert_eq!(ask(&world, "outgoing_null", "<>").as_deref(), Some("OK"));
    assert_eq!(ask(&world, "outgoing_null", "ann@larkfield.example"), None);
    let header = |tenant: &str| ask(&world, "foreign_tenant", &format!("X-MS-Exchange-CrossTenant-Id: {tenant}"));
    assert_eq!(header("01010101-0101-0101-0101-010101010101"), None);
    assert!(header("02020202-0202-0202-0202-020202020202").unwrap().starts_with("REJECT 5.7.1 "));
    assert!(header("").unwrap().starts_with("REJECT 5.7.1 "));
    assert_eq!(ask(&world, "foreign_tenant", "X-MS-Exchange-CrossTenant-Network-Message-Id: 2"), None);
}

fn g2_a_domain_is_known_in_u_labels_as_well(on: On) {
    let world = World::new(on);
    let ascii = "xn--bcher-kva.example";
    world.apply(&[
        domain(ascii),
        recipient(1, shape(&format!("Ann@{ascii}"), &[])),
        recipient(2, shape(&format!("jörg@{ascii}"), &[])),
    ]);
    for asked in [ascii, "bücher.example"] {
        assert_eq!(ask(&world, "relay_domains", asked).as_deref(), Some(asked));
        for local in ["ann", "jörg"] {
            let address = format!("{local}@{asked}");
            assert_eq!(ask(&world, "relay_recipients", &address).as_deref(), Some("listed"), "{address}");
            assert!(ask(&world, "transport", &address).unwrap().starts_with("tenantry-filter:["), "{address}");
        }
        assert_eq!(ask(&world, "relay_recipients", &format!("nobody@{asked}")), None);
    }
    let rewritten = ask(&world, "alias_domains", "ann@bücher.example");
    assert_eq!(rewritten, Some(format!("ann@{ascii}")), "what goes on needs no SMTPUTF8");
    world.apply(&[Change::EnsureAbsentRecipient {
        id: DirectoryId([1; 16]),
        primary: address(&format!("ann@{ascii}")),
    }]);
    world.apply(&[Change::EnsureAbsentRecipient { id: DirectoryId([2; 16]), primary: address(&format!("j@{ascii}")) }]);
    world.apply(&[Change::EnsureAbsentDomain { name: name(ascii) }]);
    assert_eq!(ask(&world, "relay_domains", "bücher.example"), None);
    // Made by hand, it is known so from the next run on. What Postfix would fold into another name is not.
    world.by_hand(
        "INSERT INTO domains (name) VALUES ('xn--bcher-kva.example');
         INSERT INTO domains (name) VALUES ('xn--fa-hia.example')",
    );
    let next = world.open(account(1));
    world.runtime.block_on(next.ensure_networks(&ranges("2999010100", "192.0.2.0/24"), &[])).unwrap();
    assert_eq!(ask(&world, "relay_domains", "bücher.example").as_deref(), Some("bücher.example"));
    assert_eq!(world.count("known_as"), 3);
}

fn r9_a_reporting_job_reads_who_wants_a_report_when_and_how(on: On) {
    let world = World::with_domain(on);
    let profile = |report: &str| Profile {
        time_zone: "Europe/Amsterdam".into(),
        date_format: DateFormat::ALL[0],
        time_format: TimeFormat::Hours24,
        report: report.parse::<Report>().unwrap(),
        language: "nl".into(),
        sso: true,
    };
    world.apply(&[
        recipient(
            1,
            RecipientShape {
                profile: Some(profile("08:00,16:30")),
                ..shape("Ann@larkfield.example", &["b@larkfield.example"])
            },
        ),
        recipient(2, RecipientShape { profile: Some(profile("off")), ..shape("cy@larkfield.example", &[]) }),
        recipient(
            3,
            RecipientShape { profile: Some(profile("08:00")), listed: false, ..shape("d@larkfield.example", &[]) },
        ),
        recipient(4, shape("eve@larkfield.example", &[])),
    ]);
    let sql =
        "SELECT address || '|' || domain || '|' || account || '|' || kind || '|' || time_zone || '|' || date_format
               || '|' || time_format || '|' || coalesce(report_times, 'none') || '|' || language
               || '|' || CASE WHEN sso THEN 'sso' ELSE '' END FROM reporting ORDER BY 1";
    let row = |address: &str, times: &str| {
        format!("{address}|larkfield.example|Client 1|user|Europe/Amsterdam|DD/MM/YYYY|24h|{times}|nl|sso")
    };
    assert_eq!(world.texts(sql), [row("Ann@larkfield.example", "08:00,16:30"), row("cy@larkfield.example", "none")]);
}

on_both! {
    r8_an_outgoing_user_logs_in_by_its_domain_from_its_clients_ranges_only,
    r8_each_client_has_its_own_ranges,
    r8_a_list_of_another_of_microsofts_clouds_takes_the_place_of_one_whatever_their_versions,
    g2_r8_opening_makes_no_account_and_no_ranges_and_the_first_change_does,
    r15_a_password_is_set_for_a_domain_of_this_client_with_an_outgoing_user_only,
    r8_a_login_may_send_as_the_senders_of_its_domain,
    r8_mail_without_a_sender_is_taken_where_a_domain_sends_and_from_tenants_of_clients_only,
    g2_a_domain_is_known_in_u_labels_as_well,
    r9_a_reporting_job_reads_who_wants_a_report_when_and_how,
}
