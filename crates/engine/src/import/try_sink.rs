//! S1: whether an archive takes mail, asked before anything is stored.

use secrecy::SecretString;
use store::ClientId;

use super::job::{sink_address, sink_failed};
use crate::{Engine, EngineError};

/// An archive that answered and takes mail.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SinkTried {
    /// Bytes that are free there, where that can be told.
    pub free: Option<u64>,
    /// Bytes of the largest message that it takes, where it says so.
    pub largest: Option<u64>,
    /// Its address as it would be stored, without password.
    pub shown: String,
}

impl Engine {
    /// Looks whether an archive takes mail: the folder can be written; the server answers, its certificate holds, the login
    /// is accepted. Nothing is stored and no message is sent. Without a password the one is used that was given for this
    /// archive before.
    ///
    /// # Errors
    /// [`ImportError::Sink`](crate::ImportError::Sink) and its like, in the archive's own words.
    pub async fn import_try_sink(
        &self,
        client: ClientId,
        sink: &str,
        password: Option<SecretString>,
    ) -> Result<SinkTried, EngineError> {
        self.record(client).await?;
        let address = sink_address(sink.trim())?;
        let shown = address.to_string();
        let password = match password {
            Some(password) => Some(password),
            None => self.sink_password(client, &shown).await?,
        };
        let refused = |error: archive::SinkError| sink_failed(&shown, &error);
        let open = archive::Sink::open(&address, password, &self.scratch()).map_err(refused)?;
        let limits = open.check().await;
        open.close().await;
        let limits = limits.map_err(refused)?;
        Ok(SinkTried { free: limits.free, largest: limits.largest, shown })
    }
}
