//! What else Graph says: continuation links, counts, refusals, challenges.
#![no_main]

libfuzzer_sys::fuzz_target!(|body: &[u8]| {
    microsoft::fuzz::links(body);
    microsoft::fuzz::errors(body);
    microsoft::fuzz::challenge(body);
});
