//! The folder as a whole.
