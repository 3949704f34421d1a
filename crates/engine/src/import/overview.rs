//! S2: how an import stands as a whole, without a look at its mailboxes: what it is for 100,000 of them is read as for one.

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::Timestamp;
use jiff::tz::TimeZone;
use store::{
    ClientId, ImportId, ImportMailboxState, ImportRecord, ImportState, ImportTallies, ImportTally, Store, StoreError,
};

use super::hold::ImportHold;
use super::hours::{ends, of_minutes, opens};
use super::joined::Joined;
use super::range::Range;
use super::run::AT_ONCE;
use super::status::{Standing, at_rest, sums_of};
use super::{Sums, Verdict};
use crate::settings::QuietHours;
use crate::{Engine, EngineError, Fault};

/// Messages that Microsoft lets one application read of one mailbox in a second: 10,000 requests in ten minutes, less a
/// hundred (Microsoft Learn: "Microsoft Graph service-specific throttling limits", Outlook service limits).
const FASTEST: f64 = 9_900.0 / 600.0;

/// An import as a whole.
#[derive(Debug, Clone)]
pub struct ImportOverview {
    /// What it is for. Its state is what a person wants: one that runs and is not under way waits for `held`.
    pub job: ImportRecord,
    /// It goes on at this moment.
    pub under_way: bool,
    /// Folders are counted at this moment.
    pub counting: bool,
    /// Why it is not under way, though nobody stopped it.
    pub held: Option<ImportHold>,
    /// Messages are read in these hours of the client's zone only.
    pub hours: Option<QuietHours>,
    /// All mailboxes together.
    pub total: Sums,
    /// How many mailboxes.
    pub mailboxes: u64,
    /// How many of them stand how; nothing for what is none.
    pub states: BTreeMap<ImportMailboxState, u64>,
    /// Messages a second, over the last minute.
    pub rate: Option<f64>,
    /// When it will be done, at this rate or as the estimate has it, its hours counted in.
    pub ends: Option<Timestamp>,
    /// What it takes in all, as far as folders were counted.
    pub estimate: Option<ImportEstimate>,
    /// When its hours come.
    pub waits_until: Option<Timestamp>,
    /// What stopped its last run; a count, as long as nobody let it go on.
    pub problem: Option<Fault>,
    /// What may be said of it (S4).
    pub standing: Standing,
    /// It is as it was set up: nobody let it go on.
    pub fresh: bool,
    /// The client's others that a person once let go on, of those that have ended the three newest; the one that runs first.
    pub others: Vec<ImportOther>,
    /// Another address of its archive, which was wished for while it ran, or once it had delivered: it goes on there when a person lets it.
    pub moves_to: Option<String>,
    /// Mailboxes that came to the tenant since it looked last whose mail it is of: they belong to it when it goes on. 0 while
    /// it is under way.
    pub joined: u64,
}

/// Another import of the same client.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ImportOther {
    /// What it is for.
    pub job: ImportRecord,
    /// It goes on at this moment, and waits for no hours.
    pub under_way: bool,
    /// It has ended, every mailbox was read, and the numbers agree.
    pub complete: bool,
}

/// What an import takes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ImportEstimate {
    /// Messages in the folders that were counted.
    pub messages: u64,
    /// Bytes in them; `None` where the server does not tell all.
    pub bytes: Option<u64>,
    /// Mailboxes whose folders were counted.
    pub counted: u64,
    /// Days were chosen, for which no server counts: it is so much at most.
    pub at_most: bool,
    /// It takes about so long, at the pace at which Microsoft lets one application read a mailbox.
    pub seconds: u64,
    /// When it would be done, begun now, its hours counted in.
    pub ends: Option<Timestamp>,
}

impl Engine {
    /// How a client's newest import stands as a whole. It reads what is kept with every change, never messages.
    ///
    /// # Errors
    /// [`EngineError::Store`].
    pub async fn import_overview(&self, client: ClientId) -> Result<Option<ImportOverview>, EngineError> {
        match self.stored(move |store| store.import_newest(client)).await? {
            Some(newest) => self.import_overview_of(newest.id).await.map(Some),
            None => Ok(None),
        }
    }

