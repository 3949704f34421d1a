//! M8: whether one mailbox may be read, and the way back from what Exchange was told of the application.

pub use microsoft::mail::Reach;
use signin::registration::scope;
use store::ClientId;

use super::ImportError;
use crate::{Engine, EngineError};

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

    /// The commands for Exchange that take back what [`Engine::import_scope`] lets a person grant.
    ///
    /// # Errors
    /// [`ImportError::NoAccess`] when there is no application, [`ImportError::Unfinished`] when its id is not known.
    pub async fn import_unscope(&self, client: ClientId) -> Result<String, EngineError> {
        let name = self.record(client).await?.name;
        let app = self.stored(move |store| store.import_app(client)).await?;
        let app = app.ok_or_else(|| ImportError::NoAccess { client: name.clone() })?;
        let app_id = app.app_id.ok_or(ImportError::Unfinished { client: name })?;
        Ok(scope::powershell_removal(&app_id))
    }
}
