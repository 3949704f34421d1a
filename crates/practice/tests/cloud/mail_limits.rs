//! How much one application may ask of one mailbox, and whose mailboxes.

use std::time::{Duration, Instant};

use practice::MailCounts;
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

use crate::app::{MEMBER, NORA, Reader, token};
use crate::support::{Session, client};

fn counts(reader: &Reader, mailbox: &str) -> MailCounts {
    reader.practice.mail_counts().into_iter().find(|counts| counts.mailbox == mailbox).unwrap()
}

#[tokio::test]
async fn the_fifth_request_at_once_for_a_mailbox_is_throttled_and_counted() {
    let reader = Reader::open(40).await;
    let (member, nora) = (reader.id(MEMBER), reader.id(NORA));
    let truth = reader.practice.mail_truth(&member).unwrap();
    let large = truth.iter().find(|one| one.mime.as_ref().is_some_and(|(octets, _)| *octets > 20_000_000)).unwrap();
    let url = reader.url(&format!("users/{member}/messages/{}/$value", large.id));
    // Nobody reads them, so that they stay under way.
    let mut open = Vec::new();
    for _ in 0..4 {
        open.push(reader.get(&url, "").await);
    }
    assert!(open.iter().all(|answer| answer.status() == StatusCode::OK));
    let folders = reader.url(&format!("users/{member}/mailFolders"));
    let fifth = reader.get(&folders, "").await;
    assert_eq!((fifth.status().as_u16(), &fifth.headers()["retry-after"]), (429, &"1".parse().unwrap()));
    assert!(fifth.headers().contains_key("request-id"));
    assert_eq!(fifth.json::<Value>().await.unwrap()["error"]["code"], "ApplicationThrottled");
    assert_eq!(reader.ask(&format!("users/{nora}/mailFolders")).await.0, StatusCode::OK);
    open.clear();
    let begun = Instant::now();
    while reader.get(&folders, "").await.status() != StatusCode::OK {
        assert!(begun.elapsed() < Duration::from_secs(60));
        tokio::task::yield_now().await;
    }
    let counted = counts(&reader, &member);
    assert_eq!((counted.mime, counted.most_at_once, counted.over_requests), (4, 5, 0));
    assert!(counted.over_at_once >= 1);
    assert_eq!(counts(&reader, &nora).over_at_once, 0);
}

#[tokio::test]
async fn the_time_that_requests_are_under_way_is_counted_and_begins_anew() {
    let reader = Reader::open(40).await;
    reader.practice.configure(|settings| settings.latency_ms = 60);
    let nora = reader.id(NORA);
    let (path, before) = (format!("users/{nora}/mailFolders"), Instant::now());
    assert_eq!(reader.ask(&path).await.0, StatusCode::OK);
    let busy = counts(&reader, &nora).busy_seconds;
    assert!(busy >= 0.06 && busy <= before.elapsed().as_secs_f64(), "{busy}");
    reader.practice.mail_count_anew();
    reader.practice.configure(|settings| settings.latency_ms = 0);
    let before = Instant::now();
    reader.ask(&path).await;
    assert!(counts(&reader, &nora).busy_seconds <= before.elapsed().as_secs_f64());
}

#[tokio::test]
async fn a_request_that_was_read_to_its_end_is_not_under_way_any_more() {
    let reader = Reader::open(40).await;
    reader.practice.configure(|settings| settings.mail_limits.at_once = 1);
    let nora = reader.id(NORA);
    for message in reader.practice.mail_truth(&nora).unwrap() {
        let answer = reader.get(&reader.url(&format!("users/{nora}/messages/{}/$value", message.id)), "").await;
        assert_ne!(answer.status(), StatusCode::TOO_MANY_REQUESTS);
        answer.bytes().await.unwrap();
    }
    assert_eq!(counts(&reader, &nora).most_at_once, 1);
}

