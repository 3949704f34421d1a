//! The selection and the options.

use api::{
    Api,
    dto::{Exit, ServicesView},
    script::{Mailboxes, OptionsPatch, Selection},
};
use serde_json::{Map, Value, json};

use super::{Done, refused};
use crate::{
    args::{OptionsArguments, OptionsFlags, SelectArguments, SelectFlags, Switch},
    output::{Ended, Output},
};

pub async fn select(api: &Api, arguments: SelectArguments, output: &mut Output) -> Done {
    let SelectArguments { name, flags, alias, region } = arguments;
    let client = api.client_named(&name).await?;
    let selection = Selection { alias, region, ..selection(flags)? };
    let r = api.select(client, selection).await?;
    output.result(&r, || {
        format!("{} domains, {} mailboxes: {} incoming, {} outgoing, {} archiving. Nothing is changed before a plan is applied.", r.domains, r.mailboxes, r.incoming, r.outgoing, r.archiving)
    })?;
    Ok(Exit::Done)
}

pub async fn options(api: &Api, arguments: OptionsArguments, output: &mut Output) -> Done {
    let client = api.client_named(&arguments.name).await?;
    let screen = api.options_patch(client, patch(arguments.flags)).await?;
    let o = screen.options;
    let report = if o.report.is_empty() { "off".to_owned() } else { o.report.join(",") };
    let set = |s: &ServicesView| json!({ "incoming": s.incoming, "outgoing": s.outgoing, "archiving": s.archiving });
    let kinds: Map<String, Value> = o.default_kinds.iter().map(|k| (k.kind.clone(), set(&k.services))).collect();
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
        "sync_daily": o.sync_daily,
        "kind_services": kinds,
        "second_person": o.second_person,
        "approvers": o.approvers,
    });
    output.result(&result, || {
        let pairs = result.as_object().into_iter().flatten();
        pairs.map(|(name, value)| format!("{name:<14} {value}")).collect::<Vec<_>>().join("\n")
    })?;
    Ok(Exit::Done)
}

/// What the flags select; a list of mailboxes is read here.
pub fn selection(flags: SelectFlags) -> Result<Selection, Ended> {
    let SelectFlags { domains, mailboxes, services } = flags;
    let mailboxes = match mailboxes.as_deref() {
        None => None,
        Some("all") => Some(Mailboxes::All),
        Some("none") => Some(Mailboxes::None),
        Some(path) => Some(Mailboxes::Csv(read_list(path)?)),
    };
    Ok(Selection { domains, mailboxes, services, ..Selection::default() })
}

pub fn read_list(path: &str) -> Result<String, Ended> {
    let wrong = |error| {
        let message = format!("{path} cannot be read: {error}.");
        refused("csv", &message, "Give all, none or a CSV file.", Exit::Usage)
    };
    Ok(std::fs::read_to_string(path).map_err(wrong)?)
}

/// What the flags change of the options.
pub fn patch(flags: OptionsFlags) -> OptionsPatch {
    let on = |switch: Option<Switch>| switch.map(|s| s == Switch::On);
    OptionsPatch {
        timezone: flags.timezone,
        date_format: flags.date_format,
        time_format: flags.time_format,
        report: flags.report,
        sso: on(flags.sso),
        archiving: on(flags.archiving),
        new_mailboxes: flags.new_mailboxes,
        leavers: flags.leavers,
        brake_percent: flags.brake_percent,
        brake_floor: flags.brake_floor,
        sync: flags.sync,
        kind_services: flags.kind_services,
        second_person: on(flags.second_person),
        approvers: flags.approvers,
    }
}
