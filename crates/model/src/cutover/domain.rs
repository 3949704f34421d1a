//! The steps of one domain.

use super::{
    Answer, Case, Code, DmarcPolicy, DmarcReading, DomainCase, Judged, MailFacts, MailRoute, MtaStsMode, MtaStsPolicy,
    MtaStsReading, MxRecord, SpfReading, SpfResult, StepKind, StepState,
    judge::hosts,
    powershell,
    route::{Whose, is_null, shown},
    spf, tenant,
};

/// Everything that comes before the switch, in order.
pub(super) fn before_switch(case: &Case<'_>, domain: &DomainCase) -> Vec<Judged> {
    let mut steps = vec![recipients(domain)];
    let Some(mail) = domain.dns.as_ref().and_then(|dns| dns.mail.as_ref()) else {
        let kinds = [StepKind::Spf, StepKind::Dkim, StepKind::Dmarc, StepKind::MtaSts];
        steps.extend(kinds.map(|kind| Judged::new(kind, StepState::Unknown, Code::NotChecked)));
        return steps;
    };
    steps.push(spf_step(case, &mail.spf));
    steps.push(dkim(case, domain, mail));
    steps.push(dmarc(domain, &mail.dmarc));
    steps.push(mta_sts(case, &mail.mta_sts));
    steps
}

fn recipients(domain: &DomainCase) -> Judged {
    let step = |state, code| Judged::new(StepKind::Recipients, state, code);
    match (domain.applied, domain.missing, domain.unchosen) {
        (false, missing, _) => step(StepState::DoNow, Code::DomainMissing).fact("count", missing),
        (true, 0, 0) => step(StepState::Done, Code::RecipientsListed),
        (true, 0, unchosen) => step(StepState::Look, Code::RecipientsUnchosen).fact("count", unchosen),
        (true, missing, _) => step(StepState::DoNow, Code::RecipientsMissing).fact("count", missing),
    }
}

/// What no record says: nobody answered, or a server failed.
fn unanswered<T>(kind: StepKind, answer: &Answer<T>) -> Judged {
    match answer {
        Answer::Failed(cause) => Judged::new(kind, StepState::Unknown, Code::DnsFailed).fact("cause", cause),
        _ => Judged::new(kind, StepState::Unknown, Code::DnsTimeout),
    }
}

/// RFC 7208.
fn spf_step(case: &Case<'_>, answer: &Answer<SpfReading>) -> Judged {
    let step = |state, code| Judged::new(StepKind::Spf, state, code);
    let gateway = case.outgoing.then_some(case.target.spf.as_deref()).flatten();
    let mut lacking: Vec<&str> = gateway.into_iter().chain([case.microsoft_spf]).collect();
    let reading = match answer {
        Answer::Found(reading) => reading,
        Answer::Nothing => {
            return step(StepState::DoNow, Code::SpfMissing).wanted(vec![spf::merged(&[], &lacking)]);
        }
        Answer::Timeout | Answer::Failed(_) => return unanswered(StepKind::Spf, answer),
    };
    lacking.retain(|mechanism| !spf::names(reading, mechanism));
    let wished = || vec![spf::merged(&reading.texts, &lacking)];
    let told = match &reading.result {
        SpfResult::Several => {
            step(StepState::DoNow, Code::SpfSeveral).fact("count", reading.texts.len()).wanted(wished())
        }
        SpfResult::TooManyLookups => step(StepState::DoNow, Code::SpfTooManyLookups),
        SpfResult::TooManyVoids => step(StepState::DoNow, Code::SpfTooManyVoids).fact("voids", reading.voids),
        SpfResult::Invalid(cause) => step(StepState::DoNow, Code::SpfInvalid).fact("cause", cause),
        SpfResult::Unreachable(cause) => step(StepState::Unknown, Code::SpfUnreachable).fact("cause", cause),
        SpfResult::Valid => match gateway {
            None if case.outgoing => step(StepState::Unknown, Code::SpfTargetMissing),
            Some(mechanism) if lacking.contains(&mechanism) => {
                step(StepState::DoNow, Code::SpfWithoutGateway).wanted(wished())
            }
            _ if lacking.is_empty() => step(StepState::Done, Code::SpfGood),
            // Where all mail leaves by the gateway, Microsoft 365 need not be named: only a person knows.
            Some(_) => step(StepState::Look, Code::SpfWithoutMicrosoft).wanted(wished()),
            None => step(StepState::DoNow, Code::SpfWithoutMicrosoft).wanted(wished()),
        },
    };
    told.fact("lookups", reading.lookups).now(reading.texts.clone())
}

