//! Kinds of mailboxes from sources B, C and D, and what is asked the way of source B besides (M5).
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod common;

use std::sync::{
    Arc,
    atomic::{AtomicUsize, Ordering},
};

use async_trait::async_trait;
use common::{Asked, Reply, Server, TENANT, id};
use microsoft::{Audience, Directory, KindReading, MicrosoftError, Page, TokenFailure, TokenSource};
use model::{Accepted, DirectoryId, ExchangeReading, Kind, KindSeen, KindSource, Who};
use secrecy::SecretString;
use serde_json::{Value, json};
use tokio::sync::mpsc;

/// Has a token of the application's own too.
#[derive(Debug)]
struct Application;

#[async_trait]
impl TokenSource for Application {
    async fn bearer(&self, audience: Audience, _: Option<&str>) -> Result<SecretString, TokenFailure> {
        Ok(SecretString::from(format!("{audience:?}")))
    }

    fn offers(&self, _: Audience) -> bool {
        true
    }
}

fn directory_id(number: u32) -> DirectoryId {
    DirectoryId(uuid::Uuid::parse_str(&id(number)).unwrap().into_bytes())
}

async fn kinds(directory: &Directory, users: u32) -> (Result<KindReading, MicrosoftError>, Vec<KindSeen>) {
    let (pages, mut arriving) = mpsc::channel(1);
    let collect = async {
        let mut all = Vec::new();
        while let Some(page) = arriving.recv().await {
            match page {
                Page::Kinds(kinds) => all.extend(kinds),
                other => panic!("{other:?} is not about kinds"),
            }
        }
        all
    };
    tokio::join!(directory.read_kinds((0..users).map(directory_id), pages), collect)
}

fn is_mailboxes(asked: &Asked) -> bool {
    asked.path == format!("/adminapi/v2.0/{TENANT}/Mailbox")
}

fn is_report(asked: &Asked) -> bool {
    asked.path == "/beta/reports/getMailboxUsageDetail(period='D7')"
}

fn no_role() -> Reply {
    let words = "Get-Mailbox is not present in the role definition of the current user.";
    Reply::error(403, "Forbidden", words)
}

/// Answers batches by what `answer` says of each user and of how often batches were asked for.
fn batch(asked: &Asked, answer: impl Fn(u32, usize) -> Value) -> Value {
    let batch: Value = serde_json::from_str(&asked.body).unwrap();
    let answers = batch["requests"].as_array().unwrap().iter().rev().map(|request| {
        let url = request["url"].as_str().unwrap().strip_prefix("/users/").unwrap();
        let number = url[24..36].parse().unwrap();
        assert!(url.ends_with("/mailboxSettings/userPurpose") && request["method"] == "GET");
        let mut answer = answer(number, asked.before);
        answer["id"] = request["id"].clone();
        answer
    });
    json!({ "responses": answers.collect::<Vec<_>>() })
}

#[tokio::test]
async fn m5_source_b_lists_mailboxes_page_by_page_with_the_same_body_again() {
    let server = Server::start(|asked| {
        assert!(is_mailboxes(asked), "{}", asked.path);
        assert_eq!(asked.header("prefer"), "odata.maxpagesize=1000");
        assert!(asked.header("x-anchormailbox").ends_with(TENANT));
        let command: Value = serde_json::from_str(&asked.body).unwrap();
        assert_eq!(command, json!({"CmdletInput":{"CmdletName":"Get-Mailbox","Parameters":{"ResultSize":"Unlimited"}}}));
        if asked.query.contains("skip") {
            return Reply::json(
                r#"{"value":[{"ExternalDirectoryObjectId":"","PrimarySmtpAddress":"room@larkfield.example","RecipientTypeDetails":"RoomMailbox"},
                             {"ExternalDirectoryObjectId":null,"RecipientTypeDetails":"DiscoveryMailbox"},
                             {"PrimarySmtpAddress":"new@larkfield.example"}]}"#,
            );
        }
        let first = json!({
            "@odata.context": "x", "@adminapi.warnings": [],
            "value": [{"ExternalDirectoryObjectId": id(1), "RecipientTypeDetails": "SharedMailbox", "Guid@odata.type": "#Guid"},
                      {"ExternalDirectoryObjectId": id(2), "RecipientTypeDetails": "UserMailbox"}],
            "@odata.nextLink": format!("{}{}?skip=1", asked.base, asked.path),
        });
        Reply::json(first.to_string())
    })
    .await;
    let (reading, kinds) = kinds(&server.directory(), 0).await;
    let b = KindSource::ExchangeAdminApi;
    assert_eq!(reading.unwrap(), KindReading { source: Some(b), why: String::new() });
    let seen = |who, kind| KindSeen { who, kind, source: b };
    let room = Who::Address("room@larkfield.example".parse().unwrap());
    let listed = [(1, Kind::Shared), (2, Kind::User)].map(|(number, kind)| seen(Who::Id(directory_id(number)), kind));
    assert_eq!(kinds, [&listed[..], &[seen(room, Kind::Room)]].concat());
}

