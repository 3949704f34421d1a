//! Claims challenges: refused until a person signed in as demanded.

use practice::{Class, Failure, Fault, Size};
use reqwest::StatusCode;
use serde_json::Value;

use crate::support::{GRAPH, Session, client, person, refresh, tokens_of};

#[tokio::test]
async fn only_a_new_sign_in_with_the_claims_answers_a_challenge() {
    let session = Session::open(Size::Small).await;
    let practice = &session.practice;
    let (cloud, tenant) = (practice.cloud(), practice.tenant_id());
    let fault = Fault { class: Class::Organization, after: 0, how: Failure::Claims, times: None, retry_after: None };
    practice.configure(|settings| settings.faults.push(fault));
    let url = session.url("organization");
    let challenged = session.get(&url).await;
    assert_eq!(challenged.status(), StatusCode::UNAUTHORIZED);
    let header = challenged.headers()["www-authenticate"].to_str().unwrap();
    assert!(header.contains("insufficient_claims"), "{header}");

    let refused = refresh(&cloud, tenant, &session.refresh, GRAPH).await;
    assert_eq!(refused.status(), StatusCode::BAD_REQUEST);
    let refused: Value = refused.json().await.unwrap();
    assert_eq!((&refused["error"], &refused["error_codes"][0]), (&"interaction_required".into(), &50076.into()));
    let claims = refused["claims"].as_str().unwrap();

    let without = tokens_of(&cloud, tenant, &person("admin"), &[]).await;
    let token = without["access_token"].as_str().unwrap();
    let again = client().get(&url).bearer_auth(token).send().await.unwrap();
    assert_eq!(again.status(), StatusCode::UNAUTHORIZED);

    let with = tokens_of(&cloud, tenant, &person("admin"), &[("claims", claims)]).await;
    let token = with["access_token"].as_str().unwrap();
    let passed = client().get(&url).bearer_auth(token).send().await.unwrap();
    assert_eq!(passed.status(), StatusCode::OK);
    let refreshed = refresh(&cloud, tenant, with["refresh_token"].as_str().unwrap(), GRAPH).await;
    let refreshed: Value = refreshed.json().await.unwrap();
    let passed = client().get(&url).bearer_auth(refreshed["access_token"].as_str().unwrap()).send().await.unwrap();
    assert_eq!(passed.status(), StatusCode::OK);
}
