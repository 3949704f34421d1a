//! What a hand-over pack says, as values.

use jiff::Timestamp;
use model::cutover::MailRoute;
use model::plan::Hold;
use model::{Kind, Options, Services};

use crate::Language;

/// Everything a pack says.
#[derive(Debug, Clone, PartialEq)]
pub struct Pack {
    /// When it is made.
    pub made_at: Timestamp,
    /// Who makes it.
    pub made_by: String,
    /// The program with its version.
    pub program: String,
    /// Language of the pack.
    pub language: Language,
    /// The client's name.
    pub client: String,
    /// Its colour.
    pub colour: [u8; 3],
    /// It is only practice.
    pub practice: bool,
    /// When the client was added.
    pub since: Timestamp,
    /// Its options.
    pub options: Options,
    /// Its tenant, once pinned.
    pub tenant: Option<TenantPart>,
    /// Its gateway, as the client's settings name it: `local`, `mail-assure:https://host` ….
    pub gateway: String,
    /// The account there.
    pub gateway_account: Option<String>,
    /// The sign-in.
    pub sign_in: Option<SignInPart>,
    /// When the tenant was read.
    pub read_at: Option<Timestamp>,
    /// When something was first applied.
    pub first_applied: Option<Timestamp>,
    /// The last good sync.
    pub last_sync: Option<Timestamp>,
    /// Domains of the tenant.
    pub domains: Vec<DomainPart>,
    /// Recipients looked after, by kind.
    pub kinds: Vec<KindPart>,
    /// Those recipients when there are no more than [`LISTED`], by name; else none.
    pub mailboxes: Vec<MailboxPart>,
    /// The first [`LISTED_EXCEPTIONS`] exceptions.
    pub exceptions: Vec<ExceptionPart>,
    /// All exceptions.
    pub exception_count: u32,
    /// Settings left to a person, by setting: its name, those that wait, those that were made.
    pub hand: Vec<(String, u32, u32)>,
    /// The first [`LISTED`] that wait.
    pub hand_rows: Vec<HandPart>,
    /// Cut-over, once checked.
    pub cutover: Option<CutoverPart>,
    /// The newest plan.
    pub plan: Option<PlanPart>,
    /// The newest [`LISTED_RUNS`] runs, newest first.
    pub runs: Vec<RunPart>,
    /// All runs.
    pub run_count: u32,
}

/// A tenant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TenantPart {
    /// Display name.
    pub name: Option<String>,
    /// GUID.
    pub id: String,
    /// Initial domain.
    pub initial_domain: Option<String>,
}

/// A sign-in: what was granted, by whom, when (M3).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignInPart {
    /// Account.
    pub account: String,
    /// Where it is at home, when that is another tenant.
    pub guest_of: Option<String>,
    /// When.
    pub at: Timestamp,
    /// When it ends unused.
    pub ends: Timestamp,
    /// Each permission that is asked for: its name, whether it was granted, why it could not be used.
    pub permissions: Vec<(String, bool, Option<String>)>,
}

/// A domain.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DomainPart {
    /// Name.
    pub name: String,
    /// How it stands.
    pub state: DomainState,
    /// Where its mail went when that was last looked up.
    pub mail: Option<MailRoute>,
    /// Recipients with an address in it.
    pub recipients: u32,
    /// Archiving is chosen.
    pub archiving: bool,
    /// Host and preference that Microsoft reports.
    pub route: Option<(String, u16)>,
    /// Region, where the gateway has regions.
    pub region: Option<String>,
}

/// How a domain stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DomainState {
    /// Chosen and set up at the gateway; whether mail comes there is another question.
    SetUp,
    /// Chosen, and not set up yet.
    Waiting,
    /// An alias of another one.
    Alias(String),
    /// Not chosen.
    NotChosen,
    /// No longer chosen, still set up.
    Ends,
    /// It cannot be chosen.
    Unselectable(model::Unselectable),
    /// Another client synchronises it.
    OtherClient,
    /// Another account of the gateway holds it.
    OtherAccount,
}

/// Recipients of one kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct KindPart {
    /// Kind.
    pub kind: Kind,
    /// How many.
    pub count: u32,
    /// Of them with incoming, outgoing and archiving.
    pub services: [u32; 3],
}

/// A recipient.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MailboxPart {
    /// Display name.
    pub name: String,
    /// Primary address.
    pub address: String,
    /// Its other addresses.
    pub aliases: Vec<String>,
    /// Kind.
    pub kind: Kind,
    /// The kind is a guess.
    pub guess: bool,
    /// Services as chosen.
    pub services: Services,
    /// How it stands.
    pub state: Standing,
}

