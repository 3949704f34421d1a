//! A run as it goes, its end, and those before it.

use engine::{ClientId, RunId, RunRecord};

use crate::{
    Api,
    dto::{ClientRef, HistoryView, Problem, RunRef, RunView},
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
        self.engine.sync_now(client);
        Ok(())
    }

    /// Past runs, newest first.
    pub async fn history(&self, request: ClientRef) -> Result<HistoryView, Problem> {
        let runs = self.engine.history(ClientId(request.client)).await?;
        Ok(HistoryView { runs: runs.iter().map(view::history_row).collect() })
    }

    pub(crate) async fn run_shown(&self, client: ClientId, run: RunRecord) -> Result<RunView, Problem> {
        let plan = self.engine.plan(client, run.plan).await?;
        let failures = if run.failed > 0 { self.engine.failures(client, run.id, FAILURES).await? } else { Vec::new() };
        Ok(view::run_view(&run, &plan, &failures))
    }
}
