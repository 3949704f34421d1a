//! Delta rounds: what changed since, and what expired.

use practice::{Collection, Edit, Kind, Size};
use reqwest::StatusCode;
use serde_json::{Value, json};

use crate::support::{Session, client};

fn link(page: &Value) -> String {
    page["@odata.deltaLink"].as_str().expect("a delta link").to_owned()
}

async fn first_round(session: &Session, path: &str) -> (Vec<Value>, String) {
    let (items, last) = session.all(&session.url(path)).await;
    (items, link(&last))
}

fn renamed(name: &str) -> Edit {
    Edit { name: Some(name.to_owned()), ..Edit::default() }
}

const NORA: &str = "nora.quill@larkfield.example";
const USERS: &str = "users/delta?$select=displayName,proxyAddresses";

#[tokio::test]
async fn a_round_without_changes_is_empty_and_ends_in_a_new_link() {
    let session = Session::open(Size::Small).await;
    for path in [USERS, "groups/delta", "contacts/delta"] {
        let (items, link) = first_round(&session, path).await;
        assert!(!items.is_empty() && items.iter().all(|item| item["id"].is_string()));
        let (items, last) = session.all(&link).await;
        assert!(items.is_empty() && last["@odata.deltaLink"].is_string());
    }
}

#[tokio::test]
async fn edits_flow_into_the_next_round_and_only_there() {
    let session = Session::open(Size::Small).await;
    let (_, before) = first_round(&session, USERS).await;
    let practice = &session.practice;
    practice.upsert_user(NORA, &renamed("Nóra Quill-Reyes")).unwrap();
    let added = practice.upsert_user("new@larkfield.example", &Edit::default()).unwrap();
    let removed = practice.remove_user("van@larkfield.example").unwrap();
    let (items, last) = session.all(&before).await;
    assert_eq!(items.len(), 3);
    let by_id = |id: &str| items.iter().find(|item| item["id"] == id).unwrap();
    assert_eq!(by_id(&removed)["@removed"], json!({"reason": "changed"}));
    assert_eq!(by_id(&added)["proxyAddresses"], json!(["SMTP:new@larkfield.example"]));
    assert!(items.iter().any(|item| item["displayName"] == "Nóra Quill-Reyes"));
    assert!(session.all(&link(&last)).await.0.is_empty());
    // The old link still tells everything: replays are allowed.
    assert_eq!(session.all(&before).await.0.len(), 3);
}

#[tokio::test]
async fn a_removed_list_is_gone_for_good_and_a_microsoft_365_group_is_not() {
    let session = Session::open(Size::Small).await;
    let (_, link) = first_round(&session, "groups/delta?$select=displayName").await;
    session.practice.remove(Collection::Groups, "everyone@larkfield.example").unwrap();
    session.practice.remove(Collection::Groups, "kitchen@larkdeli.example").unwrap();
    let (items, _) = session.all(&link).await;
    let reasons: Vec<&Value> = items.iter().map(|item| &item["@removed"]["reason"]).collect();
    assert_eq!(reasons, ["deleted", "changed"]);
}

#[tokio::test]
async fn a_change_of_what_was_not_selected_is_not_told() {
    let session = Session::open(Size::Small).await;
    let (_, link) = first_round(&session, "users/delta?$select=accountEnabled").await;
    session.practice.upsert_user(NORA, &renamed("Somebody Else")).unwrap();
    assert!(session.all(&link).await.0.is_empty());
    let shared = Edit { kind: Some(Kind::Shared), ..Edit::default() };
    session.practice.upsert_user(NORA, &shared).unwrap();
    assert_eq!(session.all(&link).await.0.len(), 1);
}

#[tokio::test]
async fn what_was_never_set_is_absent_and_minimal_answers_hold_only_changes() {
    let session = Session::open(Size::Small).await;
    let path = "users/delta?$select=displayName,givenName,mail";
    let (items, link) = first_round(&session, path).await;
    let shared = items.iter().find(|item| item["mail"] == "info@larkfield.example").unwrap();
    assert_eq!(shared.get("givenName"), None);
    session.practice.upsert_user(NORA, &renamed("Nora")).unwrap();
    let request = client().get(&link).bearer_auth(&session.graph).header("Prefer", "return=minimal");
    let body: Value = request.send().await.unwrap().json().await.unwrap();
    let told: Vec<&String> = body["value"][0].as_object().unwrap().keys().collect();
    assert_eq!(told, ["displayName", "id"]);
}

