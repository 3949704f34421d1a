-- Tables are singular and belong to Tenantry; the plural views are for people (see README).

CREATE TABLE gateway (
  one INTEGER PRIMARY KEY CHECK (one = 1),
  id  TEXT NOT NULL
) STRICT;
INSERT INTO gateway VALUES (1, lower(hex(randomblob(16))));

-- One account per client.
CREATE TABLE account (
  id        INTEGER PRIMARY KEY,
  tenant_id TEXT NOT NULL UNIQUE,
  name      TEXT NOT NULL
) STRICT;

CREATE TABLE domain (
  id                  INTEGER PRIMARY KEY,
  name                TEXT NOT NULL UNIQUE CHECK (name <> '' AND name NOT GLOB '*[^a-z0-9._-]*' AND name NOT GLOB '*..*'),
  account_id          INTEGER REFERENCES account (id), -- NULL: made by hand, claimed by nobody
  region              TEXT,
  protect_listed_only INTEGER NOT NULL CHECK (protect_listed_only IN (0, 1)),
  reject_unlisted     INTEGER NOT NULL CHECK (reject_unlisted IN (0, 1)),
  incoming            INTEGER NOT NULL CHECK (incoming IN (0, 1)),
  outgoing            INTEGER NOT NULL CHECK (outgoing IN (0, 1)),
  archiving           INTEGER NOT NULL CHECK (archiving IN (0, 1)),
  ldap_sync           INTEGER NOT NULL CHECK (ldap_sync IN (0, 1)),
  outgoing_user       INTEGER NOT NULL CHECK (outgoing_user IN (0, 1))
) STRICT;

CREATE TABLE route (
  domain_id  INTEGER NOT NULL REFERENCES domain (id) ON DELETE CASCADE,
  preference INTEGER NOT NULL CHECK (preference BETWEEN 0 AND 65535),
  host       TEXT NOT NULL CHECK (host <> '' AND host NOT GLOB '*[^a-zA-Z0-9.:_-]*'),
  port       INTEGER NOT NULL CHECK (port BETWEEN 1 AND 65535),
  PRIMARY KEY (domain_id, preference, host, port)
) STRICT, WITHOUT ROWID;

-- The settings that mailboxes were added with; thousands of mailboxes share one row.
CREATE TABLE profile (
  id          INTEGER PRIMARY KEY,
  time_zone   TEXT NOT NULL,
  date_format TEXT NOT NULL CHECK (date_format IN ('DD/MM/YYYY', 'MM/DD/YYYY', 'YYYY-MM-DD', 'DD.MM.YYYY')),
  time_format TEXT NOT NULL CHECK (time_format IN ('12h', '24h')),
  report      TEXT NOT NULL, -- 'off' or up to three times of day: '08:00,16:30'
  language    TEXT NOT NULL,
  sso         INTEGER NOT NULL CHECK (sso IN (0, 1)),
  UNIQUE (time_zone, date_format, time_format, report, language, sso)
) STRICT;

CREATE TABLE recipient (
  id         INTEGER PRIMARY KEY,
  source_id  BLOB CHECK (length(source_id) = 16), -- the directory's id; NULL: made by hand
  kind       TEXT NOT NULL CHECK (kind IN ('user', 'shared', 'room', 'equipment', 'distribution-list',
               'dynamic-distribution-list', 'mail-enabled-security-group', 'microsoft-365-group', 'mail-contact',
               'mail-user', 'public-folder')),
  listed     INTEGER NOT NULL CHECK (listed IN (0, 1)),
  incoming   INTEGER NOT NULL CHECK (incoming IN (0, 1)),
  outgoing   INTEGER NOT NULL CHECK (outgoing IN (0, 1)),
  archiving  INTEGER NOT NULL CHECK (archiving IN (0, 1)),
  profile_id INTEGER REFERENCES profile (id)
) STRICT;
CREATE INDEX recipient_by_source ON recipient (source_id) WHERE source_id IS NOT NULL;

