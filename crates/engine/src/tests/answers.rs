//! Exceptions and the three answers to what is held (B1, R6, G4).

use jiff::SignedDuration;
use model::Services;
use model::plan::{Hold, Reason};
use practice::{Collection, Edit};
use store::{ClientId, Excepted, ExceptionCause, ExceptionQuery, PlanQuery, PlanRecord};

use super::stage::*;
use crate::{Answer, Approval, EngineError, ExceptionWish, PlanTarget};

const GONE: [&str; 3] = ["van@larkfield.example", "boardroom@larkfield.example", "info@larkfield.example"];

const ALL: ExceptionQuery = ExceptionQuery { search: String::new(), offset: 0, limit: 50 };

fn wish(reason: &str) -> ExceptionWish {
    ExceptionWish { reason: reason.to_owned(), owner: None, until: None }
}

/// Three leave at once, which the brake holds.
async fn braked() -> (Stage, ClientId, PlanRecord) {
    let (stage, client) = Stage::applied().await;
    stage.leavers_stop(client).await;
    for who in GONE {
        stage.practice.remove(Collection::Users, who).unwrap();
    }
    let plan = stage.engine.sync(client).await.unwrap().plan;
    assert_eq!((plan.held, plan.counts.removed, plan.brake.holds), (3, 3, true));
    (stage, client, plan)
}

#[tokio::test]
async fn b1_held_removals_are_exempted_one_by_one_and_the_rest_goes_when_approved() {
    let (stage, client, plan) = braked().await;
    let (row, _) = stage.step(client, plan.id, GONE[0]).await;
    let target = PlanTarget::Rows(vec![row]);
    let next =
        stage.engine.answer(client, plan.id, target, Answer::Exempt(wish("on leave until June")), None).await.unwrap();
    assert_eq!((next.counts.removed, next.counts.exempt, next.brake.holds), (2, 1, false), "two are below the brake");
    let exception = stage.engine.exceptions(client, ALL).await.unwrap().rows.remove(0);
    let terms = (exception.terms.reason.as_str(), exception.terms.owner.as_str(), exception.terms.cause);
    assert_eq!(terms, ("on leave until June", PERSON, ExceptionCause::Person));
    let run = stage.apply(client, &next, Approval::None).await.unwrap();
    assert_eq!((run.done, run.failed), (2, 0));
    assert!(stage.in_gateway(GONE[0]).await.unwrap().shape.listed);
    assert!(!stage.in_gateway(GONE[1]).await.unwrap().shape.listed);
}

#[tokio::test]
async fn b1_r6_confirmed_leavers_wait_their_days_and_are_not_braked() {
    let (stage, client, plan) = braked().await;
    let next = stage.engine.answer(client, plan.id, PlanTarget::Held(None), Answer::Leaver, None).await.unwrap();
    assert_eq!((next.counts.total(), next.brake.holds), (0, false), "they keep what they have for thirty days");
    assert!(next.notices.iter().any(|n| matches!(n, store::PlanNotice::LeaversWaiting { count: 3, days: 30, .. })));
    stage.hand.forward(24 * 30);
    let due = stage.engine.make_plan(client).await.unwrap();
    assert_eq!((due.counts.removed, due.held, due.brake.holds), (3, 0, false), "a person said it of each");
    stage.apply(client, &due, Approval::None).await.unwrap();
    assert!(!stage.in_gateway(GONE[2]).await.unwrap().shape.listed);
    // Whoever returns is no confirmed leaver any more.
    stage.practice.upsert_user(GONE[0], &Edit::default()).unwrap();
    stage.engine.sync(client).await.unwrap();
    assert!(stage.in_gateway(GONE[0]).await.unwrap().shape.listed);
}

#[tokio::test]
async fn an_exception_covers_adding_changing_and_removing_and_comes_back_for_review_when_it_ends() {
    let (stage, client) = Stage::chosen().await;
    let first = stage.engine.make_plan(client).await.unwrap();
    let id = |step: model::plan::Step| match step.object {
        model::plan::Object::Recipient { id, .. } => id,
        other => panic!("{other:?}"),
    };
    let van = id(stage.step(client, first.id, GONE[0]).await.1);
    let until = stage.engine.now() + SignedDuration::from_hours(48);
    let ends = ExceptionWish { until: Some(until), owner: Some("Ruth".to_owned()), ..wish("new van comes") };
    stage.engine.exception_set(client, vec![Excepted::Recipient(van)], ends).await.unwrap();
    let (plan, run) = stage.plan_and_apply(client, Approval::None).await;
    assert_eq!((plan.counts.exempt, run.failed), (1, 0));
    assert!(stage.in_gateway(GONE[0]).await.is_none(), "it was not added");
    stage.hand.forward(49);
    let review = stage.engine.make_plan(client).await.unwrap();
    let (row, step) = stage.step(client, review.id, GONE[0]).await;
    assert_eq!((review.held, step.held), (1, Some(Hold::ExceptionEnded)));
    assert_eq!(stage.engine.sync(client).await.unwrap().run, None, "nothing goes by itself");
    stage.apply(client, &review, Approval::Steps(vec![row])).await.unwrap();
    assert!(stage.in_gateway(GONE[0]).await.is_some());
}

