//! A plan as PDF (W6).

use std::io::Write as _;
use std::path::PathBuf;

use ::handover::Language;
use ::handover::plan::{LISTED_STEPS, PlanPaper};
use store::{Bill, ClientId, PlanCounts, PlanId, PlanKind, PlanQuery, Store, StoreError};

use super::{colour, gather, private, program};
use crate::{Engine, EngineError};

impl Engine {
    /// Writes a plan as PDF, in the language of the client's options, into a file that only its owner may read; it is
    /// there whole or not at all.
    ///
    /// # Errors
    /// [`EngineError::Store`] when the client has no such plan; [`EngineError::Output`].
    pub async fn plan_pdf_file(&self, client: ClientId, plan: PlanId, path: PathBuf) -> Result<(), EngineError> {
        let status = self.client(client).await?;
        let (now, person) = (self.now(), self.person().to_owned());
        self.stored(move |store| {
            let options = store.options(client)?;
            let record = store.plan(client, plan)?;
            let approvals = store.approvals(plan)?;
            let paper = PlanPaper {
                written_at: now,
                written_by: person,
                program: program(),
                language: Language::of_tag(&options.language).unwrap_or_default(),
                colour: colour(&status.record),
                practice: status.practice,
                options,
                plan: plan.0,
                rehearsal: record.kind == PlanKind::Rehearsal,
                undoes: record.undoes.map(|run| run.0),
                made_at: record.made_at,
                read_at: record.snapshot_read_at,
                run: record.run.map(|run| run.0),
                ready: record.ready,
                exempt: record.counts.exempt,
                groups: groups(record.counts),
                holds: gather::holds(store, &record)?,
                bill: bill(record.bill),
                approvals: approvals
                    .into_iter()
                    .map(|one| (one.account.unwrap_or(one.who), one.second, one.at))
                    .collect(),
                steps: steps(store, plan)?,
                hash: record.hash,
                client: status.record.name,
            };
            let pdf = paper.document().pdf()?;
            private(&path, |out| Ok(out.write_all(&pdf)?))
        })
        .await
    }
}

fn groups(counts: PlanCounts) -> [u32; 6] {
    [counts.domains, counts.created, counts.adopted, counts.changed, counts.stopped, counts.removed]
}

fn bill(bill: Bill) -> [(u32, u32); 3] {
    [
        (bill.incoming_before, bill.incoming_after),
        (bill.outgoing_before, bill.outgoing_after),
        (bill.archiving_before, bill.archiving_after),
    ]
}

/// The first steps, held ones before the others.
fn steps(store: &Store, plan: PlanId) -> Result<Vec<(String, model::plan::Step)>, StoreError> {
    let mut steps = Vec::new();
    for held in [true, false] {
        let limit = LISTED_STEPS.saturating_sub(u32::try_from(steps.len()).unwrap_or(u32::MAX));
        let query = PlanQuery { held: Some(held), limit, ..PlanQuery::default() };
        steps.extend(store.plan_window(plan, &query)?.rows.into_iter().map(|row| (row.key, row.step)));
    }
    Ok(steps)
}
