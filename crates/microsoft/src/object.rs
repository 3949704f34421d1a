//! Users, groups and contacts as Graph shows them, turned into what was seen (M5, source E and the directory).

use std::{collections::BTreeMap, fmt};

use model::{DirectoryId, Kind, KindSource, NotTaken, Resource, Seen};
use serde::{
    Deserialize,
    de::{Deserializer, IgnoredAny, SeqAccess, Visitor},
};
use uuid::Uuid;

use crate::{
    MicrosoftError, Page,
    addresses::{MailAddresses, sort_out},
    page::{Flag, Link, Text, Texts, parse},
};

/// The properties that are asked for and tracked. A delta token is good for the ones it was issued with.
pub(crate) const fn selected(resource: Resource) -> &'static str {
    match resource {
        Resource::Users => "id,displayName,userPrincipalName,mail,proxyAddresses,userType,assignedPlans",
        // Members are left out on purpose: they would make a page of a large group endless.
        Resource::Groups => "id,displayName,mail,proxyAddresses,groupTypes,mailEnabled,securityEnabled",
        Resource::Contacts => "id,displayName,mail,proxyAddresses",
    }
}

/// An item of any of the three collections. Without `Prefer: return=minimal` Graph repeats unchanged properties, so
/// that absent means never set and null means cleared (Microsoft Learn: "Use delta query to track changes"): both
/// are nothing here.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct Object<'a> {
    #[serde(borrow)]
    id: Option<Text<'a>>,
    #[serde(rename = "@removed")]
    removed: Option<IgnoredAny>,
    #[serde(borrow)]
    display_name: Option<Text<'a>>,
    #[serde(borrow)]
    user_principal_name: Option<Text<'a>>,
    #[serde(borrow)]
    mail: Option<Text<'a>>,
    #[serde(borrow)]
    proxy_addresses: Texts<'a>,
    #[serde(borrow)]
    user_type: Option<Text<'a>>,
    assigned_plans: ExchangePlan,
    #[serde(borrow)]
    group_types: Texts<'a>,
    mail_enabled: Flag,
    security_enabled: Flag,
}

/// Parses a page of `resource` into messages: what was seen, then what is gone.
pub(crate) fn read_page(
    resource: Resource,
    body: &[u8],
    on_link: &mut dyn FnMut(Link),
) -> Result<Vec<Page>, MicrosoftError> {
    let items = parse::<Object<'_>>(resource.as_str(), body, on_link)?;
    let mut seen = Vec::with_capacity(items.value.len());
    let mut gone = Vec::new();
    let mut last_is_gone = BTreeMap::new();
    for object in &items.value {
        let Some(id) = object.id.as_ref().and_then(|id| directory_id(id.as_str())) else {
            // Graph promises an id always; some of its documented samples have none.
            tracing::warn!(resource = resource.as_str(), "an object without a directory id is left out");
            continue;
        };
        // Both reasons, `changed` (can be restored) and `deleted`, mean that it receives no mail now.
        if object.removed.is_some() {
            last_is_gone.insert(id, true);
            gone.push(id);
        } else {
            last_is_gone.entry(id).and_modify(|gone| *gone = false);
            seen.push(object.seen(id, resource));
        }
    }
    if seen.is_empty() && gone.is_empty() && !items.value.is_empty() {
        let at = "none of its objects has a directory id".to_owned();
        return Err(MicrosoftError::UnexpectedShape { what: resource.as_str(), at });
    }
    // What a page says last of an object is what holds.
    if !last_is_gone.is_empty() {
        seen.retain(|seen| last_is_gone.get(&seen.id) != Some(&true));
        gone.retain(|id| last_is_gone.get(id) == Some(&true));
    }
    let mut messages = Vec::new();
    if !seen.is_empty() {
        messages.push(Page::Seen(seen));
    }
    if !gone.is_empty() {
        messages.push(Page::Gone { resource, ids: gone });
    }
    Ok(messages)
}

pub(crate) fn directory_id(text: &str) -> Option<DirectoryId> {
    Uuid::try_parse(text.trim()).ok().filter(|id| !id.is_nil()).map(|id| DirectoryId(id.into_bytes()))
}

