//! The schema `tenantry` of a database: made, brought up, or refused when it is not ours.

use super::{Server, failure, maps};
use crate::{
    GatewayError,
    sql::seam::{Database, Fault, Scope, Value, number, one, text},
};

/// One entry per schema number, oldest first.
const MIGRATIONS: [&str; 3] = [
    concat!(include_str!("schema_1.sql"), include_str!("people.sql")),
    include_str!("schema_2.sql"),
    include_str!("schema_3.sql"),
];
/// `gen_random_uuid` is the server's own since 13.
const OLDEST: i64 = 130_000;

/// What lies in the database.
struct State {
    /// The schema number; `None`: no schema `tenantry`.
    schema: Option<i64>,
    /// What the maps' functions were made from.
    maps: String,
}

/// Makes or brings up the schema, in one transaction that no other program runs at the same time.
pub(super) fn prepare(server: &mut Server) -> Result<(), Fault> {
    writable(server)?;
    let wanted = maps::functions();
    let known = MIGRATIONS.len() as i64;
    let up_to_date = |state: &State| state.schema == Some(known) && state.maps == wanted;
    if up_to_date(&look(server)?) && maps::granted(server)? {
        return Ok(());
    }
    server.begin(0, Scope::Domains)?;
    // Another program may have done it while this one waited.
    let state = look(server)?;
    if !up_to_date(&state) {
        bring_up(server, &state, &wanted)?;
    }
    maps::roles(server)?;
    server.commit()
}

fn bring_up(server: &mut Server, state: &State, wanted: &str) -> Result<(), Fault> {
    let known = MIGRATIONS.len();
    if state.schema.is_none() {
        server.batch("CREATE SCHEMA tenantry; REVOKE ALL ON SCHEMA tenantry FROM PUBLIC")?;
    }
    let done = usize::try_from(state.schema.unwrap_or_default()).unwrap_or(known);
    for migration in &MIGRATIONS[done.min(known)..] {
        server.batch(migration)?;
    }
    server.batch(wanted)?;
    server.run("UPDATE gateway SET schema = ?1, maps = ?2", &[Value::Int(known as i64), Value::Text(wanted)]).map(drop)
}

/// Replicas and old servers are refused before anything is tried.
fn writable(server: &mut Server) -> Result<(), Fault> {
    let found = one(
        server,
        "SELECT current_setting('server_version_num')::int8, pg_is_in_recovery(),
                current_setting('transaction_read_only') = 'on', current_setting('server_encoding'),
                current_setting('server_version')",
        &[],
        |row| Ok((number(row, 0)?, row.bool(1)?, row.bool(2)?, text(row, 3)?.to_owned(), text(row, 4)?.to_owned())),
    )?;
    let Some((version, replica, read_only, encoding, shown)) = found else { return Ok(()) };
    let refused = |cause: &str| Err(Fault::Broken(failure::unreachable(&server.address, cause)));
    match (version, replica, read_only, encoding.as_str()) {
        (..OLDEST, ..) => refused(&format!("the server is PostgreSQL {shown}; Tenantry needs 13 or newer")),
        (_, true, ..) => refused("the server is a replica; Tenantry has to write to the primary server"),
        (_, _, true, _) => refused("the server or the database is read-only; Tenantry has to write to it"),
        (.., "UTF8") => Ok(()),
        (.., other) => refused(&format!("the database has the encoding {other}; Tenantry needs UTF8")),
    }
}

fn look(server: &mut Server) -> Result<State, Fault> {
    let tables = one(
        server,
        "SELECT count(*), count(*) FILTER (WHERE c.relname IN ('gateway', 'account', 'domain', 'address')),
                (SELECT count(*) FROM pg_namespace WHERE nspname = 'tenantry')
         FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
         WHERE n.nspname = 'tenantry' AND c.relkind = 'r'",
        &[],
        |row| Ok((number(row, 0)?, number(row, 1)?, number(row, 2)?)),
    )?;
    let not_ours = |server: &Server, cause: &str| Err(Fault::Broken(failure::not_ours(&server.address, cause)));
    match tables.unwrap_or_default() {
        (0, _, 0) => {
            if let Some(table) = table_of_others(server)? {
                let cause = format!(
                    "the database has tables of another program ({table}); make one of its own for Tenantry, or a \
                     schema tenantry in this one"
                );
                return not_ours(server, &cause);
            }
            return Ok(State { schema: None, maps: String::new() });
        }
        // Made by an administrator for an account that may not make schemas itself.
        (0, ..) => return Ok(State { schema: Some(0), maps: String::new() }),
        (_, 4, _) => {}
        _ => return not_ours(server, "its schema tenantry is another program's"),
    }
    let columns = one(
        server,
        "SELECT count(*) FROM pg_attribute WHERE attrelid = 'tenantry.gateway'::regclass AND NOT attisdropped
           AND attname IN ('id', 'schema', 'maps')",
        &[],
        |row| number(row, 0),
    )?;
    if columns != Some(3) {
        return not_ours(server, "its table tenantry.gateway is another program's");
    }
    let state = one(server, "SELECT schema, maps FROM tenantry.gateway", &[], |row| {
        Ok(State { schema: Some(number(row, 0)?), maps: text(row, 1)?.to_owned() })
    })?;
    let Some(state) = state else { return not_ours(server, "its table tenantry.gateway is empty") };
    let known = MIGRATIONS.len() as u32;
    match state.schema.and_then(|schema| u32::try_from(schema).ok()) {
        Some(found) if found > known => {
            Err(Fault::Broken(GatewayError::Newer { gateway: server.address.to_string(), found, known }))
        }
        Some(_) => Ok(state),
        None => not_ours(server, "its schema number cannot be read"),
    }
}

/// A table that belongs neither to the server nor to an extension.
fn table_of_others(server: &mut Server) -> Result<Option<String>, Fault> {
    one(
        server,
        "SELECT c.oid::regclass::text FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
         WHERE c.relkind IN ('r', 'p') AND n.nspname NOT LIKE 'pg\\_%' AND n.nspname <> 'information_schema'
           AND NOT EXISTS (SELECT 1 FROM pg_depend d
                           WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.deptype = 'e')
         ORDER BY 1 LIMIT 1",
        &[],
        |row| Ok(text(row, 0)?.to_owned()),
    )
}
