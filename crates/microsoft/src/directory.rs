//! One tenant's directory, and how to get at it.

use std::{
    fmt,
    sync::{Arc, atomic::Ordering},
};

use jiff::Timestamp;
use model::TenantId;
use reqwest::Client;
use url::{Url, form_urlencoded};

use crate::{
    Audience, MicrosoftError, Patience, TokenSource,
    clock::Clock,
    http::{Ask, Line, Tally, Verb, host},
};

/// Where Microsoft's services are. Paths below are Microsoft's own (`/v1.0/…`, `/adminapi/beta/…`).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Endpoints {
    /// Microsoft Graph, such as `https://graph.microsoft.com`.
    pub graph: Url,
    /// Exchange Online, such as `https://outlook.office365.com`.
    pub exchange: Url,
}

/// One tenant, readable.
pub struct Directory {
    pub(crate) line: Line,
    pub(crate) endpoints: Endpoints,
    pub(crate) tenant: TenantId,
}

impl fmt::Debug for Directory {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { endpoints, tenant, .. } = self;
        f.debug_struct("Directory").field("tenant", tenant).field("endpoints", endpoints).finish_non_exhaustive()
    }
}

impl Directory {
    /// A tenant behind `endpoints`. Make `http` with [`crate::client`], which follows no redirects.
    pub fn new(http: Client, endpoints: Endpoints, tenant: TenantId, tokens: Arc<dyn TokenSource>) -> Self {
        Self { line: Line::new(http, tokens), endpoints, tenant }
    }

    /// The same with other waiting times.
    #[must_use]
    pub fn with_patience(mut self, patience: Patience) -> Self {
        self.line.patience = patience;
        self
    }

    /// The same with another clock than this computer's, for saying whether it is wrong.
    #[must_use]
    pub fn with_clock(mut self, now: impl Fn() -> Timestamp + Send + Sync + 'static) -> Self {
        self.line.clock = Clock::new(now);
        self
    }

    /// How many requests left so far, tries included.
    #[must_use]
    pub fn requests(&self) -> u32 {
        self.line.requests.load(Ordering::Relaxed)
    }

    /// `{graph}/v1.0/{path}?{query}`.
    pub(crate) fn graph_url(&self, path: &[&str], query: Option<&str>) -> Url {
        below(&self.endpoints.graph, ["v1.0"].iter().chain(path), query)
    }

    pub(crate) fn graph_ask<'a>(what: &'static str, permission: &'static str, tally: &'a Tally) -> Ask<'a> {
        let role = "rights to read the directory";
        Ask {
            audience: Audience::Graph,
            what,
            permission,
            role,
            verb: Verb::Read,
            body: None,
            mailbox: None,
            headers: &[],
            tally,
        }
    }

    /// A continuation link as a URL, if a token may go there: same scheme, host and port as configured.
    pub(crate) fn continuation(&self, ask: Ask<'_>, link: &str) -> Result<Url, MicrosoftError> {
        let base = match ask.audience {
            Audience::Graph | Audience::GraphApplication => &self.endpoints.graph,
            Audience::Exchange => &self.endpoints.exchange,
        };
        follow(base, ask.what, link)
    }
}

/// A link as a URL, if it leads to the same place as `base`.
pub(crate) fn follow(base: &Url, what: &'static str, link: &str) -> Result<Url, MicrosoftError> {
    let Ok(url) = Url::parse(link) else {
        return Err(MicrosoftError::UnexpectedShape { what, at: "a continuation link that is no URL".to_owned() });
    };
    // Credentials inside the link would become an Authorization header of their own.
    if url.origin() == base.origin() && url.username().is_empty() && url.password().is_none() {
        Ok(url)
    } else {
        Err(MicrosoftError::ForeignLink { what, host: host(&url) })
    }
}

pub(crate) fn below<'a>(base: &Url, path: impl Iterator<Item = &'a &'a str>, query: Option<&str>) -> Url {
    let mut url = base.clone();
    if let Ok(mut segments) = url.path_segments_mut() {
        segments.pop_if_empty().extend(path);
    }
    url.set_query(query);
    url
}

/// `$filter=…`, encoded.
pub(crate) fn filter(condition: &str) -> String {
    let encoded: String = form_urlencoded::byte_serialize(condition.as_bytes()).collect();
    // A plus sign for a space is the custom of forms, not of OData.
    format!("$filter={}", encoded.replace('+', "%20"))
}

/// A text within a condition (OData 4.01, URL conventions, section 5.1.1.14.1).
pub(crate) fn literal(text: &str) -> String {
    format!("'{}'", text.replace('\'', "''"))
}
