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
        let body: Value = serde_json::from_slice(body).unwrap_or_default();
        let error = &body["error"];
        let inner = member(error, "innererror");
        let words = [
            &error["details"][0]["message"],
            &member(member(inner, "internalexception"), "message").clone(),
            &error["message"],
        ];
        let message = words.into_iter().find_map(text).unwrap_or_default();
        let header = headers.get("request-id").and_then(|value| value.to_str().ok()).map(str::to_owned);
        let request_id = header.or_else(|| text(&inner["request-id"])).or_else(|| text(&inner["requestId"]));
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
