//! The questions that Postfix asks, as `sqlite_table(5)` map files.
//!
//! Postfix puts the looked-up key into `%s`, its parts into `%u` and `%d`, quoted for SQL and in lower case; a
//! query with `%d` is not asked for a key without a domain. Several rows would be joined by commas.
//!
//! In a domain alias (R14) a key that nobody has there means the same local part in the target; the view `served` says
//! which. `%u` cannot name that, because a query with it is not asked for a key that begins with the `@`.

/// File name without `.cf`, and query.
pub(super) const MAPS: [(&str, &str); 11] = [
    ("relay_domains", "SELECT name FROM domain WHERE name = '%s'"),
    (
        "relay_recipients",
        "SELECT 'listed' FROM served WHERE domain = '%d' AND address = substr('%s', 1, length('%s') - length('%d')) || real AND listed = 1
 UNION ALL SELECT 'unlisted' FROM domain WHERE name = '%d' AND '%s' = '@%d' AND reject_unlisted = 0
 LIMIT 1",
    ),
    ("gone", "SELECT '550 5.1.1 User unknown' FROM served WHERE domain = '%d' AND address = substr('%s', 1, length('%s') - length('%d')) || real AND listed = 0"),
    (
        "transport",
        "SELECT iif(incoming, 'tenantry-filter:', 'tenantry-bypass:')
 || (SELECT group_concat('[' || host || ']:' || port, ', ')
 FROM (SELECT host, port FROM route WHERE domain_id = served.domain_id ORDER BY preference, host, port))
 FROM served WHERE domain = '%d' AND address = substr('%s', 1, length('%s') - length('%d')) || real",
    ),
    (
        "transport_unlisted",
        "SELECT iif(incoming AND NOT protect_listed_only, 'tenantry-filter:', 'tenantry-bypass:')
 || (SELECT group_concat('[' || host || ']:' || port, ', ')
 FROM (SELECT host, port FROM route WHERE domain_id = domain.id ORDER BY preference, host, port))
 FROM domain WHERE name = '%s'",
    ),
    ("outgoing_sender", "SELECT 'OK' FROM served WHERE domain = '%d' AND address = substr('%s', 1, length('%s') - length('%d')) || real AND outgoing = 1"),
    (
        "archive_recipient",
        "SELECT real || '@archive.invalid' FROM served
 WHERE domain = '%d' AND address = substr('%s', 1, length('%s') - length('%d')) || real AND archiving = 1 AND listed = 1",
    ),
    (
        "archive_sender",
        "SELECT real || '@archive.invalid' FROM served WHERE domain = '%d' AND address = substr('%s', 1, length('%s') - length('%d')) || real AND archiving = 1",
    ),
    (
        "alias_domains",
        "SELECT address FROM served WHERE domain = '%d' AND real <> domain
 AND address = substr('%s', 1, length('%s') - length('%d')) || real AND listed = 1",
    ),
    ("archive_maildir", "SELECT name || '/Maildir/' FROM domain WHERE name = '%u' AND '%d' = 'archive.invalid'"),
    ("microsoft365", MICROSOFT365),
];

/// Turns the client address into the hexadecimal digits in which the ranges are kept. Host names and the cut-off
/// addresses that access(5) also asks for turn into nothing, or into fewer digits.
const MICROSOFT365: &str = "SELECT 'OK' FROM network, (SELECT CASE
 WHEN '%s' GLOB '*.*.*.*' AND '%s' NOT GLOB '*[^0-9.]*' THEN
 (SELECT group_concat(printf('%%02x', value), '') FROM json_each('[\"' || replace('%s', '.', '\",\"') || '\"]'))
 WHEN '%s' GLOB '*:*:*' AND '%s' NOT GLOB '*[^0-9a-f:]*' THEN
 (SELECT group_concat(substr('0000' || value, -4), '') FROM json_each('[\"' || replace(replace('%s', '::',
 substr(':0:0:0:0:0:0:0:', 1, 17 - 2 * (length('%s') - length(replace('%s', ':', '')))) || iif('%s' GLOB '*::', '0', '')),
 ':', '\",\"') || '\"]'))
 END AS digits) WHERE length(digits) = length(low) AND digits BETWEEN low AND high LIMIT 1";

/// The file of a map.
pub(super) fn file(query: &str, database: &str) -> String {
    format!("# Made by Tenantry.\ndbpath = {database}\nquery = {query}\n")
}

/// What each transport makes of the mark that a message came with, forged or not.
pub(super) const MARKS: [(&str, &str); 3] = [
    ("mark_filter", "/^X-Tenantry-Incoming:/ REPLACE X-Tenantry-Incoming: filter\n"),
    ("mark_bypass", "/^X-Tenantry-Incoming:/ REPLACE X-Tenantry-Incoming: bypass\n"),
    ("mark_none", "/^X-Tenantry-Incoming:/ IGNORE\n"),
];
