//! Plan, apply, sync and what was done before.

use std::collections::BTreeMap;

use api::{Api, dto::Exit, script::PlanHead};
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
        to_know(&head, output)?;
    }
    Ok(Exit::Done)
}

/// Why steps wait, and what to know before applying: what the window shows above its list.
fn to_know(head: &PlanHead, output: &mut Output) -> Result<(), Ended> {
    let mut waiting = BTreeMap::<_, u32>::new();
    for step in &head.holds {
        *waiting.entry(step.held).or_default() += 1;
    }
    for (held, count) in &waiting {
        output.line(&format!("  {count} held ({held}): {}.", held_because(held)))?;
    }
    if !waiting.is_empty() {
        output.line("  Held steps are applied with --approve-holds only.")?;
    }
    head.notices.iter().try_for_each(|notice| output.line(&format!("  Note: {}", notice_line(notice))))
}

fn held_because(held: &str) -> &str {
    match held {
        "brake" => "with them too many recipients would be removed in 24 hours",
        "new-mailbox" => "new mailboxes are to be looked at first",
        "drift" => "they were changed in the gateway by hand",
        "internal-relay" => "Exchange passes unknown addresses of the domain on to another server",
        "exchange-unknown" => "Exchange could not tell who is in the domain",
        other => other,
    }
}

/// A notice in one line; its JSON is told as it is where there are no words for it.
fn notice_line(notice: &Value) -> String {
    let (domain, count) = (text(notice, "domain"), &notice["count"]);
    match text(notice, "notice") {
        "domain-held" => format!("{domain} is left out; {} holds it in the gateway.", text(notice, "owner")),
        "unlisted-recipients" => format!("Mail to {count} addresses of {domain} that are not chosen will be refused."),
        "left-behind" => {
            format!(
                "{domain} is no longer chosen, but the gateway still refuses addresses that it does not list there."
            )
        }
        "internal-relay" => {
            format!("{domain} passes unknown addresses on to another server; refusing them waits for approval.")
        }
        "exchange-unknown" => {
            format!("Exchange could not tell who is in {domain}; refusing unlisted addresses waits for approval.")
        }
        "relay-refused" => {
            format!("The gateway refuses unlisted addresses of {domain}, which Exchange passes on to another server.")
        }
        "weaker-kinds" => format!(
            "Exchange's own list could not be read; kinds come from {} ({}).",
            text(notice, "source"),
            text(notice, "cause")
        ),
        "kinds-are-guesses" => format!("Some kinds are guesses: {}.", text(notice, "cause")),
        _ => notice.to_string(),
    }
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

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use api::dto::PlanNotice;

    use super::*;

    #[test]
    fn b2_every_notice_and_every_hold_is_told_in_words() {
        let (domain, cause) = ("larkfield.example".to_owned(), "no role".to_owned());
        for notice in [
            PlanNotice::DomainHeld { domain: domain.clone(), owner: "Fabrikam".to_owned() },
            PlanNotice::UnlistedRecipients { domain: domain.clone(), count: 2 },
            PlanNotice::LeftBehind { domain: domain.clone() },
            PlanNotice::InternalRelay { domain },
            PlanNotice::WeakerKinds { source: "usage-report".to_owned(), cause: cause.clone() },
            PlanNotice::KindsAreGuesses { cause },
        ] {
            let line = notice_line(&serde_json::to_value(&notice).unwrap());
            assert!(line.ends_with('.') && !line.contains(['{', '–']), "{line}");
        }
        for held in ["brake", "new-mailbox", "drift", "internal-relay", "exchange-unknown"] {
            assert!(held_because(held).contains(' '), "{held}");
        }
    }
}
