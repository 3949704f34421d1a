//! A tenant's OpenID metadata.
#![no_main]

libfuzzer_sys::fuzz_target!(|body: &[u8]| {
    signin::fuzz::metadata(body);
});
