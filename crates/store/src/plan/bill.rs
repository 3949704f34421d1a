//! What is billed: recipients with each service, before and after a plan.

use std::collections::BTreeMap;

use model::{
    Kind, RecipientShape, Services,
    plan::{Object, Step},
};
use rusqlite::{Connection, OptionalExtension, params};
use serde::{Deserialize, Serialize};

use crate::{
    ClientId,
    codec::{json, parsed, services},
};

/// Recipients with each service in the gateway, before and after every step of the plan.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[allow(missing_docs, reason = "the names are the services")]
pub struct Bill {
    pub incoming_before: u32,
    pub incoming_after: u32,
    pub outgoing_before: u32,
    pub outgoing_after: u32,
    pub archiving_before: u32,
    pub archiving_after: u32,
}

/// Recipients that get each service minus those that lose it, by kind.
#[derive(Debug, Default)]
pub(super) struct Differences(BTreeMap<Kind, [i64; 3]>);

impl Differences {
    pub fn note(&mut self, step: &Step) {
        let (before, after) = match &step.object {
            Object::Recipient { before, after, .. } => (before.as_ref(), Some(after)),
            Object::RecipientOut { before, .. } => (Some(before), None),
            Object::Domain { .. } | Object::DomainOut { .. } => return,
        };
        self.add(before, -1);
        self.add(after, 1);
    }

    /// Nothing of a recipient is left in the gateway, although no step is about it.
    pub fn ends(&mut self, had: &RecipientShape) {
        self.add(Some(had), -1);
    }

    fn add(&mut self, shape: Option<&RecipientShape>, sign: i64) {
        let Some(shape) = shape.filter(|shape| shape.services != Services::NONE) else { return };
        let sums = self.0.entry(shape.kind).or_default();
        for (sum, has) in sums.iter_mut().zip(each(shape.services)) {
            *sum += if has { sign } else { 0 };
        }
    }

    /// What the gateway has now, and with every step of the plan; by kind.
    pub fn bills(&self, db: &Connection, client: ClientId, observed: &str) -> rusqlite::Result<BTreeMap<Kind, Bill>> {
        let mut counts = match known(db, client, observed)? {
            Some(known) => known,
            None => counted(db, client)?,
        };
        for kind in self.0.keys() {
            counts.entry(*kind).or_default();
        }
        let bill = |(kind, before): (Kind, [u32; 3])| {
            let more = self.0.get(&kind).copied().unwrap_or_default();
            let after = |at: usize| u32::try_from(i64::from(before[at]) + more[at]).unwrap_or(0);
            let bill = Bill {
                incoming_before: before[0],
                incoming_after: after(0),
                outgoing_before: before[1],
                outgoing_after: after(1),
                archiving_before: before[2],
                archiving_after: after(2),
            };
            (kind, bill)
        };
        Ok(counts.into_iter().map(bill).filter(|(_, bill)| *bill != Bill::default()).collect())
    }
}

impl Bill {
    pub(super) fn sum<'a>(bills: impl Iterator<Item = &'a Self>) -> Self {
        bills.fold(Self::default(), |sum, bill| Self {
            incoming_before: sum.incoming_before + bill.incoming_before,
            incoming_after: sum.incoming_after + bill.incoming_after,
            outgoing_before: sum.outgoing_before + bill.outgoing_before,
            outgoing_after: sum.outgoing_after + bill.outgoing_after,
            archiving_before: sum.archiving_before + bill.archiving_before,
            archiving_after: sum.archiving_after + bill.archiving_after,
        })
    }

    const fn before(self) -> [u32; 3] {
        [self.incoming_before, self.outgoing_before, self.archiving_before]
    }
}

/// An earlier plan from the same observation counted already.
fn known(db: &Connection, client: ClientId, observed: &str) -> rusqlite::Result<Option<BTreeMap<Kind, [u32; 3]>>> {
    let sql = "SELECT bill_by_kind FROM plan WHERE client = ?1 AND observed_digest = ?2 AND bill_by_kind IS NOT NULL
               ORDER BY id DESC LIMIT 1";
    let bills = db.query_row(sql, params![client, observed], |row| json::<BTreeMap<Kind, Bill>>(row, 0)).optional()?;
    Ok(bills.map(|bills| bills.into_iter().map(|(kind, bill)| (kind, bill.before())).collect()))
}

fn counted(db: &Connection, client: ClientId) -> rusqlite::Result<BTreeMap<Kind, [u32; 3]>> {
    let mut counts: BTreeMap<Kind, [u32; 3]> = BTreeMap::new();
    let sql = "SELECT kind, services, count(*) FROM observed_recipient WHERE client = ?1 GROUP BY kind, services";
    let mut query = db.prepare(sql)?;
    let mut rows = query.query([client])?;
    while let Some(row) = rows.next()? {
        let (has, count) = (services(row.get(1)?), row.get::<_, u32>(2)?);
        let sums = counts.entry(parsed(row, 0)?).or_default();
        for (sum, has) in sums.iter_mut().zip(each(has)) {
            *sum += if has { count } else { 0 };
        }
    }
    Ok(counts)
}

/// Incoming, outgoing, archiving: in this order wherever services are counted.
pub(super) const fn each(services: Services) -> [bool; 3] {
    [services.incoming, services.outgoing, services.archiving]
}
