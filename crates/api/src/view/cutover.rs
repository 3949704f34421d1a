//! The cut-over guard.

use engine::CutoverState;
use jiff::Timestamp;
use model::{
    DomainName,
    cutover::{Block, ExchangeLook, Judged},
};

use super::{count, time};
use crate::dto;

/// Makes the same names on both sides of the border.
macro_rules! same {
    ($name:ident, $from:ident -> $to:ident: $($code:ident,)*) => {
        fn $name(value: model::cutover::$from) -> dto::$to {
            match value {
                $(model::cutover::$from::$code => dto::$to::$code,)*
            }
        }
    };
}

macro_rules! code {
    (Code: $($code:ident, $words:literal;)*) => {
        same!(code, Code -> StepCode: $($code,)*);

        /// The reason of a request.
        pub(crate) fn step_code(asked: dto::StepCode) -> model::cutover::Code {
            match asked {
                $(dto::StepCode::$code => model::cutover::Code::$code,)*
            }
        }
    };
    (BlockCode: $($code:ident, $words:literal;)*) => { same!(block_code, BlockCode -> BlockCode: $($code,)*); };
}

model::for_each_cutover_code!(code, Code);
model::for_each_cutover_block!(code, BlockCode);
same!(state, StepState -> StepState: DoNow, Look, Done, Wait, Unknown,);
same!(route, MailRoute -> MailRoute: M365, Gateway, Other, None, Unknown,);
same!(source, TargetSource -> TargetSource: Person, Kind, Nobody,);
same!(part, Part -> StepPart: Before, Switch, After,);
same!(
    kind, StepKind -> StepKind: Recipients, AllowList, Spf, OutboundConnector, Dkim, Dmarc, MtaSts, Mx,
    InboundConnector, DirectSend, Journal,
);

/// The step of a request.
pub(crate) fn step_kind(asked: dto::StepKind) -> model::cutover::StepKind {
    use model::cutover::StepKind;
    StepKind::all().into_iter().find(|known| kind(*known) == asked).unwrap_or(StepKind::Mx)
}

/// A client's cut-over.
pub(crate) fn cutover(state: &CutoverState) -> dto::CutoverView {
    let judgement = &state.judgement;
    let domains = judgement.domains.iter().map(|domain| {
        let checked = state.checked.get(&domain.name).copied();
        let steps = domain.steps.iter().map(|step| view(state, Some(&domain.name), step, checked));
        let (done, total) = judgement.before(domain);
        dto::DomainCutover {
            name: domain.name.to_string(),
            route: route(domain.route),
            safe_to_switch: domain.safe_to_switch,
            blocked: domain.blocked.iter().map(block).collect(),
            refused: domain.refused.iter().map(block).collect(),
            steps: steps.collect(),
            tally: tally(&domain.steps),
            before: dto::PartCount { done: count(done), total: count(total) },
            checked_at: checked.map(time),
        }
    });
    let asked = state.exchange_at();
    dto::CutoverView {
        target: target(state),
        as_of: state.checked.values().max().copied().map(time),
        checking: state.checking,
        domains: domains.collect(),
        tenant: judgement.tenant.iter().map(|step| view(state, None, step, asked)).collect(),
        tenant_tally: tally(&judgement.tenant),
        exchange: exchange(state),
        safe: judgement.safe,
        blocked: judgement.blocked.iter().map(block).collect(),
        open: count(judgement.open()),
        open_domains: count(judgement.open_domains()),
        done: judgement.all_done(),
    }
}

fn tally(steps: &[Judged]) -> dto::StepTally {
    use model::cutover::StepState;
    let count = |states: &[StepState]| count(steps.iter().filter(|step| states.contains(&step.state)).count());
    dto::StepTally {
        do_now: count(&[StepState::DoNow]),
        look: count(&[StepState::Look]),
        done: count(&[StepState::Done]),
        wait: count(&[StepState::Wait, StepState::Unknown]),
    }
}

fn target(state: &CutoverState) -> dto::TargetView {
    let by = state.target_by.clone();
    let mx = state.target.mx.iter();
    dto::TargetView {
        mx: mx.map(|mx| dto::MxTarget { host: mx.host.clone(), preference: mx.preference }).collect(),
        spf: state.target.spf.clone(),
        smarthost: state.target.smarthost.clone(),
        addresses: state.target.addresses.iter().map(ToString::to_string).collect(),
        source: source(state.source),
        by: by.as_ref().map(|(who, _)| who.clone()),
        at: by.map(|(_, at)| time(at)),
    }
}

fn view(state: &CutoverState, domain: Option<&DomainName>, step: &Judged, checked: Option<Timestamp>) -> dto::StepView {
    let mark = state.marks.get(&(domain.cloned(), step.kind));
    // What the gateway lists is known without looking anything up.
    let looked_up = step.kind != model::cutover::StepKind::Recipients;
    dto::StepView {
        kind: kind(step.kind),
        number: step.kind.number(),
        part: part(step.kind.part()),
        state: self::state(step.state),
        code: code(step.code),
        facts: step.facts.clone(),
        now: step.now.clone(),
        wanted: step.wanted.clone(),
        powershell: step.powershell.clone(),
        takes_mark: step.state.takes_mark(),
        mark: mark.map(|mark| dto::MarkView { who: mark.who.clone(), at: time(mark.at), note: mark.note.clone() }),
        checked_at: checked.filter(|_| looked_up).map(time),
    }
}

fn block(block: &Block) -> dto::BlockReason {
    dto::BlockReason { code: block_code(block.code), count: block.count, step: block.step.map(kind) }
}

fn exchange(state: &CutoverState) -> dto::ExchangeAccess {
    match state.exchange.as_ref().map(|(look, _)| look) {
        None => dto::ExchangeAccess::NotAsked,
        Some(ExchangeLook::Read(_)) => dto::ExchangeAccess::Granted,
        Some(ExchangeLook::Missing { permission }) => dto::ExchangeAccess::Missing { permission: permission.clone() },
        Some(ExchangeLook::Failed { cause }) => {
            dto::ExchangeAccess::Failed { cause: cause.clone(), read_at: state.exchange_read.map(time) }
        }
    }
}

/// Where a domain's mail goes today.
pub(crate) fn current_mx(current: &engine::CurrentMx) -> dto::CurrentMx {
    let records = current.answer.found().into_iter().flatten();
    let host = |host: &str| if host.is_empty() { ".".to_owned() } else { host.to_owned() };
    dto::CurrentMx {
        records: records.map(|record| format!("{} {}", record.preference, host(&record.host))).collect(),
        route: route(current.route),
        at: time(current.at),
    }
}
