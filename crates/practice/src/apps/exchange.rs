//! Role Based Access Control for Applications: Exchange's own grants, limited to some mailboxes.
//!
//! learn.microsoft.com, "Role Based Access Control for Applications in Exchange Online". What Exchange grants and what
//! Microsoft Entra grants add up.

use uuid::Uuid;

use super::{Apps, Service};
use crate::tenant::{Collection, Directory, Entry};

/// Exchange's pointer to a service principal.
#[derive(Clone, Debug)]
pub(crate) struct Reference {
    pub app_id: Uuid,
    pub object_id: Uuid,
    pub name: String,
}

#[derive(Clone, Debug)]
pub(crate) struct Scope {
    pub name: String,
    /// As it was written.
    pub text: String,
    pub filter: Filter,
}

/// Which mailboxes belong to a scope: one of the comparisons has to hold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Filter(Vec<(Property, String)>);

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Property {
    MemberOfGroup,
    PrimarySmtpAddress,
    UserPrincipalName,
    RecipientTypeDetails,
}

#[derive(Clone, Debug)]
pub(crate) struct RoleAssignment {
    pub name: String,
    /// Such as `Application Mail.Read`.
    pub role: String,
    pub app_id: Uuid,
    /// Name of a scope; none: every mailbox.
    pub scope: Option<String>,
}

#[derive(Clone, Debug, Default)]
pub(crate) struct ExchangeApps {
    pub references: Vec<Reference>,
    pub scopes: Vec<Scope>,
    pub assignments: Vec<RoleAssignment>,
}

/// Whether an application may do something with a mailbox.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Reach {
    Granted,
    /// Granted for other mailboxes.
    OutOfScope,
    Nothing,
}

/// What an application wants to do, by the permissions that allow it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Access(pub &'static [&'static str]);

impl Filter {
    /// `Property -eq 'value'`, several joined with `-or` (learn.microsoft.com, "Recipient filters in Exchange").
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let mut comparisons = Vec::new();
        for part in split(text, "-or") {
            let part = part.trim().trim_start_matches('(').trim_end_matches(')').trim();
            let (name, value) = part.split_once("-eq")?;
            let value = value.trim();
            let quote = value.chars().next().filter(|c| matches!(c, '\'' | '"'))?;
            let value = value.strip_prefix(quote)?.strip_suffix(quote)?;
            let property = match name.trim().to_ascii_lowercase().as_str() {
                "memberofgroup" => Property::MemberOfGroup,
                "primarysmtpaddress" => Property::PrimarySmtpAddress,
                "userprincipalname" => Property::UserPrincipalName,
                "recipienttypedetails" => Property::RecipientTypeDetails,
                _ => return None,
            };
            comparisons.push((property, value.replace("''", "'")));
        }
        (!comparisons.is_empty()).then_some(Self(comparisons))
    }

    /// A scope of named mailboxes.
    pub(crate) fn addresses(addresses: &[String]) -> Self {
        Self(addresses.iter().map(|address| (Property::PrimarySmtpAddress, address.clone())).collect())
    }

    pub(crate) fn admits(&self, directory: &Directory, mailbox: &Entry) -> bool {
        let same = |told: Option<&str>, value: &str| told.is_some_and(|told| told.eq_ignore_ascii_case(value));
        self.0.iter().any(|(property, value)| match property {
            Property::MemberOfGroup => group(directory, value).is_some_and(|group| group.members.contains(&mailbox.id)),
            Property::PrimarySmtpAddress => same(mailbox.primary(), value),
            Property::UserPrincipalName => same(mailbox.upn.as_deref(), value),
            Property::RecipientTypeDetails => same(mailbox.kind.recipient_type().map(|kind| kind.1), value),
        })
    }
}

/// Outside quotes.
fn split<'a>(text: &'a str, word: &str) -> Vec<&'a str> {
    let (mut parts, mut from, mut quoted) = (Vec::new(), 0, None);
    for (at, c) in text.char_indices() {
        match quoted {
            Some(quote) if c == quote => quoted = None,
            None if matches!(c, '\'' | '"') => quoted = Some(c),
            None if at >= from && text[at..].to_ascii_lowercase().starts_with(word) => {
                parts.push(&text[from..at]);
                from = at + word.len();
            }
            _ => {}
        }
    }
    parts.push(&text[from..]);
    parts
}

/// By distinguished name or by anything else a group is called.
fn group(directory: &Directory, value: &str) -> Option<Entry> {
    if let Some((_, entry)) = directory.find(Collection::Groups, value) {
        return Some(entry);
    }
    let name = value.strip_prefix("CN=").map_or(value, |rest| rest.split(",OU=").next().unwrap_or(rest));
    let named = directory.present(Collection::Groups, 0).find(|(_, entry)| entry.name.eq_ignore_ascii_case(name));
    named.map(|(_, entry)| entry.into_owned())
}

impl ExchangeApps {
    /// A service principal by client id, object id or name.
    pub(crate) fn reference(&self, who: &str) -> Option<&Reference> {
        let id = Uuid::try_parse(who).ok();
        self.references.iter().find(|reference| {
            id == Some(reference.app_id) || id == Some(reference.object_id) || reference.name.eq_ignore_ascii_case(who)
        })
    }

    pub(crate) fn scope(&self, name: &str) -> Option<&Scope> {
        self.scopes.iter().find(|scope| scope.name.eq_ignore_ascii_case(name))
    }

    /// Whether an assignment covers a mailbox.
    pub(crate) fn covers(&self, assignment: &RoleAssignment, directory: &Directory, mailbox: &Entry) -> bool {
        match &assignment.scope {
            None => true,
            Some(name) => self.scope(name).is_some_and(|scope| scope.filter.admits(directory, mailbox)),
        }
    }
}

impl Apps {
    /// Entra's grants cover every mailbox, Exchange's those in their scopes.
    pub(crate) fn reach(
        &self,
        (tenant, app_id): (usize, Uuid),
        granted: &[&str],
        access: Access,
        (directory, mailbox): (&Directory, &Entry),
    ) -> Reach {
        if granted.iter().any(|role| access.0.contains(role)) {
            return Reach::Granted;
        }
        let Some(exchange) = self.exchange.get(&tenant) else { return Reach::Nothing };
        let allows = |role: &str| role.strip_prefix("Application ").is_some_and(|role| access.0.contains(&role));
        let mut own = exchange.assignments.iter().filter(|given| given.app_id == app_id && allows(&given.role));
        match own.clone().next() {
            None => Reach::Nothing,
            Some(_) if own.any(|given| exchange.covers(given, directory, mailbox)) => Reach::Granted,
            Some(_) => Reach::OutOfScope,
        }
    }
}

/// The roles that can be assigned to applications here.
pub(crate) fn is_role(name: &str) -> bool {
    let roles = Service::Graph.roles().filter(|role| role.value.starts_with("Mail"));
    roles.map(|role| role.value).any(|value| name.strip_prefix("Application ") == Some(value))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_filter_is_read_with_quotes_and_alternatives() {
        let text = "MemberOfGroup -eq 'CN=Archive -or not,OU=x' -or (PrimarySmtpAddress -eq \"sean.o'hara@larkfield.example\")";
        let filter = Filter::parse(text).unwrap();
        assert_eq!(filter.0[0], (Property::MemberOfGroup, "CN=Archive -or not,OU=x".to_owned()));
        assert_eq!(filter.0[1].1, "sean.o'hara@larkfield.example");
        assert_eq!(Filter::parse("Colour -eq 'red'"), None);
        assert_eq!(Filter::parse("MemberOfGroup -like 'x'"), None);
    }
}
