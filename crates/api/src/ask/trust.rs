//! Undo, rehearsals, plans as files, the second person, settings for those who are there already.

use std::{io::Write as _, path::PathBuf};

use engine::{ClientId, DomainChange, MailboxChange, PlanId, Rehearsal, RunId, SecondState, Target};
use jiff::Timestamp;

use crate::{
    Api,
    dto::{
        ClientRef, FileWritten, PlanImport, PlanRef, PlanView, Problem, Rehearse, RehearsedChoice, SecondStart,
        SecondView, SettingsApplied, SettingsApply, SnapshotDay, UndoMake,
    },
    view::{self, usage},
};

impl Api {
    /// Makes a plan that takes a run back, or one row of it.
    pub async fn undo_make(&self, request: UndoMake) -> Result<PlanView, Problem> {
        let client = ClientId(request.client);
        let plan = self.engine.undo(client, RunId(request.run), request.row).await?;
        self.plan_shown(client, &plan, false).await
    }

    /// The plan that other choices would give; nobody is asked.
    pub async fn rehearse(&self, request: Rehearse) -> Result<PlanView, Problem> {
        let client = ClientId(request.client);
        let Rehearse { options, domains, mailboxes, as_of, .. } = request;
        let domains = match domains {
            Some(named) => self.exactly_domains(client, &named).await?,
            None => Vec::new(),
        };
        let rehearsal = Rehearsal {
            options: options.as_ref().map(view::from_view).transpose()?,
            domains,
            mailboxes: mailboxes.iter().map(tried).collect::<Result<_, _>>()?,
            exactly: None,
            as_of: as_of.as_deref().map(timestamp).transpose()?,
        };
        let plan = self.engine.rehearse(client, rehearsal).await?;
        self.plan_shown(client, &plan, false).await
    }

    async fn exactly_domains(&self, client: ClientId, named: &[String]) -> Result<Vec<DomainChange>, Problem> {
        if named.is_empty() {
            let records = self.engine.domains(client).await?;
            return Ok(records.into_iter().map(|record| DomainChange::select(record.facts.name, false)).collect());
        }
        self.domain_changes(client, &named.join(",")).await
    }

    /// Earlier readings that a rehearsal can start from, newest first.
    pub async fn snapshot_days(&self, request: ClientRef) -> Result<Vec<SnapshotDay>, Problem> {
        let days = self.engine.snapshot_days(ClientId(request.client)).await?;
        Ok(days
            .iter()
            .map(|day| SnapshotDay { read_at: time_exact(day.read_at), recipients: day.recipients })
            .collect())
    }

    /// Writes a plan as a file into the person's folder for downloads.
    pub async fn plan_export(&self, request: PlanRef) -> Result<FileWritten, Problem> {
        let path = self.download(request.client, request.plan, "plan", "json").await?;
        self.engine.plan_export(ClientId(request.client), PlanId(request.plan), path.clone()).await?;
        Ok(FileWritten { path: self.written(&path) })
    }

    /// Takes a plan in from the text of a file.
    pub async fn plan_import(&self, request: PlanImport) -> Result<PlanView, Problem> {
        let client = ClientId(request.client);
        let unwritten = |error: std::io::Error| crate::script::unwritten(self.engine.data_dir(), &error);
        let mut file = tempfile::NamedTempFile::new_in(self.engine.data_dir()).map_err(unwritten)?;
        file.write_all(request.text.as_bytes()).map_err(unwritten)?;
        let plan = self.engine.plan_import(client, file.path().to_owned()).await?;
        self.plan_shown(client, &plan, false).await
    }

    /// Writes a plan's steps as CSV into the person's folder for downloads.
    pub async fn plan_csv(&self, request: PlanRef) -> Result<FileWritten, Problem> {
        let path = self.download(request.client, request.plan, "plan", "csv").await?;
        self.write_plan_csv(ClientId(request.client), PlanId(request.plan), &path).await?;
        Ok(FileWritten { path: self.written(&path) })
    }

    /// Writes every recipient that is billed before or after a plan as CSV into the person's folder for downloads.
    pub async fn bill_csv(&self, request: PlanRef) -> Result<FileWritten, Problem> {
        let path = self.download(request.client, request.plan, "bill", "csv").await?;
        self.write_bill_csv(ClientId(request.client), PlanId(request.plan), &path).await?;
        Ok(FileWritten { path: self.written(&path) })
    }

    async fn download(&self, client: u32, plan: u32, what: &str, ending: &str) -> Result<PathBuf, Problem> {
        self.engine.plan(ClientId(client), PlanId(plan)).await?;
        self.free_download(client, &format!("{what}-{plan}"), ending).await
    }

    /// Has a second person approve a plan by signing in.
    pub async fn second_start(&self, request: SecondStart) -> Result<SecondView, Problem> {
        let (client, plan) = (ClientId(request.client), PlanId(request.plan));
        Ok(second(&self.engine.second_start(client, plan, request.open_browser).await?))
    }

    /// How the second person's approval stands.
    pub async fn second_state(&self, request: PlanRef) -> Result<SecondView, Problem> {
        Ok(second(&self.engine.second_state(ClientId(request.client), PlanId(request.plan))))
    }

    /// Waits for the end of the second person's approval.
    pub async fn second_ended(&self, request: PlanRef) -> Result<SecondView, Problem> {
        let approval = self.engine.second_ended(ClientId(request.client), PlanId(request.plan)).await?;
        Ok(SecondView::Done { approval: view::approval(&approval) })
    }

    /// Opens the browser once more for the second person.
    pub async fn second_open_again(&self, request: PlanRef) -> Result<(), Problem> {
        Ok(self.engine.second_open_again(ClientId(request.client), PlanId(request.plan))?)
    }

    /// Gives the second person's approval up.
    pub async fn second_cancel(&self, request: PlanRef) -> Result<(), Problem> {
        self.engine.second_cancel(ClientId(request.client));
        Ok(())
    }

    /// Gives the options' settings to recipients that were added earlier (R12).
    pub async fn settings_apply(&self, request: SettingsApply) -> Result<SettingsApplied, Problem> {
        let target = view::target(&request.target)?;
        let changed = self.engine.settings_apply(ClientId(request.client), target).await?;
        Ok(SettingsApplied { changed })
    }
}

fn tried(choice: &RehearsedChoice) -> Result<(Target, MailboxChange), Problem> {
    let RehearsedChoice { selected, incoming, outgoing, archiving, .. } = *choice;
    Ok((view::target(&choice.target)?, MailboxChange { selected, incoming, outgoing, archiving }))
}

/// A reading is found by its exact moment.
pub(crate) fn time_exact(at: Timestamp) -> String {
    at.to_string()
}

fn timestamp(text: &str) -> Result<Timestamp, Problem> {
    text.parse().map_err(|_| usage(format!("\u{201c}{text}\u{201d} is not a time"), "Times are those of the list."))
}

fn second(state: &SecondState) -> SecondView {
    match state {
        SecondState::Idle => SecondView::Idle,
        SecondState::Waiting { address, since, until } => SecondView::Waiting {
            authorize_url: address.expose().to_owned(),
            since: view::time(*since),
            until: view::time(*until),
        },
        SecondState::Checking => SecondView::Checking,
        SecondState::Done(approval) => SecondView::Done { approval: view::approval(approval) },
        SecondState::Failed(_) => match state.fault() {
            Some(fault) => SecondView::Failed { problem: fault.into() },
            None => SecondView::Idle,
        },
    }
}
