//! The plan: ordered steps from what the gateway has to what it should have, each with its reason.
//!
//! [`decide_domain`] and [`decide_recipient`] look at one object each and know nothing of the others, so a
//! plan over a million recipients is a merge of sorted streams, and every rule can be read and tested alone.

mod closed;
mod domain;
mod recipient;

use serde::{Deserialize, Serialize};

pub use closed::{Closed, Planned};
pub use domain::{DomainCase, decide_domain};
pub use recipient::{Choice, RecipientCase, Remembered, Standing, decide_recipient};

use crate::{Address, DirectoryId, DomainName, DomainShape, RecipientShape, Route};

/// What a step does, as people count it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Action {
    /// The gateway lacks the object; it is added.
    Create,
    /// The gateway has it already; we begin to look after it.
    Adopt,
    /// An object we look after gets another shape.
    Change,
    /// A deselected recipient loses its services and nothing else (R5).
    Stop,
    /// A leaver loses services by policy (R6).
    Remove,
}

/// Why a step is there, for machines; the words are chosen where people read them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Reason {
    /// A person selected the domain (R1) or the recipient (R2).
    Selected,
    /// It appeared in a selected domain (R7).
    Appeared,
    /// The gateway had it before we first touched it (R4).
    AlreadyThere,
    /// The gateway had the domain with an LDAP mailbox sync, which ends (R10).
    LdapSyncEnds,
    /// Microsoft reports another delivery route (R1).
    RouteChanged,
    /// A domain's products were chosen differently (R9).
    ProductsChosen,
    /// The primary address changed; it is the same mailbox (R16).
    Renamed,
    /// Other addresses were added or removed in the tenant.
    AddressesChanged,
    /// The kind changed in the tenant.
    KindChanged,
    /// A person chose other services.
    ServicesChosen,
    /// A person selected it again.
    SelectedAgain,
    /// A person deselected it (R5).
    Deselected,
    /// It left the tenant and the leaver policy says so (R6).
    Left,
    /// It came back to the tenant.
    Returned,
    /// Somebody changed the gateway by hand (G4).
    Drift,
}

impl Reason {
    /// Every reason.
    pub const ALL: [Self; 15] = [
        Self::Selected,
        Self::Appeared,
        Self::AlreadyThere,
        Self::LdapSyncEnds,
        Self::RouteChanged,
        Self::ProductsChosen,
        Self::Renamed,
        Self::AddressesChanged,
        Self::KindChanged,
        Self::ServicesChosen,
        Self::SelectedAgain,
        Self::Deselected,
        Self::Left,
        Self::Returned,
        Self::Drift,
    ];

    /// The name used in JSON and in the database.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Selected => "selected",
            Self::Appeared => "appeared",
            Self::AlreadyThere => "already-there",
            Self::LdapSyncEnds => "ldap-sync-ends",
            Self::RouteChanged => "route-changed",
            Self::ProductsChosen => "products-chosen",
            Self::Renamed => "renamed",
            Self::AddressesChanged => "addresses-changed",
            Self::KindChanged => "kind-changed",
            Self::ServicesChosen => "services-chosen",
            Self::SelectedAgain => "selected-again",
            Self::Deselected => "deselected",
            Self::Left => "left",
            Self::Returned => "returned",
            Self::Drift => "drift",
        }
    }
}

/// Why a step waits for a person.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Hold {
    /// Too many removals in a day (B1).
    Brake,
    /// The client's policy wants new mailboxes looked at (R7).
    NewMailbox,
    /// The gateway was changed by hand (G4).
    Drift,
    /// Exchange passes on mail to addresses of the domain that it does not know, and they would be refused.
    InternalRelay,
    /// Exchange could not be asked: recipients that only it knows would be refused.
    ExchangeUnknown,
}

impl Hold {
    /// Whether a domain waits because the gateway is to refuse whoever is not listed in it.
    #[must_use]
    pub const fn is_of_refusal(self) -> bool {
        matches!(self, Self::InternalRelay | Self::ExchangeUnknown)
    }
}

/// The object of a step, with its shape before and after.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "object", rename_all = "kebab-case")]
pub enum Object {
    /// A domain.
    Domain {
        /// Its name.
        name: DomainName,
        /// What the gateway has; `None` when it lacks it.
        before: Option<DomainShape>,
        /// What it is to have.
        after: DomainShape,
        /// Routes in `after` that people put there; not ours to remember or remove (R15).
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        foreign: Vec<Route>,
    },
    /// A recipient.
    Recipient {
        /// Its directory id, which never changes (R16).
        id: DirectoryId,
        /// Display name.
        name: String,
        /// What the gateway has; `None` when it lacks it.
        before: Option<RecipientShape>,
        /// What it is to have.
        after: RecipientShape,
        /// Aliases in `after` that people put there; not ours to remember or remove (R15).
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        foreign: Vec<Address>,
    },
}

/// One step of a plan.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Step {
    /// What it does.
    pub action: Action,
    /// To what.
    #[serde(flatten)]
    pub object: Object,
    /// Why.
    pub reason: Reason,
    /// Set when it waits for a person.
    pub held: Option<Hold>,
    /// How we stand to a recipient once the step is done; what is remembered with it.
    pub standing: Standing,
}

impl Step {
    /// Whether mail protection, acceptance or archive of somebody who left is reduced: what the brake counts (B1).
    #[must_use]
    pub fn is_removal(&self) -> bool {
        matches!(self.action, Action::Remove)
    }

    /// The addresses that a recipient is to have; none for a domain.
    pub fn addresses(&self) -> impl Iterator<Item = &Address> {
        let after = match &self.object {
            Object::Domain { .. } => None,
            Object::Recipient { after, .. } => Some(after),
        };
        after.into_iter().flat_map(RecipientShape::addresses)
    }

    /// The domain, when the gateway lacks it and it waits until a person lets it refuse whoever is not listed.
    #[must_use]
    pub fn refusal_awaited(&self) -> Option<&DomainName> {
        match &self.object {
            Object::Domain { name, before: None, .. } if self.held.is_some_and(Hold::is_of_refusal) => Some(name),
            _ => None,
        }
    }

    /// Whether the gateway itself has to change; an adoption may only have to be remembered.
    #[must_use]
    pub fn touches_gateway(&self) -> bool {
        match &self.object {
            Object::Domain { before, after, .. } => before.as_ref() != Some(after),
            Object::Recipient { before, after, .. } => before.as_ref() != Some(after),
        }
    }
}

/// What the planner says about one object.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    /// Gateway and wish agree.
    Nothing,
    /// A change is due.
    Step(Box<Step>),
    /// A domain that another account or client holds: reported and skipped, the rest goes on (R11, R15).
    HeldByAnother {
        /// Who holds it.
        owner: String,
    },
}

impl Verdict {
    pub(crate) fn step(action: Action, object: Object, reason: Reason, standing: Standing) -> Self {
        Self::Step(Box::new(Step { action, object, reason, held: None, standing }))
    }

    pub(crate) fn held(self, hold: Option<Hold>) -> Self {
        match self {
            Self::Step(mut step) => {
                step.held = hold;
                Self::Step(step)
            }
            other => other,
        }
    }
}
