//! A list of the address ranges that mail comes from, and its version.
#![no_main]

libfuzzer_sys::fuzz_target!(|body: &[u8]| microsoft::fuzz::endpoints(body));
