//! The making of a plan.

use std::collections::BTreeMap;

use jiff::Timestamp;
use model::{
    DomainName, ExchangeReading, KindSource, Services,
    plan::{Hold, Object, Step},
};
use rusqlite::{Connection, params};
use sha2::{Digest, Sha256};

use super::{
    Bill, Group, PlanCounts, PlanEnd, PlanNotice, PlanRecord, place,
    read::{key, plan},
};
use crate::{
    ClientId, PlanId, SnapshotRecord, Store, StoreError,
    codec::{json, name_of, services, text, to_json},
    database::{Fault, Staging},
    domain,
    hex::hex,
    snapshot::snapshot,
};

/// Plans that were never applied keep their steps only while they are among so many newest.
const KEPT: u32 = 2;

const TABLES: &str = "CREATE TEMP TABLE staged_step (
    grp INTEGER NOT NULL, key TEXT NOT NULL, id BLOB NOT NULL, reason TEXT NOT NULL, held TEXT, name TEXT NOT NULL,
    search TEXT NOT NULL, step TEXT NOT NULL, waits_for TEXT, whole TEXT);";

/// Stages a plan; dropped without [`finish`](Self::finish) it leaves no trace.
#[derive(Debug)]
pub struct PlanWriter {
    client: ClientId,
    revision: i64,
    now: Timestamp,
    counts: PlanCounts,
    /// Recipients that get each service minus those that lose it.
    delta: [i64; 3],
    notices: Vec<PlanNotice>,
    /// New domains that wait until a person lets them refuse whoever is not listed.
    waiting: BTreeMap<DomainName, Hold>,
    staging: Staging,
}

impl Store {
    /// Begins to make a plan from the newest snapshot and observation; begin it before reading the cases.
    ///
    /// # Errors
    /// [`StoreError::NoClient`].
    pub fn begin_plan(&self, client: ClientId, now: Timestamp) -> Result<PlanWriter, StoreError> {
        let revision = self.read("beginning a plan", |db| {
            crate::client::options(db, client)?;
            let sql = "SELECT choice_revision FROM client WHERE id = ?1";
            Ok(db.query_row(sql, [client], |row| row.get(0))?)
        })?;
        let staging = self.stage("staging a plan", TABLES)?;
        let (counts, delta, notices) = (PlanCounts::default(), [0; 3], Vec::new());
        Ok(PlanWriter { client, revision, now, counts, delta, notices, waiting: BTreeMap::new(), staging })
    }
}

impl PlanWriter {
    /// Stages a step; domains come before recipients, for the rest their order does not matter.
    pub fn step(&mut self, step: &Step) -> Result<(), StoreError> {
        if let (Object::Domain { name, .. }, Some(hold)) = (&step.object, step.held) {
            let domain = name.clone();
            match hold {
                Hold::InternalRelay => self.notices.push(PlanNotice::InternalRelay { domain }),
                Hold::ExchangeUnknown => self.notices.push(PlanNotice::ExchangeUnknown { domain }),
                Hold::Brake | Hold::NewMailbox | Hold::Drift | Hold::ExceptionEnded | Hold::MovedSince => {}
            }
        }
        if let (Some(domain), Some(hold)) = (step.awaited_domain(), step.held) {
            self.waiting.insert(domain.clone(), hold);
        }
        let waits = self.waits_for(step);
        let held = step.held.or(waits.as_ref().map(|(_, hold)| *hold));
        self.stage(step, held, waits.as_ref().map(|(domains, _)| domains.as_str()), None)
    }

    /// Stages a step that does not wait, without the addresses in domains that do; they follow when a person lets the
    /// domains go.
    pub fn step_in_part(&mut self, part: &Step, whole: &Step) -> Result<(), StoreError> {
        let waits = self.waits_for(whole).map(|(domains, _)| domains);
        self.stage(part, part.held, waits.as_deref(), Some(whole))
    }

    fn stage(
        &mut self,
        step: &Step,
        held: Option<Hold>,
        waits_for: Option<&str>,
        whole: Option<&Step>,
    ) -> Result<(), StoreError> {
        let group = Group::of(step);
        let (id, name) = match &step.object {
            Object::Domain { .. } | Object::DomainOut { .. } => (Vec::new(), ""),
            Object::Recipient { id, name, .. } | Object::RecipientOut { id, name, .. } => {
                (id.0.to_vec(), name.as_str())
            }
        };
        self.staging.add(|db| {
            let held = held.map(|hold| name_of(&hold)).transpose()?;
            let mut add = db.prepare_cached(
                "INSERT INTO staged_step (grp, key, id, reason, held, name, search, step, waits_for, whole)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
            )?;
            add.execute(params![
                group.code(),
                key(&step.object),
                id,
                step.reason.as_str(),
                held,
                name,
                search(&whole.unwrap_or(step).object),
                to_json(step)?,
                waits_for,
                whole.map(to_json).transpose()?,
            ])?;
            Ok(())
        })?;
        *self.counts.of(group) += 1;
        if let Object::Recipient { before, after, .. } = &step.object {
            let before = before.as_ref().map_or(Services::NONE, |shape| shape.services);
            for (delta, (was, will)) in self.delta.iter_mut().zip(pairs(before, after.services)) {
                *delta += i64::from(will) - i64::from(was);
            }
        }
        Ok(())
    }

