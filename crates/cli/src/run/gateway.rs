//! A client's gateway, and what a person sets in it.

use std::path::PathBuf;

use api::{
    Api,
    dto::{
        ByHandDone, ByHandQuery, ByHandRow, ClientRef, Exit, GatewayComparison, GatewayPassword, GatewayTry,
        GatewayView, HandSetting, Password,
    },
    script::to_script,
};
use serde_json::json;

use super::{Done, refused};
use crate::{
    args::{ByHandCommand, GatewayCommand},
    output::{Ended, Output, counted},
};

const USER: &str = "TENANTRY_GATEWAY_USER";
const PASSWORD: &str = "TENANTRY_GATEWAY_PASSWORD";
const OUTGOING: &str = "TENANTRY_OUTGOING_PASSWORD";

/// Rows asked for at once.
const PAGE: u32 = 500;

/// What the environment has of a gateway's credentials.
pub fn credentials() -> (Option<String>, Option<Password>) {
    (secret(USER), secret(PASSWORD).map(Password::from))
}

fn secret(variable: &str) -> Option<String> {
    std::env::var(variable).ok().filter(|text| !text.is_empty())
}

pub async fn gateway(api: &Api, command: GatewayCommand, output: &mut Output) -> Done {
    match command {
        GatewayCommand::Show { name } => {
            show(&api.gateway_get(api.client_named(&name).await?).await?, output)?;
        }
        GatewayCommand::Test { name, gateway } => {
            let test = api.gateway_test(tried(api, &name, gateway).await?).await?;
            output.result(&to_script(&test), || match &test.identity {
                Some(_) => format!("It answers: {}", test.description),
                None => format!("{} is not there yet; it is made when it is first used.", test.description),
            })?;
        }
        GatewayCommand::Compare { name, gateway } => {
            let compared = api.gateway_compare(tried(api, &name, gateway).await?).await?;
            output.result(&to_script(&compared), || told(&compared))?;
        }
        GatewayCommand::Change { name, gateway } => {
            show(&api.gateway_change(tried(api, &name, gateway).await?).await?, output)?;
        }
        GatewayCommand::Files { name, out } => {
            let written = api.gateway_files_to(api.client_named(&name).await?, out).await?;
            output.result(&to_script(&written), || format!("They lie in {}", written.folder))?;
        }
        GatewayCommand::Password { name, domain } => {
            let missing = || {
                let message = format!("{OUTGOING} is not set.");
                refused("usage", &message, "Set it to the password, for this command alone.", Exit::Usage)
            };
            let password = Password::from(secret(OUTGOING).ok_or_else(missing)?);
            let ClientRef { client } = api.client_named(&name).await?;
            api.gateway_outgoing_password(GatewayPassword { client, domain: domain.clone(), password }).await?;
            output.result(&json!({ "domain": domain }), || format!("The outgoing user of {domain} has it."))?;
        }
        GatewayCommand::Panel { name } => {
            api.gateway_panel(api.client_named(&name).await?).await?;
            output.result(&json!({}), || "The panel is open in the browser.".to_owned())?;
        }
        GatewayCommand::Networks { name } => {
            show(&api.networks_refresh(api.client_named(&name).await?).await?, output)?;
        }
    }
    Ok(Exit::Done)
}

async fn tried(api: &Api, name: &str, gateway: Option<String>) -> Result<GatewayTry, Ended> {
    let ClientRef { client } = api.client_named(name).await?;
    let (user, password) = match gateway.as_deref() {
        // The variables may be set for another client's gateway.
        Some(text) if text == "local" || text.starts_with("local:") => (None, None),
        None if api.gateway_get(ClientRef { client }).await?.kind == api::dto::GatewayKind::Local => (None, None),
        _ => credentials(),
    };
    Ok(GatewayTry { client: Some(client), gateway, user, password })
}

