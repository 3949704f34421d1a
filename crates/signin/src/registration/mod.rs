//! M9: what to register with Microsoft, and the scripts that do it, from one table of permissions.

mod azure_cli;
pub mod consent;
mod powershell;
pub mod scope;

use crate::national::National;
use crate::permission::{PERMISSIONS, Resource};

/// What the registration must list under *Mobile and desktop applications*. The port that a
/// sign-in adds is ignored for the name `localhost`, the path is compared letter by letter
/// ("Redirect URI restrictions and limitations", learn.microsoft.com).
pub const REDIRECT: &str = "http://localhost/callback";

/// Accounts of every tenant, and no personal ones.
pub const AUDIENCE: &str = "AzureADMultipleOrgs";

/// The registration of the app in one cloud. Each cloud needs one of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Registration<'a> {
    pub cloud: National,
    /// What people see when they approve; any text.
    pub name: &'a str,
    /// Whether the scripts also register what only weaker sources of mailbox kinds need.
    pub optional: bool,
}

/// One delegated permission of the registration.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Registered {
    pub scope: &'static str,
    /// The permission's GUID. None where Microsoft publishes it nowhere that is known here: the
    /// scripts look it up by its name.
    pub id: Option<&'static str>,
    pub resource: &'static str,
    /// The application id of the service that the permission opens, the same in every tenant.
    pub resource_id: &'static str,
    /// Never asked for at sign-in; used where an administrator granted it.
    pub optional: bool,
}

const GRAPH: (&str, &str) = ("Microsoft Graph", "00000003-0000-0000-c000-000000000000");
const EXCHANGE: (&str, &str) = ("Office 365 Exchange Online", "00000002-0000-0ff1-ce00-000000000000");

const fn row(
    (resource, resource_id): (&'static str, &'static str),
    scope: &'static str,
    id: Option<&'static str>,
    optional: bool,
) -> Registered {
    Registered { scope, id, resource, resource_id, optional }
}

/// Every permission of the registration: those of [`PERMISSIONS`], what a sign-in itself needs,
/// then the optional ones ("Microsoft Graph permissions reference", learn.microsoft.com).
pub fn permissions() -> Vec<Registered> {
    let asked = PERMISSIONS.iter().map(|p| {
        let resource = match p.resource {
            Resource::Graph => GRAPH,
            Resource::Exchange => EXCHANGE,
        };
        row(resource, p.scope, Some(p.id), false)
    });
    let more = [
        row(GRAPH, "openid", Some("37f7f235-527c-4136-accd-4a02d197296e"), false),
        row(GRAPH, "profile", Some("14dad69e-099b-42c9-810b-d002981feec1"), false),
        row(GRAPH, "Reports.Read.All", Some("02e97553-ed7b-43d0-ab3c-f8bace0d040c"), true),
        row(EXCHANGE, "Exchange.ManageV2", None, true),
    ];
    asked.chain(more).collect()
}

impl<'a> Registration<'a> {
    /// With what a sign-in needs and nothing optional.
    pub fn new(cloud: National, name: &'a str) -> Self {
        Self { cloud, name, optional: false }
    }

    /// Where apps are registered in this cloud ("Microsoft Entra authentication and national
    /// clouds", learn.microsoft.com).
    pub fn portal(&self) -> &'static str {
        match self.cloud {
            National::Global | National::Gcc => "https://portal.azure.com",
            National::GccHigh | National::Dod => "https://portal.azure.us",
            National::China => "https://portal.azure.cn",
        }
    }

    /// What the scripts of this registration list.
    pub fn permissions(&self) -> Vec<Registered> {
        permissions().into_iter().filter(|p| self.optional || !p.optional).collect()
    }

    /// A script for PowerShell 5.1 or later with the module Microsoft.Graph.Applications.
    pub fn powershell(&self) -> String {
        powershell::script(self)
    }

    /// A script for bash with the Azure CLI.
    pub fn azure_cli(&self) -> String {
        azure_cli::script(self)
    }

    /// The name on one line and short enough for Microsoft (256 characters).
    fn shown_name(&self) -> String {
        one_line(self.name).trim().chars().take(256).collect()
    }
}

fn one_line(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect()
}

/// The permissions by service, in the order of the table.
fn by_resource(permissions: &[Registered]) -> Vec<(Registered, Vec<Registered>)> {
    let mut groups: Vec<(Registered, Vec<Registered>)> = Vec::new();
    for permission in permissions {
        match groups.iter_mut().find(|(first, _)| first.resource_id == permission.resource_id) {
            Some((_, members)) => members.push(*permission),
            None => groups.push((*permission, vec![*permission])),
        }
    }
    groups
}

#[cfg(test)]
mod tests;