    /// The new domains that a recipient cannot be listed in before a person let them go, between spaces, and why.
    fn waits_for(&self, step: &Step) -> Option<(String, Hold)> {
        let met: BTreeMap<&str, Hold> = self
            .waiting
            .iter()
            .map(|(domain, hold)| (domain.as_str(), *hold))
            .filter(|(domain, _)| step.addresses().any(|address| address.domain() == *domain))
            .collect();
        let why = *met.values().next()?;
        Some((met.into_keys().collect::<Vec<_>>().join(" "), why))
    }

    /// Notes a domain that another account holds (R15).
    pub fn skipped(&mut self, domain: &DomainName, owner: &str) {
        self.notices.push(PlanNotice::DomainHeld { domain: domain.clone(), owner: owner.to_owned() });
    }

    /// Removals staged so far, for the brake (B1).
    #[must_use]
    pub fn removals(&self) -> u32 {
        self.counts.removed
    }

    /// Orders, hashes and stores the plan, in one transaction.
    ///
    /// # Errors
    /// [`StoreError::NoSnapshot`].
    pub fn finish(self, end: PlanEnd) -> Result<PlanRecord, StoreError> {
        let Self { client, revision, now, counts, delta, mut notices, staging, .. } = self;
        staging.finish(|db| {
            let snapshot = snapshot(db, client)?.ok_or(StoreError::NoSnapshot(client))?;
            notices.extend(more_notices(db, client)?);
            if end.brake.holds {
                let removed = Group::Removed.code();
                db.execute("UPDATE staged_step SET held = 'brake' WHERE grp = ?1", [removed])?;
            }
            let sql = "SELECT observed_digest FROM client WHERE id = ?1";
            let observed: String = db.query_row(sql, [client], |row| row.get(0))?;
            let id: PlanId = db.query_row(
                "INSERT INTO plan (client, hash, made_at, snapshot_read_at, snapshot_digest, observed_digest,
                   choice_revision, counts, bill, notices, brake)
                 VALUES (?1, '', ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10) RETURNING id",
                params![
                    client,
                    now.as_microsecond(),
                    snapshot.read_at.as_microsecond(),
                    snapshot.digest,
                    observed,
                    revision,
                    to_json(&counts)?,
                    to_json(&bill(db, client, delta)?)?,
                    to_json(&notices)?,
                    to_json(&end.brake)?,
                ],
                |row| row.get(0),
            )?;
            let hash = store_steps(db, id, &snapshot, &observed)?;
            db.execute("UPDATE plan SET hash = ?2 WHERE id = ?1", params![id, hash])?;
            forget_older(db, client)?;
            plan(db, client, id)
        })
    }
}

/// What is searched for a step.
fn search(object: &Object) -> String {
    let lines = match object {
        Object::Domain { name, .. } | Object::DomainOut { name, .. } => format!("{name}\n{}", name.to_unicode()),
        Object::Recipient { name, after: shape, .. } | Object::RecipientOut { name, before: shape, .. } => {
            shape.addresses().fold(name.clone(), |lines, address| format!("{lines}\n{address}"))
        }
    };
    lines.to_lowercase()
}

fn pairs(before: Services, after: Services) -> [(bool, bool); 3] {
    [(before.incoming, after.incoming), (before.outgoing, after.outgoing), (before.archiving, after.archiving)]
}

/// Moves the steps over in order; their hash with everything they were made from.
fn store_steps(db: &Connection, plan: PlanId, from: &SnapshotRecord, observed: &str) -> rusqlite::Result<String> {
    let mut hash = Sha256::new();
    hash.update(&from.digest);
    hash.update(observed);
    let mut staged = db.prepare(
        "SELECT grp, reason, held, key, name, search, step, waits_for, whole FROM staged_step ORDER BY grp, key, id",
    )?;
    let mut add = db.prepare(
        "INSERT INTO plan_step (id, plan, grp, reason, held, key, name, search, step, waits_for, whole)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)",
    )?;
    let mut rows = staged.query([])?;
    let mut seq = 0;
    while let Some(row) = rows.next()? {
        let held = row.get_ref(2)?.as_str_or_null()?;
        hash.update(held.unwrap_or_default());
        hash.update([0]);
        hash.update(text(row, 6)?);
        hash.update([0]);
        hash.update(row.get_ref(8)?.as_str_or_null()?.unwrap_or_default());
        hash.update([0]);
        let (grp, id): (i64, i64) = (row.get(0)?, place(plan.0, seq));
        add.execute(params![
            id,
            plan,
            grp,
            text(row, 1)?,
            held,
            text(row, 3)?,
            text(row, 4)?,
            text(row, 5)?,
            text(row, 6)?,
            row.get_ref(7)?.as_str_or_null()?,
            row.get_ref(8)?.as_str_or_null()?,
        ])?;
        seq += 1;
    }
    Ok(hex(&hash.finalize()))
}

