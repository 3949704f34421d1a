//! M8: whether one mailbox may be read, and the way back from what stays of the application in Exchange and Entra.

pub use microsoft::mail::Reach;
use signin::registration::{consent, scope};
use store::{AppScope, ClientId};

use super::ImportError;
use crate::registration::national;
use crate::{Engine, EngineError};

/// What stays in the tenant when the application is removed, as PowerShell that takes it out.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ImportLeft {
    /// What [`Engine::import_scope`] lets a person grant in Exchange. None where the application's id is not known.
    pub exchange: Option<String>,
    /// Exchange was to grant it mailboxes, so that something is there.
    pub by_exchange: bool,
    /// The consent of administrators who signed in for it from here; each step asks for it anew, the removal too.
    pub consent: Option<String>,
}

impl Engine {
    /// Tries to read one mailbox, as the test of a scope: one inside it is read, one outside is refused.
    ///
    /// # Errors
    /// [`ImportError::NoMailbox`], [`ImportError::NoAccess`], the sign-in's, Microsoft's. A refusal is no error.
    pub async fn import_try_mailbox(&self, client: ClientId, address: &str) -> Result<Reach, EngineError> {
        let found = self.named_mailboxes(client, &[address.to_owned()]).await?;
        let (id, _) = found.into_iter().next().ok_or_else(|| ImportError::NoMailbox(address.to_owned()))?;
        Ok(self.mail(client).await?.reachable(&id.to_string()).await?)
    }

    /// What the removal of the application leaves in the tenant, as it is known before.
    ///
    /// # Errors
    /// [`EngineError::Store`], [`EngineError::CloudGone`].
    pub async fn import_unscope(&self, client: ClientId) -> Result<ImportLeft, EngineError> {
        let (record, tenant) = self.pinned(client).await?;
        let Some(app) = self.stored(move |store| store.import_app(client)).await? else {
            return Ok(ImportLeft::default());
        };
        let cloud = self.live_cloud(&record).await?;
        let consent = match self.client_id(&cloud).await? {
            Some((id, _)) if app.ours => Some(consent::powershell(national(&cloud), &tenant.to_string(), &id)),
            _ => None,
        };
        Ok(ImportLeft {
            exchange: app.app_id.as_deref().map(scope::powershell_removal),
            by_exchange: app.scope != Some(AppScope::Everywhere),
            consent,
        })
    }
}
