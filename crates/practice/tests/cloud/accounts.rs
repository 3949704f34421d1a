//! The accounts that are neither an administrator nor a plain member.

use practice::{Person, Size, play};
use serde_json::{Value, json};

use crate::support::{
    EXCHANGE, GRAPH, Session, authorize_url, callback, client, parameter, person, refresh, start, tokens_of,
};
use crate::tokens::claims;

fn partner() -> Person {
    person("partner@juniperharbour.example")
}

fn guest() -> Person {
    person("pat@brightwater.example")
}

/// A tenant whose administrator consented for everybody.
async fn approved() -> Session {
    Session::open(Size::Small).await
}

#[tokio::test]
async fn a_partners_technician_needs_the_tenants_consent_first() {
    let practice = start(Size::Small).await;
    let url = authorize_url(&practice.cloud(), practice.tenant_id(), &[]);
    let outcome = play(&url, &partner()).await.unwrap();
    assert_eq!(outcome.callback_url, None);
    assert!(outcome.page_text.contains("AADSTS90099:"), "{}", outcome.page_text);
}

#[tokio::test]
async fn a_partners_technician_gets_tokens_for_the_customers_tenant() {
    let session = approved().await;
    let practice = &session.practice;
    let (cloud, tenant) = (practice.cloud(), practice.tenant_id());
    let tokens = tokens_of(&cloud, tenant, &partner(), &[]).await;
    let claims = claims(tokens["id_token"].as_str().unwrap());
    assert_eq!(claims["tid"], tenant);
    assert_eq!(claims["idp"], format!("https://sts.windows.net/{}/", practice.other_tenant_id()));
    let url = session.url("organization");
    let organization = client().get(url).bearer_auth(tokens["access_token"].as_str().unwrap());
    let organization: Value = organization.send().await.unwrap().json().await.unwrap();
    assert_eq!(organization["value"][0]["id"], tenant);
    // The person exists at home only.
    let (users, _) = session.all(&session.url("users?$select=id")).await;
    assert!(users.iter().all(|user| user["id"] != claims["oid"]));
    let token = tokens["refresh_token"].as_str().unwrap();
    let exchange = refresh(&cloud, tenant, token, EXCHANGE).await;
    assert!(exchange.status().is_success());
}

#[tokio::test]
async fn a_guest_is_an_object_here_and_comes_from_elsewhere() {
    let session = approved().await;
    let (cloud, tenant) = (session.practice.cloud(), session.practice.tenant_id());
    let tokens = tokens_of(&cloud, tenant, &guest(), &[]).await;
    let claims = claims(tokens["id_token"].as_str().unwrap());
    assert_eq!((&claims["tid"], &claims["preferred_username"]), (&json!(tenant), &json!("pat@brightwater.example")));
    let home = claims["idp"].as_str().unwrap();
    assert!(home.starts_with("https://sts.windows.net/") && !home.contains(tenant));
    let (users, _) = session.all(&session.url("users?$select=id,userType")).await;
    assert!(users.iter().any(|user| user["id"] == claims["oid"] && user["userType"] == "Guest"));
    let token = tokens["refresh_token"].as_str().unwrap();
    assert!(refresh(&cloud, tenant, token, GRAPH).await.status().is_success());
}

#[tokio::test]
async fn the_tenants_own_people_come_from_nowhere_else() {
    let session = approved().await;
    let (cloud, tenant) = (session.practice.cloud(), session.practice.tenant_id());
    let tokens = tokens_of(&cloud, tenant, &person("admin"), &[]).await;
    let claims = claims(tokens["id_token"].as_str().unwrap());
    assert_eq!(claims.get("idp"), None);
    assert_eq!(claims["wids"], json!(["62e90394-69f5-4237-9190-012177145e10"]));
}

#[tokio::test]
async fn a_reader_without_a_role_in_exchange_reads_graph_and_is_refused_by_exchange() {
    let approved = approved().await;
    let session = Session::of(approved.practice, "auditor").await;
    assert!(session.ask("users").await.0.is_success());
    let answer = session.invoke("", "Get-Recipient", json!({})).await;
    assert_eq!(answer.status(), reqwest::StatusCode::FORBIDDEN);
    let reader = Session::of(session.practice, "reader").await;
    assert!(reader.invoke("", "Get-Recipient", json!({})).await.status().is_success());
}

#[tokio::test]
async fn a_disabled_administrator_stays_at_the_page() {
    let practice = start(Size::Small).await;
    let url = authorize_url(&practice.cloud(), practice.tenant_id(), &[]);
    let outcome = play(&url, &person("former")).await.unwrap();
    assert!(outcome.callback_url.is_none() && outcome.page_text.contains("AADSTS50057:"));
}

#[tokio::test]
async fn a_refresh_token_follows_its_person_to_another_tenant_that_lets_it_in() {
    let session = approved().await;
    let practice = &session.practice;
    let cloud = practice.cloud();
    callback(&cloud, practice.other_tenant_id(), &person("outsider@juniperharbour.example"), &[]).await;
    let home = callback(&cloud, practice.other_tenant_id(), &partner(), &[]).await;
    assert!(parameter(&home, "code").is_some());
    let redeemed = crate::support::redeem(&cloud, practice.other_tenant_id(), &home, &[]).await;
    let tokens: Value = redeemed.json().await.unwrap();
    let token = tokens["refresh_token"].as_str().unwrap();
    let there: Value = refresh(&cloud, practice.tenant_id(), token, GRAPH).await.json().await.unwrap();
    let organization = client().get(session.url("organization")).bearer_auth(there["access_token"].as_str().unwrap());
    let organization: Value = organization.send().await.unwrap().json().await.unwrap();
    assert_eq!(organization["value"][0]["id"], practice.tenant_id());
}
