//! B5: what a run did is taken back in memory as in the gateway, and stays away.

use model::plan::{Observed, Step, Undo, undo};
use store::{
    Among, Excepted, ExceptionCause, ExceptionQuery, Group, MailboxChange, PlanEnd, PlanKind, PlanOrigin, PlanRecord,
    RowOutcome, RunId, RunQuery, StoreError, Target,
};

use crate::tenant::{Gateway, World, at, id, user};

fn world() -> World {
    let world = World::new();
    let people: Vec<_> = (1..5).map(|n| user(n, &format!("U{n}"), &format!("u{n}@larkfield.example"), &[])).collect();
    world.fetch(&people, 1);
    world.select(&["larkfield.example"], 2);
    world
}

/// Everything that is remembered, in the form of what the planner is told.
fn memory(world: &World, minutes: i64) -> Vec<String> {
    let mut seen = Vec::new();
    world
        .store
        .recipient_cases(world.client, at(minutes), |case| {
            seen.push(format!("{:?} {:?} {:?}", case.id, case.remembered, case.choice));
            Ok::<_, StoreError>(())
        })
        .unwrap();
    world
        .store
        .domain_cases(world.client, at(minutes), |case| {
            seen.push(format!("{} {:?}", case.facts.name, case.remembered));
            Ok::<_, StoreError>(())
        })
        .unwrap();
    seen
}

fn way_back(gateway: &Gateway, step: &Step) -> Step {
    let key = match &step.object {
        model::plan::Object::Recipient { after, .. } => after.primary.key(),
        model::plan::Object::RecipientOut { before, .. } => before.primary.key(),
        _ => String::new(),
    };
    let (domains, recipients) = (gateway.domains(), gateway.recipients());
    let observed = match &step.object {
        model::plan::Object::Domain { name, .. } | model::plan::Object::DomainOut { name, .. } => {
            domains.iter().find(|domain| domain.name == *name).map(Observed::Domain)
        }
        _ => recipients.iter().find(|r| r.shape.primary.key() == key).map(Observed::Recipient),
    };
    match undo(step, observed) {
        Undo::Step(step) => *step,
        Undo::Nothing => panic!("{step:?}"),
    }
}

fn undo_plan(world: &World, gateway: &Gateway, run: RunId, minutes: i64) -> PlanRecord {
    world.observe(&gateway.domains(), &gateway.recipients(), minutes);
    let origin = PlanOrigin { kind: PlanKind::Undo, undoes: Some(run), ..PlanOrigin::default() };
    let mut writer = world.store.begin_plan_from(world.client, origin, at(minutes)).unwrap();
    for (seq, step) in world.store.done_steps(run, None, 99).unwrap() {
        writer.undo_step(&way_back(gateway, &step), run, seq).unwrap();
    }
    let brake = world.options().brake.read(&model::BrakeInput::default());
    writer.finish(PlanEnd { brake }).unwrap()
}

#[test]
fn b5_taking_a_run_back_restores_what_was_remembered_and_the_next_sync_does_not_do_it_again() {
    let world = world();
    let mut gateway = Gateway::default();
    world.sync(&mut gateway, 3);
    let before = memory(&world, 4);
    let off = MailboxChange { selected: Some(false), ..MailboxChange::default() };
    world.store.choose_mailboxes(world.client, &Target::Ids(vec![id(1)]), &off, at(4)).unwrap();
    let run = world.sync(&mut gateway, 5);
    let back = undo_plan(&world, &gateway, run, 6);
    assert_eq!((back.kind, back.undoes, back.counts.total()), (PlanKind::Undo, Some(run), 1));
    let undoing = world.apply(&back, &mut gateway, 7);
    let record = world.store.run(undoing).unwrap();
    assert_eq!((record.undoes, record.who.as_deref()), (Some(run), Some("sam")));
    let on = MailboxChange { selected: Some(true), ..MailboxChange::default() };
    assert_eq!(world.steps(8), [], "nothing comes again by itself");
    let query = ExceptionQuery { limit: 9, ..ExceptionQuery::default() };
    let exceptions = world.store.exceptions(world.client, &query, at(8)).unwrap().rows;
    assert_eq!(exceptions.len(), 1);
    assert_eq!(
        (&exceptions[0].about, exceptions[0].terms.cause),
        (&Excepted::Recipient(id(1)), ExceptionCause::Undone)
    );
    assert_eq!(exceptions[0].terms.owner, "sam");
    world.store.choose_mailboxes(world.client, &Target::Ids(vec![id(1)]), &on, at(8)).unwrap();
    let after: Vec<String> =
        memory(&world, 9).iter().map(|line| line.replace("selected: Some(true)", "selected: None")).collect();
    assert_eq!(after, before);

    // Undoing the undo does it again, and what kept it away goes.
    assert_eq!(world.store.done_steps(run, None, 9).unwrap(), [], "a run is taken back once");
    let again = undo_plan(&world, &gateway, undoing, 10);
    world.apply(&again, &mut gateway, 11);
    assert_eq!(world.store.exceptions(world.client, &query, at(12)).unwrap().total, 0);
    assert_eq!(world.store.done_steps(run, None, 9).unwrap().len(), 1, "it stands again");
}

