//! Exceptions as people read them.

use engine::{Excepted, ExceptionCause as StoredCause, ExceptionRecord};
use jiff::{Timestamp, ToSpan as _, tz::TimeZone};

use super::time;
use crate::dto::{ExceptionCause, ExceptionObject, ExceptionView};

/// `zone`: the client's, in which its days are meant.
pub(crate) fn exception(record: &ExceptionRecord, zone: &TimeZone) -> ExceptionView {
    let terms = &record.terms;
    ExceptionView {
        object: match &record.about {
            Excepted::Recipient(id) => ExceptionObject::Recipient { id: id.to_string() },
            Excepted::Domain(name) => ExceptionObject::Domain { name: name.to_string() },
        },
        key: record.key.clone(),
        name: record.name.clone(),
        reason: terms.reason.clone(),
        owner: terms.owner.clone(),
        since: time(record.since),
        until: terms.until.map(|end| last_day(end, zone)),
        ended: record.exempt == model::plan::Exempt::Expired,
        cause: match terms.cause {
            StoredCause::Person => ExceptionCause::Person,
            StoredCause::Undone => ExceptionCause::Undone,
            StoredCause::Drift => ExceptionCause::Drift,
        },
        run: terms.run.map(|run| run.0),
    }
}

/// It ends before a moment, a person names the last day.
fn last_day(end: Timestamp, zone: &TimeZone) -> String {
    let last = end.checked_sub(1.nanosecond()).unwrap_or(end);
    last.to_zoned(zone.clone()).date().to_string()
}
