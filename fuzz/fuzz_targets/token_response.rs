//! The answer of the token endpoint.
#![no_main]

libfuzzer_sys::fuzz_target!(|body: &[u8]| {
    signin::fuzz::token_response(body);
});
