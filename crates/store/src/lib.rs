//! What do we remember? SQLite, one module per table.
