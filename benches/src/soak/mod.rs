//! The soak: background syncs for as long as wished, through days and faults, with the clock put forward instead
//! of waited for. After every complete reading the snapshot has to be the tenant.

mod balance;
mod comparison;
mod weather;
mod worker;

use std::time::{Duration, Instant};

use practice::{Broken, Options, Practice, Size};
use rand::rngs::StdRng;
use rand::{RngExt as _, SeedableRng as _};

use self::balance::Balance;
use self::comparison::compare;
use self::weather::Weather;
use self::worker::{Ask, Synced, Worker};
use crate::Outcome;

pub use self::worker::work;

/// How long, how large, and by which dice.
#[derive(Debug, Clone, clap::Args)]
pub struct Wishes {
    /// How long
    #[arg(long, default_value_t = 60)]
    pub minutes: u64,
    /// Users of the tenant at the beginning
    #[arg(long, default_value_t = 500)]
    pub users: u32,
    /// Dice; the same number plays the same days and faults
    #[arg(long, default_value_t = 365)]
    pub seed: u64,
}

/// The cloud in this process, the engine in another: only its memory, threads and files are looked at.
pub async fn run(wishes: &Wishes) -> Outcome {
    let size = Size::Count(wishes.users);
    let practice = Practice::start(Options { size, seed: wishes.seed, ..Options::default() }).await?;
    let folder = tempfile::tempdir()?;
    let file = folder.path().join("cloud.json");
    std::fs::write(&file, serde_json::to_string(&practice.cloud())?)?;
    let mut soak = Soak {
        practice,
        worker: Worker::start(&file).await?,
        dice: StdRng::seed_from_u64(wishes.seed),
        users: wishes.users as usize,
        ahead: 0,
        withheld: false,
        balance: Balance::default(),
    };
    println!("Syncs for {} minutes; dice {}.", wishes.minutes, wishes.seed);
    let (began, mut told) = (Instant::now(), Instant::now());
    while began.elapsed() < Duration::from_secs(wishes.minutes * 60) {
        soak.step().await?;
        if told.elapsed() > Duration::from_secs(60) {
            told = Instant::now();
            println!("{:>3} min: {}", began.elapsed().as_secs() / 60, soak.balance.line());
        }
    }
    // Whatever happened, the end has to be right.
    soak.play(&Weather::clear()).await?;
    soak.worker.close().await?;
    soak.balance.print();
    soak.balance.verdict()
}

struct Soak {
    practice: Practice,
    worker: Worker,
    dice: StdRng,
    users: usize,
    /// Seconds that every clock is put forward.
    ahead: i64,
    /// Changes were withheld from a delta round, which nobody can tell until everything is read again.
    withheld: bool,
    balance: Balance,
}

impl Soak {
    async fn step(&mut self) -> Outcome {
        // A quarter of an hour to four hours, as the product's intervals allow.
        self.ahead += self.dice.random_range(900..14_400);
        if self.dice.random_bool(0.6) {
            self.practice.next_day();
            self.balance.days += 1;
        }
        if self.dice.random_bool(0.01) {
            self.practice.bad_day();
            self.balance.bad_days += 1;
        }
        self.refill()?;
        let weather = Weather::roll(&mut self.dice);
        self.play(&weather).await?;
        // What is held would otherwise wait for ever, and be planned again with every sync.
        if weather.is_clear() && self.dice.random_bool(0.2) {
            self.worker.ask(&Ask::Approve).await?;
            self.balance.approvals += 1;
        }
        Ok(())
    }

    /// Bad days would empty the tenant in the long run.
    fn refill(&mut self) -> Outcome {
        if self.practice.truth().len() < self.users / 2 {
            for n in 0..self.users / 4 {
                let who = format!("new.{}.{n}@{}", self.ahead, self.practice.tenant_domain());
                self.practice.upsert_user(&who, &practice::Edit::default())?;
            }
        }
        Ok(())
    }

    /// One sync in one weather, and a look at what it left.
    async fn play(&mut self, weather: &Weather) -> Outcome {
        let ahead = self.ahead;
        self.practice.configure(|settings| {
            settings.advance_seconds = ahead;
            settings.page_size = weather.page_size;
            settings.faults.clone_from(&weather.faults);
        });
        self.practice.broken_day(weather.broken);
        let synced = self.worker.ask(&Ask::Sync { ahead }).await?;
        if synced.sign_in_needed {
            self.balance.say(&format!("a sign-in was asked for after {weather}: {} {}", synced.code, synced.message));
            self.doubt().await?;
        }
        self.judge(weather, &synced);
        self.balance.sample(&synced);
        Ok(())
    }

    /// A token that is refused on and on asks for a sign-in, and rightly so. Whether the sign-in itself was lost
    /// shows in clear weather.
    async fn doubt(&mut self) -> Outcome {
        let ahead = self.ahead;
        self.practice.configure(|settings| settings.faults.clear());
        self.practice.broken_day(None);
        if self.worker.ask(&Ask::Sync { ahead }).await?.sign_in_needed {
            self.balance.tokens_burnt += 1;
            self.balance.say("the sign-in is lost");
            self.worker.ask(&Ask::SignIn { ahead }).await?;
        }
        Ok(())
    }

    fn judge(&mut self, weather: &Weather, synced: &Synced) {
        self.balance.count(weather, synced);
        // Its links go on from there, so the changes that half a round held back come with the daily full reading.
        self.withheld |= weather.broken == Some(Broken::Half);
        if !synced.complete {
            if weather.is_clear() {
                self.balance.clear_failures += 1;
                self.balance.say(&format!("failed in clear weather: {} {}", synced.code, synced.message));
            }
            return;
        }
        match weather.broken {
            Some(Broken::Half) if !synced.full => {
                self.balance.half_rounds += 1;
                return;
            }
            Some(_) => {
                self.balance.broken_taken += 1;
                self.balance.say(&format!("a broken day was taken for the tenant: {weather}"));
                return;
            }
            None => self.withheld &= !synced.full,
        }
        let mut found = compare(&self.practice.truth(), synced);
        if self.withheld {
            found.late += found.wrong.len();
            found.wrong.clear();
        }
        self.balance.late += found.late;
        self.balance.lost += found.wrong.len();
        for wrong in found.wrong.iter().take(5) {
            let kind = if synced.full { "full" } else { "delta" };
            self.balance.say(&format!("after a {kind} reading in {weather}: {wrong}"));
        }
    }
}
