//! What the account that signed in may really read: everything is asked for once, all at the same time.

use futures_util::future::join_all;

use crate::{Directory, MicrosoftError, exchange::ONE_RECIPIENT, http::Tally};

/// One thing that readings need, and whether this account gets it.
#[derive(Debug)]
pub struct Probe {
    /// `organization`, `domains`, `users`, `groups`, `contacts` or `exchange`.
    pub what: &'static str,
    /// The permission that it takes.
    pub permission: &'static str,
    /// Why it was not given; `None` when it was.
    pub refused: Option<MicrosoftError>,
}

/// What is asked of Graph, with the permission, and how little of it is enough.
const GRAPH: [(&str, &str, Option<&str>); 5] = [
    ("organization", "Organization.Read.All", Some("$select=id")),
    ("domains", "Domain.Read.All", None),
    ("users", "User.Read.All", Some("$top=1&$select=id")),
    ("groups", "Group.Read.All", Some("$top=1&$select=id")),
    ("contacts", "OrgContact.Read.All", Some("$top=1&$select=id")),
];

impl Directory {
    /// Tries what readings need, in the order of [`Probe::what`]; nothing of it is kept.
    pub async fn probe(&self) -> Vec<Probe> {
        let tally = Tally::default();
        let graph = join_all(GRAPH.map(|(what, permission, query)| {
            let ask = Self::graph_ask(what, permission, &tally);
            async move {
                Probe { what, permission, refused: self.line.send(&self.graph_url(&[what], query), ask).await.err() }
            }
        }));
        let exchange = async {
            let anchor = self.anchor();
            let headers = ONE_RECIPIENT.headers(&anchor);
            let ask = ONE_RECIPIENT.ask(&headers, &tally);
            let refused = self.line.send(&self.command_url(&ONE_RECIPIENT), ask).await.err();
            Probe { what: "exchange", permission: "Exchange.Manage", refused }
        };
        let (mut probes, exchange) = tokio::join!(graph, exchange);
        probes.push(exchange);
        probes
    }
}
