//! Databases of every earlier version, made by the steps of that time and filled as it filled them, brought up to date.

use std::{fs, path::Path};

use model::{Kind, plan::Standing};
use rusqlite::Connection;
use store::{ImportId, ImportMailboxState, ImportState, MailboxQuery, NewImport, Store, StoreError};

use crate::tenant::{Gateway, World, at, domain, group, id, user};

const STEPS: [&str; 21] = [
    include_str!("../../src/schema/0001_initial.sql"),
    include_str!("../../src/schema/0002_sources.sql"),
    include_str!("../../src/schema/0003_challenge.sql"),
    include_str!("../../src/schema/0004_trust.sql"),
    include_str!("../../src/schema/0005_loser.sql"),
    include_str!("../../src/schema/0006_gateways.sql"),
    include_str!("../../src/schema/0007_order.sql"),
    include_str!("../../src/schema/0008_desktop.sql"),
    include_str!("../../src/schema/0009_open_steps.sql"),
    include_str!("../../src/schema/0010_import.sql"),
    include_str!("../../src/schema/0011_import_window.sql"),
    include_str!("../../src/schema/0012_import_newest.sql"),
    include_str!("../../src/schema/0013_marks.sql"),
    include_str!("../../src/schema/0014_import_tries.sql"),
    include_str!("../../src/schema/0015_guard.sql"),
    include_str!("../../src/schema/0016_import_zone.sql"),
    include_str!("../../src/schema/0017_listed.sql"),
    include_str!("../../src/schema/0018_import_last_round.sql"),
    include_str!("../../src/schema/0019_import_archive.sql"),
    include_str!("../../src/schema/0020_import_everybody.sql"),
    include_str!("../../src/schema/0021_import_let_go.sql"),
];

/// People of the tenant in each of these databases; one in seven is deselected, the last one left.
const PEOPLE: u32 = 60;

/// A client with a year behind it, in the words of a version's own tables.
fn filled(path: &Path, version: usize) {
    let db = Connection::open(path).unwrap();
    // Nobody cuts the power while it is filled, and each of its rows would be waited for.
    db.pragma_update(None, "synchronous", false).unwrap();
    STEPS[..version].iter().for_each(|step| db.execute_batch(step).unwrap());
    db.pragma_update(None, "user_version", u32::try_from(version).unwrap()).unwrap();
    db.pragma_update(None, "foreign_keys", true).unwrap();
    let options = serde_json::to_string(&model::Options::default()).unwrap();
    db.execute(
        "INSERT INTO client (id, name, colour, cloud, gateway, tenant, tenant_typed, options, created_at, choice_revision,
           first_applied_at)
         VALUES (1, 'Larkfield', 'teal', 'practice', 'local', ?1, 'larkfield.example', ?2, 0, 3, 0)",
        (id(900).0, options),
    )
    .unwrap();
    db.execute_batch(
        "INSERT INTO domain (id, client, name, verified, mail, mx_host, chosen, selected, archiving, selected_at)
           VALUES (1, 1, 'larkfield.example', 1, 1, 'larkfield-example.mail.protection.example', 1, 1, 1, 60000000);
         INSERT INTO delta_link (client, resource, link) VALUES (1, 'users', 'https://graph.example/users?t=1');
         INSERT INTO snapshot (client, read_at, last_full, exchange, exchange_asked, requests, by_kind, content, digest)
           VALUES (1, 60000000, 60000000, '\"complete\"', '\"complete\"', 1, '{\"user\":59}', zeroblob(16), 'd');",
    )
    .unwrap();
    if version > 1 {
        db.execute("UPDATE snapshot SET present = '{\"users\":59}'", []).unwrap();
    }
    for n in 1..=PEOPLE {
        person(&db, version, n);
    }
    history(&db);
}

