//! One call: `api/CONTROLLER/ACTION/format/json/NAME/VALUE/…`, everything in the path, secrets too.

use std::{borrow::Cow, fmt};

use secrecy::{ExposeSecret, SecretString};
use url::Url;

/// A call with its parameters. Its `Debug` and `Display` name the call alone.
#[derive(Clone)]
pub(super) struct Call {
    name: &'static str,
    params: Vec<(&'static str, Param)>,
}

#[derive(Clone)]
enum Param {
    Text(String),
    Secret(SecretString),
}

impl Call {
    /// `name` is `controller/action`, in lower case.
    pub(super) const fn new(name: &'static str) -> Self {
        Self { name, params: Vec::new() }
    }

    pub(super) fn with(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.params.push((name, Param::Text(value.into())));
        self
    }

    /// Only `1` and `0` are understood everywhere: the word `false` counts as true (node-spamexperts-sdk).
    pub(super) fn flag(self, name: &'static str, value: bool) -> Self {
        self.with(name, if value { "1" } else { "0" })
    }

    /// A JSON array within the path (the vendor's knowledge base: "Integrating the Control Panel API").
    pub(super) fn list(self, name: &'static str, values: &[String]) -> Self {
        let value = serde_json::Value::from(values).to_string();
        self.with(name, value)
    }

    pub(super) fn secret(mut self, name: &'static str, value: &SecretString) -> Self {
        self.params.push((name, Param::Secret(value.clone())));
        self
    }

    /// Where it goes; never to be shown. `None` for a value that a path cannot carry: nothing, or dots alone.
    pub(super) fn url(&self, base: &Url) -> Option<Url> {
        let mut path = format!("{}api/{}/format/json/", base.path(), self.name);
        for (name, value) in &self.params {
            let value = value.text();
            if value.is_empty() || value == "." || value == ".." {
                return None;
            }
            path.push_str(name);
            path.push('/');
            percent_encode(&value, &mut path);
            path.push('/');
        }
        let mut url = base.clone();
        url.set_path(&path);
        Some(url)
    }

    /// A text of the panel without what is secret in this call. In a form that cannot be cut out, it is left out whole.
    pub(super) fn scrub(&self, words: &str, credentials: &SecretString) -> String {
        let own = self.params.iter().filter_map(|(_, param)| match param {
            Param::Secret(secret) => Some(secret),
            Param::Text(_) => None,
        });
        let mut words = words.to_owned();
        for secret in own.chain([credentials]).map(ExposeSecret::expose_secret).filter(|secret| !secret.is_empty()) {
            let mut encoded = String::new();
            percent_encode(secret, &mut encoded);
            let json = serde_json::Value::from(secret).to_string();
            for form in [secret, &encoded, json.trim_matches('"')] {
                words = words.replace(form, "\u{2026}");
            }
            if [words.clone(), words.replace('+', " ")].iter().any(|words| percent_decode(words).contains(secret)) {
                return "its words repeat a secret and are left out".to_owned();
            }
        }
        words
    }
}

impl Param {
    fn text(&self) -> Cow<'_, str> {
        match self {
            Self::Text(text) => Cow::Borrowed(text),
            Self::Secret(secret) => Cow::Borrowed(secret.expose_secret()),
        }
    }
}

impl fmt::Display for Call {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name)
    }
}

impl fmt::Debug for Call {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name)
    }
}

/// Every byte but the unreserved ones (RFC 3986, section 2.3), as PHP's `rawurlencode` has it.
fn percent_encode(text: &str, into: &mut String) {
    for byte in text.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'~' => into.push(char::from(byte)),
            _ => into.extend(['%', hex(byte >> 4), hex(byte & 15)]),
        }
    }
}

/// What stands for a byte as that byte, everything else as it is.
fn percent_decode(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((first, tail)) = rest.split_first() {
        let digits = tail.get(..2).filter(|_| *first == b'%').and_then(|two| std::str::from_utf8(two).ok());
        let byte = digits.and_then(|digits| u8::from_str_radix(digits, 16).ok());
        bytes.push(byte.unwrap_or(*first));
        rest = if byte.is_some() { &tail[2..] } else { tail };
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

fn hex(digit: u8) -> char {
    char::from_digit(digit.into(), 16).map_or('0', |digit| digit.to_ascii_uppercase())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn path(call: &Call) -> String {
        call.url(&"https://panel.example/".parse().unwrap()).unwrap().path().to_owned()
    }

    #[test]
    fn a_call_is_a_path_with_lists_as_json_and_switches_as_digits() {
        let routes = ["a.example:25".to_owned(), "b.example:2525".to_owned()];
        let add = Call::new("domain/add").with("domain", "x.example").list("destinations", &routes);
        assert_eq!(
            path(&add),
            "/api/domain/add/format/json/domain/x.example/destinations/%5B%22a.example%3A25%22%2C%22b.example%3A2525%22%5D/"
        );
        let set = Call::new("domain/setproducts").flag("incoming", true).flag("archiving", false);
        assert_eq!(path(&set), "/api/domain/setproducts/format/json/incoming/1/archiving/0/");
        assert!(Call::new("x/y").with("a", "").url(&"https://panel.example/".parse().unwrap()).is_none());
    }

    #[test]
    fn b7_a_call_names_no_secret_and_what_comes_back_is_cleaned() {
        let (user, mine) = (SecretString::from("p@ss/w\"rd"), SecretString::from("api key"));
        let call = Call::new("outgoingusers/add").with("domain", "x.example").secret("password", &user);
        assert_eq!(format!("{call} {call:?}"), "outgoingusers/add outgoingusers/add");
        for said in
            ["bad p@ss/w\"rd", "bad /password/p%40ss%2Fw%22rd/", r#"bad "p@ss/w\"rd""#, "bad api%20key, api key"]
        {
            let clean = call.scrub(said, &mine);
            assert!(clean.starts_with("bad ") && !clean.contains("p@") && !clean.contains("p%40"), "{clean}");
            assert!(!clean.contains("api"), "{clean}");
        }
        for left_out in ["bad /p%40ss%2fw%22rd/", "bad api+key"] {
            assert_eq!(call.scrub(left_out, &mine), "its words repeat a secret and are left out");
        }
    }

    proptest! {
        #[test]
        fn whatever_a_value_is_it_stays_one_part_of_the_path(value in "\\PC{1,20}") {
            let base: Url = "https://panel.example/".parse().unwrap();
            if let Some(url) = Call::new("domain/add").with("domain", value.clone()).url(&base) {
                let parts: Vec<_> = url.path_segments().unwrap().collect();
                prop_assert_eq!((parts.len(), parts[5]), (8, "domain"));
                prop_assert!(url.query().is_none() && url.fragment().is_none());
            } else {
                prop_assert!(value == "." || value == "..");
            }
        }
    }
}
