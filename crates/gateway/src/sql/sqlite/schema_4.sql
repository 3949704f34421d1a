-- What Postfix is told, as one query: Postfix has it compiled for each look-up, which takes longer than the answer.
-- `domain` is the name that was asked for, `real` the domain that has the address: itself, or the one that it is an alias
-- of (R14). A domain alias only adds: what is listed in the domain itself is served as ever, with any tag (`+`), and for
-- the rest the target answers. Somebody who left does not stand in the way of who is listed there now.
DROP VIEW served;
DROP VIEW own;
-- CROSS JOIN says the order, which SQLite would otherwise find out each time.
CREATE VIEW served AS
SELECT d.id AS domain_id, n.name AS domain, d.name AS real, a.key AS address, r.listed,
       r.incoming AND d.incoming AS incoming,
       r.outgoing AND d.outgoing AND d.outgoing_user AS outgoing,
       r.archiving AND d.archiving AS archiving
FROM known_as n CROSS JOIN domain asked ON asked.id = n.domain_id
  CROSS JOIN domain d ON d.name IN (asked.name, asked.alias_of) AND d.account_id IS asked.account_id
  CROSS JOIN address a ON a.domain_id = d.id
  CROSS JOIN recipient r ON r.id = a.recipient_id
-- In the other one of the two: for an own address, who is listed when it is not; for the target's, who goes before it.
WHERE asked.alias_of IS NULL OR NOT EXISTS (
  SELECT 1 FROM domain t CROSS JOIN address x ON x.domain_id = t.id CROSS JOIN recipient o ON o.id = x.recipient_id
  WHERE t.name = iif(d.id = asked.id, asked.alias_of, asked.name) AND t.account_id IS asked.account_id
    AND o.listed >= r.listed + (d.id = asked.id)
    AND x.key IN (
      substr(a.key, 1, length(a.key) - length(d.name)) || t.name,
      iif(d.id = asked.id, NULL, substr(a.key, 1, nullif(instr(a.key, '+'), 0) - 1) || '@' || t.name)));
