//! M6, B2: whatever happens to a tenant, to the network and to the program, a complete reading shows the tenant, an
//! incomplete one changes nothing, and no sign-in is lost by it.

use practice::{Broken, Class, Failure, Fault, Size};
use proptest::prelude::*;
use tenantry_engine::model::ExchangeReading;
use tenantry_engine::{FaultSort, FetchReport};

use crate::edits::edit;
use crate::shown::Sight;
use crate::stage::{QUICK, Stage};

/// A refresh token dies after ninety idle days; all clocks together stay below that.
const LONGEST: i64 = 80 * 24;

#[derive(Debug, Clone)]
enum Event {
    NextDay,
    BadDay,
    Edit,
    Fault(Fault),
    Broken(Broken),
    /// All faults are over, and the directory shows what it holds.
    Calm,
    /// Hours for the practice cloud, and whether they pass here too.
    Hours(i64, bool),
    Restart,
    Fetch(bool),
    /// The password changed, so that no token is worth anything any more; a person signs in again.
    Revoke,
    /// Whether Exchange's own list can be had.
    Exchange(bool),
}

const CLASSES: [Class; 13] = [
    Class::Organization,
    Class::Domains,
    Class::DomainRecords,
    Class::Users,
    Class::Groups,
    Class::Contacts,
    Class::Count,
    Class::Exchange,
    Class::AcceptedDomains,
    Class::ExchangeV2,
    Class::Report,
    Class::Metadata,
    Class::Token,
];

fn fault() -> impl Strategy<Value = Event> {
    let how = prop::sample::select(&Failure::ALL[..]);
    let times = prop_oneof![2 => Just(Some(1)), 1 => Just(Some(3)), 1 => Just(None)];
    let fault = (prop::sample::select(&CLASSES[..]), how, 0_u32..8, times);
    // A stall takes its time; a claims challenge wants a person.
    let quick = fault.prop_filter("stalls, claims", |(_, how, ..)| !matches!(how, Failure::Stall | Failure::Claims));
    quick.prop_map(|(class, how, after, times)| Event::Fault(Fault { class, after, how, times, retry_after: None }))
}

fn event() -> impl Strategy<Value = Event> {
    let broken = prop::sample::select(&[Broken::Half, Broken::Empty, Broken::OtherTenant][..]);
    prop_oneof![
        3 => Just(Event::NextDay),
        1 => Just(Event::BadDay),
        2 => Just(Event::Edit),
        5 => fault(),
        1 => broken.prop_map(Event::Broken),
        3 => Just(Event::Calm),
        2 => (prop::sample::select(&[1_i64, 21, 200][..]), any::<bool>()).prop_map(|(hours, here)| Event::Hours(hours, here)),
        1 => Just(Event::Restart),
        6 => any::<bool>().prop_map(Event::Fetch),
        1 => Just(Event::Revoke),
        2 => any::<bool>().prop_map(Event::Exchange),
    ]
}

/// A stage with what a test knows of its past.
struct Life {
    stage: Stage,
    turn: u32,
    hours: i64,
    broken: bool,
    /// A round of changes was read while the directory showed half of them.
    half_known: bool,
}

impl Life {
    async fn live(&mut self, event: Event) -> Result<(), String> {
        let practice = &self.stage.practice;
        match event {
            Event::NextDay => drop(practice.next_day()),
            Event::BadDay => drop(practice.bad_day()),
            Event::Edit => {
                self.turn += 1;
                edit(practice, self.turn, true);
            }
            Event::Fault(fault) => practice.configure(|settings| settings.faults.push(fault)),
            Event::Broken(how) => {
                practice.broken_day(Some(how));
                self.broken = true;
            }
            Event::Calm => self.calm(),
            Event::Hours(hours, here) => self.pass(hours, here),
            Event::Restart => self.stage.restart().await,
            Event::Fetch(full) => self.fetch(full).await?,
            Event::Revoke => {
                self.calm();
                self.stage.revoke().await;
                let fault = self.stage.fetch(false).await.unwrap_err().fault();
                if fault.sort != FaultSort::SignInNeeded {
                    return Err(format!("{fault:?}"));
                }
                self.stage.sign_in().await;
            }
            Event::Exchange(there) => practice.configure(|settings| settings.exchange_v1 = there),
        }
        Ok(())
    }

    fn calm(&mut self) {
        self.stage.strike(Vec::new());
        self.stage.practice.broken_day(None);
        self.broken = false;
    }

    fn pass(&mut self, hours: i64, here: bool) {
        if self.hours + hours <= LONGEST {
            self.hours += hours;
            self.stage.practice.configure(|settings| settings.advance_seconds += hours * 3600);
            if here {
                self.stage.hand.forward(hours);
            }
        }
    }

    async fn fetch(&mut self, full: bool) -> Result<(), String> {
        let before = (self.stage.snapshot().await, self.stage.shown().await);
        match self.stage.fetch(full).await {
            Ok(report) => self.compare(&report).await,
            Err(error) if (self.stage.snapshot().await, self.stage.shown().await) != before => {
                Err(format!("{error} changed something"))
            }
            Err(_) => Ok(()),
        }
    }

    async fn compare(&mut self, report: &FetchReport) -> Result<(), String> {
        // Half a round of changes cannot be told from a whole one; the next full reading mends it.
        self.half_known = self.broken || (self.half_known && !report.full);
        if self.half_known {
            return Ok(());
        }
        let sight = if report.exchange == ExchangeReading::Complete { Sight::Whole } else { Sight::Directory };
        let wrong = self.stage.compared(sight).await.1;
        if wrong.is_empty() { Ok(()) } else { Err(format!("{report:?}: {}", wrong.join("\n"))) }
    }
}

async fn whole(events: Vec<Event>) -> Result<(), String> {
    let stage = Stage::applied(Size::Small, QUICK, |settings| settings.page_size = Some(5)).await;
    let mut life = Life { stage, turn: 0, hours: 0, broken: false, half_known: false };
    for event in events {
        let said = format!("{event:?}");
        life.live(event).await.map_err(|wrong| format!("{said}: {wrong}"))?;
    }
    life.calm();
    life.stage.practice.configure(|settings| settings.exchange_v1 = true);
    // Nobody signed in again: whatever went wrong, the sign-in was kept.
    let report = life.stage.fetch(true).await.map_err(|error| format!("at the end: {:?}", error.fault()))?;
    life.compare(&report).await.map_err(|wrong| format!("at the end: {wrong}"))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, max_shrink_iters: 48, ..ProptestConfig::default() })]

    #[test]
    fn m6_m7_b2_m4_whatever_happens_a_complete_reading_shows_the_tenant(events in prop::collection::vec(event(), 1..16)) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        let lived = runtime.block_on(whole(events));
        prop_assert!(lived.is_ok(), "{}", lived.unwrap_err());
    }
}
