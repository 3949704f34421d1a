//! Recipients and mailboxes as the cmdlets print them, annotations between the properties.

use serde_json::{Map, Value, json};

use crate::tenant::{Collection, Entry, Kind};

const NO_GUID: &str = "00000000-0000-0000-0000-000000000000";

/// The properties named in `$select` (any case, unknown names are passed over); all without it.
pub(super) fn describe(entry: &Entry, mailbox: bool, select: Option<&str>) -> Value {
    let wanted = |name: &str| select.is_none_or(|names| names.split(',').any(|n| n.trim().eq_ignore_ascii_case(name)));
    let mut out = Map::new();
    for (name, annotations, value) in properties(entry, mailbox) {
        if wanted(name) {
            for (annotation, kind) in annotations {
                out.insert(format!("{name}@{annotation}"), json!(kind));
            }
            out.insert(name.to_owned(), value);
        }
    }
    Value::Object(out)
}

type Annotations = &'static [(&'static str, &'static str)];
type Row = (&'static str, Annotations, Value);

const PLAIN: Annotations = &[];
const LIST: Annotations = &[("odata.type", "#Collection(String)")];
const GUID: Annotations = &[("data.type", "System.Guid"), ("odata.type", "#Guid")];
const TIME: Annotations = &[("data.type", "System.DateTime")];

fn properties(entry: &Entry, mailbox: bool) -> Vec<Row> {
    let (kind, details) = entry.kind.recipient_type().unwrap_or_default();
    let nickname = entry.nickname();
    // What only Exchange knows has no object in the directory.
    let object = match entry.kind.collection() {
        Collection::ExchangeOnly => String::new(),
        _ => entry.id.to_string(),
    };
    let primary = entry.primary().unwrap_or_default();
    let mut rows = vec![
        ("Identity", PLAIN, json!(entry.name)),
        ("Id", PLAIN, json!(entry.name)),
        ("Alias", PLAIN, json!(nickname)),
        ("Name", PLAIN, json!(entry.name)),
        ("DisplayName", PLAIN, json!(entry.name)),
        ("EmailAddresses", LIST, json!(entry.addresses)),
        ("PrimarySmtpAddress", PLAIN, json!(primary)),
        ("ExternalDirectoryObjectId", PLAIN, json!(object)),
        ("ExternalEmailAddress", PLAIN, json!(entry.external.as_ref().map(|a| format!("SMTP:{a}")))),
        ("HiddenFromAddressListsEnabled", PLAIN, json!(entry.kind == Kind::DiscoveryMailbox)),
        ("IsDirSynced", PLAIN, json!(entry.synced)),
        ("RecipientType", PLAIN, json!(kind)),
        ("RecipientTypeDetails", PLAIN, json!(details)),
        ("WhenCreatedUTC", TIME, json!("2024-09-02T07:30:00.0000000Z")),
        ("Guid", GUID, json!(entry.guid)),
    ];
    if mailbox {
        rows.extend(of_mailbox(entry));
    }
    rows
}

fn of_mailbox(entry: &Entry) -> Vec<Row> {
    let resource = match entry.kind {
        Kind::Room => json!("Room"),
        Kind::Equipment => json!("Equipment"),
        _ => Value::Null,
    };
    let archive = if entry.archive { entry.guid.to_string() } else { NO_GUID.to_owned() };
    vec![
        ("UserPrincipalName", PLAIN, json!(entry.upn)),
        ("IsShared", PLAIN, json!(entry.kind == Kind::Shared)),
        ("IsResource", PLAIN, json!(!resource.is_null())),
        ("ResourceType", PLAIN, resource),
        ("AccountDisabled", PLAIN, json!(!entry.enabled)),
        ("ForwardingAddress", PLAIN, Value::Null),
        ("ForwardingSmtpAddress", PLAIN, Value::Null),
        ("ExchangeGuid", GUID, json!(entry.guid)),
        ("ArchiveGuid", GUID, json!(archive)),
        ("ArchiveStatus", PLAIN, json!(if entry.archive { "Active" } else { "None" })),
        ("MaxSendSize", PLAIN, json!("35 MB (36,700,160 bytes)")),
    ]
}
