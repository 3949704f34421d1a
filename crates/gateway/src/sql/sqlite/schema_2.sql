-- Domain aliases (R14), and an index that answers for a recipient's addresses by itself.

-- The domain whose recipients are reached under this one as well.
ALTER TABLE domain ADD COLUMN alias_of TEXT CHECK (alias_of <> name);

DROP INDEX address_of_recipient;
CREATE INDEX address_of_recipient ON address (recipient_id, role, spelling);

-- Every address, after domain products are laid over the services of its recipient.
CREATE VIEW own AS
SELECT d.id AS domain_id, d.name AS real, d.account_id, a.key AS address, r.listed,
       r.incoming AND d.incoming AS incoming,
       r.outgoing AND d.outgoing AND d.outgoing_user AS outgoing,
       r.archiving AND d.archiving AS archiving
FROM domain d JOIN address a ON a.domain_id = d.id JOIN recipient r ON r.id = a.recipient_id;

-- What Postfix is told. `prefix || real` is an address: the local part that was asked for, in the domain that has it.
-- A domain alias only adds: what is listed in the domain itself is served as ever, with any tag (`+`), and for the
-- rest the target answers. Somebody who left does not stand in the way of who is listed there now.
DROP VIEW served;
CREATE VIEW served AS
SELECT domain_id, real AS domain, real, address, listed, incoming, outgoing, archiving
FROM own
WHERE listed OR NOT EXISTS (
  SELECT 1 FROM domain asked JOIN own target ON target.real = asked.alias_of AND target.account_id IS asked.account_id
  WHERE asked.id = own.domain_id AND target.listed
    AND target.address = substr(own.address, 1, length(own.address) - length(own.real)) || target.real)
UNION ALL
SELECT target.domain_id, asked.name, target.real, target.address, target.listed, target.incoming, target.outgoing,
       target.archiving
FROM domain asked JOIN own target ON target.real = asked.alias_of AND target.account_id IS asked.account_id
WHERE NOT EXISTS (
  SELECT 1 FROM address e JOIN recipient r ON r.id = e.recipient_id
  WHERE e.domain_id = asked.id AND r.listed >= target.listed AND e.key IN (
    substr(target.address, 1, length(target.address) - length(target.real)) || asked.name,
    substr(target.address, 1, nullif(instr(target.address, '+'), 0) - 1) || '@' || asked.name));

DROP TRIGGER domains_insert;
DROP TRIGGER domains_update;
DROP TRIGGER domains_delete;
DROP VIEW domains;
CREATE VIEW domains AS
SELECT d.name, a.name AS account, d.incoming, d.outgoing, d.archiving, d.protect_listed_only, d.reject_unlisted,
       d.ldap_sync, d.outgoing_user, d.region, d.alias_of
FROM domain d LEFT JOIN account a ON a.id = d.account_id;

CREATE TRIGGER domains_insert INSTEAD OF INSERT ON domains BEGIN
  INSERT INTO domain (name, region, protect_listed_only, reject_unlisted, incoming, outgoing, archiving, ldap_sync,
                      outgoing_user, alias_of)
  VALUES (lower(NEW.name), NEW.region, coalesce(NEW.protect_listed_only, 1), coalesce(NEW.reject_unlisted, 1),
          coalesce(NEW.incoming, 1), coalesce(NEW.outgoing, 0), coalesce(NEW.archiving, 0),
          coalesce(NEW.ldap_sync, 0), coalesce(NEW.outgoing_user, 0), lower(NEW.alias_of));
END;
CREATE TRIGGER domains_update INSTEAD OF UPDATE ON domains BEGIN
  UPDATE domain SET region = NEW.region, protect_listed_only = NEW.protect_listed_only,
    reject_unlisted = NEW.reject_unlisted, incoming = NEW.incoming, outgoing = NEW.outgoing,
    archiving = NEW.archiving, ldap_sync = NEW.ldap_sync, outgoing_user = NEW.outgoing_user,
    alias_of = lower(NEW.alias_of)
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
