//! What the tray says: a label, a tooltip and a menu, all from the state of the background.

use api::dto::{BackgroundView, Need, NeedWhy, PauseWhy};
use jiff::{Timestamp, tz::TimeZone};

use crate::words::Words;

/// Clients that the menu names; the window shows all.
const NAMED: usize = 8;

/// An entry of the menu.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Entry {
    /// Words that cannot be pressed.
    Line(String),
    /// An entry, by what it does.
    Press { id: String, text: String },
    /// A line across.
    Rule,
}

/// All that the tray shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Face {
    /// The one line that says how it stands: label, tooltip and first words of the menu.
    pub status: String,
    /// The menu.
    pub menu: Vec<Entry>,
}

impl Face {
    /// Whether the menu asks for the same, entry by entry, whatever its words.
    pub fn asks_the_same(&self, other: &Self) -> bool {
        let same = |pair: (&Entry, &Entry)| match pair {
            (Entry::Press { id, .. }, Entry::Press { id: other, .. }) => id == other,
            (Entry::Line(_), Entry::Line(_)) | (Entry::Rule, Entry::Rule) => true,
            _ => false,
        };
        self.menu.len() == other.menu.len() && self.menu.iter().zip(&other.menu).all(same)
    }
}

/// What the tray says of a state.
pub fn face(state: &BackgroundView, words: &Words, zone: &TimeZone) -> Face {
    let status = status(state, words, zone);
    let press = |id: &str, key: &str| Entry::Press { id: id.to_owned(), text: words.say(key, &[]) };
    let asked = state.paused.as_ref().is_some_and(|paused| paused.why == PauseWhy::Asked);
    let pause = if asked { press("resume", "tray.resume") } else { press("pause", "tray.pause") };
    let mut menu = vec![Entry::Line(status.clone()), press("open", "tray.open"), Entry::Rule];
    menu.extend([press("sync-all", "tray.syncAll"), pause, Entry::Rule]);
    menu.extend(
        state.needs.iter().take(NAMED).map(|need| Entry::Press {
            id: need.path.clone(),
            text: format!("{}: {}", need.name, reason(need, words)),
        }),
    );
    if !state.needs.is_empty() {
        menu.push(Entry::Rule);
    }
    menu.push(press("quit", "tray.quit"));
    Face { status, menu }
}

/// Worst first: who needs somebody, why nothing goes on, what is done, what comes next.
fn status(state: &BackgroundView, words: &Words, zone: &TimeZone) -> String {
    let at = |text: &str| {
        let zoned = text.parse::<Timestamp>().map(|at| at.to_zoned(zone.clone()));
        zoned.map_or_else(|_| text.to_owned(), |at| at.strftime("%H:%M %Z").to_string())
    };
    if !state.needs.is_empty() {
        return words.count("tray.needs", u32::try_from(state.needs.len()).unwrap_or(u32::MAX));
    }
    if let Some(paused) = &state.paused {
        let why = words.say(
            match paused.why {
                PauseWhy::Asked => "paused.asked",
                PauseWhy::Offline => "paused.offline",
                PauseWhy::Metered => "paused.metered",
                PauseWhy::Quiet => "paused.quiet",
            },
            &[],
        );
        return match &paused.until {
            Some(until) => words.say("paused.until", &[("why", &why), ("at", &at(until))]),
            None => why,
        };
    }
    match (&state.next, state.working) {
        (_, working) if working > 0 => words.count("tray.working", working),
        (Some(next), _) => words.say("tray.next", &[("at", &at(next))]),
        (None, _) => words.say("tray.idle", &[]),
    }
}

/// Why a client needs somebody, in words; no address is in them.
pub fn reason(need: &Need, words: &Words) -> String {
    let key = format!("need.{}", key(need.why));
    match need.count {
        Some(count) => words.count(&key, count),
        None => words.say(&key, &[]),
    }
}

/// What the button of a notification says.
pub fn action(need: &Need, words: &Words) -> String {
    words.say(&format!("action.{}", key(need.why)), &[])
}

