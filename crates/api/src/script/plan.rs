//! A plan as a script sees it.

use std::collections::BTreeMap;

use engine::{Among, Bill, ClientId, Group, PlanCounts, PlanId, PlanRecord, PlanRow, Setting};
use model::plan::{Action, Hold, Object, Step};
use serde::Serialize;
use serde_json::Value;

use super::to_script;
use crate::{
    Api,
    dto::{ClientRef, PlanKind, PlanView, Problem},
    view,
};

/// A plan without its steps.
#[derive(Debug, Clone, Serialize)]
pub struct PlanHead {
    /// Id.
    pub plan: u32,
    /// Hash over its steps, its reading and the observed gateway.
    pub hash: String,
    /// Steps by what they do to an object.
    pub counts: StepCounts,
    /// Steps that wait for a person.
    pub held: u32,
    /// Those steps.
    pub holds: Vec<HeldStep>,
    /// Things to know before applying.
    pub notices: Vec<Value>,
    /// `sync`, `undo`, `rehearsal` or `saved`.
    pub kind: PlanKind,
    /// The run that it takes back.
    pub undoes: Option<u32>,
    /// What exceptions keep as it is.
    pub exempt: u32,
    /// Billed services.
    pub bill: BillLine,
    /// The same by kind of recipient.
    pub bill_by_kind: BTreeMap<String, BillLine>,
    /// What the brake says, as a whole and for each service.
    pub brake: Value,
    /// Applying everything that is held asks for the client's name.
    pub name_needed: bool,
    /// Held steps need the approval of a second person, and there is none yet.
    pub second_needed: bool,
    /// Who approved it so far.
    pub approvals: Value,
    /// Who approved it where it was made, as its file says.
    pub file_approvals: Value,
    /// What it leaves to a person, by setting.
    pub by_hand: BTreeMap<&'static str, u32>,
}

/// Billed services before and after a plan.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[allow(missing_docs, reason = "the names are the services")]
pub struct BillLine {
    pub incoming_before: u32,
    pub incoming_after: u32,
    pub outgoing_before: u32,
    pub outgoing_after: u32,
    pub archiving_before: u32,
    pub archiving_after: u32,
}

/// Steps by what they do to an object.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[allow(missing_docs, reason = "the names say it")]
pub struct StepCounts {
    pub create: u32,
    pub change: u32,
    pub remove: u32,
}

/// A step that waits for a person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct HeldStep {
    /// Its place in the plan.
    pub seq: u32,
    /// Domain or primary address.
    pub key: String,
    /// `brake`, `new-mailbox`, `drift`, `internal-relay`, `exchange-unknown`, `exception-ended`, `moved-since`,
    /// `domain-out`, `imported`.
    pub held: &'static str,
    /// Why the step is there.
    pub reason: &'static str,
}

/// One step.
#[derive(Debug, Clone, Serialize)]
pub struct PlanStep {
    /// Its place in the plan.
    pub seq: u32,
    /// `create`, `change` or `remove`.
    pub action: &'static str,
    /// `domain` or `recipient`.
    pub object: &'static str,
    /// Domain or primary address.
    pub key: String,
    /// What the gateway has.
    pub before: Option<Value>,
    /// What it is to have; `null`: it is taken out.
    pub after: Option<Value>,
    /// Why.
    pub reason: &'static str,
    /// Why it waits; `null` when it does not.
    pub held: Option<&'static str>,
    /// Directory id of a recipient.
    pub id: Option<String>,
    /// Display name of a recipient.
    pub name: String,
    /// A person said of this leaver that it left; the brake does not count it.
    pub confirmed: bool,
    /// What of it a person has to set in the gateway.
    pub by_hand: Vec<&'static str>,
}

impl Api {
    /// Computes and stores a plan.
    pub async fn plan(&self, client: ClientRef) -> Result<PlanHead, Problem> {
        let plan = self.engine.make_plan(ClientId(client.client)).await?;
        self.plan_head(ClientId(client.client), &plan).await
    }

    pub(crate) async fn plan_head(&self, client: ClientId, plan: &PlanRecord) -> Result<PlanHead, Problem> {
        let mut holds = Vec::new();
        self.steps(client, plan.id, Among::Waiting, |_, step| {
            let PlanStep { seq, key, reason, held, .. } = step;
            holds.extend(held.map(|held| HeldStep { seq, key, held, reason }));
            Ok::<_, Problem>(())
        })
        .await?;
        let counts = self.step_counts(client, plan).await?;
        let by_hand = self.engine.by_hand_of_plan(client, plan.id).await?;
        let shown = self.plan_shown(client, plan, false).await?;
        let PlanView { kind, undoes, exempt, notices, brake, name_needed, second_needed, .. } = shown;
        Ok(PlanHead {
            plan: plan.id.0,
            hash: plan.hash.clone(),
            counts,
            held: plan.held,
            holds,
            notices: notices.iter().map(to_script).collect(),
            kind,
            undoes,
            exempt,
            bill: plan.bill.into(),
            bill_by_kind: plan.bill_by_kind.iter().map(|(kind, bill)| (kind.to_string(), (*bill).into())).collect(),
            brake: to_script(&brake),
            name_needed,
            second_needed,
            approvals: to_script(&shown.approvals),
            file_approvals: to_script(&shown.file_approvals),
            by_hand: by_hand.into_iter().map(|(setting, count)| (setting.as_str(), count)).collect(),
        })
    }

