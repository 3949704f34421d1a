//! Cases handed to the planner, and plans that are kept.

use model::{
    ExchangeReading, Services,
    plan::{Hold, Step},
};
use store::{
    Among, Excepted, ExceptionCause, ExceptionTerms, Group, MailboxChange, PlanEnd, PlanNotice, PlanQuery, PlanRecord,
    StoreError, Target,
};

use crate::tenant::{Gateway, World, at, id, user};

pub fn people(from: u32, to: u32) -> Vec<model::Seen> {
    (from..to).map(|n| user(n, &format!("U{n}"), &format!("u{n}@larkfield.example"), &[])).collect()
}

pub fn world() -> World {
    let world = World::new();
    world.fetch(&people(1, 8), 1);
    world.select(&["larkfield.example"], 2);
    world
}

fn write(world: &World, steps: &[Step], minutes: i64) -> PlanRecord {
    let mut writer = world.store.begin_plan(world.client, at(minutes)).unwrap();
    steps.iter().for_each(|step| writer.step(step).unwrap());
    writer.finish(PlanEnd { brake: world.options().brake.read(&model::BrakeInput::default()) }).unwrap()
}

#[test]
fn b3_the_hash_is_of_steps_snapshot_and_observation_and_not_of_the_order_of_their_coming() {
    let world = world();
    let mut steps = world.steps(3);
    let first = write(&world, &steps, 3);
    steps.reverse();
    let second = write(&world, &steps, 9);
    assert_eq!(first.hash, second.hash);
    assert!(second.id > first.id);
    assert_eq!(first.hash.len(), 64);

    assert_ne!(write(&world, &steps[1..], 9).hash, first.hash, "another step");
    world.observe(&[], &[], 10);
    let observed = write(&world, &steps, 11);
    assert_ne!(observed.hash, first.hash, "another observation");
    world.delta(&[user(1, "Renamed", "u1@larkfield.example", &[])], &[], 12);
    assert_ne!(write(&world, &steps, 13).hash, observed.hash, "another snapshot");
}

#[test]
fn a_plan_is_kept_in_the_order_in_which_it_is_applied() {
    let world = world();
    let plan = world.plan(3);
    assert_eq!((plan.counts.domains, plan.counts.created, plan.ready, plan.held), (1, 7, 8, 0));
    let window = world.store.plan_window(plan.id, &PlanQuery { limit: 3, ..PlanQuery::default() }).unwrap();
    assert_eq!(window.total, 8);
    let keys: Vec<_> = window.rows.iter().map(|row| (row.seq, row.group, row.key.as_str())).collect();
    assert_eq!(
        keys,
        [
            (0, Group::Domains, "larkfield.example"),
            (1, Group::Created, "u1@larkfield.example"),
            (2, Group::Created, "u2@larkfield.example"),
        ]
    );
    let search = PlanQuery { search: "U7".into(), group: Some(Group::Created), limit: 9, ..PlanQuery::default() };
    let found = world.store.plan_window(plan.id, &search).unwrap();
    assert_eq!((found.total, found.rows[0].seq), (1, 7));
    assert_eq!(world.store.plan_rows(plan.id, Among::All, Some(5), 9).unwrap().len(), 2);
    assert_eq!(world.store.newest_plan(world.client).unwrap(), Some(plan));
}

#[test]
fn the_bill_counts_services_at_the_gateway_before_and_after() {
    let world = world();
    let mut gateway = Gateway::default();
    let new = world.plan(3);
    assert_eq!((new.bill.incoming_before, new.bill.incoming_after), (0, 7));
    world.sync(&mut gateway, 4);
    let off = MailboxChange { selected: Some(false), ..MailboxChange::default() };
    world.store.choose_mailboxes(world.client, &Target::Ids(vec![id(1)]), &off, at(5)).unwrap();
    let bill = world.plan(6).bill;
    assert_eq!((bill.outgoing_before, bill.outgoing_after), (7, 6));
    assert_eq!((bill.archiving_before, bill.archiving_after), (7, 6));
}

