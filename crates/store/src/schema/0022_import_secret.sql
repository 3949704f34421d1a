-- Addresses for which the vault may hold a password (B7), and what an archive may have (S3).

-- A line from before it is put there until after it is deleted there, whatever becomes of import and client.
CREATE TABLE import_secret (
  client INTEGER NOT NULL,
  sink   TEXT    NOT NULL,
  PRIMARY KEY (client, sink)
) STRICT, WITHOUT ROWID;
WITH RECURSIVE line (client, sink, rest) AS (
  SELECT client, sink, former || iif(former = '', '', char(10)) FROM import_job
  UNION
  SELECT client, substr(rest, 1, instr(rest, char(10)) - 1), substr(rest, instr(rest, char(10)) + 1) FROM line
  WHERE rest <> ''
)
INSERT INTO import_secret SELECT DISTINCT client, sink FROM line WHERE sink LIKE 'smtp%';

-- Finds a content again of which nobody knows whether the archive has it: whatever became of its message, it keeps it.
CREATE INDEX import_message_unsure ON import_message (substr(hash, 1, 8)) WHERE state NOT IN (2, 3) AND hash IS NOT NULL;
