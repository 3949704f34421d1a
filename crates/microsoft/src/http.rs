//! The one way in which requests leave: token, request id, tries, and answers told apart.

use std::{
    sync::{
        Arc,
        atomic::{AtomicU32, AtomicU64, Ordering},
    },
    time::Duration,
};

use backon::Retryable;
use reqwest::{
    Client, RequestBuilder, Response, StatusCode,
    header::{CONTENT_TYPE, HeaderMap, LOCATION, RETRY_AFTER},
    redirect,
};
use secrecy::{ExposeSecret, SecretString};
use url::Url;
use uuid::Uuid;

use crate::{Audience, MicrosoftError, Patience, TokenSource, refusal::Refusal};

/// No page of Graph or Exchange comes near this size; what is larger is not theirs.
const LARGEST_ANSWER: usize = 64 << 20;

/// A client fit for [`crate::Directory::new`]: it follows no redirect, because a bearer token must not travel on.
///
/// # Errors
/// When the TLS library or the system's proxy settings cannot be used.
pub fn client() -> Result<Client, reqwest::Error> {
    Client::builder()
        .redirect(redirect::Policy::none())
        .connect_timeout(Duration::from_secs(15))
        .user_agent(concat!("Tenantry/", env!("CARGO_PKG_VERSION")))
        .build()
}

/// What one reading cost.
#[derive(Debug, Default)]
pub(crate) struct Tally {
    pub(crate) requests: AtomicU32,
    pub(crate) bytes: AtomicU64,
}

/// One request, apart from where to.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Ask<'a> {
    pub(crate) audience: Audience,
    /// What is being read, for errors.
    pub(crate) what: &'static str,
    /// The permission that it takes, for errors.
    pub(crate) permission: &'static str,
    /// A JSON body makes it a POST.
    pub(crate) body: Option<&'a str>,
    pub(crate) headers: &'a [(&'static str, &'a str)],
    pub(crate) tally: &'a Tally,
}

#[derive(Debug)]
pub(crate) struct Line {
    pub(crate) http: Client,
    pub(crate) tokens: Arc<dyn TokenSource>,
    pub(crate) patience: Patience,
    pub(crate) requests: AtomicU32,
}

impl Line {
    /// The body of a successful JSON answer. Dropping the future ends the request, the waiting and the tries.
    pub(crate) async fn send(&self, url: &Url, ask: Ask<'_>) -> Result<Vec<u8>, MicrosoftError> {
        let mut faults = 0;
        (|| self.once(url, ask))
            .retry(self.patience.back_off())
            .when(MicrosoftError::passes)
            .adjust(|error, proposed| self.patience.wait(error, proposed?, &mut faults))
            .notify(|error, wait| tracing::info!(what = ask.what, code = error.code(), ?wait, "trying again"))
            .await
    }

    /// One try; a refused token is replaced once.
    async fn once(&self, url: &Url, ask: Ask<'_>) -> Result<Vec<u8>, MicrosoftError> {
        let token = self.token(ask, None).await?;
        match self.exchange(url, ask, &token).await {
            Err(MicrosoftError::TokenRefused { .. }) => {
                let fresh = self.token(ask, Some(token.expose_secret())).await?;
                self.exchange(url, ask, &fresh).await
            }
            settled => settled,
        }
    }

    async fn token(&self, ask: Ask<'_>, refused: Option<&str>) -> Result<SecretString, MicrosoftError> {
        self.tokens.bearer(ask.audience, refused).await.map_err(MicrosoftError::SignInNeeded)
    }

