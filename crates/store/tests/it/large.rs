//! A large tenant: windows, plans and counts in time.

use rusqlite::Connection;
use store::{MailboxFilter, MailboxQuery, MailboxSort, Store, StoreError};

use crate::tenant::{World, at, domain, new_client, user};

const MANY: u32 = 10_000;

fn plan_of(db: &Connection, sql: &str) -> String {
    let mut query = db.prepare(&format!("EXPLAIN QUERY PLAN {sql}")).unwrap();
    let lines = query.query_map([], |row| row.get::<_, String>(3)).unwrap();
    lines.map(Result::unwrap).collect::<Vec<_>>().join("\n")
}

#[test]
fn p7_p9_many_recipients_are_read_by_indexes_and_never_sorted_whole() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("tenantry.db");
    let store = Store::open(&path, at(0)).unwrap().store;
    let client = store.add_client(&new_client("Large"), at(0)).unwrap();
    let world = World { store, client, domains: vec![domain("larkfield.example")] };
    let mut writer = world.store.begin_fetch(client).unwrap();
    for from in (0..MANY).step_by(1_000) {
        let page: Vec<_> = (from..from + 1_000)
            .map(|n| user(n, &format!("Person {n}"), &format!("p{n}@larkfield.example"), &[]))
            .collect();
        writer.seen(&page).unwrap();
    }
    let unavailable = model::ExchangeReading::Unavailable("403".into());
    let counts = writer.finish(world.end(true, unavailable, at(1))).unwrap();
    assert_eq!((counts.recipients, counts.added), (MANY, MANY));
    world.select(&["larkfield.example"], 2);

    let deep = MailboxQuery { offset: MANY - 10, limit: 100, sort: MailboxSort::Address, ..MailboxQuery::default() };
    let window = world.store.mailbox_window(client, &deep, at(3)).unwrap();
    assert_eq!((window.rows.len(), window.total), (10, MANY));
    let filter = MailboxFilter { search: "P9999@".into(), ..MailboxFilter::default() };
    let found = world.store.mailbox_window(client, &MailboxQuery { filter, limit: 9, ..deep }, at(3)).unwrap();
    assert_eq!(found.total, 1);

    let mut cases = 0;
    let mut last = None;
    world
        .store
        .recipient_cases(client, at(4), |case| {
            assert!(last < Some(case.id), "sorted");
            (last, cases) = (Some(case.id), cases + 1);
            Ok::<_, StoreError>(())
        })
        .unwrap();
    assert_eq!(cases, MANY);

    let db = Connection::open(&path).unwrap();
    for order in ["name_key", "address_key", "kind, name_key", "state, name_key", "aliases, name_key"] {
        let plan =
            plan_of(&db, &format!("SELECT object FROM grid WHERE client = 1 ORDER BY {order}, object LIMIT 100"));
        assert!(plan.contains("USING COVERING INDEX") && !plan.contains("TEMP B-TREE"), "{order}: {plan}");
    }
    let by_id = plan_of(&db, "SELECT name FROM object WHERE client = 1 ORDER BY directory_id");
    assert!(!by_id.contains("TEMP B-TREE"), "{by_id}");
    let lookup = plan_of(&db, "SELECT object FROM address WHERE client = 1 AND hash = 7");
    assert!(lookup.contains("SEARCH address USING PRIMARY KEY"), "{lookup}");
}
