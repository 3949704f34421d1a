//! What we ask for: the permissions, why they exist, and which of them a token lacks.

/// The service whose data a permission opens.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Resource {
    Graph,
    Exchange,
}

/// One delegated permission that sign-in asks for.
///
/// `key` names its plain words in the message catalogue; `id` is the permission's GUID in an app
/// registration (learn.microsoft.com, "Microsoft Graph permissions reference").
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Permission {
    pub scope: &'static str,
    pub resource: Resource,
    pub key: &'static str,
    pub writes: bool,
    pub id: &'static str,
}

const fn reads(scope: &'static str, key: &'static str, id: &'static str) -> Permission {
    Permission { scope, resource: Resource::Graph, key, writes: false, id }
}

/// Everything we ask for, read-only except `Exchange.Manage`: Exchange has no reading-only scope
/// that returns mailbox kinds.
pub const PERMISSIONS: &[Permission] = &[
    reads("User.Read.All", "permission-users", "a154be20-db9c-4678-8ab7-66f6cc099a59"),
    reads("Group.Read.All", "permission-groups", "5f8c59db-677d-491f-a6b8-5f174b11ec1d"),
    reads("OrgContact.Read.All", "permission-contacts", "08432d1b-5911-483c-86df-7980af5cdee0"),
    reads("Domain.Read.All", "permission-domains", "2f9ee017-59c1-4f1d-9472-bd5529a7b311"),
    reads("Organization.Read.All", "permission-organization", "4908d5b9-3fb2-4b1e-9336-1888b7937185"),
    reads("offline_access", "permission-offline", "7427e0e9-2fba-42fe-b0c0-848c9e6a8182"),
    Permission {
        scope: "Exchange.Manage",
        resource: Resource::Exchange,
        key: "permission-exchange",
        writes: true,
        id: "ab4f2b77-0b06-4fc1-a9de-02113fc2ab7c",
    },
];

/// The permissions in full form, for [`crate::SignInRequest::scopes`], e.g.
/// `scopes("https://graph.microsoft.com", "https://outlook.office365.com")`.
///
/// `offline_access` is left out: it belongs to no resource and every sign-in adds it.
pub fn scopes(graph: &str, exchange: &str) -> Vec<String> {
    PERMISSIONS
        .iter()
        .filter(|p| p.scope != "offline_access")
        .map(|p| {
            let base = match p.resource {
                Resource::Graph => graph,
                Resource::Exchange => exchange,
            };
            format!("{}/{}", base.trim_end_matches('/'), p.scope)
        })
        .collect()
}

/// The scopes of [`PERMISSIONS`] that `granted` does not hold.
///
/// Microsoft answers a scope with or without its resource in front, and in any case.
pub fn missing(granted: &[String]) -> Vec<&'static str> {
    PERMISSIONS
        .iter()
        .map(|p| p.scope)
        .filter(|wanted| !granted.iter().any(|g| short(g).eq_ignore_ascii_case(wanted)))
        .collect()
}

fn short(scope: &str) -> &str {
    scope.rsplit('/').next().unwrap_or(scope)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all() -> Vec<String> {
        PERMISSIONS.iter().map(|p| p.scope.to_owned()).collect()
    }

    #[test]
    fn m3_nothing_is_missing_when_every_scope_is_granted_in_any_spelling() {
        let mut granted = all();
        assert!(missing(&granted).is_empty());
        granted[0] = "https://graph.microsoft.com/user.read.all".into();
        granted[6] = "https://outlook.office365.com/EXCHANGE.MANAGE".into();
        assert!(missing(&granted).is_empty());
    }

    #[test]
    fn m3_a_missing_scope_is_named() {
        let mut granted = all();
        granted.retain(|s| s != "Domain.Read.All");
        assert_eq!(missing(&granted), ["Domain.Read.All"]);
    }

    #[test]
    fn m3_only_exchange_is_asked_for_more_than_reading() {
        let writing: Vec<_> = PERMISSIONS.iter().filter(|p| p.writes).collect();
        assert_eq!(writing.len(), 1);
        assert_eq!(writing[0].scope, "Exchange.Manage");
    }

    #[test]
    fn full_scopes_name_their_resource() {
        let full = scopes("https://graph.example/", "https://exchange.example");
        assert_eq!(full.len(), PERMISSIONS.len() - 1);
        assert!(full.contains(&"https://graph.example/User.Read.All".to_owned()));
        assert!(full.contains(&"https://exchange.example/Exchange.Manage".to_owned()));
    }
}
