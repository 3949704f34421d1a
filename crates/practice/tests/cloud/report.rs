//! The mailbox usage report.

use practice::Size;
use reqwest::StatusCode;
use serde_json::Value;

use crate::support::{Session, client};

async fn read(session: &Session, token: &str) -> (StatusCode, Vec<Value>) {
    let base = session.practice.cloud().graph;
    let mut next =
        Some(format!("{base}/beta/reports/getMailboxUsageDetail(period='D7')?$format=application/json&$top=50"));
    let (mut rows, mut status) = (Vec::new(), StatusCode::OK);
    while let Some(url) = next {
        let answer = client().get(url).bearer_auth(token).send().await.unwrap();
        status = answer.status();
        let body: Value = answer.json().await.unwrap();
        rows.extend(body["value"].as_array().cloned().unwrap_or_default());
        next = body["@odata.nextLink"].as_str().map(str::to_owned);
    }
    (status, rows)
}

#[tokio::test]
async fn the_report_names_users_and_shared_mailboxes_page_by_page() {
    let session = Session::open(Size::Count(300)).await;
    let token = session.token("Reports.Read.All").await;
    let (_, rows) = read(&session, &token).await;
    assert!(rows.len() > 200);
    let shared = rows.iter().filter(|row| row["recipientType"] == "Shared").count();
    assert!(shared > 5 && rows.iter().all(|row| row["userPrincipalName"].as_str().unwrap().contains('@')));
}

#[tokio::test]
async fn names_can_be_concealed_and_the_report_refused() {
    let session = Session::open(Size::Small).await;
    let token = session.token("Reports.Read.All").await;
    session.practice.configure(|settings| settings.concealed_names = true);
    let (_, rows) = read(&session, &token).await;
    assert!(rows.iter().all(|row| !row["userPrincipalName"].as_str().unwrap().contains('@')));
    assert_eq!(read(&session, &session.graph).await.0, StatusCode::FORBIDDEN);
    session.practice.configure(|settings| settings.reports = false);
    assert_eq!(read(&session, &token).await.0, StatusCode::FORBIDDEN);
}
