//! M8: the permission to read mail: registered in the browser or by hand, scoped, tried, removed.

use std::{collections::BTreeMap, sync::Arc, time::Duration};

use engine::{AppStep, BrowserAddress, ClientId, EngineError, Event, ImportSignIn, Topic};
use jiff::{SignedDuration, Timestamp};
use tokio_util::sync::CancellationToken;

use crate::{
    Api,
    dto::{
        ClientRef, ImportAccept, ImportAccessView, ImportCertificateWritten, ImportLeftView, ImportReach,
        ImportRegister, ImportScope, ImportScript, ImportStepView, ImportTried, ImportTry, Problem,
    },
    view,
};

/// The administrators' sign-ins under way, and those that ended without what they were for, by client.
pub(crate) type Steps = BTreeMap<u32, Step>;

/// One of them.
#[derive(Debug)]
pub(crate) struct Step {
    what: AppStep,
    state: StepState,
    /// Ends the waiting; also tells this sign-in from a later one of the same client.
    cancel: CancellationToken,
}

#[derive(Debug)]
enum StepState {
    Waiting { address: BrowserAddress, since: Timestamp, until: Timestamp },
    Failed(Box<Problem>),
}

impl Api {
    /// How the permission to read mail stands: one mailbox is tried.
    pub async fn import_access(&self, request: ClientRef) -> Result<ImportAccessView, Problem> {
        let access = self.engine.import_access(ClientId(request.client)).await?;
        Ok(view::import_access(access, self.engine.now()))
    }

    /// Begins an administrator's sign-in that registers an application, and opens the browser.
    pub async fn import_register(self: &Arc<Self>, request: ImportRegister) -> Result<ImportStepView, Problem> {
        self.begin_step(request.client, AppStep::Register { everywhere: request.everywhere }).await
    }

    /// Takes the application out: by an administrator's sign-in where it was registered from here; one that was made by
    /// hand is forgotten with its key, and deleted in the tenant by hand.
    pub async fn import_remove(self: &Arc<Self>, request: ClientRef) -> Result<ImportStepView, Problem> {
        let client = ClientId(request.client);
        let ours = self.engine.client(client).await?.mail_app.is_some_and(|app| app.ours);
        if ours {
            return self.begin_step(request.client, AppStep::Remove).await;
        }
        self.engine.forget_app(client).await?;
        Ok(ImportStepView::Idle)
    }

    /// How the administrator's sign-in stands.
    pub async fn import_step(&self, request: ClientRef) -> Result<ImportStepView, Problem> {
        Ok(self.app_steps().get(&request.client).map_or(ImportStepView::Idle, shown))
    }

    /// Opens the browser once more.
    pub async fn import_step_open_again(&self, request: ClientRef) -> Result<(), Problem> {
        let address = match self.app_steps().get(&request.client).map(|step| &step.state) {
            Some(StepState::Waiting { address, .. }) => address.expose().to_owned(),
            _ => return Err(EngineError::NoSignInWaits { client: ClientId(request.client).to_string() }.into()),
        };
        Ok(self.host.open_url(&address).map_err(EngineError::Browser)?)
    }

    /// Ends the waiting, or puts away what it ended with.
    pub async fn import_step_cancel(&self, request: ClientRef) -> Result<(), Problem> {
        if let Some(step) = self.app_steps().remove(&request.client) {
            step.cancel.cancel();
        }
        Ok(())
    }

    /// Writes the certificate for an application that is registered by hand into the person's folder for downloads. Its
    /// key stays in the vault.
    pub async fn import_certificate_file(&self, request: ClientRef) -> Result<ImportCertificateWritten, Problem> {
        let certificate = self.engine.import_certificate_file(ClientId(request.client)).await?;
        let path = self.free_download(request.client, "mail-import", "cer").await?;
        let written = tokio::fs::write(&path, certificate.pem).await;
        written.map_err(|error| crate::script::unwritten(&path, &error))?;
        let (thumbprint, not_after) = (certificate.thumbprint, view::time(certificate.not_after));
        Ok(ImportCertificateWritten { path: self.written(&path), thumbprint, not_after })
    }

