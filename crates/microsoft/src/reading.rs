//! Reading the directory: three collections at once, in full or from where the last reading ended (M6).

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::atomic::Ordering,
};

use model::{DirectoryId, KindSeen, Resource, Seen, SeenByExchange};
use tokio::sync::mpsc;
use url::Url;

use crate::{
    Directory, MicrosoftError,
    http::{Ask, Tally},
    listing::{Listed, is_unsupported},
    object::{read_page, selected},
    walk::ReadPage,
};

/// Where a reading begins.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Start {
    /// With everything there is.
    Full,
    /// With what changed since these links were given out by [`Sum::delta_links`]. A resource without a link, or
    /// with one that does not fit (another address, another choice of properties), is read in full.
    Delta(BTreeMap<Resource, String>),
}

/// A part of a reading.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Page {
    /// Objects that are there, new or changed or repeated. The latest word on an object holds.
    Seen(Vec<Seen>),
    /// Objects that are not there any more.
    Gone {
        /// Where they were.
        resource: Resource,
        /// Their ids.
        ids: Vec<DirectoryId>,
    },
    /// Recipients as Exchange knows them.
    Exchange(Vec<SeenByExchange>),
    /// Kinds of mailboxes from a source other than Exchange's own list.
    Kinds(Vec<KindSeen>),
    /// Forget what is known of this resource, from this reading and earlier ones: a full round follows.
    Restart(Resource),
}

impl Page {
    pub(crate) fn len(&self) -> usize {
        match self {
            Self::Seen(seen) => seen.len(),
            Self::Gone { ids, .. } => ids.len(),
            Self::Exchange(seen) => seen.len(),
            Self::Kinds(kinds) => kinds.len(),
            Self::Restart(_) => 0,
        }
    }
}

/// A finished reading: every resource reached its delta link.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sum {
    /// Where the next reading may begin. Opaque; kept as they are.
    pub delta_links: BTreeMap<Resource, String>,
    /// The resources that were read in full.
    pub full: BTreeSet<Resource>,
    /// How many objects Graph counts in each collection at the end of the reading; a count that it refuses is left
    /// out. It is what a listing that fell short is told by, and eventually consistent: some seconds behind.
    pub counted: BTreeMap<Resource, u64>,
    /// Requests, tries included.
    pub requests: u32,
    /// Bytes of the answers, decompressed.
    pub bytes: u64,
}

impl Directory {
    /// Reads users, groups and contacts; pages arrive on `pages` as they come and in an order that holds for each
    /// object. Dropping the future stops the reading.
    ///
    /// # Errors
    /// Any [`MicrosoftError`]: the reading is then incomplete, and what arrived must not be taken for the tenant.
    pub async fn read(&self, from: Start, pages: mpsc::Sender<Page>) -> Result<Sum, MicrosoftError> {
        let tally = Tally::default();
        let links = match from {
            Start::Full => None,
            Start::Delta(links) => Some(links),
        };
        let round = |resource| {
            let link = links.as_ref().map(|links| links.get(&resource).map(String::as_str));
            self.round(resource, link, &tally, &pages)
        };
        let (users, groups, contacts) =
            tokio::try_join!(round(Resource::Users), round(Resource::Groups), round(Resource::Contacts))?;
        let counted = self.counts(&tally).await?;
        let mut sum = Sum {
            delta_links: BTreeMap::new(),
            full: BTreeSet::new(),
            counted,
            requests: tally.requests.load(Ordering::Relaxed),
            bytes: tally.bytes.load(Ordering::Relaxed),
        };
        for (resource, (link, full)) in Resource::ALL.into_iter().zip([users, groups, contacts]) {
            sum.delta_links.insert(resource, link);
            if full {
                sum.full.insert(resource);
            }
        }
        Ok(sum)
    }

