//! Selection and options as a script gives them.

use engine::{
    ClientId, DomainChange, DomainRecord, EngineError, LineFault, LineFaultKind, ListedRow, MailboxChange,
    MailboxFilter, MailboxList, StoreError, Target,
};
use model::{DomainName, Services};
use serde::Serialize;

use crate::{
    Api,
    dto::{
        ClientRef, DomainChange as Change, DomainChoose, KindServices, OptionsScreen, OptionsSet, OptionsView, Problem,
    },
    view::{self, usage},
};

/// What to select; `None` leaves as it is.
#[derive(Debug, Clone, Default)]
pub struct Selection {
    /// `all`, or names separated by commas: exactly these.
    pub domains: Option<String>,
    /// `all`, `none`, or the text of a CSV file: exactly its mailboxes.
    pub mailboxes: Option<Mailboxes>,
    /// Services that newly added recipients get, separated by commas.
    pub services: Option<String>,
    /// `D=T`: D becomes an alias of T (R14); `D=` a domain of its own again.
    pub alias: Vec<String>,
    /// `D=REGION`; `D=` takes the choice back.
    pub region: Vec<String>,
}

/// Which mailboxes.
#[derive(Debug, Clone)]
pub enum Mailboxes {
    /// Every recipient of the selected domains.
    All,
    /// None of them.
    None,
    /// Exactly those of a list with a header.
    Csv(String),
}

/// The selection in numbers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[allow(missing_docs, reason = "the names say it")]
pub struct SelectResult {
    pub domains: u32,
    pub mailboxes: u32,
    pub incoming: u32,
    pub outgoing: u32,
    pub archiving: u32,
}

/// Options to change; `None` leaves as it is. Texts as on the command line.
#[derive(Debug, Clone, Default)]
#[allow(missing_docs, reason = "the names are the options")]
pub struct OptionsPatch {
    pub timezone: Option<String>,
    pub date_format: Option<String>,
    pub time_format: Option<String>,
    pub report: Option<String>,
    pub sso: Option<bool>,
    pub archiving: Option<bool>,
    pub new_mailboxes: Option<String>,
    pub leavers: Option<String>,
    pub brake_percent: Option<u32>,
    pub brake_floor: Option<u32>,
    /// `MINUTES`, `daily-at:HH:MM` or `manual`.
    pub sync: Option<String>,
    /// `KIND=SERVICE+SERVICE`, `KIND=` for none, `KIND=default` to take the choice back.
    pub kind_services: Vec<String>,
    pub second_person: Option<bool>,
    /// `none`, or accounts separated by commas.
    pub approvers: Option<String>,
}

impl Api {
    /// Stores a selection. What is wrong in it is said before any of it is stored.
    pub async fn select(&self, client: ClientRef, selection: Selection) -> Result<SelectResult, Problem> {
        let id = ClientId(client.client);
        let services = selection.services.as_deref().map(services).transpose()?;
        let pairs = paired(&selection)?;
        let rows = match &selection.mailboxes {
            Some(Mailboxes::Csv(text)) => Some(listed(text)?),
            _ => None,
        };
        let changes = match &selection.domains {
            Some(domains) => Some(self.domain_changes(id, domains).await?),
            None => None,
        };
        // The list goes first, because only its addresses may still be wrong, and then none of it is stored.
        if let Some(rows) = rows {
            self.engine.select_exactly(id, rows).await?;
        }
        if let Some(changes) = changes {
            self.engine.choose_domains(id, changes).await?;
        }
        if let Some(services) = services {
            let mut options = self.engine.options(id).await?;
            options.defaults.mailboxes = services;
            options.defaults.others = services;
            self.engine.set_options(id, options).await?;
        }
        if !pairs.is_empty() {
            self.domain_choose(DomainChoose { client: client.client, changes: pairs }).await?;
        }
        match selection.mailboxes {
            Some(Mailboxes::All) => self.choose_all(id, true).await?,
            Some(Mailboxes::None) => self.choose_all(id, false).await?,
            Some(Mailboxes::Csv(_)) | None => {}
        }
        let status = self.engine.client(id).await?;
        let totals = self.engine.totals(id).await?;
        Ok(SelectResult {
            domains: status.domains_selected,
            mailboxes: totals.selected,
            incoming: totals.incoming,
            outgoing: totals.outgoing,
            archiving: totals.archiving,
        })
    }

    async fn choose_all(&self, client: ClientId, selected: bool) -> Result<(), Problem> {
        let change = MailboxChange { selected: Some(selected), ..MailboxChange::default() };
        self.engine.choose_mailboxes(client, Target::Filter(MailboxFilter::default()), change).await?;
        Ok(())
    }

