//! Plan, apply, sync and what was done before.

use api::{Api, dto::Exit};
use serde_json::{Value, json};

use super::{Done, text};
use crate::output::{Ended, Output};

pub async fn plan(api: &Api, name: &str, output: &mut Output) -> Done {
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

pub async fn apply(api: &Api, name: &str, plan: u32, approve_holds: bool, output: &mut Output) -> Done {
    let result = api.apply(api.client_named(name).await?, plan, approve_holds).await?;
    output.result(&result, || applied(&result))?;
    ended(&result)
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

pub async fn sync(api: &Api, name: &str, output: &mut Output) -> Done {
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

pub async fn history(api: &Api, name: &str, output: &mut Output) -> Done {
    let client = api.client_named(name).await?;
    let runs: Vec<Value> = api
        .history(client)
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
