//! W10: what waits for a person, and which of it is news: one notification per cause, not per sync.

use std::collections::BTreeMap;

use jiff::{Timestamp, tz::TimeZone};
use store::{ClientId, ClientRecord};

use crate::schedule::quiet_until;
use crate::settings::{Notify, Settings};
use crate::{Engine, EngineError, Event, Fault, FaultSort, Receipt};

/// A sign-in that ends within so many days waits for a person.
pub const SIGN_IN_ENDS_SOON: i32 = 7;
/// A failure that is tried again by itself is worth a word when it came so often in a row.
const OFTEN: u32 = 2;

/// Why a client needs somebody. No addresses: this is shown on a locked screen too.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Cause {
    /// The sign-in ended, so that nothing is synchronised.
    SignInEnded,
    /// The last sync failed.
    Failed {
        /// The problem's code.
        code: String,
    },
    /// Steps of the last run failed.
    StepsFailed {
        /// How many.
        count: u32,
    },
    /// Steps wait for an answer.
    Held {
        /// How many.
        count: u32,
    },
    /// The sign-in ends soon.
    SignInEnds {
        /// Whole days, a begun one counts.
        days: i32,
    },
}

/// A client that needs somebody.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Need {
    /// The client.
    pub client: ClientId,
    /// Its name.
    pub name: String,
    /// Why.
    pub cause: Cause,
}

/// How a client stands, as far as it may need somebody.
#[derive(Debug, Clone)]
pub(crate) struct Standing {
    pub problem: Option<Fault>,
    /// Syncs that failed in a row.
    pub failures: u32,
    pub signed_in: bool,
    pub days_left: Option<i32>,
    pub held: u32,
    pub failed_steps: u32,
}

impl Standing {
    /// Everything that waits, worst first.
    pub(crate) fn causes(&self) -> Vec<Cause> {
        let mut causes = Vec::new();
        let problem = self.problem.as_ref();
        if !self.signed_in || problem.is_some_and(|problem| problem.sort == FaultSort::SignInNeeded) {
            causes.push(Cause::SignInEnded);
        } else if let Some(problem) = problem.filter(|problem| self.lasts(problem)) {
            causes.push(Cause::Failed { code: problem.code.clone() });
        }
        if self.failed_steps > 0 {
            causes.push(Cause::StepsFailed { count: self.failed_steps });
        }
        if self.held > 0 {
            causes.push(Cause::Held { count: self.held });
        }
        if let Some(days) = self.days_left.filter(|days| self.signed_in && *days <= SIGN_IN_ENDS_SOON) {
            causes.push(Cause::SignInEnds { days });
        }
        causes
    }

    /// What is tried again by itself may be over before anybody has read of it.
    fn lasts(&self, problem: &Fault) -> bool {
        let again = problem.facts.contains_key("next");
        !problem.waits_for_network() && (!again || self.failures >= OFTEN)
    }
}

impl Cause {
    /// Under which it is remembered, and what tells one such cause from the next.
    fn mark(&self) -> (&'static str, String) {
        match self {
            Self::SignInEnded => ("sign-in", "0".to_owned()),
            Self::SignInEnds { days } => ("sign-in", if *days <= 1 { "1" } else { "7" }.to_owned()),
            Self::Failed { code } => ("failed", code.clone()),
            Self::StepsFailed { count } => ("steps", count.to_string()),
            Self::Held { count } => ("held", count.to_string()),
        }
    }

    /// Somebody was told of `before`; this is more, or another thing.
    fn is_news(&self, before: Option<&str>) -> bool {
        let number = |text: &str| text.parse::<u32>().unwrap_or_default();
        match (self, before) {
            (_, None) => true,
            (Self::Held { count } | Self::StepsFailed { count }, Some(before)) => *count > number(before),
            (Self::SignInEnded | Self::SignInEnds { .. }, Some(before)) => number(&self.mark().1) < number(before),
            (Self::Failed { code }, Some(before)) => code != before,
        }
    }

    fn is_wanted(&self, notify: Notify) -> bool {
        match self {
            Self::Held { .. } => notify.holds,
            Self::Failed { .. } | Self::StepsFailed { .. } => notify.failures,
            Self::SignInEnded | Self::SignInEnds { .. } => notify.sign_ins,
        }
    }
}

