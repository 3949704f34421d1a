//! Each command: one call of the core, its result printed.

mod check;
mod client;
mod connect;
mod gateway;
mod history;
mod import;
mod plan;
mod read;
mod report;
mod select;
mod support;
mod trust;
mod why;

use std::{path::PathBuf, sync::Arc};

use api::{
    Api, ApiOptions, VaultChoice,
    dto::{Exit, Problem},
    script::Approve,
};
use serde_json::{Value, json};

use crate::{
    args::{Arguments, Command, Global, Vault},
    console::Console,
    output::{Ended, Output},
    practice_cloud,
};

type Done = Result<Exit, Ended>;

/// Runs a command.
pub async fn run(arguments: Arguments, output: &mut Output) -> Done {
    let Arguments { global, command } = arguments;
    let data_dir = data_dir(&global)?;
    if let Command::Practice { port, size, messages } = command {
        let options = practice::Options { port, size, messages, ..practice::Options::default() };
        return practice_cloud::run(&data_dir, options, output).await;
    }
    let host = Arc::new(Console::new(global.json));
    let options = ApiOptions { data_dir, cloud: global.cloud, vault: vault(global.vault)?, offers_practice: false };
    let api = Api::open(options, host.clone()).await?;
    if let Some(damage) = api.damage() {
        host.warn(&damage);
    }
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
        Command::Client(command) => client::client(api, command, output).await,
        Command::Gateway(command) => gateway::gateway(api, command, output).await,
        Command::ByHand(command) => gateway::by_hand(api, command, output).await,
        Command::SignIn { name, no_browser, device_code } => {
            connect::sign_in(api, &name, device_code, !no_browser, output).await
        }
        Command::Approve { name, no_browser } => connect::approve(api, &name, !no_browser, output).await,
        Command::Registration { cloud_name, set, script } => {
            connect::registration(api, cloud_name, set, script, output).await
        }
        Command::SignOut { name } => {
            api.sign_out(api.client_named(&name).await?).await?;
            let hint = "To take back the consent too, remove Tenantry from the tenant's enterprise applications.";
            output.result(&json!({}), || format!("{name} is signed out on this computer. {hint}"))?;
            Ok(Exit::Done)
        }
        Command::Fetch { name, full } => read::fetch(api, &name, full, output).await,
        Command::Recipients { name, csv } => read::recipients(api, &name, csv.as_deref(), output).await,
        Command::Kind { name, address, kind } => read::kind(api, &name, &address, &kind, output).await,
        Command::Select(arguments) => select::select(api, arguments, output).await,
        Command::Options(arguments) => select::options(api, arguments, output).await,
        Command::Plan { name, csv } => plan::plan(api, &name, csv.as_deref(), output).await,
        Command::Apply { name, plan, approve_holds, approve } => {
            let approve = match (approve_holds, approve.is_empty()) {
                (true, _) => Approve::All,
                (false, true) => Approve::None,
                (false, false) => Approve::Keys(approve),
            };
            plan::apply(api, &name, plan, approve, output).await
        }
        Command::Answer(arguments) => trust::answer(api, arguments, output).await,
        Command::Exception(command) => trust::exception(api, command, output).await,
        Command::Why { name, address } => why::why(api, &name, &address, output).await,
        Command::Undo { name, run, row } => history::undo(api, &name, run, row.as_deref(), output).await,
        Command::Retry { name, run } => plan::retry(api, &name, run, output).await,
        Command::Rehearse(arguments) => trust::rehearse(api, arguments, output).await,
        Command::Days { name } => trust::days(api, &name, output).await,
        Command::PlanExport { name, plan, out } => trust::export(api, &name, plan, &out, output).await,
        Command::PlanImport { name, file } => trust::import(api, &name, file, output).await,
        Command::Bill { name, plan, csv } => trust::bill(api, &name, plan, csv.as_deref(), output).await,
        Command::Second { name, plan, no_browser } => trust::second(api, &name, plan, !no_browser, output).await,
        Command::Settings { name, mailboxes } => trust::settings(api, &name, &mailboxes, output).await,
        Command::Sync { name } => plan::sync(api, &name, output).await,
        Command::History { name, run } => history::history(api, &name, run, output).await,
        Command::Import(arguments) => import::import(api, arguments, output).await,
        Command::ImportApp(arguments) => import::app(api, arguments, output).await,
        Command::Check(arguments) => check::check(api, arguments, output).await,
        Command::Report { name, out, language } => report::report(api, &name, out, language.as_deref(), output).await,
        Command::SupportBundle { out } => support::bundle(api, &out, output).await,
        Command::Practice { .. } => Ok(Exit::Done),
    }
}

/// A text of a JSON object, or a dash.
fn text<'a>(value: &'a Value, key: &str) -> &'a str {
    value[key].as_str().unwrap_or("–")
}
