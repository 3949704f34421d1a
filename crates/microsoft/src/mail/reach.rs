//! May the application read this mailbox? Asked by reading, which proves it (M8).

use super::{IMMUTABLE, Mail};
use crate::MicrosoftError;

const WHAT: &str = "a mailbox";
/// Exchange's words for a mailbox outside what the application was given (Microsoft Learn: "Limiting application
/// permissions to specific Exchange Online mailboxes").
const OUT_OF_SCOPE: &str = "Access to OData is disabled";

/// Whether a mailbox can be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reach {
    Yes,
    /// The application may read mail, but not in this mailbox.
    OutOfScope {
        /// Microsoft's error code.
        code: String,
        /// Microsoft's words.
        message: String,
    },
    /// The application may not read mail, or not this mailbox's: Microsoft does not always tell the two apart.
    NoPermission {
        /// Microsoft's error code.
        code: String,
        /// Microsoft's words.
        message: String,
    },
    /// There is none in Exchange Online by this id: never made, deleted, or on the company's own servers.
    NoMailbox,
}

impl Mail {
    /// Asks for the inbox and drops it.
    ///
    /// # Errors
    /// Whatever says nothing about this mailbox, such as no connection or no token.
    pub async fn reachable(&self, mailbox: &str) -> Result<Reach, MicrosoftError> {
        let gate = self.allowance.of(mailbox);
        let url = self.url(mailbox, &["mailFolders", "inbox"], Some("$select=id"));
        match self.directory.line.send(&url, self.ask(WHAT, &gate, &[("prefer", IMMUTABLE)])).await {
            Ok(_) => Ok(Reach::Yes),
            Err(MicrosoftError::PermissionMissing { code, message, .. }) if message.contains(OUT_OF_SCOPE) => {
                Ok(Reach::OutOfScope { code, message })
            }
            Err(MicrosoftError::PermissionMissing { code, message, .. }) => Ok(Reach::NoPermission { code, message }),
            Err(error) if error.is_not_found() => Ok(Reach::NoMailbox),
            Err(error) => Err(error),
        }
    }
}
