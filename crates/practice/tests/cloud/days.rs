//! Days that pass, and what a client must see of them.

use std::collections::{BTreeMap, BTreeSet};

use practice::{Broken, Day, Kind, Practice, Size, Truth};
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

use crate::support::{Session, client, start};

const USERS: &str = "users/delta?$select=displayName,userPrincipalName,proxyAddresses,accountEnabled,assignedPlans";

fn changed(day: &Day) -> BTreeSet<&String> {
    [&day.joined, &day.left, &day.renamed, &day.converted, &day.aliases].into_iter().flatten().collect()
}

fn truth(practice: &Practice) -> BTreeMap<String, Truth> {
    practice.truth().into_iter().map(|truth| (truth.id.clone(), truth)).collect()
}

#[tokio::test]
async fn the_same_seed_lives_the_same_days_and_no_two_days_are_alike() {
    for size in [Size::Small, Size::Medium, Size::Count(3000)] {
        let (one, two) = (start(size).await, start(size).await);
        let days: Vec<Day> = (0..4).map(|_| one.next_day()).collect();
        assert_eq!(days, (0..4).map(|_| two.next_day()).collect::<Vec<_>>());
        assert_ne!(days[0], days[1]);
        assert_eq!(one.truth(), two.truth());
    }
}

#[tokio::test]
async fn a_day_changes_a_little_of_everything() {
    let practice = start(Size::Count(5000)).await;
    let before = truth(&practice);
    let day = practice.next_day();
    let after = truth(&practice);
    assert!(day.joined.len() >= 5 && day.left.len() >= 5 && day.renamed.len() >= 5);
    assert!(day.converted.len() >= 5 && day.aliases.len() >= 10);
    assert!(changed(&day).len() < 100);
    let touched = changed(&day);
    for (id, truth) in &after {
        assert!(before.get(id) == Some(truth) || touched.contains(id), "{truth:?}");
    }
    assert!(before.keys().all(|id| after.contains_key(id) || day.left.contains(id)));
    assert!(day.converted.iter().all(|id| after[id].kind == Kind::Shared));
}

#[tokio::test]
async fn a_day_of_the_small_tenant_has_one_of_each() {
    let practice = start(Size::Small).await;
    for _ in 0..3 {
        let day = practice.next_day();
        let counts = [&day.joined, &day.left, &day.renamed, &day.converted, &day.aliases].map(Vec::len);
        assert!(counts.iter().all(|count| (1..=6).contains(count)), "{day:?}");
    }
}

#[tokio::test]
async fn no_address_ever_belongs_to_two() {
    for size in [Size::Small, Size::Medium, Size::Count(2000)] {
        let practice = start(size).await;
        for _ in 0..12 {
            practice.next_day();
        }
        let mut owners = BTreeMap::new();
        for truth in practice.truth() {
            for address in truth.aliases.into_iter().chain([truth.primary]) {
                let other = owners.insert(address.clone(), truth.id.clone());
                assert_eq!(other, None, "{address}");
            }
        }
        assert!(owners.len() > 8);
    }
}

#[tokio::test]
async fn after_many_days_everybody_who_signs_in_is_still_there() {
    let session = Session::open(Size::Small).await;
    for _ in 0..20 {
        session.practice.next_day();
    }
    session.practice.bad_day();
    let (users, _) = session.all(&session.url("users?$select=userPrincipalName")).await;
    for local in ["admin", "reader", "member", "blocked"] {
        assert!(users.iter().any(|user| user["userPrincipalName"] == format!("{local}@larkfield.example")));
    }
}

/// What Graph and Exchange together say, as a client would put it together.
async fn fetched(session: &Session) -> BTreeSet<String> {
    let body = json!({"ResultSize": "Unlimited"});
    let body: Value = session.invoke("", "Get-Recipient", body).await.json().await.unwrap();
    let rows = body["value"].as_array().unwrap().iter();
    let texts = rows.flat_map(|row| row["EmailAddresses"].as_array().unwrap().iter());
    texts.map(|text| text.as_str().unwrap().to_lowercase()).collect()
}

