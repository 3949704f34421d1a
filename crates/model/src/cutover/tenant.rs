//! The steps of the whole tenant, as Exchange shows them.

use ipnet::IpNet;

use super::{
    BlockCode, Case, Code, ExchangeLook, InboundConnector, JournalRule, Judged, MailRoute, OutboundConnector, StepKind,
    StepState, TenantMail,
    judge::route,
    powershell::{self, Scope},
    target::range,
};

/// Every step, in order; a person's mark counts where nobody could tell.
pub(super) fn steps(case: &Case<'_>) -> Vec<Judged> {
    let inbound = inbound(case);
    let marked = |step: Judged| {
        let said = case.marked.get(&(None, step.kind));
        step.marked(said)
    };
    let inbound = marked(inbound);
    let vouched = vouches(&inbound);
    vec![
        marked(allow_list(case)),
        marked(outbound(case)),
        inbound,
        marked(direct_send(case, vouched)),
        marked(journal(case)),
    ]
}

/// A connector stands for the gateway: it was seen, or a person says so.
fn vouches(inbound: &Judged) -> bool {
    match inbound.code {
        Code::InboundLocked | Code::InboundOthersToo | Code::InboundOthersYet => true,
        // A person says there that none refuses the gateway, and not that one stands for it.
        Code::InboundUnseen | Code::AddressesMissing | Code::AddressesIpv6 => false,
        _ => inbound.state == StepState::Done,
    }
}

/// What Exchange tells, or last told when it cannot be reached now.
pub(super) fn read<'a>(case: &Case<'a>) -> Option<&'a TenantMail> {
    match case.exchange? {
        ExchangeLook::Read(mail) => Some(mail),
        ExchangeLook::Failed { .. } => case.exchange_read,
        ExchangeLook::Missing { .. } => None,
    }
}

/// What was read of one thing, or why not.
fn told<'a, T>(case: &Case<'a>, kind: StepKind, of: impl FnOnce(&'a TenantMail) -> Option<T>) -> Result<T, Judged> {
    let unknown = |code| Judged::new(kind, StepState::Unknown, code);
    if let Some(mail) = read(case) {
        return of(mail)
            .ok_or_else(|| unknown(Code::ExchangeMissing).fact("permission", "View-Only Organization Management"));
    }
    Err(match case.exchange {
        Some(ExchangeLook::Missing { permission }) => unknown(Code::ExchangeMissing).fact("permission", permission),
        Some(ExchangeLook::Failed { cause }) => unknown(Code::ExchangeFailed).fact("cause", cause),
        Some(ExchangeLook::Read(_)) | None => unknown(Code::NotChecked),
    })
}

/// The gateway's addresses that no range of a list covers: those that can be put on it, and those of IPv6, which cannot
/// (Microsoft Learn: "Set-InboundConnector", SenderIPAddresses).
fn uncovered(addresses: &[IpNet], list: &[String]) -> (Vec<IpNet>, Vec<IpNet>) {
    let list: Vec<IpNet> = list.iter().filter_map(|text| range(text).ok()).collect();
    // What is wider than a connector takes is there in parts.
    let parts = addresses.iter().flat_map(|address| match address {
        IpNet::V4(wide) if wide.prefix_len() < 24 => wide.subnets(24).into_iter().flatten().map(IpNet::V4).collect(),
        IpNet::V4(_) | IpNet::V6(_) => vec![*address],
    });
    let missing = parts.filter(|address| !list.iter().any(|range| range.contains(address)));
    missing.partition(|address| matches!(address, IpNet::V4(_)))
}