#[tokio::test]
async fn m5_where_the_admin_api_names_no_types_the_usage_report_answers_and_the_reason_is_kept() {
    let server = Server::start(|asked| {
        if is_mailboxes(asked) {
            return Reply::json(r#"{"value":[{"PrimarySmtpAddress":"info@larkfield.example"}]}"#);
        }
        assert!(is_report(asked), "{}", asked.path);
        if asked.query.contains("skip") {
            return Reply::json(
                r#"{"value":[{"userPrincipalName":"gone@larkfield.example","recipientType":"User","isDeleted":true},
                             {"userPrincipalName":"anna@larkfield.example","recipientType":"User","isDeleted":false},
                             {"userPrincipalName":"x@larkfield.example","recipientType":"Hologram"}]}"#,
            );
        }
        assert_eq!(asked.query, "$format=application/json");
        let first = json!({
            "value": [{"userPrincipalName": "info@larkfield.example", "recipientType": "Shared", "isDeleted": false}],
            "@odata.nextLink": format!("{}{}?skip=1", asked.base, asked.path),
        });
        Reply::json(first.to_string())
    })
    .await;
    let (reading, kinds) = kinds(&server.directory(), 0).await;
    let reading = reading.unwrap();
    assert_eq!(reading.source, Some(KindSource::UsageReport));
    assert!(reading.why.contains("RecipientTypeDetails"), "{}", reading.why);
    let told: Vec<_> = kinds.iter().map(|seen| (seen.who.clone(), seen.kind)).collect();
    let who = |address: &str| Who::Address(address.parse().unwrap());
    assert_eq!(told, [(who("info@larkfield.example"), Kind::Shared), (who("anna@larkfield.example"), Kind::User)]);
}

#[tokio::test]
async fn m5_a_report_that_conceals_names_is_refused_with_that_reason_and_nobody_is_left_to_ask() {
    let server = Server::start(|asked| match () {
        () if is_mailboxes(asked) => no_role(),
        () => Reply::json(
            r#"{"value":[{"userPrincipalName":"22C5B5A0E3BB38EA4BB5B8CCEEEEA51D","recipientType":"User","isDeleted":false}]}"#,
        ),
    })
    .await;
    let (reading, kinds) = kinds(&server.directory(), 3).await;
    let reading = reading.unwrap();
    assert_eq!((reading.source, kinds.len()), (None, 0));
    for said in ["Recipient Management", "conceals the names", "applications only"] {
        assert!(reading.why.contains(said), "{said}: {}", reading.why);
    }
    assert!(server.asked().iter().all(|asked| !asked.path.contains("batch")), "there is no token for it");
    let ExchangeReading::Unavailable(why) = reading.into_exchange("Get-Recipient was refused") else { panic!() };
    assert!(why.starts_with("Get-Recipient was refused; "), "{why}");
}

