//! Real SMTP sessions with a real Postfix over a gateway's own files (G2), on SQLite and on PostgreSQL.
#![allow(clippy::needless_pass_by_value, reason = "each test has its world to itself, and ends it")]

/// Makes a test for each database from a sentence about a [`world::World`].
macro_rules! on_both_databases {
    ($($name:ident),* $(,)?) => {
        mod on_sqlite {
            use crate::gateway_smtp::world::{Base, World};
            $(#[test]
            fn $name() {
                super::$name(World::new(Base::Sqlite));
            })*
        }
        mod on_postgres {
            use crate::gateway_smtp::world::{Base, World};
            $(#[test]
            fn $name() {
                super::$name(World::new(Base::postgres()));
            })*
        }
    };
}

mod estate;
mod full_disk;
mod incoming;
mod independent;
mod load;
mod login;
mod outgoing;
mod world;
