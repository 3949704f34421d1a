//! What Postfix is told of a name: who counts of those that an address may mean (R14), and the table that says where.

use std::time::{Duration, Instant};

use super::{maps::ask, *};
use crate::sql::maps::MAPS;

/// `aaa.example` is an alias of `larkfield.example`, which is archived and sends under its own name.
fn world(on: On) -> World {
    let world = World::with_domain(on);
    let shape = DomainShape { alias_of: Some(name("larkfield.example")), ..domain_shape() };
    world.apply(&[Change::EnsureDomain { name: name("aaa.example"), shape }]);
    world
}

/// Whether somebody has an address, and is listed.
type There = Option<bool>;
const EACH: [There; 3] = [None, Some(false), Some(true)];

/// Every way in which an address with a tag, the one without it, and the target's may be there: 27 local parts.
fn cases() -> impl Iterator<Item = (usize, [There; 3])> {
    let all = EACH.into_iter().flat_map(|own| EACH.map(|untagged| (own, untagged)));
    all.flat_map(|(own, untagged)| EACH.map(|target| [own, untagged, target])).enumerate()
}

/// Writes the cases by hand: who is in the domain itself archives, who is in the target sends.
fn write_cases(world: &World) {
    let rows = cases().flat_map(|(number, there)| {
        let places = [
            (format!("p{number}+x@aaa.example"), "false, true"),
            (format!("p{number}@aaa.example"), "false, true"),
            (format!("p{number}+x@larkfield.example"), "true, false"),
        ];
        places
            .into_iter()
            .zip(there)
            .filter_map(|((address, services), there)| Some(format!("('{address}', {}, {services})", there?)))
    });
    let rows = rows.collect::<Vec<_>>().join(", ");
    world.by_hand(&format!("INSERT INTO recipients (address, listed, outgoing, archiving) VALUES {rows}"));
}

/// Who counts of own address, address without its tag, and target's.
fn first(there: [There; 3]) -> Option<(usize, bool)> {
    let mut found: Vec<(usize, bool)> =
        there.into_iter().enumerate().filter_map(|(place, listed)| Some((place, listed?))).collect();
    found.sort_by_key(|(place, listed)| (!listed, *place));
    found.first().copied()
}

fn r14_of_those_that_an_address_may_mean_the_first_counts_and_listed_ones_go_before_others(on: On) {
    let world = world(on);
    write_cases(&world);
    for (number, there) in cases() {
        let told = |map: &str| ask(&world, map, &format!("p{number}+x@aaa.example"));
        let first = first(there);
        let (own, target) = (matches!(first, Some((0, _))), matches!(first, Some((2, _))));
        let listed = there[0] == Some(true) || there[2] == Some(true);
        assert_eq!(told("relay_recipients").is_some(), listed, "{there:?}");
        let gone = matches!(first, Some((0 | 2, false)));
        assert_eq!(told("gone").is_some(), gone, "{there:?}");
        assert_eq!(told("transport").is_some(), own || target, "{there:?}");
        assert_eq!(told("alias_domains").is_some(), first == Some((2, true)), "{there:?}");
        assert_eq!(told("outgoing_sender").is_some(), target, "{there:?}: their own services count");
        assert_eq!(told("archive_sender").is_some(), own, "{there:?}: their own services count");
    }
}

#[test]
fn g2_map_files_of_before_are_answered_as_the_new_ones_until_they_are_copied() {
    let world = world(On::Sqlite);
    write_cases(&world);
    for (number, there) in cases() {
        // Since the fifth schema somebody who left does not stand in the way of who is meant without the tag.
        if matches!(there, [Some(false), Some(true), None | Some(false)]) {
            continue;
        }
        let key = format!("p{number}+x@aaa.example");
        let before = format!(
            "SELECT CASE WHEN listed THEN 'listed ' ELSE 'left ' END || real FROM served
             WHERE domain = 'aaa.example' AND address = 'p{number}+x@' || real"
        );
        let now = first(there).and_then(|(place, listed)| {
            let real = ["aaa.example", "", "larkfield.example"][place];
            (!real.is_empty()).then(|| format!("{} {real}", if listed { "listed" } else { "left" }))
        });
        assert_eq!(world.texts(&before), Vec::from_iter(now), "{key} {there:?}");
    }
}

