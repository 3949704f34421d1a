//! CSV files of a pack (RFC 4180), row by row, in the words and formats of their reader.
//!
//! They begin with a byte order mark, because spreadsheets take UTF-8 for something else without it; German ones are
//! separated by semicolons, because German spreadsheets expect that. A cell that a spreadsheet would take for a
//! formula begins with an apostrophe (OWASP, "CSV Injection").

use std::borrow::Cow;
use std::io::{self, Write};

use csv::{Terminator, Writer, WriterBuilder};

use crate::pack::{
    ExceptionPart, HandPart, MailboxPart, RunPart, approved_by, reason, result, started_by, until, wish,
};
use crate::words::Words;
use crate::{Formats, named};

/// A file of one kind of rows.
pub struct Lines<W: Write> {
    out: Writer<W>,
    formats: Formats,
    words: &'static Words,
}

/// A cell that no spreadsheet takes for a formula (OWASP, "CSV Injection"): for every CSV of ours.
#[must_use]
pub fn safe_cell(text: &str) -> Cow<'_, str> {
    if text.starts_with(['=', '+', '-', '@', '\t', '\r']) {
        Cow::Owned(format!("'{text}"))
    } else {
        Cow::Borrowed(text)
    }
}

impl<W: Write> std::fmt::Debug for Lines<W> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Lines").finish_non_exhaustive()
    }
}

impl<W: Write> Lines<W> {
    fn begin(mut to: W, formats: Formats, head: impl Fn(&Words) -> Vec<&'static str>) -> io::Result<Self> {
        to.write_all("\u{feff}".as_bytes())?;
        let words = formats.language.words();
        let mut builder = WriterBuilder::new();
        builder.delimiter(named::separator(formats.language)).terminator(Terminator::CRLF);
        let mut lines = Self { out: builder.from_writer(to), formats, words };
        lines.row(head(words))?;
        Ok(lines)
    }

    fn row<T: AsRef<str>>(&mut self, cells: impl IntoIterator<Item = T>) -> io::Result<()> {
        for cell in cells {
            self.out.write_field(safe_cell(cell.as_ref()).as_bytes())?;
        }
        Ok(self.out.write_record(None::<&[u8]>)?)
    }

    /// Writes out what is left.
    ///
    /// # Errors
    /// The disk's.
    pub fn end(mut self) -> io::Result<()> {
        self.out.flush()
    }

    /// Begins the file of recipients.
    ///
    /// # Errors
    /// The disk's, as everywhere here.
    pub fn of_mailboxes(to: W, formats: Formats) -> io::Result<Self> {
        Self::begin(to, formats, |w| {
            vec![w.name, w.address, w.aliases, w.kind, w.incoming, w.outgoing, w.archive, w.state]
        })
    }

    /// Adds a recipient.
    ///
    /// # Errors
    /// The disk's.
    pub fn mailbox(&mut self, mailbox: &MailboxPart) -> io::Result<()> {
        let has = |has: bool| if has { "1" } else { "0" };
        let (words, services) = (self.words, mailbox.services);
        self.row([
            mailbox.name.as_str(),
            &mailbox.address,
            &mailbox.aliases.join(" "),
            named::kind(words, mailbox.kind),
            has(services.incoming),
            has(services.outgoing),
            has(services.archiving),
            named::standing(words, mailbox.state),
        ])
    }

    /// Begins the file of exceptions.
    ///
    /// # Errors
    /// The disk's.
    pub fn of_exceptions(to: W, formats: Formats) -> io::Result<Self> {
        Self::begin(to, formats, |w| vec![w.object, w.name, w.reason, w.owner, w.since, w.until])
    }

    /// Adds an exception.
    ///
    /// # Errors
    /// The disk's.
    pub fn exception(&mut self, exception: &ExceptionPart) -> io::Result<()> {
        let why = reason(self.words, exception);
        let (since, until) = (self.formats.day(exception.since), until(self.words, &self.formats, exception).text);
        self.row([exception.key.as_str(), &exception.name, &why, &exception.owner, &since, &until])
    }

    /// Begins the file of settings that a person makes.
    ///
    /// # Errors
    /// The disk's.
    pub fn of_hand(to: W, formats: Formats) -> io::Result<Self> {
        Self::begin(to, formats, |w| vec![w.object, w.setting, w.value, w.wanted, w.made, w.done_by])
    }

    /// Adds a setting.
    ///
    /// # Errors
    /// The disk's.
    pub fn hand(&mut self, part: &HandPart) -> io::Result<()> {
        let value = wish(self.words, &self.formats, part);
        let wanted = self.formats.time(part.wanted);
        let (made, who) = match &part.done {
            Some((at, who)) => (self.formats.time(*at), who.as_str()),
            None => (String::new(), ""),
        };
        let setting = named::setting(self.words, &part.setting);
        self.row([part.key.as_str(), setting, &value, &wanted, &made, who])
    }

    /// Begins the file of runs.
    ///
    /// # Errors
    /// The disk's.
    pub fn of_runs(to: W, formats: Formats) -> io::Result<Self> {
        Self::begin(to, formats, |w| vec![w.run, w.when, w.started_by, w.approved_by, w.result, w.undo_until])
    }

    /// Adds a run.
    ///
    /// # Errors
    /// The disk's.
    pub fn run(&mut self, run: &RunPart) -> io::Result<()> {
        let (words, formats) = (self.words, &self.formats);
        let undo = if run.undo.1 { words.undo_over.to_owned() } else { formats.day(run.undo.0) };
        let (approved, result) = (approved_by(words, run).replace('\n', ", "), result(words, formats, run));
        let (id, started) = (run.run.to_string(), formats.time(run.started));
        self.row([id.as_str(), &started, &started_by(words, run), &approved, &result, &undo])
    }
}
