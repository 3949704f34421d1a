//! M8: the application is taken out of the tenant, and what is not gone for good stays known.

use jiff::{SignedDuration, Timestamp};
use microsoft::mail::{AppObject, Registrar, Registration, Removed};
use signin::{AppKey, Elevated};
use store::{ClientId, ImportApp};

use super::ImportError;
use super::access::APP_NAME;
use super::source::app_key;
use crate::{Cloud, Engine, EngineError};

/// What is deleted appears after that among what the tenant can have back, if it ever does: whoever deletes it there by
/// hand leaves nothing to be found.
const APPEARS: SignedDuration = SignedDuration::from_hours(1);

impl Engine {
    pub(super) async fn remove_registered(
        &self,
        client: ClientId,
        cloud: &Cloud,
        by: Elevated,
    ) -> Result<(), EngineError> {
        let record = self.stored(move |store| store.import_app(client)).await?;
        if let Some(mut app) = record.filter(|app| app.ours) {
            let registrar = self.registrar(client, cloud, by).await?;
            // By its mark, too: the answer to a registration may never have come, and what was registered twice is twice
            // there.
            let mut others = registrar.registered(APP_NAME, &app.thumbprint).await?;
            loop {
                others.retain(|other| Some(&other.object_id) != app.object_id.as_ref());
                self.remove_one(client, &registrar, &mut app).await?;
                let Some(Registration { app_id, object_id }) = others.pop() else { break };
                let service_principal_id = registrar.account(&app_id).await?;
                let (app_id, object_id) = (Some(app_id), Some(object_id));
                app = ImportApp { app_id, object_id, service_principal_id, deleted_at: None, ..app };
            }
        }
        self.forget_app(client).await
    }

    /// Removes one application, and keeps of it what the tenant could still have back.
    async fn remove_one(&self, client: ClientId, by: &Registrar, app: &mut ImportApp) -> Result<(), EngineError> {
        let now = self.now();
        // What was never deleted from here, or long ago, and is not found, is gone; a moment later it may only not have
        // appeared yet.
        let settled = app.deleted_at.is_none_or(|at| now.duration_since(at) >= APPEARS);
        // Kept before anything is deleted, and after each of the two.
        app.deleted_at = app.deleted_at.or(Some(now));
        self.set_app(client, Some(app.clone())).await?;
        if let Some(id) = app.service_principal_id.clone() {
            let removed = by.remove(AppObject::Account(&id)).await?;
            app.service_principal_id = stays(removed, settled, app, now).then_some(id);
            self.set_app(client, Some(app.clone())).await?;
        }
        if let Some(id) = app.object_id.clone() {
            let removed = by.remove(AppObject::Registration(&id)).await?;
            app.object_id = stays(removed, settled, app, now).then_some(id);
            self.set_app(client, Some(app.clone())).await?;
        }
        match (&app.service_principal_id, &app.object_id) {
            (None, None) => Ok(()),
            _ => Err(ImportError::Restorable { app_id: app.app_id.clone().unwrap_or_default() }.into()),
        }
    }

    /// Forgets the application and deletes its key; what still reads with it is paused. What was registered by hand is to be
    /// deleted in the tenant by hand.
    ///
    /// # Errors
    /// The vault's, [`EngineError::Store`].
    pub async fn forget_app(&self, client: ClientId) -> Result<(), EngineError> {
        // The key first: as long as the record is there, a person sees that something is left.
        AppKey::remove(&self.0.vault, &app_key(client)).await?;
        self.set_app(client, None).await?;
        // After that nobody gets a token; who has one could read with it for an hour.
        self.rest_imports(client).await
    }
}

/// Whether an object that was removed may still be had back. What was deleted just now has its time to appear.
fn stays(removed: Removed, settled: bool, app: &mut ImportApp, now: Timestamp) -> bool {
    match removed {
        Removed::ForGood => false,
        Removed::NotFound => !settled,
        Removed::Restorable => {
            app.deleted_at = Some(now);
            true
        }
    }
}
