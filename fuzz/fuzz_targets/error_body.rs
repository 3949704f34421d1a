//! A refusal of the identity platform.
#![no_main]

libfuzzer_sys::fuzz_target!(|body: &[u8]| {
    signin::fuzz::error_body(body);
});
