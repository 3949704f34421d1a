//! An application that proves itself to a token endpoint, which answers as each test says.

use std::collections::BTreeMap;
use std::sync::Mutex as Shared;

use aws_lc_rs::digest::{SHA256, digest};
use aws_lc_rs::signature::{KeyPair, RsaKeyPair};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jsonwebtoken::{Algorithm, DecodingKey, Validation};
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};

use super::*;
use crate::Clock;
use crate::app_key::tests::vault;

const NOW: i64 = 1_790_000_000;
const APP: &str = "0a1b2c3d-0000-4000-8000-00000000c0de";
const GRAPH: &str = "https://graph.example";

type Forms = Arc<Shared<Vec<BTreeMap<String, String>>>>;

fn good(token: &str) -> (u16, Value) {
    (200, json!({ "token_type": "Bearer", "access_token": token, "expires_in": 3599 }))
}

fn refused(code: u32) -> (u16, Value) {
    (401, json!({ "error": "invalid_client", "error_codes": [code], "error_description": format!("AADSTS{code}: no") }))
}

/// Gives each request the next answer, the last one for ever, and keeps the forms that came.
async fn endpoint(answers: Vec<(u16, Value)>) -> (url::Url, Forms) {
    let server = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/t/oauth2/v2.0/token", server.local_addr().unwrap()).parse().unwrap();
    let forms = Forms::default();
    let kept = Arc::clone(&forms);
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = server.accept().await {
            let mut bytes = Vec::new();
            let form = loop {
                let text = String::from_utf8_lossy(&bytes).into_owned();
                let length =
                    text.to_ascii_lowercase().lines().find_map(|l| l.strip_prefix("content-length: ")?.parse().ok());
                match (text.split_once("\r\n\r\n"), length) {
                    (Some((_, body)), Some(length)) if body.len() >= length => break body.to_owned(),
                    _ => bytes.push(stream.read_u8().await.unwrap()),
                }
            };
            let form = url::form_urlencoded::parse(form.as_bytes()).into_owned().collect();
            let at = {
                let mut kept = kept.lock().unwrap();
                kept.push(form);
                (kept.len() - 1).min(answers.len() - 1)
            };
            let (status, body) = (answers[at].0, answers[at].1.to_string());
            let head = "Content-Type: application/json\r\nConnection: close";
            let answer = format!("HTTP/1.1 {status} X\r\n{head}\r\nContent-Length: {}\r\n\r\n{body}", body.len());
            stream.write_all(answer.as_bytes()).await.unwrap();
        }
    });
    (url, forms)
}

struct Scene {
    tokens: AppTokens,
    vault: Arc<Vault>,
    forms: Forms,
    endpoint: url::Url,
    der: Vec<u8>,
}

async fn scene(answers: Vec<(u16, Value)>) -> Scene {
    let ((vault, certificate), (endpoint, forms)) = tokio::join!(vault(), endpoint(answers));
    let tenant = TenantFound {
        tenant_id: "t".into(),
        issuer: String::new(),
        authorization_endpoint: endpoint.clone(),
        token_endpoint: endpoint.clone(),
        jwks_uri: endpoint.clone(),
        cloud_instance: None,
        region_scope: None,
        region_sub_scope: None,
        graph_host: None,
    };
    let identity = Identity::new(crate::http_client().unwrap(), endpoint.clone(), "sign-in".into());
    let identity = Arc::new(identity.with_clock(Clock::new(|| NOW)));
    let vault = Arc::new(vault);
    let tokens = AppTokens::new(identity, tenant, Arc::clone(&vault), "app".into(), APP.into());
    Scene { tokens: tokens.with_wait(Duration::ZERO), vault, forms, endpoint, der: certificate.der }
}

impl Scene {
    async fn ask(&self, refuse: Option<&AccessToken>) -> Result<String, SignInError> {
        let token = self.tokens.token(GRAPH, refuse).await?;
        Ok(token.secret.expose_secret().to_owned())
    }

    fn requests(&self) -> usize {
        self.forms.lock().unwrap().len()
    }
}

