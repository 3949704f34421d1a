//! PostgreSQL as the database of a gateway: one server for a fleet of mail nodes.

mod address;
mod connect;
mod connection;
mod failure;
mod files;
mod lock;
pub(super) mod maps;
mod schema;
mod wire;

pub use address::{PostgresAddress, PostgresAddressError};
pub use connection::Server;

use super::{Account, SqlGateway, told};
use crate::{Credentials, GatewayError};

/// One client's account in a PostgreSQL database that mail nodes read.
pub type PostgresGateway = SqlGateway<Server>;

impl PostgresGateway {
    /// Opens the gateway, making its schema where the database has nothing; the client's account comes with the first
    /// change.
    ///
    /// Blocks on the network. The user of the credentials goes before the one that the address names.
    ///
    /// # Errors
    /// [`GatewayError::Credentials`] when the server does not let the user in or not do enough,
    /// [`GatewayError::NotOurs`] for the database of another program, [`GatewayError::Newer`] for that of a newer
    /// version, and [`GatewayError::Unreachable`] for everything else.
    pub fn open(address: &PostgresAddress, credentials: &Credentials, account: Account) -> Result<Self, GatewayError> {
        let mut server = Server::new(address, credentials, &account.name)?;
        schema::prepare(&mut server).map_err(|fault| told(fault, &address.to_string()))?;
        Ok(Self::new(server, account))
    }
}
