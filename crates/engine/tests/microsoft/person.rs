//! The world around the engine: somebody at the browser, and a clock that a test puts forward.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use async_trait::async_trait;
use jiff::{SignedDuration, Timestamp};
use practice::{Consent, Person};
use tenantry_engine::{Clock, Cloud, Event, Host};

/// The small tenant's administrator; every tenant of the practice cloud has the same one.
pub const ADMIN: &str = "admin@larkfield.example";

/// A host whose browser is used by the administrator.
#[derive(Debug, Default)]
pub struct Desk;

#[async_trait]
impl Host for Desk {
    fn emit(&self, _: Event) {}

    fn open_url(&self, url: &str) -> Result<(), String> {
        let url = url.to_owned();
        let person = Person { account: ADMIN.to_owned(), consent: Consent::Accept };
        tokio::spawn(async move { practice::play(&url, &person).await.map(drop) });
        Ok(())
    }

    async fn practice_cloud(&self) -> Option<Cloud> {
        None
    }
}

/// Seconds that the engine's clock is ahead.
#[derive(Debug, Clone, Default)]
pub struct Hand(Arc<AtomicI64>);

impl Hand {
    pub fn forward(&self, hours: i64) {
        self.0.fetch_add(hours * 3600, Ordering::SeqCst);
    }

    pub fn clock(&self) -> Clock {
        let ahead = Arc::clone(&self.0);
        Clock::new(move || Timestamp::now() + SignedDuration::from_secs(ahead.load(Ordering::SeqCst)))
    }
}
