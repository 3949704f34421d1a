//! An application with a certificate, as a client sees one.

use std::sync::LazyLock;

use aws_lc_rs::digest;
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::rsa::KeyPair;
use aws_lc_rs::signature::{RSA_PKCS1_SHA256, RSA_PSS_SHA256};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use practice::{Practice, RegisteredApp, Size};
use reqwest::{Response, StatusCode};
use serde_json::{Value, json};

use crate::support::{client, post_token, start};

pub const ASSERTION: &str = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";
pub const GRAPH_DEFAULT: &str = "https://graph.microsoft.com/.default";

/// A key and its self-signed certificate.
pub struct Signer {
    pub der: Vec<u8>,
    key: KeyPair,
}

/// Making one takes long, so that all tests share them.
pub static OURS: LazyLock<Signer> = LazyLock::new(Signer::make);
pub static STRANGER: LazyLock<Signer> = LazyLock::new(Signer::make);

impl Signer {
    fn make() -> Self {
        let pair = rcgen::KeyPair::generate_for(&rcgen::PKCS_RSA_SHA256).unwrap();
        let mut parameters = rcgen::CertificateParams::new(vec![]).unwrap();
        parameters.distinguished_name.push(rcgen::DnType::CommonName, "Archive import");
        parameters.not_before = rcgen::date_time_ymd(2024, 1, 1);
        parameters.not_after = rcgen::date_time_ymd(2050, 1, 1);
        let der = parameters.self_signed(&pair).unwrap().der().to_vec();
        Self { der, key: KeyPair::from_pkcs8(&pair.serialize_der()).unwrap() }
    }

    pub fn thumbprint(&self) -> String {
        URL_SAFE_NO_PAD.encode(digest::digest(&digest::SHA256, &self.der))
    }

    pub fn sign(&self, header: &Value, claims: &Value) -> String {
        let part = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
        let message = format!("{}.{}", part(header), part(claims));
        let mut signature = vec![0; self.key.public_modulus_len()];
        let random = SystemRandom::new();
        let padding = if header["alg"] == "PS256" { &RSA_PSS_SHA256 } else { &RSA_PKCS1_SHA256 };
        self.key.sign(padding, &random, message.as_bytes(), &mut signature).unwrap();
        format!("{message}.{}", URL_SAFE_NO_PAD.encode(signature))
    }
}

pub fn header() -> Value {
    json!({"alg": "PS256", "typ": "JWT", "x5t#S256": OURS.thumbprint()})
}

/// The claims of a good assertion.
pub fn claims(practice: &Practice, app_id: &str) -> Value {
    let now = jiff::Timestamp::now().as_second();
    json!({
        "aud": format!("{}/{}/oauth2/v2.0/token", practice.cloud().authority, practice.tenant_id()),
        "iss": app_id, "sub": app_id, "jti": uuid::Uuid::new_v4().to_string(),
        "nbf": now - 10, "iat": now - 10, "exp": now + 600,
    })
}

/// Asks for a token, with these fields besides.
pub async fn ask(practice: &Practice, app_id: &str, fields: &[(&str, &str)]) -> Response {
    let mut form = vec![("grant_type", "client_credentials"), ("client_id", app_id), ("scope", GRAPH_DEFAULT)];
    for (name, value) in fields {
        form.retain(|(field, _)| field != name);
        form.push((name, value));
    }
    post_token(&practice.cloud(), practice.tenant_id(), &form).await
}

pub async fn present(practice: &Practice, app_id: &str, assertion: &str) -> Response {
    ask(practice, app_id, &[("client_assertion_type", ASSERTION), ("client_assertion", assertion)]).await
}

pub async fn token(practice: &Practice, app_id: &str) -> String {
    let assertion = OURS.sign(&header(), &claims(practice, app_id));
    let body: Value = present(practice, app_id, &assertion).await.json().await.unwrap();
    body["access_token"].as_str().expect("a token").to_owned()
}

/// Somebody with an application's token.
pub struct Reader {
    pub practice: Practice,
    pub app: RegisteredApp,
    pub token: String,
}

impl Reader {
    pub async fn open(messages: u32) -> Self {
        let options = practice::Options { size: Size::Small, messages, ..practice::Options::default() };
        Self::of(Practice::start(options).await.unwrap(), &["Mail.Read"]).await
    }

    pub async fn without_roles() -> Self {
        Self::of(start(Size::Small).await, &[]).await
    }

    async fn of(practice: Practice, roles: &[&str]) -> Self {
        let app = practice.register_app("Archive import", &OURS.der, roles).unwrap();
        let token = token(&practice, &app.app_id).await;
        Self { practice, app, token }
    }

    /// The id of a mailbox of the small tenant.
    pub fn id(&self, address: &str) -> String {
        let all = self.practice.mailboxes();
        all.into_iter().find(|(_, own)| own.eq_ignore_ascii_case(address)).expect("a mailbox").0
    }

    pub fn url(&self, path: &str) -> String {
        format!("{}/v1.0/{path}", self.practice.cloud().graph)
    }

    pub async fn get(&self, url: &str, prefer: &str) -> Response {
        client().get(url).bearer_auth(&self.token).header("prefer", prefer).send().await.unwrap()
    }

    pub async fn ask(&self, path: &str) -> (StatusCode, Value) {
        let answer = self.get(&self.url(path), IMMUTABLE).await;
        (answer.status(), answer.json().await.unwrap())
    }

    /// The code of a refusal.
    pub async fn refusal(&self, path: &str) -> (u16, String) {
        let (status, body) = self.ask(path).await;
        (status.as_u16(), body["error"]["code"].as_str().unwrap_or_default().to_owned())
    }

    /// Everything from a link on, and the delta link at the end if there is one.
    pub async fn round(&self, first: &str, prefer: &str) -> (Vec<Value>, Option<String>) {
        let (mut url, mut all) = (first.to_owned(), Vec::new());
        loop {
            let answer = self.get(&url, prefer).await;
            assert_eq!(answer.status(), StatusCode::OK);
            let page: Value = answer.json().await.unwrap();
            all.extend(page["value"].as_array().unwrap().iter().cloned());
            match page["@odata.nextLink"].as_str() {
                Some(next) => url = next.to_owned(),
                None => return (all, page["@odata.deltaLink"].as_str().map(str::to_owned)),
            }
        }
    }
}

pub const IMMUTABLE: &str = "IdType=\"ImmutableId\"";
pub const NORA: &str = "Nora.Quill@larkfield.example";
pub const MEMBER: &str = "member@larkfield.example";
