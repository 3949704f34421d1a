//! Who approved a plan (B3).

use jiff::Timestamp;
use rusqlite::{Connection, params};
use serde::{Deserialize, Serialize};

use crate::{ClientId, PlanId, Store, StoreError, codec::timestamp, database::Fault};

/// Somebody's approval of a plan.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ApprovalRecord {
    /// The second person's; otherwise that of the person at the computer.
    pub second: bool,
    /// Who.
    pub who: String,
    /// The Microsoft account that a second person signed in with.
    pub account: Option<String>,
    /// The immutable id of that account in the tenant.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub subject: Option<String>,
    /// When.
    pub at: Timestamp,
}

impl Store {
    /// Notes that somebody approved a plan as it is.
    ///
    /// # Errors
    /// [`StoreError::NoPlan`].
    pub fn approve(&self, plan: PlanId, approval: &ApprovalRecord) -> Result<(), StoreError> {
        self.write("noting an approval", |db| note(db, plan, approval))
    }

    /// Who approved a plan, or one of the same client that was the same, in order of time.
    pub fn approvals(&self, plan: PlanId) -> Result<Vec<ApprovalRecord>, StoreError> {
        self.read("reading the approvals of a plan", |db| {
            let mut query = db.prepare(
                "SELECT a.kind = 'second', a.who, a.account, a.at, a.subject FROM plan p
                 JOIN plan same ON same.client = p.client AND same.hash = p.hash JOIN approval a ON a.plan = same.id
                 WHERE p.id = ?1 AND a.hash = p.hash ORDER BY a.at, a.id",
            )?;
            let approvals = query.query_map([plan], |row| {
                let (second, who, account, at) = (row.get(0)?, row.get(1)?, row.get(2)?, timestamp(row, 3)?);
                Ok(ApprovalRecord { second, who, account, at, subject: row.get(4)? })
            })?;
            Ok(approvals.collect::<Result<_, _>>()?)
        })
    }
}

pub(crate) fn note(db: &Connection, plan: PlanId, approval: &ApprovalRecord) -> Result<(), Fault> {
    let sql = "INSERT INTO approval (plan, hash, who, account, at, kind, subject)
               SELECT id, hash, ?2, ?3, ?4, ?5, ?6 FROM plan WHERE id = ?1";
    let ApprovalRecord { second, who, account, subject, at } = approval;
    let kind = if *second { "second" } else { "first" };
    match db.execute(sql, params![plan, who, account, at.as_microsecond(), kind, subject])? {
        0 => Err(StoreError::NoPlan(plan).into()),
        _ => Ok(()),
    }
}

/// The same plan was made again: what was approved stays approved, although the older one is let go.
pub(crate) fn carry_over(db: &Connection, client: ClientId, plan: PlanId, hash: &str) -> rusqlite::Result<()> {
    let sql = "UPDATE approval SET plan = ?2 WHERE hash = ?3 AND plan IN (SELECT id FROM plan WHERE client = ?1
               AND NOT EXISTS (SELECT 1 FROM run r WHERE r.plan = plan.id))";
    db.execute(sql, params![client, plan, hash]).map(drop)
}
