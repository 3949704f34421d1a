-- Who of the gateway loses addresses to a step, with what the gateway had of it before, as JSON (B5).
CREATE TABLE plan_loser (
  step         INTEGER NOT NULL REFERENCES plan_step (id) ON DELETE CASCADE,
  directory_id BLOB    NOT NULL CHECK (length(directory_id) = 16),
  had          TEXT    NOT NULL,
  PRIMARY KEY (step, directory_id)
) STRICT, WITHOUT ROWID;
