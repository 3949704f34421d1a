//! What every journey needs.
