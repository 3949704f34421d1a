//! The one trait of gateways (G1): observe completely, apply idempotently, declare what cannot be set.

use std::fmt::Debug;

use async_trait::async_trait;
use model::{Address, DirectoryId, DomainName, DomainShape, ObservedDomain, ObservedRecipient, RecipientShape};

/// Something to make true. Both are idempotent: applied twice they leave what applied once leaves.
#[derive(Debug, Clone, PartialEq, Eq)]
#[allow(clippy::enum_variant_names, reason = "every change says what is ensured, never what is done")]
pub enum Change {
    /// The domain exists with exactly this shape and belongs to this client's account.
    EnsureDomain {
        /// The domain.
        name: DomainName,
        /// Its shape.
        shape: DomainShape,
    },
    /// The recipient exists with exactly this shape.
    EnsureRecipient {
        /// Its directory id, kept with it where the gateway can.
        id: DirectoryId,
        /// The primary address under which the gateway has it (R16); `None` when it is to be added, and then what
        /// people made under its address is in the way (R15).
        previous: Option<Address>,
        /// Its shape.
        shape: RecipientShape,
    },
    /// The gateway has no such domain. One that still has recipients is refused.
    EnsureAbsentDomain {
        /// The domain.
        name: DomainName,
    },
    /// The gateway has no such recipient.
    EnsureAbsentRecipient {
        /// Its directory id.
        id: DirectoryId,
        /// The primary address under which the gateway has it.
        primary: Address,
    },
}

/// What became of a change.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Applied {
    /// The gateway was changed.
    Changed,
    /// It had been so already.
    AlreadySo,
}

/// What an adapter can do; what it cannot is shown to the technician before apply as "set by hand".
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Capabilities {
    /// Changes worth sending in one call of [`Gateway::apply`].
    pub batch: usize,
    /// Regions per domain.
    pub regions: bool,
    /// Services per mailbox.
    pub services: bool,
    /// Time zone, formats, report and SSO per mailbox.
    pub profiles: bool,
    /// It keeps the directory id with each recipient.
    pub keeps_ids: bool,
}

/// Which gateway and account this is; when it changes under a client, nothing is applied (B2).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GatewayIdentity {
    /// Stays the same for the life of the gateway account.
    pub id: String,
    /// For people: product and version, or where it is.
    pub description: String,
}

/// Why a gateway did not do it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum GatewayError {
    /// It could not be reached or its files could not be used; nothing is known to have changed.
    #[error("the gateway {gateway} cannot be used: {cause}")]
    Unreachable {
        /// Which gateway.
        gateway: String,
        /// The raw cause.
        cause: String,
    },
    /// It was made by a newer version of this program.
    #[error("the gateway {gateway} was made by a newer Tenantry (schema {found}, this one knows {known})")]
    Newer {
        /// Which gateway.
        gateway: String,
        /// Its schema number.
        found: u32,
        /// The newest known one.
        known: u32,
    },
    /// The object belongs to another account or was made by hand for something else (R15).
    #[error("{object} belongs to {owner} in the gateway; nothing was changed for it")]
    Conflict {
        /// Domain or address.
        object: String,
        /// Whose it is.
        owner: String,
    },
    /// The gateway refused the change.
    #[error("the gateway refused {object}: {cause}")]
    Refused {
        /// Domain or address.
        object: String,
        /// Its own words.
        cause: String,
    },
}

/// A destination filter, seen through the account of one client.
#[async_trait]
pub trait Gateway: Debug + Send + Sync {
    /// What this adapter can do.
    fn capabilities(&self) -> Capabilities;

    /// Reaches the gateway and says which one it is.
    async fn identify(&self) -> Result<GatewayIdentity, GatewayError>;

    /// Every one of these domains that exists, whoever holds it, in order of name.
    async fn observe_domains(&self, names: &[DomainName]) -> Result<Vec<ObservedDomain>, GatewayError>;

    /// A page of the recipients whose primary address lies in one of these domains held by this account or
    /// by nobody, in order of lower-case primary address, after `after`. Fewer than `limit`: the last page.
    async fn observe_recipients(
        &self,
        domains: &[DomainName],
        after: Option<&Address>,
        limit: usize,
    ) -> Result<Vec<ObservedRecipient>, GatewayError>;

    /// The recipients that exist under these primary addresses, in any order.
    async fn observe_addresses(&self, primaries: &[Address]) -> Result<Vec<ObservedRecipient>, GatewayError>;

    /// Makes the changes true, in order; one answer for each. A failed change leaves its object as it was.
    async fn apply(&self, changes: &[Change]) -> Vec<Result<Applied, GatewayError>>;
}
