//! From facts to steps: each domain for itself, then the tenant, and whether the switch is safe.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{
    Block, BlockCode, Code, DnsFacts, ExchangeLook, Judged, MailRoute, Part, Said, StepKind, StepState, Target,
    TargetSource, TenantMail, domain, route::Hosts, tenant,
};
use crate::DomainName;

/// A client's cut-over: everything that is known.
#[derive(Debug, Clone)]
pub struct Case<'a> {
    /// Every domain of the tenant that carries mail, by name.
    pub domains: &'a [DomainCase],
    /// What the gateway is called from outside.
    pub target: &'a Target,
    /// Who said so.
    pub source: TargetSource,
    /// Ends of host names that are the gateway's, whatever the target says.
    pub suffixes: &'a [&'a str],
    /// How asking Exchange last came out; `None`: it was not asked yet.
    pub exchange: Option<&'a ExchangeLook>,
    /// What it told when it last told anything: a look that fails takes no reason away.
    pub exchange_read: Option<&'a TenantMail>,
    /// How SPF names Microsoft 365 in the client's cloud.
    pub microsoft_spf: &'a str,
    /// Some chosen mailbox sends by the gateway.
    pub outgoing: bool,
    /// Mailboxes whose mail the gateway would refuse if it were sent there, by the domain that they send from.
    pub refused: &'a BTreeMap<String, u32>,
    /// Some chosen mailbox is archived.
    pub archiving: bool,
    /// What a person marked as done: a domain's step, or with `None` the tenant's.
    pub marked: &'a BTreeMap<(Option<DomainName>, StepKind), Said>,
}

/// One domain of the tenant.
#[derive(Debug, Clone)]
pub struct DomainCase {
    /// Its name.
    pub name: DomainName,
    /// It is to be led over the gateway.
    pub selected: bool,
    /// The exchanger that Microsoft names for it.
    pub microsoft_mx: Option<String>,
    /// The gateway has it from us.
    pub applied: bool,
    /// Chosen recipients with an address in it that the gateway lacks.
    pub missing: u32,
    /// Others with an address in it that the gateway does not list: it refuses their mail (R1).
    pub unchosen: u32,
    /// What DNS told; `None`: it was not asked yet.
    pub dns: Option<DnsFacts>,
}

/// A domain as it stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DomainJudgement {
    /// Its name.
    pub name: DomainName,
    /// Where its mail goes today.
    pub route: MailRoute,
    /// Switching its MX now loses nothing.
    pub safe_to_switch: bool,
    /// Why not.
    pub blocked: Vec<Block>,
    /// Of these, once its mail goes to the gateway: for which some is refused.
    pub refused: Vec<Block>,
    /// Its steps, in order.
    pub steps: Vec<Judged>,
}

/// A client's cut-over as it stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Judgement {
    /// The selected domains, by name.
    pub domains: Vec<DomainJudgement>,
    /// The tenant's steps, in order.
    pub tenant: Vec<Judged>,
    /// Every selected domain may be switched, or was.
    pub safe: bool,
    /// What stands against every one of them.
    pub blocked: Vec<Block>,
}

impl Judgement {
    /// Nothing is left to do or to look at (R17).
    #[must_use]
    pub fn all_done(&self) -> bool {
        self.steps().all(|step| step.state == StepState::Done)
    }

    /// Steps that wait for a person.
    #[must_use]
    pub fn open(&self) -> usize {
        self.steps().filter(|step| step.state.is_open()).count()
    }

    /// Domains with a step that is not done, known or not.
    #[must_use]
    pub fn open_domains(&self) -> usize {
        let open = |domain: &&DomainJudgement| domain.steps.iter().any(|step| step.state != StepState::Done);
        self.domains.iter().filter(open).count()
    }

    /// Of the steps that come before a domain's switch, its own and the tenant's: those that are done, and all.
    #[must_use]
    pub fn before(&self, domain: &DomainJudgement) -> (usize, usize) {
        let before = || domain.steps.iter().chain(&self.tenant).filter(|step| step.kind.part() == Part::Before);
        (before().filter(|step| step.state == StepState::Done).count(), before().count())
    }

    fn steps(&self) -> impl Iterator<Item = &Judged> {
        self.domains.iter().flat_map(|domain| &domain.steps).chain(&self.tenant)
    }
}

