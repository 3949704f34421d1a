//! Contacts of domains, and the panel logins of domains and mailboxes. A login is not a protected mailbox.

use serde_json::{Value, json};

use super::call::Call;
use super::desk::{Desk, result, said, shown};
use super::reply::{Outcome, Refusal};
use super::state::Login;

pub(super) fn contact(desk: &mut Desk<'_>, call: Call) -> Outcome {
    let admin = matches!(call, Call::AdminContactSet | Call::AdminContactGet);
    let email = match call {
        Call::ContactSet | Call::AdminContactSet => Some(desk.request.need("email")?.to_owned()),
        _ => None,
    };
    if email.as_ref().is_some_and(|email| !email.contains('@')) {
        return Err(Refusal::usage());
    }
    let (name, domain) = desk.own()?;
    let place = if admin { &mut domain.admin_contact } else { &mut domain.contact };
    match email {
        None => result(place.as_ref().map_or(Value::Null, |email| json!(email))),
        Some(email) => {
            let words = format!("Contact of domain '{}' changed to '{email}'", shown(&name));
            *place = Some(email);
            said(words)
        }
    }
}

pub(super) fn serve(desk: &mut Desk<'_>, call: Call) -> Outcome {
    match call {
        Call::DomainUserAdd => {
            let (domain, _) = desk.own()?;
            add(desk, domain.clone(), domain)
        }
        Call::EmailUserAdd => {
            let (domain, _) = desk.own()?;
            let local = desk.request.need("username")?.to_owned();
            if local.contains('@') || local != local.to_lowercase() {
                return Err(Refusal::usage());
            }
            add(desk, format!("{local}@{domain}"), domain)
        }
        Call::DomainUserRemove | Call::EmailUserRemove => {
            let name = own_login(desk)?;
            desk.state.logins.remove(&name);
            said(format!("User '{name}' has been deleted"))
        }
        _ => {
            let (name, password) = (own_login(desk)?, desk.request.need("password")?.to_owned());
            if let Some(login) = desk.state.logins.get_mut(&name) {
                login.password = password;
            }
            said(format!("Password of user '{name}' has been saved"))
        }
    }
}

fn add(desk: &mut Desk<'_>, name: String, domain: String) -> Outcome {
    let password = desk.request.need("password")?.to_owned();
    if desk.state.logins.contains_key(&name) {
        return Err(Refusal::because(format!("User '{name}' already exists")));
    }
    let words = format!("User '{name}' has been saved");
    let email = desk.request.get("email").map(str::to_owned);
    desk.state.logins.insert(name, Login { domain, password, email });
    said(words)
}

/// The login that the call names, if it belongs to a domain of the caller.
fn own_login(desk: &Desk<'_>) -> Result<String, Refusal> {
    let name = desk.request.need("username")?;
    let unable = || Refusal::because(format!("Unable to find user '{name}'"));
    let login = desk.state.logins.get(name).ok_or_else(unable)?;
    let owner = desk.state.domains.get(&login.domain).map(|domain| domain.owner.as_str());
    if owner == Some(desk.caller) { Ok(name.to_owned()) } else { Err(unable()) }
}

/// Logins of a role. Without any mailbox login this is an error, not an empty list.
pub(super) fn list(desk: &mut Desk<'_>) -> Outcome {
    let of_mailboxes = match desk.request.need("role")? {
        "domain" => false,
        "email" => true,
        _ => return Err(Refusal::usage()),
    };
    let only = if of_mailboxes || desk.request.get("domain").is_some() { Some(desk.own()?.0) } else { None };
    let users: Vec<Value> = desk
        .state
        .logins
        .iter()
        .filter(|(name, _)| name.contains('@') == of_mailboxes)
        .filter(|(_, login)| only.as_ref().is_none_or(|only| login.domain == *only))
        .filter(|(_, login)| desk.state.domains.get(&login.domain).is_some_and(|domain| domain.owner == desk.caller))
        .map(|(name, login)| user(name, login))
        .collect();
    if of_mailboxes && users.is_empty() {
        return Err(Refusal::because("There are no users of this role"));
    }
    result(Value::Array(users))
}

/// Nobody is an empty array, somebody an object.
pub(super) fn get(desk: &mut Desk<'_>) -> Outcome {
    if desk.request.need("username")? == desk.caller {
        return result(json!({ "username": desk.caller, "email": desk.caller, "role": "admin", "status": "active" }));
    }
    match own_login(desk) {
        Ok(name) => result(desk.state.logins.get(&name).map_or(json!([]), |login| user(&name, login))),
        Err(_) => result(json!([])),
    }
}

fn user(name: &str, login: &Login) -> Value {
    let role = if name.contains('@') { "email" } else { "domain" };
    let email = login.email.as_deref().unwrap_or(name);
    json!({ "username": name, "email": email, "role": role, "status": "active" })
}
