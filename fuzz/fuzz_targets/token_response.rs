//! Answers of the token and device endpoints, keys and claims.
#![no_main]

libfuzzer_sys::fuzz_target!(|body: &[u8]| {
    signin::fuzz::token_response(body);
    signin::fuzz::device_response(body);
    signin::fuzz::keys_and_claims(body);
});