#[tokio::test]
async fn m8_the_application_proves_itself_by_a_signature_over_who_to_whom_and_when() {
    let scene = scene(vec![good("first")]).await;
    assert_eq!(scene.ask(None).await.unwrap(), "first");
    let form = scene.forms.lock().unwrap()[0].clone();
    let told = ["grant_type", "client_id", "scope", "client_assertion_type"].map(|name| form[name].as_str());
    assert_eq!(told, ["client_credentials", APP, "https://graph.example/.default", JWT_BEARER]);
    let (key, _) = app_key::open(&scene.vault, "app").await.unwrap().unwrap();
    let public = RsaKeyPair::from_pkcs8(&key).unwrap().public_key().as_ref().to_vec();
    let mut validation = Validation::new(Algorithm::PS256);
    validation.set_audience(&[scene.endpoint.as_str()]);
    validation.validate_exp = false;
    let proof = &form["client_assertion"];
    let claims = jsonwebtoken::decode::<Value>(proof, &DecodingKey::from_rsa_der(&public), &validation).unwrap().claims;
    assert_eq!((&claims["iss"], &claims["sub"]), (&json!(APP), &json!(APP)));
    assert_eq!((&claims["nbf"], &claims["exp"]), (&json!(NOW - 60), &json!(NOW + 600)));
    let header: Value =
        serde_json::from_slice(&URL_SAFE_NO_PAD.decode(proof.split('.').next().unwrap()).unwrap()).unwrap();
    let thumbprint = URL_SAFE_NO_PAD.encode(digest(&SHA256, &scene.der));
    assert_eq!(header, json!({ "alg": "PS256", "typ": "JWT", "x5t#S256": thumbprint }));
}

#[tokio::test]
async fn m8_a_token_is_kept_in_memory_until_it_is_refused_and_no_proof_is_used_twice() {
    let scene = scene(vec![good("first"), good("second")]).await;
    assert_eq!(scene.ask(None).await.unwrap(), "first");
    let first = scene.tokens.token(GRAPH, None).await.unwrap();
    assert_eq!((scene.requests(), first.expires_at), (1, NOW + 3599));
    assert_eq!(scene.ask(Some(&first)).await.unwrap(), "second");
    assert_eq!(scene.ask(Some(&first)).await.unwrap(), "second", "whoever comes late finds the new one");
    let forms = scene.forms.lock().unwrap().clone();
    assert_eq!(forms.len(), 2);
    assert_ne!(forms[0]["client_assertion"], forms[1]["client_assertion"]);
    let kept = scene.vault.get("app").await.unwrap().unwrap();
    assert!(!kept.expose_secret().contains("first") && !kept.expose_secret().contains("second"));
}

#[tokio::test]
async fn m8_a_certificate_that_is_not_known_yet_is_tried_again_and_not_for_ever() {
    let late = scene(vec![refused(700_027), refused(700_027), refused(700_027), good("late")]).await;
    assert_eq!(late.ask(None).await.unwrap(), "late");
    let never = scene(vec![refused(700_027)]).await;
    let error = never.ask(None).await.unwrap_err();
    assert_eq!((error.code(), never.requests()), ("certificate-not-ready", 4));
    assert!(error.is_transient());
}

#[tokio::test]
async fn m8_what_a_wait_does_not_mend_is_told_at_once() {
    for (code, name) in [
        (700_016, "app-not-found"),
        (1_000_502, "certificate-expired"),
        (700_024, "clock-wrong"),
        (7_000_229, "app-not-found"),
    ] {
        let scene = scene(vec![refused(code)]).await;
        let error = scene.ask(None).await.unwrap_err();
        assert_eq!((error.code(), scene.requests()), (name, 1));
        assert!(!error.hints().is_empty());
    }
}

#[tokio::test]
async fn m8_without_its_key_an_application_asks_nobody() {
    let scene = scene(vec![good("never")]).await;
    scene.vault.delete("app").await.unwrap();
    let error = scene.ask(None).await.unwrap_err();
    assert_eq!((error.code(), scene.requests()), ("no-app-key", 0));
}

#[tokio::test]
async fn b7_neither_tokens_nor_keys_are_shown() {
    let scene = scene(vec![good("secret-token")]).await;
    let token = scene.tokens.token(GRAPH, None).await.unwrap();
    let shown = format!("{:?} {token:?} {:?}", scene.tokens, scene.vault);
    assert!(!shown.contains("secret-token") && !shown.contains("MII"), "{shown}");
}
