//! A run as it goes, its end, and those before it.

use engine::{ClientId, RunId, RunRecord};

use crate::{
    Api,
    dto::{ClientRef, HistoryView, Problem, RunRef, RunRows, RunRowsQuery, RunView, SettingChange},
    view,
};

/// Failures shown at once.
const FAILURES: u32 = 200;

impl Api {
    /// A run.
    pub async fn run_get(&self, request: RunRef) -> Result<RunView, Problem> {
        let (client, run) = (ClientId(request.client), RunId(request.run));
        let run = self.engine.run(client, run).await?;
        self.run_shown(client, run).await
    }

    /// Lets a run wait at its next safe point.
    pub async fn run_pause(&self, request: RunRef) -> Result<RunView, Problem> {
        let (client, run) = (ClientId(request.client), RunId(request.run));
        let run = self.engine.run_pause(client, run).await?;
        self.run_shown(client, run).await
    }

    /// Lets a paused run go on.
    pub async fn run_resume(&self, request: RunRef) -> Result<RunView, Problem> {
        let (client, run) = (ClientId(request.client), RunId(request.run));
        let run = self.engine.run_resume(client, run).await?;
        self.run_shown(client, run).await
    }

    /// Ends a run at its next safe point; what was done stays.
    pub async fn run_cancel(&self, request: RunRef) -> Result<RunView, Problem> {
        let (client, run) = (ClientId(request.client), RunId(request.run));
        let run = self.engine.run_cancel(client, run).await?;
        self.run_shown(client, run).await
    }

    /// Synchronises in the background, now.
    pub async fn sync_now(&self, request: ClientRef) -> Result<(), Problem> {
        let client = ClientId(request.client);
        self.engine.client(client).await?;
        self.engine.sync_now(client, false);
        Ok(())
    }

    /// Past runs, newest first.
    pub async fn history(&self, request: ClientRef) -> Result<HistoryView, Problem> {
        let runs = self.engine.history(ClientId(request.client)).await?;
        let now = self.engine.now();
        let since = self.engine.gateway_since(ClientId(request.client)).await?;
        let row = |run: &RunRecord| {
            let mut row = view::history_row(run, undone_by(&runs, run.id), now);
            // What was made in another gateway cannot be taken back in this one.
            row.undo_until = row.undo_until.filter(|_| since.is_none_or(|since| run.started_at >= since));
            row
        };
        let changes = self.engine.setting_changes(ClientId(request.client)).await?.into_iter();
        let settings = changes.map(|change| SettingChange {
            at: view::time(change.at),
            who: change.who,
            setting: change.setting,
            was: change.was,
            became: change.became,
        });
        Ok(HistoryView { runs: runs.iter().map(row).collect(), settings: settings.collect() })
    }

    /// What a run did, row by row.
    pub async fn run_rows(&self, request: RunRowsQuery) -> Result<RunRows, Problem> {
        let RunRowsQuery { client, run, outcome, group, search, offset, limit } = request;
        let (client, run) = (ClientId(client), RunId(run));
        let query = engine::RunQuery {
            outcome: outcome.map(view::stored_outcome),
            group: group.as_deref().map(view::group_named).transpose()?,
            search,
            offset,
            limit: limit.min(engine::WINDOW),
        };
        let window = self.engine.run_rows(client, run, query).await?;
        let run = self.engine.run(client, run).await?;
        let mut shown = view::run_rows(&window, &run, self.engine.now());
        if self.engine.gateway_since(client).await?.is_some_and(|since| run.started_at < since) {
            shown.rows.iter_mut().for_each(|row| row.undoable = false);
        }
        Ok(shown)
    }

    /// Begins to apply again what failed in a run.
    pub async fn run_retry(&self, request: RunRef) -> Result<RunView, Problem> {
        let client = ClientId(request.client);
        let run = self.engine.retry_failed(client, RunId(request.run)).await?;
        self.run_shown(client, run).await
    }

    pub(crate) async fn run_shown(&self, client: ClientId, run: RunRecord) -> Result<RunView, Problem> {
        let plan = self.engine.plan(client, run.plan).await?;
        let failures = if run.failed > 0 { self.engine.failures(client, run.id, FAILURES).await? } else { Vec::new() };
        let undone = undone_by(&self.engine.history(client).await?, run.id);
        let mut shown = view::run_view(&run, &plan, &failures, undone, self.engine.now());
        if self.engine.gateway_since(client).await?.is_some_and(|since| run.started_at < since) {
            (shown.undo_until, shown.can_retry) = (None, false);
        }
        Ok(shown)
    }
}

/// The newest run that took a run back, whole or in part.
pub(crate) fn undone_by(runs: &[RunRecord], run: RunId) -> Option<RunId> {
    runs.iter().filter(|later| later.undoes == Some(run) && later.done > 0).map(|later| later.id).max()
}
