//! Mail from the Internet for a client's domains.

use gateway::Change;
use journeys::postfix::{Sink, Smtp};
use model::{DirectoryId, DomainShape, RecipientShape, Services};

use super::world::{MICROSOFT, World, begin, domain, domain_shape, recipient, send, shape};

on_both_databases!(
    r1_r2_listed_addresses_are_accepted_in_any_form_and_no_others,
    r5_each_recipient_of_one_message_is_filtered_or_passed_on_as_its_own_service_says,
    r9_archived_mail_is_copied_once_into_the_maildir_of_its_domain,
    r1_the_second_route_is_used_when_the_first_is_down,
    g2_a_change_counts_at_once_without_a_reload,
    r14_a_domain_alias_takes_mail_for_the_recipients_of_its_target_as_well_as_for_its_own,
    a_domain_made_by_hand_that_takes_unlisted_mail_passes_it_on_and_still_refuses_who_left,
    addresses_beyond_ascii_are_found_in_the_case_that_postfix_folds_them_to,
    g2_a_domain_with_letters_beyond_ascii_takes_mail_under_both_of_its_names,
);

fn r1_r2_listed_addresses_are_accepted_in_any_form_and_no_others(world: World) {
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
    for unlisted in [
        "nobody@larkfield.example",
        "o''hara@larkfield.example",
        "\"' OR 1=1 --\"@larkfield.example",
        "a\\@larkfield.example",
    ] {
        let reply = session.rcpt(unlisted).unwrap();
        assert_eq!(reply.code, 550, "{unlisted}: {}", reply.text);
        assert!(reply.text.starts_with("5.1.1") && reply.text.contains("User unknown"), "{}", reply.text);
    }
    for foreign in ["ann@sub.larkfield.example", "ann@elsewhere.example", "larkfield.example@archive.invalid"] {
        let reply = session.rcpt(foreign).unwrap();
        assert_eq!(reply.code, 554, "{foreign}: {}", reply.text);
    }
}

fn r5_each_recipient_of_one_message_is_filtered_or_passed_on_as_its_own_service_says(world: World) {
    let to = ["ann@larkfield.example", "bob@larkfield.example", "all@larkfield.example"];
    send(world.incoming(), &to, "Subject: to all");
    for (to, mark) in to.into_iter().zip(["filter", "bypass", "filter"]) {
        let message = world.clients.wait_for(to).unwrap();
        let marks = message.header("X-Tenantry-Incoming");
        assert!(!marks.is_empty() && marks.iter().all(|m| *m == mark), "{to}: {marks:?}");
    }
}

fn r9_archived_mail_is_copied_once_into_the_maildir_of_its_domain(world: World) {
    send(world.incoming(), &["bob@larkfield.example"], "Subject: not archived");
    world.clients.wait_for("bob@larkfield.example").unwrap();
    send(world.incoming(), &["ann+x@larkfield.example", "bob@larkfield.example"], "Subject: in");
    let archive = world.postfix.archive("larkfield.example");
    let copy = archive.wait_for("Subject: in").unwrap().unwrap();
    assert!(copy.contains("Hello."));
    let mut out = world.from(MICROSOFT);
    assert_eq!(out.mail("ann.lee@larkfield.example").unwrap().code, 250);
    send(out, &["someone@elsewhere.example"], "Subject: out");
    assert!(archive.wait_for("Subject: out").unwrap().is_some());
    let sent = world.outside.wait_for("someone@elsewhere.example").unwrap();
    assert!(sent.header("X-Tenantry-Incoming").is_empty());
    assert_eq!(archive.messages().unwrap().len(), 2);
}

fn r1_the_second_route_is_used_when_the_first_is_down(world: World) {
    world.apply(&[domain("larkfield.example", &[Sink::down().unwrap(), world.clients.address], true)]);
    send(world.incoming(), &["ann@larkfield.example"], "Subject: another way");
    assert!(world.clients.wait_for("ann@larkfield.example").is_some());
    // Both take mail: the preferred one gets it.
    let second = Sink::start().unwrap();
    world.apply(&[domain("larkfield.example", &[world.clients.address, second.address], true)]);
    send(world.incoming(), &["bob@larkfield.example"], "Subject: the first way");
    assert!(world.clients.wait_for("bob@larkfield.example").is_some());
    assert!(second.delivered().is_empty());
}

