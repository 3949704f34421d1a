//! Which permissions the practice application may ask for, and what the consent page says of them.

use super::error::AadError;
use crate::national::{National, Place};

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Resource {
    Graph,
    Exchange,
}

impl Resource {
    /// Its name in the cloud's settings.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Graph => "graph",
            Self::Exchange => "exchange",
        }
    }

    /// Its identifier in scopes, which differs between the national clouds.
    fn url(self, national: National) -> &'static str {
        match self {
            Self::Graph => national.resources().0,
            Self::Exchange => national.resources().1,
        }
    }

    /// What tokens for it are meant for.
    pub(super) fn audience(self, national: National) -> &'static str {
        self.url(national)
    }

    /// A scope as tokens and answers name it.
    pub(super) fn scope(self, national: National, name: &str) -> String {
        format!("{}/{name}", self.url(national))
    }
}

/// Resource, name, needs an administrator, plain words.
type Row = (Resource, &'static str, bool, &'static str);

const REGISTERED: &[Row] = &[
    (Resource::Graph, "User.Read", false, "Sign you in and read your own profile"),
    (Resource::Graph, "User.Read.All", true, "Read every user's full profile"),
    (Resource::Graph, "GroupMember.Read.All", true, "List groups and read who belongs to them"),
    (Resource::Graph, "Group.Read.All", true, "Read all groups"),
    (Resource::Graph, "Domain.Read.All", true, "Read the organisation's domains"),
    (Resource::Graph, "Organization.Read.All", true, "Read the organisation's name and settings"),
    (Resource::Graph, "OrgContact.Read.All", true, "Read the organisation's mail contacts"),
    (Resource::Graph, "Directory.Read.All", true, "Read the whole directory"),
    (Resource::Graph, "Reports.Read.All", true, "Read usage reports"),
    (Resource::Graph, "MailboxSettings.Read", false, "Read the settings of your mailbox"),
    (Resource::Graph, "Mail.Read", false, "Read your mail"),
    (Resource::Graph, "Mail.Read.Shared", false, "Read mail you can access"),
    (Resource::Graph, "Application.ReadWrite.All", true, "Register applications and change them"),
    (Resource::Graph, "AppRoleAssignment.ReadWrite.All", true, "Grant permissions to applications"),
    (Resource::Exchange, "Exchange.Manage", true, "Manage Exchange Online with your own rights"),
    (Resource::Exchange, "Exchange.ManageV2", true, "Use the Exchange admin interface with your own rights"),
];

/// Not in the registration of the application, so not part of `/.default`: asked for when needed (learn.microsoft.com,
/// "Overview of permissions and consent", incremental consent).
const INCREMENTAL: &[&str] =
    &["Mail.Read", "Mail.Read.Shared", "Application.ReadWrite.All", "AppRoleAssignment.ReadWrite.All"];

/// OpenID Connect scopes belong to no resource.
pub(super) const OPENID: &[(&str, &str)] = &[
    ("openid", "Sign you in"),
    ("profile", "See your name and your account's name"),
    ("email", "See your e-mail address"),
    ("offline_access", "Stay signed in until you take the permission back"),
];

/// What one request asks for.
#[derive(Clone, Debug, Default)]
pub(super) struct Asked {
    pub openid: Vec<&'static str>,
    /// In the order of the request.
    pub permissions: Vec<(Resource, &'static str)>,
    /// Resources asked for by `/.default`.
    pub whole: Vec<Resource>,
}

impl Asked {
    pub(super) fn parse(text: &str, place: Place) -> Result<Self, AadError> {
        let mut asked = Self::default();
        for scope in text.split_whitespace() {
            if let Some((name, _)) = OPENID.iter().find(|(name, _)| *name == scope) {
                asked.openid.push(name);
                continue;
            }
            let (resource, name) = match scope.rsplit_once('/') {
                Some((url, name)) => (resource(url, place).ok_or_else(|| unknown(scope))?, name),
                None => (Resource::Graph, scope),
            };
            if name == ".default" {
                asked.whole.push(resource);
                continue;
            }
            let row = REGISTERED
                .iter()
                .find(|row| row.1.eq_ignore_ascii_case(name) && row.0 == resource)
                .ok_or_else(|| unknown(scope))?;
            asked.permissions.push((row.0, row.1));
        }
        Ok(asked)
    }

    /// Every resource named, in the order of the request.
    pub(super) fn resources(&self) -> Vec<Resource> {
        let named = self.permissions.iter().map(|(resource, _)| *resource);
        let mut resources: Vec<Resource> = Vec::new();
        for resource in named.chain(self.whole.iter().copied()) {
            if !resources.contains(&resource) {
                resources.push(resource);
            }
        }
        resources
    }

    /// The permissions with their resources in front, as an answer names them.
    pub(super) fn in_full(&self, national: National) -> String {
        let named = self.permissions.iter().map(|(resource, name)| resource.scope(national, name));
        let whole = self.whole.iter().map(|resource| resource.scope(national, ".default"));
        named.chain(whole).collect::<Vec<_>>().join(" ")
    }

    /// The permissions by name, `/.default` standing for everything registered.
    pub(super) fn names(&self) -> Vec<&'static str> {
        let static_ones = REGISTERED.iter().filter(|row| !INCREMENTAL.contains(&row.1));
        let whole = static_ones.filter(|row| self.whole.contains(&row.0));
        let named = self.permissions.iter().map(|(_, name)| *name);
        named.chain(whole.map(|row| row.1)).collect()
    }
}

/// By application id, or by an identifier URI of a cloud that signs in at this place.
fn resource(identifier: &str, place: Place) -> Option<Resource> {
    match identifier {
        "00000003-0000-0000-c000-000000000000" => return Some(Resource::Graph),
        "00000002-0000-0ff1-ce00-000000000000" => return Some(Resource::Exchange),
        _ => {}
    }
    let of = |resource: Resource| {
        let mut clouds = National::ALL.into_iter().filter(|national| national.authority() == place);
        clouds.any(|national| resource.url(national) == identifier).then_some(resource)
    };
    of(Resource::Graph).or_else(|| of(Resource::Exchange))
}

fn unknown(scope: &str) -> AadError {
    let text =
        format!("The provided value for the input parameter 'scope' isn't valid. The scope {scope} isn't valid.");
    AadError::new("invalid_scope", 70011, text)
}

pub(super) fn of_resource(resource: Resource) -> impl Iterator<Item = &'static str> {
    REGISTERED.iter().filter(move |row| row.0 == resource).map(|row| row.1)
}

pub(super) fn needs_administrator(name: &str) -> bool {
    REGISTERED.iter().any(|row| row.1 == name && row.2)
}

pub(super) fn in_words(name: &str) -> &'static str {
    let permission = REGISTERED.iter().find(|row| row.1 == name).map(|row| row.3);
    let openid = || OPENID.iter().find(|row| row.0 == name).map(|row| row.1);
    permission.or_else(openid).unwrap_or_default()
}
