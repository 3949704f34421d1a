//! Each command: one call of the core, its result printed.

use std::{path::PathBuf, sync::Arc};

use api::{
    Api, ApiOptions, VaultChoice,
    dto::{ClientAdd, ClientRef, Exit, Problem, SignInStart, SignInView},
    script::{Mailboxes, OptionsPatch, Selection, csv_cell},
};
use serde_json::{Value, json};

use crate::{
    args::{Arguments, ClientCommand, Command, Global, OptionsArguments, SelectArguments, Switch, Vault},
    console::Console,
    output::{Ended, Output},
    practice_cloud,
};

type Done = Result<Exit, Ended>;

/// Runs a command.
pub async fn run(arguments: Arguments, output: &mut Output) -> Done {
    let Arguments { global, command } = arguments;
    let data_dir = data_dir(&global)?;
    if let Command::Practice { port, size } = command {
        return practice_cloud::run(&data_dir, port, size, output).await;
    }
    let host = Arc::new(Console::new(global.json));
    let options = ApiOptions { data_dir, cloud: global.cloud, vault: vault(global.vault)?, offers_practice: false };
    let api = Api::open(options, host.clone()).await?;
    let ended = tokio::select! {
        ended = carry_out(&api, command, output) => ended,
        // Nothing is lost: what was sent is looked at by the next start (B4).
        _ = tokio::signal::ctrl_c() => Err(refused("interrupted", "It was interrupted; nothing is lost.", "Run it again.", Exit::Other).into()),
    };
    host.clear();
    api.close().await;
    ended
}

fn data_dir(global: &Global) -> Result<PathBuf, Problem> {
    let chosen = global.data_dir.clone().or_else(api::default_data_dir);
    chosen.ok_or_else(|| {
        refused("no-home", "There is no home folder.", "Name a data folder with --data-dir.", Exit::Usage)
    })
}

fn vault(vault: Vault) -> Result<VaultChoice, Problem> {
    Ok(match vault {
        Vault::Keyring => VaultChoice::Keyring,
        Vault::Memory => VaultChoice::Memory,
        Vault::File => match std::env::var("TENANTRY_VAULT_PASSPHRASE") {
            Ok(passphrase) if !passphrase.is_empty() => VaultChoice::File(passphrase.into()),
            _ => {
                let message = "The encrypted file needs a passphrase.";
                return Err(refused("no-passphrase", message, "Set TENANTRY_VAULT_PASSPHRASE.", Exit::Usage));
            }
        },
    })
}

fn refused(code: &str, message: &str, hint: &str, exit: Exit) -> Problem {
    Problem {
        code: code.to_owned(),
        message: message.to_owned(),
        hints: vec![hint.to_owned()],
        detail: None,
        facts: std::collections::BTreeMap::new(),
        exit,
    }
}

async fn carry_out(api: &Api, command: Command, output: &mut Output) -> Done {
    match command {
        Command::Client(command) => client(api, command, output).await,
        Command::SignIn { name, no_browser } => sign_in(api, &name, !no_browser, output).await,
        Command::SignOut { name } => {
            api.sign_out(api.client_named(&name).await?).await?;
            let hint = "To take back the consent too, remove Tenantry from the tenant's enterprise applications.";
            output.result(&json!({}), || format!("{name} is signed out on this computer. {hint}"))?;
            Ok(Exit::Done)
        }
        Command::Fetch { name, full } => fetch(api, &name, full, output).await,
        Command::Recipients { name, csv } => recipients(api, &name, csv, output).await,
        Command::Select(arguments) => select(api, arguments, output).await,
        Command::Options(arguments) => options(api, arguments, output).await,
        Command::Plan { name } => plan(api, &name, output).await,
        Command::Apply { name, plan, approve_holds } => {
            let result = api.apply(api.client_named(&name).await?, plan, approve_holds).await?;
            output.result(&result, || applied(&result))?;
            ended(&result)
        }
        Command::Sync { name } => sync(api, &name, output).await,
        Command::History { name } => history(api, &name, output).await,
        Command::Practice { .. } => Ok(Exit::Done),
    }
}

async fn client(api: &Api, command: ClientCommand, output: &mut Output) -> Done {
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

fn text<'a>(value: &'a Value, key: &str) -> &'a str {
    value[key].as_str().unwrap_or("–")
}