    pub(crate) async fn domain_changes(&self, client: ClientId, wanted: &str) -> Result<Vec<DomainChange>, Problem> {
        let records = self.engine.domains(client).await?;
        let vanished = self.engine.vanished_domains(client).await?;
        changes(&records, vanished.into_keys(), wanted)
    }

    /// Changes options and shows all of them.
    pub async fn options_patch(&self, client: ClientRef, patch: OptionsPatch) -> Result<OptionsScreen, Problem> {
        let id = ClientId(client.client);
        let mut options = view::to_view(&self.engine.options(id).await?);
        patch.onto(&mut options)?;
        self.options_set(OptionsSet { client: client.client, options }).await
    }
}

fn accounts(list: &str) -> Vec<String> {
    let named = list.split(',').map(str::trim).filter(|one| !one.is_empty() && *one != "none");
    named.map(str::to_owned).collect()
}

impl OptionsPatch {
    pub(super) fn onto(self, options: &mut OptionsView) -> Result<(), Problem> {
        fn set<T>(place: &mut T, value: Option<T>) {
            if let Some(value) = value {
                *place = value;
            }
        }
        set(&mut options.time_zone, self.timezone);
        set(&mut options.date_format, self.date_format);
        set(&mut options.time_format, self.time_format);
        set(&mut options.sso, self.sso);
        set(&mut options.archiving, self.archiving);
        set(&mut options.new_mailboxes, self.new_mailboxes);
        set(&mut options.leavers_incoming, self.leavers.clone());
        set(&mut options.leavers_outgoing, self.leavers);
        set(&mut options.brake_percent, self.brake_percent);
        set(&mut options.brake_floor, self.brake_floor);
        set(&mut options.second_person, self.second_person);
        if let Some(sync) = self.sync {
            let sync = sync.parse().map_err(|message| usage(message, "Give MINUTES, daily-at:HH:MM or manual."))?;
            (options.sync_minutes, options.sync_daily) = view::sync(sync);
        }
        set(&mut options.approvers, self.approvers.as_deref().map(accounts));
        self.kind_services.iter().try_for_each(|pair| kind_services(&mut options.default_kinds, pair))?;
        if let Some(report) = self.report {
            let report: model::Report =
                report.parse().map_err(|message: String| usage(message, "Give off, daily, or up to three times."))?;
            options.report = report.times().iter().map(ToString::to_string).collect();
        }
        Ok(())
    }
}

/// Exactly the named domains, or every one that can be selected. What vanished from the tenant is let go (B2).
fn changes(
    records: &[DomainRecord],
    vanished: impl Iterator<Item = DomainName>,
    wanted: &str,
) -> Result<Vec<DomainChange>, Problem> {
    let mut changes: Vec<_> = vanished.map(|name| DomainChange::select(name, false)).collect();
    if wanted == "all" {
        let free = records.iter().filter(|r| r.facts.unselectable().is_none() && r.other_client.is_none());
        changes.extend(free.map(|r| DomainChange::select(r.facts.name.clone(), true)));
        return Ok(changes);
    }
    let named = wanted.split(',').map(|name| name.trim().parse()).collect::<Result<Vec<DomainName>, _>>();
    let named = named.map_err(|error| usage(error.to_string(), "Give all, or domains separated by commas."))?;
    named.iter().try_for_each(|name| may_be_selected(records, name))?;
    let others =
        records.iter().filter(|r| r.choice.as_ref().is_some_and(|c| c.selected) && !named.contains(&r.facts.name));
    changes.extend(others.map(|r| DomainChange::select(r.facts.name.clone(), false)));
    changes.extend(named.into_iter().map(|name| DomainChange::select(name, true)));
    Ok(changes)
}

/// What the engine would refuse of a domain, while nothing is stored yet.
fn may_be_selected(records: &[DomainRecord], name: &DomainName) -> Result<(), EngineError> {
    let domain = name.clone();
    let Some(record) = records.iter().find(|record| record.facts.name == domain) else {
        return Err(StoreError::UnknownDomain { domain }.into());
    };
    if record.choice.as_ref().is_some_and(|choice| choice.selected) {
        return Ok(());
    }
    match (record.facts.unselectable(), record.other_client.clone()) {
        (Some(reason), _) => Err(StoreError::DomainUnselectable { domain, reason }.into()),
        (None, Some((by, name))) => Err(StoreError::DomainTaken { domain, by, name }.into()),
        (None, None) => Ok(()),
    }
}

