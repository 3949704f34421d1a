//! The merge of a staged reading into what is known: only objects that were named, or all of them when silence
//! means something. Everything goes in order of directory ids.

use std::collections::BTreeMap;

use model::{DirectoryId, ExchangeReading, Resource};
use rusqlite::{CachedStatement, Connection, OptionalExtension, params};

use super::{
    FetchCounts, FetchEnd,
    facts::Said,
    object::{COLUMNS, Facts, Stored},
    said::{Hearing, Kinds},
    stage::{Place, Shelf, Staged},
    tally::Tally,
    weighing::Weighing,
    write::Writer,
};
use crate::{
    ClientId, StoreError,
    codec::{json, to_json},
    database::Fault,
    domain, leaver, past,
    scope::Scope,
};

/// So many objects may be missing in any case where Microsoft gives no count.
const LOST_UNCOUNTED: u64 = 3;

/// What holds for the whole merge.
struct Merge<'a> {
    db: &'a Connection,
    client: ClientId,
    end: &'a FetchEnd,
    hearing: Hearing,
    /// The mail domains are others than before, so every object is weighed again.
    forced: bool,
    staged: CachedStatement<'a>,
    writer: Writer<'a>,
    listing: Listing,
}

/// How a complete list of Exchange's compares with its earlier word and the directory's.
#[derive(Debug, Clone, Copy, Default)]
struct Listing {
    listed: u64,
    /// Listed before, shown by the directory with a mailbox or as a list or contact, and not listed now.
    left_out: u64,
}

/// What the reading says of one object.
#[derive(Debug, Default)]
struct Texts {
    graph: Option<String>,
    exchange: Option<String>,
}

pub(super) fn merge(db: &Connection, client: ClientId, staged: Staged, end: &FetchEnd) -> Result<FetchCounts, Fault> {
    crate::client::options(db, client)?;
    let before = mail_domains(db, client)?;
    domain::replace(db, client, &end.domains)?;
    let mail = mail_domains(db, client)?;
    let asked = asked(db, client, end)?;
    let forced = mail != before;
    let writer =
        Writer::new(db, client, Weighing::new(mail), Scope::of(db, client)?, end.now.as_microsecond())?.with_past()?;
    let mut merge = Merge {
        db,
        client,
        end,
        hearing: Hearing::of(db, &end.exchange)?,
        forced,
        staged: db.prepare_cached("SELECT facts FROM staged WHERE id = ?1")?,
        writer,
        listing: Listing::default(),
    };
    merge.objects(staged)?;
    merge.listing.enough()?;
    let present = Tally::before(db, client)?.present;
    let mut tally = merge.writer.finish(forced)?;
    enough(end, &present, &tally)?;
    tally.write_domains(db)?;
    leaver::forget_returned(db, client)?;
    snapshot(db, client, end, &asked, tally)
}

pub(super) fn mail_domains(db: &Connection, client: ClientId) -> rusqlite::Result<BTreeMap<String, i64>> {
    let sql = "SELECT name, id FROM domain WHERE client = ?1 AND present = 1 AND verified = 1 AND mail = 1";
    db.prepare(sql)?.query_map([client], |row| Ok((row.get(0)?, row.get(1)?)))?.collect()
}

/// What Exchange last said when it was asked.
fn asked(db: &Connection, client: ClientId, end: &FetchEnd) -> rusqlite::Result<ExchangeReading> {
    if end.exchange != ExchangeReading::Unchanged {
        return Ok(end.exchange.clone());
    }
    let sql = "SELECT exchange_asked FROM snapshot WHERE client = ?1";
    let before = db.query_row(sql, [client], |row| json(row, 0)).optional()?;
    Ok(before.unwrap_or_else(|| ExchangeReading::Unavailable("it was never asked".to_owned())))
}

