//! The files as an administrator uses them: checked by the programs' own tools, on one machine and on several.

use std::sync::Arc;

use journeys::{postfix::PostfixServer, postgres::PostgresServer};
use model::Services;

use super::world::{Base, MICROSOFT, World, domain, recipient};

on_both_databases!(
    g2_postfix_takes_the_generated_configuration_without_a_warning,
    g2_every_map_answers_postmap_with_the_expected_hit_and_miss,
    g2_two_postfix_over_one_database_see_a_change_at_once,
);

fn g2_postfix_takes_the_generated_configuration_without_a_warning(world: World) {
    for (tool, argument) in [("postfix", "check"), ("postconf", "-n"), ("postconf", "-M"), ("postconf", "-P")] {
        let told = world.postfix.tool(tool).arg(argument).output().unwrap();
        assert!(told.status.success(), "{tool} {argument}");
        assert_eq!(String::from_utf8_lossy(&told.stderr), "", "{tool} {argument}");
    }
    assert_eq!(world.incoming().rcpt("ann@larkfield.example").unwrap().code, 250);
    assert_eq!(world.outgoing(MICROSOFT, "ann@larkfield.example").code, 250);
    let log = world.postfix.log();
    assert!(!["warning:", "fatal:", "panic:"].iter().any(|word| log.contains(word)), "{log}");
}

fn g2_every_map_answers_postmap_with_the_expected_hit_and_miss(world: World) {
    let hops = format!("[127.0.0.1]:{}", world.clients.address.port());
    let archive = "larkfield.example@archive.invalid";
    world.apply(&[domain("open.example", &[world.clients.address], false)]);
    let alias = domain_alias("mirror.example", "larkfield.example", &world);
    world.apply(&[alias]);
    let left = if world.base.is_sqlite() { "0" } else { "false" };
    world.by_hand(&format!("INSERT INTO recipients (address, listed) VALUES ('left@larkfield.example', {left});"));
    let (filter, bypass) = (format!("tenantry-filter:{hops}"), format!("tenantry-bypass:{hops}"));
    let tenant = |id: &str| format!("X-MS-Exchange-CrossTenant-Id: {id}");
    let (ours, foreign) = (tenant(&super::world::TENANT.to_string()), tenant("00000000-0000-0000-0000-000000000001"));
    let expected: [(&str, &str, Option<&str>); 33] = [
        ("relay_domains", "larkfield.example", Some("larkfield.example")),
        ("relay_domains", "sub.larkfield.example", None),
        ("relay_recipients", "ann@larkfield.example", Some("listed")),
        ("relay_recipients", "@open.example", Some("unlisted")),
        ("relay_recipients", "nobody@larkfield.example", None),
        ("relay_recipients", "@larkfield.example", None),
        ("gone", "left@larkfield.example", Some("550 5.1.1 User unknown")),
        ("gone", "ann@larkfield.example", None),
        ("transport", "ann@larkfield.example", Some(&filter)),
        ("transport", "bob@larkfield.example", Some(&bypass)),
        ("transport", "nobody@larkfield.example", None),
        ("transport_unlisted", "larkfield.example", Some(&bypass)),
        ("transport_unlisted", "elsewhere.example", None),
        ("archive_recipient", "ann@larkfield.example", Some(archive)),
        ("archive_recipient", "bob@larkfield.example", None),
        ("archive_sender", "o'hara@larkfield.example", Some(archive)),
        ("archive_sender", "bob@larkfield.example", None),
        ("archive_maildir", archive, Some("larkfield.example/Maildir/")),
        ("archive_maildir", "elsewhere.example@archive.invalid", None),
        ("alias_domains", "ann@mirror.example", Some("ann@larkfield.example")),
        ("alias_domains", "ann@larkfield.example", None),
        ("outgoing_sender", "ann.lee@larkfield.example", Some("OK")),
        ("outgoing_sender", "bob@larkfield.example", None),
        ("outgoing_login", "ann.lee@larkfield.example", Some("larkfield.example")),
        ("outgoing_login", "bob@larkfield.example", None),
        ("outgoing_null", "<>", Some("OK")),
        ("outgoing_null", "ann@larkfield.example", None),
        ("foreign_tenant", &ours, None),
        ("foreign_tenant", &foreign, Some("REJECT 5.7.1 the sending tenant is no client of this gateway")),
        ("foreign_tenant", "Subject: X-MS-Exchange-CrossTenant-Id", None),
        ("microsoft365", MICROSOFT, Some("OK")),
        ("microsoft365", "2a01:111:f403:c100::5", Some("OK")),
        ("microsoft365", "192.0.2.1", None),
    ];
    for (map, key, answer) in expected {
        assert_eq!(world.ask(map, key).as_deref(), answer, "postmap -q {key:?} {map}");
    }
    let maps = std::fs::read_dir(world.postfix.config()).unwrap().map(|e| e.unwrap().file_name());
    let maps = maps.filter_map(|name| name.to_str()?.strip_suffix(".cf").map(str::to_owned));
    for map in maps.filter(|name| !["main", "master"].contains(&name.as_str())) {
        for found in [true, false] {
            let asked = expected.iter().any(|(name, _, answer)| *name == map && answer.is_some() == found);
            assert!(asked, "{map} is not asked for a {}", if found { "hit" } else { "miss" });
        }
    }
}

fn domain_alias(name: &str, target: &str, world: &World) -> gateway::Change {
    let alias_of = Some(target.parse().unwrap());
    let shape = super::world::domain_shape(&[world.clients.address], true);
    gateway::Change::EnsureDomain { name: name.parse().unwrap(), shape: model::DomainShape { alias_of, ..shape } }
}

fn g2_two_postfix_over_one_database_see_a_change_at_once(world: World) {
    let other = world.another_postfix();
    let answer = |postfix: &PostfixServer, to: &str| {
        let reply = super::world::begin(postfix.incoming, "someone@elsewhere.example").rcpt(to).unwrap();
        assert!([250, 550].contains(&reply.code), "{to}: {} {}\n{}", reply.code, reply.text, postfix.log());
        reply.code
    };
    for (number, name) in (20..).zip(["one", "two", "three"]) {
        let address = format!("{name}@larkfield.example");
        assert_eq!([answer(&world.postfix, &address), answer(&other, &address)], [550, 550]);
        world.apply(&[recipient(number, &address, &[], Services::ALL)]);
        assert_eq!([answer(&world.postfix, &address), answer(&other, &address)], [250, 250]);
    }
}

#[test]
fn g2_without_its_database_server_postfix_asks_senders_to_come_again_and_refuses_nobody() {
    let server = Arc::new(PostgresServer::start().unwrap());
    let database = server.database().unwrap();
    let world = World::new(Base::Postgres { server: Arc::clone(&server), database });
    let mut session = world.incoming();
    assert_eq!(session.rcpt("ann@larkfield.example").unwrap().code, 250);
    server.end();
    for address in ["ann@larkfield.example", "bob@larkfield.example", "nobody@larkfield.example"] {
        let reply = session.rcpt(address).unwrap();
        assert_eq!(reply.code, 451, "{address}: {}", reply.text);
    }
    assert_eq!(world.outgoing(MICROSOFT, "ann@larkfield.example").code, 451);
}
