//! S4: messages that were skipped are tried once more, because a person wants it.

use store::{ClientId, ImportId, ImportPart, StoreError};

use crate::{Engine, EngineError, Topic};

impl Engine {
    /// Opens the messages once more that were skipped, of an import or of some mailboxes of it, and tells how many.
    /// Whatever their reason was may have passed: Microsoft has mended an item, the archive takes larger ones or others by
    /// now. What the server does not show any more stays skipped, and so does what is in a mailbox that is at work. Nothing
    /// is read until [`Engine::import_go`] or [`Engine::import_run`]; from now on until then the numbers are open. One whose
    /// content is in the archive by now counts as a duplicate (S3).
    ///
    /// # Errors
    /// [`EngineError::Store`].
    pub async fn import_reopen(&self, job: ImportId, of: impl Into<ImportPart>) -> Result<u64, EngineError> {
        let of = of.into();
        // A run that is about to end looks at how its mailboxes stand before that, or after.
        let _turn = self.0.imports.turn.lock().await;
        let now = self.now();
        let (client, opened) = self
            .stored(move |store| {
                let client: ClientId = store.import(job)?.client;
                Ok::<_, StoreError>((client, store.import_reopen(job, of, now)?))
            })
            .await?;
        self.stale(client, &[Topic::Import]);
        Ok(opened)
    }
}
