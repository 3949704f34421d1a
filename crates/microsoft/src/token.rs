//! Bearer tokens as this crate sees them: somebody else has them, and may be asked for one.

use std::{error::Error, fmt};

use async_trait::async_trait;
use secrecy::SecretString;

/// Whom a token is for. Microsoft issues one per resource.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Audience {
    /// Microsoft Graph.
    Graph,
    /// Microsoft Graph, asked by the application itself in nobody's name (client credentials).
    GraphApplication,
    /// Exchange Online's admin API.
    Exchange,
}

impl fmt::Display for Audience {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Graph | Self::GraphApplication => "Microsoft Graph",
            Self::Exchange => "Exchange Online",
        })
    }
}

/// Who hands out bearer tokens for the one tenant that is read.
#[async_trait]
pub trait TokenSource: fmt::Debug + Send + Sync {
    /// A token that should work now. `refused` is the one that was just answered 401, so that the same is not
    /// handed out again.
    async fn bearer(&self, audience: Audience, refused: Option<&str>) -> Result<SecretString, TokenFailure>;

    /// Whether asking for such a token makes sense at all. Only few have one in the application's own name.
    fn offers(&self, audience: Audience) -> bool {
        audience != Audience::GraphApplication
    }
}

/// Why there is no token. The source's own error stays reachable by [`Error::source`] and a downcast.
#[derive(Debug, thiserror::Error)]
#[error("{message}")]
pub struct TokenFailure {
    /// What happened, in words for a person; no secret.
    pub message: String,
    /// The token source's own error.
    #[source]
    pub source: Box<dyn Error + Send + Sync>,
}
