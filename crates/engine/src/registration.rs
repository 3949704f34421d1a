//! M9: under which application a cloud is signed in to, who named it, and how it is registered.

use signin::registration::{self, Registered as RegisteredPermission, Registration};
use signin::{Identity, National};

use crate::{Cloud, CloudError, Engine, EngineError, Topic};

/// Names the client id of every cloud for which nothing else does.
pub const CLIENT_ID_VARIABLE: &str = "TENANTRY_CLIENT_ID";

/// The name under which the scripts register the application.
const APPLICATION: &str = "Tenantry";

/// Who named a client id, the strongest word first: a cloud file belongs to its cloud and says all about it, what a
/// person typed here is meant for this program, and the variable helps out where neither says anything.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ClientIdSource {
    /// The cloud file.
    CloudFile,
    /// It was typed here.
    Setting,
    /// The variable [`CLIENT_ID_VARIABLE`].
    Environment,
}

/// How a cloud is registered, and what it takes to register the application there.
#[derive(Debug, Clone)]
pub struct Registered {
    /// The cloud.
    pub cloud: String,
    /// The client id in force, and who named it.
    pub client_id: Option<(String, ClientIdSource)>,
    /// Redirect address of the platform *Mobile and desktop applications*.
    pub redirect: &'static str,
    /// Supported account types, as an application's manifest spells them.
    pub audience: &'static str,
    /// Where applications are registered.
    pub portal: &'static str,
    /// Delegated permissions, with those that only make more possible.
    pub permissions: Vec<RegisteredPermission>,
    /// Registers it by PowerShell.
    pub powershell: String,
    /// Registers it by the Azure CLI.
    pub azure_cli: String,
}

impl Engine {
    /// How a cloud is registered.
    ///
    /// # Errors
    /// [`EngineError::Cloud`] when there is no such cloud, [`EngineError::Store`].
    pub async fn registration(&self, cloud: &str) -> Result<Registered, EngineError> {
        let known = self.0.clouds.known(cloud).ok_or_else(|| CloudError::Unknown(cloud.to_owned()))?;
        let client_id = self.client_id(&known).await?;
        let guide = Registration::new(national(&known), APPLICATION);
        Ok(Registered {
            cloud: known.name,
            client_id,
            redirect: registration::REDIRECT,
            audience: registration::AUDIENCE,
            portal: guide.portal(),
            permissions: registration::permissions(),
            powershell: guide.powershell(),
            azure_cli: guide.azure_cli(),
        })
    }

    /// Sets the client id of a cloud, or takes the setting back. What was signed in as another application has to be
    /// signed in again.
    ///
    /// # Errors
    /// [`EngineError::BadClientId`], [`EngineError::RegistrationFixed`], [`EngineError::Cloud`].
    pub async fn set_registration(&self, cloud: &str, client_id: Option<&str>) -> Result<Registered, EngineError> {
        let known = self.0.clouds.known(cloud).ok_or_else(|| CloudError::Unknown(cloud.to_owned()))?;
        if known.client_id.is_some() {
            return Err(EngineError::RegistrationFixed { cloud: known.name });
        }
        let client_id = client_id.map(checked).transpose()?;
        let name = known.name.clone();
        self.stored(move |store| store.set_registration(&name, client_id.as_deref())).await?;
        // Tokens refresh as the application that they were made with.
        self.0.tokens.lock().await.clear();
        self.stale(None, &[Topic::Registration, Topic::App]);
        self.registration(cloud).await
    }

    /// Whether somebody named the client id of a cloud, so that a sign-in can start.
    ///
    /// # Errors
    /// [`EngineError::Store`].
    pub async fn is_registered(&self, cloud: &Cloud) -> Result<bool, EngineError> {
        Ok(self.client_id(cloud).await?.is_some())
    }

    /// The client id of a cloud, and who named it.
    pub(crate) async fn client_id(&self, cloud: &Cloud) -> Result<Option<(String, ClientIdSource)>, EngineError> {
        if let Some(id) = &cloud.client_id {
            return Ok(Some((id.clone(), ClientIdSource::CloudFile)));
        }
        let name = cloud.name.clone();
        if let Some(id) = self.stored(move |store| store.registration(&name)).await? {
            return Ok(Some((id, ClientIdSource::Setting)));
        }
        let variable = std::env::var(CLIENT_ID_VARIABLE).ok().filter(|id| !id.is_empty());
        Ok(variable.map(|id| (id, ClientIdSource::Environment)))
    }

    /// The sign-in service of a cloud, as the registered application.
    pub(crate) async fn registered(&self, cloud: &Cloud) -> Result<Identity, EngineError> {
        match self.client_id(cloud).await? {
            Some((id, _)) => Ok(self.identity(cloud, id)),
            None => Err(EngineError::RegistrationNeeded { cloud: cloud.name.clone() }),
        }
    }
}

/// The cloud whose addresses and identifiers the scripts name.
pub(crate) fn national(cloud: &Cloud) -> National {
    National::ALL.into_iter().find(|national| national.as_str() == cloud.label()).unwrap_or(National::Global)
}

/// A client id as Microsoft writes it.
fn checked(typed: &str) -> Result<String, EngineError> {
    let id: model::DirectoryId =
        typed.trim().parse().map_err(|_| EngineError::BadClientId(typed.chars().take(64).collect()))?;
    Ok(id.to_string())
}
