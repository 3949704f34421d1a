//! Folders and messages as a reader sees them.

use std::collections::BTreeMap;

use aws_lc_rs::digest;
use practice::{Arrival, Class, Failure, Fault, MailKind, Size};
use reqwest::StatusCode;
use serde_json::{Value, json};

use crate::app::{IMMUTABLE, MEMBER, NORA, Reader};
use crate::support::Session;

const SIZE: &str = "$expand=singleValueExtendedProperties($filter=id eq 'Long 0x0E08')";

fn names(page: &Value) -> Vec<&str> {
    page["value"].as_array().unwrap().iter().map(|folder| folder["displayName"].as_str().unwrap()).collect()
}

fn hex(bytes: &[u8]) -> String {
    digest::digest(&digest::SHA256, bytes).as_ref().iter().map(|byte| format!("{byte:02x}")).collect()
}

#[tokio::test]
async fn folders_are_nested_and_hidden_ones_are_shown_to_those_who_ask() {
    let reader = Reader::open(200).await;
    let nora = reader.id(NORA);
    let (_, seen) = reader.ask(&format!("users/{nora}/mailFolders?$top=100")).await;
    assert!(names(&seen).contains(&"Inbox") && !names(&seen).contains(&"Clutter"));
    let all = format!("users/{nora}/mailFolders?includeHiddenFolders=true&$top=2&$select=id,displayName,isHidden");
    let (listed, _) = reader.round(&reader.url(&all), IMMUTABLE).await;
    let hidden = listed.iter().find(|folder| folder["isHidden"] == true).unwrap();
    assert_eq!((&hidden["displayName"], hidden.get("totalItemCount")), (&json!("Clutter"), None));
    let (_, inbox) = reader.ask(&format!("users/{nora}/mailFolders/inbox?{SIZE}")).await;
    assert_eq!((&inbox["totalItemCount"], &inbox["childFolderCount"]), (&json!(96), &json!(3)));
    assert_eq!(inbox["singleValueExtendedProperties"][0]["id"], "Long 0xe08");
    let inbox = inbox["id"].as_str().unwrap();
    let (_, below) = reader.ask(&format!("users/{nora}/mailFolders/{inbox}/childFolders")).await;
    assert_eq!(names(&below), ["Projects", "Offers/Quotes", "From suppliers"]);
    let search = &below["value"][2];
    assert_eq!(search["@odata.type"], "#microsoft.graph.mailSearchFolder");
    assert_eq!((&search["sourceFolderIds"][0], &search["totalItemCount"]), (&json!(inbox), &json!(96)));
    let shown = format!("users/{nora}/mailFolders/{}/messages?$top=100", search["id"].as_str().unwrap());
    let (_, shown) = reader.ask(&shown).await;
    assert!(shown["value"].as_array().unwrap().iter().all(|message| message["parentFolderId"] == inbox));
    assert_eq!(below["value"][0]["parentFolderId"], inbox);
    let (status, gone) = reader.ask(&format!("users/{nora}/mailFolders/recoverableitemsdeletions")).await;
    assert_eq!((status, &gone["totalItemCount"]), (StatusCode::OK, &json!(3)));
}

#[tokio::test]
async fn items_that_are_no_messages_are_counted_and_listed_nowhere() {
    let reader = Reader::open(100).await;
    let nora = reader.id(NORA);
    let folder = format!("users/{nora}/mailFolders/deleteditems");
    let (_, before) = reader.ask(&folder).await;
    reader.practice.mail_others(NORA, "deleteditems", 7).unwrap();
    let (_, after) = reader.ask(&folder).await;
    let count = before["totalItemCount"].as_u64().unwrap();
    assert_eq!(after["totalItemCount"], count + 7);
    let (_, plain) = reader.ask(&format!("{folder}/messages?$top=1000&$count=true")).await;
    assert_eq!((plain["value"].as_array().unwrap().len() as u64, &plain["@odata.count"]), (count, &json!(count + 7)));
    assert_eq!(plain.get("@odata.nextLink"), None);
    let untold = Arrival { folder: Some("deleteditems".to_owned()), kind: MailKind::Untold, ..Arrival::default() };
    reader.practice.mail_arrive(NORA, &untold).unwrap();
    let (told, _) = reader.round(&reader.url(&format!("{folder}/messages/delta")), IMMUTABLE).await;
    let (listed, _) = reader.round(&reader.url(&format!("{folder}/messages")), IMMUTABLE).await;
    assert_eq!((told.len() as u64, listed.len() as u64), (count, count + 1));
}

#[tokio::test]
async fn the_flat_list_of_folders_tells_later_which_of_them_changed() {
    let reader = Reader::open(40).await;
    let nora = reader.id(NORA);
    let first = reader.url(&format!("users/{nora}/mailFolders/delta"));
    let (all, link) = reader.round(&first, "odata.maxpagesize=3").await;
    assert_eq!(all.len(), 13);
    let link = link.unwrap();
    assert_eq!(reader.round(&link, "").await.0.len(), 0);
    reader.practice.mail_arrive(NORA, &Arrival { folder: Some("junkemail".to_owned()), ..Arrival::default() }).unwrap();
    assert_eq!(names(&json!({ "value": reader.round(&link, "").await.0 })), ["Junk Email"]);
}