#[tokio::test]
async fn m5_source_d_asks_twenty_at_a_time_and_again_only_for_those_that_were_held_back() {
    let server = Server::start(|asked| {
        if asked.path != "/v1.0/$batch" {
            return Reply::error(404, "NotFound", "");
        }
        assert_eq!(asked.header("authorization"), "Bearer GraphApplication");
        let answers = batch(asked, |number, before| match number {
            0 => json!({"status": 200, "body": {"@odata.context": "x", "value": "shared"}}),
            1 => json!({"status": 200, "body": {"value": {"value": "Room"}}}),
            2 => json!({"status": 200, "body": "equipment"}),
            3 => json!({"status": 404, "body": {"error": {"code": "MailboxNotEnabledForRESTAPI"}}}),
            4 => json!({"status": 200, "body": {"value": "unknownFutureValue"}}),
            5 | 6 if before < 4 => json!({"status": 429, "headers": {"Retry-After": "0.001"}, "body": {"error": {"code": "TooManyRequests"}}}),
            7 if before < 4 => json!({"status": 424}),
            _ => json!({"status": 200, "headers": null, "body": {"value": "user"}}),
        });
        Reply::json(answers.to_string())
    })
    .await;
    let (reading, kinds) = kinds(&server.directory_with(Application), 45).await;
    assert_eq!(reading.unwrap().source, Some(KindSource::UserPurpose));
    assert_eq!(kinds.len(), 43, "all but the one without a mailbox and the one of an unknown purpose");
    let of = |number| kinds.iter().find(|seen| seen.who == Who::Id(directory_id(number))).map(|seen| seen.kind);
    let expected = [Some(Kind::Shared), Some(Kind::Room), Some(Kind::Equipment), None, None, Some(Kind::User)];
    assert_eq!([0, 1, 2, 3, 4, 7].map(of), expected);
    let mut sizes: Vec<_> =
        server.asked().iter().map(|asked| asked.body.matches("\"GET\"").count()).filter(|&n| n > 0).collect();
    sizes.sort_unstable();
    assert_eq!(&sizes[sizes.len() - 3..], [5, 20, 20]);
    assert!(sizes[..sizes.len() - 3].iter().all(|&size| size == 3), "{sizes:?}");
}

#[tokio::test]
async fn m5_a_batch_that_is_held_back_as_a_whole_is_read_for_what_it_answers_all_the_same() {
    let server = Server::start(|asked| {
        if asked.path != "/v1.0/$batch" {
            return Reply::error(404, "NotFound", "");
        }
        let answers = batch(asked, |number, before| match (number, before) {
            (1, 0) => json!({"status": 429, "headers": {"retry-after": 0}}),
            _ => json!({"status": 200, "body": {"value": "user"}}),
        });
        Reply { status: if asked.before == 0 { 424 } else { 200 }, ..Reply::json(answers.to_string()) }
    })
    .await;
    let (reading, kinds) = kinds(&server.directory_with(Application), 2).await;
    assert_eq!(reading.unwrap().source, Some(KindSource::UserPurpose));
    assert_eq!(kinds.len(), 2);
}

#[tokio::test]
async fn m7_users_that_are_held_back_without_end_end_the_source_after_bounded_tries() {
    let server = Server::start(|asked| match asked.path.as_str() {
        "/v1.0/$batch" => Reply::json(batch(asked, |_, _| json!({"status": 429})).to_string()),
        _ => Reply::error(404, "NotFound", ""),
    })
    .await;
    let (reading, kinds) = kinds(&server.directory_with(Application), 2).await;
    let reading = reading.unwrap();
    assert_eq!((reading.source, kinds.len()), (None, 0));
    assert!(reading.why.contains("holding requests back"), "{}", reading.why);
    assert_eq!(server.asked().iter().filter(|asked| asked.path == "/v1.0/$batch").count(), 4);
}

