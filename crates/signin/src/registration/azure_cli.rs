//! The registration as a bash script for the Azure CLI.

use serde_json::{Value, json};

use super::{AUDIENCE, REDIRECT, Registered, Registration, by_resource};
use crate::national::National;

pub(super) fn script(registration: &Registration<'_>) -> String {
    let (cloud, note) = match registration.cloud {
        National::Global | National::Gcc => ("AzureCloud", ""),
        National::GccHigh => ("AzureUSGovernment", ""),
        National::Dod => ("AzureUSGovernment", DOD),
        National::China => ("AzureChinaCloud", ""),
    };
    let permissions = registration.permissions();
    let lookups: String = permissions.iter().filter(|p| p.id.is_none()).map(lookup).collect();
    let json = serde_json::to_string_pretty(&required(&permissions)).unwrap_or_default();
    // A quoted heredoc is taken as it stands; one with a looked-up id must expand it.
    let end = if lookups.is_empty() { "'JSON'" } else { "JSON" };
    format!(
        "#!/usr/bin/env bash
# Registers the app that signs in to Microsoft 365 tenants. Run it once, in your own tenant.
# An app of the same name in that tenant is changed instead of a second one made.
{note}set -euo pipefail
az cloud set --name {cloud}
az login --allow-no-subscriptions --output none
{lookups}permissions=\"$(mktemp)\"
trap 'rm -f \"$permissions\"' EXIT
cat >\"$permissions\" <<{end}
{json}
JSON
client_id=\"$(az ad app create \\
  --display-name={name} \\
  --sign-in-audience {AUDIENCE} \\
  --public-client-redirect-uris {REDIRECT} \\
  --is-fallback-public-client true \\
  --required-resource-accesses \"@$permissions\" \\
  --query appId --output tsv)\"
printf 'Client id: %s\\n' \"$client_id\"
",
        name = quoted(&registration.shown_name()),
    )
}

const DOD: &str =
    "# The Azure CLI knows no DoD endpoint of Microsoft Graph; where this fails, use the PowerShell script.\n";

/// The shape of `requiredResourceAccess` ("application resource type", learn.microsoft.com).
fn required(permissions: &[Registered]) -> Value {
    let access = |p: &Registered| {
        let id = p.id.map_or_else(|| format!("${{{}}}", variable(p)), str::to_owned);
        json!({ "id": id, "type": "Scope" })
    };
    by_resource(permissions)
        .iter()
        .map(|(first, members)| {
            json!({
                "resourceAccess": members.iter().map(access).collect::<Vec<_>>(),
                "resourceAppId": first.resource_id,
            })
        })
        .collect()
}

/// Finds a permission whose id is not known here by its name in the tenant's own list.
fn lookup(permission: &Registered) -> String {
    format!(
        "{variable}=\"$(az ad sp show --id {resource} --query \"oauth2PermissionScopes[?value=='{scope}'].id | [0]\" --output tsv)\"
if [ -z \"${variable}\" ]; then
  echo 'This tenant does not offer the permission {scope}.' >&2
  exit 1
fi
",
        variable = variable(permission),
        resource = permission.resource_id,
        scope = permission.scope,
    )
}

fn variable(permission: &Registered) -> String {
    permission.scope.to_ascii_lowercase().replace('.', "_")
}

/// A word that the shell takes as it stands.
pub(super) fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\'', r"'\''"))
}
