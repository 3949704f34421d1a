//! Exceptions as people read them.

use engine::{Excepted, ExceptionCause as StoredCause, ExceptionRecord};

use super::time;
use crate::dto::{ExceptionCause, ExceptionObject, ExceptionView};

pub(crate) fn exception(record: &ExceptionRecord) -> ExceptionView {
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
        until: terms.until.map(time),
        ended: record.exempt == model::plan::Exempt::Expired,
        cause: match terms.cause {
            StoredCause::Person => ExceptionCause::Person,
            StoredCause::Undone => ExceptionCause::Undone,
            StoredCause::Drift => ExceptionCause::Drift,
        },
        run: terms.run.map(|run| run.0),
    }
}
