//! The whole engine against the practice cloud.
