//! Microsoft's endpoint service: from which addresses its clouds speak.
//!
//! Microsoft Learn: "Microsoft 365 IP Address and URL web service"; the ranges are those of "Microsoft 365 URLs and IP
//! address ranges", as far as they concern mail, with a few others beside them.

use std::sync::Arc;

use axum::Json;
use axum::Router;
use axum::extract::{Path, Query, State};
use axum::http::{StatusCode, header};
use axum::middleware;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::faults::watch;
use crate::world::{World, lock};

/// As of 14 August 2026.
pub(crate) const VERSION: &str = "2026081400";

const INSTANCES: [&str; 4] = ["Worldwide", "USGovDoD", "USGovGCCHigh", "China"];

/// Of one set: id, area, URLs, ranges, TCP ports.
type Row = (u32, &'static str, &'static [&'static str], &'static [&'static str], &'static str);

#[rustfmt::skip]
const WORLDWIDE: &[Row] = &[
    (1, "Exchange", &["outlook.cloud.microsoft", "outlook.office.com", "outlook.office365.com"], &["13.107.6.152/31", "40.96.0.0/13", "52.96.0.0/14", "2603:1006::/40"], "80,443"),
    (2, "Exchange", &["outlook.office365.com", "smtp.office365.com"], &["13.107.6.152/31", "40.96.0.0/13", "52.96.0.0/14", "2603:1006::/40"], "143,587,993,995"),
    (8, "Exchange", &["*.outlook.com"], &[], "80,443"),
    (9, "Exchange", &["*.protection.outlook.com"], &["40.92.0.0/15", "40.107.0.0/16", "52.100.0.0/14", "52.238.78.88/32", "104.47.0.0/17", "2a01:111:f403::/48"], "443"),
    (10, "Exchange", &["*.mail.protection.outlook.com", "*.mx.microsoft"], &["40.92.0.0/15", "40.107.0.0/16", "52.100.0.0/14", "104.47.0.0/17", "2a01:111:f400::/48", "2a01:111:f403::/48"], "25"),
    (31, "SharePoint", &["*.sharepoint.com"], &["13.107.136.0/22", "40.108.128.0/17", "52.104.0.0/14"], "80,443"),
    (56, "Common", &["login.microsoftonline.com", "graph.microsoft.com"], &["20.190.128.0/18", "40.126.0.0/18"], "80,443"),
];

#[rustfmt::skip]
const GCC_HIGH: &[Row] = &[
    (1, "Exchange", &["outlook.office365.us"], &["20.35.208.0/20", "20.35.240.0/21", "40.66.16.0/21"], "80,443"),
    (5, "Exchange", &["outlook.office365.us"], &[], "25,143,587,993,995"),
    (6, "Exchange", &["*.protection.office365.us", "*.scc.office365.us"], &["23.103.191.0/24", "23.103.199.128/25", "23.103.208.0/22", "2001:489a:2202:4::/62", "2001:489a:2202:2000::/63"], "25,443"),
];

#[rustfmt::skip]
const DOD: &[Row] = &[
    (1, "Exchange", &["outlook-dod.office365.us", "webmail.apps.mil"], &["40.66.24.0/21", "131.253.80.0/24"], "80,443"),
    (4, "Exchange", &["outlook-dod.office365.us", "webmail.apps.mil"], &[], "25,143,587,993,995"),
    (6, "Exchange", &["*.protection.apps.mil", "*.protection.office365.us"], &["23.103.191.0/24", "23.103.199.0/25", "23.103.204.0/22", "2001:489a:2202::/62", "2001:489a:2202:8::/62"], "25,443"),
];

#[rustfmt::skip]
const CHINA: &[Row] = &[
    (1, "Exchange", &["*.partner.outlook.cn"], &["40.73.132.0/24", "42.159.40.0/24", "42.159.163.128/25"], "80,443"),
    (2, "Exchange", &[], &["42.159.33.192/27", "42.159.36.0/24", "139.219.24.0/22", "2406:e500:4440::/43", "2406:e500:c020::/44"], "25,53,80,443"),
];

pub(crate) fn routes(world: &Arc<World>) -> Router {
    Router::new()
        .route("/version/{instance}", get(version))
        .route("/endpoints/{instance}", get(endpoints))
        .layer(middleware::from_fn_with_state(Arc::clone(world), watch))
        .with_state(Arc::clone(world))
}

/// Names of parameters and instances are of any case.
type Asked = Query<Vec<(String, String)>>;

fn parameter<'a>(query: &'a [(String, String)], name: &str) -> Option<&'a str> {
    query.iter().find(|(key, _)| key.eq_ignore_ascii_case(name)).map(|(_, value)| value.as_str())
}

