//! The plan as a document (W6).
