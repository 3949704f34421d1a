//! Who has an address: found by 64 bits of it, and told by the addresses themselves.

use model::Address;
use rusqlite::{Connection, params};

use crate::ClientId;

/// FNV-1a (64 bits; Fowler, Noll, Vo) of an address in lower case. It is stored, so it stays what it is.
pub(crate) fn hash(address: &str) -> i64 {
    let mixed = address.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
        (hash ^ u64::from(byte.to_ascii_lowercase())).wrapping_mul(0x0000_0100_0000_01b3)
    });
    mixed.cast_signed()
}

/// Rows of the recipients that have an address.
pub(crate) fn holders(db: &Connection, client: ClientId, address: &Address) -> rusqlite::Result<Vec<i64>> {
    let mut query = db.prepare_cached(
        "SELECT o.id, o.addresses FROM address a JOIN object o ON o.id = a.object WHERE a.client = ?1 AND a.hash = ?2",
    )?;
    let mut rows = query.query(params![client, hash(address.as_str())])?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        if row.get_ref(1)?.as_str()?.lines().any(|line| line.eq_ignore_ascii_case(address.as_str())) {
            found.push(row.get(0)?);
        }
    }
    Ok(found)
}

/// Forgets which addresses a recipient has.
pub(crate) fn forget(db: &Connection, client: ClientId, object: i64, lines: &str) -> rusqlite::Result<()> {
    let mut delete = db.prepare_cached("DELETE FROM address WHERE client = ?1 AND hash = ?2 AND object = ?3")?;
    lines.lines().try_for_each(|line| delete.execute(params![client, hash(line), object]).map(drop))
}

/// Writes down who has which address, in the order of the table.
pub(crate) fn add(db: &Connection, client: ClientId, pairs: &mut [(i64, i64)]) -> rusqlite::Result<()> {
    pairs.sort_unstable();
    let mut insert = db.prepare_cached("INSERT OR IGNORE INTO address (client, hash, object) VALUES (?1, ?2, ?3)")?;
    pairs.iter().try_for_each(|(hash, object)| insert.execute(params![client, hash, object]).map(drop))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_has_one_hash_whatever_its_case_and_forever() {
        assert_eq!(hash("A"), hash("a"));
        // From the published test vectors.
        assert_eq!(hash("a").cast_unsigned(), 0xaf63_dc4c_8601_ec8c);
    }
}
