//! What is remembered, in windows: nothing here reads a tenant or a gateway.

use std::collections::{BTreeMap, BTreeSet};

use model::{DirectoryId, DomainName};
use store::{
    Among, ApprovalRecord, ClientId, DomainChoice, DomainRecord, FailedStep, MailboxDetail, MailboxQuery,
    MailboxWindow, NotTakenWindow, PlanId, PlanQuery, PlanRecord, PlanRow, PlanWindow, RecipientRow, RunId, RunQuery,
    RunRecord, RunWindow, ServiceTotals, SnapshotRecord, Store, StoreError,
};

use crate::{Engine, EngineError};

/// No window is longer.
pub const WINDOW: u32 = 500;
/// Rows of a plan read together.
const PAGE: u32 = 1_000;

impl Engine {
    /// The newest reading of the tenant.
    ///
    /// # Errors
    /// [`EngineError::Store`], as everywhere here.
    pub async fn snapshot(&self, client: ClientId) -> Result<Option<SnapshotRecord>, EngineError> {
        self.stored(move |store| store.snapshot(client)).await
    }

    /// The tenant's domains with choice, counts, gateway and conflicts, by name.
    ///
    /// # Errors
    /// [`EngineError::Store`].
    pub async fn domains(&self, client: ClientId) -> Result<Vec<DomainRecord>, EngineError> {
        self.stored(move |store| store.domain_records(client)).await
    }

    /// Selected domains that vanished from the tenant: they stop every plan and can only be deselected (B2).
    ///
    /// # Errors
    /// [`EngineError::Store`].
    pub async fn vanished_domains(&self, client: ClientId) -> Result<BTreeMap<DomainName, DomainChoice>, EngineError> {
        self.stored(move |store| {
            let mut choices = store.domain_choices(client)?;
            let there: BTreeSet<_> = store.domains(client)?.into_iter().map(|facts| facts.name).collect();
            choices.retain(|name, choice| choice.selected && !there.contains(name));
            Ok::<_, StoreError>(choices)
        })
        .await
    }

    /// Whether the gateway was ever read for this client.
    ///
    /// # Errors
    /// [`EngineError::Store`].
    pub async fn gateway_was_read(&self, client: ClientId) -> Result<bool, EngineError> {
        Ok(self.stored(move |store| store.observation(client)).await?.is_some())
    }

    /// A window of recipients; at most [`WINDOW`] rows.
    ///
    /// # Errors
    /// [`EngineError::Store`].
    pub async fn mailbox_window(
        &self,
        client: ClientId,
        mut query: MailboxQuery,
    ) -> Result<MailboxWindow, EngineError> {
        query.limit = query.limit.min(WINDOW);
        let now = self.now();
        self.stored(move |store| store.mailbox_window(client, &query, now)).await
    }

    /// Numbers over all recipients.
    ///
    /// # Errors
    /// [`EngineError::Store`].
    pub async fn totals(&self, client: ClientId) -> Result<ServiceTotals, EngineError> {
        let now = self.now();
        self.stored(move |store| store.totals(client, now)).await
    }

    /// One recipient.
    ///
    /// # Errors
    /// [`EngineError::UnknownRecipient`].
    pub async fn mailbox(&self, client: ClientId, id: DirectoryId) -> Result<MailboxDetail, EngineError> {
        let now = self.now();
        let found = self.stored(move |store| store.mailbox(client, id, now)).await?;
        found.ok_or_else(|| EngineError::UnknownRecipient(id.to_string()))
    }

    /// Objects of the tenant that are no recipients; at most [`WINDOW`] rows.
    ///
    /// # Errors
    /// [`EngineError::Store`].
    pub async fn not_taken(
        &self,
        client: ClientId,
        search: String,
        offset: u32,
        limit: u32,
    ) -> Result<NotTakenWindow, EngineError> {
        self.stored(move |store| store.not_taken(client, &search, offset, limit.min(WINDOW))).await
    }

    /// Recipients of the newest reading in order of directory id, after `after`, whether selected or not.
    ///
    /// # Errors
    /// [`EngineError::Store`].
    pub async fn recipients_page(
        &self,
        client: ClientId,
        after: Option<DirectoryId>,
        limit: u32,
    ) -> Result<Vec<RecipientRow>, EngineError> {
        let now = self.now();
        self.stored(move |store| store.recipients_page(client, after, limit, now)).await
    }

