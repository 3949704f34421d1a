//! Answers, exceptions, undo, rehearsals, plans as files: as a script gives them.

use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
};

use engine::{ClientId, MailboxChange, MailboxFilter, PlanId, Rehearsal, RunId, Target};
use model::DirectoryId;
use serde::Serialize;
use serde_json::Value;

use super::{BillLine, Mailboxes, OptionsPatch, PlanHead, Selection, to_script};
use crate::{
    Api,
    dto::{
        ClientRef, ExceptionObject, ExceptionQuery, ExceptionRemove, ExceptionSet, ExceptionTerms, HeldAnswer,
        PlanAnswer, PlanTarget, Problem, RunRow, RunRowsQuery, WhyQuery, WhyView,
    },
    view::{self, usage},
};

/// Rows asked for at once.
const PAGE: u32 = engine::WINDOW;

/// What a plan changes in the number of billed services.
#[derive(Debug, Clone, Serialize)]
pub struct PlanBill {
    /// The plan.
    pub plan: u32,
    /// All together.
    pub bill: BillLine,
    /// By kind of recipient.
    pub by_kind: BTreeMap<String, BillLine>,
}

/// Which held steps are answered.
#[derive(Debug, Clone)]
pub enum Held {
    /// Those of these domains and primary addresses.
    Keys(Vec<String>),
    /// Every one, or those that wait for one cause.
    All(Option<String>),
}

impl Api {
    /// Answers held steps; gives the new plan. `name` is the client's name as the person typed it.
    pub async fn answer(
        &self,
        client: ClientRef,
        plan: u32,
        held: Held,
        answer: HeldAnswer,
        name: &str,
    ) -> Result<PlanHead, Problem> {
        let id = ClientId(client.client);
        let hash = self.engine.plan(id, PlanId(plan)).await?.hash;
        let target = match held {
            Held::Keys(keys) => PlanTarget::Rows { seqs: self.held_places(id, PlanId(plan), &keys).await? },
            Held::All(hold) => PlanTarget::Held { hold },
        };
        let client_name = Some(name.to_owned());
        let made = self.answered(PlanAnswer { client: client.client, plan, hash, target, answer, client_name }).await?;
        self.plan_head(id, &made).await
    }

    /// The recipient with an address or id, whether it is there or left, or the domain of that name.
    async fn named(&self, client: &ClientRef, text: &str) -> Result<ExceptionObject, Problem> {
        let text = text.trim();
        if text.contains('@') {
            let about = self.why(WhyQuery { client: client.client, about: text.to_owned() }).await?;
            let id = about.id.ok_or_else(|| {
                usage(format!("nobody in the tenant has the address {text}"), "Give an address as recipients lists it.")
            })?;
            return Ok(ExceptionObject::Recipient { id });
        }
        if let Ok(id) = text.parse::<DirectoryId>() {
            return Ok(ExceptionObject::Recipient { id: id.to_string() });
        }
        Ok(ExceptionObject::Domain { name: view::domain_name(text)?.to_string() })
    }

    /// Leaves a recipient or a domain alone; gives the exception.
    pub async fn except(&self, client: ClientRef, text: &str, terms: ExceptionTerms) -> Result<Value, Problem> {
        let object = self.named(&client, text).await?;
        let set = ExceptionSet { client: client.client, objects: vec![object.clone()], target: None, terms };
        self.exception_set(set).await?;
        Ok(self.excepted(client, &object).await?.unwrap_or_default())
    }

    /// Looks after a recipient or a domain again.
    pub async fn unexcept(&self, client: ClientRef, text: &str) -> Result<(), Problem> {
        let object = self.named(&client, text).await?;
        if self.excepted(client.clone(), &object).await?.is_none() {
            return Err(usage(format!("there is no exception for {text}"), "Look at exception list."));
        }
        self.exception_remove(ExceptionRemove { client: client.client, objects: vec![object] }).await
    }

