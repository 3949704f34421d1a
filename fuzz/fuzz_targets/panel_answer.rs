//! An answer of the Control Panel API.
#![no_main]

libfuzzer_sys::fuzz_target!(|body: &[u8]| {
    gateway::fuzz::panel_answer(body);
});
