-- What Postfix is told of a name; see sqlite/schema_5.sql. A server keeps its plans, so that a view is as good as a table.
DROP VIEW served;
DROP VIEW own;
CREATE VIEW reached AS
SELECT n.name, p.place, d.id AS domain_id, d.name AS real,
       d.incoming AND p.place <> 1 AS incoming,
       d.outgoing AND d.outgoing_user AND p.place <> 1 AS outgoing,
       d.archiving AND p.place <> 1 AS archiving,
       asked.protect_listed_only, asked.reject_unlisted,
       (SELECT h.hops FROM hop h WHERE h.domain_id = d.id AND p.place <> 1) AS hops
FROM known_as n JOIN domain asked ON asked.id = n.domain_id
     CROSS JOIN LATERAL (VALUES (0, asked.name), (1, CASE WHEN asked.alias_of IS NOT NULL THEN asked.name END),
                                (2, asked.alias_of)) AS p (place, name)
     JOIN domain d ON d.name = p.name AND d.account_id IS NOT DISTINCT FROM asked.account_id;
