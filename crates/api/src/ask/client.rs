//! The cockpit, a client's head, its gateway.

use crate::{
    Api,
    dto::{AppView, ClientAdd, ClientChange, ClientRef, ClientView, Cockpit, Problem, SalvageView},
    view,
};
use engine::{AddClient, ClientId};

impl Api {
    /// Whether the vault can be read; a locked keyring says so at once.
    async fn vault_problem(&self) -> Option<Problem> {
        let error = self.engine.vault().get("tenantry/probe").await.err()?;
        Some(engine::EngineError::from(engine::SignInError::from(error)).into())
    }

    /// What the program knows about itself.
    pub async fn app_state(&self, (): ()) -> Result<AppView, Problem> {
        let cloud = self.engine.default_cloud()?;
        Ok(AppView {
            version: env!("CARGO_PKG_VERSION").to_owned(),
            practice: cloud.is_practice(),
            registration_needed: !self.engine.is_registered(&cloud).await?,
            cloud: cloud.name,
            vault: self.vault_name.to_owned(),
            vault_problem: self.vault_problem().await,
            data_dir: self.engine.data_dir().display().to_string(),
            gateway_dir: self.engine.gateway_dir().display().to_string(),
            time_zone: self.engine.machine_zone(),
            person: self.engine.person().to_owned(),
            offers_practice: self.offers_practice,
            damaged_kept_as: self.engine.damaged_kept_as().map(|path| path.display().to_string()),
            salvaged: self
                .engine
                .salvage()
                .map(|saved| SalvageView { clients: saved.clients.clone(), incomplete: !saved.incomplete.is_empty() }),
        })
    }

    /// Every client, worst first.
    pub async fn client_list(&self, (): ()) -> Result<Cockpit, Problem> {
        let now = self.engine.now();
        let statuses = self.engine.clients().await?;
        let mut clients: Vec<_> = statuses.iter().map(|status| view::client_row(status, now)).collect();
        clients.sort_by_cached_key(|client| (client.state, client.name.to_lowercase()));
        let scheduled = view::count(clients.iter().filter(|client| client.next.is_some()).count());
        let next_colour = view::next_colour(clients.len());
        Ok(Cockpit { clients, scheduled, next_colour })
    }

    /// One client.
    pub async fn client_get(&self, request: ClientRef) -> Result<ClientView, Problem> {
        let status = self.engine.client(ClientId(request.client)).await?;
        Ok(view::client_view(&status, self.engine.now()))
    }

    /// The client of this name, whatever its case.
    pub async fn client_named(&self, name: &str) -> Result<ClientRef, Problem> {
        Ok(ClientRef { client: self.engine.client_named(name).await?.id.0 })
    }

    /// Adds a client.
    pub async fn client_add(&self, request: ClientAdd) -> Result<ClientView, Problem> {
        let clients = self.engine.clients().await?.len();
        let ClientAdd { name, colour, tenant, gateway, gateway_user, gateway_password, practice } = request;
        let credentials = view::credentials(gateway_user, gateway_password)?;
        let colour = view::colour_name(colour.unwrap_or_else(|| view::next_colour(clients))).to_owned();
        let client = self.engine.add_client(AddClient { name, colour, tenant, gateway, credentials, practice }).await?;
        self.client_get(ClientRef { client: client.0 }).await
    }

    /// Changes name, colour or pause.
    pub async fn client_change(&self, request: ClientChange) -> Result<ClientView, Problem> {
        let client = ClientId(request.client);
        if let Some(name) = &request.name {
            self.engine.rename_client(client, name).await?;
        }
        if let Some(colour) = request.colour {
            self.engine.recolour_client(client, view::colour_name(colour)).await?;
        }
        if let Some(paused) = request.paused {
            self.engine.set_paused(client, paused).await?;
        }
        self.client_get(ClientRef { client: client.0 }).await
    }

    /// Forgets a client and its sign-in; the gateway stays as it is.
    pub async fn client_remove(&self, request: ClientRef) -> Result<(), Problem> {
        Ok(self.engine.remove_client(ClientId(request.client)).await?)
    }
}
