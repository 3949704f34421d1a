//! `outgoingusers/…`: who may send for a domain, by password or by network.

use std::net::IpAddr;

use super::desk::{Desk, said, shown};
use super::reply::{Outcome, Refusal};

pub(super) fn add(desk: &mut Desk<'_>) -> Outcome {
    let user = desk.request.get("username").unwrap_or_default().to_owned();
    desk.request.need("password")?;
    let (name, domain) = desk.own()?;
    let name = if user.is_empty() { shown(&name) } else { format!("{user}@{}", shown(&name)) };
    if domain.outgoing_users.insert(user) {
        said(format!("Outgoing user '{name}' has been saved"))
    } else {
        Err(Refusal::because(format!("Outgoing user '{name}' already exists")))
    }
}

/// IPv4 only. What is there can be added no second time, and not be changed.
pub(super) fn add_network(desk: &mut Desk<'_>) -> Outcome {
    let ip = match desk.request.need("ip")?.parse::<IpAddr>() {
        Ok(IpAddr::V4(ip)) => ip,
        _ => return Err(Refusal::usage()),
    };
    let mask = match desk.request.get("mask").filter(|mask| !mask.is_empty()).unwrap_or("32").parse::<u32>() {
        Ok(mask @ 1..=32) => mask,
        _ => return Err(Refusal::usage()),
    };
    if u64::from(u32::from(ip)) << mask & u64::from(u32::MAX) != 0 {
        return Err(Refusal::usage());
    }
    let (name, domain) = desk.own()?;
    let network = format!("{ip}/{mask}");
    if domain.networks.contains(&network) {
        return Err(Refusal::because(format!("Outgoing user '{network}' of domain '{}' already exists", shown(&name))));
    }
    let words = format!("Outgoing user '{network}' has been saved");
    domain.networks.insert(network);
    said(words)
}

/// The user that signs in as the domain, or the named one.
pub(super) fn remove(desk: &mut Desk<'_>) -> Outcome {
    let user = desk.request.get("username").unwrap_or_default().to_owned();
    let (name, domain) = desk.own()?;
    if domain.outgoing_users.remove(&user) {
        said(format!("Outgoing user of domain '{}' has been deleted", shown(&name)))
    } else {
        Err(Refusal::because(format!("Unable to find the outgoing user of domain '{}'", shown(&name))))
    }
}
