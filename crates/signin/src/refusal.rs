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
        let kind = known::kind(code, &body.error, body.suberror.as_deref());
        Self {
            code,
            error: shown(&body.error),
            description: shown(&description),
            suberror: body.suberror.as_deref().map(shown),
            // Sent back as it came or not at all: cut claims would ask for something else.
            claims: body.claims.filter(|claims| claims.len() <= 8192),
            correlation_id: body.correlation_id.as_deref().map(shown),
            trace_id: body.trace_id.as_deref().map(shown),
            timestamp: body.timestamp.as_deref().map(shown),
            kind,
        }
    }
}

impl std::fmt::Display for Refusal {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(known::words(self.code, self.kind))?;
        match self.code {
            Some(code) => write!(f, " (AADSTS{code})"),
            None => write!(f, " ({})", self.error),
        }
    }
}

impl Refusal {
    /// What the technician can do about it.
    pub fn next(&self) -> &'static str {
        known::next(self.code, self.kind)
    }
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

    #[test]
    fn a_description_without_a_number_has_no_code() {
        assert_eq!(aadsts("AADSTS: nothing"), None);
        assert_eq!(aadsts("AADSTS99999999999999: too long"), None);
        assert_eq!(aadsts(""), None);
    }
}