fn g2_a_change_counts_at_once_without_a_reload(world: World) {
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

fn r14_a_domain_alias_takes_mail_for_the_recipients_of_its_target_as_well_as_for_its_own(world: World) {
    let name: model::DomainName = "larkmirror.example".parse().unwrap();
    let shape = domain_shape(&[world.clients.address], true);
    let alias_of = Some("larkfield.example".parse().unwrap());
    world.apply(&[Change::EnsureDomain { name: name.clone(), shape: DomainShape { alias_of, ..shape.clone() } }]);
    let mut session = world.incoming();
    for listed in ["ann@larkmirror.example", "ANN.LEE@larkmirror.example", "ann+orders@larkmirror.example"] {
        assert_eq!(session.rcpt(listed).unwrap().code, 250, "{listed}");
    }
    let unlisted = session.rcpt("nobody@larkmirror.example").unwrap();
    assert!(unlisted.code == 550 && unlisted.text.starts_with("5.1.1"), "{} {}", unlisted.code, unlisted.text);
    send(world.incoming(), &["ann@larkmirror.example", "bob@larkmirror.example"], "Subject: to the alias");
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
    send(world.incoming(), &own, "Subject: to its own");
    for to in own {
        world.clients.wait_for(to).unwrap();
    }
    world.apply(&[Change::EnsureDomain { name: name.clone(), shape }]);
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

fn a_domain_made_by_hand_that_takes_unlisted_mail_passes_it_on_and_still_refuses_who_left(world: World) {
    let no = if world.base.is_sqlite() { "0" } else { "false" };
    world.by_hand(&format!(
        "INSERT INTO domains (name, reject_unlisted) VALUES ('brookside.example', {no});
         INSERT INTO routes (domain, host, port) VALUES ('brookside.example', '127.0.0.1', {});
         INSERT INTO recipients (address, listed) VALUES ('left@brookside.example', {no});",
        world.clients.address.port()
    ));
    assert_eq!(world.incoming().rcpt("left@brookside.example").unwrap().code, 550);
    send(world.incoming(), &["anybody@brookside.example"], "Subject: unlisted");
    let message = world.clients.wait_for("anybody@brookside.example").unwrap();
    assert!(message.header("X-Tenantry-Incoming").iter().all(|mark| *mark == "bypass"));
}

fn addresses_beyond_ascii_are_found_in_the_case_that_postfix_folds_them_to(world: World) {
    world.apply(&[recipient(6, "Jörg.GROß@larkfield.example", &["Ölaf@larkfield.example"], Services::ALL)]);
    for key in ["Jörg.GROß@larkfield.example", "jörg.gross@larkfield.example", "ÖLAF@larkfield.example"] {
        assert_eq!(world.ask("relay_recipients", key).as_deref(), Some("listed"), "{key}");
        let mut session = Smtp::connect(world.postfix.incoming).unwrap();
        session.ehlo().unwrap();
        assert_eq!(session.command("MAIL FROM:<someone@elsewhere.example> SMTPUTF8").unwrap().code, 250);
        assert_eq!(session.rcpt(key).unwrap().code, 250, "{key}");
    }
}

/// RFC 5890: A-labels where the sender's server knows no other, U-labels with SMTPUTF8 (RFC 6531).
fn g2_a_domain_with_letters_beyond_ascii_takes_mail_under_both_of_its_names(world: World) {
    world.apply(&[
        domain("xn--grnland-o2a.example", &[world.clients.address], true),
        recipient(7, "ann@xn--grnland-o2a.example", &[], Services::ALL),
    ]);
    assert_eq!(world.incoming().rcpt("nobody@xn--grnland-o2a.example").unwrap().code, 550);
    send(world.incoming(), &["ann@xn--grnland-o2a.example"], "Subject: A-labels");
    assert!(world.clients.wait_for("ann@xn--grnland-o2a.example").is_some());
    let beyond = || {
        let mut session = Smtp::connect(world.postfix.incoming).unwrap();
        session.ehlo().unwrap();
        let from = "MAIL FROM:<someone@elsewhere.example> SMTPUTF8";
        assert_eq!(session.command(from).unwrap().code, 250);
        session
    };
    let unlisted = beyond().rcpt("nobody@grünland.example").unwrap();
    assert_eq!((unlisted.code, unlisted.text.contains("User unknown")), (550, true), "{}", unlisted.text);
    send(beyond(), &["ann+tag@grünland.example"], "Subject: U-labels");
    let message = world.clients.wait_for("ann+tag@xn--grnland-o2a.example").unwrap();
    assert!(message.header("X-Tenantry-Incoming").iter().all(|mark| *mark == "filter"));
    let archive = world.postfix.archive("xn--grnland-o2a.example");
    assert!(archive.wait_for("Subject: U-labels").unwrap().is_some());
}

#[test]
fn g2_postfix_answers_when_the_writer_is_gone_and_when_it_is_back() {
    let mut world = World::new(super::world::Base::Sqlite);
    world.gateway = None;
    // A postmaster looks, and closes the database as the last.
    assert_eq!(world.ask("relay_recipients", "ann@larkfield.example").as_deref(), Some("listed"));
    // This Postfix opens the database only now, and may not create files beside it.
    world.postfix = world.another_postfix();
    let mut session = world.incoming();
    assert_eq!(session.rcpt("ann@larkfield.example").unwrap().code, 250);
    assert_eq!(session.rcpt("nobody@larkfield.example").unwrap().code, 550);
    world.gateway = Some(world.base.open(world.dir.path(), super::world::account()));
    world.apply(&[recipient(4, "new@larkfield.example", &[], Services::ALL)]);
    assert_eq!(begin(world.postfix.incoming, "").rcpt("new@larkfield.example").unwrap().code, 250);
}
