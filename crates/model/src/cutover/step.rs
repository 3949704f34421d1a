//! Names of steps, states and reasons: what the page words.

use std::{cmp::Ordering, collections::BTreeMap};

use serde::{Deserialize, Serialize};

/// A step of the cut-over. The order of the variants is the order in which no mail is lost.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum StepKind {
    /// The gateway knows every chosen recipient of the domain.
    Recipients,
    /// Microsoft 365 trusts the gateway's addresses. Of the tenant.
    AllowList,
    /// SPF names who sends for the domain.
    Spf,
    /// Microsoft 365 sends by the gateway. Of the tenant.
    OutboundConnector,
    /// Microsoft 365 signs the domain's mail.
    Dkim,
    /// DMARC says what to do with forged mail.
    Dmarc,
    /// A policy of the domain lets senders use the gateway.
    MtaSts,
    /// The domain's mail goes to the gateway: the switch.
    Mx,
    /// Microsoft 365 takes mail from the gateway alone. Of the tenant.
    InboundConnector,
    /// Microsoft 365 refuses mail that claims to be its own. Of the tenant.
    DirectSend,
    /// Mail within the tenant reaches the archive. Of the tenant.
    Journal,
}

impl StepKind {
    /// Steps of a domain, in order.
    pub const OF_DOMAIN: [Self; 6] = [Self::Recipients, Self::Spf, Self::Dkim, Self::Dmarc, Self::MtaSts, Self::Mx];
    /// Steps of the tenant, in order.
    pub const OF_TENANT: [Self; 5] =
        [Self::AllowList, Self::OutboundConnector, Self::InboundConnector, Self::DirectSend, Self::Journal];

    /// Every step, in the order in which no mail is lost.
    #[must_use]
    pub fn all() -> [Self; 11] {
        let mut all = [Self::Mx; 11];
        all[..6].copy_from_slice(&Self::OF_DOMAIN);
        all[6..].copy_from_slice(&Self::OF_TENANT);
        all.sort_unstable();
        all
    }

    /// Its place among them, from 1.
    #[must_use]
    pub const fn number(self) -> u32 {
        self as u32 + 1
    }

    /// Whether it belongs to the whole tenant.
    #[must_use]
    pub fn of_tenant(self) -> bool {
        Self::OF_TENANT.contains(&self)
    }

    /// On which side of the switch it is done.
    #[must_use]
    pub fn part(self) -> Part {
        match self.cmp(&Self::Mx) {
            Ordering::Less => Part::Before,
            Ordering::Equal => Part::Switch,
            Ordering::Greater => Part::After,
        }
    }
}

/// A side of the switch.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Part {
    /// It prepares the switch.
    Before,
    /// It is the switch.
    Switch,
    /// It follows the switch.
    After,
}

/// How a step stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum StepState {
    /// It is to be done next.
    DoNow,
    /// A person should look.
    Look,
    /// It is so.
    Done,
    /// Others come first.
    Wait,
    /// Nobody could tell.
    Unknown,
}

impl StepState {
    /// It waits for a person.
    #[must_use]
    pub const fn is_open(self) -> bool {
        matches!(self, Self::DoNow | Self::Look)
    }

    /// A person's word makes it done: what a look-up contradicts, or what others come before, is not theirs to say.
    #[must_use]
    pub const fn takes_mark(self) -> bool {
        matches!(self, Self::Look | Self::Unknown)
    }
}

macro_rules! codes {
    ($name:ident: $($code:ident, $words:literal;)*) => {
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
        #[serde(rename_all = "kebab-case")]
        #[doc = "Why it stands so: key of the words."]
        pub enum $name {
            $(#[doc = $words] $code,)*
        }
    };
}

crate::for_each_cutover_code!(codes, Code);
crate::for_each_cutover_block!(codes, BlockCode);

impl Code {
    /// Nobody could be asked, or nobody answered.
    const fn is_silence(self) -> bool {
        matches!(
            self,
            Self::NotChecked
                | Self::DnsTimeout
                | Self::DnsFailed
                | Self::SpfUnreachable
                | Self::ExchangeMissing
                | Self::ExchangeFailed
        )
    }
}

impl BlockCode {
    /// Where mail goes by the gateway already, some of it is refused for this reason.
    pub(super) const fn refuses(self) -> bool {
        match self {
            Self::DomainMissing
            | Self::RecipientsMissing
            | Self::RecipientsUnchosen
            | Self::SpfMissesGateway
            | Self::SendersRefused
            | Self::MtaStsRefuses
            | Self::InboundRefuses => true,
            Self::TargetMissing
            | Self::TargetUnconfirmed
            | Self::MxUnknown
            | Self::SpfUnknown
            | Self::OutboundConnector
            | Self::MtaStsUnknown
            | Self::InboundUnknown => false,
        }
    }
}

/// A reason against the switch.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Block {
    /// Which.
    pub code: BlockCode,
    /// How many objects it is about.
    pub count: Option<u32>,
    /// The step that lifts it; `None`: the gateway's name has to be said.
    pub step: Option<StepKind>,
}

/// What a person marked as done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Said {
    /// Of how many objects; 0 where the step has no number.
    pub objects: u32,
    /// Why the step stood open then; `None`: that was not kept.
    pub code: Option<Code>,
}

impl Said {
    /// Whether it was said of what is so now. That nobody could tell is one reason, whoever it was that could not; but
    /// what was looked at before the switch is not what comes after it.
    fn is_of(&self, now: Code) -> bool {
        let silent = |then: Code| then.is_silence() && (now.is_silence() || now == Code::InboundUnseen);
        self.code.is_none_or(|then| then == now || silent(then))
    }
}

/// A step as it stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Judged {
    /// Which.
    pub kind: StepKind,
    /// How it stands, with a person's mark ([`StepState::takes_mark`]).
    pub state: StepState,
    /// Why.
    pub code: Code,
    /// Details of the reason, by the names in [`Code`].
    pub facts: BTreeMap<String, String>,
    /// As it is: values of records, connectors.
    pub now: Vec<String>,
    /// As it is to be: values of records to copy.
    pub wanted: Vec<String>,
    /// Exchange Online PowerShell that makes it so.
    pub powershell: Option<String>,
}

impl Judged {
    pub(super) fn new(kind: StepKind, state: StepState, code: Code) -> Self {
        Self { kind, state, code, facts: BTreeMap::new(), now: Vec::new(), wanted: Vec::new(), powershell: None }
    }

    #[allow(clippy::needless_pass_by_value, reason = "numbers and texts alike are handed over")]
    pub(super) fn fact(mut self, name: &str, value: impl ToString) -> Self {
        self.facts.insert(name.to_owned(), value.to_string());
        self
    }

    pub(super) fn now(mut self, now: Vec<String>) -> Self {
        self.now = now;
        self
    }

    pub(super) fn wanted(mut self, wanted: Vec<String>) -> Self {
        self.wanted = wanted;
        self
    }

    pub(super) fn powershell(mut self, lines: Option<String>) -> Self {
        self.powershell = lines;
        self
    }

    /// How many objects it is about, where that is known.
    pub(super) fn count(&self) -> Option<u32> {
        self.facts.get("count")?.parse().ok()
    }

    /// With a person's word for it, which holds for what it was said of: for that reason, and for as many objects, and
    /// for no more.
    pub(super) fn marked(mut self, said: Option<&Said>) -> Self {
        let Some(said) = said.filter(|said| self.state.takes_mark() && said.is_of(self.code)) else { return self };
        if self.count().is_some_and(|count| count > said.objects) {
            return self.fact("accepted", said.objects);
        }
        self.state = StepState::Done;
        self
    }
}