    /// Takes the application that was registered by hand.
    pub async fn import_accept(&self, request: ImportAccept) -> Result<(), Problem> {
        Ok(self.engine.import_accept(ClientId(request.client), &request.app_id).await?)
    }

    /// The commands that limit the application to the mailboxes of a group.
    pub async fn import_scope(&self, request: ImportScope) -> Result<ImportScript, Problem> {
        let powershell = self.engine.import_scope(ClientId(request.client), request.group.trim()).await?;
        Ok(ImportScript { powershell })
    }

    /// The commands that take that back, and an administrator's consent.
    pub async fn import_unscope(&self, request: ClientRef) -> Result<ImportLeftView, Problem> {
        let engine::ImportLeft { exchange, by_exchange, consent } =
            self.engine.import_unscope(ClientId(request.client)).await?;
        Ok(ImportLeftView { exchange, by_exchange, consent })
    }

    /// Tries to read one mailbox; that it is refused is an answer, no error.
    pub async fn import_try(&self, request: ImportTry) -> Result<ImportTried, Problem> {
        let address = request.address.trim().to_owned();
        let (reach, cause) = match self.engine.import_try_mailbox(ClientId(request.client), &address).await? {
            engine::ImportReach::Yes => (ImportReach::Yes, None),
            engine::ImportReach::OutOfScope { message, .. } => (ImportReach::OutOfScope, Some(message)),
            engine::ImportReach::NoPermission { message, .. } => (ImportReach::NoPermission, Some(message)),
            engine::ImportReach::NoMailbox => (ImportReach::NoMailbox, None),
        };
        Ok(ImportTried { address, reach, cause })
    }

    fn app_steps(&self) -> std::sync::MutexGuard<'_, Steps> {
        self.steps.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
    }

    async fn begin_step(self: &Arc<Self>, client: u32, what: AppStep) -> Result<ImportStepView, Problem> {
        let waiting = self.engine.import_app_sign_in(ClientId(client), what).await?;
        let (address, since) = (waiting.address(), self.engine.now());
        // Where no browser opens, the page has the address to copy, and a button to try again that says why.
        let _opened = self.host.open_url(address.expose());
        let state = StepState::Waiting { address, since, until: after(since, waiting.expires_in()) };
        let step = Step { what, state, cancel: self.closing.child_token() };
        let (view, cancel) = (shown(&step), step.cancel.clone());
        if let Some(earlier) = self.app_steps().insert(client, step) {
            earlier.cancel.cancel();
        }
        tokio::spawn(Arc::clone(self).wait_for_step(client, waiting, cancel));
        Ok(view)
    }

    async fn wait_for_step(self: Arc<Self>, client: u32, waiting: ImportSignIn, cancel: CancellationToken) {
        // Whoever gives up ends the waiting: what was accepted is done, and told by how the permission stands.
        let ended = self.engine.import_app_step(waiting, cancel.clone()).await;
        let mut steps = self.app_steps();
        // A later one of the same client may have taken its place.
        if !cancel.is_cancelled()
            && let Some(step) = steps.remove(&client)
            && let Err(error) = ended
        {
            steps.insert(client, Step { state: StepState::Failed(Box::new(error.into())), ..step });
        }
        drop(steps);
        self.host.emit(Event::Stale { client: Some(ClientId(client)), topics: vec![Topic::SignIn] });
    }
}

fn after(since: Timestamp, left: Duration) -> Timestamp {
    let left = SignedDuration::try_from(left).unwrap_or(SignedDuration::ZERO);
    since.saturating_add(left).unwrap_or(Timestamp::MAX)
}

fn shown(step: &Step) -> ImportStepView {
    let removes = step.what == AppStep::Remove;
    match &step.state {
        StepState::Waiting { address, since, until } => ImportStepView::Waiting {
            removes,
            authorize_url: address.expose().to_owned(),
            since: view::time(*since),
            until: view::time(*until),
        },
        StepState::Failed(problem) => ImportStepView::Failed { removes, problem: (**problem).clone() },
    }
}
