//! A message as SMTP carries it: lines that end with CRLF and are not too long, and nothing that it cannot carry.

use crate::SinkError;

/// Bytes of a line without its end (RFC 5321, 4.5.3.1.6; RFC 5322, 2.1.1).
const LINE: usize = 998;

/// The content of a message without the end of its last line, which is sent with the dot.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Content {
    pub(super) bytes: Vec<u8>,
    /// There are bytes beyond ASCII in it (RFC 6152).
    pub(super) eight_bit: bool,
}

/// Makes every CR, LF and CRLF the end of a line (RFC 5321, 2.3.8: neither is ever sent alone, or what comes after it
/// could be taken for another message) and breaks lines that are too long, as Postfix does (postconf(5),
/// `smtp_line_length_limit`). Nearly every message stays as it is. Dots are doubled when it is sent.
///
/// # Errors
/// [`SinkError::Unsendable`] for a NUL, which neither 7bit nor 8bit content may have (RFC 2045, 2.7 and 2.8).
pub(super) fn content(mut bytes: Vec<u8>) -> Result<Content, SinkError> {
    if bytes.contains(&0) {
        return Err(SinkError::Unsendable { what: "a NUL byte" });
    }
    let eight_bit = !bytes.is_ascii();
    if !is_fit(&bytes) {
        bytes = fit(&bytes);
    }
    if bytes.ends_with(b"\r\n") {
        bytes.truncate(bytes.len() - 2);
    }
    Ok(Content { bytes, eight_bit })
}

fn is_fit(bytes: &[u8]) -> bool {
    let (mut length, mut rest) = (0, bytes.iter());
    while let Some(byte) = rest.next() {
        match byte {
            b'\r' if rest.next() == Some(&b'\n') => length = 0,
            b'\r' | b'\n' => return false,
            _ if length == LINE => return false,
            _ => length += 1,
        }
    }
    true
}

fn fit(bytes: &[u8]) -> Vec<u8> {
    let mut fit = Vec::with_capacity(bytes.len() + bytes.len() / 32);
    let (mut length, mut rest) = (0, bytes.iter().peekable());
    while let Some(byte) = rest.next() {
        if matches!(byte, b'\r' | b'\n') {
            if *byte == b'\r' {
                rest.next_if_eq(&&b'\n');
            }
            fit.extend_from_slice(b"\r\n");
            length = 0;
            continue;
        }
        if length == LINE {
            // In a header this is a folded line (RFC 5322, 2.2.3).
            fit.extend_from_slice(b"\r\n ");
            length = 1;
        }
        fit.push(*byte);
        length += 1;
    }
    fit
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn sent(text: &str) -> String {
        String::from_utf8(content(text.into()).unwrap().bytes).unwrap()
    }

    #[test]
    fn an_orderly_message_stays_as_it_is_but_for_its_last_line_end() {
        assert_eq!(sent("Subject: x\r\n\r\n.\r\n..\r\n"), "Subject: x\r\n\r\n.\r\n..");
        assert_eq!(sent("Subject: x\r\n\r\nend"), "Subject: x\r\n\r\nend");
        assert_eq!(sent(""), "");
        let line = "x".repeat(LINE);
        assert_eq!(sent(&format!("{line}\r\n{line}")), format!("{line}\r\n{line}"));
    }

    #[test]
    fn no_cr_or_lf_is_sent_alone() {
        assert_eq!(sent("a\nb\rc\r\nd\r\r\n\n"), "a\r\nb\r\nc\r\nd\r\n\r\n");
        assert_eq!(sent("x\n.\r\nMAIL FROM:<>\r.\n"), "x\r\n.\r\nMAIL FROM:<>\r\n.");
    }

    #[test]
    fn a_line_that_is_too_long_is_folded() {
        let long = "y".repeat(LINE + 1);
        assert_eq!(sent(&long), format!("{}\r\n y", "y".repeat(LINE)));
    }

    #[test]
    fn a_nul_is_refused_for_good_and_eight_bits_are_told() {
        let refused = content(b"a\0b".to_vec()).unwrap_err();
        assert!(refused.permanent());
        assert_eq!(refused.to_string(), "the message holds a NUL byte, which cannot be sent to this server by SMTP");
        assert!(content("\u{fc}".into()).unwrap().eight_bit && !content(b"u".to_vec()).unwrap().eight_bit);
    }

    proptest! {
        #[test]
        fn whatever_is_sent_is_fit_and_what_was_fit_is_unchanged(lines in prop::collection::vec(("[a.\u{e9} ]{0,30}", prop::sample::select(vec!["\r\n", "\n", "\r", "\n\r"]), 0_usize..70), 0..12)) {
            let text: String = lines.iter().map(|(text, end, times)| text.repeat(*times) + end).collect();
            let content = content(text.clone().into()).unwrap();
            prop_assert!(is_fit(&content.bytes));
            if is_fit(text.as_bytes()) {
                prop_assert_eq!(&content.bytes, text.strip_suffix("\r\n").unwrap_or(&text).as_bytes());
            }
        }
    }
}
