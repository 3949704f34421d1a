//! Pages as they arrive: whole, empty, cut off.

use proptest::prelude::*;

use super::*;

fn links(body: &str) -> (Result<usize, &'static str>, Vec<Link>) {
    let mut links = Vec::new();
    let items = parse::<IgnoredAny>("users", body.as_bytes(), &mut |link| links.push(link));
    (items.map(|items| items.value.len()).map_err(|error| error.code()), links)
}

#[test]
fn a_link_before_the_items_is_heard_of_before_they_are_parsed() {
    let (items, links) = links(r#"{"@odata.nextLink":"https://x/next","value":[{"broken"#);
    assert_eq!((items, links), (Err("truncated"), vec![Link::Next("https://x/next".to_owned())]));
}

#[test]
fn empty_pages_unknown_members_and_null_links_are_no_trouble() {
    let body = r#"{"@odata.context":null,"x":{"value":[1]},"value":[],"@odata.nextLink":null,"@odata.deltaLink":"d"}"#;
    assert_eq!(links(body), (Ok(0), vec![Link::Delta("d".to_owned())]));
    assert_eq!(links(r#"{"value":[{},{}],"@odata.nextLink":""}"#), (Ok(2), vec![]));
}

#[test]
fn a_body_that_is_no_page_is_refused() {
    for body in [r#"{"id":"1"}"#, r#"{"value":"user"}"#, "[]", "null", r#"{"value":[]} {}"#, "<html>"] {
        assert_eq!(links(body).0, Err("unexpected-shape"), "{body}");
    }
    assert_eq!(links("").0, Err("truncated"));
}

#[test]
fn flags_and_texts_are_read_in_every_form_in_which_they_occur() {
    let flag = |json: &str| serde_json::from_str::<Flag>(json).ok().map(|flag| flag.0);
    assert_eq!(flag("true"), Some(Some(true)));
    assert_eq!(flag("\"False\""), Some(Some(false)));
    assert_eq!(flag("null"), Some(None));
    assert_eq!(flag("\"perhaps\""), Some(None));
    assert_eq!(flag("1"), None);
    let texts = |json: &str| serde_json::from_str::<Texts<'_>>(json).map(|texts| texts.iter().collect::<String>()).ok();
    assert_eq!(texts(r#"["a",null,"b\n"]"#).as_deref(), Some("ab\n"));
    assert_eq!(texts("null").as_deref(), Some(""));
    assert_eq!(texts("\"a\"").as_deref(), Some("a"));
    assert_eq!(texts("{}"), None);
}

proptest! {
    #[test]
    fn any_bytes_are_a_page_or_refused_and_never_a_panic(body in prop::collection::vec(any::<u8>(), 0..200)) {
        let _ = parse::<Text<'_>>("users", &body, &mut |_| ());
    }

    #[test]
    fn a_page_cut_anywhere_is_refused(cut in 0_usize..61) {
        let whole = r#"{"@odata.nextLink":"https://x/next","value":["a","b\u00e9","c"]}"#;
        prop_assume!(cut < whole.len());
        prop_assert!(parse::<Text<'_>>("users", &whole.as_bytes()[..cut], &mut |_| ()).is_err());
    }
}
