//! Answers, exceptions, rehearsals, plans as files, the second person.

use std::path::{Path, PathBuf};

use api::{
    Api,
    dto::{ExceptionTerms, Exit, HeldAnswer, PlanRef, SecondStart, SecondView},
    script::Held,
};
use serde_json::{Value, json};

use super::{Done, plan, refused, select, text};
use crate::{
    args::{Answer, AnswerArguments, ExceptionCommand, RehearseArguments, Terms},
    output::{Ended, Output, counted},
};

pub async fn answer(api: &Api, arguments: AnswerArguments, output: &mut Output) -> Done {
    let AnswerArguments { name, plan: id, rows, all_held, held, answer, terms } = arguments;
    let client = api.client_named(&name).await?;
    let which = if all_held { Held::All(held) } else { Held::Keys(rows) };
    let answer = match answer {
        Answer::Exempt => HeldAnswer::Exempt { terms: wanted(terms)? },
        Answer::Leaver => HeldAnswer::Leaver,
        Answer::Adopt => HeldAnswer::Adopt,
    };
    let head = api.answer(client.clone(), id, which, answer, &name).await?;
    plan::show(api, client, &head, output).await
}

fn wanted(terms: Terms) -> Result<ExceptionTerms, Ended> {
    let Terms { reason, owner, until } = terms;
    let missing = || {
        refused(
            "usage",
            "An exception needs a reason.",
            "Give it with --reason, in words for whoever asks.",
            Exit::Usage,
        )
    };
    Ok(ExceptionTerms { reason: reason.ok_or_else(missing)?, owner, until })
}

pub async fn exception(api: &Api, command: ExceptionCommand, output: &mut Output) -> Done {
    match command {
        ExceptionCommand::Add { name, address, terms } => {
            let made = api.except(api.client_named(&name).await?, &address, wanted(terms)?).await?;
            output.result(&json!({ "exception": made }), || listed(&made))?;
        }
        ExceptionCommand::List { name, search } => {
            let client = api.client_named(&name).await?;
            let mut list = output.listing(&json!({}), "exceptions")?;
            let words = search.unwrap_or_default();
            api.exceptions::<Ended>(client, words, |row| list.item(&row, || listed(&row))).await?;
            list.end("exception")?;
        }
        ExceptionCommand::Remove { name, address } => {
            api.unexcept(api.client_named(&name).await?, &address).await?;
            let words = || format!("{address} is looked after again; the next plan says what happens.");
            output.result(&json!({ "removed": address }), words)?;
        }
    }
    Ok(Exit::Done)
}

fn listed(row: &Value) -> String {
    let until = match row["until"].as_str() {
        Some(at) if row["ended"] == true => format!("ended {at}"),
        Some(at) => format!("until {at}"),
        None => "until it is removed".to_owned(),
    };
    format!("{:<48} {until}  {} ({})", text(row, "key"), text(row, "reason"), text(row, "owner"))
}

pub async fn rehearse(api: &Api, arguments: RehearseArguments, output: &mut Output) -> Done {
    let client = api.client_named(&arguments.name).await?;
    let selection = select::selection(arguments.selection)?;
    let options = select::patch(arguments.options);
    let head = api.rehearsed(client.clone(), selection, options, arguments.as_of.as_deref()).await?;
    plan::show(api, client, &head, output).await
}

pub async fn days(api: &Api, name: &str, output: &mut Output) -> Done {
    let days = api.snapshot_days(api.client_named(name).await?).await?;
    let days: Vec<Value> =
        days.iter().map(|day| json!({ "read_at": day.read_at, "recipients": day.recipients })).collect();
    let words = || {
        let line = |day: &Value| format!("{}  {} recipients", text(day, "read_at"), day["recipients"]);
        days.iter().map(line).collect::<Vec<_>>().join("\n")
    };
    output.result(&json!({ "days": days }), words)?;
    Ok(Exit::Done)
}

pub async fn export(api: &Api, name: &str, plan: u32, out: &Path, output: &mut Output) -> Done {
    api.plan_to_file(api.client_named(name).await?, plan, out).await?;
    let file = out.display().to_string();
    output.result(&json!({ "plan": plan, "file": file }), || format!("Plan {plan} is in {file}."))?;
    Ok(Exit::Done)
}

pub async fn import(api: &Api, name: &str, file: PathBuf, output: &mut Output) -> Done {
    let client = api.client_named(name).await?;
    let head = api.plan_from_file(client.clone(), file).await?;
    plan::show(api, client, &head, output).await
}

pub async fn bill(api: &Api, name: &str, plan: Option<u32>, csv: Option<&Path>, output: &mut Output) -> Done {
    let client = api.client_named(name).await?;
    let bill = api.bill(client.clone(), plan).await?;
    if let Some(path) = csv {
        api.bill_csv_to(client, bill.plan, path).await?;
    }
    output.result(&bill, || {
        let line = |(kind, b): (&str, &api::script::BillLine)| {
            format!(
                "{kind:<28} incoming {} → {}, outgoing {} → {}, archiving {} → {}",
                b.incoming_before,
                b.incoming_after,
                b.outgoing_before,
                b.outgoing_after,
                b.archiving_before,
                b.archiving_after
            )
        };
        let kinds = bill.by_kind.iter().map(|(kind, of)| line((kind, of)));
        kinds.chain([line(("all", &bill.bill))]).collect::<Vec<_>>().join("\n")
    })?;
    Ok(Exit::Done)
}

/// Says first where the second person signs in, then waits for the approval.
pub async fn second(api: &Api, name: &str, plan: u32, open_browser: bool, output: &mut Output) -> Done {
    let client = api.client_named(name).await?;
    let of = PlanRef { client: client.client, plan };
    let start = SecondStart { client: client.client, plan, open_browser: false };
    if let SecondView::Waiting { authorize_url, .. } = api.second_start(start).await? {
        output.at_once(&json!({ "authorize_url": authorize_url }).to_string())?;
    }
    if open_browser && let Err(problem) = api.second_open_again(of.clone()).await {
        output.warn(&format!("{} Open the address above in the second person's browser.", problem.message));
    }
    let SecondView::Done { approval } = api.second_ended(of).await? else { return Ok(Exit::Other) };
    let result = json!({ "plan": plan, "who": approval.who, "account": approval.account, "at": approval.at });
    output.result(&result, || {
        format!("{} approved plan {plan}. Next: tenantryctl apply {name:?} --plan {plan}", approval.who)
    })?;
    Ok(Exit::Done)
}

pub async fn settings(api: &Api, name: &str, mailboxes: &str, output: &mut Output) -> Done {
    let client = api.client_named(name).await?;
    let list = if mailboxes == "all" { None } else { Some(select::read_list(mailboxes)?) };
    let changed = api.settings(client, list.as_deref()).await?;
    let words = || format!("With the next plan the settings of the options go to {}.", counted(changed, "mailbox"));
    output.result(&json!({ "changed": changed }), words)?;
    Ok(Exit::Done)
}
