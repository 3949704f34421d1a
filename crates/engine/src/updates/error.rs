//! Why it is not known whether there is a newer version.

/// Why nothing is offered.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum UpdateError {
    /// No place to ask at.
    #[error("updates are not configured in this build")]
    NotConfigured,
    /// Address or key of the build cannot be used.
    #[error("the place for updates in this build cannot be used: {0}")]
    Misconfigured(&'static str),
    /// Nobody answered, or not with the announcement.
    #[error("{host} did not announce versions: {cause}")]
    Unreachable {
        /// Host and port.
        host: String,
        /// Why.
        cause: String,
    },
    /// The announcement is not signed by the build's key: nothing of it is believed.
    #[error("what {host} announced is not signed with the key of this build; nothing of it was used")]
    Forged {
        /// Host and port.
        host: String,
    },
    /// It is signed, and cannot be understood.
    #[error("what {host} announced cannot be read: {cause}")]
    Unreadable {
        /// Host and port.
        host: String,
        /// Why.
        cause: String,
    },
    /// There is no newer version.
    #[error("no newer version is known")]
    NothingNewer,
}
