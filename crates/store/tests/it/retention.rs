//! How long plans and journals keep their steps.

use model::plan::Hold;
use store::{ApprovalRecord, ClientId, PlanKind, PlanOrigin, PlanQuery, RunQuery, RunState, StoreError};

use crate::tenant::{Gateway, World, at, user};

const DAY: i64 = 1440;

fn steps(path: &std::path::Path) -> u32 {
    let db = rusqlite::Connection::open(path).unwrap();
    db.query_row("SELECT count(*) FROM plan_step", [], |row| row.get(0)).unwrap()
}

/// On disk, with a policy by which newcomers wait.
fn on_disk() -> (tempfile::TempDir, World) {
    let folder = tempfile::tempdir().unwrap();
    let store = store::Store::open(&folder.path().join("tenantry.db"), at(0)).unwrap().store;
    let client: ClientId = store.add_client(&crate::tenant::new_client("Disk"), at(0)).unwrap();
    let world = World { store, client, domains: World::new().domains };
    world.fetch(&(1..8).map(person).collect::<Vec<_>>(), 1);
    world.select(&["larkfield.example"], 2);
    let mut options = world.options();
    options.new_mailboxes = model::NewMailboxes::Review;
    world.store.set_options(world.client, &options).unwrap();
    (folder, world)
}

fn person(n: u32) -> model::Seen {
    user(n, &format!("U{n}"), &format!("u{n}@larkfield.example"), &[])
}

#[test]
fn what_an_applied_plan_held_back_is_kept_only_while_it_is_the_newest() {
    let (folder, world) = on_disk();
    let mut gateway = Gateway::default();
    let run = world.sync(&mut gateway, 3);
    // Newcomers who wait: every plan has them, and every sync applies one thing.
    let waiting: Vec<_> = (100..150).map(person).collect();
    world.delta(&waiting, &[], 4);
    for time in 0..40 {
        let renamed = user(1, "U1", &format!("u1.{time}@larkfield.example"), &[]);
        world.delta(&[renamed], &[], 5 + time);
        let plan = world.plan(5 + time);
        assert_eq!((plan.held, plan.ready), (50, 1));
        world.apply(&plan, &mut gateway, 5 + time);
        let held = PlanQuery { held: Some(true), limit: 99, ..PlanQuery::default() };
        let rows = world.store.plan_window(plan.id, &held).unwrap().rows;
        assert!(rows.len() == 50 && rows.iter().all(|row| row.step.held == Some(Hold::NewMailbox)));
    }
    // The first run's 8 steps, one of each later run, and the newest plan's 50.
    assert_eq!(steps(&folder.path().join("tenantry.db")), 8 + 40 + 50);
    let runs = world.store.runs(world.client).unwrap();
    assert_eq!((runs.len(), runs[20].held, runs[20].done, runs[20].total), (41, 50, 1, 1), "the numbers stay");
    let plan = world.store.plan(world.client, runs[20].plan).unwrap();
    assert_eq!((plan.counts.total(), plan.held, plan.ready), (51, 50, 1));
    assert_eq!(world.store.run_rows(run, &RunQuery { limit: 99, ..RunQuery::default() }).unwrap().total, 8);
}

#[test]
fn b3_a_plan_that_waits_as_a_whole_stays_itself_when_it_is_made_again() {
    let (_folder, world) = on_disk();
    let mut gateway = Gateway::default();
    world.sync(&mut gateway, 3);
    world.delta(&[person(100), person(101)], &[], 4);
    let reviewed = world.plan(5);
    assert_eq!((reviewed.held, reviewed.ready), (2, 0));
    let word = ApprovalRecord { second: true, who: "Kim".to_owned(), account: None, subject: None, at: at(5) };
    world.store.approve(reviewed.id, &word).unwrap();
    for time in 6..10 {
        let again = world.plan(time);
        assert_eq!((again.id, again.made_at), (reviewed.id, at(time)), "whoever reviews it still has it");
    }
    let held = PlanQuery { held: Some(true), limit: 9, ..PlanQuery::default() };
    assert_eq!(world.store.plan_window(reviewed.id, &held).unwrap().rows.len(), 2);
    assert_eq!(world.store.approvals(reviewed.id).unwrap(), [word]);

    world.delta(&[person(102)], &[], 10);
    let other = world.plan(11);
    assert!(other.id > reviewed.id && other.hash != reviewed.hash, "something moved");
    world.store.begin_run(world.client, other.id, "technician", "sam", at(12)).unwrap();
    assert!(world.plan(13).id > other.id, "what was applied is not planned any more");
}

#[test]
fn b5_a_run_can_be_taken_back_for_thirty_days_and_keeps_its_numbers_for_good() {
    let (folder, world) = on_disk();
    let path = folder.path().join("tenantry.db");
    let mut gateway = Gateway::default();
    let run = world.sync(&mut gateway, 3);
    world.plan(29 * DAY);
    assert_eq!((world.store.done_steps(run, None, 99).unwrap().len(), steps(&path)), (8, 8));
    world.plan(31 * DAY);
    assert_eq!((world.store.done_steps(run, None, 99).unwrap().len(), steps(&path)), (0, 0));
    let record = world.store.run(run).unwrap();
    assert_eq!((record.done, record.total, record.state), (8, 8, RunState::Ended));
    let journal: u32 = rusqlite::Connection::open(&path)
        .and_then(|db| db.query_row("SELECT count(*) FROM journal_span", [], |row| row.get(0)))
        .unwrap();
    assert_eq!(journal, 0);
}

#[test]
fn b4_a_run_that_was_cut_short_keeps_what_is_still_due_while_the_newest_plan_is_the_same() {
    let (_folder, world) = on_disk();
    let plan = world.plan(3);
    let run = world.store.begin_run(world.client, plan.id, "technician", "sam", at(4)).unwrap();
    world.store.end_run(run, RunState::Interrupted, None, None, at(5)).unwrap();
    assert_eq!(world.plan(6).hash, plan.hash);
    assert_eq!(world.store.due_steps(run, None, 99).unwrap().len(), 8);
    world.delta(&[person(9)], &[], 7);
    world.plan(8);
    assert_eq!(world.store.due_steps(run, None, 99).unwrap().len(), 0);
}

#[test]
fn plans_of_one_kind_push_out_none_of_another_and_a_rehearsal_is_never_applied() {
    let (_folder, world) = on_disk();
    let plan = world.plan(3);
    let origin = || PlanOrigin { kind: PlanKind::Rehearsal, about: Some("{}".into()), ..PlanOrigin::default() };
    let mut rehearsed = Vec::new();
    for minutes in 4..8 {
        let writer = world.store.begin_plan_from(world.client, origin(), at(minutes)).unwrap();
        let brake = world.options().brake.read(&model::BrakeInput::default());
        rehearsed.push(writer.finish(store::PlanEnd { brake }).unwrap());
    }
    assert_eq!(world.store.newest_plan(world.client).unwrap(), Some(plan));
    let newest = world.store.newest_plan_of(world.client, PlanKind::Rehearsal).unwrap().unwrap();
    assert_eq!((newest.kind, newest.about.as_deref()), (PlanKind::Rehearsal, Some("{}")));
    assert!(matches!(world.store.plan(world.client, rehearsed[0].id), Err(StoreError::NoPlan(_))));
    let refused = world.store.begin_run(world.client, newest.id, "technician", "sam", at(9)).unwrap_err();
    assert!(matches!(refused, StoreError::NoPlan(_)));
}
