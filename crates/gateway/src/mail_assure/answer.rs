//! The panel's answers: what was done is told by the body alone, because the status is 200 for errors, too.

use serde_json::Value;

use super::texts::{Failure, meaning};

/// What a body says.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Answer {
    /// No error, with the result. `told` when the panel's envelope or its word `SUCCESS` says so; otherwise the body is
    /// JSON of any kind, which proves nothing until its shape is the expected one.
    Done { result: Value, told: bool },
    /// It did not do it, in its own words.
    Refused { failure: Failure, words: String },
    /// No answer of the panel, and why: never taken for success.
    Unknown(&'static str),
}

/// Reads a body.
///
/// The envelope is `{"messages": [] | {"success": [..], "error": [..]}, "result": any}`; some calls answer in text that
/// begins with `SUCCESS` or `ERROR`, or with the bare result (add-ons for DirectAdmin and Plesk, FuseCP, Upmind).
pub(super) fn read(body: &[u8]) -> Answer {
    let Ok(text) = std::str::from_utf8(body) else { return Answer::Unknown("its answer is no text") };
    let text = text.trim_start_matches('\u{feff}').trim();
    if meaning(text) == Some(Failure::Fault) {
        // What a database says may hold anything, also what was sent.
        let words = "its own software failed".to_owned();
        return Answer::Refused { failure: Failure::Fault, words };
    }
    match serde_json::from_str::<Value>(text) {
        Ok(Value::Object(mut object)) if object.contains_key("messages") => {
            let result = object.remove("result").unwrap_or_default();
            envelope(object.remove("messages").unwrap_or_default(), result)
        }
        Ok(Value::String(text)) => plain(&text).unwrap_or(Answer::Done { result: Value::String(text), told: false }),
        Ok(result) => Answer::Done { result, told: false },
        Err(_) if text.is_empty() => Answer::Unknown("its answer is empty"),
        Err(_) if text.starts_with('<') => Answer::Unknown("a web page came in place of its answer"),
        Err(_) => plain(text).unwrap_or(Answer::Unknown("its answer is cut off, or none of the panel's")),
    }
}

fn envelope(messages: Value, result: Value) -> Answer {
    let unknown = Answer::Unknown("its answer has messages of an unknown form");
    let (success, mut errors) = match messages {
        Value::Array(none) if none.is_empty() => (true, Some(Vec::new())),
        Value::Object(mut messages) => {
            (texts(messages.remove("success")).is_some_and(|s| !s.is_empty()), texts(messages.remove("error")))
        }
        _ => return unknown,
    };
    // An error that stands in the result is none the less one.
    match texts(result.get("error").cloned()) {
        Some(more) => errors.iter_mut().for_each(|errors| errors.extend_from_slice(&more)),
        None => errors = None,
    }
    match errors {
        Some(errors) if !errors.is_empty() => refused(&errors.join("; ")),
        Some(_) if success => Answer::Done { result, told: true },
        _ => unknown,
    }
}

/// A list of texts, or one text; nothing is an empty list.
fn texts(value: Option<Value>) -> Option<Vec<String>> {
    match value {
        None | Some(Value::Null) => Some(Vec::new()),
        Some(Value::String(text)) => Some(vec![text]),
        Some(Value::Array(list)) => list
            .into_iter()
            .map(|item| match item {
                Value::String(text) => Some(text),
                _ => None,
            })
            .collect(),
        Some(_) => None,
    }
}

fn plain(text: &str) -> Option<Answer> {
    let is_word = |rest: &str| rest.is_empty() || rest.starts_with(':') || rest.starts_with(char::is_whitespace);
    if text.strip_prefix("SUCCESS").is_some_and(is_word) {
        return Some(Answer::Done { result: Value::Null, told: true });
    }
    match text.strip_prefix("ERROR").filter(|rest| is_word(rest)) {
        Some(rest) => Some(refused(rest.trim_start_matches(':').trim())),
        None => meaning(text).map(|_| refused(text)),
    }
}

fn refused(text: &str) -> Answer {
    let mut words: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    if words.trim().is_empty() {
        words = "it gave no reason".to_owned();
    }
    Answer::Refused { failure: meaning(text).unwrap_or(Failure::Other), words }
}

