//! Exchange's own way of limiting an application to some mailboxes, as PowerShell to copy (M8).
//!
//! Microsoft Learn: "Role Based Access Control for Applications in Exchange Online". It stands beside what Entra
//! grants and does not narrow it: whoever limits an application must not grant it `Mail.Read` for the tenant.

use super::{one_line, powershell::quoted};

/// Signs in to Exchange and names what is made there, told apart by the application.
fn head(app_id: &str) -> String {
    format!(
        "# Needs: Install-Module ExchangeOnlineManagement
$ErrorActionPreference = 'Stop'
Import-Module ExchangeOnlineManagement
Connect-ExchangeOnline -ShowBanner:$false
$name = {name}
$appId = {app}
",
        name = literal(&format!("Tenantry mail import {app_id}")),
        app = literal(app_id),
    )
}

/// The commands by which the application may read the mail of a group's direct members, and of nobody else. They may
/// be run again. `group` is anything by which Exchange finds the group, best its address.
#[must_use]
pub fn powershell(app_id: &str, service_principal_id: &str, group: &str) -> String {
    format!(
        "# Lets the app read the mail of a group's members only. Run it as an Exchange administrator of the tenant.
{head}$objectId = {principal}
$group = Get-Group -Identity {group}
if (-not (Get-ServicePrincipal | Where-Object {{ $_.AppId -eq $appId }})) {{
  New-ServicePrincipal -AppId $appId -ObjectId $objectId -DisplayName $name | Out-Null
}}
$filter = \"MemberOfGroup -eq '$($group.DistinguishedName -replace \"'\", \"''\")'\"
if (Get-ManagementScope | Where-Object {{ $_.Name -eq $name }}) {{
  Set-ManagementScope -Identity $name -RecipientRestrictionFilter $filter
}} else {{
  New-ManagementScope -Name $name -RecipientRestrictionFilter $filter | Out-Null
}}
if (-not (Get-ManagementRoleAssignment | Where-Object {{ $_.Name -eq $name }})) {{
  New-ManagementRoleAssignment -Name $name -App $objectId -Role 'Application Mail.Read' -CustomResourceScope $name | Out-Null
}}
# It takes effect within thirty minutes to two hours. To see what a mailbox would answer:
#   Test-ServicePrincipalAuthorization -Identity $objectId -Resource someone@client.example
Disconnect-ExchangeOnline -Confirm:$false
",
        head = head(app_id),
        principal = literal(service_principal_id),
        group = literal(group),
    )
}

/// The commands that take back all of [`powershell`]. What is not there is passed over.
#[must_use]
pub fn powershell_removal(app_id: &str) -> String {
    format!(
        "# Takes from the app what it was given in Exchange. Run it as an Exchange administrator of the tenant.
{head}Get-ManagementRoleAssignment | Where-Object {{ $_.Name -eq $name }} | Remove-ManagementRoleAssignment -Confirm:$false
Get-ManagementScope | Where-Object {{ $_.Name -eq $name }} | Remove-ManagementScope -Confirm:$false
Get-ServicePrincipal | Where-Object {{ $_.AppId -eq $appId }} | Remove-ServicePrincipal -Confirm:$false
Disconnect-ExchangeOnline -Confirm:$false
",
        head = head(app_id),
    )
}

/// A string on one line.
fn literal(text: &str) -> String {
    quoted(one_line(text).trim())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::tests::powershell as first_error;
    use super::*;

    const APP: &str = "11111111-2222-4333-8444-555555555555";
    const PRINCIPAL: &str = "66666666-7777-4888-9999-aaaaaaaaaaaa";

    #[test]
    fn m8_the_scope_script_limits_the_app_to_the_group_and_its_counterpart_takes_all_of_it_back() {
        let (script, removal) = (powershell(APP, PRINCIPAL, "archive@client.example"), powershell_removal(APP));
        for script in [&script, &removal] {
            assert_eq!(first_error(script), None, "{script}");
        }
        for (noun, made) in
            [("ServicePrincipal", "New-"), ("ManagementScope", "New-"), ("ManagementRoleAssignment", "New-")]
        {
            assert!(script.contains(&format!("{made}{noun} ")), "{noun}");
            assert!(removal.contains(&format!("Remove-{noun} -Confirm:$false")), "{noun}");
        }
        for part in
            [APP, PRINCIPAL, "-Identity 'archive@client.example'", "-Role 'Application Mail.Read' -CustomResourceScope"]
        {
            assert!(script.contains(part), "{part}");
        }
    }

    proptest! {
        #[test]
        fn m8_no_name_of_a_group_breaks_out_of_the_scope_script(group in "[\\PC\n\r]{0,30}") {
            let script = powershell(APP, PRINCIPAL, &group);
            let lines = script.lines().count();
            prop_assert_eq!(lines, powershell(APP, PRINCIPAL, "g").lines().count());
            prop_assert!(script.contains(&literal(&group)));
            let inside = literal(&group);
            let inside = inside.strip_prefix('\'').and_then(|rest| rest.strip_suffix('\'')).unwrap();
            let quotes = |c: char| matches!(c, '\'' | '\u{2018}' | '\u{2019}' | '\u{201A}' | '\u{201B}');
            let mut rest = inside.chars().peekable();
            while let Some(c) = rest.next() {
                prop_assert!(!quotes(c) || rest.next() == Some(c), "{}", inside);
            }
        }
    }
}