/// The instance's name as the service writes it, once the request may be answered.
fn admit(instance: &str, query: &[(String, String)]) -> Result<&'static str, &'static str> {
    if parameter(query, "clientrequestid").is_none_or(|id| Uuid::try_parse(id).is_err()) {
        return Err("The parameter ClientRequestId is missing or is not a GUID.");
    }
    if parameter(query, "format").is_some_and(|format| !format.eq_ignore_ascii_case("json")) {
        return Err("This practice service answers in JSON only.");
    }
    let known = INSTANCES.into_iter().find(|name| name.eq_ignore_ascii_case(instance));
    known.ok_or("The instance is not known.")
}

async fn version(State(world): State<Arc<World>>, Path(instance): Path<String>, Query(query): Asked) -> Response {
    match admit(&instance, &query) {
        Err(words) => (StatusCode::BAD_REQUEST, words).into_response(),
        Ok(instance) => {
            let latest = lock(&world.settings).endpoints_version.clone();
            let caching = [(header::CACHE_CONTROL, "public, max-age=3600")];
            (caching, Json(json!({ "instance": instance, "latest": latest }))).into_response()
        }
    }
}

async fn endpoints(State(world): State<Arc<World>>, Path(instance): Path<String>, Query(query): Asked) -> Response {
    let rows = match admit(&instance, &query) {
        Err(words) => return (StatusCode::BAD_REQUEST, words).into_response(),
        Ok("Worldwide") => WORLDWIDE,
        Ok("USGovGCCHigh") => GCC_HIGH,
        Ok("USGovDoD") => DOD,
        Ok(_) => CHINA,
    };
    let areas = parameter(&query, "serviceareas").map(str::to_ascii_lowercase);
    let wanted = |area: &str| {
        let area = area.to_ascii_lowercase();
        area == "common" || areas.as_ref().is_none_or(|areas| areas.split(',').any(|name| name == area))
    };
    let ours = lock(&world.settings).mail_ranges.clone();
    let sets: Vec<Value> = rows.iter().filter(|row| wanted(row.1)).map(|row| set(row, ours.as_deref())).collect();
    Json(sets).into_response()
}

/// What is empty is left out.
fn set(&(id, area, urls, ips, ports): &Row, ours: Option<&[String]>) -> Value {
    let is_mail = !ips.is_empty() && ports.split(',').any(|port| port == "25");
    let name = match area {
        "Exchange" => "Exchange Online",
        "SharePoint" => "SharePoint Online and OneDrive for Business",
        _ => "Microsoft 365 Common and Office Online",
    };
    let mut set = json!({
        "id": id,
        "serviceArea": area,
        "serviceAreaDisplayName": name,
        "tcpPorts": ports,
        "expressRoute": !ips.is_empty(),
        "category": if ips.is_empty() { "Default" } else { "Allow" },
        "required": true,
    });
    if !urls.is_empty() {
        set["urls"] = json!(urls);
    }
    match ours.filter(|_| is_mail) {
        Some(ours) => set["ips"] = json!(ours),
        None if !ips.is_empty() => set["ips"] = json!(ips),
        None => {}
    }
    set
}