/// The gateway delivers over IPv6, which no list of Exchange's takes: it is to deliver over IPv4.
fn over_ipv4(case: &Case<'_>, step: Judged, missing: &[IpNet]) -> Judged {
    let domains = case.domains.iter().filter(|domain| domain.selected).map(|domain| &domain.name);
    step.fact("missing", texts(missing)).powershell(powershell::over_ipv4(domains))
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
        let (missing, ipv6) = uncovered(&case.target.addresses, &connector.skip_addresses);
        connector.enabled && (connector.skip_last || missing.is_empty() && ipv6.is_empty())
    };
    let (missing, ipv6) = uncovered(&case.target.addresses, list);
    let told = match () {
        () if connectors.iter().any(behind) => return step(StepState::Done, Code::AllowEnhanced),
        () if !missing.is_empty() => step(StepState::DoNow, Code::AllowListMissing)
            .fact("missing", texts(&missing))
            .wanted(powershell::ranges(&missing).unwrap_or_default())
            .powershell(powershell::allow_list(&missing)),
        () if !ipv6.is_empty() => over_ipv4(case, step(StepState::Look, Code::AddressesIpv6), &ipv6),
        () => step(StepState::Done, Code::AllowListed),
    };
    told.now(list.to_vec())
}

fn outbound(case: &Case<'_>) -> Judged {
    if !case.outgoing {
        return Judged::new(StepKind::OutboundConnector, StepState::Done, Code::OutboundNotNeeded);
    }
    let scope = scope(case);
    let told = outbound_told(case, scope.as_ref());
    let Some(scope) = scope.filter(|_| told.state != StepState::Done) else { return told };
    let told = told.fact("count", case.refused.values().sum::<u32>());
    let told = told.fact("domains", case.refused.keys().cloned().collect::<Vec<_>>().join(" "));
    if scope.by_group() { told.fact("group", powershell::GROUP) } else { told }
}

/// Whose mail may go by the gateway, where it would refuse somebody's.
fn scope<'a>(case: &'a Case<'_>) -> Option<Scope<'a>> {
    let chosen = case.domains.iter().filter(|domain| domain.selected && domain.applied);
    let domains: Vec<&str> = chosen.map(|domain| domain.name.as_str()).collect();
    let some_of_theirs = domains.iter().any(|domain| case.refused.contains_key(*domain));
    case.refused.values().any(|count| *count > 0).then_some(Scope { domains, some_of_theirs })
}