/// See [`crate::fuzz::panel_answer`].
pub(crate) fn panel_answer(body: &[u8]) {
    let Answer::Done { result, told } = read(body) else { return };
    let text = String::from_utf8_lossy(body);
    let envelope = serde_json::from_slice::<Value>(body).ok().filter(|value| value.get("messages").is_some());
    let word = text.trim_start_matches(['\u{feff}', '"', ' ', '\t', '\r', '\n']).starts_with("SUCCESS");
    assert!(!told || word || text.contains("messages"), "no panel says this: {text}");
    let errors = envelope.as_ref().map(|value| &value["messages"]["error"]);
    assert!(errors.is_none_or(|errors| errors.as_array().is_none_or(Vec::is_empty)), "an error is told: {text}");
    drop(result);
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;

    fn done(body: &str) -> Option<(Value, bool)> {
        match read(body.as_bytes()) {
            Answer::Done { result, told } => Some((result, told)),
            _ => None,
        }
    }

    fn failure(body: &str) -> Option<Failure> {
        match read(body.as_bytes()) {
            Answer::Refused { failure, .. } => Some(failure),
            _ => None,
        }
    }

    #[test]
    fn messages_are_an_empty_list_or_an_object_and_a_result_is_anything() {
        for result in [json!(null), json!(1), json!("x"), json!(["a"]), json!({"present": 0})] {
            let empty = json!({"messages": [], "result": result}).to_string();
            let object = json!({"messages": {"success": ["Domain 'x' added"]}, "result": result}).to_string();
            assert_eq!(done(&empty), Some((result.clone(), true)));
            assert_eq!(done(&object), Some((result, true)));
        }
        assert_eq!(done("SUCCESS: Outgoing user saved"), Some((Value::Null, true)));
        assert_eq!(done(r#"{"present":1}"#), Some((json!({"present": 1}), false)));
    }

    #[test]
    fn every_text_of_the_table_has_its_meaning_in_each_form() {
        use Failure as F;
        for (text, meant) in [
            ("Supplied credential is invalid.", F::Credentials),
            ("no access to this API, current IP address '192.0.2.1' is not allowed", F::AddressBlocked),
            ("You don't have permissions to access the API.", F::NoApiRight),
            ("User 'x' has status 'inactive'", F::Inactive),
            ("You have no permissions to do this", F::Forbidden),
            ("Domain already exists.", F::Exists),
            ("'192.0.2.0/24' is already used by another domain", F::Other),
            ("'x.example' is present in the filtering software", F::Exists),
            ("Alias already exists", F::Exists),
            ("you is not owner of it", F::Another),
            ("Domain 'x' does not belong to the reseller 'y'", F::NotOurs),
            ("Domain 'x' does not belong to the admin 'y'", F::NotOurs),
            ("You are not allowed to manage the domain 'x.example'", F::Another),
            ("No such domain 'x.example'", F::Gone),
            ("'x' is not registered on this server", F::NoUser),
            ("no valid user given", F::NoUser),
            ("You have reached the allowed limit of domains", F::Limit),
            ("'mx.example' cannot be a destination", F::Loop),
            ("The domain name 'x' is incorrect", F::BadDomain),
            ("Incorrect usage of API", F::BadUsage),
            ("SELECT failed: SQLSTATE[HY000]", F::Fault),
            ("Location: /fatalerror.php?x", F::Fault),
            ("The moon is in the wrong phase", F::Other),
        ] {
            let envelope = json!({"messages": {"error": [text]}, "result": null}).to_string();
            assert_eq!(failure(&envelope), Some(meant), "{envelope}");
            assert_eq!(failure(&format!("ERROR: {text}")), Some(meant), "{text}");
        }
        assert_eq!(
            failure(r#"{"messages":{"error":["Domain already exists.","Failed to add domain 'x'"]}}"#),
            Some(F::Exists)
        );
    }

    #[test]
    fn an_error_beside_a_success_counts_and_a_refusal_without_words_is_one() {
        let both = r#"{"messages":{"success":["Domain 'x' added"],"error":["odd"]},"result":true}"#;
        assert_eq!(failure(both), Some(Failure::Other));
        assert_eq!(failure(r#"{"messages":[],"result":{"error":"No such domain 'x'"}}"#), Some(Failure::Gone));
        assert_eq!(failure(r#"{"messages":{"success":["y"]},"result":{"error":["odd"]}}"#), Some(Failure::Other));
        assert_eq!(
            read(br#"{"messages":{"error":[""]}}"#),
            Answer::Refused { failure: Failure::Other, words: "it gave no reason".to_owned() }
        );
    }

    #[test]
    fn what_is_no_answer_of_the_panel_is_never_success() {
        for body in [
            "",
            " ",
            "<html><body>SUCCESS: portal</body></html>",
            "SUCCESSFULLY hacked",
            "OK",
            "{\"messages\":",
            "{\"messages\":[]",
            r#"{"messages":["something"],"result":1}"#,
            r#"{"messages":null,"result":1}"#,
            r#"{"messages":"SUCCESS"}"#,
            r#"{"messages":{"success":1},"result":1}"#,
            r#"{"messages":{"error":{"0":"x"}},"result":1}"#,
            r#"{"messages":{}}"#,
            r#"{"messages":{"success":[]},"result":1}"#,
            r#"{"messages":{"notice":["x"]},"result":1}"#,
            r#"{"messages":[],"result":{"error":7}}"#,
        ] {
            assert!(matches!(read(body.as_bytes()), Answer::Unknown(_)), "{body}");
        }
        assert!(matches!(read(&[0xff, 0xfe]), Answer::Unknown(_)));
    }

    #[test]
    fn b7_what_a_database_says_is_not_repeated() {
        let body = r#"{"messages":{"error":["insert password 'hunter2': SQLSTATE[23000]"]},"result":null}"#;
        let Answer::Refused { words, .. } = read(body.as_bytes()) else { panic!("{body}") };
        assert!(!words.contains("hunter2"));
    }

    proptest! {
        #[test]
        fn any_bytes_are_read_and_only_an_envelope_or_the_word_tells_of_success(
            body in prop_oneof![
                prop::collection::vec(any::<u8>(), 0..60).prop_map(|bytes| String::from_utf8_lossy(&bytes).into_owned()),
                "(SUCCESS|ERROR|\\{\"messages\":|\\[|\\]|\\{|\\}|\"success\":|\"error\":|\"result\":|,|\"[a-z]{0,4}\"|[0-9]){0,9}",
            ],
        ) {
            if let Answer::Done { told: true, .. } = read(body.as_bytes()) {
                let envelope = serde_json::from_str::<Value>(body.trim()).is_ok_and(|v| v.get("messages").is_some());
                prop_assert!(envelope || body.trim_matches(['\u{feff}', '"']).trim().starts_with("SUCCESS"), "{body}");
            }
        }

        #[test]
        fn an_error_is_an_error_whatever_it_says_and_whatever_stands_beside_it(
            error in "\\PC{1,20}", success in "\\PC{0,20}", result in any::<bool>(),
        ) {
            let body = json!({"messages": {"error": [error], "success": [success]}, "result": result}).to_string();
            let refused = matches!(read(body.as_bytes()), Answer::Refused { .. });
            prop_assert!(refused);
        }
    }
}
