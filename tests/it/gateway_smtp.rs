//! Real SMTP sessions with a real Postfix over the local gateway's own files (G2).

use std::net::SocketAddr;

use gateway::{Account, Change, Gateway, LocalGateway};
use journeys::postfix::{Options, PostfixServer, Reply, Sink, Smtp};
use model::{Address, DirectoryId, DomainShape, Kind, RecipientShape, Route, Services};
use tempfile::TempDir;

/// An address in Microsoft 365's ranges, and one outside.
const MICROSOFT: &str = "40.107.22.52";
const ELSEWHERE: &str = "192.0.2.1";

struct World {
    // Dropped first, so that Postfix stops before its files go.
    postfix: PostfixServer,
    gateway: Option<LocalGateway>,
    dir: TempDir,
    clients: Sink,
    outside: Sink,
    runtime: tokio::runtime::Runtime,
}

impl World {
    /// `larkfield.example` with one route to a sink, all products, and whom the tests write to.
    fn new() -> Self {
        let dir = tempfile::tempdir().unwrap();
        let (clients, outside) = (Sink::start().unwrap(), Sink::start().unwrap());
        let gateway = open(&dir);
        let postfix = PostfixServer::start(dir.path(), Options { outside: Some(outside.address) }).unwrap();
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        let world = Self { postfix, gateway: Some(gateway), dir, clients, outside, runtime };
        world.apply(&[
            domain("larkfield.example", &[world.clients.address], true),
            recipient(
                1,
                "Ann.Lee@larkfield.example",
                &["ann@larkfield.example", "o'hara@larkfield.example"],
                Services::ALL,
            ),
            recipient(2, "bob@larkfield.example", &[], Services::NONE),
            Change::EnsureRecipient {
                id: DirectoryId([3; 16]),
                previous: None,
                shape: RecipientShape {
                    kind: Kind::DistributionList,
                    ..shape("all@larkfield.example", &[], Services { incoming: true, ..Services::NONE })
                },
            },
        ]);
        world
    }

    fn apply(&self, changes: &[Change]) {
        let gateway = self.gateway.as_ref().unwrap();
        for answer in self.runtime.block_on(gateway.apply(changes)) {
            answer.unwrap();
        }
    }

    /// A session from the Internet that has said whom it is from.
    fn incoming(&self) -> Smtp {
        begin(self.postfix.incoming, "someone@elsewhere.example")
    }

    /// The last reply to a recipient of the outgoing listener, said from an address.
    fn outgoing(&self, client: &str, from: &str) -> Reply {
        let mut session = Smtp::connect(self.postfix.outgoing).unwrap();
        session.ehlo().unwrap();
        assert_eq!(session.xclient(client).unwrap().code, 250);
        session.mail(from).unwrap();
        session.rcpt("someone@elsewhere.example").unwrap()
    }

    fn by_hand(&self, sql: &str) {
        let connection = rusqlite::Connection::open(self.dir.path().join("gateway.db")).unwrap();
        connection.execute_batch(sql).unwrap();
    }
}

impl Drop for World {
    fn drop(&mut self) {
        if std::thread::panicking() {
            println!("{}", self.postfix.log());
        }
    }
}

fn open(dir: &TempDir) -> LocalGateway {
    let account = Account { tenant_id: DirectoryId([9; 16]), name: "Larkfield".into() };
    LocalGateway::open(dir.path(), account).unwrap()
}

fn begin(server: SocketAddr, from: &str) -> Smtp {
    let mut session = Smtp::connect(server).unwrap();
    session.ehlo().unwrap();
    assert_eq!(session.mail(from).unwrap().code, 250);
    session
}

fn domain(name: &str, routes: &[SocketAddr], strict: bool) -> Change {
    let route = |(preference, to): (u16, &SocketAddr)| Route { preference, host: to.ip().to_string(), port: to.port() };
    let shape = DomainShape {
        routes: (10..).zip(routes).map(route).collect(),
        region: None,
        protect_listed_only: true,
        reject_unlisted: strict,
        products: Services::ALL,
        ldap_sync: false,
        outgoing_user: true,
        alias_of: None,
    };
    Change::EnsureDomain { name: name.parse().unwrap(), shape }
}

