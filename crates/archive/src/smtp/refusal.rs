//! Whether a server that refuses for good refuses this message, or whatever comes from here.

/// A message's own are its size (RFC 1870; RFC 3463: X.2.3 and X.3.4) and its content (X.6). Where nothing says more, 552
/// is the size, too (RFC 1870, 6.1). A mailbox or system that is full (X.2.2, X.3.1) would meet the next message just the
/// same, and so would what is said before the server has seen the message. Once it has `seen` all of it, anything else is
/// taken for what it found in there, a virus for instance: when it finds that in one message after the other, the sink
/// stops.
pub(super) fn is_about_message(code: u16, words: &str, seen: bool) -> bool {
    match words.split_whitespace().find_map(|word| status(word, code / 100)) {
        Some((2, 3) | (3, 4) | (6, _)) => true,
        Some((2 | 3, _)) => false,
        Some(_) => seen,
        None => code == 552 || seen,
    }
}

/// Whether what a server does not take now is no message's matter: it, or the mailbox, has no room (RFC 5321, 4.2.3: 452;
/// RFC 3463: X.2.2 and X.3.1), so that others would meet the same.
pub(super) fn is_full(code: u16, words: &str) -> bool {
    match words.split_whitespace().find_map(|word| status(word, code / 100)) {
        Some(status) => matches!(status, (2, 2) | (3, 1)),
        None => code == 452,
    }
}

/// Subject and detail of an enhanced status code of a class (RFC 3463, 2). It comes first by RFC 2034, and with some servers
/// as `#5.3.4` or at the end in brackets.
fn status(word: &str, of: u16) -> Option<(u16, u16)> {
    let mut parts = word.trim_matches(|c: char| !c.is_ascii_digit()).split('.');
    let mut number = || parts.next().filter(|part| part.len() <= 3).and_then(|part| part.parse::<u16>().ok());
    let (class, subject, detail) = (number()?, number()?, number()?);
    (class == of && parts.next().is_none()).then_some((subject, detail))
}

#[cfg(test)]
mod tests {
    use super::{is_about_message, is_full};

    #[test]
    fn s3_size_and_content_are_the_messages_own() {
        for (code, words) in [
            (552, "Message size exceeds fixed limit"),
            (552, ""),
            (552, "5.3.4 Message size exceeds fixed limit"),
            (552, "#5.3.4 message size exceeds limit"),
            (552, "sorry, that message size exceeds my databytes limit (#5.3.4)"),
            (550, "5.2.3 too large for this mailbox"),
            (554, "5.6.0 malformed"),
            (550, "5.6.3 conversion required but not supported"),
        ] {
            assert!(is_about_message(code, words, false) && is_about_message(code, words, true), "{code} {words}");
        }
    }

    #[test]
    fn s3_an_archive_that_is_full_is_no_messages_fault() {
        for (code, words) in [
            (552, "5.2.2 mailbox full"),
            (552, "the mailbox is over its quota (#5.2.2)"),
            (552, "5.3.1 system full"),
            (554, "5.3.0 not now"),
        ] {
            assert!(!is_about_message(code, words, false) && !is_about_message(code, words, true), "{code} {words}");
        }
    }

    #[test]
    fn s3_an_archive_that_has_no_room_now_is_no_messages_fault_either() {
        for (code, words) in [(452, ""), (452, "4.3.1 Insufficient system storage"), (451, "4.2.2 mailbox full")] {
            assert!(is_full(code, words), "{code} {words}");
        }
        for (code, words) in [
            (451, "4.7.1 Service unavailable - try again later"),
            (451, "4.3.0 Error: queue file write error"),
            (450, "4.6.0 scanning failed"),
            (452, "4.5.3 too many hops"),
            (421, "closing"),
        ] {
            assert!(!is_full(code, words), "{code} {words}");
        }
    }

    #[test]
    fn s3_what_is_refused_before_the_message_was_seen_is_not_the_message() {
        for (code, words) in [
            (554, "5.7.1 blocked"),
            (550, "5.7.26 unauthenticated"),
            (554, "5.0.0 no"),
            (554, "transaction failed"),
            (550, "no such user at 5.3.4.1 since 5.3.2026"),
        ] {
            assert!(!is_about_message(code, words, false) && is_about_message(code, words, true), "{code} {words}");
        }
    }
}