    async fn exchange(&self, url: &Url, ask: Ask<'_>, token: &SecretString) -> Result<Vec<u8>, MicrosoftError> {
        let unreachable =
            |cause: reqwest::Error| MicrosoftError::Unreachable { host: host(url), cause: cause.without_url() };
        self.requests.fetch_add(1, Ordering::Relaxed);
        ask.tally.requests.fetch_add(1, Ordering::Relaxed);
        let mut response =
            self.request(url, ask).bearer_auth(token.expose_secret()).send().await.map_err(unreachable)?;
        if response.url() != url {
            return Err(redirected(url, response.status(), host(response.url())));
        }
        let (mut body, mut broken) = (Vec::with_capacity(expected_length(&response)), None);
        loop {
            match response.chunk().await {
                Ok(Some(chunk)) if body.len() + chunk.len() > LARGEST_ANSWER => {
                    let at = format!("more than {LARGEST_ANSWER} bytes");
                    return Err(MicrosoftError::UnexpectedShape { what: ask.what, at });
                }
                Ok(Some(chunk)) => body.extend_from_slice(&chunk),
                Ok(None) => break,
                Err(error) => {
                    broken = Some(error);
                    break;
                }
            }
        }
        ask.tally.bytes.fetch_add(body.len() as u64, Ordering::Relaxed);
        judge(url, ask, response.status(), response.headers(), &body)?;
        match broken {
            Some(error) if error.is_timeout() => Err(unreachable(error)),
            // A JSON object ends with its brace: a cut that the transport did not notice is told by that.
            None if body.trim_ascii_end().ends_with(b"}") => Ok(body),
            _ => Err(MicrosoftError::Truncated { what: ask.what, received: body.len() }),
        }
    }

    fn request(&self, url: &Url, ask: Ask<'_>) -> RequestBuilder {
        let request = match ask.body {
            None => self.http.get(url.clone()),
            Some(body) => {
                let json = "application/json; charset=utf-8";
                self.http.post(url.clone()).header(CONTENT_TYPE, json).body(body.to_owned())
            }
        };
        let request = request
            .timeout(self.patience.answer)
            .header("accept", "application/json")
            .header("client-request-id", Uuid::new_v4().to_string());
        ask.headers.iter().fold(request, |request, &(name, value)| request.header(name, value))
    }
}

/// Tells an answer that carries data from every other one.
fn judge(url: &Url, ask: Ask<'_>, status: StatusCode, headers: &HeaderMap, body: &[u8]) -> Result<(), MicrosoftError> {
    let what = ask.what;
    let content_type = headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or("no content type");
    let not_json =
        || MicrosoftError::NotJson { host: host(url), status: status.as_u16(), content_type: content_type.to_owned() };
    let is_json = content_type.to_ascii_lowercase().contains("json");
    if status.is_success() {
        return if is_json { Ok(()) } else { Err(not_json()) };
    }
    let Refusal { mut code, mut message, request_id } = Refusal::read(headers, body);
    if code.is_empty() {
        code.push_str(status.canonical_reason().unwrap_or("no code"));
    }
    if message.is_empty() {
        message.push_str("no explanation was given");
    }
    let number = status.as_u16();
    Err(match number {
        300..=399 => redirected(url, status, named_host(headers)),
        401 => MicrosoftError::TokenRefused { audience: ask.audience, message, request_id },
        // Microsoft Learn: "Microsoft Graph throttling guidance"; 509 is its bandwidth limit.
        429 | 503 | 509 => {
            MicrosoftError::Throttled { what, status: number, retry_after: retry_after(headers), request_id }
        }
        _ if !is_json && !body.is_empty() && !matches!(number, 502 | 504) => not_json(),
        403 => MicrosoftError::PermissionMissing { what, permission: ask.permission, code, message, request_id },
        _ => MicrosoftError::Graph { what, status: number, code, message, request_id },
    })
}

/// Seconds, with a fraction in Microsoft's own sample (`2.128`).
fn retry_after(headers: &HeaderMap) -> Option<Duration> {
    let seconds: f64 = headers.get(RETRY_AFTER)?.to_str().ok()?.trim().parse().ok()?;
    Duration::try_from_secs_f64(seconds).ok()
}

fn redirected(url: &Url, status: StatusCode, to: String) -> MicrosoftError {
    MicrosoftError::Redirected { host: host(url), status: status.as_u16(), to }
}

fn named_host(headers: &HeaderMap) -> String {
    let named = headers.get(LOCATION).and_then(|value| value.to_str().ok()).and_then(|text| Url::parse(text).ok());
    named.as_ref().map_or_else(|| "another address".to_owned(), host)
}

pub(crate) fn host(url: &Url) -> String {
    url.host_str().unwrap_or("an address without a host").to_owned()
}

fn expected_length(response: &Response) -> usize {
    response.content_length().and_then(|length| usize::try_from(length).ok()).map_or(0, |length| length.min(1 << 20))
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