fn shape(primary: &str, aliases: &[&str], services: Services) -> RecipientShape {
    let mut aliases: Vec<Address> = aliases.iter().map(|a| a.parse().unwrap()).collect();
    aliases.sort();
    RecipientShape {
        primary: primary.parse().unwrap(),
        aliases,
        kind: Kind::User,
        listed: true,
        services,
        profile: None,
    }
}

fn recipient(id: u8, primary: &str, aliases: &[&str], services: Services) -> Change {
    Change::EnsureRecipient { id: DirectoryId([id; 16]), previous: None, shape: shape(primary, aliases, services) }
}

fn send(mut session: Smtp, to: &[&str], subject: &str) {
    for to in to {
        assert_eq!(session.rcpt(to).unwrap().code, 250, "{to}");
    }
    let sent = session.data(&format!("Subject: {subject}\nX-Tenantry-Incoming: forged\n\nHello.")).unwrap();
    assert_eq!(sent.code, 250, "{}", sent.text);
}

#[test]
fn r1_r2_listed_addresses_are_accepted_in_any_form_and_no_others() {
    let world = World::new();
    let mut session = world.incoming();
    for listed in [
        "ann.lee@larkfield.example",
        "ANN.LEE@LARKFIELD.EXAMPLE",
        "ann@larkfield.example",
        "ann+orders@larkfield.example",
        "o'hara@larkfield.example",
        "bob@larkfield.example",
        "all@larkfield.example",
    ] {
        assert_eq!(session.rcpt(listed).unwrap().code, 250, "{listed}");
    }
    for unlisted in ["nobody@larkfield.example", "o''hara@larkfield.example", "\"' OR 1=1 --\"@larkfield.example"] {
        let reply = session.rcpt(unlisted).unwrap();
        assert_eq!(reply.code, 550, "{unlisted}: {}", reply.text);
        assert!(reply.text.starts_with("5.1.1") && reply.text.contains("User unknown"), "{}", reply.text);
    }
    for foreign in ["ann@sub.larkfield.example", "ann@elsewhere.example", "larkfield.example@archive.invalid"] {
        let reply = session.rcpt(foreign).unwrap();
        assert_eq!(reply.code, 554, "{foreign}: {}", reply.text);
    }
}

#[test]
fn r5_each_recipient_of_one_message_is_filtered_or_passed_on_as_its_own_service_says() {
    let world = World::new();
    send(world.incoming(), &["ann@larkfield.example", "bob@larkfield.example", "all@larkfield.example"], "to both");
    for (to, mark) in
        [("ann@larkfield.example", "filter"), ("all@larkfield.example", "filter"), ("bob@larkfield.example", "bypass")]
    {
        let message = world.clients.wait_for(to).unwrap();
        let marks = message.header("X-Tenantry-Incoming");
        assert!(!marks.is_empty() && marks.iter().all(|m| *m == mark), "{to}: {marks:?}");
    }
}

#[test]
fn r9_archived_mail_is_copied_once_into_the_maildir_of_its_domain() {
    let world = World::new();
    send(world.incoming(), &["bob@larkfield.example"], "not archived");
    world.clients.wait_for("bob@larkfield.example").unwrap();
    send(world.incoming(), &["ann+x@larkfield.example", "bob@larkfield.example"], "in");
    let archive = world.postfix.archive("larkfield.example");
    let copy = archive.wait_for("Subject: in").unwrap().unwrap();
    assert!(copy.contains("Hello."));
    let mut out = Smtp::connect(world.postfix.outgoing).unwrap();
    out.ehlo().unwrap();
    out.xclient(MICROSOFT).unwrap();
    assert_eq!(out.mail("ann.lee@larkfield.example").unwrap().code, 250);
    send(out, &["someone@elsewhere.example"], "out");
    assert!(archive.wait_for("Subject: out").unwrap().is_some());
    let sent = world.outside.wait_for("someone@elsewhere.example").unwrap();
    assert!(sent.header("X-Tenantry-Incoming").is_empty());
    assert_eq!(archive.messages().unwrap().len(), 2);
}

