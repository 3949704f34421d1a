//! A client with everything that its row and its page show.

use jiff::{SignedDuration, Timestamp};
use signin::missing;
use store::{
    ClientId, ClientRecord, ImportApp, PinnedTenant, PlanRecord, RunRecord, SignInCheck, SignInRecord, SnapshotRecord,
    Store,
};

use crate::{Engine, EngineError, Fault, Progress};

/// A refresh token dies after so many idle days (Microsoft Learn: "Refresh tokens in the Microsoft identity
/// platform").
const IDLE_DAYS: i64 = 90;

/// A client, and how it stands.
#[derive(Debug, Clone)]
pub struct ClientStatus {
    /// What is stored of it.
    pub record: ClientRecord,
    /// It lives in a cloud on this computer.
    pub practice: bool,
    /// What is being done for it now.
    pub working: Option<Progress>,
    /// Why its last sync failed.
    pub problem: Option<Fault>,
    /// Sign-in, as the receipt shows it.
    pub receipt: Option<Receipt>,
    /// Newest reading of the tenant.
    pub snapshot: Option<SnapshotRecord>,
    /// Domains of the newest reading.
    pub domains_total: u32,
    /// Selected domains.
    pub domains_selected: u32,
    /// Recipients looked after; before the first run the chosen ones.
    pub in_scope: u32,
    /// Settings that wait for a person's hand in the gateway.
    pub by_hand: u32,
    /// Newest plan, applied or not.
    pub plan: Option<PlanRecord>,
    /// Newest run.
    pub run: Option<RunRecord>,
    /// The application in its tenant that may read mail: it stays there when the client is removed.
    pub mail_app: Option<ImportApp>,
}

impl ClientStatus {
    /// Steps of the newest plan that its run was cut short before; the next sync plans them anew. What an undo left is as
    /// the gateway has it.
    #[must_use]
    pub fn left(&self) -> u32 {
        let applied = self.plan.as_ref().and_then(|plan| plan.run);
        let run = self.run.as_ref().filter(|run| Some(run.id) == applied && run.undoes.is_none());
        run.map_or(0, RunRecord::left)
    }
}

/// What was granted, by whom, when (M3).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Receipt {
    /// Account that signed in.
    pub account: String,
    /// When.
    pub at: Timestamp,
    /// Scopes granted.
    pub granted: Vec<String>,
    /// Scopes asked for and not granted.
    pub missing: Vec<String>,
    /// When the sign-in dies unused.
    pub ends: Timestamp,
    /// The tenant.
    pub tenant: PinnedTenant,
    /// What the account may really read.
    pub checks: Vec<SignInCheck>,
    /// Where an account of another tenant is at home: that tenant's name, a domain of it, or its id.
    pub guest_of: Option<String>,
}

impl Receipt {
    pub(crate) fn new(sign_in: &SignInRecord, tenant: &PinnedTenant) -> Self {
        let idle = SignedDuration::from_hours(24 * IDLE_DAYS);
        Self {
            account: sign_in.account.clone(),
            at: sign_in.at,
            granted: sign_in.granted.clone(),
            missing: missing(&sign_in.granted).into_iter().map(str::to_owned).collect(),
            ends: sign_in.last_used.saturating_add(idle).unwrap_or(Timestamp::MAX),
            tenant: tenant.clone(),
            checks: sign_in.checks.clone(),
            guest_of: sign_in.guest_of.clone(),
        }
    }

    /// Whole days until the sign-in dies unused; a begun one counts, so one of this minute has 90.
    #[must_use]
    pub fn days_left(&self, now: Timestamp) -> i32 {
        let left = std::time::Duration::try_from(self.ends.duration_since(now)).unwrap_or_default();
        i32::try_from(left.as_secs().div_ceil(24 * 60 * 60)).unwrap_or(i32::MAX)
    }

    pub(crate) fn of(record: &ClientRecord) -> Option<Self> {
        record.sign_in.as_ref().zip(record.tenant.as_ref()).map(|(sign_in, tenant)| Self::new(sign_in, tenant))
    }
}

impl Engine {
    /// Every client, by name.
    ///
    /// # Errors
    /// [`EngineError::Store`].
    pub async fn clients(&self) -> Result<Vec<ClientStatus>, EngineError> {
        let stored = self
            .stored(|store| {
                store.clients()?.into_iter().map(|record| stored(store, record)).collect::<Result<Vec<_>, _>>()
            })
            .await?;
        Ok(stored.into_iter().map(|status| self.alive(status)).collect())
    }

    /// The names of the clients that are signed in to a cloud, each as the application that is registered for it.
    ///
    /// # Errors
    /// [`EngineError::Store`].
    pub async fn signed_in_to(&self, cloud: &str) -> Result<Vec<String>, EngineError> {
        let clients = self.stored(|store| store.clients()).await?;
        let there = clients.into_iter().filter(|client| client.cloud == cloud && client.sign_in.is_some());
        Ok(there.map(|client| client.name).collect())
    }

    /// One client.
    ///
    /// # Errors
    /// [`EngineError::Store`] when there is none.
    pub async fn client(&self, client: ClientId) -> Result<ClientStatus, EngineError> {
        let status = self.stored(move |store| stored(store, store.client(client)?)).await?;
        Ok(self.alive(status))
    }

    /// The client of this name, whatever its case.
    ///
    /// # Errors
    /// [`EngineError::UnknownClient`].
    pub async fn client_named(&self, name: &str) -> Result<ClientRecord, EngineError> {
        let wanted = name.to_owned();
        let found = self.stored(move |store| store.client_by_name(&wanted)).await?;
        found.ok_or_else(|| EngineError::UnknownClient(name.to_owned()))
    }

    /// What is being done for a client now.
    #[must_use]
    pub fn working(&self, client: ClientId) -> Option<Progress> {
        self.0.board.now(client)
    }

    fn alive(&self, mut status: ClientStatus) -> ClientStatus {
        status.practice = self.0.clouds.known(&status.record.cloud).is_some_and(|cloud| cloud.is_practice());
        status.working = self.working(status.record.id);
        status
    }
}

fn stored(store: &Store, record: ClientRecord) -> Result<ClientStatus, store::StoreError> {
    let id = record.id;
    let choices = store.domain_choices(id)?;
    Ok(ClientStatus {
        practice: false,
        working: None,
        problem: record.schedule.last_problem.as_deref().and_then(Fault::from_json),
        receipt: Receipt::of(&record),
        snapshot: store.snapshot(id)?,
        domains_total: u32::try_from(store.domains(id)?.len()).unwrap_or(u32::MAX),
        domains_selected: u32::try_from(choices.values().filter(|c| c.selected).count()).unwrap_or(u32::MAX),
        in_scope: store.in_scope(id)?,
        by_hand: store.by_hand_waiting(id)?,
        plan: store.newest_plan(id)?,
        run: store.newest_run(id)?,
        mail_app: store.import_app(id)?,
        record,
    })
}
