//! The cmdlets that tell how mail flows: connectors, Direct Send, allow-list, journal, DKIM.

use serde_json::{Map, Value, json};

use crate::dns::selector_names;
use crate::tenant::Tenant;
use crate::world::{World, lock, read};

const CMDLETS: [&str; 6] = [
    "get-inboundconnector",
    "get-outboundconnector",
    "get-organizationconfig",
    "get-hostedconnectionfilterpolicy",
    "get-journalrule",
    "get-dkimsigningconfig",
];

pub(super) fn knows(cmdlet: &str) -> bool {
    CMDLETS.contains(&cmdlet)
}

/// What a cmdlet prints; connectors and rules are the main tenant's.
pub(super) fn list(world: &World, tenant: &Tenant, cmdlet: &str, select: Option<&str>) -> Vec<Value> {
    let flow =
        if tenant.id == world.tenants[0].id { lock(&world.settings).mail_flow.clone() } else { Default::default() };
    let with = |fresh: fn() -> Value, all: &[Map<String, Value>]| {
        let one = |changes: &Map<String, Value>| {
            let mut row = fresh();
            if let Value::Object(row) = &mut row {
                row.extend(changes.clone());
            }
            row
        };
        all.iter().map(one).collect::<Vec<_>>()
    };
    let mut rows = match cmdlet {
        "get-inboundconnector" => with(inbound, &flow.inbound),
        "get-outboundconnector" => with(outbound, &flow.outbound),
        "get-journalrule" => {
            with(|| json!({ "Name": "Journal", "Enabled": true, "Scope": "Global", "Recipient": null }), &flow.journal)
        }
        "get-organizationconfig" => vec![json!({ "Name": tenant.name, "RejectDirectSend": flow.reject_direct_send })],
        "get-hostedconnectionfilterpolicy" => {
            vec![json!({ "Name": "Default", "IsDefault": true, "IPAllowList": flow.allow_list, "IPBlockList": [] })]
        }
        _ => {
            let domains = read(&tenant.domains);
            let is_in = |names: &[String], domain: &str| names.iter().any(|name| name.eq_ignore_ascii_case(domain));
            let own = domains.iter().filter(|domain| domain.verified && domain.mail);
            let own = own.filter(|domain| !is_in(&flow.unlisted, &domain.name));
            own.map(|domain| {
                let [first, second] = selector_names(tenant, &domain.name);
                let on = is_in(&flow.signed, &domain.name);
                json!({ "Domain": domain.name, "Enabled": on, "Selector1CNAME": first, "Selector2CNAME": second })
            })
            .collect()
        }
    };
    for row in rows.iter_mut().filter_map(Value::as_object_mut) {
        row.retain(|key, _| {
            select.is_none_or(|names| names.split(',').any(|name| name.trim().eq_ignore_ascii_case(key)))
        });
    }
    rows
}

fn inbound() -> Value {
    json!({
        "Name": "Inbound", "Enabled": true, "ConnectorType": "Partner", "SenderDomains": ["smtp:*;1"],
        "SenderIPAddresses": [], "RestrictDomainsToIPAddresses": false, "RestrictDomainsToCertificate": false,
        "TlsSenderCertificateName": null, "RequireTls": true, "EFSkipIPs": [], "EFSkipLastIP": false,
    })
}

fn outbound() -> Value {
    json!({
        "Name": "Outbound", "Enabled": true, "ConnectorType": "Partner", "RecipientDomains": ["*"], "SmartHosts": [],
        "UseMXRecord": false, "IsTransportRuleScoped": false, "TlsSettings": "EncryptionOnly",
    })
}
