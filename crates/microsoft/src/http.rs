//! The one way in which requests leave: token, request id, tries, and answers told apart.

use std::{
    sync::{
        Arc,
        atomic::{AtomicU32, AtomicU64, Ordering},
    },
    time::Duration,
};

use backon::Retryable;
use reqwest::{Client, ClientBuilder, Method, RequestBuilder, Response, StatusCode, header::CONTENT_TYPE, redirect};
use secrecy::{ExposeSecret, SecretString};
use tokio::{sync::SemaphorePermit, time::timeout};
use url::Url;
use uuid::Uuid;

use crate::{
    Audience, MicrosoftError, Patience, TlsProblem, TokenSource,
    budget::{Budget, units},
    clock::Clock,
    connection::{explain, is_garbled},
    judge::{judge, redirected},
    mail::Gate,
};

/// No page of Graph or Exchange comes near this size; what is larger is not theirs.
const LARGEST_ANSWER: usize = 64 << 20;

/// A client fit for [`crate::Directory::new`]: it follows no redirect, because a bearer token must not travel on.
///
/// # Errors
/// When the TLS library or the system's proxy settings cannot be used.
pub fn client() -> Result<Client, reqwest::Error> {
    client_builder().build()
}

/// The same, for whoever has to add a root certificate or a proxy that the system does not know. The system's own
/// proxy is used as it is: `HTTPS_PROXY`, `ALL_PROXY` and `NO_PROXY`, and the settings of Windows and macOS.
pub fn client_builder() -> ClientBuilder {
    Client::builder()
        .redirect(redirect::Policy::none())
        .connect_timeout(Duration::from_secs(15))
        .user_agent(concat!("Tenantry/", env!("CARGO_PKG_VERSION")))
}

/// What one reading cost.
#[derive(Debug, Default)]
pub(crate) struct Tally {
    pub(crate) requests: AtomicU32,
    pub(crate) bytes: AtomicU64,
}

/// What a request does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Verb {
    /// GET, or POST with a body: nothing is changed by it.
    Read,
    /// POST: done twice, there are two.
    Create,
    Delete,
}

/// One request, apart from where to.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Ask<'a> {
    pub(crate) audience: Audience,
    /// What is being read, for errors.
    pub(crate) what: &'static str,
    /// The permission that it takes, for errors.
    pub(crate) permission: &'static str,
    /// What the account's role has to contain, for errors.
    pub(crate) role: &'static str,
    pub(crate) verb: Verb,
    /// JSON.
    pub(crate) body: Option<&'a str>,
    /// The mailbox whose allowance it takes, if it is one's.
    pub(crate) mailbox: Option<&'a Gate>,
    pub(crate) headers: &'a [(&'static str, &'a str)],
    pub(crate) tally: &'a Tally,
}

impl Ask<'_> {
    /// Counts alone come as plain text.
    pub(crate) fn is_text(&self) -> bool {
        self.headers.contains(&("accept", "text/plain"))
    }

    /// Deletions are answered without a body.
    pub(crate) fn is_done_by(&self, status: StatusCode) -> bool {
        self.verb == Verb::Delete && status == StatusCode::NO_CONTENT
    }

    /// Whether the same may be sent again: what was held back was not done, but of what got lost that is not known.
    fn may_repeat(&self, error: &MicrosoftError) -> bool {
        error.passes() && (self.verb != Verb::Create || matches!(error, MicrosoftError::Throttled { .. }))
    }
}

/// An answer that carries data and has not been read yet. The places are kept until it is dropped.
pub(crate) struct Opened<'a> {
    pub(crate) response: Response,
    _places: (Option<SemaphorePermit<'a>>, Option<SemaphorePermit<'a>>),
}

#[derive(Debug)]
pub(crate) struct Line {
    pub(crate) http: Client,
    pub(crate) tokens: Arc<dyn TokenSource>,
    pub(crate) patience: Patience,
    pub(crate) requests: AtomicU32,
    pub(crate) budget: Budget,
    pub(crate) clock: Clock,
}

