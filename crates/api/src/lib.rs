//! What may the outside ask, and what does it hear.
