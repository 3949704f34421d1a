//! The folder as a whole: files, schema, identity, and what happens when the database cannot be used.

use std::{fs, os::unix::fs::MetadataExt as _};

use super::*;

/// A gateway folder with the account of one client.
struct Folder {
    dir: TempDir,
    gateway: LocalGateway,
    runtime: tokio::runtime::Runtime,
}

impl Folder {
    fn new() -> Self {
        let dir = tempfile::tempdir().unwrap();
        let gateway = LocalGateway::open(dir.path(), account(1)).unwrap();
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        Self { dir, gateway, runtime }
    }

    fn with_domain() -> Self {
        let world = Self::new();
        world.answers(&[domain("larkfield.example")])[0].clone().unwrap();
        world
    }

    fn answers(&self, changes: &[Change]) -> Vec<Result<Applied, GatewayError>> {
        self.runtime.block_on(self.gateway.apply(changes))
    }

    fn by_hand(&self, sql: &str) {
        connection(&self.dir).execute_batch(sql).unwrap();
    }
}

#[test]
fn generated_files_are_written_again_only_when_they_differ_and_local_settings_take_their_place() {
    let world = Folder::new();
    let file = |name: &str| world.dir.path().join("postfix").join(name);
    let inode = |name: &str| fs::metadata(file(name)).unwrap().ino();
    let (main, map) = (inode("main.cf"), inode("transport.cf"));
    fs::write(file("main.cf.local"), "inet_interfaces = 192.0.2.25\nsmtpd_tls_chain_files =\n  /etc/gateway.pem\n")
        .unwrap();
    fs::write(file("master.cf.local"), "587 inet n - n - - smtpd\n  -o syslog_name=mine\n").unwrap();
    fs::write(file("relay_domains.cf"), "edited").unwrap();
    LocalGateway::open(world.dir.path(), account(1)).unwrap();
    assert_ne!(inode("main.cf"), main);
    assert_eq!(inode("transport.cf"), map);
    let real = world.dir.path().display().to_string();
    let text: Vec<String> = ["main.cf", "master.cf", "relay_domains.cf", "mark_filter.regexp"]
        .map(|name| format!("=== {name}\n{}", fs::read_to_string(file(name)).unwrap().replace(&real, "[DIR]")))
        .into();
    insta::assert_snapshot!(text.join("\n"));
    let readme = fs::read_to_string(world.dir.path().join("README")).unwrap();
    assert!(readme.contains(&real) && !readme.contains("@DIR@"));
    let mut names = fs::read_dir(world.dir.path().join("postfix")).unwrap().map(|entry| entry.unwrap().file_name());
    assert!(names.all(|name| !name.to_string_lossy().ends_with(".new")));
}

#[test]
fn b2_a_newer_schema_is_refused_and_left_as_it_is() {
    let world = Folder::new();
    world.by_hand("PRAGMA user_version = 7");
    let refused = LocalGateway::open(world.dir.path(), account(1)).unwrap_err();
    assert!(matches!(refused, GatewayError::Newer { found: 7, known: 5, .. }), "{refused}");
}

#[test]
fn b6_a_damaged_database_is_told_with_the_raw_cause_and_left_as_it_is() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("gateway.db");
    fs::write(&path, "this is no database, and it is longer than a header of one hundred bytes. ".repeat(4)).unwrap();
    let before = fs::read(&path).unwrap();
    match LocalGateway::open(dir.path(), account(1)).unwrap_err() {
        GatewayError::Unreachable { cause, .. } => assert!(cause.contains("not a database"), "{cause}"),
        other => panic!("{other}"),
    }
    assert_eq!(fs::read(&path).unwrap(), before);
}

#[test]
fn b4_a_full_disk_keeps_nothing_of_a_batch() {
    let world = Folder::with_domain();
    let before = {
        let database = world.gateway.0.database.lock().unwrap();
        let connection = &database.connection;
        let pages: i64 = connection.pragma_query_value(None, "page_count", |row| row.get(0)).unwrap();
        connection.pragma_update_and_check(None, "max_page_count", pages + 1, |_| Ok(())).unwrap();
        pages
    };
    let many: Vec<Change> =
        (0..=255).map(|n| recipient(n, shape(&format!("{}{n}@larkfield.example", "x".repeat(60)), &[]))).collect();
    let answers = world.answers(&many);
    assert_eq!(answers.len(), many.len());
    for answer in answers {
        assert!(
            matches!(&answer, Err(GatewayError::Unreachable { cause, .. }) if cause.contains("full")),
            "{answer:?}"
        );
    }
    let left: i64 = connection(&world.dir).query_row("SELECT count(*) FROM recipient", [], |row| row.get(0)).unwrap();
    assert_eq!(left, 0, "{before} pages before");
}

#[test]
fn b8_a_locked_or_read_only_database_is_told_with_the_raw_cause() {
    let world = Folder::with_domain();
    let cause = || match &world.answers(&[recipient(1, shape("ann@larkfield.example", &[]))])[0] {
        Err(GatewayError::Unreachable { cause, .. }) => cause.clone(),
        other => panic!("{other:?}"),
    };
    world.gateway.0.database.lock().unwrap().connection.busy_timeout(std::time::Duration::ZERO).unwrap();
    let other = connection(&world.dir);
    other.execute_batch("BEGIN IMMEDIATE").unwrap();
    assert!(cause().contains("locked"), "{}", cause());
    other.execute_batch("ROLLBACK").unwrap();
    world.gateway.0.database.lock().unwrap().connection.pragma_update(None, "query_only", true).unwrap();
    assert!(cause().contains("readonly"), "{}", cause());
}