#[test]
fn r8_sending_takes_microsofts_address_and_a_sender_with_the_outgoing_service() {
    let world = World::new();
    let accepted = |client: &str, from: &str| world.outgoing(client, from).code;
    assert_eq!(accepted(MICROSOFT, "Ann.Lee@larkfield.example"), 250);
    assert_eq!(accepted(MICROSOFT, "o'hara@larkfield.example"), 250);
    assert_eq!(accepted("IPV6:2a01:111:f403:c100::5", "ann@larkfield.example"), 250);
    assert_eq!(accepted("IPV6:2a01:111:f400::", "ann@larkfield.example"), 250);
    for (client, from) in [
        (ELSEWHERE, "ann@larkfield.example"),
        ("40.91.255.255", "ann@larkfield.example"),
        ("104.47.128.0", "ann@larkfield.example"),
        ("IPV6:2a01:111:f404::1", "ann@larkfield.example"),
        ("IPV6:::1", "ann@larkfield.example"),
        (MICROSOFT, "bob@larkfield.example"),
        (MICROSOFT, "all@larkfield.example"),
        (MICROSOFT, "nobody@larkfield.example"),
        (MICROSOFT, "someone@elsewhere.example"),
        (MICROSOFT, ""),
    ] {
        assert_eq!(accepted(client, from), 554, "{client} {from}");
    }
    let Change::EnsureDomain { name, shape } = domain("larkfield.example", &[world.clients.address], true) else {
        unreachable!()
    };
    world.apply(&[Change::EnsureDomain { name, shape: DomainShape { outgoing_user: false, ..shape } }]);
    assert_eq!(accepted(MICROSOFT, "ann.lee@larkfield.example"), 554);
}

#[test]
fn r1_the_second_route_is_used_when_the_first_is_down() {
    let world = World::new();
    world.apply(&[domain("larkfield.example", &[Sink::down().unwrap(), world.clients.address], true)]);
    send(world.incoming(), &["ann@larkfield.example"], "another way");
    assert!(world.clients.wait_for("ann@larkfield.example").is_some());
}

#[test]
fn g2_a_change_counts_at_once_without_a_reload() {
    let world = World::new();
    let mut session = world.incoming();
    assert_eq!(session.rcpt("bob@larkfield.example").unwrap().code, 250);
    assert_eq!(session.rcpt("new@larkfield.example").unwrap().code, 550);
    let leaver = RecipientShape { listed: false, ..shape("bob@larkfield.example", &[], Services::NONE) };
    world.apply(&[
        Change::EnsureRecipient { id: DirectoryId([2; 16]), previous: None, shape: leaver },
        recipient(4, "new@larkfield.example", &[], Services::ALL),
        domain("brookside.example", &[world.clients.address], true),
        recipient(5, "kim@brookside.example", &[], Services::ALL),
    ]);
    let gone = session.rcpt("bob@larkfield.example").unwrap();
    assert_eq!((gone.code, gone.text.contains("User unknown")), (550, true), "{}", gone.text);
    assert_eq!(session.rcpt("new@larkfield.example").unwrap().code, 250);
    assert_eq!(session.rcpt("kim@brookside.example").unwrap().code, 250);
}

