//! The panel's mailbox list as CSV (RFC 4180): no public call can write it, so that a person imports it.

use std::borrow::Cow;
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

/// The line of `address`, one of the recipient's own.
#[must_use]
pub fn mailbox_line(address: &Address, shape: &RecipientShape) -> [String; 10] {
    let list = matches!(
        shape.kind,
        Kind::DistributionList
            | Kind::DynamicDistributionList
            | Kind::MailEnabledSecurityGroup
            | Kind::Microsoft365Group
    );
    let profile = shape.profile.as_ref();
    let switch = |on: bool| on.to_string();
    [
        defused(address.as_str()).into_owned(),
        defused(address.local_part()).into_owned(),
        defused(address.domain()).into_owned(),
        switch(shape.listed && shape.services.incoming),
        switch(shape.services.archiving),
        switch(list),
        profile.map(|profile| defused(&profile.time_zone).into_owned()).unwrap_or_default(),
        profile.map(|profile| profile.date_format.as_str().to_owned()).unwrap_or_default(),
        profile.map(|profile| profile.time_format.as_str().to_owned()).unwrap_or_default(),
        profile.map(|profile| switch(!profile.report.times().is_empty())).unwrap_or_default(),
    ]
}

/// The lines of a recipient: its primary address, and its aliases in other domains, where they have to be listed as
/// mailboxes because an e-mail alias stays within its domain.
pub fn mailbox_lines(shape: &RecipientShape) -> impl Iterator<Item = [String; 10]> + '_ {
    let elsewhere = shape.aliases.iter().filter(|alias| alias.domain() != shape.primary.domain());
    std::iter::once(&shape.primary).chain(elsewhere).map(|address| mailbox_line(address, shape))
}

/// A mailbox list as it is written.
#[derive(Debug)]
pub struct MailboxList<W: Write>(Writer<W>);

impl<W: Write> MailboxList<W> {
    /// Writes the header.
    ///
    /// # Errors
    /// Those of `out`.
    pub fn begin(out: W) -> Result<Self, csv::Error> {
        let mut writer = WriterBuilder::new().terminator(Terminator::CRLF).from_writer(out);
        writer.write_record(MAILBOX_COLUMNS)?;
        Ok(Self(writer))
    }

    /// Writes the lines of a recipient.
    ///
    /// # Errors
    /// Those of the output.
    pub fn add(&mut self, shape: &RecipientShape) -> Result<(), csv::Error> {
        mailbox_lines(shape).try_for_each(|line| self.0.write_record(line))
    }

    /// Makes sure that all of it is written, and gives the output back.
    ///
    /// # Errors
    /// Those of the output.
    pub fn end(self) -> std::io::Result<W> {
        self.0.into_inner().map_err(csv::IntoInnerError::into_error)
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
        let mut list = MailboxList::begin(Vec::new()).unwrap();
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
