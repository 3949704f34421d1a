//! Cmdlets over HTTP: one per request, paged by posting the same body to the next link.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, Query, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;

use super::caller::tenant;
use super::error::ExchangeError;
use super::parameters::{DEFAULT_RESULT_SIZE, Parameters};
use super::{accepted_domains, mail_flow, rbac, recipients};
use crate::tenant::{Collection, Tenant};
use crate::world::{Shown, World, lock, read};

const JSON: &str = "application/json;odata.metadata=minimal;odata.streaming=true;charset=utf-8";
const MAX_PAGE: usize = 1000;

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Body {
    cmdlet_input: CmdletInput,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct CmdletInput {
    cmdlet_name: String,
    #[serde(default)]
    parameters: Map<String, Value>,
}

/// What of a listing was asked for.
#[derive(Debug, Default)]
struct Place {
    /// How many were told already.
    told: usize,
    collection: usize,
    slot: u32,
}

#[derive(Debug, Default)]
struct Answer {
    /// How many, and as JSON with commas between them.
    count: usize,
    rows: Vec<u8>,
    warnings: Vec<String>,
    next: Option<Place>,
}

/// Which of the two interfaces was asked, and where.
#[derive(Clone, Debug)]
enum Route {
    /// One path for every cmdlet.
    First { tenant: String },
    /// A path for each cmdlet.
    Second { tenant: String, endpoint: &'static str },
}

pub(super) async fn invoke(
    State(world): State<Arc<World>>,
    Path(tenant): Path<String>,
    query: Query<BTreeMap<String, String>>,
    headers: HeaderMap,
    Json(body): Json<Body>,
) -> Response {
    if !lock(&world.settings).exchange_v1 {
        return StatusCode::NOT_FOUND.into_response();
    }
    let answer = serve(&world, &Route::First { tenant }, &query, &headers, &body.cmdlet_input);
    answer.unwrap_or_else(IntoResponse::into_response)
}

/// learn.microsoft.com, "Exchange Online Admin API": endpoints that run one cmdlet each.
pub(super) async fn endpoint(
    State(world): State<Arc<World>>,
    Path((tenant, endpoint)): Path<(String, String)>,
    query: Query<BTreeMap<String, String>>,
    headers: HeaderMap,
    Json(body): Json<Body>,
) -> Response {
    let known = ENDPOINTS.iter().find(|(name, _)| name.eq_ignore_ascii_case(&endpoint));
    let Some((endpoint, cmdlet)) = known.filter(|_| lock(&world.settings).exchange_v2) else {
        return ExchangeError::not_found(format!("Resource not found for the segment '{endpoint}'.")).into_response();
    };
    let input = &body.cmdlet_input;
    if !input.cmdlet_name.eq_ignore_ascii_case(cmdlet) {
        let text = format!("The cmdlet '{}' cannot be run at the endpoint {endpoint}.", input.cmdlet_name);
        return ExchangeError::bad_request("System.ArgumentException", text).into_response();
    }
    let answer = serve(&world, &Route::Second { tenant, endpoint }, &query, &headers, input);
    answer.unwrap_or_else(IntoResponse::into_response)
}

const ENDPOINTS: [(&str, &str); 2] = [("Mailbox", "Get-Mailbox"), ("AcceptedDomain", "Get-AcceptedDomain")];

impl Route {
    fn tenant(&self) -> &str {
        match self {
            Self::First { tenant } | Self::Second { tenant, .. } => tenant,
        }
    }

    fn permission(&self) -> &'static str {
        match self {
            Self::First { .. } => "Exchange.Manage",
            Self::Second { .. } => "Exchange.ManageV2",
        }
    }

    fn base(&self, world: &World) -> String {
        match self {
            Self::First { tenant } => format!("{}/adminapi/beta/{tenant}", world.base),
            Self::Second { tenant, .. } => format!("{}/adminapi/v2.0/{tenant}", world.base),
        }
    }

    fn last(&self) -> &'static str {
        match self {
            Self::First { .. } => "InvokeCommand",
            Self::Second { endpoint, .. } => endpoint,
        }
    }
}

fn serve(
    world: &World,
    route: &Route,
    query: &BTreeMap<String, String>,
    headers: &HeaderMap,
    input: &CmdletInput,
) -> Result<Response, ExchangeError> {
    let (tenant, shown) = tenant(world, headers, route.tenant(), &input.cmdlet_name, route.permission())?;
    let place = match query.get("$skiptoken") {
        None => Place::default(),
        Some(token) => decode(token, world, &input.cmdlet_name).ok_or_else(|| {
            ExchangeError::bad_request("System.ArgumentException", "The skip token is invalid for this command.")
        })?,
    };
    let select = query.get("$select").map(String::as_str);
    let listing = Listing { world, tenant, shown, select, size: page_size(world, headers) };
    let answer = listing.run(input, place, matches!(route, Route::First { .. }))?;
    let base = route.base(world);
    let link = answer.next.as_ref().map(|next| {
        let select = select.map(|names| format!("$select={names}&")).unwrap_or_default();
        let token = encode(next, world, &input.cmdlet_name);
        format!("{base}/{}?{select}$skiptoken={token}", route.last())
    });
    Ok(respond(&base, &answer, link))
}

