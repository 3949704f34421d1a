//! Who may write: one program per client, and nobody else while a domain may change hands.

use super::{Server, failure};
use crate::sql::seam::{Database, Fault, Scope, Value, one};

/// The first number of the advisory locks of this adapter: `Tnty`.
const CLASS: i64 = 0x546e_7479;
/// The second number of the lock that stands for the domains of all clients; accounts count from 1.
const DOMAINS: i64 = 0;

/// Waits for the locks, which the end of the transaction gives back. Always in the same order.
pub(super) fn take(server: &mut Server, account: i64, scope: Scope) -> Result<(), Fault> {
    if account != DOMAINS {
        exclusive(server, account)?;
    }
    match scope {
        Scope::Domains => exclusive(server, DOMAINS),
        Scope::Recipients => wait(server, "SELECT 1 FROM pg_advisory_xact_lock_shared(?1::int4, ?2::int4)", DOMAINS),
    }
}

fn exclusive(server: &mut Server, number: i64) -> Result<(), Fault> {
    wait(server, "SELECT 1 FROM pg_advisory_xact_lock(?1::int4, ?2::int4)", number)
}

fn wait(server: &mut Server, sql: &str, number: i64) -> Result<(), Fault> {
    if server.waited(sql, &[Value::Int(CLASS), Value::Int(number)])? {
        return Ok(());
    }
    server.rollback();
    let cause = match holder(server, number)? {
        Some(holder) => format!("{holder} is writing to it; try again when it has finished"),
        None => "another program was writing to it for too long; try again".to_owned(),
    };
    Err(Fault::Broken(failure::unreachable(&server.address, &cause)))
}

/// Which program has a lock, and from where.
fn holder(server: &mut Server, number: i64) -> Result<Option<String>, Fault> {
    let holder = one(
        server,
        "SELECT a.application_name, host(a.client_addr), to_char(a.xact_start, 'HH24:MI:SS TZ')
         FROM pg_locks l JOIN pg_stat_activity a ON a.pid = l.pid
         WHERE l.locktype = 'advisory' AND l.granted AND l.classid::bigint = ?1 AND l.objid::bigint = ?2
           AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())
         ORDER BY a.xact_start LIMIT 1",
        &[Value::Int(CLASS), Value::Int(number)],
        |row| {
            let part = |at, before: &str| {
                Ok::<_, Fault>(row.text(at)?.filter(|text| !text.is_empty()).map(|t| format!("{before}{t}")))
            };
            let name = part(0, "")?.unwrap_or_else(|| "another program".to_owned());
            Ok(name + &part(1, " from ")?.unwrap_or_default() + &part(2, " since ")?.unwrap_or_default())
        },
    )?;
    Ok(holder)
}
