//! Tenants too large to look at every object of for every request.

use std::collections::BTreeSet;

use practice::{Edit, Size};
use reqwest::Client;
use serde_json::{Value, json};

use crate::support::{Session, client};

#[tokio::test]
async fn ranges_of_names_and_their_counts_cover_everybody_once() {
    let session = Session::open(Size::Count(5000)).await;
    session.practice.next_day();
    let bounds = ["", "b", "d", "g", "k", "m", "r", "u", "~"];
    let mut ids = Vec::new();
    for pair in bounds.windows(2) {
        let filter = format!("userPrincipalName ge '{}' and userPrincipalName lt '{}'", pair[0], pair[1]);
        let (items, _) = session.all(&session.url(&format!("users?$select=id&$top=999&$filter={filter}"))).await;
        let count = client().get(session.url(&format!("users/$count?$filter={filter}"))).bearer_auth(&session.graph);
        let count = count.header("ConsistencyLevel", "eventual").send().await.unwrap().text().await.unwrap();
        assert_eq!(count, items.len().to_string(), "{filter}");
        assert!(items.len() > 200, "{filter} {}", items.len());
        ids.extend(items.iter().map(|item| item["id"].as_str().unwrap().to_owned()));
    }
    let (all, _) = session.all(&session.url("users?$select=id&$top=999")).await;
    assert_eq!((ids.len(), ids.into_iter().collect::<BTreeSet<_>>().len()), (all.len(), all.len()));
}

#[tokio::test]
async fn a_page_seen_before_comes_again_until_something_on_it_changes() {
    let session = Session::open(Size::Count(1000)).await;
    for path in ["users?$select=id,displayName&$top=500", "users/delta?$select=displayName"] {
        let first = session.all(&session.url(path)).await.0;
        assert_eq!(session.all(&session.url(path)).await.0, first);
        let name = format!("Changed {}", path.len());
        let edit = Edit { name: Some(name.clone()), ..Edit::default() };
        session.practice.upsert_user("member@larkfield.example", &edit).unwrap();
        let new = session.practice.upsert_user(&format!("new{}@larkfield.example", path.len()), &Edit::default());
        let again = session.all(&session.url(path)).await.0;
        assert!(again.iter().any(|user| user["displayName"] == name.as_str()));
        assert!(again.iter().any(|user| user["id"] == new.as_ref().unwrap().as_str()));
    }
}

#[tokio::test]
async fn who_accepts_gzip_gets_it_and_reads_the_same() {
    let session = Session::open(Size::Count(1000)).await;
    let plain_client = Client::builder().no_gzip().no_proxy().build().unwrap();
    for path in ["users?$top=400", "groups/delta", "users?$top=400"] {
        let url = session.url(path);
        let plain = plain_client.get(&url).bearer_auth(&session.graph).send().await.unwrap();
        assert_eq!(plain.headers().get("content-encoding"), None);
        let plain: Value = plain.json().await.unwrap();
        let raw = plain_client.get(&url).bearer_auth(&session.graph).header("accept-encoding", "br, gzip;q=0.5");
        let raw = raw.send().await.unwrap();
        assert_eq!(raw.headers()["content-encoding"], "gzip");
        assert!(raw.content_length().unwrap() * 3 < plain.to_string().len() as u64);
        let packed: Value = session.get(&url).await.json().await.unwrap();
        assert_eq!(packed["value"], plain["value"]);
    }
}

#[tokio::test]
async fn a_million_users_are_there_at_once_and_look_like_people() {
    let session = Session::open(Size::Count(1_000_000)).await;
    let (_, page) = session.ask("users?$select=userPrincipalName&$top=999").await;
    let names: Vec<&str> =
        page["value"].as_array().unwrap().iter().map(|u| u["userPrincipalName"].as_str().unwrap()).collect();
    let firsts: BTreeSet<char> = names.iter().filter_map(|name| name.chars().next()).collect();
    assert!(firsts.len() >= 24, "{firsts:?}");
    let (_, found) = session.ask(&format!("users/{}", names[900].replace('#', "%23"))).await;
    assert_eq!(found["userPrincipalName"], json!(names[900]));
    let count = client().get(session.url("users/$count")).bearer_auth(&session.graph);
    let count = count.header("ConsistencyLevel", "eventual").send().await.unwrap().text().await.unwrap();
    assert_eq!(count, (1_000_000 - 1_000_000 / 997).to_string());
}
