//! What a listing that takes a while and the changes since before it say together.

use std::collections::BTreeMap;

use practice::{Edit, Size};
use serde_json::{Value, json};

use crate::support::{Session, client};

async fn latest(session: &Session) -> String {
    let (_, body) = session.ask("users/delta?$deltatoken=latest&$select=userPrincipalName,proxyAddresses").await;
    body["@odata.deltaLink"].as_str().unwrap().to_owned()
}

fn take(into: &mut BTreeMap<String, Value>, items: Vec<Value>) {
    for item in items {
        let id = item["id"].as_str().unwrap().to_owned();
        match item.get("@removed") {
            Some(_) => into.remove(&id),
            None => into.insert(id, item["userPrincipalName"].clone()),
        };
    }
}

#[tokio::test]
async fn nothing_is_missed_by_a_listing_and_the_changes_since_before_it() {
    for filters in [vec![""], vec!["&$filter=userPrincipalName lt 'k'", "&$filter=userPrincipalName ge 'k'"]] {
        let session = Session::open(Size::Count(1500)).await;
        let link = latest(&session).await;
        let mut seen = BTreeMap::new();
        for filter in filters {
            let mut url = session.url(&format!("users?$select=id,userPrincipalName&$top=100{filter}"));
            loop {
                let page: Value = session.get(&url).await.json().await.unwrap();
                take(&mut seen, page["value"].as_array().unwrap().clone());
                session.practice.next_day();
                let Some(next) = page["@odata.nextLink"].as_str() else { break };
                url = next.to_owned();
            }
        }
        take(&mut seen, session.all(&link).await.0);
        let mut truth = BTreeMap::new();
        take(&mut truth, session.all(&session.url("users?$select=id,userPrincipalName&$top=999")).await.0);
        assert_eq!(seen, truth);
    }
}

#[tokio::test]
async fn a_round_that_is_read_while_the_tenant_changes_is_complete_with_the_next_one() {
    let session = Session::open(Size::Count(1500)).await;
    let (mut seen, mut url) = (BTreeMap::new(), session.url("users/delta?$select=userPrincipalName"));
    for _ in 0..2 {
        loop {
            let page: Value = session.get(&url).await.json().await.unwrap();
            take(&mut seen, page["value"].as_array().unwrap().clone());
            let next = page["@odata.nextLink"].as_str();
            url = next.or(page["@odata.deltaLink"].as_str()).unwrap().to_owned();
            if next.is_none() {
                break;
            }
            session.practice.next_day();
        }
    }
    take(&mut seen, session.all(&url).await.0);
    let mut truth = BTreeMap::new();
    take(&mut truth, session.all(&session.url("users?$select=id,userPrincipalName&$top=999")).await.0);
    assert_eq!(seen, truth);
}

#[tokio::test]
async fn a_round_of_changes_has_an_empty_page_a_replay_and_an_object_twice() {
    let session = Session::open(Size::Count(3000)).await;
    let (_, _) = session.all(&session.url("users/delta?$select=displayName")).await;
    let old = session
        .practice
        .upsert_user("member@larkfield.example", &Edit { name: Some("Old News".to_owned()), ..Edit::default() });
    let link = latest_with(&session, "displayName,userPrincipalName").await;
    session.practice.bad_day();
    let request = session.get(&link).await.json::<Value>().await.unwrap();
    assert_eq!((&request["value"], request["@odata.nextLink"].is_string()), (&json!([]), true));
    let (items, _) = session.all(request["@odata.nextLink"].as_str().unwrap()).await;
    let mut ids: Vec<&str> = items.iter().map(|item| item["id"].as_str().unwrap()).collect();
    assert!(ids.contains(&old.unwrap().as_str()));
    let told = ids.len();
    ids.sort_unstable();
    ids.dedup();
    assert!(ids.len() < told);
}

async fn latest_with(session: &Session, select: &str) -> String {
    let (_, body) = session.ask(&format!("users/delta?$deltatoken=latest&$select={select}")).await;
    body["@odata.deltaLink"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn a_token_is_good_for_its_selection_and_its_place_only() {
    let session = Session::open(Size::Count(300)).await;
    let (_, page) = session.ask("users/delta?$select=displayName").await;
    let next = page["@odata.nextLink"].as_str().unwrap();
    for wrong in [format!("{next}&$select=mail"), next.replace("$skiptoken", "$deltatoken")] {
        assert_eq!(session.get(&wrong).await.status().as_u16(), 400, "{wrong}");
    }
    let (_, list) = session.ask("users?$select=id&$top=10").await;
    let token = list["@odata.nextLink"].as_str().unwrap().split("skiptoken=").nth(1).unwrap().to_owned();
    assert_eq!(session.ask(&format!("users/delta?$skiptoken={token}")).await.0.as_u16(), 400);
    assert_eq!(session.get(next).await.status().as_u16(), 200);
}

#[tokio::test]
async fn members_come_and_go_in_changes() {
    let session = Session::open(Size::Small).await;
    let (_, last) = session.all(&session.url("groups/delta?$select=displayName,members")).await;
    session.practice.next_day();
    let (items, _) = session.all(last["@odata.deltaLink"].as_str().unwrap()).await;
    let joined = items.iter().filter(|item| item["members@delta"].as_array().is_some_and(|members| members.len() == 1));
    assert!(joined.count() >= 1, "{items:?}");
}

#[tokio::test]
async fn advanced_filters_need_the_consistency_level_and_a_count() {
    let session = Session::open(Size::Small).await;
    for filter in
        ["userType ne 'Guest'", "endsWith(userPrincipalName,'larkdeli.example')", "not startsWith(displayName,'N')"]
    {
        let url = session.url(&format!("users?$count=true&$filter={filter}"));
        assert_eq!(session.get(&url).await.status().as_u16(), 400, "{filter}");
        let request = client().get(&url).bearer_auth(&session.graph).header("ConsistencyLevel", "eventual");
        let body: Value = request.send().await.unwrap().json().await.unwrap();
        let found = body["value"].as_array().unwrap().len();
        assert_eq!(body["@odata.count"], found, "{filter}");
        let count = session.url(&format!("users/$count?$filter={filter}"));
        let request = client().get(count).bearer_auth(&session.graph).header("ConsistencyLevel", "eventual");
        assert_eq!(request.send().await.unwrap().text().await.unwrap(), found.to_string());
    }
}
