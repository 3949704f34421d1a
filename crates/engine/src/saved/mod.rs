//! A plan as a file: to be approved and applied later, or where another data folder lies. It holds no secret.
//!
//! Each line is one JSON object, and each carries the fingerprint of itself and of every line before it, so that a
//! change is told with its line. The chain shows damage, not who made the file: whoever can write it can make the chain
//! anew. So nothing in it is believed that a person has to answer for: its approvals are shown and count for nothing, and
//! whatever takes something away waits until somebody here approves it.

mod choice;
mod file;
mod holding;

use std::path::{Path, PathBuf};

use jiff::Timestamp;
use model::{Brake, BrakeReading};
use serde::{Deserialize, Serialize};
use store::{ApprovalRecord, ClientId, PlanEnd, PlanId, PlanKind, PlanOrigin, PlanRecord, PlanWriter, Store};

#[cfg(test)]
pub(crate) use self::file::forged;
use self::file::{Foot, Head, VERSION, read, write};
use self::holding::{Holding, PAGE};
use crate::planning::weighed;
use crate::stale::Difference;
use crate::{Engine, EngineError, Moved, Phase, Topic};

/// Why a plan cannot be written to a file or taken in from one.
#[derive(Debug, thiserror::Error)]
pub enum SavedPlanError {
    /// The file itself.
    #[error("{} cannot be used: {cause}", .path.display())]
    File {
        /// Where.
        path: PathBuf,
        /// Why.
        cause: String,
    },
    /// It is no plan that was written by this program, or it is cut off.
    #[error("line {line} of the file is no part of a plan: {cause}")]
    NotAPlan {
        /// Line, from 1.
        line: u32,
        /// Why.
        cause: String,
    },
    /// It was written by a newer version of this program.
    #[error("the file was written by a newer Tenantry (form {found}, this one knows {VERSION})")]
    Newer {
        /// Its form.
        found: u32,
    },
    /// It is not as it was written.
    #[error("the file was changed after it was written; the first change is in line {line}")]
    Tampered {
        /// Line, from 1.
        line: u32,
    },
    /// It is of another tenant (R11).
    #[error("the plan is of the tenant {got}, but this client is {expected}")]
    OtherTenant {
        /// The client's tenant.
        expected: String,
        /// The file's.
        got: String,
    },
    /// It is for another gateway (B2).
    #[error("the plan is for the gateway {got}, but this client has {expected}")]
    OtherGateway {
        /// The client's gateway.
        expected: String,
        /// The file's.
        got: String,
    },
    /// An undo refers to the journal of its data folder.
    #[error("an undo can only be applied where its run was made")]
    Undo,
}

/// Where a saved plan came from, and how this folder stood when it came; kept with it as JSON.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct SavedFrom {
    /// The client's name there.
    pub client: String,
    /// The plan's number there.
    pub plan: PlanId,
    /// When it was written to the file.
    pub exported_at: Timestamp,
    /// By whom.
    pub exported_by: String,
    /// Who approved it, as the file says; that counts for nothing here.
    #[serde(default)]
    pub approvals: Vec<ApprovalRecord>,
    /// Held steps need a second person where it was made, and so here.
    #[serde(default)]
    pub second_needed: bool,
    /// This folder had a choice or a memory of its own.
    #[serde(default = "yes")]
    pub own: bool,
    /// Fingerprint of the choice that this folder has since.
    #[serde(default)]
    pub choice: String,
}

const fn yes() -> bool {
    true
}

impl SavedFrom {
    /// Where a plan came from; `None` when it is no plan from a file.
    #[must_use]
    pub fn of(plan: &PlanRecord) -> Option<Self> {
        let about = plan.about.as_deref().filter(|_| plan.kind == PlanKind::Saved)?;
        serde_json::from_str(about).ok()
    }
}

impl Engine {
    /// Writes a plan to a file; one that is there is replaced only when the new one is whole.
    ///
    /// # Errors
    /// [`EngineError::Rehearsed`], [`EngineError::Saved`], [`EngineError::Store`].
    pub async fn plan_export(&self, client: ClientId, plan: PlanId, path: PathBuf) -> Result<(), EngineError> {
        let record = self.plan(client, plan).await?;
        if record.run.is_some() {
            return Err(EngineError::stale(plan, Moved::Applied));
        }
        match record.kind {
            PlanKind::Rehearsal => return Err(EngineError::Rehearsed { plan: plan.0 }),
            PlanKind::Undo => return Err(SavedPlanError::Undo.into()),
            PlanKind::Sync | PlanKind::Saved => {}
        }
        let (of_client, tenant) = self.pinned(client).await?;
        let (now, person) = (self.now(), self.person().to_owned());
        self.stored(move |store| {
            let choice = choice::of(store, client, now)?;
            let second_needed = choice.options.second_person || second_needed(&record);
            let head = Head {
                version: VERSION,
                client: of_client.name,
                tenant,
                gateway: of_client.gateway_identity.unwrap_or_default(),
                plan,
                hash: record.hash,
                made_at: record.made_at,
                snapshot_read_at: record.snapshot_read_at,
                snapshot_digest: record.snapshot_digest,
                observed_digest: record.observed_digest,
                brake: record.brake,
                exported_at: now,
                exported_by: person,
                second_needed,
                choice,
            };
            write(store, plan, head, &path)
        })
        .await
    }

