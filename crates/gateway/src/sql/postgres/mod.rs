//! PostgreSQL as the database of a gateway: one server for a fleet of mail nodes.

mod address;
mod connect;
mod failure;

pub use address::{PostgresAddress, PostgresAddressError};

use super::Account;
use crate::{Credentials, GatewayError};

/// One client's account in a PostgreSQL database that mail nodes read.
#[derive(Debug, Clone)]
pub struct PostgresGateway(());

impl PostgresGateway {
    /// Opens the gateway, making its schema where the database has none of Tenantry, and the account in it.
    ///
    /// Blocks on the network.
    ///
    /// # Errors
    /// [`GatewayError::Credentials`] when the server does not let the user in, [`GatewayError::NotOurs`] for the
    /// database of another program, [`GatewayError::Newer`] for that of a newer version, and
    /// [`GatewayError::Unreachable`] for everything else.
    pub fn open(address: &PostgresAddress, credentials: &Credentials, account: Account) -> Result<Self, GatewayError> {
        connect::connect(address, credentials, &account.name)?;
        Ok(Self(()))
    }
}
