//! The cockpit's rows and a client's page.

use super::{ConsentReceipt, ImportAppView, Password, Problem, TenantView};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// One of eight colours with white text at 6:1 or better.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "kebab-case")]
#[allow(missing_docs, reason = "colours")]
pub enum Colour {
    Teal,
    Indigo,
    Brown,
    Magenta,
    Slate,
    Blue,
    Grape,
    Steel,
}

/// What the program knows about itself, asked once at start.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct AppView {
    /// Version of the program.
    pub version: String,
    /// Name of the cloud for new clients: `global`, `gcc-high`, `dod`, `china` or a cloud file's own name.
    pub cloud: String,
    /// The cloud is a practice cloud.
    pub practice: bool,
    /// No client id is set for the cloud, so a sign-in cannot start (M9).
    pub registration_needed: bool,
    /// Where secrets are kept: `keyring`, `file`, `memory`.
    pub vault: String,
    /// Set when the vault cannot be used.
    pub vault_problem: Option<Problem>,
    /// Data folder.
    pub data_dir: String,
    /// Where the local gateway of new clients stands.
    pub gateway_dir: String,
    /// IANA zone of this machine.
    pub time_zone: String,
    /// Who sits at this computer: the name of the system's account.
    pub person: String,
    /// A practice tenant can be started from here.
    pub offers_practice: bool,
    /// Where a damaged database was put aside when the program started (B6).
    pub damaged_kept_as: Option<String>,
    /// What was saved of it; `None`: nothing is known of that.
    pub salvaged: Option<SalvageView>,
}

/// What was saved of a damaged database (B6).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct SalvageView {
    /// Names of the clients that were saved.
    pub clients: Vec<String>,
    /// Some of it could not be read; the clients are paused until a person has looked.
    pub incomplete: bool,
}

/// The home screen (W0).
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Cockpit {
    /// Worst first.
    pub clients: Vec<ClientRow>,
    /// How many clients are scheduled.
    pub scheduled: u32,
    /// The colour of the next client, unless a person chooses another.
    pub next_colour: Colour,
}

/// The state of a client, one word.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, TS)]
#[serde(rename_all = "kebab-case")]
pub enum ClientState {
    /// Steps wait for a person.
    Held,
    /// The last sync failed.
    Failing,
    /// The sign-in ended or ends within seven days.
    SignInEnds,
    /// Not connected or not yet applied: the wizard goes on.
    SettingUp,
    /// A plan waits to be reviewed.
    Pending,
    /// A reading, plan or run is under way.
    Working,
    /// Gateway and tenant agree.
    UpToDate,
    /// Paused by a person.
    Paused,
}

/// The one suggested action of a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "kebab-case")]
#[allow(missing_docs, reason = "the names are the buttons")]
pub enum ClientOffer {
    Continue,
    Review,
    Reauthorise,
    SyncNow,
    Resume,
    None,
}

/// A client in the cockpit.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ClientRow {
    /// Id.
    pub id: u32,
    /// Name.
    pub name: String,
    /// Colour.
    pub colour: Colour,
    /// It lives in the practice cloud.
    pub practice: bool,
    /// Tenant, once connected.
    pub tenant: Option<TenantView>,
    /// Recipients looked after.
    pub mailboxes: u32,
    /// A plan of it was applied: it has a page beside the wizard.
    pub set_up: bool,
    /// State.
    pub state: ClientState,
    /// Why it is in that state, when it failed.
    pub problem: Option<Problem>,
    /// Progress while working.
    pub progress: Option<Progress>,
    /// Last sync that ended well.
    pub last_good: Option<String>,
    /// Next scheduled sync.
    pub next: Option<String>,
    /// Steps of the newest plan that wait to be applied.
    pub pending: u32,
    /// Steps that the newest run was cut short before; the next sync plans them anew.
    pub left: u32,
    /// Steps that wait for a person.
    pub held: u32,
    /// Steps of the last run that failed.
    pub failed: u32,
    /// Settings that wait for a person's hand in the gateway.
    pub by_hand: u32,
    /// Steps of the cut-over that wait for a person, when they were last counted; 0 before the first run.
    pub open_steps: u32,
    /// Whole days until the sign-in dies unused.
    pub days_left: Option<i32>,
    /// The button of the row.
    pub offer: ClientOffer,
    /// The application in its tenant that may read mail: it stays there when the client is removed.
    pub mail_app: Option<ImportAppView>,
}

/// How far long work is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Progress {
    /// What is being done.
    pub phase: Phase,
    /// Things done.
    pub done: u32,
    /// Things in all, when known.
    pub total: Option<u32>,
}

/// Kinds of long work.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "kebab-case")]
#[allow(missing_docs, reason = "the names say it")]
pub enum Phase {
    ReadingTenant,
    ReadingGateway,
    Planning,
    Applying,
    Verifying,
}

/// The steps of the wizard, in order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, TS)]
#[serde(rename_all = "kebab-case")]
#[allow(missing_docs, reason = "the names are the screens")]
pub enum WizardStep {
    Client,
    Connect,
    Domains,
    Mailboxes,
    Options,
    Review,
    Apply,
}

/// Everything a screen of one client needs at its head.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ClientView {
    /// The same as in the cockpit.
    pub row: ClientRow,
    /// Cloud of the client.
    pub cloud: String,
    /// Gateway, as written in the command line's form: `local:/path`.
    pub gateway: String,
    /// What was typed to find the tenant, while none is pinned.
    pub typed: Option<String>,
    /// The sign-in, once there was one.
    pub receipt: Option<ConsentReceipt>,
    /// The wizard goes on here.
    pub resume_at: WizardStep,
    /// Steps that can be opened.
    pub reached: Vec<WizardStep>,
    /// Domains selected, and domains the tenant has.
    pub domains_selected: u32,
    /// Domains of the tenant.
    pub domains_total: u32,
    /// Recipients selected.
    pub mailboxes_selected: u32,
    /// Newest reading of the tenant.
    pub read_at: Option<String>,
    /// The newest reading was complete.
    pub read_complete: bool,
    /// The newest plan that was not applied yet.
    pub plan: Option<u32>,
    /// The newest run.
    pub run: Option<u32>,
}

/// Adds a client.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ClientAdd {
    /// Name, unique among clients.
    pub name: String,
    /// Colour; chosen in turn when absent.
    pub colour: Option<Colour>,
    /// Any domain of the tenant or its GUID; may be given later, in *Connect*.
    pub tenant: Option<String>,
    /// `local`, `local:DIR`, `postgres://…` or `mail-assure:URL`.
    pub gateway: String,
    /// User of the gateway's credentials, where it asks for any.
    #[ts(optional)]
    pub gateway_user: Option<String>,
    /// Their password.
    #[ts(optional, type = "string")]
    pub gateway_password: Option<Password>,
    /// Start the practice cloud and put the client there.
    pub practice: bool,
}

/// Changes name or colour.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ClientChange {
    /// Id.
    pub client: u32,
    /// New name.
    pub name: Option<String>,
    /// New colour.
    pub colour: Option<Colour>,
    /// Pause or resume background sync.
    pub paused: Option<bool>,
}

/// Names one client.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ClientRef {
    /// Id.
    pub client: u32,
}