fn person(db: &Connection, version: usize, n: u32) {
    let (name, there) = (format!("Person {n}"), n < PEOPLE);
    let lines = format!("p{n}@larkfield.example\nalias{n}@larkfield.example");
    if version == 1 {
        db.execute(
            "INSERT INTO object (id, client, directory_id, resource, graph_name, graph_primary, graph_aliases, graph_kind,
               graph_source, graph_passes, exchange_name, exchange_primary, exchange_aliases, exchange_kind,
               exchange_heard, taken, kind, kind_source, name, addresses, fingerprint, scope_key, first_seen_at, vanished_at)
             VALUES (?1, 1, ?2, iif(?5, 'users', NULL), ?3, iif(?5, ?6, NULL), ?7, 'user', 'guess', 1, iif(?5, ?3, NULL),
               ?6, ?7, 'user', 1, ?5, 'user', 'exchange', ?3, ?4, x'00', iif(?5, ?6, NULL), 0, iif(?5, NULL, 5))",
            (n, id(n).0, &name, &lines, there, format!("p{n}@larkfield.example"), format!("alias{n}@larkfield.example")),
        )
        .unwrap();
        db.execute("INSERT INTO address SELECT 1, scope_key, id, 1 FROM object WHERE id = ?1 AND taken = 1", [n])
            .unwrap();
    } else {
        db.execute(
            "INSERT INTO object (id, client, directory_id, graph, exchange, heard, taken, kind, kind_source, name,
               addresses, exchange_only, domain_set, scope_key, first_seen_at, vanished_at)
             VALUES (?1, 1, ?2, iif(?5, 'users user guess - 1 1', NULL), iif(?5, 'user 0 1', NULL), 1, ?5, 'user',
               'exchange', ?3, ?4, 0, iif(?5, 1, 0), iif(?5, ?6, NULL), 0, iif(?5, NULL, 5))",
            (n, id(n).0, &name, &lines, there, format!("p{n}@larkfield.example")),
        )
        .unwrap();
        db.execute("INSERT OR IGNORE INTO domain_set (id, client, domains) VALUES (1, 1, ',1,')", []).unwrap();
    }
    if there {
        let count =
            "INSERT INTO domain_kind VALUES (1, 'user', 1) ON CONFLICT DO UPDATE SET recipients = recipients + 1";
        db.execute(count, []).unwrap();
    }
    if n.is_multiple_of(7) {
        db.execute("INSERT INTO choice (object, selected, chosen_at) VALUES (?1, 0, 0)", [n]).unwrap();
    }
    let standing = if there { "active" } else { "left" };
    db.execute(
        "INSERT INTO remembered (object, client, key, addresses, kind, listed, services, standing, services_when_active,
           services_revision, written_at) VALUES (?1, 1, ?2, ?3, 'user', 1, 7, ?4, 7, 1, 0)",
        (n, format!("p{n}@larkfield.example"), &lines, standing),
    )
    .unwrap();
}

/// A run that added somebody, and one that took services from somebody who left.
fn history(db: &Connection) {
    let shape = |services: &str| {
        format!(
            r#"{{"primary":"p60@larkfield.example","aliases":[],"kind":"user","listed":true,"services":{services},"profile":null}}"#
        )
    };
    let (all, archive) = (
        r#"{"incoming":true,"outgoing":true,"archiving":true}"#,
        r#"{"incoming":true,"outgoing":false,"archiving":true}"#,
    );
    let step = format!(
        r#"{{"action":"remove","object":"recipient","id":"{}","name":"Person 60","before":{},"after":{},"reason":"left","held":null,"standing":"left"}}"#,
        id(PEOPLE),
        shape(all),
        shape(archive)
    );
    db.execute_batch(
        "INSERT INTO plan (id, client, hash, made_at, snapshot_read_at, snapshot_digest, observed_digest, choice_revision,
           counts, bill, notices, brake) VALUES (4, 1, 'h', 0, 0, 'd', 'o', 1,
           '{\"domains\":0,\"created\":0,\"adopted\":0,\"changed\":0,\"stopped\":0,\"removed\":1}',
           '{\"incoming_before\":1,\"incoming_after\":1,\"outgoing_before\":1,\"outgoing_after\":0,\"archiving_before\":1,\"archiving_after\":1}',
           '[]', '{\"holds\":false,\"done\":0,\"planned\":1,\"in_scope\":60,\"limit\":10}');
         INSERT INTO run (id, client, plan, started_by, state, started_at, ended_at)
           VALUES (2, 1, 4, 'technician', 'ended', 0, 60000000);
         INSERT INTO journal (id, client, grp, state, at) VALUES ((2 << 32) + 0, 1, 5, 'done', 60000000);",
    )
    .unwrap();
    // From the fourth version on the journal itself says what was lost.
    if db.prepare("SELECT lost FROM journal").is_ok() {
        db.execute("UPDATE journal SET lost = 2", []).unwrap();
    }
    db.execute(
        "INSERT INTO plan_step (id, plan, grp, reason, key, name, search, step)
         VALUES (4 << 32, 4, 5, 'left', 'p60@larkfield.example', 'Person 60', '', ?1)",
        [step],
    )
    .unwrap();
}

