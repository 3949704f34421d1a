//! M4: who may read a client's tenant: its cloud, its registered application, its tokens.

use std::sync::Arc;

use microsoft::{Directory, Endpoints, TokenSource};
use model::TenantId;
use signin::{Identity, SignInError, TenantFound, Tokens};
use store::{ClientId, ClientRecord};

use crate::tokens::ClientTokens;
use crate::{Cloud, Engine, EngineError};

impl Engine {
    /// The client's tokens, for reading its tenant.
    pub(crate) async fn tokens(&self, record: &ClientRecord, cloud: &Cloud) -> Result<Arc<ClientTokens>, EngineError> {
        if record.sign_in.is_none() {
            return Err(EngineError::NotSignedIn { client: record.name.clone() });
        }
        if let Some(tokens) = self.0.tokens.lock().await.get(&record.id) {
            return Ok(Arc::clone(tokens));
        }
        let Some(tenant) = &record.tenant else {
            return Err(EngineError::TenantNotNamed { client: record.name.clone() });
        };
        let found = self.registered(cloud).await?.discover(&tenant.id.to_string()).await?;
        self.tokens_for(record.id, cloud, found).await
    }

    /// One keeper of tokens per client, so that refreshes never race each other (M4).
    pub(crate) async fn tokens_for(
        &self,
        client: ClientId,
        cloud: &Cloud,
        found: TenantFound,
    ) -> Result<Arc<ClientTokens>, EngineError> {
        let identity = Arc::new(self.registered(cloud).await?);
        let mut all = self.0.tokens.lock().await;
        let tokens = all.entry(client).or_insert_with(|| {
            let vault = Arc::clone(&self.0.vault);
            Arc::new(ClientTokens::new(Tokens::new(identity, found, vault, vault_key(client)), cloud))
        });
        Ok(Arc::clone(tokens))
    }

    /// A tenant, readable.
    pub(crate) fn directory(&self, cloud: &Cloud, tenant: TenantId, tokens: Arc<dyn TokenSource>) -> Directory {
        let endpoints = Endpoints { graph: cloud.graph.clone(), exchange: cloud.exchange.clone() };
        Directory::new(self.0.reader.clone(), endpoints, tenant, tokens).with_patience(self.0.patience)
    }

    pub(crate) async fn live_cloud(&self, record: &ClientRecord) -> Result<Cloud, EngineError> {
        let found = self.0.clouds.live(&record.cloud).await;
        found.ok_or_else(|| EngineError::CloudGone { client: record.name.clone(), cloud: record.cloud.clone() })
    }

    pub(crate) fn identity(&self, cloud: &Cloud, client_id: String) -> Identity {
        Identity::new(self.0.http.clone(), cloud.authority.clone(), client_id)
    }

    /// Deletes the client's refresh token, whether it was used in this start or not.
    pub(crate) async fn forget_tokens(&self, client: ClientId) -> Result<(), EngineError> {
        match self.0.tokens.lock().await.remove(&client) {
            Some(tokens) => tokens.forget().await?,
            None => self.0.vault.delete(&vault_key(client)).await.map_err(SignInError::from)?,
        }
        Ok(())
    }
}

/// Names this client in the vault; the number is never given out twice.
pub(crate) fn vault_key(client: ClientId) -> String {
    format!("client-{client}")
}
