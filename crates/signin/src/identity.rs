//! One Microsoft cloud: finds tenants, begins sign-ins, and checks who came back.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use oauth2::{CsrfToken, PkceCodeChallenge, RedirectUrl, Scope};
use secrecy::{ExposeSecret, SecretString};
use tokio::sync::Mutex;
use url::Url;

use crate::clock::Clock;
use crate::discovery::{self, TenantFound, shape};
use crate::error::SignInError;
use crate::exchange::{self, Denied, Granted};
use crate::http::{self, host};
use crate::id_token::{self, Claims, Expected, Keys};
use crate::loopback::{Loopback, Purpose};
use crate::pending::Pending;

/// Added to every request for tokens: an ID token with a name, and a refresh token.
pub(crate) const ALWAYS: &str = "openid profile offline_access";

/// The sign-in service of one cloud, for one app registration.
#[derive(Debug, Clone)]
pub struct Identity {
    http: reqwest::Client,
    authority: Url,
    client_id: String,
    clock: Clock,
    /// By address; fetched when first needed and again when a token names a key they lack.
    keys: Arc<Mutex<BTreeMap<String, Keys>>>,
}

/// What to ask the technician's browser for.
#[derive(Debug, Clone)]
pub struct SignInRequest {
    /// In full form, of several resources at will; `openid profile offline_access` are added.
    pub scopes: Vec<String>,
    /// The one resource of the first token, e.g. `https://graph.microsoft.com/.default`.
    pub token_resource: String,
    pub login_hint: Option<String>,
    /// How long the browser may take.
    pub limit: Duration,
    /// Normally none: a free port is chosen.
    pub port: Option<u16>,
    /// The claims of a refusal that this sign-in answers ([`crate::Refusal::claims`]).
    pub claims: Option<String>,
}

impl SignInRequest {
    /// Five minutes, any free port, no hint.
    pub fn new(scopes: Vec<String>, token_resource: impl Into<String>) -> Self {
        Self {
            scopes,
            token_resource: token_resource.into(),
            login_hint: None,
            limit: Duration::from_secs(300),
            port: None,
            claims: None,
        }
    }
}

impl Identity {
    /// `http` should come from [`crate::http_client`]: it must not follow redirects.
    pub fn new(http: reqwest::Client, authority: Url, client_id: String) -> Self {
        Self { http, authority, client_id, clock: Clock::default(), keys: Arc::default() }
    }

    /// Judges tokens by another clock than this computer's.
    #[must_use]
    pub fn with_clock(self, clock: Clock) -> Self {
        Self { clock, ..self }
    }

    pub(crate) fn client_id(&self) -> &str {
        &self.client_id
    }

    pub(crate) fn http(&self) -> &reqwest::Client {
        &self.http
    }

    pub(crate) fn now(&self) -> i64 {
        self.clock.now()
    }

    /// M1: any domain of the tenant, or its GUID, to the tenant.
    pub async fn discover(&self, domain_or_guid: &str) -> Result<TenantFound, SignInError> {
        discovery::discover(&self.http, &self.authority, domain_or_guid).await
    }

    /// Opens the loopback (127.0.0.1 and ::1, the same free port) and builds the address for the
    /// browser. Nothing is opened in the browser here.
    pub async fn begin(&self, tenant: &TenantFound, request: SignInRequest) -> Result<Pending, SignInError> {
        // The technician may have many accounts: without `select_account` Microsoft silently
        // takes the only one that is signed in.
        self.begin_as(tenant, request, ALWAYS, "select_account").await
    }

    /// `always` is asked for besides what the request names, and `prompt` says what Microsoft's page does first.
    pub(crate) async fn begin_as(
        &self,
        tenant: &TenantFound,
        request: SignInRequest,
        always: &str,
        prompt: &str,
    ) -> Result<Pending, SignInError> {
        http::secure(&tenant.authorization_endpoint)?;
        http::secure(&tenant.token_endpoint)?;
        let state = CsrfToken::new_random_len(32);
        let nonce = CsrfToken::new_random_len(32);
        let loopback =
            Loopback::bind(request.port, SecretString::from(state.secret().clone()), Purpose::SignIn).await?;
        let redirect = RedirectUrl::new(loopback.redirect())
            .map_err(|_| SignInError::NoLoopback { reason: "its address cannot be written".into() })?;
        let (challenge, verifier) = PkceCodeChallenge::new_random_sha256();
        let oauth = exchange::oauth(tenant, &self.client_id).set_redirect_uri(redirect.clone());
        let mut url = oauth
            .authorize_url(|| state)
            .add_scopes(request.scopes.iter().cloned().map(Scope::new))
            .add_scopes(always.split(' ').map(|s| Scope::new(s.to_owned())))
            .set_pkce_challenge(challenge)
            .add_extra_param("nonce", nonce.secret().clone())
            .add_extra_param("prompt", prompt.to_owned())
            .add_extra_param("response_mode", "query");
        if let Some(hint) = request.login_hint {
            url = url.add_extra_param("login_hint", hint);
        }
        if let Some(claims) = request.claims {
            url = url.add_extra_param("claims", claims);
        }
        let (url, _) = url.url();
        Ok(Pending {
            identity: self.clone(),
            tenant: tenant.clone(),
            url,
            redirect,
            verifier,
            nonce: SecretString::from(nonce.secret().clone()),
            scope: format!("{} {always}", request.token_resource).trim_start().to_owned(),
            resource: request.token_resource,
            limit: request.limit,
            deadline: tokio::time::Instant::now() + request.limit,
            loopback,
        })
    }