    /// What the brake's share is of (B1).
    ///
    /// # Errors
    /// [`EngineError::Store`].
    pub async fn in_scope(&self, client: ClientId) -> Result<u32, EngineError> {
        self.stored(move |store| store.in_scope(client)).await
    }

    /// A plan in numbers.
    ///
    /// # Errors
    /// [`EngineError::Store`] when the client has no such plan.
    pub async fn plan(&self, client: ClientId, plan: PlanId) -> Result<PlanRecord, EngineError> {
        self.stored(move |store| store.plan(client, plan)).await
    }

    /// The newest plan.
    ///
    /// # Errors
    /// [`EngineError::Store`].
    pub async fn newest_plan(&self, client: ClientId) -> Result<Option<PlanRecord>, EngineError> {
        self.stored(move |store| store.newest_plan(client)).await
    }

    /// A window of steps; at most [`WINDOW`] rows.
    ///
    /// # Errors
    /// [`EngineError::Store`] when the client has no such plan.
    pub async fn plan_window(
        &self,
        client: ClientId,
        plan: PlanId,
        mut query: PlanQuery,
    ) -> Result<PlanWindow, EngineError> {
        query.limit = query.limit.min(WINDOW);
        self.stored(move |store| {
            store.plan(client, plan)?;
            store.plan_window(plan, &query)
        })
        .await
    }

    /// Steps in order after a place; fewer than [`WINDOW`] are the last.
    ///
    /// # Errors
    /// [`EngineError::Store`] when the client has no such plan.
    pub async fn plan_rows(
        &self,
        client: ClientId,
        plan: PlanId,
        among: Among,
        after: Option<u32>,
    ) -> Result<Vec<PlanRow>, EngineError> {
        self.stored(move |store| {
            store.plan(client, plan)?;
            store.plan_rows(plan, among, after, WINDOW)
        })
        .await
    }

    /// A run in numbers.
    ///
    /// # Errors
    /// [`EngineError::UnknownRun`] when the client has no such run.
    pub async fn run(&self, client: ClientId, run: RunId) -> Result<RunRecord, EngineError> {
        self.stored(move |store| {
            let record = store.run(run)?;
            if record.client == client { Ok(record) } else { Err(EngineError::UnknownRun(run.0)) }
        })
        .await
    }

    /// Steps of a run that failed; at most `limit`.
    ///
    /// # Errors
    /// [`EngineError::UnknownRun`] when the client has no such run.
    pub async fn failures(&self, client: ClientId, run: RunId, limit: u32) -> Result<Vec<FailedStep>, EngineError> {
        self.run(client, run).await?;
        self.stored(move |store| store.failures(run, limit)).await
    }

    /// A window of what became of a run's steps; at most [`WINDOW`] rows.
    ///
    /// # Errors
    /// [`EngineError::UnknownRun`] when the client has no such run.
    pub async fn run_rows(&self, client: ClientId, run: RunId, mut query: RunQuery) -> Result<RunWindow, EngineError> {
        self.run(client, run).await?;
        query.limit = query.limit.min(WINDOW);
        self.stored(move |store| store.run_rows(run, &query)).await
    }

    /// Who approved a plan so far.
    ///
    /// # Errors
    /// [`EngineError::Store`] when the client has no such plan.
    pub async fn approvals(&self, client: ClientId, plan: PlanId) -> Result<Vec<ApprovalRecord>, EngineError> {
        self.stored(move |store| {
            store.plan(client, plan)?;
            store.approvals(plan)
        })
        .await
    }

    /// Past runs, newest first.
    ///
    /// # Errors
    /// [`EngineError::Store`].
    pub async fn history(&self, client: ClientId) -> Result<Vec<RunRecord>, EngineError> {
        self.stored(move |store| store.runs(client)).await
    }
}

/// Hands the rows of a plan to `each`, in order.
pub(crate) fn each_row<E: From<StoreError>>(
    store: &Store,
    plan: PlanId,
    among: Among,
    mut each: impl FnMut(PlanRow) -> Result<(), E>,
) -> Result<(), E> {
    let mut after = None;
    loop {
        let rows = store.plan_rows(plan, among, after, PAGE)?;
        let Some(last) = rows.last() else { return Ok(()) };
        after = Some(last.seq);
        rows.into_iter().try_for_each(&mut each)?;
    }
}
