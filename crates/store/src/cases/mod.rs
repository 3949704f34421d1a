//! Recipients with everything known about them, for the planner: one sorted join, never a tenant in memory.

mod settled;

use std::collections::BTreeMap;

use jiff::Timestamp;
use model::{
    Address, DirectoryId, KindSource, ObservedRecipient, Options, Recipient, RecipientShape, Services,
    plan::{Choice, Exempt, Left, RecipientCase, Remembered, Standing},
};
use rusqlite::{Connection, Row, params};

pub use self::settled::Looked;
use crate::{
    ClientId, Store, StoreError, address,
    client::options,
    codec::{Profiles, directory_id, named, parsed, primary_and_aliases, services, text, unreadable},
    database::Fault,
    exception::exempt,
    scope::Scope,
};

const DAY: i64 = 86_400_000_000;

impl Store {
    /// Every recipient that the planner has to look at, in order of directory id, without loading them all:
    /// those of selected domains, and those that we remember.
    ///
    /// # Errors
    /// Whatever `each` answers, at once.
    pub fn recipient_cases<E: From<StoreError>>(
        &self,
        client: ClientId,
        now: Timestamp,
        mut each: impl FnMut(RecipientCase<'_>) -> Result<(), E>,
    ) -> Result<(), E> {
        self.read("reading the recipients", |db| {
            let mut cases = Cases::of(db, client, now)?;
            cases.stream(db, Which::All, |known| each(known.case()))
        })?
    }

    /// The same of these recipients only, in the order in which they are named.
    ///
    /// # Errors
    /// Whatever `each` answers, at once.
    pub fn recipient_cases_of<E: From<StoreError>>(
        &self,
        client: ClientId,
        ids: &[DirectoryId],
        now: Timestamp,
        mut each: impl FnMut(RecipientCase<'_>) -> Result<(), E>,
    ) -> Result<(), E> {
        self.read("reading some recipients", |db| {
            let mut cases = Cases::of(db, client, now)?;
            let mut query = db.prepare(&format!("{SQL} AND o.directory_id = ?2"))?;
            for id in ids {
                let mut rows = query.query(params![client, id.0])?;
                let Some(row) = rows.next()? else { continue };
                if let Err(error) = each(cases.known(db, row)?.case()) {
                    return Ok(Err(error));
                }
            }
            Ok(Ok(()))
        })?
    }
}

/// Which recipients are streamed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Which {
    All,
    /// Those with the smaller directory ids, and those with the greater ones.
    Lower,
    Upper,
    /// Those whose row in the grid is stale.
    Stale,
}

impl Which {
    const fn condition(self) -> &'static str {
        match self {
            Self::All => "",
            Self::Lower => " AND o.directory_id < X'80'",
            Self::Upper => " AND o.directory_id >= X'80'",
            Self::Stale => " AND o.id IN (SELECT object FROM grid_stale WHERE client = ?1)",
        }
    }
}

/// A stream of cases.
pub(crate) struct Cases {
    client: ClientId,
    now: i64,
    options: Options,
    scope: Scope,
    /// When the gateway was last observed; 0: never.
    observed_at: i64,
    profiles: Profiles,
    /// Where the gateway has those who are not where we left them, by directory id; read when there is one.
    places: Option<BTreeMap<[u8; 16], String>>,
}

/// One recipient, owned, so that a case can borrow from it.
pub(crate) struct Known {
    pub row: i64,
    pub id: DirectoryId,
    pub name: String,
    /// As in [`RecipientCase::tenant`].
    pub tenant: Option<Option<Recipient>>,
    pub choice: Choice,
    pub remembered: Option<Remembered>,
    pub observed: Option<ObservedRecipient>,
    /// What is remembered was applied after the observation.
    newer: bool,
    /// As in [`RecipientCase::taken_over`].
    taken_over: Vec<Address>,
    /// Who said its kind, now or when it was last there.
    pub kind_source: Option<KindSource>,
    /// All its addresses as lines.
    pub lines: String,
    /// The number of the set of domains in which they lie.
    pub domain_set: i64,
    appeared: bool,
    left: Left,
    exception: Option<Exempt>,
}

impl Known {
    /// What the gateway has of it by its newest word: what it last showed, or what it took since.
    pub fn there(&self) -> Option<&RecipientShape> {
        let ours = self.remembered.as_ref().filter(|_| self.newer).map(|ours| &ours.shape);
        ours.or(self.observed.as_ref().map(|seen| &seen.shape))
    }

