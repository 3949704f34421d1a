//! Single objects, alone and many in one request.

use practice::{Class, Failure, Fault, Size};
use reqwest::StatusCode;
use serde_json::{Value, json};

use crate::support::{Session, client};

async fn batch(session: &Session, requests: Value) -> (StatusCode, Value) {
    let request = client().post(session.url("$batch")).bearer_auth(&session.graph).json(&json!({"requests": requests}));
    let answer = request.send().await.unwrap();
    (answer.status(), answer.json().await.unwrap())
}

fn get(id: usize, url: &str) -> Value {
    json!({"id": id.to_string(), "method": "GET", "url": url})
}

#[tokio::test]
async fn a_user_is_found_by_id_and_by_name() {
    let session = Session::open(Size::Count(6000)).await;
    let (_, page) = session.ask("users?$select=id,userPrincipalName,mail&$filter=startsWith(displayName,'x')").await;
    for user in page["value"].as_array().unwrap().iter().take(20) {
        for key in [&user["id"], &user["userPrincipalName"]] {
            let name = key.as_str().unwrap().replace('#', "%23").replace('\'', "%27");
            let (status, found) = session.ask(&format!("users/{name}?$select=id,mail")).await;
            assert_eq!((status, &found["id"], &found["mail"]), (StatusCode::OK, &user["id"], &user["mail"]), "{name}");
        }
    }
    let (status, body) = session.ask("users/nobody@larkfield.example").await;
    assert_eq!((status, &body["error"]["code"]), (StatusCode::NOT_FOUND, &json!("Request_ResourceNotFound")));
    let (_, me) = session.ask("me").await;
    assert_eq!(me["userPrincipalName"], "admin@larkfield.example");
}

#[tokio::test]
async fn every_item_of_a_batch_has_its_own_status() {
    let session = Session::open(Size::Small).await;
    let fault =
        Fault { class: Class::Groups, after: 0, how: Failure::Throttled, times: Some(1), retry_after: Some(7.0) };
    session.practice.configure(|settings| settings.faults = vec![fault]);
    let urls =
        ["/me?$select=id", "/groups", "/printers", "/users/nora.quill@larkfield.example/mailboxSettings/userPurpose"];
    let items: Vec<Value> = urls.iter().enumerate().map(|(n, url)| get(n, url)).collect();
    let (status, body) = batch(&session, json!(items)).await;
    assert_eq!(status, StatusCode::OK);
    let responses = body["responses"].as_array().unwrap();
    let of = |id: &str| responses.iter().find(|response| response["id"] == id).unwrap();
    let statuses: Vec<u64> = ["0", "1", "2", "3"].iter().map(|id| of(id)["status"].as_u64().unwrap()).collect();
    assert_eq!(statuses, [200, 429, 400, 403]);
    assert_eq!(of("1")["headers"]["retry-after"], "7");
    assert!(of("0")["body"]["id"].is_string());
}

#[tokio::test]
async fn a_batch_holds_twenty_with_ids_that_differ() {
    let session = Session::open(Size::Small).await;
    let items = |count: usize| (0..count).map(|n| get(n, "/me")).collect::<Vec<_>>();
    assert_eq!(batch(&session, json!(items(20))).await.0, StatusCode::OK);
    assert_eq!(batch(&session, json!(items(21))).await.0, StatusCode::BAD_REQUEST);
    assert_eq!(batch(&session, json!([get(1, "/me"), get(1, "/groups")])).await.0, StatusCode::BAD_REQUEST);
}
