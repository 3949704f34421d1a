//! The making of a plan.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use model::{
    DomainName,
    plan::{Hold, Object, Step},
};
use rusqlite::{params, types::ValueRef};

use super::{
    Bill, Content, Group, PlanCounts, PlanEnd, PlanKind, PlanNotice, PlanOrigin, PlanRecord, RemovalCount, SavedStep,
    again::same_again,
    bill::{Differences, each},
    keep::forget_older,
    leaving::leaving,
    loser::Takers,
    notices::more_notices,
    place,
    print::Printer,
    read::{key, plan},
    stored::{Holding, VALUES, store_steps},
    text::written,
};
use crate::{
    ClientId, PlanId, RunId, Store, StoreError, approval,
    codec::to_json,
    database::Staging,
    snapshot::snapshot,
    sorted::{self, Sorter},
};

/// Stages a plan; dropped without [`finish`](Self::finish) it leaves no trace.
#[derive(Debug)]
pub struct PlanWriter {
    client: ClientId,
    origin: PlanOrigin,
    revision: i64,
    now: Timestamp,
    counts: PlanCounts,
    removals: RemovalCount,
    differences: Differences,
    notices: Vec<PlanNotice>,
    /// New domains that wait until a person lets them refuse whoever is not listed.
    waiting: BTreeMap<DomainName, Hold>,
    content: Content,
    printer: Printer,
    takers: Takers,
    /// How many steps were staged.
    staged: i64,
    /// Recipients whom an undo leads back.
    led_back: BTreeSet<[u8; 16]>,
    sorter: Sorter,
    staging: Staging,
}

/// What a step is staged with.
#[derive(Default)]
struct Beside<'a> {
    held: Option<Hold>,
    waits_for: Option<&'a str>,
    whole: Option<&'a Step>,
    undoes: Option<i64>,
}

impl Store {
    /// Begins to make a plan from the newest snapshot and observation; begin it before reading the cases.
    ///
    /// # Errors
    /// [`StoreError::NoClient`].
    pub fn begin_plan(&self, client: ClientId, now: Timestamp) -> Result<PlanWriter, StoreError> {
        self.begin_plan_from(client, PlanOrigin::default(), now)
    }

    /// The same for a plan of another kind.
    ///
    /// # Errors
    /// [`StoreError::NoClient`].
    pub fn begin_plan_from(
        &self,
        client: ClientId,
        origin: PlanOrigin,
        now: Timestamp,
    ) -> Result<PlanWriter, StoreError> {
        let (revision, takers) = self.read("beginning a plan", |db| {
            crate::client::options(db, client)?;
            let sql = "SELECT choice_revision FROM client WHERE id = ?1";
            Ok((db.query_row(sql, [client], |row| row.get(0))?, Takers::of(db, client)?))
        })?;
        Ok(PlanWriter {
            client,
            origin,
            revision,
            now,
            counts: PlanCounts::default(),
            removals: RemovalCount::default(),
            differences: Differences::default(),
            notices: Vec::new(),
            waiting: BTreeMap::new(),
            content: Content::default(),
            printer: Printer::default(),
            takers,
            staged: 0,
            led_back: BTreeSet::new(),
            sorter: Sorter::default(),
            staging: self.stage("staging a plan", sorted::TABLES)?,
        })
    }
}

impl PlanWriter {
    /// Stages a step; domains come before recipients, for the rest their order does not matter.
    pub fn step(&mut self, step: &Step) -> Result<(), StoreError> {
        self.step_that_undoes(step, None)
    }

    /// Stages a step that takes back the one at this place of a run (B5).
    pub fn undo_step(&mut self, step: &Step, run: RunId, seq: u32) -> Result<(), StoreError> {
        self.step_that_undoes(step, Some(place(run.0, seq)))
    }

    fn step_that_undoes(&mut self, step: &Step, undoes: Option<i64>) -> Result<(), StoreError> {
        if let (Object::Domain { name, .. }, Some(hold)) = (&step.object, step.held) {
            let domain = name.clone();
            match hold {
                Hold::InternalRelay => self.notices.push(PlanNotice::InternalRelay { domain }),
                Hold::ExchangeUnknown => self.notices.push(PlanNotice::ExchangeUnknown { domain }),
                Hold::Brake
                | Hold::NewMailbox
                | Hold::Drift
                | Hold::ExceptionEnded
                | Hold::MovedSince
                | Hold::DomainOut
                | Hold::Imported => {}
            }
        }
        if let (Some(domain), Some(hold)) = (step.awaited_domain(), step.held) {
            self.waiting.insert(domain.clone(), hold);
        }
        let waits = self.waits_for(step);
        let held = step.held.or(waits.as_ref().map(|(_, hold)| *hold));
        let waits_for = waits.as_ref().map(|(domains, _)| domains.as_str());
        self.stage(step, &Beside { held, waits_for, undoes, whole: None })
    }

    /// Stages a step that does not wait, without the addresses in domains that do; they follow when a person lets the
    /// domains go.
    pub fn step_in_part(&mut self, part: &Step, whole: &Step) -> Result<(), StoreError> {
        let waits = self.waits_for(whole).map(|(domains, _)| domains);
        self.stage(part, &Beside { held: part.held, waits_for: waits.as_deref(), whole: Some(whole), undoes: None })
    }

    /// Stages a step of a plan from a file; nobody has approved it here.
    pub fn saved_step(&mut self, saved: &SavedStep) -> Result<(), StoreError> {
        let SavedStep { held, step, waits_for, whole, .. } = saved;
        let (waits_for, whole) = (waits_for.as_deref(), whole.as_ref());
        self.stage(step, &Beside { held: *held, waits_for, whole, undoes: None })
    }