#[test]
fn b6_every_earlier_version_comes_up_to_date_with_all_that_it_knew() {
    for version in 1..=STEPS.len() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("tenantry.db");
        filled(&path, version);
        let opened = Store::open(&path, at(5)).unwrap();
        let store = opened.store;
        assert_eq!(opened.damaged_kept_as, None, "version {version}");
        let record = store.clients().unwrap().remove(0);
        let client = record.id;
        assert_eq!(
            store.uncounted_steps().unwrap(),
            [client],
            "version {version}: what is open is still to be counted"
        );
        let query = MailboxQuery { limit: 100, ..MailboxQuery::default() };
        let window = store.mailbox_window(client, &query, at(6)).unwrap();
        assert_eq!(window.total, PEOPLE, "version {version}");
        let deselected = window.rows.iter().filter(|row| !row.selected).count();
        assert_eq!(deselected, 8 + 1, "version {version}: the choices, and who left");
        let run = store.runs(client).unwrap().remove(0);
        assert_eq!((run.done, run.total), (1, 1), "version {version}");
        assert_eq!(run.who, None, "B5: version {version} kept nothing that its runs could be taken back with");
        let db = Connection::open(&path).unwrap();
        let lost: i64 = db.query_row("SELECT lost FROM journal", [], |row| row.get(0)).unwrap();
        assert_eq!(lost, 2, "version {version}: the brake knows that one lost outgoing");
        assert_eq!(db.prepare("PRAGMA foreign_key_check").unwrap().query_map([], |_| Ok(())).unwrap().count(), 0);
        let same = db
            .query_row("SELECT group_concat(sql, ';') FROM (SELECT sql FROM sqlite_schema ORDER BY name)", [], |row| {
                row.get::<_, String>(0)
            })
            .unwrap();
        assert_eq!(same, schema_of_a_new_one(), "version {version} ends as a new one begins");

        // The same tenant again changes nothing, and it goes on from there.
        let world = World { store, client, domains: vec![domain("larkfield.example")] };
        let people: Vec<_> = (1..PEOPLE)
            .map(|n| {
                user(
                    n,
                    &format!("Person {n}"),
                    &format!("p{n}@larkfield.example"),
                    &[&format!("alias{n}@larkfield.example")],
                )
            })
            .collect();
        let counts = world.fetch(&people, 10);
        assert_eq!((counts.added, counts.changed, counts.removed), (0, 0, 0), "version {version}");
        let mut standings = Vec::new();
        world
            .store
            .recipient_cases(client, at(11), |case| {
                standings.extend(case.remembered.map(|ours| ours.standing));
                Ok::<_, StoreError>(())
            })
            .unwrap();
        assert_eq!(standings.iter().filter(|s| **s == Standing::Active).count(), 59, "version {version}");
        world.fetch(&[group(200, "Team", "team@larkfield.example"), people[0].clone()], 20);
        world.sync(&mut Gateway::default(), 21);
        assert_eq!(world.store.domain_records(client).unwrap()[0].by_kind[&Kind::User], 1, "version {version}");
    }
}

fn schema_of_a_new_one() -> String {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("tenantry.db");
    drop(Store::open(&path, at(0)).unwrap());
    let sql = "SELECT group_concat(sql, ';') FROM (SELECT sql FROM sqlite_schema ORDER BY name)";
    Connection::open(&path).unwrap().query_row(sql, [], |row| row.get(0)).unwrap()
}

