//! Clients: added, listed, forgotten.

use api::{
    Api,
    dto::{ClientAdd, Exit, ImportAppView},
};
use serde_json::{Value, json};

use super::{Done, text};
use crate::{args::ClientCommand, output::Output};

pub async fn client(api: &Api, command: ClientCommand, output: &mut Output) -> Done {
    match command {
        ClientCommand::Add { name, tenant, gateway } => {
            // The variables may be set for another client's gateway.
            let local = gateway == "local" || gateway.starts_with("local:");
            let (gateway_user, gateway_password) = if local { (None, None) } else { super::gateway::credentials() };
            let tenant = Some(tenant);
            let add =
                ClientAdd { name, colour: None, tenant, gateway, gateway_user, gateway_password, practice: false };
            let view = api.client_add(add).await?;
            let tenant_id = view.row.tenant.map(|t| t.tenant_id);
            let words = format!("{} is added. Next: tenantryctl sign-in {:?}", view.row.name, view.row.name);
            let result =
                json!({ "client": view.row.name, "tenant_id": tenant_id, "id": view.row.id, "gateway": view.gateway });
            output.result(&result, || words)?;
        }
        ClientCommand::List => {
            let rows: Vec<Value> = api.client_list(()).await?.clients.iter().map(listed).collect();
            let words = || {
                rows.iter()
                    .map(|r| format!("{}  {}  {}", text(r, "client"), text(r, "state"), text(r, "tenant_id")))
                    .collect::<Vec<_>>()
                    .join("\n")
            };
            output.result(&json!({ "clients": rows }), words)?;
        }
        ClientCommand::Remove { name } => {
            let client = api.client_named(&name).await?;
            let app = api.client_get(client.clone()).await?.row.mail_app;
            api.client_remove(client).await?;
            let mut words = format!("{name} is forgotten. Its gateway stays as it is.");
            let result = match &app {
                Some(app) => {
                    words.push_str(&left(app));
                    json!({ "application_left": { "app_id": app.app_id, "name": app.name } })
                }
                None => json!({}),
            };
            output.result(&result, || words)?;
        }
    }
    Ok(Exit::Done)
}

/// What of a client stays in its tenant with a permission.
fn left(app: &ImportAppView) -> String {
    let name =
        app.name.as_ref().map_or_else(|| "that you registered".to_owned(), |name| format!("\u{201c}{name}\u{201d}"));
    let id = app.app_id.as_ref().map_or_else(String::new, |id| format!(" ({id})"));
    let is = if app.app_id.is_some() { "is" } else { "may be" };
    format!(
        "\nThe application {name}{id} {is} still in the tenant, and may read mail there; its key on this computer is \
         deleted. Delete it: Entra admin centre, App registrations."
    )
}

fn listed(row: &api::dto::ClientRow) -> Value {
    json!({
        "client": row.name,
        "tenant_id": row.tenant.as_ref().map(|t| &t.tenant_id),
        "tenant_name": row.tenant.as_ref().and_then(|t| t.name.as_ref()),
        "state": row.state,
        "last_good_sync": row.last_good,
        "next_sync": row.next,
        "pending": row.pending,
        "left": row.left,
        "held": row.held,
        "failed": row.failed,
        "days_left": row.days_left,
    })
}