    /// Takes a plan in from a file. Nothing is stored unless it is whole, of this tenant and gateway, and neither moved
    /// since; a data folder in which its domains are not chosen takes the choice over, too.
    ///
    /// # Errors
    /// [`EngineError::Saved`]; [`EngineError::Stale`] with what differs (B3); those of [`Engine::make_plan`].
    pub async fn plan_import(&self, client: ClientId, path: PathBuf) -> Result<PlanRecord, EngineError> {
        let engine = self.clone();
        let work = async move {
            let _turn = engine.turn(client).await?;
            let taken = engine.import_in_turn(client, path).await;
            engine.0.board.clear(client);
            engine.stale(client, &[Topic::Plan, Topic::Domains, Topic::Mailboxes, Topic::Client]);
            taken
        };
        self.0.tasks.spawn(work).await?
    }

    async fn import_in_turn(&self, client: ClientId, path: PathBuf) -> Result<PlanRecord, EngineError> {
        let file = path.clone();
        let (head, foot) = self.stored(move |_| read(&file, |_| Ok(()))).await?;
        let (record, tenant) = self.pinned(client).await?;
        if head.tenant != tenant {
            let (expected, got) = (tenant.to_string(), head.tenant.to_string());
            return Err(SavedPlanError::OtherTenant { expected, got }.into());
        }
        let gateway = self.gateway(&record, tenant).await?;
        let expected = gateway.identify().await?.id;
        if head.gateway != expected {
            return Err(SavedPlanError::OtherGateway { expected, got: head.gateway }.into());
        }
        self.recover(client, &gateway).await?;
        let observed = self.observe(client, &gateway, Phase::ReadingGateway).await?;
        let now = self.now();
        self.stored(move |store| take_in(store, client, &path, &head, foot, &observed, now)).await
    }
}

/// Whether a plan came from a file that asks for a second person.
pub(crate) fn second_needed(plan: &PlanRecord) -> bool {
    SavedFrom::of(plan).is_some_and(|from| from.second_needed)
}

/// Whether a plan from a file has to be the one that would be made here, too: the folder had a choice or a memory of
/// its own when it came, or something was chosen since.
pub(crate) fn is_own(store: &Store, plan: &PlanRecord, now: Timestamp) -> Result<bool, EngineError> {
    let Some(from) = SavedFrom::of(plan).filter(|from| !from.own) else { return Ok(true) };
    Ok(choice::print(&choice::of(store, plan.client, now)?)? != from.choice)
}

/// Stores a plan whose file was found to be whole.
fn take_in(
    store: &Store,
    client: ClientId,
    path: &Path,
    head: &Head,
    foot: Foot,
    observed: &str,
    now: Timestamp,
) -> Result<PlanRecord, EngineError> {
    let same = store.snapshot(client)?.is_some_and(|snapshot| snapshot.digest == head.snapshot_digest);
    let moved = match (same, observed == head.observed_digest) {
        (false, _) => Some(Moved::Tenant),
        (true, false) => Some(Moved::Gateway),
        (true, true) => None,
    };
    if let Some(moved) = moved {
        let mut difference = Difference::default();
        read(path, |saved| {
            difference.reviewed(&saved.step);
            Ok(())
        })?;
        difference.against_now(store, client, now)?;
        return Err(EngineError::Stale { plan: head.plan.0, moved, keys: difference.keys() });
    }
    // Before the plan: without the choice it must not be applied here.
    let own = !choice::take(store, client, &head.choice, now)?;
    let from = SavedFrom {
        client: head.client.clone(),
        plan: head.plan,
        exported_at: head.exported_at,
        exported_by: head.exported_by.clone(),
        approvals: foot.approvals,
        second_needed: head.second_needed,
        own,
        choice: choice::print(&choice::of(store, client, now)?)?,
    };
    let about = serde_json::to_string(&from).map_err(|error| EngineError::Broken(error.to_string()))?;
    let origin = PlanOrigin { kind: PlanKind::Saved, about: Some(about), ..PlanOrigin::default() };
    let mut writer = store.begin_plan_from(client, origin, now)?;
    let mut holding = Holding::of(store, client, now)?;
    read(path, |step| {
        holding.page.push(step);
        if holding.page.len() < PAGE { Ok(()) } else { holding.stage(&mut writer) }
    })?;
    holding.stage(&mut writer)?;
    let brake = brake(store, client, &writer, head, now)?;
    Ok(writer.finish(PlanEnd { brake })?)
}

/// The brake as it is read here, with the stricter of both thresholds (B1).
fn brake(
    store: &Store,
    client: ClientId,
    plan: &PlanWriter,
    head: &Head,
    now: Timestamp,
) -> Result<BrakeReading, EngineError> {
    let options = store.options(client)?;
    let (here, there) = (options.brake, head.choice.options.brake);
    let stricter = Brake { percent: here.percent.min(there.percent), floor: here.floor.min(there.floor) };
    let mut reading = stricter.read(&weighed(store, client, plan.removals(), store.in_scope_with(client)?, now)?);
    reading.holds |= head.brake.holds;
    Ok(reading)
}
