//! The registered application of a cloud.

use engine::{ClientIdSource, Registered};

use crate::dto::{RegistrationSource, RegistrationView};

pub(crate) fn registration(registered: Registered) -> RegistrationView {
    RegistrationView {
        cloud: registered.cloud,
        client_id: registered.client_id,
        source: registered.source.map(|source| match source {
            ClientIdSource::Setting => RegistrationSource::Setting,
            ClientIdSource::Environment => RegistrationSource::Environment,
            ClientIdSource::CloudFile => RegistrationSource::CloudFile,
        }),
        redirect: registered.redirect,
        audience: registered.audience,
        portal: registered.portal,
        permissions: Vec::new(),
        powershell: registered.powershell,
        azure_cli: registered.azure_cli,
    }
}
