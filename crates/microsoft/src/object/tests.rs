//! Objects as Graph sends them, with every oddity.

use model::Address;
use proptest::prelude::*;

use super::*;

const USERS: &[u8] = include_bytes!("../../tests/fixtures/users-delta.json");
const CHANGES: &[u8] = include_bytes!("../../tests/fixtures/users-changes.json");
const GROUPS: &[u8] = include_bytes!("../../tests/fixtures/groups-delta.json");
const CONTACTS: &[u8] = include_bytes!("../../tests/fixtures/contacts-delta.json");

fn pages(resource: Resource, body: &[u8]) -> (Vec<Seen>, Vec<DirectoryId>) {
    let (mut all_seen, mut all_gone) = (Vec::new(), Vec::new());
    for page in read_page(resource, body, &mut |_| ()).unwrap() {
        match page {
            Page::Seen(seen) => all_seen.extend(seen),
            Page::Gone { ids, resource: of } => {
                assert_eq!(of, resource);
                all_gone.extend(ids);
            }
            other => panic!("{other:?} is not of Graph"),
        }
    }
    (all_seen, all_gone)
}

fn find<'a>(seen: &'a [Seen], name: &str) -> &'a Seen {
    seen.iter().find(|seen| seen.name.starts_with(name)).unwrap()
}

#[test]
fn m5_a_users_kind_is_a_guess_from_the_exchange_plan() {
    let (seen, _) = pages(Resource::Users, USERS);
    let kind = |name| find(&seen, name).kind;
    assert!(seen.iter().all(|seen| seen.kind_source == KindSource::Guess));
    assert_eq!(kind("Nóra"), Kind::User);
    assert_eq!(kind("Just Licensed"), Kind::User, "a plan in its grace period is a plan");
    assert_eq!(kind("Orders"), Kind::Shared, "a suspended plan is none");
}

#[test]
fn r2_a_user_comes_with_its_primary_address_and_its_mail_aliases_only() {
    let (seen, _) = pages(Resource::Users, USERS);
    let nora = find(&seen, "Nóra \"Nori\"");
    assert_eq!(nora.primary.as_ref().map(Address::as_str), Some("Nora.Quill@larkfield.example"));
    assert_eq!(nora.aliases.iter().map(Address::as_str).collect::<Vec<_>>(), ["Nora@larkdeli.example"]);
}

#[test]
fn m5_guests_and_users_without_an_address_are_no_recipients() {
    let (seen, _) = pages(Resource::Users, USERS);
    assert_eq!(find(&seen, "Pat").not_taken, Some(NotTaken::Guest));
    assert_eq!(find(&seen, "External Member").not_taken, Some(NotTaken::Guest), "its name says #EXT#");
    assert_eq!(find(&seen, "Breakglass").not_taken, Some(NotTaken::NoAddress));
    assert_eq!(find(&seen, "Nóra").not_taken, None);
}

#[test]
fn m5_without_exchange_a_plan_or_an_smtp_entry_lets_a_user_pass_for_a_mailbox() {
    let (seen, _) = pages(Resource::Users, USERS);
    let passes = |name| find(&seen, name).passes_without_exchange;
    assert!(passes("Nóra") && passes("Orders") && passes("Just Licensed"));
    assert!(!passes("Contractor"), "an address in `mail` alone is no mailbox");
    assert!(!passes("Pat") && !passes("Breakglass"));
}

#[test]
fn m6_both_reasons_of_removal_count_and_the_last_word_on_a_page_holds() {
    let (seen, gone) = pages(Resource::Users, CHANGES);
    let last_digit = |id: &DirectoryId| id.0[15];
    assert_eq!(gone.iter().map(last_digit).collect::<Vec<_>>(), [2, 3]);
    assert_eq!(seen.iter().map(|seen| last_digit(&seen.id)).collect::<Vec<_>>(), [1, 4]);
    assert_eq!(seen[0].name, "Restored");
}

#[test]
fn m6_null_and_absent_are_both_nothing() {
    let (seen, _) = pages(Resource::Users, CHANGES);
    let cleared = seen.last().unwrap();
    assert_eq!((cleared.name.as_str(), &cleared.primary, cleared.not_taken), ("", &None, Some(NotTaken::NoAddress)));
}

#[test]
fn m5_the_directory_itself_tells_the_kinds_of_groups() {
    let (seen, gone) = pages(Resource::Groups, GROUPS);
    assert!(gone.is_empty(), "a removed member is not a removed group");
    let kind = |name| find(&seen, name).kind;
    assert_eq!(kind("Kitchen"), Kind::Microsoft365Group);
    assert_eq!(kind("Everyone"), Kind::DistributionList);
    assert_eq!(kind("Managers"), Kind::MailEnabledSecurityGroup);
    assert_eq!(find(&seen, "VPN").not_taken, Some(NotTaken::NotMailEnabled));
    assert!(seen.iter().all(|seen| seen.kind_source == KindSource::Directory));
}

#[test]
fn m5_a_contact_is_a_mail_contact_with_every_address() {
    let (seen, _) = pages(Resource::Contacts, CONTACTS);
    let hollis = find(&seen, "Hollis");
    assert_eq!((hollis.kind, hollis.aliases.len(), hollis.not_taken), (Kind::MailContact, 1, None));
    assert_eq!(find(&seen, "No address").not_taken, Some(NotTaken::NoAddress));
}

#[test]
fn an_id_is_a_guid_that_is_not_all_zero() {
    assert!(directory_id(" 0B7E61D2-3c11-4f3e-9d5c-1a2f00000001 ").is_some());
    for none in ["", "string (identifier)", "00000000-0000-0000-0000-000000000000"] {
        assert_eq!(directory_id(none), None);
    }
}

proptest! {
    #[test]
    fn any_change_of_a_byte_leaves_a_page_readable_or_refused(at in 0..USERS.len(), byte in any::<u8>()) {
        for (resource, body) in [(Resource::Users, USERS), (Resource::Groups, GROUPS), (Resource::Users, CHANGES)] {
            let mut body = body.to_vec();
            let at = at % body.len();
            body[at] = byte;
            let _ = read_page(resource, &body, &mut |_| ());
        }
    }

    #[test]
    fn any_bytes_are_objects_or_refused_and_never_a_panic(body in prop::collection::vec(any::<u8>(), 0..100)) {
        let _ = read_page(Resource::Users, &body, &mut |_| ());
    }
}