/// B2: a reading in which objects lack that Microsoft counts is not believed. Counts lag a little behind lists.
/// Where it does not count, what was there before stands in for the count of what was read in full.
fn enough(end: &FetchEnd, before: &BTreeMap<Resource, u64>, tally: &Tally) -> Result<(), StoreError> {
    let seen = |resource| tally.present.get(&resource).copied().unwrap_or(0);
    for &resource in end.full.iter().filter(|resource| !end.counted.contains_key(resource)) {
        let (seen, counted) = (seen(resource), before.get(&resource).copied().unwrap_or(0));
        if seen + LOST_UNCOUNTED < counted && seen * 10 < counted * 9 {
            return Err(StoreError::Short { resource, seen, counted });
        }
    }
    for (&resource, &counted) in &end.counted {
        let seen = seen(resource);
        if seen + (counted / 100).max(1) < counted {
            return Err(StoreError::Short { resource, seen, counted });
        }
    }
    Ok(())
}

impl Listing {
    fn note(&mut self, texts: &Texts, stored: Option<&Stored<'_>>, facts: &Facts<'_>) -> rusqlite::Result<()> {
        if texts.exchange.is_some() {
            self.listed += 1;
        } else if stored.is_some_and(|stored| stored.facts.exchange.is_some())
            && let Some(said) = facts.graph
            && said.graph()?.passes_without_exchange
        {
            self.left_out += 1;
        }
        Ok(())
    }

    /// B2: Graph counts its collections, Exchange does not. A list that was cut short is told by whom it leaves out:
    /// somebody who loses the mailbox loses the licence for it too, and lists and contacts need none.
    fn enough(self) -> Result<(), StoreError> {
        let counted = self.listed + self.left_out;
        if self.listed + (counted / 100).max(1) < counted {
            return Err(StoreError::Unlisted { seen: self.listed, counted });
        }
        Ok(())
    }
}

impl<'a> Merge<'a> {
    fn objects(&mut self, staged: Staged) -> Result<(), Fault> {
        if self.forced || self.hearing.means_all() || !self.end.full.is_empty() {
            self.all(staged)
        } else {
            self.named(staged)
        }
    }

    /// Only what the reading names.
    fn named(&mut self, mut staged: Staged) -> Result<(), Fault> {
        let sql = format!("SELECT {COLUMNS} FROM object WHERE client = ?1 AND directory_id = ?2");
        let mut find = self.db.prepare(&sql)?;
        let mut texts = Texts::default();
        while let Some(id) = staged.next_id() {
            self.read(staged.take(id), &staged.shelf, &mut texts)?;
            let mut rows = find.query(params![self.client, id.0])?;
            let stored = rows.next()?.map(Stored::of).transpose()?;
            self.object(id, &texts, stored.as_ref())?;
        }
        Ok(())
    }

    /// Everything that is known and everything that the reading names, side by side.
    fn all(&mut self, mut staged: Staged) -> Result<(), Fault> {
        let sql = format!("SELECT {COLUMNS} FROM object WHERE client = ?1 ORDER BY directory_id");
        let mut known = self.db.prepare(&sql)?;
        let mut rows = known.query([self.client])?;
        let mut texts = Texts::default();
        let mut last = None;
        while let Some(row) = rows.next()? {
            let id = DirectoryId(row.get(0)?);
            // Rows may be shown again that were written while others were read; all of them lie behind.
            if last >= Some(id) {
                continue;
            }
            self.new_ones(&mut staged, &mut texts, Some(id))?;
            self.read(staged.take(id), &staged.shelf, &mut texts)?;
            let stored = Stored::of(row)?;
            self.object(id, &texts, Some(&stored))?;
            last = Some(id);
        }
        self.new_ones(&mut staged, &mut texts, None)
    }

    /// What the reading names before the next known object.
    fn new_ones(&mut self, staged: &mut Staged, texts: &mut Texts, before: Option<DirectoryId>) -> Result<(), Fault> {
        while let Some(id) = staged.next_id().filter(|id| before.is_none_or(|next| *id < next)) {
            self.read(staged.take(id), &staged.shelf, texts)?;
            self.object(id, texts, None)?;
        }
        Ok(())
    }

    fn read(
        &mut self,
        (graph, exchange): (Option<Place>, Option<Place>),
        shelf: &Shelf,
        texts: &mut Texts,
    ) -> rusqlite::Result<()> {
        let staged = &mut self.staged;
        let mut read = |place: Option<Place>, text: &mut Option<String>| match place {
            Some(place) => shelf.fetch(staged, place, text.get_or_insert_default()),
            None => {
                *text = None;
                Ok(())
            }
        };
        read(graph, &mut texts.graph)?;
        read(exchange, &mut texts.exchange)
    }

