//! Options as texts, and texts as options.

use model::{
    Brake, Defaults, Kind, LeaverPolicy, LeaverRule, NewMailboxes, Options, Services, SyncEvery, TimeFormat, TimeOfDay,
};

use super::{from_services, kind, services, usage};
use crate::dto::{KindServices, OptionsView, Problem};

pub(crate) fn to_view(options: &Options) -> OptionsView {
    let (sync_minutes, sync_daily) = sync(options.sync);
    OptionsView {
        time_zone: options.time_zone.clone(),
        date_format: options.date_format.as_str().to_owned(),
        time_format: options.time_format.as_str().to_owned(),
        report: options.report.times().iter().map(ToString::to_string).collect(),
        language: options.language.clone(),
        sso: options.sso,
        archiving: options.archiving,
        default_mailboxes: services(options.defaults.mailboxes),
        default_others: services(options.defaults.others),
        default_kinds: options
            .defaults
            .by_kind
            .iter()
            .map(|(kind, set)| KindServices { kind: kind.to_string(), services: services(*set) })
            .collect(),
        new_mailboxes: match options.new_mailboxes {
            NewMailboxes::Add => "add".to_owned(),
            NewMailboxes::Review => "review".to_owned(),
        },
        leavers_incoming: rule(options.leavers.incoming),
        leavers_outgoing: rule(options.leavers.outgoing),
        sync_minutes,
        sync_daily,
        brake_percent: u32::from(options.brake.percent),
        brake_floor: options.brake.floor,
        second_person: options.second_person,
        approvers: options.approvers.clone(),
    }
}

/// Minutes, and the time of day.
pub(crate) fn sync(sync: SyncEvery) -> (u32, Option<String>) {
    match sync {
        SyncEvery::Minutes(minutes) => (u32::from(minutes), None),
        SyncEvery::Daily(time) => (24 * 60, Some(time.to_string())),
        SyncEvery::Manual => (0, None),
    }
}

pub(crate) fn rule(rule: LeaverRule) -> String {
    match rule {
        LeaverRule::Keep => "keep".to_owned(),
        LeaverRule::Stop => "stop".to_owned(),
        LeaverRule::StopAfter(days) => format!("stop-after:{days}"),
    }
}

pub(crate) fn from_view(view: &OptionsView) -> Result<Options, Problem> {
    let wrong = |message: String| usage(message, "Change this option; the others are fine so far.");
    let times = view.report.iter().map(|t| t.parse()).collect::<Result<Vec<TimeOfDay>, String>>().map_err(wrong)?;
    Ok(Options {
        time_zone: view.time_zone.clone(),
        date_format: view.date_format.parse().map_err(wrong)?,
        time_format: match view.time_format.as_str() {
            "12h" => TimeFormat::Hours12,
            "24h" => TimeFormat::Hours24,
            other => return Err(wrong(format!("\u{201c}{other}\u{201d} is not 12h or 24h"))),
        },
        report: times.try_into().map_err(wrong)?,
        language: view.language.clone(),
        sso: view.sso,
        archiving: view.archiving,
        defaults: Defaults {
            mailboxes: from_services(view.default_mailboxes),
            others: from_services(view.default_others),
            by_kind: view.default_kinds.iter().map(by_kind).collect::<Result<_, _>>()?,
        },
        new_mailboxes: match view.new_mailboxes.as_str() {
            "add" => NewMailboxes::Add,
            "review" => NewMailboxes::Review,
            other => return Err(wrong(format!("\u{201c}{other}\u{201d} is not add or review"))),
        },
        leavers: LeaverPolicy {
            incoming: view.leavers_incoming.parse().map_err(wrong)?,
            outgoing: view.leavers_outgoing.parse().map_err(wrong)?,
        },
        sync: match (&view.sync_daily, u16::try_from(view.sync_minutes)) {
            (Some(time), _) => SyncEvery::Daily(time.parse().map_err(wrong)?),
            (None, Ok(0)) => SyncEvery::Manual,
            (None, Ok(minutes)) => SyncEvery::Minutes(minutes),
            (None, Err(_)) => return Err(wrong(format!("{} minutes are more than a day", view.sync_minutes))),
        },
        brake: Brake {
            percent: u8::try_from(view.brake_percent)
                .map_err(|_| wrong(format!("{} is not a share in percent", view.brake_percent)))?,
            floor: view.brake_floor,
        },
        second_person: view.second_person,
        approvers: view.approvers.clone(),
    })
}

fn by_kind(of: &KindServices) -> Result<(Kind, Services), Problem> {
    Ok((kind(&of.kind)?, from_services(of.services)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn options_survive_the_border() {
        let mut options = Options { report: "08:00,16:30".parse().unwrap(), sso: true, ..Options::default() };
        options.leavers.outgoing = LeaverRule::Stop;
        options.sync = SyncEvery::Manual;
        options.second_person = true;
        options.approvers = vec!["ruth@larkfield.example".to_owned()];
        options.defaults.by_kind.insert(Kind::Room, Services { incoming: true, ..Services::NONE });
        assert_eq!(from_view(&to_view(&options)).unwrap(), options);
        options.sync = SyncEvery::Daily("06:30".parse().unwrap());
        assert_eq!(from_view(&to_view(&options)).unwrap(), options);
    }

    #[test]
    fn an_option_that_cannot_be_is_refused_by_name() {
        let view = OptionsView { date_format: "MM-YY".to_owned(), ..to_view(&Options::default()) };
        let problem = from_view(&view).unwrap_err();
        assert!(problem.message.contains("MM-YY"), "{}", problem.message);
    }
}
