//! What one reading of the tenant saw, before sources are weighed against each other (M5).

use serde::{Deserialize, Serialize};

use crate::{Address, DirectoryId, Kind, KindSource, Recipient};

/// Which Graph collection an object comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[allow(missing_docs, reason = "the names are Graph's own")]
pub enum Resource {
    Users,
    Groups,
    Contacts,
}

impl Resource {
    /// The three collections.
    pub const ALL: [Self; 3] = [Self::Users, Self::Groups, Self::Contacts];

    /// Graph's path segment.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Users => "users",
            Self::Groups => "groups",
            Self::Contacts => "contacts",
        }
    }
}

/// Why an object of the tenant is not a recipient.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum NotTaken {
    /// A guest of another tenant (`#EXT#`).
    Guest,
    /// No SMTP address in a mail domain of the tenant.
    NoAddress,
    /// A user that Exchange does not list: it has no mailbox.
    NoMailbox,
    /// A group that is not mail-enabled.
    NotMailEnabled,
    /// One of Exchange's own mailboxes (discovery, system, audit).
    SystemMailbox,
}

impl NotTaken {
    /// Every reason.
    pub const ALL: [Self; 5] =
        [Self::Guest, Self::NoAddress, Self::NoMailbox, Self::NotMailEnabled, Self::SystemMailbox];

    /// The name used in JSON and in the database.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Guest => "guest",
            Self::NoAddress => "no-address",
            Self::NoMailbox => "no-mailbox",
            Self::NotMailEnabled => "not-mail-enabled",
            Self::SystemMailbox => "system-mailbox",
        }
    }
}

/// An object as Graph showed it: one user, group or contact.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Seen {
    /// Directory id.
    pub id: DirectoryId,
    /// Where it was seen.
    pub resource: Resource,
    /// Display name; may be empty.
    pub name: String,
    /// The `SMTP:` address, else `mail`.
    pub primary: Option<Address>,
    /// All `smtp:` addresses, sorted, without the primary.
    pub aliases: Vec<Address>,
    /// The kind as far as Graph tells it; for users a guess from licence and sign-in state (source E).
    pub kind: Kind,
    /// [`KindSource::Guess`] for users, [`KindSource::Directory`] for groups and contacts.
    pub kind_source: KindSource,
    /// Set when Graph alone already says that it receives no mail here.
    pub not_taken: Option<NotTaken>,
    /// Whether licence and addresses let it pass for a mailbox when Exchange could not be asked.
    pub passes_without_exchange: bool,
}

/// An object as Exchange showed it (`Get-Recipient`).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SeenByExchange {
    /// `ExternalDirectoryObjectId`; for what the directory does not know, Exchange's `Guid`.
    pub id: DirectoryId,
    /// The id is Exchange's own `Guid`.
    pub exchange_only: bool,
    /// Display name; may be empty.
    pub name: String,
    /// `PrimarySmtpAddress`.
    pub primary: Option<Address>,
    /// All `smtp:` addresses, sorted, without the primary.
    pub aliases: Vec<Address>,
    /// From `RecipientTypeDetails`; `Err` for Exchange's own mailboxes.
    pub kind: Result<Kind, NotTaken>,
}

/// What kind a weaker source than Exchange's own list (sources B to D) says that a mailbox is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KindSeen {
    /// Which mailbox.
    pub who: Who,
    /// What it is.
    pub kind: Kind,
    /// Who says so.
    pub source: KindSource,
}

/// How a source names a mailbox.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Who {
    /// By its directory id.
    Id(DirectoryId),
    /// By one of its addresses.
    Address(Address),
}

/// Whether Exchange took part in a reading.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ExchangeReading {
    /// All recipients were read.
    Complete,
    /// It was not asked again, because nothing changed since it was.
    Unchanged,
    /// Exchange's own list could not be read; kinds of mailboxes came from a weaker source.
    Kinds {
        /// Which source.
        source: KindSource,
        /// Why Exchange's list could not be read.
        why: String,
    },
    /// It could not be asked: kinds of users stay guesses.
    Unavailable(String),
}

/// What Graph said of an object, apart from its name and addresses.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct GraphWord {
    /// Where it was seen.
    pub resource: Resource,
    /// See [`Seen::kind`].
    pub kind: Kind,
    /// See [`Seen::kind_source`].
    pub kind_source: KindSource,
    /// See [`Seen::not_taken`].
    pub not_taken: Option<NotTaken>,
    /// See [`Seen::passes_without_exchange`].
    pub passes_without_exchange: bool,
    /// It has a primary address.
    pub addressed: bool,
}

/// What Exchange said of an object, apart from its name and addresses.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ExchangeWord {
    /// See [`SeenByExchange::kind`].
    pub kind: Result<Kind, NotTaken>,
    /// It has a primary address.
    pub addressed: bool,
}

/// Whose name and addresses of an object count.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Witness {
    /// Graph's.
    Graph,
    /// Exchange's.
    Exchange,
}

/// What a recipient is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Judged {
    /// Its kind.
    pub kind: Kind,
    /// Who said so.
    pub kind_source: KindSource,
    /// Whose name and addresses count.
    pub by: Witness,
}

