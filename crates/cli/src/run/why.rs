//! Why an address is treated as it is, in sentences.

use api::{
    Api,
    dto::{Evidence, Exit, ServicesView, ShapeView, WhyOutcome, WhySubject, WhyView},
};

use super::Done;
use crate::output::Output;

pub async fn why(api: &Api, name: &str, about: &str, output: &mut Output) -> Done {
    let (why, json) = api.evidence(api.client_named(name).await?, about).await?;
    output.result(&json, || told(&why))?;
    Ok(Exit::Done)
}

fn told(why: &WhyView) -> String {
    let named = why.name.as_ref().map(|name| format!(" ({name})")).unwrap_or_default();
    let address = why.address.as_ref().unwrap_or(&why.about);
    let kind = why.kind.as_deref().unwrap_or("object");
    let head = match why.subject {
        WhySubject::Recipient => format!("{address}{named} is in the tenant: {kind}."),
        WhySubject::Leaver => format!("{address}{named} left the tenant: {kind}."),
        WhySubject::NotTaken => format!("{address}{named} is in the tenant, but no recipient."),
        WhySubject::GatewayOnly => format!("Only the gateway has {address}; Tenantry never touched it."),
        WhySubject::Nobody => format!("Nobody has {address}."),
    };
    let lines = why.evidence.iter().map(|evidence| format!("  {}", fact(evidence)));
    [head].into_iter().chain(lines).chain([outcome(&why.outcome)]).collect::<Vec<_>>().join("\n")
}

fn outcome(outcome: &WhyOutcome) -> String {
    match outcome {
        WhyOutcome::Nothing => "Nothing is to be done.".to_owned(),
        WhyOutcome::Exempt => "Nothing is done, because an exception leaves it alone.".to_owned(),
        WhyOutcome::HeldByAnother { owner } => {
            format!("Nothing is done, because {owner} holds its domain in the gateway.")
        }
        WhyOutcome::Step { action, reason, rule, held, .. } => {
            let waits = held.as_ref().map(|held| format!(", and waits for a person: {held}")).unwrap_or_default();
            format!("The next plan has a step for it: {action}, because of {reason} ({rule}){waits}.")
        }
        WhyOutcome::Stopped { code } => format!("Nothing can be planned now: {code}."),
    }
}

fn fact(evidence: &Evidence) -> String {
    match evidence {
        Evidence::Found { addresses, read_at, exchange_only } => {
            let by = if *exchange_only { "; only Exchange lists it" } else { "" };
            format!("The tenant has it with {} (read {read_at}{by}).", addresses.join(", "))
        }
        Evidence::Nobody { read_at: Some(read_at) } => format!("Neither tenant nor gateway has it (read {read_at})."),
        Evidence::Nobody { read_at: None } => "The tenant was never read.".to_owned(),
        Evidence::NotTaken { reason } => format!("It is no recipient: {reason}."),
        Evidence::Kind { kind, source, guess, said } => {
            let mut others =
                said.iter().map(|s| format!("{} says {}", s.source, s.kind)).collect::<Vec<_>>().join(", ");
            if !others.is_empty() {
                others.insert_str(0, "; ");
            }
            let guess = if *guess { ", a guess" } else { "" };
            format!("Kind: {kind}, by {source}{guess}{others}.")
        }
        Evidence::Mailbox { listed_by_exchange, passes_by_licence } => {
            let listed = if *listed_by_exchange { "Exchange lists a mailbox" } else { "Exchange lists no mailbox" };
            match passes_by_licence {
                Some(true) => format!("{listed}; its licence and addresses fit one."),
                Some(false) => format!("{listed}; its licence and addresses do not fit one."),
                None => format!("{listed}; the directory does not show it."),
            }
        }
        Evidence::Domain { domain, selected: true, since } => {
            let since = since.as_ref().map(|at| format!(" since {at}")).unwrap_or_default();
            format!("Its domain {domain} is selected{since}.")
        }
        Evidence::Domain { domain, selected: false, .. } => format!("Its domain {domain} is not selected."),
        Evidence::Choice { selected, by_hand, at, services } => {
            let who = if *by_hand { "A person" } else { "Nobody decided, so the default" };
            let chose = if *selected { "selects it" } else { "leaves it out" };
            let at = at.as_ref().map(|at| format!(" ({at})")).unwrap_or_default();
            format!("{who} {chose}{at}, with {}.", names(services))
        }
        Evidence::Exception { exception } => {
            let until = exception.until.as_ref().map(|at| format!(" until {at}")).unwrap_or_default();
            let is = if exception.ended { "was" } else { "is" };
            format!("It {is} left alone{until}: \u{201c}{}\u{201d} ({}).", exception.reason, exception.owner)
        }
        Evidence::FirstSeen { at, appeared } => {
            let when = if *appeared { ", after its domain was selected" } else { "" };
            format!("First seen {at}{when}.")
        }
        Evidence::Left { .. } => left(evidence),
        Evidence::Remembered { shape, standing, at } => {
            let at = at.as_ref().map(|at| format!(" ({at})")).unwrap_or_default();
            format!("Applied last{at}: {} [{standing}].", shaped(shape))
        }
        Evidence::Observed { shape: Some(shape), .. } => format!("The gateway has it: {}.", shaped(shape)),
        Evidence::Observed { shape: None, .. } => "The gateway does not have it.".to_owned(),
        Evidence::Drift => "Somebody changed the gateway by hand.".to_owned(),
    }
}

fn left(evidence: &Evidence) -> String {
    let Evidence::Left { since, confirmed, confirmed_by, days, incoming, outgoing } = evidence else {
        return String::new();
    };
    let gone = since.as_ref().map_or_else(
        || "Its addresses left the selected domains".to_owned(),
        |since| format!("Missed in the tenant since {since}"),
    );
    let said = match (confirmed, confirmed_by) {
        (Some(at), Some(by)) => format!("; {by} said that it left ({at})"),
        _ => String::new(),
    };
    format!("{gone}{said}; {days} days count. Policy: incoming {incoming}, outgoing {outgoing}, archiving keep.")
}

fn shaped(shape: &ShapeView) -> String {
    match shape {
        ShapeView::Recipient { kind, listed, services, .. } => {
            let listed = if *listed { "" } else { ", its mail refused" };
            format!("{kind} with {}{listed}", names(services))
        }
        ShapeView::Domain { products, .. } => format!("a domain with {}", names(products)),
    }
}

fn names(services: &ServicesView) -> String {
    let all = [(services.incoming, "incoming"), (services.outgoing, "outgoing"), (services.archiving, "archiving")];
    let on: Vec<_> = all.into_iter().filter_map(|(on, name)| on.then_some(name)).collect();
    if on.is_empty() { "no service".to_owned() } else { on.join(", ") }
}
