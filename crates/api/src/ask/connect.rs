//! Discovery, sign-in, and the first reading that follows it.

use engine::{ClientId, SignInState};

use crate::{
    Api,
    dto::{ClientRef, PermissionView, Problem, SignInStart, SignInView, TenantFound, TenantQuery},
    view,
};

impl Api {
    /// The permissions that a sign-in asks for.
    pub async fn permissions(&self, (): ()) -> Result<Vec<PermissionView>, Problem> {
        let all = engine::PERMISSIONS.iter();
        Ok(all.map(|p| PermissionView { scope: p.scope.to_owned(), writes: p.writes }).collect())
    }

    /// Which tenant a domain or GUID belongs to (M1).
    pub async fn tenant_discover(&self, request: TenantQuery) -> Result<TenantFound, Problem> {
        let found = self.engine.discover(ClientId(request.client), &request.query).await?;
        let (tenant_id, cloud, taken_by) = (found.tenant.to_string(), found.cloud, found.taken_by);
        Ok(TenantFound { tenant_id, query: request.query, cloud, other_cloud: found.other_cloud, taken_by })
    }

    /// Keeps what is typed to find the tenant, for whoever leaves before the sign-in.
    pub async fn tenant_typed(&self, request: TenantQuery) -> Result<(), Problem> {
        Ok(self.engine.keep_typed(ClientId(request.client), &request.query).await?)
    }

    /// Starts a sign-in in the system's browser.
    pub async fn sign_in_start(&self, request: SignInStart) -> Result<SignInView, Problem> {
        let client = ClientId(request.client);
        let state = self.engine.sign_in_start(client, request.tenant.as_deref(), request.open_browser).await?;
        Ok(sign_in(&state))
    }

    /// Opens the page on which an administrator approves Tenantry for the whole tenant.
    pub async fn approval_start(&self, request: SignInStart) -> Result<SignInView, Problem> {
        let client = ClientId(request.client);
        let state = self.engine.approval_start(client, request.tenant.as_deref(), request.open_browser).await?;
        Ok(sign_in(&state))
    }

    /// Starts a sign-in by a code that is typed in a browser on any computer.
    pub async fn device_sign_in_start(&self, request: SignInStart) -> Result<SignInView, Problem> {
        let client = ClientId(request.client);
        let state = self.engine.device_sign_in_start(client, request.tenant.as_deref(), request.open_browser).await?;
        Ok(sign_in(&state))
    }

    /// How the sign-in stands.
    pub async fn sign_in_state(&self, request: ClientRef) -> Result<SignInView, Problem> {
        Ok(sign_in(&self.engine.sign_in_state(ClientId(request.client))))
    }

    /// Waits for the end of a sign-in that was started.
    pub async fn sign_in_ended(&self, request: ClientRef) -> Result<SignInView, Problem> {
        let receipt = self.engine.sign_in_ended(ClientId(request.client)).await?;
        Ok(sign_in(&SignInState::Done(Box::new(receipt))))
    }

    /// Waits until an administrator approved.
    pub async fn approval_ended(&self, request: ClientRef) -> Result<SignInView, Problem> {
        self.engine.approval_ended(ClientId(request.client)).await?;
        Ok(SignInView::Approved)
    }

    /// Opens the browser once more.
    pub async fn sign_in_open_again(&self, request: ClientRef) -> Result<(), Problem> {
        Ok(self.engine.sign_in_open_again(ClientId(request.client))?)
    }

    /// Ends the waiting.
    pub async fn sign_in_cancel(&self, request: ClientRef) -> Result<(), Problem> {
        self.engine.sign_in_cancel(ClientId(request.client));
        Ok(())
    }

    /// Forgets the sign-in on this computer.
    pub async fn sign_out(&self, request: ClientRef) -> Result<(), Problem> {
        Ok(self.engine.sign_out(ClientId(request.client)).await?)
    }

    /// Reads the tenant in the background; how it goes and ends is told by events and the client's row.
    pub async fn fetch_start(&self, request: ClientRef) -> Result<(), Problem> {
        let client = ClientId(request.client);
        self.engine.client(client).await?;
        self.engine.begin_fetch(client);
        Ok(())
    }
}

fn sign_in(state: &SignInState) -> SignInView {
    match state {
        SignInState::Idle => SignInView::Idle,
        SignInState::Waiting { address, since, until } => SignInView::Waiting {
            authorize_url: address.expose().to_owned(),
            since: view::time(*since),
            until: view::time(*until),
        },
        SignInState::Approving { address, since, until } => SignInView::Approving {
            approve_url: address.expose().to_owned(),
            since: view::time(*since),
            until: view::time(*until),
        },
        SignInState::Approved => SignInView::Approved,
        SignInState::Device { user_code, verification_uri, since, until } => SignInView::Device {
            user_code: user_code.clone(),
            verification_uri: verification_uri.clone(),
            since: view::time(*since),
            until: view::time(*until),
        },
        SignInState::Checking => SignInView::Checking,
        SignInState::Done(receipt) => {
            SignInView::Done { receipt: view::receipt(receipt), tenant: view::tenant(&receipt.tenant) }
        }
        SignInState::Failed(_) => match state.fault() {
            Some(fault) => SignInView::Failed { problem: fault.into() },
            None => SignInView::Idle,
        },
    }
}
