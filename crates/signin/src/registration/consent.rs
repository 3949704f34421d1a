//! What a consent to an [elevation](crate::elevation) leaves in a tenant, and PowerShell to copy that takes it out (M8).
//!
//! Entra keeps what an administrator consented to, for the program that asked, and puts it into the later tokens of
//! whoever consented. The steps themselves cannot take it back: that would take one permission more
//! (Microsoft Learn: "Grant and revoke delegated permissions in Microsoft Entra ID").

use super::{
    one_line,
    powershell::{environment, quoted},
};
use crate::elevation::ELEVATION;
use crate::national::National;

/// The commands that take [`ELEVATION`] out of what a program was granted in a tenant, for everybody and each person, and
/// leave it the rest. They may be run again. `client_id` is the program's own.
#[must_use]
pub fn powershell(cloud: National, tenant: &str, client_id: &str) -> String {
    let elevated: Vec<String> = ELEVATION.iter().map(|permission| quoted(permission.scope)).collect();
    format!(
        "# Takes out of Tenantry's own consent what registering and removing the app took. Run it after the app is removed,
# as a Cloud Application Administrator or Privileged Role Administrator of the tenant. Tokens from before end within hours.
# Needs: Install-Module Microsoft.Graph.Applications, Microsoft.Graph.Identity.SignIns
$ErrorActionPreference = 'Stop'
Import-Module Microsoft.Graph.Applications
Import-Module Microsoft.Graph.Identity.SignIns
Connect-MgGraph -Environment {environment} -TenantId {tenant} -Scopes 'Application.Read.All', 'DelegatedPermissionGrant.ReadWrite.All' -NoWelcome
$clientId = {client}
$taken = @({taken})
$program = Get-MgServicePrincipal -Filter \"appId eq '$($clientId -replace \"'\", \"''\")'\"
if (-not $program) {{ throw 'Tenantry has no consent in this tenant.' }}
foreach ($grant in @(Get-MgOauth2PermissionGrant -Filter \"clientId eq '$($program.Id)'\" -All)) {{
  $scopes = @($grant.Scope -split ' ' | Where-Object {{ $_ }})
  $kept = @($scopes | Where-Object {{ $taken -notcontains $_ }})
  if ($kept.Count -eq $scopes.Count) {{ continue }}
  if ($kept.Count -eq 0) {{
    Remove-MgOauth2PermissionGrant -OAuth2PermissionGrantId $grant.Id
  }} else {{
    Update-MgOauth2PermissionGrant -OAuth2PermissionGrantId $grant.Id -Scope ($kept -join ' ') | Out-Null
  }}
}}
Disconnect-MgGraph | Out-Null
",
        environment = environment(cloud),
        tenant = quoted(one_line(tenant).trim()),
        client = quoted(one_line(client_id).trim()),
        taken = elevated.join(", "),
    )
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::tests::powershell as first_error;
    use super::*;

    const TENANT: &str = "11111111-2222-4333-8444-555555555555";
    const CLIENT: &str = "66666666-7777-4888-9999-aaaaaaaaaaaa";

    #[test]
    fn m8_the_consent_script_takes_out_all_that_a_step_asked_for_and_reads_as_reviewed() {
        for cloud in National::ALL {
            let script = powershell(cloud, TENANT, CLIENT);
            assert_eq!(first_error(&script), None, "{script}");
            for permission in ELEVATION {
                assert!(script.contains(&format!("'{}'", permission.scope)), "{script}");
            }
        }
        insta::assert_snapshot!(powershell(National::Global, TENANT, CLIENT));
    }

    proptest! {
        #[test]
        fn m8_no_client_id_breaks_out_of_the_consent_script(client in "[\\PC\n\r]{0,30}") {
            let script = powershell(National::Global, TENANT, &client);
            prop_assert_eq!(script.lines().count(), powershell(National::Global, TENANT, CLIENT).lines().count());
            prop_assert_eq!(first_error(&script), None);
            let line = format!("\n$clientId = {}\n", quoted(one_line(&client).trim()));
            prop_assert!(script.contains(&line));
        }
    }
}
