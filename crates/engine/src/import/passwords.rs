//! B7: passwords of archives. The vault holds them for addresses that imports have, and the database knows of each before it is
//! kept there and until it is deleted.

use secrecy::SecretString;
use sha2::{Digest as _, Sha256};
use signin::SignInError;
use store::ClientId;
use tokio::sync::MutexGuard;

use super::imports::Move;
use crate::{Engine, EngineError};

/// Names the password of a client's archive in the vault: it counts for the address that it was given for alone.
pub(crate) fn password_key(client: ClientId, sink: &str) -> String {
    let of = Sha256::digest(sink);
    let of = of.iter().take(16).fold(String::new(), |name, byte| format!("{name}{byte:02x}"));
    format!("import-archive-{client}-{of}")
}

impl Engine {
    /// Keeps the password for an address. None is deleted as long as what it returns is there: until an import has the
    /// address, or waits to go on at it.
    pub(super) async fn keep_sink_password(
        &self,
        client: ClientId,
        sink: &str,
        password: &SecretString,
    ) -> Result<MutexGuard<'_, ()>, EngineError> {
        let (alone, noted) = (self.0.imports.passwords.lock().await, sink.to_owned());
        self.stored(move |store| store.import_note_secret(client, &noted)).await?;
        self.0.vault.put(&password_key(client, sink), password).await.map_err(SignInError::from)?;
        Ok(alone)
    }

    /// The password that was given for an archive.
    pub(super) async fn sink_password(
        &self,
        client: ClientId,
        sink: &str,
    ) -> Result<Option<SecretString>, EngineError> {
        Ok(self.0.vault.get(&password_key(client, sink)).await.map_err(SignInError::from)?)
    }

    /// The password for an address that no import has any more is not kept. One that cannot be deleted now is at the next
    /// such change, or the next start.
    pub(super) async fn sweep_sink_passwords(&self) {
        if let Err(error) = self.sweep().await {
            tracing::warn!(%error, "passwords of archives that no import has could not be deleted");
        }
    }

    async fn sweep(&self) -> Result<(), EngineError> {
        if self.sinks_left().await?.is_empty() {
            return Ok(());
        }
        // Whoever keeps one now may wait for a person, and sweeps afterwards.
        let Ok(_alone) = self.0.imports.passwords.try_lock() else { return Ok(()) };
        for Move { client, sink } in self.sinks_left().await? {
            self.delete_sink_password(client, sink).await?;
        }
        Ok(())
    }

    async fn sinks_left(&self) -> Result<Vec<Move>, EngineError> {
        // Before the database: an import that goes on there meanwhile has the address by then.
        let awaited = self.0.imports.awaited();
        let left = self.stored(|store| store.import_secrets_left()).await?;
        let left = left.into_iter().map(|(client, sink)| Move { client, sink });
        Ok(left.filter(|left| !awaited.contains(left)).collect())
    }

    async fn delete_sink_password(&self, client: ClientId, sink: String) -> Result<(), EngineError> {
        self.0.vault.delete(&password_key(client, &sink)).await.map_err(SignInError::from)?;
        self.stored(move |store| store.import_forget_secret(client, &sink)).await
    }

    /// What an earlier end of the program left behind is deleted beside everything else: the vault may wait for a person.
    pub(super) async fn sweep_after_start(&self) -> Result<(), EngineError> {
        if !self.sinks_left().await?.is_empty() {
            let engine = self.clone();
            self.0.tasks.spawn(async move {
                engine.0.closing.run_until_cancelled(engine.sweep_sink_passwords()).await;
            });
        }
        Ok(())
    }

    /// Deletes the key of the application and the archives' passwords, when the client is forgotten.
    pub(crate) async fn forget_import_secrets(&self, client: ClientId) -> Result<(), EngineError> {
        self.0.vault.delete(&super::source::app_key(client)).await.map_err(SignInError::from)?;
        let _alone = self.0.imports.passwords.lock().await;
        for sink in self.stored(move |store| store.import_secrets(client)).await? {
            self.delete_sink_password(client, sink).await?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn s1_a_password_counts_for_one_client_and_the_archive_that_it_was_given_for() {
        let one = password_key(ClientId(1), "smtp://tess@archive.example?to=journal@archive.example");
        assert_ne!(one, password_key(ClientId(1), "smtp://tess@elsewhere.example?to=journal@archive.example"));
        assert_ne!(one, password_key(ClientId(2), "smtp://tess@archive.example?to=journal@archive.example"));
        assert!(one.starts_with("import-archive-1-") && !one.contains("tess"), "{one}");
    }
}
