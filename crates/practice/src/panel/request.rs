//! The grammar of a call: `/api/CONTROLLER/ACTION/name/value/name/value/`, everything percent-encoded.

use std::collections::BTreeMap;

use serde_json::Value;

use super::reply::Refusal;

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Request {
    /// `controller/action`.
    pub call: String,
    /// The answer is wanted as JSON.
    pub json: bool,
    parameters: BTreeMap<String, String>,
}

impl Request {
    /// The path below `/api/`. A value that is missing is empty.
    pub(super) fn parse(path: &str) -> Self {
        let path = path.strip_suffix('/').unwrap_or(path);
        let parts: Vec<String> = path.split('/').map(decode).collect();
        let (call, pairs) = parts.split_at(parts.len().min(2));
        let mut request = Self { call: call.join("/"), ..Self::default() };
        let last = pairs.len().div_ceil(2).saturating_sub(1);
        for (number, pair) in pairs.chunks(2).enumerate() {
            let value = pair.get(1).map(String::as_str).unwrap_or_default();
            // Right after the action or at the end, nowhere else.
            if pair[0] == "format" && (number == 0 || number == last) {
                request.json = value == "json";
            } else {
                request.parameters.insert(pair[0].clone(), value.to_owned());
            }
        }
        request
    }

    pub(super) fn get(&self, name: &str) -> Option<&str> {
        self.parameters.get(name).map(String::as_str)
    }

    /// A parameter without which the call is nothing.
    pub(super) fn need(&self, name: &str) -> Result<&str, Refusal> {
        self.get(name).filter(|value| !value.is_empty()).ok_or_else(Refusal::usage)
    }

    /// A switch. The word `false` is a word like any other, and thereby on.
    pub(super) fn switch(&self, name: &str) -> Option<bool> {
        self.get(name).map(|value| !matches!(value, "" | "0"))
    }

    /// A JSON array of texts; one bare word stands for itself.
    pub(super) fn list(&self, name: &str) -> Result<Option<Vec<String>>, Refusal> {
        let Some(text) = self.get(name) else { return Ok(None) };
        match serde_json::from_str::<Value>(text) {
            Ok(Value::Array(items)) => {
                let texts: Option<Vec<String>> = items.iter().map(|item| item.as_str().map(str::to_owned)).collect();
                texts.map(Some).ok_or_else(Refusal::usage)
            }
            Ok(_) => Err(Refusal::usage()),
            Err(_) if text.starts_with('[') => Err(Refusal::usage()),
            Err(_) => Ok(Some(vec![text.to_owned()])),
        }
    }
}

/// `%2F` and its like (RFC 3986, 2.1); a plus sign is a plus sign.
fn decode(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let [first, tail @ ..] = rest {
        let digits = (*first == b'%').then(|| tail.get(..2)).flatten();
        let byte =
            digits.and_then(|two| std::str::from_utf8(two).ok()).and_then(|two| u8::from_str_radix(two, 16).ok());
        bytes.push(byte.unwrap_or(*first));
        rest = if byte.is_some() { &tail[2..] } else { tail };
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_format_is_named_right_after_the_action_or_at_the_end() {
        for path in [
            "domain/add/format/json/domain/x.example/destinations/%5B%22h1%22%2C%22h2%3A2525%22%5D",
            "domain/add/domain/x.example/destinations/%5B%22h1%22%2C%22h2%3A2525%22%5D/format/json/",
        ] {
            let request = Request::parse(path);
            assert_eq!((request.call.as_str(), request.json), ("domain/add", true));
            assert_eq!(request.get("domain"), Some("x.example"));
            assert_eq!(request.list("destinations").unwrap().unwrap(), ["h1", "h2:2525"]);
        }
        assert!(!Request::parse("domain/add/domain/x.example/format/json/aliases/%5B%5D").json);
        assert!(!Request::parse("version/get").json);
    }

    #[test]
    fn values_are_percent_decoded_once_and_may_hold_a_slash() {
        let request = Request::parse("outgoingusers/add/domain/x.example/password/a%2Fb%20c+d%2525%zz/username/");
        assert_eq!(request.get("password"), Some("a/b c+d%25%zz"));
        assert_eq!(request.get("username"), Some(""));
        assert!(request.need("username").is_err());
    }

    #[test]
    fn the_word_false_switches_on() {
        let request = Request::parse("domain/setproducts/incoming/false/outgoing/0/archiving/1");
        assert_eq!(
            ["incoming", "outgoing", "archiving", "none"].map(|name| request.switch(name)),
            [Some(true), Some(false), Some(true), None]
        );
    }
}
