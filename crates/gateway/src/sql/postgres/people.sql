-- For people: the plural views may be read and written; the tables belong to Tenantry.

CREATE VIEW domains AS
SELECT d.name, a.name AS account, d.incoming, d.outgoing, d.archiving, d.protect_listed_only, d.reject_unlisted,
       d.ldap_sync, d.outgoing_user, d.region, d.alias_of
FROM domain d LEFT JOIN account a ON a.id = d.account_id;

CREATE FUNCTION domains_write() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'INSERT' THEN
    INSERT INTO tenantry.domain (name, region, protect_listed_only, reject_unlisted, incoming, outgoing, archiving,
                                 ldap_sync, outgoing_user, alias_of)
    VALUES (lower(NEW.name), NEW.region, coalesce(NEW.protect_listed_only, true), coalesce(NEW.reject_unlisted, true),
            coalesce(NEW.incoming, true), coalesce(NEW.outgoing, false), coalesce(NEW.archiving, false),
            coalesce(NEW.ldap_sync, false), coalesce(NEW.outgoing_user, false), lower(NEW.alias_of));
    RETURN NEW;
  ELSIF TG_OP = 'UPDATE' THEN
    UPDATE tenantry.domain SET region = NEW.region, protect_listed_only = NEW.protect_listed_only,
      reject_unlisted = NEW.reject_unlisted, incoming = NEW.incoming, outgoing = NEW.outgoing,
      archiving = NEW.archiving, ldap_sync = NEW.ldap_sync, outgoing_user = NEW.outgoing_user,
      alias_of = lower(NEW.alias_of)
    WHERE name = OLD.name;
    RETURN NEW;
  END IF;
  DELETE FROM tenantry.recipient WHERE id IN (
    SELECT a.recipient_id FROM tenantry.address a JOIN tenantry.domain d ON d.id = a.domain_id
    WHERE d.name = OLD.name AND a.role = 0);
  DELETE FROM tenantry.domain WHERE name = OLD.name;
  RETURN OLD;
END $$;
CREATE TRIGGER domains_write INSTEAD OF INSERT OR UPDATE OR DELETE ON domains
  FOR EACH ROW EXECUTE FUNCTION domains_write();

-- The number of a domain that a person names.
CREATE FUNCTION domain_named(domain text) RETURNS bigint LANGUAGE plpgsql STABLE AS $$
DECLARE
  found bigint;
BEGIN
  SELECT id INTO found FROM tenantry.domain WHERE name = lower($1);
  IF found IS NULL THEN
    RAISE EXCEPTION 'no such domain';
  END IF;
  RETURN found;
END $$;

CREATE VIEW routes AS
SELECT d.name AS domain, r.preference, r.host, r.port FROM route r JOIN domain d ON d.id = r.domain_id;

CREATE FUNCTION routes_write() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'INSERT' THEN
    INSERT INTO tenantry.route
    VALUES (tenantry.domain_named(NEW.domain), coalesce(NEW.preference, 0), NEW.host, coalesce(NEW.port, 25));
    RETURN NEW;
  END IF;
  DELETE FROM tenantry.route WHERE domain_id = tenantry.domain_named(OLD.domain) AND preference = OLD.preference
    AND host = OLD.host AND port = OLD.port;
  RETURN OLD;
END $$;
CREATE TRIGGER routes_write INSTEAD OF INSERT OR DELETE ON routes FOR EACH ROW EXECUTE FUNCTION routes_write();

CREATE VIEW recipients AS
SELECT coalesce(a.spelling, a.key) AS address, d.name AS domain, r.kind, r.listed, r.incoming, r.outgoing, r.archiving,
       encode(r.source_id, 'hex') AS source_id, p.time_zone, p.date_format, p.time_format, p.report, p.language, p.sso
FROM address a JOIN domain d ON d.id = a.domain_id JOIN recipient r ON r.id = a.recipient_id
     LEFT JOIN profile p ON p.id = r.profile_id
WHERE a.role = 0;

-- The recipient that has an address, whatever its role.
CREATE FUNCTION recipient_at(address text) RETURNS bigint LANGUAGE sql STABLE AS $$
  SELECT a.recipient_id FROM tenantry.address a JOIN tenantry.domain d ON d.id = a.domain_id
  WHERE d.name = lower(substr($1, strpos($1, '@') + 1)) AND a.key = lower($1)
$$;

CREATE FUNCTION recipients_write() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  made bigint;
BEGIN
  IF TG_OP = 'INSERT' THEN
    INSERT INTO tenantry.recipient (kind, listed, incoming, outgoing, archiving)
    VALUES (coalesce(NEW.kind, 'user'), coalesce(NEW.listed, true), coalesce(NEW.incoming, true),
            coalesce(NEW.outgoing, false), coalesce(NEW.archiving, false)) RETURNING id INTO made;
    INSERT INTO tenantry.address
    VALUES (tenantry.domain_named(substr(NEW.address, strpos(NEW.address, '@') + 1)), lower(NEW.address), made, 0,
            nullif(NEW.address, lower(NEW.address)));
    RETURN NEW;
  ELSIF TG_OP = 'UPDATE' THEN
    UPDATE tenantry.recipient SET kind = NEW.kind, listed = NEW.listed, incoming = NEW.incoming,
      outgoing = NEW.outgoing, archiving = NEW.archiving
    WHERE id = tenantry.recipient_at(OLD.address);
    RETURN NEW;
  END IF;
  DELETE FROM tenantry.recipient WHERE id = tenantry.recipient_at(OLD.address);
  RETURN OLD;
END $$;
CREATE TRIGGER recipients_write INSTEAD OF INSERT OR UPDATE OR DELETE ON recipients
  FOR EACH ROW EXECUTE FUNCTION recipients_write();

CREATE VIEW aliases AS
SELECT coalesce(a.spelling, a.key) AS alias, coalesce(p.spelling, p.key) AS address
FROM address a JOIN address p ON p.recipient_id = a.recipient_id AND p.role = 0
WHERE a.role = 1;

CREATE FUNCTION aliases_write() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'INSERT' THEN
    IF tenantry.recipient_at(NEW.address) IS NULL THEN
      RAISE EXCEPTION 'no such recipient';
    END IF;
    INSERT INTO tenantry.address
    VALUES (tenantry.domain_named(substr(NEW.alias, strpos(NEW.alias, '@') + 1)), lower(NEW.alias),
            tenantry.recipient_at(NEW.address), 1, nullif(NEW.alias, lower(NEW.alias)));
    RETURN NEW;
  END IF;
  DELETE FROM tenantry.address WHERE key = lower(OLD.alias) AND role = 1
    AND domain_id = tenantry.domain_named(substr(OLD.alias, strpos(OLD.alias, '@') + 1));
  RETURN OLD;
END $$;
CREATE TRIGGER aliases_write INSTEAD OF INSERT OR DELETE ON aliases FOR EACH ROW EXECUTE FUNCTION aliases_write();
