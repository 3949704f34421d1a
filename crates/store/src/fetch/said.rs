//! What weaker sources than Exchange's own list say of kinds (M5, sources B to D).

use model::{DirectoryId, ExchangeReading, Kind, KindSeen, KindSource, Who};
use rusqlite::{Connection, OptionalExtension, Row, ToSql, params};

/// The weaker sources, the strongest first: in the order of their columns.
pub(super) const SOURCES: [KindSource; 3] =
    [KindSource::ExchangeAdminApi, KindSource::UsageReport, KindSource::UserPurpose];

/// What each of [`SOURCES`] says of one object.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Kinds(pub [Option<Kind>; 3]);

impl Kinds {
    /// Reads three columns from `at` on.
    pub fn read(row: &Row<'_>, at: usize) -> rusqlite::Result<Self> {
        let kind = |column| {
            Ok::<_, rusqlite::Error>(row.get_ref(column)?.as_str_or_null()?.and_then(|name| name.parse().ok()))
        };
        Ok(Self([kind(at)?, kind(at + 1)?, kind(at + 2)?]))
    }

    /// What the strongest of them says.
    pub fn best(self) -> Option<(Kind, KindSource)> {
        self.0.into_iter().zip(SOURCES).find_map(|(kind, source)| Some((kind?, source)))
    }
}

/// Stages a page.
pub(super) fn stage(db: &Connection, page: &[KindSeen]) -> rusqlite::Result<()> {
    let mut add = db.prepare_cached("INSERT OR REPLACE INTO said (who, source, kind) VALUES (?1, ?2, ?3)")?;
    for KindSeen { who, kind, source } in page {
        match who {
            Who::Id(id) => add.execute(params![id.0, source.as_str(), kind.as_str()])?,
            Who::Address(address) => add.execute(params![address.key(), source.as_str(), kind.as_str()])?,
        };
    }
    Ok(())
}

/// What holds after a reading for all objects.
#[derive(Debug)]
pub(super) struct Hearing {
    /// Exchange's own list was read in full.
    complete: bool,
    /// This source was read in full.
    source: Option<KindSource>,
    staged: bool,
}

impl Hearing {
    pub fn of(db: &Connection, reading: &ExchangeReading) -> rusqlite::Result<Self> {
        let source = match reading {
            ExchangeReading::Kinds { source, .. } => Some(*source),
            ExchangeReading::Complete | ExchangeReading::Unchanged | ExchangeReading::Unavailable(_) => None,
        };
        let staged = db.query_row("SELECT EXISTS (SELECT 1 FROM said)", [], |row| row.get(0))?;
        Ok(Self { complete: *reading == ExchangeReading::Complete, source, staged })
    }

    /// Whether objects that the reading does not name may change by it.
    pub fn means_all(&self) -> bool {
        self.complete || self.source.is_some() || self.staged
    }

    /// What holds of an object that Graph shows: a complete reading of the same or a stronger source takes the place
    /// of what was said; a weaker one says its word beside it.
    pub fn kinds(&self, db: &Connection, before: Kinds, id: DirectoryId, lines: &str) -> rusqlite::Result<Kinds> {
        if self.complete {
            return Ok(Kinds::default());
        }
        if self.source.is_none() && !self.staged {
            return Ok(before);
        }
        let mut after = before;
        for (kind, source) in after.0.iter_mut().zip(SOURCES) {
            if self.source.is_some_and(|read| read >= source) {
                *kind = None;
            }
            let mut said = word(db, &id.0, source)?;
            for line in lines.lines() {
                if said.is_some() {
                    break;
                }
                said = word(db, &line.to_ascii_lowercase(), source)?;
            }
            *kind = said.or(*kind);
        }
        Ok(after)
    }
}

fn word(db: &Connection, who: &dyn ToSql, source: KindSource) -> rusqlite::Result<Option<Kind>> {
    let mut query = db.prepare_cached("SELECT kind FROM said WHERE who = ?1 AND source = ?2")?;
    let found = query.query_row(params![who, source.as_str()], |row| crate::codec::parsed(row, 0));
    found.optional()
}
