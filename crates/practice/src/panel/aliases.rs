//! `domainalias/…` and `emailalias/…`.

use serde_json::{Value, json};

use super::call::Call;
use super::desk::{Desk, result, said, shown};
use super::reply::{Outcome, Refusal};

pub(super) fn of_domains(desk: &mut Desk<'_>, call: Call) -> Outcome {
    if call == Call::DomainAliasList {
        return result(json!(desk.own()?.1.aliases));
    }
    let alias = desk.name("alias")?;
    let taken = desk.state.holding(&alias).is_some();
    let (name, domain) = desk.own()?;
    let (alias_shown, name) = (shown(&alias), shown(&name));
    if call == Call::DomainAliasAdd {
        if taken {
            return Err(Refusal::because("Alias already exists"));
        }
        domain.aliases.insert(alias);
        return said(format!("Domain alias '{alias_shown}' has been added to domain '{name}'"));
    }
    if domain.aliases.remove(&alias) {
        said(format!("Domain alias '{alias_shown}' has been removed from domain '{name}'"))
    } else {
        Err(Refusal::because(format!("No such domain alias '{alias_shown}'")))
    }
}

/// An alias belongs to one mailbox of the same domain; both are local parts.
pub(super) fn of_mailboxes(desk: &mut Desk<'_>, call: Call) -> Outcome {
    if call == Call::EmailAliasList {
        let full = desk.settings.full_aliases;
        let (name, domain) = desk.own()?;
        let list: Vec<Value> =
            domain.email_aliases.iter().map(|(alias, mailbox)| row(&name, alias, mailbox, full)).collect();
        return result(Value::Array(list));
    }
    let local = |name: &str| -> Result<String, Refusal> {
        let text = desk.request.need(name)?.to_lowercase();
        if text.contains(['@', ',', ' ']) { Err(Refusal::usage()) } else { Ok(text) }
    };
    let (mailbox, alias) = (local("localpart")?, local("alias")?);
    let (name, domain) = desk.own()?;
    let name = shown(&name);
    if call == Call::EmailAliasAdd {
        if alias == mailbox || domain.email_aliases.contains_key(&alias) {
            return Err(Refusal::because(format!("E-mail alias '{alias}@{name}' already exists")));
        }
        domain.email_aliases.insert(alias.clone(), mailbox);
        return said(format!("E-mail alias '{alias}@{name}' has been added"));
    }
    if domain.email_aliases.get(&alias) == Some(&mailbox) {
        domain.email_aliases.remove(&alias);
        said(format!("E-mail alias '{alias}@{name}' has been removed"))
    } else {
        Err(Refusal::because(format!("No such e-mail alias '{alias}@{name}'")))
    }
}

fn row(domain: &str, alias: &str, mailbox: &str, full: bool) -> Value {
    if full {
        json!({ "email": format!("{mailbox}@{domain}"), "alias": format!("{alias}@{domain}") })
    } else {
        json!({ "email": format!("{mailbox}@{domain}"), "alias": alias })
    }
}