/// Microsoft's two selectors: what Exchange names where it was asked, else any name of Microsoft's.
fn dkim(case: &Case<'_>, domain: &DomainCase, mail: &MailFacts) -> Judged {
    let step = |state, code| Judged::new(StepKind::Dkim, state, code);
    let listed = tenant::read(case).and_then(|mail| mail.dkim.as_deref());
    let signing = listed.unwrap_or_default().iter().find(|own| domain.name.as_str() == own.domain);
    let right = |n: usize, names: &[String]| match signing.map(|signing| signing.names[n].as_str()) {
        Some(wanted) if !wanted.is_empty() => names.iter().any(|name| name.eq_ignore_ascii_case(wanted)),
        _ => names.iter().any(|name| name.ends_with(".onmicrosoft.com") || name.ends_with(".dkim.mail.microsoft")),
    };
    if let Some(answer) = mail.dkim.values().find(|answer| matches!(answer, Answer::Timeout | Answer::Failed(_))) {
        return unanswered(StepKind::Dkim, answer);
    }
    let found = |answer: &Answer<Vec<String>>| answer.found().cloned().unwrap_or_default();
    let now = mail.dkim.iter().flat_map(|(selector, answer)| {
        found(answer).into_iter().map(move |name| format!("{selector}._domainkey CNAME {name}"))
    });
    let wrong = mail.dkim.iter().enumerate().filter(|(n, (_, answer))| !right(*n, &found(answer)));
    let wrong: Vec<&str> = wrong.map(|(_, (selector, _))| selector.as_str()).collect();
    let told = match (wrong.as_slice(), signing) {
        // Where nothing points to Microsoft, others may sign; where something does, it is of a tenant that had the domain.
        (wrong, None) if listed.is_some() => {
            let open = if wrong.len() == mail.dkim.len() { StepState::Look } else { StepState::DoNow };
            step(open, Code::DkimNotSetUp)
        }
        ([], Some(signing)) if !signing.enabled => step(StepState::DoNow, Code::DkimNotSigning),
        ([], _) => step(StepState::Done, Code::DkimGood),
        ([one], _) => step(StepState::DoNow, Code::DkimPartly).fact("selector", one),
        _ => step(StepState::Look, Code::DkimMissing),
    };
    let records = signing.into_iter().flat_map(|signing| mail.dkim.keys().zip(&signing.names));
    let records = records.filter(|(selector, _)| wrong.contains(&selector.as_str()));
    let wanted = records.map(|(selector, name)| format!("{selector}._domainkey CNAME {name}")).collect();
    let done = told.state == StepState::Done;
    let lines = || powershell::dkim(&domain.name, listed.map(|_| signing.is_some()));
    told.now(now.collect()).wanted(wanted).powershell((!done).then(lines))
}

