//! The hand-over pack: what a client's technician leaves behind (W12), as values and as a document.

mod connection;
mod cutover;
mod exceptions;
mod filtering;
mod runs;
mod settings;

use jiff::Timestamp;
use model::plan::Hold;
use model::{Kind, Options, Services};

pub(crate) use self::exceptions::{reason, until};
pub(crate) use self::runs::{approved_by, result, started_by};
pub(crate) use self::settings::wish;
use crate::words::{Words, fill};
use crate::{Block, Document, Formats, Language, Tile, Tone, named};

/// A list in a document has no more rows; the files have them all.
pub const LISTED: u32 = 300;
/// Exceptions are decisions, so that a document has more of them.
pub const LISTED_EXCEPTIONS: u32 = 1_000;
/// Runs in a document.
pub const LISTED_RUNS: u32 = 50;

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
    /// Its gateway, as people call it.
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
    /// ISO 3166 country.
    pub country: Option<String>,
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
    /// Chosen and set up.
    Filtered,
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
    /// When.
    pub at: Timestamp,
    /// Every domain can be switched without loss.
    pub safe: bool,
    /// Steps of the whole tenant.
    pub tenant: Vec<StepPart>,
    /// Steps of each domain.
    pub domains: Vec<(String, Vec<StepPart>)>,
}

/// A step of the cut-over.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StepPart {
    /// Which.
    pub kind: model::cutover::StepKind,
    /// How it stands.
    pub state: model::cutover::StepState,
    /// What is there.
    pub now: Vec<String>,
    /// What is to be there.
    pub wanted: Vec<String>,
    /// Who marked it as done, when, and with which note.
    pub mark: Option<(String, Timestamp, String)>,
}

/// The newest plan in numbers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlanPart {
    /// Id.
    pub plan: u32,
    /// When it was made.
    pub made_at: Timestamp,
    /// It was applied.
    pub applied: bool,
    /// Steps that would go.
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

/// A pack being written down.
pub(crate) struct Writing<'a> {
    pub pack: &'a Pack,
    pub words: &'static Words,
    pub formats: Formats,
    pub blocks: Vec<Block>,
}

impl Pack {
    /// The pack as a document.
    #[must_use]
    pub fn document(&self) -> Document {
        let words = self.language.words();
        let formats = Formats::of(&self.options, self.language);
        let byline = byline(words, &formats, (self.made_at, &self.made_by, &self.program));
        let mut writing = Writing { pack: self, words, formats, blocks: Vec::new() };
        writing.glance();
        writing.connection();
        writing.domains();
        writing.mailboxes();
        writing.settings();
        writing.exceptions();
        writing.hand();
        writing.cutover();
        writing.held();
        writing.runs();
        let mut document = Document {
            title: words.pack_title.to_owned(),
            subject: self.client.clone(),
            byline,
            language: self.language,
            made_at: self.made_at,
            program: self.program.clone(),
            colour: self.colour,
            mark: self.practice.then(|| words.practice.to_owned()),
            blocks: Vec::new(),
        };
        document.blocks = std::mem::take(&mut writing.blocks);
        let foreign = document.has_foreign_characters();
        writing.about(foreign);
        document.blocks.append(&mut writing.blocks);
        document
    }

    /// Names of the files that belong to the pack, in the pack's language, without ending: the document's own, then
    /// those of mailboxes, exceptions, settings by hand and runs.
    #[must_use]
    pub fn file_names(language: Language) -> [&'static str; 5] {
        let words = language.words();
        [words.file_pack, words.file_mailboxes, words.file_exceptions, words.file_hand, words.file_runs]
    }
}

/// Who made a document, when, with what.
pub(crate) fn byline(words: &Words, formats: &Formats, (at, who, program): (Timestamp, &str, &str)) -> String {
    fill(words.byline, &[("at", &formats.time(at)), ("who", who), ("program", program)])
}

impl Writing<'_> {
    fn heading(&mut self, level: u8, text: &str) {
        self.blocks.push(Block::Heading(level, text.to_owned()));
    }

    fn text(&mut self, text: impl Into<String>) {
        self.blocks.push(Block::Text(text.into()));
    }

    fn n(&self, number: usize) -> String {
        self.formats.number(u32::try_from(number).unwrap_or(u32::MAX))
    }

    fn file(&self, name: &str) -> String {
        format!("{name}.csv")
    }

    fn glance(&mut self) {
        let (words, pack) = (self.words, self.pack);
        self.heading(1, words.glance);
        let read = match pack.read_at {
            Some(at) => fill(words.pack_read, &[("at", &self.formats.time(at))]),
            None => words.pack_unread.to_owned(),
        };
        self.text(fill(words.pack_lead, &[("read", &read)]));
        let chosen = |domain: &&DomainPart| {
            matches!(domain.state, DomainState::Filtered | DomainState::Waiting | DomainState::Alias(_))
        };
        let chosen = pack.domains.iter().filter(chosen).count();
        let all = self.n(pack.domains.len());
        let waiting: u32 = pack.hand.iter().map(|(_, waiting, _)| *waiting).sum();
        let tile = |number: u32, label: &str| Tile { number: self.formats.number(number), label: label.to_owned() };
        let tiles = vec![
            tile(pack.kinds.iter().map(|kind| kind.count).sum(), words.tile_mailboxes),
            tile(u32::try_from(chosen).unwrap_or(u32::MAX), &fill(words.tile_domains, &[("all", &all)])),
            tile(pack.exception_count, words.tile_exceptions),
            tile(waiting, words.tile_hand),
        ];
        self.blocks.push(Block::Tiles(tiles));
        let (tone, note) = self.waits();
        self.blocks.push(Block::Note(tone, note));
    }

    /// Whether what is chosen is also what the gateway has.
    fn waits(&self) -> (Tone, String) {
        let words = self.words;
        let Some(plan) = &self.pack.plan else { return (Tone::Look, words.waits_unplanned.to_owned()) };
        let held: u32 = plan.holds.iter().map(|(_, count)| *count).sum();
        let ready = if plan.applied { 0 } else { plan.ready };
        if self.pack.first_applied.is_none() && ready + held > 0 {
            (Tone::Look, words.waits_unapplied.to_owned())
        } else if ready + held > 0 {
            let (ready, held) = (self.formats.number(ready), self.formats.number(held));
            (Tone::Look, fill(words.waits_some, &[("ready", &ready), ("held", &held)]))
        } else {
            (Tone::Good, words.waits_none.to_owned())
        }
    }

    fn about(&mut self, foreign: bool) {
        let words = self.words;
        self.heading(1, words.about);
        let [_, files @ ..] = Pack::file_names(self.pack.language);
        let files: Vec<String> = files.iter().map(|name| self.file(name)).collect();
        let separator = if named::separator(self.pack.language) == b';' { words.semicolon } else { words.comma };
        self.text(fill(words.about_files, &[("files", &files.join(", ")), ("separator", separator)]));
        self.text(fill(words.about_bound, &[("bound", &self.formats.number(LISTED))]));
        if foreign {
            self.text(words.about_letters);
        }
    }
}
