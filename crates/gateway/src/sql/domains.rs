//! Domains with their routes: what is there, and making one so (R1, R8, R9, R15).

use std::collections::BTreeSet;

use model::{DomainName, DomainShape, ObservedDomain, Owner, Route, Services};
use rusqlite::{Connection, OptionalExtension, Row, params};

use super::{Fault, fold::folded};
use crate::{Applied, GatewayError};

/// A domain's row number and holder.
#[derive(Debug, Clone)]
pub(super) struct Held {
    pub id: i64,
    pub owner: Owner,
}

pub(super) fn held(connection: &Connection, account: i64, name: &str) -> rusqlite::Result<Option<Held>> {
    connection
        .prepare_cached(
            "SELECT d.id, d.account_id, a.name FROM domain d LEFT JOIN account a ON a.id = d.account_id
             WHERE d.name = ?1",
        )?
        .query_row([name], |row| {
            let owner = owner(account, row.get(1)?, row.get(2)?);
            Ok(Held { id: row.get(0)?, owner })
        })
        .optional()
}

pub(super) fn owner(account: i64, holder: Option<i64>, name: Option<String>) -> Owner {
    match holder {
        None => Owner::Nobody,
        Some(id) if id == account => Owner::Us,
        Some(_) => Owner::Another(name.unwrap_or_default()),
    }
}

pub(super) fn observe(
    connection: &Connection,
    account: i64,
    names: &[DomainName],
) -> rusqlite::Result<Vec<ObservedDomain>> {
    let names: BTreeSet<&DomainName> = names.iter().collect();
    let mut found = Vec::new();
    for name in names {
        if let Some(held) = held(connection, account, name.as_str())? {
            found.push(ObservedDomain { name: name.clone(), owner: held.owner, shape: shape(connection, held.id)? });
        }
    }
    Ok(found)
}

fn shape(connection: &Connection, id: i64) -> rusqlite::Result<DomainShape> {
    let routes = connection
        .prepare_cached(
            "SELECT preference, host, port FROM route WHERE domain_id = ?1 ORDER BY preference, host, port",
        )?
        .query_map([id], |row| Ok(Route { preference: row.get(0)?, host: row.get(1)?, port: row.get(2)? }))?
        .collect::<rusqlite::Result<Vec<Route>>>()?;
    let read = |row: &Row<'_>| {
        Ok(DomainShape {
            routes,
            region: row.get(0)?,
            protect_listed_only: row.get(1)?,
            reject_unlisted: row.get(2)?,
            products: Services { incoming: row.get(3)?, outgoing: row.get(4)?, archiving: row.get(5)? },
            ldap_sync: row.get(6)?,
            outgoing_user: row.get(7)?,
            alias_of: row.get::<_, Option<String>>(8)?.and_then(|name| name.parse().ok()),
        })
    };
    connection
        .prepare_cached(
            "SELECT region, protect_listed_only, reject_unlisted, incoming, outgoing, archiving, ldap_sync,
                    outgoing_user, alias_of FROM domain WHERE id = ?1",
        )?
        .query_row([id], read)
}

pub(super) fn ensure(
    connection: &Connection,
    account: i64,
    name: &DomainName,
    wanted: &DomainShape,
) -> Result<Applied, Fault> {
    let held = held(connection, account, name.as_str())?;
    match &held {
        Some(Held { owner: Owner::Another(owner), .. }) => {
            let conflict = GatewayError::Conflict { object: name.to_string(), owner: format!("the account {owner}") };
            return Err(Fault::Answer(conflict));
        }
        Some(Held { id, owner: Owner::Us, .. }) if shape(connection, *id)? == *wanted => return Ok(Applied::AlreadySo),
        _ => {}
    }
    if let Some(target) = &wanted.alias_of {
        may_be_alias(connection, account, name, target)?;
    }
    let DomainShape { products, .. } = wanted;
    let id: i64 = connection
        .prepare_cached(
            "INSERT INTO domain (name, account_id, region, protect_listed_only, reject_unlisted, incoming, outgoing,
                                 archiving, ldap_sync, outgoing_user, alias_of)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)
             ON CONFLICT (name) DO UPDATE SET account_id = ?2, region = ?3, protect_listed_only = ?4,
               reject_unlisted = ?5, incoming = ?6, outgoing = ?7, archiving = ?8, ldap_sync = ?9, outgoing_user = ?10,
               alias_of = ?11
             RETURNING id",
        )?
        .query_row(
            params![
                name.as_str(),
                account,
                wanted.region,
                wanted.protect_listed_only,
                wanted.reject_unlisted,
                products.incoming,
                products.outgoing,
                products.archiving,
                wanted.ldap_sync,
                wanted.outgoing_user,
                wanted.alias_of.as_ref().map(DomainName::as_str)
            ],
            |row| row.get(0),
        )?;
    connection.prepare_cached("DELETE FROM route WHERE domain_id = ?1")?.execute([id])?;
    let mut route = connection.prepare_cached("INSERT INTO route VALUES (?1, ?2, ?3, ?4) ON CONFLICT DO NOTHING")?;
    for Route { preference, host, port } in &wanted.routes {
        route.execute(params![id, preference, host, port])?;
    }
    if name.as_str().contains("xn--") {
        spell(connection)?;
    }
    Ok(Applied::Changed)
}

