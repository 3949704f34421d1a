//! Every file of the fuzzing corpus goes through the parser it is for, so that each change meets them.

#![allow(clippy::unwrap_used, clippy::panic, clippy::print_stdout)]

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

#[test]
fn no_body_of_the_corpus_breaks_its_parser() {
    let parsers: BTreeMap<&str, fn(&[u8])> = BTreeMap::from([
        ("graph_page", (|body| (0..3).for_each(|resource| microsoft::fuzz::graph_page(resource, body))) as fn(&[u8])),
        ("exchange_page", microsoft::fuzz::exchange_page),
        ("addresses", microsoft::fuzz::addresses),
        ("loopback_request", signin::fuzz::loopback_request),
        ("token_response", signin::fuzz::token_response),
        ("error_body", signin::fuzz::error_body),
        ("metadata", signin::fuzz::metadata),
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
            parse(&body);
        }
    }
    assert_eq!(targets, parsers.len(), "every parser has a corpus");
}
