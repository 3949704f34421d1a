//! The domains of the tenant and the DNS records Microsoft wants for them.

use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};

use super::caller::caller;
use super::error::GraphError;
use super::page::Page;
use super::query::Asked;
use crate::tenant::Domain;
use crate::world::read;

const PERMISSIONS: &[&str] = &["Domain.Read.All", "Directory.Read.All"];

/// The whole of a short collection as its only page.
pub(super) fn single_page(context: String, items: &[Value]) -> Page {
    let items: Vec<String> = items.iter().map(Value::to_string).collect();
    let value = items.join(",").into_bytes();
    Page::of(context, value, None)
}

pub(super) async fn list(asked: Asked) -> Response {
    all(&asked).map_or_else(IntoResponse::into_response, |page| page.into_response(&asked))
}

fn all(asked: &Asked) -> Result<Page, GraphError> {
    let caller = caller(&asked.world, &asked.headers, PERMISSIONS)?;
    asked.only(&[])?;
    let domains: Vec<Value> = read(&caller.tenant.domains).iter().map(describe).collect();
    Ok(single_page("domains".to_owned(), &domains))
}

fn describe(domain: &Domain) -> Value {
    json!({
        "id": domain.name,
        "authenticationType": "Managed",
        "availabilityStatus": null,
        "isAdminManaged": true,
        "isDefault": domain.default,
        "isInitial": domain.initial,
        "isRoot": domain.root,
        "isVerified": domain.verified,
        "supportedServices": domain.services(),
        "passwordValidityPeriodInDays": 2_147_483_647,
        "passwordNotificationWindowInDays": 14,
        "state": null,
        "model": null,
        "manufacturer": null,
    })
}

pub(super) async fn records(Path(id): Path<String>, asked: Asked) -> Response {
    service_records(&id, &asked).map_or_else(IntoResponse::into_response, |page| page.into_response(&asked))
}

fn service_records(id: &str, asked: &Asked) -> Result<Page, GraphError> {
    let caller = caller(&asked.world, &asked.headers, PERMISSIONS)?;
    asked.only(&[])?;
    let domains = read(&caller.tenant.domains);
    let domain = domains.iter().find(|domain| domain.name.eq_ignore_ascii_case(id)).ok_or_else(|| {
        let message =
            format!("Resource '{id}' does not exist or one of its queried reference-property objects are not present.");
        GraphError::new(StatusCode::NOT_FOUND, "Request_ResourceNotFound", message)
    })?;
    let name = &domain.name;
    let records = if domain.mail && domain.verified { dns_records(domain) } else { Vec::new() };
    Ok(single_page(format!("domains('{name}')/serviceConfigurationRecords"), &records))
}

fn dns_records(domain: &Domain) -> Vec<Value> {
    let name = &domain.name;
    let record = |kind: &str, record: &str, label: String, rest: Value| {
        let mut all = json!({
            "@odata.type": format!("#microsoft.graph.domainDns{kind}Record"),
            "id": uuid::Uuid::new_v4(),
            "isOptional": false,
            "label": label,
            "recordType": record,
            "supportedService": "Email",
            "ttl": 3600,
        });
        if let (Value::Object(all), Value::Object(rest)) = (&mut all, rest) {
            all.extend(rest);
        }
        all
    };
    vec![
        record("Mx", "Mx", name.clone(), json!({"mailExchange": domain.mx, "preference": 0})),
        record("Txt", "Txt", name.clone(), json!({"text": "v=spf1 include:spf.protection.outlook.com -all"})),
        record("Cname", "CName", format!("autodiscover.{name}"), json!({"canonicalName": "autodiscover.outlook.com"})),
    ]
}
