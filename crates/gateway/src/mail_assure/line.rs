//! The one way in which calls leave: credentials, tries, and answers told apart.

use std::{error::Error, sync::OnceLock, time::Duration};

use backon::Retryable;
use reqwest::{Client, Response, StatusCode, header::RETRY_AFTER, redirect};
use secrecy::ExposeSecret;
use serde_json::Value;
use tokio::sync::Semaphore;
use url::Url;

use super::{
    MailAssureAddress, Patience,
    answer::{self, Answer},
    call::Call,
    texts::Failure,
    trouble::{Again, Trouble},
};
use crate::{Credentials, certificate};

/// Calls under way at the same time. No source names a limit of the panel's; known clients call one at a time, and its
/// answers take tens of milliseconds, so that this is some hundred calls a second at most.
pub(super) const CONCURRENT: usize = 8;

/// A list of a million aliases is smaller; what is larger is not the panel's.
const LARGEST_ANSWER: usize = 64 << 20;

/// Longest text of the panel that is repeated to a person.
const LONGEST_WORDS: usize = 300;

/// How long a connection may take.
const CONNECTING: Duration = Duration::from_secs(15);

/// One for all clients of a panel, so that they share its connections, and the system's certificates are read once.
static CLIENT: OnceLock<Client> = OnceLock::new();

/// The same for a panel on this computer.
static LOCAL_CLIENT: OnceLock<Client> = OnceLock::new();

fn client(is_local: bool) -> Result<Client, reqwest::Error> {
    let kept = if is_local { &LOCAL_CLIENT } else { &CLIENT };
    if let Some(client) = kept.get() {
        return Ok(client.clone());
    }
    // Passwords stand in the path: no redirect carries them on, and HTTP/2, whose header tables are traced, is not
    // needed for a handful of connections.
    let mut builder = Client::builder()
        .redirect(redirect::Policy::none())
        .referer(false)
        .http1_only()
        .connect_timeout(CONNECTING)
        .user_agent(concat!("Tenantry/", env!("CARGO_PKG_VERSION")));
    if is_local {
        // A proxy would read the passwords of plain HTTP, and could not reach this computer's own address.
        builder = builder.no_proxy();
    }
    let built = builder.build()?;
    Ok(kept.get_or_init(|| built).clone())
}

/// A panel with an account of it.
#[derive(Debug)]
pub(super) struct Line {
    http: Client,
    base: Url,
    credentials: Credentials,
    patience: Patience,
    places: Semaphore,
}

impl Line {
    pub(super) fn new(
        address: &MailAssureAddress,
        credentials: Credentials,
        patience: Patience,
    ) -> Result<Self, reqwest::Error> {
        let places = Semaphore::new(CONCURRENT);
        Ok(Self { http: client(address.is_local())?, base: address.base().clone(), credentials, patience, places })
    }

    pub(super) fn user(&self) -> &str {
        &self.credentials.user
    }

    /// The result of a reading call, in the shape that `shape` finds in it; another shape is no answer.
    pub(super) async fn ask<T>(&self, call: &Call, shape: impl Fn(&Value) -> Option<T>) -> Result<T, Trouble> {
        self.send(call, |result, _| shape(result)).await
    }

    /// A call that changes something: done only when the panel says so.
    pub(super) async fn tell(&self, call: &Call) -> Result<(), Trouble> {
        let refuses = |result: &Value| *result == Value::Bool(false) || result.as_i64() == Some(0);
        self.send(call, |result, told| (told && !refuses(result)).then_some(())).await
    }

    async fn send<T>(&self, call: &Call, accept: impl Fn(&Value, bool) -> Option<T>) -> Result<T, Trouble> {
        let mut tries = (0, 0);
        (|| self.once(call, &accept))
            .retry(self.patience.back_off())
            .when(|trouble: &Trouble| trouble.again() != Again::No)
            .adjust(|trouble, proposed| self.patience.wait(trouble, proposed?, &mut tries))
            .notify(|trouble, wait| tracing::info!(%call, failure = ?trouble.failure(), ?wait, "trying again"))
            .await
    }

