//! B4: a run as it goes: sent is written before the call, done or failed after it, batch by batch.

use std::collections::BTreeSet;
use std::sync::Arc;

use gateway::{Gateway, GatewayError};
use model::plan::Step;
use store::{ClientId, DoneStep, PlanId, RunId, RunRecord, RunState, Schedule, StoreError};

use crate::look::{Stands, change, look};
use crate::recover::due_at_once;
use crate::runs::{Control, SafePoint};
use crate::{Engine, EngineError, Phase, Topic, schedule};

/// What goes stale when a run ends.
const ENDED: [Topic; 6] = [Topic::Run, Topic::History, Topic::Plan, Topic::Client, Topic::Mailboxes, Topic::Domains];
/// Steps per look when nothing else limits them.
const LOOK: u32 = 1_000;

/// A run to carry out.
#[derive(Debug)]
pub(crate) struct Job {
    pub client: ClientId,
    pub plan: PlanId,
    pub run: RunId,
    pub gateway: Arc<dyn Gateway>,
    /// Every step is looked at before it is sent, because time passed since the plan was checked.
    pub looking: bool,
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

/// What became of one step: done, or failed with its problem.
type Outcome = Result<(), EngineError>;

impl Engine {
    /// Carries a run out and writes down how it ended; nothing of it is left to whoever asked.
    pub(crate) async fn carry_out(&self, job: &Job) {
        let (state, verified, problem) = match self.steps(job).await {
            Ok(End::Through) => match self.verify(job).await {
                Ok((verified, differs)) => (RunState::Ended, Some(verified), differs.map(|error| error.fault())),
                Err(error) => (RunState::Ended, None, Some(error.fault())),
            },
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
        let run = job.run;
        let total = self.stored(move |store| store.run(run)).await?.total;
        let batch = u32::try_from(job.gateway.capabilities().batch).unwrap_or(u32::MAX).max(1);
        let mut after = None;
        let mut through: u32 = 0;
        loop {
            if let Some(end) = self.at_safe_point(job).await? {
                return Ok(end);
            }
            let steps = self.stored(move |store| store.due_steps(run, after, batch)).await?;
            let Some((last, _)) = steps.last() else { return Ok(End::Through) };
            after = Some(*last);
            through = through.saturating_add(u32::try_from(steps.len()).unwrap_or(u32::MAX));
            self.batch(job, steps).await?;
            self.0.board.note(job.client, Phase::Applying, through.min(total), Some(total));
            self.stale(job.client, &[Topic::Run]);
        }
    }

    /// Between batches a person may stop the run, and the program may close.
    async fn at_safe_point(&self, job: &Job) -> Result<Option<End>, EngineError> {
        if self.0.closing.is_cancelled() {
            return Ok(Some(End::Closing));
        }
        match job.control.safe_point() {
            SafePoint::Go => return Ok(None),
            SafePoint::Cancel => return Ok(Some(End::Cancelled)),
            SafePoint::Pause => {}
        }
        let run = job.run;
        self.stored(move |store| store.set_run_state(run, RunState::Paused)).await?;
        self.stale(job.client, &[Topic::Run]);
        tokio::select! {
            biased;
            () = self.0.closing.cancelled() => return Ok(Some(End::Closing)),
            () = job.control.unpaused() => {}
        }
        if job.control.safe_point() == SafePoint::Cancel {
            return Ok(Some(End::Cancelled));
        }
        self.stored(move |store| store.set_run_state(run, RunState::Running)).await?;
        self.stale(job.client, &[Topic::Run]);
        Ok(None)
    }

    async fn batch(&self, job: &Job, mut steps: Vec<(u32, Step)>) -> Result<(), EngineError> {
        if job.looking {
            steps = self.sort_out(job, steps).await?;
        }
        let (run, now) = (job.run, self.now());
        let seqs: Vec<u32> = steps.iter().map(|(seq, _)| *seq).collect();
        self.stored(move |store| store.mark_sent(run, &seqs, now)).await?;
        let changes: Vec<_> = steps.iter().filter_map(|(_, step)| change(step)).collect();
        let answers = if changes.is_empty() { Vec::new() } else { job.gateway.apply(&changes).await };
        let unreachable = answers.iter().find_map(|answer| match answer {
            Err(error @ GatewayError::Unreachable { .. }) => Some(error.clone()),
            _ => None,
        });
        let mut answers = answers.into_iter();
        let outcomes = steps.into_iter().map(|(seq, step)| {
            let outcome =
                if change(&step).is_some() { answers.next().unwrap_or_else(unanswered).map(drop) } else { Ok(()) };
            (seq, step, outcome.map_err(EngineError::from))
        });
        self.journal(run, outcomes.collect()).await?;
        match unreachable {
            Some(error) => Err(error.into()),
            None => Ok(()),
        }
    }

    /// Steps that somebody already did are done, steps that somebody undid the ground of have failed; the rest
    /// is still to be sent.
    async fn sort_out(&self, job: &Job, steps: Vec<(u32, Step)>) -> Result<Vec<(u32, Step)>, EngineError> {
        let stands = look(&job.gateway, &steps).await?;
        let (mut still, mut settled) = (Vec::new(), Vec::new());
        for ((seq, step), stands) in steps.into_iter().zip(stands) {
            match stands {
                Stands::AsBefore => still.push((seq, step)),
                Stands::AsPlanned => settled.push((seq, step, Ok(()))),
                Stands::Otherwise => {
                    let moved = EngineError::stale(job.plan, crate::Moved::Gateway);
                    settled.push((seq, step, Err(moved)));
                }
            }
        }
        self.journal(job.run, settled).await?;
        Ok(still)
    }

    pub(crate) async fn journal(&self, run: RunId, outcomes: Vec<(u32, Step, Outcome)>) -> Result<(), EngineError> {
        let now = self.now();
        self.stored(move |store| {
            let (mut done, mut failed) = (Vec::new(), Vec::new());
            for (seq, step, outcome) in &outcomes {
                match outcome {
                    Ok(()) => done.push(DoneStep { seq: *seq, step }),
                    Err(error) => failed.push((*seq, error.fault().to_json())),
                }
            }
            if !done.is_empty() {
                store.mark_done(run, &done, now)?;
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
        let (run, plan) = (job.run, job.plan);
        let (done, failures) = self
            .stored(move |store| Ok::<_, StoreError>((store.run(run)?.done, store.failures(run, u32::MAX)?)))
            .await?;
        let failed: BTreeSet<u32> = failures.into_iter().map(|failure| failure.seq).collect();
        let (mut after, mut verified) = (None, 0_u32);
        loop {
            let mut steps = self.stored(move |store| store.plan_steps(plan, after, LOOK)).await?;
            let Some((last, _)) = steps.last() else { break };
            after = Some(*last);
            steps.retain(|(seq, step)| step.held.is_none() && !failed.contains(seq));
            let stands = look(&job.gateway, &steps).await?;
            let good = stands.into_iter().filter(|stands| *stands == Stands::AsPlanned).count();
            verified = verified.saturating_add(u32::try_from(good).unwrap_or(u32::MAX));
            self.0.board.note(job.client, Phase::Verifying, verified, Some(done));
        }
        let differs = (verified < done).then(|| EngineError::NotAsPlanned { run: run.0, missing: done - verified });
        Ok((verified, differs))
    }
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