    /// Counts an object that a standing exception leaves alone.
    pub const fn exempt(&mut self) {
        self.counts.exempt += 1;
    }

    /// Notes something to know.
    pub fn notice(&mut self, notice: PlanNotice) {
        self.notices.push(notice);
    }

    fn stage(&mut self, step: &Step, beside: &Beside<'_>) -> Result<(), StoreError> {
        let group = Group::of(step);
        let (id, name) = match &step.object {
            Object::Domain { .. } | Object::DomainOut { .. } => (None, ""),
            Object::Recipient { id, name, .. } | Object::RecipientOut { id, name, .. } => (Some(id.0), name.as_str()),
        };
        let id_bytes = id.as_ref().map_or(&[][..], |id| id);
        // A domain goes out when nobody is left in it.
        let last = matches!(step.object, Object::DomainOut { .. });
        let key = key(&step.object);
        let order = [&[group as u8, u8::from(last)], key.as_bytes(), &[0], id_bytes].concat();
        let whole = beside.whole.unwrap_or(step);
        let Self { staging, content, printer, sorter, staged, .. } = self;
        staging.add(|db| {
            let text = written(step)?;
            content.add_written(&text);
            let (whole_text, search) = (beside.whole.map(written).transpose()?, search(&whole.object));
            let values: [ValueRef<'_>; VALUES] = [
                beside.held.map(Hold::as_str).into(),
                text.as_str().into(),
                whole_text.as_deref().into(),
                ValueRef::Integer(group.code()),
                step.reason.as_str().into(),
                key.as_str().into(),
                name.into(),
                search.as_str().into(),
                beside.waits_for.into(),
                beside.undoes.map_or(ValueRef::Null, ValueRef::Integer),
                printer.wanted(step)?.map_or(ValueRef::Null, ValueRef::Integer),
                ValueRef::Integer(*staged),
                ValueRef::Integer(step.is_removal().into()),
            ];
            Ok(sorter.add(db, &order, &values)?)
        })?;
        self.takers.note(self.staged, whole);
        self.staged += 1;
        if self.origin.kind == PlanKind::Undo {
            self.led_back.extend(id);
        }
        *self.counts.of(group) += 1;
        if step.is_removal() {
            self.removals.add(step);
        }
        self.differences.note(step);
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
    pub const fn removals(&self) -> RemovalCount {
        self.removals
    }

    /// Orders, hashes and stores the plan, in one transaction.
    ///
    /// # Errors
    /// [`StoreError::NoSnapshot`].
    pub fn finish(self, end: PlanEnd) -> Result<PlanRecord, StoreError> {
        let Self { client, origin, revision, now, counts, mut differences, mut notices, content, .. } = self;
        let (takers, led_back, sorter, staging) = (self.takers, self.led_back, self.sorter, self.staging);
        staging.finish(|db| {
            let newest = snapshot(db, client)?.ok_or(StoreError::NoSnapshot(client))?;
            let (read_at, digest) = origin.snapshot.unwrap_or((newest.read_at, newest.digest));
            notices.extend(more_notices(db, client)?);
            notices.extend(leaving(db, client, now)?);
            let sql = "SELECT observed_digest FROM client WHERE id = ?1";
            let observed: String = db.query_row(sql, [client], |row| row.get(0))?;
            let losers = takers.losers(db, client, &mut differences)?;
            let by_kind = differences.bills(db, client, &observed)?;
            let id: PlanId = db.query_row(
                "INSERT INTO plan (client, hash, made_at, snapshot_read_at, snapshot_digest, observed_digest,
                   choice_revision, counts, bill, bill_by_kind, notices, brake, kind, undoes, about, content)
                 VALUES (?1, '', ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15) RETURNING id",
                params![
                    client,
                    now.as_microsecond(),
                    read_at.as_microsecond(),
                    digest,
                    observed,
                    revision,
                    to_json(&counts)?,
                    to_json(&Bill::sum(by_kind.values()))?,
                    to_json(&by_kind)?,
                    to_json(&notices)?,
                    to_json(&end.brake)?,
                    origin.kind.as_str(),
                    origin.undoes,
                    origin.about,
                    content.bytes(),
                ],
                |row| row.get(0),
            )?;
            let holding = Holding { brake: end.brake.holds, kind: origin.kind, led_back: &led_back, losers: &losers };
            let hash = store_steps(db, id, (&digest, &observed), sorter, &holding)?;
            db.execute("UPDATE plan SET hash = ?2 WHERE id = ?1", params![id, hash])?;
            let id = same_again(db, id)?;
            approval::carry_over(db, client, id, &hash)?;
            forget_older(db, client, id, origin.kind, now)?;
            plan(db, client, id)
        })
    }
}

impl RemovalCount {
    /// Counts a step that is a removal.
    pub fn add(&mut self, step: &Step) {
        self.whole += 1;
        for (count, lost) in self.services.iter_mut().zip(each(step.removed())) {
            *count += u32::from(lost);
        }
    }
}

/// What is searched for a step.
fn search(object: &Object) -> String {
    let (name, shape) = match object {
        Object::Domain { name, .. } | Object::DomainOut { name, .. } => {
            return format!("{name}\n{}", name.to_unicode()).to_lowercase();
        }
        Object::Recipient { name, after: shape, .. } | Object::RecipientOut { name, before: shape, .. } => {
            (name, shape)
        }
    };
    let mut lines = name.to_lowercase();
    for address in shape.addresses() {
        lines.push('\n');
        let from = lines.len();
        lines.push_str(address.as_str());
        if address.as_str().is_ascii() {
            lines[from..].make_ascii_lowercase();
        } else {
            lines.replace_range(from.., &address.as_str().to_lowercase());
        }
    }
    lines
}
