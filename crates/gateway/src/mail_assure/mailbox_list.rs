//! The panel's mailbox list as CSV (RFC 4180): no public call can write it, so that a person imports it.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::io::Write;

use csv::{Terminator, Writer, WriterBuilder};
use model::{Address, Kind, RecipientShape};

/// The columns, in order. An empty cell is the panel's *use recommended*.
pub const MAILBOX_COLUMNS: [&str; 10] = [
    "address",
    "local part",
    "domain",
    "filtered",
    "archived",
    "distribution list",
    "timezone",
    "date format",
    "time format",
    "automatic ESR",
];

/// The line of `address`, one of the recipient's own; `there`: its domain was there before us, and what it had keeps its
/// services and settings (R4), so that none are told.
fn line(address: &Address, shape: &RecipientShape, there: bool) -> [String; 10] {
    let list = matches!(
        shape.kind,
        Kind::DistributionList
            | Kind::DynamicDistributionList
            | Kind::MailEnabledSecurityGroup
            | Kind::Microsoft365Group
    );
    let profile = shape.profile.as_ref().filter(|_| !there);
    let switch = |on: bool| on.to_string();
    let service = |on: bool| if there { String::new() } else { switch(on) };
    [
        defused(address.as_str()).into_owned(),
        defused(address.local_part()).into_owned(),
        defused(address.domain()).into_owned(),
        service(shape.listed && shape.services.incoming),
        service(shape.services.archiving),
        switch(list),
        profile.map(|profile| defused(&profile.time_zone).into_owned()).unwrap_or_default(),
        profile.map(|profile| profile.date_format.as_str().to_owned()).unwrap_or_default(),
        profile.map(|profile| profile.time_format.as_str().to_owned()).unwrap_or_default(),
        profile.map(|profile| switch(!profile.report.times().is_empty())).unwrap_or_default(),
    ]
}

/// A mailbox list as it is written.
#[derive(Debug)]
pub struct MailboxList<W: Write> {
    out: Writer<W>,
    there: BTreeSet<String>,
}

impl<W: Write> MailboxList<W> {
    /// Writes the header. `there`: domains that the panel had before us.
    ///
    /// # Errors
    /// Those of `out`.
    pub fn begin(out: W, there: BTreeSet<String>) -> Result<Self, csv::Error> {
        let mut out = WriterBuilder::new().terminator(Terminator::CRLF).from_writer(out);
        out.write_record(MAILBOX_COLUMNS)?;
        Ok(Self { out, there })
    }

    /// Writes the lines of a recipient: its primary address, and its aliases in other domains, where they have to be
    /// listed as mailboxes because an e-mail alias stays within its domain.
    ///
    /// # Errors
    /// Those of the output.
    pub fn add(&mut self, shape: &RecipientShape) -> Result<(), csv::Error> {
        let elsewhere = shape.aliases.iter().filter(|alias| alias.domain() != shape.primary.domain());
        std::iter::once(&shape.primary)
            .chain(elsewhere)
            .try_for_each(|address| self.out.write_record(line(address, shape, self.there.contains(address.domain()))))
    }

    /// Makes sure that all of it is written, and gives the output back.
    ///
    /// # Errors
    /// Those of the output.
    pub fn end(self) -> std::io::Result<W> {
        self.out.into_inner().map_err(csv::IntoInnerError::into_error)
    }
}

/// A cell that no spreadsheet takes for a formula (OWASP: "CSV Injection").
fn defused(text: &str) -> Cow<'_, str> {
    match text.starts_with(['=', '+', '-', '@', '\t', '\r']) {
        true => Cow::Owned(format!("'{text}")),
        false => Cow::Borrowed(text),
    }
}

#[cfg(test)]
mod tests {
    use model::{DateFormat, Profile, Services, TimeFormat};
    use proptest::prelude::*;

    use super::*;

    fn shape(primary: &str, aliases: &[&str]) -> RecipientShape {
        let profile = Profile {
            time_zone: "Europe/Berlin".into(),
            date_format: DateFormat::DayMonthYearDots,
            time_format: TimeFormat::Hours24,
            report: "daily".parse().unwrap(),
            language: "de".into(),
            sso: true,
        };
        RecipientShape {
            primary: primary.parse().unwrap(),
            aliases: aliases.iter().map(|alias| alias.parse().unwrap()).collect(),
            kind: Kind::User,
            listed: true,
            services: Services { incoming: true, outgoing: false, archiving: true },
            profile: Some(profile),
        }
    }

    fn written(shapes: &[RecipientShape]) -> String {
        let there = ["old.example".to_owned()].into();
        let mut list = MailboxList::begin(Vec::new(), there).unwrap();
        shapes.iter().try_for_each(|shape| list.add(shape)).unwrap();
        String::from_utf8(list.end().unwrap()).unwrap()
    }

    #[test]
    fn g1_the_list_names_every_mailbox_and_the_aliases_that_no_call_can_set() {
        let ann = shape("Ann@larkfield.example", &["a@larkfield.example", "ann@brook.example"]);
        let sales =
            RecipientShape { kind: Kind::Microsoft365Group, profile: None, ..shape("sales@larkfield.example", &[]) };
        let gone = RecipientShape { listed: false, profile: None, ..shape("gone@larkfield.example", &[]) };
        assert_eq!(
            written(&[ann, sales, gone]),
            "address,local part,domain,filtered,archived,distribution list,timezone,date format,time format,automatic ESR\r\n\
             Ann@larkfield.example,Ann,larkfield.example,true,true,false,Europe/Berlin,DD.MM.YYYY,24h,true\r\n\
             ann@brook.example,ann,brook.example,true,true,false,Europe/Berlin,DD.MM.YYYY,24h,true\r\n\
             sales@larkfield.example,sales,larkfield.example,true,true,true,,,,\r\n\
             gone@larkfield.example,gone,larkfield.example,false,true,false,,,,\r\n"
        );
    }

    #[test]
    fn r4_a_domain_that_was_there_before_us_has_lines_without_services_and_settings() {
        let text = written(&[shape("ann@lark.example", &["ann@old.example"]), shape("bob@old.example", &[])]);
        let lines: Vec<&str> = text.lines().skip(1).collect();
        assert_eq!(
            lines,
            [
                "ann@lark.example,ann,lark.example,true,true,false,Europe/Berlin,DD.MM.YYYY,24h,true",
                "ann@old.example,ann,old.example,,,false,,,,",
                "bob@old.example,bob,old.example,,,false,,,,"
            ]
        );
    }

    proptest! {
        #[test]
        fn no_cell_is_taken_for_a_formula_and_every_cell_comes_back(local in "[-=+a-z\"'`{|}!#$%&*/?^_~.]{1,12}") {
            let text = written(&[shape(&format!("{local}@larkfield.example"), &[])]);
            let mut reader = csv::Reader::from_reader(text.as_bytes());
            let line = reader.records().next().unwrap().unwrap();
            prop_assert!(line.iter().all(|cell| !cell.starts_with(['=', '+', '-', '@'])));
            prop_assert_eq!(line[1].strip_prefix('\'').filter(|_| local.starts_with(['=', '+', '-'])).unwrap_or(&line[1]), local);
        }
    }
}
