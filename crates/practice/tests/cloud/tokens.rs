//! Codes and tokens: issued once, rotated, revoked, expired.

use aws_lc_rs::rsa::PublicKeyComponents;
use aws_lc_rs::signature::RSA_PKCS1_2048_8192_SHA256;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use practice::{Practice, Size};
use serde_json::{Value, json};

use crate::support::{
    ALL, EXCHANGE, GRAPH, Session, callback, client, person, post_token, redeem, refresh, refusal, start,
};

pub fn claims(token: &str) -> Value {
    let part = token.split('.').nth(1).unwrap();
    serde_json::from_slice(&URL_SAFE_NO_PAD.decode(part).unwrap()).unwrap()
}

async fn is_signed(practice: &Practice, token: &str) -> bool {
    let url = format!("{}/common/discovery/v2.0/keys", practice.cloud().authority);
    let keys: Value = client().get(url).send().await.unwrap().json().await.unwrap();
    let part = |name: &str| URL_SAFE_NO_PAD.decode(keys["keys"][0][name].as_str().unwrap()).unwrap();
    let (message, signature) = token.rsplit_once('.').unwrap();
    PublicKeyComponents { n: part("n"), e: part("e") }
        .verify(&RSA_PKCS1_2048_8192_SHA256, message.as_bytes(), &URL_SAFE_NO_PAD.decode(signature).unwrap())
        .is_ok()
}

/// Signs in as the administrator and redeems the code.
async fn tokens(practice: &Practice) -> Value {
    let (cloud, tenant) = (practice.cloud(), practice.tenant_id());
    let url = callback(&cloud, tenant, &person("admin"), &[]).await;
    redeem(&cloud, tenant, &url, &[]).await.json().await.unwrap()
}

#[tokio::test]
async fn a_code_becomes_signed_tokens_that_say_who_and_where() {
    let practice = start(Size::Small).await;
    let body = tokens(&practice).await;
    assert_eq!((&body["token_type"], &body["expires_in"]), (&json!("Bearer"), &json!(3599)));
    let scope = body["scope"].as_str().unwrap();
    assert!(scope.starts_with("openid profile ") && scope.contains("OrgContact.Read.All"));
    assert!(!scope.contains("offline_access") && !scope.contains("Exchange"));
    let token = body["id_token"].as_str().unwrap();
    assert!(is_signed(&practice, token).await);
    let claims = claims(token);
    assert_eq!(claims["iss"], format!("{}/{}/v2.0", practice.cloud().authority, practice.tenant_id()));
    assert_eq!(claims["aud"], practice.cloud().client_id);
    assert_eq!(claims["tid"], practice.tenant_id());
    assert_eq!(claims["nonce"], "a nonce");
    assert_eq!(claims["preferred_username"], "admin@larkfield.example");
    assert!(claims["exp"].as_i64().unwrap() - claims["iat"].as_i64().unwrap() > 3599);
}

#[tokio::test]
async fn every_wrong_redemption_has_its_number() {
    let practice = start(Size::Small).await;
    let (cloud, tenant) = (practice.cloud(), practice.tenant_id());
    let url = callback(&cloud, tenant, &person("admin"), &[]).await;
    for (change, number, error) in [
        (("code_verifier", "wrong"), 501_481, "invalid_grant"),
        (("code", "made-up"), 9_002_313, "invalid_grant"),
        (("redirect_uri", "http://localhost:1/other"), 500_112, "invalid_grant"),
        (("client_id", "00000000-0000-0000-0000-000000000000"), 700_016, "unauthorized_client"),
        (("client_secret", "public"), 700_025, "invalid_client"),
        (("grant_type", "password"), 70003, "unsupported_grant_type"),
        (("scope", ALL), 700_022, "invalid_grant"),
    ] {
        let answer = redeem(&cloud, tenant, &url, &[change]).await;
        assert_eq!(refusal(answer).await, (number, error.to_owned()), "{change:?}");
    }
    let missing = post_token(&cloud, tenant, &[("client_id", &cloud.client_id)]).await;
    assert_eq!(refusal(missing).await.0, 900_144);
    // None of them used the code up; once redeemed it is.
    assert!(redeem(&cloud, tenant, &url, &[]).await.status().is_success());
    assert_eq!(refusal(redeem(&cloud, tenant, &url, &[]).await).await.0, 54005);
}

#[tokio::test]
async fn a_code_lives_ten_minutes() {
    let practice = start(Size::Small).await;
    let (cloud, tenant) = (practice.cloud(), practice.tenant_id());
    let url = callback(&cloud, tenant, &person("admin"), &[]).await;
    practice.configure(|settings| settings.advance_seconds = 601);
    assert_eq!(refusal(redeem(&cloud, tenant, &url, &[]).await).await.0, 70008);
    practice.configure(|settings| settings.advance_seconds = 590);
    assert!(redeem(&cloud, tenant, &url, &[]).await.status().is_success());
}