#[tokio::test]
async fn every_message_is_listed_once_and_its_content_is_what_the_truth_says() {
    let reader = Reader::open(60).await;
    let nora = reader.id(NORA);
    let truth = reader.practice.mail_truth(&nora).unwrap();
    assert_eq!(truth.len(), 60);
    let first = reader.url(&format!("users/{nora}/messages?$top=7&$select=id,internetMessageId,receivedDateTime"));
    let (listed, _) = reader.round(&first, IMMUTABLE).await;
    let listed: BTreeMap<&str, &Value> =
        listed.iter().map(|message| (message["id"].as_str().unwrap(), message)).collect();
    assert_eq!(listed.len(), 60);
    for told in &truth {
        assert_eq!(listed[told.id.as_str()]["internetMessageId"], json!(told.message_id));
        let answer = reader.get(&reader.url(&format!("users/{nora}/messages/{}/$value", told.id)), "").await;
        match &told.mime {
            None => assert_eq!(answer.status(), StatusCode::INTERNAL_SERVER_ERROR),
            Some((octets, hash)) => {
                assert_eq!((answer.status(), answer.content_length()), (StatusCode::OK, None));
                let bytes = answer.bytes().await.unwrap();
                assert_eq!((bytes.len() as u64, &hex(&bytes)), (*octets, hash));
                let text = String::from_utf8(bytes.to_vec()).unwrap();
                assert!(text.contains("\r\nSubject: ") && text.contains("\r\n\r\n") && text.ends_with("\r\n"));
                assert!(!text.replace("\r\n", "").contains(['\r', '\n']));
            }
        }
    }
}

#[tokio::test]
async fn among_forty_messages_is_every_oddity() {
    let reader = Reader::open(40).await;
    let nora = reader.id(NORA);
    let truth = reader.practice.mail_truth(&nora).unwrap();
    assert_eq!(truth.iter().filter(|message| message.mime.is_none()).count(), 1);
    assert!(truth.iter().filter(|message| message.message_id.is_none()).count() >= 1);
    let mut hashes = BTreeMap::new();
    let mut ids = BTreeMap::new();
    for message in truth.iter().filter(|message| message.mime.is_some()) {
        let content = reader.practice.mail_content(&nora, &message.id).unwrap().unwrap();
        assert_eq!(message.mime, Some((content.len() as u64, hex(&content))));
        *hashes.entry(&message.mime).or_insert(0) += 1;
        *ids.entry(message.message_id.as_ref()).or_insert(0) += 1;
    }
    assert_eq!(hashes.values().filter(|times| **times == 2).count(), 1);
    assert_eq!(ids.iter().filter(|(id, times)| id.is_some() && **times == 2).count(), 2);
    let unreadable = truth.iter().find(|message| message.mime.is_none()).unwrap();
    let path = format!("users/{nora}/messages/{}", unreadable.id);
    for _ in 0..2 {
        let refusal = reader.refusal(&format!("{path}/$value")).await;
        assert_eq!(refusal, (500, "ErrorMimeContentConversionFailed".to_owned()));
    }
    assert_eq!(reader.ask(&path).await.0, StatusCode::OK);
    assert_eq!(reader.practice.mail_content(&nora, &unreadable.id), Ok(None));
    let same = Reader::open(40).await;
    assert_eq!(same.practice.mail_truth(&nora).unwrap(), truth);
}

#[tokio::test]
async fn a_message_of_twenty_megabytes_comes_in_pieces() {
    let reader = Reader::open(40).await;
    let member = reader.id(MEMBER);
    let truth = reader.practice.mail_truth(&member).unwrap();
    let large = truth.iter().find(|message| message.mime.as_ref().is_some_and(|(octets, _)| *octets > 20_000_000));
    let large = large.unwrap();
    let mut answer = reader.get(&reader.url(&format!("users/{member}/messages/{}/$value", large.id)), "").await;
    let (mut hash, mut octets) = (digest::Context::new(&digest::SHA256), 0_u64);
    while let Some(piece) = answer.chunk().await.unwrap() {
        hash.update(&piece);
        octets += piece.len() as u64;
    }
    let hash: String = hash.finish().as_ref().iter().map(|byte| format!("{byte:02x}")).collect();
    assert_eq!(large.mime, Some((octets, hash)));
}

