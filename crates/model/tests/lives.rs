//! Random lives of one recipient: after every plan the gateway is as wished, and a second plan is empty.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use proptest::prelude::*;
use tenantry_model::{
    Address, DirectoryId, Kind, KindSource, LeaverPolicy, LeaverRule, ObservedRecipient, Options, Recipient,
    RecipientShape, Services,
    plan::{Choice, Left, Object, RecipientCase, Remembered, Standing, Verdict, decide_recipient},
};

const ID: DirectoryId = DirectoryId([1; 16]);

#[derive(Debug, Clone)]
enum Event {
    /// The tenant has it so.
    Tenant {
        primary: u8,
        aliases: Vec<u8>,
        kind: Kind,
    },
    /// It left, so many days ago.
    Leaves(u32),
    Select(Option<bool>),
    Toggle(Services),
    /// Somebody adds an alias in the gateway by hand.
    HandAlias(u8),
}

fn address(n: u8) -> Address {
    format!("a{n}@larkfield.example").parse().unwrap()
}

fn services() -> impl Strategy<Value = Services> {
    any::<(bool, bool, bool)>().prop_map(|(incoming, outgoing, archiving)| Services { incoming, outgoing, archiving })
}

fn event() -> impl Strategy<Value = Event> {
    let kind = prop::sample::select(&Kind::ALL[..]);
    prop_oneof![
        (0..4_u8, prop::collection::vec(0..4_u8, 0..3), kind).prop_map(|(primary, aliases, kind)| Event::Tenant {
            primary,
            aliases,
            kind
        }),
        (0..40_u32).prop_map(Event::Leaves),
        any::<Option<bool>>().prop_map(Event::Select),
        services().prop_map(Event::Toggle),
        (10..13_u8).prop_map(Event::HandAlias),
    ]
}

#[derive(Default)]
struct World {
    tenant: Option<Recipient>,
    days_gone: u32,
    choice: Choice,
    remembered: Option<Remembered>,
    gateway: Option<RecipientShape>,
}

impl World {
    fn play(&mut self, event: Event) {
        match event {
            Event::Tenant { primary, aliases, kind } => {
                let mut aliases: Vec<Address> = aliases.into_iter().filter(|a| *a != primary).map(address).collect();
                aliases.sort();
                aliases.dedup();
                let primary = address(primary);
                let (name, kind_source) = (String::new(), KindSource::Exchange);
                self.tenant =
                    Some(Recipient { id: ID, kind, kind_source, name, primary, aliases, exchange_only: false });
                self.days_gone = 0;
            }
            Event::Leaves(days) => {
                self.tenant = None;
                self.days_gone = days;
            }
            Event::Select(selected) => self.choice.selected = selected,
            Event::Toggle(services) => {
                self.choice.services = Some(services);
                self.choice.services_are_news = true;
            }
            Event::HandAlias(n) => {
                if let Some(shape) = &mut self.gateway {
                    shape.aliases.push(address(n));
                    shape.aliases.sort();
                    shape.aliases.dedup();
                }
            }
        }
    }

    fn decide(&self, options: &Options) -> Verdict {
        let observed = self.gateway.clone().map(|shape| ObservedRecipient { id: Some(ID), shape });
        let case = RecipientCase {
            id: ID,
            tenant: self.tenant.as_ref().map(Some),
            name: "",
            choice: self.choice,
            appeared: false,
            left: Left { days: self.days_gone, confirmed: false },
            exception: None,
            remembered: self.remembered.as_ref(),
            observed: observed.as_ref(),
            taken_over: &[],
        };
        decide_recipient(&case, options)
    }

    fn apply(&mut self, verdict: Verdict) {
        let Verdict::Step(step) = verdict else { return };
        let Object::Recipient { after, .. } = &step.object else { panic!("a recipient was expected") };
        self.remembered = Remembered::after(&step, self.remembered.as_ref());
        self.gateway = Some(after.clone());
        self.choice.services_are_news = false;
    }
}

proptest! {
    #[test]
    fn a_plan_that_was_applied_leaves_nothing_to_plan(
        there in any::<Option<(u8, bool)>>(), events in prop::collection::vec(event(), 1..12), stop: bool,
    ) {
        let rule = if stop { LeaverRule::Stop } else { LeaverRule::StopAfter(30) };
        let options = Options { leavers: LeaverPolicy { incoming: rule, outgoing: rule }, ..Options::default() };
        let mut world = World::default();
        if let Some((n, on)) = there {
            let services = if on { Services::ALL } else { Services::NONE };
            let (primary, aliases) = (address(n % 4), vec![address(11)]);
            world.gateway = Some(RecipientShape { primary, aliases, kind: Kind::User, listed: true, services, profile: None });
        }
        let hand_made_before = world.gateway.clone();
        for event in events {
            world.play(event);
            let before = world.gateway.clone();
            let first_touch = world.remembered.is_none();
            let verdict = world.decide(&options);
            world.apply(verdict);
            prop_assert_eq!(world.decide(&options), Verdict::Nothing, "a second plan is empty");

            let (Some(before), Some(now)) = (before, &world.gateway) else { continue };
            for n in 10..13 {
                let hand = address(n);
                prop_assert_eq!(before.aliases.contains(&hand), now.aliases.contains(&hand), "R15: people's aliases stay");
            }
            if first_touch && hand_made_before.is_some() {
                prop_assert_eq!(before.services, now.services, "R4: adopting changes no service");
            }
            let standing = world.remembered.as_ref().map(|r| r.standing);
            if before.services.archiving && standing == Some(Standing::Left) {
                prop_assert!(now.services.archiving, "R6: archiving is never removed by itself");
            }
        }
    }
}