    fn object(&mut self, id: DirectoryId, texts: &Texts, stored: Option<&Stored<'_>>) -> Result<(), Fault> {
        let facts = self.facts(id, texts, stored)?;
        if self.end.exchange == ExchangeReading::Complete {
            self.listing.note(texts, stored, &facts)?;
        }
        if !self.forced && stored.is_some_and(|stored| stored.facts == facts) {
            return Ok(());
        }
        self.writer.object(id, &facts, stored)
    }

    /// What holds of an object after the reading.
    fn facts<'t>(&self, id: DirectoryId, texts: &'t Texts, stored: Option<&Stored<'t>>) -> rusqlite::Result<Facts<'t>> {
        let was = stored.map(|stored| stored.facts);
        let was_shown = was.and_then(|was| was.graph);
        let staged = |text: &'t Option<String>| text.as_deref().map(|text| Said::read(text, "", ""));
        let kept = |said: &Said<'_>| said.resource().is_none_or(|resource| !self.end.full.contains(&resource));
        let graph = match texts.graph.as_deref() {
            Some("") => None,
            Some(_) => staged(&texts.graph),
            None => was_shown.filter(kept),
        };
        // The directory let it go: what Exchange said before, or says with delay, no longer counts.
        let dropped = graph.is_none() && was_shown.is_some();
        let complete = self.end.exchange == ExchangeReading::Complete;
        let earlier = was.filter(|_| !complete).and_then(|was| was.exchange);
        let exchange = staged(&texts.exchange).or(earlier).filter(|said| !dropped || said.own_id());
        // Silence about an earlier life of the object says nothing about this one.
        let same_life = stored.is_some() && was_shown.is_some() == graph.is_some();
        let heard = complete || (same_life && was.is_some_and(|was| was.heard));
        let kinds = match graph {
            Some(said) => self.hearing.kinds(self.db, was.map(|was| was.kinds).unwrap_or_default(), id, said.lines)?,
            None => Kinds::default(),
        };
        Ok(Facts { graph, exchange, heard, kinds })
    }
}

fn snapshot(
    db: &Connection,
    client: ClientId,
    end: &FetchEnd,
    asked: &ExchangeReading,
    mut tally: Tally,
) -> Result<FetchCounts, Fault> {
    let now = end.now.as_microsecond();
    let sql = "SELECT last_full FROM snapshot WHERE client = ?1";
    let last_full: Option<i64> = db.query_row(sql, [client], |row| row.get(0)).optional()?;
    let last_full = last_full.filter(|_| end.full.len() < Resource::ALL.len()).unwrap_or(now);
    db.execute("DELETE FROM snapshot WHERE client = ?1", [client])?;
    let digest = tally.digest(db, client)?;
    let snapshot = db.query_row(
        "INSERT INTO snapshot
           (client, read_at, last_full, exchange, exchange_asked, requests, by_kind, content, digest, present)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10) RETURNING id",
        params![
            client,
            now,
            last_full,
            to_json(&end.exchange)?,
            to_json(asked)?,
            end.requests,
            to_json(tally.kinds())?,
            tally.content(),
            digest,
            to_json(&tally.present)?,
        ],
        |row| row.get(0),
    )?;
    db.execute("DELETE FROM delta_link WHERE client = ?1", [client])?;
    let mut add = db.prepare("INSERT INTO delta_link (client, resource, link) VALUES (?1, ?2, ?3)")?;
    for (resource, link) in &end.delta_links {
        add.execute(params![client, resource.as_str(), link])?;
    }
    let recipients = tally.by_kind.values().sum();
    past::note_day(db, client, now, (&digest, recipients), asked)?;
    Ok(FetchCounts {
        snapshot,
        recipients,
        added: tally.added,
        changed: tally.changed,
        removed: tally.removed,
        domains: u32::try_from(end.domains.len()).unwrap_or(u32::MAX),
        by_kind: tally.by_kind,
    })
}
