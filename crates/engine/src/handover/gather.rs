//! What a pack says beside its lists.

use ::handover::Language;
use ::handover::pack::{
    CutoverDomainPart, CutoverPart, DomainPart, DomainState, Pack, PlanPart, SignInPart, StepPart, TenantPart,
};
use gateway::Setting;
use jiff::Timestamp;
use model::cutover::{Block, DomainJudgement, Judged, MailRoute, StepKind, StepState};
use model::plan::Hold;
use model::{DomainName, Options, Owner};
use signin::PERMISSIONS;
use store::{ClientId, DomainRecord, HandQuery, PlanQuery, PlanRecord, Store, StoreError};

use super::{colour, program};
use crate::{ClientStatus, CutoverState, Receipt};

/// A pack whose lists are still empty.
pub(super) fn begin(
    store: &Store,
    status: ClientStatus,
    cutover: &CutoverState,
    (options, language): (Options, Language),
    (made_at, made_by): (Timestamp, String),
    by_hand: &[Setting],
) -> Result<Pack, StoreError> {
    let record = status.record;
    Ok(Pack {
        made_at,
        made_by,
        program: program(),
        language,
        colour: colour(&record),
        practice: status.practice,
        since: record.created_at,
        options,
        tenant: record.tenant.as_ref().map(|tenant| TenantPart {
            name: tenant.name.clone(),
            id: tenant.id.to_string(),
            initial_domain: tenant.initial_domain.clone(),
        }),
        sign_in: status.receipt.map(sign_in),
        read_at: status.snapshot.map(|snapshot| snapshot.read_at),
        first_applied: record.first_applied_at,
        last_sync: record.schedule.last_good_sync,
        domains: store.domain_records(record.id)?.iter().map(|record| domain(record, cutover)).collect(),
        kinds: Vec::new(),
        mailboxes: Vec::new(),
        exceptions: Vec::new(),
        exception_count: 0,
        hand: hand(store, record.id, by_hand)?,
        hand_rows: Vec::new(),
        cutover: seen(cutover),
        plan: status.plan.map(|plan| plan_part(store, &plan)).transpose()?,
        runs: Vec::new(),
        run_count: 0,
        client: record.name,
        // Elsewhere the account is a number of ours that says nothing to anybody.
        gateway_account: record.gateway_identity.filter(|_| record.gateway.starts_with("mail-assure:")),
        gateway: record.gateway,
    })
}

fn sign_in(receipt: Receipt) -> SignInPart {
    let permission = |scope: &str| {
        let failed = receipt.checks.iter().find(|check| !check.ok && check.permission == scope);
        let granted = !receipt.missing.iter().any(|missing| missing == scope);
        (scope.to_owned(), granted, failed.map(|check| check.why.clone().unwrap_or_else(|| check.what.clone())))
    };
    SignInPart {
        permissions: PERMISSIONS.iter().map(|wanted| permission(wanted.scope)).collect(),
        account: receipt.account,
        guest_of: receipt.guest_of,
        at: receipt.at,
        ends: receipt.ends,
    }
}

fn domain(record: &DomainRecord, cutover: &CutoverState) -> DomainPart {
    let choice = record.choice.as_ref();
    let selected = choice.is_some_and(|choice| choice.selected);
    let state = if let Some(why) = record.facts.unselectable() {
        DomainState::Unselectable(why)
    } else if record.other_client.is_some() {
        DomainState::OtherClient
    } else if matches!(record.observed.as_ref().map(|seen| &seen.owner), Some(Owner::Another(_))) {
        DomainState::OtherAccount
    } else {
        match (&record.alias_of, selected) {
            (Some(target), true) if record.there => DomainState::Alias(target.to_string()),
            (_, true) if record.there => DomainState::SetUp,
            (_, true) => DomainState::Waiting,
            (_, false) if record.remembered => DomainState::Ends,
            (_, false) => DomainState::NotChosen,
        }
    };
    DomainPart {
        name: record.facts.name.to_unicode(),
        state,
        mail: cutover.judgement.domains.iter().find(|known| known.name == record.facts.name).map(|known| known.route),
        recipients: record.by_kind.values().sum(),
        archiving: selected && choice.is_some_and(|choice| choice.archiving),
        route: record.facts.mx.clone(),
        region: choice.and_then(|choice| choice.region.clone()),
    }
}

/// Settings that the gateway leaves to a person, or that were made by one before.
fn hand(store: &Store, client: ClientId, by_hand: &[Setting]) -> Result<Vec<(String, u32, u32)>, StoreError> {
    let mut counts = Vec::new();
    for setting in Setting::ALL {
        let name = setting.as_str();
        let count = |done: bool| {
            let query = HandQuery { setting: Some(name.to_owned()), done, after: None, limit: 0 };
            store.by_hand(client, &query).map(|window| window.total)
        };
        let (waiting, made) = (count(false)?, count(true)?);
        if waiting + made > 0 || by_hand.contains(&setting) {
            counts.push((name.to_owned(), waiting, made));
        }
    }
    Ok(counts)
}

pub(super) fn holds(store: &Store, plan: &PlanRecord) -> Result<Vec<(Hold, u32)>, StoreError> {
    let mut holds = Vec::new();
    for hold in Hold::ALL.into_iter().filter(|_| plan.held > 0) {
        let query = PlanQuery { hold: Some(hold), limit: 0, ..PlanQuery::default() };
        let count = store.plan_window(plan.id, &query)?.total;
        if count > 0 {
            holds.push((hold, count));
        }
    }
    Ok(holds)
}

fn plan_part(store: &Store, plan: &PlanRecord) -> Result<PlanPart, StoreError> {
    let ready = match plan.run {
        Some(run) => store.run(run)?.left(),
        None => plan.ready,
    };
    Ok(PlanPart { plan: plan.id.0, made_at: plan.made_at, ready, holds: holds(store, plan)? })
}

/// The cut-over, when a domain was looked up or Exchange told.
fn seen(state: &CutoverState) -> Option<CutoverPart> {
    if state.checked.is_empty() && state.exchange.is_none() {
        return None;
    }
    let kinds = |blocks: &[Block]| blocks.iter().map(|block| block.step).collect();
    let part = |domain: &DomainJudgement| CutoverDomainPart {
        name: domain.name.to_unicode(),
        at: state.checked.get(&domain.name).copied(),
        there: domain.route == MailRoute::Gateway,
        blocked: kinds(&domain.blocked),
        refused: kinds(&domain.refused),
        steps: domain.steps.iter().map(|judged| step(state, Some(&domain.name), judged)).collect(),
    };
    Some(CutoverPart {
        tenant_at: state.exchange_at(),
        tenant: state.judgement.tenant.iter().map(|judged| step(state, None, judged)).collect(),
        domains: state.judgement.domains.iter().map(part).collect(),
    })
}

fn step(state: &CutoverState, domain: Option<&DomainName>, judged: &Judged) -> StepPart {
    let key: (Option<DomainName>, StepKind) = (domain.cloned(), judged.kind);
    // Where a look-up contradicts it, it says nothing.
    let mark = state.marks.get(&key).filter(|_| judged.state == StepState::Done);
    StepPart {
        kind: judged.kind,
        state: judged.state,
        code: judged.code,
        facts: judged.facts.clone(),
        now: judged.now.clone(),
        wanted: judged.wanted.clone(),
        mark: mark.map(|mark| (mark.who.clone(), mark.at, mark.note.clone().unwrap_or_default())),
    }
}