/// RFC 7489. What stands at a domain above counts as well, and a record of the domain's own takes its place.
fn dmarc(domain: &DomainCase, answer: &Answer<DmarcReading>) -> Judged {
    let step = |state, code| Judged::new(StepKind::Dmarc, state, code);
    let reading = match answer {
        Answer::Found(reading) => reading,
        Answer::Nothing => {
            return step(StepState::DoNow, Code::DmarcMissing).wanted(vec!["v=DMARC1; p=none".to_owned()]);
        }
        Answer::Timeout | Answer::Failed(_) => return unanswered(StepKind::Dmarc, answer),
    };
    let inherited = reading.at != domain.name.as_str();
    let asking = |policy: &str| reading.texts.iter().map(|text| with_policy(text, policy, inherited)).collect();
    let told = match (reading.texts.len(), reading.policy, reading.percent) {
        (2.., ..) => step(StepState::DoNow, Code::DmarcSeveral).fact("count", reading.texts.len()),
        (_, None, _) => step(StepState::DoNow, Code::DmarcInvalid).wanted(asking("none")),
        (_, Some(DmarcPolicy::None), _) => step(StepState::Look, Code::DmarcWatches).wanted(asking("quarantine")),
        // Of the rest less is asked: what is to be refused is put aside, and what is to be put aside is let in (6.6.4).
        (_, Some(policy), Some(percent)) => step(StepState::Look, Code::DmarcPartly)
            .fact("policy", policy.word())
            .fact("percent", percent)
            .wanted(asking(policy.word())),
        (_, Some(DmarcPolicy::Quarantine), None) => {
            step(StepState::Done, Code::DmarcEnforced).fact("policy", "quarantine").wanted(asking("reject"))
        }
        (_, Some(DmarcPolicy::Reject), None) => step(StepState::Done, Code::DmarcEnforced).fact("policy", "reject"),
    };
    let told = if inherited { told.fact("at", &reading.at) } else { told };
    told.now(reading.texts.clone())
}

/// The same record with another policy, which comes second (RFC 7489, 6.3) and is asked of all messages. What is said for
/// domains below goes where it becomes such a domain's own.
fn with_policy(text: &str, policy: &str, inherited: bool) -> String {
    let name = |tag: &str| tag.split('=').next().unwrap_or_default().trim().to_ascii_lowercase();
    let replaced = |tag: &&str| match name(tag).as_str() {
        "p" | "pct" => false,
        "sp" => !inherited,
        _ => true,
    };
    let mut tags: Vec<&str> = text.split(';').map(str::trim).filter(|tag| !tag.is_empty()).filter(replaced).collect();
    let wanted = format!("p={policy}");
    tags.insert(1.min(tags.len()), &wanted);
    tags.join("; ")
}

/// The hosts that are named already, because mail still goes to them, and the gateway's; and another id in the record,
/// without which nobody asks for the policy again before it expires (RFC 8461, 3.1 and 5.1).
fn with_gateway(policy: &MtaStsPolicy, unnamed: &[&str], texts: &[String]) -> Vec<String> {
    let hosts = policy.mx.iter().map(String::as_str).chain(unnamed.iter().copied());
    let record = texts.iter().take(1).map(|text| with_other_id(text));
    hosts.map(|host| format!("mx: {host}")).chain(record).collect()
}

/// The same record with an id that it never had: up to 32 letters and digits.
fn with_other_id(text: &str) -> String {
    let fields = text.split(';').map(str::trim).filter(|field| !field.is_empty());
    let changed = fields.map(|field| match field.split_once('=') {
        Some((name, id)) if name.trim() == "id" => {
            let kept: String = id.trim().chars().take(31).collect();
            let digit = if id.trim() == format!("{kept}1") { 2 } else { 1 };
            format!("id={kept}{digit}")
        }
        _ => field.to_owned(),
    });
    changed.collect::<Vec<_>>().join("; ")
}

