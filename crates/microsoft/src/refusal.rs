//! Microsoft's error bodies, in every spelling in which they occur.

use reqwest::header::HeaderMap;
use serde_json::Value;

/// What an error answer says.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Refusal {
    /// Empty when there is none; Graph itself sometimes sends an empty one.
    pub(crate) code: String,
    pub(crate) message: String,
    pub(crate) request_id: Option<String>,
}

impl Refusal {
    /// Any bytes give a refusal, if need be one without words.
    ///
    /// Graph: `error.{code,message,innerError.request-id}` (Microsoft Learn: "Microsoft Graph error responses"), also
    /// with `innererror` and `requestId`. Exchange puts the useful words into `error.details[0].message` or
    /// `error.innererror.internalexception.message`.
    pub(crate) fn read(headers: &HeaderMap, body: &[u8]) -> Self {
        let header = headers.get("request-id").and_then(|value| value.to_str().ok()).map(str::to_owned);
        let body: Value = serde_json::from_slice(body).unwrap_or_default();
        let refusal = Self::of(&body);
        Self { request_id: header.or(refusal.request_id), ..refusal }
    }

    /// The same of a body that was parsed already, such as one inside a batch.
    pub(crate) fn of(body: &Value) -> Self {
        let error = &body["error"];
        let inner = member(error, "innererror");
        let words =
            [&error["details"][0]["message"], member(member(inner, "internalexception"), "message"), &error["message"]];
        let message = words.into_iter().find_map(text).unwrap_or_default();
        let request_id = text(&inner["request-id"]).or_else(|| text(&inner["requestId"]));
        Self { code: text(&error["code"]).unwrap_or_default(), message, request_id }
    }
}

/// The member of that name, in whatever case; null when there is none.
fn member<'a>(value: &'a Value, name: &str) -> &'a Value {
    let found = value.as_object().and_then(|map| map.iter().find(|(key, _)| key.eq_ignore_ascii_case(name)));
    found.map_or(&Value::Null, |(_, value)| value)
}

fn text(value: &Value) -> Option<String> {
    let text = value.as_str()?.trim();
    (!text.is_empty()).then(|| text.chars().take(500).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(body: &str) -> Refusal {
        Refusal::read(&HeaderMap::new(), body.as_bytes())
    }

    #[test]
    fn m7_the_request_id_is_found_in_every_documented_spelling_and_first_in_the_header() {
        for inner in [r#""innerError":{"request-id":"r-1"}"#, r#""innererror":{"requestId":"r-1"}"#] {
            let refusal = read(&format!(r#"{{"error":{{"code":"Gone","message":"m",{inner}}}}}"#));
            assert_eq!(refusal.request_id.as_deref(), Some("r-1"));
        }
        let mut headers = HeaderMap::new();
        headers.insert("request-id", "r-2".parse().unwrap());
        assert_eq!(Refusal::read(&headers, b"").request_id.as_deref(), Some("r-2"));
    }

    #[test]
    fn exchanges_useful_words_are_taken_from_where_it_hides_them() {
        let detail = r#"{"error":{"code":"BadRequest","message":"Error executing cmdlet","details":[{"message":"no such role"}]}}"#;
        assert_eq!(read(detail).message, "no such role");
        let inner = r#"{"error":{"message":"","innererror":{"internalException":{"message":"the cause"}}}}"#;
        assert_eq!(read(inner).message, "the cause");
    }

    #[test]
    fn an_error_without_code_words_or_json_is_still_a_refusal() {
        for body in ["", "<html>", "null", "[]", r#"{"error":"invalid_grant"}"#, r#"{"error":{"code":""}}"#] {
            assert_eq!(read(body), Refusal::default());
        }
    }
}
