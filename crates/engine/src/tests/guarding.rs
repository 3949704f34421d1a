//! B1, B3: a plan is looked at again before it goes, a file is not believed, and who loosens a guard is written down.

use std::path::{Path, PathBuf};

use model::plan::Hold;
use model::{Brake, NewMailboxes};
use practice::{Collection, Consent, Edit};
use store::{ClientId, Excepted, PlanQuery, PlanRecord};

use super::stage::*;
use crate::{Answer, Approval, Engine, EngineError, ExceptionWish, Moved, PlanTarget, SavedFrom};

const READER: &str = "reader@larkfield.example";

fn picker(n: u32) -> String {
    format!("picker{n}@larkfield.example")
}

/// So many who are there and will leave.
async fn pickers(count: u32) -> (Stage, ClientId) {
    let (stage, client) = Stage::applied().await;
    stage.leavers_stop(client).await;
    (0..count).for_each(|n| drop(stage.practice.upsert_user(&picker(n), &Edit::default()).unwrap()));
    stage.engine.sync(client).await.unwrap();
    (stage, client)
}

async fn leave(stage: &Stage, client: ClientId, who: std::ops::Range<u32>) {
    who.for_each(|n| drop(stage.practice.remove(Collection::Users, &picker(n)).unwrap()));
    stage.engine.fetch(client, false).await.unwrap();
}

async fn options(stage: &Stage, client: ClientId, change: impl FnOnce(&mut model::Options)) {
    let mut options = stage.engine.options(client).await.unwrap();
    change(&mut options);
    stage.engine.set_options(client, options).await.unwrap();
}

async fn second(stage: &Stage, client: ClientId, plan: &PlanRecord, account: &str) -> Result<(), EngineError> {
    stage.host.at_the_browser(account, Consent::Accept);
    stage.engine.second_start(client, plan.id, true).await?;
    tokio::time::timeout(DEADLINE, stage.engine.second_ended(client, plan.id)).await.unwrap().map(drop)
}

async fn saved(stage: &Stage, client: ClientId) -> (PlanRecord, PathBuf) {
    let plan = stage.engine.make_plan(client).await.unwrap();
    let file = stage.dir.path().join("larkfield.plan.json");
    stage.engine.plan_export(client, plan.id, file.clone()).await.unwrap();
    (plan, file)
}

/// Changes the parts of a file and makes its chain anew, as anybody can who may write it.
fn forge(file: &Path, change: impl Fn(&mut serde_json::Value)) {
    let text = std::fs::read_to_string(file).unwrap();
    std::fs::write(file, crate::saved::forged(&text, change)).unwrap();
}

/// Another data folder of the same tenant and gateway.
async fn elsewhere(stage: &Stage) -> (tempfile::TempDir, Engine, ClientId) {
    let dir = tempfile::tempdir().unwrap();
    let host = TestHost::new();
    host.at_the_browser(ADMIN, Consent::Accept);
    let engine = open(dir.path(), cloud(&stage.practice), host, &stage.hand).await.unwrap();
    let gateway = format!("local:{}", stage.dir.path().join("gateway").display());
    let client =
        engine.add_client(crate::AddClient { gateway, ..newcomer("Larkfield", Some(DOMAINS[0])) }).await.unwrap();
    engine.sign_in_start(client, None, true).await.unwrap();
    tokio::time::timeout(DEADLINE, engine.sign_in_ended(client)).await.unwrap().unwrap();
    engine.fetch(client, false).await.unwrap();
    (dir, engine, client)
}

fn choices(error: &EngineError) -> &[String] {
    let EngineError::Stale { moved: Moved::Choices, keys, .. } = error else { panic!("{error:?}") };
    keys
}

#[tokio::test]
async fn b3_a_saved_plan_is_refused_by_name_where_an_exception_or_a_later_choice_stands_against_it() {
    let (stage, client) = pickers(2).await;
    leave(&stage, client, 0..2).await;
    let (_, file) = saved(&stage, client).await;
    let (_, step) = stage.step(client, stage.engine.newest_plan(client).await.unwrap().unwrap().id, &picker(0)).await;
    let model::plan::Object::Recipient { id, .. } = step.object else { panic!("{step:?}") };
    let taken = stage.engine.plan_import(client, file.clone()).await.unwrap();
    let wish = ExceptionWish { reason: "keep exactly".to_owned(), owner: None, until: None };
    stage.engine.exception_set(client, vec![Excepted::Recipient(id)], wish).await.unwrap();
    let refused = stage.apply(client, &taken, Approval::All).await.unwrap_err();
    assert_eq!(choices(&refused), [picker(0)]);
    stage.engine.exception_remove(client, vec![Excepted::Recipient(id)]).await.unwrap();
    options(&stage, client, |o| o.leavers.incoming = model::LeaverRule::Keep).await;
    let refused = stage.apply(client, &taken, Approval::All).await.unwrap_err();
    assert_eq!(choices(&refused).len(), 2, "they would not be planned so now");
    assert!(stage.in_gateway(&picker(0)).await.unwrap().shape.listed);
}