#[test]
fn r16_the_bill_of_a_leaver_ends_with_the_last_address_that_a_follower_has_and_not_before() {
    let world = World::new();
    let mut seen = people(1, 8);
    seen.push(user(8, "U8", "u8@larkfield.example", &["old@larkfield.example"]));
    world.fetch(&seen, 1);
    world.select(&["larkfield.example"], 2);
    world.sync(&mut Gateway::default(), 3);

    // One leaver's only address has a follower, of another one the first of two.
    let follows = |n, address| user(n, "New", address, &[]);
    world.delta(&[follows(20, "u1@larkfield.example"), follows(21, "u8@larkfield.example")], &[1, 8], 4);
    let plan = world.plan(5);
    assert_eq!((plan.counts.created, plan.counts.changed), (2, 1), "one is told what it gives away: {plan:?}");
    assert_eq!((plan.bill.incoming_before, plan.bill.incoming_after), (8, 9));
    assert_eq!((plan.bill.outgoing_after, plan.bill.archiving_after), (9, 9));
    let users = plan.bill_by_kind[&model::Kind::User];
    assert_eq!(users, plan.bill);

    // Who has another address since has a step that says what is left.
    world.delta(&[user(2, "U2", "u2.new@larkfield.example", &[]), follows(22, "u2@larkfield.example")], &[], 6);
    assert_eq!(world.plan(7).bill.incoming_after, 10);
}

#[test]
fn r6_r16_a_leaver_whose_first_address_went_to_another_one_while_its_removal_waited_is_still_removed() {
    let world = World::new();
    let had = user(1, "U1", "u1@larkfield.example", &["old@larkfield.example"]);
    world.fetch(&[had, user(2, "U2", "u2@larkfield.example", &[])], 1);
    world.select(&["larkfield.example"], 2);
    let mut gateway = Gateway::default();
    world.sync(&mut gateway, 3);
    let mut options = world.options();
    options.leavers.incoming = model::LeaverRule::Stop;
    world.store.set_options(world.client, &options).unwrap();
    world.delta(&[user(2, "U2", "u2@larkfield.example", &["u1@larkfield.example"])], &[1], 4);
    // What the gateway has once the other one's step alone was done.
    let rows: Vec<_> = gateway.recipients();
    let moved = rows.into_iter().map(|mut row| {
        let first = "u1@larkfield.example".parse().unwrap();
        match row.id {
            Some(who) if who == id(1) => row.shape.primary = row.shape.aliases.remove(0),
            _ => row.shape.aliases.push(first),
        }
        row
    });
    world.observe(&gateway.domains(), &moved.collect::<Vec<_>>(), 5);
    let steps = world.steps(6);
    let removed = steps.iter().find(|step| step.is_removal()).expect("it is still to be removed");
    let model::plan::Object::Recipient { before: Some(before), after, .. } = &removed.object else { panic!() };
    assert_eq!((before.primary.as_str(), after.listed), ("old@larkfield.example", false));
}

#[test]
fn b1_removals_beyond_the_brake_are_held_together_and_additions_go_on() {
    let world = world();
    let mut gateway = Gateway::default();
    let mut options = world.options();
    options.leavers.incoming = model::LeaverRule::Stop;
    world.store.set_options(world.client, &options).unwrap();
    world.sync(&mut gateway, 3);
    world.delta(&people(20, 22), &[1, 2, 3], 4);
    let plan = world.plan(5);
    assert!(plan.brake.holds);
    assert_eq!((plan.counts.removed, plan.counts.created, plan.held, plan.ready), (3, 2, 3, 2));
    let held = PlanQuery { held: Some(true), limit: 9, ..PlanQuery::default() };
    let rows = world.store.plan_window(plan.id, &held).unwrap().rows;
    assert!(rows.iter().all(|row| row.step.held == Some(Hold::Brake) && row.group == Group::Removed));

    // B3: what is approved and that the run began is one thing: without the run nothing is approved.
    let all = store::Approved { holds: store::Holds::All, by: None };
    let nobody = store::ClientId(99);
    world.store.begin_approved_run(nobody, plan.id, ("technician", "sam"), &all, at(6)).unwrap_err();
    assert_eq!(world.store.plan(world.client, plan.id).unwrap().held, 3);

    assert_eq!(world.store.approve_holds(plan.id, &[rows[0].seq, 0]).unwrap(), 1);
    let run = world.store.begin_run(world.client, plan.id, "technician", "sam", at(6)).unwrap();
    assert_eq!(world.store.due_steps(run, None, 99).unwrap().len(), 3);
    assert_eq!(world.store.approve_all_holds(plan.id).unwrap(), 2);
    let due = world.store.due_steps(run, None, 99).unwrap();
    assert!(due.iter().all(|(_, step)| step.held.is_none()));
    for (seq, step) in &due {
        world.store.mark_done(run, &[store::DoneStep { seq: *seq, step }], at(7)).unwrap();
    }
    assert_eq!(world.store.removals_since(world.client, at(7)).unwrap().whole, 3);
    assert_eq!(world.store.removals_since(world.client, at(8)).unwrap().whole, 0);
}

