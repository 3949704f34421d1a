//! What was done before: runs, their rows, and plans that take them back.

use api::{
    Api,
    dto::{ClientRef, Exit, HistoryRow, RowOutcome, RunRow},
    script::to_script,
};
use serde_json::{Value, json};

use super::{Done, plan, text};
use crate::output::{Ended, Output};

pub async fn history(api: &Api, name: &str, run: Option<u32>, output: &mut Output) -> Done {
    let client = api.client_named(name).await?;
    if let Some(run) = run {
        return rows(api, client, run, output).await;
    }
    let history = api.history(client).await?;
    let runs: Vec<Value> = history.runs.iter().map(listed).collect();
    let settings: Vec<Value> = history.settings.iter().map(to_script).collect();
    let changed = |change: &Value| {
        let [at, who, setting] = ["at", "who", "setting"].map(|name| text(change, name));
        format!("      {at}  {setting}: {} to {}, by {who}", text(change, "was"), text(change, "became"))
    };
    output.result(&json!({ "runs": runs, "settings": settings }), || {
        runs.iter().map(line).chain(settings.iter().map(changed)).collect::<Vec<_>>().join("\n")
    })?;
    Ok(Exit::Done)
}

fn listed(r: &HistoryRow) -> Value {
    json!({
        "run": r.run,
        "plan": r.plan,
        "state": r.state,
        "started": r.started,
        "ended": r.ended,
        "by": r.by,
        "done": r.done,
        "failed": r.failed,
        "held": r.held,
        "who": r.who,
        "undoes": r.undoes,
        "undone_by": r.undone_by,
        "undo_until": r.undo_until,
        "groups": r.counts,
    })
}

fn line(run: &Value) -> String {
    let number = |name: &str, words: &str| run[name].as_u64().map(|id| format!(", {words} {id}")).unwrap_or_default();
    format!(
        "{:>4}  {}  {:<11} {} done, {} failed, {} held, by {}{}{}",
        run["run"],
        text(run, "started"),
        text(run, "state"),
        run["done"],
        run["failed"],
        run["held"],
        run["who"].as_str().unwrap_or_else(|| text(run, "by")),
        number("undoes", "takes back run"),
        number("undone_by", "taken back by run"),
    )
}

async fn rows(api: &Api, client: ClientRef, run: u32, output: &mut Output) -> Done {
    let mut list = output.listing(&json!({ "run": run }), "rows")?;
    api.run_history::<Ended>(client, run, |row| list.item(&to_script(&row), || row_line(&row))).await?;
    list.end("row")?;
    Ok(Exit::Done)
}

fn row_line(row: &RunRow) -> String {
    let outcome = match row.outcome {
        RowOutcome::Done => "done",
        RowOutcome::Failed => "failed",
        RowOutcome::Sent => "sent",
    };
    let why = row.problem.as_ref().map(|problem| format!("  {}", problem.message)).unwrap_or_default();
    format!("{}  {:<7} {:<48} {:<18} {outcome}{why}", row.at, row.group, row.key, row.reason)
}

pub async fn undo(api: &Api, name: &str, run: u32, row: Option<&str>, output: &mut Output) -> Done {
    let client = api.client_named(name).await?;
    let head = api.undo(client.clone(), run, row).await?;
    plan::show(api, client, &head, output).await
}
