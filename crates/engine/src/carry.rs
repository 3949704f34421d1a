//! B4: a run as it goes: sent is written before the call, done or failed after it, batch by batch.

use std::collections::BTreeSet;
use std::sync::Arc;

use gateway::{Gateway, GatewayError, Setting};
use model::plan::Step;
use store::{ClientId, DoneStep, PlanId, RunId, RunRecord, RunState, Schedule, StoreError};
use tokio::task::JoinHandle;

use crate::by_hand::wish;
use crate::look::{Stands, change, look};
use crate::recover::due_at_once;
use crate::runs::{Control, SafePoint};
use crate::{Engine, EngineError, Phase, Topic, schedule};

/// What goes stale when a run ends.
const ENDED: [Topic; 6] = [Topic::Run, Topic::History, Topic::Plan, Topic::Client, Topic::Mailboxes, Topic::Domains];

/// A run to carry out.
#[derive(Debug)]
pub(crate) struct Job {
    pub client: ClientId,
    pub plan: PlanId,
    pub run: RunId,
    pub gateway: Arc<dyn Gateway>,
    /// Every step is looked at before it is sent, because time passed since the plan was checked; these were sent before.
    pub looking: Option<BTreeSet<u32>>,
    /// Only these places go, of what is due.
    pub only: Option<BTreeSet<u32>>,
    pub control: Control,
}

/// How the steps of a run came to their end.
enum End {
    /// Nothing is due any more.
    Through,
    /// A person stopped it.
    Cancelled,
    /// The program closes.
    Closing,
}

/// How a run passes a safe point.
enum Passed {
    /// Nobody wants it to stop.
    AtOnce,
    /// It stood still for a while.
    AfterAPause,
    /// It ends here.
    Ends(End),
}

/// What became of one step: done, or failed with its problem.
type Outcome = Result<(), EngineError>;

/// A step with its place in the plan and what became of it.
type Became = (u32, Step, Outcome);

impl Engine {
    /// Carries a run out and writes down how it ended; nothing of it is left to whoever asked.
    pub(crate) async fn carry_out(&self, job: &Job) {
        let (state, verified, problem) = match self.steps(job).await {
            Ok(End::Through) => {
                let state = if job.only.is_some() { RunState::Cancelled } else { RunState::Ended };
                match self.verify(job).await {
                    Ok((verified, differs)) => (state, Some(verified), differs.map(|error| error.fault())),
                    Err(error) => (state, None, Some(error.fault())),
                }
            }
            Ok(End::Cancelled) => (RunState::Cancelled, None, None),
            Ok(End::Closing) => (RunState::Interrupted, None, Some(EngineError::Closing.fault())),
            // What was sent and not written down is observed before the client's next plan.
            Err(EngineError::Store(error)) => {
                tracing::error!(%error, run = %job.run, "the journal of a run could not be written");
                return self.left(job);
            }
            Err(error) => (RunState::Ended, None, Some(error.fault())),
        };
        let (run, client, now) = (job.run, job.client, self.now());
        let ended = self
            .stored(move |store| {
                let problem = problem.map(|fault| fault.to_json());
                store.end_run(run, state, verified, problem.as_deref(), now)?;
                after_run(store, client, &store.run(run)?, now)
            })
            .await;
        if let Err(error) = ended {
            tracing::error!(%error, %run, "the end of a run could not be written; the next start looks after it");
        }
        self.left(job);
    }

    /// The run is no longer under way in this process.
    fn left(&self, job: &Job) {
        self.0.board.clear(job.client);
        self.0.runs.end(job.run);
        self.stale(job.client, &ENDED);
        self.stale(None, &[Topic::Clients]);
    }

    async fn steps(&self, job: &Job) -> Result<End, EngineError> {
        let mut outcomes = Vec::new();
        let end = self.batches(job, &mut outcomes).await;
        // Whatever ended it, what the gateway did is written down.
        let journaled = self.journal(job.run, job.gateway.capabilities().by_hand, outcomes).await;
        end.and_then(|end| journaled.map(|()| end))
    }

