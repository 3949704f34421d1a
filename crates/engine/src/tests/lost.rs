//! B5, R16: undo gives back to whoever lost addresses to others in a run, and leaves a person's own exception alone.

use model::Address;
use model::plan::{Hold, Object};
use practice::{Collection, Edit};
use store::{ClientId, Excepted, ExceptionCause, PlanQuery, PlanRecord, RunRecord};

use super::stage::*;
use crate::{Approval, ExceptionWish};

const VAN: &str = "van@larkfield.example";
const OFFICE: &str = "office@larkfield.example";
const MEMBER: &str = "member@larkfield.example";

/// Somebody has exactly these aliases in the tenant.
fn has(stage: &Stage, who: &str, aliases: &[&str]) {
    let aliases = Some(aliases.iter().map(ToString::to_string).collect());
    stage.practice.upsert_user(who, &Edit { aliases, ..Edit::default() }).unwrap();
}

/// Van left, and somebody new has every address of his.
async fn followed(stage: &Stage, client: ClientId) {
    let had = stage.in_gateway(VAN).await.unwrap().shape;
    stage.practice.remove(Collection::Users, VAN).unwrap();
    has(stage, VAN, &had.aliases.iter().map(Address::as_str).collect::<Vec<_>>());
    stage.engine.fetch(client, false).await.unwrap();
}

/// Takes a run back, whole or one row of it.
async fn take_back(stage: &Stage, client: ClientId, run: &RunRecord, row: Option<u32>) -> (PlanRecord, RunRecord) {
    let undo = stage.engine.undo(client, run.id, row).await.unwrap();
    let undone = stage.apply_typed(client, &undo, Approval::None).await.unwrap();
    assert_eq!((undone.failed, &undone.problem), (0, &None), "{undone:?}");
    (undo, undone)
}

#[tokio::test]
async fn b5_r16_who_lost_every_address_to_a_follower_is_there_again_and_the_follower_is_not() {
    let (stage, client) = Stage::applied().await;
    let (before, van) = (stage.state(client).await, stage.in_gateway(VAN).await.unwrap());
    followed(&stage, client).await;
    let (plan, run) = stage.plan_and_apply(client, Approval::None).await;
    assert_eq!((plan.counts.created, plan.counts.adopted, plan.counts.total()), (1, 0, 1), "{plan:?}");
    let new = stage.in_gateway(VAN).await.unwrap();
    assert_ne!(new.id, van.id);
    let after = stage.state(client).await;

    let (undo, undone) = take_back(&stage, client, &run, None).await;
    assert_eq!((undo.counts.total(), undo.held), (2, 0), "one goes, one comes back");
    assert_eq!(undone.verified, Some(2));
    assert_eq!(stage.state(client).await, before);
    let next = stage.engine.sync(client).await.unwrap().plan;
    assert_eq!((next.counts.total(), next.counts.exempt), (0, 2), "neither comes again by itself");

    take_back(&stage, client, &undone, None).await;
    assert_eq!(stage.state(client).await, after);
    assert_eq!(stage.engine.exceptions(client, Default::default()).await.unwrap().total, 0);
}

#[tokio::test]
async fn r16_the_bill_and_its_csv_say_what_the_gateway_has_after_a_follower_took_every_address() {
    let (stage, client) = Stage::applied().await;
    followed(&stage, client).await;
    let plan = stage.engine.make_plan(client).await.unwrap();
    let path = stage.dir.path().join("bill.csv");
    stage.engine.bill_csv_file(client, plan.id, path.clone()).await.unwrap();
    let mut csv = csv::Reader::from_path(path).unwrap();
    let rows: Vec<csv::StringRecord> = csv.records().map(Result::unwrap).collect();
    let sum = |column: usize| rows.iter().filter(|row| &row[column] == "1").count();
    let billed = async || {
        let has = stage.whole_gateway().await;
        let count = |which: fn(&model::Services) -> bool| has.iter().filter(|seen| which(&seen.shape.services)).count();
        [count(|s| s.incoming), count(|s| s.outgoing), count(|s| s.archiving)]
    };
    let bill = plan.bill;
    let [before, after] = [
        [bill.incoming_before, bill.outgoing_before, bill.archiving_before],
        [bill.incoming_after, bill.outgoing_after, bill.archiving_after],
    ]
    .map(|counts| counts.map(|count| count as usize));
    assert_eq!((billed().await, [3, 5, 7].map(sum)), (before, before));
    stage.apply(client, &plan, Approval::None).await.unwrap();
    assert_eq!((billed().await, [4, 6, 8].map(sum)), (after, after));
}

#[tokio::test]
async fn b5_r16_a_row_that_took_addresses_gives_them_back_when_it_alone_is_taken_back() {
    let (stage, client) = Stage::applied().await;
    let before = stage.state(client).await;
    followed(&stage, client).await;
    let (plan, run) = stage.plan_and_apply(client, Approval::None).await;
    let (row, _) = stage.step(client, plan.id, VAN).await;
    let (undo, _) = take_back(&stage, client, &run, Some(row)).await;
    assert_eq!(undo.counts.total(), 2);
    assert_eq!(stage.state(client).await, before);
}

