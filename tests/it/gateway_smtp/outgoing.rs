//! Mail from Microsoft 365's ranges (R8).

use gateway::Change;
use model::{DomainShape, Networks};

use super::world::{ELSEWHERE, MICROSOFT, TENANT, World, domain_shape, send};

on_both_databases!(
    r8_sending_takes_microsofts_address_and_a_sender_with_the_outgoing_service,
    r8_microsofts_ranges_refreshed_count_at_once,
    r8_a_bounce_or_automatic_reply_goes_out_to_one_recipient,
    r8_a_message_that_names_another_tenant_is_refused,
);

fn r8_sending_takes_microsofts_address_and_a_sender_with_the_outgoing_service(world: World) {
    let accepted = |client: &str, from: &str| world.outgoing(client, from).code;
    assert_eq!(accepted(MICROSOFT, "Ann.Lee@larkfield.example"), 250);
    assert_eq!(accepted(MICROSOFT, "o'hara@larkfield.example"), 250);
    assert_eq!(accepted("IPV6:2a01:111:f403:c100::5", "ann@larkfield.example"), 250);
    assert_eq!(accepted("IPV6:2a01:111:f400::", "ann@larkfield.example"), 250);
    for (client, from) in [
        (ELSEWHERE, "ann@larkfield.example"),
        (ELSEWHERE, ""),
        ("40.91.255.255", "ann@larkfield.example"),
        ("104.47.128.0", "ann@larkfield.example"),
        ("IPV6:2a01:111:f404::1", "ann@larkfield.example"),
        ("IPV6:::1", "ann@larkfield.example"),
        (MICROSOFT, "bob@larkfield.example"),
        (MICROSOFT, "all@larkfield.example"),
        (MICROSOFT, "nobody@larkfield.example"),
        (MICROSOFT, "someone@elsewhere.example"),
    ] {
        assert_eq!(accepted(client, from), 554, "{client} {from}");
    }
    let shape = DomainShape { outgoing_user: false, ..domain_shape(&[world.clients.address], true) };
    world.apply(&[Change::EnsureDomain { name: "larkfield.example".parse().unwrap(), shape }]);
    assert_eq!(accepted(MICROSOFT, "ann.lee@larkfield.example"), 554);
    assert_eq!(accepted(MICROSOFT, ""), 554, "nobody here has an outgoing user");
}

fn r8_microsofts_ranges_refreshed_count_at_once(world: World) {
    let accepted = |client: &str| world.outgoing(client, "ann@larkfield.example").code;
    assert_eq!((accepted(MICROSOFT), accepted("198.51.100.7"), accepted("IPV6:2001:db8:7::1")), (250, 554, 554));
    let ranges = ["198.51.100.0/24", "2001:db8::/45"].map(|range| range.parse().unwrap());
    let networks = Networks { version: "2999010100".into(), ranges: ranges.into() };
    world.wait(world.gateway().ensure_networks(&networks, &["larkfield.example".parse().unwrap()])).unwrap();
    assert_eq!((accepted(MICROSOFT), accepted("198.51.100.7"), accepted("IPV6:2001:db8:7::1")), (554, 250, 250));
}

/// RFC 3464 and RFC 3834: they have no sender, and one recipient.
fn r8_a_bounce_or_automatic_reply_goes_out_to_one_recipient(world: World) {
    let mut session = world.from(MICROSOFT);
    assert_eq!(session.mail("").unwrap().code, 250);
    // What the returned message had in its own header says nothing about who returns it.
    let bounce = format!(
        "From: <postmaster@larkfield.example>\nSubject: undeliverable\nX-MS-Exchange-CrossTenant-Id: {TENANT}\n\
         MIME-Version: 1.0\nContent-Type: multipart/report; report-type=delivery-status; boundary=b\n\n--b\n\
         Content-Type: message/rfc822\n\nX-MS-Exchange-CrossTenant-Id: 00000000-0000-0000-0000-000000000001\n\
         Subject: the first message\n\nHello.\n--b--"
    );
    assert_eq!(session.rcpt("one@elsewhere.example").unwrap().code, 250);
    let sent = session.data(&bounce).unwrap();
    assert_eq!(sent.code, 250, "{}", sent.text);
    assert_eq!(world.outside.wait_for("one@elsewhere.example").unwrap().from, "");
    let mut session = world.from(MICROSOFT);
    assert_eq!(session.mail("").unwrap().code, 250);
    for to in ["one@elsewhere.example", "two@elsewhere.example"] {
        assert_eq!(session.rcpt(to).unwrap().code, 250);
    }
    let many = session.data("Subject: to many\n\nHello.").unwrap();
    assert_eq!(many.code, 550, "{}", many.text);
}

/// Every tenant of Microsoft's sends from the same addresses.
fn r8_a_message_that_names_another_tenant_is_refused(world: World) {
    let sent = |from: &str, tenant: &str| {
        let mut session = world.from(MICROSOFT);
        assert_eq!(session.mail(from).unwrap().code, 250);
        assert_eq!(session.rcpt("someone@elsewhere.example").unwrap().code, 250);
        session.data(&format!("X-MS-Exchange-CrossTenant-Id: {tenant}\nSubject: x\n\nHello.")).unwrap()
    };
    let foreign = "00000000-0000-0000-0000-000000000001";
    for from in ["ann@larkfield.example", ""] {
        assert_eq!(sent(from, &TENANT.to_string()).code, 250, "{from}");
        assert_eq!(sent(from, &TENANT.to_string().to_uppercase()).code, 250, "{from}");
        let refused = sent(from, foreign);
        assert!(refused.code == 550 && refused.text.starts_with("5.7.1"), "{} {}", refused.code, refused.text);
    }
    // Mail from the Internet may come from any tenant.
    send(world.incoming(), &["ann@larkfield.example"], &format!("X-MS-Exchange-CrossTenant-Id: {foreign}"));
}