fn outbound_told(case: &Case<'_>, scope: Option<&Scope<'_>>) -> Judged {
    let step = |state, code| Judged::new(StepKind::OutboundConnector, state, code);
    let connectors = match told(case, StepKind::OutboundConnector, |mail| mail.outbound.as_deref()) {
        Ok(connectors) => connectors,
        Err(unknown) => return unknown.powershell(powershell::outbound(case.target, None, scope)),
    };
    let now: Vec<String> = connectors.iter().map(outbound_shown).collect();
    let Some(host) = &case.target.smarthost else {
        return step(StepState::Look, Code::SmarthostMissing).now(now);
    };
    let lines = |known| powershell::outbound(case.target, known, scope);
    // A second one of our name cannot be made; the one that is there is led here.
    let anew = || lines(connectors.iter().map(|c| c.name.as_str()).find(|name| powershell::is_ours(name)));
    let named = |given: &String| given.trim_matches(['[', ']']).eq_ignore_ascii_case(host);
    let leads = |connector: &&OutboundConnector| connector.smart_hosts.iter().any(named) && !connector.by_mx;
    let for_all = |connector: &&OutboundConnector| connector.recipient_domains.iter().any(|domain| domain == "*");
    let on = |connector: &&OutboundConnector| connector.enabled;
    let ours = || connectors.iter().filter(leads);
    let told = if let Some(good) = ours().find(|c| on(c) && for_all(c) && !c.by_rule) {
        let told = match scope {
            None => step(StepState::Done, Code::OutboundGood),
            Some(_) => step(StepState::Look, Code::OutboundRefusesSome).powershell(lines(Some(&good.name))),
        };
        told.fact("connector", &good.name)
    } else if let Some(by_rule) = ours().find(|c| on(c) && c.by_rule) {
        let rule = scope.and_then(|scope| powershell::rule(&by_rule.name, scope));
        step(StepState::Look, Code::OutboundByRule).fact("connector", &by_rule.name).powershell(rule)
    } else if let Some(off) = ours().next() {
        step(StepState::DoNow, Code::OutboundOff).fact("connector", &off.name).powershell(lines(Some(&off.name)))
    } else if let Some(other) = connectors.iter().find(|c| on(c) && for_all(c) && !c.by_mx && !c.by_rule) {
        step(StepState::DoNow, Code::OutboundOther).fact("connector", &other.name).powershell(anew())
    } else {
        step(StepState::DoNow, Code::OutboundMissing).powershell(anew())
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
    match told(case, StepKind::InboundConnector, |mail| mail.inbound.as_deref()) {
        Ok(connectors) => inbound_told(case, connectors),
        Err(unknown) if all_by_gateway(case) => unknown.powershell(lock_lines(case)),
        // What is to be looked at then is another thing: that none of its connectors refuses the gateway.
        Err(unknown) if unknown.code != Code::NotChecked => Judged { code: Code::InboundUnseen, ..unknown },
        Err(unknown) => unknown,
    }
}

/// What locks Microsoft 365 for everybody else; the gateway, too, where it delivers over IPv6.
fn lock_lines(case: &Case<'_>) -> Option<String> {
    let (_, ipv6) = uncovered(&case.target.addresses, &[]);
    if ipv6.is_empty() { powershell::inbound(case.target) } else { None }
}

/// What stands against the switch while Microsoft 365 may refuse mail from the gateway.
pub(super) fn inbound_block(case: &Case<'_>, step: &Judged) -> Option<BlockCode> {
    let against = |step: &Judged| match step.code {
        _ if step.state == StepState::Done => None,
        Code::InboundRefuses => Some(BlockCode::InboundRefuses),
        Code::InboundByCertificate
        | Code::InboundByAddresses
        | Code::InboundIpv6
        | Code::InboundUnseen
        | Code::NotChecked => Some(BlockCode::InboundUnknown),
        _ => None,
    };
    // What was seen there stands until somebody looks, with or without Tenantry.
    let seen = case.exchange_read.and_then(|mail| mail.inbound.as_deref());
    let before = seen.filter(|_| step.state == StepState::Unknown).map(|connectors| inbound_told(case, connectors));
    before.as_ref().and_then(against).or_else(|| against(step))
}

fn inbound_told(case: &Case<'_>, connectors: &[InboundConnector]) -> Judged {
    let step = |state, code| Judged::new(StepKind::InboundConnector, state, code);
    let now = connectors.iter().map(|c| format!("{}: {}", c.name, c.sender_addresses.join(" "))).collect();
    let addresses = &case.target.addresses;
    let wanted = powershell::ranges(addresses).unwrap_or_default();
    let Some(lock) = connectors.iter().find(locks) else {
        return open(case).now(now).wanted(wanted);
    };
    let told = if lock.restrict_to_certificate && !lock.restrict_to_addresses {
        by_certificate(lock)
    } else if addresses.is_empty() {
        step(StepState::Look, Code::InboundByAddresses)
    } else {
        locked(case, lock, wanted)
    };
    told.fact("connector", &lock.name).now(now)
}

/// Whose certificate a connector asks for, nobody can tell from here.
fn by_certificate(lock: &InboundConnector) -> Judged {
    let certificate = lock.certificate.as_deref().unwrap_or_default();
    let step = Judged::new(StepKind::InboundConnector, StepState::Look, Code::InboundByCertificate);
    step.fact("certificate", certificate)
}

/// By whom a connector lets in. Whoever is on it stays there until all mail comes by the gateway: what comes by another
/// filter is refused from the minute in which that one is taken off.
fn locked(case: &Case<'_>, lock: &InboundConnector, wanted: Vec<String>) -> Judged {
    let step = |state, code| Judged::new(StepKind::InboundConnector, state, code);
    let addresses = &case.target.addresses;
    let (missing, ipv6) = uncovered(addresses, &lock.sender_addresses);
    let theirs = lock.sender_addresses.iter().filter_map(|text| range(text).ok());
    let others: Vec<IpNet> = theirs.filter(|range| !addresses.iter().any(|own| own.contains(range))).collect();
    let lines = |list: &[String]| powershell::senders(&lock.name, list);
    match () {
        () if !missing.is_empty() => {
            let all: Option<Vec<String>> =
                powershell::ranges(&missing).map(|missing| [lock.sender_addresses.clone(), missing].concat());
            let told = step(StepState::DoNow, Code::InboundRefuses).fact("missing", texts(&missing));
            told.powershell(all.as_deref().map(lines)).wanted(all.unwrap_or_default())
        }
        () if !ipv6.is_empty() => over_ipv4(case, step(StepState::Look, Code::InboundIpv6), &ipv6),
        () if lock.restrict_to_certificate => by_certificate(lock),
        () if others.is_empty() => step(StepState::Done, Code::InboundLocked).wanted(wanted),
        () if !all_by_gateway(case) => {
            step(StepState::Wait, Code::InboundOthersYet).fact("others", texts(&others)).wanted(Vec::new())
        }
        () => {
            let narrow = (!wanted.is_empty()).then(|| lines(&wanted));
            step(StepState::Look, Code::InboundOthersToo)
                .fact("others", texts(&others))
                .powershell(narrow)
                .wanted(wanted)
        }
    }
}

/// All mail of the tenant comes by the gateway; not so while nothing is known of it.
fn all_by_gateway(case: &Case<'_>) -> bool {
    past_gateway(case).is_empty() && case.domains.iter().any(|domain| route(case, domain) == MailRoute::Gateway)
}

/// Nothing is locked: not to be locked before the last domain was switched.
fn open(case: &Case<'_>) -> Judged {
    let step = |state, code| Judged::new(StepKind::InboundConnector, state, code);
    let (_, ipv6) = uncovered(&case.target.addresses, &[]);
    match () {
        () if !all_by_gateway(case) => {
            step(StepState::Wait, Code::InboundAfterSwitch).fact("domains", past_gateway(case).join(" "))
        }
        () if case.target.addresses.is_empty() => step(StepState::Look, Code::AddressesMissing),
        () if !ipv6.is_empty() => over_ipv4(case, step(StepState::Look, Code::AddressesIpv6), &ipv6),
        () => step(StepState::DoNow, Code::InboundOpen).powershell(lock_lines(case)),
    }
}

fn direct_send(case: &Case<'_>, vouched: bool) -> Judged {
    let step = |state, code| Judged::new(StepKind::DirectSend, state, code);
    let lines = vouched.then(powershell::direct_send);
    match told(case, StepKind::DirectSend, |mail| mail.reject_direct_send) {
        Err(unknown) => unknown.powershell(lines),
        Ok(true) => step(StepState::Done, Code::DirectSendRejected),
        // The tenant's own mail that comes back by the gateway is refused unless a connector vouches for it.
        Ok(false) if !vouched => step(StepState::Wait, Code::DirectSendAfterConnector),
        Ok(false) => step(StepState::DoNow, Code::DirectSendOpen).powershell(lines),
    }
}

/// Whether a rule that is on copies mail within the tenant; what comes and goes passes the gateway, which archives it.
fn within(rule: &&JournalRule) -> bool {
    rule.enabled && matches!(rule.scope.as_deref(), Some("Global" | "Internal") | None)
}

fn journal_shown(rule: &JournalRule) -> String {
    let whose: Vec<&str> = rule.scope.iter().chain(&rule.recipient).map(String::as_str).collect();
    let off = if rule.enabled { "" } else { " (off)" };
    format!("{}: {} \u{2192} {}{off}", rule.name, whose.join(" "), rule.to)
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
    let now = rules.iter().map(journal_shown).collect();
    let rules = || rules.iter().filter(within);
    let told = if rules().any(|rule| rule.scope.is_none()) {
        // A version of before kept neither scope nor recipient.
        step(StepState::Unknown, Code::NotChecked)
    } else if let Some(rule) = rules().find(|rule| rule.recipient.is_none()) {
        // Where the archive takes copies, nothing tells but a person.
        step(StepState::Look, Code::JournalFound).fact("rule", &rule.name).fact("to", &rule.to)
    } else if rules().next().is_some() {
        let recipients: Vec<&str> = rules().filter_map(|rule| rule.recipient.as_deref()).collect();
        step(StepState::Look, Code::JournalPartly).fact("recipients", recipients.join(" "))
    } else {
        step(StepState::Look, Code::JournalMissing)
    };
    told.now(now)
}
