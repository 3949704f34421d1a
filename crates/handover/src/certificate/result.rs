//! Whether the numbers agree, the arithmetic, and what it was all about.

use super::{CertificatePaper, FoldersBegin, MailboxState, SumsPart, Writing, named};
use crate::words::fill;
use crate::{Block, Cell, Column, Table, Tile, Tone};

impl Writing<'_> {
    pub(super) fn result(&mut self) {
        let (words, total) = (self.words, &self.paper.total);
        self.heading(1, words.result);
        let verdict = self.verdict();
        self.blocks.extend(verdict.into_iter().map(|(tone, text)| Block::Note(tone, text)));
        let tile = |number: u64, label: &str| Tile { number: self.formats.number(number), label: label.to_owned() };
        self.blocks.push(Block::Tiles(vec![
            tile(total.server, words.tile_server),
            tile(total.imported, words.tile_imported),
            tile(total.duplicates, words.tile_duplicates),
            tile(total.skipped(), words.tile_skipped),
        ]));
        self.arithmetic(total);
    }

    /// S4: what must not be overlooked, the worst first.
    fn verdict(&self) -> Vec<(Tone, String)> {
        let (words, paper) = (self.words, self.paper);
        let (server, skipped) = (paper.total.server, paper.total.skipped());
        let mut notes = Vec::new();
        if paper.agrees() {
            let agree = match (server, skipped) {
                (0, _) => words.agree_empty,
                (_, 0) => words.agree,
                _ => words.agree_skipped,
            };
            notes.push((Tone::Good, self.with(agree, &[("server", server)], &[])));
        } else {
            let of = |state| paper.states.get(&state).copied().unwrap_or_default();
            let done = of(MailboxState::Done) + of(MailboxState::Exceptions);
            let differ = of(MailboxState::Differs);
            let (differs, not_yet) = match paper.mailbox {
                Some(_) => (words.differ_one, words.not_yet_one),
                None => (words.differ, words.not_yet),
            };
            if differ > 0 {
                notes.push((Tone::Bad, self.with(differs, &[("count", differ), ("all", paper.all())], &[])));
            }
            let joined = paper.joined();
            notes.push((Tone::Look, self.with(not_yet, &[("done", done), ("all", paper.all() + joined)], &[])));
            if joined > 0 {
                notes.push((Tone::Look, self.with(words.joined, &[("count", joined)], &[])));
            }
            let refused = of(MailboxState::Refused);
            if refused > 0 {
                notes.push((Tone::Look, self.with(words.refused, &[("count", refused)], &[])));
            }
            notes.push((Tone::Plain, words.no_certificate.to_owned()));
        }
        if skipped > 0 {
            notes.push((Tone::Look, self.with(words.exceptions, &[("skipped", skipped)], &[])));
        }
        if paper.total.gone > 0 {
            notes.push((Tone::Look, self.with(words.left_unread, &[("gone", paper.total.gone)], &[])));
        }
        if !paper.not_reached.is_empty() {
            notes.push((Tone::Look, words.not_reached.to_owned()));
        }
        notes
    }

    fn arithmetic(&mut self, total: &SumsPart) {
        let words = self.words;
        self.heading(2, words.arithmetic);
        let first = if total.counted { words.counted } else { words.listed };
        let plain = |name: &str, number: String| vec![Cell::from(name), Cell::from(number)];
        let number = |number: u64| self.formats.number(number);
        let mut rows = vec![plain(first, number(total.server))];
        if total.server != total.listed {
            rows.push(vec![words.listed_too.into(), Cell::state(Tone::Bad, number(total.listed))]);
        }
        rows.extend([
            plain(words.sum_imported, number(total.imported)),
            plain(words.sum_duplicates, number(total.duplicates)),
            plain(words.sum_skipped, number(total.skipped())),
            plain(words.sum_left, number(total.left)),
            plain(words.sum, self.formats.integer(total.accounted)),
        ]);
        let tone = if total.difference == 0 { Tone::Good } else { Tone::Bad };
        let difference = Cell::state(tone, self.formats.signed(total.difference));
        rows.push(vec![words.difference.into(), difference]);
        if total.open > 0 {
            rows.push(vec![words.open.into(), Cell::state(Tone::Look, number(total.open))]);
        }
        if total.gone > 0 {
            rows.push(vec![words.gone.into(), Cell::state(Tone::Look, number(total.gone))]);
        }
        if total.again > 0 {
            rows.push(plain(words.again, number(total.again)));
        }
        let columns = vec![Column::text(words.item, 5.0), Column::number(words.messages, 1.2)];
        self.blocks.push(Block::Table(Table { summary: words.arithmetic.to_owned(), columns, rows }));
    }

    pub(super) fn what(&mut self) {
        let (words, common, paper) = (self.words, self.common, self.paper);
        self.heading(1, words.what);
        let mut facts: Vec<(&str, String)> = Vec::new();
        facts.extend(paper.mailbox.clone().map(|mailbox| (words.mailbox, mailbox)));
        facts.extend(paper.tenant.name.clone().map(|name| (common.tenant_name, name)));
        facts.push((common.tenant_id, paper.tenant.id.clone()));
        facts.extend(paper.tenant.initial_domain.clone().map(|domain| (common.initial_domain, domain)));
        facts.push((words.archive, self.archive()));
        facts.push((words.days, self.days()));
        facts.push((words.folders, self.folders()));
        match (&paper.mailbox, paper.mailboxes.first()) {
            (Some(_), Some(one)) => facts.push((common.state, named::standing(words, &self.formats, one).text)),
            _ => facts.push((words.mailboxes, self.whose())),
        }
        facts.push((words.delivered, self.formats.size(paper.total.bytes)));
        facts.push((words.begun, self.formats.time(paper.begun_at)));
        facts.extend(self.counted().map(|(first, last)| match &last {
            Some(last) => (words.counted_at, fill(words.counted_between, &[("first", &first), ("last", last)])),
            None => (words.counted_at, first),
        }));
        facts.push((words.zone, paper.options.time_zone.clone()));
        facts.push((words.ledger, paper.ledger.as_deref().map_or_else(|| words.ledger_none.to_owned(), groups)));
        self.blocks.push(Block::Facts(facts.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()));
    }

    fn whose(&self) -> String {
        let count = self.formats.number(self.paper.all());
        match self.paper.everybody {
            Some(at) => fill(self.words.everybody, &[("count", &count), ("at", &self.formats.time(at))]),
            None => count,
        }
    }

    /// When the mailboxes were counted: the earliest of these times as it is written, and the latest where that is another.
    pub(super) fn counted(&self) -> Option<(String, Option<String>)> {
        let (first, last) = self.paper.counted?;
        let (first, last) = (self.formats.time(first), self.formats.time(last));
        Some((first.clone(), Some(last).filter(|last| *last != first)))
    }

    fn archive(&self) -> String {
        let place = &self.paper.archive;
        let (form, place) = match place.strip_prefix("maildir:") {
            Some(folder) => (self.words.maildir, folder),
            None => (self.words.smtp, place.as_str()),
        };
        let archive = fill(form, &[("place", place)]);
        match self.paper.former.as_slice() {
            [] => archive,
            former => fill(self.words.former, &[("archive", &archive), ("former", &former.join(", "))]),
        }
    }

    fn days(&self) -> String {
        let CertificatePaper { since, until, .. } = self.paper;
        let since = since.map(|at| self.formats.first_day(at)).unwrap_or_default();
        let until = until.map(|at| self.formats.last_day(at)).unwrap_or_default();
        let form = match (since.is_empty(), until.is_empty()) {
            (true, true) => self.words.days_all,
            (false, true) => self.words.days_since,
            (true, false) => self.words.days_until,
            (false, false) => self.words.days_between,
        };
        fill(form, &[("since", &since), ("until", &until)])
    }

    fn folders(&self) -> String {
        let (words, folders) = (self.words, &self.paper.folders);
        let listed =
            |names: &[String]| names.iter().map(|name| named::folder(words, name)).collect::<Vec<_>>().join(", ");
        let names = listed(&folders.named);
        let chosen = match folders.begin {
            FoldersBegin::Usual if names.is_empty() => words.folders_usual.to_owned(),
            FoldersBegin::Usual => format!("{}; {names}", words.folders_usual),
            FoldersBegin::All => words.folders_all.to_owned(),
            FoldersBegin::Named => fill(words.folders_named, &[("names", &names)]),
        };
        match folders.without.is_empty() {
            true => chosen,
            false => fill(words.folders_without, &[("folders", &chosen), ("names", &listed(&folders.without))]),
        }
    }
}

/// Digits in groups of four, eight in a line, as people compare them.
fn groups(digits: &str) -> String {
    let digits: Vec<char> = digits.chars().collect();
    let groups: Vec<String> = digits.chunks(4).map(String::from_iter).collect();
    groups.chunks(8).map(|line| line.join(" ")).collect::<Vec<_>>().join("\n")
}
