//! Plans and bills as CSV files (RFC 4180, UTF-8).

use std::{fs::File, io, path::Path};

use engine::{ClientId, PlanId};

use crate::{
    Api,
    dto::{Exit, Problem},
};

impl Api {
    /// Writes every step of a plan.
    pub(crate) async fn write_plan_csv(&self, client: ClientId, plan: PlanId, path: &Path) -> Result<(), Problem> {
        self.engine.plan(client, plan).await?;
        Ok(self.engine.plan_csv(client, plan, file(path)?).await?)
    }

    /// Writes every recipient that is billed before or after a plan.
    pub(crate) async fn write_bill_csv(&self, client: ClientId, plan: PlanId, path: &Path) -> Result<(), Problem> {
        self.engine.plan(client, plan).await?;
        Ok(self.engine.bill_csv(client, plan, file(path)?).await?)
    }
}

fn file(path: &Path) -> Result<io::BufWriter<File>, Problem> {
    Ok(io::BufWriter::new(File::create(path).map_err(|error| unwritten(path, &error))?))
}

/// A file that the person named cannot be written.
pub(crate) fn unwritten(path: &Path, error: &io::Error) -> Problem {
    Problem {
        code: "file-unwritten".to_owned(),
        message: format!("{} cannot be written: {error}.", path.display()),
        hints: vec!["Choose another place, or make room on the disk.".to_owned()],
        detail: None,
        facts: std::collections::BTreeMap::new(),
        exit: Exit::Other,
    }
}
