//! From the engine's values to what crosses the border, and back.

mod client;
mod domains;
mod mailboxes;
mod options;
mod plan;
mod problem;
mod registration;

pub(crate) use client::{client_row, client_view, colour_name, next_colour, receipt, tenant};
pub(crate) use domains::domain_rows;
#[cfg(test)]
pub(crate) use domains::tests::record;
pub(crate) use mailboxes::{change, detail, kind, query, target, totals, window};
pub(crate) use options::{from_view, to_view};
pub(crate) use plan::{history_row, hold, plan_query, plan_view, plan_window, run_view};
pub(crate) use problem::usage;
pub(crate) use registration::registration;

use crate::dto::ServicesView;

/// RFC 3339 in UTC, to the second.
pub(crate) fn time(at: jiff::Timestamp) -> String {
    at.round(jiff::Unit::Second).unwrap_or(at).to_string()
}

pub(crate) fn services(services: model::Services) -> ServicesView {
    ServicesView { incoming: services.incoming, outgoing: services.outgoing, archiving: services.archiving }
}

pub(crate) fn from_services(view: ServicesView) -> model::Services {
    model::Services { incoming: view.incoming, outgoing: view.outgoing, archiving: view.archiving }
}

pub(crate) fn count(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}
