//! Domains with their routes: what is there, and making one so (R1, R8, R9, R15).

use std::collections::{BTreeMap, BTreeSet};

use model::{DomainName, DomainShape, ObservedDomain, Owner, Route, Services};

use super::{
    fold::folded,
    seam::{Column, Database, Fault, Row, Value, number, one, text},
};
use crate::{Applied, GatewayError};

/// A domain's row number and holder.
#[derive(Debug, Clone)]
pub(super) struct Held {
    pub id: i64,
    pub owner: Owner,
}

/// The domains among these that exist.
pub(super) fn held<'n>(
    database: &mut dyn Database,
    account: i64,
    names: impl IntoIterator<Item = &'n str>,
) -> Result<BTreeMap<String, Held>, Fault> {
    let names: BTreeSet<&str> = names.into_iter().collect();
    let mut found = BTreeMap::new();
    database.ask_each(
        "SELECT d.name, d.id, d.account_id, a.name FROM domain d LEFT JOIN account a ON a.id = d.account_id
         WHERE d.name = ?1",
        &[Column::Text(names.into_iter().map(ToOwned::to_owned).collect())],
        &mut |row| {
            let owner = owner(account, row.int(2)?, row.text(3)?);
            found.insert(text(row, 0)?.to_owned(), Held { id: number(row, 1)?, owner });
            Ok(())
        },
    )?;
    Ok(found)
}

pub(super) fn held_one(database: &mut dyn Database, account: i64, name: &str) -> Result<Option<Held>, Fault> {
    Ok(held(database, account, [name])?.remove(name))
}

pub(super) fn owner(account: i64, holder: Option<i64>, name: Option<&str>) -> Owner {
    match holder {
        None => Owner::Nobody,
        Some(id) if id == account => Owner::Us,
        Some(_) => Owner::Another(name.unwrap_or_default().to_owned()),
    }
}

/// See [`crate::Gateway::observe_domains`].
pub(super) fn observe(
    database: &mut dyn Database,
    account: i64,
    names: &[DomainName],
) -> Result<Vec<ObservedDomain>, Fault> {
    let mut held = held(database, account, names.iter().map(DomainName::as_str))?;
    let mut shapes = shapes(database, held.values().map(|held| held.id).collect())?;
    let names: BTreeSet<&DomainName> = names.iter().collect();
    let found = names.into_iter().filter_map(|name| {
        let Held { id, owner } = held.remove(name.as_str())?;
        Some(ObservedDomain { name: name.clone(), owner, shape: shapes.remove(&id)? })
    });
    Ok(found.collect())
}

fn shapes(database: &mut dyn Database, ids: Vec<i64>) -> Result<BTreeMap<i64, DomainShape>, Fault> {
    let ids = [Column::Int(ids)];
    let mut routes: BTreeMap<i64, Vec<Route>> = BTreeMap::new();
    database.ask_each(
        "SELECT domain_id, preference, host, port FROM route WHERE domain_id = ?1",
        &ids,
        &mut |row| {
            let (host, small) =
                (text(row, 2)?.to_owned(), |at| Ok(u16::try_from(number(row, at)?).unwrap_or(u16::MAX)));
            let route = Route { preference: small(1)?, host, port: small(3)? };
            routes.entry(number(row, 0)?).or_default().push(route);
            Ok(())
        },
    )?;
    let mut shapes = BTreeMap::new();
    database.ask_each(
        "SELECT id, region, protect_listed_only, reject_unlisted, incoming, outgoing, archiving, ldap_sync,
                outgoing_user, alias_of FROM domain WHERE id = ?1",
        &ids,
        &mut |row| {
            let id = number(row, 0)?;
            let mut routes = routes.remove(&id).unwrap_or_default();
            routes.sort_unstable();
            shapes.insert(id, shape(row, routes)?);
            Ok(())
        },
    )?;
    Ok(shapes)
}

fn shape(row: &dyn Row, routes: Vec<Route>) -> Result<DomainShape, Fault> {
    Ok(DomainShape {
        routes,
        region: row.text(1)?.map(ToOwned::to_owned),
        protect_listed_only: row.bool(2)?,
        reject_unlisted: row.bool(3)?,
        products: Services { incoming: row.bool(4)?, outgoing: row.bool(5)?, archiving: row.bool(6)? },
        ldap_sync: row.bool(7)?,
        outgoing_user: row.bool(8)?,
        alias_of: row.text(9)?.and_then(|name| name.parse().ok()),
    })
}

pub(super) fn ensure(
    database: &mut dyn Database,
    account: i64,
    name: &DomainName,
    wanted: &DomainShape,
) -> Result<Applied, Fault> {
    match held_one(database, account, name.as_str())? {
        Some(Held { owner: Owner::Another(owner), .. }) => return Err(conflict(name, &owner)),
        Some(Held { id, owner: Owner::Us }) if shapes(database, vec![id])?.get(&id) == Some(wanted) => {
            return Ok(Applied::AlreadySo);
        }
        _ => {}
    }
    if let Some(target) = &wanted.alias_of {
        may_be_alias(database, account, name, target)?;
    }
    let id = write(database, account, name, wanted)?;
    database.run("DELETE FROM route WHERE domain_id = ?1", &[Value::Int(id)])?;
    for Route { preference, host, port } in &wanted.routes {
        database.run(
            "INSERT INTO route (domain_id, preference, host, port) VALUES (?1, ?2, ?3, ?4) ON CONFLICT DO NOTHING",
            &[Value::Int(id), Value::Int((*preference).into()), Value::Text(host), Value::Int((*port).into())],
        )?;
    }
    if name.as_str().contains("xn--") {
        spell(database)?;
    }
    Ok(Applied::Changed)
}

