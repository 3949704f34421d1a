//! Domains that a run began to add or to change and did not come to the end of: the program died, or a call failed.

use std::collections::BTreeMap;

use jiff::Timestamp;
use model::{
    DomainName,
    plan::{Hold, Object, Step},
};
use rusqlite::{Connection, params};

use super::{DoneStep, Journal, span};
use crate::{ClientId, Group, RunId, Store, StoreError, codec::named, plan};

/// A step about a domain that was sent or failed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BegunDomain {
    /// The step.
    pub step: Step,
    /// What it had waited for when a person let it go.
    pub approved: Option<Hold>,
}

impl Store {
    /// The domains that the client's newest run about them, of those since a time, began and did not come to the end of.
    /// A domain that was selected, or a gateway that was given to the client, after that run begins anew.
    pub fn begun_domains(
        &self,
        client: ClientId,
        since: Timestamp,
    ) -> Result<BTreeMap<DomainName, BegunDomain>, StoreError> {
        self.read("reading which domains were begun", |db| {
            let mut query = db.prepare_cached(
                "SELECT s.step, s.held, s.approved, coalesce(j.state, p.state) <> 'done' FROM run r
                 JOIN client c ON c.id = r.client
                 JOIN plan_step s ON s.plan = r.plan AND s.grp = ?3
                 JOIN domain d ON d.client = r.client AND d.name = s.key AND d.selected = 1
                 LEFT JOIN journal j ON j.id = (r.id << 32) + (s.id & 0xffffffff)
                 LEFT JOIN journal_span p ON p.run = r.id AND s.id & 0xffffffff BETWEEN p.first AND p.last
                 WHERE r.client = ?1 AND r.started_at >= ?2 AND (j.id IS NOT NULL OR p.run IS NOT NULL)
                   AND r.started_at >= coalesce(c.gateway_since, 0) AND r.started_at >= coalesce(d.selected_at, 0)
                 ORDER BY r.id",
            )?;
            let mut rows = query.query(params![client, since.as_microsecond(), Group::Domains.code()])?;
            let mut begun = BTreeMap::new();
            while let Some(row) = rows.next()? {
                let step = plan::step(row, 0)?;
                let Object::Domain { name, .. } = &step.object else { continue };
                let name = name.clone();
                if row.get(3)? {
                    // Only what waited is approved.
                    let approved = if row.get(2)? { Some(named(row, 1)?) } else { None };
                    begun.insert(name, BegunDomain { step, approved });
                } else {
                    begun.remove(&name);
                }
            }
            Ok(begun)
        })
    }
}

/// What runs that were cut short began with these domains is no longer left as sent: this run came to the end of it.
pub(super) fn came_to_its_end(db: &Connection, journal: &Journal, steps: &[DoneStep<'_>]) -> rusqlite::Result<()> {
    let mut find = db.prepare_cached(
        "SELECT r.id, s.id & 0xffffffff FROM run r JOIN plan_step s ON s.plan = r.plan AND s.grp = ?4 AND s.key = ?2
         JOIN journal_span p ON p.run = r.id AND p.state = 'sent' AND s.id & 0xffffffff BETWEEN p.first AND p.last
         WHERE r.client = ?1 AND r.id < ?3 AND r.state = 'interrupted'",
    )?;
    for done in steps {
        let Object::Domain { name, .. } = &done.step.object else { continue };
        let values = params![journal.client, name.as_str(), journal.run, Group::Domains.code()];
        let left = find.query_map(values, |row| Ok((row.get(0)?, row.get(1)?)))?;
        for (run, place) in left.collect::<rusqlite::Result<Vec<(RunId, u32)>>>()? {
            span::cut(db, run, &[(place, place)])?;
        }
    }
    Ok(())
}
