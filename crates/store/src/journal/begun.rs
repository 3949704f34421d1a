//! Domains that a run began to add and did not come to the end of: the program died in between, or a call failed.

use std::collections::BTreeMap;

use jiff::Timestamp;
use model::{
    DomainName,
    plan::{Hold, Object, Step},
};
use rusqlite::params;

use crate::{ClientId, Group, Store, StoreError, codec::named, plan};

/// A step that adds a domain, and was sent or failed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BegunDomain {
    /// The step.
    pub step: Step,
    /// What it had waited for when a person let it go.
    pub approved: Option<Hold>,
}

impl Store {
    /// The domains that the client's newest run about them, of those since a time, began to add and did not come to the
    /// end of. A domain that was selected, or a gateway that was given to the client, after that run begins anew.
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
                let Object::Domain { name, before, .. } = &step.object else { continue };
                let name = name.clone();
                if before.is_none() && row.get(3)? {
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