/// What follows from a client's facts (W8, R17).
#[must_use]
pub fn judge(case: &Case<'_>) -> Judgement {
    let tenant = tenant::steps(case);
    let common = common_blocks(case, &tenant);
    let selected = case.domains.iter().filter(|domain| domain.selected);
    let domains: Vec<_> = selected.map(|domain| one(case, domain, &common)).collect();
    let safe = !domains.is_empty() && domains.iter().all(|domain| domain.safe_to_switch);
    Judgement { domains, tenant, safe, blocked: common }
}

fn one(case: &Case<'_>, domain: &DomainCase, common: &[Block]) -> DomainJudgement {
    let route = route(case, domain);
    let mark = |step: Judged| {
        let said = case.marked.get(&(Some(domain.name.clone()), step.kind));
        step.marked(said)
    };
    let mut steps: Vec<Judged> = domain::before_switch(case, domain).into_iter().map(mark).collect();
    let mut blocked = common.to_vec();
    blocked.extend(blocks(case, route, &steps));
    steps.push(mark(domain::switch(case, domain, route, !blocked.is_empty())));
    let there = route == MailRoute::Gateway;
    let refused = blocked.iter().filter(|block| there && block.code.refuses()).cloned().collect();
    DomainJudgement { name: domain.name.clone(), route, safe_to_switch: blocked.is_empty(), blocked, refused, steps }
}

/// Where a domain's mail goes.
pub(super) fn route(case: &Case<'_>, domain: &DomainCase) -> MailRoute {
    domain.dns.as_ref().map_or(MailRoute::Unknown, |dns| hosts(case, domain).route(&dns.mx))
}

pub(super) fn hosts<'a>(case: &Case<'a>, domain: &'a DomainCase) -> Hosts<'a> {
    Hosts { gateway: &case.target.mx, suffixes: case.suffixes, microsoft: domain.microsoft_mx.as_deref() }
}

/// What stands against the switch of every domain.
fn common_blocks(case: &Case<'_>, tenant: &[Judged]) -> Vec<Block> {
    let mut blocks = Vec::new();
    let mut add = |code, count, step| blocks.push(Block { code, count, step });
    match (case.target.is_known(), case.source) {
        (false, _) => add(BlockCode::TargetMissing, None, None),
        (true, TargetSource::Person) => {}
        (true, _) => add(BlockCode::TargetUnconfirmed, None, None),
    }
    for step in tenant {
        let kind = Some(step.kind);
        match (step.kind, step.code) {
            _ if step.state == StepState::Done => {}
            (_, Code::OutboundRefusesSome) => add(BlockCode::SendersRefused, step.count(), kind),
            (StepKind::OutboundConnector, _) => add(BlockCode::OutboundConnector, None, kind),
            (StepKind::InboundConnector, _) => {
                if let Some(code) = tenant::inbound_block(case, step) {
                    add(code, None, kind);
                }
            }
            _ => {}
        }
    }
    blocks
}

/// What stands against the switch of one domain.
fn blocks(case: &Case<'_>, route: MailRoute, steps: &[Judged]) -> Vec<Block> {
    let mut blocks = Vec::new();
    for step in steps {
        let (code, count) = match (step.kind, step.code) {
            _ if step.state == StepState::Done => continue,
            (_, Code::DomainMissing) => (BlockCode::DomainMissing, None),
            (_, Code::RecipientsMissing) => (BlockCode::RecipientsMissing, step.count()),
            (_, Code::RecipientsUnchosen) => (BlockCode::RecipientsUnchosen, step.count()),
            (_, Code::MtaStsRefuses) => (BlockCode::MtaStsRefuses, None),
            // Senders may hold a policy that cannot be had today.
            (_, Code::MtaStsUnreachable) => (BlockCode::MtaStsUnknown, None),
            // Without the gateway's hosts there is nothing to compare with, and that is said already.
            (StepKind::MtaSts, code) if step.state == StepState::Unknown && code != Code::TargetMissing => {
                (BlockCode::MtaStsUnknown, None)
            }
            (StepKind::Spf, _) if !case.outgoing => continue,
            (StepKind::Spf, _) if step.state == StepState::Unknown => (BlockCode::SpfUnknown, None),
            (StepKind::Spf, _) if step.state == StepState::DoNow => (BlockCode::SpfMissesGateway, None),
            _ => continue,
        };
        blocks.push(Block { code, count, step: Some(step.kind) });
    }
    if route == MailRoute::Unknown {
        blocks.push(Block { code: BlockCode::MxUnknown, count: None, step: Some(StepKind::Mx) });
    }
    blocks
}
