//! W5: options are checked before they are stored, so that no later step can stumble over them.

use jiff::tz::TimeZone;
use model::{Options, SyncEvery};

/// Why options cannot be stored.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum OptionsError {
    /// Not in the IANA time zone database.
    #[error("\u{201c}{0}\u{201d} is not a time zone of the IANA database")]
    UnknownZone(String),
    /// The brake's share.
    #[error("the brake's share is 0 to 100 percent, not {0}")]
    BrakePercent(u8),
    /// Minutes between background syncs.
    #[error("a background sync runs every 15 to 1440 minutes, not every {0}")]
    SyncMinutes(u16),
    /// Not a language tag (BCP 47).
    #[error("\u{201c}{0}\u{201d} is not a language tag like en or de-CH")]
    Language(String),
    /// No account.
    #[error("\u{201c}{0}\u{201d} is not an account like name@domain")]
    Approver(String),
}

/// Checks options of any origin.
///
/// # Errors
/// The first thing that cannot be.
pub fn check(options: &Options) -> Result<(), OptionsError> {
    if TimeZone::get(&options.time_zone).is_err() {
        return Err(OptionsError::UnknownZone(options.time_zone.chars().take(64).collect()));
    }
    if options.brake.percent > 100 {
        return Err(OptionsError::BrakePercent(options.brake.percent));
    }
    if let SyncEvery::Minutes(minutes) = options.sync
        && !(15..=1440).contains(&minutes)
    {
        return Err(OptionsError::SyncMinutes(minutes));
    }
    if !is_language(&options.language) {
        return Err(OptionsError::Language(options.language.chars().take(64).collect()));
    }
    if let Some(wrong) = options.approvers.iter().find(|one| !is_account(one)) {
        return Err(OptionsError::Approver(wrong.chars().take(64).collect()));
    }
    Ok(())
}

/// A user name as Microsoft has it: one `@` between two parts without spaces.
fn is_account(text: &str) -> bool {
    let plain = !text.chars().any(|c| c.is_whitespace() || c.is_control() || c == ',');
    plain
        && text
            .split_once('@')
            .is_some_and(|(name, domain)| !name.is_empty() && !domain.is_empty() && !domain.contains('@'))
}

/// The form of a language tag: subtags of 1 to 8 letters or digits, the first of 2 to 8 letters (RFC 5646 2.1).
fn is_language(tag: &str) -> bool {
    let mut subtags = tag.split('-');
    let first = subtags.next().unwrap_or_default();
    (2..=8).contains(&first.len())
        && first.bytes().all(|b| b.is_ascii_alphabetic())
        && subtags.all(|s| (1..=8).contains(&s.len()) && s.bytes().all(|b| b.is_ascii_alphanumeric()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn w5_options_that_cannot_be_are_refused_by_name() {
        let with = |change: fn(&mut Options)| {
            let mut options = Options::default();
            change(&mut options);
            check(&options)
        };
        assert_eq!(with(|_| {}), Ok(()));
        assert_eq!(with(|o| o.time_zone = "Europe/Berlin".into()), Ok(()));
        assert_eq!(
            with(|o| o.time_zone = "Mars/Olympus".into()),
            Err(OptionsError::UnknownZone("Mars/Olympus".into()))
        );
        assert_eq!(with(|o| o.brake.percent = 101), Err(OptionsError::BrakePercent(101)));
        assert_eq!(with(|o| o.sync = SyncEvery::Minutes(14)), Err(OptionsError::SyncMinutes(14)));
        assert_eq!(with(|o| o.sync = SyncEvery::Manual), Ok(()));
        assert_eq!(with(|o| o.language = "de-CH".into()), Ok(()));
        assert_eq!(with(|o| o.approvers = vec!["ruth@larkfield.example".into()]), Ok(()));
        assert_eq!(with(|o| o.approvers = vec!["ruth".into()]), Err(OptionsError::Approver("ruth".into())));
        assert_eq!(with(|o| o.language = "e".into()), Err(OptionsError::Language("e".into())));
    }
}
