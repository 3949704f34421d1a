//! A client's gateway: another one in its place, and what runs left in one that cannot tell it itself.

use jiff::Timestamp;
use model::{Address, DirectoryId, DomainName, DomainShape, ObservedRecipient};
use rusqlite::{OptionalExtension, params};

use crate::{
    ClientId, Store, StoreError,
    cases::shape,
    client::set,
    codec::{Profiles, directory_id, domain_of, json, maybe_timestamp, text},
};

impl Store {
    /// Gives a client another gateway. What was applied stays in the former one and is forgotten here, with every plan
    /// that nobody applied and what a person said of the former one for the cut-over; runs that were cut short do not go
    /// on.
    ///
    /// # Errors
    /// [`StoreError::NoClient`].
    pub fn change_gateway(&self, client: ClientId, gateway: &str, now: Timestamp) -> Result<(), StoreError> {
        self.write("changing a client's gateway", |db| {
            set(
                db,
                client,
                "gateway = ?2, gateway_identity = NULL, gateway_since = ?3, first_applied_at = NULL, next_sync = NULL,
                 last_problem = NULL, observed_at = NULL, observed_digest = '', grid_stale = 1, open_steps = 0,
                 steps_counted = NULL",
                params![client, gateway, now.as_microsecond()],
            )?;
            for sql in [
                "DELETE FROM remembered WHERE client = ?1",
                "DELETE FROM observed_recipient WHERE client = ?1",
                "DELETE FROM by_hand WHERE client = ?1",
                "UPDATE cutover SET target = NULL, target_by = NULL, target_at = NULL WHERE client = ?1",
                "DELETE FROM cutover_mark WHERE client = ?1",
                "UPDATE domain SET remembered = NULL, observed = NULL WHERE client = ?1",
                "UPDATE run SET state = 'cancelled', ended_at = coalesce(ended_at, started_at)
                 WHERE client = ?1 AND state IN ('running', 'paused', 'interrupted')",
                "DELETE FROM plan WHERE client = ?1 AND id NOT IN (SELECT plan FROM run WHERE client = ?1)",
            ] {
                db.execute(sql, [client])?;
            }
            Ok(())
        })
    }

    /// Writes the address of a client's gateway otherwise; it is the same gateway.
    ///
    /// # Errors
    /// [`StoreError::NoClient`].
    pub fn rename_gateway(&self, client: ClientId, gateway: &str) -> Result<(), StoreError> {
        self.write("storing the gateway's address", |db| set(db, client, "gateway = ?2", params![client, gateway]))
    }

    /// When the client got its present gateway; `None`: it began with it.
    ///
    /// # Errors
    /// [`StoreError::NoClient`].
    pub fn gateway_since(&self, client: ClientId) -> Result<Option<Timestamp>, StoreError> {
        self.read("reading a client", |db| {
            let sql = "SELECT gateway_since FROM client WHERE id = ?1";
            let found = db.query_row(sql, [client], |row| maybe_timestamp(row, 0)).optional()?;
            Ok(found.ok_or(StoreError::NoClient(client))?)
        })
    }

    /// What runs made of these domains, by name.
    pub fn remembered_domains(
        &self,
        client: ClientId,
        names: &[DomainName],
    ) -> Result<Vec<(DomainName, DomainShape)>, StoreError> {
        self.read("reading what was applied", |db| {
            let mut query = db.prepare_cached(
                "SELECT remembered FROM domain WHERE client = ?1 AND name = ?2 AND remembered IS NOT NULL",
            )?;
            let mut sorted: Vec<_> = names.iter().collect();
            sorted.sort();
            sorted.dedup();
            let mut found = Vec::new();
            for name in sorted {
                let shape = query.query_row(params![client, name.as_str()], |row| json(row, 0)).optional()?;
                found.extend(shape.map(|shape| (name.clone(), shape)));
            }
            Ok(found)
        })
    }

    /// A page of what runs made of recipients whose primary address lies in one of these domains, by lower-case primary
    /// address. Fewer than `limit`: the last page.
    pub fn remembered_recipients(
        &self,
        client: ClientId,
        domains: &[DomainName],
        after: Option<&Address>,
        limit: usize,
    ) -> Result<Vec<ObservedRecipient>, StoreError> {
        self.by_key()?;
        self.read("reading what was applied", |db| {
            let mut query = db.prepare_cached(&format!("{REMEMBERED} AND r.key > ?2 ORDER BY r.key"))?;
            let mut rows = query.query(params![client, after.map(Address::key).unwrap_or_default()])?;
            let (mut page, mut profiles) = (Vec::new(), Profiles::default());
            while page.len() < limit
                && let Some(row) = rows.next()?
            {
                let domain = domain_of(text(row, 6)?);
                if domains.iter().any(|name| name.as_str() == domain) {
                    page.extend(recipient(row, &mut profiles)?);
                }
            }
            Ok(page)
        })
    }

    /// What runs made of the recipients under these primary addresses.
    pub fn remembered_addresses(
        &self,
        client: ClientId,
        primaries: &[Address],
    ) -> Result<Vec<ObservedRecipient>, StoreError> {
        self.by_key()?;
        self.read("reading what was applied", |db| {
            let mut query = db.prepare_cached(&format!("{REMEMBERED} AND r.key = ?2"))?;
            let (mut found, mut profiles) = (Vec::new(), Profiles::default());
            for address in primaries {
                let mut rows = query.query(params![client, address.key()])?;
                while let Some(row) = rows.next()? {
                    found.extend(recipient(row, &mut profiles)?);
                }
            }
            Ok(found)
        })
    }

    /// A page of the recipients that the tenant has, in order of directory id.
    pub fn recipient_ids(
        &self,
        client: ClientId,
        after: Option<DirectoryId>,
        limit: usize,
    ) -> Result<Vec<DirectoryId>, StoreError> {
        self.read("reading some recipients", |db| {
            let mut query = db.prepare_cached(
                "SELECT directory_id FROM object WHERE client = ?1 AND directory_id > ?2 AND taken = 1
                 ORDER BY directory_id LIMIT ?3",
            )?;
            let after: &[u8] = after.as_ref().map_or(&[], |id| &id.0);
            let limit = i64::try_from(limit).unwrap_or(i64::MAX);
            Ok(query.query_map(params![client, after, limit], |row| directory_id(row, 0))?.collect::<Result<_, _>>()?)
        })
    }

    /// An index that only gateways without a list of their own need; others do not pay for it.
    fn by_key(&self) -> Result<(), StoreError> {
        let there = self.read("looking for an index", |db| {
            Ok(db.prepare_cached("SELECT 1 FROM sqlite_master WHERE name = 'remembered_key'")?.exists([])?)
        })?;
        if there {
            return Ok(());
        }
        self.write("making an index", |db| {
            Ok(db.execute_batch("CREATE INDEX IF NOT EXISTS remembered_key ON remembered (client, key)")?)
        })
    }
}

const REMEMBERED: &str = "SELECT r.addresses, r.kind, r.listed, r.services, r.profile, o.directory_id, r.key
    FROM remembered r JOIN object o ON o.id = r.object WHERE r.client = ?1";

fn recipient(row: &rusqlite::Row<'_>, profiles: &mut Profiles) -> rusqlite::Result<Option<ObservedRecipient>> {
    let id = Some(directory_id(row, 5)?);
    Ok(shape(row, 0, profiles)?.map(|shape| ObservedRecipient { id, shape }))
}
