//! The door the browser returns through: one callback, on one path, with the right state.

mod page;
mod request;
mod visit;

use std::net::{Ipv4Addr, Ipv6Addr, SocketAddr};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};

use secrecy::SecretString;
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinSet;

use crate::error::SignInError;
use crate::text::causes;

pub(crate) use page::Page;
pub(crate) use visit::{Callback, Purpose, Returned, visitor};

/// The path of the redirect; Microsoft compares it letter by letter with the registration.
pub(crate) const PATH: &str = "/callback";
/// How often another port is tried when ::1 has a stranger on the port that 127.0.0.1 gave.
const TRIES: u32 = 16;
/// A browser opens a handful of connections; more at once are not the browser.
const CROWD: usize = 32;

/// Listens on this computer only, for one sign-in.
pub(crate) struct Loopback {
    port: u16,
    v4: TcpListener,
    /// Absent where the computer has no IPv6.
    v6: Option<TcpListener>,
    door: Arc<Door>,
}

/// What all visitors of one sign-in share.
pub(crate) struct Door {
    port: u16,
    state: SecretString,
    purpose: Purpose,
    used: AtomicBool,
    forged: AtomicU32,
}

impl Loopback {
    /// Browsers resolve `localhost` to either address, so both are listened on, with one port.
    pub(crate) async fn bind(port: Option<u16>, state: SecretString, purpose: Purpose) -> Result<Self, SignInError> {
        let (port, v4, v6) = match port {
            Some(port) => pair(port).await.map_err(|error| refused(port, &error))?,
            None => free_pair().await?,
        };
        Ok(Self {
            port,
            v4,
            v6,
            door: Arc::new(Door { port, state, purpose, used: AtomicBool::new(false), forged: AtomicU32::new(0) }),
        })
    }

    /// With the name `localhost`: only for it does Microsoft ignore the port ("Redirect URI
    /// restrictions and limitations", learn.microsoft.com).
    pub(crate) fn redirect(&self) -> String {
        format!("http://localhost:{}{PATH}", self.port)
    }

    /// Visitors that came with a state that is not ours.
    pub(crate) fn forged(&self) -> u32 {
        self.door.forged.load(Ordering::Relaxed)
    }

    /// Why nobody was let in within the time.
    pub(crate) fn overdue(&self, limit: std::time::Duration) -> SignInError {
        match self.forged() {
            0 => SignInError::TimedOut { after: limit },
            refused => SignInError::StateMismatch { refused },
        }
    }

    /// Waits for the callback; every other visitor is answered and sent away.
    pub(crate) async fn receive(&self) -> Callback {
        let mut visits = JoinSet::new();
        loop {
            tokio::select! {
                biased;
                Some(visit) = visits.join_next() => {
                    if let Ok(Some(callback)) = visit {
                        // Those still at the door are told by their own tasks that they are late.
                        visits.detach_all();
                        return callback;
                    }
                }
                stream = self.accept(), if visits.len() < CROWD => {
                    visits.spawn(visit::receive(stream, Arc::clone(&self.door)));
                }
            }
        }
    }

    /// The next connection; a failed accept (a visitor who left, no free handles) is waited out.
    async fn accept(&self) -> TcpStream {
        loop {
            let accepted = match &self.v6 {
                Some(v6) => tokio::select! {
                    a = self.v4.accept() => a,
                    a = v6.accept() => a,
                },
                None => self.v4.accept().await,
            };
            match accepted {
                Ok((stream, _)) => return stream,
                Err(_) => tokio::time::sleep(std::time::Duration::from_millis(50)).await,
            }
        }
    }
}

async fn free_pair() -> Result<(u16, TcpListener, Option<TcpListener>), SignInError> {
    let mut last = std::io::Error::from(std::io::ErrorKind::AddrInUse);
    for _ in 0..TRIES {
        match pair(0).await {
            Ok(bound) => return Ok(bound),
            Err(error) => last = error,
        }
    }
    Err(refused(0, &last))
}

/// Binds both loopback addresses to `port`, or to one free port when it is 0.
async fn pair(port: u16) -> std::io::Result<(u16, TcpListener, Option<TcpListener>)> {
    let v4 = TcpListener::bind(SocketAddr::from((Ipv4Addr::LOCALHOST, port))).await?;
    let port = v4.local_addr()?.port();
    let v6 = match TcpListener::bind(SocketAddr::from((Ipv6Addr::LOCALHOST, port))).await {
        Ok(listener) => Some(listener),
        // A stranger on ::1 would receive the code in our place.
        Err(error) if error.kind() == std::io::ErrorKind::AddrInUse => return Err(error),
        Err(_) => None,
    };
    Ok((port, v4, v6))
}

fn refused(port: u16, error: &std::io::Error) -> SignInError {
    match error.kind() {
        std::io::ErrorKind::AddrInUse if port != 0 => SignInError::PortOccupied { port },
        _ => SignInError::NoLoopback { reason: causes(error) },
    }
}

#[cfg(test)]
mod tests;
