//! Graph's listings: what is asked for, refused and paged.

use practice::{Class, Failure, Fault, Size};
use reqwest::StatusCode;
use serde_json::{Value, json};

use crate::support::{Session, client};

#[tokio::test]
async fn pages_hold_a_hundred_unless_asked_and_next_links_lead_through_all_once() {
    let session = Session::open(Size::Count(250)).await;
    let (_, page) = session.ask("users").await;
    assert_eq!(page["value"].as_array().unwrap().len(), 100);
    let (users, last) = session.all(&session.url("users?$select=id&$top=7")).await;
    let mut ids: Vec<&str> = users.iter().map(|user| user["id"].as_str().unwrap()).collect();
    ids.sort_unstable();
    ids.dedup();
    assert_eq!((users.len(), ids.len()), (250, 250));
    assert!(last.get("@odata.deltaLink").is_none());
}

#[tokio::test]
async fn a_next_link_is_followed_as_it_stands_or_refused() {
    let session = Session::open(Size::Count(30)).await;
    let (_, page) = session.ask("users?$select=id&$top=10").await;
    let next = page["@odata.nextLink"].as_str().unwrap();
    assert_eq!(session.get(&next.replace("$select=id&", "")).await.status(), StatusCode::BAD_REQUEST);
    assert_eq!(session.get(&next.replace("/users?", "/groups?")).await.status(), StatusCode::BAD_REQUEST);
    assert_eq!(session.get(next).await.status(), StatusCode::OK);
}

