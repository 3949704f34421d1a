//! What Graph and Exchange said of one object, as text that is compared before it is understood.

use model::{Address, DirectoryId, NotTaken, Recipient, Seen, SeenByExchange, weigh};
use rusqlite::Row;

use crate::codec::unreadable;

/// What Graph said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct GraphFacts {
    pub resource: String,
    pub name: String,
    pub primary: Option<String>,
    pub aliases: String,
    pub kind: String,
    pub source: String,
    pub not_taken: Option<String>,
    pub passes: bool,
}

/// What Exchange said; `kind` is a kind or the reason why there is none.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct ExchangeFacts {
    pub name: String,
    pub primary: Option<String>,
    pub aliases: String,
    pub kind: String,
    pub own_id: bool,
}

/// Addresses as lines, without a primary.
pub(super) fn join(addresses: &[Address]) -> String {
    addresses.iter().map(Address::as_str).collect::<Vec<_>>().join("\n")
}

fn split(text: &str) -> rusqlite::Result<Vec<Address>> {
    text.lines().map(|line| line.parse().map_err(|e| unreadable(0, e))).collect()
}

fn maybe(text: Option<&String>) -> rusqlite::Result<Option<Address>> {
    text.map(|t| t.parse().map_err(|e| unreadable(0, e))).transpose()
}

pub(crate) fn reason(name: &str) -> Option<NotTaken> {
    NotTaken::ALL.into_iter().find(|reason| reason.as_str() == name)
}

impl GraphFacts {
    /// Reads eight columns from `at` on; `None` when the resource is null.
    pub fn read(row: &Row<'_>, at: usize) -> rusqlite::Result<Option<Self>> {
        let Some(resource) = row.get(at)? else { return Ok(None) };
        Ok(Some(Self {
            resource,
            name: row.get(at + 1)?,
            primary: row.get(at + 2)?,
            aliases: row.get(at + 3)?,
            kind: row.get(at + 4)?,
            source: row.get(at + 5)?,
            not_taken: row.get(at + 6)?,
            passes: row.get(at + 7)?,
        }))
    }

    fn understand(&self, id: DirectoryId) -> rusqlite::Result<Seen> {
        let resource = model::Resource::ALL.into_iter().find(|r| r.as_str() == self.resource);
        Ok(Seen {
            id,
            resource: resource.ok_or_else(|| unreadable(0, &self.resource))?,
            name: self.name.clone(),
            primary: maybe(self.primary.as_ref())?,
            aliases: split(&self.aliases)?,
            kind: self.kind.parse().map_err(|e| unreadable(0, e))?,
            kind_source: self.source.parse().map_err(|e| unreadable(0, e))?,
            not_taken: self.not_taken.as_deref().and_then(reason),
            passes_without_exchange: self.passes,
        })
    }
}

impl ExchangeFacts {
    /// Reads five columns from `at` on; `None` when the name is null.
    pub fn read(row: &Row<'_>, at: usize) -> rusqlite::Result<Option<Self>> {
        let Some(name) = row.get(at)? else { return Ok(None) };
        Ok(Some(Self {
            name,
            primary: row.get(at + 1)?,
            aliases: row.get(at + 2)?,
            kind: row.get(at + 3)?,
            own_id: row.get(at + 4)?,
        }))
    }

    fn understand(&self, id: DirectoryId) -> rusqlite::Result<SeenByExchange> {
        Ok(SeenByExchange {
            id,
            exchange_only: self.own_id,
            name: self.name.clone(),
            primary: maybe(self.primary.as_ref())?,
            aliases: split(&self.aliases)?,
            kind: match reason(&self.kind) {
                Some(reason) => Err(reason),
                None => Ok(self.kind.parse().map_err(|e| unreadable(0, e))?),
            },
        })
    }
}

/// What both make of the object; addresses outside the tenant's mail domains are none of its addresses here.
pub(super) fn weighed(
    id: DirectoryId,
    graph: Option<&GraphFacts>,
    exchange: Option<&ExchangeFacts>,
    exchange_heard: bool,
    is_mail_domain: impl Fn(&Address) -> bool,
) -> rusqlite::Result<Result<Recipient, NotTaken>> {
    let graph = graph.map(|g| g.understand(id)).transpose()?;
    let exchange = exchange.map(|x| x.understand(id)).transpose()?;
    let recipient = match weigh(graph.as_ref(), exchange.as_ref(), exchange_heard, None, None) {
        Ok(recipient) => recipient,
        Err(reason) => return Ok(Err(reason)),
    };
    let Recipient { primary, aliases, .. } = &recipient;
    let mut inside = std::iter::once(primary).chain(aliases).filter(|a| is_mail_domain(a)).cloned();
    Ok(match inside.next() {
        None => Err(NotTaken::NoAddress),
        Some(primary) => {
            let mut aliases: Vec<Address> = inside.collect();
            aliases.sort();
            aliases.dedup();
            Ok(Recipient { primary, aliases, ..recipient })
        }
    })
}