    async fn once<T>(&self, call: &Call, accept: &impl Fn(&Value, bool) -> Option<T>) -> Result<T, Trouble> {
        let Some(url) = call.url(&self.base) else {
            let words = "a value of it cannot be told to the panel".to_owned();
            return Err(Trouble::Said { failure: Failure::BadUsage, words });
        };
        // It is never closed.
        let _place = self.places.acquire().await;
        let Credentials { user, password } = &self.credentials;
        let request = self.http.get(url).basic_auth(user, Some(password.expose_secret()));
        let mut response = request.timeout(self.patience.answer).send().await.map_err(|error| self.lost(error))?;
        let status = response.status();
        let received = receive(&mut response).await.map_err(|error| self.lost(error));
        let outcome = match judge(status, &response, received) {
            Ok(Answer::Done { result, told }) => {
                let odd = || fault("its answer has an unknown form");
                accept(&result, told).ok_or_else(odd)
            }
            Ok(Answer::Refused { failure, words }) => {
                // Cut first, a secret might be cut in two.
                let words = call.scrub(&words, password).chars().take(LONGEST_WORDS).collect();
                Err(Trouble::Said { failure, words })
            }
            Ok(Answer::Unknown(cause)) => Err(fault(cause)),
            Err(trouble) => Err(trouble),
        };
        let failure = outcome.as_ref().err().and_then(Trouble::failure);
        tracing::debug!(%call, status = status.as_u16(), done = outcome.is_ok(), ?failure, "answered");
        outcome
    }

    /// The error's address holds what the path holds, so it is taken out.
    fn lost(&self, error: reqwest::Error) -> Trouble {
        if error.is_timeout() {
            let limit = if error.is_connect() { CONNECTING.min(self.patience.answer) } else { self.patience.answer };
            return fault(&format!("it gave no answer within {limit:?}"));
        }
        let error = error.without_url();
        // Another try meets the same certificate.
        if let Some(cause) = certificate::complaint(&error, "let this computer trust it") {
            return Trouble::Lost { cause, again: Again::No };
        }
        let mut words = error.to_string();
        let mut source = error.source();
        while let Some(next) = source {
            words = format!("{words}: {next}");
            source = next.source();
        }
        fault(&words)
    }
}

fn fault(cause: &str) -> Trouble {
    Trouble::Lost { cause: cause.to_owned(), again: Again::Fault }
}

/// All of a body, unless it is larger than any of the panel's.
async fn receive(response: &mut Response) -> Result<Option<Vec<u8>>, reqwest::Error> {
    let mut body = Vec::new();
    while let Some(chunk) = response.chunk().await? {
        if body.len() + chunk.len() > LARGEST_ANSWER {
            return Ok(None);
        }
        body.extend_from_slice(&chunk);
    }
    Ok(Some(body))
}

/// The answer, if it is the panel's own. It says nearly everything with status 200.
fn judge(status: StatusCode, response: &Response, body: Result<Option<Vec<u8>>, Trouble>) -> Result<Answer, Trouble> {
    let lost = |cause: String, again| Err(Trouble::Lost { cause, again });
    if status.is_redirection() {
        return lost(format!("it sends on to another address (HTTP {})", status.as_u16()), Again::No);
    }
    if status == StatusCode::TOO_MANY_REQUESTS || status.is_server_error() {
        let seconds = response.headers().get(RETRY_AFTER).and_then(|value| value.to_str().ok()?.parse().ok());
        let wait = seconds.and_then(|seconds| Duration::try_from_secs_f64(seconds).ok());
        return lost(format!("it answers HTTP {}", status.as_u16()), Again::Held(wait));
    }
    let answer = match body? {
        Some(body) => answer::read(&body),
        None => return lost(format!("its answer is larger than {LARGEST_ANSWER} bytes"), Again::No),
    };
    match (status, answer) {
        (status, answer) if status.is_success() => Ok(answer),
        (_, refused @ Answer::Refused { .. }) => Ok(refused),
        (StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN, _) => {
            let words = format!("it answers HTTP {}", status.as_u16());
            Ok(Answer::Refused { failure: Failure::Credentials, words })
        }
        _ => lost(format!("no Control Panel API answers there (HTTP {})", status.as_u16()), Again::No),
    }
}
