//! B1, B3: the brake over days and cycles, and what a person has to say before much is taken away.

use engine::{Approval, EngineError, PlanRecord, PlanTarget, model::plan::Hold};
use practice::{Edit, Kind, Size};

use super::stage::{CLIENT, Stage};

/// Recipients who are listed in the gateway.
fn listed(stage: &Stage) -> usize {
    stage.content().iter().filter(|row| row.starts_with("recipients:") && row.contains(" listed=1 ")).count()
}

/// Recipients whose mail is archived.
fn archived(stage: &Stage) -> usize {
    stage.content().iter().filter(|row| row.starts_with("recipients:") && row.contains(" archiving=1")).count()
}

/// A day on which a third of a tenant leaves and three people join: they are added, and nobody loses anything.
fn bad_day(size: Size) -> Stage {
    let stage = Stage::applied(size);
    let before = listed(&stage);
    let there = stage.practice.truth().len();
    drop(stage.practice.bad_day());
    let left = there - stage.practice.truth().len();
    assert!(left > there / 5, "{left} of {there}");
    for number in 1..=3 {
        stage.practice.upsert_user(&format!("joiner.{number}@larkfield.example"), &Edit::default()).unwrap();
    }
    let report = stage.sync().unwrap();
    let plan = report.plan;
    assert_eq!((plan.counts.created, plan.counts.removed as usize), (3, left), "{plan:?}");
    assert!(plan.held as usize >= left && plan.brake.holds, "{plan:?}");
    assert_eq!(report.run.unwrap().done, plan.ready);
    assert_eq!(listed(&stage), before + 3, "additions go through, removals are held");

    // Nothing changes by asking again, not today and not when the brake's day is over.
    for hours in [0, 25] {
        stage.pass(hours);
        let plan = stage.sync().unwrap().plan;
        assert_eq!((plan.ready, plan.held as usize, listed(&stage)), (0, left, before + 3), "after {hours} hours");
    }
    stage
}

/// B3: a season ends, all of them left; it takes one approval, with the client's name.
fn all_in_one_go(stage: &Stage) {
    let (plan, before, archives) = (stage.plan(), listed(stage), archived(stage));
    for typed in [None, Some(""), Some("Larkfield")] {
        let refused = stage.order(&plan, Approval::All, typed).unwrap_err();
        let EngineError::NameNeeded { removals, name } = &refused else { panic!("{typed:?}: {refused:?}") };
        assert_eq!((*removals, name.as_str()), (plan.held, CLIENT));
        assert_eq!(listed(stage), before, "nothing was begun");
    }
    let run = stage.order(&plan, Approval::All, Some(CLIENT)).unwrap();
    assert_eq!((run.done, run.failed, listed(stage)), (plan.held, 0, before - plan.held as usize));
    assert_eq!(archived(stage), archives, "R6: every archive is kept");
    assert_eq!(stage.sync().unwrap().plan.ready, 0);
}

#[test]
fn b1_b3_a_bad_day_of_44_mailboxes_is_held_and_a_season_that_ended_is_approved_in_one_go() {
    all_in_one_go(&bad_day(Size::Count(40)));
}

#[test]
fn b1_b3_a_bad_day_of_500_mailboxes_is_held_and_a_season_that_ended_is_approved_in_one_go() {
    all_in_one_go(&bad_day(Size::Medium));
}

#[test]
#[ignore = "it takes minutes; docs/RULES.md has its command"]
fn b1_b3_a_bad_day_of_100_000_mailboxes_is_held_and_a_season_that_ended_is_approved_in_one_go() {
    all_in_one_go(&bad_day(Size::Large));
}

/// So many people with such addresses leave the tenant.
fn leave(stage: &Stage, count: usize, who: &str) {
    let gone = stage.practice.truth().into_iter().filter(|one| one.kind == Kind::User && one.primary.starts_with(who));
    for one in gone.filter(|one| !one.primary.starts_with("admin@")).take(count) {
        stage.practice.remove_user(&one.primary).unwrap();
    }
}

/// So many mailboxes may lose everything in a day: what is least of the whole and of each service.
fn limit(plan: &PlanRecord) -> usize {
    let services = plan.brake.services.iter().take(2).map(|service| service.limit);
    services.chain([plan.brake.limit]).min().unwrap() as usize
}

/// A client of some forty mailboxes and so many seasonal workers, all applied, and the limit of a day.
fn seasonal(workers: usize) -> (Stage, usize) {
    let stage = Stage::applied(Size::Count(40));
    for number in 0..workers {
        stage.practice.upsert_user(&format!("temp.{number}@larkfield.example"), &Edit::default()).unwrap();
    }
    stage.sync().unwrap();
    let plan = stage.plan();
    assert_eq!((plan.ready, plan.held), (0, 0), "{plan:?}");
    let limit = limit(&plan);
    assert!(limit >= 2, "{:?}", plan.brake);
    (stage, limit)
}

/// One leaves every hour, and each sync is far below the threshold; the day is not.
#[test]
fn b1_slow_bleeding_over_many_cycles_is_held_at_the_days_limit_and_stays_held() {
    let (stage, limit) = seasonal(25);
    let all = listed(&stage);
    for hour in 1..=23 {
        leave(&stage, 1, "temp.");
        stage.pass(1);
        let plan = stage.sync().unwrap().plan;
        assert_eq!(all - listed(&stage), hour.min(limit), "after {hour} hours: {:?}", plan.brake);
        assert_eq!(plan.held as usize, hour.saturating_sub(limit), "the rest waits together");
    }
    // A day later the first ones no longer count, but those who wait are too many all the same.
    stage.pass(24);
    let plan = stage.sync().unwrap().plan;
    assert_eq!((all - listed(&stage), plan.held as usize), (limit, 23 - limit), "{:?}", plan.brake);

    // B1: the third answer. They count as leavers from now on, and no longer for the brake.
    let waiting = PlanTarget::Held(Some(Hold::Brake));
    let answered = stage
        .wait(|engine, client| async move {
            let name = Some(CLIENT.to_owned());
            engine.answer(client, plan.id, waiting, engine::Answer::Leaver, name).await
        })
        .unwrap();
    assert_eq!(answered.held, 0, "{answered:?}");
}

/// A quarter of what a day may lose leaves every hour; with the mailboxes that are left the limit grows smaller, so that
/// the fourth quarter is held.
#[test]
#[ignore = "it takes minutes; docs/RULES.md has its command"]
fn b1_slow_bleeding_of_100_000_mailboxes_is_held_at_the_days_limit() {
    let stage = Stage::applied(Size::Large);
    let (all, part) = (listed(&stage), limit(&stage.plan()) / 4);
    for hour in 1..=6 {
        leave(&stage, part, "");
        stage.pass(1);
        let plan = stage.sync().unwrap().plan;
        assert_eq!(all - listed(&stage), part * hour.min(3), "after {hour} hours: {:?}", plan.brake);
        assert_eq!(plan.held as usize, part * hour.saturating_sub(3), "the rest waits together");
    }
}

#[test]
fn b1_slow_bleeding_below_the_days_limit_goes_on_by_itself() {
    let (stage, limit) = seasonal(8);
    let all = listed(&stage);
    for day in 1..=3 {
        leave(&stage, limit, "temp.");
        stage.pass(25);
        let plan = stage.sync().unwrap().plan;
        assert_eq!((all - listed(&stage), plan.held), (day * limit, 0), "{:?}", plan.brake);
    }
}
