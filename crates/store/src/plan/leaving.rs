//! Leavers from whom nothing is taken yet: whose days run, and whether so many vanished at once that a person should
//! look before the days are over (R6, B1).

use jiff::{SignedDuration, Timestamp};
use model::{LeaverRule, Options, plan::Left};
use rusqlite::{Connection, params};

use super::PlanNotice;
use crate::{ClientId, client::options, codec::services, database::Fault};

const DAY: i64 = 86_400_000_000;
/// No policy waits longer.
const LONGEST: u32 = u16::MAX as u32;

pub(super) fn leaving(db: &Connection, client: ClientId, now: Timestamp) -> Result<Vec<PlanNotice>, Fault> {
    let options = options(db, client)?;
    let mut notices: Vec<PlanNotice> = mass_leave(db, client, &options, now)?.into_iter().collect();
    notices.extend(waiting(db, client, &options, now)?);
    Ok(notices)
}

/// Who still has something that the policy ends later.
fn waiting(db: &Connection, client: ClientId, options: &Options, now: Timestamp) -> Result<Option<PlanNotice>, Fault> {
    let mut query = db.prepare_cached(
        "SELECT o.vanished_at, l.confirmed_at, r.listed, r.services
         FROM object o JOIN remembered r ON r.object = o.id LEFT JOIN leaver l ON l.object = o.id
         WHERE o.client = ?1 AND o.taken = 0 AND o.vanished_at IS NOT NULL AND NOT EXISTS (
           SELECT 1 FROM exception e WHERE e.object = o.id AND (e.until IS NULL OR e.until > ?2))",
    )?;
    let now = now.as_microsecond();
    let (mut count, mut first) = (0, None);
    let mut rows = query.query(params![client, now])?;
    while let Some(row) = rows.next()? {
        let confirmed: Option<i64> = row.get(1)?;
        let since = confirmed.map_or_else(|| row.get(0), Ok)?;
        let has = services(row.get(3)?);
        let incoming = (row.get::<_, bool>(2)? || has.incoming).then_some(options.leavers.incoming);
        let outgoing = has.outgoing.then_some(options.leavers.outgoing);
        let days = |rule| days_of(rule, confirmed.is_some());
        let ends =
            incoming.into_iter().chain(outgoing).filter_map(days).map(|days| (since + i64::from(days) * DAY, days));
        let Some(next) = ends.filter(|(ends, _)| *ends > now).min() else { continue };
        count += 1;
        first = Some(first.map_or(next, |first: (i64, u32)| first.min(next)));
    }
    Ok(first.and_then(|(ends, days)| {
        let first_ends = Timestamp::from_microsecond(ends).ok()?;
        Some(PlanNotice::LeaversWaiting { count, first_ends, days })
    }))
}

/// Days after which a rule ends a service; `None`: never.
fn days_of(rule: LeaverRule, confirmed: bool) -> Option<u32> {
    match rule {
        LeaverRule::Keep => None,
        LeaverRule::StopAfter(days) => Some(days.into()),
        LeaverRule::Stop => (0..=LONGEST).find(|days| Left { days: *days, confirmed }.ended(rule)),
    }
}

/// So many vanished within a day that the brake would hold their removal, and nobody said that they left.
fn mass_leave(
    db: &Connection,
    client: ClientId,
    options: &Options,
    now: Timestamp,
) -> Result<Option<PlanNotice>, Fault> {
    let since = now.saturating_sub(SignedDuration::from_hours(24)).unwrap_or(Timestamp::MIN);
    let mut query = db.prepare_cached(
        "SELECT (SELECT count(*) FROM remembered WHERE client = ?1 AND standing = 'active'), count(*)
         FROM object o JOIN remembered r ON r.object = o.id
         WHERE o.client = ?1 AND o.vanished_at >= ?2 AND o.taken = 0 AND r.standing = 'active'
           AND NOT EXISTS (SELECT 1 FROM leaver l WHERE l.object = o.id)",
    )?;
    let (of, count): (u32, u32) =
        query.query_row(params![client, since.as_microsecond()], |row| Ok((row.get(0)?, row.get(1)?)))?;
    Ok((count > options.brake.limit(of)).then_some(PlanNotice::MassLeave { count, of }))
}
