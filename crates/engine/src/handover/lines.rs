//! The lists of a pack: every row goes into its file, as many as a document may have into the pack, counts with it.

use std::collections::BTreeMap;
use std::io::Write;

use ::handover::lines::Lines;
use ::handover::pack::{
    ExceptionCause, ExceptionPart, HandPart, HandWish, KindPart, LISTED, LISTED_EXCEPTIONS, LISTED_RUNS, MailboxPart,
    Pack, RunEnd, RunPart, Standing,
};
use jiff::Timestamp;
use model::{Kind, KindSource};
use store::{
    ApprovalRecord, ClientId, ExceptionQuery, ExceptionRecord, HandQuery, HandRow, HandValue, HandoverRow,
    MailboxState, RunRecord, RunState, Store,
};

use crate::by_hand::THERE_ALREADY;
use crate::{EngineError, undo_ends};

/// Rows read together.
const PAGE: u32 = 1_000;

pub(super) fn mailboxes(
    store: &Store,
    client: ClientId,
    mut lines: Lines<impl Write>,
    pack: &mut Pack,
) -> Result<(), EngineError> {
    let mut kinds: BTreeMap<Kind, KindPart> = BTreeMap::new();
    let (mut all, mut after) = (0, (String::new(), 0));
    loop {
        let (rows, last) = store.handover_page(client, &after, PAGE, pack.made_at)?;
        let Some(last) = last else { break };
        after = last;
        for row in rows {
            let row = mailbox(row);
            lines.mailbox(&row)?;
            let kind = kinds.entry(row.kind).or_insert(KindPart { kind: row.kind, count: 0, services: [0; 3] });
            kind.count += 1;
            let services = [row.services.incoming, row.services.outgoing, row.services.archiving];
            kind.services.iter_mut().zip(services).for_each(|(sum, has)| *sum += u32::from(has));
            all += 1;
            // Beyond the bound the document lists nobody, and nothing is kept for it.
            match all <= LISTED {
                true => pack.mailboxes.push(row),
                false => pack.mailboxes.clear(),
            }
        }
    }
    pack.mailboxes.sort_by_cached_key(|row| (row.name.to_lowercase(), row.address.clone()));
    pack.kinds = kinds.into_values().collect();
    Ok(lines.end()?)
}

fn mailbox(row: HandoverRow) -> MailboxPart {
    MailboxPart {
        guess: row.kind_source == KindSource::Guess,
        state: match row.state {
            MailboxState::New => Standing::New,
            MailboxState::Exists => Standing::Exists,
            MailboxState::Managed => Standing::Managed,
            MailboxState::Changed => Standing::Changed,
            MailboxState::Ends => Standing::Ends,
            MailboxState::NotChosen => Standing::NotChosen,
            MailboxState::Leaver => Standing::Leaver,
            MailboxState::Exception => Standing::Exception,
        },
        name: row.name,
        address: row.address,
        aliases: row.aliases,
        kind: row.kind,
        services: row.services,
    }
}

pub(super) fn exceptions(
    store: &Store,
    client: ClientId,
    mut lines: Lines<impl Write>,
    pack: &mut Pack,
) -> Result<(), EngineError> {
    let mut query = ExceptionQuery { limit: PAGE, ..ExceptionQuery::default() };
    loop {
        let window = store.exceptions(client, &query, pack.made_at)?;
        pack.exception_count = window.total;
        let read = u32::try_from(window.rows.len()).unwrap_or(u32::MAX);
        for row in window.rows {
            let row = exception(row);
            lines.exception(&row)?;
            if pack.exceptions.len() < LISTED_EXCEPTIONS as usize {
                pack.exceptions.push(row);
            }
        }
        query.offset += read;
        if read < PAGE {
            return Ok(lines.end()?);
        }
    }
}

fn exception(row: ExceptionRecord) -> ExceptionPart {
    ExceptionPart {
        key: row.key,
        name: row.name,
        since: row.since,
        ended: row.exempt == model::plan::Exempt::Expired,
        cause: match row.terms.cause {
            store::ExceptionCause::Person => ExceptionCause::Person,
            store::ExceptionCause::Undone => ExceptionCause::Undone,
            store::ExceptionCause::Drift => ExceptionCause::Drift,
        },
        until: row.terms.until,
        reason: row.terms.reason,
        owner: row.terms.owner,
    }
}

/// Those that wait, then those that were made.
pub(super) fn hand(
    store: &Store,
    client: ClientId,
    mut lines: Lines<impl Write>,
    pack: &mut Pack,
) -> Result<(), EngineError> {
    for done in [false, true] {
        let mut query = HandQuery { done, limit: PAGE, ..HandQuery::default() };
        loop {
            let window = store.by_hand(client, &query)?;
            let Some(last) = window.rows.last() else { break };
            query.after = Some(last.id);
            for row in window.rows {
                let row = hand_part(row);
                lines.hand(&row)?;
                if !done && pack.hand_rows.len() < LISTED as usize {
                    pack.hand_rows.push(row);
                }
            }
        }
    }
    Ok(lines.end()?)
}

fn hand_part(row: HandRow) -> HandPart {
    HandPart {
        key: row.key,
        setting: row.setting,
        value: match row.value {
            HandValue::Switch(on) => HandWish::Switch(on),
            HandValue::Text(text) if text == THERE_ALREADY => HandWish::ThereAlready,
            HandValue::Text(text) => HandWish::Text(text),
            HandValue::Mailbox { listed, kind, previous } => HandWish::Mailbox(listed, kind, previous),
            HandValue::Services(services) => HandWish::Services(services),
            HandValue::Profile(profile) => HandWish::Profile(Box::new(profile)),
        },
        wanted: row.wanted_at,
        done: row.done,
    }
}

pub(super) fn runs(
    store: &Store,
    client: ClientId,
    mut lines: Lines<impl Write>,
    pack: &mut Pack,
) -> Result<(), EngineError> {
    let runs = store.runs(client)?;
    pack.run_count = u32::try_from(runs.len()).unwrap_or(u32::MAX);
    for run in runs {
        let approvals = store.approvals(run.plan)?;
        let run = run_part(&run, approvals, pack.made_at);
        lines.run(&run)?;
        if pack.runs.len() < LISTED_RUNS as usize {
            pack.runs.push(run);
        }
    }
    Ok(lines.end()?)
}

fn run_part(run: &RunRecord, approvals: Vec<ApprovalRecord>, now: Timestamp) -> RunPart {
    let until = undo_ends(run.ended_at.unwrap_or(run.started_at));
    RunPart {
        run: run.id.0,
        undoes: run.undoes.map(|run| run.0),
        started: run.started_at,
        scheduled: run.by == "schedule",
        who: run.who.clone(),
        approvals: approvals.into_iter().map(|one| (one.account.unwrap_or(one.who), one.second)).collect(),
        end: match run.state {
            RunState::Running => RunEnd::Running,
            RunState::Paused => RunEnd::Paused,
            RunState::Ended => RunEnd::Ended,
            RunState::Cancelled => RunEnd::Cancelled,
            RunState::Interrupted => RunEnd::Interrupted,
        },
        counts: [run.done, run.failed, run.held],
        verified: run.verified,
        undo: (until, until <= now),
    }
}
