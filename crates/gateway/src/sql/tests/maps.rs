//! The map queries, asked as Postfix asks them.

use std::fs;

use super::{super::postgres, *};

/// Postfix's `db_common_expand`: quoted for SQL, in lower case, and no question at all where a part is missing.
pub(super) fn ask(world: &World, map: &str, key: &str) -> Option<String> {
    let query = match &world.base {
        Base::Folder(dir) => {
            let file = fs::read_to_string(dir.path().join(format!("postfix/{map}.cf"))).unwrap();
            file.split_once("query = ").unwrap().1.to_owned()
        }
        Base::Server(..) => postgres::maps::queries().find(|(name, _)| *name == map).unwrap().1,
    };
    let key = key.to_lowercase().replace('\'', "''");
    let (user, domain) = key.rsplit_once('@').unwrap_or((&key, ""));
    if (query.contains("%d") && domain.is_empty()) || (query.contains("%u") && user.is_empty()) {
        return None;
    }
    let marked = query.replace("%%", "\0").replace("%s", &key).replace("%u", user).replace("%d", domain);
    let found = world.texts(&marked.replace('\0', "%"));
    (!found.is_empty()).then(|| found.join(","))
}

fn world(on: On) -> World {
    let world = World::with_domain(on);
    let services = Services { incoming: false, outgoing: true, archiving: false };
    world.apply(&[
        recipient(1, shape("Ann@larkfield.example", &["o'hara@larkfield.example"])),
        recipient(2, RecipientShape { services, ..shape("bob@larkfield.example", &[]) }),
        recipient(3, RecipientShape { listed: false, services, ..shape("left@larkfield.example", &[]) }),
    ]);
    world
}

fn r1_r2_domains_and_listed_addresses_hit_and_everything_else_misses(on: On) {
    let world = world(on);
    assert_eq!(ask(&world, "relay_domains", "larkfield.example").as_deref(), Some("larkfield.example"));
    for miss in ["sub.larkfield.example", "elsewhere.example", "", "'", "' OR '1'='1"] {
        assert_eq!(ask(&world, "relay_domains", miss), None, "{miss}");
    }
    for hit in ["ANN@larkfield.example", "o'hara@larkfield.example", "bob@larkfield.example"] {
        assert_eq!(ask(&world, "relay_recipients", hit).as_deref(), Some("listed"), "{hit}");
    }
    for miss in ["left@larkfield.example", "@larkfield.example", "ann@elsewhere.example", "larkfield.example", "ann"] {
        assert_eq!(ask(&world, "relay_recipients", miss), None, "{miss}");
    }
    assert_eq!(ask(&world, "gone", "left@larkfield.example").as_deref(), Some("550 5.1.1 User unknown"));
    assert_eq!(ask(&world, "gone", "ann@larkfield.example"), None);
}

fn r5_the_transport_says_the_service_and_the_routes_in_order_of_preference(on: On) {
    let world = world(on);
    let route = |preference, host: &str, port| Route { preference, host: host.into(), port };
    let mut shape =
        DomainShape { routes: vec![route(2, "b.example", 25), route(10, "2001:db8::1", 2525)], ..domain_shape() };
    let apply = |shape: &DomainShape| {
        world.apply(&[Change::EnsureDomain { name: name("larkfield.example"), shape: shape.clone() }]);
    };
    apply(&shape);
    let hops = "[b.example]:25, [2001:db8::1]:2525";
    assert_eq!(ask(&world, "transport", "ann@larkfield.example"), Some(format!("tenantry-filter:{hops}")));
    assert_eq!(ask(&world, "transport", "bob@larkfield.example"), Some(format!("tenantry-bypass:{hops}")));
    assert_eq!(ask(&world, "transport", "larkfield.example"), None);
    assert_eq!(ask(&world, "transport_unlisted", "larkfield.example"), Some(format!("tenantry-bypass:{hops}")));
    shape.protect_listed_only = false;
    apply(&shape);
    assert_eq!(ask(&world, "transport_unlisted", "larkfield.example"), Some(format!("tenantry-filter:{hops}")));
    shape.products.incoming = false;
    shape.routes.clear();
    apply(&shape);
    assert_eq!(ask(&world, "transport", "ann@larkfield.example"), None);
}

fn r8_r9_a_service_counts_only_where_the_domain_has_the_product(on: On) {
    let world = world(on);
    let archive = "larkfield.example@archive.invalid";
    assert_eq!(ask(&world, "outgoing_sender", "ann@larkfield.example").as_deref(), Some("OK"));
    assert_eq!(ask(&world, "outgoing_sender", "left@larkfield.example").as_deref(), Some("OK"));
    assert_eq!(ask(&world, "outgoing_sender", "<>"), None);
    assert_eq!(ask(&world, "archive_recipient", "o'hara@larkfield.example").as_deref(), Some(archive));
    assert_eq!(ask(&world, "archive_sender", "ann@larkfield.example").as_deref(), Some(archive));
    assert_eq!(ask(&world, "archive_sender", "bob@larkfield.example"), None);
    assert_eq!(ask(&world, "archive_maildir", archive).as_deref(), Some("larkfield.example/Maildir/"));
    assert_eq!(ask(&world, "archive_maildir", "larkfield.example@elsewhere.example"), None);
    let products = Services { incoming: true, ..Services::NONE };
    world.apply(&[Change::EnsureDomain {
        name: name("larkfield.example"),
        shape: DomainShape { products, ..domain_shape() },
    }]);
    for map in ["outgoing_sender", "archive_recipient", "archive_sender"] {
        assert_eq!(ask(&world, map, "ann@larkfield.example"), None, "{map}");
    }
}

fn r8_microsofts_ranges_hold_for_whole_addresses_of_both_families_and_for_nothing_else(on: On) {
    let world = World::new(on);
    assert_eq!(ask(&world, "microsoft365", "40.107.22.52"), None, "the gateway gives itself no ranges");
    world.runtime.block_on(world.gateway.ensure_networks(&model::Networks::shipped(), &[])).unwrap();
    for hit in [
        "40.107.22.52",
        "40.92.0.0",
        "104.47.127.255",
        "2a01:111:f403:c100::5",
        "2a01:111:f400::",
        "2a01:111:f400:1:2:3:4:5",
    ] {
        assert_eq!(ask(&world, "microsoft365", hit).as_deref(), Some("OK"), "{hit}");
    }
    for miss in [
        "40.91.255.255",
        "104.47.128.0",
        "40.107",
        "40.107.22.52.example",
        "unknown",
        "mail.outbound.protection.outlook.com",
        "2a01:111:f404::1",
        "2a01:111:f403",
        "2a01:111:f403:c100:",
        "::1",
        "::",
        "\"],[\"",
    ] {
        assert_eq!(ask(&world, "microsoft365", miss), None, "{miss}");
    }
    world.by_hand(
        "INSERT INTO network (cidr, low, high, as_of) VALUES ('2001:db8:0:8000::/49', '20010db8000080000000000000000000',
                   '20010db80000ffffffffffffffffffff', '2022-07-28')",
    );
    assert_eq!(ask(&world, "microsoft365", "2001:db8:0:9abc::1").as_deref(), Some("OK"));
    assert_eq!(ask(&world, "microsoft365", "2001:db8:0:7abc::1"), None);
}

on_both! {
    r1_r2_domains_and_listed_addresses_hit_and_everything_else_misses,
    r5_the_transport_says_the_service_and_the_routes_in_order_of_preference,
    r8_r9_a_service_counts_only_where_the_domain_has_the_product,
    r8_microsofts_ranges_hold_for_whole_addresses_of_both_families_and_for_nothing_else,
}
