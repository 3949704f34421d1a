//! A client that signs in with the built-in person and asks Graph and Exchange.

use aws_lc_rs::digest;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use practice::{Cloud, Consent, Options, Person, Practice, Size, play};
use reqwest::{Client, Response, StatusCode, redirect};
use serde_json::{Value, json};
use url::Url;

pub const GRAPH: &str = "User.Read.All Group.Read.All Domain.Read.All Organization.Read.All OrgContact.Read.All";
pub const ALL: &str = "openid profile offline_access User.Read.All Group.Read.All Domain.Read.All \
                       Organization.Read.All OrgContact.Read.All https://outlook.office365.com/Exchange.Manage";
pub const EXCHANGE: &str = "https://outlook.office365.com/Exchange.Manage";
pub const REDIRECT: &str = "http://localhost:9/callback";
const VERIFIER: &str = "dBjftJeZ4CVP-mBfd4q7Zx8Y0aKc1nLwUe3R5sTgHiJ";

pub fn client() -> Client {
    Client::builder().redirect(redirect::Policy::none()).no_proxy().build().unwrap()
}

pub async fn start(size: Size) -> Practice {
    Practice::start(Options { size, ..Options::default() }).await.unwrap()
}

pub fn person(account: &str) -> Person {
    let account = if account.contains('@') { account.to_owned() } else { format!("{account}@larkfield.example") };
    Person { account, consent: Consent::Accept }
}

pub fn challenge() -> String {
    URL_SAFE_NO_PAD.encode(digest::digest(&digest::SHA256, VERIFIER.as_bytes()).as_ref())
}

pub fn authorize_url(cloud: &Cloud, tenant: &str, change: &[(&str, &str)]) -> String {
    let challenge = challenge();
    let mut fields = vec![
        ("client_id", cloud.client_id.as_str()),
        ("response_type", "code"),
        ("redirect_uri", REDIRECT),
        ("scope", ALL),
        ("state", "a state"),
        ("nonce", "a nonce"),
        ("code_challenge", challenge.as_str()),
        ("code_challenge_method", "S256"),
    ];
    for (name, value) in change {
        fields.retain(|(field, _)| field != name);
        fields.push((name, value));
    }
    let base = format!("{}/{tenant}/oauth2/v2.0/authorize", cloud.authority);
    Url::parse_with_params(&base, fields).unwrap().to_string()
}

/// Signs in at the authorize endpoint and comes back.
pub async fn callback(cloud: &Cloud, tenant: &str, who: &Person, change: &[(&str, &str)]) -> Url {
    come_back(who, |redirect| {
        let mut change = change.to_vec();
        change.push(("redirect_uri", redirect));
        authorize_url(cloud, tenant, &change)
    })
    .await
}

/// A listener in the place of the application's loopback: the person needs somebody to come back to.
pub async fn come_back(who: &Person, url: impl FnOnce(&str) -> String) -> Url {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let redirect = format!("http://localhost:{}/callback", listener.local_addr().unwrap().port());
    let url = url(&redirect);
    let answer = async {
        use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
        let (mut stream, _) = listener.accept().await.unwrap();
        let _ = stream.read(&mut [0; 8192]).await.unwrap();
        let page = "HTTP/1.1 200 OK\r\nContent-Length: 8\r\nConnection: close\r\n\r\n<p>Done.";
        stream.write_all(page.as_bytes()).await.unwrap();
    };
    let (outcome, ()) = tokio::join!(play(&url, who), answer);
    let outcome = outcome.unwrap();
    assert_eq!(outcome.page_text, "Done.");
    Url::parse(&outcome.callback_url.expect("came back")).unwrap()
}

pub fn parameter(url: &Url, name: &str) -> Option<String> {
    url.query_pairs().find(|(key, _)| key == name).map(|(_, value)| value.into_owned())
}

/// The tokens of a sign-in with all that it needs.
pub async fn tokens_of(cloud: &Cloud, tenant: &str, who: &Person, change: &[(&str, &str)]) -> Value {
    let url = callback(cloud, tenant, who, change).await;
    redeem(cloud, tenant, &url, &[]).await.json().await.unwrap()
}

/// Redeems a code with every field as it should be, but for the changes.
pub async fn redeem(cloud: &Cloud, tenant: &str, callback: &Url, change: &[(&str, &str)]) -> Response {
    let code = parameter(callback, "code").expect("a code");
    let redirect = format!("http://localhost:{}/callback", callback.port().unwrap());
    let mut form = vec![
        ("client_id", cloud.client_id.as_str()),
        ("grant_type", "authorization_code"),
        ("code", &code),
        ("redirect_uri", &redirect),
        ("code_verifier", VERIFIER),
        ("scope", GRAPH),
    ];
    for (name, value) in change {
        form.retain(|(field, _)| field != name);
        form.push((name, value));
    }
    post_token(cloud, tenant, &form).await
}

