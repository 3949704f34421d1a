//! The grid of mailboxes.

use engine::{
    ExceptionRecord, Imported, LineFault, LineFaultKind, ListFault, MailboxChange, MailboxDetail as StoredDetail,
    MailboxFilter as StoredFilter, MailboxQuery as StoredQuery, MailboxRow as StoredRow, MailboxSort as StoredSort,
    MailboxState as StoredState, MailboxWindow as StoredWindow, ServiceTotals as StoredTotals, Target,
};
use jiff::tz::TimeZone;
use model::{DirectoryId, Kind, KindSource};

use super::{exception, services, time, usage};
use crate::dto::{
    AddressView, GridView, ImportChanges, ImportError, ImportReport, KindCount, KindSaid, MailboxChoose, MailboxDetail,
    MailboxFilter, MailboxQuery, MailboxRow, MailboxSort, MailboxState, MailboxTarget, MailboxWindow, Problem,
    ServiceTotals,
};

pub(crate) fn filter(filter: &MailboxFilter) -> Result<StoredFilter, Problem> {
    Ok(StoredFilter {
        kinds: filter.kinds.iter().map(|name| kind(name)).collect::<Result<_, _>>()?,
        domain: filter.domain.clone(),
        state: filter.state.map(to_stored_state),
        search: filter.search.clone(),
        selected: filter.selected,
        look: filter.look,
    })
}

pub(crate) fn to_filter(filter: &StoredFilter) -> MailboxFilter {
    MailboxFilter {
        kinds: filter.kinds.iter().map(ToString::to_string).collect(),
        domain: filter.domain.clone(),
        state: filter.state.map(state),
        search: filter.search.clone(),
        selected: filter.selected,
        look: filter.look,
    }
}

pub(crate) fn query(query: &MailboxQuery) -> Result<StoredQuery, Problem> {
    Ok(StoredQuery {
        filter: filter(&query.filter)?,
        sort: sort(query.sort),
        descending: query.descending,
        offset: query.offset,
        limit: query.limit.min(engine::WINDOW),
        list: query.list,
    })
}

const fn sort(sort: MailboxSort) -> StoredSort {
    match sort {
        MailboxSort::Name => StoredSort::Name,
        MailboxSort::Address => StoredSort::Address,
        MailboxSort::Kind => StoredSort::Kind,
        MailboxSort::Aliases => StoredSort::Aliases,
        MailboxSort::State => StoredSort::State,
    }
}

/// Every row of a view; the window is the caller's.
pub(crate) fn grid(view: &GridView) -> Result<StoredQuery, Problem> {
    let (filter, sort) = (filter(&view.filter)?, sort(view.sort));
    Ok(StoredQuery { filter, sort, descending: view.descending, ..StoredQuery::default() })
}

/// What a list changes, with what was wrong in it when it was read.
pub(crate) fn import(read: &[LineFault], imported: &Imported, stored: bool) -> ImportReport {
    let wrong = read.iter().map(line_fault).chain(imported.faults.iter().map(|(line, fault)| list_fault(*line, fault)));
    let mut errors: Vec<ImportError> = wrong.collect();
    errors.sort_by_key(|error| error.line);
    let wrong = u32::try_from(errors.len()).unwrap_or(u32::MAX);
    errors.truncate(ERRORS);
    let [incoming_on, outgoing_on, archiving_on] = imported.on;
    let [incoming_off, outgoing_off, archiving_off] = imported.off;
    ImportReport {
        stored,
        listed: imported.listed,
        changes: ImportChanges {
            recipients: imported.recipients,
            chosen: imported.chosen,
            left_out: imported.left_out,
            incoming_on,
            incoming_off,
            outgoing_on,
            outgoing_off,
            archiving_on,
            archiving_off,
        },
        unchanged: imported.unchanged,
        errors,
        wrong,
        totals: totals(imported.totals),
    }
}

/// Errors of a list that are told one by one.
const ERRORS: usize = 100;

fn line_fault(LineFault { line, kind, text }: &LineFault) -> ImportError {
    let code = match kind {
        LineFaultKind::NoAddressColumn => "header",
        LineFaultKind::Cells { .. } => "cells",
        LineFaultKind::Address(_) => "address",
        LineFaultKind::Switch => "switch",
    };
    ImportError { line: *line, code: code.to_owned(), text: text.clone() }
}

fn list_fault(line: u32, fault: &ListFault) -> ImportError {
    let (code, text) = match fault {
        ListFault::Unknown(address) => ("unknown", address.to_string()),
        ListFault::Twice { address, .. } => ("twice", address.to_string()),
    };
    ImportError { line, code: code.to_owned(), text }
}

