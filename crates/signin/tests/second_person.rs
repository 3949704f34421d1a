//! Sign-ins beside the client's own, against the practice cloud: nothing of them is kept (B3, M8).
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

#[allow(dead_code)]
mod common;

use common::{GRAPH, person, scene};
use practice::Consent;
use serde_json::json;
use tokio_util::sync::CancellationToken;

#[tokio::test]
async fn b3_a_second_person_is_asked_for_their_identity_alone() {
    let scene = scene().await;
    let pending = scene.identity.begin_confirmation(&scene.tenant).await.unwrap();
    let query: std::collections::BTreeMap<String, String> =
        pending.authorize_url().query_pairs().into_owned().collect();
    assert_eq!(query["scope"], "openid profile");
    assert_eq!(query["prompt"], "login", "a session that is open in the browser proves nobody");
    let url = pending.authorize_url().to_string();
    let reader = person("reader@larkfield.example", Consent::Accept);
    let (outcome, played) = tokio::join!(pending.wait(CancellationToken::new()), practice::play(&url, &reader));
    let confirmed = outcome.unwrap();
    assert_eq!((confirmed.account.as_str(), confirmed.guest_of.as_deref()), ("reader@larkfield.example", None));
    assert_eq!(confirmed.object_id.len(), 36);
    assert!(played.unwrap().page_text.contains("You can close this tab"));
}

#[tokio::test]
async fn b3_a_proof_of_another_tenant_or_with_a_spoiled_signature_confirms_nobody() {
    let scene = scene().await;
    for (name, value, code) in [
        ("tenant", json!("other"), "wrong-tenant"),
        ("signature", json!("spoiled"), "signature-invalid"),
        ("nonce", json!("another"), "nonce-mismatch"),
    ] {
        scene
            .practice
            .configure(|s| s.next_token = Some(serde_json::Map::from_iter([(name.to_owned(), value.clone())])));
        let pending = scene.identity.begin_confirmation(&scene.tenant).await.unwrap();
        let url = pending.authorize_url().to_string();
        let admin = scene.admin();
        let (outcome, _) = tokio::join!(pending.wait(CancellationToken::new()), practice::play(&url, &admin));
        assert_eq!(outcome.unwrap_err().code(), code);
    }
}

#[tokio::test]
async fn m8_what_registering_takes_is_asked_for_in_that_step_alone_and_leaves_no_refresh_token() {
    let scene = scene().await;
    scene.sign_in().await;
    let pending = scene.identity.begin_elevation(&scene.tenant, GRAPH, Some("admin@x.example".into())).await.unwrap();
    let query: std::collections::BTreeMap<String, String> =
        pending.authorize_url().query_pairs().into_owned().collect();
    let asked = format!("{GRAPH}/Application.ReadWrite.All {GRAPH}/AppRoleAssignment.ReadWrite.All openid profile");
    assert_eq!((query["scope"].as_str(), query["login_hint"].as_str()), (asked.as_str(), "admin@x.example"));
    let url = pending.authorize_url().to_string();
    let admin = scene.admin();
    let (outcome, _) = tokio::join!(pending.wait(CancellationToken::new()), practice::play(&url, &admin));
    let elevated = outcome.unwrap();
    assert_eq!(elevated.account, admin.account);
    for wanted in signin::ELEVATION {
        assert!(elevated.granted.iter().any(|scope| scope.ends_with(wanted.scope)), "{:?}", elevated.granted);
    }
    assert!(signin::PERMISSIONS.iter().all(|asked| signin::ELEVATION.iter().all(|step| step.scope != asked.scope)));
}
