//! A client's gateway as text, as the command line and the window write it.

use std::fmt;
use std::path::{Path, PathBuf};

use gateway::{Capabilities, MailAssure, MailAssureAddress, PostgresAddress, Setting};

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
    /// A database.
    Postgres(PostgresAddress),
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
            // Beginning where this program happens to be started, it would be another folder each time.
            ("local", Some(dir)) if !Path::new(dir).has_root() => {
                Err(refuse("the folder is to be named from the root on: local:/srv/gateway".to_owned()))
            }
            ("local", Some(dir)) => Ok(Self::Local(PathBuf::from(dir))),
            ("postgres" | "postgresql", _) => match text.parse::<PostgresAddress>() {
                Ok(address) => Ok(Self::Postgres(address)),
                Err(error) => Err(refuse(error.to_string())),
            },
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
            Self::Postgres(_) => GatewayKind::Postgres,
            Self::MailAssure(_) => GatewayKind::MailAssure,
        }
    }

    /// What a gateway of this kind can do, whether it answers or not.
    pub(crate) const fn capabilities(&self) -> Capabilities {
        match self {
            Self::Local(_) | Self::Postgres(_) => Capabilities {
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
        matches!(self, Self::Local(_) | Self::Postgres(_))
    }

    /// What a person has to set there.
    pub(crate) const fn by_hand(&self) -> &'static [Setting] {
        self.capabilities().by_hand
    }
}

#[cfg(test)]
mod tests {
    use gateway::{Account, Gateway as _, LocalGateway};

    use super::*;

    fn place(text: &str) -> Result<Place, EngineError> {
        Place::of(text, Path::new("/data/gateway"))
    }

    #[test]
    fn g1_a_gateway_is_told_by_the_word_before_the_colon() {
        assert_eq!(place("local").unwrap(), Place::Local(PathBuf::from("/data/gateway")));
        assert_eq!(place(" local:/srv/mail ").unwrap(), Place::Local(PathBuf::from("/srv/mail")));
        let kind = |text| place(text).unwrap().kind();
        assert_eq!(kind("postgres://mail@db.example/tenantry"), GatewayKind::Postgres);
        assert_eq!(kind("mail-assure:https://api.example?contact=post@msp.example"), GatewayKind::MailAssure);
        for kind in GatewayKind::ALL {
            assert_eq!(place(kind.placeholder()).unwrap().kind(), kind);
        }
    }

    #[test]
    fn g1_a_folder_that_depends_on_where_the_program_is_started_is_refused() {
        for text in ["local:relative/dir", "local:.", "local:../x"] {
            assert!(matches!(place(text), Err(EngineError::UnknownGateway { .. })), "{text}");
        }
    }

    #[test]
    fn b7_a_gateway_that_is_refused_is_not_repeated_with_its_password() {
        let texts = [
            "mail-assure:https://u:secret@filter.example",
            "mail-assure:http://filter.example/secret",
            "postgres://u:secret@db.example/x",
            "postgres:secret",
            "ftp://u:secret@x",
            "local:",
            "",
        ];
        for text in texts {
            let words = place(text).unwrap_err().to_string();
            assert!(!words.contains("secret"), "{words}");
        }
    }

    #[test]
    fn what_is_told_of_a_gateway_without_asking_it_is_what_it_says_itself() {
        let folder = tempfile::tempdir().unwrap();
        let account = Account { tenant_id: model::DirectoryId([7; 16]), name: "Larkfield".to_owned() };
        let local = LocalGateway::open(folder.path(), account).unwrap();
        assert_eq!(place("local").unwrap().capabilities(), local.capabilities());
    }
}
