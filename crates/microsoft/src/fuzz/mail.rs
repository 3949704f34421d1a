//! Answers of which mail is read, for fuzzing.

use crate::{
    exchange::archives::Archive,
    mail::{ToldFolder, read_messages},
    page::parse,
};

/// A page of messages, or of what changed in them.
///
/// # Panics
/// When a message without an id is taken for one.
pub fn messages_page(body: &[u8]) {
    use crate::mail::{Header, Listed};
    for listed in read_messages("folder", body).map(|listing| listing.messages).unwrap_or_default() {
        let (Listed::Present(Header { id, .. }) | Listed::Removed { id }) = listed;
        assert!(!id.is_empty());
    }
}

/// A page of mail folders.
pub fn folders_page(body: &[u8]) {
    let _ = parse::<ToldFolder>("folders", body, &mut |_| ());
}

/// A page of mailboxes with their archives.
pub fn archives_page(body: &[u8]) {
    for mailbox in parse::<Archive>("archives", body, &mut |_| ()).map(|page| page.value).unwrap_or_default() {
        let _ = mailbox.told();
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::{Value, json};

    use super::*;

    fn value() -> impl Strategy<Value = Value> {
        prop_oneof![
            Just(Value::Null),
            any::<bool>().prop_map(Value::from),
            any::<i64>().prop_map(Value::from),
            ".{0,12}".prop_map(Value::from),
            "[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z".prop_map(Value::from),
            "[0-9]{0,20}".prop_map(|number| json!([{ "id": "Integer 0xe08", "value": number }])),
            Just(json!({ "reason": "deleted" })),
        ]
    }

    fn item() -> impl Strategy<Value = Value> {
        let names = [
            "id",
            "@removed",
            "@odata.type",
            "parentFolderId",
            "receivedDateTime",
            "internetMessageId",
            "isDraft",
            "isRead",
            "singleValueExtendedProperties",
            "displayName",
            "totalItemCount",
            "isHidden",
            "ArchiveGuid",
            "ExternalDirectoryObjectId",
        ];
        prop::collection::btree_map(prop::sample::select(names.to_vec()), value(), 0..8).prop_map(|item| json!(item))
    }

    proptest! {
        #[test]
        fn s1_pages_of_mail_that_are_nearly_right_are_read_or_refused_and_never_a_panic(
            items in prop::collection::vec(item(), 0..4), link in prop::option::of(value()), key in "@odata\\.(next|delta)Link",
        ) {
            let mut page = json!({ "value": items });
            if let Some(link) = link {
                page[key] = link;
            }
            for read in [messages_page, folders_page, archives_page] {
                read(page.to_string().as_bytes());
            }
        }

        #[test]
        fn s1_any_bytes_are_a_page_of_mail_or_are_refused(body in prop::collection::vec(any::<u8>(), 0..200)) {
            for read in [messages_page, folders_page, archives_page] {
                read(&body);
            }
        }
    }
}
