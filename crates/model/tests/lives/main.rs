//! Random lives of a client: what holds whatever happens in the tenant, at the desk and by hand in the gateway.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod case;
mod events;
mod gateway;
mod world;

use events::{Event, begun, coming_and_going, desk, exceptions, hands, id, services, tenant};
use proptest::prelude::*;
use tenantry_model::{
    Address, RecipientShape, Services,
    plan::{Action, Exempt, Object, Remembered, Step},
};
use world::World;

fn anything() -> impl Strategy<Value = Event> {
    prop_oneof![
        4 => coming_and_going(),
        3 => desk(),
        1 => exceptions(),
        2 => hands(),
        1 => (0..events::PEOPLE).prop_map(Event::Shared),
        3 => any::<bool>().prop_map(Event::Sync),
    ]
}

/// Somebody leaves, and another one has every address of theirs.
fn follows() -> impl Strategy<Value = Event> {
    (0..events::PEOPLE, 0..events::PEOPLE).prop_map(|(who, whom)| Event::Follows(who, whom))
}

fn there() -> impl Strategy<Value = Vec<Option<Services>>> {
    prop::collection::vec(prop::option::of(services()), 0..3)
}

/// What waits for nobody, apart from what the gateway refuses: that is reported and tried again.
fn left_to_do(world: &World) -> Vec<Step> {
    world.due().into_iter().filter(|step| world.gateway.clone().apply(&step.object).is_ok()).collect()
}

fn by_hand(world: &World) -> Vec<String> {
    let addresses = world.gateway.recipients.iter().flat_map(|r| r.shape.addresses().map(ToString::to_string));
    let routes = world.gateway.domains.values().flat_map(|d| d.shape.routes.iter().map(|r| r.host.clone()));
    let mut found: Vec<String> = addresses.chain(routes).filter(|name| name.starts_with("hand")).collect();
    found.sort();
    found
}

/// Nothing goes that we did not put there ourselves (R15), unless a person chose it.
fn takes_only_ours(step: &Step, remembered: Option<&Remembered>, chosen: bool) -> bool {
    let Object::Recipient { before: Some(before), after, .. } = &step.object else { return true };
    let ours = |a: &Address| remembered.is_some_and(|r| r.shape.addresses().any(|b| a == b));
    let addresses = before.addresses().filter(|a| !after.addresses().any(|b| b == *a)).all(ours);
    let had = remembered.map_or(Services::NONE, |r| r.shape.services);
    let services = before.services.without(after.services).without(had) == Services::NONE;
    let listed = !before.listed || after.listed || remembered.is_some_and(|r| r.shape.listed);
    addresses && listed && (services || chosen || step.action == Action::Stop)
}