#[test]
fn a_dropped_plan_leaves_no_trace_and_a_plan_needs_a_snapshot() {
    let world = World::new();
    let writer = world.store.begin_plan(world.client, at(1)).unwrap();
    let refused =
        writer.finish(PlanEnd { brake: world.options().brake.read(&model::BrakeInput::default()) }).unwrap_err();
    assert!(matches!(refused, StoreError::NoSnapshot(client) if client == world.client));
    drop(world.store.begin_plan(world.client, at(1)).unwrap());
    assert!(world.store.newest_plan(world.client).unwrap().is_none());
}

#[test]
fn plans_that_nobody_applied_are_let_go() {
    let world = world();
    let plans: Vec<_> = (3..6).map(|minutes| world.plan(minutes).id).collect();
    assert!(matches!(world.store.plan(world.client, plans[0]), Err(StoreError::NoPlan(_))));
    assert!(world.store.plan(world.client, plans[1]).is_ok());
}

#[test]
fn notices_tell_of_held_domains_unlisted_recipients_and_guessed_kinds() {
    let world = World::new();
    world.fetch_with(&people(1, 4), None, 1);
    world.select(&["larkfield.example"], 2);
    let off = MailboxChange { selected: Some(false), ..MailboxChange::default() };
    world.store.choose_mailboxes(world.client, &Target::Ids(vec![id(2)]), &off, at(3)).unwrap();
    let mut writer = world.store.begin_plan(world.client, at(4)).unwrap();
    let domain: model::DomainName = "orchard.example".parse().unwrap();
    writer.skipped(&domain, "Fabrikam");
    let plan = writer.finish(PlanEnd { brake: world.options().brake.read(&model::BrakeInput::default()) }).unwrap();
    assert_eq!(
        plan.notices,
        [
            PlanNotice::DomainHeld { domain, owner: "Fabrikam".into() },
            PlanNotice::UnlistedRecipients { domain: "larkfield.example".parse().unwrap(), count: 1 },
            PlanNotice::KindsAreGuesses { cause: "403".into() },
        ]
    );
}

#[test]
fn a_domain_that_was_set_up_and_deselected_is_told_of_as_long_as_it_refuses_unlisted_recipients() {
    let world = world();
    let mut gateway = Gateway::default();
    world.sync(&mut gateway, 3);
    assert_eq!(world.plan(4).notices, []);
    let domain: model::DomainName = "larkfield.example".parse().unwrap();
    let deselect = [store::DomainChange::select(domain.clone(), false)];
    world.store.choose_domains(world.client, &deselect, at(5)).unwrap();
    assert_eq!(world.plan(6).notices, [PlanNotice::LeftBehind { domain: domain.clone() }]);
    let mut seen = gateway.domains();
    seen.iter_mut().for_each(|seen| seen.shape.reject_unlisted &= seen.name != domain);
    world.observe(&seen, &gateway.recipients(), 7);
    assert_eq!(world.plan(8).notices, [], "a person took the refusal away");
    world.observe(&gateway.domains(), &gateway.recipients(), 9);
    assert_eq!(world.plan(10).notices.len(), 1);
    let mut world = world;
    world.domains.retain(|facts| facts.name != domain);
    world.fetch(&[], 11);
    let left_behind = |notice: &PlanNotice| matches!(notice, PlanNotice::LeftBehind { .. });
    assert!(!world.plan(12).notices.iter().any(left_behind), "the tenant has it no more");
}

#[test]
fn a_second_sync_plans_nothing_and_the_observation_is_not_written_again() {
    let world = world();
    let mut gateway = Gateway::default();
    world.sync(&mut gateway, 3);
    let before = world.store.observation(world.client).unwrap().unwrap();
    let again = world.observe(&gateway.domains(), &gateway.recipients(), 9);
    assert_eq!((at(9), before.1), (world.store.observation(world.client).unwrap().unwrap().0, again));
    assert_eq!(world.plan(9).counts.total(), 0);
    assert_eq!(world.delta(&[], &[], 10).changed, 0);
}

