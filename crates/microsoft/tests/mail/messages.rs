//! The messages of a folder, page by page.

use microsoft::{
    MicrosoftError,
    mail::{Header, Listed, Next, Plain},
};

use super::{
    MAILBOX,
    common::{Asked, Reply, Server},
    mail,
};

const FIRST: &str = r##"{"@odata.nextLink":"BASE/v1.0/next?$skiptoken=a","value":[
  {"@odata.type":"#microsoft.graph.message","id":"m-1","internetMessageId":"<1@a.example>","isDraft":false,"isRead":true,
   "receivedDateTime":"2026-03-04T05:06:07Z","parentFolderId":"in",
   "singleValueExtendedProperties":[{"id":"Integer 0xe08","value":"20971520"}]},
  {"@odata.type":"#microsoft.graph.eventMessageRequest","id":"m-2","isDraft":"true","receivedDateTime":"soon"}]}"##;
const LAST: &str = r##"{"@odata.deltaLink":"BASE/v1.0/next?$deltatoken=b","value":[
  {"@odata.type":"#microsoft.graph.message","id":"m-1","@removed":{"reason":"deleted"}}]}"##;

fn answer(asked: &Asked) -> Reply {
    let body = if asked.path.ends_with("/next") { LAST } else { FIRST };
    Reply::json(body.replace("BASE", &asked.base))
}

fn size(asked: &Asked) -> usize {
    let (_, rest) = asked.header("prefer").split_once("odata.maxpagesize=").unwrap();
    rest.split(',').next().unwrap().parse().unwrap()
}

