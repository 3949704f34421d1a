//! The sign-in's tokens, as the reader of the tenant asks for them.

use async_trait::async_trait;
use microsoft::{Audience, TokenFailure, TokenSource};
use secrecy::SecretString;
use signin::{AccessToken, SignInError, SignedIn, Tokens};

use crate::Cloud;

/// The tokens of one client, by what they open.
#[derive(Debug)]
pub(crate) struct ClientTokens {
    tokens: Tokens,
    graph: String,
    exchange: String,
}

impl ClientTokens {
    pub(crate) fn new(tokens: Tokens, cloud: &Cloud) -> Self {
        let (graph, exchange) = (cloud.graph_resource().to_owned(), cloud.exchange_resource().to_owned());
        Self { tokens, graph, exchange }
    }

    /// Takes over a finished sign-in.
    pub(crate) async fn adopt(&self, signed_in: &SignedIn) -> Result<(), SignInError> {
        self.tokens.adopt(signed_in).await
    }

    /// Every scope that was granted; asks once for Exchange, whose scopes only its own token names.
    ///
    /// Without consent for Exchange there is no such token, and its scope is missing from the answer.
    pub(crate) async fn granted(&self) -> Result<Vec<String>, SignInError> {
        match self.tokens.access(&self.exchange, None).await {
            Err(error) if error.is_transient() => return Err(error),
            Err(error) => tracing::info!(%error, "there is no token for Exchange Online"),
            Ok(_) => {}
        }
        self.tokens.granted().await
    }

    /// Every scope that the answers of this sign-in named so far.
    pub(crate) async fn named(&self) -> Result<Vec<String>, SignInError> {
        self.tokens.granted().await
    }

    /// Deletes the refresh token.
    pub(crate) async fn forget(&self) -> Result<(), SignInError> {
        self.tokens.forget().await
    }
}

#[async_trait]
impl TokenSource for ClientTokens {
    async fn bearer(&self, audience: Audience, refused: Option<&str>) -> Result<SecretString, TokenFailure> {
        let resource = match audience {
            Audience::Graph => &self.graph,
            Audience::Exchange => &self.exchange,
            Audience::GraphApplication => return Err(failure(SignInError::NotSignedIn)),
        };
        let refused = refused.map(|text| AccessToken { secret: SecretString::from(text), expires_at: 0 });
        let token = self.tokens.access(resource, refused.as_ref()).await.map_err(failure)?;
        Ok(token.secret)
    }
}

/// The one Graph token of a sign-in that was not accepted yet: nothing of it is stored (R11).
#[derive(Debug)]
pub(crate) struct FirstToken(pub AccessToken);

#[async_trait]
impl TokenSource for FirstToken {
    async fn bearer(&self, audience: Audience, refused: Option<&str>) -> Result<SecretString, TokenFailure> {
        if audience == Audience::Graph && refused.is_none() {
            return Ok(self.0.secret.clone());
        }
        Err(failure(SignInError::NotSignedIn))
    }
}

fn failure(error: SignInError) -> TokenFailure {
    TokenFailure { message: error.to_string(), source: Box::new(error) }
}
