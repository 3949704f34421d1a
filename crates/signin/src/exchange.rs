//! The token endpoint, through the `oauth2` library and our own way out.

use std::pin::Pin;
use std::sync::OnceLock;

use oauth2::basic::{BasicRevocationErrorResponse, BasicTokenIntrospectionResponse, BasicTokenType};
use oauth2::{
    AsyncHttpClient, AuthUrl, AuthorizationCode, Client, ClientId, EndpointNotSet, EndpointSet, ExtraTokenFields,
    HttpRequest, HttpResponse, PkceCodeVerifier, RedirectUrl, RefreshToken, RequestTokenError, Scope,
    StandardRevocableToken, StandardTokenResponse, TokenResponse, TokenUrl,
};
use secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, Serialize};

use crate::discovery::{TenantFound, shape};
use crate::error::SignInError;
use crate::http::{carry, host, post};
use crate::refusal::{ErrorBody, Refusal};
use crate::text::shown;

/// The ID token of an answer. Its own type, so that no `Debug` can print it.
#[derive(Default, Deserialize, Serialize)]
pub(crate) struct Extra {
    id_token: Option<String>,
}

impl std::fmt::Debug for Extra {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Extra([redacted])")
    }
}

impl ExtraTokenFields for Extra {}

type Answer = StandardTokenResponse<Extra, BasicTokenType>;

pub(crate) type OAuth = Client<
    ErrorBody,
    Answer,
    BasicTokenIntrospectionResponse,
    StandardRevocableToken,
    BasicRevocationErrorResponse,
    EndpointSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointSet,
>;

/// What the token endpoint gave.
pub(crate) struct Granted {
    pub access: SecretString,
    /// Seconds the access token lives.
    pub expires_in: i64,
    pub refresh: Option<SecretString>,
    pub id_token: Option<SecretString>,
    pub scopes: Vec<String>,
    /// Unix seconds by Microsoft's clock, where it told them.
    pub date: Option<i64>,
}

/// Why it gave nothing. A refusal stays apart: its meaning depends on what was asked.
pub(crate) enum Denied {
    Refused(Box<Refusal>),
    Failed(SignInError),
}

/// Our own way out, in the shape that the library asks for. It notes the answer's date.
struct WayOut<'a> {
    http: &'a reqwest::Client,
    dated: OnceLock<i64>,
}

impl<'a> WayOut<'a> {
    fn new(http: &'a reqwest::Client) -> Self {
        Self { http, dated: OnceLock::new() }
    }
}

impl<'c> AsyncHttpClient<'c> for WayOut<'_> {
    type Error = SignInError;
    type Future = Pin<Box<dyn Future<Output = Result<HttpResponse, SignInError>> + Send + 'c>>;

    fn call(&'c self, request: HttpRequest) -> Self::Future {
        Box::pin(carry(self.http, request, &self.dated))
    }
}

pub(crate) fn oauth(tenant: &TenantFound, client_id: &str) -> OAuth {
    Client::new(ClientId::new(client_id.to_owned()))
        .set_auth_uri(AuthUrl::from_url(tenant.authorization_endpoint.clone()))
        .set_token_uri(TokenUrl::from_url(tenant.token_endpoint.clone()))
}

/// Redeems an authorization code, once (RFC 6749 §4.1.3, RFC 7636 §4.5).
pub(crate) async fn redeem(
    http: &reqwest::Client,
    oauth: OAuth,
    redirect: RedirectUrl,
    code: &SecretString,
    verifier: PkceCodeVerifier,
    scope: &str,
    tenant: &TenantFound,
) -> Result<Granted, Denied> {
    let oauth = oauth.set_redirect_uri(redirect);
    let way_out = WayOut::new(http);
    let answer = oauth
        .exchange_code(AuthorizationCode::new(code.expose_secret().to_owned()))
        .set_pkce_verifier(verifier)
        .add_extra_param("scope", scope)
        .request_async(&way_out)
        .await;
    dated(granted(answer, tenant), &way_out)
}