fn shapes(world: &World) -> (Vec<tenantry_model::DomainShape>, Vec<RecipientShape>) {
    let domains = world.gateway.domains.values().map(|d| d.shape.clone()).collect();
    (domains, world.gateway.recipients.iter().map(|r| r.shape.clone()).collect())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn a_plan_that_was_applied_leaves_nothing_to_plan(
        there in there(), life in prop::collection::vec(anything(), 1..30),
    ) {
        let mut world = begun(&there);
        for event in life {
            world.play(event);
            let mut next = world.clone();
            next.sync(false);
            prop_assert_eq!(left_to_do(&next), [], "what waits for nobody is done at once");
        }
    }

    #[test]
    fn once_everything_is_approved_the_gateway_is_as_desired(
        there in there(), life in prop::collection::vec(anything(), 1..30),
    ) {
        let mut world = begun(&there);
        life.into_iter().for_each(|event| world.play(event));
        world.domains.iter_mut().for_each(|domain| domain.exception = None);
        world.people.values_mut().for_each(|person| person.exception = None);
        // A change beside a drift, then the drift that it left alone; what lost an address meanwhile.
        (0..4).for_each(|_| drop(world.sync(true)));
        let refused = |step: &Step| world.gateway.clone().apply(&step.object).is_err();
        let open = world.plan(false).into_iter().map(|(step, _)| step).filter(|step| !refused(step));
        prop_assert_eq!(open.collect::<Vec<_>>(), []);
        for (id, person) in &world.people {
            let wish = world.with_case(*id, person, |case| case.tenant.flatten().cloned());
            let Some(wish) = wish.filter(|_| person.choice.selected != Some(false)) else { continue };
            if world.plan(false).iter().any(|(step, _)| refused(step)) { continue }
            let has = &world.row(id.0[0]).unwrap().shape;
            prop_assert_eq!((&has.primary, has.kind, has.listed), (&wish.primary, wish.kind, true));
            prop_assert!(wish.aliases.iter().all(|a| has.aliases.contains(a)));
        }
    }

    #[test]
    fn the_order_of_what_is_known_does_not_matter(
        there in there(), life in prop::collection::vec(anything(), 1..30),
    ) {
        let mut world = begun(&there);
        for event in life {
            world.play(event);
            prop_assert_eq!(world.plan(false), world.plan(true));
        }
    }

    #[test]
    fn r15_nothing_that_we_do_not_remember_is_ever_removed(
        there in there(), life in prop::collection::vec(anything(), 1..30),
    ) {
        let mut world = begun(&there);
        for event in life {
            for step in world.due() {
                let Object::Recipient { id, before, .. } = &step.object else { continue };
                let owner = before.as_ref().and_then(|b| world.gateway.at(&b.primary)).and_then(|r| r.id);
                let ours = world.people[id].remembered.as_ref();
                let chosen = world.people[id].choice.services_are_news;
                // What the gateway has under an address given away is another's, and gives way by itself.
                prop_assert!(owner.is_some_and(|owner| owner != *id) || takes_only_ours(&step, ours, chosen), "{step:?} {ours:?}");
            }
            let hands_off = matches!(event, Event::Sync(_)).then(|| by_hand(&world));
            world.play(event);
            if let Some(before) = hands_off {
                prop_assert_eq!(before, by_hand(&world));
            }
        }
    }

    #[test]
    fn r4_services_of_an_adopted_mailbox_change_by_people_alone(
        had in services(),
        life in prop::collection::vec(prop_oneof![
            3 => tenant(), 1 => (0..3_usize, 0..3_u8).prop_map(|(d, n)| Event::Route(d, n)),
            1 => services().prop_map(|services| Event::HandServices(0, services)),
            1 => (0..3_u8).prop_map(|n| Event::HandAlias(0, n)), 1 => Just(Event::Settings(0)),
            1 => any::<bool>().prop_map(Event::TimeZone), 3 => Just(Event::Sync(false)),
        ], 1..30),
    ) {
        let mut world = begun(&[Some(had)]);
        world.play(Event::Tenant(0, (0, 0), Vec::new(), tenantry_model::Kind::User));
        world.play(Event::Sync(false));
        let mut expected = had;
        for event in life {
            if let Event::HandServices(0, services) = event { expected = services }
            world.play(event);
            prop_assert_eq!(world.row(0).unwrap().shape.services, expected);
        }
    }

    #[test]
    fn what_a_person_exempted_stays_as_it_is_whatever_happens(
        there in there(), before in prop::collection::vec(anything(), 0..15), domain: bool,
        after in prop::collection::vec(prop_oneof![3 => coming_and_going(), 2 => desk(), 2 => Just(Event::Sync(true))], 1..20),
    ) {
        let mut world = begun(&there);
        before.into_iter().for_each(|event| world.play(event));
        // An address that moves to another mailbox moves; this is about everything else.
        world.people.values_mut().filter_map(|p| p.tenant.as_mut()).for_each(|r| r.aliases.retain(|a| !a.local_part().starts_with("office")));
        (0..3).for_each(|_| drop(world.sync(true)));
        world.play(if domain { Event::ExemptDomain(1, Some(Exempt::Stands)) } else { Event::Exempt(1, Some(Exempt::Stands)) });
        let frozen = |world: &World| match domain {
            true => (world.gateway.domains.get(&world.domains[1].facts.name).cloned(), None, None),
            false => (None, world.row(1).cloned(), world.people[&id(1)].remembered.clone()),
        };
        let was = frozen(&world);
        for event in after {
            world.play(event);
            prop_assert_eq!(&was, &frozen(&world));
        }
    }

    #[test]
    fn b5_undoing_a_run_restores_gateway_and_memory_exactly(
        there in there(), approve: bool,
        life in prop::collection::vec(prop_oneof![
            4 => coming_and_going(), 3 => desk(), 1 => exceptions(), 2 => hands(), 2 => any::<bool>().prop_map(Event::Sync),
            2 => (0..events::PEOPLE).prop_map(Event::Shared),
        ], 1..30),
        forwards: bool,
    ) {
        undone(begun(&there), life, approve, forwards)?;
    }

    #[test]
    fn b5_r16_undo_gives_back_to_those_who_lost_everything_to_others_what_they_had(
        there in there(), approve: bool,
        life in prop::collection::vec(prop_oneof![
            3 => tenant(), 3 => follows(), 1 => (0..events::PEOPLE).prop_map(Event::Shared), 1 => exceptions(),
            1 => (0..events::PEOPLE, any::<Option<bool>>()).prop_map(|(who, on)| Event::Select(who, on)),
            1 => (0..events::PEOPLE, services()).prop_map(|(who, services)| Event::Toggle(who, services)),
            2 => any::<bool>().prop_map(Event::Sync),
        ], 1..30),
        forwards: bool,
    ) {
        undone(begun(&there), life, approve, forwards)?;
    }
}

/// Whatever happened before, the way back of a run leads to where it began.
fn undone(mut world: World, life: Vec<Event>, approve: bool, forwards: bool) -> Result<(), TestCaseError> {
    life.into_iter().for_each(|event| world.play(event));
    let memory = |world: &World| {
        let domains: Vec<_> = world.domains.iter().map(|d| d.remembered.clone()).collect();
        (domains, world.people.values().map(|p| p.remembered.clone()).collect::<Vec<_>>())
    };
    let (gateway, ours) = (shapes(&world), memory(&world));
    let run = world.sync(approve);
    world.undo(run, forwards);
    prop_assert_eq!(shapes(&world), gateway);
    prop_assert_eq!(memory(&world), ours);
    Ok(())
}
