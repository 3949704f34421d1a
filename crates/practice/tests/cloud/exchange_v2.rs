//! The second admin interface of Exchange, and tenants that lack one of them.

use practice::Size;
use reqwest::{Response, StatusCode};
use serde_json::{Value, json};

use crate::support::{Session, client};

const SCOPE: &str = "https://outlook.office365.com/Exchange.ManageV2";

async fn post(session: &Session, token: &str, endpoint: &str, cmdlet: &str, parameters: Value) -> Response {
    let (cloud, tenant) = (session.practice.cloud(), session.practice.tenant_id());
    let url = if endpoint.contains("://") {
        endpoint.to_owned()
    } else {
        format!("{}/adminapi/v2.0/{tenant}/{endpoint}", cloud.exchange)
    };
    let body = json!({"CmdletInput": {"CmdletName": cmdlet, "Parameters": parameters}});
    client().post(url).bearer_auth(token).json(&body).send().await.unwrap()
}

#[tokio::test]
async fn mailboxes_are_listed_in_pages_by_posting_again() {
    let session = Session::open(Size::Count(300)).await;
    let token = session.token(SCOPE).await;
    session.practice.configure(|settings| settings.page_size = Some(100));
    let all = json!({"ResultSize": "Unlimited"});
    let (mut next, mut rows) = (Some("Mailbox".to_owned()), Vec::new());
    while let Some(at) = next {
        let answer = post(&session, &token, &at, "Get-Mailbox", all.clone()).await;
        assert_eq!(answer.headers()["rate-limit-limit"], "30000");
        let body: Value = answer.json().await.unwrap();
        rows.extend(body["value"].as_array().unwrap().clone());
        next = body["@odata.nextLink"].as_str().map(str::to_owned);
    }
    assert!(rows.len() > 200 && rows.iter().any(|row| row["RecipientTypeDetails"] == "SharedMailbox"));
}

#[tokio::test]
async fn accepted_domains_tell_which_of_them_pass_mail_on() {
    let session = Session::open(Size::Small).await;
    let token = session.token(SCOPE).await;
    let answer = post(&session, &token, "AcceptedDomain", "Get-AcceptedDomain", json!({})).await;
    let second: Value = answer.json().await.unwrap();
    let first: Value = session.invoke("", "Get-AcceptedDomain", json!({})).await.json().await.unwrap();
    assert_eq!(first["value"], second["value"]);
    let kinds: Vec<&Value> = first["value"].as_array().unwrap().iter().map(|row| &row["DomainType"]).collect();
    assert!(kinds.contains(&&json!("InternalRelay")) && kinds.contains(&&json!("Authoritative")));
}

#[tokio::test]
async fn each_endpoint_runs_its_own_cmdlet_for_its_own_permission() {
    let session = Session::open(Size::Small).await;
    let token = session.token(SCOPE).await;
    for (endpoint, cmdlet, parameters, status) in [
        ("Mailbox", "Get-Recipient", json!({}), StatusCode::BAD_REQUEST),
        ("Mailbox", "Get-Mailbox", json!({"RecipientTypeDetails": "RoomMailbox"}), StatusCode::BAD_REQUEST),
        ("Recipient", "Get-Recipient", json!({}), StatusCode::NOT_FOUND),
        ("Mailbox", "Get-Mailbox", json!({}), StatusCode::OK),
    ] {
        assert_eq!(post(&session, &token, endpoint, cmdlet, parameters).await.status(), status, "{endpoint} {cmdlet}");
    }
    let first = session.token("https://outlook.office365.com/Exchange.Manage").await;
    // Both permissions were granted to the application, so this token carries them, too.
    session.practice.configure(|settings| settings.withhold_scopes = vec!["Exchange.ManageV2".to_owned()]);
    let without = session.token("https://outlook.office365.com/Exchange.Manage").await;
    assert!(post(&session, &first, "Mailbox", "Get-Mailbox", json!({})).await.status().as_u16() < 404);
    assert_eq!(post(&session, &without, "Mailbox", "Get-Mailbox", json!({})).await.status(), StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn a_tenant_may_lack_either_interface() {
    let session = Session::open(Size::Small).await;
    let token = session.token(SCOPE).await;
    session.practice.configure(|settings| settings.exchange_v1 = false);
    assert_eq!(session.invoke("", "Get-Mailbox", json!({})).await.status(), StatusCode::NOT_FOUND);
    assert_eq!(post(&session, &token, "Mailbox", "Get-Mailbox", json!({})).await.status(), StatusCode::OK);
    session.practice.configure(|settings| settings.exchange_v2 = false);
    assert_eq!(post(&session, &token, "Mailbox", "Get-Mailbox", json!({})).await.status(), StatusCode::NOT_FOUND);
}