    /// Domains are counted by what happens to them, too, so their steps are looked at; there are few.
    async fn step_counts(&self, client: ClientId, plan: &PlanRecord) -> Result<StepCounts, Problem> {
        let PlanCounts { domains, created, adopted, changed, stopped, removed, .. } = plan.counts;
        let (mut new_domains, mut gone_domains) = (0, 0);
        self.rows(client, plan.id, Among::Group(Group::Domains), |row| {
            new_domains += u32::from(row.step.action == Action::Create);
            gone_domains += u32::from(row.step.action == Action::Withdraw);
            Ok::<_, Problem>(())
        })
        .await?;
        Ok(StepCounts {
            create: created + new_domains,
            change: adopted + changed + stopped + domains - new_domains - gone_domains,
            remove: removed + gone_domains,
        })
    }

    /// Hands every step of a plan to `each`, in order.
    pub async fn plan_steps<E: From<Problem>>(
        &self,
        client: ClientRef,
        plan: u32,
        mut each: impl FnMut(PlanStep) -> Result<(), E>,
    ) -> Result<(), E> {
        self.steps(ClientId(client.client), PlanId(plan), Among::All, |_, step| each(step)).await
    }

    pub(crate) async fn steps<E: From<Problem>>(
        &self,
        client: ClientId,
        plan: PlanId,
        among: Among,
        mut each: impl FnMut(&Step, PlanStep) -> Result<(), E>,
    ) -> Result<(), E> {
        let by_hand = self.engine.by_hand_settings(client).await.map_err(Problem::from)?;
        self.rows(client, plan, among, |row| {
            let shown = step(row.seq, row.key, &row.step, by_hand);
            each(&row.step, shown)
        })
        .await
    }

    async fn rows<E: From<Problem>>(
        &self,
        client: ClientId,
        plan: PlanId,
        among: Among,
        mut each: impl FnMut(PlanRow) -> Result<(), E>,
    ) -> Result<(), E> {
        let mut after = None;
        loop {
            let rows = self.engine.plan_rows(client, plan, among, after).await.map_err(Problem::from)?;
            let Some(last) = rows.last() else { return Ok(()) };
            after = Some(last.seq);
            rows.into_iter().try_for_each(&mut each)?;
        }
    }

    /// The places of held steps, by their domains or primary addresses.
    pub(crate) async fn held_places(
        &self,
        client: ClientId,
        plan: PlanId,
        keys: &[String],
    ) -> Result<Vec<u32>, Problem> {
        let mut wanted: BTreeMap<String, Option<u32>> =
            keys.iter().map(|key| (key.trim().to_lowercase(), None)).collect();
        self.steps(client, plan, Among::Waiting, |_, step| {
            if let Some(place) = wanted.get_mut(&step.key.to_lowercase()) {
                *place = Some(step.seq);
            }
            Ok::<_, Problem>(())
        })
        .await?;
        let found = |(key, place): (String, Option<u32>)| {
            let message = format!("plan {} holds nothing of {key}", plan.0);
            place.ok_or_else(|| view::usage(message, "Held steps are listed by plan, as holds."))
        };
        wanted.into_iter().map(found).collect()
    }
}

impl From<Bill> for BillLine {
    fn from(bill: Bill) -> Self {
        Self {
            incoming_before: bill.incoming_before,
            incoming_after: bill.incoming_after,
            outgoing_before: bill.outgoing_before,
            outgoing_after: bill.outgoing_after,
            archiving_before: bill.archiving_before,
            archiving_after: bill.archiving_after,
        }
    }
}

fn step(seq: u32, key: String, step: &Step, by_hand: &[Setting]) -> PlanStep {
    fn json(shape: &impl Serialize) -> Option<Value> {
        Some(serde_json::to_value(shape).unwrap_or_default())
    }
    let (object, id, name, before, after) = match &step.object {
        Object::Domain { before, after, name, .. } => {
            ("domain", None, name.to_unicode(), before.as_ref().and_then(json), json(after))
        }
        Object::DomainOut { before, name } => ("domain", None, name.to_unicode(), json(before), None),
        Object::Recipient { id, name, before, after, .. } => {
            ("recipient", Some(id), name.clone(), before.as_ref().and_then(json), json(after))
        }
        Object::RecipientOut { id, name, before } => ("recipient", Some(id), name.clone(), json(before), None),
    };
    PlanStep {
        seq,
        action: match step.action {
            Action::Create => "create",
            // The object stays, with another shape.
            Action::Adopt | Action::Change | Action::Stop => "change",
            Action::Remove | Action::Withdraw => "remove",
        },
        object,
        key,
        before,
        after,
        reason: step.reason.as_str(),
        held: step.held.map(Hold::as_str),
        id: id.map(ToString::to_string),
        name,
        confirmed: step.confirmed,
        by_hand: engine::settings_of(step, by_hand).into_iter().map(Setting::as_str).collect(),
    }
}
