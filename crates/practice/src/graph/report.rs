//! The mailbox usage report as JSON, which Graph only has in beta.
//!
//! learn.microsoft.com, "reportRoot: getMailboxUsageDetail" (beta, `$format=application/json`) and
//! "adminReportSettings resource type" (concealed names).

use std::sync::Arc;

use aws_lc_rs::digest;
use axum::Router;
use axum::extract::Path;
use axum::http::StatusCode;
use axum::middleware;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use serde_json::{Value, json};

use super::caller::caller;
use super::error::{self, GraphError};
use super::page::Page;
use super::query::Asked;
use crate::tenant::{Collection, Entry, Kind, Role};
use crate::world::{World, lock, read};

const PERMISSIONS: &[&str] = &["Reports.Read.All"];
const DEFAULT_PAGE: usize = 200;
const MAX_PAGE: usize = 2000;

/// `/beta`, where nothing else lives.
pub(crate) fn routes() -> Router<Arc<World>> {
    Router::new()
        .route("/reports/{function}", get(detail))
        .fallback(error::unknown_segment)
        .layer(middleware::from_fn(error::identify))
}

async fn detail(Path(function): Path<String>, asked: Asked) -> Response {
    page(&function, &asked).map_or_else(IntoResponse::into_response, |page| page.into_response(&asked))
}

fn period(function: &str) -> Option<&str> {
    let period = function.strip_prefix("getMailboxUsageDetail(period='")?.strip_suffix("')")?;
    ["D7", "D30", "D90", "D180"].contains(&period).then(|| &period[1..])
}

fn page(function: &str, asked: &Asked) -> Result<Page, GraphError> {
    let caller = caller(&asked.world, &asked.headers, PERMISSIONS)?;
    let bad = |text: &str| GraphError::new(StatusCode::BAD_REQUEST, "BadRequest", text);
    let period = period(function).ok_or_else(|| bad("Invalid function or period."))?;
    asked.only(&["$format", "$top", "$skiptoken"])?;
    if asked.option("$format") != Some("application/json") {
        return Err(bad("This cloud has the report as application/json only."));
    }
    let (reports, concealed, limit) = {
        let settings = lock(&asked.world.settings);
        (settings.reports, settings.concealed_names, settings.page_size.unwrap_or(MAX_PAGE))
    };
    if !reports || caller.role == Role::Member {
        return Err(GraphError::new(StatusCode::FORBIDDEN, "S2SUnauthorized", "Invalid permission."));
    }
    let size = asked.option("$top").map_or(Some(DEFAULT_PAGE), |top| top.parse().ok());
    let size = size.filter(|size| (1..=MAX_PAGE).contains(size)).ok_or_else(|| bad("Invalid page size."))?.min(limit);
    let from =
        asked.option("$skiptoken").map_or(Some(0), |token| token.parse().ok()).ok_or_else(|| bad("Invalid token."))?;
    let directory = read(&caller.tenant.directory);
    let mut mailboxes = directory
        .present(Collection::Users, from)
        .filter(|(slot, entry)| caller.shown.shows(*slot) && recipient_type(entry).is_some());
    let today = jiff::Timestamp::from_second(asked.world.now()).unwrap_or_default();
    let day = today.strftime("%Y-%m-%d").to_string();
    let rows = mailboxes.by_ref().take(size).map(|(_, entry)| row(&entry, concealed, period, &day).to_string());
    let value = rows.collect::<Vec<_>>().join(",").into_bytes();
    let link = mailboxes.next().map(|(slot, _)| {
        let top = asked.option("$top").map(|top| format!("&$top={top}")).unwrap_or_default();
        let format = "$format=application/json";
        ("@odata.nextLink", format!("{}/beta/reports/{function}?{format}{top}&$skiptoken={slot}", asked.world.base))
    });
    Ok(Page::of("reports/Microsoft.Graph.getMailboxUsageDetail".to_owned(), value, link))
}

/// Only these two are seen in answers of the service; rooms and equipment are not in this report.
fn recipient_type(entry: &Entry) -> Option<&'static str> {
    match entry.kind {
        Kind::User => Some("User"),
        Kind::Shared => Some("Shared"),
        _ => None,
    }
}

fn row(entry: &Entry, concealed: bool, period: &str, day: &str) -> Value {
    let shown = |text: &str| if concealed { hashed(text) } else { text.to_owned() };
    json!({
        "reportRefreshDate": day,
        "userPrincipalName": shown(entry.upn.as_deref().unwrap_or_default()),
        "displayName": shown(&entry.name),
        "isDeleted": false,
        "deletedDate": null,
        "createdDate": "2024-09-02",
        "lastActivityDate": day,
        "itemCount": entry.name.len() * 97,
        "storageUsedInBytes": entry.name.len() * 10_485_760,
        "deletedItemCount": 0,
        "deletedItemSizeInBytes": 0,
        "deletedItemQuota": 32_212_254_720_u64,
        "issueWarningQuotaInBytes": 105_226_698_752_u64,
        "prohibitSendQuotaInBytes": 106_300_440_576_u64,
        "prohibitSendReceiveQuotaInBytes": 107_374_182_400_u64,
        "hasArchive": entry.archive,
        "recipientType": recipient_type(entry),
        "reportPeriod": period,
    })
}

fn hashed(text: &str) -> String {
    let digest = digest::digest(&digest::SHA256, text.as_bytes());
    digest.as_ref().iter().take(16).map(|byte| format!("{byte:02X}")).collect()
}
