//! Settings of a mailbox as fields between control characters: a third of their JSON, and as many of them as mailboxes.

use std::fmt::Write as _;

use model::{DateFormat, Profile, TimeFormat};

/// Between the settings (ASCII's group separator).
const SETTING: char = '\u{1d}';

/// `None` for what has to be JSON, which begins with a brace.
pub fn fields(profile: &Profile) -> Option<String> {
    let mut out = String::with_capacity(48);
    put(&mut out, profile)?;
    (!out.starts_with('{')).then_some(out)
}

/// Adds the fields.
pub fn put(out: &mut String, profile: &Profile) -> Option<()> {
    let Profile { time_zone, date_format, time_format, report, language, sso } = profile;
    put_text(out, time_zone)?;
    for setting in [date_format.as_str(), time_format.as_str()] {
        out.push(SETTING);
        out.push_str(setting);
    }
    out.push(SETTING);
    if report.times().is_empty() {
        out.push_str("off");
    }
    for (at, time) in report.times().iter().enumerate() {
        write!(out, "{}{time}", if at > 0 { "," } else { "" }).ok()?;
    }
    out.push(SETTING);
    put_text(out, language)?;
    out.extend([SETTING, if *sso { '1' } else { '0' }]);
    Some(())
}

/// Text that holds no control character.
pub fn put_text(out: &mut String, text: &str) -> Option<()> {
    text.bytes().all(|byte| byte >= 0x20).then(|| out.push_str(text))
}

/// The reverse of [`fields`].
pub fn of_fields(text: &str) -> Option<Profile> {
    let mut settings = text.split(SETTING);
    let (time_zone, date_format) = (settings.next()?.to_owned(), settings.next()?.parse::<DateFormat>().ok()?);
    let time_format = settings.next()?;
    Some(Profile {
        time_zone,
        date_format,
        time_format: [TimeFormat::Hours12, TimeFormat::Hours24].into_iter().find(|f| f.as_str() == time_format)?,
        report: settings.next()?.parse().ok()?,
        language: settings.next()?.to_owned(),
        sso: settings.next()? == "1",
    })
}

#[cfg(test)]
mod tests {
    use model::Options;
    use rusqlite::Connection;

    use super::*;
    use crate::codec::Profiles;

    #[test]
    fn settings_are_read_from_fields_and_from_the_json_of_earlier_versions_and_have_one_print() {
        let profile = Options::default().profile();
        let json = serde_json::to_string(&profile).unwrap();
        let text = fields(&profile).unwrap();
        assert!(text.len() * 2 < json.len(), "{text:?}");
        let db = Connection::open_in_memory().unwrap();
        let mut profiles = Profiles::default();
        for column in [&text, &json] {
            db.query_row("SELECT ?1", [column], |row| {
                assert_eq!(profiles.read(row, 0)?.as_ref(), Some(&profile));
                assert_eq!(profiles.read_json(row, 0)?, json);
                Ok(())
            })
            .unwrap();
        }
    }

    #[test]
    fn settings_that_would_break_the_form_stay_json() {
        for time_zone in ["{", "a\u{1d}b"] {
            let profile = Profile { time_zone: time_zone.to_owned(), ..Options::default().profile() };
            assert_eq!(fields(&profile), None);
            assert!(Profiles::default().text(Some(&profile)).unwrap().starts_with("{\""));
        }
    }
}
