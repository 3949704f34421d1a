//! A gateway that fails, or never comes back, at a chosen moment.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use async_trait::async_trait;
use gateway::{Applied, Capabilities, Change, Gateway, GatewayError, GatewayIdentity};
use model::{Address, DomainName, Networks, ObservedDomain, ObservedRecipient};
use tokio::sync::Notify;

/// What happens at the chosen call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Then {
    /// Nothing: the calls are only counted.
    Works,
    /// It never comes back, and the gateway did nothing.
    HangsBefore,
    /// It never comes back, although the gateway did it.
    HangsAfter,
    /// The gateway cannot be reached.
    Unreachable,
    /// It cannot be reached for a look at single recipients; this counts looks.
    Blind,
    /// The first change of the call is refused.
    Refuses,
}

#[derive(Debug)]
pub struct Faulty {
    pub inner: Arc<dyn Gateway>,
    pub batch: usize,
    /// Which call of `apply`, from 1.
    pub at: usize,
    pub then: Then,
    pub calls: AtomicUsize,
    pub looks: AtomicUsize,
    /// Told when a call begins, or, where one never comes back, when it does not.
    pub reached: Notify,
    /// Holds every call until it is told to go, when set.
    pub gate: Option<Notify>,
}

impl Faulty {
    pub fn new(inner: Arc<dyn Gateway>, batch: usize, at: usize, then: Then) -> Self {
        Self {
            inner,
            batch,
            at,
            then,
            calls: AtomicUsize::new(0),
            looks: AtomicUsize::new(0),
            reached: Notify::new(),
            gate: None,
        }
    }

    pub fn gated(inner: Arc<dyn Gateway>) -> Self {
        Self { gate: Some(Notify::new()), ..Self::new(inner, 1, 0, Then::Works) }
    }
}

#[async_trait]
impl Gateway for Faulty {
    fn capabilities(&self) -> Capabilities {
        Capabilities { batch: self.batch, ..self.inner.capabilities() }
    }

    async fn identify(&self) -> Result<GatewayIdentity, GatewayError> {
        self.inner.identify().await
    }

    async fn observe_domains(&self, names: &[DomainName]) -> Result<Vec<ObservedDomain>, GatewayError> {
        self.inner.observe_domains(names).await
    }

    async fn observe_recipients(
        &self,
        domains: &[DomainName],
        after: Option<&Address>,
        limit: usize,
    ) -> Result<Vec<ObservedRecipient>, GatewayError> {
        self.inner.observe_recipients(domains, after, limit).await
    }

    async fn observe_addresses(&self, primaries: &[Address]) -> Result<Vec<ObservedRecipient>, GatewayError> {
        let look = self.looks.fetch_add(1, Ordering::SeqCst) + 1;
        if self.then == Then::Blind && look == self.at {
            return Err(unplugged());
        }
        self.inner.observe_addresses(primaries).await
    }

    async fn apply(&self, changes: &[Change]) -> Vec<Result<Applied, GatewayError>> {
        let call = self.calls.fetch_add(1, Ordering::SeqCst) + 1;
        if !matches!(self.then, Then::HangsBefore | Then::HangsAfter) {
            self.reached.notify_one();
        }
        if let Some(gate) = &self.gate {
            gate.notified().await;
        }
        match self.then {
            Then::HangsBefore if call == self.at => {
                self.reached.notify_one();
                std::future::pending().await
            }
            Then::HangsAfter if call == self.at => {
                self.inner.apply(changes).await;
                self.reached.notify_one();
                std::future::pending().await
            }
            Then::Unreachable if call == self.at => changes.iter().map(|_| Err(unplugged())).collect(),
            Then::Refuses if call == self.at => {
                let refused = GatewayError::Refused { object: "it".to_owned(), cause: "no room".to_owned() };
                let mut answers = vec![Err(refused)];
                answers.extend(self.inner.apply(&changes[1..]).await);
                answers
            }
            _ => self.inner.apply(changes).await,
        }
    }

    async fn ensure_networks(&self, networks: &Networks, domains: &[DomainName]) -> Result<Applied, GatewayError> {
        self.inner.ensure_networks(networks, domains).await
    }
}

fn unplugged() -> GatewayError {
    GatewayError::Unreachable { gateway: "it".to_owned(), cause: "unplugged".to_owned() }
}
