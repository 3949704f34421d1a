//! Tenants of every size are the same with the same seed.

use std::collections::{BTreeMap, BTreeSet};

use practice::Size;
use serde_json::{Value, json};

use crate::support::Session;

#[test]
fn a_size_is_written_as_it_is_read() {
    for text in ["small", "medium", "large", "42"] {
        assert_eq!(text.parse::<Size>().unwrap().to_string(), text);
    }
    let error = "huge".parse::<Size>().unwrap_err();
    assert_eq!(error.to_string(), "`huge` is not a size: small, medium, large or a number");
}

#[tokio::test]
async fn the_same_seed_gives_the_same_tenant() {
    let (one, two) = (Session::open(Size::Medium).await, Session::open(Size::Medium).await);
    for path in ["users?$top=300&$select=id,proxyAddresses", "groups?$top=300", "contacts?$top=300"] {
        assert_eq!(one.all(&one.url(path)).await.0, two.all(&two.url(path)).await.0);
    }
    assert_eq!(one.practice.tenant_id(), two.practice.tenant_id());
}

#[tokio::test]
async fn in_the_medium_tenant_two_domains_mirror_each_other() {
    let session = Session::open(Size::Medium).await;
    let query = json!({"ResultSize": "Unlimited"});
    let body: Value = session.invoke("", "Get-Recipient", query).await.json().await.unwrap();
    let rows = body["value"].as_array().unwrap();
    assert!((400..600).contains(&rows.len()), "{}", rows.len());
    let mut locals: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for address in rows.iter().flat_map(|row| row["EmailAddresses"].as_array().unwrap()) {
        let address = address.as_str().unwrap().to_lowercase();
        if let Some((local, domain)) = address.strip_prefix("smtp:").and_then(|a| a.split_once('@')) {
            assert!(locals.entry(domain.to_owned()).or_default().insert(local.to_owned()), "{address} twice");
        }
    }
    assert!(locals["larkfield.example"].len() > 200);
    assert_eq!(locals["larkfield.example"], locals["larkfoods.example"]);
    let kinds: BTreeSet<&str> = rows.iter().map(|row| row["RecipientTypeDetails"].as_str().unwrap()).collect();
    assert_eq!(kinds.len(), 12, "{kinds:?}");
}

#[tokio::test]
async fn a_large_tenant_is_there_at_once() {
    let session = Session::open(Size::Large).await;
    let (_, page) = session.ask("users?$top=999&$select=id,proxyAddresses").await;
    assert_eq!(page["value"].as_array().unwrap().len(), 999);
    let id = session.practice.remove_user("blocked@larkfield.example").unwrap();
    assert!(!page["value"].as_array().unwrap().iter().all(|user| user["id"] != id.as_str()));
}