#[tokio::test]
async fn a_refresh_token_rotates_serves_both_resources_and_outlives_its_successor() {
    let practice = start(Size::Small).await;
    let (cloud, tenant) = (practice.cloud(), practice.tenant_id());
    let first = tokens(&practice).await["refresh_token"].as_str().unwrap().to_owned();
    let exchange: Value = refresh(&cloud, tenant, &first, EXCHANGE).await.json().await.unwrap();
    assert_eq!(exchange["scope"], "https://outlook.office365.com/Exchange.Manage");
    let second = exchange["refresh_token"].as_str().unwrap();
    assert_ne!(first, second);
    let whole = "https://graph.microsoft.com/.default";
    for token in [&first, second] {
        let graph: Value = refresh(&cloud, tenant, token, whole).await.json().await.unwrap();
        assert!(graph["scope"].as_str().unwrap().contains("User.Read.All"));
    }
    practice.configure(|settings| settings.advance_seconds = 90 * 24 * 3600);
    assert_eq!(refusal(refresh(&cloud, tenant, &first, GRAPH).await).await.0, 700_082);
}

#[tokio::test]
async fn a_revoked_refresh_token_is_refused_for_good() {
    let practice = start(Size::Small).await;
    let (cloud, tenant) = (practice.cloud(), practice.tenant_id());
    let token = tokens(&practice).await["refresh_token"].as_str().unwrap().to_owned();
    practice.revoke(Some("reader@larkfield.example"));
    assert!(refresh(&cloud, tenant, &token, GRAPH).await.status().is_success());
    practice.revoke(Some("admin@larkfield.example"));
    assert_eq!(refusal(refresh(&cloud, tenant, &token, GRAPH).await).await, (50173, "invalid_grant".to_owned()));
}

#[tokio::test]
async fn what_was_not_consented_to_is_not_granted() {
    let practice = start(Size::Small).await;
    let (cloud, tenant) = (practice.cloud(), practice.tenant_id());
    let token = tokens(&practice).await["refresh_token"].as_str().unwrap().to_owned();
    let answer = refresh(&cloud, tenant, &token, "Reports.Read.All").await;
    assert_eq!(refusal(answer).await, (65001, "invalid_grant".to_owned()));
}

#[tokio::test]
async fn the_next_id_token_can_be_made_wrong_in_one_claim_or_in_its_signature() {
    let practice = start(Size::Small).await;
    let next = |value: Value| {
        practice.configure(|settings| settings.next_token = value.as_object().cloned());
    };
    next(json!({"nonce": "wrong", "aud": "another"}));
    let body = tokens(&practice).await;
    let token = body["id_token"].as_str().unwrap();
    assert!(is_signed(&practice, token).await);
    assert_eq!((&claims(token)["nonce"], &claims(token)["aud"]), (&json!("wrong"), &json!("another")));
    next(json!({"signature": "wrong"}));
    let body = tokens(&practice).await;
    assert!(!is_signed(&practice, body["id_token"].as_str().unwrap()).await);
    let body = tokens(&practice).await;
    assert!(is_signed(&practice, body["id_token"].as_str().unwrap()).await);
}

#[tokio::test]
async fn the_next_tokens_can_be_those_of_the_other_tenant() {
    let practice = start(Size::Small).await;
    practice.configure(|settings| settings.next_token = json!({"tenant": "other"}).as_object().cloned());
    let body = tokens(&practice).await;
    assert_eq!(claims(body["id_token"].as_str().unwrap())["tid"], practice.other_tenant_id());
    let url = format!("{}/v1.0/organization", practice.cloud().graph);
    let token = body["access_token"].as_str().unwrap();
    let organization: Value = client().get(url).bearer_auth(token).send().await.unwrap().json().await.unwrap();
    assert_eq!(organization["value"][0]["id"], practice.other_tenant_id());
}

#[tokio::test]
async fn every_secret_that_was_issued_is_known_for_leak_tests() {
    let session = Session::open(Size::Small).await;
    let secrets = session.practice.issued_secrets();
    for secret in [&session.graph, &session.exchange, &session.refresh] {
        assert!(secrets.contains(secret));
    }
    let printed = format!("{:?}", session.practice);
    assert!(secrets.iter().all(|secret| !printed.contains(secret)));
    // Two access tokens, two refresh tokens, one code, one verifier.
    assert_eq!(secrets.len(), 6);
}