#[tokio::test]
async fn b3_what_a_file_says_was_approved_counts_for_nothing_and_what_it_takes_away_waits_here() {
    let (stage, client) = pickers(8).await;
    options(&stage, client, |o| o.second_person = true).await;
    leave(&stage, client, 0..8).await;
    let (plan, file) = saved(&stage, client).await;
    assert_eq!(plan.held, 8);
    forge(&file, |part| {
        if let Some(foot) = part.get_mut("foot") {
            foot["approvals"] = serde_json::json!([{ "second": true, "who": "Ruth Farrow", "account": READER,
                "at": "2026-11-22T00:00:00Z" }]);
        }
        if let Some(step) = part.get_mut("step") {
            step["held"] = serde_json::Value::Null;
        }
        if let Some(head) = part.get_mut("head") {
            head["brake"]["holds"] = false.into();
            head["choice"]["options"]["brake"] = serde_json::json!({ "percent": 100, "floor": 1000 });
        }
    });
    let taken = stage.engine.plan_import(client, file).await.unwrap();
    assert_eq!((taken.held, taken.ready, taken.brake.holds), (8, 0, true), "the stricter brake of both counts");
    assert_eq!(stage.engine.approvals(client, taken.id).await.unwrap(), []);
    let told = SavedFrom::of(&taken).unwrap().approvals;
    assert_eq!(told[0].who, "Ruth Farrow", "it is told as what the file says");
    let refused = stage.apply(client, &taken, Approval::All).await.unwrap_err();
    assert_eq!(refused.fault().code, "second-needed");
    let run = stage.apply(client, &taken, Approval::None).await.unwrap();
    assert_eq!((run.done, run.held), (0, 8));
}

#[tokio::test]
async fn b3_a_plan_from_a_file_holds_what_the_gateway_would_lose_whatever_the_file_says_it_had() {
    let (stage, client) = Stage::applied().await;
    let boardroom = "boardroom@larkfield.example";
    stage.practice.upsert_user("new.hand@larkfield.example", &Edit::default()).unwrap();
    stage.engine.fetch(client, false).await.unwrap();
    let (_, file) = saved(&stage, client).await;
    let theirs = stage.in_gateway(boardroom).await.unwrap();
    forge(&file, |part| {
        let Some(step) = part.get_mut("step").map(|saved| &mut saved["step"]) else { return };
        let mut shape = theirs.shape.clone();
        shape.services = model::Services::NONE;
        let forged = model::plan::Object::Recipient {
            id: theirs.id.unwrap(),
            name: "Boardroom".to_owned(),
            before: Some(shape.clone()),
            after: shape,
            foreign: Vec::new(),
        };
        let whole = step.as_object_mut().unwrap();
        whole.extend(serde_json::to_value(forged).unwrap().as_object().unwrap().clone());
        whole.insert("action".to_owned(), "change".into());
    });
    let taken = stage.engine.plan_import(client, file).await.unwrap();
    assert_eq!((taken.held, taken.ready), (1, 0));
    let (_, step) = stage.step(client, taken.id, boardroom).await;
    assert_eq!(step.held, Some(Hold::Imported));
    // And here, where there is a memory, it would not be planned at all.
    let refused = stage.apply(client, &taken, Approval::All).await.unwrap_err();
    assert_eq!(choices(&refused), [boardroom]);
}

#[tokio::test]
async fn b3_a_plan_from_a_file_takes_no_address_from_anybody_unseen() {
    let (stage, client) = Stage::applied().await;
    stage.practice.upsert_user("new.hand@larkfield.example", &Edit::default()).unwrap();
    stage.engine.fetch(client, false).await.unwrap();
    let (plan, file) = saved(&stage, client).await;
    assert_eq!((plan.held, plan.ready), (0, 1));
    forge(&file, |part| {
        if let Some(saved) = part.get_mut("step") {
            saved["step"]["after"]["aliases"] = serde_json::json!(["boardroom@larkfield.example"]);
        }
    });
    let taken = stage.engine.plan_import(client, file).await.unwrap();
    assert_eq!((taken.held, taken.ready), (1, 0));
    let (_, step) = stage.step(client, taken.id, "new.hand@larkfield.example").await;
    assert_eq!(step.held, Some(Hold::Imported));
}

