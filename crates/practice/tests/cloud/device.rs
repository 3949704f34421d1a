//! Signing in with a code that is typed in elsewhere.

use practice::{Consent, Person, Practice, Refuse, RefuseAt, Size, play_device};
use reqwest::StatusCode;
use serde_json::Value;

use crate::support::{ALL, GRAPH, client, person, post_token, refresh, refusal, start};
use crate::tokens::claims;

const GRANT: &str = "urn:ietf:params:oauth:grant-type:device_code";

async fn begin(practice: &Practice, tenant: &str) -> Value {
    let cloud = practice.cloud();
    let url = format!("{}/{tenant}/oauth2/v2.0/devicecode", cloud.authority);
    let form = [("client_id", cloud.client_id.as_str()), ("scope", ALL)];
    let answer = client().post(url).form(&form).send().await.unwrap();
    assert_eq!(answer.status(), StatusCode::OK);
    answer.json().await.unwrap()
}

async fn poll(practice: &Practice, tenant: &str, begun: &Value) -> reqwest::Response {
    let cloud = practice.cloud();
    let code = begun["device_code"].as_str().unwrap();
    let form = [("grant_type", GRANT), ("client_id", cloud.client_id.as_str()), ("device_code", code)];
    post_token(&cloud, tenant, &form).await
}

async fn answer(begun: &Value, who: &Person) -> String {
    let (page, code) = (begun["verification_uri"].as_str().unwrap(), begun["user_code"].as_str().unwrap());
    let outcome = play_device(page, code, who).await.unwrap();
    assert_eq!(outcome.callback_url, None);
    outcome.page_text
}

/// A cloud whose devices may ask as often as they like.
async fn patient() -> Practice {
    let practice = start(Size::Small).await;
    practice.configure(|settings| settings.device_interval = 0);
    practice
}

#[tokio::test]
async fn a_code_is_typed_in_and_the_device_gets_its_tokens_once() {
    let practice = patient().await;
    let tenant = practice.tenant_id();
    let begun = begin(&practice, tenant).await;
    assert_eq!((&begun["expires_in"], begun["user_code"].as_str().unwrap().len()), (&Value::from(900), 9));
    assert!(begun["message"].as_str().unwrap().contains(begun["user_code"].as_str().unwrap()));
    assert!(begun.get("verification_uri_complete").is_none());
    let pending = poll(&practice, tenant, &begun).await;
    assert_eq!(refusal(pending).await, (70016, "authorization_pending".to_owned()));
    let page = answer(&begun, &person("admin")).await;
    assert!(page.contains("You have signed in"), "{page}");
    let tokens: Value = poll(&practice, tenant, &begun).await.json().await.unwrap();
    assert_eq!(claims(tokens["id_token"].as_str().unwrap())["tid"], tenant);
    let token = tokens["refresh_token"].as_str().unwrap();
    assert_eq!(refresh(&practice.cloud(), tenant, token, GRAPH).await.status(), StatusCode::OK);
    assert_eq!(refusal(poll(&practice, tenant, &begun).await).await.1, "invalid_grant");
    assert!(practice.issued_secrets().contains(&begun["device_code"].as_str().unwrap().to_owned()));
}

#[tokio::test]
async fn at_a_shared_name_the_account_decides_the_tenant() {
    let practice = patient().await;
    let begun = begin(&practice, "organizations").await;
    answer(&begun, &person("outsider@juniperharbour.example")).await;
    let tokens: Value = poll(&practice, "organizations", &begun).await.json().await.unwrap();
    assert_eq!(claims(tokens["id_token"].as_str().unwrap())["tid"], practice.other_tenant_id());
}

#[tokio::test]
async fn a_person_who_says_no_declines() {
    let practice = patient().await;
    let begun = begin(&practice, practice.tenant_id()).await;
    let page = answer(&begun, &Person { consent: Consent::Deny, ..person("admin") }).await;
    assert!(page.contains("cancelled"), "{page}");
    let declined = poll(&practice, practice.tenant_id(), &begun).await;
    assert_eq!(refusal(declined).await.1, "authorization_declined");
}

#[tokio::test]
async fn an_account_that_is_refused_leaves_the_device_waiting() {
    let practice = patient().await;
    let begun = begin(&practice, practice.tenant_id()).await;
    for (account, number) in [("blocked", 53003), ("member", 90094)] {
        let page = answer(&begun, &person(account)).await;
        assert!(page.contains(&format!("AADSTS{number}:")), "{page}");
        let pending = poll(&practice, practice.tenant_id(), &begun).await;
        assert_eq!(refusal(pending).await.1, "authorization_pending");
    }
}

#[tokio::test]
async fn a_device_code_lives_fifteen_minutes() {
    let practice = patient().await;
    let begun = begin(&practice, practice.tenant_id()).await;
    practice.configure(|settings| settings.advance_seconds = 900);
    let expired = poll(&practice, practice.tenant_id(), &begun).await;
    assert_eq!(refusal(expired).await, (70019, "expired_token".to_owned()));
    assert!(answer(&begun, &person("admin")).await.contains("is wrong or has expired"));
}

#[tokio::test]
async fn a_device_that_asks_too_often_is_slowed_down() {
    let practice = start(Size::Small).await;
    let begun = begin(&practice, practice.tenant_id()).await;
    assert_eq!(begun["interval"], 5);
    assert_eq!(refusal(poll(&practice, practice.tenant_id(), &begun).await).await.1, "authorization_pending");
    assert_eq!(refusal(poll(&practice, practice.tenant_id(), &begun).await).await.1, "slow_down");
}

#[tokio::test]
async fn a_made_up_code_and_another_tenants_endpoint_are_refused() {
    let practice = patient().await;
    let mut begun = begin(&practice, practice.tenant_id()).await;
    let elsewhere = poll(&practice, practice.other_tenant_id(), &begun).await;
    assert_eq!(refusal(elsewhere).await.0, 700_005);
    begun["device_code"] = Value::from("made-up");
    let unknown = poll(&practice, practice.tenant_id(), &begun).await;
    assert_eq!(refusal(unknown).await.1, "bad_verification_code");
    begun["user_code"] = Value::from("WRONGCODE");
    assert!(answer(&begun, &person("admin")).await.contains("is wrong or has expired"));
}

#[tokio::test]
async fn a_device_can_be_refused_when_it_begins_and_when_it_asks() {
    let practice = patient().await;
    let cloud = practice.cloud();
    let refuse = |code| {
        let refuse = Refuse {
            at: RefuseAt::Device,
            code,
            times: Some(1),
            suberror: None,
            claims: None,
            error: None,
            description: None,
        };
        practice.configure(|settings| settings.refuse = vec![refuse]);
    };
    refuse(700_016);
    let url = format!("{}/{}/oauth2/v2.0/devicecode", cloud.authority, practice.tenant_id());
    let form = [("client_id", cloud.client_id.as_str()), ("scope", ALL)];
    let answer = client().post(url).form(&form).send().await.unwrap();
    assert_eq!(refusal(answer).await.0, 700_016);
    refuse(53003);
    let begun = begin(&practice, practice.tenant_id()).await;
    assert_eq!(refusal(poll(&practice, practice.tenant_id(), &begun).await).await.0, 53003);
}