#[test]
fn s2_imports_of_an_earlier_version_are_summed_up_and_wait_for_a_person() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("tenantry.db");
    filled(&path, 10);
    let db = Connection::open(&path).unwrap();
    db.execute_batch(
        "INSERT INTO import_job (id, client, sink, folders, state, created_at, state_at)
           VALUES (3, 1, 'maildir:/mail', 'all', 'running', 0, 0);
         INSERT INTO import_mailbox (id, job, object, address, state, state_at)
           VALUES (7, 3, randomblob(16), 'ann@larkfield.example', 'running', 0),
                  (8, 3, randomblob(16), 'bob@larkfield.example', 'queued', 0);
         INSERT INTO import_folder (mailbox, graph_id, path, hidden, total, size, present)
           VALUES (7, 'a', 'Inbox', 0, 6, 600, 1), (7, 'b', 'Sent', 0, 1, 100, 1), (7, 'c', 'Left', 0, 9, 900, 0);
         INSERT INTO import_message (mailbox, digest, folder, state, present, reason, hash, size)
           VALUES (7, randomblob(16), 1, 0, 1, NULL, NULL, 5), (7, randomblob(16), 1, 2, 1, NULL, zeroblob(32), 70),
                  (7, randomblob(16), 1, 2, 0, NULL, zeroblob(32), 7), (7, randomblob(16), 1, 3, 1, NULL, NULL, 9),
                  (7, randomblob(16), 1, 4, 1, 'too-large', NULL, 9), (7, randomblob(16), 1, 5, 0, NULL, NULL, 9);",
    )
    .unwrap();
    drop(db);
    let store = Store::open(&path, at(5)).unwrap().store;
    let job = store.imports(store.clients().unwrap()[0].id).unwrap().remove(0);
    assert_eq!((job.state, job.problem, job.wish.hours), (ImportState::Paused, None, None));
    let known = store.import_mailboxes(job.id).unwrap();
    assert_eq!((known[0].total, known[0].size, known[0].counted), (7, Some(700), true));
    assert_eq!((known[1].total, known[1].size, known[1].counted), (0, None, false));
    let counts = store.import_counts(known[0].id).unwrap()[&known[0].id];
    assert_eq!((counts.on_server, counts.imported, counts.bytes, counts.gone), (4, 2, 77, 1));
    assert_eq!(known[0].counts, counts);
    let tallies = store.import_tallies(job.id).unwrap();
    assert_eq!((tallies.all().mailboxes, tallies.all().counts, tallies.largest), (2, counts, 7));
    assert_eq!(tallies.states[&ImportMailboxState::Running].counts, counts);
    assert_eq!(tallies.skipped, [("too-large".to_owned(), 1)].into());
}

#[test]
fn s2_of_two_imports_of_an_earlier_version_that_ran_the_later_one_goes_on_and_is_the_newest() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("tenantry.db");
    filled(&path, 11);
    let db = Connection::open(&path).unwrap();
    for (id, state) in [(3, "running"), (4, "running"), (5, "ended")] {
        let sql = "INSERT INTO import_job (id, client, sink, folders, state, created_at, state_at)
                   VALUES (?1, 1, 'maildir:/mail', ?1, ?2, 0, 0)";
        db.execute(sql, (id, state)).unwrap();
    }
    drop(db);
    let store = Store::open(&path, at(5)).unwrap().store;
    let jobs = store.imports(store.clients().unwrap()[0].id).unwrap();
    let stand: Vec<_> = jobs.iter().map(|job| (job.id.0, job.state)).collect();
    assert_eq!(stand, [(4, ImportState::Running), (5, ImportState::Ended), (3, ImportState::Paused)]);
}

#[test]
fn s3_what_an_earlier_version_delivered_by_smtp_is_delivered_to_no_other_address_of_the_same_archive() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("tenantry.db");
    filled(&path, 16);
    let db = Connection::open(&path).unwrap();
    let twice =
        ["smtps://tess@[::1]:2465?to={domain}@archive.example", "smtp://[::1]?to={domain}@Archive.example&tls=none"];
    for (id, sink) in (3..).zip(twice.into_iter().chain(["maildir:/mail?per=mailbox"])) {
        let sql = "INSERT INTO import_job (id, client, sink, folders, state, created_at, state_at, touched)
                   VALUES (?1, 1, ?2, 'all', 'ended', 0, 0, ?1)";
        db.execute(sql, (id, sink)).unwrap();
    }
    drop(db);
    let store = Store::open(&path, at(5)).unwrap().store;
    let client = store.clients().unwrap()[0].id;
    assert_eq!(store.import_archive(ImportId(5)).unwrap().1, None, "nobody knows yet by what the folder is known");
    let begin = |sink: &str| {
        let (folders, sink) = ("all".to_owned(), sink.to_owned());
        let wish = NewImport { sink, since: None, until: None, zone: None, folders, hours: None };
        store.import_begin(client, &wish, at(6)).unwrap().0
    };
    // Each of the two that are there stays itself, and a third address is that of the one that was begun last.
    assert_eq!((begin(twice[1]), begin(twice[0]), begin("smtp://[::1]:26?to={domain}@archive.example")), (4, 3, 3));
    assert_eq!((begin("maildir:/mail?per=mailbox"), begin("maildir:/other?per=mailbox")), (5, 6));
}

