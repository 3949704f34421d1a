//! Plans and bills as CSV (RFC 4180), written row by row.

use std::collections::{BTreeMap, BTreeSet};
use std::io::Write;
use std::path::PathBuf;

use csv::{Terminator, WriterBuilder};
use model::plan::{Lost, Object, Reason, Step};
use model::{Kind, RecipientShape, Services};
use store::{Among, ClientId, Loser, PlanId, Store};

use crate::read::each_row;
use crate::rule;
use crate::{Engine, EngineError, csv_cell, write_private};

/// Recipients read together.
const PAGE: u32 = 1_000;

impl Engine {
    /// Writes a plan's steps: one line each, in the order in which they are applied.
    ///
    /// # Errors
    /// [`EngineError::Store`] when the client has no such plan; [`EngineError::Output`].
    pub async fn plan_csv(
        &self,
        client: ClientId,
        plan: PlanId,
        to: impl Write + Send + 'static,
    ) -> Result<(), EngineError> {
        self.plan(client, plan).await?;
        self.stored(move |store| steps(store, plan, to)).await
    }

    /// Writes who is billed for what before and after a plan: one line for each recipient that the gateway has or that
    /// the plan adds, to be compared with an invoice.
    ///
    /// # Errors
    /// Those of [`Engine::plan_csv`].
    pub async fn bill_csv(
        &self,
        client: ClientId,
        plan: PlanId,
        to: impl Write + Send + 'static,
    ) -> Result<(), EngineError> {
        self.plan(client, plan).await?;
        self.stored(move |store| bill(store, client, plan, to)).await
    }
}

impl Engine {
    /// [`Engine::plan_csv`] into a file that only its owner may read; it is there whole or not at all.
    ///
    /// # Errors
    /// Those of [`Engine::plan_csv`].
    pub async fn plan_csv_file(&self, client: ClientId, plan: PlanId, path: PathBuf) -> Result<(), EngineError> {
        self.plan(client, plan).await?;
        self.stored(move |store| write_private(&path, unwritten, |out| steps(store, plan, out))).await
    }

    /// [`Engine::bill_csv`] into such a file.
    ///
    /// # Errors
    /// Those of [`Engine::plan_csv`].
    pub async fn bill_csv_file(&self, client: ClientId, plan: PlanId, path: PathBuf) -> Result<(), EngineError> {
        self.plan(client, plan).await?;
        self.stored(move |store| write_private(&path, unwritten, |out| bill(store, client, plan, out))).await
    }
}

fn unwritten(error: &std::io::Error) -> EngineError {
    EngineError::Output(error.to_string())
}

fn steps(store: &Store, plan: PlanId, to: impl Write) -> Result<(), EngineError> {
    let mut out = WriterBuilder::new().terminator(Terminator::CRLF).from_writer(to);
    out.write_record(["place", "group", "object", "key", "name", "kind", "before", "after", "reason", "held", "rule"])?;
    each_row(store, plan, Among::All, |row| {
        let (object, name, before, after) = match &row.step.object {
            Object::Domain { before, .. } => {
                ("domain", "", before.is_some().then(|| "set up".to_owned()), Some("set up".to_owned()))
            }
            Object::DomainOut { .. } => ("domain", "", Some("set up".to_owned()), None),
            Object::Recipient { name, before, after, .. } => {
                ("recipient", name.as_str(), before.as_ref().map(told), Some(told(after)))
            }
            Object::RecipientOut { name, before, .. } => ("recipient", name.as_str(), Some(told(before)), None),
        };
        out.write_record([
            row.seq.to_string().as_str(),
            row.group.as_str(),
            object,
            &csv_cell(&row.key),
            &csv_cell(name),
            kind(&row.step).map_or("", Kind::as_str),
            before.as_deref().unwrap_or("not there"),
            after.as_deref().unwrap_or("taken out"),
            row.step.reason.as_str(),
            row.step.held.map_or("", model::plan::Hold::as_str),
            rule(&row.step),
        ])?;
        Ok::<_, EngineError>(())
    })?;
    Ok(out.flush()?)
}

fn kind(step: &Step) -> Option<Kind> {
    match &step.object {
        Object::Recipient { after: shape, .. } | Object::RecipientOut { before: shape, .. } => Some(shape.kind),
        Object::Domain { .. } | Object::DomainOut { .. } => None,
    }
}

/// A shape in a cell: addresses, then what it has.
fn told(shape: &RecipientShape) -> String {
    let addresses: Vec<&str> = shape.addresses().map(model::Address::as_str).collect();
    let has = [
        (shape.listed, "listed"),
        (shape.services.incoming, "incoming"),
        (shape.services.outgoing, "outgoing"),
        (shape.services.archiving, "archiving"),
    ];
    let has: Vec<&str> = has.into_iter().filter_map(|(has, name)| has.then_some(name)).collect();
    csv_cell(&format!("{}: {}", addresses.join(" "), has.join(", "))).into_owned()
}

