//! The hand-over pack: what a client's technician leaves behind (W12), as values and as a document.

mod connection;
mod cutover;
mod exceptions;
mod filtering;
mod parts;
mod runs;
mod settings;

use jiff::Timestamp;
use model::cutover::MailRoute;

pub(crate) use self::exceptions::{reason, until};
pub use self::parts::*;
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
            matches!(domain.state, DomainState::SetUp | DomainState::Waiting | DomainState::Alias(_))
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

    /// Whether what is chosen is also what the gateway has, and whether mail comes there.
    fn waits(&self) -> (Tone, String) {
        let words = self.words;
        let Some(plan) = &self.pack.plan else { return (Tone::Look, words.waits_unplanned.to_owned()) };
        let held: u32 = plan.holds.iter().map(|(_, count)| *count).sum();
        if self.pack.first_applied.is_none() && plan.ready + held > 0 {
            (Tone::Look, words.waits_unapplied.to_owned())
        } else if plan.ready + held > 0 {
            let (ready, held) = (self.formats.number(plan.ready), self.formats.number(held));
            (Tone::Look, fill(words.waits_some, &[("ready", &ready), ("held", &held)]))
        } else {
            self.passes_by().unwrap_or_else(|| (Tone::Good, words.waits_none.to_owned()))
        }
    }

    /// R17: a domain is not filtered before its mail comes to the gateway, however well that is set up.
    fn passes_by(&self) -> Option<(Tone, String)> {
        let set_up = || {
            let domains = self.pack.domains.iter();
            domains.filter(|domain| matches!(domain.state, DomainState::SetUp | DomainState::Alias(_)))
        };
        let by = set_up().filter(|domain| domain.mail != Some(MailRoute::Gateway)).count();
        let (count, all) = (self.n(by), self.n(set_up().count()));
        (by > 0).then(|| (Tone::Look, fill(self.words.waits_mail, &[("count", &count), ("all", &all)])))
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