/// What Postfix is told, in words, from the table or from the view that it is made from.
fn told(world: &World, from: &str) -> Vec<String> {
    world.texts(&format!(
        "SELECT name || ' ' || place || ' ' || asked || ' ' || domain_id || ' ' || real || ' ' || incoming || outgoing
                || archiving || protect_listed_only || reject_unlisted || ' ' || coalesce(hops, 'nowhere')
         FROM {from} ORDER BY name, place"
    ))
}

fn g2_what_postfix_is_told_of_names_follows_every_change_of_a_domain_by_whomever(on: On) {
    let world = World::new(on);
    let follows = |what: &str, count: usize| {
        assert_eq!(told(&world, "reached"), told(&world, "reaching"), "{what}");
        assert_eq!(told(&world, "reached").len(), count, "{what}");
    };
    let alias = |target: Option<&str>| Change::EnsureDomain {
        name: name("xn--bcher-kva.example"),
        shape: DomainShape { alias_of: target.map(name), ..domain_shape() },
    };
    let bare = DomainShape { routes: Vec::new(), products: Services::NONE, reject_unlisted: false, ..domain_shape() };
    let bare = Change::EnsureDomain { name: name("larkfield.example"), shape: bare };
    world.apply(&[alias(Some("larkfield.example"))]);
    follows("an alias under two names without its target", 4);
    world.apply(&[domain("larkfield.example")]);
    follows("its target", 7);
    world.apply(&[bare]);
    follows("what the target is served with", 7);
    world.apply(&[alias(None)]);
    follows("no alias any more", 3);
    world.apply(&[alias(Some("larkfield.example")), domain("larkfield.example")]);
    follows("an alias again", 7);
    for (sql, count) in [
        ("INSERT INTO domains (name, alias_of) VALUES ('hand.example', 'other.example')", 9),
        ("INSERT INTO domains (name) VALUES ('other.example')", 11),
        ("INSERT INTO routes VALUES ('other.example', 10, 'mail.other.example', 25)", 11),
        ("UPDATE route SET host = 'mx.other.example' WHERE host = 'mail.other.example'", 11),
        ("UPDATE domains SET outgoing = true, outgoing_user = true WHERE name = 'other.example'", 11),
        ("DELETE FROM routes WHERE domain = 'other.example'", 11),
        ("UPDATE domain SET account_id = NULL WHERE name = 'larkfield.example'", 9),
        ("DELETE FROM domains WHERE name = 'other.example'", 7),
        ("DELETE FROM domains WHERE name = 'xn--bcher-kva.example'", 3),
        (if on == On::Sqlite { "PRAGMA foreign_keys = ON; DELETE FROM domain" } else { "DELETE FROM domain" }, 0),
    ] {
        world.by_hand(sql);
        follows(sql, count);
    }
}

/// Each of two who change domains at the same time would not see what the other one has not committed.
#[test]
fn g2_who_changes_domains_by_hand_waits_for_whoever_does_so_already() {
    let world = World::with_domain(On::Postgres);
    let Base::Server(cluster, database) = &world.base else { panic!("no server") };
    let mut alias = cluster.client_in(database);
    alias.batch_execute("BEGIN; INSERT INTO domains (name, alias_of) VALUES ('a.example', 'b.example')").unwrap();
    std::thread::scope(|scope| {
        let target = scope
            .spawn(|| cluster.client_in(database).batch_execute("INSERT INTO domains (name) VALUES ('b.example')"));
        let waiting = "SELECT 'waits' FROM pg_locks l JOIN pg_database d ON d.oid = l.database
                       WHERE l.locktype = 'advisory' AND NOT l.granted AND d.datname = current_database()";
        let deadline = Instant::now() + Duration::from_secs(60);
        while world.texts(waiting).is_empty() {
            assert!(!target.is_finished() && Instant::now() < deadline, "it did not wait for the lock");
        }
        alias.batch_execute("COMMIT").unwrap();
        target.join().unwrap().unwrap();
    });
    assert_eq!(told(&world, "reached"), told(&world, "reaching"));
    assert!(told(&world, "reached").iter().any(|row| row.starts_with("a.example 2 ")));
}

