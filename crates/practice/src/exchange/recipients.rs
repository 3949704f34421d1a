//! Recipients and mailboxes as the cmdlets print them, annotations between the properties.

use serde_json::{Value, json};

use crate::tenant::{Collection, Entry, Kind};

const NO_GUID: &str = "00000000-0000-0000-0000-000000000000";

type Annotations = &'static [(&'static str, &'static str)];

/// Name, annotations, value.
pub(super) type Column = (&'static str, Annotations, fn(&Entry) -> Value);

/// The properties named in `$select` (any case, unknown names are passed over); all without it.
pub(super) fn columns(mailbox: bool, select: Option<&str>) -> Vec<&'static Column> {
    let wanted = |name: &str| select.is_none_or(|names| names.split(',').any(|n| n.trim().eq_ignore_ascii_case(name)));
    let own: &[Column] = if mailbox { OF_MAILBOX } else { &[] };
    OF_RECIPIENT.iter().chain(own).filter(|(name, ..)| wanted(name)).collect()
}

/// Writes the object; plain values into a vector do not fail.
pub(super) fn describe(entry: &Entry, columns: &[&Column], out: &mut Vec<u8>) {
    let mut first = true;
    let mut put = |name: &str, value: &Value| {
        out.push(if first { b'{' } else { b',' });
        first = false;
        out.extend_from_slice(format!("\"{name}\":").as_bytes());
        let _ = serde_json::to_writer(&mut *out, value);
    };
    for (name, annotations, value) in columns {
        for (annotation, kind) in *annotations {
            put(&format!("{name}@{annotation}"), &json!(kind));
        }
        put(name, &value(entry));
    }
    out.extend_from_slice(if first { b"{}" } else { b"}" });
}

const PLAIN: Annotations = &[];
const LIST: Annotations = &[("odata.type", "#Collection(String)")];
const GUID: Annotations = &[("data.type", "System.Guid"), ("odata.type", "#Guid")];
const TIME: Annotations = &[("data.type", "System.DateTime")];

/// What only Exchange knows has no object in the directory.
fn directory_object(entry: &Entry) -> Value {
    match entry.kind.collection() {
        Collection::ExchangeOnly => json!(""),
        _ => json!(entry.id),
    }
}

fn resource(entry: &Entry) -> Value {
    match entry.kind {
        Kind::Room => json!("Room"),
        Kind::Equipment => json!("Equipment"),
        _ => Value::Null,
    }
}

const OF_RECIPIENT: &[Column] = &[
    ("Identity", PLAIN, |e| json!(e.name)),
    ("Id", PLAIN, |e| json!(e.name)),
    ("Alias", PLAIN, |e| json!(e.nickname())),
    ("Name", PLAIN, |e| json!(e.name)),
    ("DisplayName", PLAIN, |e| json!(e.name)),
    ("EmailAddresses", LIST, |e| json!(e.addresses)),
    ("PrimarySmtpAddress", PLAIN, |e| json!(e.primary().unwrap_or_default())),
    ("ExternalDirectoryObjectId", PLAIN, directory_object),
    ("ExternalEmailAddress", PLAIN, |e| json!(e.external.as_ref().map(|a| format!("SMTP:{a}")))),
    ("HiddenFromAddressListsEnabled", PLAIN, |e| json!(e.kind == Kind::DiscoveryMailbox)),
    ("IsDirSynced", PLAIN, |e| json!(e.synced)),
    ("RecipientType", PLAIN, |e| json!(e.kind.recipient_type().unwrap_or_default().0)),
    ("RecipientTypeDetails", PLAIN, |e| json!(e.kind.recipient_type().unwrap_or_default().1)),
    ("WhenCreatedUTC", TIME, |_| json!("2024-09-02T07:30:00.0000000Z")),
    ("Guid", GUID, |e| json!(e.guid)),
];

const OF_MAILBOX: &[Column] = &[
    ("UserPrincipalName", PLAIN, |e| json!(e.upn)),
    ("IsShared", PLAIN, |e| json!(e.kind == Kind::Shared)),
    ("IsResource", PLAIN, |e| json!(!resource(e).is_null())),
    ("ResourceType", PLAIN, resource),
    ("AccountDisabled", PLAIN, |e| json!(!e.enabled)),
    ("ForwardingAddress", PLAIN, |_| Value::Null),
    ("ForwardingSmtpAddress", PLAIN, |_| Value::Null),
    ("ExchangeGuid", GUID, |e| json!(e.guid)),
    ("ArchiveGuid", GUID, |e| if e.archive { json!(e.guid) } else { json!(NO_GUID) }),
    ("ArchiveStatus", PLAIN, |e| json!(if e.archive { "Active" } else { "None" })),
    ("MaxSendSize", PLAIN, |_| json!("35 MB (36,700,160 bytes)")),
];
