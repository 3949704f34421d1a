//! A list of proxy addresses, as Graph and Exchange give them.
#![no_main]

libfuzzer_sys::fuzz_target!(|body: &[u8]| {
    microsoft::fuzz::addresses(body);
});
