//! The link of a page that comes last, found before the page is parsed.

use crate::page::Link;

/// No continuation link is longer.
const TAIL: usize = 16 << 10;
const KEY: &[u8] = br#""@odata.nextLink":"#;

/// Tells the next page's link at once when it is the last member, as Exchange and the reports have it, so that the
/// next page can be asked for while this one is still parsed; it is told again then.
///
/// Inside a text its quotes would be escaped, and in an inner object more than one brace would follow: what is
/// found is the page's own member, or the page is no JSON, which its parsing tells.
pub(crate) fn ahead(body: &[u8], on_link: &mut dyn FnMut(Link)) {
    let Some(tail) = body.trim_ascii_end().strip_suffix(b"}") else { return };
    let tail = &tail[tail.len().saturating_sub(TAIL)..];
    let Some(at) = tail.windows(KEY.len()).rposition(|window| window == KEY) else { return };
    let follows_member = matches!(tail[..at].trim_ascii_end().last(), Some(b',' | b'{'));
    if let (true, Ok(link)) = (follows_member, serde_json::from_slice::<String>(&tail[at + KEY.len()..]))
        && !link.is_empty()
    {
        on_link(Link::Next(link));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(body: &str) -> Option<String> {
        let mut found = None;
        ahead(body.as_bytes(), &mut |link| {
            if let Link::Next(link) = link {
                found = Some(link);
            }
        });
        found
    }

    #[test]
    fn a_link_that_comes_last_is_found_before_the_page_is_parsed() {
        for body in [
            r#"{"value":[{"a":1}],"@odata.nextLink":"https://x.example/?a=1"}"#,
            "{\"value\":[],\r\n  \"@odata.nextLink\": \"https://x.example/?a=1\"\r\n}\r\n",
            r#"{"@odata.nextLink":"https:\/\/x.example\/?a=1"}"#,
        ] {
            assert_eq!(found(body).as_deref(), Some("https://x.example/?a=1"), "{body}");
        }
    }

    #[test]
    fn what_only_looks_like_the_pages_own_link_is_not_taken_for_it() {
        for body in [
            "",
            "}",
            r#"{"value":[]}"#,
            r#"{"@odata.nextLink":"https://x.example/","value":[]}"#,
            r#"{"value":[{"@odata.nextLink":"https://x.example/"}]}"#,
            r#"{"value":[{"name":",\"@odata.nextLink\":\"https://x.example/\"}"}]}"#,
            r#"{"name":",\"@odata.nextLink\":\"https://x.example/"}"#,
            r#"{"value":[],"@odata.nextLink":null}"#,
            r#"{"value":[],"@odata.nextLink":""}"#,
        ] {
            assert_eq!(found(body), None, "{body}");
        }
    }
}