#[tokio::test]
async fn what_graph_refuses_is_refused() {
    let session = Session::open(Size::Small).await;
    for (path, code) in [
        ("users?$select=id,imaginary", "BadRequest"),
        ("groups?$select=id,userPrincipalName", "BadRequest"),
        ("users?$top=0", "Request_BadRequest"),
        ("users?$top=1000", "Request_BadRequest"),
        ("users?$skip=5", "Request_UnsupportedQuery"),
        ("users?$expand=manager", "Request_UnsupportedQuery"),
        ("users?$filter=endsWith(mail,'x')", "Request_UnsupportedQuery"),
        ("users?$filter=mail ne null", "Request_UnsupportedQuery"),
        ("users/delta?$top=5", "Request_UnsupportedQuery"),
        ("users/delta?$filter=mail eq 'x'", "Request_UnsupportedQuery"),
        ("users/delta?$select=imaginary", "BadRequest"),
        ("users/delta?$deltatoken=garbage", "Request_BadRequest"),
        ("users?$skiptoken=garbage", "Directory_ExpiredPageToken"),
        ("users/$count", "Request_BadRequest"),
        ("printers", "BadRequest"),
    ] {
        let (status, body) = session.ask(path).await;
        assert_eq!((status, body["error"]["code"].as_str()), (StatusCode::BAD_REQUEST, Some(code)), "{path}");
        assert!(body["error"]["innerError"]["request-id"].is_string());
    }
    let (status, _) = session.ask("users?$select=mailboxSettings").await;
    assert_eq!(status, StatusCode::NOT_IMPLEMENTED);
    let (status, _) = session.ask("domains/nowhere.example/serviceConfigurationRecords").await;
    assert_eq!(status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn request_ids_come_back() {
    let session = Session::open(Size::Small).await;
    let request = client().get(session.url("users?$top=0")).bearer_auth(&session.graph);
    let answer = request.header("client-request-id", "my-own-id").send().await.unwrap();
    assert_eq!(answer.headers()["client-request-id"], "my-own-id");
    let id = answer.headers()["request-id"].to_str().unwrap().to_owned();
    let body: Value = answer.json().await.unwrap();
    let inner = &body["error"]["innerError"];
    assert_eq!((&inner["request-id"], &inner["client-request-id"]), (&json!(id), &json!("my-own-id")));
}

#[tokio::test]
async fn every_answer_says_what_it_cost() {
    let session = Session::open(Size::Small).await;
    for (path, units) in [("users", "2"), ("users?$select=id", "1"), ("users?$top=5", "1"), ("groups", "1")] {
        let answer = session.get(&session.url(path)).await;
        assert_eq!(answer.headers()["x-ms-resource-unit"], units, "{path}");
    }
}

#[tokio::test]
async fn counting_needs_the_consistency_level() {
    let session = Session::open(Size::Count(40)).await;
    let eventual = |path: &str| {
        let request = client().get(session.url(path)).bearer_auth(&session.graph);
        request.header("ConsistencyLevel", "eventual").send()
    };
    let answer = eventual("users/$count").await.unwrap();
    assert_eq!(answer.headers()["content-type"], "text/plain");
    assert_eq!(answer.text().await.unwrap(), "40");
    let body: Value = eventual("users?$count=true&$top=5").await.unwrap().json().await.unwrap();
    assert_eq!(body["@odata.count"], 40);
    let (_, body) = session.ask("users?$count=true&$top=5").await;
    assert_eq!(body.get("@odata.count"), None);
}

#[tokio::test]
async fn filters_split_the_users_without_losing_one() {
    let session = Session::open(Size::Count(120)).await;
    let (all, _) = session.all(&session.url("users?$select=id")).await;
    let mut parts = 0;
    for filter in ["userPrincipalName lt 'm'", "userPrincipalName ge 'm'"] {
        let (items, _) = session.all(&session.url(&format!("users?$select=id&$top=9&$filter={filter}"))).await;
        assert!(!items.is_empty());
        parts += items.len();
    }
    assert_eq!(parts, all.len());
    let (found, _) = session
        .all(&session.url("users?$filter=startsWith(userPrincipalName,'ADMIN@') and accountEnabled eq true"))
        .await;
    assert_eq!(found.len(), 1);
}

#[tokio::test]
async fn a_token_is_good_for_its_resource_while_it_lives() {
    let session = Session::open(Size::Small).await;
    let ask = async |token: Option<&str>| {
        let request = client().get(session.url("users"));
        let request = token.into_iter().fold(request, |request, token| request.bearer_auth(token));
        let answer = request.send().await.unwrap();
        assert!(answer.status().is_success() || answer.headers().contains_key("www-authenticate"));
        let body: Value = answer.json().await.unwrap();
        body["error"]["code"].as_str().map(str::to_owned)
    };
    let refused = Some("InvalidAuthenticationToken".to_owned());
    assert_eq!(ask(Some(&session.graph)).await, None);
    assert_eq!(ask(None).await, refused);
    assert_eq!(ask(Some("made-up")).await, refused);
    assert_eq!(ask(Some(&session.exchange)).await, refused);
    session.practice.configure(|settings| settings.advance_seconds = 3600);
    assert_eq!(ask(Some(&session.graph)).await, refused);
}

#[tokio::test]
async fn without_the_permission_the_answer_names_it() {
    let practice = crate::support::start(Size::Small).await;
    practice.configure(|settings| settings.withhold_scopes = vec!["OrgContact.Read.All".to_owned()]);
    let session = Session::of(practice, "admin").await;
    let (status, body) = session.ask("contacts").await;
    assert_eq!(status, StatusCode::FORBIDDEN);
    assert_eq!(body["error"]["code"], "Authorization_RequestDenied");
    assert!(body["error"]["message"].as_str().unwrap().contains("OrgContact.Read.All"));
    assert_eq!(session.ask("users").await.0, StatusCode::OK);
}

#[tokio::test]
async fn a_listing_can_break_off_in_the_middle() {
    let session = Session::open(Size::Count(30)).await;
    let fault = |how, after| Fault { class: Class::Users, after, how, times: None, retry_after: None };
    session.practice.configure(|settings| settings.faults = vec![fault(Failure::Unavailable, 1)]);
    let (_, page) = session.ask("users?$select=id&$top=10").await;
    let next = page["@odata.nextLink"].as_str().unwrap();
    let answer = session.get(next).await;
    assert_eq!(answer.status(), StatusCode::SERVICE_UNAVAILABLE);
    assert_eq!(answer.headers()["retry-after"], "0");
    session.practice.configure(|settings| settings.faults = vec![fault(Failure::Truncated, 0)]);
    let answer = session.get(next).await;
    assert_eq!(answer.status(), StatusCode::OK);
    assert!(answer.bytes().await.is_err());
    session.practice.configure(|settings| settings.faults.clear());
    assert_eq!(session.get(next).await.status(), StatusCode::OK);
}

#[tokio::test]
async fn the_organisation_names_itself_and_its_domains() {
    let session = Session::open(Size::Small).await;
    let (_, body) = session.ask("organization").await;
    let organization = &body["value"][0];
    assert_eq!(organization["id"], session.practice.tenant_id());
    assert_eq!(organization["displayName"], "Larkfield Foods");
    let domains = organization["verifiedDomains"].as_array().unwrap();
    assert!(domains.iter().all(|domain| domain["name"] != "larkfield-catering.example"));
    assert!(domains.iter().any(|domain| domain["isInitial"] == true));
}