    /// While the gateway is at work on a batch, the one before is written down as done, and the next one is read.
    /// `outcomes`: what is not written down yet.
    async fn batches(&self, job: &Job, outcomes: &mut Vec<Became>) -> Result<End, EngineError> {
        let run = job.run;
        let total = self.stored(move |store| store.run(run)).await?.total;
        let limit = u32::try_from(job.gateway.capabilities().batch).unwrap_or(u32::MAX).max(1);
        let (mut through, mut looking) = (0_u32, job.looking.clone());
        let mut ahead = self.ahead(run, None, limit);
        loop {
            match self.at_safe_point(job, outcomes).await? {
                Passed::Ends(end) => return Ok(end),
                Passed::AfterAPause => looking = looking.or_else(|| Some(BTreeSet::new())),
                Passed::AtOnce => {}
            }
            let mut steps = ahead.await??;
            let Some((last, _)) = steps.last() else { return Ok(End::Through) };
            ahead = self.ahead(run, Some(*last), limit);
            through = through.saturating_add(u32::try_from(steps.len()).unwrap_or(u32::MAX));
            steps.retain(|(seq, _)| job.only.as_ref().is_none_or(|only| only.contains(seq)));
            let steps = self.sent(job, looking.as_ref(), steps).await?;
            let (journaled, (done, unreachable)) = tokio::join!(
                self.journal(run, job.gateway.capabilities().by_hand, std::mem::take(outcomes)),
                called(job, steps)
            );
            *outcomes = done;
            if let Some(error) = journaled.err().or(unreachable.map(EngineError::from)) {
                return Err(error);
            }
            self.0.board.note(job.client, Phase::Applying, through.min(total), Some(total));
            self.stale(job.client, &[Topic::Run]);
        }
    }

    /// The steps due after a place, read on a thread of its own.
    fn ahead(&self, run: RunId, after: Option<u32>, limit: u32) -> JoinHandle<Result<Vec<(u32, Step)>, StoreError>> {
        let store = self.0.store.clone();
        tokio::task::spawn_blocking(move || store.due_steps(run, after, limit))
    }

    /// Between batches a person may stop the run, and the program may close; what was done is written down first.
    async fn at_safe_point(&self, job: &Job, outcomes: &mut Vec<Became>) -> Result<Passed, EngineError> {
        let run = job.run;
        let wish = job.control.safe_point();
        if wish == SafePoint::Go && !self.0.closing.is_cancelled() {
            return Ok(Passed::AtOnce);
        }
        self.journal(run, job.gateway.capabilities().by_hand, std::mem::take(outcomes)).await?;
        self.stale(job.client, &[Topic::Run]);
        match wish {
            _ if self.0.closing.is_cancelled() => return Ok(Passed::Ends(End::Closing)),
            SafePoint::Cancel => return Ok(Passed::Ends(End::Cancelled)),
            SafePoint::Go | SafePoint::Pause => {}
        }
        self.stored(move |store| store.set_run_state(run, RunState::Paused)).await?;
        self.stale(job.client, &[Topic::Run]);
        tokio::select! {
            biased;
            () = self.0.closing.cancelled() => return Ok(Passed::Ends(End::Closing)),
            () = job.control.unpaused() => {}
        }
        if job.control.safe_point() == SafePoint::Cancel {
            return Ok(Passed::Ends(End::Cancelled));
        }
        // B3: a pause may be long, and people chose and excepted meanwhile.
        self.may_go_on(job.client, run, job.only.clone().unwrap_or_default(), job.only.is_some()).await?;
        self.stored(move |store| store.set_run_state(run, RunState::Running)).await?;
        self.stale(job.client, &[Topic::Run]);
        Ok(Passed::AfterAPause)
    }

    /// The steps that are to be called for now: on the disk as sent (B4).
    async fn sent(
        &self,
        job: &Job,
        looking: Option<&BTreeSet<u32>>,
        mut steps: Vec<(u32, Step)>,
    ) -> Result<Vec<(u32, Step)>, EngineError> {
        if let Some(begun) = looking {
            steps = self.sort_out(job, begun, steps).await?;
        }
        let (run, now) = (job.run, self.now());
        let seqs: Vec<u32> = steps.iter().map(|(seq, _)| *seq).collect();
        self.stored(move |store| store.mark_sent(run, &seqs, now)).await?;
        Ok(steps)
    }

