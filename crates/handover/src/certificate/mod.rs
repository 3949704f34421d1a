//! The completion certificate of a mail import (S4): what the server has, what was delivered, what cannot be had.

mod elsewhere;
mod mailboxes;
mod named;
mod parts;
mod result;
mod skipped;

pub use self::parts::*;
use crate::pack::byline;
use crate::words::{CertificateWords, Words, fill};
use crate::{Block, Document, Formats};

/// Mailboxes in a document; the files have them all.
pub const LISTED: usize = 5_000;
/// Messages that cannot be had, in a document.
pub const LISTED_SKIPPED: usize = 500;
/// Those of one mailbox.
pub const LISTED_OF_ONE: usize = 20;
/// Places that are named of each kind.
pub const NAMED: usize = 10;
/// Folders that were not chosen; all further ones are a sum.
pub const LISTED_FOLDERS: usize = 25;
/// The lists that belong to a certificate: mailboxes, messages that cannot be had, places that were not reached.
pub const FILES: [&str; 3] = ["import-certificate.csv", "import-skipped.csv", "import-not-reached.csv"];

/// A certificate being written down.
struct Writing<'a> {
    paper: &'a CertificatePaper,
    words: &'static CertificateWords,
    common: &'static Words,
    formats: Formats,
    blocks: Vec<Block>,
}

impl CertificatePaper {
    /// The certificate as a document. One that is not complete has another title, and says on its first lines what is
    /// missing.
    #[must_use]
    pub fn document(&self) -> Document {
        let (words, common) = (self.language.certificate_words(), self.language.words());
        let formats = Formats::of(&self.options, self.language);
        let byline = byline(common, &formats, (self.written_at, &self.written_by, &self.program));
        let mut writing = Writing { paper: self, words, common, formats, blocks: Vec::new() };
        writing.result();
        writing.what();
        writing.mailboxes();
        writing.skipped();
        writing.elsewhere();
        let title = if self.agrees() { words.title } else { words.title_open };
        let mut document = Document {
            title: self.mailbox.as_ref().map_or_else(|| title.to_owned(), |mailbox| format!("{title}: {mailbox}")),
            subject: self.client.clone(),
            byline,
            language: self.language,
            made_at: self.written_at,
            program: self.program.clone(),
            colour: self.colour,
            mark: self.practice.then(|| common.practice.to_owned()),
            blocks: std::mem::take(&mut writing.blocks),
        };
        let foreign = document.has_foreign_characters();
        writing.about(foreign);
        document.blocks.append(&mut writing.blocks);
        document
    }

    /// S4: complete, and no number or mailbox of this document says otherwise.
    fn agrees(&self) -> bool {
        self.complete
            && self.joined() == 0
            && self.total.agree()
            && self.states.iter().any(|(_, count)| *count > 0)
            && self.states.iter().all(|(state, count)| state.is_over() || *count == 0)
            && self.mailboxes.iter().all(|mailbox| mailbox.state.is_over() && mailbox.sums.agree())
    }

    fn all(&self) -> u64 {
        self.states.values().sum()
    }

    /// Mailboxes that belong to the import and were not looked at.
    fn joined(&self) -> u64 {
        self.not_reached.iter().filter(|part| part.place == Place::Joined).map(|part| part.count).sum()
    }
}

impl Writing<'_> {
    fn heading(&mut self, level: u8, text: &str) {
        self.blocks.push(Block::Heading(level, text.to_owned()));
    }

    fn text(&mut self, text: impl Into<String>) {
        self.blocks.push(Block::Text(text.into()));
    }

    /// Fills in numbers as the client writes them, and texts.
    fn with(&self, text: &str, numbers: &[(&str, u64)], texts: &[(&str, &str)]) -> String {
        let numbers: Vec<(&str, String)> =
            numbers.iter().map(|(name, number)| (*name, self.formats.number(*number))).collect();
        let numbers = numbers.iter().map(|(name, number)| (*name, number.as_str()));
        fill(text, &numbers.chain(texts.iter().copied()).collect::<Vec<_>>())
    }

    fn about(&mut self, foreign: bool) {
        let words = self.words;
        self.heading(1, words.about);
        if let Some((first, last)) = self.counted().filter(|_| self.paper.agrees()) {
            self.text(match &last {
                Some(last) => fill(words.about_counts, &[("first", &first), ("last", last), ("file", FILES[0])]),
                None => fill(words.about_count, &[("at", &first)]),
            });
        }
        if self.paper.ledger.is_some() {
            self.text(words.about_ledger);
        }
        self.text(fill(words.about_files, &[("files", &FILES.join(", "))]));
        if foreign {
            self.text(self.common.about_letters);
        }
    }
}
