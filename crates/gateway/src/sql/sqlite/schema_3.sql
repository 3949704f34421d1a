-- Ranges per client, passwords of outgoing users, names as Postfix asks for them, what a reporting job reads.

ALTER TABLE network RENAME TO network_of_all;
-- The ranges that a client's outgoing mail comes from; bounds are 8 (IPv4) or 32 (IPv6) hexadecimal digits.
CREATE TABLE network (
  cidr       TEXT NOT NULL,
  low        TEXT NOT NULL,
  high       TEXT NOT NULL,
  as_of      TEXT NOT NULL,
  account_id INTEGER REFERENCES account (id), -- NULL: made by hand, for every client
  UNIQUE (account_id, cidr)
) STRICT;
INSERT INTO network SELECT n.cidr, n.low, n.high, n.as_of, a.id FROM network_of_all n, account a;
DROP TABLE network_of_all;

-- The password of a domain's outgoing user, as Dovecot verifies it.
CREATE TABLE outgoing_password (
  domain_id INTEGER PRIMARY KEY REFERENCES domain (id) ON DELETE CASCADE,
  hash      TEXT NOT NULL
) STRICT;

-- A domain under its name in A-labels and, where it has others, in U-labels (RFC 5890): Postfix translates neither.
CREATE TABLE known_as (
  name      TEXT PRIMARY KEY,
  domain_id INTEGER NOT NULL REFERENCES domain (id) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;
CREATE INDEX known_as_of_domain ON known_as (domain_id);
INSERT INTO known_as SELECT name, id FROM domain;
-- What a person deletes goes without foreign keys: sqlite3 does not enforce them unless it is told to.
CREATE TRIGGER domain_inserted AFTER INSERT ON domain BEGIN
  INSERT INTO known_as VALUES (NEW.name, NEW.id);
END;
CREATE TRIGGER domain_deleted AFTER DELETE ON domain BEGIN
  DELETE FROM known_as WHERE domain_id = OLD.id;
  DELETE FROM outgoing_password WHERE domain_id = OLD.id;
END;

-- The next hops of a domain in the order in which Postfix tries them.
CREATE VIEW hop AS
SELECT d.id AS domain_id,
       (SELECT group_concat('[' || host || ']:' || port, ', ')
        FROM (SELECT host, port FROM route WHERE domain_id = d.id ORDER BY preference, host, port)) AS hops
FROM domain d;

-- What Postfix is told. `prefix || real` is an address: the local part that was asked for, in the domain that has it.
-- A domain alias only adds: what is listed in the domain itself is served as ever, with any tag (`+`), and for the
-- rest the target answers. Somebody who left does not stand in the way of who is listed there now.
DROP VIEW served;
CREATE VIEW served AS
SELECT own.domain_id, n.name AS domain, own.real, own.address, own.listed, own.incoming, own.outgoing, own.archiving
FROM known_as n JOIN own ON own.domain_id = n.domain_id
WHERE own.listed OR NOT EXISTS (
  SELECT 1 FROM domain asked JOIN own target ON target.real = asked.alias_of AND target.account_id IS asked.account_id
  WHERE asked.id = own.domain_id AND target.listed
    AND target.address = substr(own.address, 1, length(own.address) - length(own.real)) || target.real)
UNION ALL
SELECT target.domain_id, n.name, target.real, target.address, target.listed, target.incoming, target.outgoing,
       target.archiving
FROM known_as n JOIN domain asked ON asked.id = n.domain_id
  JOIN own target ON target.real = asked.alias_of AND target.account_id IS asked.account_id
WHERE NOT EXISTS (
  SELECT 1 FROM address e JOIN recipient r ON r.id = e.recipient_id
  WHERE e.domain_id = asked.id AND r.listed >= target.listed AND e.key IN (
    substr(target.address, 1, length(target.address) - length(target.real)) || asked.name,
    substr(target.address, 1, nullif(instr(target.address, '+'), 0) - 1) || '@' || asked.name));

-- Who may send by password. Without ranges nobody: to Dovecot no range means every address.
CREATE VIEW outgoing_login AS
SELECT login, password, allow_nets
FROM (SELECT d.name AS login, p.hash AS password,
             (SELECT group_concat(cidr, ',') FROM network n
              WHERE n.account_id = d.account_id OR n.account_id IS NULL) AS allow_nets
      FROM domain d JOIN outgoing_password p ON p.domain_id = d.id
      WHERE d.outgoing AND d.outgoing_user)
WHERE allow_nets IS NOT NULL;

-- One row per listed recipient that was added with settings; report_times is NULL when it wants no report.
CREATE VIEW reporting AS
SELECT coalesce(a.spelling, a.key) AS address, d.name AS domain, c.name AS account, r.kind, p.time_zone, p.date_format,
       p.time_format, nullif(p.report, 'off') AS report_times, p.language, p.sso
FROM recipient r JOIN profile p ON p.id = r.profile_id JOIN address a ON a.recipient_id = r.id AND a.role = 0
     JOIN domain d ON d.id = a.domain_id LEFT JOIN account c ON c.id = d.account_id
WHERE r.listed;