#[test]
fn b2_the_identity_stays_with_the_account_and_differs_from_every_other() {
    let (world, elsewhere) = (Folder::new(), Folder::new());
    let id = |gateway: &LocalGateway| world.runtime.block_on(gateway.identify()).unwrap().id;
    let again = LocalGateway::open(world.dir.path(), Account { name: "Renamed".into(), ..account(1) }).unwrap();
    let other = LocalGateway::open(world.dir.path(), account(2)).unwrap();
    assert_eq!(id(&world.gateway), id(&again));
    assert_ne!(id(&world.gateway), id(&other));
    let here = id(&world.gateway);
    assert_ne!(here, id(&elsewhere.gateway));
    for file in ["gateway.db", "gateway.db-wal", "gateway.db-shm"] {
        fs::rename(elsewhere.dir.path().join(file), world.dir.path().join(file)).unwrap();
    }
    assert_ne!(id(&world.gateway), here);
}

#[test]
fn many_clients_may_open_one_new_folder_at_the_same_time() {
    let dir = tempfile::tempdir().unwrap();
    std::thread::scope(|scope| {
        let open = |number| {
            scope.spawn({
                let path = dir.path();
                move || LocalGateway::open(path, account(number))
            })
        };
        let opened: Vec<_> = (0..8).map(open).collect();
        for gateway in opened {
            gateway.join().unwrap().unwrap();
        }
    });
}

#[test]
fn g2_the_log_that_postfix_needs_stays_when_the_last_writer_leaves_and_others_cannot_read_it() {
    let world = Folder::with_domain();
    let dir = world.dir;
    drop(world.gateway);
    for name in ["gateway.db", "gateway.db-wal", "gateway.db-shm"] {
        let mode = fs::metadata(dir.path().join(name)).unwrap().mode();
        assert_eq!(mode & 0o777, 0o640, "{name}");
    }
}

#[test]
fn b8_another_programs_file_is_refused_and_left_alone() {
    for number in [0, 2, 7] {
        let dir = tempfile::tempdir().unwrap();
        let other = connection(&dir);
        other.execute_batch("CREATE TABLE invoice (id INTEGER); CREATE TABLE account (id INTEGER)").unwrap();
        other.pragma_update(None, "user_version", number).unwrap();
        drop(other);
        let before = fs::read(dir.path().join("gateway.db")).unwrap();
        let refused = LocalGateway::open(dir.path(), account(1)).unwrap_err();
        assert!(
            matches!(&refused, GatewayError::NotOurs { cause, .. } if cause.contains("another program")),
            "{refused}"
        );
        assert_eq!(fs::read(dir.path().join("gateway.db")).unwrap(), before);
    }
}

#[test]
fn b6_a_database_of_the_second_schema_is_brought_up_with_what_is_in_it() {
    let dir = tempfile::tempdir().unwrap();
    let old = connection(&dir);
    old.execute_batch(include_str!("../sqlite/schema_1.sql")).unwrap();
    old.execute_batch(include_str!("../sqlite/schema_2.sql")).unwrap();
    old.execute_batch(
        "INSERT INTO account VALUES (5, '01010101-0101-0101-0101-010101010101', 'Client 1'), (6, 'other', 'Client 2');
         INSERT INTO network VALUES ('192.0.2.0/24', 'c0000200', 'c00002ff', '2999010100');
         INSERT INTO domain VALUES (3, 'xn--bcher-kva.example', 5, NULL, 1, 1, 1, 1, 1, 0, 1, NULL);
         INSERT INTO recipients (address) VALUES ('Ann@xn--bcher-kva.example'); PRAGMA user_version = 2;",
    )
    .unwrap();
    drop(old);
    let gateway = LocalGateway::open(dir.path(), account(1)).unwrap();
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    let seen = runtime.block_on(gateway.observe_recipients(&[name("xn--bcher-kva.example")], None, 9)).unwrap();
    assert_eq!(seen[0].shape.primary.as_str(), "Ann@xn--bcher-kva.example");
    // An older list changes nothing.
    let older = model::Networks { version: "2000010100".into(), ranges: vec!["203.0.113.0/24".parse().unwrap()] };
    assert_eq!(runtime.block_on(gateway.ensure_networks(&older, &[])), Ok(Applied::AlreadySo));
    let texts = |sql: &str| -> Vec<String> {
        let connection = connection(&dir);
        let mut query = connection.prepare(sql).unwrap();
        query.query_map([], |row| row.get(0)).unwrap().map(|row| row.unwrap()).collect()
    };
    let networks = "SELECT account_id || ' ' || cidr || ' ' || as_of FROM network ORDER BY 1";
    assert_eq!(texts(networks), ["5 192.0.2.0/24 2999010100", "6 192.0.2.0/24 2999010100"]);
    assert_eq!(texts("SELECT name FROM known_as ORDER BY 1"), ["bücher.example", "xn--bcher-kva.example"]);
}
