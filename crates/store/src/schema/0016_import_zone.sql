-- The zone in which the days of an import were meant (S1); NULL: it was begun before this was kept.
ALTER TABLE import_job ADD COLUMN zone TEXT;
