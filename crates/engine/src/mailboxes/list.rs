//! Reads a list of mailboxes (docs/CLI.md): a header with `address`, and any of `chosen`, `incoming`, `outgoing` and
//! `archiving` as `1`, `0` or nothing. The same for `tenantryctl` and the window.
//!
//! Spreadsheets write more than one dialect: a byte order mark, semicolons or tabs where the comma parts decimals, a
//! first line `sep=;`, and the apostrophe that keeps a cell from being a formula. All of them are understood.

use csv::{Position, ReaderBuilder, StringRecord, Trim};
use model::{Address, AddressError};
use store::ListedRow;

/// Characters of a cell that are told.
const TOLD: usize = 80;

/// What is wrong with a line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LineFaultKind {
    /// The header has no column `address`.
    NoAddressColumn,
    /// It has more or fewer cells than the header.
    Cells {
        /// Cells that it has.
        has: u64,
        /// Cells of the header.
        header: u64,
    },
    /// The cell is no address.
    Address(AddressError),
    /// The cell is neither `1` nor `0` nor empty.
    Switch,
}

/// A line that cannot be taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LineFault {
    /// Line in the file, from 1.
    pub line: u32,
    /// What is wrong.
    pub kind: LineFaultKind,
    /// What stands there, shortened.
    pub text: String,
}

/// A list as it was read: what can be taken, and what is wrong.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct MailboxList {
    /// Lines that can be taken, in order.
    pub rows: Vec<ListedRow>,
    /// Lines that cannot, in order.
    pub faults: Vec<LineFault>,
}

struct Columns {
    address: usize,
    /// `chosen`, `incoming`, `outgoing`, `archiving`.
    switches: [Option<usize>; 4],
}

impl MailboxList {
    /// Reads the text of a file, line by line.
    #[must_use]
    pub fn read(text: &str) -> Self {
        let text = text.trim_start_matches('\u{feff}');
        let (delimiter, text, above) = dialect(text);
        let mut list = Self::default();
        let mut reader = ReaderBuilder::new().delimiter(delimiter).trim(Trim::All).from_reader(text.as_bytes());
        let columns = match reader.headers() {
            Ok(header) => columns(header).ok_or_else(|| told(header.iter().next().unwrap_or_default())),
            Err(error) => Err(told(&error.to_string())),
        };
        let columns = match columns {
            Ok(columns) => columns,
            Err(text) => {
                list.faults.push(LineFault { line: above + 1, kind: LineFaultKind::NoAddressColumn, text });
                return list;
            }
        };
        let mut lines = Lines { bytes: text.as_bytes(), at: 0, line: above + 1 };
        let (mut record, header) = (StringRecord::new(), reader.headers().map_or(0, StringRecord::len));
        loop {
            let read = reader.read_record(&mut record);
            let line = lines.of(record.position());
            match read {
                Ok(false) => return list,
                Ok(true) => match row(&record, &columns, line) {
                    Ok(row) => list.rows.push(row),
                    Err((kind, text)) => list.faults.push(LineFault { line, kind, text: told(&text) }),
                },
                Err(error) => {
                    let has = record.len() as u64;
                    let kind = LineFaultKind::Cells { has, header: header as u64 };
                    list.faults.push(LineFault { line, kind, text: told(record.get(0).unwrap_or_default()) });
                    if !matches!(error.kind(), csv::ErrorKind::UnequalLengths { .. }) {
                        return list;
                    }
                }
            }
        }
    }
}

/// What parts the cells, the text after a line that only says so, and how many lines that were.
fn dialect(text: &str) -> (u8, &str, u32) {
    let (first, rest) = text.split_once('\n').unwrap_or((text, ""));
    if let Some(named) = first.trim_end().strip_prefix("sep=")
        && let [delimiter] = named.as_bytes()
    {
        return (*delimiter, rest, 1);
    }
    let most = [b',', b';', b'\t'].into_iter().rev().max_by_key(|mark| first.bytes().filter(|b| b == mark).count());
    (most.unwrap_or(b','), text, 0)
}

fn columns(header: &StringRecord) -> Option<Columns> {
    let column = |name: &str| header.iter().position(|cell| cell.eq_ignore_ascii_case(name));
    let switches = ["chosen", "incoming", "outgoing", "archiving"].map(column);
    Some(Columns { address: column("address")?, switches })
}

fn row(record: &StringRecord, columns: &Columns, line: u32) -> Result<ListedRow, (LineFaultKind, String)> {
    let cell = |at: usize| unguarded(record.get(at).unwrap_or_default());
    let switch = |at: Option<usize>| match at.map(cell).unwrap_or_default() {
        "" => Ok(None),
        "1" => Ok(Some(true)),
        "0" => Ok(Some(false)),
        other => Err((LineFaultKind::Switch, other.to_owned())),
    };
    let text = cell(columns.address);
    let address: Address = text.parse().map_err(|error| (LineFaultKind::Address(error), text.to_owned()))?;
    let [chosen, incoming, outgoing, archiving] = columns.switches;
    Ok(ListedRow {
        address,
        selected: switch(chosen)?.unwrap_or(true),
        incoming: switch(incoming)?,
        outgoing: switch(outgoing)?,
        archiving: switch(archiving)?,
        line,
    })
}

/// A cell without the apostrophe that kept it from being a formula.
fn unguarded(cell: &str) -> &str {
    cell.strip_prefix('\'').filter(|rest| rest.starts_with(['=', '+', '-', '@', '\t', '\r'])).unwrap_or(cell)
}

/// Counts lines as a person does, the empty ones among them: a record's own number lags behind where lines end in two
/// characters.
struct Lines<'a> {
    bytes: &'a [u8],
    at: usize,
    line: u32,
}

impl Lines<'_> {
    /// The line in which a record begins; records come in order.
    fn of(&mut self, position: Option<&Position>) -> u32 {
        let mut start = position.map_or(self.at, |at| usize::try_from(at.byte()).unwrap_or(usize::MAX));
        while matches!(self.bytes.get(start), Some(b'\r' | b'\n')) {
            start += 1;
        }
        while self.at < start.min(self.bytes.len()) {
            let next = self.bytes.get(self.at + 1);
            let ends = match self.bytes.get(self.at) {
                Some(b'\n') => true,
                Some(b'\r') => next != Some(&b'\n'),
                _ => false,
            };
            self.line += u32::from(ends);
            self.at += 1;
        }
        self.line
    }
}

fn told(cell: &str) -> String {
    let short: String = cell.chars().filter(|c| !c.is_control()).take(TOLD).collect();
    if short.len() < cell.len() { format!("{short}…") } else { short }
}

#[cfg(test)]
mod tests;
