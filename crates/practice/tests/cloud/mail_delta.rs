//! Delta rounds over the messages of a folder, while things happen in it.

use std::collections::BTreeSet;

use practice::{Arrival, MailEvent, MailKind};
use reqwest::StatusCode;
use serde_json::{Value, json};

use crate::app::{IMMUTABLE, NORA, Reader};

fn ids(items: &[Value]) -> BTreeSet<String> {
    items.iter().map(|item| item["id"].as_str().unwrap().to_owned()).collect()
}

fn inbox(reader: &Reader) -> BTreeSet<String> {
    let truth = reader.practice.mail_truth(NORA).unwrap();
    truth.into_iter().filter(|message| message.folder == "Inbox").map(|message| message.id).collect()
}

fn delta(reader: &Reader, query: &str) -> String {
    reader.url(&format!("users/{}/mailFolders/inbox/messages/delta?$select=id,isRead{query}", reader.id(NORA)))
}

const PAGES: &str = "odata.maxpagesize=7, IdType=\"ImmutableId\"";

#[tokio::test]
async fn a_round_shows_the_folder_and_its_link_what_arrived_moved_and_vanished() {
    let reader = Reader::open(100).await;
    let (items, link) = reader.round(&delta(&reader, ""), PAGES).await;
    assert_eq!((items.len(), ids(&items)), (48, inbox(&reader)));
    assert!(items.iter().all(|item| item["@odata.type"].is_string() && item.get("subject").is_none()));
    let meetings = items.iter().filter(|item| item["@odata.type"] == "#microsoft.graph.eventMessageRequest");
    assert_eq!(meetings.count(), 1);
    let link = link.unwrap();
    assert_eq!(reader.round(&link, PAGES).await.0, Vec::<Value>::new());
    let before: Vec<String> = inbox(&reader).into_iter().collect();
    let new = reader.practice.mail_arrive(NORA, &Arrival { count: Some(9), ..Arrival::default() }).unwrap();
    reader.practice.mail_move(NORA, &before[0], "archive").unwrap();
    reader.practice.mail_vanish(NORA, &before[1]).unwrap();
    let (news, again) = reader.round(&link, PAGES).await;
    let (removed, present): (Vec<Value>, Vec<Value>) =
        news.into_iter().partition(|item| item.get("@removed").is_some());
    assert_eq!(ids(&removed), before[..2].iter().cloned().collect());
    assert_eq!(removed[0]["@removed"], json!({"reason": "deleted"}));
    assert_eq!(ids(&present), new.into_iter().collect());
    assert_eq!(reader.round(&again.unwrap(), PAGES).await.0, Vec::<Value>::new());
    let archive = reader.url(&format!("users/{}/mailFolders/archive/messages", reader.id(NORA)));
    assert!(ids(&reader.round(&archive, IMMUTABLE).await.0).contains(&before[0]));
    let gone = reader.refusal(&format!("users/{}/messages/{}/$value", reader.id(NORA), before[1])).await;
    assert_eq!(gone, (404, "ErrorItemNotFound".to_owned()));
    assert!(reader.practice.mail_vanish(NORA, &before[1]).is_err());
}

#[tokio::test]
async fn the_usual_id_is_worthless_after_a_move_and_the_immutable_one_is_not() {
    let reader = Reader::open(40).await;
    let (usual, _) = reader.round(&delta(&reader, ""), "odata.maxpagesize=100").await;
    let (immutable, _) = reader.round(&delta(&reader, ""), PAGES).await;
    let [usual, immutable] = [&usual[0], &immutable[0]].map(|item| item["id"].as_str().unwrap());
    assert_ne!(usual, immutable);
    let path = |id: &str| format!("users/{}/messages/{id}", reader.id(NORA));
    assert_eq!(reader.ask(&path(usual)).await.0, StatusCode::OK);
    reader.practice.mail_move(NORA, immutable, "junkemail").unwrap();
    assert_eq!(reader.refusal(&path(usual)).await.0, 404);
    let (_, moved) = reader.ask(&path(immutable)).await;
    assert_eq!(moved["id"], immutable);
}

#[tokio::test]
async fn what_happens_during_a_round_is_in_the_link_at_its_end() {
    let reader = Reader::open(100).await;
    let last = inbox(&reader).into_iter().next_back().unwrap();
    reader.practice.mail_later(NORA, 2, MailEvent::Arrive(Arrival::default())).unwrap();
    let moved = MailEvent::Move { message: last.clone(), to: "deleteditems".to_owned() };
    reader.practice.mail_later(NORA, 3, moved).unwrap();
    reader.practice.mail_later(NORA, 3, MailEvent::Vanish { message: "nothing".to_owned() }).unwrap();
    let (items, link) = reader.round(&delta(&reader, ""), PAGES).await;
    let mut seen = ids(&items);
    for item in reader.round(&link.unwrap(), PAGES).await.0 {
        let id = item["id"].as_str().unwrap().to_owned();
        if item.get("@removed").is_some() {
            seen.remove(&id)
        } else {
            seen.insert(id)
        };
    }
    assert_eq!(seen, inbox(&reader));
    assert!(!seen.contains(&last));
}

