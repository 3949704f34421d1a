//! The steps of the whole tenant, as Exchange shows them.

use ipnet::IpNet;

use super::{
    Case, Code, ExchangeLook, InboundConnector, Judged, MailRoute, OutboundConnector, StepKind, StepState, TenantMail,
    judge::route, powershell, target::range,
};

/// Every step, in order; a person's mark counts where nobody could tell.
pub(super) fn steps(case: &Case<'_>) -> Vec<Judged> {
    let inbound = inbound(case);
    let vouched = matches!(inbound.code, Code::InboundLocked | Code::InboundOthersToo | Code::InboundByCertificate);
    let vouched = vouched || case.marked.contains_key(&(None, StepKind::InboundConnector));
    let steps = [allow_list(case), outbound(case), inbound, direct_send(case, vouched), journal(case)];
    let marked = |step: Judged| {
        let of = case.marked.get(&(None, step.kind)).copied();
        step.marked(of)
    };
    steps.map(marked).into()
}

/// What was read of one thing, or why not.
fn told<'a, T>(case: &Case<'a>, kind: StepKind, of: impl FnOnce(&'a TenantMail) -> Option<T>) -> Result<T, Judged> {
    let unknown = |code| Judged::new(kind, StepState::Unknown, code);
    match case.exchange {
        None => Err(unknown(Code::NotChecked)),
        Some(ExchangeLook::Missing { permission }) => {
            Err(unknown(Code::ExchangeMissing).fact("permission", permission))
        }
        Some(ExchangeLook::Failed { cause }) => Err(unknown(Code::ExchangeFailed).fact("cause", cause)),
        Some(ExchangeLook::Read(mail)) => of(mail)
            .ok_or_else(|| unknown(Code::ExchangeMissing).fact("permission", "View-Only Organization Management")),
    }
}

/// The gateway's addresses that no range of a list covers.
fn uncovered(addresses: &[IpNet], list: &[String]) -> Vec<IpNet> {
    let list: Vec<IpNet> = list.iter().filter_map(|text| range(text).ok()).collect();
    let covered = |address: &&IpNet| !list.iter().any(|range| range.contains(*address));
    // What is wider than a connector takes is there in parts.
    let parts = addresses.iter().flat_map(|address| match address {
        IpNet::V4(wide) if wide.prefix_len() < 24 => wide.subnets(24).into_iter().flatten().map(IpNet::V4).collect(),
        // Exchange's lists take no IPv6.
        IpNet::V6(_) => Vec::new(),
        IpNet::V4(_) => vec![*address],
    });
    parts.collect::<Vec<_>>().iter().filter(covered).copied().collect()
}

fn texts(ranges: &[IpNet]) -> String {
    ranges.iter().map(ToString::to_string).collect::<Vec<_>>().join(" ")
}

fn allow_list(case: &Case<'_>) -> Judged {
    let step = |state, code| Judged::new(StepKind::AllowList, state, code);
    let all = powershell::allow_list(&case.target.addresses);
    let read = |mail| match mail {
        &TenantMail { allow_list: None, inbound: None, .. } => None,
        mail => Some((mail.allow_list.as_deref().unwrap_or_default(), mail.inbound.as_deref().unwrap_or_default())),
    };
    let (list, connectors) = match told(case, StepKind::AllowList, read) {
        Ok(read) => read,
        Err(unknown) => return unknown.powershell(all),
    };
    if case.target.addresses.is_empty() {
        return step(StepState::Look, Code::AddressesMissing).now(list.to_vec());
    }
    let behind = |connector: &InboundConnector| {
        let all_skipped = uncovered(&case.target.addresses, &connector.skip_addresses).is_empty();
        connector.enabled && (connector.skip_last || all_skipped)
    };
    let missing = uncovered(&case.target.addresses, list);
    match () {
        () if connectors.iter().any(behind) => step(StepState::Done, Code::AllowEnhanced),
        () if missing.is_empty() => step(StepState::Done, Code::AllowListed).now(list.to_vec()),
        () => step(StepState::DoNow, Code::AllowListMissing)
            .fact("missing", texts(&missing))
            .now(list.to_vec())
            .wanted(powershell::ranges(&missing).unwrap_or_default())
            .powershell(powershell::allow_list(&missing)),
    }
}