#[tokio::test]
async fn an_exception_without_reason_or_with_an_end_in_the_past_is_refused() {
    let (stage, client) = Stage::fetched().await;
    let past = stage.engine.now() - SignedDuration::from_hours(1);
    let about = || vec![Excepted::Domain(DOMAINS[0].parse().unwrap())];
    for bad in [wish("  "), wish(&"x".repeat(201)), ExceptionWish { until: Some(past), ..wish("late") }] {
        let refused = stage.engine.exception_set(client, about(), bad).await.unwrap_err();
        assert_eq!(refused.fault().code, "bad-exception");
    }
    assert_eq!(stage.engine.exceptions(client, ALL).await.unwrap().total, 0);
}

#[tokio::test]
async fn g4_services_changed_by_hand_are_adopted_or_restored() {
    let (stage, client) = Stage::applied().await;
    let theirs = Services { archiving: true, ..Services::NONE };
    stage.by_hand(GONE[0], |shape| shape.services = theirs).await;
    let plan = stage.engine.make_plan(client).await.unwrap();
    let (row, step) = stage.step(client, plan.id, GONE[0]).await;
    assert_eq!((plan.held, step.held, step.reason), (1, Some(Hold::Drift), Reason::Drift));
    let leaver =
        stage.engine.answer(client, plan.id, PlanTarget::Rows(vec![row]), Answer::Leaver, None).await.unwrap_err();
    assert!(matches!(&leaver, EngineError::AnswerMisfits { keys, .. } if *keys == [GONE[0]]), "{leaver:?}");

    let adopted = stage.engine.answer(client, plan.id, PlanTarget::Rows(vec![row]), Answer::Adopt, None).await.unwrap();
    let (_, step) = stage.step(client, adopted.id, GONE[0]).await;
    assert_eq!((adopted.held, step.touches_gateway()), (0, false), "it only has to be remembered");
    stage.apply(client, &adopted, Approval::None).await.unwrap();
    assert_eq!(stage.services(GONE[0]).await, theirs);
    assert_eq!(stage.engine.sync(client).await.unwrap().plan.counts.total(), 0);

    stage.by_hand(GONE[0], |shape| shape.services = Services::ALL).await;
    let plan = stage.engine.make_plan(client).await.unwrap();
    stage.apply(client, &plan, Approval::All).await.unwrap();
    assert_eq!(stage.services(GONE[0]).await, theirs, "restored to what was adopted");
}

#[tokio::test]
async fn g4_what_the_tenant_decides_is_adopted_by_leaving_it_alone() {
    let (stage, client) = Stage::applied().await;
    let nora = "nora.quill@larkfield.example";
    stage
        .by_hand(nora, |shape| {
            shape.aliases.clear();
            shape.services = Services::NONE;
        })
        .await;
    let plan = stage.engine.make_plan(client).await.unwrap();
    let drift = PlanTarget::Held(Some(Hold::Drift));
    let adopted = stage.engine.answer(client, plan.id, drift, Answer::Adopt, None).await.unwrap();
    assert_eq!((adopted.counts.total(), adopted.counts.exempt), (0, 1));
    let exception = stage.engine.exceptions(client, ALL).await.unwrap().rows.remove(0);
    assert_eq!(exception.terms.cause, ExceptionCause::Drift);
    let shape = stage.in_gateway(nora).await.unwrap().shape;
    assert!(shape.aliases.is_empty() && shape.services == Services::NONE, "nothing was put back behind the hand");
}

#[tokio::test]
async fn r12_settings_chosen_later_reach_those_who_are_there_only_where_a_person_applies_them() {
    let (stage, client) = Stage::applied().await;
    let mut options = stage.engine.options(client).await.unwrap();
    options.time_zone = "Europe/Berlin".to_owned();
    stage.engine.set_options(client, options).await.unwrap();
    assert_eq!(stage.engine.sync(client).await.unwrap().plan.counts.total(), 0);
    let only = store::MailboxFilter { search: "boardroom".to_owned(), ..Default::default() };
    assert_eq!(stage.engine.settings_apply(client, store::Target::Filter(only)).await.unwrap(), 1);
    let plan = stage.engine.make_plan(client).await.unwrap();
    let (_, step) = stage.step(client, plan.id, GONE[1]).await;
    assert_eq!((plan.counts.total(), plan.held, step.reason), (1, 0, Reason::SettingsChosen));
    stage.apply(client, &plan, Approval::None).await.unwrap();
    let shape = stage.in_gateway(GONE[1]).await.unwrap().shape;
    assert_eq!((shape.profile.unwrap().time_zone.as_str(), shape.services), ("Europe/Berlin", Services::ALL));
    let other = stage.in_gateway(GONE[0]).await.unwrap().shape;
    assert_ne!(other.profile.unwrap().time_zone, "Europe/Berlin");
    assert_eq!(stage.engine.sync(client).await.unwrap().plan.counts.total(), 0);
}

#[tokio::test]
async fn an_answer_to_nothing_or_to_a_forgotten_plan_is_refused() {
    let (stage, client) = Stage::applied().await;
    let plan = stage.engine.make_plan(client).await.unwrap();
    let held = PlanQuery { held: Some(true), limit: 1, ..PlanQuery::default() };
    assert_eq!(stage.engine.plan_window(client, plan.id, held).await.unwrap().total, 0);
    let nothing = stage.engine.answer(client, plan.id, PlanTarget::Held(None), Answer::Adopt, None).await.unwrap_err();
    assert_eq!(nothing.fault().code, "answer-misfits");
    let unknown = stage.engine.answer(client, store::PlanId(99), PlanTarget::Held(None), Answer::Adopt, None).await;
    assert_eq!(unknown.unwrap_err().fault().code, "unknown-plan");
}