    /// The same of any import.
    ///
    /// # Errors
    /// [`EngineError::Store`].
    pub async fn import_overview_of(&self, import: ImportId) -> Result<ImportOverview, EngineError> {
        let under = self.0.imports.at_work(import);
        let under_way = under.is_some();
        let known = Arc::clone(&self.0.imports.joined);
        let read = self.stored(move |store| {
            let (job, others) = (store.import(import)?, store.import_others(import)?);
            // A run looks for itself before it ends.
            let joined = if under_way { 0 } else { known.of(store, &job)? };
            let others = others.into_iter().map(|other| Ok((is_complete(store, &known, &other)?, other)));
            let others = others.collect::<Result<Vec<_>, StoreError>>()?;
            Ok::<_, StoreError>((job, others, store.import_tallies(import)?, joined))
        });
        let (job, others, tallies, joined) = read.await?;
        let client = job.client;
        let (zone, held) = (self.import_zone(client).await?, self.import_hold(&job).await?);
        let counting = self.0.imports.counting(job.id);
        let (now, all) = (self.now(), tallies.all());
        let hours = job.wish.hours.and_then(of_minutes);
        let rate = under.and_then(|under| under.rate(now));
        let total = total(&job, &tallies, &all);
        let running = job.state == ImportState::Running;
        let estimate = estimate(&job, &tallies, &all).map(|mut estimate| {
            estimate.ends = ends(estimate.seconds, hours, &zone, now);
            estimate
        });
        let other = |(complete, job): (bool, ImportRecord)| {
            let waits = opens(job.wish.hours.and_then(of_minutes), &zone, now).is_some();
            ImportOther { under_way: !waits && self.0.imports.at_work(job.id).is_some(), complete, job }
        };
        let left = left(&job, &total, &all);
        let left = left.filter(|_| running).map(|left| at_pace(left, rate, all.mailboxes));
        Ok(ImportOverview {
            under_way,
            counting,
            held: held.filter(|_| running && !under_way),
            hours,
            mailboxes: all.mailboxes,
            states: states(&tallies, under_way),
            rate,
            ends: left.and_then(|seconds| ends(seconds, hours, &zone, now)),
            estimate,
            waits_until: opens(hours, &zone, now).filter(|_| running),
            problem: match job.let_go {
                true => job.problem.as_deref().and_then(Fault::from_json),
                false => self.0.imports.count_problem(job.id),
            },
            standing: standing(&tallies, &total, under_way || joined > 0),
            fresh: !job.let_go,
            total,
            others: others.into_iter().map(other).collect(),
            moves_to: self.0.imports.moves_to(job.id).map(|to| to.sink),
            job,
            joined,
        })
    }

    /// Whether an import has ended, every mailbox was read, and the numbers agree.
    ///
    /// # Errors
    /// [`EngineError::Store`].
    pub async fn import_is_complete(&self, import: ImportRecord) -> Result<bool, EngineError> {
        let known = Arc::clone(&self.0.imports.joined);
        self.stored(move |store| is_complete(store, &known, &import)).await
    }

    /// The zone in which a client's hours and days are meant.
    pub(super) async fn import_zone(&self, client: ClientId) -> Result<TimeZone, EngineError> {
        Ok(TimeZone::get(&self.options(client).await?.time_zone).unwrap_or(TimeZone::UTC))
    }
}

/// It has ended, every mailbox of whoever has one was read, and the numbers agree.
fn is_complete(store: &Store, known: &Joined, job: &ImportRecord) -> Result<bool, StoreError> {
    if job.state != ImportState::Ended {
        return Ok(false);
    }
    let tallies = store.import_tallies(job.id)?;
    let total = total(job, &tallies, &tallies.all());
    Ok(standing(&tallies, &total, known.of(store, job)? > 0) == Standing::Agrees)
}

