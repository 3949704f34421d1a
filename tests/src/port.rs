//! Ports for servers that open them themselves, a moment after.

use std::net::{Ipv4Addr, SocketAddr, TcpListener, UdpSocket};

use rand::RngExt as _;

/// Below the range from which systems take ports for connections (32768 and up on Linux), so that no connection of
/// a test beside this one takes the port in between.
const RANGE: std::ops::Range<u16> = 15_000..32_000;

/// A TCP port of this computer that nobody listens on, and that nobody else is given while this lives.
///
/// Postfix opens its ports with `SO_REUSEPORT`: a second one on the same port would start, and get every other
/// connection. So the claim is kept with the UDP port of the same number, which the system gives to one process only
/// and takes back when that ends.
#[derive(Debug)]
pub struct Port(UdpSocket);

impl Port {
    /// Claims a port.
    ///
    /// # Panics
    /// When a hundred in a row are taken.
    #[must_use]
    pub fn claim() -> Self {
        let mut random = rand::rng();
        (0..100)
            .find_map(|_| {
                let place = (Ipv4Addr::LOCALHOST, random.random_range(RANGE));
                let claim = UdpSocket::bind(place).ok()?;
                TcpListener::bind(place).is_ok().then_some(Self(claim))
            })
            .expect("a free port")
    }

    /// The address with this port.
    ///
    /// # Panics
    /// When the system does not tell.
    #[must_use]
    pub fn address(&self) -> SocketAddr {
        self.0.local_addr().expect("the address of a socket that is bound")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_claimed_port_is_nobody_elses_and_free_to_listen_on() {
        let port = Port::claim();
        assert!(UdpSocket::bind(port.address()).is_err(), "a second claim of the same port");
        TcpListener::bind(port.address()).unwrap();
    }
}
