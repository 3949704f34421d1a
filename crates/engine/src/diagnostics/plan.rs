//! A plan in a bundle: what it does to whom in which order, where nobody has a name.

use model::plan::{Object, Step};
use model::{DomainShape, RecipientShape};
use serde_json::{Value, json};
use store::{PlanNotice, PlanRecord, PlanRow};

use super::pseudonym::Pseudonyms;

/// A plan with its first steps.
pub(super) fn plan(client: &str, plan: &PlanRecord, rows: &[PlanRow], names: &Pseudonyms) -> Value {
    json!({
        "client": names.of("client", client),
        "plan": plan.id.0,
        "kind": plan.kind,
        "made_at": plan.made_at,
        "snapshot_read_at": plan.snapshot_read_at,
        "counts": plan.counts,
        "ready": plan.ready,
        "held": plan.held,
        "brake": plan.brake,
        "notices": plan.notices.iter().map(notice).collect::<Vec<_>>(),
        "run": plan.run.map(|run| run.0),
        "steps": rows.iter().map(|row| step(row, names)).collect::<Vec<_>>(),
        "steps_left_out": (plan.ready + plan.held).saturating_sub(u32::try_from(rows.len()).unwrap_or(u32::MAX)),
    })
}

fn step(row: &PlanRow, names: &Pseudonyms) -> Value {
    let Step { action, object, reason, held, standing, .. } = &row.step;
    let (object, id, before, after) = match object {
        Object::Domain { before, after, .. } => {
            ("domain", None, before.as_ref().map(|shape| domain(shape, names)), Some(domain(after, names)))
        }
        Object::DomainOut { before, .. } => ("domain", None, Some(domain(before, names)), None),
        Object::Recipient { id, before, after, .. } => {
            ("recipient", Some(id), before.as_ref().map(|shape| recipient(shape, names)), Some(recipient(after, names)))
        }
        Object::RecipientOut { id, before, .. } => ("recipient", Some(id), Some(recipient(before, names)), None),
    };
    json!({
        "place": row.seq,
        "group": row.group,
        "action": action,
        "object": object,
        "key": names.address(&row.key),
        "id": id.map(|id| names.of("id", &id.to_string())),
        "before": before,
        "after": after,
        "reason": reason.as_str(),
        "held": held.map(model::plan::Hold::as_str),
        "standing": standing,
    })
}

fn domain(shape: &DomainShape, names: &Pseudonyms) -> Value {
    json!({
        "routes": shape.routes.iter()
            .map(|route| json!({ "host": names.of("host", &route.host), "preference": route.preference, "port": route.port }))
            .collect::<Vec<_>>(),
        "region": shape.region.as_ref().map(|region| names.of("region", region)),
        "protect_listed_only": shape.protect_listed_only,
        "reject_unlisted": shape.reject_unlisted,
        "products": shape.products,
        "ldap_sync": shape.ldap_sync,
        "outgoing_user": shape.outgoing_user,
        "alias_of": shape.alias_of.as_ref().map(|domain| names.of("domain", domain.as_str())),
    })
}

fn recipient(shape: &RecipientShape, names: &Pseudonyms) -> Value {
    json!({
        "primary": names.address(shape.primary.as_str()),
        "aliases": shape.aliases.iter().map(|alias| names.address(alias.as_str())).collect::<Vec<_>>(),
        "kind": shape.kind.as_str(),
        "listed": shape.listed,
        "services": shape.services,
        "profile": shape.profile.is_some(),
    })
}

/// What there is to know, without whom it is about.
fn notice(notice: &PlanNotice) -> &'static str {
    match notice {
        PlanNotice::DomainHeld { .. } => "domain-held",
        PlanNotice::UnlistedRecipients { .. } => "unlisted-recipients",
        PlanNotice::LeftBehind { .. } => "left-behind",
        PlanNotice::InternalRelay { .. } => "internal-relay",
        PlanNotice::ExchangeUnknown { .. } => "exchange-unknown",
        PlanNotice::RelayRefused { .. } => "relay-refused",
        PlanNotice::WeakerKinds { .. } => "weaker-kinds",
        PlanNotice::KindsAreGuesses { .. } => "kinds-are-guesses",
        PlanNotice::LeaversWaiting { .. } => "leavers-waiting",
        PlanNotice::MassLeave { .. } => "mass-leave",
    }
}