fn outbound(case: &Case<'_>) -> Judged {
    let step = |state, code| Judged::new(StepKind::OutboundConnector, state, code);
    if !case.outgoing {
        return step(StepState::Done, Code::OutboundNotNeeded);
    }
    let anew = powershell::outbound(case.target, None);
    let connectors = match told(case, StepKind::OutboundConnector, |mail| mail.outbound.as_deref()) {
        Ok(connectors) => connectors,
        Err(unknown) => return unknown.powershell(anew),
    };
    let now: Vec<String> = connectors.iter().map(outbound_shown).collect();
    let Some(host) = &case.target.smarthost else {
        return step(StepState::Look, Code::SmarthostMissing).now(now);
    };
    let named = |given: &String| given.trim_matches(['[', ']']).eq_ignore_ascii_case(host);
    let leads = |connector: &&OutboundConnector| connector.smart_hosts.iter().any(named) && !connector.by_mx;
    let for_all = |connector: &&OutboundConnector| connector.recipient_domains.iter().any(|domain| domain == "*");
    let on = |connector: &&OutboundConnector| connector.enabled;
    let ours = || connectors.iter().filter(leads);
    let told = if let Some(good) = ours().find(|c| on(c) && for_all(c) && !c.by_rule) {
        step(StepState::Done, Code::OutboundGood).fact("connector", &good.name)
    } else if let Some(by_rule) = ours().find(|c| on(c) && c.by_rule) {
        step(StepState::Look, Code::OutboundByRule).fact("connector", &by_rule.name)
    } else if let Some(off) = ours().next() {
        let lines = powershell::outbound(case.target, Some(&off.name));
        step(StepState::DoNow, Code::OutboundOff).fact("connector", &off.name).powershell(lines)
    } else if let Some(other) = connectors.iter().find(|c| on(c) && for_all(c) && !c.by_mx && !c.by_rule) {
        step(StepState::DoNow, Code::OutboundOther).fact("connector", &other.name).powershell(anew)
    } else {
        step(StepState::DoNow, Code::OutboundMissing).powershell(anew)
    };
    told.now(now).wanted(vec![host.clone()])
}

fn outbound_shown(connector: &OutboundConnector) -> String {
    let to = if connector.by_mx { "MX".to_owned() } else { connector.smart_hosts.join(" ") };
    let off = if connector.enabled { "" } else { " (off)" };
    format!("{}: {} \u{2192} {to}{off}", connector.name, connector.recipient_domains.join(" "))
}

/// Domains of the tenant whose mail does not come by the gateway: a lock for all senders would refuse it.
fn past_gateway<'a>(case: &'a Case<'_>) -> Vec<&'a str> {
    let past = case.domains.iter().filter(|domain| match route(case, domain) {
        MailRoute::Gateway => false,
        // What takes no mail loses none.
        MailRoute::None => domain.selected,
        MailRoute::M365 | MailRoute::Other | MailRoute::Unknown => true,
    });
    past.map(|domain| domain.name.as_str()).collect()
}

/// A connector that stands for every sender and refuses what comes from elsewhere.
fn locks(connector: &&InboundConnector) -> bool {
    // Such as `*`, or `smtp:*;1` with the cost of the address space.
    let all = |sender: &String| {
        let sender = sender.strip_prefix("smtp:").unwrap_or(sender);
        sender.split(';').next() == Some("*")
    };
    let restricted = connector.restrict_to_addresses || connector.restrict_to_certificate;
    connector.enabled && restricted && connector.sender_domains.iter().any(all)
}