fn write(database: &mut dyn Database, account: i64, name: &DomainName, wanted: &DomainShape) -> Result<i64, Fault> {
    let products = wanted.products;
    let id = one(
        database,
        "INSERT INTO domain (name, account_id, region, protect_listed_only, reject_unlisted, incoming, outgoing,
                             archiving, ldap_sync, outgoing_user, alias_of)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)
         ON CONFLICT (name) DO UPDATE SET account_id = ?2, region = ?3, protect_listed_only = ?4,
           reject_unlisted = ?5, incoming = ?6, outgoing = ?7, archiving = ?8, ldap_sync = ?9, outgoing_user = ?10,
           alias_of = ?11
         RETURNING id",
        &[
            Value::Text(name.as_str()),
            Value::Int(account),
            Value::OptText(wanted.region.as_deref()),
            Value::Bool(wanted.protect_listed_only),
            Value::Bool(wanted.reject_unlisted),
            Value::Bool(products.incoming),
            Value::Bool(products.outgoing),
            Value::Bool(products.archiving),
            Value::Bool(wanted.ldap_sync),
            Value::Bool(wanted.outgoing_user),
            Value::OptText(wanted.alias_of.as_ref().map(DomainName::as_str)),
        ],
        |row| number(row, 0),
    )?;
    id.ok_or_else(|| Fault::Refused(format!("{name} got no number")))
}

/// Makes domains known under their U-labels as well. A name that Postfix folds into another one is left out: the other
/// name may be somebody else's.
pub(super) fn spell(database: &mut dyn Database) -> Result<(), Fault> {
    let mut found: Vec<(i64, String)> = Vec::new();
    database.ask("SELECT id, name FROM domain WHERE name LIKE '%xn--%'", &[], &mut |row| {
        found.push((number(row, 0)?, text(row, 1)?.to_owned()));
        Ok(())
    })?;
    let (mut ids, mut spellings) = (Vec::new(), Vec::new());
    for (id, name) in found {
        let Ok(name) = name.parse::<DomainName>() else { continue };
        let spelling = name.to_unicode();
        if spelling != name.as_str() && folded(&spelling).is_none() {
            ids.push(id);
            spellings.push(spelling);
        }
    }
    database.insert_each(
        "known_as (name, domain_id)",
        "ON CONFLICT DO NOTHING",
        &[Column::Text(spellings), Column::Int(ids)],
    )
}

/// R14: mail of an alias goes to recipients of the same account, and no alias leads to another one.
fn may_be_alias(
    database: &mut dyn Database,
    account: i64,
    name: &DomainName,
    target: &DomainName,
) -> Result<(), Fault> {
    if let Some(Held { owner: Owner::Another(owner), .. }) = held_one(database, account, target.as_str())? {
        return Err(conflict(target, &owner));
    }
    let chain = one(
        database,
        "SELECT name FROM domain WHERE (name = ?2 AND alias_of IS NOT NULL) OR alias_of = ?1 ORDER BY name LIMIT 1",
        &[Value::Text(name.as_str()), Value::Text(target.as_str())],
        |row| Ok(text(row, 0)?.to_owned()),
    )?;
    let refused = |other| format!("{other} is a domain alias already, and aliases do not follow aliases");
    chain.map_or(Ok(()), |other| Err(refuse(name, refused(other))))
}

/// Takes a domain out that this account has, once it is empty.
pub(super) fn ensure_absent(database: &mut dyn Database, account: i64, name: &DomainName) -> Result<Applied, Fault> {
    match held_one(database, account, name.as_str())? {
        None => Ok(Applied::AlreadySo),
        Some(Held { owner: Owner::Us, id }) => take_out(database, id, name),
        Some(Held { owner: Owner::Nobody, .. }) => Err(Fault::Answer(GatewayError::Conflict {
            object: name.to_string(),
            owner: "nobody; it was made by hand".to_owned(),
        })),
        Some(Held { owner: Owner::Another(owner), .. }) => Err(conflict(name, &owner)),
    }
}

fn take_out(database: &mut dyn Database, id: i64, name: &DomainName) -> Result<Applied, Fault> {
    let mut count = |sql: &str, value: Value<'_>| {
        Ok::<_, Fault>(one(database, sql, &[value], |row| number(row, 0))?.unwrap_or_default())
    };
    match count("SELECT count(DISTINCT recipient_id) FROM address WHERE domain_id = ?1", Value::Int(id))? {
        0 => {}
        1 => return Err(refuse(name, "1 recipient still has addresses in it".to_owned())),
        recipients => return Err(refuse(name, format!("{recipients} recipients still have addresses in it"))),
    }
    match count("SELECT count(*) FROM domain WHERE alias_of = ?1", Value::Text(name.as_str()))? {
        0 => {}
        aliases => return Err(refuse(name, format!("domain aliases of it: {aliases}"))),
    }
    database.run("DELETE FROM domain WHERE id = ?1", &[Value::Int(id)])?;
    Ok(Applied::Changed)
}

fn conflict(object: &DomainName, owner: &str) -> Fault {
    Fault::Answer(GatewayError::Conflict { object: object.to_string(), owner: format!("the account {owner}") })
}

fn refuse(object: &DomainName, cause: String) -> Fault {
    Fault::Answer(GatewayError::Refused { object: object.to_string(), cause })
}
