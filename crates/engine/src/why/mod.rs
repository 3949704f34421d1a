//! Why is it here, or why not: the evidence about one recipient, one object that is none, or any address.

mod gathering;

use jiff::Timestamp;
use model::plan::{Standing, Step};
use model::{Address, DirectoryId, DomainName, Kind, KindSource, LeaverPolicy, NotTaken, RecipientShape, Services};
use store::{ClientId, ExceptionRecord};

use self::gathering::Gathering;
use crate::{Engine, EngineError};

/// What is asked about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum WhyAbout {
    /// An object of the tenant.
    Id(DirectoryId),
    /// Any address, whoever has it.
    Address(Address),
}

/// What it turned out to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WhySubject {
    /// A recipient of the tenant.
    Recipient,
    /// It was one, and left the tenant.
    Leaver,
    /// An object of the tenant that is no recipient.
    NotTaken,
    /// Only the gateway has it; nothing of ours was ever applied to it.
    GatewayOnly,
    /// Nobody has it.
    Nobody,
}

/// Everything known about one subject, in the order in which it counts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Why {
    /// What it is.
    pub subject: WhySubject,
    /// Directory id.
    pub id: Option<DirectoryId>,
    /// Display name.
    pub name: Option<String>,
    /// Primary address.
    pub address: Option<Address>,
    /// Kind.
    pub kind: Option<Kind>,
    /// What would happen to it now.
    pub outcome: WhyOutcome,
    /// Services that the gateway bills for it now; `None`: it does not have it.
    pub billed: Option<Services>,
    /// Why.
    pub evidence: Vec<Evidence>,
}

/// What the next plan does with it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum WhyOutcome {
    /// Nothing: gateway and wish agree, or it is none of ours.
    Nothing,
    /// Nothing, because it is exempt.
    Exempt,
    /// Nothing, because another account holds its domain in the gateway (R15).
    HeldByAnother {
        /// As the gateway names it.
        owner: String,
    },
    /// This.
    Step {
        /// The step; `held` as far as it does not depend on the whole plan (the brake does).
        step: Box<Step>,
        /// Number of the rule that it follows.
        rule: &'static str,
    },
    /// Nothing can be planned now (B2).
    Stopped {
        /// Code of the problem.
        code: String,
    },
}

/// One fact, with where it comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Evidence {
    /// The tenant has it.
    Found {
        /// Its addresses, the primary first.
        addresses: Vec<Address>,
        /// When the tenant was read.
        read_at: Timestamp,
        /// Only Exchange lists it.
        exchange_only: bool,
    },
    /// Nobody in the tenant or the gateway has the address.
    Nobody {
        /// When the tenant was read; `None`: never.
        read_at: Option<Timestamp>,
    },
    /// It is no recipient (M5).
    NotTaken(NotTaken),
    /// What it is, and who says so (M5).
    Kind {
        /// Kind.
        kind: Kind,
        /// The source that counts.
        source: KindSource,
        /// What every source says, strongest first.
        said: Vec<(KindSource, Kind)>,
    },
    /// Whether there is a mailbox behind it, for what Graph or Exchange shows.
    Mailbox {
        /// Exchange lists it.
        listed_by_exchange: bool,
        /// Its licence and addresses let it pass for a mailbox; `None`: Graph does not show it.
        passes_by_licence: Option<bool>,
    },
    /// A domain in which it has an address.
    Domain {
        /// Domain.
        domain: DomainName,
        /// Selected.
        selected: bool,
        /// Since when.
        since: Option<Timestamp>,
    },
    /// A person chose it, its services or its settings, or nobody did and the defaults of its kind count (R3).
    Choice {
        /// It is chosen.
        selected: bool,
        /// A person decided.
        by_hand: bool,
        /// When a person did.
        at: Option<Timestamp>,
        /// Services that it is to have.
        services: Services,
    },
    /// It is, or was, left alone.
    Exception(ExceptionRecord),
    /// First seen in the tenant.
    FirstSeen {
        /// When.
        at: Timestamp,
        /// After its domain had been selected, so that the policy for new mailboxes counts (R7).
        appeared: bool,
    },
    /// It left the tenant (R6).
    Left {
        /// When it was missed first; `None`: it is there, but its addresses left the selected domains.
        since: Option<Timestamp>,
        /// When and by whom it was confirmed; days count from then.
        confirmed: Option<(Timestamp, String)>,
        /// Whole days that count.
        days: u32,
        /// The policy.
        policy: LeaverPolicy,
    },
    /// What was applied last and is therefore ours.
    Remembered {
        /// Shape.
        shape: RecipientShape,
        /// How we stand to it.
        standing: Standing,
        /// When.
        at: Option<Timestamp>,
    },
    /// What the gateway has.
    Observed {
        /// Shape; `None`: it does not have it.
        shape: Option<RecipientShape>,
        /// When the gateway was read.
        read_at: Option<Timestamp>,
    },
    /// Somebody changed the gateway by hand: it differs from what was applied last (G4).
    Drift,
}

impl Engine {
    /// The evidence about an object or address, from what is remembered: nobody is asked.
    ///
    /// # Errors
    /// [`EngineError::UnknownRecipient`] for an id that the tenant never had; [`EngineError::Store`].
    pub async fn why(&self, client: ClientId, about: WhyAbout) -> Result<Why, EngineError> {
        let now = self.now();
        self.stored(move |store| {
            let id = match &about {
                WhyAbout::Id(id) => Some(*id),
                WhyAbout::Address(address) => store.holder(client, address)?,
            };
            match (id.map(|id| store.evidence(client, id)).transpose()?.flatten(), about) {
                (Some(object), about) => Gathering::of(store, client, now)?.object(object, &about),
                (None, WhyAbout::Id(id)) => Err(EngineError::UnknownRecipient(id.to_string())),
                (None, WhyAbout::Address(address)) => Gathering::of(store, client, now)?.stranger(address),
            }
        })
        .await
    }
}
