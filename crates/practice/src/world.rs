//! Everything one running practice cloud knows.

use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};

use jiff::Timestamp;
use uuid::Uuid;

use crate::control::Settings;
use crate::identity::Ledger;
use crate::tenant::{Account, Tenant, cast};
use crate::{Options, random};

/// The application registration of the practice cloud: multitenant, public client, loopback redirect.
pub(crate) const CLIENT_ID: &str = "6f1d2c3b-4a59-4e68-8b7a-9c0d1e2f3a4b";

#[derive(Debug)]
pub(crate) struct World {
    /// `http://127.0.0.1:PORT`, the base of every address this cloud hands out.
    pub base: String,
    /// Differs per start: tokens of an earlier start are foreign.
    pub epoch: String,
    pub control_secret: String,
    pub tenants: Vec<Tenant>,
    pub accounts: Vec<Account>,
    pub settings: Mutex<Settings>,
    pub ledger: Mutex<Ledger>,
    /// How often each method and path was asked for.
    pub requests: Mutex<BTreeMap<String, u64>>,
}

impl World {
    pub(crate) fn new(base: String, options: &Options) -> Self {
        let (tenants, accounts) = cast(options.size, options.seed);
        Self {
            base,
            epoch: random::text(6),
            control_secret: random::text(24),
            tenants,
            accounts,
            settings: Mutex::default(),
            ledger: Mutex::default(),
            requests: Mutex::default(),
        }
    }

    /// Unix seconds on the practice cloud's clock, which control can put forward.
    pub(crate) fn now(&self) -> i64 {
        Timestamp::now().as_second() + lock(&self.settings).advance_seconds
    }

    /// By GUID or by any verified domain, in any case.
    pub(crate) fn tenant(&self, name: &str) -> Option<usize> {
        let id = Uuid::try_parse(name).ok();
        self.tenants.iter().position(|tenant| {
            id == Some(tenant.id)
                || read(&tenant.domains).iter().any(|domain| domain.verified && domain.name.eq_ignore_ascii_case(name))
        })
    }

    pub(crate) fn account(&self, address: &str) -> Option<usize> {
        self.accounts.iter().position(|account| account.address.eq_ignore_ascii_case(address))
    }
}

/// A poisoned lock means that another request failed; what it guards stays usable here.
pub(crate) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

pub(crate) fn read<T>(lock: &RwLock<T>) -> RwLockReadGuard<'_, T> {
    lock.read().unwrap_or_else(PoisonError::into_inner)
}

pub(crate) fn write<T>(lock: &RwLock<T>) -> RwLockWriteGuard<'_, T> {
    lock.write().unwrap_or_else(PoisonError::into_inner)
}