/// Makes domains known under their U-labels as well. A name that Postfix folds into another one is left out: the other
/// name may be somebody else's.
pub(super) fn spell(connection: &Connection) -> rusqlite::Result<()> {
    let mut international = connection.prepare_cached("SELECT id, name FROM domain WHERE name LIKE '%xn--%'")?;
    let found = international.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
    for (id, name) in found.collect::<rusqlite::Result<Vec<(i64, String)>>>()? {
        let Ok(name) = name.parse::<DomainName>() else { continue };
        let spelling = name.to_unicode();
        if spelling != name.as_str() && folded(&spelling).is_none() {
            connection
                .prepare_cached("INSERT INTO known_as VALUES (?1, ?2) ON CONFLICT DO NOTHING")?
                .execute(params![spelling, id])?;
        }
    }
    Ok(())
}

/// R14: mail of an alias goes to recipients of the same account, and no alias leads to another one.
fn may_be_alias(connection: &Connection, account: i64, name: &DomainName, target: &DomainName) -> Result<(), Fault> {
    let refuse = |cause: String| Err(Fault::Answer(GatewayError::Refused { object: name.to_string(), cause }));
    if let Some(Held { owner: Owner::Another(owner), .. }) = held(connection, account, target.as_str())? {
        let owner = format!("the account {owner}");
        return Err(Fault::Answer(GatewayError::Conflict { object: target.to_string(), owner }));
    }
    let mut chain = connection.prepare_cached(
        "SELECT name FROM domain WHERE (name = ?2 AND alias_of IS NOT NULL) OR alias_of = ?1 ORDER BY name LIMIT 1",
    )?;
    let chain: Option<String> =
        chain.query_row(params![name.as_str(), target.as_str()], |row| row.get(0)).optional()?;
    chain
        .map_or(Ok(()), |other| refuse(format!("{other} is a domain alias already, and aliases do not follow aliases")))
}

/// Takes a domain out that this account has, once it is empty.
pub(super) fn ensure_absent(connection: &Connection, account: i64, name: &DomainName) -> Result<Applied, Fault> {
    let owner = match held(connection, account, name.as_str())? {
        None => return Ok(Applied::AlreadySo),
        Some(Held { owner: Owner::Us, id, .. }) => return take_out(connection, id, name),
        Some(Held { owner: Owner::Nobody, .. }) => "nobody; it was made by hand".to_owned(),
        Some(Held { owner: Owner::Another(owner), .. }) => format!("the account {owner}"),
    };
    Err(Fault::Answer(GatewayError::Conflict { object: name.to_string(), owner }))
}

fn take_out(connection: &Connection, id: i64, name: &DomainName) -> Result<Applied, Fault> {
    let refuse = |cause: String| Err(Fault::Answer(GatewayError::Refused { object: name.to_string(), cause }));
    let count = |sql: &str, value: &dyn rusqlite::ToSql| -> rusqlite::Result<u32> {
        connection.prepare_cached(sql)?.query_row([value], |row| row.get(0))
    };
    match count("SELECT count(DISTINCT recipient_id) FROM address WHERE domain_id = ?1", &id)? {
        0 => {}
        1 => return refuse("1 recipient still has addresses in it".to_owned()),
        recipients => return refuse(format!("{recipients} recipients still have addresses in it")),
    }
    match count("SELECT count(*) FROM domain WHERE alias_of = ?1", &name.as_str())? {
        0 => {}
        aliases => return refuse(format!("domain aliases of it: {aliases}")),
    }
    connection.prepare_cached("DELETE FROM domain WHERE id = ?1")?.execute([id])?;
    Ok(Applied::Changed)
}