/// The server's own count can be compared only where no days were chosen.
pub(super) fn is_whole(job: &ImportRecord) -> bool {
    Range { since: job.wish.since, until: job.wish.until }.is_whole()
}

fn total(job: &ImportRecord, tallies: &ImportTallies, all: &ImportTally) -> Sums {
    sums_of(&all.counts, tallies.skipped.clone(), is_whole(job).then_some(all.total))
}

/// S4: the numbers agree only when no mailbox is anything but done, and nothing differs. `open`: there is more to do.
fn standing(tallies: &ImportTallies, total: &Sums, open: bool) -> Standing {
    use ImportMailboxState::{Differs, Done, Exceptions, Refused};
    let all = |over: &[ImportMailboxState]| tallies.states.keys().all(|state| over.contains(state));
    match total.verdict() {
        _ if open || tallies.states.is_empty() || !all(&[Done, Exceptions, Differs, Refused]) => Standing::Open,
        Verdict::Done | Verdict::Exceptions if all(&[Done, Exceptions]) => Standing::Agrees,
        _ => Standing::Differs,
    }
}

fn states(tallies: &ImportTallies, under_way: bool) -> BTreeMap<ImportMailboxState, u64> {
    let mut states = BTreeMap::new();
    for (state, tally) in &tallies.states {
        *states.entry(at_rest(*state, under_way)).or_default() += tally.mailboxes;
    }
    states
}

fn estimate(job: &ImportRecord, tallies: &ImportTallies, all: &ImportTally) -> Option<ImportEstimate> {
    let seconds = fastest(all.total, all.mailboxes).max(fastest(tallies.largest, 1));
    (all.counted > 0).then(|| ImportEstimate {
        messages: all.total,
        bytes: (all.sized == all.counted).then_some(all.size),
        counted: all.counted,
        at_most: !is_whole(job),
        seconds,
        ends: None,
    })
}

/// Messages that are still to be read; `None` while that cannot be known.
fn left(job: &ImportRecord, total: &Sums, all: &ImportTally) -> Option<u64> {
    let unknown = all.counted < all.mailboxes;
    match total.counted {
        _ if unknown => None,
        Some(_) => Some(u64::try_from(total.difference()).unwrap_or_default().max(total.open)),
        // Of days it is known once everything was listed.
        None => (is_whole(job) || total.open > 0).then_some(total.open),
    }
}

fn at_pace(messages: u64, rate: Option<f64>, mailboxes: u64) -> u64 {
    rate.map_or_else(|| fastest(messages, mailboxes), |rate| seconds(messages, rate))
}

/// Seconds that so many messages of so many mailboxes take at least.
fn fastest(messages: u64, mailboxes: u64) -> u64 {
    let side_by_side = u32::try_from(mailboxes).unwrap_or(u32::MAX).clamp(1, u32::try_from(AT_ONCE).unwrap_or(1));
    seconds(messages, FASTEST * f64::from(side_by_side))
}

#[allow(
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "an estimate in whole seconds"
)]
fn seconds(messages: u64, rate: f64) -> u64 {
    (messages as f64 / rate).ceil() as u64
}

#[cfg(test)]
mod tests {
    use store::{ImportCounts, NewImport};

    use super::*;

    fn job(days: bool) -> ImportRecord {
        let since = days.then_some(Timestamp::UNIX_EPOCH);
        let wish =
            NewImport { sink: String::new(), since, until: None, zone: None, folders: String::new(), hours: None };
        let (state, at) = (ImportState::Running, Timestamp::UNIX_EPOCH);
        ImportRecord {
            id: ImportId(1),
            client: ClientId(1),
            wish,
            state,
            created_at: at,
            state_at: at,
            problem: None,
            everybody: false,
            let_go: true,
            former: Vec::new(),
        }
    }

    fn tally(mailboxes: u64, counted: u64, total: u64) -> ImportTally {
        ImportTally { mailboxes, counted, sized: counted, total, size: total * 10, ..ImportTally::default() }
    }

