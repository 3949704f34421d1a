//! A sign-in without a screen: the product's own code, and the built-in person at the browser.

use std::sync::Arc;

use engine::Cloud;
use practice::{Consent, Person};
use secrecy::ExposeSecret as _;
use serde::{Deserialize, Serialize};
use signin::{Identity, SignInRequest, Tokens, Vault};
use tokio_util::sync::CancellationToken;

use crate::Outcome;

/// The administrator of every practice tenant.
pub const ADMINISTRATOR: &str = "admin@larkfield.example";

/// Who sits at the browser.
pub fn administrator() -> Person {
    Person { account: ADMINISTRATOR.to_owned(), consent: Consent::Accept }
}

/// What a reader of the practice tenant needs; nothing of it is worth anything elsewhere.
#[derive(Clone, Serialize, Deserialize)]
pub struct Access {
    pub tenant: String,
    pub graph: String,
    pub exchange: String,
}

/// Signs in through the browser's page and takes a token for each service.
pub async fn access(cloud: &Cloud) -> Outcome<Access> {
    let client = cloud.client_id.clone().ok_or("the cloud file names no client id")?;
    let typed = cloud.tenant.clone().ok_or("the cloud file names no tenant")?;
    let identity = Identity::new(signin::http_client()?, cloud.authority.clone(), client);
    let tenant = identity.discover(&typed).await?;
    let (graph, exchange) = (cloud.graph_resource(), cloud.exchange_resource());
    let request = SignInRequest::new(signin::scopes(graph, exchange), format!("{graph}/.default"));
    let pending = identity.begin(&tenant, request).await?;
    let page = pending.authorize_url().to_string();
    let person = tokio::spawn(async move { practice::play(&page, &administrator()).await });
    let signed_in = pending.wait(CancellationToken::new()).await?;
    person.await??;
    let tokens = Tokens::new(Arc::new(identity), tenant, Arc::new(Vault::memory()), "bench".to_owned());
    tokens.adopt(&signed_in).await?;
    let graph = tokens.access(graph, None).await?;
    let exchange = tokens.access(exchange, None).await?;
    Ok(Access {
        tenant: signed_in.tenant_id,
        graph: graph.secret.expose_secret().to_owned(),
        exchange: exchange.secret.expose_secret().to_owned(),
    })
}