    /// One resource up to its delta link, and whether it was read in full. `link` is `None` in a full reading and
    /// `Some(None)` when a delta reading has no link for this resource.
    async fn round(
        &self,
        resource: Resource,
        link: Option<Option<&str>>,
        tally: &Tally,
        pages: &mpsc::Sender<Page>,
    ) -> Result<(String, bool), MicrosoftError> {
        let what = resource.as_str();
        // Graph may ignore the wish for large pages (RFC 7240, section 2); `$top` it would refuse here.
        let headers = &[("prefer", "odata.maxpagesize=999")];
        let ask = Ask { headers, ..Self::graph_ask(what, permission(resource), tally) };
        let anew = || self.graph_url(&[what, "delta"], Some(&format!("$select={}", selected(resource))));
        let stored = link.flatten().and_then(|link| self.usable(resource, tally, link));
        let mut full = stored.is_none();
        if full && link.is_some() {
            restart(resource, pages).await?;
        }
        let first = match stored {
            Some(link) => link,
            None if resource == Resource::Users => self.first_users(ask, anew, pages).await?,
            None => anew(),
        };
        let mut ended = self.walk(first, (ask, None), page_reader(resource), pages).await;
        // One more chance, in full; a second refusal of fresh links is an error like any other.
        if let Err(error) = &ended
            && error.is_expired_link(!full)
        {
            tracing::info!(what, request_id = error.request_id(), "the link is no longer taken; reading in full");
            full = true;
            restart(resource, pages).await?;
            ended = self.walk(anew(), (ask, None), page_reader(resource), pages).await;
        }
        match ended?.delta_link {
            Some(link) => Ok((format!("{link}#{}", selected(resource)), full)),
            None => {
                let at = "the last page has neither a next link nor a delta link".to_owned();
                Err(MicrosoftError::UnexpectedShape { what, at })
            }
        }
    }

    /// Where the delta round of a full reading of the users begins: after a listing in ranges, or with everything.
    async fn first_users(
        &self,
        ask: Ask<'_>,
        anew: impl Fn() -> Url,
        pages: &mpsc::Sender<Page>,
    ) -> Result<Url, MicrosoftError> {
        match self.list_users(ask, pages).await {
            Ok(Listed::Until(changes)) => Ok(changes),
            Ok(Listed::No) => Ok(anew()),
            // The filter, or a link that lost its validity meanwhile. What was listed is not completed by changes.
            Err(error) if is_unsupported(&error) || error.is_expired_link(false) => {
                tracing::info!(code = error.code(), request_id = error.request_id(), "users are not listed in ranges");
                restart(Resource::Users, pages).await?;
                Ok(anew())
            }
            Err(error) => Err(error),
        }
    }

    /// A stored link without our mark, unless it belongs to other properties or to another address.
    ///
    /// The mark is a fragment, which never leaves this computer: it names the properties the link was issued for.
    fn usable(&self, resource: Resource, tally: &Tally, link: &str) -> Option<Url> {
        let ask = Self::graph_ask(resource.as_str(), permission(resource), tally);
        let mut url = self.continuation(ask, link).ok()?;
        let fits = url.fragment().is_none_or(|mark| mark == selected(resource));
        url.set_fragment(None);
        fits.then_some(url)
    }
}

async fn restart(resource: Resource, pages: &mpsc::Sender<Page>) -> Result<(), MicrosoftError> {
    pages.send(Page::Restart(resource)).await.map_err(|_| MicrosoftError::Abandoned)
}

/// What reading the collection takes (Microsoft Learn: "user: delta", "group: delta", "orgContact: delta").
pub(crate) const fn permission(resource: Resource) -> &'static str {
    match resource {
        Resource::Users => "User.Read.All",
        Resource::Groups => "Group.Read.All",
        Resource::Contacts => "OrgContact.Read.All",
    }
}

fn page_reader(resource: Resource) -> ReadPage {
    match resource {
        Resource::Users => |body, on_link| read_page(Resource::Users, body, on_link),
        Resource::Groups => |body, on_link| read_page(Resource::Groups, body, on_link),
        Resource::Contacts => |body, on_link| read_page(Resource::Contacts, body, on_link),
    }
}