    /// Redeems a code at the tenant it was issued for.
    pub(crate) async fn redeem(
        &self,
        tenant: &TenantFound,
        redirect: RedirectUrl,
        code: &SecretString,
        verifier: oauth2::PkceCodeVerifier,
        scope: &str,
    ) -> Result<Granted, Denied> {
        let oauth = exchange::oauth(tenant, &self.client_id);
        exchange::redeem(&self.http, oauth, redirect, code, verifier, scope, tenant).await
    }

    /// Trades a refresh token for an access token to one resource.
    pub(crate) async fn refresh(
        &self,
        tenant: &TenantFound,
        token: &SecretString,
        resource: &str,
    ) -> Result<Granted, Denied> {
        let oauth = exchange::oauth(tenant, &self.client_id);
        let scope = format!("{resource}/.default {ALWAYS}");
        exchange::refresh(&self.http, oauth, token, &scope, tenant).await
    }

    /// The claims of an ID token that is signed by this tenant and was made for this sign-in. The
    /// nonce is none where the token did not come by way of the browser's address.
    pub(crate) async fn prove(
        &self,
        tenant: &TenantFound,
        token: &SecretString,
        nonce: Option<&SecretString>,
        now: i64,
    ) -> Result<Claims, SignInError> {
        let token = token.expose_secret();
        let kid = id_token::kid(token)?;
        let key = self.key(&tenant.jwks_uri, &kid).await?;
        let claims = id_token::signed_claims(token, &key)?;
        let expected = Expected {
            client_id: &self.client_id,
            tenant_id: &tenant.tenant_id,
            issuer: &tenant.issuer,
            nonce: nonce.map(ExposeSecret::expose_secret),
        };
        id_token::check(&claims, &expected, now)?;
        Ok(claims)
    }

    /// The key of that id. Keys roll over: an unknown one is looked for once more, afresh.
    async fn key(&self, uri: &Url, kid: &str) -> Result<jsonwebtoken::DecodingKey, SignInError> {
        let mut known = self.keys.lock().await;
        if let Some(key) = known.get(uri.as_str()).and_then(|keys| keys.find(kid)) {
            return Ok(key);
        }
        let answer = http::get(&self.http, uri).await?;
        let keys: Keys = serde_json::from_slice(&answer.body).map_err(|e| SignInError::UnexpectedAnswer {
            host: host(uri),
            reason: format!("its keys cannot be read ({})", shape(&e)),
        })?;
        let key = keys.find(kid);
        known.insert(uri.to_string(), keys);
        key.ok_or_else(|| id_token::invalid("its key is not among the tenant's keys"))
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicU32, Ordering};

    use tokio::io::{AsyncReadExt, AsyncWriteExt};

    use super::*;

    #[tokio::test]
    async fn m2_keys_are_fetched_again_only_when_a_token_names_one_they_lack() {
        let server = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let uri: Url = format!("http://{}/keys", server.local_addr().unwrap()).parse().unwrap();
        let fetched = Arc::new(AtomicU32::new(0));
        let counter = Arc::clone(&fetched);
        tokio::spawn(async move {
            while let Ok((mut stream, _)) = server.accept().await {
                counter.fetch_add(1, Ordering::SeqCst);
                let body = r#"{"keys":[{"kid":"known","kty":"RSA","n":"AQAB","e":"AQAB"}]}"#;
                let answer =
                    format!("HTTP/1.1 200 OK\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{body}", body.len());
                let _ = stream.read(&mut [0; 2048]).await;
                let _ = stream.write_all(answer.as_bytes()).await;
            }
        });
        let identity = Identity::new(crate::http_client().unwrap(), uri.clone(), "app".into());
        for (kid, times) in [("known", 1), ("known", 1), ("rolled-over", 2), ("known", 2)] {
            let found = identity.key(&uri, kid).await;
            assert_eq!(found.is_ok(), kid == "known");
            assert_eq!(fetched.load(Ordering::SeqCst), times, "{kid}");
        }
    }
}
