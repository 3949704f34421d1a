//! Microsoft's endpoint service as a client meets it.

use practice::{Options, Practice, Size};
use reqwest::{Response, StatusCode};
use serde_json::{Value, json};

use crate::support::client;

const ID: &str = "clientrequestid=8f1f4d2e-6d0c-4b5e-9a57-0f3c2b1a7e66";

async fn ask(practice: &Practice, path: &str) -> Response {
    client().get(format!("{}/{path}", practice.cloud().endpoints)).send().await.unwrap()
}

async fn practice() -> Practice {
    Practice::start(Options { size: Size::Small, ..Options::default() }).await.unwrap()
}

async fn list(practice: &Practice, instance: &str, more: &str) -> Vec<Value> {
    ask(practice, &format!("endpoints/{instance}?{ID}{more}")).await.json().await.unwrap()
}

/// The sets with addresses that mail comes from.
fn mail(list: &[Value]) -> Vec<&Value> {
    let smtp = |set: &&Value| set["tcpPorts"].as_str().unwrap().split(',').any(|port| port == "25");
    list.iter().filter(smtp).filter(|set| set["ips"].is_array()).collect()
}

#[tokio::test]
async fn each_instance_has_a_version_and_a_list_of_sets_without_empty_fields() {
    let practice = practice().await;
    for (asked, named, sets) in [
        ("worldwide", "Worldwide", 7),
        ("USGovGCCHigh", "USGovGCCHigh", 3),
        ("USGovDoD", "USGovDoD", 3),
        ("China", "China", 2),
    ] {
        let version = ask(&practice, &format!("version/{asked}?{ID}")).await;
        assert!(version.headers()["cache-control"].to_str().unwrap().contains("max-age=3600"));
        assert_eq!(version.json::<Value>().await.unwrap(), json!({ "instance": named, "latest": "2026081400" }));
        let list = list(&practice, asked, "").await;
        assert_eq!((list.len(), mail(&list).len()), (sets, 1), "{asked}");
        assert!(list.iter().all(|set| set["ips"] != json!([]) && set["urls"] != json!([]) && set["id"].is_number()));
    }
    let exchange = list(&practice, "Worldwide", "&ServiceAreas=Exchange").await;
    assert!(exchange.iter().all(|set| set["serviceArea"] != "SharePoint"));
    assert!(exchange.iter().any(|set| set["serviceArea"] == "Common"));
}

#[tokio::test]
async fn without_a_guid_or_of_an_instance_that_is_not_known_nothing_is_told() {
    let practice = practice().await;
    for path in ["endpoints/Worldwide", "endpoints/Worldwide?clientrequestid=me", "version/Worldwide"] {
        assert_eq!(ask(&practice, path).await.status(), StatusCode::BAD_REQUEST, "{path}");
    }
    assert_eq!(ask(&practice, &format!("version/Mars?{ID}")).await.status(), StatusCode::BAD_REQUEST);
}

#[tokio::test]
async fn a_newer_list_can_be_published() {
    let practice = practice().await;
    practice.configure(|settings| {
        settings.endpoints_version = "2026110100".to_owned();
        settings.mail_ranges = Some(vec!["198.51.100.0/24".to_owned()]);
    });
    let version: Value = ask(&practice, &format!("version/Worldwide?{ID}")).await.json().await.unwrap();
    assert_eq!(version["latest"], "2026110100");
    let list = list(&practice, "Worldwide", "").await;
    assert_eq!(mail(&list)[0]["ips"], json!(["198.51.100.0/24"]));
    assert_eq!(list.iter().filter(|set| set["ips"] == json!(["198.51.100.0/24"])).count(), 1);
}