#[tokio::test]
async fn one_that_was_only_marked_is_told_by_its_mark_alone_and_one_that_moved_as_well_is_told_whole() {
    let reader = Reader::open(100).await;
    let url = delta(&reader, ",receivedDateTime,subject");
    let (items, link) = reader.round(&url, PAGES).await;
    let [first, second] = [&items[0], &items[1]].map(|item| item["id"].as_str().unwrap().to_owned());
    for message in [&first, &second] {
        let mark = MailEvent::Mark { message: message.clone(), read: true };
        reader.practice.mail_later(NORA, 0, mark).unwrap();
    }
    assert_eq!(reader.round(&url, PAGES).await.0.iter().filter(|item| item.get("subject").is_none()).count(), 0);
    reader.practice.mail_move(NORA, &second, "archive").unwrap();
    reader.practice.mail_move(NORA, &second, "inbox").unwrap();
    let (news, _) = reader.round(&link.unwrap(), PAGES).await;
    let told = |id: &str| news.iter().find(|item| item["id"] == id).unwrap().as_object().unwrap();
    let names: BTreeSet<_> = told(&first).keys().filter(|name| !name.starts_with('@')).map(String::as_str).collect();
    assert_eq!((news.len(), names), (2, BTreeSet::from(["id", "isRead", "parentFolderId"])));
    assert_eq!((&told(&first)["isRead"], &told(&second)["isRead"]), (&json!(true), &json!(true)));
    assert!(told(&second).contains_key("receivedDateTime"));
}

#[tokio::test]
async fn a_mailbox_that_leaves_is_not_there_in_any_of_its_parts_until_it_returns() {
    let reader = Reader::open(40).await;
    let message = inbox(&reader).into_iter().next().unwrap();
    let user = format!("users/{}", reader.id(NORA));
    reader.practice.mail_later(NORA, 0, MailEvent::Leave).unwrap();
    for part in ["mailFolders", "mailFolders/inbox/messages/delta", &format!("messages/{message}/$value")] {
        let refused = reader.refusal(&format!("{user}/{part}")).await;
        assert_eq!(refused, (404, "MailboxNotEnabledForRESTAPI".to_owned()), "{part}");
    }
    reader.practice.mail_later(NORA, 0, MailEvent::Return).unwrap();
    assert_eq!(reader.ask(&format!("{user}/mailFolders")).await.0, StatusCode::OK);
    assert!(inbox(&reader).contains(&message));
}

#[tokio::test]
async fn with_a_filter_a_round_ends_after_five_thousand() {
    let reader = Reader::open(11_000).await;
    let filter = "&$filter=receivedDateTime ge 2021-01-01T00:00:00Z";
    let (items, link) = reader.round(&delta(&reader, filter), "odata.maxpagesize=1000").await;
    assert_eq!((items.len(), inbox(&reader).len()), (5_000, 5_280));
    assert!(link.is_some());
    let recent = "&$filter=receivedDateTime ge 2026-01-01T00:00:00Z&$orderby=receivedDateTime desc";
    let (items, _) = reader.round(&delta(&reader, recent), "odata.maxpagesize=1000").await;
    assert!((300..700).contains(&items.len()), "{}", items.len());
    let refused = reader.refusal(delta(&reader, "&$search=x").split_once("/v1.0/").unwrap().1).await;
    assert_eq!(refused, (400, "ErrorInvalidUrlQuery".to_owned()));
}

#[tokio::test]
async fn forgotten_rounds_begin_again() {
    let reader = Reader::open(40).await;
    let (_, link) = reader.round(&delta(&reader, ""), PAGES).await;
    reader.practice.mail_forget_rounds();
    let answer = reader.get(&link.unwrap(), PAGES).await;
    assert_eq!(answer.status(), StatusCode::GONE);
    let fresh = answer.headers()["location"].to_str().unwrap().to_owned();
    assert_eq!(answer.json::<Value>().await.unwrap()["error"]["code"], "SyncStateNotFound");
    assert_eq!(ids(&reader.round(&fresh, PAGES).await.0), inbox(&reader));
    let other = reader.url(&format!("users/{}/mailFolders/archive/messages/delta", reader.id(NORA)));
    let (_, link) = reader.round(&other, PAGES).await;
    let moved = link.unwrap().replace("/archive/", "/inbox/");
    assert_eq!(reader.get(&moved, PAGES).await.status(), StatusCode::GONE);
}

#[tokio::test]
async fn one_corrupt_message_spoils_long_pages_only() {
    let reader = Reader::open(40).await;
    reader.practice.mail_arrive(NORA, &Arrival { kind: MailKind::Corrupt, ..Arrival::default() }).unwrap();
    let page = reader.get(&delta(&reader, ""), "odata.maxpagesize=50").await;
    assert_eq!(page.status(), StatusCode::INTERNAL_SERVER_ERROR);
    let (items, _) = reader.round(&delta(&reader, ""), "odata.maxpagesize=4").await;
    assert_eq!(items.len(), inbox(&reader).len());
}