impl Seen {
    /// The same without name and addresses.
    #[must_use]
    pub fn word(&self) -> GraphWord {
        GraphWord {
            resource: self.resource,
            kind: self.kind,
            kind_source: self.kind_source,
            not_taken: self.not_taken,
            passes_without_exchange: self.passes_without_exchange,
            addressed: self.primary.is_some(),
        }
    }
}

impl SeenByExchange {
    /// The same without name and addresses.
    #[must_use]
    pub fn word(&self) -> ExchangeWord {
        ExchangeWord { kind: self.kind, addressed: self.primary.is_some() }
    }
}

/// Weighs what Graph and Exchange showed of one object, as [`judge`] says.
///
/// # Errors
/// The reason why the object is not a recipient.
pub fn weigh(
    graph: Option<&Seen>,
    exchange: Option<&SeenByExchange>,
    exchange_complete: bool,
    kinds: Option<(Kind, KindSource)>,
    decided: Option<Kind>,
) -> Result<Recipient, NotTaken> {
    let words = (graph.map(Seen::word), exchange.map(SeenByExchange::word));
    let Judged { kind, kind_source, by } = judge(words.0, words.1, exchange_complete, kinds, decided)?;
    let (id, name, primary, aliases, exchange_only) = match (by, graph, exchange) {
        (Witness::Graph, Some(g), _) => (g.id, &g.name, &g.primary, &g.aliases, false),
        (Witness::Exchange, _, Some(x)) => (x.id, &x.name, &x.primary, &x.aliases, x.exchange_only),
        _ => return Err(NotTaken::NoAddress),
    };
    let primary = primary.clone().ok_or(NotTaken::NoAddress)?;
    let aliases = aliases.iter().filter(|a| **a != primary).cloned().collect();
    Ok(Recipient { id, kind, kind_source, name: name.clone(), primary, aliases, exchange_only })
}

/// Decides what an object is.
///
/// - `exchange_complete` says whether Exchange's silence means anything: then a user that it does not list has no
///   mailbox. Graph's addresses win where both have some, because later delta readings come from Graph.
/// - `kinds` is the best word of sources B to D since Exchange's own list was last read: the mailbox exists, and is
///   of that kind unless a stronger source says another.
/// - `decided` is a person's word. It names the kind of a recipient, and makes none of what is not one.
///
/// # Errors
/// The reason why the object is not a recipient.
pub fn judge(
    graph: Option<GraphWord>,
    exchange: Option<ExchangeWord>,
    exchange_complete: bool,
    kinds: Option<(Kind, KindSource)>,
    decided: Option<Kind>,
) -> Result<Judged, NotTaken> {
    let judged = sources(graph, exchange, exchange_complete, kinds)?;
    Ok(match decided {
        Some(kind) => Judged { kind, kind_source: KindSource::Technician, ..judged },
        None => judged,
    })
}

/// What the sources say without the person.
fn sources(
    graph: Option<GraphWord>,
    exchange: Option<ExchangeWord>,
    exchange_complete: bool,
    kinds: Option<(Kind, KindSource)>,
) -> Result<Judged, NotTaken> {
    match (graph, exchange) {
        // Neither shows it: nothing to take.
        (None, None) => Err(NotTaken::NoAddress),
        // Guests and plain security groups stay out whatever Exchange lists for them.
        (Some(GraphWord { not_taken: Some(why @ (NotTaken::Guest | NotTaken::NotMailEnabled)), .. }), _) => Err(why),
        // Exchange knows the kind; Graph, when it shows the object, knows the addresses.
        (graph, Some(x)) => {
            let kind = x.kind?;
            let by = match graph.is_some_and(|g| g.addressed) {
                true => Witness::Graph,
                false if x.addressed => Witness::Exchange,
                false => return Err(NotTaken::NoAddress),
            };
            Ok(Judged { kind, kind_source: KindSource::Exchange, by })
        }
        // Another source lists its mailbox.
        (Some(g), None) if g.resource == Resource::Users && kinds.is_some() => match g.not_taken {
            Some(why) if why != NotTaken::NoMailbox => Err(why),
            _ => by_graph(g, kinds),
        },
        // Exchange was asked and does not list the user: it has no mailbox.
        (Some(g), None) if g.resource == Resource::Users && exchange_complete => Err(NotTaken::NoMailbox),
        // Exchange could not be asked: licence and addresses decide, and the kind is called a guess.
        (Some(g), None) if g.resource == Resource::Users && !g.passes_without_exchange => {
            Err(g.not_taken.unwrap_or(NotTaken::NoMailbox))
        }
        (Some(g), None) => g.not_taken.map_or_else(|| by_graph(g, kinds), Err),
    }
}

/// M5: a weaker source never overwrites a stronger one.
fn by_graph(graph: GraphWord, kinds: Option<(Kind, KindSource)>) -> Result<Judged, NotTaken> {
    let stronger = kinds.filter(|(_, source)| *source > graph.kind_source);
    let (kind, kind_source) = stronger.unwrap_or((graph.kind, graph.kind_source));
    if graph.addressed { Ok(Judged { kind, kind_source, by: Witness::Graph }) } else { Err(NotTaken::NoAddress) }
}
