-- Whose mail an import is of (S1).

-- 1: of whoever has a mailbox, also of those who get one after it was written down.
ALTER TABLE import_job ADD COLUMN everybody INTEGER NOT NULL DEFAULT 0 CHECK (everybody IN (0, 1));
