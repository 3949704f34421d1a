-- Facts of many objects in each row, as far as they are not kept in memory.
CREATE TEMP TABLE staged (id INTEGER PRIMARY KEY, facts BLOB NOT NULL);
-- What weaker sources said, by directory id or by an address in lower case.
CREATE TEMP TABLE said (who, source TEXT, kind TEXT NOT NULL, PRIMARY KEY (who, source)) WITHOUT ROWID;
