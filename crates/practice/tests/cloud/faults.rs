//! Faults as a client meets them on the wire.

use std::time::Duration;

use practice::{Class, Failure, Fault, Size};
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

use crate::support::{Session, client, refresh, refusal};

fn fault(class: Class, how: Failure) -> Fault {
    Fault { class, after: 0, how, times: None, retry_after: None }
}

fn set(session: &Session, faults: Vec<Fault>) {
    session.practice.configure(|settings| settings.faults = faults);
}

const USERS: &str = "users?$select=id&$top=10";

#[tokio::test]
async fn so_many_requests_pass_so_many_are_hit_and_then_it_is_over() {
    let session = Session::open(Size::Small).await;
    set(&session, vec![Fault { after: 1, times: Some(2), ..fault(Class::Users, Failure::Throttled) }]);
    let mut seen = Vec::new();
    for _ in 0..5 {
        assert_eq!(session.ask("groups").await.0, StatusCode::OK);
        seen.push(session.ask(USERS).await.0.as_u16());
    }
    assert_eq!(seen, [200, 429, 429, 200, 200]);
    session.practice.configure(|settings| assert!(settings.faults.is_empty()));
}

#[tokio::test]
async fn a_fault_goes_on_counting_while_other_settings_change() {
    let session = Session::open(Size::Small).await;
    set(&session, vec![Fault { after: 1, times: Some(1), ..fault(Class::Users, Failure::Forbidden) }]);
    assert_eq!(session.ask(USERS).await.0, StatusCode::OK);
    session.practice.configure(|settings| settings.page_size = Some(5));
    assert_eq!(session.ask(USERS).await.0, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn throttling_says_when_to_come_back_in_decimal_seconds_or_does_not_say() {
    let session = Session::open(Size::Small).await;
    let decimal = Fault { retry_after: Some(2.128), ..fault(Class::Users, Failure::Throttled) };
    set(
        &session,
        vec![decimal, fault(Class::Groups, Failure::ThrottledBare), fault(Class::Contacts, Failure::Unavailable)],
    );
    let answer = session.get(&session.url("users")).await;
    assert_eq!(answer.headers()["retry-after"], "2.128");
    assert_eq!(answer.headers()["x-ms-throttle-information"], "ResourceUnitLimitExceeded");
    assert_eq!(answer.json::<Value>().await.unwrap()["error"]["code"], "TooManyRequests");
    let answer = session.get(&session.url("groups")).await;
    assert_eq!((answer.status().as_u16(), answer.headers().get("retry-after")), (429, None));
    let answer = session.get(&session.url("contacts")).await;
    assert_eq!((answer.status().as_u16(), &answer.headers()["retry-after"]), (503, &"0".parse().unwrap()));
}

#[tokio::test]
async fn proxies_and_portals_answer_in_the_place_of_the_service() {
    let session = Session::open(Size::Small).await;
    for (how, status, kind) in [
        (Failure::BadGateway, 502, "text/html"),
        (Failure::Html, 200, "text/html"),
        (Failure::WrongShape, 200, "application/json"),
    ] {
        set(&session, vec![fault(Class::Organization, how)]);
        let answer = session.get(&session.url("organization")).await;
        assert_eq!(answer.status().as_u16(), status);
        assert!(answer.headers()["content-type"].to_str().unwrap().starts_with(kind));
        assert!(!answer.text().await.unwrap().contains("Larkfield"));
    }
    set(&session, vec![fault(Class::Organization, Failure::Redirect)]);
    let answer = session.get(&session.url("organization")).await;
    let portal = answer.headers()["location"].to_str().unwrap().to_owned();
    assert_eq!(answer.status(), StatusCode::FOUND);
    assert!(session.get(&portal).await.text().await.unwrap().contains("Accept the terms"));
}

#[tokio::test]
async fn a_reset_closes_the_connection_without_an_answer() {
    let session = Session::open(Size::Small).await;
    set(&session, vec![fault(Class::Users, Failure::Reset)]);
    let request = client().get(session.url("users")).bearer_auth(&session.graph);
    let error = request.send().await.unwrap_err();
    assert!(error.is_request() && !error.is_timeout(), "{error:?}");
    assert_eq!(session.ask("groups").await.0, StatusCode::OK);
}

#[tokio::test]
async fn a_stall_sends_half_of_an_answer_or_nothing_and_does_not_hold_the_cloud_up() {
    let session = Session::open(Size::Small).await;
    set(&session, vec![fault(Class::Users, Failure::Stall)]);
    let mut answer = session.get(&session.url("users")).await;
    let length = answer.content_length().unwrap();
    let mut got = 0;
    while got < length / 2 {
        got += answer.chunk().await.unwrap().unwrap().len() as u64;
    }
    let short = Duration::from_millis(200);
    assert!(tokio::time::timeout(short, answer.chunk()).await.is_err());
    assert!(tokio::time::timeout(short, session.get(&session.url("users"))).await.is_err());
    let Session { practice, graph, .. } = session;
    let url = format!("{}/v1.0/users", practice.cloud().graph);
    let waiting =
        tokio::spawn(async move { client().get(url).bearer_auth(graph).send().await.unwrap().bytes().await.is_err() });
    while practice.requests()["GET /v1.0/users"] < 3 {
        tokio::task::yield_now().await;
    }
    tokio::time::timeout(Duration::from_secs(5), practice.stop()).await.unwrap();
    assert!(waiting.await.unwrap());
}

#[tokio::test]
async fn a_truncated_answer_promises_more_than_it_holds() {
    let session = Session::open(Size::Small).await;
    set(&session, vec![fault(Class::Exchange, Failure::Truncated)]);
    let answer = session.invoke("", "Get-Mailbox", json!({"ResultSize": "Unlimited"})).await;
    assert_eq!(answer.status(), StatusCode::OK);
    assert!(answer.content_length().unwrap() > 100);
    assert!(answer.bytes().await.is_err());
    // The accepted domains are another class.
    assert_eq!(session.invoke("", "Get-AcceptedDomain", json!({})).await.status(), StatusCode::OK);
}

#[tokio::test]
async fn links_lead_in_a_circle_to_a_stranger_or_nowhere() {
    let session = Session::open(Size::Count(50)).await;
    let url = session.url("users?%24select=id&%24top=10");
    let page = async |how| {
        set(&session, vec![fault(Class::Users, how)]);
        session.get(&url).await.json::<Value>().await.unwrap()
    };
    assert_eq!(page(Failure::Circle).await["@odata.nextLink"], json!(url));
    let foreign = page(Failure::Foreign).await["@odata.nextLink"].as_str().unwrap().to_owned();
    assert!(foreign.starts_with("http://graph.elsewhere.example") && foreign.contains("skiptoken"));
    let lost = page(Failure::NoLink).await;
    assert_eq!((lost.get("@odata.nextLink"), lost["value"].as_array().unwrap().len()), (None, 10));
}

#[tokio::test]
async fn a_round_can_be_gone_and_says_where_to_begin_again() {
    let session = Session::open(Size::Small).await;
    set(&session, vec![Fault { times: Some(1), ..fault(Class::Users, Failure::Gone) }]);
    let answer = session.get(&session.url("users/delta?$select=id")).await;
    assert_eq!(answer.status(), StatusCode::GONE);
    let fresh = answer.headers()["location"].to_str().unwrap().to_owned();
    assert_eq!(answer.json::<Value>().await.unwrap()["error"]["code"], "syncStateNotFound");
    assert_eq!(session.get(&fresh).await.status(), StatusCode::OK);
}

#[tokio::test]
async fn a_claims_challenge_carries_what_to_ask_for_and_ends_refreshing() {
    let session = Session::open(Size::Small).await;
    set(&session, vec![fault(Class::Users, Failure::Claims)]);
    let answer = session.get(&session.url("users")).await;
    assert_eq!(answer.status(), StatusCode::UNAUTHORIZED);
    let challenge = answer.headers()["www-authenticate"].to_str().unwrap();
    assert!(challenge.contains("error=\"insufficient_claims\"") && challenge.contains("claims=\""));
    let (cloud, tenant) = (session.practice.cloud(), session.practice.tenant_id());
    let answer = refresh(&cloud, tenant, &session.refresh, crate::support::GRAPH).await;
    assert!(matches!(refusal(answer).await.1.as_str(), "interaction_required" | "invalid_grant"));
}

#[tokio::test]
async fn every_failure_is_no_plain_answer_and_passes() {
    let session = Session::open(Size::Count(30)).await;
    let url = session.url("users?$select=id&$top=10");
    let whole = session.get(&url).await.text().await.unwrap();
    for how in Failure::ALL {
        set(&session, vec![Fault { times: Some(1), ..fault(Class::Users, how) }]);
        let request = client().get(&url).bearer_auth(&session.graph).timeout(Duration::from_millis(500)).send();
        let text = match request.await {
            Ok(answer) if answer.status() == StatusCode::OK => answer.text().await.ok(),
            _ => None,
        };
        assert_ne!(text.as_ref(), Some(&whole), "{how:?}");
        assert_eq!(session.get(&url).await.text().await.unwrap(), whole, "{how:?}");
    }
}

#[tokio::test]
async fn faults_are_set_over_http_and_begin_anew() {
    let session = Session::open(Size::Small).await;
    let change = json!({"faults": [{"class": "domains", "how": "forbidden", "after": 1}], "latency_ms": 1});
    for _ in 0..2 {
        assert_eq!(session.control(Method::POST, "settings", change.clone()).await.status(), StatusCode::OK);
        assert_eq!(session.ask("domains").await.0, StatusCode::OK);
        assert_eq!(session.ask("domains").await.0, StatusCode::FORBIDDEN);
    }
    let wrong = json!({"faults": [{"class": "domains", "how": "explode"}]});
    assert_eq!(session.control(Method::POST, "settings", wrong).await.status(), StatusCode::BAD_REQUEST);
}
