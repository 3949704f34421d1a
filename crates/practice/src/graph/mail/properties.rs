//! The properties of messages and folders.
//!
//! learn.microsoft.com, "message resource type" and "mailFolder resource type".

use jiff::Timestamp;
use serde_json::{Map, Value, json};

use super::options::SizeProperty;
use crate::graph::error::GraphError;
use crate::mail::{FolderNo, Item, MailKind, Mailbox, Message, ROOT, children, encode, folder, preview, source};
use axum::http::StatusCode;

const MESSAGE: [&str; 29] = [
    "createdDateTime",
    "lastModifiedDateTime",
    "changeKey",
    "categories",
    "receivedDateTime",
    "sentDateTime",
    "hasAttachments",
    "internetMessageId",
    "subject",
    "bodyPreview",
    "importance",
    "parentFolderId",
    "conversationId",
    "conversationIndex",
    "isDeliveryReceiptRequested",
    "isReadReceiptRequested",
    "isRead",
    "isDraft",
    "webLink",
    "inferenceClassification",
    "body",
    "sender",
    "from",
    "toRecipients",
    "ccRecipients",
    "bccRecipients",
    "replyTo",
    "flag",
    "id",
];

const FOLDER: [&str; 7] =
    ["displayName", "parentFolderId", "childFolderCount", "unreadItemCount", "totalItemCount", "isHidden", "id"];

/// The names selected, all without a selection; an unknown one is an error.
pub(super) fn selected(text: Option<&str>, of_folder: bool) -> Result<Vec<&'static str>, GraphError> {
    let (known, kind) = if of_folder { (&FOLDER[..], "mailFolder") } else { (&MESSAGE[..], "message") };
    let Some(text) = text else { return Ok(known.to_vec()) };
    let mut names = Vec::new();
    for name in text.split(',').map(str::trim) {
        let found = known.iter().find(|known| known.eq_ignore_ascii_case(name)).ok_or_else(|| {
            let message = format!(
                "Parsing OData Select and Expand failed: Could not find a property named '{name}' on type \
                 'microsoft.graph.{kind}'."
            );
            GraphError::new(StatusCode::BAD_REQUEST, "BadRequest", message)
        })?;
        names.push(*found);
    }
    if !names.contains(&"id") {
        names.push("id");
    }
    Ok(names)
}

fn time(seconds: i64) -> Value {
    json!(Timestamp::from_second(seconds).unwrap_or_default().strftime("%Y-%m-%dT%H:%M:%SZ").to_string())
}

fn person((name, address): &(String, String)) -> Value {
    let name = if name.is_empty() { address } else { name };
    json!({ "emailAddress": { "name": name, "address": address } })
}

fn change_key(message: &Message, at: FolderNo) -> String {
    format!("CQAAABYAAAD{:016x}{at:02}", message.dice)
}

/// The names of a selection, and in which form ids are wished for.
#[derive(Clone, Debug)]
pub(super) struct Shape {
    pub names: Vec<&'static str>,
    pub size: Option<SizeProperty>,
    pub immutable: bool,
    /// Whether elements say what they are, as those of a delta round do.
    pub typed: bool,
}

impl Shape {
    pub(super) fn message_id(&self, mailbox: &Mailbox<'_>, at: FolderNo, index: u32) -> String {
        let item = if self.immutable { Item::Immutable(index) } else { Item::Placed(at, index) };
        encode(mailbox.id, item)
    }

    pub(super) fn message(&self, mailbox: &Mailbox<'_>, at: FolderNo, message: &Message) -> Map<String, Value> {
        let mut out = Map::new();
        // What is more than a message says so everywhere.
        if message.kind == MailKind::Meeting {
            out.insert("@odata.type".to_owned(), json!("#microsoft.graph.eventMessageRequest"));
        } else if self.typed {
            out.insert("@odata.type".to_owned(), json!("#microsoft.graph.message"));
        }
        out.insert("@odata.etag".to_owned(), json!(format!("W/\"{}\"", change_key(message, at))));
        for name in &self.names {
            let value = match *name {
                "id" => json!(self.message_id(mailbox, at, message.index)),
                name => property(mailbox, at, message, name),
            };
            out.insert((*name).to_owned(), value);
        }
        if let Some(size) = self.size {
            let told = json!([{ "id": size.id(), "value": message.size().to_string() }]);
            out.insert("singleValueExtendedProperties".to_owned(), told);
        }
        out
    }