#[tokio::test]
async fn b3_a_second_person_is_needed_wherever_the_plan_goes_and_the_whole_choice_goes_with_it() {
    let (stage, client) = pickers(4).await;
    options(&stage, client, |o| (o.second_person, o.new_mailboxes) = (true, NewMailboxes::Review)).await;
    let only = store::MailboxFilter { search: "boardroom".to_owned(), ..Default::default() };
    let change = store::MailboxChange { outgoing: Some(false), ..Default::default() };
    stage.engine.choose_mailboxes(client, store::Target::Filter(only), change).await.unwrap();
    let wish = ExceptionWish { reason: "on leave".to_owned(), owner: None, until: None };
    stage.engine.exception_set(client, vec![Excepted::Domain(DOMAINS[1].parse().unwrap())], wish).await.unwrap();
    leave(&stage, client, 0..4).await;
    let (plan, file) = saved(&stage, client).await;
    assert_eq!(plan.held, 4);
    let (_dir, engine, there) = elsewhere(&stage).await;
    let taken = engine.plan_import(there, file).await.unwrap();
    let options = engine.options(there).await.unwrap();
    assert_eq!(options, stage.engine.options(client).await.unwrap());
    assert_eq!(
        engine.exceptions(there, store::ExceptionQuery { limit: 9, ..Default::default() }).await.unwrap().total,
        1
    );
    engine.set_options(there, model::Options { second_person: false, ..options }).await.unwrap();
    let refused = engine.apply(there, order(&taken, Approval::All)).await.unwrap_err();
    assert_eq!(refused.fault().code, "second-needed", "the file asks for it");
    engine.close().await;
}

#[tokio::test]
async fn b3_who_loosens_a_guard_is_written_down() {
    let (stage, client) = Stage::fetched().await;
    options(&stage, client, |o| o.second_person = true).await;
    options(&stage, client, |o| (o.second_person, o.brake) = (false, Brake { percent: 50, floor: 3 })).await;
    options(&stage, client, |o| o.approvers = vec![READER.to_owned()]).await;
    options(&stage, client, |o| o.sso = true).await;
    let told: Vec<_> = stage.engine.setting_changes(client).await.unwrap();
    let told: Vec<_> = told.iter().map(|c| (c.setting.as_str(), c.was.as_str(), c.became.as_str())).collect();
    let all = [
        ("approvers", "none", READER),
        ("brake-percent", "5", "50"),
        ("second-person", "on", "off"),
        ("second-person", "off", "on"),
    ];
    assert_eq!(told, all);
    assert!(stage.engine.setting_changes(client).await.unwrap().iter().all(|change| change.who == PERSON));
}

#[tokio::test]
async fn b3_leavers_are_confirmed_with_the_word_that_their_removal_needs() {
    let (stage, client) = pickers(12).await;
    options(&stage, client, |o| o.second_person = true).await;
    leave(&stage, client, 0..12).await;
    let plan = stage.engine.make_plan(client).await.unwrap();
    let answer = |name: Option<&str>| {
        let held = PlanTarget::Held(Some(Hold::Brake));
        stage.engine.answer(client, plan.id, held, Answer::Leaver, name.map(str::to_owned))
    };
    assert_eq!(answer(None).await.unwrap_err().fault().code, "name-needed");
    assert_eq!(answer(Some("Larkfield")).await.unwrap_err().fault().code, "second-needed");
    second(&stage, client, &plan, READER).await.unwrap();
    assert_eq!(answer(Some("Larkfield")).await.unwrap().held, 0);
    assert!(stage.in_gateway(&picker(0)).await.unwrap().shape.listed, "everybody has thirty days");
}

