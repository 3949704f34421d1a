//! M1, M2, M3 and R11 against the practice cloud: what ends a sign-in, and in which words.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

#[allow(dead_code)]
mod common;

use std::time::Duration;

use common::{person, request, scene};
use practice::Consent;
use secrecy::ExposeSecret;
use serde_json::{Map, Value, json};
use signin::{RefusalKind, SignInError};
use tokio_util::sync::CancellationToken;

fn claim(name: &str, value: Value) -> Option<Map<String, Value>> {
    Some(Map::from_iter([(name.to_owned(), value)]))
}

#[tokio::test]
async fn m1_a_domain_and_its_guid_lead_to_the_same_tenant() {
    let scene = scene().await;
    assert_eq!(scene.tenant.tenant_id, scene.practice.tenant_id());
    let upper = scene.practice.tenant_id().to_uppercase();
    assert_eq!(scene.identity.discover(&upper).await.unwrap(), scene.tenant);
    let typed = format!(" someone@{} ", scene.practice.tenant_domain());
    assert_eq!(scene.identity.discover(&typed).await.unwrap(), scene.tenant);
}

#[tokio::test]
async fn m1_an_unknown_tenant_is_answered_with_what_was_typed() {
    let scene = scene().await;
    let error = scene.identity.discover("nobody.example").await.unwrap_err();
    assert!(matches!(&error, SignInError::TenantNotFound { query } if query == "nobody.example"));
    assert!(error.to_string().contains("nobody.example"));
    assert!(!error.hints().is_empty());
}

#[tokio::test]
async fn m2_an_administrator_signs_in() {
    let scene = scene().await;
    let (outcome, played) = scene.play(&scene.admin()).await;
    let signed_in = outcome.unwrap();
    assert_eq!(signed_in.tenant_id, scene.practice.tenant_id());
    assert_eq!(signed_in.account, scene.admin().account);
    assert_eq!(signed_in.resource, common::GRAPH);
    assert_eq!(signed_in.object_id.len(), 36);
    assert!(signed_in.access.expires_at > signed_in.at + 3000);
    // The Graph token names what Graph granted; Exchange has a token of its own.
    assert_eq!(signin::missing(&signed_in.granted), ["Exchange.Manage"]);
    assert!(played.page_text.contains("You can close this tab"), "{}", played.page_text);
}

#[tokio::test]
async fn m2_the_address_for_the_browser_asks_as_it_must() {
    let scene = scene().await;
    let mut asked = request();
    asked.login_hint = Some("it@client.example".into());
    let pending = scene.identity.begin(&scene.tenant, asked).await.unwrap();
    let query: std::collections::BTreeMap<String, String> =
        pending.authorize_url().query_pairs().into_owned().collect();
    assert_eq!(query["response_type"], "code");
    assert_eq!(query["code_challenge_method"], "S256");
    assert_eq!(query["code_challenge"].len(), 43);
    assert_eq!(query["prompt"], "select_account");
    assert_eq!(query["login_hint"], "it@client.example");
    assert!(query["state"].len() >= 43 && query["nonce"].len() >= 43);
    assert_ne!(query["state"], query["nonce"]);
    assert!(query["redirect_uri"].starts_with("http://localhost:"));
    assert!(query["redirect_uri"].ends_with("/callback"));
    for scope in ["openid", "profile", "offline_access", "https://outlook.office365.com/Exchange.Manage"] {
        assert!(query["scope"].split(' ').any(|s| s == scope), "{scope}");
    }
    assert!(pending.expires_in() > Duration::from_secs(290));
}

#[tokio::test]
async fn m2_each_claim_that_is_not_ours_ends_the_sign_in_with_its_own_error() {
    let scene = scene().await;
    let past = json!(1_600_000_000);
    for (name, value, code) in [
        ("nonce", json!("somebody-elses"), "nonce-mismatch"),
        ("nonce", Value::Null, "nonce-mismatch"),
        ("aud", json!("another-app"), "audience-mismatch"),
        ("iss", json!("https://evil.example/v2.0"), "issuer-mismatch"),
        ("tid", Value::Null, "no-tenant-named"),
        ("exp", past, "id-token-expired"),
        ("signature", json!("spoiled"), "signature-invalid"),
    ] {
        scene.practice.configure(|s| s.next_token = claim(name, value));
        let (outcome, played) = scene.play(&scene.admin()).await;
        let error = outcome.unwrap_err();
        assert_eq!(error.code(), code, "{name}: {error}");
        assert!(!error.hints().is_empty());
        assert!(played.page_text.contains("did not succeed"), "{}", played.page_text);
    }
}

#[tokio::test]
async fn r11_an_account_of_another_tenant_is_refused_with_both_tenants() {
    let scene = scene().await;
    scene.practice.configure(|s| s.next_token = claim("tenant", json!("other")));
    let (outcome, _) = scene.play(&scene.admin()).await;
    let Err(SignInError::WrongTenant { expected, got, account, .. }) = outcome else {
        panic!("{outcome:?}");
    };
    assert_eq!(expected, scene.practice.tenant_id());
    assert_eq!(got, scene.practice.other_tenant_id());
    assert!(account.ends_with(scene.practice.other_tenant_domain()), "{account}");
}

