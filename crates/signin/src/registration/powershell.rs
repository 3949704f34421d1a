//! The registration as a PowerShell script.

use super::{AUDIENCE, REDIRECT, Registered, Registration, by_resource};
use crate::national::National;

pub(super) fn script(registration: &Registration<'_>) -> String {
    let environment = environment(registration.cloud);
    let groups = by_resource(&registration.permissions());
    let blocks: Vec<String> = groups.iter().map(|(first, members)| block(*first, members)).collect();
    let lookup = if registration.permissions().iter().any(|p| p.id.is_none()) { LOOKUP } else { "" };
    format!(
        "# Registers the app that signs in to Microsoft 365 tenants. Run it once, in your own tenant.
# Needs: Install-Module Microsoft.Graph.Applications
$ErrorActionPreference = 'Stop'
Import-Module Microsoft.Graph.Applications
Connect-MgGraph -Environment {environment} -Scopes 'Application.ReadWrite.All' -NoWelcome
{lookup}$permissions = @(
{blocks}
)
$app = New-MgApplication `
  -DisplayName {name} `
  -SignInAudience '{AUDIENCE}' `
  -IsFallbackPublicClient `
  -PublicClient @{{ RedirectUris = @('{REDIRECT}') }} `
  -RequiredResourceAccess $permissions
Write-Output \"Client id: $($app.AppId)\"
Disconnect-MgGraph | Out-Null
",
        blocks = blocks.join("\n"),
        name = quoted(&registration.shown_name()),
    )
}

/// What `Connect-MgGraph` calls a cloud.
pub(super) const fn environment(cloud: National) -> &'static str {
    match cloud {
        National::Global | National::Gcc => "Global",
        National::GccHigh => "USGov",
        National::Dod => "USGovDoD",
        National::China => "China",
    }
}

/// Finds a permission whose id is not known here by its name in the tenant's own list.
const LOOKUP: &str = "function Find-Scope($ResourceAppId, $Name) {
  $service = Get-MgServicePrincipal -Filter \"appId eq '$ResourceAppId'\"
  $scope = $service.Oauth2PermissionScopes | Where-Object { $_.Value -eq $Name }
  if (-not $scope) { throw \"This tenant does not offer the permission $Name.\" }
  return $scope.Id
}
";

fn block(first: Registered, members: &[Registered]) -> String {
    let rows: Vec<String> = members.iter().map(|p| entry(*p)).collect();
    format!(
        "  @{{\n    ResourceAppId  = '{id}' # {resource}\n    ResourceAccess = @(\n{rows}\n    )\n  }}",
        id = first.resource_id,
        resource = first.resource,
        rows = rows.join("\n"),
    )
}

fn entry(permission: Registered) -> String {
    let id = match permission.id {
        Some(id) => format!("'{id}'"),
        None => format!("(Find-Scope '{}' '{}')", permission.resource_id, permission.scope),
    };
    format!("      @{{ Id = {id}; Type = 'Scope' }} # {}", permission.scope)
}

/// A verbatim string. PowerShell takes typographic quotes for the plain one, so each is doubled
/// ("about_Quoting_Rules", learn.microsoft.com).
pub(super) fn quoted(text: &str) -> String {
    let mut out = String::from("'");
    for c in text.chars() {
        out.push(c);
        if matches!(c, '\'' | '\u{2018}' | '\u{2019}' | '\u{201A}' | '\u{201B}') {
            out.push(c);
        }
    }
    out.push('\'');
    out
}