fn inbound(case: &Case<'_>) -> Judged {
    let step = |state, code| Judged::new(StepKind::InboundConnector, state, code);
    let anew = powershell::inbound(case.target, None);
    let connectors = match told(case, StepKind::InboundConnector, |mail| mail.inbound.as_deref()) {
        Ok(connectors) => connectors,
        Err(unknown) => return unknown.powershell(anew),
    };
    let now = connectors.iter().map(|c| format!("{}: {}", c.name, c.sender_addresses.join(" "))).collect();
    let addresses = &case.target.addresses;
    let told = match connectors.iter().find(locks) {
        Some(lock) if lock.restrict_to_certificate && !lock.restrict_to_addresses => {
            let certificate = lock.certificate.as_deref().unwrap_or_default();
            step(StepState::Look, Code::InboundByCertificate).fact("certificate", certificate)
        }
        Some(_) if addresses.is_empty() => step(StepState::Look, Code::AddressesMissing),
        Some(lock) => {
            let missing = uncovered(addresses, &lock.sender_addresses);
            let theirs = lock.sender_addresses.iter().filter_map(|text| range(text).ok());
            let foreign = |range: &IpNet| !addresses.iter().any(|own| own.contains(range));
            let others: Vec<IpNet> = theirs.filter(foreign).collect();
            let lines = powershell::inbound(case.target, Some(&lock.name));
            match (missing.is_empty(), others.is_empty()) {
                (false, _) => {
                    step(StepState::DoNow, Code::InboundRefuses).fact("missing", texts(&missing)).powershell(lines)
                }
                (true, false) => {
                    step(StepState::Look, Code::InboundOthersToo).fact("others", texts(&others)).powershell(lines)
                }
                (true, true) => step(StepState::Done, Code::InboundLocked),
            }
        }
        None => open(case, anew),
    };
    let told = match connectors.iter().find(locks) {
        Some(lock) => told.fact("connector", &lock.name),
        None => told,
    };
    told.now(now).wanted(powershell::ranges(addresses).unwrap_or_default())
}

/// Nothing is locked: not to be locked before the last domain was switched.
fn open(case: &Case<'_>, lines: Option<String>) -> Judged {
    let step = |state, code| Judged::new(StepKind::InboundConnector, state, code);
    let past = past_gateway(case);
    // Nor before the first one was, such as while nothing is known of the tenant.
    let none = !case.domains.iter().any(|domain| route(case, domain) == MailRoute::Gateway);
    let told = match () {
        () if none || !past.is_empty() => {
            step(StepState::Wait, Code::InboundAfterSwitch).fact("domains", past.join(" "))
        }
        () if case.target.addresses.is_empty() => step(StepState::Look, Code::AddressesMissing),
        () => step(StepState::DoNow, Code::InboundOpen),
    };
    told.powershell(lines)
}

fn direct_send(case: &Case<'_>, vouched: bool) -> Judged {
    let step = |state, code| Judged::new(StepKind::DirectSend, state, code);
    let lines = Some(powershell::direct_send());
    match told(case, StepKind::DirectSend, |mail| mail.reject_direct_send) {
        Err(unknown) => unknown.powershell(lines),
        Ok(true) => step(StepState::Done, Code::DirectSendRejected),
        // The tenant's own mail that comes back by the gateway is refused unless a connector vouches for it.
        Ok(false) if !vouched => step(StepState::Wait, Code::DirectSendAfterConnector).powershell(lines),
        Ok(false) => step(StepState::DoNow, Code::DirectSendOpen).powershell(lines),
    }
}

fn journal(case: &Case<'_>) -> Judged {
    let step = |state, code| Judged::new(StepKind::Journal, state, code);
    if !case.archiving {
        return step(StepState::Done, Code::JournalNotNeeded);
    }
    let rules = match told(case, StepKind::Journal, |mail| mail.journal.as_deref()) {
        Ok(rules) => rules,
        Err(unknown) => return unknown,
    };
    let now = rules.iter().map(|rule| format!("{} \u{2192} {}", rule.name, rule.to)).collect();
    match rules.iter().find(|rule| rule.enabled) {
        Some(rule) => step(StepState::Done, Code::JournalFound).fact("rule", &rule.name).fact("to", &rule.to),
        None => step(StepState::Look, Code::JournalMissing),
    }
    .now(now)
}