#[test]
fn r14_a_domain_alias_takes_mail_for_the_recipients_of_its_target_as_well_as_for_its_own() {
    let world = World::new();
    let Change::EnsureDomain { name, shape } = domain("larkmirror.example", &[world.clients.address], true) else {
        unreachable!()
    };
    let alias_of = Some("larkfield.example".parse().unwrap());
    world.apply(&[Change::EnsureDomain { name: name.clone(), shape: DomainShape { alias_of, ..shape.clone() } }]);
    let mut session = world.incoming();
    for listed in ["ann@larkmirror.example", "ANN.LEE@larkmirror.example", "ann+orders@larkmirror.example"] {
        assert_eq!(session.rcpt(listed).unwrap().code, 250, "{listed}");
    }
    let unlisted = session.rcpt("nobody@larkmirror.example").unwrap();
    assert!(unlisted.code == 550 && unlisted.text.starts_with("5.1.1"), "{} {}", unlisted.code, unlisted.text);
    send(world.incoming(), &["ann@larkmirror.example", "bob@larkmirror.example"], "to the alias");
    for (to, mark) in [("ann@larkfield.example", "filter"), ("bob@larkfield.example", "bypass")] {
        let message = world.clients.wait_for(to).unwrap();
        assert!(message.header("X-Tenantry-Incoming").iter().all(|m| *m == mark), "{to}");
    }
    let archive = world.postfix.archive("larkfield.example");
    assert!(archive.wait_for("Subject: to the alias").unwrap().is_some(), "archived as the target's mail");
    assert_eq!(world.outgoing(MICROSOFT, "ann@larkmirror.example").code, 250);

    // Who has an address there is reached as ever, and only what the alias alone gave ends with it.
    world.apply(&[recipient(8, "ann@larkmirror.example", &["nobody@larkmirror.example"], Services::NONE)]);
    world.by_hand("INSERT INTO recipients (address) VALUES ('scanner@larkmirror.example');");
    let own = ["ann+tag@larkmirror.example", "nobody@larkmirror.example", "scanner@larkmirror.example"];
    send(world.incoming(), &own, "to its own");
    for to in own {
        world.clients.wait_for(to).unwrap();
    }
    world.apply(&[Change::EnsureDomain { name: name.clone(), shape: shape.clone() }]);
    let mut session = world.incoming();
    for listed in own {
        assert_eq!(session.rcpt(listed).unwrap().code, 250, "{listed}");
    }
    assert_eq!(session.rcpt("bob@larkmirror.example").unwrap().code, 550, "the alias alone gave it");

    // B5: taken out again, its mail is nobody's here.
    world.by_hand("DELETE FROM recipients WHERE domain = 'larkmirror.example';");
    world.apply(&[Change::EnsureAbsentDomain { name }]);
    let gone = world.incoming().rcpt("ann@larkmirror.example").unwrap();
    // A server that just passed mail on to it may still know that it had been one of its domains.
    assert!(gone.code == 554 || gone.text.contains("User unknown"), "{} {}", gone.code, gone.text);
    assert_eq!(world.incoming().rcpt("ann@larkfield.example").unwrap().code, 250);
}

#[test]
fn g2_postfix_answers_when_the_writer_is_gone_and_when_it_is_back() {
    let mut world = World::new();
    world.gateway = None;
    // This Postfix opens the database only now, and may not create files beside it.
    world.postfix = PostfixServer::start(world.dir.path(), Options::default()).unwrap();
    let mut session = world.incoming();
    assert_eq!(session.rcpt("ann@larkfield.example").unwrap().code, 250);
    assert_eq!(session.rcpt("nobody@larkfield.example").unwrap().code, 550);
    world.gateway = Some(open(&world.dir));
    world.apply(&[recipient(4, "new@larkfield.example", &[], Services::ALL)]);
    assert_eq!(world.incoming().rcpt("new@larkfield.example").unwrap().code, 250);
}

#[test]
fn a_domain_made_by_hand_that_takes_unlisted_mail_passes_it_on_and_still_refuses_who_left() {
    let world = World::new();
    world.by_hand(&format!(
        "INSERT INTO domains (name, reject_unlisted) VALUES ('brookside.example', 0);
         INSERT INTO routes (domain, host, port) VALUES ('brookside.example', '127.0.0.1', {});
         INSERT INTO recipients (address, listed) VALUES ('left@brookside.example', 0);",
        world.clients.address.port()
    ));
    assert_eq!(world.incoming().rcpt("left@brookside.example").unwrap().code, 550);
    send(world.incoming(), &["anybody@brookside.example"], "unlisted");
    let message = world.clients.wait_for("anybody@brookside.example").unwrap();
    assert!(message.header("X-Tenantry-Incoming").iter().all(|mark| *mark == "bypass"));
}

#[test]
fn addresses_beyond_ascii_are_found_in_the_case_that_postfix_folds_them_to() {
    let world = World::new();
    world.apply(&[recipient(6, "Jörg.GROß@larkfield.example", &["Ölaf@larkfield.example"], Services::ALL)]);
    for key in ["Jörg.GROß@larkfield.example", "jörg.gross@larkfield.example", "ÖLAF@larkfield.example"] {
        assert_eq!(world.postfix.ask("relay_recipients", key).unwrap().as_deref(), Some("listed"), "{key}");
    }
}