/// What is to be told now, and what was told then; in quiet hours it is left for later.
pub(crate) fn news(
    causes: Vec<Cause>,
    told: &BTreeMap<String, String>,
    notify: Notify,
    quiet: bool,
) -> (Vec<Cause>, BTreeMap<String, String>) {
    let mut after = BTreeMap::new();
    let mut now = Vec::new();
    for cause in causes {
        let (name, mark) = cause.mark();
        let before = told.get(name).map(String::as_str);
        let news = cause.is_news(before) && cause.is_wanted(notify);
        match before {
            // Left for later: it stays news.
            Some(before) if news && quiet => drop(after.insert(name.to_owned(), before.to_owned())),
            None if news && quiet => {}
            _ => drop(after.insert(name.to_owned(), mark)),
        }
        if news && !quiet {
            now.push(cause);
        }
    }
    (now, after)
}

impl Engine {
    /// Clients that need somebody, each with its worst cause; worst first.
    pub(crate) async fn needs(&self) -> Result<Vec<Need>, EngineError> {
        let mut needs = Vec::new();
        for (client, causes) in self.causes().await? {
            let name = client.name.clone();
            needs.extend(causes.into_iter().next().map(|cause| Need { client: client.id, name, cause }));
        }
        needs.sort_by_cached_key(|need| (rank(&need.cause), need.name.to_lowercase()));
        Ok(needs)
    }

    /// Tells the host what is news, once.
    pub(crate) async fn notify_due(&self) {
        if let Err(error) = self.tell_news().await {
            tracing::warn!(%error, "what a person should hear of could not be read");
        }
    }

    async fn tell_news(&self) -> Result<(), EngineError> {
        let settings = self.settings().await?;
        let quiet = is_quiet(&settings, self.now());
        for (client, causes) in self.causes().await? {
            let id = client.id;
            let told = self.stored(move |store| store.notified(id)).await?;
            let (news, after) = news(causes, &told, settings.notify, quiet);
            if after != told {
                // Noted first: rather a word too few than the same again after a crash.
                self.stored(move |store| store.set_notified(id, &after)).await?;
                self.stale(None, &[crate::Topic::Background]);
            }
            for cause in news {
                self.0.host.emit(Event::Notice(Need { client: id, name: client.name.clone(), cause }));
            }
        }
        Ok(())
    }

    /// Clients that were applied by a person, with what waits; the wizard looks after the others.
    async fn causes(&self) -> Result<Vec<(ClientRecord, Vec<Cause>)>, EngineError> {
        let now = self.now();
        let read = self.stored(|store| {
            let clients = store.clients()?.into_iter().filter(|client| client.first_applied_at.is_some());
            let read = clients.map(|client| {
                let plan = store.newest_plan(client.id)?.map_or(0, |plan| plan.held);
                let run = store.newest_run(client.id)?.map_or(0, |run| run.failed);
                Ok((client, plan, run))
            });
            read.collect::<Result<Vec<_>, store::StoreError>>()
        });
        let standing = |(client, held, failed_steps): (ClientRecord, u32, u32)| {
            let receipt = Receipt::of(&client);
            let standing = Standing {
                problem: client.schedule.last_problem.as_deref().and_then(Fault::from_json),
                failures: self.0.failures.of(client.id),
                signed_in: receipt.is_some(),
                days_left: receipt.map(|receipt| receipt.days_left(now)),
                held,
                failed_steps,
            };
            (client, standing.causes())
        };
        // What is under way may end well.
        let at_rest = |(client, _, _): &(ClientRecord, u32, u32)| self.working(client.id).is_none();
        Ok(read.await?.into_iter().filter(at_rest).map(standing).collect())
    }
}

fn is_quiet(settings: &Settings, now: Timestamp) -> bool {
    settings.quiet_hours.is_some_and(|hours| quiet_until(hours, &TimeZone::system(), now).is_some())
}