fn key(why: NeedWhy) -> &'static str {
    match why {
        NeedWhy::SignInEnded => "sign-in-ended",
        NeedWhy::Failed => "failed",
        NeedWhy::StepsFailed => "steps-failed",
        NeedWhy::Held => "held",
        NeedWhy::SignInEnds => "sign-in-ends",
    }
}

#[cfg(test)]
mod tests {
    use api::dto::{LanguageChoice, PausedView};

    use super::*;

    fn state() -> BackgroundView {
        BackgroundView {
            running: true,
            paused: None,
            working: 0,
            scheduled: 2,
            next: Some("2026-07-01T12:05:00Z".to_owned()),
            needs: Vec::new(),
        }
    }

    fn need(why: NeedWhy, count: Option<u32>) -> Need {
        let (name, path) = ("Larkfield Foods".to_owned(), "#/page/3/changes".to_owned());
        Need { client: 3, name, why, count, code: None, path }
    }

    fn shown(state: &BackgroundView) -> Face {
        face(state, &Words::of(LanguageChoice::En), &TimeZone::UTC)
    }

    #[test]
    fn w10_the_tray_says_the_worst_first_with_times_in_their_zone() {
        assert_eq!(shown(&state()).status, "Next sync 12:05 UTC");
        assert_eq!(shown(&BackgroundView { next: None, ..state() }).status, "Nothing is scheduled");
        let working = BackgroundView { working: 2, ..state() };
        assert_eq!(shown(&working).status, "Working on 2 clients");
        let until = Some("2026-07-02T05:00:00Z".to_owned());
        let quiet = BackgroundView { paused: Some(PausedView { why: PauseWhy::Quiet, until }), ..working };
        assert_eq!(shown(&quiet).status, "Quiet hours, until 05:00 UTC");
        let needed = BackgroundView { needs: vec![need(NeedWhy::Held, Some(3))], ..quiet };
        assert_eq!(shown(&needed).status, "1 client needs you");
    }

    #[test]
    fn w10_the_menu_opens_syncs_pauses_names_who_needs_somebody_and_quits() {
        let needs = vec![need(NeedWhy::Held, Some(3)), need(NeedWhy::SignInEnded, None)];
        let face = shown(&BackgroundView { needs, ..state() });
        let texts: Vec<_> = face
            .menu
            .iter()
            .filter_map(|entry| match entry {
                Entry::Press { id, text } => Some(format!("{id} = {text}")),
                Entry::Line(_) | Entry::Rule => None,
            })
            .collect();
        assert_eq!(
            texts,
            [
                "open = Open Tenantry",
                "sync-all = Sync all now",
                "pause = Pause background sync",
                "#/page/3/changes = Larkfield Foods: 3 changes wait for you",
                "#/page/3/changes = Larkfield Foods: Sign in again",
                "quit = Quit Tenantry",
            ]
        );
        let asked = BackgroundView { paused: Some(PausedView { why: PauseWhy::Asked, until: None }), ..state() };
        assert!(shown(&asked).menu.iter().any(|entry| matches!(entry, Entry::Press { id, .. } if id == "resume")));
    }

    #[test]
    fn w10_other_words_are_the_same_menu_and_another_need_is_another() {
        let needing = |client| BackgroundView {
            needs: vec![Need { path: format!("#/page/{client}/changes"), ..need(NeedWhy::Held, Some(client)) }],
            ..state()
        };
        let (idle, working) = (shown(&state()), shown(&BackgroundView { working: 2, ..state() }));
        assert!(idle != working && idle.asks_the_same(&working));
        assert!(idle.asks_the_same(&face(&state(), &Words::of(LanguageChoice::De), &TimeZone::UTC)));
        let (third, fourth) = (shown(&needing(3)), shown(&needing(4)));
        assert!(!idle.asks_the_same(&third) && !third.asks_the_same(&idle) && !third.asks_the_same(&fourth));
        let paused =
            shown(&BackgroundView { paused: Some(PausedView { why: PauseWhy::Asked, until: None }), ..state() });
        assert!(!idle.asks_the_same(&paused), "what is pressed is to resume, and not to pause");
    }
}