    fn tallies(of: &[(ImportMailboxState, ImportTally)], largest: u64) -> ImportTallies {
        ImportTallies { states: of.iter().copied().collect(), skipped: BTreeMap::new(), largest }
    }

    #[test]
    fn s2_the_estimate_is_what_microsofts_limits_allow_and_no_faster_than_the_largest_mailbox() {
        use ImportMailboxState::Queued;
        let all = tallies(&[(Queued, tally(10, 10, 66_000))], 7_000);
        let told = estimate(&job(false), &all, &all.all()).unwrap();
        assert_eq!((told.messages, told.bytes, told.at_most), (66_000, Some(660_000), false));
        assert_eq!(told.seconds, 1_000, "four mailboxes of 16.5 a second");
        let one_large = tallies(&[(Queued, tally(10, 10, 66_000))], 49_500);
        assert_eq!(estimate(&job(true), &one_large, &one_large.all()).unwrap().seconds, 3_000);
        let none = tallies(&[(Queued, tally(10, 0, 0))], 0);
        assert_eq!(estimate(&job(false), &none, &none.all()), None);
        let unsized_one = ImportTally { sized: 9, ..tally(10, 10, 66_000) };
        let unsized_one = tallies(&[(Queued, unsized_one)], 7_000);
        assert_eq!(estimate(&job(false), &unsized_one, &unsized_one.all()).unwrap().bytes, None);
    }

    #[test]
    fn s4_an_import_is_complete_only_when_every_mailbox_is_done_and_nothing_differs() {
        use ImportMailboxState::{Differs, Done, Exceptions, Paused, Refused, Running};
        let counts = ImportCounts { on_server: 5, imported: 5, ..ImportCounts::default() };
        let done = ImportTally { counts, ..tally(1, 1, 5) };
        let standing = |all: &ImportTallies| standing(all, &total(&job(false), all, &all.all()), false);
        assert_eq!(standing(&tallies(&[(Done, done), (Exceptions, done)], 5)), Standing::Agrees);
        for (other, stands) in [
            (Differs, Standing::Differs),
            (Refused, Standing::Differs),
            (Paused, Standing::Open),
            (Running, Standing::Open),
        ] {
            assert_eq!(standing(&tallies(&[(Done, done), (other, done)], 5)), stands, "{other:?}");
        }
        let one_more = ImportTally { total: 6, ..done };
        assert_eq!(standing(&tallies(&[(Done, one_more)], 6)), Standing::Differs, "the server has one more");
        assert_eq!(standing(&tallies(&[], 0)), Standing::Open, "nothing is not everything");
    }

    #[test]
    fn s2_what_is_left_is_told_once_every_mailbox_was_counted() {
        use ImportMailboxState::{Queued, Running};
        let counts = ImportCounts { on_server: 60, imported: 40, open: 20, ..ImportCounts::default() };
        let at_work = ImportTally { counts, ..tally(1, 1, 60) };
        let left = |days, all: &ImportTallies| left(&job(days), &total(&job(days), all, &all.all()), &all.all());
        assert_eq!(left(false, &tallies(&[(Running, at_work), (Queued, tally(1, 1, 30))], 60)), Some(50));
        assert_eq!(left(false, &tallies(&[(Running, at_work), (Queued, tally(1, 0, 0))], 60)), None);
        assert_eq!(left(true, &tallies(&[(Running, at_work)], 60)), Some(20));
        assert_eq!((at_pace(50, Some(2.5), 2), at_pace(66, None, 4)), (20, 1));
    }

    #[test]
    fn s2_what_was_at_work_when_nothing_is_under_way_counts_as_paused() {
        use ImportMailboxState::{Counting, Paused, Queued, Running};
        let all = tallies(&[(Counting, tally(1, 0, 0)), (Running, tally(2, 0, 0)), (Queued, tally(3, 0, 0))], 0);
        assert_eq!(states(&all, false), BTreeMap::from([(Paused, 3), (Queued, 3)]));
        assert_eq!(states(&all, true)[&Running], 2);
    }
}