#[test]
fn r16_an_address_of_a_leaver_that_a_newcomer_has_now_is_not_taken_from_the_newcomer() {
    let world = world();
    let mut gateway = Gateway::default();
    let mut options = world.options();
    (options.leavers.incoming, options.brake.floor) = (model::LeaverRule::Stop, 9);
    world.store.set_options(world.client, &options).unwrap();
    world.sync(&mut gateway, 3);
    world.delta(&[user(20, "New", "u1@larkfield.example", &[])], &[1], 4);
    let plan = world.plan(5);
    assert_eq!((plan.counts.created, plan.counts.adopted, plan.counts.removed), (1, 0, 0), "it is somebody new");
    world.sync(&mut gateway, 6);
    let at_it = |r: &&model::ObservedRecipient| r.shape.primary.key() == "u1@larkfield.example";
    let recipients = gateway.recipients();
    let now = recipients.iter().find(at_it).unwrap();
    assert_eq!((now.id, now.shape.listed), (Some(id(20)), true));
    assert_eq!(world.plan(100_000).counts.total(), 0, "and not when the leaver's days are over");
}

#[test]
fn r6_addresses_that_the_tenant_moves_out_of_a_selected_domain_are_leavers_that_the_brake_sees() {
    let world = world();
    let mut gateway = Gateway::default();
    let mut options = world.options();
    (options.leavers.incoming, options.leavers.outgoing) = (model::LeaverRule::Stop, model::LeaverRule::Stop);
    world.store.set_options(world.client, &options).unwrap();
    world.sync(&mut gateway, 3);
    let moved = |n: u32| user(n, &format!("U{n}"), &format!("u{n}@orchard.example"), &[]);
    let seen: Vec<_> = (1..5).map(moved).collect();
    world.fetch(&[seen, people(5, 8)].concat(), 4);
    let plan = world.plan(5);
    assert_eq!((plan.counts.stopped, plan.counts.removed, plan.held), (0, 4, 4), "nobody deselected them");
    assert_eq!(plan.bill.archiving_after, plan.bill.archiving_before, "R6: archiving is never removed by itself");

    let off = store::DomainChange::select("larkfield.example".parse().unwrap(), false);
    world.store.choose_domains(world.client, &[off], at(6)).unwrap();
    assert_eq!(world.plan(7).counts.stopped, 7, "R5: a person deselected the domain");
}

#[test]
fn r5_deselecting_a_domain_takes_no_address_from_recipients_that_stay_selected_through_another() {
    let world = World::new();
    world.fetch(
        &[
            user(1, "Mei", "mei.li@larkfield.example", &["mei@orchard.example"]),
            user(2, "Nora", "nora@orchard.example", &["nora@larkfield.example"]),
        ],
        1,
    );
    world.select(&["larkfield.example", "orchard.example"], 2);
    let mut gateway = Gateway::default();
    world.sync(&mut gateway, 3);
    let off = store::DomainChange::select("larkfield.example".parse().unwrap(), false);
    world.store.choose_domains(world.client, &[off], at(4)).unwrap();
    assert_eq!(world.steps(5), [], "mail to them would be refused");
    world.delta(&[user(2, "Nora", "nora@orchard.example", &[])], &[], 6);
    let steps = world.steps(7);
    assert_eq!((steps.len(), steps[0].reason), (1, model::plan::Reason::AddressesChanged), "the tenant took it");
}

#[test]
fn an_observation_that_was_not_finished_leaves_the_old_one() {
    let world = world();
    let mut gateway = Gateway::default();
    world.sync(&mut gateway, 3);
    let mut writer = world.store.begin_observation(world.client).unwrap();
    writer.recipients(&gateway.recipients()[..1]).unwrap();
    drop(writer);
    assert!(world.steps(4).is_empty());
}

#[test]
fn r4_what_the_gateway_has_under_the_address_of_a_recipient_is_joined_to_it() {
    let world = world();
    let mut gateway = Gateway::default();
    for step in world.steps(3) {
        gateway.apply(&step);
    }
    world.observe(&gateway.domains(), &gateway.recipients(), 4);
    let plan = world.plan(5);
    assert_eq!((plan.counts.adopted, plan.counts.created), (7, 0));
    assert_eq!(plan.bill.incoming_after, 7);
}