    pub fn case(&self) -> RecipientCase<'_> {
        RecipientCase {
            id: self.id,
            tenant: self.tenant.as_ref().map(Option::as_ref),
            name: &self.name,
            choice: self.choice,
            appeared: self.appeared,
            left: self.left,
            exception: self.exception,
            remembered: self.remembered.as_ref(),
            observed: self.observed.as_ref(),
            taken_over: &self.taken_over,
        }
    }
}

/// The gateway has a recipient under the address that we remember, or under its new one when a rename was applied
/// and the program died before it could say so.
pub(crate) const SQL: &str = "SELECT o.id, o.directory_id, o.name, o.taken, o.kind, o.kind_source, o.addresses,
      o.exchange_only, o.first_seen_at, o.vanished_at,
      c.selected, c.incoming, c.outgoing, c.archiving, coalesce(c.services_revision, 0),
      r.addresses, r.kind, r.listed, r.services, r.profile, r.standing, r.services_when_active, r.services_revision,
      b.addresses, b.kind, b.listed, b.services, b.profile, b.directory_id, o.domain_set,
      coalesce(c.settings_revision, 0), e.id IS NOT NULL, e.until, l.confirmed_at, r.written_at
    FROM object o
    LEFT JOIN choice c ON c.object = o.id
    LEFT JOIN exception e ON e.object = o.id
    LEFT JOIN leaver l ON l.object = o.id
    LEFT JOIN remembered r ON r.object = o.id
    LEFT JOIN observed_recipient b ON b.client = o.client AND b.key =
      CASE WHEN r.key IS NULL OR r.key = o.scope_key OR NOT EXISTS (
             SELECT 1 FROM observed_recipient x WHERE x.client = o.client AND x.key = r.key)
           THEN o.scope_key ELSE r.key END
    WHERE o.client = ?1 AND (o.scope_key IS NOT NULL OR r.object IS NOT NULL)";

impl Cases {
    pub fn of(db: &Connection, client: ClientId, now: Timestamp) -> Result<Self, Fault> {
        let (options, scope) = (options(db, client)?, Scope::of(db, client)?);
        let observed_at =
            db.query_row("SELECT coalesce(observed_at, 0) FROM client WHERE id = ?1", [client], |row| row.get(0))?;
        let (now, profiles) = (now.as_microsecond(), Profiles::default());
        Ok(Self { client, now, options, scope, observed_at, profiles, places: None })
    }

    pub fn options(&self) -> Options {
        self.options.clone()
    }

    /// The outer error is ours, the inner one is the listener's.
    pub fn stream<E>(
        &mut self,
        db: &Connection,
        which: Which,
        mut each: impl FnMut(&Known) -> Result<(), E>,
    ) -> Result<Result<(), E>, Fault> {
        let mut query = db.prepare(&format!("{SQL}{} ORDER BY o.directory_id", which.condition()))?;
        let mut rows = query.query(params![self.client])?;
        while let Some(row) = rows.next()? {
            if let Err(error) = each(&self.known(db, row)?) {
                return Ok(Err(error));
            }
        }
        Ok(Ok(()))
    }

