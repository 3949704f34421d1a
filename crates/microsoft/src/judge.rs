//! Answers told apart: which carries data, and what every other one means.

use std::time::Duration;

use reqwest::{
    StatusCode,
    header::{CONTENT_TYPE, HeaderMap, LOCATION, RETRY_AFTER},
};
use url::Url;

use crate::{
    MicrosoftError, ProxyProblem,
    challenge::claims,
    http::{Ask, host},
    refusal::Refusal,
};

/// Tells an answer that carries data from every other one.
pub(crate) fn judge(
    url: &Url,
    ask: Ask<'_>,
    status: StatusCode,
    headers: &HeaderMap,
    body: &[u8],
) -> Result<(), MicrosoftError> {
    let what = ask.what;
    let content_type = headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or("no content type");
    let not_json =
        || MicrosoftError::NotJson { host: host(url), status: status.as_u16(), content_type: content_type.to_owned() };
    let is_json = content_type.to_ascii_lowercase().contains("json");
    let number = status.as_u16();
    // A batch of which something was held back; older descriptions have it so. Its answers tell.
    if status.is_success() || (number == 424 && is_json && url.path().ends_with("/$batch")) {
        let is_text = ask.is_text() && content_type.starts_with("text/plain");
        return if is_json || is_text || ask.is_done_by(status) { Ok(()) } else { Err(not_json()) };
    }
    let Refusal { mut code, mut message, request_id } = Refusal::read(headers, body);
    if let (401 | 403, Some(claims)) = (number, claims(headers)) {
        return Err(MicrosoftError::ClaimsChallenge { audience: ask.audience, claims, request_id });
    }
    if code.is_empty() {
        code.push_str(status.canonical_reason().unwrap_or("no code"));
    }
    if message.is_empty() {
        message.push_str("no explanation was given");
    }
    Err(match number {
        300..=399 => redirected(url, status, named_host(headers)),
        // Between this computer and Microsoft: Microsoft itself is never in that place.
        407 => MicrosoftError::Proxy { host: host(url), problem: ProxyProblem::SignInWanted, cause: None },
        401 => MicrosoftError::TokenRefused { audience: ask.audience, message, request_id },
        // Microsoft Learn: "Microsoft Graph throttling guidance"; 509 is its bandwidth limit.
        429 | 503 | 509 => {
            MicrosoftError::Throttled { what, status: number, retry_after: retry_after(headers), request_id }
        }
        _ if !is_json && !body.is_empty() && !matches!(number, 502 | 504) => not_json(),
        _ if lacks_role(&message) => MicrosoftError::RoleMissing { what, role: ask.role, message, request_id },
        403 => MicrosoftError::PermissionMissing { what, permission: ask.permission, code, message, request_id },
        _ => MicrosoftError::Graph { what, status: number, code, message, request_id },
    })
}

/// Whether the account has the permission but no role with it: Exchange's words, which come with any status, and those
/// of Graph's reports ("User is not in the allowed roles", code `Authentication_RequestFromUnsupportedUserRole`).
fn lacks_role(message: &str) -> bool {
    ["role definition", "allowed roles"].iter().any(|words| message.contains(words))
}

/// Seconds, with a fraction in Microsoft's own sample (`2.128`).
fn retry_after(headers: &HeaderMap) -> Option<Duration> {
    let seconds: f64 = headers.get(RETRY_AFTER)?.to_str().ok()?.trim().parse().ok()?;
    Duration::try_from_secs_f64(seconds).ok()
}

pub(crate) fn redirected(url: &Url, status: StatusCode, to: String) -> MicrosoftError {
    MicrosoftError::Redirected { host: host(url), status: status.as_u16(), to }
}

fn named_host(headers: &HeaderMap) -> String {
    let named = headers.get(LOCATION).and_then(|value| value.to_str().ok()).and_then(|text| Url::parse(text).ok());
    named.as_ref().map_or_else(|| "another address".to_owned(), host)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn m7_retry_after_is_read_with_its_fraction_and_nonsense_is_none() {
        let read = |text: &str| {
            let mut headers = HeaderMap::new();
            headers.insert(RETRY_AFTER, text.parse().unwrap());
            retry_after(&headers)
        };
        assert_eq!(read("2.128"), Some(Duration::from_millis(2128)));
        assert_eq!(read(" 10 "), Some(Duration::from_secs(10)));
        for nonsense in ["", "-1", "NaN", "inf", "1e300", "soon", "Fri, 31 Dec 1999 23:59:59 GMT"] {
            assert_eq!(read(nonsense), None, "{nonsense}");
        }
        assert_eq!(retry_after(&HeaderMap::new()), None);
    }
}
