//! The organisation itself: what one sees of it depends on the permission.

use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};

use super::caller::caller;
use super::domains::single_page;
use super::error::GraphError;
use super::page::Page;
use super::query::Asked;
use crate::tenant::Domain;
use crate::world::read;

const WHOLE: &[&str] = &["Organization.Read.All", "Directory.Read.All"];
const ANY: &[&str] = &["User.Read", "Organization.Read.All", "Directory.Read.All"];

pub(super) async fn list(asked: Asked) -> Response {
    only(&asked).map_or_else(IntoResponse::into_response, |page| page.into_response(&asked))
}

fn only(asked: &Asked) -> Result<Page, GraphError> {
    let caller = caller(&asked.world, &asked.headers, ANY)?;
    asked.only(&["$select"])?;
    let whole = caller.scopes.iter().any(|scope| WHOLE.contains(scope));
    let tenant = caller.tenant;
    let domains = read(&tenant.domains);
    let verified: Vec<Value> = domains.iter().filter(|d| d.verified).map(describe).collect();
    // With less than the whole permission everything but these three is null.
    let full = |value: Value| if whole { value } else { Value::Null };
    let organization = json!({
        "id": tenant.id,
        "deletedDateTime": null,
        "businessPhones": full(json!([])),
        "city": full(json!("Galway")),
        "country": null,
        "countryLetterCode": full(json!("IE")),
        "createdDateTime": full(json!("2019-05-06T10:11:12Z")),
        "defaultUsageLocation": null,
        "displayName": tenant.name,
        "isMultipleDataLocationsForServicesEnabled": null,
        "marketingNotificationEmails": full(json!([])),
        "onPremisesLastSyncDateTime": null,
        "onPremisesSyncEnabled": null,
        "partnerTenantType": null,
        "postalCode": null,
        "preferredLanguage": full(json!("en")),
        "tenantType": full(json!("AAD")),
        "verifiedDomains": verified,
    });
    let chosen = chosen(asked, organization)?;
    Ok(single_page("organization".to_owned(), &[chosen]))
}

/// Capabilities are one text here, not a list as in `/domains`.
fn describe(domain: &Domain) -> Value {
    json!({
        "capabilities": if domain.mail { "Email, OfficeCommunicationsOnline" } else { "OfficeCommunicationsOnline" },
        "isDefault": domain.default,
        "isInitial": domain.initial,
        "name": domain.name,
        "type": "Managed",
    })
}

fn chosen(asked: &Asked, organization: Value) -> Result<Value, GraphError> {
    let Some(names) = asked.option("$select") else {
        return Ok(organization);
    };
    let mut chosen = serde_json::Map::new();
    for name in names.split(',').map(str::trim) {
        let value = organization.get(name).ok_or_else(|| {
            let message = format!(
                "Parsing OData Select and Expand failed: Could not find a property named '{name}' on type 'microsoft.graph.organization'."
            );
            GraphError::bad_request(message)
        })?;
        chosen.insert(name.to_owned(), value.clone());
    }
    Ok(Value::Object(chosen))
}
