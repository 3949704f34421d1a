//! The import of existing mail, and the permission for it.

use engine::{
    APP_NAME, AppScope, ImportAccess, ImportApp, ImportHold, ImportMailboxState, ImportOther, ImportOverview,
    ImportQuery, ImportRecord, ImportRoom, ImportState, MailboxImport, PauseCause, QuietHours, RoomOf, Standing, Sums,
};
use jiff::{Span, Timestamp, tz::TimeZone};

use super::time;
use crate::dto;

/// Makes the same names on both sides of the border.
macro_rules! same {
    ($($code:ident),*) => {
        fn state(value: ImportMailboxState) -> dto::ImportMailboxState {
            match value {
                $(ImportMailboxState::$code => dto::ImportMailboxState::$code,)*
            }
        }

        fn of_state(value: dto::ImportMailboxState) -> ImportMailboxState {
            match value {
                $(dto::ImportMailboxState::$code => ImportMailboxState::$code,)*
            }
        }
    };
}

same!(Queued, Counting, Running, Waiting, Paused, Done, Exceptions, Differs, Refused);

/// A client's newest import, in its zone.
pub(crate) fn import_view(overview: &ImportOverview, zone: &str) -> dto::ImportView {
    let of = |state| overview.states.get(&state).copied().unwrap_or_default();
    let ready = of(ImportMailboxState::Done) + of(ImportMailboxState::Exceptions);
    dto::ImportView {
        id: overview.job.id.0,
        wish: wish(&overview.job, overview.hours, zone),
        state: job_state(overview.job.state),
        under_way: overview.under_way,
        counting: overview.counting,
        held: overview.held.as_ref().map(hold),
        fresh: overview.fresh,
        mailboxes: few(overview.mailboxes),
        states: overview
            .states
            .iter()
            .filter(|(_, number)| **number > 0)
            .map(|(of, number)| dto::ImportStateCount { state: state(*of), count: few(*number) })
            .collect(),
        total: sums(&overview.total),
        rate: overview.rate,
        ends: overview.ends.map(time),
        waits_until: overview.waits_until.map(time),
        estimate: overview.estimate.as_ref().map(|estimate| dto::ImportEstimateView {
            messages: estimate.messages,
            bytes: estimate.bytes,
            counted: few(estimate.counted),
            at_most: estimate.at_most,
            seconds: estimate.seconds,
        }),
        problem: overview.problem.clone().map(Into::into),
        standing: standing(overview.standing),
        ready: few(ready),
        others: overview.others.iter().map(other).collect(),
        moves_to: overview.moves_to.clone(),
        joined: few(overview.joined),
        created: time(overview.job.created_at),
        zone: zone.to_owned(),
    }
}

fn job_state(state: ImportState) -> dto::ImportJobState {
    match state {
        ImportState::Running => dto::ImportJobState::Running,
        ImportState::Paused => dto::ImportJobState::Paused,
        ImportState::Ended => dto::ImportJobState::Ended,
    }
}

fn other(ImportOther { job, under_way, complete }: &ImportOther) -> dto::ImportOther {
    let (sink, state) = (job.wish.sink.clone(), job_state(job.state));
    dto::ImportOther { id: job.id.0, sink, state, under_way: *under_way, complete: *complete }
}

fn few(number: u64) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

/// `zone`: the client's, for an import that does not know in which one its days were meant.
fn wish(job: &ImportRecord, hours: Option<QuietHours>, zone: &str) -> dto::ImportWishView {
    let zone = TimeZone::get(job.wish.zone.as_deref().unwrap_or(zone)).unwrap_or(TimeZone::UTC);
    let day = |at: Timestamp| at.to_zoned(zone.clone()).date();
    // The job ends before a moment, a person names the last day.
    let last = |at: Timestamp| day(at).checked_sub(Span::new().days(1)).unwrap_or_else(|_| day(at));
    dto::ImportWishView {
        sink: job.wish.sink.clone(),
        since: job.wish.since.map(|at| day(at).to_string()),
        until: job.wish.until.map(|at| last(at).to_string()),
        folders: job.wish.folders.clone(),
        hours: hours.map(|hours| dto::QuietView { from: hours.from.to_string(), to: hours.to.to_string() }),
    }
}

fn hold(hold: &ImportHold) -> dto::ImportHold {
    match hold {
        ImportHold::Background(paused) => match paused.why {
            PauseCause::Asked => dto::ImportHold::Everything,
            PauseCause::Offline => dto::ImportHold::Offline,
            PauseCause::Metered => dto::ImportHold::Metered,
            PauseCause::Quiet => dto::ImportHold::Quiet,
        },
        ImportHold::Client => dto::ImportHold::Client,
        ImportHold::Again { at } => dto::ImportHold::Again { at: time(*at) },
    }
}

/// The room that it finds.
pub(crate) fn import_room(room: &ImportRoom) -> dto::ImportRoomView {
    let of = match room.of {
        RoomOf::Archive => dto::ImportRoomOf::Archive,
        RoomOf::InHand => dto::ImportRoomOf::InHand,
    };
    let (folder, short) = (room.folder.display().to_string(), room.is_short());
    dto::ImportRoomView { of, folder, needed: room.needed, free: room.free, short }
}

fn standing(value: Standing) -> dto::ImportStanding {
    match value {
        Standing::Open => dto::ImportStanding::Open,
        Standing::Agrees => dto::ImportStanding::Agrees,
        Standing::Differs => dto::ImportStanding::Differs,
        Standing::Refused => dto::ImportStanding::Refused,
    }
}

