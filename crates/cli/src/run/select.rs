//! The selection and the options.

use api::{
    Api,
    dto::Exit,
    script::{Mailboxes, OptionsPatch, Selection},
};
use serde_json::json;

use super::{Done, refused};
use crate::{
    args::{OptionsArguments, SelectArguments, Switch},
    output::Output,
};

pub async fn select(api: &Api, arguments: SelectArguments, output: &mut Output) -> Done {
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

pub async fn options(api: &Api, arguments: OptionsArguments, output: &mut Output) -> Done {
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
