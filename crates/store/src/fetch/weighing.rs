//! What was said of an object, weighed; addresses outside the tenant's mail domains are none of its addresses here.

use std::{borrow::Cow, collections::BTreeMap};

use model::{Kind, KindSource, NotTaken, Witness, judge};
use rusqlite::Connection;

use super::object::Facts;
use crate::{ClientId, codec::domain_of, domain_set::Sets};

/// A recipient, before its name and addresses are written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Taken<'a> {
    pub kind: Kind,
    pub kind_source: KindSource,
    pub name: &'a str,
    pub lines: Cow<'a, str>,
    pub exchange_only: bool,
    pub domain_set: i64,
}

/// What weighing needs to know of the tenant.
#[derive(Debug)]
pub(super) struct Weighing {
    /// Row ids of the mail domains by name.
    pub mail: BTreeMap<String, i64>,
    sets: Sets,
    /// Row ids of the domains of the object at hand.
    domains: Vec<i64>,
}

impl Weighing {
    pub fn new(mail: BTreeMap<String, i64>) -> Self {
        Self { mail, sets: Sets::default(), domains: Vec::new() }
    }

    /// Weighs; `decided` is the technician's word.
    pub fn weigh<'a>(
        &mut self,
        db: &Connection,
        client: ClientId,
        facts: &Facts<'a>,
        decided: Option<Kind>,
    ) -> rusqlite::Result<Result<Taken<'a>, NotTaken>> {
        let graph = facts.graph.map(|said| said.graph()).transpose()?;
        let exchange = facts.exchange.map(|said| said.exchange()).transpose()?;
        let judged = match judge(graph, exchange, facts.heard, facts.kinds.best(), decided) {
            Ok(judged) => judged,
            Err(reason) => return Ok(Err(reason)),
        };
        let witness = match judged.by {
            Witness::Graph => facts.graph,
            Witness::Exchange => facts.exchange,
        };
        let Some((said, lines)) = witness.and_then(|said| Some((said, self.inside(said.lines)?))) else {
            return Ok(Err(NotTaken::NoAddress));
        };
        Ok(Ok(Taken {
            kind: judged.kind,
            kind_source: judged.kind_source,
            name: said.name,
            lines,
            exchange_only: judged.by == Witness::Exchange && said.own_id(),
            domain_set: self.sets.number(db, client, &self.domains)?,
        }))
    }

    /// The addresses in mail domains; `None` when there is none. Notes their domains.
    fn inside<'a>(&mut self, lines: &'a str) -> Option<Cow<'a, str>> {
        self.domains.clear();
        let mut all = true;
        for line in lines.lines() {
            match self.mail.get(domain_of(line)) {
                Some(domain) if !self.domains.contains(domain) => self.domains.push(*domain),
                Some(_) => {}
                None => all = false,
            }
        }
        self.domains.sort_unstable();
        match (self.domains.is_empty(), all) {
            (true, _) => None,
            (false, true) => Some(Cow::Borrowed(lines)),
            (false, false) => {
                let inside = lines.lines().filter(|line| self.mail.contains_key(domain_of(line)));
                Some(Cow::Owned(inside.collect::<Vec<_>>().join("\n")))
            }
        }
    }
}
