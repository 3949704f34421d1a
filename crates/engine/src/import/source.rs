//! M8: reading a tenant's mail in the application's own name.

use std::sync::Arc;

use async_trait::async_trait;
use microsoft::mail::Mail;
use microsoft::{Audience, Endpoints, TokenFailure, TokenSource};
use secrecy::SecretString;
use signin::{AccessToken, AppTokens, SignInError};
use store::{AppScope, ClientId};

use super::ImportError;
use crate::{Engine, EngineError};

/// The wait for a new certificate, in waits for a request that failed.
const WAITS: u32 = 20;

/// Names the key of the application that reads a client's mail, in the vault.
pub(crate) fn app_key(client: ClientId) -> String {
    format!("import-{client}")
}

/// The tokens of the application, which open Microsoft Graph alone.
#[derive(Debug)]
struct ApplicationTokens {
    tokens: AppTokens,
    graph: String,
}

#[async_trait]
impl TokenSource for ApplicationTokens {
    async fn bearer(&self, audience: Audience, refused: Option<&str>) -> Result<SecretString, TokenFailure> {
        if audience != Audience::GraphApplication {
            return Err(failure(SignInError::NotSignedIn));
        }
        let refused = refused.map(|text| AccessToken { secret: SecretString::from(text), expires_at: 0 });
        let token = self.tokens.token(&self.graph, refused.as_ref()).await.map_err(failure)?;
        Ok(token.secret)
    }

    fn offers(&self, audience: Audience) -> bool {
        audience == Audience::GraphApplication
    }
}

fn failure(error: SignInError) -> TokenFailure {
    TokenFailure { message: error.to_string(), source: Box::new(error) }
}

/// What Entra says of the application is not about the person who signed in.
fn refused(app_id: &str, error: SignInError) -> EngineError {
    match error {
        SignInError::Microsoft(refusal) => {
            ImportError::AppRefused { app_id: app_id.to_owned(), said: refusal.description.clone() }.into()
        }
        other => other.into(),
    }
}

impl Engine {
    /// The mail of a client's tenant, once a token shows that the application is let in.
    pub(super) async fn mail(&self, client: ClientId) -> Result<Mail, EngineError> {
        let (record, tenant) = self.pinned(client).await?;
        let app = self.stored(move |store| store.import_app(client)).await?;
        let Some(app) = app else {
            let key = signin::AppKey::read(&self.0.vault, &app_key(client)).await?;
            let error = match key {
                Some(_) => ImportError::NoApplication,
                None => ImportError::NoAccess { client: record.name },
            };
            return Err(error.into());
        };
        let scoped = app.scope == Some(AppScope::Group);
        let app_id = app.app_id.ok_or_else(|| ImportError::Unfinished { client: record.name.clone(), scoped })?;
        let cloud = self.live_cloud(&record).await?;
        let found = self.registered(&cloud).await?.discover(&tenant.to_string()).await?;
        let identity = Arc::new(self.identity(&cloud, app_id.clone()));
        let vault = Arc::clone(&self.0.vault);
        let tokens = AppTokens::new(identity, found, vault, app_key(client), app_id.clone());
        // A certificate that was just uploaded is known everywhere after some seconds.
        let tokens = tokens.with_wait(self.0.patience.first_wait * WAITS);
        let graph = cloud.graph_resource().to_owned();
        tokens.token(&graph, None).await.map_err(|error| refused(&app_id, error))?;
        let endpoints = Endpoints { graph: cloud.graph.clone(), exchange: cloud.exchange.clone() };
        let source = Arc::new(ApplicationTokens { tokens, graph });
        Ok(Mail::new(self.0.reader.clone(), endpoints, tenant, source)
            .with_patience(self.0.patience)
            .within(&self.0.imports.allowance))
    }
}
