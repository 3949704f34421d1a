//! The grid's rows: what the planner says about each recipient, computed by the planner itself.

use std::collections::BTreeSet;

use jiff::Timestamp;
use model::{
    Address, KindSource, Services,
    plan::{Action, Object, Standing, Step, Verdict, decide_recipient},
};
use rusqlite::{CachedStatement, Connection, OptionalExtension, params};

use super::{MailboxState, fold::words};
use crate::{
    ClientId, Store, StoreError,
    cases::{Cases, Known, Which},
    codec::bits,
    database::Fault,
    domain_set::Sets,
};

/// Days of leavers go on: their rows are looked at again after an hour.
const LEAVERS_AGE: i64 = 3_600_000_000;

/// What of the grid no longer holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Stale {
    Nothing,
    Rows,
    All,
}

/// Makes the grid agree with everything it is computed from; the common case only asks.
pub(crate) fn refresh(store: &Store, client: ClientId, now: Timestamp) -> Result<(), StoreError> {
    if store.read("looking at the grid", |db| stale(db, client, now))? == Stale::Nothing {
        return Ok(());
    }
    store.write("refreshing the grid", |db| refresh_in(db, client, now))
}

/// The same inside a transaction.
pub(crate) fn refresh_in(db: &Connection, client: ClientId, now: Timestamp) -> Result<(), Fault> {
    let which = match stale(db, client, now)? {
        Stale::Nothing => return Ok(()),
        Stale::All => {
            db.execute("DELETE FROM grid WHERE client = ?1", [client])?;
            Which::All
        }
        Stale::Rows => {
            db.execute(
                "INSERT OR IGNORE INTO grid_stale (object, client)
                 SELECT object, client FROM grid WHERE client = ?1 AND state = ?2
                 UNION SELECT object, client FROM exception WHERE client = ?1 AND object IS NOT NULL AND until <= ?3",
                params![client, MailboxState::Leaver.code(), now.as_microsecond()],
            )?;
            db.execute("DELETE FROM grid WHERE object IN (SELECT object FROM grid_stale WHERE client = ?1)", [client])?;
            Which::Stale
        }
    };
    let mut cases = Cases::of(db, client, now)?;
    let options = cases.options();
    let sql = "UPDATE client SET grid_revision = grid_revision + 1 WHERE id = ?1 RETURNING grid_revision";
    let revision: i64 = db.prepare_cached(sql)?.query_row([client], |row| row.get(0))?;
    let mut add = db.prepare_cached(INSERT)?;
    let mut sets = Sets::default();
    cases.stream(db, which, |known| {
        let verdict = decide_recipient(&known.case(), &options);
        let step = match &verdict {
            Verdict::Step(step) => Some(step.as_ref()),
            Verdict::Nothing | Verdict::Exempt | Verdict::HeldByAnother { .. } => None,
        };
        let state = if verdict == Verdict::Exempt { MailboxState::Exception } else { state(known, step) };
        let unlisted = unlisted(db, client, &mut sets, known)?;
        write(&mut add, (client, revision), known, step, (state, unlisted))
    })??;
    db.execute("DELETE FROM grid_stale WHERE client = ?1", [client])?;
    db.execute("UPDATE client SET grid_stale = 0, grid_at = ?2 WHERE id = ?1", params![client, now.as_microsecond()])?;
    Ok(())
}

fn stale(db: &Connection, client: ClientId, now: Timestamp) -> Result<Stale, Fault> {
    let mut query = db.prepare_cached(
        "SELECT grid_stale, grid_at, EXISTS (SELECT 1 FROM grid_stale s WHERE s.client = c.id),
                EXISTS (SELECT 1 FROM grid g WHERE g.client = c.id AND g.state = ?2),
                EXISTS (SELECT 1 FROM exception e WHERE e.client = c.id AND e.until > c.grid_at AND e.until <= ?3)
         FROM client c WHERE id = ?1",
    )?;
    let now = now.as_microsecond();
    let found = query.query_row(params![client, MailboxState::Leaver.code(), now], |row| {
        let aged = now - row.get::<_, i64>(1)? > LEAVERS_AGE && row.get(3)?;
        Ok(match (row.get(0)?, row.get::<_, bool>(2)? || aged || row.get(4)?) {
            (true, _) => Stale::All,
            (false, true) => Stale::Rows,
            (false, false) => Stale::Nothing,
        })
    });
    Ok(found.optional()?.ok_or(StoreError::NoClient(client))?)
}

