//! One call at work: who asks, what for, and the rules that all calls share.

use serde_json::Value;

use super::call::Call;
use super::reply::{Done, Outcome, Refusal};
use super::request::Request;
use super::state::{PanelDomain, State};
use super::{aliases, domains, general, outgoing, users};
use crate::control::PanelSettings;

/// Hosts of the filter itself: mail routed there would come back.
const FILTER_HOSTS: [&str; 4] = ["mtaroutes.com", "antispamcloud.com", "spamexperts.com", "filter.practice.example"];

pub(super) struct Desk<'a> {
    pub state: &'a mut State,
    pub settings: &'a PanelSettings,
    /// The administrator.
    pub caller: &'a str,
    pub request: &'a Request,
}

impl Desk<'_> {
    pub(super) fn serve(&mut self, call: Call) -> Outcome {
        match call {
            Call::Version | Call::Role | Call::Products | Call::Domains | Call::Ticket => general::serve(self, call),
            Call::DomainAliasAdd | Call::DomainAliasRemove | Call::DomainAliasList => aliases::of_domains(self, call),
            Call::EmailAliasAdd | Call::EmailAliasRemove | Call::EmailAliasList => aliases::of_mailboxes(self, call),
            Call::ContactSet | Call::ContactGet | Call::AdminContactSet | Call::AdminContactGet => {
                users::contact(self, call)
            }
            Call::DomainUserAdd | Call::DomainUserRemove | Call::DomainUserSetPassword => users::serve(self, call),
            Call::EmailUserAdd | Call::EmailUserRemove | Call::EmailUserSetPassword => users::serve(self, call),
            Call::UserList => users::list(self),
            Call::UserGet => users::get(self),
            Call::OutgoingAdd => outgoing::add(self),
            Call::OutgoingAddIp => outgoing::add_network(self),
            Call::OutgoingRemove => outgoing::remove(self),
            _ => domains::serve(self, call),
        }
    }

    /// A parameter that names a domain: ASCII, as DNS has it.
    pub(super) fn name(&self, parameter: &str) -> Result<String, Refusal> {
        domain_name(self.request.need(parameter)?)
    }

    /// The domain that the call is about, if it is the caller's.
    pub(super) fn own(&mut self) -> Result<(String, &mut PanelDomain), Refusal> {
        let name = self.name("domain")?;
        match self.state.domains.get_mut(&name) {
            None => Err(Refusal::because(format!("No such domain '{}'", shown(&name)))),
            Some(domain) if domain.owner != self.caller => Err(foreign(&name)),
            Some(domain) => Ok((name, domain)),
        }
    }
}

/// What is said about a domain of another administrator.
pub(super) fn foreign(name: &str) -> Refusal {
    Refusal::because(format!("You are not allowed to manage the domain '{}'", shown(name)))
}

pub(super) fn domain_name(text: &str) -> Result<String, Refusal> {
    let name = text.to_ascii_lowercase();
    let label = |label: &str| {
        (1..=63).contains(&label.len())
            && label.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
            && !label.starts_with('-')
            && !label.ends_with('-')
    };
    if name.len() <= 253 && name.contains('.') && name.split('.').all(label) {
        Ok(name)
    } else {
        Err(Refusal::because(format!("The domain name '{text}' is incorrect")))
    }
}

/// Texts show a domain in Unicode although it comes in Punycode.
pub(super) fn shown(name: &str) -> String {
    url::quirks::domain_to_unicode(name)
}

/// `host` or `host:port`, kept as `host:port`.
pub(super) fn destinations(wanted: &[String]) -> Result<Vec<String>, Refusal> {
    wanted.iter().map(|text| destination(text)).collect()
}

fn destination(text: &str) -> Result<String, Refusal> {
    let (host, port) = text.split_once(':').unwrap_or((text, "25"));
    let host = host.to_ascii_lowercase();
    let loops = |filter: &&str| host == **filter || host.strip_suffix(*filter).is_some_and(|rest| rest.ends_with('.'));
    if FILTER_HOSTS.iter().any(loops) {
        return Err(Refusal::because(format!("'{host}' cannot be a destination")));
    }
    match port.parse::<u16>() {
        Ok(port) if port > 0 && (domain_name(&host).is_ok() || host.parse::<std::net::Ipv4Addr>().is_ok()) => {
            Ok(format!("{host}:{port}"))
        }
        _ => Err(Refusal::usage()),
    }
}

pub(super) fn said(words: String) -> Outcome {
    Ok(Done::said(words))
}

pub(super) fn result(value: Value) -> Outcome {
    Ok(Done::result(value))
}