/// Trades a refresh token for a new pair (RFC 6749 §6).
pub(crate) async fn refresh(
    http: &reqwest::Client,
    oauth: OAuth,
    token: &SecretString,
    scope: &str,
    tenant: &TenantFound,
) -> Result<Granted, Denied> {
    let token = RefreshToken::new(token.expose_secret().to_owned());
    let way_out = WayOut::new(http);
    let answer =
        oauth.exchange_refresh_token(&token).add_scope(Scope::new(scope.to_owned())).request_async(&way_out).await;
    dated(granted(answer, tenant), &way_out)
}

/// Asks once whether the person has finished on the other device (RFC 8628 §3.4).
pub(crate) async fn poll(
    http: &reqwest::Client,
    form: &[(&str, &str)],
    tenant: &TenantFound,
) -> Result<Granted, Denied> {
    let answer = post(http, &tenant.token_endpoint, form).await.map_err(Denied::Failed)?;
    let mut granted = read(answer.status, &answer.body, tenant)?;
    granted.date = answer.date;
    Ok(granted)
}

/// An answer of the token endpoint.
pub(crate) fn read(status: u16, body: &[u8], tenant: &TenantFound) -> Result<Granted, Denied> {
    if status == 200 {
        return match serde_json::from_slice::<Answer>(body) {
            Ok(answer) => granted(Ok(answer), tenant),
            Err(error) => Err(nonsense(tenant, format!("no token answer ({})", shape(&error)))),
        };
    }
    match serde_json::from_slice::<ErrorBody>(body) {
        Ok(body) => Err(Denied::Refused(Box::new(Refusal::from(body)))),
        Err(_) => Err(nonsense(tenant, format!("status {status} without a reason"))),
    }
}

/// Neither a library's texts nor the body may be shown: both can hold the tokens.
fn nonsense(tenant: &TenantFound, reason: String) -> Denied {
    Denied::Failed(SignInError::UnexpectedAnswer { host: host(&tenant.token_endpoint), reason })
}

fn dated(granted: Result<Granted, Denied>, way_out: &WayOut<'_>) -> Result<Granted, Denied> {
    granted.map(|granted| Granted { date: way_out.dated.get().copied(), ..granted })
}

fn granted(
    answer: Result<Answer, RequestTokenError<SignInError, ErrorBody>>,
    tenant: &TenantFound,
) -> Result<Granted, Denied> {
    let answer = answer.map_err(|error| match error {
        RequestTokenError::ServerResponse(body) => Denied::Refused(Box::new(Refusal::from(body))),
        RequestTokenError::Request(error) => Denied::Failed(error),
        RequestTokenError::Parse(error, _) => nonsense(tenant, format!("no token answer ({})", shape(error.inner()))),
        RequestTokenError::Other(_) => nonsense(tenant, "no token answer".into()),
    })?;
    if !matches!(answer.token_type(), BasicTokenType::Bearer) {
        return Err(nonsense(tenant, "a token that is not a bearer token".into()));
    }
    let life = answer.expires_in().map_or(0, |d| d.as_secs());
    Ok(Granted {
        access: SecretString::from(answer.access_token().secret().clone()),
        expires_in: i64::try_from(life).unwrap_or(0),
        refresh: answer.refresh_token().map(|t| SecretString::from(t.secret().clone())),
        scopes: answer
            .scopes()
            .map(|list| list.iter().filter(|s| !s.ends_with("/.default")).map(|s| shown(s)).collect())
            .unwrap_or_default(),
        id_token: answer.extra_fields().id_token.clone().map(SecretString::from),
        date: None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn b7_a_token_answer_shows_none_of_its_tokens() {
        let answer: Answer = serde_json::from_str(
            r#"{"token_type":"Bearer","access_token":"aaa-1","refresh_token":"rrr-2","id_token":"iii-3","expires_in":10}"#,
        )
        .unwrap();
        let text = format!("{answer:?}");
        for secret in ["aaa-1", "rrr-2", "iii-3"] {
            assert!(!text.contains(secret), "{text}");
        }
    }
}
