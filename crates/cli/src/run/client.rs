//! Clients and their sign-ins.

use api::{
    Api,
    dto::{ClientAdd, Exit, SignInStart, SignInView},
};
use serde_json::{Value, json};

use super::{Done, text};
use crate::{args::ClientCommand, output::Output};

pub async fn client(api: &Api, command: ClientCommand, output: &mut Output) -> Done {
    match command {
        ClientCommand::Add { name, tenant, gateway } => {
            let add = ClientAdd { name, colour: None, tenant: Some(tenant), gateway, practice: false };
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
            api.client_remove(api.client_named(&name).await?).await?;
            output.result(&json!({}), || format!("{name} is forgotten. Its gateway stays as it is."))?;
        }
    }
    Ok(Exit::Done)
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
        "held": row.held,
        "failed": row.failed,
        "days_left": row.days_left,
    })
}

pub async fn sign_in(api: &Api, name: &str, open_browser: bool, output: &mut Output) -> Done {
    let client = api.client_named(name).await?;
    let start = SignInStart { client: client.client, tenant: None, open_browser };
    if let SignInView::Waiting { authorize_url, .. } = api.sign_in_start(start).await? {
        output.at_once(&json!({ "authorize_url": authorize_url }).to_string())?;
    }
    let SignInView::Done { receipt, tenant } = api.sign_in_ended(client).await? else { return Ok(Exit::Other) };
    let result = json!({
        "tenant_id": tenant.tenant_id,
        "tenant_name": tenant.name,
        "account": receipt.account,
        "scopes": receipt.granted,
        "missing_scopes": receipt.missing,
    });
    output.result(&result, || {
        let name = tenant.name.unwrap_or(tenant.tenant_id);
        let missing = if receipt.missing.is_empty() {
            String::new()
        } else {
            format!(" Missing: {}.", receipt.missing.join(", "))
        };
        format!("Signed in to {name} as {}.{missing}", receipt.account)
    })?;
    Ok(Exit::Done)
}