#[tokio::test]
async fn b1_b3_a_stored_plan_is_weighed_again_before_it_goes() {
    let (stage, client) = pickers(4).await;
    leave(&stage, client, 0..2).await;
    let plan = stage.engine.make_plan(client).await.unwrap();
    assert_eq!((plan.held, plan.ready), (0, 2));
    options(&stage, client, |o| o.brake = Brake { percent: 0, floor: 1 }).await;
    let refused = stage.apply(client, &plan, Approval::None).await.unwrap_err();
    assert_eq!(choices(&refused), [picker(0), picker(1)], "the brake holds them now");
    options(&stage, client, |o| o.brake = Brake::default()).await;
    stage.apply(client, &plan, Approval::None).await.unwrap();

    stage.practice.upsert_user("new.hand@larkfield.example", &Edit::default()).unwrap();
    stage.engine.fetch(client, false).await.unwrap();
    let plan = stage.engine.make_plan(client).await.unwrap();
    options(&stage, client, |o| o.new_mailboxes = NewMailboxes::Review).await;
    let refused = stage.apply(client, &plan, Approval::None).await.unwrap_err();
    assert_eq!(choices(&refused), ["new.hand@larkfield.example"]);
}

#[tokio::test]
async fn b3_the_second_person_is_told_by_their_id_and_may_be_one_of_a_few() {
    let (stage, client) = pickers(4).await;
    options(&stage, client, |o| (o.second_person, o.approvers) = (true, vec!["ruth@larkfield.example".to_owned()]))
        .await;
    leave(&stage, client, 0..4).await;
    let plan = stage.engine.make_plan(client).await.unwrap();
    let refused = second(&stage, client, &plan, READER).await.unwrap_err();
    assert_eq!(refused.fault().code, "not-approver");
    assert_eq!(refused.fault().facts["approvers"], "ruth@larkfield.example");
    options(&stage, client, |o| o.approvers = vec![READER.to_uppercase()]).await;
    // The connected account with another user name is the same person.
    let store = stage.engine.0.store.clone();
    let mut record = store.client(client).unwrap().sign_in.unwrap();
    "renamed@larkfield.example".clone_into(&mut record.account);
    store.set_sign_in(client, Some(&record)).unwrap();
    let same = second(&stage, client, &plan, ADMIN).await.unwrap_err();
    assert_eq!(same.fault().code, "same-person");
    second(&stage, client, &plan, READER).await.unwrap();
    stage.apply(client, &plan, Approval::All).await.unwrap();
}

#[tokio::test]
async fn g4_an_answer_to_an_outdated_plan_is_refused() {
    let (stage, client) = Stage::applied().await;
    let boardroom = "boardroom@larkfield.example";
    let services = stage.services(boardroom).await;
    stage.by_hand(boardroom, |shape| shape.services = model::Services::NONE).await;
    let plan = stage.engine.make_plan(client).await.unwrap();
    let adopt = |plan: PlanRecord| {
        let engine = stage.engine.clone();
        async move { engine.answer(client, plan.id, PlanTarget::Held(None), Answer::Adopt, None).await }
    };
    stage.by_hand(boardroom, |shape| shape.services = services).await;
    let refused = adopt(plan.clone()).await.unwrap_err();
    assert!(
        matches!(&refused, EngineError::Stale { moved: Moved::Gateway, keys, .. } if *keys == [boardroom]),
        "{refused:?}"
    );
    stage.engine.make_plan(client).await.unwrap();
    let refused = adopt(plan).await.unwrap_err();
    assert!(matches!(refused, EngineError::Stale { moved: Moved::Superseded, .. }), "{refused:?}");
    assert_eq!(stage.services(boardroom).await, services);
}

#[cfg(unix)]
#[tokio::test]
async fn b7_what_is_written_to_files_is_for_its_owner_alone_and_nothing_half_written_stays() {
    use std::os::unix::fs::PermissionsExt;
    let (stage, client) = Stage::chosen().await;
    let (plan, file) = saved(&stage, client).await;
    let csv = stage.dir.path().join("plan.csv");
    stage.engine.plan_csv_file(client, plan.id, csv.clone()).await.unwrap();
    for path in [&file, &csv] {
        assert_eq!(std::fs::metadata(path).unwrap().permissions().mode() & 0o777, 0o600, "{}", path.display());
    }
    // Its place is a folder, so that the last step fails.
    let taken = stage.dir.path().join("taken.json");
    std::fs::create_dir_all(taken.join("in use")).unwrap();
    stage.engine.plan_export(client, plan.id, taken.clone()).await.unwrap_err();
    stage.engine.bill_csv_file(client, plan.id, taken.clone()).await.unwrap_err();
    assert!(!taken.with_added_extension("part").exists());
    let window = PlanQuery { limit: 1, ..PlanQuery::default() };
    assert!(stage.engine.plan_window(client, plan.id, window).await.unwrap().total > 0);
}
