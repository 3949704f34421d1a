//! The map queries, asked as Postfix asks them.
