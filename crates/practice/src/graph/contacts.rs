//! The properties of an organisational contact.
//!
//! learn.microsoft.com, "orgContact resource type".

use super::property::{Property, empty_list, null, put};
use super::users::synced;

pub(super) const PROPERTIES: &[Property] = &[
    Property::shown("id", |e, out| put(out, &e.id)),
    Property::shown("deletedDateTime", null),
    Property::shown("companyName", null),
    Property::shown("department", null),
    Property::shown("displayName", |e, out| put(out, &e.name)),
    Property::shown("givenName", |e, out| put(out, &e.given)),
    Property::shown("jobTitle", null),
    Property::shown("mail", |e, out| put(out, &e.mail())),
    Property::shown("mailNickname", |e, out| put(out, &e.nickname())),
    Property::shown("onPremisesLastSyncDateTime", null),
    Property::shown("onPremisesSyncEnabled", synced),
    Property::shown("surname", |e, out| put(out, &e.surname)),
    Property::shown("addresses", empty_list),
    Property::shown("onPremisesProvisioningErrors", empty_list),
    Property::shown("phones", empty_list),
    Property::shown("proxyAddresses", |e, out| put(out, &e.addresses)),
    Property::shown("serviceProvisioningErrors", empty_list),
];
