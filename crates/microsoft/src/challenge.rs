//! Claims challenges: rules of the tenant that a new sign-in has to meet.

use base64::{
    Engine, alphabet,
    engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig},
};
use reqwest::header::{HeaderMap, WWW_AUTHENTICATE};
use serde_json::{Map, Value};

/// Standard or URL-safe, with padding or without: all of them are sent.
const FORGIVING: GeneralPurpose = GeneralPurpose::new(
    &alphabet::URL_SAFE,
    GeneralPurposeConfig::new()
        .with_decode_padding_mode(DecodePaddingMode::Indifferent)
        .with_decode_allow_trailing_bits(true),
);

/// The JSON of a claims challenge, decoded (Microsoft Learn: "Claims challenges, claims requests, and client
/// capabilities"); `None` when there is none, or one that nobody could answer.
pub(crate) fn claims(headers: &HeaderMap) -> Option<String> {
    headers.get_all(WWW_AUTHENTICATE).iter().filter_map(|value| value.to_str().ok()).find_map(|challenge| {
        let wanted = parameter(challenge, "error")?.eq_ignore_ascii_case("insufficient_claims");
        if wanted { decode(parameter(challenge, "claims")?) } else { None }
    })
}

/// The value of `name="value"` or `name=value` in a challenge (RFC 9110, section 11.2). Base64 ends in `=`, but holds
/// neither quotes nor commas.
fn parameter<'a>(challenge: &'a str, name: &str) -> Option<&'a str> {
    let mut rest = challenge;
    loop {
        let at = rest.find(name)?;
        let begins = rest[..at].chars().next_back().is_none_or(|before| before == ',' || before.is_whitespace());
        rest = &rest[at + name.len()..];
        if let (true, Some(value)) = (begins, rest.trim_start().strip_prefix('=')) {
            let value = value.trim_start();
            return match value.strip_prefix('"') {
                Some(quoted) => quoted.split('"').next(),
                None => value.split([',', ' ']).next(),
            };
        }
    }
}

fn decode(text: &str) -> Option<String> {
    let url_safe: String = text
        .chars()
        .filter(|c| !c.is_whitespace())
        .map(|c| {
            if c == '+' {
                '-'
            } else if c == '/' {
                '_'
            } else {
                c
            }
        })
        .collect();
    let json = String::from_utf8(FORGIVING.decode(url_safe).ok()?).ok()?;
    serde_json::from_str::<Map<String, Value>>(&json).ok().map(|_| json)
}

#[cfg(test)]
mod tests {
    use base64::engine::general_purpose::{STANDARD, STANDARD_NO_PAD, URL_SAFE, URL_SAFE_NO_PAD};
    use proptest::prelude::*;

    use super::*;

    const CLAIMS: &str = r#"{"access_token":{"nbf":{"essential":true,"value":"1781049600"},"x":{"value":"??>>"}}}"#;

    fn read(challenge: &str) -> Option<String> {
        let mut headers = HeaderMap::new();
        headers.insert(WWW_AUTHENTICATE, challenge.parse().ok()?);
        claims(&headers)
    }

    #[test]
    fn m7_claims_are_decoded_in_every_spelling_of_base64() {
        for encoded in [
            STANDARD.encode(CLAIMS),
            STANDARD_NO_PAD.encode(CLAIMS),
            URL_SAFE.encode(CLAIMS),
            URL_SAFE_NO_PAD.encode(CLAIMS),
        ] {
            for challenge in [
                format!(
                    r#"Bearer realm="", authorization_uri="https://login.example/common/oauth2/authorize", error="insufficient_claims", claims="{encoded}""#
                ),
                format!(r#"Bearer error=insufficient_claims,claims={encoded}"#),
                format!(
                    r#"Bearer claims = "{encoded}", error = "insufficient_claims", error_description="no claims=""#
                ),
            ] {
                assert_eq!(read(&challenge).as_deref(), Some(CLAIMS), "{challenge}");
            }
        }
    }

    #[test]
    fn m7_what_holds_no_claims_is_no_challenge() {
        let encoded = STANDARD.encode(CLAIMS);
        for other in [
            String::new(),
            "Bearer".to_owned(),
            format!(r#"Bearer error="invalid_token", claims="{encoded}""#),
            r#"Bearer error="insufficient_claims""#.to_owned(),
            r#"Bearer error="insufficient_claims", claims="%%%""#.to_owned(),
            r#"Bearer error="insufficient_claims", claims="""#.to_owned(),
            format!(r#"Bearer error="insufficient_claims", claims="{}""#, STANDARD.encode("[1]")),
            format!(r#"Bearer error="insufficient_claims", claims="{}""#, STANDARD.encode([0xff, 0xfe])),
        ] {
            assert_eq!(read(&other), None, "{other}");
        }
    }

    #[test]
    fn m7_the_challenge_may_stand_in_the_second_of_two_headers() {
        let mut headers = HeaderMap::new();
        headers.append(WWW_AUTHENTICATE, "PoP nonce=\"x\"".parse().unwrap());
        let challenge = format!(r#"Bearer error="insufficient_claims", claims="{}""#, STANDARD.encode(CLAIMS));
        headers.append(WWW_AUTHENTICATE, challenge.parse().unwrap());
        assert_eq!(claims(&headers).as_deref(), Some(CLAIMS));
    }

    proptest! {
        #[test]
        fn any_challenge_is_read_or_is_none(challenge in "[ -~]{0,200}") {
            let _ = read(&format!("Bearer error=\"insufficient_claims\", {challenge}"));
            let _ = read(&challenge);
        }
    }
}
