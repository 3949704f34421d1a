//! Reads the head of one HTTP/1.x request (RFC 9112). Whatever arrives, it ends in a verdict.

/// The longest head that is read. Microsoft's callback is one to three KiB.
pub(super) const LONGEST: usize = 16 * 1024;

/// A complete request head, as far as a callback needs it.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Head<'a> {
    pub method: &'a str,
    pub path: &'a str,
    pub query: &'a str,
    pub host: &'a str,
}

/// The bytes so far do not make a head.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum NotYet {
    /// More may come.
    Incomplete,
    /// It can never become one that is served here.
    Garbage,
}

pub(super) fn parse(bytes: &[u8]) -> Result<Head<'_>, NotYet> {
    let Some(end) = bytes.windows(4).position(|w| w == b"\r\n\r\n") else {
        let hopeless = bytes.len() >= LONGEST || !could_be_a_request(bytes);
        return Err(if hopeless { NotYet::Garbage } else { NotYet::Incomplete });
    };
    let head = bytes.get(..end).unwrap_or_default();
    let head = std::str::from_utf8(head).map_err(|_| NotYet::Garbage)?;
    if head.bytes().any(|b| b.is_ascii_control() && b != b'\r' && b != b'\n' && b != b'\t') {
        return Err(NotYet::Garbage);
    }
    let mut lines = head.split("\r\n");
    let (method, path, query) = request_line(lines.next().unwrap_or_default())?;
    Ok(Head { method, path, query, host: only_host(lines)? })
}

/// Methods are upper-case words; a TLS greeting or other noise is told by its first bytes.
fn could_be_a_request(bytes: &[u8]) -> bool {
    bytes.iter().take_while(|b| **b != b' ').take(8).all(u8::is_ascii_uppercase)
        && bytes.iter().take(9).all(|b| b.is_ascii_graphic() || *b == b' ')
}

fn request_line(line: &str) -> Result<(&str, &str, &str), NotYet> {
    let mut words = line.split(' ');
    let (Some(method), Some(target), Some(version), None) = (words.next(), words.next(), words.next(), words.next())
    else {
        return Err(NotYet::Garbage);
    };
    let served = version == "HTTP/1.1" || version == "HTTP/1.0";
    let named = !method.is_empty() && method.bytes().all(|b| b.is_ascii_uppercase());
    if !served || !named || !target.starts_with('/') || !target.is_ascii() {
        return Err(NotYet::Garbage);
    }
    let (path, query) = target.split_once('?').unwrap_or((target, ""));
    Ok((method, path, query))
}

/// The one `Host` line; none or two of them is no request to answer (RFC 9112 §3.2).
fn only_host<'a>(lines: impl Iterator<Item = &'a str>) -> Result<&'a str, NotYet> {
    let mut host = None;
    for line in lines {
        let (name, value) = line.split_once(':').ok_or(NotYet::Garbage)?;
        if name.is_empty() || name.bytes().any(|b| b.is_ascii_whitespace()) {
            return Err(NotYet::Garbage);
        }
        if name.eq_ignore_ascii_case("host") && host.replace(value.trim()).is_some() {
            return Err(NotYet::Garbage);
        }
    }
    host.ok_or(NotYet::Garbage)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_callback_is_read() {
        let bytes = b"GET /callback?code=a%20b&state=c HTTP/1.1\r\nHost: localhost:80\r\nAccept: */*\r\n\r\n";
        assert_eq!(
            parse(bytes),
            Ok(Head { method: "GET", path: "/callback", query: "code=a%20b&state=c", host: "localhost:80" })
        );
    }

    #[test]
    fn half_a_request_waits_for_the_rest() {
        assert_eq!(parse(b""), Err(NotYet::Incomplete));
        assert_eq!(parse(b"GE"), Err(NotYet::Incomplete));
        assert_eq!(parse(b"GET / HTTP/1.1\r\nHost: x\r\n"), Err(NotYet::Incomplete));
    }

    #[test]
    fn noise_is_told_at_once() {
        for noise in [
            &b"\x16\x03\x01\x02\x00"[..],
            b"get / HTTP/1.1\r\n\r\n",
            b"GET  / HTTP/1.1\r\nHost: x\r\n\r\n",
            b"GET / HTTP/2\r\nHost: x\r\n\r\n",
            b"GET http://evil.example/ HTTP/1.1\r\nHost: x\r\n\r\n",
            b"GET / HTTP/1.1\r\n\r\n",
            b"GET / HTTP/1.1\r\nHost: x\r\nHost: y\r\n\r\n",
            b"GET / HTTP/1.1\r\nHost : x\r\n\r\n",
            b"GET / HTTP/1.1\r\nHost: x\x00\r\n\r\n",
            b"GET /\xff HTTP/1.1\r\nHost: x\r\n\r\n",
        ] {
            assert_eq!(parse(noise), Err(NotYet::Garbage), "{noise:?}");
        }
        let mut endless = b"GET /".to_vec();
        endless.resize(LONGEST, b'a');
        assert_eq!(parse(&endless), Err(NotYet::Garbage));
    }

    proptest! {
        #[test]
        fn any_bytes_end_in_a_verdict(bytes in prop::collection::vec(any::<u8>(), 0..2000)) {
            let _ = parse(&bytes);
        }

        #[test]
        fn a_nearly_right_request_ends_in_a_verdict(
            method in "[A-Z]{0,9}", target in "/?[ -~]{0,40}", tail in "[ -~\r\n]{0,200}"
        ) {
            let text = format!("{method} {target} HTTP/1.1\r\nHost: localhost\r\n{tail}\r\n\r\n");
            if let Ok(head) = parse(text.as_bytes()) {
                prop_assert!(head.path.starts_with('/'));
                prop_assert!(!head.path.contains(' '));
            }
        }

        #[test]
        fn a_request_that_is_cut_anywhere_is_incomplete(cut in 0usize..60) {
            let whole = b"GET /callback?code=1&state=2 HTTP/1.1\r\nHost: localhost:1234\r\n\r\n";
            let cut = cut.min(whole.len() - 1);
            prop_assert_eq!(parse(&whole[..cut]), Err(NotYet::Incomplete));
        }
    }
}
