//! What a browser, or anything else on this computer, sends to the sign-in's loopback door.
#![no_main]

libfuzzer_sys::fuzz_target!(|body: &[u8]| {
    signin::fuzz::loopback_request(body);
});
