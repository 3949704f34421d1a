//! Everything one running practice cloud knows.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::ops::Deref;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};

use jiff::Timestamp;
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

use crate::apps::Apps;
use crate::control::{Broken, Settings};
use crate::faults::{Challenges, Counts};
use crate::graph::Pages;
use crate::identity::Ledger;
use crate::mail::Mail;
use crate::national::Place;
use crate::panel::Panel;
use crate::tenant::{Account, Tenant, cast};
use crate::{Options, random};

/// The application registration of the practice cloud: multitenant, public client, loopback redirect.
pub(crate) const CLIENT_ID: &str = "6f1d2c3b-4a59-4e68-8b7a-9c0d1e2f3a4b";

/// What one place of the server knows: its own address, and all that the places share.
#[derive(Clone, Debug)]
pub(crate) struct World {
    /// `http://127.0.0.1:PORT` and the place's prefix: the base of every address handed out here.
    pub base: String,
    pub place: Place,
    shared: Arc<Shared>,
}

#[derive(Debug)]
pub(crate) struct Shared {
    root: String,
    /// Where its DNS server answers.
    pub dns: SocketAddr,
    /// Differs per start: tokens of an earlier start are foreign.
    pub epoch: String,
    pub control_secret: String,
    pub tenants: Vec<Tenant>,
    pub accounts: Vec<Account>,
    pub settings: Mutex<Settings>,
    pub ledger: Mutex<Ledger>,
    /// How often each method and path was asked for.
    pub requests: Mutex<BTreeMap<String, u64>>,
    pub faults: Mutex<Counts>,
    pub challenges: Mutex<Challenges>,
    /// A directory that does not show what it holds.
    pub broken: Mutex<Option<Broken>>,
    pub pages: Mutex<Pages>,
    pub panel: Panel,
    pub mail: Mail,
    pub apps: Mutex<Apps>,
    /// What everything invented follows from.
    pub seed: u64,
    /// Nothing waits any longer: the cloud is being stopped.
    pub stopping: CancellationToken,
}

impl Deref for World {
    type Target = Shared;

    fn deref(&self) -> &Shared {
        &self.shared
    }
}

impl World {
    pub(crate) fn new(root: String, dns: SocketAddr, options: &Options) -> Self {
        let (tenants, accounts) = cast(options.size, options.seed);
        // One of those who may sign in, so that it is there in a tenant of any size.
        let large = accounts.iter().find(|account| account.address.starts_with("member@")).map(|account| account.id);
        let shared = Shared {
            root: root.clone(),
            dns,
            epoch: random::text(6),
            control_secret: random::text(24),
            tenants,
            accounts,
            settings: Mutex::default(),
            ledger: Mutex::default(),
            requests: Mutex::default(),
            faults: Mutex::default(),
            challenges: Mutex::default(),
            broken: Mutex::default(),
            pages: Mutex::default(),
            panel: Panel::new(),
            mail: Mail::new(options.messages, large),
            apps: Mutex::default(),
            seed: options.seed,
            stopping: CancellationToken::new(),
        };
        Self { base: root, place: Place::Global, shared: Arc::new(shared) }
    }

    /// The same cloud as it looks from another place.
    pub(crate) fn at(&self, place: Place) -> Self {
        Self { base: self.base_of(place), place, shared: Arc::clone(&self.shared) }
    }

    pub(crate) fn base_of(&self, place: Place) -> String {
        format!("{}{}", self.root, place.prefix())
    }

    /// Unix seconds on the practice cloud's clock, which control can put forward.
    pub(crate) fn now(&self) -> i64 {
        Timestamp::now().as_second() + lock(&self.settings).advance_seconds
    }

    /// A tenant of this place, by GUID or by any verified domain, in any case.
    pub(crate) fn tenant(&self, name: &str) -> Option<usize> {
        self.tenant_anywhere(name).filter(|n| self.place.knows(self.tenants[*n].national))
    }

    pub(crate) fn tenant_anywhere(&self, name: &str) -> Option<usize> {
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

/// How much of a directory is to be seen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Shown {
    All,
    Half,
    Nothing,
}

impl Shown {
    pub(crate) fn shows(self, slot: u32) -> bool {
        match self {
            Self::All => true,
            Self::Half => slot.is_multiple_of(2),
            Self::Nothing => false,
        }
    }
}

impl World {
    /// Which tenant answers in the place of one, and how much of it is to be seen: on a broken day
    /// the main tenant does not show what it holds.
    pub(crate) fn seen(&self, tenant: usize) -> (usize, Shown) {
        match *lock(&self.broken) {
            Some(Broken::Half) if tenant == 0 => (tenant, Shown::Half),
            Some(Broken::Empty) if tenant == 0 => (tenant, Shown::Nothing),
            Some(Broken::OtherTenant) if tenant == 0 => (1, Shown::All),
            _ => (tenant, Shown::All),
        }
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