pub async fn post_token(cloud: &Cloud, tenant: &str, form: &[(&str, &str)]) -> Response {
    let url = format!("{}/{tenant}/oauth2/v2.0/token", cloud.authority);
    client().post(url).form(form).send().await.unwrap()
}

pub async fn refresh(cloud: &Cloud, tenant: &str, token: &str, scope: &str) -> Response {
    let form = [
        ("client_id", cloud.client_id.as_str()),
        ("grant_type", "refresh_token"),
        ("refresh_token", token),
        ("scope", scope),
    ];
    post_token(cloud, tenant, &form).await
}

/// The number of a sign-in error, and its `error`.
pub async fn refusal(response: Response) -> (u64, String) {
    assert_ne!(response.status(), StatusCode::OK);
    let body: Value = response.json().await.unwrap();
    let number = body["error_codes"][0].as_u64().unwrap();
    let description = body["error_description"].as_str().unwrap();
    assert!(description.starts_with(&format!("AADSTS{number}: ")), "{description}");
    assert_eq!(body["timestamp"].as_str().unwrap().as_bytes()[10], b' ');
    (number, body["error"].as_str().unwrap().to_owned())
}

/// Somebody signed in to the main tenant.
pub struct Session {
    pub practice: Practice,
    pub graph: String,
    pub exchange: String,
    pub refresh: String,
}

impl Session {
    pub async fn open(size: Size) -> Self {
        Self::of(start(size).await, "admin").await
    }

    pub async fn of(practice: Practice, account: &str) -> Self {
        let (cloud, tenant) = (practice.cloud(), practice.tenant_id().to_owned());
        let url = callback(&cloud, &tenant, &person(account), &[]).await;
        let tokens: Value = redeem(&cloud, &tenant, &url, &[]).await.json().await.unwrap();
        let refreshed = refresh(&cloud, &tenant, tokens["refresh_token"].as_str().unwrap(), EXCHANGE);
        let exchange: Value = refreshed.await.json().await.unwrap();
        let text = |value: &Value, name: &str| value[name].as_str().unwrap().to_owned();
        Self {
            graph: text(&tokens, "access_token"),
            exchange: text(&exchange, "access_token"),
            refresh: text(&exchange, "refresh_token"),
            practice,
        }
    }

    pub fn url(&self, path: &str) -> String {
        format!("{}/v1.0/{path}", self.practice.cloud().graph)
    }

    pub async fn get(&self, url: &str) -> Response {
        client().get(url).bearer_auth(&self.graph).send().await.unwrap()
    }

    /// Status and body of a Graph path.
    pub async fn ask(&self, path: &str) -> (StatusCode, Value) {
        let response = self.get(&self.url(path)).await;
        (response.status(), response.json().await.unwrap())
    }

    /// Every element of a listing and the last page, following next links as they are.
    pub async fn all(&self, first: &str) -> (Vec<Value>, Value) {
        let (mut url, mut items) = (first.to_owned(), Vec::new());
        loop {
            let response = self.get(&url).await;
            assert_eq!(response.status(), StatusCode::OK);
            let page: Value = response.json().await.unwrap();
            items.extend(page["value"].as_array().unwrap().iter().cloned());
            match page["@odata.nextLink"].as_str() {
                Some(next) => url = next.to_owned(),
                None => return (items, page),
            }
        }
    }

    /// An access token for other permissions.
    pub async fn token(&self, scope: &str) -> String {
        let (cloud, tenant) = (self.practice.cloud(), self.practice.tenant_id().to_owned());
        let url = callback(&cloud, &tenant, &person("admin"), &[("scope", scope)]).await;
        let tokens: Value = redeem(&cloud, &tenant, &url, &[("scope", scope)]).await.json().await.unwrap();
        tokens["access_token"].as_str().unwrap().to_owned()
    }

    pub async fn invoke(&self, query: &str, cmdlet: &str, parameters: Value) -> Response {
        let (cloud, tenant) = (self.practice.cloud(), self.practice.tenant_id().to_owned());
        let url = format!("{}/adminapi/beta/{tenant}/InvokeCommand{query}", cloud.exchange);
        self.post(&url, cmdlet, parameters).await
    }

    pub async fn post(&self, url: &str, cmdlet: &str, parameters: Value) -> Response {
        let body = json!({"CmdletInput": {"CmdletName": cmdlet, "Parameters": parameters}});
        client().post(url).bearer_auth(&self.exchange).json(&body).send().await.unwrap()
    }

    pub async fn control(&self, method: reqwest::Method, path: &str, body: Value) -> Response {
        let url = format!("{}/practice/control/{path}", self.practice.cloud().graph);
        let request = client().request(method, url).json(&body);
        request.header("x-practice-secret", self.practice.control_secret()).send().await.unwrap()
    }
}