/// Why a body ended before its end.
pub(crate) enum Broken {
    Silent,
    TooLong,
    Cause(reqwest::Error),
}

impl Line {
    pub(crate) fn new(http: Client, tokens: Arc<dyn TokenSource>) -> Self {
        Self {
            http,
            tokens,
            patience: Patience::default(),
            requests: AtomicU32::new(0),
            budget: Budget::default(),
            clock: Clock::new(jiff::Timestamp::now),
        }
    }

    /// The body of a successful JSON answer. Dropping the future ends the request, the waiting and the tries.
    pub(crate) async fn send(&self, url: &Url, ask: Ask<'_>) -> Result<Vec<u8>, MicrosoftError> {
        // Boxed: many of them are held at a time, and within larger ones.
        let within = Some(self.patience.answer);
        self.persist(ask, || Box::pin(async { self.whole(url, ask, self.once(url, ask, within).await?).await })).await
    }

    /// The same, up to where the body begins. How long the body may take is for whoever reads it to say.
    pub(crate) async fn open<'a>(&'a self, url: &Url, ask: Ask<'a>) -> Result<Opened<'a>, MicrosoftError> {
        self.persist(ask, || Box::pin(self.once(url, ask, None))).await
    }

    async fn persist<T, F>(&self, ask: Ask<'_>, once: impl FnMut() -> F) -> Result<T, MicrosoftError>
    where
        F: Future<Output = Result<T, MicrosoftError>>,
    {
        let mut faults = 0;
        once.retry(self.patience.back_off())
            .when(|error| ask.may_repeat(error))
            .adjust(|error, proposed| self.patience.wait(error, proposed?, &mut faults))
            .notify(|error, wait| {
                tracing::info!(
                    what = ask.what,
                    code = error.code(),
                    request_id = error.request_id(),
                    ?wait,
                    "trying again"
                );
            })
            .await
    }

    /// One try, with its whole answer `within` that time; a refused token is replaced once.
    async fn once<'a>(
        &'a self,
        url: &Url,
        ask: Ask<'a>,
        within: Option<Duration>,
    ) -> Result<Opened<'a>, MicrosoftError> {
        let token = self.token(ask, None).await?;
        match self.exchange(url, ask, &token, within).await {
            Err(MicrosoftError::TokenRefused { .. }) => {
                let fresh = self.token(ask, Some(token.expose_secret())).await?;
                self.exchange(url, ask, &fresh, within).await.map_err(|error| match error {
                    refused @ MicrosoftError::TokenRefused { .. } => self.clock.blame(host(url), refused),
                    other => other,
                })
            }
            settled => settled,
        }
    }

    async fn token(&self, ask: Ask<'_>, refused: Option<&str>) -> Result<SecretString, MicrosoftError> {
        self.tokens.bearer(ask.audience, refused).await.map_err(MicrosoftError::SignInNeeded)
    }

    async fn exchange<'a>(
        &'a self,
        url: &Url,
        ask: Ask<'a>,
        token: &SecretString,
        within: Option<Duration>,
    ) -> Result<Opened<'a>, MicrosoftError> {
        // Exchange and mailboxes keep accounts of their own.
        let apart = ask.audience == Audience::Exchange || ask.mailbox.is_some();
        let units = if apart { 0 } else { units(url) };
        let seat = match ask.mailbox {
            Some(mailbox) => mailbox.admit(self.patience.longest_wait).await.map_err(|wait| held_back(ask, wait))?,
            None => None,
        };
        let places = (seat, self.budget.admit(units).await);
        self.requests.fetch_add(1, Ordering::Relaxed);
        ask.tally.requests.fetch_add(1, Ordering::Relaxed);
        let silence = self.patience.silence;
        let id = Uuid::new_v4();
        let sending = self.request(url, ask, id, within).bearer_auth(token.expose_secret()).send();
        let response = timeout(silence, sending).await.map_err(|_| self.stalled(url, 0))?;
        let response = response.map_err(|cause| self.unreachable(url, cause))?;
        if response.url() != url {
            return Err(redirected(url, response.status(), host(response.url())));
        }
        self.note(ask, units, id, &response);
        let mut opened = Opened { response, _places: places };
        let status = opened.response.status();
        // What is held back of a batch comes as its answer.
        if status.is_success() || status == StatusCode::FAILED_DEPENDENCY {
            return Ok(opened);
        }
        let (body, _) = self.receive(&mut opened, ask).await;
        let judged = judge(url, ask, status, opened.response.headers(), &body);
        if let (Some(mailbox), Err(MicrosoftError::Throttled { retry_after: Some(wait), .. })) = (ask.mailbox, &judged)
        {
            mailbox.hold(*wait).await;
        }
        judged.map(|()| opened)
    }

    async fn receive(&self, opened: &mut Opened<'_>, ask: Ask<'_>) -> (Vec<u8>, Option<Broken>) {
        let (body, broken) = receive(&mut opened.response, self.patience.silence, LARGEST_ANSWER).await;
        ask.tally.bytes.fetch_add(body.len() as u64, Ordering::Relaxed);
        (body, broken)
    }

    /// Reads the body to its end.
    async fn whole(&self, url: &Url, ask: Ask<'_>, mut opened: Opened<'_>) -> Result<Vec<u8>, MicrosoftError> {
        let (body, broken) = self.receive(&mut opened, ask).await;
        judge(url, ask, opened.response.status(), opened.response.headers(), &body)?;
        let ends =
            || ask.is_text() || body.trim_ascii_end().ends_with(b"}") || ask.is_done_by(opened.response.status());
        match broken {
            // A JSON object ends with its brace: a cut that the transport did not notice is told by that.
            None if ends() => Ok(body),
            None => Err(MicrosoftError::Truncated { what: ask.what, received: body.len() }),
            Some(broken) => Err(self.broke(url, ask, broken, body.len())),
        }
    }

    /// The error of a body that ended before its end.
    pub(crate) fn broke(&self, url: &Url, ask: Ask<'_>, broken: Broken, received: usize) -> MicrosoftError {
        let what = ask.what;
        match broken {
            Broken::Silent => self.stalled(url, received),
            Broken::Cause(error) if error.is_timeout() => self.unreachable(url, error),
            Broken::TooLong => {
                MicrosoftError::UnexpectedShape { what, at: format!("more than {LARGEST_ANSWER} bytes") }
            }
            Broken::Cause(error) if is_garbled(&error) => {
                MicrosoftError::UnexpectedShape { what, at: "it cannot be decompressed".to_owned() }
            }
            Broken::Cause(_) => MicrosoftError::Truncated { what, received },
        }
    }

    fn stalled(&self, url: &Url, received: usize) -> MicrosoftError {
        MicrosoftError::Stalled { host: host(url), received, silence: self.patience.silence }
    }

    /// A certificate that is out of time by a clock that is known to be wrong says nothing about the certificate.
    fn unreachable(&self, url: &Url, cause: reqwest::Error) -> MicrosoftError {
        match explain(host(url), cause) {
            error @ MicrosoftError::Tls { problem: TlsProblem::Expired | TlsProblem::NotYetValid, .. } => {
                self.clock.blame(host(url), error)
            }
            error => error,
        }
    }

    /// Keeps what an answer tells beside its content.
    fn note(&self, ask: Ask<'_>, units: u32, id: Uuid, response: &Response) {
        let headers = response.headers();
        self.clock.compare(headers);
        if units > 0 {
            self.budget.learn(units, headers);
        }
        let request_id = headers.get("request-id").and_then(|value| value.to_str().ok());
        tracing::debug!(what = ask.what, status = response.status().as_u16(), client_request_id = %id, request_id, "answered");
    }

    fn request(&self, url: &Url, ask: Ask<'_>, id: Uuid, within: Option<Duration>) -> RequestBuilder {
        let method = match (ask.verb, ask.body) {
            (Verb::Read, None) => Method::GET,
            (Verb::Read, Some(_)) | (Verb::Create, _) => Method::POST,
            (Verb::Delete, _) => Method::DELETE,
        };
        let request = self.http.request(method, url.clone());
        let request = match ask.body {
            None => request,
            Some(body) => request.header(CONTENT_TYPE, "application/json; charset=utf-8").body(body.to_owned()),
        };
        let request = within.into_iter().fold(request, RequestBuilder::timeout);
        let request = request.header("client-request-id", id.to_string());
        let names_type = ask.headers.iter().any(|(name, _)| *name == "accept");
        let request = if names_type { request } else { request.header("accept", "application/json") };
        ask.headers.iter().fold(request, |request, &(name, value)| request.header(name, value))
    }
}