pub(crate) fn window(window: &StoredWindow, read_at: Option<jiff::Timestamp>) -> MailboxWindow {
    MailboxWindow {
        rows: window.rows.iter().map(row).collect(),
        list: window.list,
        total: window.total,
        chosen: window.chosen,
        differs: window.differs,
        undo: window.undo,
        by_kind: window.by_kind.iter().map(|(kind, n)| KindCount { kind: kind.to_string(), count: *n }).collect(),
        totals: totals(window.totals),
        read_at: read_at.map(time),
    }
}

pub(crate) fn row(row: &StoredRow) -> MailboxRow {
    MailboxRow {
        id: row.id.to_string(),
        name: row.name.clone(),
        address: row.address.clone(),
        kind: row.kind.to_string(),
        guess: row.kind_source == KindSource::Guess,
        aliases: row.aliases,
        selected: row.selected,
        services: services(row.services),
        now: row.now.map(services),
        state: state(row.state),
    }
}

/// `zone`: the client's.
pub(crate) fn detail(detail: &StoredDetail, excepted: Option<&ExceptionRecord>, zone: &TimeZone) -> MailboxDetail {
    let addresses = detail.addresses.iter().enumerate().map(|(index, (address, in_scope))| AddressView {
        address: address.to_string(),
        primary: index == 0,
        in_scope: *in_scope,
    });
    MailboxDetail {
        row: row(&detail.row),
        addresses: addresses.collect(),
        kind_source: detail.row.kind_source.as_str().to_owned(),
        kinds: said(detail),
        decided: detail.decided.map(|kind| kind.to_string()),
        exchange_only: detail.exchange_only,
        first_seen: time(detail.first_seen),
        chosen_by_hand: detail.chosen_by_hand,
        reason: detail.reason.map(|reason| reason.as_str().to_owned()),
        exception: excepted.map(|record| exception(record, zone)),
    }
}

/// The technician's word first: it counts whatever the sources say.
fn said(detail: &StoredDetail) -> Vec<KindSaid> {
    let decided = detail.decided.map(|kind| (KindSource::Technician, kind));
    let all = decided.iter().chain(&detail.said);
    all.map(|(source, kind)| KindSaid { source: source.as_str().to_owned(), kind: kind.to_string() }).collect()
}

pub(crate) fn kind(name: &str) -> Result<Kind, Problem> {
    name.parse().map_err(|message: String| usage(message, "Kinds are named as in the list of recipients."))
}

pub(crate) fn totals(totals: StoredTotals) -> ServiceTotals {
    ServiceTotals {
        recipients: totals.recipients,
        selected: totals.selected,
        incoming: totals.incoming,
        outgoing: totals.outgoing,
        archiving: totals.archiving,
        incoming_delta: totals.incoming_delta,
        outgoing_delta: totals.outgoing_delta,
        archiving_delta: totals.archiving_delta,
        not_taken: totals.not_taken,
    }
}

pub(crate) fn target(target: &MailboxTarget) -> Result<Target, Problem> {
    match target {
        MailboxTarget::Filter { filter: shown } => Ok(Target::Filter(filter(shown)?)),
        MailboxTarget::Rows { list, ranges } => Ok(Target::Rows { list: *list, ranges: ranges.clone() }),
        MailboxTarget::Ids { ids } => {
            let ids = ids.iter().map(|id| id.parse::<DirectoryId>()).collect::<Result<_, _>>();
            Ok(Target::Ids(ids.map_err(|error| usage(error.to_string(), "Ids are those of the list of recipients."))?))
        }
    }
}

pub(crate) fn change(choose: &MailboxChoose) -> MailboxChange {
    let MailboxChoose { selected, incoming, outgoing, archiving, .. } = *choose;
    MailboxChange { selected, incoming, outgoing, archiving }
}

fn state(state: StoredState) -> MailboxState {
    match state {
        StoredState::New => MailboxState::New,
        StoredState::Exists => MailboxState::Exists,
        StoredState::Managed => MailboxState::Managed,
        StoredState::Changed => MailboxState::Changed,
        StoredState::Ends => MailboxState::Ends,
        StoredState::NotChosen => MailboxState::NotChosen,
        StoredState::Leaver => MailboxState::Leaver,
        StoredState::Exception => MailboxState::Exception,
    }
}

fn to_stored_state(state: MailboxState) -> StoredState {
    match state {
        MailboxState::New => StoredState::New,
        MailboxState::Exists => StoredState::Exists,
        MailboxState::Managed => StoredState::Managed,
        MailboxState::Changed => StoredState::Changed,
        MailboxState::Ends => StoredState::Ends,
        MailboxState::NotChosen => StoredState::NotChosen,
        MailboxState::Leaver => StoredState::Leaver,
        MailboxState::Exception => StoredState::Exception,
    }
}
