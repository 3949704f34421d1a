//! The one trait of gateways (G1): observe completely, apply idempotently, declare what cannot be set.

use std::fmt::Debug;

use async_trait::async_trait;
use model::{
    Address, DirectoryId, DomainName, DomainShape, Networks, ObservedDomain, ObservedRecipient, RecipientShape,
};
use secrecy::SecretString;

use crate::Setting;

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
    /// What a person has to set in the gateway, because there is no call for it.
    pub by_hand: &'static [Setting],
    /// Regions per domain.
    pub regions: bool,
    /// It keeps the directory id with each recipient.
    pub keeps_ids: bool,
    /// A password may be given to the outgoing user of a domain ([`Gateway::set_outgoing_password`]).
    pub outgoing_password: bool,
    /// It has a panel into which a person can be signed in ([`Gateway::panel`]).
    pub panel: bool,
}

/// How an account of a gateway is reached. Lives in the vault, and in memory while the gateway is in use.
#[derive(Debug, Clone)]
pub struct Credentials {
    /// Name of the user; not secret.
    pub user: String,
    /// Never shown, logged or stored outside the vault (B7).
    pub password: SecretString,
}

/// What earlier runs of this client left in a gateway that cannot be asked for all of it (G1): an adapter lays over
/// it what it can read. In the same orders as the observing calls of [`Gateway`].
#[async_trait]
pub trait Memory: Debug + Send + Sync {
    /// These domains, as far as runs of this client made them.
    async fn domains(&self, names: &[DomainName]) -> Result<Vec<(DomainName, DomainShape)>, GatewayError>;

    /// A page of recipients whose primary address lies in one of these domains; see
    /// [`Gateway::observe_recipients`].
    async fn recipients(
        &self,
        domains: &[DomainName],
        after: Option<&Address>,
        limit: usize,
    ) -> Result<Vec<ObservedRecipient>, GatewayError>;

    /// The recipients under these primary addresses.
    async fn addresses(&self, primaries: &[Address]) -> Result<Vec<ObservedRecipient>, GatewayError>;
}

/// No run was made yet.
#[derive(Debug, Clone, Copy)]
pub struct NoMemory;

#[async_trait]
impl Memory for NoMemory {
    async fn domains(&self, _: &[DomainName]) -> Result<Vec<(DomainName, DomainShape)>, GatewayError> {
        Ok(Vec::new())
    }

    async fn recipients(
        &self,
        _: &[DomainName],
        _: Option<&Address>,
        _: usize,
    ) -> Result<Vec<ObservedRecipient>, GatewayError> {
        Ok(Vec::new())
    }

    async fn addresses(&self, _: &[Address]) -> Result<Vec<ObservedRecipient>, GatewayError> {
        Ok(Vec::new())
    }
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
    /// It answers, but does not let this account in: a wrong password, a missing right, a blocked address.
    #[error("the gateway {gateway} does not accept these credentials: {cause}")]
    Credentials {
        /// Which gateway.
        gateway: String,
        /// Its own words, without secrets.
        cause: String,
    },
    /// It is reached, and is not a gateway of Tenantry: another program's database, or a schema that was changed.
    #[error("{gateway} is not a gateway of Tenantry: {cause}")]
    NotOurs {
        /// Which gateway.
        gateway: String,
        /// What was found.
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
    /// The account may have no more of these.
    #[error("the gateway's account is full, {object} was not added: {cause}")]
    Limit {
        /// Domain or address.
        object: String,
        /// Its own words.
        cause: String,
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

    /// Takes outgoing mail of these domains from these address ranges, where it did not already (R8).
    async fn ensure_networks(&self, networks: &Networks, domains: &[DomainName]) -> Result<Applied, GatewayError>;

    /// Gives the outgoing user of a domain a password, in place of any other. Only where
    /// [`Capabilities::outgoing_password`] says so.
    async fn set_outgoing_password(&self, domain: &DomainName, password: &SecretString) -> Result<(), GatewayError> {
        let _ = password;
        Err(GatewayError::Refused { object: domain.to_string(), cause: "outgoing users have no password here".into() })
    }

    /// An address that signs a person in to the gateway's panel, once. It is a secret. Only where
    /// [`Capabilities::panel`] says so.
    async fn panel(&self) -> Result<SecretString, GatewayError> {
        Err(GatewayError::Refused { object: "the panel".into(), cause: "this gateway has none".into() })
    }
}
