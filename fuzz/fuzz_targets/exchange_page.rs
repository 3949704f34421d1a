//! A page of Exchange Online's admin API.
#![no_main]

libfuzzer_sys::fuzz_target!(|body: &[u8]| {
    microsoft::fuzz::exchange_page(body);
});
