//! From the engine's values to what crosses the border, and back.

mod client;
mod cutover;
mod domains;
mod exception;
mod gateway;
mod mail_import;
mod mailboxes;
mod options;
mod overview;
mod plan;
mod problem;
mod registration;
mod run;
mod settings;
mod shape;
mod support;
mod why;

pub(crate) use client::{client_row, client_view, colour_name, next_colour, receipt, tenant};
pub(crate) use cutover::{current_mx, cutover, step_code, step_kind};
pub(crate) use domains::domain_rows;
#[cfg(test)]
pub(crate) use domains::tests::record;
pub(crate) use exception::exception;
pub(crate) use gateway::{
    credentials, gateway, gateway_compared, gateway_kind, gateway_of, gateway_tested, gateway_try, hand_counts,
    hand_query, hand_window,
};
pub(crate) use mail_import::{import_access, import_app, import_room, import_row, import_view, import_window_query};
pub(crate) use mailboxes::{change, detail, filter, grid, import, kind, query, target, to_filter, totals, window};
pub(crate) use options::{from_view, rule, sync, to_view};
pub(crate) use overview::overview;
pub(crate) use plan::{
    Asks, action, approval, bill, group_count, group_named, hold_named, kind_of_plan, plan_query, plan_view,
    plan_window,
};
pub(crate) use problem::usage;
pub(crate) use registration::registration;
pub(crate) use run::{history_row, run_rows, run_view, stored_outcome};
pub(crate) use settings::{background, change_of, need, settings};
pub(crate) use shape::{Subject, recipient, subject};
pub(crate) use support::{bundle, update};
pub(crate) use why::why;

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

/// A directory id, as the lists have it.
pub(crate) fn directory_id(text: &str) -> Result<model::DirectoryId, crate::dto::Problem> {
    text.parse().map_err(|error: model::NotAGuid| usage(error.to_string(), "Ids are those of the list."))
}

pub(crate) fn domain_name(text: &str) -> Result<model::DomainName, crate::dto::Problem> {
    text.trim().parse().map_err(|error: model::AddressError| usage(error.to_string(), "Name a domain of the tenant."))
}
