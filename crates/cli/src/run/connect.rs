//! The registered application, its approval, and sign-ins.

use api::{
    Api,
    dto::{ClientRef, CloudRef, ConsentReceipt, Exit, RegistrationSet, SignInStart, SignInView, TenantView},
};
use serde_json::json;

use super::Done;
use crate::{args::Script, output::Output};

/// Says first where to go, then waits for the person.
pub async fn sign_in(api: &Api, name: &str, device_code: bool, open_browser: bool, output: &mut Output) -> Done {
    let client = api.client_named(name).await?;
    let start = SignInStart { client: client.client, tenant: None, open_browser: false };
    let begun = if device_code { api.device_sign_in_start(start).await? } else { api.sign_in_start(start).await? };
    match begun {
        SignInView::Waiting { authorize_url, .. } => {
            output.at_once(&json!({ "authorize_url": authorize_url }).to_string())?;
        }
        SignInView::Device { user_code, verification_uri, .. } => {
            let where_to = json!({ "user_code": user_code, "verification_uri": verification_uri });
            output.at_once(&where_to.to_string())?;
        }
        _ => {}
    }
    if open_browser {
        open_page(api, &client, output).await;
    }
    let SignInView::Done { receipt, tenant } = api.sign_in_ended(client).await? else { return Ok(Exit::Other) };
    let result = json!({
        "tenant_id": tenant.tenant_id,
        "tenant_name": tenant.name,
        "account": receipt.account,
        "scopes": receipt.granted,
        "missing_scopes": receipt.missing,
        "checks": receipt.checks,
        "guest_of": receipt.guest_of,
    });
    output.result(&result, || signed_in(&receipt, tenant))?;
    Ok(Exit::Done)
}

/// Opens the page that was printed; where no browser can be opened, the person has the address.
async fn open_page(api: &Api, client: &ClientRef, output: &Output) {
    if let Err(problem) = api.sign_in_open_again(client.clone()).await {
        output.warn(&format!(
            "{} Open the address above in any browser that reaches it; the sign-in waits.",
            problem.message
        ));
    }
}

fn signed_in(receipt: &ConsentReceipt, tenant: TenantView) -> String {
    let guest =
        receipt.guest_of.as_ref().map(|home| format!(", an account of another tenant ({home})")).unwrap_or_default();
    let name = tenant.name.unwrap_or(tenant.tenant_id);
    let mut lines = vec![format!("Signed in to {name} as {}{guest}.", receipt.account)];
    if !receipt.missing.is_empty() {
        lines.push(format!("Missing: {}.", receipt.missing.join(", ")));
    }
    lines.extend(receipt.checks.iter().filter_map(|c| c.why.as_ref().map(|why| format!("{}: {why}", c.what))));
    lines.join("\n")
}

/// Says first where an administrator approves, then waits for it.
pub async fn approve(api: &Api, name: &str, open_browser: bool, output: &mut Output) -> Done {
    let client = api.client_named(name).await?;
    let start = SignInStart { client: client.client, tenant: None, open_browser: false };
    if let SignInView::Approving { approve_url, .. } = api.approval_start(start).await? {
        output.at_once(&json!({ "approve_url": approve_url }).to_string())?;
    }
    if open_browser {
        open_page(api, &client, output).await;
    }
    api.approval_ended(client).await?;
    output
        .result(&json!({ "approved": true }), || format!("Tenantry is approved. Next: tenantryctl sign-in {name:?}"))?;
    Ok(Exit::Done)
}

/// The application of a cloud: shown, set, or as the script that registers it.
pub async fn registration(
    api: &Api,
    cloud: Option<String>,
    set: Option<String>,
    script: Option<Script>,
    output: &mut Output,
) -> Done {
    let cloud = match cloud {
        Some(cloud) => cloud,
        None => api.app_state(()).await?.cloud,
    };
    let view = match set {
        Some(id) => {
            let client_id = Some(id).filter(|id| id != "none");
            api.registration_set(RegistrationSet { cloud, client_id }).await?
        }
        None => api.registration_get(CloudRef { cloud }).await?,
    };
    if let (Some(script), false) = (script, output.is_json()) {
        output.line(match script {
            Script::Powershell => &view.powershell,
            Script::AzureCli => &view.azure_cli,
        })?;
        return Ok(Exit::Done);
    }
    let permissions = view.permissions.iter().map(|p| {
        json!({ "scope": p.scope, "id": p.id, "resource": p.resource, "resource_id": p.resource_id, "optional": p.optional })
    });
    let result = json!({
        "cloud": view.cloud,
        "client_id": view.client_id,
        "source": view.source,
        "redirect": view.redirect,
        "audience": view.audience,
        "portal": view.portal,
        "permissions": permissions.collect::<Vec<_>>(),
        "powershell": view.powershell,
        "azure_cli": view.azure_cli,
    });
    output.result(&result, || match &view.client_id {
        Some(id) => format!("{}: Tenantry signs in as the application {id}.", view.cloud),
        None => format!(
            "{}: no application is registered. Print a script that does it with --script powershell or azure-cli, or \
             register it at {} with the redirect {}; then give its id with --set.",
            view.cloud, view.portal, view.redirect
        ),
    })?;
    Ok(Exit::Done)
}
