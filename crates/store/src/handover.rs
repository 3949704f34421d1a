//! What a hand-over pack lists of recipients: those chosen and those looked after, by address.

use jiff::Timestamp;
use model::{DirectoryId, Kind, KindSource, Services};
use rusqlite::params;

use crate::{
    ClientId, MailboxState, Store, StoreError,
    codec::{directory_id, parsed, services, unreadable},
    grid::refresh::refresh,
    scope::Scope,
};

/// A recipient as a pack lists it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HandoverRow {
    /// Directory id.
    pub id: DirectoryId,
    /// Display name.
    pub name: String,
    /// Address under which the gateway is to know it.
    pub address: String,
    /// Its other addresses in selected domains, as the list of mailboxes counts them.
    pub aliases: Vec<String>,
    /// Kind.
    pub kind: Kind,
    /// Who said the kind.
    pub kind_source: KindSource,
    /// Services as they will be; of an exception those that the gateway has.
    pub services: Services,
    /// State.
    pub state: MailboxState,
}

/// Where a page ends: an address in lower case, and the id there.
pub type HandoverPlace = (String, i64);

impl Store {
    /// Recipients that are chosen or looked after, in order of addresses, with where the page ends; the first page is
    /// after the empty place.
    pub fn handover_page(
        &self,
        client: ClientId,
        after: &HandoverPlace,
        limit: u32,
        now: Timestamp,
    ) -> Result<(Vec<HandoverRow>, Option<HandoverPlace>), StoreError> {
        refresh(self, client, now)?;
        self.read("reading recipients for a hand-over pack", |db| {
            let scope = Scope::of(db, client)?;
            let mut query = db.prepare_cached(
                "SELECT o.directory_id, g.name, g.address, o.addresses, g.kind, g.kind_source,
                   iif(g.state = ?6, coalesce(g.now, 0), g.services), g.state, g.address_key, g.object
                 FROM grid g JOIN object o ON o.id = g.object
                 WHERE g.client = ?1 AND (g.address_key, g.object) > (?2, ?3) AND g.state <> ?4
                 ORDER BY g.address_key, g.object LIMIT ?5",
            )?;
            let [not_chosen, exempt] = [MailboxState::NotChosen, MailboxState::Exception].map(MailboxState::code);
            let mut last = None;
            let mut found = query.query(params![client, after.0, after.1, not_chosen, limit, exempt])?;
            let mut rows = Vec::new();
            while let Some(row) = found.next()? {
                let (address, lines): (String, String) = (row.get(2)?, row.get(3)?);
                let others = lines.lines().filter(|line| scope.has(line) && !line.eq_ignore_ascii_case(&address));
                rows.push(HandoverRow {
                    id: directory_id(row, 0)?,
                    name: row.get(1)?,
                    aliases: others.map(str::to_owned).collect(),
                    kind: parsed(row, 4)?,
                    kind_source: parsed(row, 5)?,
                    services: services(row.get(6)?),
                    state: MailboxState::of(row.get(7)?).ok_or_else(|| unreadable(7, "no such state"))?,
                    address,
                });
                last = Some((row.get(8)?, row.get(9)?));
            }
            Ok((rows, last))
        })
    }
}