#[tokio::test]
async fn so_many_requests_in_ten_minutes_and_then_one_waits() {
    let reader = Reader::open(40).await;
    reader.practice.configure(|settings| settings.mail_limits.requests = 3);
    let path = format!("users/{}/mailFolders", reader.id(NORA));
    for _ in 0..3 {
        assert_eq!(reader.ask(&path).await.0, StatusCode::OK);
    }
    let answer = reader.get(&reader.url(&path), "").await;
    assert_eq!(answer.status(), StatusCode::TOO_MANY_REQUESTS);
    let wait: f64 = answer.headers()["retry-after"].to_str().unwrap().parse().unwrap();
    assert!((1.0..=600.0).contains(&wait));
    reader.practice.configure(|settings| settings.advance_seconds = 601);
    assert_eq!(reader.ask(&path).await.0, StatusCode::OK);
    let counted = counts(&reader, &reader.id(NORA));
    assert_eq!((counted.requests, counted.most_within, counted.over_requests), (5, 4, 1));
    reader.practice.mail_count_anew();
    assert_eq!(reader.practice.mail_counts(), []);
}

#[tokio::test]
async fn without_any_grant_access_is_denied_and_out_of_scope_is_said_otherwise() {
    let reader = Reader::without_roles().await;
    let path = |who: &str| format!("users/{}/mailFolders/inbox/messages/delta", reader.id(who));
    let denied = async |who: &str| {
        let (status, body) = reader.ask(&path(who)).await;
        assert_eq!((status.as_u16(), &body["error"]["code"]), (403, &json!("ErrorAccessDenied")));
        body["error"]["message"].as_str().unwrap().to_owned()
    };
    assert_eq!(denied(NORA).await, "Access is denied. Check credentials and try again.");
    reader.practice.scope_app(&reader.app.app_id, Some(&[NORA.to_owned()])).unwrap();
    assert_eq!(reader.ask(&path(NORA)).await.0, StatusCode::OK);
    assert_eq!(denied(MEMBER).await, "Access to OData is disabled.");
    reader.practice.scope_app(&reader.app.app_id, None).unwrap();
    assert_eq!(reader.ask(&path(MEMBER)).await.0, StatusCode::OK);
}