#[tokio::test]
async fn lists_are_narrowed_by_date_and_refuse_what_is_not_there() {
    let reader = Reader::open(100).await;
    let nora = reader.id(NORA);
    let lists = format!("users/{nora}/mailFolders/inbox/messages");
    let (_, page) = reader.ask(&format!("{lists}?$top=3&$count=true&$select=receivedDateTime&$filter=receivedDateTime ge 2023-01-01T00:00:00Z and receivedDateTime lt 2024-01-01T00:00:00Z")).await;
    let times: Vec<&str> =
        page["value"].as_array().unwrap().iter().map(|one| one["receivedDateTime"].as_str().unwrap()).collect();
    assert!(times.is_sorted_by(|one, next| one > next) && times.iter().all(|time| time.starts_with("2023")));
    assert!(page["@odata.count"].as_u64().unwrap() > 3 && page["@odata.nextLink"].is_string());
    for (path, refused) in [
        (format!("{lists}?$select=colour"), (400, "BadRequest")),
        (format!("{lists}?$top=1001"), (400, "Request_BadRequest")),
        (format!("{lists}?$filter=subject eq 'x'"), (400, "ErrorInvalidUrlQueryFilter")),
        (format!("users/{nora}/mailFolders/nonsense/messages"), (400, "ErrorInvalidIdMalformed")),
        (format!("users/{nora}/messages/nonsense/$value"), (400, "ErrorInvalidIdMalformed")),
        ("users/nobody@larkfield.example/messages".to_owned(), (404, "ErrorInvalidUser")),
        ("users/apprentice@larkfield.example/messages".to_owned(), (404, "MailboxNotEnabledForRESTAPI")),
    ] {
        assert_eq!(reader.refusal(&path).await, (refused.0, refused.1.to_owned()), "{path}");
    }
    let own = reader.practice.mail_truth(&nora).unwrap()[0].id.clone();
    let foreign = reader.refusal(&format!("users/{}/messages/{own}", reader.id(MEMBER))).await;
    assert_eq!(foreign, (404, "ErrorInvalidMailboxItemId".to_owned()));
}

#[tokio::test]
async fn a_person_reads_the_own_mailbox_and_no_other_whatever_the_role() {
    let session = Session::open(Size::Small).await;
    let token = session.token("openid https://graph.microsoft.com/Mail.Read").await;
    let url = session.url("users/nora.quill@larkfield.example/mailFolders");
    let answer = crate::support::client().get(url).bearer_auth(token).send().await.unwrap();
    assert_eq!(answer.status(), StatusCode::FORBIDDEN);
    let body: Value = answer.json().await.unwrap();
    assert_eq!(body["error"]["code"], "ErrorAccessDenied");
    assert_eq!(body["error"]["message"], "Access is denied. Check credentials and try again.");
}

#[tokio::test]
async fn faults_meet_folders_messages_and_content_each_for_itself() {
    let reader = Reader::open(40).await;
    let nora = reader.id(NORA);
    let message = reader.practice.mail_truth(&nora).unwrap()[0].id.clone();
    let paths = [
        (Class::MailFolders, format!("users/{nora}/mailFolders")),
        (Class::Messages, format!("users/{nora}/mailFolders/inbox/messages/delta")),
        (Class::Mime, format!("users/{nora}/messages/{message}/$value")),
    ];
    for (class, _) in &paths {
        let fault = Fault { class: *class, after: 0, how: Failure::Unavailable, times: Some(1), retry_after: None };
        reader.practice.configure(|settings| settings.faults = vec![fault]);
        for (other, path) in &paths {
            let status = reader.get(&reader.url(path), "").await.status();
            assert_eq!(status == StatusCode::SERVICE_UNAVAILABLE, class == other, "{class:?} {path}");
        }
    }
    let half = Fault { class: Class::Mime, after: 0, how: Failure::Truncated, times: Some(1), retry_after: None };
    reader.practice.configure(|settings| settings.faults = vec![half]);
    let answer = reader.get(&reader.url(&paths[2].1), "").await;
    assert!(answer.status().is_success() && answer.bytes().await.is_err());
    let stall = Fault { class: Class::Mime, after: 0, how: Failure::Stall, times: Some(1), retry_after: None };
    reader.practice.configure(|settings| settings.faults = vec![stall]);
    let mut answer = reader.get(&reader.url(&paths[2].1), "").await;
    assert!(!answer.chunk().await.unwrap().unwrap().is_empty());
}

#[tokio::test]
async fn each_kind_of_message_can_arrive() {
    let reader = Reader::open(0).await;
    let nora = reader.id(NORA);
    for kind in
        [MailKind::Plain, MailKind::Copy, MailKind::NonAscii, MailKind::Meeting, MailKind::Report, MailKind::LongLines]
    {
        let ids = reader.practice.mail_arrive(NORA, &Arrival { kind, ..Arrival::default() }).unwrap();
        let answer = reader.get(&reader.url(&format!("users/{nora}/messages/{}/$value", ids[0])), "").await;
        assert_eq!(answer.status(), StatusCode::OK, "{kind:?}");
    }
    let truth = reader.practice.mail_truth(NORA).unwrap();
    assert_eq!(truth[0].mime, truth[1].mime);
    assert_ne!(truth[0].id, truth[1].id);
}
