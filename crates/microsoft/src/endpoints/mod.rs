//! From which addresses does Microsoft 365 send mail (R8)? The Office 365 IP Address and URL web service.
//!
//! Microsoft Learn: "Microsoft 365 IP Address and URL web service". It asks for no sign-in.

mod list;
#[cfg(test)]
mod tests;

use std::time::Duration;

use model::Networks;
use reqwest::{Client, header::ACCEPT};
use tokio::time::{sleep, timeout};
use url::Url;
use uuid::Uuid;

pub(crate) use list::{ranges, version};

use crate::{
    Audience, MicrosoftError, Patience,
    connection::explain,
    directory::below,
    http::{Ask, Broken, Tally, Verb, host, receive},
    judge::{judge, redirected},
};

pub(crate) const WHAT: &str = "Microsoft's address ranges";

/// The whole list is a quarter of a megabyte.
const LARGEST_LIST: usize = 8 << 20;

/// Nobody waits longer for a list of which there is a copy.
const LONGEST: Duration = Duration::from_secs(20);

/// Which of Microsoft's clouds is meant; the service calls it the instance.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Instance {
    /// The global cloud, with GCC.
    Worldwide,
    /// GCC High.
    UsGovGccHigh,
    /// DoD.
    UsGovDod,
    /// China, operated by 21Vianet.
    China,
}

impl Instance {
    /// Its name in the service's paths.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Worldwide => "Worldwide",
            Self::UsGovGccHigh => "USGovGCCHigh",
            Self::UsGovDod => "USGovDoD",
            Self::China => "China",
        }
    }
}

/// The ranges that Exchange Online of `instance` sends mail from, or `None` when the list is not newer than `known`
/// (a [`Networks::version`]). `base` is such as `https://endpoints.office.com`. Make `http` with [`crate::client`].
///
/// # Errors
/// When the service does not answer, or not with a list that can be believed: no range at all, one that is not
/// public, or one so wide that it would let half of the world in.
pub async fn read(
    http: &Client,
    base: &Url,
    instance: Instance,
    known: Option<&str>,
    patience: Patience,
) -> Result<Option<Networks>, MicrosoftError> {
    let body = ask(http, &below(base, [&"version", &instance.as_str()].into_iter(), None), patience).await?;
    let version = version(&body, instance)?;
    if known.is_some_and(|known| version.as_str() <= known) {
        return Ok(None);
    }
    let body = ask(http, &below(base, [&"endpoints", &instance.as_str()].into_iter(), None), patience).await?;
    Ok(Some(Networks { version, ranges: ranges(&body)? }))
}

/// One more try after a lost connection or a broken answer. Whoever asked too often is to wait for an hour, which is
/// not done here.
async fn ask(http: &Client, url: &Url, patience: Patience) -> Result<Vec<u8>, MicrosoftError> {
    match once(http, url, patience).await {
        Err(error) if error.passes() && !matches!(error, MicrosoftError::Throttled { status: 429, .. }) => {
            tracing::info!(what = WHAT, code = error.code(), "trying again");
            sleep(patience.first_wait.min(LONGEST)).await;
            once(http, url, patience).await
        }
        settled => settled,
    }
}

async fn once(http: &Client, method: &Url, patience: Patience) -> Result<Vec<u8>, MicrosoftError> {
    let silence = patience.silence.min(LONGEST);
    let stalled = |received| MicrosoftError::Stalled { host: host(method), received, silence };
    let mut url = method.clone();
    // A new one each time: the service wants to tell clients apart, and need not.
    url.query_pairs_mut().append_pair("clientrequestid", &Uuid::new_v4().to_string());
    let request = http.get(url.clone()).header(ACCEPT, "application/json");
    let sending = request.timeout(patience.answer.min(LONGEST)).send();
    let response = timeout(silence, sending).await.map_err(|_| stalled(0))?;
    let mut response = response.map_err(|cause| explain(host(&url), cause))?;
    if *response.url() != url {
        return Err(redirected(&url, response.status(), host(response.url())));
    }
    let (status, headers) = (response.status(), response.headers().clone());
    let (body, broken) = receive(&mut response, silence, LARGEST_LIST).await;
    let tally = Tally::default();
    let ask = Ask {
        audience: Audience::Graph,
        what: WHAT,
        permission: "access",
        role: "access",
        verb: Verb::Read,
        body: None,
        mailbox: None,
        headers: &[],
        tally: &tally,
    };
    judge(&url, ask, status, &headers, &body)?;
    match broken {
        None => Ok(body),
        Some(Broken::Silent) => Err(stalled(body.len())),
        Some(Broken::TooLong) => {
            Err(MicrosoftError::UnexpectedShape { what: WHAT, at: format!("more than {LARGEST_LIST} bytes") })
        }
        Some(Broken::Cause(error)) if error.is_timeout() => Err(stalled(body.len())),
        Some(Broken::Cause(_)) => Err(MicrosoftError::Truncated { what: WHAT, received: body.len() }),
    }
}
