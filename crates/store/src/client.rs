//! Clients: one tenant, one gateway account, one sign-in, one schedule each.

use jiff::Timestamp;
use model::{Options, TenantId};

use crate::{ClientId, Store, StoreError};

/// A client to add.
#[derive(Debug, Clone)]
pub struct NewClient {
    /// Name, unique whatever its case.
    pub name: String,
    /// Colour, as the page names it.
    pub colour: String,
    /// Name of its cloud, or where its cloud file lies.
    pub cloud: String,
    /// Gateway in the command line's form.
    pub gateway: String,
    /// Tenant with what the technician typed to find it, when known already.
    pub tenant: Option<(TenantId, String)>,
    /// Options.
    pub options: Options,
}

/// A pinned tenant (R11).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PinnedTenant {
    /// Its GUID.
    pub id: TenantId,
    /// What the technician typed to find it.
    pub typed: String,
    /// Display name, once read.
    pub name: Option<String>,
    /// Initial domain, once read.
    pub initial_domain: Option<String>,
    /// ISO 3166 country, once read.
    pub country: Option<String>,
}

/// What the tenant says about itself.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct TenantFacts {
    /// Display name.
    pub name: Option<String>,
    /// Initial domain.
    pub initial_domain: Option<String>,
    /// ISO 3166 country.
    pub country: Option<String>,
}

/// What is known of a sign-in; no secret is here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignInRecord {
    /// Account that signed in.
    pub account: String,
    /// When.
    pub at: Timestamp,
    /// Scopes that were granted.
    pub granted: Vec<String>,
    /// When it was last used; it dies after 90 idle days.
    pub last_used: Timestamp,
}

/// When the background looks at a client, and how it went.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Schedule {
    /// Next sync.
    pub next_sync: Option<Timestamp>,
    /// Last sync that ended well.
    pub last_good_sync: Option<Timestamp>,
    /// Why the last one failed, as JSON.
    pub last_problem: Option<String>,
}

/// A client.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClientRecord {
    /// Id.
    pub id: ClientId,
    /// Name.
    pub name: String,
    /// Colour.
    pub colour: String,
    /// Cloud.
    pub cloud: String,
    /// Gateway.
    pub gateway: String,
    /// Which gateway account answered first (B2).
    pub gateway_identity: Option<String>,
    /// Tenant.
    pub tenant: Option<PinnedTenant>,
    /// Background sync is paused.
    pub paused: bool,
    /// When it was added.
    pub created_at: Timestamp,
    /// Sign-in.
    pub sign_in: Option<SignInRecord>,
    /// When a step was first done.
    pub first_applied_at: Option<Timestamp>,
    /// Schedule.
    pub schedule: Schedule,
}

impl Store {
    /// Adds a client.
    ///
    /// # Errors
    /// [`StoreError::NameTaken`], [`StoreError::TenantTaken`] (R11).
    pub fn add_client(&self, client: &NewClient, now: Timestamp) -> Result<ClientId, StoreError> {
        todo!()
    }
    /// # Errors
    /// [`StoreError::NoClient`].
    pub fn client(&self, id: ClientId) -> Result<ClientRecord, StoreError> {
        todo!()
    }
    /// The client of this name, whatever its case.
    pub fn client_by_name(&self, name: &str) -> Result<Option<ClientRecord>, StoreError> {
        todo!()
    }
    /// Every client, by name.
    pub fn clients(&self) -> Result<Vec<ClientRecord>, StoreError> {
        todo!()
    }
    pub fn rename_client(&self, id: ClientId, name: &str) -> Result<(), StoreError> {
        todo!()
    }
    pub fn recolour_client(&self, id: ClientId, colour: &str) -> Result<(), StoreError> {
        todo!()
    }
    pub fn set_paused(&self, id: ClientId, paused: bool) -> Result<(), StoreError> {
        todo!()
    }
    /// Pins the tenant; pinning the same one again is fine (R11).
    pub fn pin_tenant(&self, id: ClientId, tenant: TenantId, typed: &str) -> Result<(), StoreError> {
        todo!()
    }
    /// The client that has this tenant.
    pub fn client_of_tenant(&self, tenant: TenantId) -> Result<Option<(ClientId, String)>, StoreError> {
        todo!()
    }
    pub fn set_tenant_facts(&self, id: ClientId, facts: &TenantFacts) -> Result<(), StoreError> {
        todo!()
    }
    /// `None` after signing out.
    pub fn set_sign_in(&self, id: ClientId, sign_in: Option<&SignInRecord>) -> Result<(), StoreError> {
        todo!()
    }
    pub fn touch_sign_in(&self, id: ClientId, now: Timestamp) -> Result<(), StoreError> {
        todo!()
    }
    pub fn set_gateway_identity(&self, id: ClientId, identity: &str) -> Result<(), StoreError> {
        todo!()
    }
    /// Stores all three, as given.
    pub fn set_schedule(&self, id: ClientId, schedule: &Schedule) -> Result<(), StoreError> {
        todo!()
    }
    /// Removes a client with everything that is remembered of it.
    pub fn remove_client(&self, id: ClientId) -> Result<(), StoreError> {
        todo!()
    }
    pub fn options(&self, id: ClientId) -> Result<Options, StoreError> {
        todo!()
    }
    pub fn set_options(&self, id: ClientId, options: &Options) -> Result<(), StoreError> {
        todo!()
    }
}
