//! Rehearsals: nobody is asked, nothing but the plan is stored, and it is never applied.

use model::LeaverRule;
use practice::{Collection, Edit};
use store::{DomainChange, ListedRow, MailboxChange, MailboxFilter, PlanKind, Target};

use super::stage::*;
use crate::{Approval, EngineError, FaultSort, Rehearsal, Rehearsed};

#[tokio::test]
async fn a_rehearsal_asks_nobody_and_changes_nothing() {
    let (stage, client) = Stage::applied().await;
    stage.practice.remove(Collection::Users, "van@larkfield.example").unwrap();
    let real = stage.engine.sync(client).await.unwrap().plan;
    assert_eq!(real.counts.total(), 0, "thirty days to go");
    let (asked, before) = (stage.practice.requests(), stage.state(client).await);
    let options = stage.engine.options(client).await.unwrap();

    let mut tried = options.clone();
    (tried.leavers.incoming, tried.leavers.outgoing) = (LeaverRule::Stop, LeaverRule::Keep);
    let rehearsal = Rehearsal { options: Some(tried), ..Rehearsal::default() };
    let plan = stage.engine.rehearse(client, rehearsal).await.unwrap();
    assert_eq!((plan.kind, plan.counts.removed), (PlanKind::Rehearsal, 1));
    let about: Rehearsed = serde_json::from_str(plan.about.as_deref().unwrap()).unwrap();
    assert_eq!(about, Rehearsed { options: true, ..Rehearsed::default() });

    assert_eq!(stage.practice.requests(), asked, "not one request");
    assert_eq!(stage.engine.options(client).await.unwrap(), options);
    assert_eq!(stage.state(client).await, before);
    assert_eq!(stage.engine.newest_plan(client).await.unwrap().unwrap().id, real.id, "the plan to review is the same");
    let refused = stage.apply_typed(client, &plan, Approval::All).await.unwrap_err();
    assert!(matches!(refused, EngineError::Rehearsed { .. }), "{refused:?}");
    assert_eq!(refused.fault().sort, FaultSort::Refused);
    assert!(stage.engine.second_start(client, plan.id, false).await.is_err());
}

#[tokio::test]
async fn a_rehearsed_choice_plans_what_the_same_choice_would() {
    let (stage, client) = Stage::applied().await;
    let search = |text: &str| Target::Filter(MailboxFilter { search: text.to_owned(), ..MailboxFilter::default() });
    let deselect = MailboxChange { selected: Some(false), ..MailboxChange::default() };
    let rehearsal = Rehearsal { mailboxes: vec![(search("boardroom"), deselect)], ..Rehearsal::default() };
    let tried = stage.engine.rehearse(client, rehearsal).await.unwrap();
    assert_eq!((tried.counts.stopped, tried.counts.total()), (1, 1));
    stage.engine.choose_mailboxes(client, search("boardroom"), deselect).await.unwrap();
    let real = stage.engine.make_plan(client).await.unwrap();
    assert_eq!(real.hash, tried.hash);

    let without = DomainChange::select(DOMAINS[1].parse().unwrap(), false);
    let rehearsal = Rehearsal { domains: vec![without], ..Rehearsal::default() };
    let tried = stage.engine.rehearse(client, rehearsal).await.unwrap();
    assert!(tried.counts.stopped > 1, "{:?}", tried.counts);
    let row = |text: &str| ListedRow {
        address: address(text),
        selected: true,
        incoming: None,
        outgoing: None,
        archiving: None,
        line: 2,
    };
    let only = Rehearsal { exactly: Some(vec![row("nora@larkdeli.example")]), ..Rehearsal::default() };
    let in_gateway = stage.whole_gateway().await.len();
    let tried = stage.engine.rehearse(client, only).await.unwrap();
    assert_eq!(usize::try_from(tried.counts.stopped).unwrap(), in_gateway - 1);
    let unknown = Rehearsal { exactly: Some(vec![row("nobody@larkdeli.example")]), ..Rehearsal::default() };
    assert_eq!(stage.engine.rehearse(client, unknown).await.unwrap_err().fault().code, "unknown-address");
}

#[tokio::test]
async fn a_rehearsal_plans_against_the_tenant_of_an_earlier_day() {
    let (stage, client) = Stage::applied().await;
    stage.hand.forward(72);
    stage.practice.upsert_user("new.hand@larkfield.example", &Edit::default()).unwrap();
    stage.practice.remove(Collection::Users, "van@larkfield.example").unwrap();
    stage.leavers_stop(client).await;
    stage.engine.fetch(client, true).await.unwrap();
    let days = stage.engine.snapshot_days(client).await.unwrap();
    assert_eq!(days.len(), 2, "{days:?}");
    let (newest, oldest) =
        (days.iter().max_by_key(|d| d.read_at).unwrap(), days.iter().min_by_key(|d| d.read_at).unwrap());
    assert_eq!(newest.recipients, oldest.recipients);
    let asked = stage.practice.requests();
    let at = |as_of| Rehearsal { as_of, ..Rehearsal::default() };
    let now = stage.engine.rehearse(client, at(Some(newest.read_at))).await.unwrap();
    assert_eq!((now.counts.created, now.counts.removed), (1, 1));
    let then = stage.engine.rehearse(client, at(Some(oldest.read_at))).await.unwrap();
    assert_eq!(then.counts.total(), 0, "that day everything was as applied");
    assert_eq!(then.snapshot_read_at, oldest.read_at);
    assert_eq!(stage.practice.requests(), asked);
}