#[tokio::test]
async fn s1_a_folder_is_listed_by_pages_to_the_link_at_which_its_changes_are_found() {
    let server = Server::start(answer).await;
    let mail = mail(&server);
    let first = mail.list(MAILBOX, "in", None).await.unwrap();
    let large = Header {
        id: "m-1".into(),
        folder: "in".into(),
        received: Some("2026-03-04T05:06:07Z".parse().unwrap()),
        message_id: Some("<1@a.example>".into()),
        size: Some(20 << 20),
        draft: false,
        read: Some(true),
    };
    let (id, folder) = ("m-2".into(), "in".into());
    let bare = Header { id, folder, received: None, message_id: None, size: None, draft: true, read: None };
    assert_eq!(first.messages, [Listed::Present(large), Listed::Present(bare)]);
    let Next::Page(next) = first.next else { panic!("{:?}", first.next) };
    let last = mail.list(MAILBOX, "in", Some(&next)).await.unwrap();
    assert_eq!(last.messages, [Listed::Removed { id: "m-1".into() }]);
    assert_eq!(last.next, Next::Delta(format!("{}/v1.0/next?$deltatoken=b", server.base)));
    let asked = server.asked();
    assert_eq!(asked[0].path, format!("/v1.0/users/{MAILBOX}/mailFolders/in/messages/delta"));
    assert!(asked.iter().all(|a| a.header("prefer").contains(r#"IdType="ImmutableId""#) && size(a) == 250));
}

#[tokio::test]
async fn s1_no_date_is_given_to_graph_which_would_end_the_list_after_five_thousand() {
    let server = Server::start(answer).await;
    mail(&server).list(MAILBOX, "in", None).await.unwrap();
    assert!(!server.asked()[0].query.contains("filter=received"), "{}", server.asked()[0].query);
}

#[tokio::test]
async fn s1_a_page_that_one_message_spoils_is_asked_for_in_halves() {
    let server = Server::start(|asked| match size(asked) {
        20.. => Reply::error(500, "ErrorContentConversionFailed", "one of them"),
        _ => answer(asked),
    })
    .await;
    assert_eq!(mail(&server).list(MAILBOX, "in", None).await.unwrap().messages.len(), 2);
    assert_eq!(server.asked().iter().map(size).collect::<Vec<_>>(), [250, 125, 62, 31, 15]);
}

#[tokio::test]
async fn s1_a_page_that_cannot_be_had_message_by_message_either_is_an_error_in_the_end() {
    let server = Server::start(|_| Reply::error(500, "ErrorContentConversionFailed", "all of them")).await;
    let error = mail(&server).list(MAILBOX, "in", None).await.unwrap_err();
    assert!(matches!(error, MicrosoftError::Graph { status: 500, .. }), "{error}");
    assert_eq!(server.asked().iter().map(size).collect::<Vec<_>>(), [250, 125, 62, 31, 15, 7, 3, 1]);
}

#[tokio::test]
async fn s4_a_folders_messages_are_listed_apart_from_its_changes_to_a_last_page_that_leads_nowhere() {
    let server = Server::start(|asked| {
        let (first, last) =
            (r#"{"@odata.count":7,"@odata.nextLink":"BASE/v1.0/next","value":[{"id":"m-1"}]}"#, r#"{"value":[]}"#);
        let body = if asked.path.ends_with("/next") { last } else { first };
        Reply::json(body.replace("BASE", &asked.base))
    })
    .await;
    let mail = mail(&server);
    let first = mail.plain(MAILBOX, "in", 9, None).await.unwrap();
    assert_eq!(first, Plain { ids: vec!["m-1".to_owned()], next: Some(format!("{}/v1.0/next", server.base)) });
    let last = mail.plain(MAILBOX, "in", 9, first.next.as_deref()).await.unwrap();
    assert_eq!(last, Plain { ids: Vec::new(), next: None });
    let asked = server.asked();
    assert_eq!(asked[0].path, format!("/v1.0/users/{MAILBOX}/mailFolders/in/messages"));
    assert!(asked[0].query.contains("top=9"), "{}", asked[0].query);
    assert!(asked.iter().all(|asked| asked.header("prefer") == r#"IdType="ImmutableId""#));
}

#[tokio::test]
async fn s1_one_message_is_asked_for_by_itself_and_told_from_one_that_is_gone_and_from_a_mailbox_that_is_away() {
    let server = Server::start(|asked| match asked.path.rsplit('/').next() {
        Some("m-1=") => Reply::json(r#"{"id":"m-1=","receivedDateTime":"2026-03-04T05:06:07Z","isRead":false}"#),
        Some("m-2") => Reply::error(404, "ErrorItemNotFound", "no"),
        _ => Reply::error(404, "MailboxNotEnabledForRESTAPI", "away"),
    })
    .await;
    let mail = mail(&server);
    let header = mail.header(MAILBOX, "m-1=").await.unwrap().unwrap();
    assert_eq!((header.received, header.read), (Some("2026-03-04T05:06:07Z".parse().unwrap()), Some(false)));
    assert_eq!(mail.header(MAILBOX, "m-2").await.unwrap(), None);
    assert!(mail.header(MAILBOX, "m-3").await.is_err());
    let asked = &server.asked()[0];
    assert_eq!(asked.path, format!("/v1.0/users/{MAILBOX}/messages/m-1="));
    assert!(asked.query.contains("receivedDateTime") && asked.header("prefer") == r#"IdType="ImmutableId""#);
}

#[tokio::test]
async fn s1_a_link_that_counts_no_more_is_told_from_a_folder_that_is_gone() {
    for (status, code, expired, gone) in [
        (410, "syncStateNotFound", true, false),
        (400, "SyncStateInvalid", true, false),
        (404, "ErrorItemNotFound", false, true),
    ] {
        let server = Server::start(move |_| Reply::error(status, code, "no")).await;
        let link = format!("{}/v1.0/next?$deltatoken=b", server.base);
        let error = mail(&server).list(MAILBOX, "in", Some(&link)).await.unwrap_err();
        assert_eq!((error.is_link_expired(), error.is_not_found()), (expired, gone), "{code}");
    }
}

#[tokio::test]
async fn s1_a_page_without_an_end_without_an_id_or_that_goes_astray_is_refused() {
    for page in [
        r#"{"value":[{"id":"m-1"}]}"#,
        r#"{"value":[{"id":""}],"@odata.deltaLink":"BASE/v1.0/next"}"#,
        r#"{"value":[{"isDraft":true}],"@odata.deltaLink":"BASE/v1.0/next"}"#,
        r#"{"value":[],"@odata.nextLink":"https://elsewhere.example/v1.0/next"}"#,
        r#"{"value":[],"@odata.deltaLink":"https://elsewhere.example/v1.0/next"}"#,
        r#"{"value":[],"@odata.nextLink":"BASE/v1.0/again"}"#,
    ] {
        let server = Server::start(move |asked| Reply::json(page.replace("BASE", &asked.base))).await;
        let again = format!("{}/v1.0/again", server.base);
        assert!(mail(&server).list(MAILBOX, "in", Some(&again)).await.is_err(), "{page}");
    }
    let server = Server::start(answer).await;
    let error = mail(&server).list(MAILBOX, "in", Some("https://elsewhere.example/v1.0/next")).await.unwrap_err();
    assert!(matches!(error, MicrosoftError::ForeignLink { .. }) && server.asked().is_empty());
}
