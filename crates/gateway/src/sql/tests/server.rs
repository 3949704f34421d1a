//! What a PostgreSQL server may answer instead of being a gateway: told in words, and nothing is changed (B8).

use super::*;

fn open(address: &str, user: &str, password: &str) -> GatewayError {
    let credentials = Credentials { user: user.into(), password: password.into() };
    let account = Account { name: "Client with secret-in-no-word".into(), ..account(1) };
    PostgresGateway::open(&address.parse().unwrap(), &credentials, account).unwrap_err()
}

/// The cluster, the name of an empty database in it, and its address.
fn empty() -> (&'static Cluster, String, String) {
    let cluster = Cluster::shared();
    let database = cluster.database();
    let address = cluster.address(&database);
    (cluster, database, address)
}

fn unreachable(error: &GatewayError) -> &str {
    match error {
        GatewayError::Unreachable { cause, .. } => cause,
        other => panic!("{other}"),
    }
}

#[test]
fn b8_a_server_or_a_database_that_is_not_there_is_told() {
    let folder = tempfile::tempdir().unwrap();
    let address = format!("postgres:///mail?host={}", folder.path().display());
    let error = open(&address, "tenantry", "");
    assert!(unreachable(&error).contains("No such file"), "{error}");
    let error = open("postgres://127.0.0.1:1/mail", "tenantry", "secret-word");
    assert!(unreachable(&error).contains("refused") && !error.to_string().contains("secret-word"), "{error}");
    let error = open(&Cluster::shared().address("nowhere"), "", "");
    assert!(unreachable(&error).contains("\"nowhere\" does not exist"), "{error}");
}

#[test]
fn b8_a_wrong_password_and_a_missing_right_are_told_as_credentials() {
    let (cluster, database, address) = empty();
    cluster.client("postgres").unwrap().batch_execute("CREATE ROLE guest LOGIN PASSWORD 'right-word'").unwrap();
    for (password, words) in [
        ("wrong-word", "password authentication failed"),
        ("", "asks for a password"),
        ("right-word", &format!("permission denied for database {database}")),
    ] {
        match open(&address, "guest", password) {
            GatewayError::Credentials { cause, .. } => assert!(cause.contains(words), "{cause}"),
            other => panic!("{other}"),
        }
    }
}

#[test]
fn b8_another_programs_database_or_schema_is_refused_and_left_alone() {
    let (cluster, database, address) = empty();
    let mut client = cluster.client(&database).unwrap();
    let not_ours = |words: &str| match open(&address, "", "") {
        GatewayError::NotOurs { cause, .. } => assert!(cause.contains(words), "{cause}"),
        other => panic!("{other}"),
    };
    client.batch_execute("CREATE TABLE invoice (id int)").unwrap();
    not_ours("invoice");
    let schemas = "SELECT 1 FROM pg_namespace WHERE nspname = 'tenantry'";
    assert!(client.query(schemas, &[]).unwrap().is_empty());
    client.batch_execute("CREATE SCHEMA tenantry; CREATE TABLE tenantry.gateway (id int)").unwrap();
    not_ours("another program's");
    client.batch_execute("DROP TABLE tenantry.gateway").unwrap();
    let credentials = Credentials { user: String::new(), password: "".into() };
    PostgresGateway::open(&address.parse().unwrap(), &credentials, account(1)).expect("an own schema was made for it");
}

#[test]
fn b2_a_newer_schema_is_refused_and_left_as_it_is() {
    let world = World::new(On::Postgres);
    world.by_hand("UPDATE gateway SET schema = 7");
    let refused = world.base.open(account(1)).err().unwrap();
    assert!(matches!(refused, GatewayError::Newer { found: 7, known: 3, .. }), "{refused}");
}

