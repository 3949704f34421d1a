-- Who said what: Exchange's word on domains, the weaker sources of kinds, the technician's own word.

ALTER TABLE client ADD COLUMN sign_in_checks TEXT NOT NULL DEFAULT '[]';
ALTER TABLE client ADD COLUMN sign_in_guest TEXT;

ALTER TABLE domain ADD COLUMN accepted TEXT;

-- What weaker sources than Exchange's own list said since that was last read; null: nothing.
ALTER TABLE object ADD COLUMN kind_api TEXT;
ALTER TABLE object ADD COLUMN kind_report TEXT;
ALTER TABLE object ADD COLUMN kind_purpose TEXT;

ALTER TABLE choice ADD COLUMN kind TEXT;

-- Objects that each resource of Graph shows, as JSON.
ALTER TABLE snapshot ADD COLUMN present TEXT NOT NULL DEFAULT '{}';
UPDATE snapshot SET present = (
  SELECT json_group_object(resource, n) FROM (
    SELECT resource, count(*) AS n FROM object
    WHERE object.client = snapshot.client AND resource IS NOT NULL GROUP BY resource));

-- The domain whose held step a held recipient waits for.
ALTER TABLE plan_step ADD COLUMN waits_for TEXT;

-- As what the program is registered with Microsoft, by cloud.
CREATE TABLE registration (
  cloud     TEXT PRIMARY KEY,
  client_id TEXT NOT NULL
) STRICT, WITHOUT ROWID;
