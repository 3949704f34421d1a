//! Answers of the weaker sources of kinds, batches and challenges, for fuzzing.

use reqwest::header::{HeaderMap, HeaderValue, WWW_AUTHENTICATE};

use crate::{
    MicrosoftError, Page, batch,
    challenge::claims,
    exchange::mailboxes::read_mailboxes,
    link::ahead,
    page::{Link, parse},
    usage_report::read_report,
    user_purpose::kind,
};

/// A page of mailboxes of the Admin API.
pub fn mailboxes_page(body: &[u8]) {
    let _: Result<Vec<Page>, MicrosoftError> = read_mailboxes(body, &mut |_| ());
}

/// A page of the mailbox usage report.
pub fn report_page(body: &[u8]) {
    let _: Result<Vec<Page>, MicrosoftError> = read_report(body, &mut |_| ());
}

/// The answers to a batch.
pub fn batch_answers(body: &[u8]) {
    for answer in batch::parse("a batch", body).unwrap_or_default() {
        let _ = (answer.place(), answer.passes(), answer.retry_after(), kind(&answer));
    }
}

/// A `WWW-Authenticate` header.
pub fn challenge(value: &[u8]) {
    if let Ok(value) = HeaderValue::from_bytes(value) {
        let _ = claims(&HeaderMap::from_iter([(WWW_AUTHENTICATE, value)]));
    }
}

/// A page whose link is looked for before it is parsed.
///
/// # Panics
/// When a link is found that parsing does not find.
pub fn link_ahead(body: &[u8]) {
    let (mut early, mut parsed) = (Vec::new(), Vec::<Link>::new());
    ahead(body, &mut |link| early.push(link));
    if parse::<serde::de::IgnoredAny>("a page", body, &mut |link| parsed.push(link)).is_ok() {
        assert!(early.iter().all(|link| parsed.contains(link)), "{early:?} of {parsed:?}");
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn any_bytes_are_an_answer_or_are_refused_and_never_a_panic(
            body in prop_oneof![prop::collection::vec(any::<u8>(), 0..80), "\\{\"(responses|value)\":\\[\\{\"(id|status|body|headers|userPrincipalName|recipientType)\":(\"[0-9a-f]{0,3}\"|[0-9]{1,4}|null|\\{\\})\\}?\\]\\}".prop_map(String::into_bytes)],
        ) {
            super::mailboxes_page(&body);
            super::report_page(&body);
            super::batch_answers(&body);
            super::challenge(&body);
        }

        #[test]
        fn a_link_found_ahead_is_one_that_parsing_finds_too(
            parts in prop::collection::vec(prop_oneof![
                Just("{"), Just("}"), Just("["), Just("]"), Just("\"value\":[]"), Just(","), Just("\"@odata.nextLink\":\"u\""),
                Just("\\\"@odata.nextLink\\\":\\\"u\\\""), Just("\"x\":"), Just("\""), Just("\\"), Just(" "), Just("\"@odata.nextLink\":"),
            ], 0..10),
        ) {
            super::link_ahead(format!("{{{}}}", parts.concat()).as_bytes());
            super::link_ahead(parts.concat().as_bytes());
        }
    }
}
