//! The grid of mailboxes.

use engine::{
    ExceptionRecord, MailboxChange, MailboxDetail as StoredDetail, MailboxFilter as StoredFilter,
    MailboxQuery as StoredQuery, MailboxRow as StoredRow, MailboxSort as StoredSort, MailboxState as StoredState,
    MailboxWindow as StoredWindow, ServiceTotals as StoredTotals, Target,
};
use model::{DirectoryId, Kind, KindSource};

use super::{exception, services, time, usage};
use crate::dto::{
    AddressView, KindCount, KindSaid, MailboxChoose, MailboxDetail, MailboxFilter, MailboxQuery, MailboxRow,
    MailboxSort, MailboxState, MailboxTarget, MailboxWindow, Problem, ServiceTotals,
};

pub(crate) fn filter(filter: &MailboxFilter) -> Result<StoredFilter, Problem> {
    Ok(StoredFilter {
        kinds: filter.kinds.iter().map(|name| kind(name)).collect::<Result<_, _>>()?,
        domain: filter.domain.clone(),
        state: filter.state.map(to_stored_state),
        search: filter.search.clone(),
        selected: filter.selected,
    })
}

pub(crate) fn query(query: &MailboxQuery) -> Result<StoredQuery, Problem> {
    Ok(StoredQuery {
        filter: filter(&query.filter)?,
        sort: match query.sort {
            MailboxSort::Name => StoredSort::Name,
            MailboxSort::Address => StoredSort::Address,
            MailboxSort::Kind => StoredSort::Kind,
            MailboxSort::Aliases => StoredSort::Aliases,
            MailboxSort::State => StoredSort::State,
        },
        descending: query.descending,
        offset: query.offset,
        limit: query.limit.min(engine::WINDOW),
    })
}

pub(crate) fn window(window: &StoredWindow, totals: ServiceTotals, read_at: Option<jiff::Timestamp>) -> MailboxWindow {
    MailboxWindow {
        rows: window.rows.iter().map(row).collect(),
        total: window.total,
        by_kind: window.by_kind.iter().map(|(kind, n)| KindCount { kind: kind.to_string(), count: *n }).collect(),
        totals,
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

pub(crate) fn detail(detail: &StoredDetail, excepted: Option<&ExceptionRecord>) -> MailboxDetail {
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
        exception: excepted.map(exception),
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
