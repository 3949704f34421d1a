//! Plan, apply, retry and sync.

use std::{collections::BTreeMap, path::Path};

use api::{
    Api,
    dto::{ClientRef, Exit, PlanKind},
    script::{Approve, PlanHead},
};
use serde_json::Value;

use super::{Done, text};
use crate::output::{Ended, Output};

pub async fn plan(api: &Api, name: &str, csv: Option<&Path>, output: &mut Output) -> Done {
    let client = api.client_named(name).await?;
    let head = api.plan(client.clone()).await?;
    if let Some(path) = csv {
        api.plan_csv_to(client.clone(), head.plan, path).await?;
    }
    show(api, client, &head, output).await
}

/// A plan of any kind: its steps, then what it comes to.
pub async fn show(api: &Api, client: ClientRef, head: &PlanHead, output: &mut Output) -> Done {
    if output.is_json() {
        output.begin_list(head, "steps")?;
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
        let what = match (head.kind, head.undoes) {
            (PlanKind::Undo, Some(run)) => format!("Plan {} takes run {run} back", head.plan),
            (PlanKind::Rehearsal, _) => format!("Plan {} is a rehearsal and is never applied", head.plan),
            (PlanKind::Saved, _) => format!("Plan {} came from a file", head.plan),
            _ => format!("Plan {}", head.plan),
        };
        output.line(&format!(
            "{what}: {} to create, {} to change, {} to remove, {} held.",
            c.create, c.change, c.remove, head.held
        ))?;
        to_know(head, output)?;
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
        output.line("  Held steps are applied with --approve-holds only, or answered with answer.")?;
    }
    if head.name_needed {
        output.line("  So much goes only with the client's name typed: it is the NAME of apply.")?;
    }
    if head.second_needed {
        output.line(&format!("  A second person has to approve it: second --plan {}.", head.plan))?;
    }
    if head.exempt > 0 {
        output.line(&format!("  Left alone by exceptions: {}.", head.exempt))?;
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
        "exception-ended" => "the exceptions that left them alone ended",
        "moved-since" => "the gateway was changed after the run that made them",
        "domain-out" => {
            "with the domain goes all that the gateway's panel has in it: mailboxes, outgoing users, archive"
        }
        "imported" => "they take something away and come from a file; look at them here",
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
        "leavers-waiting" => format!(
            "Leavers whose days run: {count}. The policy gives {} days; the first loses a service at {}.",
            notice["days"],
            text(notice, "first_ends")
        ),
        "mass-leave" => format!(
            "{count} of {} mailboxes vanished from the tenant within a day. Nothing of them is removed yet; look now.",
            notice["of"]
        ),
        "kinds-are-guesses" => format!("Some kinds are guesses: {}.", text(notice, "cause")),
        _ => notice.to_string(),
    }
}

/// The client's name that stands in the command is the one that a large removal wants typed.
pub async fn apply(api: &Api, name: &str, plan: u32, approve: Approve, output: &mut Output) -> Done {
    let result = api.apply(api.client_named(name).await?, plan, approve, name).await?;
    output.result(&result, || applied(&result))?;
    ended(&result)
}

/// Applies what failed again.
pub async fn retry(api: &Api, name: &str, run: u32, output: &mut Output) -> Done {
    let result = api.retry(api.client_named(name).await?, run).await?;
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
            PlanNotice::InternalRelay { domain: domain.clone() },
            PlanNotice::ExchangeUnknown { domain: domain.clone() },
            PlanNotice::RelayRefused { domain },
            PlanNotice::LeaversWaiting { count: 3, first_ends: "2026-11-30T08:00:00Z".to_owned(), days: 30 },
            PlanNotice::MassLeave { count: 412, of: 1372 },
            PlanNotice::WeakerKinds { source: "usage-report".to_owned(), cause: cause.clone() },
            PlanNotice::KindsAreGuesses { cause },
        ] {
            let line = notice_line(&api::script::to_script(&notice));
            assert!(line.ends_with('.') && !line.contains(['{', '–']), "{line}");
        }
        for held in [
            "brake",
            "new-mailbox",
            "drift",
            "internal-relay",
            "exchange-unknown",
            "exception-ended",
            "moved-since",
            "domain-out",
            "imported",
        ] {
            assert!(held_because(held).contains(' '), "{held}");
        }
    }
}
