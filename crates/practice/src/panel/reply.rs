//! Answers: nearly always HTTP 200; what happened stands in the body, in English, without a code.

use axum::Json;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};

/// What a call came to when it worked.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Done {
    words: Option<String>,
    result: Value,
}

/// Why it did not: sentences that clients tell apart by their words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Refusal(Vec<String>);

pub(super) type Outcome = Result<Done, Refusal>;

impl Done {
    pub(super) fn said(words: impl Into<String>) -> Self {
        Self { words: Some(words.into()), result: Value::Null }
    }

    pub(super) fn result(result: Value) -> Self {
        Self { words: None, result }
    }
}

impl Refusal {
    pub(super) fn because(words: impl Into<String>) -> Self {
        Self(vec![words.into()])
    }

    pub(super) fn and(mut self, words: String) -> Self {
        self.0.push(words);
        self
    }

    pub(super) fn usage() -> Self {
        Self::because("Incorrect usage of API")
    }
}

/// `messages` is an empty array when there is nothing to say, and an object otherwise.
pub(super) fn respond(outcome: &Outcome, json: bool) -> Response {
    if json {
        let (messages, result) = match outcome {
            Ok(Done { words: Some(words), result }) => (json!({ "success": [words] }), result.clone()),
            Ok(Done { words: None, result }) => (json!([]), result.clone()),
            Err(Refusal(words)) => (json!({ "error": words }), Value::Null),
        };
        return Json(json!({ "messages": messages, "result": result })).into_response();
    }
    let text = match outcome {
        Ok(Done { words: Some(words), result: Value::Null }) => format!("SUCCESS: {words}"),
        Ok(Done { result: Value::String(text), .. }) => text.clone(),
        Ok(Done { result, .. }) => result.to_string(),
        Err(Refusal(words)) => format!("ERROR: {}", words.join("\n")),
    };
    ([(header::CONTENT_TYPE, "text/plain; charset=utf-8")], text).into_response()
}
