//! Plans and bills as CSV files (RFC 4180, UTF-8).

use std::path::Path;

use engine::{ClientId, EngineError, MailboxQuery, PlanId};

use crate::{
    Api,
    dto::{Exit, Problem},
};

impl Api {
    /// Writes every step of a plan.
    pub(crate) async fn write_plan_csv(&self, client: ClientId, plan: PlanId, path: &Path) -> Result<(), Problem> {
        let written = self.engine.plan_csv_file(client, plan, path.to_owned()).await;
        written.map_err(|error| told(path, error))
    }

    /// Writes every recipient that is billed before or after a plan.
    pub(crate) async fn write_bill_csv(&self, client: ClientId, plan: PlanId, path: &Path) -> Result<(), Problem> {
        let written = self.engine.bill_csv_file(client, plan, path.to_owned()).await;
        written.map_err(|error| told(path, error))
    }

    /// Writes the rows of a grid.
    pub(crate) async fn write_mailbox_csv(
        &self,
        client: ClientId,
        query: MailboxQuery,
        path: &Path,
    ) -> Result<(), Problem> {
        let written = self.engine.mailbox_csv_file(client, query, path.to_owned()).await;
        written.map_err(|error| told(path, error))
    }
}

fn told(path: &Path, error: EngineError) -> Problem {
    match error {
        EngineError::Output(cause) => unwritten(path, &cause),
        other => other.into(),
    }
}

/// A file that the person named cannot be written.
pub(crate) fn unwritten(path: &Path, error: &impl std::fmt::Display) -> Problem {
    Problem {
        code: "file-unwritten".to_owned(),
        message: format!("{} cannot be written: {error}.", path.display()),
        hints: vec!["Choose another place, or make room on the disk.".to_owned()],
        detail: None,
        facts: std::collections::BTreeMap::new(),
        exit: Exit::Other,
    }
}
