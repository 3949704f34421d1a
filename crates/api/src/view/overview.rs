//! The first tab of a client's page.

use engine::Overview;
use model::plan::Hold;

use super::{bill, time};
use crate::dto::{ClientOverview, HeldCause, HistoryRow, ServiceCounts};

pub(crate) fn overview(seen: &Overview, last_run: Option<HistoryRow>) -> ClientOverview {
    let [incoming, outgoing, archiving] = seen.services;
    let open = seen.plan.as_ref().filter(|plan| plan.run.is_none());
    let drift = seen.holds.iter().find(|(hold, _)| *hold == Hold::Drift);
    ClientOverview {
        services: ServiceCounts { incoming, outgoing, archiving },
        bill: open.map(|plan| bill(&plan.bill)),
        holds: seen
            .holds
            .iter()
            .map(|(hold, count)| HeldCause { hold: hold.as_str().to_owned(), count: *count })
            .collect(),
        drift: drift.map_or(0, |(_, count)| *count),
        exceptions: seen.exceptions.total,
        exceptions_ended: seen.exceptions.ended,
        by_hand: seen.by_hand,
        last_full: seen.last_full.map(time),
        observed_at: seen.observed_at.map(time),
        last_run,
    }
}
