//! M8, S1 to S4: what can go wrong with an import, named by what happened; no secret is in any of it.

use super::folders::BadFolderRule;

/// Why an import was not begun, or does not go on.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ImportError {
    /// Nobody registered an application that may read the client's mail.
    #[error(
        "{client} has no application that may read its mail, and the account that signed in can only read its own mailbox"
    )]
    NoAccess {
        /// The client.
        client: String,
    },
    /// The application exists, but may read no mail of anybody.
    #[error("the application {app_id} may not read mail: {said}")]
    NoPermission {
        /// Its id.
        app_id: String,
        /// Microsoft's words.
        said: String,
    },
    /// The application was registered for the mailboxes of a group, and none that was tried is among those that Exchange
    /// granted it.
    #[error("the application {app_id} was not granted a mailbox that was tried, or not yet: {said}")]
    NotGranted {
        /// Its id.
        app_id: String,
        /// Microsoft's words.
        said: String,
    },
    /// The application was let in, and no mailbox was there to be read.
    #[error("none of the mailboxes that were tried is in Exchange Online, so nothing shows whether mail may be read")]
    NotTried,
    /// An application was being registered, and what became of it is not known.
    #[error("an application was being registered for {client}, and the answer to that was never seen")]
    Unfinished {
        /// The client.
        client: String,
        /// It was begun for a group's mailboxes.
        scoped: bool,
    },
    /// Entra does not let the application in.
    #[error("Entra does not let the application {app_id} in: {said}")]
    AppRefused {
        /// Its id.
        app_id: String,
        /// Microsoft's words.
        said: String,
    },
    /// The key is in the vault, and its certificate waits for an application.
    #[error("the certificate was made, but no application was named that takes it")]
    NoApplication,
    /// What was typed is no application id.
    #[error(
        "\u{201c}{0}\u{201d} is no application (client) id: that is a GUID like 00000000-0000-4000-8000-000000000000"
    )]
    BadAppId(String),
    /// No certificate was made yet that an application could have.
    #[error("no certificate was made for {client} yet")]
    NoCertificate {
        /// The client.
        client: String,
    },
    /// An application is registered already.
    #[error("{client} has the application {app_id} already")]
    AppThere {
        /// The client.
        client: String,
        /// Its id.
        app_id: String,
    },
    /// The application was deleted, and is not out of what the tenant can have back.
    #[error("the application {app_id} is deleted, but the tenant could still have it back")]
    Restorable {
        /// Its id.
        app_id: String,
    },
    /// The folders cannot be understood.
    #[error(transparent)]
    Folders(#[from] BadFolderRule),
    /// The archive cannot be used.
    #[error("the archive {sink}: {cause}")]
    Sink {
        /// Its address, without password.
        sink: String,
        /// Why not.
        cause: String,
    },
    /// The archive lets its user in only with another password, or with one at all. Trying by itself would be one more
    /// refused login each time, which locks the account in the end.
    #[error("the archive {sink}: {cause}")]
    SinkPassword {
        /// Its address, without password.
        sink: String,
        /// In which words.
        cause: String,
    },
    /// Only a person can mend the archive; where it refuses message after message, trying by itself would skip some each
    /// time.
    #[error("the archive {sink}: {cause}")]
    SinkNeedsPerson {
        /// Its address, without password.
        sink: String,
        /// In which words.
        cause: String,
    },
    /// The archive's answers to message after message are lost; trying by itself would leave copies each time.
    #[error(
        "the archive {sink} did not say of {messages} messages in a row whether it took them, the last time: {cause}"
    )]
    Unanswered {
        /// Its address, without password.
        sink: String,
        /// How many.
        messages: u64,
        /// What became of the last answer.
        cause: String,
    },
    /// There is less room in the archive than the messages take.
    #[error("the messages take about {needed} bytes, and the archive has room for {free}")]
    NoRoom {
        /// By the server's own count.
        needed: u64,
        /// What is left.
        free: u64,
    },
    /// An address that is no mailbox of the newest reading.
    #[error("{0} is no mailbox of the tenant's newest reading")]
    NoMailbox(String),
    /// Nothing was chosen to import.
    #[error("no mailbox was chosen")]
    Nothing,
    /// The client has no such import.
    #[error("{client} has no import yet; name mailboxes and an archive")]
    NoJob {
        /// The client.
        client: String,
    },
    /// Mailboxes could not be read to their end, for reasons that pass.
    #[error("{mailboxes} mailboxes could not be read to their end")]
    Waits {
        /// How many.
        mailboxes: u64,
    },
    /// Everything was read, and the numbers of some mailboxes do not agree.
    #[error("the numbers of {mailboxes} mailboxes do not agree")]
    Differs {
        /// How many.
        mailboxes: u64,
    },
}
