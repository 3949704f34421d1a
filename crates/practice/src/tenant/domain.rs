//! The domains of a tenant and where Microsoft wants their mail delivered.

use serde::{Deserialize, Serialize};

#[derive(Clone, Debug)]
pub(crate) struct Domain {
    pub name: String,
    pub verified: bool,
    pub mail: bool,
    pub default: bool,
    pub initial: bool,
    pub root: bool,
    /// The MX value Microsoft publishes in the service configuration records.
    pub mx: String,
    pub accepted: Accepted,
}

/// What Exchange does with mail for recipients it does not know (its `DomainType`).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Accepted {
    /// Refuses it.
    #[default]
    Authoritative,
    /// Passes it on to a server of the customer's.
    InternalRelay,
    ExternalRelay,
}

impl Accepted {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Authoritative => "Authoritative",
            Self::InternalRelay => "InternalRelay",
            Self::ExternalRelay => "ExternalRelay",
        }
    }
}

/// A change to a domain; absent fields stay as they are.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct DomainEdit {
    pub verified: Option<bool>,
    pub mail: Option<bool>,
    pub mx: Option<String>,
    pub accepted: Option<Accepted>,
}

impl Domain {
    pub(crate) fn mail(name: &str) -> Self {
        Self {
            name: name.to_owned(),
            verified: true,
            mail: true,
            default: false,
            initial: false,
            root: true,
            accepted: Accepted::Authoritative,
            mx: format!("{}.mail.protection.outlook.com", name.replace('.', "-")),
        }
    }

    pub(crate) fn services(&self) -> Vec<&'static str> {
        match (self.mail && self.verified, self.initial) {
            (true, true) => vec!["Email", "OfficeCommunicationsOnline"],
            (true, false) => vec!["Email"],
            (false, _) => vec![],
        }
    }

    pub(crate) fn apply(&mut self, edit: &DomainEdit) {
        if let Some(verified) = edit.verified {
            self.verified = verified;
        }
        if let Some(mail) = edit.mail {
            self.mail = mail;
        }
        if let Some(accepted) = edit.accepted {
            self.accepted = accepted;
        }
        if let Some(mx) = &edit.mx {
            self.mx.clone_from(mx);
        }
    }
}