    async fn excepted(&self, client: ClientRef, object: &ExceptionObject) -> Result<Option<Value>, Problem> {
        let (mut found, object) = (None, to_script(object));
        self.exceptions::<Problem>(client, String::new(), |row| {
            if row["object"] == object {
                found = Some(row);
            }
            Ok(())
        })
        .await?;
        Ok(found)
    }

    /// Hands every exception that has these words to `each`.
    pub async fn exceptions<E: From<Problem>>(
        &self,
        client: ClientRef,
        search: String,
        mut each: impl FnMut(Value) -> Result<(), E>,
    ) -> Result<(), E> {
        let mut query = ExceptionQuery { client: client.client, search, offset: 0, limit: PAGE };
        loop {
            let rows = self.exception_list(query.clone()).await?.rows;
            let got = view::count(rows.len());
            for row in rows {
                each(to_script(&row))?;
            }
            query.offset += got;
            if got < PAGE {
                return Ok(());
            }
        }
    }

    /// The evidence about an address or id.
    pub async fn evidence(&self, client: ClientRef, about: &str) -> Result<(WhyView, Value), Problem> {
        let why = self.why(WhyQuery { client: client.client, about: about.to_owned() }).await?;
        let json = to_script(&why);
        Ok((why, json))
    }

    /// Makes a plan that takes a run back, or the row of one domain or primary address.
    pub async fn undo(&self, client: ClientRef, run: u32, row: Option<&str>) -> Result<PlanHead, Problem> {
        let id = ClientId(client.client);
        let place = match row {
            None => None,
            Some(key) => Some(self.place_in_run(&client, run, key).await?),
        };
        let plan = self.engine.undo(id, RunId(run), place).await?;
        self.plan_head(id, &plan).await
    }

    async fn place_in_run(&self, client: &ClientRef, run: u32, key: &str) -> Result<u32, Problem> {
        let key = key.trim();
        let mut place = None;
        self.run_history::<Problem>(client.clone(), run, |row| {
            if row.key.eq_ignore_ascii_case(key) {
                place = Some(row.seq);
            }
            Ok(())
        })
        .await?;
        place.ok_or_else(|| usage(format!("run {run} has no row of {key}"), "Look at the rows with history --run."))
    }

    /// Hands every row of a run to `each`, in order.
    pub async fn run_history<E: From<Problem>>(
        &self,
        client: ClientRef,
        run: u32,
        mut each: impl FnMut(RunRow) -> Result<(), E>,
    ) -> Result<(), E> {
        let client = client.client;
        let search = String::new();
        let mut query = RunRowsQuery { client, run, outcome: None, group: None, search, offset: 0, limit: PAGE };
        loop {
            let rows = self.run_rows(query.clone()).await?.rows;
            let got = view::count(rows.len());
            rows.into_iter().try_for_each(&mut each)?;
            query.offset += got;
            if got < PAGE {
                return Ok(());
            }
        }
    }

    /// The plan that other choices would give; `as_of` is a day, or the moment of a reading.
    pub async fn rehearsed(
        &self,
        client: ClientRef,
        selection: Selection,
        options: OptionsPatch,
        as_of: Option<&str>,
    ) -> Result<PlanHead, Problem> {
        let id = ClientId(client.client);
        let Selection { domains, mailboxes, services, .. } = selection;
        let now = self.engine.options(id).await?;
        let as_of = match as_of {
            Some(text) => Some(match text.parse() {
                Ok(moment) => moment,
                Err(_) => crate::ask::end_of(text, &now.time_zone)?,
            }),
            None => None,
        };
        let mut tried = view::to_view(&now);
        options.onto(&mut tried)?;
        let mut tried = view::from_view(&tried)?;
        if let Some(services) = services.as_deref().map(super::select::services).transpose()? {
            tried.defaults.mailboxes = services;
            tried.defaults.others = services;
        }
        let domains = match domains {
            Some(wanted) => self.domain_changes(id, &wanted).await?,
            None => Vec::new(),
        };
        let (mut mailboxes_tried, mut exactly) = (Vec::new(), None);
        match mailboxes {
            None => {}
            Some(Mailboxes::Csv(text)) => exactly = Some(super::select::listed(&text)?),
            Some(all_or_none) => {
                let selected = Some(matches!(all_or_none, Mailboxes::All));
                let everybody = Target::Filter(MailboxFilter::default());
                mailboxes_tried.push((everybody, MailboxChange { selected, ..MailboxChange::default() }));
            }
        }
        let options = Some(tried).filter(|tried| *tried != now);
        let rehearsal = Rehearsal { options, domains, mailboxes: mailboxes_tried, exactly, as_of };
        let plan = self.engine.rehearse(id, rehearsal).await?;
        self.plan_head(id, &plan).await
    }

