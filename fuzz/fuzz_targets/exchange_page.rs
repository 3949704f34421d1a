//! What says of which kind a mailbox is: Exchange's list, the Admin API, the usage report, a batch.
#![no_main]

libfuzzer_sys::fuzz_target!(|body: &[u8]| {
    microsoft::fuzz::exchange_page(body);
    microsoft::fuzz::mailboxes_page(body);
    microsoft::fuzz::report_page(body);
    microsoft::fuzz::batch_answers(body);
});