pub(super) fn services(text: &str) -> Result<Services, Problem> {
    let mut services = Services::NONE;
    for name in text.split(',').map(str::trim).filter(|name| !name.is_empty()) {
        match name {
            "incoming" => services.incoming = true,
            "outgoing" => services.outgoing = true,
            "archiving" => services.archiving = true,
            other => {
                let message = format!("\u{201c}{other}\u{201d} is not a service");
                return Err(usage(message, "Services are incoming, outgoing, archiving."));
            }
        }
    }
    Ok(services)
}

/// Aliases and regions of domains.
fn paired(selection: &Selection) -> Result<Vec<Change>, Problem> {
    let unchanged = Change { name: String::new(), selected: None, archiving: None, region: None, alias_of: None };
    let aliases = selection.alias.iter().map(|pair| {
        let (name, target) = halves(pair, "alias.example=client.example")?;
        Ok(Change { name, alias_of: Some(target), ..unchanged.clone() })
    });
    let regions = selection.region.iter().map(|pair| {
        let (name, region) = halves(pair, "client.example=eu")?;
        Ok(Change { name, region: Some(region), ..unchanged.clone() })
    });
    aliases.chain(regions).collect()
}

/// Services of one kind, as `room=incoming+outgoing`.
fn kind_services(kinds: &mut Vec<KindServices>, pair: &str) -> Result<(), Problem> {
    let (kind, named) = halves(pair, "room=incoming+outgoing")?;
    let kind = view::kind(&kind)?.to_string();
    kinds.retain(|known| known.kind != kind);
    if named != "default" {
        kinds.push(KindServices { kind, services: view::services(services(&named.replace('+', ","))?) });
    }
    Ok(())
}

/// The two sides of `A=B`.
fn halves(pair: &str, like: &str) -> Result<(String, String), Problem> {
    let halves = pair.split_once('=').map(|(name, value)| (name.trim().to_owned(), value.trim().to_owned()));
    halves.ok_or_else(|| usage(format!("\u{201c}{pair}\u{201d} has no equals sign"), &format!("Write it as {like}.")))
}

/// Reads a list of mailboxes; the first line that cannot be taken is the answer.
pub(super) fn listed(text: &str) -> Result<Vec<ListedRow>, Problem> {
    let list = MailboxList::read(text);
    match list.faults.into_iter().next() {
        None => Ok(list.rows),
        Some(fault) => {
            let what = format!("line {}: {}; nothing was stored", fault.line, wrong(&fault));
            Err(usage(what, "Mend the line and run it again."))
        }
    }
}

fn wrong(LineFault { kind, text, .. }: &LineFault) -> String {
    match kind {
        LineFaultKind::NoAddressColumn => "the header has no column address".to_owned(),
        LineFaultKind::Cells { has, header } => format!("it has {has} cells, and the header has {header}"),
        LineFaultKind::Address(error) => error.to_string(),
        LineFaultKind::Switch => format!("\u{201c}{text}\u{201d} is not 1, 0 or empty"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_of_mailboxes_says_which_line_is_wrong() {
        let rows = listed("\u{feff}Address,incoming,archiving\na@x.example,1,\n\"b@x.example\",0,1\n").unwrap();
        assert_eq!(rows.len(), 2);
        assert_eq!(
            (rows[1].incoming, rows[1].outgoing, rows[1].archiving, rows[1].line),
            (Some(false), None, Some(true), 3)
        );
        for (text, words) in [
            ("mailbox\na@x.example\n", "Line 1: the header has no column address"),
            ("address,incoming\na@x.example,yes\n", "Line 2: \u{201c}yes\u{201d} is not 1, 0 or empty"),
            ("address\nnobody\n", "Line 2: \u{201c}nobody\u{201d} has no local part"),
        ] {
            let message = listed(text).unwrap_err().message;
            assert!(message.starts_with(words), "{message}");
        }
    }

    #[test]
    fn b2_a_domain_that_vanished_is_let_go_by_every_choice_of_domains() {
        let there = crate::view::record("larkfield.example");
        let gone: DomainName = "gone.example".parse().unwrap();
        let expected =
            [DomainChange::select(gone.clone(), false), DomainChange::select(there.facts.name.clone(), true)];
        for wanted in ["all", "larkfield.example"] {
            let changes = changes(std::slice::from_ref(&there), [gone.clone()].into_iter(), wanted).unwrap();
            assert_eq!(changes, expected, "{wanted}");
        }
        let again = changes(&[there], [gone].into_iter(), "gone.example");
        assert!(again.is_err(), "it cannot be selected again");
    }

    #[test]
    fn services_are_named_or_refused() {
        assert_eq!(services("incoming, archiving").unwrap(), Services { outgoing: false, ..Services::ALL });
        assert!(services("incomming").unwrap_err().message.contains("incomming"));
    }
}
