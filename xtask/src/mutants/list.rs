//! Ways to break the rules: one at least for each that is built, with the test that must notice.

use super::{Mutant, Place, provisioning::PROVISIONING, safety::SAFETY};

pub const MODEL: Place = Place { turn: 0, package: "tenantry-model", tests: "--lib" };
pub const RULES: Place = Place { turn: 1, package: "tenantry-model", tests: "--test=rules" };
pub const STORE: Place = Place { turn: 3, package: "tenantry-store", tests: "--test=it" };
pub const GATEWAY: Place = Place { turn: 2, package: "tenantry-gateway", tests: "--lib" };
pub const ENGINE: Place = Place { turn: 6, package: "tenantry-engine", tests: "--lib" };
pub const SIGNIN: Place = Place { turn: 5, package: "tenantry-signin", tests: "--lib" };
pub const MICROSOFT: Place = Place { turn: 4, package: "tenantry-microsoft", tests: "--lib" };
pub const JOURNEYS: Place = Place { turn: 7, package: "journeys", tests: "--test=it" };

/// Every mutant.
pub fn all() -> impl Iterator<Item = &'static Mutant> {
    PROVISIONING.iter().chain(SAFETY)
}
