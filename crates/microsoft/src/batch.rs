//! Several requests in one: Graph's `$batch` (Microsoft Learn: "Combine multiple HTTP requests using JSON batching").

use std::{collections::BTreeMap, time::Duration};

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::MicrosoftError;

/// Graph takes no more at once.
pub(crate) const LARGEST: usize = 20;

#[derive(Serialize)]
struct Envelope {
    requests: Vec<Request>,
}

#[derive(Serialize)]
struct Request {
    id: String,
    method: &'static str,
    url: String,
}

#[derive(Deserialize)]
struct Answers {
    responses: Vec<Answer>,
}

/// The answer to one of the requests. They come in any order.
#[derive(Debug, Deserialize)]
pub(crate) struct Answer {
    id: Value,
    pub(crate) status: u16,
    #[serde(default)]
    headers: Option<BTreeMap<String, Value>>,
    #[serde(default)]
    pub(crate) body: Value,
}

/// The body of a batch of GET requests, whose ids are their places in the list.
pub(crate) fn body(urls: impl Iterator<Item = String>) -> String {
    let request = |(at, url): (usize, String)| Request { id: at.to_string(), method: "GET", url };
    // Plain texts always serialize.
    serde_json::to_string(&Envelope { requests: urls.enumerate().map(request).collect() }).unwrap_or_default()
}

pub(crate) fn parse(what: &'static str, body: &[u8]) -> Result<Vec<Answer>, MicrosoftError> {
    let answers = serde_json::from_slice::<Answers>(body).map_err(|error| {
        let at = format!("no list of answers in line {}, column {}", error.line(), error.column());
        MicrosoftError::UnexpectedShape { what, at }
    })?;
    Ok(answers.responses)
}

impl Answer {
    /// Which of the requests this answers.
    pub(crate) fn place(&self) -> Option<usize> {
        match &self.id {
            Value::String(id) => id.parse().ok(),
            id => id.as_u64().and_then(|id| usize::try_from(id).ok()),
        }
    }

    /// Whether the same request may succeed later: it was held back, or waited for one that was.
    pub(crate) const fn passes(&self) -> bool {
        matches!(self.status, 408 | 424 | 429 | 502 | 503 | 504 | 509)
    }

    /// Seconds that this request is to wait.
    pub(crate) fn retry_after(&self) -> Option<Duration> {
        let headers = self.headers.as_ref()?;
        let (_, value) = headers.iter().find(|(name, _)| name.eq_ignore_ascii_case("retry-after"))?;
        let seconds = value.as_f64().or_else(|| value.as_str()?.trim().parse().ok())?;
        Duration::try_from_secs_f64(seconds).ok()
    }
}
