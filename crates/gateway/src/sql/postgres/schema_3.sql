-- What Postfix is told of a name, ready, as in sqlite/schema_5.sql: a server takes longer to set out on the joins that it
-- comes of than to answer. No truth of its own: triggers make it from `reaching`.

DROP VIEW reached;
CREATE VIEW reaching AS
SELECT n.name, p.place, asked.id AS asked, d.id AS domain_id, d.name AS real,
       d.incoming AND p.place <> 1 AS incoming,
       d.outgoing AND d.outgoing_user AND p.place <> 1 AS outgoing,
       d.archiving AND p.place <> 1 AS archiving,
       asked.protect_listed_only, asked.reject_unlisted,
       (SELECT h.hops FROM hop h WHERE h.domain_id = d.id AND p.place <> 1) AS hops
FROM known_as n JOIN domain asked ON asked.id = n.domain_id
     CROSS JOIN LATERAL (VALUES (0, asked.name), (1, CASE WHEN asked.alias_of IS NOT NULL THEN asked.name END),
                                (2, asked.alias_of)) AS p (place, name)
     JOIN domain d ON d.name = p.name AND d.account_id IS NOT DISTINCT FROM asked.account_id;

CREATE TABLE reached (
  name                text COLLATE "C" NOT NULL,
  place               integer NOT NULL,
  asked               bigint NOT NULL, -- the domain that has the name
  domain_id           bigint NOT NULL, -- the one that may have the address
  real                text COLLATE "C" NOT NULL,
  incoming            boolean NOT NULL,
  outgoing            boolean NOT NULL,
  archiving           boolean NOT NULL,
  protect_listed_only boolean NOT NULL,
  reject_unlisted     boolean NOT NULL,
  hops                text,
  PRIMARY KEY (name, place)
);
CREATE INDEX reached_by_asked ON reached (asked);
CREATE INDEX reached_by_domain ON reached (domain_id);
INSERT INTO reached SELECT * FROM reaching;

-- Makes the rows of a domain's own names anew, and those of the aliases that it is the target of.
CREATE FUNCTION reach(changed bigint) RETURNS void LANGUAGE plpgsql
SECURITY DEFINER SET search_path = tenantry, pg_catalog, pg_temp
SET plan_cache_mode = force_generic_plan SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off
SET enable_material = off AS $$
DECLARE
  names_of bigint[] := changed || ARRAY(
    SELECT a.id FROM tenantry.domain t JOIN tenantry.domain a ON a.alias_of = t.name WHERE t.id = changed);
BEGIN
  DELETE FROM reached WHERE domain_id = changed OR asked = ANY (names_of);
  INSERT INTO reached SELECT * FROM reaching WHERE asked = ANY (names_of);
END $$;
REVOKE ALL ON FUNCTION reach FROM PUBLIC;

CREATE FUNCTION domain_changed() RETURNS trigger LANGUAGE plpgsql
SECURITY DEFINER SET search_path = tenantry, pg_catalog, pg_temp AS $$
BEGIN
  PERFORM reach(OLD.id);
  RETURN NULL;
END $$;
CREATE TRIGGER domain_changed AFTER UPDATE OR DELETE ON domain FOR EACH ROW EXECUTE FUNCTION domain_changed();

CREATE FUNCTION part_changed() RETURNS trigger LANGUAGE plpgsql
SECURITY DEFINER SET search_path = tenantry, pg_catalog, pg_temp AS $$
BEGIN
  IF TG_OP <> 'INSERT' THEN
    PERFORM reach(OLD.domain_id);
  END IF;
  IF TG_OP <> 'DELETE' THEN
    PERFORM reach(NEW.domain_id);
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER part_changed AFTER INSERT OR UPDATE OR DELETE ON known_as FOR EACH ROW EXECUTE FUNCTION part_changed();
CREATE TRIGGER part_changed AFTER INSERT OR UPDATE OR DELETE ON route FOR EACH ROW EXECUTE FUNCTION part_changed();

-- Of two who change domains at the same time neither would see what the other one has not committed, and a row would be
-- missing. So whoever writes by hand waits at the lock of `Scope::Domains`, before a row is held.
CREATE FUNCTION alone() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM pg_advisory_xact_lock(1416524921, 0);
  RETURN NULL;
END $$;
CREATE TRIGGER alone BEFORE INSERT OR UPDATE OR DELETE ON domain FOR EACH STATEMENT EXECUTE FUNCTION alone();
CREATE TRIGGER alone BEFORE INSERT OR UPDATE OR DELETE ON known_as FOR EACH STATEMENT EXECUTE FUNCTION alone();
CREATE TRIGGER alone BEFORE INSERT OR UPDATE OR DELETE ON route FOR EACH STATEMENT EXECUTE FUNCTION alone();

-- Whoever may ask could else put a temporary table in the place of this one.
ALTER FUNCTION map_microsoft365(text) SET search_path = tenantry, pg_catalog, pg_temp;