#[tokio::test]
async fn the_truth_is_what_exchange_lists() {
    let session = Session::open(Size::Medium).await;
    for _ in 0..3 {
        session.practice.next_day();
        let fetched = fetched(&session).await;
        for truth in session.practice.truth() {
            assert!(truth.aliases.iter().all(|alias| fetched.contains(&format!("smtp:{alias}"))), "{truth:?}");
            assert!(fetched.contains(&format!("smtp:{}", truth.primary)), "{truth:?}");
        }
    }
}

#[tokio::test]
async fn a_conversion_that_keeps_the_licence_is_told_by_exchange_alone() {
    let session = Session::open(Size::Count(2000)).await;
    let (_, last) = session.all(&session.url(USERS)).await;
    let day = session.practice.next_day();
    let (told, _) = session.all(last["@odata.deltaLink"].as_str().unwrap()).await;
    let told: BTreeSet<&str> = told.iter().map(|user| user["id"].as_str().unwrap()).collect();
    let (by_graph, by_exchange): (Vec<_>, Vec<_>) = day.converted.iter().partition(|id| told.contains(id.as_str()));
    assert!(!by_graph.is_empty() && !by_exchange.is_empty());
    for id in day.left.iter().chain(&day.renamed).chain(&day.aliases).chain(&day.joined) {
        let user = session.ask(&format!("users/{id}?$select=id")).await.0 == StatusCode::OK;
        assert!(!user || told.contains(id.as_str()), "{id}");
    }
}

#[tokio::test]
async fn some_leave_softly_and_some_for_good() {
    let session = Session::open(Size::Count(2000)).await;
    let (_, last) = session.all(&session.url(USERS)).await;
    let day = session.practice.next_day();
    let (told, _) = session.all(last["@odata.deltaLink"].as_str().unwrap()).await;
    let reasons: BTreeSet<&str> = told
        .iter()
        .filter(|user| day.left.iter().any(|id| user["id"] == id.as_str()))
        .map(|user| user["@removed"]["reason"].as_str().unwrap())
        .collect();
    assert_eq!(reasons, BTreeSet::from(["changed", "deleted"]));
}

#[tokio::test]
async fn on_a_bad_day_a_third_leaves() {
    let practice = start(Size::Count(900)).await;
    let before = practice.truth().len();
    let day = practice.bad_day();
    assert!((280..=300).contains(&day.left.len()), "{}", day.left.len());
    assert!(before - practice.truth().len() > 240);
}

#[tokio::test]
async fn a_broken_directory_shows_half_or_nothing_or_somebody_elses() {
    let session = Session::open(Size::Count(200)).await;
    let (_, last) = session.all(&session.url("users/delta?$select=id")).await;
    let link = last["@odata.deltaLink"].as_str().unwrap().to_owned();
    let count = async || {
        let request = client().get(session.url("users/$count")).bearer_auth(&session.graph);
        request.header("ConsistencyLevel", "eventual").send().await.unwrap().text().await.unwrap()
    };
    let users = async || session.all(&session.url("users?$select=id")).await.0.len();
    let half = session.control(Method::POST, "broken", json!({"how": "half"})).await;
    assert_eq!((half.status(), users().await, count().await.as_str()), (StatusCode::NO_CONTENT, 100, "200"));
    session.practice.broken_day(Some(Broken::Empty));
    assert_eq!((users().await, count().await.as_str()), (0, "0"));
    session.practice.broken_day(Some(Broken::OtherTenant));
    let (_, organization) = session.ask("organization").await;
    assert_eq!(organization["value"][0]["id"], session.practice.other_tenant_id());
    assert_eq!(session.get(&link).await.status(), StatusCode::GONE);
    session.practice.broken_day(None);
    assert_eq!((users().await, session.get(&link).await.status()), (200, StatusCode::OK));
}

#[tokio::test]
async fn days_pass_over_http() {
    let session = Session::open(Size::Small).await;
    let day: Day = session.control(Method::POST, "day/next", json!(null)).await.json().await.unwrap();
    assert!(!day.joined.is_empty());
    let bad: Day = session.control(Method::POST, "day/bad", json!(null)).await.json().await.unwrap();
    assert!(!bad.left.is_empty());
    assert_eq!(session.control(Method::POST, "day/last", json!(null)).await.status(), StatusCode::NOT_FOUND);
}