#[tokio::test]
async fn m2_denied_consent_is_told_as_such() {
    let scene = scene().await;
    let denier = person(&scene.admin().account, Consent::Deny);
    let (outcome, _) = scene.play(&denier).await;
    let error = outcome.unwrap_err();
    assert!(matches!(&error, SignInError::ConsentRefused(r) if r.code == Some(65_004)), "{error}");
    assert_eq!(error.code(), "consent-refused");
    assert_eq!(scene.token_requests(), 0);
}

#[tokio::test]
async fn m2_an_expired_code_is_told_as_such() {
    let scene = scene().await;
    scene.practice.configure(|s| s.code_seconds = 0);
    let (outcome, _) = scene.play(&scene.admin()).await;
    let error = outcome.unwrap_err();
    assert!(matches!(error, SignInError::CodeExpired(_)), "{error}");
}

#[tokio::test]
async fn m2_a_code_that_was_already_used_is_told_as_such() {
    let scene = scene().await;
    let pending = scene.begin().await;
    let url = pending.authorize_url().clone();
    let state = url.query_pairs().find(|(name, _)| name == "state").unwrap().1.into_owned();
    let redirect = url.query_pairs().find(|(name, _)| name == "redirect_uri").unwrap().1.into_owned();
    // Another sign-in of the same person, whose code was redeemed, replayed with our state.
    let (_, played) = scene.play(&scene.admin()).await;
    let theirs: url::Url = played.callback_url.unwrap().parse().unwrap();
    let code = theirs.query_pairs().find(|(name, _)| name == "code").unwrap().1.into_owned();
    let mut replay: url::Url = redirect.parse().unwrap();
    replay.query_pairs_mut().append_pair("code", &code).append_pair("state", &state);
    let browser = signin::http_client().unwrap();
    let (outcome, page) = tokio::join!(pending.wait(CancellationToken::new()), browser.get(replay.clone()).send());
    let error = outcome.unwrap_err();
    assert!(matches!(&error, SignInError::Microsoft(r) if r.kind == RefusalKind::CodeUsed), "{error}");
    assert_eq!(page.unwrap().status(), 200);
    // The same address once more: the door is closed.
    assert!(browser.get(replay).send().await.is_err());
}

#[tokio::test]
async fn m2_a_browser_that_never_returns_times_out() {
    let scene = scene().await;
    let mut asked = request();
    asked.limit = Duration::from_millis(30);
    let pending = scene.identity.begin(&scene.tenant, asked).await.unwrap();
    let error = pending.wait(CancellationToken::new()).await.unwrap_err();
    assert!(matches!(error, SignInError::TimedOut { .. }), "{error}");
}

#[tokio::test]
async fn m2_a_wrong_state_does_not_end_the_sign_in_but_is_reported_when_time_runs_out() {
    let scene = scene().await;
    let mut asked = request();
    asked.limit = Duration::from_millis(800);
    let pending = scene.identity.begin(&scene.tenant, asked).await.unwrap();
    let pairs: std::collections::BTreeMap<String, String> =
        pending.authorize_url().query_pairs().into_owned().collect();
    let forged = format!("{}?code=forged&state=wrong", pairs["redirect_uri"]);
    let browser = signin::http_client().unwrap();
    let (outcome, page) = tokio::join!(pending.wait(CancellationToken::new()), browser.get(forged).send());
    assert_eq!(page.unwrap().status(), 400);
    let error = outcome.unwrap_err();
    assert!(matches!(error, SignInError::StateMismatch { refused: 1 }), "{error}");
    assert_eq!(scene.token_requests(), 0);
}

#[tokio::test]
async fn m2_a_sign_in_can_be_cancelled_and_closes_its_port() {
    let scene = scene().await;
    let pending = scene.begin().await;
    let redirect = pending.authorize_url().query_pairs().find(|(n, _)| n == "redirect_uri").unwrap().1.into_owned();
    let cancel = CancellationToken::new();
    let waiting = tokio::spawn(pending.wait(cancel.clone()));
    cancel.cancel();
    assert!(matches!(waiting.await.unwrap(), Err(SignInError::Cancelled)));
    assert!(signin::http_client().unwrap().get(redirect).send().await.is_err());
}

#[tokio::test]
async fn m2_an_occupied_port_is_its_own_error() {
    let scene = scene().await;
    let mut asked = request();
    asked.port = Some(scene.practice.port());
    let error = scene.identity.begin(&scene.tenant, asked).await.unwrap_err();
    assert!(matches!(error, SignInError::PortOccupied { port } if port == scene.practice.port()));
}

#[tokio::test]
async fn b7_nothing_that_can_be_printed_holds_a_secret() {
    let scene = scene().await;
    let pending = scene.begin().await;
    let mut printed = format!("{pending:?}");
    for (name, value) in pending.authorize_url().query_pairs() {
        if name == "state" || name == "nonce" {
            assert!(!printed.contains(value.as_ref()), "{name}");
        }
    }
    drop(pending);
    let signed_in = scene.sign_in().await;
    printed += &format!("{signed_in:?} {:?}", scene.identity);
    scene.practice.configure(|s| s.next_token = claim("nonce", json!("x")));
    let (outcome, played) = scene.play(&scene.admin()).await;
    let error = outcome.unwrap_err();
    printed += &format!("{error} {error:?} {}", played.page_text);
    let secrets = scene.practice.issued_secrets();
    assert!(secrets.iter().any(|s| s == signed_in.refresh_token.expose_secret()));
    for secret in secrets {
        assert!(!printed.contains(&secret));
    }
}