#[tokio::test]
async fn m5_an_application_that_may_read_nobodys_settings_lacks_the_permission() {
    let asked = Arc::new(AtomicUsize::new(0));
    let denied =
        json!({"status": 403, "body": {"error": {"code": "ErrorAccessDenied", "message": "Access is denied."}}});
    let server = Server::start(move |request| match request.path.as_str() {
        "/v1.0/$batch" => {
            asked.fetch_add(1, Ordering::Relaxed);
            Reply::json(batch(request, |_, _| denied.clone()).to_string())
        }
        _ => Reply::error(404, "NotFound", ""),
    })
    .await;
    let (reading, _) = kinds(&server.directory_with(Application), 2).await;
    let why = reading.unwrap().why;
    assert!(why.contains("MailboxSettings.Read") && why.contains("Access is denied."), "{why}");
}

#[tokio::test]
async fn m5_an_empty_answer_is_no_answer() {
    let server = Server::start(|_| Reply::json(r#"{"value":[]}"#)).await;
    let reading = kinds(&server.directory(), 0).await.0.unwrap();
    assert_eq!(reading.source, None);
    assert!(reading.why.contains("told of no mailbox"), "{}", reading.why);
}

#[tokio::test]
async fn m5_without_a_connection_there_is_nothing_to_be_said_about_sources() {
    let server = common::nobody();
    let (reading, _) = kinds(&server.directory(), 0).await;
    assert_eq!(reading.unwrap_err().code(), "unreachable");
}

#[tokio::test]
async fn r13_accepted_domains_are_asked_for_the_second_way_when_the_first_is_refused() {
    let server = Server::start(|asked| match asked.path.as_str() {
        path if path.ends_with("/beta/InvokeCommand") || path.contains("/beta/") => no_role(),
        path => {
            assert_eq!(path, format!("/adminapi/v2.0/{TENANT}/AcceptedDomain"));
            assert!(asked.body.contains("Get-AcceptedDomain"));
            Reply::json(
                r#"{"value":[{"DomainName":"larkfield.example","DomainType":"ExternalRelay"},
                             {"DomainName":"new.example","DomainType":"SomethingNew"}]}"#,
            )
        }
    })
    .await;
    let domains = server.directory().accepted_domains().await.unwrap();
    let told: Vec<_> = domains.iter().map(|domain| (domain.name.as_str(), domain.accepted)).collect();
    assert_eq!(told, [("larkfield.example", Accepted::ExternalRelay)]);
}

#[tokio::test]
async fn r13_when_both_ways_are_refused_the_first_refusal_is_told() {
    let server = Server::start(|asked| match asked.path.contains("v2.0") {
        false => no_role(),
        true => Reply::error(404, "NotFound", "no such endpoint"),
    })
    .await;
    let error = server.directory().accepted_domains().await.unwrap_err();
    assert_eq!(error.code(), "role-missing");
    assert!(error.to_string().contains("View-Only Organization Management"), "{error}");
}

#[tokio::test]
async fn what_the_account_may_read_is_tried_all_at_once_and_each_refusal_names_what_is_missing() {
    let server = Server::start(|asked| match asked.path.as_str() {
        "/v1.0/contacts" => Reply::error(403, "Authorization_RequestDenied", "Insufficient privileges"),
        path if path.starts_with("/adminapi") => no_role(),
        _ => Reply::json(r#"{"value":[{"id":"x"}]}"#),
    })
    .await;
    let probes = server.directory().probe().await;
    let told: Vec<_> = probes.iter().map(|p| (p.what, p.refused.as_ref().map(MicrosoftError::code))).collect();
    let (contacts, exchange) = (Some("permission-missing"), Some("role-missing"));
    let expected = [
        ("organization", None),
        ("domains", None),
        ("users", None),
        ("groups", None),
        ("contacts", contacts),
        ("exchange", exchange),
    ];
    assert_eq!(told, expected);
    assert!(probes[4].refused.as_ref().unwrap().to_string().contains("OrgContact.Read.All"));
    let asked = server.asked();
    assert_eq!(asked.len(), 6);
    assert!(asked.iter().any(|asked| asked.body.contains(r#""ResultSize":1"#)));
}
