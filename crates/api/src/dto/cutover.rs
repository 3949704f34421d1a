//! The cut-over guard (W8, R17): steps in the order that loses no mail, with what is and what is to be.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// A client's cut-over as it last stood.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct CutoverView {
    /// What the gateway is called from outside.
    pub target: TargetView,
    /// When DNS was last asked; `None`: never.
    pub as_of: Option<String>,
    /// A check is under way.
    pub checking: bool,
    /// The selected domains, by name.
    pub domains: Vec<DomainCutover>,
    /// Steps of the whole tenant, in order.
    pub tenant: Vec<StepView>,
    /// How these stand.
    pub tenant_tally: StepTally,
    /// Whether Exchange could be asked.
    pub exchange: ExchangeAccess,
    /// Every domain may be switched, or was.
    pub safe: bool,
    /// What stands against the switch of every domain.
    pub blocked: Vec<BlockReason>,
    /// Steps that wait for a person, of every domain and of the tenant.
    pub open: u32,
    /// Domains with a step that is not done, known or not.
    pub open_domains: u32,
    /// Nothing is left to do or to look at.
    pub done: bool,
}

/// What a gateway is called from outside.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct TargetView {
    /// Its mail exchangers, by preference.
    pub mx: Vec<MxTarget>,
    /// How SPF names it, such as `include:spf.gateway.example`.
    pub spf: Option<String>,
    /// Host that takes outgoing mail.
    pub smarthost: Option<String>,
    /// Addresses and ranges it delivers from.
    pub addresses: Vec<String>,
    /// Who said so.
    pub source: TargetSource,
    /// The person who said so.
    pub by: Option<String>,
    /// When.
    pub at: Option<String>,
}

/// Who said what a gateway is called.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "kebab-case")]
pub enum TargetSource {
    /// A person.
    Person,
    /// It is proposed for this kind of gateway; a person has to confirm it.
    Kind,
    /// Nobody yet.
    Nobody,
}

/// A mail exchanger.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct MxTarget {
    /// Host.
    pub host: String,
    /// Lower is asked first.
    pub preference: u16,
}

/// Where a domain's mail goes today.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "kebab-case")]
pub enum MailRoute {
    /// To Microsoft 365 alone.
    M365,
    /// To the gateway alone.
    Gateway,
    /// Elsewhere, or to more than one of these.
    Other,
    /// Nowhere: there is no MX record, or a null MX.
    None,
    /// It could not be looked up.
    Unknown,
}

/// One selected domain.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct DomainCutover {
    /// Its name.
    pub name: String,
    /// Where its mail goes today.
    pub route: MailRoute,
    /// Switching its MX now loses nothing.
    pub safe_to_switch: bool,
    /// Why not; with what stands against every domain.
    pub blocked: Vec<BlockReason>,
    /// Of these, once its mail goes to the gateway: for which some is refused.
    pub refused: Vec<BlockReason>,
    /// Its steps, in order; the last one is the switch. The tenant's stand between them by their numbers.
    pub steps: Vec<StepView>,
    /// How its own steps stand.
    pub tally: StepTally,
    /// What comes before its switch, the tenant's steps with its own.
    pub before: PartCount,
    /// When it was last looked up.
    pub checked_at: Option<String>,
}

/// A step, as it stands.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct StepView {
    /// Which.
    pub kind: StepKind,
    /// Its place among all steps, from 1.
    pub number: u32,
    /// On which side of the switch it is done.
    pub part: StepPart,
    /// How it stands.
    pub state: StepState,
    /// Why: key of the words.
    pub code: StepCode,
    /// Values for the words.
    pub facts: BTreeMap<String, String>,
    /// As it is.
    pub now: Vec<String>,
    /// As it is to be.
    pub wanted: Vec<String>,
    /// Exchange Online PowerShell to copy.
    pub powershell: Option<String>,
    /// A person's word that it is done would count.
    pub takes_mark: bool,
    /// A person's mark.
    pub mark: Option<MarkView>,
    /// When it was last looked up.
    pub checked_at: Option<String>,
}

/// Steps by how they stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct StepTally {
    /// To be done next.
    pub do_now: u32,
    /// To be looked at.
    pub look: u32,
    /// Done.
    pub done: u32,
    /// Others come first, or nobody could tell.
    pub wait: u32,
}

/// How far a part of the steps is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct PartCount {
    /// Steps that are done.
    pub done: u32,
    /// All of them.
    pub total: u32,
}

/// A person's word that a step is done.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct MarkView {
    /// Who.
    pub who: String,
    /// When.
    pub at: String,
    /// In their words.
    pub note: Option<String>,
}

/// Whether Exchange could be asked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "access", rename_all = "kebab-case", rename_all_fields = "camelCase")]
pub enum ExchangeAccess {
    /// It was not asked yet.
    NotAsked,
    /// It told.
    Granted,
    /// The sign-in does not allow it.
    Missing {
        /// Permission or role, as Microsoft names it.
        permission: String,
    },
    /// It could not be reached.
    Failed {
        /// Why.
        cause: String,
        /// When it last told anything: its steps stand as they were then. `None`: it never did.
        read_at: Option<String>,
    },
}

/// A reason against the switch.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct BlockReason {
    /// Which: key of the words.
    pub code: BlockCode,
    /// How many objects it is about.
    pub count: Option<u32>,
    /// The step that lifts it.
    pub step: Option<StepKind>,
}

/// Asks for look-ups now.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct CutoverCheck {
    /// Id of the client.
    pub client: u32,
    /// One domain alone; `None`: all, and Exchange.
    pub domain: Option<String>,
}

/// Marks a step as done, or takes the mark back.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct CutoverMark {
    /// Id of the client.
    pub client: u32,
    /// Domain of the step; it does not matter for a step of the tenant.
    pub domain: Option<String>,
    /// Which step.
    pub step: StepKind,
    /// Done, or not any more.
    pub done: bool,
    /// In the person's words.
    pub note: Option<String>,
    /// The step's fact `count` as it was shown, 0 where it has none: the mark holds for no more.
    pub objects: u32,
    /// The step's reason as it was shown: the mark holds for no other.
    pub code: StepCode,
}

/// Says what the gateway is called from outside.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct CutoverTarget {
    /// Id of the client.
    pub client: u32,
    /// Its mail exchangers.
    pub mx: Vec<MxTarget>,
    /// How SPF names it: a mechanism such as `include:spf.gateway.example` or `ip4:192.0.2.0/24`.
    pub spf: Option<String>,
    /// Host that takes outgoing mail.
    pub smarthost: Option<String>,
    /// Addresses and ranges it delivers from.
    pub addresses: Vec<String>,
}

/// A step. The order of the variants is the order in which no mail is lost.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
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

/// A side of the switch.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "kebab-case")]
pub enum StepPart {
    /// It prepares the switch.
    Before,
    /// It is the switch.
    Switch,
    /// It follows the switch.
    After,
}

/// How a step stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
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

macro_rules! codes {
    ($name:ident: $($code:ident, $words:literal;)*) => {
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
        #[serde(rename_all = "kebab-case")]
        #[doc = "Why it stands so: key of the words."]
        pub enum $name {
            $(#[doc = $words] $code,)*
        }
    };
}

model::for_each_cutover_code!(codes, StepCode);
model::for_each_cutover_block!(codes, BlockCode);
