//! The first reading of a large tenant's users, without waiting for one page after the other (P2).
//!
//! First a delta token for "from now on", then a plain listing in ranges of names, many at a time, then the changes
//! since that token. Whoever is created, renamed or removed meanwhile comes with the changes, so that the result is
//! what a delta round would have brought; what comes twice is only said twice. The changes are asked for after every
//! range was handed on, so that no older word follows a newer one.
//!
//! What this cannot see is a copy of the directory that answers a listing while it lags behind the one that gave the
//! token. The counts at the end of the reading and the next full reading bound that.

use std::collections::BTreeSet;

use futures_util::{StreamExt, stream::FuturesUnordered};
use model::Resource;
use serde::{Deserialize, de::IgnoredAny};
use tokio::sync::mpsc;
use url::Url;

use crate::{
    Directory, MicrosoftError, Page,
    cuts::{self, Range},
    directory::{filter, literal},
    http::Ask,
    object::{read_page, selected},
    page::{Link, Text, parse},
};

/// The largest page that Graph gives (Microsoft Learn: "List users", `$top`).
const PAGE: u64 = 999;
/// A chain of so many pages is as fast as token, ranges and changes.
const SHORT_CHAIN: u64 = 3;
/// Ranges that are read at the same time. Each holds one page in memory.
const AT_ONCE: usize = 16;
/// What a range holds on average when names are spread as expected: it seldom needs a second page then.
const IN_A_RANGE: u64 = 700;

/// How a listing in ranges ended.
#[derive(Debug)]
pub(crate) enum Listed {
    /// All users were handed on; the changes since this link complete them.
    Until(Url),
    /// It does not pay, or Graph does not do it: nothing was handed on.
    No,
}

/// A page of the listing, parsed.
struct Part {
    messages: Vec<Page>,
    next: Option<String>,
    /// The names on it, if they were asked for.
    names: Vec<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Named<'a> {
    #[serde(borrow)]
    user_principal_name: Option<Text<'a>>,
}

impl Directory {
    /// Lists the users in ranges, when there are many.
    pub(crate) async fn list_users(&self, ask: Ask<'_>, pages: &mpsc::Sender<Page>) -> Result<Listed, MicrosoftError> {
        let many = |&count: &u64| count > SHORT_CHAIN * PAGE;
        let Some(count) = self.count(Resource::Users, ask.tally).await?.filter(many) else {
            return Ok(Listed::No);
        };
        let Some(changes) = self.changes_from_here(ask).await? else {
            return Ok(Listed::No);
        };
        let wanted = usize::try_from(count / IN_A_RANGE).unwrap_or(usize::MAX);
        let mut waiting = cuts::begin(wanted);
        // Names are never spread evenly: only a range that is far longer than the others is cut again.
        let average = usize::try_from(count / PAGE).unwrap_or(usize::MAX) / waiting.len().max(1);
        let patience = 3 * average + 5;
        let mut running = FuturesUnordered::new();
        loop {
            while running.len() < AT_ONCE
                && let Some(range) = waiting.pop()
            {
                running.push(self.list_range(range, patience, ask, pages));
            }
            match running.next().await {
                Some(parts) => waiting.extend(parts?),
                None => return Ok(Listed::Until(changes)),
            }
        }
    }

    /// A link to the changes from now on, if Graph gives one (Microsoft Learn: "user: delta", `$deltatoken=latest`).
    async fn changes_from_here(&self, ask: Ask<'_>) -> Result<Option<Url>, MicrosoftError> {
        let query = format!("$deltatoken=latest&$select={}", selected(Resource::Users));
        let url = self.graph_url(&[ask.what, "delta"], Some(&query));
        let body = match self.line.send(&url, ask).await {
            Ok(body) => body,
            Err(error) if is_unsupported(&error) => return Ok(None),
            Err(error) => return Err(error),
        };
        let mut found = None;
        let items = parse::<IgnoredAny>(ask.what, &body, &mut |link| found = Some(link))?;
        match found {
            Some(Link::Delta(link)) if items.value.is_empty() => self.continuation(ask, &link).map(Some),
            // A first page of everything: the wish was not understood.
            _ => Ok(None),
        }
    }

    /// One range up to its last page, or, when it is much longer than the others, what it is to be cut into.
    async fn list_range(
        &self,
        range: Range,
        patience: usize,
        ask: Ask<'_>,
        pages: &mpsc::Sender<Page>,
    ) -> Result<Vec<Range>, MicrosoftError> {
        let mut followed = BTreeSet::new();
        let mut url = self.range_url(&range);
        loop {
            let body = self.line.send(&url, ask).await?;
            let long = followed.len() + 1 >= patience;
            let part = tokio::task::spawn_blocking(move || Part::read(&body, long));
            let part = part.await.map_err(|_| MicrosoftError::Abandoned)??;
            for message in part.messages {
                pages.send(message).await.map_err(|_| MicrosoftError::Abandoned)?;
            }
            let Some(next) = part.next else { return Ok(Vec::new()) };
            let parts = range.cut(&part.names);
            if !parts.is_empty() {
                return Ok(parts);
            }
            url = self.continuation(ask, &next)?;
            if !followed.insert(next) {
                return Err(MicrosoftError::Circle { what: ask.what });
            }
        }
    }

    fn range_url(&self, range: &Range) -> Url {
        let bound = |operator: &str, name: &Option<String>| {
            name.as_ref().map(|name| format!("userPrincipalName {operator} {}", literal(name)))
        };
        let bounds: Vec<String> = bound("ge", &range.from).into_iter().chain(bound("le", &range.to)).collect();
        let mut query = format!("$select={}&$top={PAGE}", selected(Resource::Users));
        if !bounds.is_empty() {
            query.push('&');
            query.push_str(&filter(&bounds.join(" and ")));
        }
        self.graph_url(&[Resource::Users.as_str()], Some(&query))
    }
}

/// Whether Graph does not do what was asked, in contrast to not doing it now.
pub(crate) const fn is_unsupported(error: &MicrosoftError) -> bool {
    matches!(error, MicrosoftError::Graph { status: 400 | 404 | 405 | 501, .. })
}

impl Part {
    fn read(body: &[u8], with_names: bool) -> Result<Self, MicrosoftError> {
        let mut next = None;
        let messages = read_page(Resource::Users, body, &mut |link| {
            if let Link::Next(link) = link {
                next = Some(link);
            }
        })?;
        let mut names = Vec::new();
        if with_names && next.is_some() {
            let named = parse::<Named<'_>>(Resource::Users.as_str(), body, &mut |_| ())?.value;
            names
                .extend(named.iter().filter_map(|one| one.user_principal_name.as_ref()).map(|n| n.as_str().to_owned()));
        }
        Ok(Self { messages, next, names })
    }
}
