//! What the control endpoint makes happen, and for whom.

use practice::{DomainEdit, Size};
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

use crate::support::{EXCHANGE, Session, client, refresh};

#[tokio::test]
async fn without_the_secret_nothing_is_controlled() {
    let session = Session::open(Size::Small).await;
    let url = format!("{}/practice/control/inspect", session.practice.cloud().graph);
    for secret in ["", "guessed"] {
        let request = client().get(&url).header("x-practice-secret", secret);
        assert_eq!(request.send().await.unwrap().status(), StatusCode::FORBIDDEN);
    }
    assert_eq!(client().get(&url).send().await.unwrap().status(), StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn the_tenant_is_edited_over_http() {
    let session = Session::open(Size::Small).await;
    let (_, last) = session.all(&session.url("users/delta?$select=mail")).await;
    let place = |who: &str| format!("larkfield.example/users/{who}");
    let edit = json!({"name": "Zed", "aliases": ["z@larkdeli.example"]});
    let added = session.control(Method::PATCH, &place("zed@larkfield.example"), edit).await;
    let id = added.json::<Value>().await.unwrap()["id"].clone();
    let removed = session.control(Method::DELETE, &place("van@larkfield.example"), json!(null)).await;
    assert_eq!(removed.status(), StatusCode::OK);
    let unknown = session.control(Method::DELETE, &place("van@larkfield.example"), json!(null)).await;
    assert_eq!(unknown.status(), StatusCode::NOT_FOUND);
    let folder = json!({"kind": "public-folder"});
    let odd = session.control(Method::PATCH, &place("x@larkfield.example"), folder).await;
    assert_eq!(odd.status(), StatusCode::BAD_REQUEST);
    let (items, _) = session.all(last["@odata.deltaLink"].as_str().unwrap()).await;
    assert_eq!(items.len(), 2);
    assert!(items.iter().any(|item| item["id"] == id && item["mail"] == "zed@larkfield.example"));
}

#[tokio::test]
async fn settings_change_by_field_and_unknown_ones_are_refused() {
    let session = Session::open(Size::Small).await;
    let change = json!({"page_size": 3});
    assert_eq!(session.control(Method::POST, "settings", change).await.status(), StatusCode::OK);
    let change = json!({"code_seconds": 0});
    let now: Value = session.control(Method::POST, "settings", change).await.json().await.unwrap();
    assert_eq!((&now["page_size"], &now["code_seconds"]), (&json!(3), &json!(0)));
    let wrong = session.control(Method::POST, "settings", json!({"page_sise": 3})).await;
    assert_eq!(wrong.status(), StatusCode::BAD_REQUEST);
    let (_, page) = session.ask("users?$top=999").await;
    assert_eq!(page["value"].as_array().unwrap().len(), 3);
    assert!(session.all(&session.url("users?$top=999")).await.0.len() > 10);
}

#[tokio::test]
async fn tokens_are_revoked_over_http() {
    let session = Session::open(Size::Small).await;
    let body = json!({"account": "admin@larkfield.example", "access": true});
    assert_eq!(session.control(Method::POST, "revoke", body).await.status(), StatusCode::NO_CONTENT);
    assert_eq!(session.ask("users").await.0, StatusCode::UNAUTHORIZED);
    let (cloud, tenant) = (session.practice.cloud(), session.practice.tenant_id());
    let answer = refresh(&cloud, tenant, &session.refresh, EXCHANGE).await;
    assert_eq!(crate::support::refusal(answer).await.0, 50173);
}

#[tokio::test]
async fn inspecting_tells_requests_and_no_secret() {
    let session = Session::open(Size::Small).await;
    session.ask("users").await;
    session.ask("users").await;
    let answer = session.control(Method::GET, "inspect", json!(null)).await;
    let text = answer.text().await.unwrap();
    for secret in session.practice.issued_secrets() {
        assert!(!text.contains(&secret));
    }
    let body: Value = serde_json::from_str(&text).unwrap();
    assert_eq!(body["requests"]["GET /v1.0/users"], 2);
    assert_eq!(session.practice.requests()["GET /v1.0/users"], 2);
}

#[tokio::test]
async fn domains_come_change_and_go() {
    let session = Session::open(Size::Small).await;
    let edit = DomainEdit { mx: Some("mx.fresh.example".to_owned()), ..DomainEdit::default() };
    session.practice.upsert_domain("fresh.example", &edit);
    let (_, body) = session.ask("domains/fresh.example/serviceConfigurationRecords").await;
    assert_eq!(body["value"][0]["mailExchange"], "mx.fresh.example");
    let gone = session.control(Method::DELETE, "larkfield.example/domains/larkdeli.example", json!(null)).await;
    assert_eq!(gone.status(), StatusCode::NO_CONTENT);
    let (domains, _) = session.all(&session.url("domains")).await;
    assert!(domains.iter().all(|domain| domain["id"] != "larkdeli.example"));
}