#[test]
fn b5_a_first_run_that_is_taken_back_leaves_nothing_remembered_and_nothing_in_the_gateway() {
    let world = world();
    let mut gateway = Gateway::default();
    let run = world.sync(&mut gateway, 3);
    let back = undo_plan(&world, &gateway, run, 4);
    assert_eq!((back.counts.removed, back.bill.incoming_after), (5, 0));
    let rows = world.store.plan_rows(back.id, Among::All, None, 9).unwrap();
    assert!(matches!(rows[4].step.object, model::plan::Object::DomainOut { .. }), "the domain goes last");
    world.apply(&back, &mut gateway, 5);
    assert_eq!((gateway.domains().len(), gateway.recipients().len()), (0, 0));
    assert!(memory(&world, 6).iter().all(|line| line.contains(" None")));
    assert_eq!(world.store.removals_since(world.client, at(0)).unwrap().whole, 0, "B1: an undo is no removal");
}

#[test]
fn b5_the_history_of_a_run_says_what_became_of_each_step_and_who_took_it_back() {
    let world = world();
    let mut gateway = Gateway::default();
    world.observe(&[], &[], 3);
    let plan = world.plan(3);
    let run = world.store.begin_run(world.client, plan.id, "technician", "sam", at(4)).unwrap();
    let due = world.store.due_steps(run, None, 9).unwrap();
    world.store.mark_sent(run, &[0, 1, 2, 3], at(4)).unwrap();
    let done: Vec<_> = due[..3].iter().map(|(seq, step)| store::DoneStep { seq: *seq, step }).collect();
    due[..3].iter().for_each(|(_, step)| gateway.apply(step));
    world.store.mark_done(run, &done, at(5)).unwrap();
    world.store.mark_failed(run, &[(3, "{\"code\":\"x\"}".into())], at(5)).unwrap();
    world.store.mark_sent(run, &[4], at(6)).unwrap();
    let rows = |query: RunQuery| world.store.run_rows(run, &RunQuery { limit: 9, ..query }).unwrap();
    let all = rows(RunQuery::default());
    let told: Vec<_> = all.rows.iter().map(|row| (row.seq, row.outcome, row.at, row.problem.is_some())).collect();
    let (sent, was, failed) = (RowOutcome::Sent, RowOutcome::Done, RowOutcome::Failed);
    assert_eq!(
        told,
        [
            (0, was, at(5), false),
            (1, was, at(5), false),
            (2, was, at(5), false),
            (3, failed, at(5), true),
            (4, sent, at(6), false)
        ]
    );
    assert_eq!((all.total, all.groups.len()), (5, 2));
    assert_eq!(rows(RunQuery { outcome: Some(failed), ..RunQuery::default() }).rows[0].key, "u3@larkfield.example");
    assert_eq!(rows(RunQuery { group: Some(Group::Domains), ..RunQuery::default() }).total, 1);
    assert_eq!(rows(RunQuery { search: "u2@".into(), ..RunQuery::default() }).total, 1);
    assert_eq!(rows(RunQuery { offset: 4, ..RunQuery::default() }).rows.len(), 1);

    world.store.mark_due(run, &[4]).unwrap();
    world.store.end_run(run, store::RunState::Cancelled, None, None, at(7)).unwrap();
    assert_eq!(world.store.verified(run).unwrap(), 0, "nothing was observed yet");
    let back = undo_plan(&world, &gateway, run, 8);
    assert_eq!(world.store.verified(run).unwrap(), 3);
    let undoing = world.apply(&back, &mut gateway, 9);
    let by: Vec<_> = rows(RunQuery::default()).rows.iter().map(|row| row.undone_by).collect();
    assert_eq!(by, [Some(undoing), Some(undoing), Some(undoing), None]);
}

#[test]
fn b5_what_an_undo_takes_away_is_counted_as_its_steps_one_by_one_say() {
    let world = world();
    let mut gateway = Gateway::default();
    let added = world.sync(&mut gateway, 3);
    let off = MailboxChange { outgoing: Some(false), ..MailboxChange::default() };
    world.store.choose_mailboxes(world.client, &Target::Ids(vec![id(1), id(2)]), &off, at(4)).unwrap();
    let changed = world.sync(&mut gateway, 5);
    let on = MailboxChange { outgoing: Some(true), ..MailboxChange::default() };
    world.store.choose_mailboxes(world.client, &Target::Ids(vec![id(1)]), &on, at(6)).unwrap();
    let given = world.sync(&mut gateway, 7);
    let takes = |step: &Step| {
        let ends = matches!(step.action, model::plan::Action::Remove | model::plan::Action::Withdraw);
        ends || (step.reason == model::plan::Reason::Undone && step.lost() != model::Services::NONE)
    };
    let mut counts = Vec::new();
    for (run, minutes) in [(added, 8), (changed, 9), (given, 10)] {
        let plan = undo_plan(&world, &gateway, run, minutes).id;
        let steps = world.store.plan_rows(plan, Among::All, None, 100).unwrap();
        let one_by_one = steps.iter().filter(|row| takes(&row.step)).count();
        let weighty = world.store.plan_rows(plan, Among::Weighty, None, 100).unwrap();
        assert_eq!(weighty.iter().filter(|row| takes(&row.step)).count(), one_by_one);
        for waiting in [false, true] {
            let held = |step: &Step| !waiting || step.held.is_some();
            let wanted = steps.iter().filter(|row| takes(&row.step) && held(&row.step)).count();
            assert_eq!(world.store.taking_away(plan, waiting, takes).unwrap() as usize, wanted);
        }
        counts.push(one_by_one);
    }
    assert!(counts[0] >= 4 && counts[1] == 0 && counts[2] == 1, "{counts:?}");
}