    /// One that was only marked as read or unread: a round of changes tells no more of it, whatever was selected
    /// (microsoftgraph/microsoft-graph-docs, issue 7776).
    pub(super) fn marked(&self, mailbox: &Mailbox<'_>, at: FolderNo, message: &Message) -> Map<String, Value> {
        let names = vec!["isRead", "parentFolderId", "id"];
        Self { names, size: None, immutable: self.immutable, typed: self.typed }.message(mailbox, at, message)
    }

    pub(super) fn removed(&self, mailbox: &Mailbox<'_>, at: FolderNo, index: u32) -> Map<String, Value> {
        let mut out = Map::new();
        out.insert("@odata.type".to_owned(), json!("#microsoft.graph.message"));
        out.insert("id".to_owned(), json!(self.message_id(mailbox, at, index)));
        out.insert("@removed".to_owned(), json!({ "reason": "deleted" }));
        out
    }

    pub(super) fn folder(&self, mailbox: &Mailbox<'_>, number: FolderNo, hidden: bool) -> Map<String, Value> {
        let mut out = Map::new();
        let id = |number| json!(encode(mailbox.id, Item::Folder(number)));
        if let Some(searched) = folder(number).searches {
            out.insert("@odata.type".to_owned(), json!("#microsoft.graph.mailSearchFolder"));
            out.insert("isSupported".to_owned(), json!(true));
            out.insert("includeNestedFolders".to_owned(), json!(false));
            out.insert("sourceFolderIds".to_owned(), json!([id(searched)]));
            out.insert("filterQuery".to_owned(), json!("receivedDateTime ge 2021-01-01T00:00:00Z"));
        } else if self.typed {
            out.insert("@odata.type".to_owned(), json!("#microsoft.graph.mailFolder"));
        }
        let shown = source(number);
        let messages = || mailbox.messages(shown, 0).map(|index| mailbox.message(index));
        for name in &self.names {
            let value = match *name {
                "displayName" => json!(folder(number).name),
                // The root has a parent that nobody sees.
                "parentFolderId" => folder(number).parent.map_or_else(|| id(u8::MAX), id),
                "childFolderCount" => {
                    json!(children(number).filter(|child| hidden || !folder(*child).hidden).count())
                }
                "unreadItemCount" => json!(messages().filter(|message| !message.read).count()),
                "totalItemCount" => json!(mailbox.count(shown) + mailbox.others(shown)),
                "isHidden" => json!(folder(number).hidden),
                _ => id(number),
            };
            out.insert((*name).to_owned(), value);
        }
        if let Some(size) = self.size.filter(|_| number != ROOT) {
            let bytes: u64 = messages().map(|message| message.size()).sum();
            let told = json!([{ "id": size.id(), "value": bytes.to_string() }]);
            out.insert("singleValueExtendedProperties".to_owned(), told);
        }
        out
    }
}

fn property(mailbox: &Mailbox<'_>, at: FolderNo, message: &Message, name: &str) -> Value {
    let abroad = message.kind == MailKind::NonAscii;
    match name {
        "createdDateTime" | "lastModifiedDateTime" | "receivedDateTime" => time(message.received),
        "sentDateTime" => time(message.received - 2),
        "changeKey" => json!(change_key(message, at)),
        "hasAttachments" => json!(message.has_attachments()),
        "internetMessageId" => json!(message.message_id),
        "subject" => json!(message.subject),
        "bodyPreview" => json!(preview(message.dice, abroad)),
        "importance" => json!("normal"),
        "parentFolderId" => json!(encode(mailbox.id, Item::Folder(at))),
        "conversationId" => json!(format!("AAQkAD{:016x}=", message.dice)),
        "conversationIndex" => json!(format!("AQHZ{:016x}", message.dice)),
        "isRead" => json!(message.read),
        "isDraft" => json!(message.draft),
        "isDeliveryReceiptRequested" | "isReadReceiptRequested" => json!(false),
        "webLink" => json!(format!("https://outlook.office365.com/owa/?ItemID={:016x}", message.dice)),
        "inferenceClassification" => json!("focused"),
        "body" => json!({ "contentType": "text", "content": preview(message.dice, abroad) }),
        "sender" | "from" => person(&message.from),
        "toRecipients" => json!([person(&message.to)]),
        "flag" => json!({ "flagStatus": "notFlagged" }),
        // Categories and the recipients nobody has here.
        _ => json!([]),
    }
}
