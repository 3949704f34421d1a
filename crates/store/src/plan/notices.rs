//! What a plan's reader should know besides its steps.

use model::{ExchangeReading, KindSource};
use rusqlite::{Connection, params};

use super::PlanNotice;
use crate::{
    ClientId,
    codec::{json, parsed},
    database::Fault,
    domain,
};

pub(super) fn more_notices(db: &Connection, client: ClientId) -> Result<Vec<PlanNotice>, Fault> {
    let mut query = db.prepare(
        "SELECT d.name, count(*)
         FROM choice c CROSS JOIN object o ON o.id = c.object JOIN domain_set s ON s.id = o.domain_set
         JOIN domain d ON d.client = o.client AND instr(s.domains, ',' || d.id || ',') > 0
         WHERE o.client = ?1 AND c.selected = 0 AND o.scope_key IS NOT NULL AND d.selected = 1
           AND NOT EXISTS (SELECT 1 FROM remembered r WHERE r.object = o.id AND r.listed = 1)
           AND NOT EXISTS (SELECT 1 FROM observed_recipient b WHERE b.client = o.client AND b.key = o.scope_key)
         GROUP BY d.name ORDER BY d.name",
    )?;
    let unlisted = query.query_map([client], |row| {
        let (domain, count) = (parsed(row, 0)?, row.get(1)?);
        Ok(PlanNotice::UnlistedRecipients { domain, count })
    })?;
    let mut notices = unlisted.collect::<Result<Vec<_>, _>>()?;
    notices.extend(domain::left_behind(db, client)?.into_iter().map(|domain| PlanNotice::LeftBehind { domain }));
    let refused = domain::relays_refused(db, client)?.into_iter();
    notices.extend(refused.map(|domain| PlanNotice::RelayRefused { domain }));
    let sql = "SELECT exchange_asked FROM snapshot WHERE client = ?1";
    match db.query_row(sql, [client], |row| json(row, 0))? {
        ExchangeReading::Complete | ExchangeReading::Unchanged => {}
        ExchangeReading::Kinds { source, why } => {
            let weaker = kinds_from(db, client, source)?;
            notices.extend(weaker.then(|| PlanNotice::WeakerKinds { source, cause: why.clone() }));
            let guesses = kinds_from(db, client, KindSource::Guess)?;
            notices.extend(guesses.then_some(PlanNotice::KindsAreGuesses { cause: why }));
        }
        ExchangeReading::Unavailable(cause) => {
            let guesses = kinds_from(db, client, KindSource::Guess)?;
            notices.extend(guesses.then_some(PlanNotice::KindsAreGuesses { cause }));
        }
    }
    Ok(notices)
}

/// Whether a recipient in scope has its kind from this source.
fn kinds_from(db: &Connection, client: ClientId, source: KindSource) -> rusqlite::Result<bool> {
    let sql = "SELECT 1 FROM object WHERE client = ?1 AND scope_key IS NOT NULL AND kind_source = ?2";
    db.prepare(sql)?.exists(params![client, source.as_str()])
}
