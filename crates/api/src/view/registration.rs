//! The registered application of a cloud.

use engine::{ClientIdSource, Registered, RegisteredPermission};

use crate::dto::{RegistrationPermission, RegistrationSource, RegistrationView};

/// So many clients are named; of the others their number is told.
const NAMED: usize = 4;

pub(crate) fn registration(registered: Registered, mut clients: Vec<String>) -> RegistrationView {
    let other_clients = clients.split_off(NAMED.min(clients.len())).len();
    let (client_id, source) = registered.client_id.unzip();
    RegistrationView {
        cloud: registered.cloud,
        client_id,
        source: source.map(|source| match source {
            ClientIdSource::Setting => RegistrationSource::Setting,
            ClientIdSource::Environment => RegistrationSource::Environment,
            ClientIdSource::CloudFile => RegistrationSource::CloudFile,
        }),
        clients,
        other_clients: u32::try_from(other_clients).unwrap_or(u32::MAX),
        redirect: registered.redirect.to_owned(),
        audience: registered.audience.to_owned(),
        portal: registered.portal.to_owned(),
        permissions: registered.permissions.iter().map(permission).collect(),
        powershell: registered.powershell,
        azure_cli: registered.azure_cli,
    }
}

fn permission(permission: &RegisteredPermission) -> RegistrationPermission {
    RegistrationPermission {
        scope: permission.scope.to_owned(),
        id: permission.id.unwrap_or_default().to_owned(),
        resource: permission.resource.to_owned(),
        resource_id: permission.resource_id.to_owned(),
        optional: permission.optional,
    }
}