async fn sign_in(api: &Api, name: &str, open_browser: bool, output: &mut Output) -> Done {
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

async fn fetch(api: &Api, name: &str, full: bool, output: &mut Output) -> Done {
    let r = api.fetch(api.client_named(name).await?, full).await?;
    output.result(&r, || {
        format!(
            "{} recipients in {} domains: {} added, {} changed, {} gone ({}, {} requests, {:.1} s).",
            r.recipients, r.domains, r.added, r.changed, r.removed, r.mode, r.requests, r.seconds
        )
    })?;
    Ok(Exit::Done)
}

async fn recipients(api: &Api, name: &str, csv: Option<PathBuf>, output: &mut Output) -> Done {
    let client = api.client_named(name).await?;
    let mut file = csv.map(csv_file).transpose()?;
    if output.is_json() {
        output.begin_list(&json!({}), "recipients")?;
    }
    let mut count = 0_u32;
    api.recipients::<Ended>(client, |line| {
        if let Some(file) = &mut file {
            let bit = |on: bool| if on { "1" } else { "0" };
            let s = line.services;
            let aliases = line.aliases.join(" ");
            let cells = [
                &line.primary,
                line.kind,
                &*csv_cell(&line.name),
                &aliases,
                bit(line.selected),
                bit(s.incoming),
                bit(s.outgoing),
                bit(s.archiving),
            ];
            file.write_record(cells).map_err(std::io::Error::from)?;
        }
        if output.is_json() {
            output.item(count == 0, &line)?;
        } else if file.is_none() {
            let chosen = if line.selected { "✓" } else { " " };
            output.line(&format!("{chosen} {:<44} {:<28} {}", line.primary, line.kind, line.name))?;
        }
        count += 1;
        Ok(())
    })
    .await?;
    if let Some(mut file) = file {
        file.flush()?;
    }
    if output.is_json() {
        output.end_list()?
    } else {
        output.line(&format!("{count} recipients"))?
    }
    Ok(Exit::Done)
}

fn csv_file(path: PathBuf) -> Result<csv::Writer<std::fs::File>, Ended> {
    let mut file = csv::Writer::from_path(&path).map_err(|error| {
        refused("csv", &format!("{} cannot be written: {error}.", path.display()), "Choose another file.", Exit::Usage)
    })?;
    let header = ["address", "kind", "name", "aliases", "selected", "incoming", "outgoing", "archiving"];
    file.write_record(header).map_err(std::io::Error::from)?;
    Ok(file)
}

async fn select(api: &Api, arguments: SelectArguments, output: &mut Output) -> Done {
    let client = api.client_named(&arguments.name).await?;
    let mailboxes = match arguments.mailboxes.as_deref() {
        None => None,
        Some("all") => Some(Mailboxes::All),
        Some("none") => Some(Mailboxes::None),
        Some(path) => {
            let read = std::fs::read_to_string(path);
            let text = read.map_err(|error| {
                refused(
                    "csv",
                    &format!("{path} cannot be read: {error}."),
                    "Give all, none or a CSV file.",
                    Exit::Usage,
                )
            })?;
            Some(Mailboxes::Csv(text))
        }
    };
    let selection = Selection { domains: arguments.domains, mailboxes, services: arguments.services };
    let r = api.select(client, selection).await?;
    output.result(&r, || {
        format!("{} domains, {} mailboxes: {} incoming, {} outgoing, {} archiving. Nothing is changed before a plan is applied.", r.domains, r.mailboxes, r.incoming, r.outgoing, r.archiving)
    })?;
    Ok(Exit::Done)
}

async fn options(api: &Api, arguments: OptionsArguments, output: &mut Output) -> Done {
    let client = api.client_named(&arguments.name).await?;
    let on = |switch: Option<Switch>| switch.map(|s| s == Switch::On);
    let screen = api
        .options_patch(
            client,
            OptionsPatch {
                timezone: arguments.timezone,
                date_format: arguments.date_format,
                time_format: arguments.time_format,
                report: arguments.report,
                sso: on(arguments.sso),
                archiving: on(arguments.archiving),
                new_mailboxes: arguments.new_mailboxes,
                leavers: arguments.leavers,
                brake_percent: arguments.brake_percent,
                brake_floor: arguments.brake_floor,
            },
        )
        .await?;
    let o = screen.options;
    let report = if o.report.is_empty() { "off".to_owned() } else { o.report.join(",") };
    let result = json!({
        "timezone": o.time_zone,
        "date_format": o.date_format,
        "time_format": o.time_format,
        "report": report,
        "language": o.language,
        "sso": o.sso,
        "archiving": o.archiving,
        "new_mailboxes": o.new_mailboxes,
        "leavers": { "incoming": o.leavers_incoming, "outgoing": o.leavers_outgoing, "archiving": "keep" },
        "brake_percent": o.brake_percent,
        "brake_floor": o.brake_floor,
        "sync_minutes": o.sync_minutes,
    });
    output.result(&result, || {
        let pairs = result.as_object().into_iter().flatten();
        pairs.map(|(name, value)| format!("{name:<14} {value}")).collect::<Vec<_>>().join("\n")
    })?;
    Ok(Exit::Done)
}

async fn plan(api: &Api, name: &str, output: &mut Output) -> Done {
    let client = api.client_named(name).await?;
    let head = api.plan(client.clone()).await?;
    if output.is_json() {
        output.begin_list(&head, "steps")?;
    }
    let mut first = true;
    api.plan_steps::<Ended>(client, head.plan, |step| {
        if output.is_json() {
            output.item(first, &step)?;
        } else {
            let waits = step.held.map(|held| format!("  held: {held}")).unwrap_or_default();
            output.line(&format!("{:<7} {:<9} {:<48} {}{waits}", step.action, step.object, step.key, step.reason))?;
        }
        first = false;
        Ok(())
    })
    .await?;
    if output.is_json() {
        output.end_list()?;
    } else {
        let c = head.counts;
        output.line(&format!(
            "Plan {}: {} to create, {} to change, {} to remove, {} held.",
            head.plan, c.create, c.change, c.remove, head.held
        ))?;
    }
    Ok(Exit::Done)
}

fn applied(result: &api::script::ApplyResult) -> String {
    let mut lines = vec![format!(
        "Run {}: {} done, {} failed, {} held.",
        result.run,
        result.done,
        result.failed.len(),
        result.held
    )];
    lines.extend(result.failed.iter().map(|f| format!("  {}: {}", f.key, f.message)));
    lines.join("\n")
}

/// A run that ended early is told as the problem it met; else failures come before holds.
fn ended(result: &api::script::ApplyResult) -> Done {
    if let Some(problem) = &result.problem {
        return Err(problem.clone().into());
    }
    Ok(match () {
        () if !result.failed.is_empty() => Exit::Outside,
        () if result.held > 0 => Exit::Held,
        () => Exit::Done,
    })
}

async fn sync(api: &Api, name: &str, output: &mut Output) -> Done {
    let result = api.sync(api.client_named(name).await?).await?;
    output.result(&result, || match &result.apply {
        Some(run) => applied(run),
        None if result.plan.held > 0 => {
            format!("{} steps are held for a person; nothing was changed.", result.plan.held)
        }
        None => "Gateway and tenant agree.".to_owned(),
    })?;
    match &result.apply {
        Some(run) => ended(run),
        None if result.plan.held > 0 => Ok(Exit::Held),
        None => Ok(Exit::Done),
    }
}

async fn history(api: &Api, name: &str, output: &mut Output) -> Done {
    let ClientRef { client } = api.client_named(name).await?;
    let runs: Vec<Value> = api
        .history(ClientRef { client })
        .await?
        .runs
        .into_iter()
        .map(|r| {
            json!({ "run": r.run, "plan": r.plan, "state": r.state, "started": r.started, "ended": r.ended, "by": r.by, "done": r.done, "failed": r.failed, "held": r.held })
        })
        .collect();
    let words = || {
        let line = |r: &Value| {
            format!(
                "{:>4}  {}  {:<11} {} done, {} failed, {} held",
                r["run"],
                text(r, "started"),
                text(r, "state"),
                r["done"],
                r["failed"],
                r["held"]
            )
        };
        runs.iter().map(line).collect::<Vec<_>>().join("\n")
    };
    output.result(&json!({ "runs": runs }), words)?;
    Ok(Exit::Done)
}
