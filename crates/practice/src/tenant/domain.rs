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
}

/// A change to a domain; absent fields stay as they are.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct DomainEdit {
    pub verified: Option<bool>,
    pub mail: Option<bool>,
    pub mx: Option<String>,
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
        if let Some(mx) = &edit.mx {
            self.mx.clone_from(mx);
        }
    }
}