    /// What a plan, or the newest one, changes in the number of billed services.
    pub async fn bill(&self, client: ClientRef, plan: Option<u32>) -> Result<PlanBill, Problem> {
        let id = ClientId(client.client);
        let plan = match plan {
            Some(plan) => self.engine.plan(id, PlanId(plan)).await?,
            None => match self.engine.client(id).await?.plan {
                Some(newest) => newest,
                None => return Err(usage("there is no plan yet", "Make one with plan.")),
            },
        };
        let by_kind = plan.bill_by_kind.iter().map(|(kind, bill)| (kind.to_string(), (*bill).into()));
        Ok(PlanBill { plan: plan.id.0, bill: plan.bill.into(), by_kind: by_kind.collect() })
    }

    /// Writes a plan's steps as CSV.
    pub async fn plan_csv_to(&self, client: ClientRef, plan: u32, path: &Path) -> Result<(), Problem> {
        self.write_plan_csv(ClientId(client.client), PlanId(plan), path).await
    }

    /// Writes every recipient that is billed before or after a plan as CSV.
    pub async fn bill_csv_to(&self, client: ClientRef, plan: u32, path: &Path) -> Result<(), Problem> {
        self.write_bill_csv(ClientId(client.client), PlanId(plan), path).await
    }

    /// Writes a plan to a file.
    pub async fn plan_to_file(&self, client: ClientRef, plan: u32, path: &Path) -> Result<(), Problem> {
        Ok(self.engine.plan_export(ClientId(client.client), PlanId(plan), path.to_owned()).await?)
    }

    /// Takes a plan in from a file.
    pub async fn plan_from_file(&self, client: ClientRef, path: PathBuf) -> Result<PlanHead, Problem> {
        let id = ClientId(client.client);
        let plan = self.engine.plan_import(id, path).await?;
        self.plan_head(id, &plan).await
    }

    /// Gives the options' settings to everybody, or to the addresses of a list (R12); how many get them.
    pub async fn settings(&self, client: ClientRef, list: Option<&str>) -> Result<u32, Problem> {
        let id = ClientId(client.client);
        let target = match list {
            None => Target::Filter(MailboxFilter::default()),
            Some(text) => Target::Ids(self.ids_of(client, text).await?),
        };
        Ok(self.engine.settings_apply(id, target).await?)
    }

    async fn ids_of(&self, client: ClientRef, text: &str) -> Result<Vec<DirectoryId>, Problem> {
        let rows = super::select::listed(text)?;
        let mut known = BTreeMap::new();
        self.recipients::<Problem>(client, |line| {
            let id: DirectoryId =
                line.id.parse().map_err(|error: model::NotAGuid| usage(error.to_string(), "Read the tenant again."))?;
            known.extend(line.aliases.iter().chain([&line.primary]).map(|address| (address.to_lowercase(), id)));
            Ok(())
        })
        .await?;
        let id = |row: &engine::ListedRow| {
            let message = || format!("line {}: nobody has the address {}; nothing was stored", row.line, row.address);
            let found = known.get(&row.address.to_string().to_lowercase()).copied();
            found.ok_or_else(|| usage(message(), "Mend the line and run it again."))
        };
        rows.iter().map(id).collect()
    }
}
