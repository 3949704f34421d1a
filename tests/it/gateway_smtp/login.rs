//! Outgoing mail by login: a real Dovecot checks the password and where it comes from (R8).

use gateway::Change;
use journeys::{
    dovecot::DovecotServer,
    postfix::{Smtp, over_ipv6},
    swaks::{DONE, NO_LOGIN, NO_RECIPIENT, Session, swaks},
};
use model::{DomainShape, Networks, Services};

use super::world::{ELSEWHERE, MICROSOFT, World, account, domain, domain_shape, recipient};

on_both_databases!(
    r8_a_login_counts_with_its_password_from_microsofts_ranges_for_senders_of_its_own_domain,
    g2_dovecot_takes_the_generated_configuration_without_a_warning,
    r8_ipv6_ranges_count_in_real_sessions_over_ipv6_and_to_their_last_bit,
);

const USER: &str = "larkfield.example";
const PASSWORD: &str = "right: 'word\" §1";

/// Postfix with a Dovecot, and a password for `larkfield.example`.
fn with_logins(mut world: World) -> World {
    let (password, authority) = (world.base.password("dovecot"), world.base.authority());
    let server = DovecotServer::start(world.dir.path(), &world.postfix, password.as_deref(), authority.as_deref());
    world.dovecot = Some(server.unwrap());
    set_password(&world, PASSWORD);
    world
}

fn set_password(world: &World, password: &str) {
    let domain = USER.parse().unwrap();
    world.wait(world.gateway().set_outgoing_password(&domain, &password.into())).unwrap();
}

/// A session up to the recipient.
fn login(world: &World, client: &str, user: &str, password: &str, from: &str) -> Session {
    let arguments = [
        "--tls-on-connect",
        "--xclient-addr",
        client,
        "--auth",
        "PLAIN",
        "--auth-user",
        user,
        "--auth-password",
        password,
        "--from",
        from,
        "--to",
        "someone@elsewhere.example",
        "--quit-after",
        "RCPT",
    ];
    swaks(world.postfix.login, &arguments)
}

fn r8_a_login_counts_with_its_password_from_microsofts_ranges_for_senders_of_its_own_domain(world: World) {
    let world = with_logins(world);
    world.apply(&[
        domain("brookside.example", &[world.clients.address], true),
        recipient(5, "kim@brookside.example", &[], Services::ALL),
    ]);
    let answer = |client: &str, password: &str, from: &str| login(&world, client, USER, password, from).status;
    for from in ["ann@larkfield.example", "O'Hara@larkfield.example", "<>"] {
        assert_eq!(answer(MICROSOFT, PASSWORD, from), DONE, "{from}");
    }
    assert_eq!(answer(MICROSOFT, "wrong", "ann@larkfield.example"), NO_LOGIN);
    assert_eq!(answer(MICROSOFT, "", "ann@larkfield.example"), NO_LOGIN);
    assert_eq!(answer(ELSEWHERE, PASSWORD, "ann@larkfield.example"), NO_LOGIN, "right, and from elsewhere");
    for user in ["brookside.example", "nobody.example", "' OR '1'='1", "larkfield.example'--"] {
        assert_eq!(login(&world, MICROSOFT, user, PASSWORD, "ann@larkfield.example").status, NO_LOGIN, "{user}");
    }
    for from in ["bob@larkfield.example", "nobody@larkfield.example", "kim@brookside.example", "a@elsewhere.example"] {
        assert_eq!(answer(MICROSOFT, PASSWORD, from), NO_RECIPIENT, "{from}");
    }
    // Without a login nothing is taken there, from wherever it comes.
    let none =
        ["--tls-on-connect", "--xclient-addr", MICROSOFT, "--from", "ann@larkfield.example", "--to", "a@b.example"];
    assert_eq!(swaks(world.postfix.login, &none).status, NO_RECIPIENT);

    // Changes count at the next login: another password, other ranges, no outgoing user.
    set_password(&world, "another");
    assert_eq!(answer(MICROSOFT, PASSWORD, "ann@larkfield.example"), NO_LOGIN);
    assert_eq!(answer(MICROSOFT, "another", "ann@larkfield.example"), DONE);
    let networks = Networks { version: "2999010100".into(), ranges: vec!["192.0.2.0/24".parse().unwrap()] };
    world.wait(world.gateway().ensure_networks(&networks, &[USER.parse().unwrap()])).unwrap();
    assert_eq!(answer(MICROSOFT, "another", "ann@larkfield.example"), NO_LOGIN);
    assert_eq!(answer(ELSEWHERE, "another", "ann@larkfield.example"), DONE);
    let shape = DomainShape { outgoing_user: false, ..domain_shape(&[world.clients.address], true) };
    world.apply(&[Change::EnsureDomain { name: USER.parse().unwrap(), shape }]);
    assert_eq!(answer(ELSEWHERE, "another", "ann@larkfield.example"), NO_LOGIN);
}

