//! A page of Graph's users, groups or contacts, read as each of the three.
#![no_main]

libfuzzer_sys::fuzz_target!(|body: &[u8]| {
    for resource in 0..3 {
        microsoft::fuzz::graph_page(resource, body);
    }
    microsoft::fuzz::link_ahead(body);
});
