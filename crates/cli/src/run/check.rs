//! The cut-over guard.

use api::{
    Api,
    dto::{CutoverCheck, CutoverTarget, CutoverView, Exit, MxTarget, StepView},
    script::to_script,
};
use serde_json::{Value, json};

use super::{Done, text};
use crate::{args::CheckArguments, output::Output};

/// Says what the gateway is called, if that was given, looks everything up and prints what follows.
pub async fn check(api: &Api, arguments: CheckArguments, output: &mut Output) -> Done {
    let CheckArguments { name, domain, mx, spf, smarthost, addresses } = arguments;
    let client = api.client_named(&name).await?.client;
    if !mx.is_empty() {
        let mx = mx.into_iter().map(|(preference, host)| MxTarget { host, preference }).collect();
        api.cutover_target(CutoverTarget { client, mx, spf, smarthost, addresses }).await?;
    }
    let only = domain.as_deref().map(str::to_lowercase);
    let view = api.cutover_check(CutoverCheck { client, domain }).await?;
    let mut told = to_script(&view);
    if let (Some(only), Some(domains)) = (&only, told["domains"].as_array_mut()) {
        domains.retain(|domain| domain["name"] == json!(only));
    }
    output.result(&told, || lines(&view, &told))?;
    Ok(Exit::Done)
}

fn lines(view: &CutoverView, told: &Value) -> String {
    let shown: Vec<&str> =
        told["domains"].as_array().into_iter().flatten().map(|domain| text(domain, "name")).collect();
    let mut lines = Vec::new();
    for domain in view.domains.iter().filter(|domain| shown.contains(&domain.name.as_str())) {
        let there = word(&domain.route) == "gateway";
        let standing = match (domain.safe_to_switch, there) {
            _ if !domain.refused.is_empty() => "some mail is refused",
            (true, true) => "switched",
            (false, true) => "switched, not all is known",
            (true, false) => "may be switched",
            (false, false) => "do not switch yet",
        };
        lines.push(format!("{}: {} ({standing})", domain.name, word(&domain.route)));
        lines.extend(domain.blocked.iter().map(|block| format!("  stands against it: {}", word(&block.code))));
        lines.extend(domain.steps.iter().flat_map(step));
    }
    lines.push("The whole tenant:".to_owned());
    lines.extend(view.tenant.iter().flat_map(step));
    lines.join("\n")
}

fn step(step: &StepView) -> Vec<String> {
    let mut lines = vec![format!("  {:<8} {:<19} {}", word(&step.state), word(&step.kind), word(&step.code))];
    if word(&step.state) != "done" {
        lines.extend(step.wanted.iter().map(|wanted| format!("           set to: {wanted}")));
        let powershell = step.powershell.iter().flat_map(|text| text.lines());
        lines.extend(powershell.map(|line| format!("           {line}")));
    }
    lines
}

/// The name that JSON has for it.
fn word(value: &impl serde::Serialize) -> String {
    match serde_json::to_value(value) {
        Ok(Value::String(word)) => word,
        _ => String::new(),
    }
}