fn show(view: &GatewayView, output: &mut Output) -> Result<(), Ended> {
    output.result(&to_script(view), || {
        let mut lines = vec![view.address.clone()];
        lines.extend(view.user.iter().map(|user| format!("as {user}")));
        let copy = if view.networks.shipped { ", the copy that came with Tenantry" } else { "" };
        lines.push(format!("Microsoft's ranges: version {}{copy}", view.networks.version));
        if view.by_hand_pending > 0 {
            lines.push(format!("{} to be set by hand", counted(view.by_hand_pending, "setting")));
        }
        lines.join("\n")
    })
}

fn told(compared: &GatewayComparison) -> String {
    let mut lines = vec![compared.description.clone()];
    for domain in &compared.domains {
        let state = to_script(&domain.state);
        let owner = domain.owner.as_ref().map(|owner| format!(" ({owner})")).unwrap_or_default();
        lines.push(format!("{:<40} {}{owner}", domain.domain, state.as_str().unwrap_or_default()));
    }
    lines.push(match compared.recipients {
        None => "It cannot tell whom it has.".to_owned(),
        Some(of) => format!(
            "Recipients: {} missing, {} the same, {} different, {} only there",
            of.missing, of.same, of.different, of.gateway_only
        ),
    });
    lines.join("\n")
}

pub async fn by_hand(api: &Api, command: ByHandCommand, output: &mut Output) -> Done {
    match command {
        ByHandCommand::List { name, setting, done } => {
            let client = api.client_named(&name).await?;
            list(api, client, setting.as_deref().map(named).transpose()?, done, output).await?;
        }
        ByHandCommand::Csv { name, out } => {
            let written = api.by_hand_csv_to(api.client_named(&name).await?, absolute(out)).await?;
            output.result(&to_script(&written), || format!("{} is written", written.path))?;
        }
        ByHandCommand::Done { name, rows, all, setting } => {
            let ClientRef { client } = api.client_named(&name).await?;
            let setting = setting.as_deref().map(named).transpose()?;
            let rows = (!all).then_some(rows);
            let before = waiting(api, client).await?;
            api.by_hand_done(ByHandDone { client, rows, setting }).await?;
            let left = waiting(api, client).await?;
            let done = before.saturating_sub(left);
            let words = || format!("{} done, {left} left", counted(done, "setting"));
            output.result(&json!({ "done": done, "waiting": left }), words)?;
        }
    }
    Ok(Exit::Done)
}

async fn waiting(api: &Api, client: u32) -> Result<u32, Ended> {
    Ok(api.gateway_get(ClientRef { client }).await?.by_hand_pending)
}

async fn list(
    api: &Api,
    client: ClientRef,
    setting: Option<HandSetting>,
    done: bool,
    output: &mut Output,
) -> Result<(), Ended> {
    let client = client.client;
    let mut query = ByHandQuery { client, setting, done: Some(done), after: None, limit: PAGE };
    let mut window = api.by_hand_list(query.clone()).await?;
    let head = json!({ "total": window.total, "counts": to_script(&window.counts) });
    let mut list = output.listing(&head, "settings")?;
    while let Some(last) = window.rows.last() {
        query.after = Some(last.id);
        for row in &window.rows {
            list.item(&to_script(row), || line(row))?;
        }
        window = api.by_hand_list(query.clone()).await?;
    }
    list.end("setting")
}

fn line(row: &ByHandRow) -> String {
    let (setting, value) = (to_script(&row.setting), to_script(&row.value));
    let done = match (&row.done_at, &row.done_by) {
        (Some(at), Some(by)) => format!("  done {at} by {by}"),
        _ => String::new(),
    };
    format!("{:>6}  {:<48} {:<22} {value}{done}", row.id, row.key, setting.as_str().unwrap_or_default())
}

fn named(text: &str) -> Result<HandSetting, Ended> {
    let unknown = |_| {
        let message = format!("\u{201c}{text}\u{201d} is not a setting.");
        refused("usage", &message, "Settings are those of gateway show, as by_hand.", Exit::Usage)
    };
    Ok(serde_json::from_value(json!(text)).map_err(unknown)?)
}

fn absolute(path: PathBuf) -> PathBuf {
    std::path::absolute(&path).unwrap_or(path)
}