/// What is listed, from where, and how.
#[derive(Debug)]
struct Listing<'a> {
    world: &'a World,
    tenant: &'a Tenant,
    shown: Shown,
    select: Option<&'a str>,
    size: usize,
}

impl Listing<'_> {
    fn run(&self, input: &CmdletInput, place: Place, first: bool) -> Result<Answer, ExchangeError> {
        let mailbox = match input.cmdlet_name.to_ascii_lowercase().as_str() {
            "get-mailbox" => true,
            "get-recipient" => false,
            "get-accepteddomain" => {
                let rows: Vec<String> =
                    accepted_domains::list(self.tenant, self.select).iter().map(Value::to_string).collect();
                return Ok(Answer { rows: rows.join(",").into_bytes(), ..Answer::default() });
            }
            other if first && mail_flow::knows(other) => {
                let rows = mail_flow::list(self.world, self.tenant, other, self.select);
                let rows: Vec<String> = rows.iter().map(Value::to_string).collect();
                return Ok(Answer { rows: rows.join(",").into_bytes(), ..Answer::default() });
            }
            other if first && rbac::knows(other) => {
                let rows = rbac::run(self.world, self.tenant, other, &input.parameters)?;
                let rows: Vec<String> = rows.iter().map(Value::to_string).collect();
                return Ok(Answer { rows: rows.join(",").into_bytes(), ..Answer::default() });
            }
            _ => {
                let text = format!("The term '{}' is not recognized as the name of a cmdlet.", input.cmdlet_name);
                let exception = "System.Management.Automation.CommandNotFoundException";
                return Err(ExchangeError::bad_request(exception, text));
            }
        };
        let parameters = Parameters::parse(&input.parameters, first)?;
        Ok(self.recipients(mailbox, &parameters, place))
    }

    fn recipients(&self, mailbox: bool, parameters: &Parameters, mut place: Place) -> Answer {
        let directory = read(&self.tenant.directory);
        let mut answer = Answer::default();
        let columns = recipients::columns(mailbox, self.select);
        while let Some(collection) = Collection::ALL.get(place.collection) {
            for (slot, entry) in directory.present(*collection, place.slot) {
                let left_out = !self.shown.shows(slot) || !parameters.admits(&entry);
                if left_out || (mailbox && !entry.kind.has_mailbox()) {
                    continue;
                }
                if parameters.result_size.is_some_and(|limit| place.told >= limit) {
                    if !parameters.sized {
                        answer.warnings.push(format!(
                            "By default, only the first {DEFAULT_RESULT_SIZE} items are returned. \
                             Use the ResultSize parameter to specify the number of items returned."
                        ));
                    }
                    return answer;
                }
                if answer.count == self.size {
                    place.slot = slot;
                    answer.next = Some(place);
                    return answer;
                }
                if answer.count > 0 {
                    answer.rows.push(b',');
                }
                recipients::describe(&entry, &columns, &mut answer.rows);
                answer.count += 1;
                place.told += 1;
            }
            place.collection += 1;
            place.slot = 0;
        }
        answer
    }
}

fn page_size(world: &World, headers: &HeaderMap) -> usize {
    let preferences = headers.get_all("prefer").iter().filter_map(|value| value.to_str().ok());
    let preferred = preferences.flat_map(|value| value.split([',', ';'])).find_map(|preference| {
        let (name, value) = preference.split_once('=')?;
        (name.trim().eq_ignore_ascii_case("odata.maxpagesize")).then(|| value.trim().parse().ok())?
    });
    let limit = lock(&world.settings).page_size.unwrap_or(MAX_PAGE);
    preferred.unwrap_or(MAX_PAGE).clamp(1, MAX_PAGE).min(limit)
}

fn encode(place: &Place, world: &World, cmdlet: &str) -> String {
    let Place { told, collection, slot } = place;
    format!("{}.{cmdlet}.{told}.{collection}.{slot}", world.epoch)
}

fn decode(token: &str, world: &World, cmdlet: &str) -> Option<Place> {
    let rest = token.strip_prefix(world.epoch.as_str())?.strip_prefix('.')?;
    let mut numbers = rest.strip_prefix(cmdlet)?.strip_prefix('.')?.split('.');
    Some(Place {
        told: numbers.next()?.parse().ok()?,
        collection: numbers.next()?.parse().ok()?,
        slot: numbers.next()?.parse().ok()?,
    })
}

fn respond(base: &str, answer: &Answer, link: Option<String>) -> Response {
    let mut envelope = json!({
        "@odata.context": format!("{base}/$metadata#Collection(Exchange.GenericHashTable)"),
        "adminapi.warnings@odata.type": "#Collection(String)",
        "@adminapi.warnings": answer.warnings,
    });
    if let Some(link) = link {
        envelope["@odata.nextLink"] = json!(link);
    }
    let mut body = envelope.to_string().into_bytes();
    body.pop();
    body.extend_from_slice(b",\"value\":[");
    body.extend_from_slice(&answer.rows);
    body.extend_from_slice(b"]}");
    ([(header::CONTENT_TYPE, JSON)], body).into_response()
}