/// Who has what before and after a step.
struct Change {
    address: String,
    name: String,
    kind: Kind,
    before: Services,
    after: Services,
    reason: &'static str,
}

fn bill(store: &Store, client: ClientId, plan: PlanId, to: impl Write) -> Result<(), EngineError> {
    let Changes { mut there, added } = changes(store, client, plan)?;
    let mut out = WriterBuilder::new().terminator(Terminator::CRLF).from_writer(to);
    let services = ["incoming_before", "incoming_after", "outgoing_before", "outgoing_after"];
    let header = ["address", "name", "kind"].into_iter().chain(services);
    out.write_record(header.chain(["archiving_before", "archiving_after", "reason"]))?;
    let mut line = |change: &Change| {
        let flag = |has: bool| if has { "1" } else { "0" };
        let (was, will) = (change.before, change.after);
        out.write_record([
            &*csv_cell(&change.address),
            &csv_cell(&change.name),
            change.kind.as_str(),
            flag(was.incoming),
            flag(will.incoming),
            flag(was.outgoing),
            flag(will.outgoing),
            flag(was.archiving),
            flag(will.archiving),
            change.reason,
        ])
    };
    let mut after = String::new();
    loop {
        let page = store.observed_page(client, &after, PAGE)?;
        let Some(last) = page.last() else { break };
        after = last.shape.primary.key();
        for seen in page {
            match there.remove(&seen.shape.primary.key()) {
                Some(change) => line(&change)?,
                None => line(&Change {
                    address: seen.shape.primary.to_string(),
                    name: String::new(),
                    kind: seen.shape.kind,
                    before: seen.shape.services,
                    after: seen.shape.services,
                    reason: "",
                })?,
            }
        }
    }
    there.values().chain(added.values()).try_for_each(&mut line)?;
    Ok(out.flush()?)
}

/// What a plan does to a bill.
#[derive(Default)]
struct Changes {
    /// To those whom the gateway has, by the address under which it has them.
    there: BTreeMap<String, Change>,
    /// To those whom it lacks; another one may have their address until then.
    added: BTreeMap<String, Change>,
}

fn changes(store: &Store, client: ClientId, plan: PlanId) -> Result<Changes, EngineError> {
    let mut losers: BTreeMap<u32, Vec<Loser>> = BTreeMap::new();
    store.losers_to(client, plan)?.into_iter().for_each(|loser| losers.entry(loser.seq).or_default().push(loser));
    let (mut changes, mut lost, mut own) = (Changes::default(), BTreeMap::new(), BTreeSet::new());
    each_row(store, plan, Among::All, |row| {
        if let Object::Recipient { id, .. } | Object::RecipientOut { id, .. } = &row.step.object {
            own.insert(*id);
        }
        for Loser { id, name, had, .. } in losers.remove(&row.seq).into_iter().flatten() {
            lost.entry(id).or_insert_with(|| Lost::nothing(id, name, had)).note(&row.step, false);
        }
        changes.note(&row.step);
        Ok::<_, EngineError>(())
    })?;
    // Nothing of them is left, although no step is about them.
    for lost in lost.into_values().filter(|lost| lost.everything() && !own.contains(&lost.id)) {
        let Lost { name, had, .. } = lost;
        let reason = Reason::AddressesChanged.as_str();
        changes.there.insert(had.primary.key(), Change::of(&name, (Some(&had), None), &had, reason));
    }
    Ok(changes)
}

impl Changes {
    fn note(&mut self, step: &Step) {
        let (name, before, after) = match &step.object {
            Object::Recipient { name, before, after, .. } => (name, before.as_ref(), Some(after)),
            Object::RecipientOut { name, before, .. } => (name, Some(before), None),
            Object::Domain { .. } | Object::DomainOut { .. } => return,
        };
        let Some(shown) = after.or(before) else { return };
        let change = Change::of(name, (before, after), shown, step.reason.as_str());
        match before {
            Some(before) => self.there.insert(before.primary.key(), change),
            None => self.added.insert(shown.primary.key(), change),
        };
    }
}

impl Change {
    fn of(
        name: &str,
        (before, after): (Option<&RecipientShape>, Option<&RecipientShape>),
        shown: &RecipientShape,
        reason: &'static str,
    ) -> Self {
        let services = |shape: Option<&RecipientShape>| shape.map_or(Services::NONE, |shape| shape.services);
        Self {
            address: shown.primary.to_string(),
            name: name.to_owned(),
            kind: shown.kind,
            before: services(before),
            after: services(after),
            reason,
        }
    }
}
