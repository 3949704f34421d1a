//! Settings and the background, to the page and back.

use engine::{Background, Cause, Language, Notify, PauseCause, QuietHours, Settings, Theme};

use super::{time, usage};
use crate::dto::{
    BackgroundView, DesktopView, LanguageChoice, Need, NeedWhy, NotifyView, PauseWhy, PausedView, Problem, QuietSet,
    QuietView, SettingsSet, SettingsView, ThemeChoice,
};

impl From<engine::Desktop> for DesktopView {
    fn from(desktop: engine::Desktop) -> Self {
        Self { tray: desktop.tray, notifications: desktop.notifications, metered: desktop.metered }
    }
}

pub(crate) fn settings(settings: &Settings, desktop: DesktopView) -> SettingsView {
    SettingsView {
        language: match settings.language {
            Language::System => LanguageChoice::System,
            Language::En => LanguageChoice::En,
            Language::De => LanguageChoice::De,
        },
        theme: match settings.theme {
            Theme::System => ThemeChoice::System,
            Theme::Light => ThemeChoice::Light,
            Theme::Dark => ThemeChoice::Dark,
        },
        close_keeps_running: settings.close_keeps_running,
        notifications: NotifyView {
            holds: settings.notify.holds,
            failures: settings.notify.failures,
            sign_ins: settings.notify.sign_ins,
        },
        quiet_hours: settings
            .quiet_hours
            .map(|hours| QuietView { from: hours.from.to_string(), to: hours.to.to_string() }),
        pause_on_metered: settings.pause_on_metered,
        check_for_updates: settings.check_for_updates,
        desktop,
    }
}

/// The change that a request asks for; what cannot be is said before anything changes.
pub(crate) fn change_of(set: SettingsSet) -> Result<impl FnOnce(&mut Settings) + Send + 'static, Problem> {
    let quiet = set.quiet_hours.map(quiet).transpose()?;
    Ok(move |settings: &mut Settings| {
        if let Some(language) = set.language {
            settings.language = match language {
                LanguageChoice::System => Language::System,
                LanguageChoice::En => Language::En,
                LanguageChoice::De => Language::De,
            };
        }
        if let Some(theme) = set.theme {
            settings.theme = match theme {
                ThemeChoice::System => Theme::System,
                ThemeChoice::Light => Theme::Light,
                ThemeChoice::Dark => Theme::Dark,
            };
        }
        if let Some(NotifyView { holds, failures, sign_ins }) = set.notifications {
            settings.notify = Notify { holds, failures, sign_ins };
        }
        settings.quiet_hours = quiet.unwrap_or(settings.quiet_hours);
        settings.close_keeps_running = set.close_keeps_running.unwrap_or(settings.close_keeps_running);
        settings.pause_on_metered = set.pause_on_metered.unwrap_or(settings.pause_on_metered);
        settings.check_for_updates = set.check_for_updates.unwrap_or(settings.check_for_updates);
    })
}

fn quiet(set: QuietSet) -> Result<Option<QuietHours>, Problem> {
    let QuietSet::On { hours } = set else { return Ok(None) };
    let wrong = |message: String| usage(message, "Give two times of day like 20:00 and 07:00.");
    let (from, to) = (hours.from.parse().map_err(wrong)?, hours.to.parse().map_err(wrong)?);
    if from == to {
        return Err(wrong(format!("quiet hours from {from} to {to} would never end")));
    }
    Ok(Some(QuietHours { from, to }))
}

pub(crate) fn background(background: Background) -> BackgroundView {
    BackgroundView {
        running: background.running,
        paused: background.paused.map(|paused| PausedView {
            why: match paused.why {
                PauseCause::Asked => PauseWhy::Asked,
                PauseCause::Offline => PauseWhy::Offline,
                PauseCause::Metered => PauseWhy::Metered,
                PauseCause::Quiet => PauseWhy::Quiet,
            },
            until: paused.until.map(time),
        }),
        working: background.working,
        scheduled: background.scheduled,
        next: background.next.map(time),
        needs: background.needs.into_iter().map(need).collect(),
    }
}

pub(crate) fn need(need: engine::Need) -> Need {
    let engine::Need { client, name, cause } = need;
    let (why, count, code, tab) = match cause {
        Cause::SignInEnded => (NeedWhy::SignInEnded, None, None, "overview"),
        Cause::Failed { code } => (NeedWhy::Failed, None, Some(code), "overview"),
        Cause::StepsFailed { count } => (NeedWhy::StepsFailed, Some(count), None, "history"),
        Cause::Held { count } => (NeedWhy::Held, Some(count), None, "changes"),
        Cause::SignInEnds { days } => (NeedWhy::SignInEnds, u32::try_from(days).ok(), None, "overview"),
    };
    Need { client: client.0, path: format!("#/page/{}/{tab}", client.0), name, why, count, code }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn w10_what_a_change_leaves_out_stays() {
        let mut settings = Settings { check_for_updates: true, ..Settings::default() };
        let hours = QuietView { from: "20:00".to_owned(), to: "07:00".to_owned() };
        let on = SettingsSet { quiet_hours: Some(QuietSet::On { hours: hours.clone() }), ..SettingsSet::default() };
        change_of(on).unwrap()(&mut settings);
        let view = super::settings(&settings, DesktopView::default());
        assert_eq!((view.quiet_hours, view.check_for_updates), (Some(hours), true));
        let off = SettingsSet { quiet_hours: Some(QuietSet::Off), ..SettingsSet::default() };
        change_of(off).unwrap()(&mut settings);
        assert_eq!(settings.quiet_hours, None);
    }

    #[test]
    fn w10_quiet_hours_that_never_end_are_refused() {
        for (from, to) in [("07:00", "07:00"), ("7", "08:00"), ("25:00", "08:00")] {
            let hours = QuietView { from: from.to_owned(), to: to.to_owned() };
            let set = SettingsSet { quiet_hours: Some(QuietSet::On { hours }), ..SettingsSet::default() };
            assert!(change_of(set).is_err(), "{from} to {to}");
        }
    }
}
