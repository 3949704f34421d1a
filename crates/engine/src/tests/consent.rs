//! B3: much at once needs the client's name typed, and a second person has another account.

use practice::{Collection, Consent, Edit};
use store::{ClientId, PlanRecord};

use super::stage::*;
use crate::{Approval, EngineError, FaultSort, SecondState};

const READER: &str = "reader@larkfield.example";

/// So many leave at once.
async fn leavers(count: u32) -> (Stage, ClientId, PlanRecord) {
    let (stage, client) = Stage::applied().await;
    stage.leavers_stop(client).await;
    let seasonal = |n: u32| format!("picker{n}@larkfield.example");
    (0..count).for_each(|n| drop(stage.practice.upsert_user(&seasonal(n), &Edit::default()).unwrap()));
    stage.engine.sync(client).await.unwrap();
    (0..count).for_each(|n| drop(stage.practice.remove(Collection::Users, &seasonal(n)).unwrap()));
    let plan = stage.engine.sync(client).await.unwrap().plan;
    assert_eq!((plan.held, plan.counts.removed), (count, count));
    (stage, client, plan)
}

async fn second(stage: &Stage, client: ClientId, plan: &PlanRecord, account: &str) -> Result<(), EngineError> {
    stage.host.at_the_browser(account, Consent::Accept);
    stage.engine.second_start(client, plan.id, true).await?;
    let ended = tokio::time::timeout(DEADLINE, stage.engine.second_ended(client, plan.id)).await.unwrap()?;
    assert!(ended.second && ended.account.as_deref() == Some(account), "{ended:?}");
    Ok(())
}

async fn second_person(stage: &Stage, client: ClientId) {
    let mut options = stage.engine.options(client).await.unwrap();
    options.second_person = true;
    stage.engine.set_options(client, options).await.unwrap();
}

#[tokio::test]
async fn b3_ten_removals_go_only_when_the_clients_name_is_typed() {
    let (stage, client, plan) = leavers(10).await;
    let before = stage.state(client).await;
    let refused = stage.apply(client, &plan, Approval::All).await.unwrap_err();
    assert!(matches!(&refused, EngineError::NameNeeded { removals: 10, name } if name == "Larkfield"), "{refused:?}");
    assert_eq!(refused.fault().sort, FaultSort::Held);
    let wrong = crate::Order { client_name: Some("Larkfeld".to_owned()), ..order(&plan, Approval::All) };
    assert_eq!(stage.engine.apply(client, wrong).await.unwrap_err().fault().code, "name-needed");
    assert_eq!(stage.state(client).await, before);
    let some = Approval::Steps((0..9).collect());
    let portion = stage.apply(client, &plan, some.clone()).await.unwrap_err();
    assert!(matches!(portion, EngineError::NameNeeded { removals: 10, .. }), "many in small portions are many");
    let nine = stage.apply_typed(client, &plan, some).await.unwrap();
    assert_eq!((nine.done, nine.held), (9, 1));
}

#[tokio::test]
async fn b1_b3_a_seasonal_removal_is_approved_in_one_go_with_the_clients_name() {
    let (stage, client, plan) = leavers(12).await;
    let run = stage.apply_typed(client, &plan, Approval::All).await.unwrap();
    assert_eq!((run.done, run.failed, run.who.as_deref()), (12, 0, Some(PERSON)));
    assert!(!stage.in_gateway("picker3@larkfield.example").await.unwrap().shape.listed);
    let approvals = stage.engine.approvals(client, plan.id).await.unwrap();
    assert_eq!(approvals.iter().map(|a| (a.second, a.who.as_str())).collect::<Vec<_>>(), [(false, PERSON)]);
}

#[tokio::test]
async fn b3_where_it_is_wished_held_steps_need_a_second_person_with_another_account() {
    let (stage, client, _) = leavers(3).await;
    second_person(&stage, client).await;
    let plan = stage.engine.make_plan(client).await.unwrap();
    let alone = stage.apply(client, &plan, Approval::All).await.unwrap_err();
    assert!(matches!(alone, EngineError::SecondNeeded { .. }), "{alone:?}");
    assert_eq!((alone.fault().code.as_str(), alone.fault().sort), ("second-needed", FaultSort::Held));

    let same = second(&stage, client, &plan, ADMIN).await.unwrap_err();
    assert!(matches!(same.origin(), EngineError::SamePerson { account } if account == ADMIN), "{same:?}");
    assert!(matches!(stage.engine.second_state(client, plan.id), SecondState::Failed(_)));
    assert!(stage.apply(client, &plan, Approval::All).await.is_err(), "the account of the client is no second person");

    let tokens = stage.practice.issued_secrets().len();
    second(&stage, client, &plan, READER).await.unwrap();
    assert!(stage.practice.issued_secrets().len() > tokens, "there were tokens");
    let vault = stage.engine.vault().get(&format!("client-{client}")).await.unwrap();
    let connected = stage.engine.client(client).await.unwrap().receipt.unwrap().account;
    assert!(vault.is_some() && connected == ADMIN, "the client's own sign-in is untouched");
    let twice = second(&stage, client, &plan, READER).await.unwrap_err();
    assert_eq!(twice.origin().fault().code, "same-person");

    // Planning the same again asks nobody again.
    for _ in 0..3 {
        stage.engine.make_plan(client).await.unwrap();
    }
    let again = stage.engine.newest_plan(client).await.unwrap().unwrap();
    assert_eq!(again.hash, plan.hash);
    let run = stage.apply(client, &again, Approval::All).await.unwrap();
    assert_eq!((run.done, run.failed), (3, 0));
    let approvals = stage.engine.approvals(client, again.id).await.unwrap();
    assert_eq!(approvals.iter().map(|a| a.second).collect::<Vec<_>>(), [true, false]);
}

#[tokio::test]
async fn b3_what_is_not_held_needs_no_second_person() {
    let (stage, client) = Stage::chosen().await;
    second_person(&stage, client).await;
    let (plan, run) = stage.plan_and_apply(client, Approval::All).await;
    assert_eq!((plan.held, run.failed), (0, 0));
}

#[tokio::test]
async fn b3_r11_a_second_person_of_another_tenant_approves_nothing() {
    let (stage, client, plan) = leavers(3).await;
    stage.practice.configure(|settings| {
        settings.next_token = serde_json::json!({ "tenant": "other" }).as_object().cloned();
    });
    let other = second(&stage, client, &plan, READER).await.unwrap_err();
    assert_eq!(other.origin().fault().code, "wrong-tenant");
    assert!(stage.engine.approvals(client, plan.id).await.unwrap().is_empty());
    stage.engine.second_start(client, plan.id, false).await.unwrap();
    stage.engine.second_cancel(client);
    let ended = tokio::time::timeout(DEADLINE, stage.engine.second_ended(client, plan.id)).await.unwrap().unwrap_err();
    assert_eq!(ended.fault().code, "cancelled");
}

#[tokio::test]
async fn b5_b3_an_undo_that_takes_much_out_needs_the_name_too() {
    let (stage, client) = Stage::applied().await;
    let run = stage.engine.history(client).await.unwrap().remove(0);
    let undo = stage.engine.undo(client, run.id, None).await.unwrap();
    let before = stage.state(client).await;
    let refused = stage.apply(client, &undo, Approval::None).await.unwrap_err();
    assert!(matches!(refused, EngineError::NameNeeded { .. }), "{refused:?}");
    assert_eq!(stage.state(client).await, before);
}
