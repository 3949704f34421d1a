//! Get-AcceptedDomain: the domains Exchange takes mail for.

use serde_json::{Value, json};

use crate::tenant::Tenant;
use crate::world::read;

pub(super) fn list(tenant: &Tenant, select: Option<&str>) -> Vec<Value> {
    let domains = read(&tenant.domains);
    let accepted = domains.iter().filter(|domain| domain.verified && domain.mail);
    accepted
        .map(|domain| {
            let mut row = json!({
                "Name": domain.name,
                "DomainName": domain.name,
                "Identity": domain.name,
                "Id": domain.name,
                "DomainType": domain.accepted.name(),
                "Default": domain.default,
                "InitialDomain": domain.initial,
                "MatchSubDomains": false,
                "IsCoexistenceDomain": false,
            });
            if let (Some(names), Value::Object(row)) = (select, &mut row) {
                row.retain(|key, _| names.split(',').any(|n| n.trim().eq_ignore_ascii_case(key)));
            }
            row
        })
        .collect()
}
