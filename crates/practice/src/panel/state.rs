//! What the panel holds: domains of its administrators, logins below them, tickets.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Mutex;

use serde::{Deserialize, Serialize};

use super::meter::Meter;
use crate::random;

/// Who may use the API.
const ADMINISTRATORS: [&str; 2] = ["msp@practice.example", "other@practice.example"];

#[derive(Debug)]
pub(crate) struct Panel {
    pub accounts: Vec<PanelAccount>,
    pub state: Mutex<State>,
    pub meter: Meter,
}

/// An administrator of the panel; the password differs per start.
#[derive(Clone, PartialEq, Eq, Serialize)]
pub struct PanelAccount {
    pub user: String,
    pub password: String,
}

impl std::fmt::Debug for PanelAccount {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("PanelAccount").field("user", &self.user).finish_non_exhaustive()
    }
}

impl Panel {
    pub(crate) fn new() -> Self {
        let account = |user: &str| PanelAccount { user: user.to_owned(), password: random::text(12) };
        Self {
            accounts: ADMINISTRATORS.iter().copied().map(account).collect(),
            state: Mutex::default(),
            meter: Meter::default(),
        }
    }
}

#[derive(Debug, Default)]
pub(crate) struct State {
    pub domains: BTreeMap<String, PanelDomain>,
    /// Panel logins of domains and of mailboxes, by their name, with the domain they belong to.
    pub logins: BTreeMap<String, Login>,
    /// Whom a ticket signs in; used, it is gone.
    pub tickets: BTreeMap<String, String>,
}

#[derive(Debug)]
pub(crate) struct Login {
    pub domain: String,
    pub password: String,
    pub email: Option<String>,
}

/// A domain as the panel has it; names in ASCII, in lower case.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct PanelDomain {
    /// The administrator whose it is.
    pub owner: String,
    /// `host:port`, in order of preference.
    pub routes: Vec<String>,
    pub aliases: BTreeSet<String>,
    pub products: Products,
    pub contact: Option<String>,
    pub admin_contact: Option<String>,
    /// Local part of the alias, and that of the mailbox.
    pub email_aliases: BTreeMap<String, String>,
    /// Networks in CIDR notation from which the domain may send.
    pub networks: BTreeSet<String>,
    /// Names with which the domain may sign in to send; the empty one is the domain itself.
    pub outgoing_users: BTreeSet<String>,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Products {
    pub incoming: bool,
    pub outgoing: bool,
    pub archiving: bool,
}

impl State {
    /// The domain that has this name, or that has it as an alias.
    pub(super) fn holding(&self, name: &str) -> Option<&PanelDomain> {
        self.domains.get(name).or_else(|| self.domains.values().find(|domain| domain.aliases.contains(name)))
    }

    pub(super) fn count_of(&self, owner: &str) -> usize {
        self.domains.values().filter(|domain| domain.owner == owner).count()
    }
}
