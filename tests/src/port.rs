//! Ports for servers that open them themselves, a moment after.

use std::net::{Ipv4Addr, TcpListener};

use rand::RngExt as _;

/// Below the range from which systems take ports for connections (32768 and up on Linux), so that no connection of
/// a test beside this one takes the port in between.
const RANGE: std::ops::Range<u16> = 15_000..32_000;

/// A port of this computer that is free now.
///
/// # Panics
/// When a hundred in a row are not.
#[must_use]
pub fn free() -> u16 {
    let mut random = rand::rng();
    (0..100)
        .map(|_| random.random_range(RANGE))
        .find(|port| TcpListener::bind((Ipv4Addr::LOCALHOST, *port)).is_ok())
        .expect("a free port")
}