#[test]
fn r16_a_rename_that_was_applied_but_not_recorded_is_found_under_the_new_address() {
    let world = world();
    let mut gateway = Gateway::default();
    world.sync(&mut gateway, 3);
    let mut writer = world.store.begin_fetch(world.client).unwrap();
    writer.seen(&[user(1, "U1", "renamed@larkfield.example", &["u1@larkfield.example"])]).unwrap();
    writer.finish(world.end(false, ExchangeReading::Unchanged, at(4))).unwrap();
    let renamed = world.steps(5);
    renamed.iter().for_each(|step| gateway.apply(step));
    world.observe(&gateway.domains(), &gateway.recipients(), 6);
    let again = world.steps(7);
    assert!(again.iter().all(|step| !step.touches_gateway()), "{again:?}");
    assert_eq!(again.len(), 1);
    let totals = world.store.totals(world.client, at(8)).unwrap();
    assert_eq!((totals.incoming_delta, totals.recipients), (0, 7));
    assert_eq!(Services::ALL, world.store.mailbox(world.client, id(1), at(8)).unwrap().unwrap().row.services);
}

#[test]
fn b1_a_mass_loss_of_addresses_is_held_and_weighs_for_a_day_and_one_that_moves_does_not() {
    let world = World::new();
    let with = |n: u32, aliases: &[&str]| user(n, &format!("P{n}"), &format!("p{n}@larkfield.example"), aliases);
    let whole: Vec<model::Seen> = (1..8).map(|n| with(n, &[&format!("q{n}@larkfield.example")])).collect();
    world.fetch(&whole, 1);
    world.select(&["larkfield.example"], 2);
    let mut gateway = Gateway::default();
    world.sync(&mut gateway, 3);

    // Three lose their alias; a fourth gives it to a fifth, who gets it beside the one they have.
    let mut less: Vec<model::Seen> = (1..5).map(|n| with(n, &[])).collect();
    less.push(with(5, &["q5@larkfield.example", "q4@larkfield.example"]));
    world.delta(&less, &[], 4);
    let plan = world.plan(5);
    assert!(plan.brake.holds, "{:?}", plan.brake);
    assert_eq!((plan.brake.planned, plan.counts.changed, plan.held, plan.ready), (3, 5, 3, 2));
    let held = PlanQuery { held: Some(true), limit: 9, ..PlanQuery::default() };
    let rows = world.store.plan_window(plan.id, &held).unwrap().rows;
    assert!(rows.iter().all(|row| row.step.held == Some(Hold::Brake) && row.step.loses_address));

    world.apply(&plan, &mut gateway, 6);
    assert_eq!(world.store.removals_since(world.client, at(0)).unwrap().whole, 0);
    let held = world.plan(7);
    world.store.approve_all_holds(held.id).unwrap();
    world.apply(&held, &mut gateway, 8);
    let counted = world.store.removals_since(world.client, at(8)).unwrap();
    assert_eq!((counted.whole, counted.services), (3, [0; 3]), "as a whole, and of no service");
    assert_eq!(world.plan(9).counts.total(), 0);
}

#[test]
fn r16_who_is_left_alone_takes_no_address_from_anybody_and_who_waits_does() {
    let world = World::new();
    let with = |n: u32, aliases: &[&str]| user(n, &format!("P{n}"), &format!("p{n}@larkfield.example"), aliases);
    world.fetch(&[with(1, &["office@larkfield.example"]), with(2, &[])], 1);
    world.select(&["larkfield.example"], 2);
    world.sync(&mut Gateway::default(), 3);
    let (reason, owner, until) = ("In court".to_owned(), "Ida".to_owned(), Some(at(9)));
    let terms = ExceptionTerms { reason, owner, until, cause: ExceptionCause::Person, run: None };
    world.store.exception_set(world.client, &[Excepted::Recipient(id(2))], &terms, at(4)).unwrap();
    world.delta(&[with(1, &[]), with(2, &["office@larkfield.example"])], &[], 5);
    let lost = |minutes| world.steps(minutes).iter().map(|step| step.loses_address).collect::<Vec<_>>();
    assert_eq!(lost(6), [true], "while it stands, nobody has the address afterwards");
    assert_eq!(lost(10), [false, false], "once it ended, the other one has it or is asked about");
}
