//! `domain/…`.

use serde_json::{Value, json};

use super::call::Call;
use super::desk::{Desk, destinations, domain_name, foreign, result, said, shown};
use super::reply::{Outcome, Refusal};
use super::state::{PanelDomain, Products};

pub(super) fn serve(desk: &mut Desk<'_>, call: Call) -> Outcome {
    match call {
        Call::DomainAdd => add(desk),
        Call::DomainExists => exists(desk),
        Call::DomainGetRoute => {
            let (_, domain) = desk.own()?;
            // Written with one colon, read with two.
            let routes: Vec<String> = domain.routes.iter().map(|route| route.replacen(':', "::", 1)).collect();
            result(json!(routes))
        }
        Call::DomainEdit => edit(desk),
        Call::DomainRemove => remove(desk),
        Call::DomainGetProducts => {
            let products = desk.own()?.1.products;
            let Products { incoming, outgoing, archiving } = products;
            let number = u8::from;
            result(json!({
                "incoming": number(incoming), "outgoing": number(outgoing), "archiving": number(archiving),
            }))
        }
        Call::DomainSetProducts => set_products(desk),
        Call::DomainGetOwner => owner(desk),
        Call::DomainRecipientCount => {
            desk.own()?;
            result(json!(0))
        }
        Call::DomainFreeLimit => {
            let held = desk.state.count_of(desk.caller);
            // Without a limit there is none to tell.
            let free = desk.settings.domain_limit.map(|limit| limit.saturating_sub(held));
            result(json!({ "freelimit": free }))
        }
        _ => Err(Refusal::usage()),
    }
}

fn add(desk: &mut Desk<'_>) -> Outcome {
    let name = desk.name("domain")?;
    let failed = |refusal: Refusal| refusal.and(format!("Failed to add domain '{}'", shown(&name)));
    if desk.state.holding(&name).is_some() {
        return Err(failed(Refusal::because("Domain already exists.")));
    }
    if desk.settings.domain_limit.is_some_and(|limit| desk.state.count_of(desk.caller) >= limit) {
        return Err(failed(Refusal::because("You have reached the allowed limit of domains")));
    }
    let routes = match desk.request.list("destinations")? {
        Some(wanted) if !wanted.is_empty() => destinations(&wanted).map_err(failed)?,
        _ => vec![format!("{name}:25")],
    };
    let mut domain = PanelDomain { owner: desk.caller.to_owned(), routes, ..PanelDomain::default() };
    domain.products.incoming = true;
    for alias in desk.request.list("aliases")?.unwrap_or_default() {
        let alias = domain_name(&alias).map_err(failed)?;
        if alias == name || desk.state.holding(&alias).is_some() {
            return Err(failed(Refusal::because("Alias already exists")));
        }
        domain.aliases.insert(alias);
    }
    let words = format!("Domain '{}' added", shown(&name));
    desk.state.domains.insert(name, domain);
    said(words)
}

/// Aliases count. Another administrator's domain is an error, and a missing one sometimes the same.
fn exists(desk: &mut Desk<'_>) -> Outcome {
    let name = desk.name("domain")?;
    match desk.state.holding(&name) {
        Some(domain) if domain.owner == desk.caller => result(json!({ "present": 1 })),
        Some(_) if !desk.settings.exists_errors => Err(foreign(&name)),
        None if !desk.settings.exists_errors => result(json!({ "present": 0 })),
        _ => Err(not_of(&name, desk.caller)),
    }
}

/// What is said of another administrator's domain, and of none at all (the add-on for DirectAdmin).
fn not_of(name: &str, caller: &str) -> Refusal {
    Refusal::because(format!("Domain '{}' does not belong to the admin '{caller}'", shown(name)))
}

fn edit(desk: &mut Desk<'_>) -> Outcome {
    let wanted = desk.request.list("destinations")?.filter(|wanted| !wanted.is_empty()).ok_or_else(Refusal::usage)?;
    let (name, domain) = desk.own()?;
    domain.routes = destinations(&wanted)?;
    said(format!("Destinations of domain '{}' have been saved", shown(&name)))
}

fn remove(desk: &mut Desk<'_>) -> Outcome {
    let (name, _) = desk.own()?;
    desk.state.domains.remove(&name);
    desk.state.logins.retain(|_, login| login.domain != name);
    said(format!("Domain '{}' removed", shown(&name)))
}

fn set_products(desk: &mut Desk<'_>) -> Outcome {
    let [incoming, outgoing, archiving] =
        ["incoming", "outgoing", "archiving"].map(|product| (product, desk.request.switch(product)));
    let withheld = |(product, on): (&str, Option<bool>)| {
        on == Some(true) && desk.settings.withheld_products.iter().any(|name| name == product)
    };
    if [incoming, outgoing, archiving].into_iter().any(withheld) {
        return Err(Refusal::because("You have no permissions to enable this product"));
    }
    let products = &mut desk.own()?.1.products;
    products.incoming = incoming.1.unwrap_or(products.incoming);
    products.outgoing = outgoing.1.unwrap_or(products.outgoing);
    products.archiving = archiving.1.unwrap_or(products.archiving);
    result(Value::Null)
}

fn owner(desk: &mut Desk<'_>) -> Outcome {
    let name = desk.name("domain")?;
    match desk.state.domains.get(&name) {
        Some(domain) if domain.owner != desk.caller => Err(not_of(&name, desk.caller)),
        None if desk.settings.exists_errors => Err(not_of(&name, desk.caller)),
        None => Err(Refusal::because(format!("No such domain '{}'", shown(&name)))),
        Some(domain) => result(json!({ "username": domain.owner })),
    }
}