impl Object<'_> {
    fn seen(&self, id: DirectoryId, resource: Resource) -> Seen {
        let addresses = sort_out(self.proxy_addresses.iter(), self.mail.as_ref().map(Text::as_str));
        let (kind, kind_source) = match resource {
            Resource::Users => (self.guessed_kind(), KindSource::Guess),
            Resource::Groups => (self.group_kind(), KindSource::Directory),
            Resource::Contacts => (Kind::MailContact, KindSource::Directory),
        };
        let not_taken = self.not_taken(resource, &addresses);
        // Exchange gives every mailbox, shared ones too, an SMTP entry; a plan counts even before that is there.
        let mailbox_like = addresses.from_proxies || self.assigned_plans.0;
        Seen {
            id,
            resource,
            name: self.display_name.as_ref().map_or_else(String::new, |name| name.as_str().trim().to_owned()),
            passes_without_exchange: not_taken.is_none() && (resource != Resource::Users || mailbox_like),
            primary: addresses.primary,
            aliases: addresses.aliases,
            kind,
            kind_source,
            not_taken,
        }
    }

    fn not_taken(&self, resource: Resource, addresses: &MailAddresses) -> Option<NotTaken> {
        let says =
            |text: &Option<Text<'_>>, wanted: fn(&str) -> bool| text.as_ref().is_some_and(|t| wanted(t.as_str()));
        let guest = says(&self.user_type, |kind| kind.eq_ignore_ascii_case("guest"))
            || says(&self.user_principal_name, |name| name.to_ascii_uppercase().contains("#EXT#"));
        match resource {
            Resource::Users if guest => Some(NotTaken::Guest),
            Resource::Groups if self.mail_enabled == Flag(Some(false)) => Some(NotTaken::NotMailEnabled),
            _ if addresses.primary.is_none() => Some(NotTaken::NoAddress),
            _ => None,
        }
    }

    /// Source E: an Exchange plan means a person's mailbox. A mailbox without one is shared, a room or equipment,
    /// which Graph cannot tell apart (Microsoft Learn: "About shared mailboxes": no licence, sign-in blocked); one
    /// whose sign-in is not blocked is most likely a shared one as well.
    fn guessed_kind(&self) -> Kind {
        if self.assigned_plans.0 { Kind::User } else { Kind::Shared }
    }

    /// Microsoft Learn: "Working with groups in Microsoft Graph".
    fn group_kind(&self) -> Kind {
        if self.group_types.iter().any(|kind| kind.eq_ignore_ascii_case("unified")) {
            Kind::Microsoft365Group
        } else if self.security_enabled == Flag(Some(true)) {
            Kind::MailEnabledSecurityGroup
        } else {
            Kind::DistributionList
        }
    }
}

/// Whether `assignedPlans` holds a living Exchange plan. People have dozens of plans: none is kept.
#[derive(Debug, Default)]
struct ExchangePlan(bool);

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Plan<'a> {
    #[serde(borrow)]
    service: Option<Text<'a>>,
    #[serde(borrow)]
    capability_status: Option<Text<'a>>,
}

impl<'de> Deserialize<'de> for ExchangePlan {
    fn deserialize<D: Deserializer<'de>>(json: D) -> Result<Self, D::Error> {
        struct Plans;
        impl<'de> Visitor<'de> for Plans {
            type Value = ExchangePlan;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a list of assigned plans")
            }
            fn visit_unit<E>(self) -> Result<ExchangePlan, E> {
                Ok(ExchangePlan(false))
            }
            fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<ExchangePlan, A::Error> {
                let mut found = false;
                while let Some(plan) = seq.next_element::<Plan<'de>>()? {
                    found |= plan.is_living_exchange();
                }
                Ok(ExchangePlan(found))
            }
        }
        json.deserialize_any(Plans)
    }
}

impl Plan<'_> {
    /// `Warning` is the grace period after a subscription ran out: the mailbox still works. `Suspended`, `LockedOut`
    /// and `Deleted` do not count (Microsoft Learn: "assignedPlan resource type").
    fn is_living_exchange(&self) -> bool {
        let is = |text: &Option<Text<'_>>, wanted: &str| {
            text.as_ref().is_some_and(|text| text.as_str().eq_ignore_ascii_case(wanted))
        };
        is(&self.service, "exchange")
            && (is(&self.capability_status, "Enabled") || is(&self.capability_status, "Warning"))
    }
}

#[cfg(test)]
mod tests;