CREATE TABLE address (
  domain_id    INTEGER NOT NULL REFERENCES domain (id) ON DELETE CASCADE,
  key          TEXT NOT NULL, -- the whole address in lower case
  recipient_id INTEGER NOT NULL REFERENCES recipient (id) ON DELETE CASCADE,
  role         INTEGER NOT NULL CHECK (role IN (0, 1, 2)), -- primary, alias, another address as Postfix folds its case
  spelling     TEXT, -- NULL when it is the key
  PRIMARY KEY (domain_id, key)
) STRICT, WITHOUT ROWID;
CREATE INDEX address_of_recipient ON address (recipient_id, role);

-- Microsoft 365's address ranges; bounds are 8 (IPv4) or 32 (IPv6) hexadecimal digits.
CREATE TABLE network (
  cidr  TEXT PRIMARY KEY,
  low   TEXT NOT NULL,
  high  TEXT NOT NULL,
  as_of TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- What Postfix is told, after domain products are laid over the services of each recipient.
CREATE VIEW served AS
SELECT d.id AS domain_id, d.name AS domain, a.key AS address, r.listed,
       r.incoming AND d.incoming AS incoming,
       r.outgoing AND d.outgoing AND d.outgoing_user AS outgoing,
       r.archiving AND d.archiving AS archiving
FROM domain d JOIN address a ON a.domain_id = d.id JOIN recipient r ON r.id = a.recipient_id;

CREATE VIEW domains AS
SELECT d.name, a.name AS account, d.incoming, d.outgoing, d.archiving, d.protect_listed_only, d.reject_unlisted,
       d.ldap_sync, d.outgoing_user, d.region
FROM domain d LEFT JOIN account a ON a.id = d.account_id;

CREATE TRIGGER domains_insert INSTEAD OF INSERT ON domains BEGIN
  INSERT INTO domain (name, region, protect_listed_only, reject_unlisted, incoming, outgoing, archiving, ldap_sync,
                      outgoing_user)
  VALUES (lower(NEW.name), NEW.region, coalesce(NEW.protect_listed_only, 1), coalesce(NEW.reject_unlisted, 1),
          coalesce(NEW.incoming, 1), coalesce(NEW.outgoing, 0), coalesce(NEW.archiving, 0),
          coalesce(NEW.ldap_sync, 0), coalesce(NEW.outgoing_user, 0));
END;
CREATE TRIGGER domains_update INSTEAD OF UPDATE ON domains BEGIN
  UPDATE domain SET region = NEW.region, protect_listed_only = NEW.protect_listed_only,
    reject_unlisted = NEW.reject_unlisted, incoming = NEW.incoming, outgoing = NEW.outgoing,
    archiving = NEW.archiving, ldap_sync = NEW.ldap_sync, outgoing_user = NEW.outgoing_user
  WHERE name = OLD.name;
END;
CREATE TRIGGER domains_delete INSTEAD OF DELETE ON domains BEGIN
  DELETE FROM recipient WHERE id IN (
    SELECT a.recipient_id FROM address a JOIN domain d ON d.id = a.domain_id WHERE d.name = OLD.name AND a.role = 0);
  DELETE FROM address WHERE domain_id = (SELECT id FROM domain WHERE name = OLD.name)
    OR recipient_id NOT IN (SELECT id FROM recipient);
  DELETE FROM route WHERE domain_id = (SELECT id FROM domain WHERE name = OLD.name);
  DELETE FROM domain WHERE name = OLD.name;
END;

CREATE VIEW routes AS
SELECT d.name AS domain, r.preference, r.host, r.port FROM route r JOIN domain d ON d.id = r.domain_id;

CREATE TRIGGER routes_insert INSTEAD OF INSERT ON routes BEGIN
  SELECT RAISE(ABORT, 'no such domain') WHERE NOT EXISTS (SELECT 1 FROM domain WHERE name = lower(NEW.domain));
  INSERT INTO route SELECT id, coalesce(NEW.preference, 0), NEW.host, coalesce(NEW.port, 25)
  FROM domain WHERE name = lower(NEW.domain);
END;
CREATE TRIGGER routes_delete INSTEAD OF DELETE ON routes BEGIN
  DELETE FROM route WHERE domain_id = (SELECT id FROM domain WHERE name = OLD.domain)
    AND preference = OLD.preference AND host = OLD.host AND port = OLD.port;
END;

CREATE VIEW recipients AS
SELECT coalesce(a.spelling, a.key) AS address, d.name AS domain, r.kind, r.listed, r.incoming, r.outgoing, r.archiving,
       lower(hex(r.source_id)) AS source_id, p.time_zone, p.date_format, p.time_format, p.report, p.language, p.sso
FROM address a JOIN domain d ON d.id = a.domain_id JOIN recipient r ON r.id = a.recipient_id
     LEFT JOIN profile p ON p.id = r.profile_id
WHERE a.role = 0;

CREATE TRIGGER recipients_insert INSTEAD OF INSERT ON recipients BEGIN
  SELECT RAISE(ABORT, 'no such domain') WHERE NOT EXISTS (
    SELECT 1 FROM domain WHERE name = lower(substr(NEW.address, instr(NEW.address, '@') + 1)));
  INSERT INTO recipient (kind, listed, incoming, outgoing, archiving)
  VALUES (coalesce(NEW.kind, 'user'), coalesce(NEW.listed, 1), coalesce(NEW.incoming, 1), coalesce(NEW.outgoing, 0),
          coalesce(NEW.archiving, 0));
  INSERT INTO address SELECT id, lower(NEW.address), last_insert_rowid(), 0, nullif(NEW.address, lower(NEW.address))
  FROM domain WHERE name = lower(substr(NEW.address, instr(NEW.address, '@') + 1));
END;
CREATE TRIGGER recipients_update INSTEAD OF UPDATE ON recipients BEGIN
  UPDATE recipient SET kind = NEW.kind, listed = NEW.listed, incoming = NEW.incoming, outgoing = NEW.outgoing,
    archiving = NEW.archiving
  WHERE id = (SELECT a.recipient_id FROM address a JOIN domain d ON d.id = a.domain_id
              WHERE d.name = OLD.domain AND a.key = lower(OLD.address));
END;
CREATE TRIGGER recipients_delete INSTEAD OF DELETE ON recipients BEGIN
  DELETE FROM recipient WHERE id = (SELECT a.recipient_id FROM address a JOIN domain d ON d.id = a.domain_id
                                    WHERE d.name = OLD.domain AND a.key = lower(OLD.address));
  DELETE FROM address WHERE recipient_id NOT IN (SELECT id FROM recipient);
END;

CREATE VIEW aliases AS
SELECT coalesce(a.spelling, a.key) AS alias, coalesce(p.spelling, p.key) AS address
FROM address a JOIN address p ON p.recipient_id = a.recipient_id AND p.role = 0
WHERE a.role = 1;

CREATE TRIGGER aliases_insert INSTEAD OF INSERT ON aliases BEGIN
  SELECT RAISE(ABORT, 'no such domain') WHERE NOT EXISTS (
    SELECT 1 FROM domain WHERE name = lower(substr(NEW.alias, instr(NEW.alias, '@') + 1)));
  SELECT RAISE(ABORT, 'no such recipient') WHERE NOT EXISTS (
    SELECT 1 FROM address a JOIN domain d ON d.id = a.domain_id
    WHERE d.name = lower(substr(NEW.address, instr(NEW.address, '@') + 1)) AND a.key = lower(NEW.address));
  INSERT INTO address SELECT id, lower(NEW.alias),
    (SELECT a.recipient_id FROM address a JOIN domain d ON d.id = a.domain_id
     WHERE d.name = lower(substr(NEW.address, instr(NEW.address, '@') + 1)) AND a.key = lower(NEW.address)),
    1, nullif(NEW.alias, lower(NEW.alias))
  FROM domain WHERE name = lower(substr(NEW.alias, instr(NEW.alias, '@') + 1));
END;
CREATE TRIGGER aliases_delete INSTEAD OF DELETE ON aliases BEGIN
  DELETE FROM address WHERE key = lower(OLD.alias) AND role = 1
    AND domain_id = (SELECT id FROM domain WHERE name = lower(substr(OLD.alias, instr(OLD.alias, '@') + 1)));
END;