#[test]
fn b7_for_which_archives_an_earlier_version_may_have_kept_a_password_is_known() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("tenantry.db");
    filled(&path, 21);
    let jobs = "INSERT INTO import_job (id, client, sink, folders, state, created_at, state_at, touched, former)
                VALUES (3, 1, 'smtp://c', 'all', 'ended', 0, 0, 1, 'smtp://a' || char(10) || 'smtp://b'),
                       (4, 1, 'smtp://b', 'all', 'ended', 0, 0, 2, ''), (5, 1, 'maildir:/mail', 'all', 'ended', 0, 0, 3, '')";
    Connection::open(&path).unwrap().execute(jobs, []).unwrap();
    let store = Store::open(&path, at(5)).unwrap().store;
    let client = store.clients().unwrap()[0].id;
    assert_eq!(store.import_secrets_left().unwrap(), [(client, "smtp://a".to_owned())]);
    store.import_forget_secret(client, "smtp://a").unwrap();
    for sink in ["smtp://d", "smtp://d", "smtp://c"] {
        store.import_note_secret(client, sink).unwrap();
    }
    assert_eq!(store.import_secrets_left().unwrap(), [(client, "smtp://d".to_owned())]);
    let all = ["maildir:/mail", "smtp://a", "smtp://b", "smtp://c", "smtp://d"];
    assert_eq!(store.import_secrets(client).unwrap(), all, "where an import ever was, too");
    store.remove_client(client).unwrap();
    assert_eq!(store.import_secrets_left().unwrap().len(), 3, "until they are deleted");
}

#[test]
fn b6_an_older_database_is_copied_before_it_is_changed_and_the_newest_two_copies_stay() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("tenantry.db");
    filled(&path, 3);
    for older in ["2", "3", "x"] {
        fs::write(folder.path().join(format!("tenantry.db.before-{older}")), "a copy").unwrap();
    }
    let opened = Store::open(&path, at(5)).unwrap();
    let copy = opened.copied_to.unwrap();
    assert_eq!(copy.file_name().unwrap(), "tenantry.db.before-22");
    let db = Connection::open(&copy).unwrap();
    assert_eq!(db.query_row("PRAGMA user_version", [], |row| row.get::<_, u32>(0)).unwrap(), 3);
    assert_eq!(db.query_row("SELECT count(*) FROM object", [], |row| row.get::<_, u32>(0)).unwrap(), PEOPLE);
    let there = |name: &str| folder.path().join(name).exists();
    assert!(!there("tenantry.db.before-2") && there("tenantry.db.before-3") && there("tenantry.db.before-x"));
    assert_eq!(Store::open(&path, at(6)).unwrap().copied_to, None, "once");
    #[cfg(unix)]
    assert_eq!(std::os::unix::fs::PermissionsExt::mode(&fs::metadata(copy).unwrap().permissions()) & 0o777, 0o600);
}

#[test]
fn b6_a_database_that_cannot_be_copied_is_not_changed() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("tenantry.db");
    filled(&path, 3);
    // What is in the way cannot be replaced by a file.
    fs::create_dir(folder.path().join("tenantry.db.before-22")).unwrap();
    fs::write(folder.path().join("tenantry.db.before-22/x"), "").unwrap();
    let refused = Store::open(&path, at(5)).unwrap_err();
    assert!(matches!(refused, StoreError::NotBackedUp { .. }), "{refused}");
    let db = Connection::open(&path).unwrap();
    assert_eq!(db.query_row("PRAGMA user_version", [], |row| row.get::<_, u32>(0)).unwrap(), 3);
    assert!(!folder.path().join("tenantry.db.copying").exists(), "half a copy takes no room");
    drop(db);
    fs::remove_dir_all(folder.path().join("tenantry.db.before-22")).unwrap();
    assert!(Store::open(&path, at(6)).unwrap().copied_to.is_some(), "it goes on once the way is free");
}

#[test]
fn w8_what_exchange_had_told_and_what_was_ticked_outlast_the_change() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("tenantry.db");
    filled(&path, 14);
    let older = Connection::open(&path).unwrap();
    older
        .execute_batch(
            r#"INSERT INTO cutover (client, exchange, exchange_at) VALUES (1, '{"look":"failed","cause":"503"}', 7);
               INSERT INTO cutover_mark (client, domain, step, at, who, objects) VALUES (1, '', 'journal', 5, 'Sam', 0);"#,
        )
        .unwrap();
    drop(older);
    let record = Store::open(&path, at(5)).unwrap().store.cutover(store::ClientId(1)).unwrap();
    let failed = model::cutover::ExchangeLook::Failed { cause: "503".to_owned() };
    assert_eq!(record.exchange.map(|(look, at)| (look, at.as_microsecond())), Some((failed, 7)));
    assert_eq!(record.exchange_read, None);
    assert_eq!(record.marks.values().map(|mark| mark.code).collect::<Vec<_>>(), [None]);
}
