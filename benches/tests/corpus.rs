//! Every file of the fuzzing corpus goes through the parser it is for, so that each change meets them.

#![allow(clippy::unwrap_used, clippy::panic, clippy::print_stdout)]

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

type Parser = fn(&[u8]);

#[test]
fn no_body_of_the_corpus_breaks_its_parser() {
    let parsers: BTreeMap<&str, &[Parser]> = BTreeMap::from([
        (
            "graph_page",
            &[
                |body: &[u8]| microsoft::fuzz::graph_page(0, body),
                |body: &[u8]| microsoft::fuzz::graph_page(1, body),
                |body: &[u8]| microsoft::fuzz::graph_page(2, body),
                microsoft::fuzz::link_ahead,
            ][..],
        ),
        (
            "exchange_page",
            &[
                microsoft::fuzz::exchange_page,
                microsoft::fuzz::mailboxes_page,
                microsoft::fuzz::report_page,
                microsoft::fuzz::batch_answers,
            ],
        ),
        ("addresses", &[microsoft::fuzz::addresses]),
        ("links", &[microsoft::fuzz::links, microsoft::fuzz::errors, microsoft::fuzz::challenge]),
        ("loopback_request", &[signin::fuzz::loopback_request]),
        (
            "token_response",
            &[signin::fuzz::token_response, signin::fuzz::device_response, signin::fuzz::keys_and_claims],
        ),
        ("error_body", &[signin::fuzz::error_body]),
        ("metadata", &[signin::fuzz::metadata]),
        ("endpoints", &[microsoft::fuzz::endpoints]),
        ("panel_answer", &[gateway::fuzz::panel_answer]),
    ]);
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../fuzz/corpus");
    let mut targets = 0;
    for target in fs::read_dir(&folder).unwrap().map(Result::unwrap) {
        let name = target.file_name().into_string().unwrap();
        let parse = parsers.get(name.as_str()).unwrap_or_else(|| panic!("{name} has no parser here"));
        targets += 1;
        for file in fs::read_dir(target.path()).unwrap().map(Result::unwrap) {
            let body = fs::read(file.path()).unwrap();
            // A harness names no file when its thread dies, so this does.
            println!("{name}: {}", file.path().display());
            parse.iter().for_each(|parse| parse(&body));
        }
    }
    assert_eq!(targets, parsers.len(), "every parser has a corpus");
}