#[test]
fn b8_a_read_only_server_is_told_at_the_opening_and_in_the_middle() {
    let world = World::with_domain(On::Postgres);
    let Base::Server(cluster, database) = &world.base else { panic!("no server") };
    let admin = |sql: &str| cluster.client("postgres").unwrap().batch_execute(sql).unwrap();
    admin(&format!("ALTER DATABASE {database} SET default_transaction_read_only = on"));
    let refused = world.base.open(account(1)).err().unwrap();
    assert!(unreachable(&refused).contains("read-only"), "{refused}");
    // Connections that there were are cut; the new one may only read.
    admin(&format!("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{database}'"));
    let answers = world.answers(&[recipient(1, shape("ann@larkfield.example", &[]))]);
    assert!(unreachable(answers[0].as_ref().unwrap_err()).contains("primary"), "{answers:?}");
    assert_eq!(world.at("ann@larkfield.example"), None);
}

#[test]
fn b8_a_schema_that_somebody_changed_is_told_and_nothing_of_the_batch_is_kept() {
    let world = World::with_domain(On::Postgres);
    world.by_hand("ALTER TABLE address RENAME COLUMN spelling TO spelt");
    let answers = world.answers(&[domain("brookside.example"), recipient(1, shape("ann@larkfield.example", &[]))]);
    for answer in &answers {
        assert!(unreachable(answer.as_ref().unwrap_err()).contains("changed by somebody else"), "{answer:?}");
    }
    assert_eq!((world.count("recipient"), world.count("domain")), (0, 1));
}

#[test]
fn g2_a_lost_connection_is_made_again() {
    let world = World::with_domain(On::Postgres);
    let Base::Server(cluster, database) = &world.base else { panic!("no server") };
    let cut = format!("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{database}'");
    let cut = || cluster.client("postgres").unwrap().batch_execute(&cut).unwrap();
    cut();
    assert_eq!(world.apply(&[recipient(1, shape("ann@larkfield.example", &[]))]), [Applied::Changed]);
    cut();
    assert!(world.at("ann@larkfield.example").is_some());
    cut();
    let id = |gateway: &dyn Gateway| world.runtime.block_on(gateway.identify()).unwrap().id;
    assert_eq!(id(&*world.gateway), id(&*world.open(account(1))));
}

#[test]
fn g2_a_gateway_may_end_inside_asynchronous_work() {
    let world = World::new(On::Postgres);
    let gateway = world.open(account(2));
    world.runtime.block_on(async move { drop(gateway) });
}

#[test]
fn g2_mail_nodes_may_ask_and_not_read() {
    let world = World::with_domain(On::Postgres);
    world.apply(&[recipient(1, shape("ann@larkfield.example", &[]))]);
    let Base::Server(cluster, database) = &world.base else { panic!("no server") };
    let mut node = cluster.client(database).unwrap();
    node.batch_execute("SET SESSION AUTHORIZATION tenantry_postfix").unwrap();
    let ask = "SELECT * FROM tenantry.map_relay_recipients('ann@larkfield.example', 'larkfield.example')";
    assert_eq!(node.query(ask, &[]).unwrap()[0].get::<_, String>(0), "listed");
    for table in ["address", "reached", "recipients", "outgoing_login", "reporting", "account"] {
        let denied = node.query(&format!("SELECT * FROM tenantry.{table}"), &[]).unwrap_err();
        assert!(denied.as_db_error().unwrap().message().contains("permission denied"), "{table}");
    }
    // Nor put anything of their own in the place of what is asked.
    for (table, columns) in [("reached", "LIKE pg_class"), ("address", "key text"), ("network", "cidr cidr")] {
        node.batch_execute(&format!("CREATE TEMPORARY TABLE {table} ({columns})")).unwrap();
    }
    node.batch_execute("INSERT INTO network VALUES ('203.0.113.0/24'); DISCARD PLANS").unwrap();
    assert_eq!(node.query(ask, &[]).unwrap()[0].get::<_, String>(0), "listed");
    assert!(node.query("SELECT * FROM tenantry.map_microsoft365('203.0.113.9')", &[]).unwrap().is_empty());
    node.batch_execute("SET SESSION AUTHORIZATION tenantry_dovecot").unwrap();
    node.query("SELECT * FROM tenantry.outgoing_login", &[]).unwrap();
    node.query("SELECT * FROM tenantry.map_relay_domains('larkfield.example')", &[]).unwrap_err();
    node.batch_execute("SET SESSION AUTHORIZATION tenantry_report").unwrap();
    node.query("SELECT * FROM tenantry.reporting", &[]).unwrap();
    node.query("SELECT * FROM tenantry.outgoing_login", &[]).unwrap_err();
}