/// How a recipient stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs, reason = "the states of the list of mailboxes (W4)")]
pub enum Standing {
    New,
    Exists,
    Managed,
    Changed,
    Ends,
    NotChosen,
    Leaver,
    Exception,
}

/// An exception.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExceptionPart {
    /// Domain or address.
    pub key: String,
    /// Display name of a recipient.
    pub name: String,
    /// Why.
    pub reason: String,
    /// Who answers for it.
    pub owner: String,
    /// Since when.
    pub since: Timestamp,
    /// Until when.
    pub until: Option<Timestamp>,
    /// It ended.
    pub ended: bool,
    /// Where it comes from, when no person set it.
    pub cause: ExceptionCause,
}

/// Where an exception comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs, reason = "the names are the causes")]
pub enum ExceptionCause {
    Person,
    Undone,
    Drift,
}

/// A setting that a person makes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HandPart {
    /// Domain or address.
    pub key: String,
    /// Its name.
    pub setting: String,
    /// How it is to be.
    pub value: HandWish,
    /// Since when.
    pub wanted: Timestamp,
    /// When somebody said that it is so, and who.
    pub done: Option<(Timestamp, String)>,
}

/// How a setting is to be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum HandWish {
    /// On or off.
    Switch(bool),
    /// As this text says.
    Text(String),
    /// These services.
    Services(Services),
    /// In the list or not, and under which address before.
    Mailbox(bool, Kind, Option<String>),
    /// The profile of the options that counted then: zone, date, time, report, sign-in.
    Profile(Box<model::Profile>),
    /// What a domain that was there before keeps.
    ThereAlready,
}

/// Cut-over as it was last seen (W8).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CutoverPart {
    /// When Exchange told how the whole tenant stands; `None`: it never did.
    pub tenant_at: Option<Timestamp>,
    /// Steps of the whole tenant.
    pub tenant: Vec<StepPart>,
    /// Each domain.
    pub domains: Vec<CutoverDomainPart>,
}

/// The cut-over of one domain.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CutoverDomainPart {
    /// Its name, as people read it.
    pub name: String,
    /// When it was looked up; `None`: it never was.
    pub at: Option<Timestamp>,
    /// Its mail goes to the gateway.
    pub there: bool,
    /// Steps that stand against its switch; `None`: the gateway's names are not confirmed.
    pub blocked: Vec<Option<model::cutover::StepKind>>,
    /// Of these, once its mail goes to the gateway: for which some is refused.
    pub refused: Vec<Option<model::cutover::StepKind>>,
    /// Its steps.
    pub steps: Vec<StepPart>,
}

/// A step of the cut-over.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StepPart {
    /// Which.
    pub kind: model::cutover::StepKind,
    /// How it stands.
    pub state: model::cutover::StepState,
    /// Why.
    pub code: model::cutover::Code,
    /// Details of the reason, by name.
    pub facts: std::collections::BTreeMap<String, String>,
    /// What is there.
    pub now: Vec<String>,
    /// What is to be there.
    pub wanted: Vec<String>,
    /// Who marked it as done, when, and with which note; where that counts.
    pub mark: Option<(String, Timestamp, String)>,
}

/// The newest plan in numbers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlanPart {
    /// Id.
    pub plan: u32,
    /// When it was made.
    pub made_at: Timestamp,
    /// Steps that wait to be applied, or that its run was cut short before.
    pub ready: u32,
    /// Steps that wait for a person, by cause.
    pub holds: Vec<(Hold, u32)>,
}

/// A run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RunPart {
    /// Id.
    pub run: u32,
    /// The run that it takes back.
    pub undoes: Option<u32>,
    /// When it began.
    pub started: Timestamp,
    /// It was started by the schedule.
    pub scheduled: bool,
    /// Who sat at the keyboard.
    pub who: Option<String>,
    /// Who approved it: who, and whether as second person.
    pub approvals: Vec<(String, bool)>,
    /// How it ended.
    pub end: RunEnd,
    /// Steps done, failed, held.
    pub counts: [u32; 3],
    /// Steps that the gateway showed as planned afterwards.
    pub verified: Option<u32>,
    /// Until when it can be taken back, and whether that is over.
    pub undo: (Timestamp, bool),
}

/// How a run stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs, reason = "the names are the states")]
pub enum RunEnd {
    Running,
    Paused,
    Ended,
    Cancelled,
    Interrupted,
}
