//! A client's gateway as text, as the command line and the window write it.

use std::fmt;
use std::path::{Path, PathBuf};

use gateway::{Capabilities, MailAssure, MailAssureAddress, Setting};

use crate::EngineError;

/// What there is to choose from.
const HAVE: &str = "a gateway is local, local:DIR, postgres://HOST/DATABASE or mail-assure:https://HOST";

/// Kinds of gateways.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum GatewayKind {
    /// A folder with a database that a Postfix on the same machine reads.
    Local,
    /// A PostgreSQL database that any number of Postfix machines read.
    Postgres,
    /// N-able Mail Assure.
    MailAssure,
}

impl GatewayKind {
    /// Every kind, in the order in which they are offered.
    pub const ALL: [Self; 3] = [Self::Local, Self::Postgres, Self::MailAssure];

    /// The word before the colon.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Local => "local",
            Self::Postgres => "postgres",
            Self::MailAssure => "mail-assure",
        }
    }

    /// Whether it asks for a user and a password.
    #[must_use]
    pub const fn needs_credentials(self) -> bool {
        !matches!(self, Self::Local)
    }

    /// How its text looks.
    #[must_use]
    pub const fn placeholder(self) -> &'static str {
        match self {
            Self::Local => "local:/srv/gateway",
            Self::Postgres => "postgres://db.example/tenantry",
            Self::MailAssure => "mail-assure:https://api.example",
        }
    }
}

impl fmt::Display for GatewayKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// Where a gateway is; no secret is in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Place {
    /// A folder.
    Local(PathBuf),
    /// A panel.
    MailAssure(MailAssureAddress),
}

impl Place {
    /// Reads the text; `local` is the folder of the gateway without one.
    pub(crate) fn of(text: &str, local: &Path) -> Result<Self, EngineError> {
        let text = text.trim();
        let (scheme, rest) = text.split_once(':').map_or((text, None), |(scheme, rest)| (scheme, Some(rest)));
        // Credentials may stand in an address, so no more of it than the scheme is repeated.
        let refuse = |cause: String| EngineError::UnknownGateway { gateway: scheme.chars().take(32).collect(), cause };
        match (scheme, rest) {
            ("local", None) => Ok(Self::Local(local.to_owned())),
            ("local", Some("")) => Err(refuse("the folder is missing".to_owned())),
            ("local", Some(dir)) => Ok(Self::Local(PathBuf::from(dir))),
            ("mail-assure", Some(url)) => match url.parse::<MailAssureAddress>() {
                Ok(address) => Ok(Self::MailAssure(address)),
                Err(error) => Err(refuse(error.to_string())),
            },
            ("mail-assure", None) => Err(refuse("the panel's address is missing: mail-assure:https://HOST".to_owned())),
            _ => Err(refuse(format!("no gateway has this name; {HAVE}"))),
        }
    }

    pub(crate) const fn kind(&self) -> GatewayKind {
        match self {
            Self::Local(_) => GatewayKind::Local,
            Self::MailAssure(_) => GatewayKind::MailAssure,
        }
    }

    /// What a gateway of this kind can do, whether it answers or not.
    pub(crate) const fn capabilities(&self) -> Capabilities {
        match self {
            Self::Local(_) => Capabilities {
                batch: 5000,
                by_hand: &[],
                regions: false,
                keeps_ids: true,
                outgoing_password: true,
                panel: false,
            },
            Self::MailAssure(_) => MailAssure::CAPABILITIES,
        }
    }

    /// Files for mail machines can be written for it.
    pub(crate) const fn has_files(&self) -> bool {
        matches!(self, Self::Local(_))
    }

    /// What a person has to set there.
    pub(crate) const fn by_hand(&self) -> &'static [Setting] {
        self.capabilities().by_hand
    }
}
