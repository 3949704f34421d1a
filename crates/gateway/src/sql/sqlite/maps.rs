//! The questions of Postfix as `sqlite_table(5)` files.

use crate::sql::maps::{MAPS, MICROSOFT365};

/// Turns the client address into the hexadecimal digits in which the ranges are kept. Host names and the cut-off
/// addresses that access(5) also asks for turn into nothing, or into fewer digits.
const INSIDE: &str = "SELECT 'OK' FROM network, (SELECT CASE
 WHEN '%s' GLOB '*.*.*.*' AND '%s' NOT GLOB '*[^0-9.]*' THEN
 (SELECT group_concat(printf('%%02x', value), '') FROM json_each('[\"' || replace('%s', '.', '\",\"') || '\"]'))
 WHEN '%s' GLOB '*:*:*' AND '%s' NOT GLOB '*[^0-9a-f:]*' THEN
 (SELECT group_concat(substr('0000' || value, -4), '') FROM json_each('[\"' || replace(replace('%s', '::',
 substr(':0:0:0:0:0:0:0:', 1, 17 - 2 * (length('%s') - length(replace('%s', ':', '')))) || iif('%s' GLOB '*::', '0', '')),
 ':', '\",\"') || '\"]'))
 END AS digits) WHERE length(digits) = length(low) AND digits BETWEEN low AND high LIMIT 1";

/// What the queries of both databases leave to this one. It looks into the tables of a `CROSS JOIN` in their order.
const SAID: [(&str, &str); 4] = [
    (
        "{candidates}",
        "reached n CROSS JOIN address a CROSS JOIN recipient r
 WHERE n.name = '%d' AND a.domain_id = n.domain_id AND r.id = a.recipient_id
 AND a.key = CASE place WHEN 1 THEN {untagged} ELSE {local} END || '@' || real",
    ),
    (
        "{exact}",
        "reached n LEFT JOIN address a ON a.domain_id = n.domain_id
 AND a.key = substr('%s', 1, length('%s') - length('%d')) || real LEFT JOIN recipient r ON r.id = a.recipient_id",
    ),
    ("{local}", "'%u'"),
    ("{untagged}", "substr('%u', 1, nullif(instr('%u', '+'), 0) - 1)"),
];

/// Name without `.cf`, and content.
pub(super) fn files(database: &str) -> impl Iterator<Item = (&'static str, String)> {
    let file = move |query: &str| {
        let query = SAID.iter().fold(query.to_owned(), |query, (word, sql)| query.replace(word, sql));
        format!("# Made by Tenantry.\ndbpath = {database}\nquery = {query}\n")
    };
    MAPS.iter().map(|map| (map.name, map.query)).chain([(MICROSOFT365, INSIDE)]).map(move |(n, q)| (n, file(q)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn g2_each_map_is_one_query() {
        let files: Vec<String> =
            files("/srv/gateway.db").map(|(name, file)| format!("=== {name}.cf\n{file}")).collect();
        insta::assert_snapshot!(files.join("\n"));
    }
}