const INSERT: &str =
    "INSERT INTO grid (object, client, name, name_key, address, address_key, kind, kind_source, aliases, selected,
    services, now, state, reason, name_words, address_lines, domain_set,
    revision, unlisted)
    VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19)";

fn write(
    add: &mut CachedStatement<'_>,
    (client, revision): (ClientId, i64),
    known: &Known,
    step: Option<&Step>,
    (state, unlisted): (MailboxState, i64),
) -> rusqlite::Result<()> {
    let here = known.tenant.as_ref().and_then(Option::as_ref);
    let shape = known.remembered.as_ref().map(|r| &r.shape);
    let (primary, kind, aliases) = match (here, shape) {
        (Some(r), _) => (&r.primary, r.kind, r.aliases.len()),
        (None, Some(s)) => (&s.primary, s.kind, s.aliases.len()),
        (None, None) => return Ok(()),
    };
    let after = step.and_then(|step| match &step.object {
        Object::Recipient { after, .. } => Some(after.services),
        Object::Domain { .. } | Object::DomainOut { .. } | Object::RecipientOut { .. } => None,
    });
    let name = if known.name.is_empty() { primary.local_part() } else { &known.name };
    add.execute(params![
        known.row,
        client,
        known.name,
        name.to_lowercase(),
        primary.as_str(),
        primary.key(),
        kind.as_str(),
        known.kind_source.unwrap_or(KindSource::Guess).as_str(),
        i64::try_from(aliases).unwrap_or(i64::MAX),
        here.is_some() && known.choice.selected.unwrap_or(true),
        bits(after.or(shape.map(|s| s.services)).unwrap_or(Services::NONE)),
        known.there().map(|shape| bits(shape.services)),
        state.code(),
        step.map(|step| step.reason.as_str()),
        words(&known.name),
        known.lines.to_lowercase(),
        known.domain_set,
        revision,
        unlisted,
    ])?;
    Ok(())
}

/// In which domains the gateway lacks it: the number of their set; negative where it takes mail to the primary address.
fn unlisted(db: &Connection, client: ClientId, sets: &mut Sets, known: &Known) -> rusqlite::Result<i64> {
    let Some(here) = known.tenant.as_ref().and_then(Option::as_ref) else { return Ok(0) };
    let there: Vec<&Address> = known.there().filter(|s| s.listed).map(|s| s.addresses().collect()).unwrap_or_default();
    if !there.contains(&&here.primary) {
        return Ok(known.domain_set);
    }
    let lacking: BTreeSet<&str> = here.aliases.iter().filter(|a| !there.contains(a)).map(Address::domain).collect();
    if lacking.is_empty() {
        return Ok(0);
    }
    let mut id = db.prepare_cached("SELECT id FROM domain WHERE client = ?1 AND name = ?2")?;
    let mut ids = Vec::new();
    for name in lacking {
        ids.extend(id.query_row(params![client, name], |row| row.get::<_, i64>(0)).optional()?);
    }
    ids.sort_unstable();
    Ok(-sets.number(db, client, &ids)?)
}

fn state(known: &Known, step: Option<&Step>) -> MailboxState {
    let chosen = known.choice.selected.unwrap_or(true);
    let stopped = known.remembered.as_ref().is_some_and(|r| r.standing == Standing::Stopped);
    match step.map(|step| step.action) {
        _ if known.tenant.is_none() => MailboxState::Leaver,
        Some(Action::Create) => MailboxState::New,
        Some(Action::Adopt) => MailboxState::Exists,
        Some(Action::Change) => MailboxState::Changed,
        Some(Action::Stop | Action::Remove | Action::Withdraw) => MailboxState::Ends,
        None if !chosen || stopped => MailboxState::NotChosen,
        None => MailboxState::Managed,
    }
}
