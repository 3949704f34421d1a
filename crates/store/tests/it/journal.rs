//! B4: the journal of a run.

use store::{DoneStep, RunState, StoreError};

use crate::tenant::{Gateway, World, at, id, user};

fn world() -> World {
    let world = World::new();
    let people: Vec<_> = (1..4).map(|n| user(n, &format!("U{n}"), &format!("u{n}@larkfield.example"), &[])).collect();
    world.fetch(&people, 1);
    world.select(&["larkfield.example"], 2);
    world
}

#[test]
fn b4_a_step_is_due_until_it_is_sent_and_left_as_sent_until_it_is_done_or_failed() {
    let world = world();
    let store = &world.store;
    let plan = world.plan(3);
    let run = store.begin_run(world.client, plan.id, "schedule", "sam", at(4)).unwrap();
    assert_eq!(store.due_steps(run, None, 2).unwrap().iter().map(|(seq, _)| *seq).collect::<Vec<_>>(), [0, 1]);
    store.mark_sent(run, &[0, 1, 2], at(4)).unwrap();
    let sent = store.sent_steps(run).unwrap();
    assert_eq!(sent.len(), 3);
    store
        .mark_done(run, &[DoneStep { seq: 0, step: &sent[0].1 }, DoneStep { seq: 1, step: &sent[1].1 }], at(5))
        .unwrap();
    store.mark_failed(run, &[(2, "{\"code\":\"x\"}".into())], at(5)).unwrap();
    assert!(store.sent_steps(run).unwrap().is_empty());
    assert_eq!(store.due_steps(run, None, 9).unwrap().len(), 1);

    let record = store.run(run).unwrap();
    assert_eq!((record.done, record.failed, record.total, record.held), (2, 1, 4, 0));
    assert_eq!(
        record.phases.iter().map(|p| (p.group.as_str(), p.done, p.failed, p.total)).collect::<Vec<_>>(),
        [("domains", 1, 0, 1), ("created", 1, 1, 3),]
    );
    let failed = store.failures(run, 9).unwrap();
    assert_eq!((failed[0].seq, failed[0].key.as_str(), failed[0].name.as_str()), (2, "u2@larkfield.example", "U2"));
    assert_eq!(store.client(world.client).unwrap().first_applied_at, Some(at(5)));
}

#[test]
fn b4_after_a_kill_the_unfinished_run_and_its_sent_steps_are_found_again() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("tenantry.db");
    let opened = store::Store::open(&path, at(0)).unwrap();
    let small = world();
    let client = opened.store.add_client(&crate::tenant::new_client("Disk"), at(0)).unwrap();
    let world = World { store: opened.store, client, domains: small.domains };
    world.fetch(&[user(1, "U1", "u1@larkfield.example", &[])], 1);
    world.select(&["larkfield.example"], 2);
    let plan = world.plan(3);
    let run = world.store.begin_run(client, plan.id, "technician", "sam", at(4)).unwrap();
    world.store.mark_sent(run, &[0, 1], at(4)).unwrap();
    // A copy of the files is what a power cut would leave.
    let after = tempfile::tempdir().unwrap();
    for name in ["tenantry.db", "tenantry.db-wal"] {
        std::fs::copy(folder.path().join(name), after.path().join(name)).unwrap();
    }
    let again = store::Store::open(&after.path().join("tenantry.db"), at(9)).unwrap();
    assert_eq!(again.damaged_kept_as, None);
    assert_eq!(again.store.unfinished_runs().unwrap(), [(client, run)]);
    assert_eq!(again.store.sent_steps(run).unwrap().len(), 2);
    again.store.mark_due(run, &[1]).unwrap();
    assert_eq!(again.store.sent_steps(run).unwrap().len(), 1);
    assert_eq!(again.store.due_steps(run, None, 9).unwrap().iter().map(|(seq, _)| *seq).collect::<Vec<_>>(), [1]);
    again.store.set_run_state(run, RunState::Interrupted).unwrap();
    assert_eq!(again.store.run(run).unwrap().state, RunState::Interrupted);
}

#[test]
fn b4_done_and_remembered_are_one() {
    let world = world();
    let mut gateway = Gateway::default();
    world.sync(&mut gateway, 3);
    let mut remembered = 0;
    world
        .store
        .recipient_cases(world.client, at(4), |case| {
            assert_eq!(case.remembered.map(|r| &r.shape), case.observed.map(|o| &o.shape));
            remembered += 1;
            Ok::<_, StoreError>(())
        })
        .unwrap();
    assert_eq!(remembered, 3);
    assert_eq!(world.store.in_scope(world.client).unwrap(), 3);
}

#[test]
fn r15_what_people_put_there_is_not_remembered_as_ours() {
    let world = world();
    let mut gateway = Gateway::default();
    for step in world.steps(3) {
        gateway.apply(&step);
    }
    let mut theirs = gateway.recipients().remove(0);
    theirs.shape.aliases.push("extra@larkfield.example".parse().unwrap());
    gateway.put(theirs);
    world.sync(&mut gateway, 4);
    world
        .store
        .recipient_cases(world.client, at(5), |case| {
            let remembered = case.remembered.unwrap();
            assert!(remembered.shape.aliases.is_empty());
            assert_eq!(case.observed.unwrap().shape.aliases.len(), usize::from(case.id == id(1)));
            Ok::<_, StoreError>(())
        })
        .unwrap();
}

#[test]
fn history_lists_runs_newest_first_with_numbers_that_stay() {
    let world = world();
    let mut gateway = Gateway::default();
    let first = world.sync(&mut gateway, 3);
    let second = world.sync(&mut gateway, 5);
    let runs = world.store.runs(world.client).unwrap();
    assert_eq!(runs.iter().map(|r| r.id).collect::<Vec<_>>(), [second, first]);
    assert_eq!((runs[1].state, runs[1].done, runs[1].total), (RunState::Ended, 4, 4));
    assert_eq!(world.store.newest_run(world.client).unwrap().unwrap().id, second);
    assert!(world.store.unfinished_runs().unwrap().is_empty());
    assert!(matches!(world.store.run(store::RunId(99)), Err(StoreError::NoRun(_))));
}
