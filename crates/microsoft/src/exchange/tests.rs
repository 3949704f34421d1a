//! What Exchange answers, read or refused.

use model::{Address, Kind, NotTaken};
use proptest::prelude::*;

use super::*;

const RECIPIENTS: &[u8] = include_bytes!("../../tests/fixtures/get-recipient.json");

fn seen(body: &[u8]) -> Vec<SeenByExchange> {
    match read_recipients(body, &mut |_| ()).unwrap().pop() {
        Some(Page::Exchange(seen)) => seen,
        other => panic!("{other:?}"),
    }
}

#[test]
fn m5_exchange_tells_kinds_and_addresses_between_its_annotations() {
    let all = seen(RECIPIENTS);
    let info = &all[0];
    assert_eq!(info.kind, Ok(Kind::Shared));
    assert_eq!(info.id.to_string(), "0b7e61d2-3c11-4f3e-9d5c-1a2f00000002");
    assert_eq!(info.primary.as_ref().map(Address::as_str), Some("Info@larkfield.example"));
    assert_eq!(info.aliases.len(), 1);
    assert!(!info.exchange_only);
    assert_eq!(all[3].kind, Err(NotTaken::SystemMailbox));
}

#[test]
fn m5_what_only_exchange_knows_goes_by_exchanges_own_guid() {
    let all = seen(RECIPIENTS);
    for (index, kind, digit) in [(1, Kind::DynamicDistributionList, 3), (2, Kind::PublicFolder, 4)] {
        let only = &all[index];
        assert_eq!((only.kind, only.exchange_only, only.id.0[15]), (Ok(kind), true, digit));
        assert!(only.primary.is_some());
    }
    assert_eq!(all.len(), 4, "what has no id at all is left out");
}

#[test]
fn w8_a_signed_domain_is_named_as_the_directory_names_it_and_its_records_as_dns_does() {
    let told = r#"{ "Domain": "B\u00e4renhof.Example", "Enabled": true, "Selector1CNAME": "A.example.", "Selector2CNAME": null }"#;
    let read = serde_json::from_str::<mail_flow::Dkim>(told).unwrap().read();
    assert_eq!((read.domain.as_str(), read.enabled), ("xn--brenhof-5wa.example", true));
    assert_eq!(read.names, ["a.example", ""]);
}

#[test]
fn a_list_that_exchange_says_is_cut_off_is_refused() {
    for warning in [
        "There are more results available than are currently displayed.",
        "By default, only the first 1000 items are returned.",
    ] {
        let body = format!(r#"{{"@adminapi.warnings":["{warning}"],"value":[]}}"#);
        let error = read_recipients(body.as_bytes(), &mut |_| ()).unwrap_err();
        assert!(is_refusal(&error));
    }
}

proptest! {
    #[test]
    fn any_change_of_a_byte_leaves_a_page_readable_or_refused(at in 0..RECIPIENTS.len(), byte in any::<u8>()) {
        let mut body = RECIPIENTS.to_vec();
        body[at] = byte;
        let _ = read_recipients(&body, &mut |_| ());
    }
}

#[test]
fn p1_the_next_page_is_known_before_this_one_is_parsed_although_its_link_comes_last() {
    let mut heard = Vec::new();
    let body = br#"{"value":"no list","@odata.nextLink":"https://x.example/next"}"#;
    read_recipients(body, &mut |link| heard.push(link)).unwrap_err();
    assert_eq!(heard, [Link::Next("https://x.example/next".to_owned())]);
}
