//! A refusal by Microsoft: what the token or authorize endpoint answered instead of a token.

use serde::{Deserialize, Serialize};

use crate::known::{self, RefusalKind};
use crate::text::shown;

/// What Microsoft said when it refused, ready to be shown and kept for support.
///
/// Texts come from outside: they are cut to a bounded length and never hold a code or a token.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    /// The number behind `AADSTS`, when there is one.
    pub code: Option<u32>,
    /// The OAuth error word, e.g. `invalid_grant` (RFC 6749 §5.2).
    pub error: String,
    pub description: String,
    pub suberror: Option<String>,
    /// The claims to send back to the authorize endpoint ("Claims challenges", learn.microsoft.com).
    pub claims: Option<String>,
    pub correlation_id: Option<String>,
    pub trace_id: Option<String>,
    /// When Microsoft refused, by its own clock.
    pub timestamp: Option<String>,
    pub kind: RefusalKind,
}

/// The error body of the token endpoint and the error parameters of the authorize endpoint.
#[derive(Debug, Default, Clone, Deserialize, Serialize)]
pub(crate) struct ErrorBody {
    pub error: String,
    #[serde(default)]
    pub error_description: Option<String>,
    #[serde(default)]
    pub error_codes: Vec<u32>,
    #[serde(default)]
    pub suberror: Option<String>,
    #[serde(default)]
    pub claims: Option<String>,
    #[serde(default)]
    pub correlation_id: Option<String>,
    #[serde(default)]
    pub trace_id: Option<String>,
    #[serde(default)]
    pub timestamp: Option<String>,
}

impl std::fmt::Display for ErrorBody {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&shown(&self.error))
    }
}

impl oauth2::ErrorResponse for ErrorBody {}

impl From<ErrorBody> for Refusal {
    fn from(body: ErrorBody) -> Self {
        let description = body.error_description.unwrap_or_default();
        let code = body.error_codes.first().copied().or_else(|| aadsts(&description));
        // Sent back as it came or not at all: cut claims would ask for something else.
        let claims = body.claims.filter(|claims| !claims.is_empty() && claims.len() <= 8192);
        let kind = known::kind(code, &body.error, body.suberror.as_deref(), claims.is_some());
        // The authorize endpoint tells these in its description only.
        let told = |field: Option<String>, label| field.as_deref().or_else(|| labelled(&description, label)).map(shown);
        let correlation_id = told(body.correlation_id, "Correlation ID:");
        let trace_id = told(body.trace_id, "Trace ID:");
        let timestamp = body.timestamp.as_deref().map(shown);
        Self {
            code,
            error: shown(&body.error),
            description: shown(&description),
            suberror: body.suberror.as_deref().map(shown),
            claims,
            correlation_id,
            trace_id,
            timestamp,
            kind,
        }
    }
}

/// A number with words of its own needs only them. Of any other, Microsoft's sentence is told too,
/// with the correlation id by which its support finds the case.
impl std::fmt::Display for Refusal {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(known::words(self.code, self.kind))?;
        let known = known::is_known(self.code);
        if let Some(sentence) = self.said() {
            write!(f, " Microsoft says: {sentence}")?;
        }
        match self.code {
            Some(code) => write!(f, " (AADSTS{code}")?,
            None => write!(f, " ({}", self.error)?,
        }
        match &self.correlation_id {
            Some(id) if !known => write!(f, ", correlation id {id})"),
            _ => f.write_str(")"),
        }
    }
}

impl Refusal {
    /// What the technician can do about it.
    pub fn next(&self) -> &'static str {
        known::next(self.code, self.kind)
    }

    /// Microsoft's own sentence, where its number has no words here.
    pub fn said(&self) -> Option<&str> {
        let sentence = sentence(&self.description);
        (!known::is_known(self.code) && !sentence.is_empty()).then_some(sentence)
    }
}

/// What Microsoft's description says, without its number in front and its ids behind.
fn sentence(description: &str) -> &str {
    let whole = description.split_once("Trace ID:").map_or(description, |(text, _)| text);
    let number = |front: &str| front.strip_prefix("AADSTS").is_some_and(|n| n.bytes().all(|b| b.is_ascii_digit()));
    let rest = whole.split_once(':').filter(|(front, _)| number(front)).map_or(whole, |(_, rest)| rest);
    rest.trim()
}

/// The word behind a label in a description.
fn labelled<'a>(description: &'a str, label: &str) -> Option<&'a str> {
    description.split_once(label)?.1.split_whitespace().next()
}

/// The number of the first `AADSTS…` in a description.
fn aadsts(description: &str) -> Option<u32> {
    let (_, rest) = description.split_once("AADSTS")?;
    let digits: String = rest.chars().take_while(char::is_ascii_digit).collect();
    digits.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_code_is_read_from_the_list_or_from_the_description() {
        let listed: ErrorBody =
            serde_json::from_str(r#"{"error":"invalid_grant","error_codes":[50173],"error_description":"AADSTS1: x"}"#)
                .unwrap();
        assert_eq!(Refusal::from(listed).code, Some(50_173));
        let told: ErrorBody = serde_json::from_str(
            r#"{"error":"access_denied","error_description":"AADSTS65004: declined.\r\nTrace ID: t"}"#,
        )
        .unwrap();
        let refusal = Refusal::from(told);
        assert_eq!(refusal.code, Some(65_004));
        assert_eq!(refusal.kind, RefusalKind::ConsentDeclined);
        assert!(!refusal.description.contains('\n'));
    }

    fn refusal(json: serde_json::Value) -> Refusal {
        Refusal::from(serde_json::from_value::<ErrorBody>(json).unwrap())
    }

    const UNKNOWN: &str = "AADSTS987654: The moon is in the wrong house.\r\nTrace ID: t-1\r\nCorrelation ID: c-2\r\nTimestamp: 2026-08-01 10:00:00Z";

    #[test]
    fn m2_of_an_unknown_number_microsofts_own_sentence_number_and_id_are_told() {
        let refusal = refusal(serde_json::json!({"error": "invalid_grant", "error_description": UNKNOWN}));
        let text = refusal.to_string();
        assert!(
            text.ends_with("Microsoft says: The moon is in the wrong house. (AADSTS987654, correlation id c-2)"),
            "{text}"
        );
        assert_eq!(refusal.trace_id.as_deref(), Some("t-1"));
        assert_eq!(refusal.said(), Some("The moon is in the wrong house."));
    }

    #[test]
    fn m2_of_a_known_number_only_our_words_are_told() {
        let json = serde_json::json!({"error": "invalid_grant", "error_codes": [50076], "error_description": "AADSTS50076: Due to"});
        assert_eq!(refusal(json).to_string(), "The client requires multifactor authentication. (AADSTS50076)");
    }

    #[test]
    fn m7_claims_are_handed_on_whole_or_not_at_all() {
        let with = |claims: &str| refusal(serde_json::json!({"error": "invalid_grant", "claims": claims}));
        let asked = r#"{"access_token":{"acrs":{"essential":true,"value":"c1"}}}"#;
        assert_eq!(with(asked).claims.as_deref(), Some(asked));
        assert_eq!(with(asked).kind, RefusalKind::InteractionNeeded);
        assert_eq!(with("").claims, None);
        assert_eq!(with(&"x".repeat(9000)).claims, None);
    }

    #[test]
    fn a_description_without_a_number_has_no_code() {
        assert_eq!(aadsts("AADSTS: nothing"), None);
        assert_eq!(aadsts("AADSTS99999999999999: too long"), None);
        assert_eq!(aadsts(""), None);
    }
}