/// Sessions whose other end is really `::1`, on the listener for Microsoft's addresses and on the one for logins.
fn r8_ipv6_ranges_count_in_real_sessions_over_ipv6_and_to_their_last_bit(world: World) {
    let world = with_logins(world.with_ipv6());
    let sent = || {
        let mut session = Smtp::connect(over_ipv6(world.postfix.outgoing)).unwrap();
        session.ehlo().unwrap();
        session.mail("ann@larkfield.example").unwrap();
        session.rcpt("someone@elsewhere.example").unwrap().code
    };
    let logged_in = |password: &str| {
        let arguments = ["--auth", "PLAIN", "--auth-user", USER, "--auth-password", password];
        let mail = ["--from", "ann@larkfield.example", "--to", "someone@elsewhere.example", "--quit-after", "RCPT"];
        swaks(over_ipv6(world.postfix.login), &[arguments, mail].concat()).status
    };
    assert_eq!((sent(), logged_in(PASSWORD)), (554, NO_LOGIN), "Microsoft's ranges are elsewhere");
    let lists = [("::2/127", false), ("::/127", true), ("::1/128", true), ("::/128", false), ("8000::/1", false)];
    for (number, (range, admits)) in (0..).zip(lists) {
        let version = format!("29990101{number:02}");
        let networks = Networks { version, ranges: ["192.0.2.0/24", range].map(|r| r.parse().unwrap()).into() };
        world.wait(world.gateway().ensure_networks(&networks, &[USER.parse().unwrap()])).unwrap();
        let expected = if admits { (250, DONE) } else { (554, NO_LOGIN) };
        assert_eq!((sent(), logged_in(PASSWORD)), expected, "{range}");
    }
    let networks = Networks { version: "2999010199".into(), ranges: vec!["::1/128".parse().unwrap()] };
    world.wait(world.gateway().ensure_networks(&networks, &[USER.parse().unwrap()])).unwrap();
    assert_eq!((sent(), logged_in(PASSWORD), logged_in("wrong")), (250, DONE, NO_LOGIN));
    let log = world.postfix.log();
    assert!(log.contains("connect from unknown[::1]"), "{log}");
}

fn g2_dovecot_takes_the_generated_configuration_without_a_warning(world: World) {
    let world = with_logins(world);
    let dovecot = world.dovecot.as_ref().unwrap();
    let told = dovecot.doveconf().arg("-n").output().unwrap();
    assert!(told.status.success());
    assert_eq!(String::from_utf8_lossy(&told.stderr), "");
    assert_eq!(login(&world, MICROSOFT, USER, PASSWORD, "ann@larkfield.example").status, DONE);
    let log = dovecot.log();
    assert!(!["Warning", "Error", "Fatal"].iter().any(|word| log.contains(word)), "{log}");
    assert!(!log.contains(PASSWORD), "{log}");
}

/// Whoever may write and is the last to leave removes the log that Postfix needs; Dovecot may only read.
#[test]
fn g2_dovecot_reads_sqlite_with_the_rights_of_postfix_and_leaves_its_files_as_they_are() {
    let mut world = with_logins(World::new(super::world::Base::Sqlite));
    assert_eq!(login(&world, MICROSOFT, USER, PASSWORD, "ann@larkfield.example").status, DONE);
    // The writer leaves, then the Postfix that had asked; Dovecot is the last. The next Postfix may not make files.
    world.gateway = None;
    world.postfix = world.another_postfix();
    world.dovecot = None;
    for file in ["gateway.db", "gateway.db-wal", "gateway.db-shm"] {
        assert!(world.dir.path().join(file).is_file(), "{file}");
    }
    assert_eq!(world.incoming().rcpt("ann@larkfield.example").unwrap().code, 250);
    // Dovecot starts while nobody writes, too.
    world.dovecot = Some(DovecotServer::start(world.dir.path(), &world.postfix, None, None).unwrap());
    assert_eq!(login(&world, MICROSOFT, USER, PASSWORD, "ann@larkfield.example").status, DONE);
    world.gateway = Some(world.base.open(world.dir.path(), account()));
    set_password(&world, "another");
    assert_eq!(login(&world, MICROSOFT, USER, "another", "ann@larkfield.example").status, DONE);
}