    fn known(&mut self, db: &Connection, row: &Row<'_>) -> rusqlite::Result<Known> {
        let (id, name): (_, String) = (directory_id(row, 1)?, row.get(2)?);
        let recipient = recipient(row, id, &name)?;
        let vanished: Option<i64> = row.get(9)?;
        let remembered = self.remembered(row)?;
        let kind = recipient.as_ref().map(|r| r.kind);
        let observed = match self.observed(row)? {
            Some(seen) if seen.id.is_none_or(|own| own == id) => Some(seen),
            theirs => match &remembered {
                Some((ours, _)) if recipient.is_some() || has_something(ours) => self.elsewhere(db, id)?.or(theirs),
                _ => theirs,
            },
        };
        let kept = kept(remembered.as_ref().map(|(ours, _)| ours), observed.as_ref());
        let narrowed = recipient.map(|recipient| self.scope.narrow(recipient, &kept));
        let was_in = |ours: &Remembered| self.scope.has(ours.shape.primary.as_str());
        let tenant = match &remembered {
            // Its domain is still selected: the tenant took its addresses out of it, and no person deselected it.
            Some((ours, _)) if narrowed == Some(None) && was_in(ours) => None,
            _ => narrowed,
        };
        let base = match (&remembered, kind) {
            (Some((remembered, _)), _) if remembered.standing == Standing::Active => remembered.shape.services,
            (Some((remembered, _)), _) => remembered.services_when_active,
            (None, Some(kind)) => self.options.defaults.of(kind),
            (None, None) => Services::NONE,
        };
        let first_seen: i64 = row.get::<_, Option<i64>>(8)?.unwrap_or(0);
        let in_scope = tenant.as_ref().and_then(Option::as_ref);
        let selected_at = in_scope.and_then(|r| self.scope.selected_at(std::iter::once(&r.primary).chain(&r.aliases)));
        let choice = choice(row, base, remembered.as_ref().map(|(_, revision)| *revision))?;
        let taken_over = match &remembered {
            Some((ours, _)) => {
                let own = in_scope.filter(|_| choice.selected != Some(false));
                let theirs = observed.as_ref().map(|o| &o.shape);
                taken_over(db, (self.client, self.now), row.get(0)?, own, std::iter::once(&ours.shape).chain(theirs))?
            }
            None => Vec::new(),
        };
        Ok(Known {
            row: row.get(0)?,
            id,
            name,
            choice,
            appeared: selected_at.is_some_and(|at| first_seen > at),
            left: self.left(vanished, row.get(33)?),
            newer: row.get::<_, Option<i64>>(34)?.is_some_and(|at| at > self.observed_at),
            exception: row.get::<_, bool>(31)?.then_some(row.get(32)?).map(|until| exempt(until, self.now)),
            observed,
            taken_over,
            kind_source: text(row, 5)?.parse().ok(),
            lines: row.get(6)?,
            domain_set: row.get(29)?,
            remembered: remembered.map(|(remembered, _)| remembered),
            tenant,
        })
    }

    /// Days count from a person's word, where there is one (R6).
    fn left(&self, vanished: Option<i64>, confirmed: Option<i64>) -> Left {
        let days = confirmed.or(vanished).map_or(0, |at| u32::try_from((self.now - at) / DAY).unwrap_or(0));
        Left { days, confirmed: confirmed.is_some() }
    }

    /// What is remembered, with the revision of choices that it contains.
    fn remembered(&mut self, row: &Row<'_>) -> rusqlite::Result<Option<(Remembered, i64)>> {
        let Some(shape) = shape(row, 15, &mut self.profiles)? else { return Ok(None) };
        let remembered = Remembered { shape, standing: named(row, 20)?, services_when_active: services(row.get(21)?) };
        Ok(Some((remembered, row.get(22)?)))
    }

    fn observed(&mut self, row: &Row<'_>) -> rusqlite::Result<Option<ObservedRecipient>> {
        let id: Option<[u8; 16]> = row.get(28)?;
        let shape = shape(row, 23, &mut self.profiles)?;
        Ok(shape.map(|shape| ObservedRecipient { id: id.map(DirectoryId), shape }))
    }

    /// R16: somebody whose primary address went to another one while their own step waited has another one since.
    fn elsewhere(&mut self, db: &Connection, id: DirectoryId) -> rusqlite::Result<Option<ObservedRecipient>> {
        let places = match &mut self.places {
            Some(places) => places,
            none => {
                // Only those, few as they are: the gateway may have a million.
                let sql = "SELECT b.directory_id, b.key FROM observed_recipient b
                           WHERE b.client = ?1 AND b.directory_id IS NOT NULL AND NOT EXISTS (
                             SELECT 1 FROM object o JOIN remembered r ON r.object = o.id
                             WHERE o.client = b.client AND o.directory_id = b.directory_id AND r.key = b.key)";
                let mut query = db.prepare_cached(sql)?;
                let read = query.query_map([self.client], |row| Ok((row.get(0)?, row.get(1)?)))?;
                none.insert(read.collect::<rusqlite::Result<_>>()?)
            }
        };
        let Some(key) = places.get(&id.0) else { return Ok(None) };
        let mut query = db.prepare_cached(
            "SELECT addresses, kind, listed, services, profile FROM observed_recipient WHERE client = ?1 AND key = ?2",
        )?;
        let found = query.query_row(params![self.client, key], |row| shape(row, 0, &mut self.profiles))?;
        Ok(found.map(|shape| ObservedRecipient { id: Some(id), shape }))
    }
}

