//! The questions that Postfix asks, once for both databases.
//!
//! Postfix puts the looked-up key into `%s`, its parts into `%u` and `%d`, quoted for SQL and in lower case; a
//! query with `%d` is not asked for a key without a domain. Several rows would be joined by commas.
//! In `sqlite_table(5)` files the queries stand as they are; a PostgreSQL server has a function for each.
//!
//! In a domain alias (R14) a key that nobody has there means the same local part in the target; the view `served` says
//! which. `%u` cannot name that, because a query with it is not asked for a key that begins with the `@`.

/// A map: its name, and its query over the views that both databases have.
pub(super) struct Map {
    /// File name without `.cf`.
    pub name: &'static str,
    /// In SQL that both databases read alike.
    pub query: &'static str,
}

pub(super) const MAPS: [Map; 13] = [
    Map { name: "relay_domains", query: "SELECT name FROM known_as WHERE name = '%s'" },
    Map {
        name: "relay_recipients",
        query: "SELECT 'listed' FROM served
 WHERE domain = '%d' AND address = substr('%s', 1, length('%s') - length('%d')) || real AND listed
 UNION ALL SELECT 'unlisted' FROM known_as JOIN domain ON domain.id = domain_id
 WHERE known_as.name = '%d' AND '%s' = '@%d' AND NOT reject_unlisted
 LIMIT 1",
    },
    Map {
        name: "gone",
        query: "SELECT '550 5.1.1 User unknown' FROM served
 WHERE domain = '%d' AND address = substr('%s', 1, length('%s') - length('%d')) || real AND NOT listed",
    },
    Map {
        name: "transport",
        query: "SELECT CASE WHEN incoming THEN 'tenantry-filter:' ELSE 'tenantry-bypass:' END || hops
 FROM served JOIN hop ON hop.domain_id = served.domain_id
 WHERE domain = '%d' AND address = substr('%s', 1, length('%s') - length('%d')) || real",
    },
    Map {
        name: "transport_unlisted",
        query:
            "SELECT CASE WHEN incoming AND NOT protect_listed_only THEN 'tenantry-filter:' ELSE 'tenantry-bypass:' END
 || hops FROM known_as JOIN domain ON domain.id = known_as.domain_id JOIN hop ON hop.domain_id = domain.id
 WHERE known_as.name = '%s'",
    },
    Map {
        name: "archive_recipient",
        query: "SELECT real || '@archive.invalid' FROM served
 WHERE domain = '%d' AND address = substr('%s', 1, length('%s') - length('%d')) || real AND archiving AND listed",
    },
    Map {
        name: "archive_sender",
        query: "SELECT real || '@archive.invalid' FROM served
 WHERE domain = '%d' AND address = substr('%s', 1, length('%s') - length('%d')) || real AND archiving",
    },
    Map {
        name: "archive_maildir",
        query: "SELECT name || '/Maildir/' FROM domain WHERE name = '%u' AND '%d' = 'archive.invalid'",
    },
    Map {
        name: "alias_domains",
        query: "SELECT address FROM served WHERE domain = '%d' AND real <> domain
 AND address = substr('%s', 1, length('%s') - length('%d')) || real AND listed",
    },
    Map {
        name: "outgoing_sender",
        query: "SELECT 'OK' FROM served
 WHERE domain = '%d' AND address = substr('%s', 1, length('%s') - length('%d')) || real AND outgoing",
    },
    // smtpd_sender_login_maps: the login is a domain.
    Map {
        name: "outgoing_login",
        query: "SELECT real FROM served
 WHERE domain = '%d' AND address = substr('%s', 1, length('%s') - length('%d')) || real AND outgoing",
    },
    // Bounces and automatic replies have no sender to tell a client by.
    Map {
        name: "outgoing_null",
        query: "SELECT 'OK' FROM domain WHERE '%s' = '<>' AND outgoing AND outgoing_user LIMIT 1",
    },
    // header_checks(5): Exchange Online writes the sending tenant's id into each message that leaves it.
    Map {
        name: "foreign_tenant",
        query: "SELECT 'REJECT 5.7.1 the sending tenant is no client of this gateway'
 FROM (SELECT lower('%s') AS line) AS header
 WHERE substr(line, 1, 29) = 'x-ms-exchange-crosstenant-id:'
 AND trim(substr(line, 30)) NOT IN (SELECT tenant_id FROM account)",
    },
];

/// The map that each database answers in its own way: addresses are no type of SQLite.
pub(super) const MICROSOFT365: &str = "microsoft365";

/// What each transport makes of the mark that a message came with, forged or not, and which header is looked up.
pub(super) const TABLES: [(&str, &str); 4] = [
    ("mark_filter", "/^X-Tenantry-Incoming:/ REPLACE X-Tenantry-Incoming: filter\n"),
    ("mark_bypass", "/^X-Tenantry-Incoming:/ REPLACE X-Tenantry-Incoming: bypass\n"),
    ("mark_none", "/^X-Tenantry-Incoming:/ IGNORE\n"),
    ("tenant_header", "!/^X-MS-Exchange-CrossTenant-Id:/ DUNNO\n"),
];
