//! Tenants and their keys, found as Microsoft publishes them.

use practice::Size;
use reqwest::StatusCode;
use serde_json::Value;

use crate::support::{client, refusal, start};

async fn document(base: &str, tenant: &str) -> reqwest::Response {
    let url = format!("{base}/{tenant}/v2.0/.well-known/openid-configuration");
    client().get(url).send().await.unwrap()
}

#[tokio::test]
async fn any_verified_domain_in_any_case_leads_to_the_tenants_guid() {
    let practice = start(Size::Small).await;
    let base = practice.cloud().authority;
    let guid = practice.tenant_id().to_owned();
    for name in [&guid, "LARKFIELD.example", "larkdeli.example", "larkfieldfoods.onmicrosoft.com"] {
        let body: Value = document(&base, name).await.json().await.unwrap();
        assert_eq!(body["issuer"], format!("{base}/{guid}/v2.0"));
        assert_eq!(body["token_endpoint"], format!("{base}/{guid}/oauth2/v2.0/token"));
        assert!(body["tenant_region_scope"].is_string() && body["msgraph_host"].is_string());
    }
}

#[tokio::test]
async fn an_unknown_domain_is_no_tenant_and_a_malformed_one_no_domain() {
    let practice = start(Size::Small).await;
    let base = practice.cloud().authority;
    // The last ones begin like paths of the other services and clouds.
    for unknown in [
        "nowhere.example",
        "larkfield-catering.example",
        "v1.example",
        "adminapi.example",
        "us.example",
        "dod.example",
        "cn.example",
    ] {
        let answer = document(&base, unknown).await;
        assert_eq!(answer.status(), StatusCode::BAD_REQUEST);
        assert_eq!(refusal(answer).await, (90002, "invalid_tenant".to_owned()));
    }
    let answer = document(&base, "not_a%20domain").await;
    assert_eq!(refusal(answer).await, (900_023, "invalid_request".to_owned()));
}

#[tokio::test]
async fn the_shared_names_answer_with_a_template() {
    let practice = start(Size::Small).await;
    let base = practice.cloud().authority;
    let body: Value = document(&base, "organizations").await.json().await.unwrap();
    assert_eq!(body["issuer"], format!("{base}/{{tenantid}}/v2.0"));
}

#[tokio::test]
async fn the_other_tenant_has_a_guid_of_its_own() {
    let practice = start(Size::Small).await;
    let base = practice.cloud().authority;
    let body: Value = document(&base, practice.other_tenant_domain()).await.json().await.unwrap();
    assert_eq!(body["issuer"], format!("{base}/{}/v2.0", practice.other_tenant_id()));
    assert_ne!(practice.other_tenant_id(), practice.tenant_id());
}
