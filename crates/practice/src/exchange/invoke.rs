//! InvokeCommand: one cmdlet per request, paged by posting the same body to the next link.

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
use super::{accepted_domains, recipients};
use crate::tenant::{Collection, Tenant};
use crate::world::{World, lock, read};

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
    page: u32,
    /// How many were told already.
    told: usize,
    collection: usize,
    slot: u32,
}

#[derive(Debug, Default)]
struct Answer {
    rows: Vec<Value>,
    warnings: Vec<String>,
    next: Option<Place>,
}

pub(super) async fn invoke(
    State(world): State<Arc<World>>,
    Path(path): Path<String>,
    Query(query): Query<BTreeMap<String, String>>,
    headers: HeaderMap,
    Json(body): Json<Body>,
) -> Response {
    let input = &body.cmdlet_input;
    let tenant = match tenant(&world, &headers, &path, &input.cmdlet_name) {
        Ok(tenant) => tenant,
        Err(error) => return error.into_response(),
    };
    let place = match query.get("$skiptoken").map(|token| decode(token, &world, &input.cmdlet_name)) {
        None => Place::default(),
        Some(Some(place)) => place,
        Some(None) => {
            let text = "The skip token is invalid for this command.";
            return ExchangeError::bad_request("System.ArgumentException", text).into_response();
        }
    };
    let select = query.get("$select").map(String::as_str);
    let size = page_size(&world, &headers);
    let answer = match run(tenant, input, select, place, size) {
        Ok(answer) => answer,
        Err(error) => return error.into_response(),
    };
    let link = answer.next.as_ref().map(|next| {
        let select = select.map(|names| format!("$select={names}&")).unwrap_or_default();
        let token = encode(next, &world, &input.cmdlet_name);
        format!("{}/adminapi/beta/{path}/InvokeCommand?{select}$skiptoken={token}", world.base)
    });
    respond(&world, &path, &answer, link)
}

fn run(
    tenant: &Tenant,
    input: &CmdletInput,
    select: Option<&str>,
    place: Place,
    size: usize,
) -> Result<Answer, ExchangeError> {
    let mailbox = match input.cmdlet_name.to_ascii_lowercase().as_str() {
        "get-mailbox" => true,
        "get-recipient" => false,
        "get-accepteddomain" => {
            return Ok(Answer { rows: accepted_domains::list(tenant, select), ..Answer::default() });
        }
        _ => {
            let text = format!("The term '{}' is not recognized as the name of a cmdlet.", input.cmdlet_name);
            let exception = "System.Management.Automation.CommandNotFoundException";
            return Err(ExchangeError::bad_request(exception, text));
        }
    };
    let parameters = Parameters::parse(&input.parameters)?;
    Ok(recipients_page(tenant, mailbox, &parameters, select, place, size))
}

fn recipients_page(
    tenant: &Tenant,
    mailbox: bool,
    parameters: &Parameters,
    select: Option<&str>,
    mut place: Place,
    size: usize,
) -> Answer {
    let directory = read(&tenant.directory);
    let mut answer = Answer::default();
    while let Some(collection) = Collection::ALL.get(place.collection) {
        for (slot, entry) in directory.present(*collection, place.slot) {
            if !parameters.admits(&entry) || (mailbox && !entry.kind.has_mailbox()) {
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
            if answer.rows.len() == size {
                place.slot = slot;
                place.page += 1;
                answer.next = Some(place);
                return answer;
            }
            answer.rows.push(recipients::describe(&entry, mailbox, select));
            place.told += 1;
        }
        place.collection += 1;
        place.slot = 0;
    }
    answer
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
    let Place { page, told, collection, slot } = place;
    format!("{}.{cmdlet}.{page}.{told}.{collection}.{slot}", world.epoch)
}

fn decode(token: &str, world: &World, cmdlet: &str) -> Option<Place> {
    let rest = token.strip_prefix(world.epoch.as_str())?.strip_prefix('.')?;
    let mut numbers = rest.strip_prefix(cmdlet)?.strip_prefix('.')?.split('.');
    Some(Place {
        page: numbers.next()?.parse().ok()?,
        told: numbers.next()?.parse().ok()?,
        collection: numbers.next()?.parse().ok()?,
        slot: numbers.next()?.parse().ok()?,
    })
}

fn respond(world: &World, path: &str, answer: &Answer, link: Option<String>) -> Response {
    let mut body = json!({
        "@odata.context":
            format!("{}/adminapi/beta/{path}/$metadata#Collection(Exchange.GenericHashTable)", world.base),
        "adminapi.warnings@odata.type": "#Collection(String)",
        "@adminapi.warnings": answer.warnings,
        "value": answer.rows,
    });
    if let Some(link) = link {
        body["@odata.nextLink"] = json!(link);
    }
    let body = body.to_string().into_bytes();
    (StatusCode::OK, [(header::CONTENT_TYPE, JSON)], body).into_response()
}
