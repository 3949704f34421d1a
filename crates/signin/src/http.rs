//! The only way out: encrypted addresses, no redirects, bounded answers, no secret in an error.

use std::sync::OnceLock;
use std::time::Duration;

use oauth2::{HttpRequest, HttpResponse, http};
use url::Url;

use crate::error::SignInError;
use crate::text::{causes, shown};
use crate::tls::unanswered;

/// The most that an answer of the identity platform may hold; its largest, the keys, is about 20 KiB.
const MOST: usize = 1024 * 1024;
const PATIENCE: Duration = Duration::from_secs(30);

/// The client that [`crate::Identity`] wants: no redirects, since a redirected token request would
/// hand its secrets to whoever the answer named.
pub fn http_client() -> Result<reqwest::Client, SignInError> {
    reqwest::Client::builder()
        .redirect(reqwest::redirect::Policy::none())
        .connect_timeout(Duration::from_secs(10))
        .timeout(PATIENCE)
        .build()
        .map_err(|error| SignInError::Network { host: "this computer".into(), reason: causes(&error) })
}

/// Refuses an address that is neither https nor plain http to this computer itself.
pub(crate) fn secure(url: &Url) -> Result<(), SignInError> {
    let loopback = match url.host() {
        Some(url::Host::Domain(name)) => name.eq_ignore_ascii_case("localhost"),
        Some(url::Host::Ipv4(ip)) => ip.is_loopback(),
        Some(url::Host::Ipv6(ip)) => ip.is_loopback(),
        None => false,
    };
    match url.scheme() {
        "https" if url.host().is_some() => Ok(()),
        "http" if loopback => Ok(()),
        _ => Err(SignInError::InsecureAuthority { url: shown(&origin(url)) }),
    }
}

/// Scheme, host and port alone: what may be shown of an address.
pub(crate) fn origin(url: &Url) -> String {
    match (url.host_str(), url.port()) {
        (Some(host), Some(port)) => format!("{}://{host}:{port}", url.scheme()),
        (Some(host), None) => format!("{}://{host}", url.scheme()),
        (None, _) => url.scheme().to_owned(),
    }
}

/// Host and port: what an error calls the other side.
pub(crate) fn host(url: &Url) -> String {
    match (url.host_str(), url.port()) {
        (Some(host), Some(port)) => format!("{host}:{port}"),
        (Some(host), None) => host.to_owned(),
        (None, _) => "an unnamed host".to_owned(),
    }
}

/// An answer with its whole body.
pub(crate) struct Answer {
    pub status: u16,
    pub body: Vec<u8>,
    /// Unix seconds by the other side's clock, where it tells them.
    pub date: Option<i64>,
    content_type: Option<http::HeaderValue>,
}

/// Reads a document.
pub(crate) async fn get(client: &reqwest::Client, url: &Url) -> Result<Answer, SignInError> {
    secure(url)?;
    let request = reqwest::Request::new(reqwest::Method::GET, url.clone());
    send(client, request).await
}

/// Posts a form.
pub(crate) async fn post(client: &reqwest::Client, url: &Url, form: &[(&str, &str)]) -> Result<Answer, SignInError> {
    secure(url)?;
    let body = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(form).finish();
    let mut request = reqwest::Request::new(reqwest::Method::POST, url.clone());
    let kind = http::HeaderValue::from_static("application/x-www-form-urlencoded");
    request.headers_mut().insert(http::header::CONTENT_TYPE, kind);
    request.headers_mut().insert(http::header::ACCEPT, http::HeaderValue::from_static("application/json"));
    *request.body_mut() = Some(body.into());
    send(client, request).await
}

/// Carries a request of the OAuth library; the answer's date is told beside it.
pub(crate) async fn carry(
    client: &reqwest::Client,
    request: HttpRequest,
    dated: &OnceLock<i64>,
) -> Result<HttpResponse, SignInError> {
    let request = reqwest::Request::try_from(request.map(reqwest::Body::from))
        .map_err(|e| SignInError::Network { host: "the token endpoint".into(), reason: causes(&e.without_url()) })?;
    secure(request.url())?;
    let name = host(request.url());
    let answer = send(client, request).await?;
    if let Some(date) = answer.date {
        let _ = dated.set(date);
    }
    let mut response = http::Response::builder().status(answer.status);
    if let Some(kind) = answer.content_type {
        response = response.header(http::header::CONTENT_TYPE, kind);
    }
    response.body(answer.body).map_err(|e| SignInError::UnexpectedAnswer { host: name, reason: causes(&e) })
}