/// Whether there is anything that a leaver may lose.
fn has_something(ours: &Remembered) -> bool {
    ours.shape.listed || ours.shape.services.incoming || ours.shape.services.outgoing
}

/// The addresses that we gave to the gateway and that it still has.
fn kept<'a>(ours: Option<&'a Remembered>, observed: Option<&ObservedRecipient>) -> Vec<&'a Address> {
    let (Some(ours), Some(observed)) = (ours, observed) else { return Vec::new() };
    let there = |a: &&Address| **a == observed.shape.primary || observed.shape.aliases.contains(a);
    std::iter::once(&ours.shape.primary).chain(&ours.shape.aliases).filter(there).collect()
}

/// Which addresses of some shapes of one object, but its own of now, are now those of another one that is selected.
fn taken_over<'a>(
    db: &Connection,
    (client, now): (ClientId, i64),
    object: i64,
    own: Option<&Recipient>,
    shapes: impl Iterator<Item = &'a RecipientShape>,
) -> rusqlite::Result<Vec<Address>> {
    let mut selected = db.prepare_cached(
        "SELECT 1 FROM domain d LEFT JOIN choice c ON c.object = ?3
         WHERE d.client = ?1 AND d.name = ?2 AND d.selected = 1 AND c.selected IS NOT 0
           AND NOT EXISTS (SELECT 1 FROM exception e WHERE e.object = ?3 AND coalesce(e.until > ?4, 1))",
    )?;
    let mut found = Vec::new();
    for address in shapes.flat_map(|shape| std::iter::once(&shape.primary).chain(&shape.aliases)) {
        let is_own = own.is_some_and(|own| own.primary == *address || own.aliases.contains(address));
        if is_own || found.contains(address) {
            continue;
        }
        for holder in address::holders(db, client, address)? {
            if holder != object && selected.exists(params![client, address.domain(), holder, now])? {
                found.push(address.clone());
                break;
            }
        }
    }
    Ok(found)
}

fn recipient(row: &Row<'_>, id: DirectoryId, name: &str) -> rusqlite::Result<Option<Recipient>> {
    if !row.get::<_, bool>(3)? {
        return Ok(None);
    }
    let (primary, aliases): (Address, Vec<Address>) = primary_and_aliases(row, 6)?;
    Ok(Some(Recipient {
        id,
        kind: parsed(row, 4)?,
        kind_source: parsed(row, 5)?,
        name: name.to_owned(),
        primary,
        aliases,
        exchange_only: row.get(7)?,
    }))
}

/// Services that nobody chose stay what they would be without a choice.
fn choice(row: &Row<'_>, base: Services, remembered: Option<i64>) -> rusqlite::Result<Choice> {
    let (incoming, outgoing, archiving): (Option<bool>, Option<bool>, Option<bool>) =
        (row.get(11)?, row.get(12)?, row.get(13)?);
    let revision: i64 = row.get(14)?;
    let chosen = incoming.is_some() || outgoing.is_some() || archiving.is_some();
    Ok(Choice {
        selected: row.get(10)?,
        services: chosen.then_some(Services {
            incoming: incoming.unwrap_or(base.incoming),
            outgoing: outgoing.unwrap_or(base.outgoing),
            archiving: archiving.unwrap_or(base.archiving),
        }),
        services_are_news: chosen && remembered.is_some_and(|applied| revision > applied),
        profile_is_news: remembered.is_some_and(|applied| row.get::<_, i64>(30).is_ok_and(|news| news > applied)),
    })
}

/// A shape in five columns from `at` on; `None` when the first is null.
pub(crate) fn shape(row: &Row<'_>, at: usize, profiles: &mut Profiles) -> rusqlite::Result<Option<RecipientShape>> {
    if row.get_ref(at)?.as_str_or_null().map_err(|e| unreadable(at, e))?.is_none() {
        return Ok(None);
    }
    let (primary, aliases) = primary_and_aliases(row, at)?;
    Ok(Some(RecipientShape {
        primary,
        aliases,
        kind: parsed(row, at + 1)?,
        listed: row.get(at + 2)?,
        services: services(row.get(at + 3)?),
        profile: profiles.read(row, at + 4)?,
    }))
}