#[tokio::test]
async fn latest_gives_a_link_without_data() {
    let session = Session::open(Size::Small).await;
    let (status, body) = session.ask("users/delta?$deltatoken=latest&$select=displayName").await;
    assert_eq!((status, &body["value"]), (StatusCode::OK, &json!([])));
    session.practice.upsert_user(NORA, &renamed("Nora")).unwrap();
    assert_eq!(session.all(&link(&body)).await.0.len(), 1);
}

#[tokio::test]
async fn a_token_of_another_start_or_older_than_a_week_means_start_again() {
    let session = Session::open(Size::Small).await;
    let elsewhere = Session::open(Size::Small).await;
    let (_, foreign) = first_round(&elsewhere, USERS).await;
    let (_, own) = first_round(&session, USERS).await;
    let bases = (elsewhere.practice.cloud().graph, session.practice.cloud().graph);
    let foreign = foreign.replace(&bases.0, &bases.1);
    let answer = session.get(&foreign).await;
    assert_eq!(answer.status(), StatusCode::GONE);
    let fresh = answer.headers()["location"].to_str().unwrap().to_owned();
    assert_eq!(session.get(&fresh).await.status(), StatusCode::OK);
    session.practice.configure(|settings| settings.advance_seconds = 7 * 24 * 3600);
    let session = Session::of(session.practice, "admin").await;
    assert_eq!(session.get(&own).await.status(), StatusCode::GONE);
}

#[tokio::test]
async fn groups_say_who_belongs_to_them_only_when_that_was_selected() {
    let session = Session::open(Size::Small).await;
    let (items, _) = first_round(&session, "groups/delta?$select=displayName,members").await;
    let everyone = items.iter().find(|item| item["displayName"] == "Everyone").unwrap();
    let members = everyone["members@delta"].as_array().unwrap();
    assert!(members.iter().any(|member| member["@odata.type"] == "#microsoft.graph.group"));
    let (items, _) = first_round(&session, "groups/delta?$select=displayName").await;
    assert!(items.iter().all(|item| item.get("members@delta").is_none()));
}

#[tokio::test]
async fn a_large_round_has_an_empty_page_an_object_twice_and_a_deleted_one() {
    let session = Session::open(Size::Count(1200)).await;
    let mut url = session.url("users/delta?$select=displayName");
    let (mut items, mut empty) = (Vec::new(), 0);
    loop {
        let page: Value = session.get(&url).await.json().await.unwrap();
        let value = page["value"].as_array().unwrap();
        empty += usize::from(value.is_empty());
        items.extend(value.iter().cloned());
        match page["@odata.nextLink"].as_str() {
            Some(next) => url = next.to_owned(),
            None => break,
        }
    }
    let mut ids: Vec<&str> = items.iter().map(|item| item["id"].as_str().unwrap()).collect();
    ids.sort_unstable();
    ids.dedup();
    assert_eq!((empty, ids.len()), (1, 1200));
    assert!(items.len() > ids.len());
    assert!(items.iter().any(|item| item["@removed"]["reason"] == "changed"));
}

#[tokio::test]
async fn an_alias_that_becomes_the_primary_keeps_the_old_one() {
    let session = Session::open(Size::Small).await;
    let (_, link) = first_round(&session, USERS).await;
    let edit = Edit { primary: Some("nora@larkdeli.example".to_owned()), ..Edit::default() };
    session.practice.upsert_user(NORA, &edit).unwrap();
    let (items, _) = session.all(&link).await;
    let addresses = items[0]["proxyAddresses"].to_string();
    assert!(addresses.contains("SMTP:nora@larkdeli.example"));
    assert!(addresses.contains("smtp:Nora.Quill@larkfield.example"));
    assert_eq!(addresses.to_lowercase().matches("nora@larkdeli.example").count(), 1);
}
