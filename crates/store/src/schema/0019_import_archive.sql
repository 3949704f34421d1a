-- The archive of an import is known again (S3).

-- The id in the mark of its folder; NULL: it was not begun since that is kept, or is no folder.
ALTER TABLE import_job ADD COLUMN mark TEXT;
-- By what it is known, however its address is written: host and journal address of one by SMTP.
ALTER TABLE import_job ADD COLUMN archive TEXT NOT NULL DEFAULT '';
