-- What a person did with an import (S2, S3).

-- 1: it was let go on once, and is shown with how it stands from then on.
ALTER TABLE import_job ADD COLUMN let_go INTEGER NOT NULL DEFAULT 0 CHECK (let_go IN (0, 1));
UPDATE import_job SET let_go = 1
WHERE state <> 'paused' OR problem IS NOT NULL
   OR EXISTS (SELECT 1 FROM import_mailbox b WHERE b.job = import_job.id AND (b.state <> 'queued' OR b.imported > 0));
-- Addresses of its archive at which it delivered before it went on at another, a line each.
ALTER TABLE import_job ADD COLUMN former TEXT NOT NULL DEFAULT '';