/// What arrives of an answer that has `most` bytes at most, and why it ended early if it did.
pub(crate) async fn receive(response: &mut Response, silence: Duration, most: usize) -> (Vec<u8>, Option<Broken>) {
    let mut body = Vec::with_capacity(expected_length(response));
    loop {
        match timeout(silence, response.chunk()).await {
            Ok(Ok(Some(chunk))) if body.len() + chunk.len() > most => return (body, Some(Broken::TooLong)),
            Ok(Ok(Some(chunk))) => body.extend_from_slice(&chunk),
            Ok(Ok(None)) => return (body, None),
            Ok(Err(error)) => return (body, Some(Broken::Cause(error))),
            Err(_) => return (body, Some(Broken::Silent)),
        }
    }
}

/// The answer to what would come while Microsoft wants a mailbox to be left alone, without asking for it.
const fn held_back(ask: Ask<'_>, wait: Duration) -> MicrosoftError {
    MicrosoftError::Throttled { what: ask.what, status: 429, retry_after: Some(wait), request_id: None }
}

pub(crate) fn host(url: &Url) -> String {
    url.host_str().unwrap_or("an address without a host").to_owned()
}

fn expected_length(response: &Response) -> usize {
    response.content_length().and_then(|length| usize::try_from(length).ok()).map_or(0, |length| length.min(1 << 20))
}

