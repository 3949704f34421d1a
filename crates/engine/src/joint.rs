//! B6: a second request for work that is under way joins the first instead of doing it twice.

use std::collections::BTreeMap;
use std::future::Future;
use std::sync::{Arc, Mutex, PoisonError};

use tokio::sync::watch;

use crate::EngineError;

type Outcome<T> = Result<T, Arc<EngineError>>;

/// Work of one kind, by whose it is.
#[derive(Debug)]
pub(crate) struct Joint<K, T> {
    running: Mutex<BTreeMap<K, watch::Receiver<Option<Outcome<T>>>>>,
}

impl<K, T> Default for Joint<K, T> {
    fn default() -> Self {
        Self { running: Mutex::default() }
    }
}

/// Where to wait for work that somebody else may have begun.
#[derive(Debug)]
pub(crate) struct Seat<T>(watch::Receiver<Option<Outcome<T>>>);

impl<K: Ord + Copy + Send + 'static, T: Clone + Send + Sync + 'static> Joint<K, T> {
    /// Somebody has begun the work of `key`, and it has not ended.
    pub(crate) fn under_way(&self, key: &K) -> bool {
        self.running.lock().unwrap_or_else(PoisonError::into_inner).contains_key(key)
    }

    /// Joins the work of `key`, or begins it: `spawn` is handed what publishes its end.
    pub(crate) fn seat(self: &Arc<Self>, key: K, spawn: impl FnOnce(Finish<K, T>)) -> Seat<T> {
        let mut running = self.running.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(receiver) = running.get(&key) {
            return Seat(receiver.clone());
        }
        let (sender, receiver) = watch::channel(None);
        running.insert(key, receiver.clone());
        drop(running);
        spawn(Finish { joint: Arc::clone(self), key, sender });
        Seat(receiver)
    }
}

/// The duty to publish how the work ended; let go of without it, those who wait hear that it broke off.
#[derive(Debug)]
pub(crate) struct Finish<K: Ord + Copy, T> {
    joint: Arc<Joint<K, T>>,
    key: K,
    sender: watch::Sender<Option<Outcome<T>>>,
}

impl<K: Ord + Copy, T> Finish<K, T> {
    /// Does the work and tells everybody who waits for it.
    pub(crate) async fn with(self, work: impl Future<Output = Result<T, EngineError>>) {
        let outcome = work.await.map_err(Arc::new);
        // Out of the list first: whoever comes after the end begins anew.
        self.leave();
        self.sender.send_replace(Some(outcome));
    }

    fn leave(&self) {
        self.joint.running.lock().unwrap_or_else(PoisonError::into_inner).remove(&self.key);
    }
}

impl<K: Ord + Copy, T> Drop for Finish<K, T> {
    fn drop(&mut self) {
        if self.sender.borrow().is_none() {
            self.leave();
        }
    }
}

impl<T: Clone> Seat<T> {
    /// Waits for the end.
    pub(crate) async fn outcome(mut self) -> Result<T, EngineError> {
        match self.0.wait_for(Option::is_some).await.map(|slot| slot.clone()) {
            Ok(Some(Ok(value))) => Ok(value),
            Ok(Some(Err(error))) => Err(EngineError::Joined(error)),
            Ok(None) | Err(_) => Err(EngineError::Closing),
        }
    }
}

#[cfg(test)]
mod tests {
    use tokio::sync::oneshot;

    use super::*;

    #[tokio::test]
    async fn b6_a_second_request_joins_the_first_and_hears_the_same_end() {
        let joint: Arc<Joint<u8, u8>> = Arc::default();
        let (go, gate) = oneshot::channel::<()>();
        let first = joint.seat(1, |finish| {
            tokio::spawn(finish.with(async move {
                let _ = gate.await;
                Ok(7)
            }));
        });
        let second = joint.seat(1, |_| unreachable!("it is under way"));
        go.send(()).unwrap();
        assert_eq!((first.outcome().await.unwrap(), second.outcome().await.unwrap()), (7, 7));
        let anew = joint.seat(1, |finish| {
            tokio::spawn(finish.with(async { Ok(8) }));
        });
        assert_eq!(anew.outcome().await.unwrap(), 8);
    }

    #[tokio::test]
    async fn work_that_breaks_off_is_heard_of_and_can_begin_anew() {
        let joint: Arc<Joint<u8, u8>> = Arc::default();
        let lost = joint.seat(1, drop);
        assert!(matches!(lost.outcome().await, Err(EngineError::Closing)));
        let failed = joint.seat(1, |finish| {
            tokio::spawn(finish.with(async { Err(EngineError::BadName) }));
        });
        assert!(matches!(failed.outcome().await, Err(EngineError::Joined(e)) if matches!(*e, EngineError::BadName)));
    }
}
