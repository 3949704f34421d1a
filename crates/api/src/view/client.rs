//! Clients, their state in one word, and receipts.

use engine::{ClientStatus, PinnedTenant, Receipt, RunState, SIGN_IN_ENDS_SOON, SignInCheck};
use jiff::Timestamp;

use super::time;
use crate::dto::{
    CheckView, ClientOffer, ClientRow, ClientState, ClientView, Colour, ConsentReceipt, Problem, TenantView, WizardStep,
};

pub(crate) fn client_row(status: &ClientStatus, now: Timestamp) -> ClientRow {
    let record = &status.record;
    let open_plan = status.plan.as_ref().filter(|plan| plan.run.is_none());
    let held = status.plan.as_ref().map_or(0, |plan| plan.held);
    let failed = status.run.as_ref().map_or(0, |run| run.failed);
    let (pending, left) = (open_plan.map_or(0, |plan| plan.ready), status.left());
    let problem = status.problem.clone().map(Problem::from);
    // What Microsoft takes no more has no days left, whatever was said when it was granted.
    let lost = problem.as_ref().is_some_and(|p| p.exit == crate::dto::Exit::SignInNeeded);
    let days_left = status.receipt.as_ref().filter(|_| !lost).map(|receipt| receipt.days_left(now));
    let state = state(status, problem.as_ref(), days_left, held, pending + left);
    ClientRow {
        id: record.id.0,
        name: record.name.clone(),
        colour: colour(&record.colour),
        practice: status.practice,
        tenant: record.tenant.as_ref().map(tenant),
        mailboxes: status.in_scope,
        set_up: record.first_applied_at.is_some(),
        state,
        problem,
        progress: status.working.map(Into::into),
        last_good: record.schedule.last_good_sync.map(time),
        next: record.schedule.next_sync.map(time),
        pending,
        left,
        held,
        failed,
        by_hand: status.by_hand,
        open_steps: if record.first_applied_at.is_some() { record.open_steps } else { 0 },
        days_left,
        offer: offer(state, status),
        mail_app: status.mail_app.as_ref().map(super::import_app),
    }
}

/// Worst first; what a person has to do goes before what goes by itself.
fn state(
    status: &ClientStatus,
    problem: Option<&Problem>,
    days_left: Option<i32>,
    held: u32,
    pending: u32,
) -> ClientState {
    let applied = status.record.first_applied_at.is_some();
    let signed_in = status.receipt.is_some();
    match () {
        () if status.working.is_some() => ClientState::Working,
        () if !applied => ClientState::SettingUp,
        () if !signed_in || problem.is_some_and(|p| p.exit == crate::dto::Exit::SignInNeeded) => {
            ClientState::SignInEnds
        }
        () if problem.is_some() => ClientState::Failing,
        () if held > 0 => ClientState::Held,
        () if days_left.is_some_and(|days| days <= SIGN_IN_ENDS_SOON) => ClientState::SignInEnds,
        () if status.record.paused => ClientState::Paused,
        () if pending > 0 => ClientState::Pending,
        () => ClientState::UpToDate,
    }
}

fn offer(state: ClientState, status: &ClientStatus) -> ClientOffer {
    match state {
        ClientState::Working => ClientOffer::None,
        ClientState::SettingUp => ClientOffer::Continue,
        ClientState::SignInEnds => ClientOffer::Reauthorise,
        ClientState::Pending if status.left() > 0 => ClientOffer::SyncNow,
        ClientState::Held | ClientState::Pending => ClientOffer::Review,
        ClientState::Paused => ClientOffer::Resume,
        ClientState::Failing | ClientState::UpToDate if status.record.paused => ClientOffer::Resume,
        ClientState::Failing | ClientState::UpToDate => ClientOffer::SyncNow,
    }
}

pub(crate) fn client_view(status: &ClientStatus, now: Timestamp) -> ClientView {
    let reached = reached(status);
    let running = status.run.as_ref().filter(|run| matches!(run.state, RunState::Running | RunState::Paused));
    // The review is where one goes on once there was one; before it every step wants to be seen.
    let planned = status.plan.is_some();
    let resume_at = match reached.last() {
        _ if running.is_some() => WizardStep::Apply,
        Some(WizardStep::Review | WizardStep::Apply) if planned => WizardStep::Review,
        Some(WizardStep::Review | WizardStep::Options) => WizardStep::Mailboxes,
        Some(step) => *step,
        None => WizardStep::Client,
    };
    ClientView {
        row: client_row(status, now),
        cloud: status.record.cloud.clone(),
        gateway: status.record.gateway.clone(),
        typed: status.record.typed.clone(),
        receipt: status.receipt.as_ref().map(receipt),
        resume_at,
        reached,
        domains_selected: status.domains_selected,
        domains_total: status.domains_total,
        mailboxes_selected: status.in_scope,
        read_at: status.snapshot.as_ref().map(|s| time(s.read_at)),
        read_complete: status.snapshot.as_ref().is_some_and(|s| s.complete),
        plan: status.plan.as_ref().filter(|plan| plan.run.is_none()).map(|plan| plan.id.0),
        run: status.run.as_ref().map(|run| run.id.0),
    }
}