/// RFC 8461, 4.1: with `enforce` senders keep mail rather than give it to a host that the policy does not name.
fn mta_sts(case: &Case<'_>, answer: &Answer<MtaStsReading>) -> Judged {
    let step = |state, code| Judged::new(StepKind::MtaSts, state, code);
    let reading = match answer {
        Answer::Found(reading) => reading,
        Answer::Nothing => return step(StepState::Done, Code::MtaStsNone),
        Answer::Timeout | Answer::Failed(_) => return unanswered(StepKind::MtaSts, answer),
    };
    let policy = match &reading.policy {
        Answer::Found(policy) => policy,
        other => {
            let cause = match other {
                Answer::Failed(cause) => cause.as_str(),
                Answer::Timeout => "timeout",
                _ => "none",
            };
            let told = step(StepState::Look, Code::MtaStsUnreachable).fact("cause", cause);
            return told.now(reading.texts.clone());
        }
    };
    let now = policy.mx.iter().map(|pattern| format!("mx: {pattern}")).chain(reading.texts.iter().cloned()).collect();
    let unnamed: Vec<&str> =
        case.target.mx.iter().map(|record| record.host.as_str()).filter(|host| !policy.matches(host)).collect();
    let wanted = with_gateway(policy, &unnamed, &reading.texts);
    let told = match (unnamed.is_empty(), policy.mode) {
        _ if !case.target.is_known() => step(StepState::Unknown, Code::TargetMissing),
        (_, MtaStsMode::None) => step(StepState::Done, Code::MtaStsNone),
        (true, MtaStsMode::Enforce) => step(StepState::Done, Code::MtaStsMatches).fact("mode", "enforce"),
        (true, MtaStsMode::Testing) => step(StepState::Done, Code::MtaStsMatches).fact("mode", "testing"),
        (false, MtaStsMode::Enforce) => step(StepState::DoNow, Code::MtaStsRefuses).wanted(wanted),
        (false, MtaStsMode::Testing) => step(StepState::Look, Code::MtaStsTesting).wanted(wanted),
    };
    let told = if unnamed.is_empty() { told } else { told.fact("hosts", unnamed.join(" ")) };
    told.now(now)
}

/// The switch itself: locked until nothing stands against it.
pub(super) fn switch(case: &Case<'_>, domain: &DomainCase, route: MailRoute, blocked: bool) -> Judged {
    let step = |state, code| Judged::new(StepKind::Mx, state, code);
    let open = if blocked { StepState::Wait } else { StepState::DoNow };
    let wanted: Vec<String> = case.target.mx.iter().map(shown).collect();
    let Some(dns) = &domain.dns else {
        return step(StepState::Unknown, Code::NotChecked).wanted(wanted);
    };
    let records = match &dns.mx {
        Answer::Found(records) => records,
        Answer::Nothing => return step(open, Code::MxNone).wanted(wanted),
        Answer::Timeout | Answer::Failed(_) => return unanswered(StepKind::Mx, &dns.mx).wanted(wanted),
    };
    let told = match route {
        _ if is_null(records) => step(StepState::Look, Code::MxNull),
        MailRoute::Gateway => at_gateway(case, records),
        MailRoute::M365 => step(open, Code::MxMicrosoft),
        _ => elsewhere(case, domain, records, open),
    };
    told.now(records.iter().map(shown).collect()).wanted(wanted)
}

fn at_gateway(case: &Case<'_>, records: &[MxRecord]) -> Judged {
    let there = |host: &str| records.iter().any(|record| record.host == host);
    let missing: Vec<&str> =
        case.target.mx.iter().map(|record| record.host.as_str()).filter(|host| !there(host)).collect();
    if missing.is_empty() {
        Judged::new(StepKind::Mx, StepState::Done, Code::MxGateway)
    } else {
        Judged::new(StepKind::Mx, StepState::Look, Code::MxSome).fact("missing", missing.join(" "))
    }
}

fn elsewhere(case: &Case<'_>, domain: &DomainCase, records: &[MxRecord], open: StepState) -> Judged {
    let hosts = hosts(case, domain);
    let mut others = records.iter().filter(|record| hosts.whose(&record.host) != Whose::Gateway).peekable();
    let partly = records.iter().any(|record| hosts.whose(&record.host) == Whose::Gateway);
    if partly && others.peek().is_some() {
        let names: Vec<&str> = others.map(|record| record.host.as_str()).collect();
        return Judged::new(StepKind::Mx, StepState::DoNow, Code::MxMixed).fact("others", names.join(" "));
    }
    Judged::new(StepKind::Mx, open, Code::MxOther)
}