#[cfg(test)]
mod tests {
    use futures_util::stream;
    use reqwest::Body;
    use tokio::time::{Instant, sleep};

    use super::*;

    /// An answer whose parts come after so many seconds each.
    fn answer(parts: Vec<(u64, &'static str)>) -> Response {
        let parts = stream::iter(parts);
        let parts = futures_util::StreamExt::then(parts, |(wait, part)| async move {
            sleep(Duration::from_secs(wait)).await;
            Ok::<_, std::io::Error>(part)
        });
        axum::http::Response::new(Body::wrap_stream(parts)).into()
    }

    #[tokio::test(start_paused = true)]
    async fn m7_a_large_page_may_come_slowly_as_long_as_it_comes() {
        let begin = Instant::now();
        let mut slow = answer(vec![(99, "{"), (99, "\"value\":"), (99, "[]"), (99, "}")]);
        let (body, broken) = receive(&mut slow, Duration::from_secs(100), LARGEST_ANSWER).await;
        assert!(broken.is_none());
        assert_eq!((body.as_slice(), begin.elapsed().as_secs()), (&b"{\"value\":[]}"[..], 396));
    }

    #[tokio::test(start_paused = true)]
    async fn m7_a_connection_over_which_nothing_comes_is_given_up_on_with_what_came() {
        let begin = Instant::now();
        let mut dead = answer(vec![(1, "{\"val"), (100_000, "ue\":[]}")]);
        let (body, broken) = receive(&mut dead, Duration::from_secs(100), LARGEST_ANSWER).await;
        assert!(matches!(broken, Some(Broken::Silent)));
        assert_eq!((body.as_slice(), begin.elapsed().as_secs()), (&b"{\"val"[..], 101));
    }

    #[tokio::test]
    async fn an_answer_that_is_larger_than_any_of_microsofts_is_not_kept() {
        let megabyte = "x".repeat(1 << 20).leak();
        let mut endless = answer(vec![(0, &*megabyte); 65]);
        let (body, broken) = receive(&mut endless, Duration::from_secs(100), LARGEST_ANSWER).await;
        assert!(matches!(broken, Some(Broken::TooLong)) && body.len() <= LARGEST_ANSWER);
    }
}
