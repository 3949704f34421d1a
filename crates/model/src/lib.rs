//! Nouns and the pure plan: no I/O, no async, no clock, no serde.
