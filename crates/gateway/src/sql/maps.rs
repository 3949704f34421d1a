//! The questions that Postfix asks, once for both databases.
//!
//! Postfix puts the looked-up key into `%s`, its parts into `%u` and `%d`, quoted for SQL and in lower case; a
//! query with `%d` is not asked for a key without a domain, one with `%u` not for a key that begins with the `@`. Several
//! rows would be joined by commas; a row without a value is none.
//! In `sqlite_table(5)` files the queries stand as they are, and are compiled for each look-up, which takes longer than the
//! answer: they join as little as they can. A PostgreSQL server has a function for each.
//!
//! `reached` says in which domains a name's addresses may be (R14). Of those that are there the first counts: who is listed
//! before who is not, then the address itself, the address without its tag, the same local part in the target of an alias.
//! From the second nothing is served: Postfix asks for that address next.

/// A map: its name, and its query over what both databases have.
pub(super) struct Map {
    /// File name without `.cf`.
    pub name: &'static str,
    /// In SQL that both databases read alike, but for words that each puts in its own: `{local}` is the local part of the
    /// key, `{untagged}` what is before its first `+`, NULL where there is none. `{candidates}` joins the name's rows `n` of
    /// `reached` with each address `a` that the key may mean and its recipient `r`, `{exact}` with the key itself or
    /// NULLs: how a database is kept to looking for them by their keys differs.
    pub query: &'static str,
}

/// What is answered of the address that counts.
macro_rules! of_first {
    ($answer:literal) => {
        concat!(
            "SELECT ",
            $answer,
            "
 FROM {candidates}
 ORDER BY listed DESC, place LIMIT 1"
        )
    };
}

pub(super) const MAPS: [Map; 13] = [
    Map { name: "relay_domains", query: "SELECT name FROM known_as WHERE name = '%s'" },
    // The key may be the `@` and the domain alone. Whom the other maps mean by a listed address makes no difference here.
    Map {
        name: "relay_recipients",
        query: "SELECT CASE WHEN listed THEN 'listed' ELSE 'unlisted' END
 FROM {exact}
 WHERE n.name = '%d' AND (listed OR '%s' = '@%d' AND NOT reject_unlisted) LIMIT 1",
    },
    Map { name: "gone", query: of_first!("CASE WHEN NOT listed AND place <> 1 THEN '550 5.1.1 User unknown' END") },
    Map {
        name: "transport",
        query: of_first!(
            "CASE WHEN r.incoming AND n.incoming THEN 'tenantry-filter:' ELSE 'tenantry-bypass:' END || hops"
        ),
    },
    Map {
        name: "transport_unlisted",
        query:
            "SELECT CASE WHEN incoming AND NOT protect_listed_only THEN 'tenantry-filter:' ELSE 'tenantry-bypass:' END
 || hops FROM reached WHERE name = '%s' AND place = 0",
    },
    Map {
        name: "archive_recipient",
        query: of_first!("CASE WHEN r.archiving AND n.archiving AND listed THEN real || '@archive.invalid' END"),
    },
    Map {
        name: "archive_sender",
        query: of_first!("CASE WHEN r.archiving AND n.archiving THEN real || '@archive.invalid' END"),
    },
    Map {
        name: "archive_maildir",
        query: "SELECT name || '/Maildir/' FROM domain WHERE name = '%u' AND '%d' = 'archive.invalid'",
    },
    // Also from a name in U-labels to the one in A-labels.
    Map { name: "alias_domains", query: of_first!("CASE WHEN real <> n.name AND place <> 1 AND listed THEN key END") },
    Map { name: "outgoing_sender", query: of_first!("CASE WHEN r.outgoing AND n.outgoing THEN 'OK' END") },
    // smtpd_sender_login_maps: the login is a domain.
    Map { name: "outgoing_login", query: of_first!("CASE WHEN r.outgoing AND n.outgoing THEN real END") },
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
