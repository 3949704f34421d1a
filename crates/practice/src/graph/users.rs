//! The properties of a user.
//!
//! learn.microsoft.com, "user resource type"; defaults as in "List users".

use super::property::{Property, empty_list, null, put};
use crate::tenant::{Entry, Kind};

const EXCHANGE_PLAN: &str = r#"[{"assignedDateTime":"2025-02-03T08:12:44Z","capabilityStatus":"Enabled","service":"exchange","servicePlanId":"efb87545-963c-4e0d-99df-69c6916d9eb0"},{"assignedDateTime":"2025-02-03T08:12:44Z","capabilityStatus":"Deleted","service":"SCO","servicePlanId":"882e1d05-acd1-4ccb-8708-6ee03664b117"}]"#;
const LICENCES: &str = r#"[{"disabledPlans":[],"skuId":"6fd2c87f-b296-42f0-b197-1e91e994b900"}]"#;

/// A user mailbox needs a licence; shared mailboxes, rooms and equipment do without.
fn licensed(entry: &Entry) -> bool {
    entry.kind == Kind::User || entry.kept_licence
}

fn plans(entry: &Entry, out: &mut Vec<u8>) {
    out.extend_from_slice(if licensed(entry) { EXCHANGE_PLAN } else { "[]" }.as_bytes());
}

fn licences(entry: &Entry, out: &mut Vec<u8>) {
    out.extend_from_slice(if licensed(entry) { LICENCES } else { "[]" }.as_bytes());
}

fn user_type(entry: &Entry, out: &mut Vec<u8>) {
    put(out, if entry.kind == Kind::Guest { "Guest" } else { "Member" });
}

/// True where the directory is fed from somewhere else, otherwise never set.
pub(super) fn synced(entry: &Entry, out: &mut Vec<u8>) {
    put(out, &entry.synced.then_some(true));
}

pub(super) const PROPERTIES: &[Property] = &[
    Property::shown("businessPhones", empty_list),
    Property::shown("displayName", |e, out| put(out, &e.name)),
    Property::shown("givenName", |e, out| put(out, &e.given)),
    Property::shown("jobTitle", null),
    Property::shown("mail", |e, out| put(out, &e.mail())),
    Property::shown("mobilePhone", null),
    Property::shown("officeLocation", null),
    Property::shown("preferredLanguage", null),
    Property::shown("surname", |e, out| put(out, &e.surname)),
    Property::shown("userPrincipalName", |e, out| put(out, &e.upn)),
    Property::shown("id", |e, out| put(out, &e.id)),
    Property::selectable("accountEnabled", |e, out| put(out, &e.enabled)),
    Property::selectable("assignedLicenses", licences),
    Property::selectable("assignedPlans", plans),
    Property::selectable("city", null),
    Property::selectable("companyName", null),
    Property::selectable("country", null),
    Property::selectable("createdDateTime", |_, out| put(out, "2024-09-02T07:30:00Z")),
    Property::selectable("creationType", |e, out| {
        put(out, &(e.kind == Kind::Guest).then_some("Invitation"));
    }),
    Property::selectable("deletedDateTime", null),
    Property::selectable("department", null),
    Property::selectable("employeeId", null),
    Property::selectable("externalUserState", |e, out| {
        put(out, &(e.kind == Kind::Guest).then_some("Accepted"));
    }),
    Property::selectable("isResourceAccount", null),
    Property::selectable("mailNickname", |e, out| put(out, &e.nickname())),
    Property::selectable("onPremisesImmutableId", null),
    Property::selectable("onPremisesSyncEnabled", synced),
    Property::selectable("otherMails", |e, out| match &e.external {
        Some(external) if e.kind == Kind::Guest => put(out, &[external]),
        _ => put(out, &[""; 0]),
    }),
    Property::selectable("proxyAddresses", |e, out| put(out, &e.addresses)),
    Property::selectable("showInAddressList", null),
    Property::selectable("usageLocation", |_, out| put(out, "IE")),
    Property::selectable("userType", user_type),
];
