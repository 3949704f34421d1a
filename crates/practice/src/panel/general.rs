//! What an administrator asks about itself: version, role, products, domains; and tickets.

use std::fmt::Write as _;

use serde_json::{Map, Value, json};

use super::call::Call;
use super::desk::{Desk, result};
use super::reply::{Outcome, Refusal};
use super::state::PanelDomain;
use crate::random;

/// `date.time`.
const VERSION: &str = "20260901.1200";

pub(super) fn serve(desk: &mut Desk<'_>, call: Call) -> Outcome {
    match call {
        Call::Version => result(json!(VERSION)),
        Call::Role => result(json!("admin")),
        Call::Products => {
            let there = |product: &&str| !desk.settings.withheld_products.iter().any(|name| name == product);
            result(["incoming", "outgoing", "archiving"].into_iter().filter(there).collect())
        }
        Call::Domains => domains(desk),
        _ => ticket(desk),
    }
}

fn domains(desk: &Desk<'_>) -> Outcome {
    let own = desk.state.domains.iter().filter(|(_, domain)| domain.owner == desk.caller);
    if desk.request.switch("withservices") != Some(true) {
        return result(own.map(|(name, _)| name.clone()).collect());
    }
    let services: Map<String, Value> = own.map(|(name, domain)| (name.clone(), services(domain))).collect();
    // An object, unless there is nothing in it.
    result(if services.is_empty() { json!([]) } else { Value::Object(services) })
}

fn services(domain: &PanelDomain) -> Value {
    let products = domain.products;
    json!({
        "incoming": u8::from(products.incoming),
        "outgoing": u8::from(products.outgoing),
        "archiving": u8::from(products.archiving),
    })
}

/// 40 hexadecimal digits that sign somebody in once.
fn ticket(desk: &mut Desk<'_>) -> Outcome {
    let user = desk.request.need("username")?;
    let own_domain = |name: &str| desk.state.domains.get(name).is_some_and(|domain| domain.owner == desk.caller);
    if user != desk.caller && !desk.state.logins.get(user).is_some_and(|login| own_domain(&login.domain)) {
        return Err(Refusal::because(format!("User '{user}' is not registered on this server")));
    }
    let mut ticket = String::with_capacity(40);
    for byte in random::bytes::<20>() {
        let _ = write!(ticket, "{byte:02x}");
    }
    desk.state.tickets.insert(ticket.clone(), user.to_owned());
    result(json!(ticket))
}
