//! The properties of a group.
//!
//! learn.microsoft.com, "group resource type"; which flags make which kind: "Working with groups".

use super::property::{Property, empty_list, null, put};
use super::users::synced;
use crate::tenant::{Entry, Kind};

fn types(entry: &Entry, out: &mut Vec<u8>) {
    match (entry.kind, &entry.rule) {
        (Kind::Microsoft365Group, None) => put(out, &["Unified"]),
        (Kind::Microsoft365Group, Some(_)) => put(out, &["Unified", "DynamicMembership"]),
        (_, Some(_)) => put(out, &["DynamicMembership"]),
        _ => put(out, &[""; 0]),
    }
}

fn mail_enabled(entry: &Entry, out: &mut Vec<u8>) {
    put(out, &(entry.kind != Kind::SecurityGroup));
}

fn security_enabled(entry: &Entry, out: &mut Vec<u8>) {
    put(out, &matches!(entry.kind, Kind::SecurityGroup | Kind::MailEnabledSecurityGroup));
}

fn visibility(entry: &Entry, out: &mut Vec<u8>) {
    put(out, &(entry.kind == Kind::Microsoft365Group).then_some("Private"));
}

pub(super) const PROPERTIES: &[Property] = &[
    Property::shown("id", |e, out| put(out, &e.id)),
    Property::shown("deletedDateTime", null),
    Property::shown("classification", null),
    Property::shown("createdDateTime", |_, out| put(out, "2024-09-02T07:30:00Z")),
    Property::shown("description", null),
    Property::shown("displayName", |e, out| put(out, &e.name)),
    Property::shown("expirationDateTime", null),
    Property::shown("groupTypes", types),
    Property::shown("isAssignableToRole", null),
    Property::shown("mail", |e, out| put(out, &e.mail())),
    Property::shown("mailEnabled", mail_enabled),
    Property::shown("mailNickname", |e, out| put(out, &e.nickname())),
    Property::shown("membershipRule", |e, out| put(out, &e.rule)),
    Property::shown("membershipRuleProcessingState", null),
    Property::shown("onPremisesLastSyncDateTime", null),
    Property::shown("onPremisesSecurityIdentifier", null),
    Property::shown("onPremisesSyncEnabled", synced),
    Property::shown("preferredDataLocation", null),
    Property::shown("preferredLanguage", null),
    Property::shown("proxyAddresses", |e, out| put(out, &e.addresses)),
    Property::shown("renewedDateTime", |_, out| put(out, "2024-09-02T07:30:00Z")),
    Property::shown("resourceBehaviorOptions", empty_list),
    Property::shown("resourceProvisioningOptions", empty_list),
    Property::shown("securityEnabled", security_enabled),
    Property::shown("theme", null),
    Property::shown("visibility", visibility),
    Property::shown("onPremisesProvisioningErrors", empty_list),
];
