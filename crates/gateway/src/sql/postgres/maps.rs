//! The questions of Postfix as functions, which a mail node may call without reading any table.

use super::Server;
use crate::sql::{
    maps::{MAPS, MICROSOFT365, Map},
    seam::{Fault, one},
};

/// The group roles that mail nodes' accounts are put into.
const ROLES: [&str; 3] = ["tenantry_postfix", "tenantry_dovecot", "tenantry_report"];

/// Its own rights and names, and a plan that is made once and goes by keys. A session's temporary tables come last: they
/// would come first where they are not named (PostgreSQL, "Writing SECURITY DEFINER Functions Safely").
const SETTINGS: &str = "SECURITY DEFINER SET search_path = tenantry, pg_catalog, pg_temp
SET plan_cache_mode = force_generic_plan SET enable_seqscan = off";

/// What the queries of both databases leave to this one. The plan is kept, and hardly anything may be in the tables when it
/// is made: `OFFSET 0` holds the planner to the order that is written, so that nothing is ever looked for but by its key.
const SAID: [(&str, &str); 2] = [
    (
        "{candidates}",
        "reached n CROSS JOIN LATERAL (SELECT key, recipient_id FROM address WHERE domain_id = n.domain_id
 AND key = CASE place WHEN 1 THEN {untagged} ELSE {local} END || '@' || real OFFSET 0) a
 CROSS JOIN LATERAL (SELECT * FROM recipient WHERE id = a.recipient_id OFFSET 0) r
 WHERE n.name = '%d'",
    ),
    (
        "{exact}",
        "reached n LEFT JOIN LATERAL (SELECT recipient_id FROM address WHERE domain_id = n.domain_id
 AND key = {local} || '@' || real OFFSET 0) a ON true
 LEFT JOIN LATERAL (SELECT listed FROM recipient WHERE id = a.recipient_id OFFSET 0) r ON true",
    ),
];

/// What is made of the parts of the key that a function has been given since the first version: nodes get their files later
/// than the server its functions. Word, variable and value.
const MADE: [(&str, &str, &str); 2] = [
    ("{local}", "local", "substr('%s', 1, length('%s') - length('%d') - 1)"),
    ("{untagged}", "untagged", "nullif(split_part('%s', '+', 1), '%s')"),
];

fn query(map: &Map) -> String {
    SAID.iter().fold(map.query.to_owned(), |query, (word, sql)| query.replace(word, sql))
}

/// What a query asks for, as parameters of its function.
fn parameters(query: &str) -> Vec<char> {
    let whole = MADE.iter().fold(query.to_owned(), |query, (word, _, value)| query.replace(word, value));
    ['s', 'u', 'd'].into_iter().filter(|part| whole.contains(&format!("%{part}"))).collect()
}

/// SQL that makes the functions of all maps. Each reads the key once, into variables: a server sets out on every
/// expression of a query anew for each look-up, which takes longer than the answer.
pub(super) fn functions() -> String {
    let mut sql = String::new();
    for map in &MAPS {
        let mut query = query(map);
        let parts = parameters(&query);
        let mut variables = "answer text;".to_owned();
        let mut read: Vec<String> = parts.iter().map(|part| format!("{part} := asked({part});")).collect();
        for (word, variable, value) in MADE {
            if !query.contains(word) {
                continue;
            }
            query = query.replace(word, variable);
            variables.push_str(&format!(" {variable} text;"));
            read.push(format!("{variable} := {value};"));
        }
        let given: Vec<String> = parts.iter().map(|part| format!("{part} text")).collect();
        let mut body = format!("{}\n{query} INTO answer;", read.join("\n"));
        for part in &parts {
            body = body.replace(&format!("'@%{part}'"), &format!("'@' || {part}"));
            body = body.replace(&format!("'%{part}'"), &part.to_string());
        }
        sql.push_str(&format!(
            "CREATE OR REPLACE FUNCTION map_{}({}) RETURNS SETOF text LANGUAGE plpgsql STABLE
{SETTINGS} AS $$ DECLARE {variables} BEGIN
{body}
IF answer IS NOT NULL THEN RETURN NEXT told(answer); END IF;
END $$;\n",
            map.name,
            given.join(", "),
        ));
    }
    for name in names() {
        sql.push_str(&format!("REVOKE ALL ON FUNCTION map_{name} FROM PUBLIC;\n"));
    }
    sql
}

fn names() -> impl Iterator<Item = &'static str> {
    MAPS.iter().map(|map| map.name).chain([MICROSOFT365])
}

/// Name without `.cf`, and the query for `pgsql_table(5)`.
pub(in crate::sql) fn queries() -> impl Iterator<Item = (&'static str, String)> {
    let maps = MAPS.iter().map(|map| (map.name, parameters(&query(map)))).chain([(MICROSOFT365, vec!['s'])]);
    maps.map(|(name, parts)| {
        let given: Vec<String> = parts.iter().map(|part| format!("'%{part}'")).collect();
        (name, format!("SELECT * FROM tenantry.map_{name}({})", given.join(", ")))
    })
}

/// What a role may do.
fn grants(role: &str) -> String {
    let mut sql = format!("GRANT USAGE ON SCHEMA tenantry TO {role};\n");
    match role {
        "tenantry_dovecot" => sql.push_str("GRANT SELECT ON tenantry.outgoing_login TO tenantry_dovecot;\n"),
        "tenantry_report" => sql.push_str("GRANT SELECT ON tenantry.reporting TO tenantry_report;\n"),
        _ => {
            for name in names() {
                sql.push_str(&format!("GRANT EXECUTE ON FUNCTION tenantry.map_{name} TO {role};\n"));
            }
        }
    }
    sql
}

/// Whether every role has what it needs, as far as this account can see to it. An administrator may make them later.
pub(super) fn granted(server: &mut Server) -> Result<bool, Fault> {
    let sql = format!(
        "SELECT count(*) FILTER (WHERE NOT has_schema_privilege(oid, 'tenantry', 'USAGE')) = 0
           AND (count(*) = {} OR NOT (SELECT rolcreaterole OR rolsuper FROM pg_roles WHERE rolname = current_user))
         FROM pg_roles WHERE rolname IN ('{}')",
        ROLES.len(),
        ROLES.join("', '")
    );
    Ok(one(server, &sql, &[], |row| row.bool(0))? == Some(true))
}

/// Makes the roles where this account may, and grants them what they need where they are.
pub(super) fn roles(server: &mut Server) -> Result<(), Fault> {
    let ask = |server: &mut Server, sql: &str| one(server, sql, &[], |row| row.bool(0));
    let may = ask(server, "SELECT rolcreaterole OR rolsuper FROM pg_roles WHERE rolname = current_user")?;
    for role in ROLES {
        let there = ask(server, &format!("SELECT EXISTS (SELECT 1 FROM pg_roles WHERE rolname = '{role}')"))?;
        if there != Some(true) && may != Some(true) {
            tracing::info!(role, "the account may not make roles; the README of the mail nodes says how to");
            continue;
        }
        if there != Some(true) {
            // Another program may make it at the same time, for another database of the server.
            server.batch(&format!(
                "DO $$ BEGIN CREATE ROLE {role} NOLOGIN; EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL; \
                 END $$"
            ))?;
        }
        server.batch(&grants(role))?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn g2_each_map_is_one_function_and_its_file_gives_what_it_asks_for() {
        let queries: Vec<String> = queries().map(|(name, query)| format!("{name}: {query}")).collect();
        insta::assert_snapshot!(format!("{}\n\n{}", queries.join("\n"), functions()));
        assert!(!functions().contains('%'), "everything is a parameter");
    }
}
