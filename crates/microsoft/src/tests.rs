//! Bodies as the documentation has them, each through the parser that would meet it: read as expected, or refused.

use model::{KindSeen, NotTaken, Resource, Seen};
use serde_json::Value;

use crate::{
    MicrosoftError, Page, batch,
    count::number,
    exchange::{mailboxes::read_mailboxes, read_recipients},
    object::read_page,
    page::Link,
    refusal::Refusal,
    usage_report::read_report,
    walk::ReadPage,
};

macro_rules! body {
    ($name:literal) => {
        include_bytes!(concat!("../tests/fixtures/documented/", $name, ".json")).as_slice()
    };
}

/// Every page, with its parser.
const PAGES: [(&[u8], ReadPage); 11] = [
    (body!("users-first"), |body, on_link| read_page(Resource::Users, body, on_link)),
    (body!("users-middle"), |body, on_link| read_page(Resource::Users, body, on_link)),
    (body!("users-last"), |body, on_link| read_page(Resource::Users, body, on_link)),
    (body!("users-listed"), |body, on_link| read_page(Resource::Users, body, on_link)),
    (body!("groups"), |body, on_link| read_page(Resource::Groups, body, on_link)),
    (body!("groups-last"), |body, on_link| read_page(Resource::Groups, body, on_link)),
    (body!("contacts"), |body, on_link| read_page(Resource::Contacts, body, on_link)),
    (body!("contacts-last"), |body, on_link| read_page(Resource::Contacts, body, on_link)),
    (body!("exchange-mailboxes"), read_recipients),
    (body!("exchange-v2-mailboxes"), read_mailboxes),
    (body!("usage-report"), read_report),
];

/// What a page holds: objects, ids of removed ones, the last link it tells.
type Held = (Vec<Seen>, usize, Option<Link>);

fn read(at: usize) -> Held {
    let (body, reader) = PAGES[at];
    let (mut seen, mut gone, mut link) = (Vec::new(), 0, None);
    for page in reader(body, &mut |found| link = Some(found)).unwrap() {
        match page {
            Page::Seen(some) => seen.extend(some),
            Page::Gone { ids, .. } => gone += ids.len(),
            other => panic!("{other:?}"),
        }
    }
    (seen, gone, link)
}

fn is_next(link: Option<&Link>) -> bool {
    matches!(link, Some(Link::Next(to)) if to.contains("$skiptoken="))
}

#[test]
fn m6_the_first_the_middle_and_the_last_page_of_a_users_delta_are_read() {
    let (seen, gone, link) = read(0);
    assert_eq!((seen.len(), gone, is_next(link.as_ref())), (2, 0, true));
    assert_eq!(seen[0].primary.as_ref().unwrap().as_str(), "Aspen@larkfield.example", "a room looks like a user");
    assert_eq!((seen[0].aliases.len(), seen[1].not_taken), (1, Some(NotTaken::NoAddress)));
    let (seen, gone, link) = read(1);
    assert_eq!((seen.len(), gone, is_next(link.as_ref())), (0, 0, true), "an empty page goes on");
    let (seen, gone, link) = read(2);
    assert_eq!((seen.len(), gone), (2, 2), "both reasons of removal count");
    assert_eq!((seen[0].not_taken, seen[1].not_taken), (Some(NotTaken::Guest), Some(NotTaken::NoAddress)));
    assert!(matches!(link, Some(Link::Delta(_))));
}

#[test]
fn m6_an_object_without_a_usable_id_is_left_out_and_a_page_of_nothing_else_refused() {
    let (seen, _, link) = read(3);
    assert_eq!((seen.len(), seen[0].not_taken, link), (1, Some(NotTaken::Guest), None));
    let error = read_page(Resource::Users, body!("users-selected"), &mut |_| ()).unwrap_err();
    assert!(error.to_string().contains("none of its objects has a directory id"), "{error}");
}

#[test]
fn m5_groups_of_every_type_and_contacts_are_read_and_members_are_not() {
    let (seen, gone, link) = read(4);
    let kinds: Vec<_> = seen.iter().map(|seen| (seen.kind.as_str(), seen.not_taken)).collect();
    assert_eq!(kinds[0], ("microsoft-365-group", None));
    assert_eq!(kinds[1], ("distribution-list", None));
    assert_eq!(kinds[2], ("mail-enabled-security-group", None));
    assert_eq!(kinds[3].1, Some(NotTaken::NotMailEnabled));
    assert_eq!((gone, is_next(link.as_ref())), (0, true), "a removed member is no removed group");
    assert_eq!(read(5).1, 1);
    let (seen, _, _) = read(6);
    assert_eq!((seen.len(), seen[0].kind.as_str()), (1, "mail-contact"));
    assert_eq!(read(7).1, 1);
}

#[test]
fn m5_pages_of_every_source_of_kinds_are_read() {
    let pages = |at: usize| PAGES[at].1(PAGES[at].0, &mut |_| ()).unwrap();
    assert!(matches!(pages(8).as_slice(), [Page::Exchange(seen)] if seen[0].kind.unwrap().as_str() == "shared"));
    let kinds = |at| match pages(at).pop() {
        Some(Page::Kinds(kinds)) => kinds,
        other => panic!("{other:?}"),
    };
    let words = |kinds: &[KindSeen]| kinds.iter().map(|seen| seen.kind.as_str()).collect::<Vec<_>>();
    assert_eq!(words(&kinds(9)), ["shared", "room"]);
    assert_eq!(words(&kinds(10)), ["shared"], "a deleted mailbox is none");
    let answers = batch::parse("purposes", body!("batch")).unwrap();
    let told: Vec<_> = answers.iter().map(|answer| (answer.place(), answer.status, answer.passes())).collect();
    let expected = [(Some(1), 429, true), (Some(0), 200, false), (Some(2), 204, false), (Some(3), 401, false)];
    assert_eq!(told, expected, "in any order");
    assert_eq!(answers[0].retry_after().unwrap().as_millis(), 2128);
}

#[test]
fn m7_errors_are_read_in_every_documented_spelling() {
    let all: Vec<Value> = serde_json::from_slice(body!("errors")).unwrap();
    for error in all {
        let refusal = Refusal::of(&error["body"]);
        assert_eq!(Value::from(refusal.code), error["code"], "{error}");
        assert_eq!(Value::from(refusal.message), error["message"], "{error}");
        assert_eq!(Value::from(refusal.request_id), error["id"], "{error}");
    }
    assert_eq!(number(b"893"), Some(893));
}

#[test]
fn a_page_that_breaks_off_anywhere_is_refused_and_never_taken_for_a_short_one() {
    for (body, reader) in PAGES {
        let body = body.trim_ascii_end();
        for cut in 0..body.len() {
            assert!(reader(&body[..cut], &mut |_| ()).is_err(), "{}", String::from_utf8_lossy(&body[..cut]));
        }
    }
}

#[test]
fn a_documented_page_of_another_kind_is_refused_with_what_is_wrong() {
    let refused = |body: &[u8]| read_page(Resource::Users, body, &mut |_| ()).unwrap_err();
    for body in [body!("batch"), br#"{"error":{"code":"Gone"}}"#.as_slice()] {
        assert!(refused(body).to_string().contains("it has no \u{201c}value\u{201d}"));
    }
    assert!(matches!(refused(body!("errors")), MicrosoftError::UnexpectedShape { .. }));
}