#[test]
fn g2_every_map_goes_by_keys_and_reads_no_table_whole() {
    let world = world(On::Sqlite);
    let Base::Folder(dir) = &world.base else { panic!("no file") };
    let connection = connection(dir);
    for map in &MAPS {
        let file = std::fs::read_to_string(dir.path().join(format!("postfix/{}.cf", map.name))).unwrap();
        let query = file.split_once("query = ").unwrap().1;
        if !query.contains("reached") {
            continue;
        }
        let plan: Vec<String> = connection
            .prepare(&format!("EXPLAIN QUERY PLAN {query}"))
            .and_then(|mut q| q.query_map([], |row| row.get(3))?.collect())
            .unwrap();
        assert!(plan.iter().all(|line| !line.starts_with("SCAN")), "{}: {plan:#?}", map.name);
        let by_key = plan.iter().any(|line| line.contains("PRIMARY KEY (domain_id=? AND key=?)"));
        assert_eq!(by_key, query.contains("address"), "{}: {plan:#?}", map.name);
    }
}

/// A plan made while there is nobody, or hardly anybody, is kept when there are many.
#[test]
fn g2_a_servers_function_goes_by_keys_also_when_it_was_first_asked_of_an_empty_database() {
    let world = world(On::Postgres);
    go_by_keys(&world);
    world.apply(&[recipient(1, shape("ann@larkfield.example", &[]))]);
    world.by_hand("ANALYZE");
    go_by_keys(&world);
}

/// Explains the plan of each function's query.
fn go_by_keys(world: &World) {
    let Base::Server(cluster, database) = &world.base else { panic!("no server") };
    let mut client = cluster.client_in(database);
    let made =
        "SELECT proname, prosrc, proconfig FROM pg_proc WHERE proname LIKE 'map\\_%' AND prosrc LIKE '%reached%'";
    let functions = client.query(made, &[]).unwrap();
    assert_eq!(functions.len(), 9);
    for function in functions {
        let (name, body): (String, String) = (function.get(0), function.get(1));
        for setting in function.get::<_, Vec<String>>(2) {
            client.batch_execute(&format!("SET {}", setting.replacen('=', " = ", 1))).unwrap();
        }
        // Its variables as parameters.
        let query = &body[body.find("SELECT ").unwrap()..body.find(" INTO answer").unwrap()];
        let mut query = format!(" {query}");
        for (number, variable) in ["s", "d", "local", "untagged"].into_iter().enumerate() {
            for (before, after) in [(" ", " "), (" ", "\n"), ("(", ","), ("(", ")"), (" ", ")")] {
                let said = [before, variable, after].concat();
                query = query.replace(&said, &format!("{before}${}{after}", number + 1));
            }
        }
        client.batch_execute(&format!("PREPARE {name} (text, text, text, text) AS {query}")).unwrap();
        let explain = format!("EXPLAIN (COSTS off) EXECUTE {name} ('a@b', 'b', 'a', NULL)");
        let plan: Vec<String> = client.query(&explain, &[]).unwrap().iter().map(|row| row.get(0)).collect();
        let says = |words: &str| plan.iter().any(|line| line.contains(words));
        for never in ["Seq Scan", "Materialize", "JIT"] {
            assert!(!says(never), "{name}: {plan:#?}");
        }
        let keys = ["Index Cond: ((domain_id = n.domain_id) AND (key = ", "Index Cond: (id = address.recipient_id)"];
        for key in keys {
            assert_eq!(says(key), query.contains("address"), "{name}: {plan:#?}");
        }
        client.batch_execute(&format!("DEALLOCATE {name}")).unwrap();
    }
}

on_both! {
    g2_what_postfix_is_told_of_names_follows_every_change_of_a_domain_by_whomever,
    r14_of_those_that_an_address_may_mean_the_first_counts_and_listed_ones_go_before_others,
}