#[test]
fn b6_a_schema_of_an_earlier_version_is_brought_up_and_nodes_ask_its_functions_as_before() {
    for (version, read, second) in [(1, "address FROM served", ""), (2, "real FROM reached", SECOND)] {
        let (cluster, database, address) = empty();
        let mut old = cluster.client(&database).unwrap();
        let first = [include_str!("../postgres/schema_1.sql"), include_str!("../postgres/people.sql")].concat();
        let made = format!("CREATE SCHEMA tenantry; SET search_path = tenantry; {first} {second}");
        old.batch_execute(&made).unwrap();
        old.batch_execute(&format!(
            "CREATE FUNCTION map_gone(s text, d text) RETURNS SETOF text LANGUAGE sql AS 'SELECT {read}';
             UPDATE gateway SET schema = {version}, maps = 'of before';
             INSERT INTO domains (name, alias_of) VALUES ('larkfield.example', NULL), ('a.example', 'larkfield.example');
             INSERT INTO recipients (address, listed) VALUES ('left@larkfield.example', false)",
        ))
        .unwrap();
        let credentials = Credentials { user: String::new(), password: "".into() };
        PostgresGateway::open(&address.parse().unwrap(), &credentials, account(1)).unwrap();
        for domain in ["larkfield.example", "a.example"] {
            let ask = format!("SELECT * FROM tenantry.map_gone('left@{domain}', '{domain}')");
            let told: Vec<String> = old.query(&ask, &[]).unwrap().iter().map(|row| row.get(0)).collect();
            assert_eq!(told, ["550 5.1.1 User unknown"], "{version}: {domain}");
        }
    }
}

const SECOND: &str = include_str!("../postgres/schema_2.sql");

#[test]
fn g2_roles_that_an_administrator_makes_later_get_their_rights_at_the_next_opening() {
    let world = World::with_domain(On::Postgres);
    world.by_hand("REVOKE ALL ON SCHEMA tenantry FROM tenantry_postfix");
    world.open(account(1));
    let may = "SELECT CAST(has_schema_privilege('tenantry_postfix', 'tenantry', 'USAGE') AS text)";
    assert_eq!(world.texts(may), ["true"]);
}

#[test]
fn g2_a_postfix_that_speaks_latin_1_is_understood() {
    let world = World::new(On::Postgres);
    world.apply(&[
        domain("larkfield.example"),
        Change::EnsureDomain {
            name: name("mirror.example"),
            shape: DomainShape { alias_of: Some(name("larkfield.example")), ..domain_shape() },
        },
        recipient(1, shape("łukasz@larkfield.example", &[])),
    ]);
    let Base::Server(cluster, database) = &world.base else { panic!("no server") };
    let mut node = cluster.client(database).unwrap();
    // The bytes of UTF-8, each taken for a letter, as Postfix before 3.8 hands them over.
    let asked = "convert_from(convert_to('łukasz@mirror.example', 'UTF8'), 'LATIN1')";
    let sql = format!(
        "WITH asked AS MATERIALIZED (SELECT {asked} AS key),
              said AS MATERIALIZED (SELECT set_config('client_encoding', 'LATIN1', false))
         SELECT encode(convert_to(tenantry.map_alias_domains(key, 'mirror.example'), 'LATIN1'), 'hex') FROM said, asked"
    );
    let told: String = node.query(&sql, &[]).unwrap()[0].get(0);
    let bytes: String = "łukasz@larkfield.example".bytes().map(|byte| format!("{byte:02x}")).collect();
    assert_eq!(told, bytes);
}
