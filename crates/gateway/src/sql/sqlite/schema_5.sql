-- What Postfix is told of a name, ready: Postfix has each query compiled for each look-up, which takes longer than the
-- answer, so its queries join as little as they can. No truth of its own: triggers make it from `reaching`.
-- `served` stays for the map files of before, which answer until an administrator has copied the new ones.

CREATE INDEX domain_by_alias ON domain (alias_of) WHERE alias_of IS NOT NULL;

-- The domains that may have an address of a name, and what they are served with.
-- place 0: the domain itself. 2: the one that it is an alias of (R14). 1: the domain itself again, where an address without
-- its tag (`+`) goes before the target's; nothing is served from there, because Postfix asks for that address next.
-- An address that is listed goes before one that is not, then the lower place counts. So an alias only adds, and somebody
-- who left does not stand in the way of who is listed there now.
CREATE TABLE reached (
  name                TEXT NOT NULL,
  place               INTEGER NOT NULL,
  asked               INTEGER NOT NULL, -- the domain that has the name
  domain_id           INTEGER NOT NULL, -- the one that may have the address
  real                TEXT NOT NULL,
  incoming            INTEGER NOT NULL,
  outgoing            INTEGER NOT NULL,
  archiving           INTEGER NOT NULL,
  protect_listed_only INTEGER NOT NULL,
  reject_unlisted     INTEGER NOT NULL,
  hops                TEXT,
  PRIMARY KEY (name, place)
) STRICT, WITHOUT ROWID;
CREATE INDEX reached_by_asked ON reached (asked);
CREATE INDEX reached_by_domain ON reached (domain_id);

CREATE VIEW reaching AS
SELECT n.name, p.place, asked.id AS asked, d.id AS domain_id, d.name AS real,
       d.incoming AND p.place <> 1 AS incoming,
       d.outgoing AND d.outgoing_user AND p.place <> 1 AS outgoing,
       d.archiving AND p.place <> 1 AS archiving,
       asked.protect_listed_only, asked.reject_unlisted,
       iif(p.place <> 1, h.hops, NULL) AS hops
FROM known_as n JOIN domain asked ON asked.id = n.domain_id
     JOIN (SELECT 0 AS place UNION ALL SELECT 1 UNION ALL SELECT 2) p ON p.place <> 1 OR asked.alias_of IS NOT NULL
     JOIN domain d ON d.name = iif(p.place = 2, asked.alias_of, asked.name) AND d.account_id IS asked.account_id
     JOIN hop h ON h.domain_id = d.id;
INSERT INTO reached SELECT * FROM reaching;

-- The domain's own names, and those of the aliases that it is the target of. Deleted and inserted again, because what the
-- statement that fires a trigger says of conflicts counts instead of an OR REPLACE here.
CREATE TRIGGER known_as_inserted AFTER INSERT ON known_as BEGIN
  DELETE FROM reached WHERE asked IN (
    SELECT NEW.domain_id UNION ALL
    SELECT a.id FROM domain t JOIN domain a ON a.alias_of = t.name WHERE t.id = NEW.domain_id);
  INSERT INTO reached SELECT * FROM reaching WHERE asked IN (
    SELECT NEW.domain_id UNION ALL
    SELECT a.id FROM domain t JOIN domain a ON a.alias_of = t.name WHERE t.id = NEW.domain_id);
END;
CREATE TRIGGER known_as_deleted AFTER DELETE ON known_as BEGIN
  DELETE FROM reached WHERE name = OLD.name;
END;
CREATE TRIGGER domain_updated AFTER UPDATE ON domain BEGIN
  DELETE FROM reached WHERE domain_id = OLD.id OR asked IN (
    SELECT NEW.id UNION ALL SELECT id FROM domain WHERE alias_of = NEW.name);
  INSERT INTO reached SELECT * FROM reaching WHERE asked IN (
    SELECT NEW.id UNION ALL SELECT id FROM domain WHERE alias_of = NEW.name);
END;
CREATE TRIGGER domain_no_target AFTER DELETE ON domain BEGIN
  DELETE FROM reached WHERE domain_id = OLD.id;
END;
CREATE TRIGGER route_inserted AFTER INSERT ON route BEGIN
  UPDATE reached SET hops = (SELECT hops FROM hop WHERE domain_id = NEW.domain_id)
  WHERE domain_id = NEW.domain_id AND place <> 1;
END;
CREATE TRIGGER route_deleted AFTER DELETE ON route BEGIN
  UPDATE reached SET hops = (SELECT hops FROM hop WHERE domain_id = OLD.domain_id)
  WHERE domain_id = OLD.domain_id AND place <> 1;
END;
CREATE TRIGGER route_updated AFTER UPDATE ON route BEGIN
  UPDATE reached SET hops = (SELECT hops FROM hop WHERE domain_id = reached.domain_id)
  WHERE domain_id IN (OLD.domain_id, NEW.domain_id) AND place <> 1;
END;