/// A step opens when what it needs is there; nothing else locks it.
fn reached(status: &ClientStatus) -> Vec<WizardStep> {
    let mut steps = vec![WizardStep::Client, WizardStep::Connect];
    if status.snapshot.is_some() {
        steps.push(WizardStep::Domains);
        if status.domains_selected > 0 {
            steps.extend([WizardStep::Mailboxes, WizardStep::Options]);
            if status.receipt.is_some() {
                steps.push(WizardStep::Review);
            }
        }
    }
    if status.run.is_some() {
        steps.push(WizardStep::Apply);
    }
    steps
}

pub(crate) fn tenant(pinned: &PinnedTenant) -> TenantView {
    TenantView {
        tenant_id: pinned.id.to_string(),
        name: pinned.name.clone(),
        initial_domain: pinned.initial_domain.clone(),
        domain: Some(pinned.typed.clone()).filter(|typed| !typed.is_empty()),
    }
}

pub(crate) fn receipt(receipt: &Receipt) -> ConsentReceipt {
    ConsentReceipt {
        account: receipt.account.clone(),
        at: time(receipt.at),
        granted: receipt.granted.clone(),
        missing: receipt.missing.clone(),
        ends: Some(time(receipt.ends)),
        checks: receipt.checks.iter().map(check).collect(),
        guest_of: receipt.guest_of.clone(),
    }
}

fn check(check: &SignInCheck) -> CheckView {
    let SignInCheck { what, permission, ok, why, code } = check.clone();
    CheckView { what, permission, ok, why, code }
}

/// Every colour with its stored name.
const COLOURS: [(Colour, &str); 8] = [
    (Colour::Teal, "teal"),
    (Colour::Indigo, "indigo"),
    (Colour::Brown, "brown"),
    (Colour::Magenta, "magenta"),
    (Colour::Slate, "slate"),
    (Colour::Blue, "blue"),
    (Colour::Grape, "grape"),
    (Colour::Steel, "steel"),
];

fn colour(name: &str) -> Colour {
    COLOURS.into_iter().find(|(_, n)| *n == name).map_or(Colour::Teal, |(colour, _)| colour)
}

/// The colour of the next client: each in turn.
pub(crate) fn next_colour(clients: usize) -> Colour {
    COLOURS[clients % COLOURS.len()].0
}

/// The stored name of a colour.
pub(crate) fn colour_name(colour: Colour) -> &'static str {
    COLOURS.into_iter().find(|(c, _)| *c == colour).map_or("teal", |(_, name)| name)
}

impl From<engine::Progress> for crate::dto::Progress {
    fn from(progress: engine::Progress) -> Self {
        use crate::dto::Phase;
        let phase = match progress.phase {
            engine::Phase::ReadingTenant => Phase::ReadingTenant,
            engine::Phase::ReadingGateway => Phase::ReadingGateway,
            engine::Phase::Planning => Phase::Planning,
            engine::Phase::Applying => Phase::Applying,
            engine::Phase::Verifying => Phase::Verifying,
        };
        Self { phase, done: progress.done, total: progress.total }
    }
}

impl From<engine::Event> for crate::dto::Event {
    fn from(event: engine::Event) -> Self {
        use crate::dto::Tag;
        use engine::Topic;
        match event {
            engine::Event::Stale { client, topics } => Self::Stale {
                client: client.map(|c| c.0),
                tags: topics
                    .into_iter()
                    .map(|topic| match topic {
                        Topic::App => Tag::App,
                        Topic::Clients => Tag::Clients,
                        Topic::Client => Tag::Client,
                        Topic::SignIn => Tag::SignIn,
                        Topic::Domains => Tag::Domains,
                        Topic::Mailboxes => Tag::Mailboxes,
                        Topic::Options => Tag::Options,
                        Topic::Plan => Tag::Plan,
                        Topic::Run => Tag::Run,
                        Topic::History => Tag::History,
                        Topic::Registration => Tag::Registration,
                        Topic::Gateway => Tag::Gateway,
                        Topic::Settings => Tag::Settings,
                        Topic::Background => Tag::Background,
                        Topic::Cutover => Tag::Cutover,
                        Topic::Import => Tag::Import,
                    })
                    .collect(),
            },
            engine::Event::Working { client, progress } => {
                Self::Working { client: client.0, progress: progress.into() }
            }
            engine::Event::Notice(need) => Self::Notice { need: super::need(need) },
        }
    }
}