#[tokio::test]
async fn b5_r16_with_a_row_that_took_an_address_goes_what_only_tells_of_it() {
    let (stage, client) = Stage::applied().await;
    has(&stage, VAN, &[OFFICE]);
    stage.engine.fetch(client, false).await.unwrap();
    let run = stage.plan_and_apply(client, Approval::All).await.1;
    let (_, step) = stage.step(client, run.plan, VAN).await;
    let Object::Recipient { id, .. } = step.object else { unreachable!() };
    let wish = ExceptionWish { reason: "In court".to_owned(), owner: None, until: None };
    stage.engine.exception_set(client, vec![Excepted::Recipient(id)], wish).await.unwrap();
    let before = stage.state(client).await;

    has(&stage, VAN, &[]);
    has(&stage, MEMBER, &[OFFICE]);
    stage.engine.fetch(client, false).await.unwrap();
    let (plan, run) = stage.plan_and_apply(client, Approval::None).await;
    assert_eq!(
        (plan.counts.changed, run.done, run.problem.is_some()),
        (2, 2, false),
        "one takes it, one is told of it"
    );
    let (row, _) = stage.step(client, plan.id, MEMBER).await;
    let (undo, _) = take_back(&stage, client, &run, Some(row)).await;
    assert_eq!((undo.counts.total(), undo.held), (2, 0));
    assert_eq!(stage.state(client).await, before, "also what is remembered of who was told");
}

#[tokio::test]
async fn b5_b1_who_lost_an_address_while_its_own_step_was_held_has_it_again() {
    let (stage, client) = Stage::applied().await;
    stage.leavers_stop(client).await;
    let mut options = stage.engine.options(client).await.unwrap();
    options.brake.floor = 1;
    options.brake.percent = 1;
    stage.engine.set_options(client, options).await.unwrap();
    has(&stage, VAN, &[OFFICE]);
    stage.engine.fetch(client, false).await.unwrap();
    stage.plan_and_apply(client, Approval::All).await;
    let before = stage.state(client).await;

    // Van leaves, which the brake holds; his office is somebody else's from now on.
    stage.practice.remove(Collection::Users, VAN).unwrap();
    has(&stage, MEMBER, &[OFFICE]);
    stage.engine.fetch(client, false).await.unwrap();
    let (plan, run) = stage.plan_and_apply(client, Approval::None).await;
    assert_eq!((plan.counts.removed, plan.held, run.done), (1, 1, 1), "{plan:?}");
    assert!(stage.in_gateway(VAN).await.unwrap().shape.aliases.is_empty(), "it went all the same");

    let (undo, _) = take_back(&stage, client, &run, None).await;
    assert_eq!((undo.counts.total(), undo.held), (2, 0));
    assert_eq!(stage.state(client).await, before);
}

#[tokio::test]
async fn b5_an_address_that_somebody_else_came_by_since_is_not_taken_from_them_unasked() {
    let (stage, client) = Stage::applied().await;
    followed(&stage, client).await;
    let (_, run) = stage.plan_and_apply(client, Approval::None).await;
    stage.practice.remove(Collection::Users, VAN).unwrap();
    has(&stage, MEMBER, &[VAN]);
    stage.engine.fetch(client, false).await.unwrap();
    stage.plan_and_apply(client, Approval::None).await;
    let theirs = stage.in_gateway(MEMBER).await.unwrap();
    assert!(theirs.shape.aliases.contains(&address(VAN)));

    let undo = stage.engine.undo(client, run.id, None).await.unwrap();
    let held = PlanQuery { held: Some(true), limit: 9, ..PlanQuery::default() };
    let held = stage.engine.plan_window(client, undo.id, held).await.unwrap().rows;
    assert!(held.iter().any(|row| row.key == VAN && row.step.held == Some(Hold::MovedSince)), "{held:?}");
    stage.apply_typed(client, &undo, Approval::None).await.unwrap();
    assert_eq!(stage.in_gateway(MEMBER).await.unwrap(), theirs);
}

#[tokio::test]
async fn b5_a_persons_own_exception_stays_in_force_as_it_was_said_when_its_object_is_taken_back() {
    let (stage, client) = Stage::applied().await;
    let run = stage.engine.history(client).await.unwrap().remove(0);
    let (row, step) = stage.step(client, run.plan, VAN).await;
    let Object::Recipient { id, .. } = step.object else { unreachable!() };
    let until = Some(jiff::Timestamp::now() + jiff::SignedDuration::from_hours(24 * 365));
    let wish = ExceptionWish { reason: "In court".to_owned(), owner: Some("Ida".to_owned()), until };
    stage.engine.exception_set(client, vec![Excepted::Recipient(id)], wish).await.unwrap();
    let said = stage.engine.exception(client, Excepted::Recipient(id)).await.unwrap().unwrap();

    take_back(&stage, client, &run, Some(row)).await;
    assert!(stage.in_gateway(VAN).await.is_none());
    let stands = stage.engine.exception(client, Excepted::Recipient(id)).await.unwrap().unwrap();
    assert_eq!((stands.terms.cause, stands.terms.reason.as_str()), (ExceptionCause::Person, "In court"));
    assert_eq!(stands, said, "reason, owner and end are the person's own");
    assert_eq!(stage.engine.sync(client).await.unwrap().plan.counts.total(), 0, "it keeps away what was undone, too");

    // Undoing the undo lifts what the undo said, and not what a person did.
    let undone = stage.engine.history(client).await.unwrap().remove(0);
    take_back(&stage, client, &undone, None).await;
    assert!(stage.in_gateway(VAN).await.is_some());
    assert_eq!(stage.engine.exception(client, Excepted::Recipient(id)).await.unwrap(), Some(stands));
}