fn sums(sums: &Sums) -> dto::ImportSums {
    let reason = |(code, number): (&String, &u64)| dto::ImportReason { code: code.clone(), count: *number };
    dto::ImportSums {
        server: sums.server(),
        imported: sums.imported,
        duplicates: sums.duplicates,
        skipped: sums.skipped(),
        reasons: sums.skipped.iter().map(reason).collect(),
        left: sums.left,
        gone: sums.gone,
        accounted: u64::try_from(sums.accounted()).unwrap_or_default(),
        difference: sums.difference(),
        open: sums.open,
        bytes: sums.bytes,
        maybe_twice: sums.again,
    }
}

/// A request for a window, as the engine takes it.
pub(crate) fn import_window_query(request: dto::ImportWindowQuery) -> ImportQuery {
    let dto::ImportWindowQuery { state, search, offset, limit, .. } = request;
    ImportQuery { state: state.map(of_state), search, offset, limit: limit.min(engine::WINDOW) }
}

/// One mailbox.
pub(crate) fn import_row(mailbox: MailboxImport) -> dto::ImportRow {
    let standing = standing(mailbox.standing());
    let (reason, cause) = match mailbox.reason {
        None => (None, None),
        // A code, a colon, somebody's words; words alone have no code.
        Some(text) => match text.split_once(": ") {
            Some((code, words)) if is_code(code) => (Some(code.to_owned()), Some(words.to_owned())),
            _ if is_code(&text) => (Some(text), None),
            _ => (None, Some(text)),
        },
    };
    let not_reached = mailbox.not_reached.into_iter().map(|place| dto::ImportNotReached {
        what: place.what,
        name: place.name,
        messages: place.messages,
    });
    dto::ImportRow {
        standing,
        id: mailbox.id.0,
        address: mailbox.address,
        state: state(mailbox.state),
        state_at: time(mailbox.state_at),
        reason,
        cause,
        sums: sums(&mailbox.sums),
        not_reached: not_reached.collect(),
        rate: mailbox.rate,
        waits_until: mailbox.waits_until.map(time),
        first: mailbox.first,
        counted: mailbox.total.is_some(),
    }
}

fn is_code(text: &str) -> bool {
    !text.is_empty() && text.chars().all(|letter| letter.is_ascii_alphanumeric() || letter == '-')
}

/// An application that reads mail.
pub(crate) fn import_app(app: &ImportApp) -> dto::ImportAppView {
    dto::ImportAppView {
        app_id: app.app_id.clone(),
        name: app.ours.then(|| APP_NAME.to_owned()),
        registered_here: app.ours,
        for_group: app.scope == Some(AppScope::Group),
        made: time(app.made_at),
    }
}

/// The permission to read mail.
pub(crate) fn import_access(access: ImportAccess, now: Timestamp) -> dto::ImportAccessView {
    let ImportAccess { app, certificate, ready, scoped, lacks_permission, can_go_on, problem } = access;
    let days = certificate.as_ref().map(|certificate| certificate.not_after.duration_since(now).as_hours() / 24);
    dto::ImportAccessView {
        app: app.as_ref().map(import_app),
        thumbprint: certificate.as_ref().map(|certificate| certificate.thumbprint.clone()),
        not_after: certificate.map(|certificate| time(certificate.not_after)),
        days_left: days.map(|days| i32::try_from(days).unwrap_or(i32::MAX)),
        ready,
        scoped,
        lacks_permission,
        can_go_on,
        problem: problem.map(Into::into),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(reason: Option<&str>) -> (Option<String>, Option<String>) {
        let mailbox = MailboxImport {
            id: engine::ImportMailboxId(7),
            address: "tenancy@ottermill.example".to_owned(),
            state: ImportMailboxState::Refused,
            reason: reason.map(str::to_owned),
            state_at: Timestamp::UNIX_EPOCH,
            sums: Sums::default(),
            not_reached: Vec::new(),
            rate: None,
            waits_until: None,
            first: false,
            total: None,
            size: None,
        };
        let row = import_row(mailbox);
        (row.reason, row.cause)
    }

    #[test]
    fn s1_the_days_of_an_import_are_shown_as_they_were_meant_whatever_the_clients_zone_is_by_now() {
        let at = |text: &str| Some(text.parse().unwrap());
        let mut job = ImportRecord {
            id: engine::ImportId(1),
            client: engine::ClientId(1),
            wish: engine::NewImport {
                sink: String::new(),
                since: at("2019-12-31T23:00:00Z"),
                until: at("2020-06-30T22:00:00Z"),
                zone: Some("Europe/Berlin".to_owned()),
                folders: String::new(),
                hours: None,
            },
            state: ImportState::Paused,
            created_at: Timestamp::UNIX_EPOCH,
            state_at: Timestamp::UNIX_EPOCH,
            problem: None,
            everybody: false,
            let_go: false,
            former: Vec::new(),
        };
        let days = |job: &ImportRecord| {
            let wish = wish(job, None, "Europe/London");
            (wish.since.unwrap(), wish.until.unwrap())
        };
        assert_eq!(days(&job), ("2020-01-01".to_owned(), "2020-06-30".to_owned()));
        job.wish.zone = None;
        assert_eq!(days(&job), ("2019-12-31".to_owned(), "2020-06-29".to_owned()), "nobody knows better");
    }

    #[test]
    fn s2_the_reason_of_a_mailbox_is_a_code_with_somebodys_words_or_either_alone() {
        let some = |text: &str| Some(text.to_owned());
        let said = "out-of-scope: Access to OData is disabled.: really";
        assert_eq!(row(Some(said)), (some("out-of-scope"), some("Access to OData is disabled.: really")));
        assert_eq!(row(Some("no-mailbox")), (some("no-mailbox"), None));
        assert_eq!(row(Some("the server counts 3: 2 are there")), (None, some("the server counts 3: 2 are there")));
        assert_eq!(row(None), (None, None));
    }
}