/// What the gateway has now, and with every step of the plan.
fn bill(db: &Connection, client: ClientId, delta: [i64; 3]) -> rusqlite::Result<Bill> {
    let mut before = [0_u32; 3];
    let mut query =
        db.prepare("SELECT services, count(*) FROM observed_recipient WHERE client = ?1 GROUP BY services")?;
    let mut rows = query.query([client])?;
    while let Some(row) = rows.next()? {
        let (has, count) = (services(row.get(0)?), row.get::<_, u32>(1)?);
        for (total, (_, has)) in before.iter_mut().zip(pairs(Services::NONE, has)) {
            *total += if has { count } else { 0 };
        }
    }
    let after = |at: usize| u32::try_from(i64::from(before[at]) + delta[at]).unwrap_or(0);
    Ok(Bill {
        incoming_before: before[0],
        incoming_after: after(0),
        outgoing_before: before[1],
        outgoing_after: after(1),
        archiving_before: before[2],
        archiving_after: after(2),
    })
}

fn more_notices(db: &Connection, client: ClientId) -> Result<Vec<PlanNotice>, Fault> {
    let mut query = db.prepare(
        "SELECT d.name, count(*)
         FROM choice c JOIN object o ON o.id = c.object JOIN domain_set s ON s.id = o.domain_set
         JOIN domain d ON d.client = o.client AND instr(s.domains, ',' || d.id || ',') > 0
         WHERE o.client = ?1 AND c.selected = 0 AND o.scope_key IS NOT NULL AND d.selected = 1
           AND NOT EXISTS (SELECT 1 FROM remembered r WHERE r.object = o.id AND r.listed = 1)
           AND NOT EXISTS (SELECT 1 FROM observed_recipient b WHERE b.client = o.client AND b.key = o.scope_key)
         GROUP BY d.name ORDER BY d.name",
    )?;
    let unlisted = query.query_map([client], |row| {
        let (domain, count) = (crate::codec::parsed(row, 0)?, row.get(1)?);
        Ok(PlanNotice::UnlistedRecipients { domain, count })
    })?;
    let mut notices = unlisted.collect::<Result<Vec<_>, _>>()?;
    notices.extend(domain::left_behind(db, client)?.into_iter().map(|domain| PlanNotice::LeftBehind { domain }));
    let refused = domain::relays_refused(db, client)?.into_iter();
    notices.extend(refused.map(|domain| PlanNotice::RelayRefused { domain }));
    let sql = "SELECT exchange_asked FROM snapshot WHERE client = ?1";
    match db.query_row(sql, [client], |row| json(row, 0))? {
        ExchangeReading::Complete | ExchangeReading::Unchanged => {}
        ExchangeReading::Kinds { source, why } => {
            let weaker = kinds_from(db, client, source)?;
            notices.extend(weaker.then(|| PlanNotice::WeakerKinds { source, cause: why.clone() }));
            let guesses = kinds_from(db, client, KindSource::Guess)?;
            notices.extend(guesses.then_some(PlanNotice::KindsAreGuesses { cause: why }));
        }
        ExchangeReading::Unavailable(cause) => {
            let guesses = kinds_from(db, client, KindSource::Guess)?;
            notices.extend(guesses.then_some(PlanNotice::KindsAreGuesses { cause }));
        }
    }
    Ok(notices)
}

/// Whether a recipient in scope has its kind from this source.
fn kinds_from(db: &Connection, client: ClientId, source: KindSource) -> rusqlite::Result<bool> {
    let sql = "SELECT 1 FROM object WHERE client = ?1 AND scope_key IS NOT NULL AND kind_source = ?2";
    db.prepare(sql)?.exists(params![client, source.as_str()])
}

/// Lets go of the steps of plans that nobody applied.
fn forget_older(db: &Connection, client: ClientId) -> rusqlite::Result<()> {
    db.execute(
        "DELETE FROM plan WHERE client = ?1 AND NOT EXISTS (SELECT 1 FROM run r WHERE r.plan = plan.id)
           AND id NOT IN (SELECT id FROM plan WHERE client = ?1 ORDER BY id DESC LIMIT ?2)",
        params![client, KEPT],
    )?;
    Ok(())
}
