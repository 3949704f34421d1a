//! The adapter against the practice panel.
