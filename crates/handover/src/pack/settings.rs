//! What was decided once for the client (W5), and what is left to a hand (G1).

use super::{HandPart, HandWish, LISTED, Pack, Writing};
use crate::words::fill;
use crate::{Block, Cell, Column, Formats, Table, Tone, named};

impl Writing<'_> {
    pub(super) fn settings(&mut self) {
        let (words, options) = (self.words, &self.pack.options);
        self.heading(1, words.settings);
        let formats = &self.formats;
        let hours = match options.time_format {
            model::TimeFormat::Hours12 => words.hours_12,
            model::TimeFormat::Hours24 => words.hours_24,
        };
        let new = match options.new_mailboxes {
            model::NewMailboxes::Add => words.new_add,
            model::NewMailboxes::Review => words.new_review,
        };
        let (percent, floor) = (options.brake.percent.to_string(), formats.number(options.brake.floor));
        let second = if options.second_person { words.second_needed } else { words.second_not };
        let facts = [
            (words.time_zone, options.time_zone.clone()),
            (words.date_format, options.date_format.as_str().to_owned()),
            (words.time_format, hours.to_owned()),
            (words.report, report(words, formats, &options.report)),
            (words.report_language, named::language(words, &options.language).to_owned()),
            (words.sso, named::on(words, options.sso).to_owned()),
            (words.new_archiving, named::on(words, options.archiving).to_owned()),
            (words.default_mailboxes, named::services(words, options.defaults.mailboxes)),
            (words.default_others, named::services(words, options.defaults.others)),
            (words.new_mailboxes, new.to_owned()),
            (words.leavers_in, named::leaver(words, formats, options.leavers.incoming)),
            (words.leavers_out, named::leaver(words, formats, options.leavers.outgoing)),
            (words.leavers_archive, words.archive_kept.to_owned()),
            (words.sync, named::sync(words, formats, &options.sync)),
            (words.brake, fill(words.brake_at, &[("percent", &percent), ("floor", &floor)])),
            (words.second_person, second.to_owned()),
        ];
        self.blocks.push(Block::Facts(facts.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()));
    }

    pub(super) fn hand(&mut self) {
        let (words, pack) = (self.words, self.pack);
        self.heading(1, words.hand);
        if pack.hand.is_empty() {
            return self.text(words.hand_none);
        }
        self.text(words.hand_lead);
        let rows = pack.hand.iter().map(|(setting, waiting, made)| {
            let tone = if *waiting > 0 { Tone::Look } else { Tone::Plain };
            let waiting = Cell::state(tone, self.formats.number(*waiting));
            vec![named::setting(words, setting).into(), waiting, self.formats.number(*made).into()]
        });
        self.blocks.push(Block::Table(Table {
            summary: words.hand.to_owned(),
            columns: vec![
                Column::text(words.setting, 5.0),
                Column::text(words.waiting, 1.5),
                Column::number(words.made, 1.2),
            ],
            rows: rows.collect(),
        }));
        if !pack.hand_rows.is_empty() {
            self.hand_rows(pack.hand.iter().map(|(_, waiting, _)| *waiting).sum());
        }
    }

    fn hand_rows(&mut self, all: u32) {
        let words = self.words;
        if all > LISTED {
            let [_, _, _, file, _] = Pack::file_names(self.pack.language);
            let (shown, all, file) = (self.n(self.pack.hand_rows.len()), self.formats.number(all), self.file(file));
            let more = fill(words.hand_more, &[("shown", &shown), ("all", &all), ("file", &file)]);
            self.blocks.push(Block::Aside(more));
        }
        let rows = self.pack.hand_rows.iter().map(|row| {
            let value = wish(words, &self.formats, row);
            vec![row.key.as_str().into(), named::setting(words, &row.setting).into(), value.into()]
        });
        self.blocks.push(Block::Table(Table {
            summary: words.hand_lead.to_owned(),
            columns: vec![
                Column::text(words.object, 3.0),
                Column::text(words.setting, 2.6),
                Column::text(words.value, 4.0),
            ],
            rows: rows.collect(),
        }));
    }
}

/// How a setting is to be, in words.
pub(crate) fn wish(words: &crate::words::Words, formats: &Formats, part: &HandPart) -> String {
    match &part.value {
        HandWish::Switch(on) => named::on(words, *on).to_owned(),
        HandWish::Text(text) => text.clone(),
        HandWish::Services(services) => named::services(words, *services),
        HandWish::Mailbox(listed, kind, before) => {
            let kind = named::kind(words, *kind);
            let listed = if *listed { fill(words.listed, &[("kind", kind)]) } else { words.unlisted.to_owned() };
            match before {
                Some(address) => fill(words.listed_before, &[("listed", &listed), ("address", address)]),
                None => listed,
            }
        }
        HandWish::Profile(profile) => {
            let sso = format!("{}: {}", words.sso, named::on(words, profile.sso));
            let hours = match profile.time_format {
                model::TimeFormat::Hours12 => words.hours_12,
                model::TimeFormat::Hours24 => words.hours_24,
            };
            let date = profile.date_format.as_str();
            [&profile.time_zone, date, hours, &report(words, formats, &profile.report), &sso].join("; ")
        }
        HandWish::ThereAlready => words.there_already.to_owned(),
    }
}

fn report(words: &crate::words::Words, formats: &Formats, report: &model::Report) -> String {
    if report.times().is_empty() {
        return words.off.to_owned();
    }
    let times: Vec<String> = report.times().iter().map(|time| formats.clock(*time)).collect();
    fill(words.report_at, &[("times", &times.join(", "))])
}
