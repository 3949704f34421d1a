//! Folders of a mailbox, and whether it may be read at all.

use microsoft::mail::{Reach, WellKnown};
use serde_json::{Value, json};

use super::{
    MAILBOX,
    common::{Asked, Reply, Server},
    mail,
};

fn folder(id: &str, parent: &str, hidden: bool, total: u64) -> Value {
    json!({ "id": id, "displayName": id.to_uppercase(), "parentFolderId": parent, "childFolderCount": 0,
        "totalItemCount": total, "isHidden": hidden,
        "singleValueExtendedProperties": [{ "id": "Long 0xe08", "value": (total * 100).to_string() }] })
}

fn page(folders: &[Value], next: Option<String>) -> Reply {
    let mut page = json!({ "value": folders });
    if let Some(next) = next {
        page["@odata.nextLink"] = next.into();
    }
    Reply::json(page.to_string())
}

/// A tree with a hidden folder, one below it, a page of one folder each at the top, and a folder that is a search.
fn tree(asked: &Asked) -> Reply {
    let at = asked.path.strip_prefix(&format!("/v1.0/users/{MAILBOX}/mailFolders")).unwrap();
    let next = || Some(format!("{}{}?more", asked.base, asked.path));
    match at {
        "" if asked.query == "more" => page(&[folder("quiet", "root", true, 4)], None),
        "" => page(&[folder("in", "root", false, 10)], next()),
        "/in/childFolders" => {
            let mut search = folder("search", "in", false, 9);
            search["@odata.type"] = json!("#microsoft.graph.mailSearchFolder");
            page(&[search, folder("deep", "in", false, 2)], None)
        }
        "/deep/childFolders" => page(&[folder("deeper", "deep", false, 0)], None),
        "/quiet/childFolders" => page(&[folder("below", "quiet", true, 1)], None),
        // Gone between the two requests.
        "/below/childFolders" => Reply::error(404, "ErrorItemNotFound", "no"),
        "/deeper/childFolders" => page(&[], None),
        "/inbox" => Reply::json(folder("in", "root", false, 10).to_string()),
        "/recoverableitemsdeletions" => Reply::json(folder("kept", "elsewhere", false, 7).to_string()),
        _ => Reply::error(404, "ErrorItemNotFound", "no such folder"),
    }
}

#[tokio::test]
async fn s1_folders_are_found_however_deep_and_hidden_they_are_and_searches_are_none() {
    let server = Server::start(tree).await;
    let folders = mail(&server).folders(MAILBOX).await.unwrap();
    let mut told: Vec<_> = folders.iter().map(|f| (f.path.as_str(), f.hidden, f.total, f.size)).collect();
    told.sort_unstable();
    let expected = [
        ("IN", false, 10, Some(1_000)),
        ("IN/DEEP", false, 2, Some(200)),
        ("IN/DEEP/DEEPER", false, 0, Some(0)),
        ("QUIET", true, 4, Some(400)),
        ("QUIET/BELOW", true, 1, Some(100)),
        ("Recoverable Items/KEPT", false, 7, Some(700)),
    ];
    assert_eq!(told, expected);
    let kind = |id: &str| folders.iter().find(|folder| folder.id == id).unwrap().kind;
    assert_eq!(
        (kind("in"), kind("kept"), kind("deep")),
        (Some(WellKnown::Inbox), Some(WellKnown::RecoverableItems), None)
    );
    for asked in server.asked() {
        assert_eq!(asked.header("authorization"), "Bearer application");
        assert_eq!(asked.header("prefer"), r#"IdType="ImmutableId""#);
        let lists = asked.path.ends_with("Folders") && asked.query != "more";
        assert_eq!(lists, asked.query.contains("includeHiddenFolders=true"), "{}", asked.query);
    }
}

#[tokio::test]
async fn s1_where_sizes_are_not_told_folders_are_listed_without() {
    let server = Server::start(|asked| match asked.query.contains("$expand") {
        true => Reply::error(400, "ErrorInvalidProperty", "no such property"),
        false => tree(asked),
    })
    .await;
    let folders = mail(&server).folders(MAILBOX).await.unwrap();
    assert_eq!(folders.len(), 6);
    assert!(folders[0].path == "IN" && server.asked().iter().any(|asked| asked.query.contains("0x0E08")));
}

#[tokio::test]
async fn s1_a_list_of_folders_that_breaks_off_is_an_error_and_not_a_shorter_list() {
    for (status, code) in [(403, "ErrorAccessDenied"), (404, "ResourceNotFound"), (500, "UnknownError")] {
        let server = Server::start(move |asked| match asked.query == "more" {
            true => Reply::error(status, code, "no"),
            false => tree(asked),
        })
        .await;
        assert!(mail(&server).folders(MAILBOX).await.is_err(), "{status}");
    }
}

#[tokio::test]
async fn s4_a_mailbox_that_goes_away_while_its_folders_are_listed_is_an_error_and_not_one_with_fewer_folders() {
    for part in ["/deep/childFolders", "/inbox", "/recoverableitemsdeletions"] {
        let server = Server::start(move |asked| match asked.path.ends_with(part) {
            true => Reply::error(404, "MailboxNotEnabledForRESTAPI", "away"),
            false => tree(asked),
        })
        .await;
        assert!(mail(&server).folders(MAILBOX).await.is_err(), "{part}");
    }
}

#[tokio::test]
async fn m8_whether_a_mailbox_may_be_read_is_told_by_reading_it() {
    let denied = "ErrorAccessDenied";
    let disabled = "Access to OData is disabled.";
    let no = |message: &str| (denied.to_owned(), message.to_owned());
    let out_of_scope = |(code, message)| Reach::OutOfScope { code, message };
    let no_permission = |(code, message)| Reach::NoPermission { code, message };
    for (reply, expected) in [
        (Reply::json(r#"{"id":"in"}"#), Reach::Yes),
        (Reply::error(403, denied, disabled), out_of_scope(no(disabled))),
        (Reply::error(403, denied, "Access is denied."), no_permission(no("Access is denied."))),
        (Reply::error(404, "MailboxNotEnabledForRESTAPI", "not here"), Reach::NoMailbox),
    ] {
        let server = Server::start(move |_| reply.clone()).await;
        assert_eq!(mail(&server).reachable(MAILBOX).await.unwrap(), expected);
        assert_eq!(server.asked().len(), 1);
    }
    let server = Server::start(|_| Reply::error(500, "UnknownError", "no")).await;
    assert!(mail(&server).reachable(MAILBOX).await.is_err());
}