fn rank(cause: &Cause) -> u8 {
    match cause {
        Cause::SignInEnded => 0,
        Cause::Failed { .. } => 1,
        Cause::StepsFailed { .. } => 2,
        Cause::Held { .. } => 3,
        Cause::SignInEnds { .. } => 4,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fine() -> Standing {
        Standing { problem: None, failures: 0, signed_in: true, days_left: Some(60), held: 0, failed_steps: 0 }
    }

    fn fault(code: &str, sort: FaultSort, again: bool) -> Option<Fault> {
        let facts = again.then(|| ("next".to_owned(), "later".to_owned())).into_iter().collect();
        let (message, hints, detail) = (String::new(), Vec::new(), None);
        Some(Fault { code: code.to_owned(), message, hints, detail, facts, sort })
    }

    /// Tells what a client's standing brings, after what was told before.
    fn tell(standing: &Standing, told: &mut BTreeMap<String, String>, quiet: bool) -> Vec<Cause> {
        let (now, after) = news(standing.causes(), told, Notify::default(), quiet);
        *told = after;
        now
    }

    #[test]
    fn w10_a_hold_is_told_once_and_again_only_when_more_waits() {
        let mut told = BTreeMap::new();
        let held = |held| Standing { held, ..fine() };
        assert_eq!(tell(&held(3), &mut told, false), [Cause::Held { count: 3 }]);
        assert_eq!(tell(&held(3), &mut told, false), [], "the next sync finds the same");
        assert_eq!(tell(&held(2), &mut told, false), [], "somebody answered one");
        assert_eq!(tell(&held(5), &mut told, false), [Cause::Held { count: 5 }]);
        assert_eq!(tell(&fine(), &mut told, false), []);
        assert_eq!(tell(&held(1), &mut told, false), [Cause::Held { count: 1 }], "a new one");
    }

    #[test]
    fn w10_a_failure_that_passes_by_itself_is_not_told_before_it_comes_again() {
        let failing =
            |failures| Standing { problem: fault("server-error", FaultSort::Outside, true), failures, ..fine() };
        assert_eq!(failing(1).causes(), []);
        assert_eq!(failing(2).causes(), [Cause::Failed { code: "server-error".to_owned() }]);
        let lost = fault("unreachable", FaultSort::Outside, false);
        let next = Some(Timestamp::UNIX_EPOCH);
        let problem = lost.map(|fault| fault.with_next_try(crate::schedule::Ended::NoNetwork, next));
        let network = Standing { problem, failures: 9, ..fine() };
        assert_eq!(network.causes(), [], "nobody can bring the network back from here");
        let refused = Standing { problem: fault("tenant-empty", FaultSort::Refused, false), failures: 1, ..fine() };
        assert_eq!(refused.causes(), [Cause::Failed { code: "tenant-empty".to_owned() }]);
    }

    #[test]
    fn w10_a_sign_in_is_told_a_week_before_a_day_before_and_when_it_ended() {
        let mut told = BTreeMap::new();
        let mut days = |days| tell(&Standing { days_left: Some(days), ..fine() }, &mut told, false).len();
        assert_eq!([8, 7, 6, 2, 1, 1].map(&mut days), [0, 1, 0, 0, 1, 0]);
        let ended = Standing { problem: fault("sign-in-needed", FaultSort::SignInNeeded, false), ..fine() };
        assert_eq!(tell(&ended, &mut told, false), [Cause::SignInEnded]);
        assert_eq!(tell(&ended, &mut told, false), []);
        assert_eq!(tell(&fine(), &mut told, false), []);
        assert_eq!(tell(&ended, &mut told, false), [Cause::SignInEnded], "it was renewed in between");
    }

    #[test]
    fn w10_in_quiet_hours_nobody_is_told_and_after_them_what_still_waits_is() {
        let mut told = BTreeMap::new();
        let held = Standing { held: 2, ..fine() };
        assert_eq!(tell(&held, &mut told, true), []);
        assert_eq!(tell(&held, &mut told, true), []);
        assert_eq!(tell(&held, &mut told, false), [Cause::Held { count: 2 }]);
        let more = Standing { held: 4, ..fine() };
        assert_eq!(tell(&more, &mut told, true), []);
        assert_eq!(tell(&more, &mut told, false), [Cause::Held { count: 4 }]);
    }

    #[test]
    fn w10_what_is_switched_off_is_not_told_later_either() {
        let causes = || Standing { held: 2, failed_steps: 1, ..fine() }.causes();
        let off = Notify { holds: false, ..Notify::default() };
        let (now, told) = news(causes(), &BTreeMap::new(), off, false);
        assert_eq!(now, [Cause::StepsFailed { count: 1 }]);
        assert_eq!(news(causes(), &told, Notify::default(), false).0, []);
    }
}