#[tokio::test]
async fn an_administrator_limits_an_application_with_the_cmdlets_that_microsoft_names() {
    let reader = Reader::without_roles().await;
    let (app, token) = (reader.app.clone(), reader.token.clone());
    let session = Session::of(reader.practice, "admin").await;
    let run = async |cmdlet: &str, parameters: Value| {
        let answer = session.invoke("", cmdlet, parameters).await;
        (answer.status(), answer.json::<Value>().await.unwrap())
    };
    let principal = app.service_principal_id.as_deref().unwrap();
    let new = json!({"AppId": app.app_id, "ObjectId": principal, "DisplayName": "Archive import"});
    assert_eq!(run("New-ServicePrincipal", new.clone()).await.0, StatusCode::OK);
    assert_eq!(run("New-ServicePrincipal", new).await.0, StatusCode::BAD_REQUEST);
    let filter = "MemberOfGroup -eq 'CN=Managers,OU=larkfieldfoods.onmicrosoft.com,OU=Microsoft Exchange Hosted Organizations,DC=EURPR01A001,DC=prod,DC=outlook,DC=com'";
    let first = "PrimarySmtpAddress -eq 'info@larkfield.example'";
    let scope = json!({"Name": "Archive", "RecipientRestrictionFilter": first});
    assert_eq!(run("New-ManagementScope", scope).await.0, StatusCode::OK);
    let wrong = json!({"Identity": "Archive", "RecipientRestrictionFilter": "Colour -eq 'red'"});
    assert_eq!(run("Set-ManagementScope", wrong).await.0, StatusCode::BAD_REQUEST);
    let scope = json!({"Identity": "Archive", "RecipientRestrictionFilter": filter});
    assert_eq!(run("Set-ManagementScope", scope).await.0, StatusCode::OK);
    let unknown = json!({"App": principal, "Role": "Application Mail.Read", "CustomResourceScope": "Other"});
    assert_eq!(run("New-ManagementRoleAssignment", unknown).await.0, StatusCode::BAD_REQUEST);
    let given = json!({"App": principal, "Role": "Application Mail.Read", "CustomResourceScope": "Archive"});
    let (_, row) = run("New-ManagementRoleAssignment", given).await;
    let name = row["value"][0]["Name"].as_str().unwrap().to_owned();
    let status = async |who: &str| {
        let url = session.url(&format!("users/{who}/mailFolders"));
        client().get(url).bearer_auth(&token).send().await.unwrap().status()
    };
    assert_eq!(status("nora.quill@larkfield.example").await, StatusCode::OK);
    assert_eq!(status(MEMBER).await, StatusCode::FORBIDDEN);
    for (who, within) in [(Some(NORA), "True"), (Some(MEMBER), "False"), (None, "Not Run")] {
        let (_, row) =
            run("Test-ServicePrincipalAuthorization", json!({"Identity": app.app_id, "Resource": who})).await;
        assert_eq!(row["value"][0]["InScope"], within);
    }
    assert_eq!(run("Remove-ManagementScope", json!({"Identity": "Archive"})).await.0, StatusCode::BAD_REQUEST);
    for (cmdlet, identity) in
        [("ManagementRoleAssignment", name.as_str()), ("ManagementScope", "Archive"), ("ServicePrincipal", principal)]
    {
        assert_eq!(run(&format!("Remove-{cmdlet}"), json!({"Identity": identity})).await.0, StatusCode::OK);
        assert_eq!(run(&format!("Get-{cmdlet}"), json!({})).await.1["value"], json!([]));
    }
    let session = Session::of(session.practice, "reader").await;
    let answer = session.invoke("", "New-ManagementScope", json!({})).await;
    assert_eq!(answer.status(), StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn all_this_can_be_made_to_happen_over_http() {
    let session = Session::open(practice::Size::Small).await;
    let certificate = base64::Engine::encode(&base64::engine::general_purpose::STANDARD, &crate::app::OURS.der);
    let wish = json!({"name": "By hand", "certificate": certificate, "roles": ["Mail.Read"]});
    let app: Value = session.control(Method::POST, "apps", wish).await.json().await.unwrap();
    let app_id = app["app_id"].as_str().unwrap();
    token(&session.practice, app_id).await;
    let ids: Value = session
        .control(Method::POST, &format!("mail/{NORA}/arrive"), json!({"kind": "html"}))
        .await
        .json()
        .await
        .unwrap();
    let message = ids["ids"][0].as_str().unwrap();
    let later = json!({"after": 1, "event": {"arrive": {"folder": "archive"}}});
    for (path, body) in [
        ("move", json!({"message": message, "to": "archive"})),
        ("move", json!({"message": message})),
        ("later", later),
    ] {
        let answer = session.control(Method::POST, &format!("mail/{NORA}/{path}"), body).await;
        assert_eq!(answer.status(), StatusCode::NO_CONTENT, "{path}");
    }
    let truth: Value = session.control(Method::GET, &format!("mail/{NORA}"), json!(null)).await.json().await.unwrap();
    assert_eq!(truth.as_array().unwrap().len(), 40);
    let counted: Value = session.control(Method::GET, "mail", json!(null)).await.json().await.unwrap();
    assert_eq!(counted, json!([]));
    let scope = session.control(Method::PUT, &format!("apps/{app_id}/scope"), json!({"mailboxes": [NORA]})).await;
    assert_eq!(scope.status(), StatusCode::NO_CONTENT);
    for path in ["mail/counts", "mail/rounds"] {
        assert_eq!(session.control(Method::DELETE, path, json!(null)).await.status(), StatusCode::NO_CONTENT);
    }
    let unknown = session.control(Method::POST, "mail/nobody/arrive", json!({})).await;
    assert_eq!(unknown.status(), StatusCode::NOT_FOUND);
    let apps: Value = session.control(Method::GET, "apps", json!(null)).await.json().await.unwrap();
    assert_eq!(apps[0]["exchange_roles"], json!(["Application Mail.Read"]));
}
