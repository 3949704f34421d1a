-- What is remembered lies in the order in which it was written, which is that of the plan. In the order of objects every
-- batch of a run would change nearly every page of the table again; now only the narrow index on objects is.
CREATE TABLE new_remembered (
  id                   INTEGER PRIMARY KEY,
  object               INTEGER NOT NULL UNIQUE,
  client               INTEGER NOT NULL,
  key                  TEXT    NOT NULL,
  addresses            TEXT    NOT NULL,
  kind                 TEXT    NOT NULL,
  listed               INTEGER NOT NULL,
  services             INTEGER NOT NULL,
  profile              TEXT    NOT NULL DEFAULT '',
  standing             TEXT    NOT NULL,
  services_when_active INTEGER NOT NULL,
  services_revision    INTEGER NOT NULL,
  written_at           INTEGER NOT NULL
) STRICT;
INSERT INTO new_remembered (object, client, key, addresses, kind, listed, services, profile, standing,
  services_when_active, services_revision, written_at)
SELECT object, client, key, addresses, kind, listed, services, profile, standing, services_when_active,
  services_revision, written_at
FROM remembered ORDER BY client, key;
DROP TABLE remembered;
ALTER TABLE new_remembered RENAME TO remembered;
CREATE INDEX remembered_client ON remembered (client, standing);
-- Nothing is remembered of what is not there. As a foreign key it would read the object's page for every row that is
-- written, whose object was found just before.
CREATE TRIGGER object_forgotten AFTER DELETE ON object BEGIN
  DELETE FROM remembered WHERE object = OLD.id;
END;