    /// Steps that somebody already did are done, steps that somebody undid the ground of have failed; the rest
    /// is still to be sent.
    async fn sort_out(
        &self,
        job: &Job,
        begun: &BTreeSet<u32>,
        steps: Vec<(u32, Step)>,
    ) -> Result<Vec<(u32, Step)>, EngineError> {
        let stands = look(&job.gateway, &steps).await?;
        let (mut still, mut settled) = (Vec::new(), Vec::new());
        for ((seq, step), stands) in steps.into_iter().zip(stands) {
            match stands {
                Stands::AsBefore => still.push((seq, step)),
                Stands::AsPlanned => settled.push((seq, step, Ok(()))),
                Stands::Half if begun.contains(&seq) => still.push((seq, step)),
                Stands::Half | Stands::Otherwise => {
                    let moved = EngineError::stale(job.plan, crate::Moved::Gateway);
                    settled.push((seq, step, Err(moved)));
                }
            }
        }
        self.journal(job.run, job.gateway.capabilities().by_hand, settled).await?;
        Ok(still)
    }

    /// Writes down what became of steps, with what they leave to a person in a gateway of these settings (G1).
    pub(crate) async fn journal(
        &self,
        run: RunId,
        by_hand: &'static [Setting],
        outcomes: Vec<Became>,
    ) -> Result<(), EngineError> {
        if outcomes.is_empty() {
            return Ok(());
        }
        let now = self.now();
        self.stored(move |store| {
            let (mut done, mut failed, mut wishes) = (Vec::new(), Vec::new(), Vec::new());
            for (seq, step, outcome) in &outcomes {
                match outcome {
                    Ok(()) => {
                        wishes.extend(wish(step, by_hand));
                        done.push(DoneStep { seq: *seq, step });
                    }
                    Err(error) => failed.push((*seq, error.fault().to_json())),
                }
            }
            if !done.is_empty() {
                store.mark_done_by_hand(run, &done, &wishes, now)?;
            }
            if !failed.is_empty() {
                store.mark_failed(run, &failed, now)?;
            }
            Ok::<_, StoreError>(())
        })
        .await
    }

    /// Observes again, and counts the done steps that the gateway shows as planned.
    async fn verify(&self, job: &Job) -> Result<(u32, Option<EngineError>), EngineError> {
        self.observe(job.client, &job.gateway, Phase::Verifying).await?;
        let run = job.run;
        let (done, verified) =
            self.stored(move |store| Ok::<_, StoreError>((store.run(run)?.done, store.verified(run)?))).await?;
        let differs = (verified < done).then(|| EngineError::NotAsPlanned { run: run.0, missing: done - verified });
        Ok((verified, differs))
    }
}

/// Asks the gateway for a batch: what became of each step, and whether the gateway can no longer be reached.
async fn called(job: &Job, steps: Vec<(u32, Step)>) -> (Vec<Became>, Option<GatewayError>) {
    let changes: Vec<_> = steps.iter().filter_map(|(_, step)| change(step)).collect();
    let answers = if changes.is_empty() { Vec::new() } else { job.gateway.apply(&changes).await };
    drop(changes);
    let unreachable = answers.iter().find_map(|answer| match answer {
        Err(error @ GatewayError::Unreachable { .. }) => Some(error.clone()),
        _ => None,
    });
    let mut answers = answers.into_iter();
    let outcomes = steps.into_iter().map(|(seq, step)| {
        let outcome = match step.touches_gateway() {
            true => answers.next().unwrap_or_else(unanswered).map(drop).map_err(EngineError::from),
            false => Ok(()),
        };
        (seq, step, outcome)
    });
    (outcomes.collect(), unreachable)
}

fn unanswered() -> Result<gateway::Applied, GatewayError> {
    Err(GatewayError::Refused { object: "a change".to_owned(), cause: "it gave no answer".to_owned() })
}

/// The background begins to look after a client with its first run, and counts on from there.
fn after_run(store: &store::Store, client: ClientId, run: &RunRecord, now: jiff::Timestamp) -> Result<(), StoreError> {
    if run.state == RunState::Interrupted {
        return due_at_once(store, client, now);
    }
    let before = store.client(client)?.schedule;
    let good = run.state == RunState::Ended && run.failed == 0 && run.problem.is_none();
    let next_sync = schedule::next(&store.options(client)?, now);
    let schedule = Schedule {
        next_sync,
        last_good_sync: if good { Some(now) } else { before.last_good_sync },
        last_problem: run.problem.clone(),
    };
    store.set_schedule(client, &schedule)
}
