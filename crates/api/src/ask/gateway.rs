//! A client's gateway: tried, compared, changed; and what a person sets in it by hand.

use std::path::PathBuf;

use engine::ClientId;

use crate::{
    Api,
    dto::{
        ByHandDone, ByHandQuery, ByHandWindow, ClientRef, FileWritten, FilesWritten, GatewayComparison,
        GatewayKindView, GatewayPassword, GatewayTest, GatewayTry, GatewayView, Problem,
    },
    view,
};

impl Api {
    /// Kinds of gateways that a client may have.
    pub async fn gateway_kinds(&self, (): ()) -> Result<Vec<GatewayKindView>, Problem> {
        Ok(engine::GatewayKind::ALL.into_iter().map(view::gateway_kind).collect())
    }

    /// The client's gateway, without asking it.
    pub async fn gateway_get(&self, request: ClientRef) -> Result<GatewayView, Problem> {
        Ok(view::gateway(&self.engine.gateway_info(ClientId(request.client)).await?))
    }

    /// Reaches the client's gateway, or another one before it is stored.
    pub async fn gateway_test(&self, request: GatewayTry) -> Result<GatewayTest, Problem> {
        Ok(view::gateway_tested(match view::gateway_try(request)? {
            (Some(client), tried) => self.engine.gateway_test(client, tried).await?,
            (None, tried) => self.engine.gateway_probe(tried).await?,
        }))
    }

    /// Compares a gateway with what is wished; nothing is stored.
    pub async fn gateway_compare(&self, request: GatewayTry) -> Result<GatewayComparison, Problem> {
        let (client, tried) = view::gateway_of(request)?;
        Ok(view::gateway_compared(self.engine.gateway_compare(client, tried).await?))
    }

    /// Gives a client another gateway, or other credentials for it.
    pub async fn gateway_change(&self, request: GatewayTry) -> Result<GatewayView, Problem> {
        let (client, wanted) = view::gateway_of(request)?;
        Ok(view::gateway(&self.engine.gateway_change(client, wanted).await?))
    }

    /// Gives the outgoing user of a domain a password.
    pub async fn gateway_outgoing_password(&self, request: GatewayPassword) -> Result<(), Problem> {
        let GatewayPassword { client, domain, password } = request;
        let domain = view::domain_name(&domain)?;
        Ok(self.engine.gateway_outgoing_password(ClientId(client), domain, password.0).await?)
    }

    /// Opens the gateway's panel in the browser.
    pub async fn gateway_panel(&self, request: ClientRef) -> Result<(), Problem> {
        Ok(self.engine.gateway_panel(ClientId(request.client)).await?)
    }

    /// Writes the files for the gateway's mail machines.
    pub async fn gateway_files(&self, request: ClientRef) -> Result<FilesWritten, Problem> {
        self.gateway_files_to(request, None).await
    }

    /// The same into a folder.
    pub async fn gateway_files_to(&self, request: ClientRef, to: Option<PathBuf>) -> Result<FilesWritten, Problem> {
        let folder = self.engine.gateway_files(ClientId(request.client), to).await?;
        Ok(FilesWritten { folder: self.written(&folder) })
    }

    /// A window of settings that wait for a person, or were made.
    pub async fn by_hand_list(&self, request: ByHandQuery) -> Result<ByHandWindow, Problem> {
        let (client, query) = view::hand_query(&request);
        Ok(view::hand_window(self.engine.by_hand(client, query).await?))
    }

    /// Writes the list of mailboxes as CSV into the person's folder for downloads.
    pub async fn by_hand_csv(&self, request: ClientRef) -> Result<FileWritten, Problem> {
        let path = self.free_download(request.client, "mailboxes", "csv").await?;
        self.by_hand_csv_to(request, path).await
    }

    /// The same into a file.
    pub async fn by_hand_csv_to(&self, request: ClientRef, path: PathBuf) -> Result<FileWritten, Problem> {
        self.engine.by_hand_csv_file(ClientId(request.client), path.clone()).await?;
        Ok(FileWritten { path: self.written(&path) })
    }

    /// Says that settings were made, and shows what still waits.
    pub async fn by_hand_done(&self, request: ByHandDone) -> Result<ByHandWindow, Problem> {
        let ByHandDone { client, rows, setting } = request;
        self.engine.by_hand_done(ClientId(client), rows, setting.map(Into::into)).await?;
        self.by_hand_list(ByHandQuery { client, setting, done: None, after: None, limit: engine::WINDOW }).await
    }

    /// Asks Microsoft for its address ranges now.
    pub async fn networks_refresh(&self, request: ClientRef) -> Result<GatewayView, Problem> {
        Ok(view::gateway(&self.engine.networks_refresh(ClientId(request.client)).await?))
    }
}