async fn send(client: &reqwest::Client, mut request: reqwest::Request) -> Result<Answer, SignInError> {
    *request.timeout_mut() = Some(PATIENCE);
    let asked = request.url().clone();
    let lost = |e: reqwest::Error| unanswered(host(&asked), &e.without_url());
    let mut response = client.execute(request).await.map_err(lost)?;
    let status = response.status().as_u16();
    if response.url() != &asked || (300..400).contains(&status) {
        return Err(SignInError::UnexpectedAnswer {
            host: host(&asked),
            reason: format!("a redirect (status {status}), which is never followed"),
        });
    }
    if status == 407 {
        return Err(SignInError::Proxy { host: host(&asked) });
    }
    if status == 429 || (502..=504).contains(&status) {
        return Err(SignInError::Busy { host: host(&asked), status, retry_after: retry_after(response.headers()) });
    }
    let content_type = response.headers().get(http::header::CONTENT_TYPE).cloned();
    let date = date(response.headers());
    let mut body = Vec::new();
    while let Some(part) = response.chunk().await.map_err(lost)? {
        if body.len() + part.len() > MOST {
            return Err(SignInError::UnexpectedAnswer { host: host(&asked), reason: "it is far too long".into() });
        }
        body.extend_from_slice(&part);
    }
    Ok(Answer { status, body, content_type, date })
}

/// When the answer was made (RFC 9110 §6.6.1).
fn date(headers: &http::HeaderMap) -> Option<i64> {
    let text = headers.get(http::header::DATE)?.to_str().ok()?;
    jiff::fmt::rfc2822::DateTimeParser::new().parse_timestamp(text).ok().map(|t| t.as_second())
}

/// Microsoft sends whole or decimal seconds.
fn retry_after(headers: &http::HeaderMap) -> Option<u64> {
    let text = headers.get(http::header::RETRY_AFTER)?.to_str().ok()?;
    let seconds: f64 = text.trim().parse().ok()?;
    Duration::try_from_secs_f64(seconds.ceil()).ok().map(|d| d.as_secs())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn b7_only_encrypted_or_loopback_addresses_are_spoken_to() {
        for good in ["https://login.example/x", "http://127.0.0.1:8080/", "http://[::1]:9/", "http://localhost/"] {
            assert!(secure(&Url::parse(good).unwrap()).is_ok(), "{good}");
        }
        for bad in [
            "http://login.example/",
            "http://127.0.0.1.example/",
            "http://localhost.example/",
            "ftp://127.0.0.1/",
            "file:///etc/passwd",
        ] {
            assert!(matches!(secure(&Url::parse(bad).unwrap()), Err(SignInError::InsecureAuthority { .. })), "{bad}");
        }
    }

    #[test]
    fn an_address_in_an_error_has_lost_its_path_and_query() {
        let url = Url::parse("http://user:pw@login.example:81/t?code=secret").unwrap();
        assert_eq!(origin(&url), "http://login.example:81");
    }

    #[test]
    fn m7_the_date_of_an_answer_is_read_in_the_form_of_http() {
        let mut headers = http::HeaderMap::new();
        headers.insert("date", http::HeaderValue::from_static("Sun, 06 Nov 1994 08:49:37 GMT"));
        assert_eq!(date(&headers), Some(784_111_777));
        headers.insert("date", http::HeaderValue::from_static("yesterday"));
        assert_eq!(date(&headers), None);
    }

    #[test]
    fn a_decimal_retry_after_is_rounded_up() {
        let mut headers = http::HeaderMap::new();
        headers.insert("retry-after", http::HeaderValue::from_static("1.25"));
        assert_eq!(retry_after(&headers), Some(2));
        headers.insert("retry-after", http::HeaderValue::from_static("-1"));
        assert_eq!(retry_after(&headers), None);
        headers.insert("retry-after", http::HeaderValue::from_static("1e300"));
        assert_eq!(retry_after(&headers), None);
    }
}
