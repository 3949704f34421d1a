//! An archive's journal address: each message is sent there by SMTP (RFC 5321), over connections that are kept.

mod connection;
mod refusal;
mod wire;

use std::{
    fs, io,
    path::{Path, PathBuf},
    sync::{
        Arc,
        atomic::{AtomicU32, Ordering},
    },
};

use lettre::{
    Address,
    transport::smtp::{
        authentication::Credentials,
        client::{Certificate, TlsParameters},
    },
};
use model::Address as Mailbox;
use secrecy::{ExposeSecret as _, SecretString};
use tokio::{
    sync::{Mutex, Semaphore},
    task::spawn_blocking,
};

use connection::{Connection, Recipient, Way};

use crate::{
    Delivered, Limits, Message, SinkError, Spool,
    address::{SmtpAddress, Tls},
    maildir::{clean, make},
};

/// Messages on their way to the server hold no more memory than this together, or one alone what it needs.
const ROOM_KIB: u32 = 64 << 10;

/// So many connections are kept for the next message.
const KEPT: usize = 8;

/// So many messages refused with none taken in between, and it is not the messages.
const IN_A_ROW: u32 = 20;

/// A journal address.
#[derive(Debug, Clone)]
pub struct Smtp {
    shared: Arc<Shared>,
}

#[derive(Debug)]
struct Shared {
    way: Way,
    to: String,
    from: Option<Address>,
    scratch: PathBuf,
    scratch_made: Mutex<bool>,
    idle: Mutex<Vec<Connection>>,
    room: Semaphore,
    /// Messages that were refused since the last that was taken.
    refused: AtomicU32,
}

impl Smtp {
    pub(crate) fn new(to: &SmtpAddress, password: Option<SecretString>, scratch: &Path) -> Result<Self, SinkError> {
        let login = match (&to.user, password) {
            (None, _) => None,
            (Some(user), None) => return Err(SinkError::NoPassword { user: user.clone() }),
            (Some(user), Some(password)) => Some(Credentials::new(user.clone(), password.expose_secret().to_owned())),
        };
        let tls = (to.tls != Tls::None).then(|| protection(to)).transpose()?;
        let way = Way { host: to.host.clone(), port: to.port, kind: to.tls, tls, login };
        let shared = Shared {
            way,
            to: to.to.clone(),
            from: to.from.clone(),
            scratch: scratch.to_owned(),
            scratch_made: Mutex::default(),
            idle: Mutex::default(),
            room: Semaphore::new(ROOM_KIB as usize),
            refused: AtomicU32::default(),
        };
        Ok(Self { shared: Arc::new(shared) })
    }

    pub(crate) fn scratch(&self) -> &Path {
        &self.shared.scratch
    }

    pub(crate) async fn check(&self) -> Result<Limits, SinkError> {
        let connection = self.shared.way.connect().await?;
        let largest = connection.largest();
        self.keep(connection).await;
        Ok(Limits { largest, free: None })
    }

    /// What an earlier program left is taken away before the first one.
    pub(crate) async fn spool(&self) -> Result<Spool, SinkError> {
        let mut made = self.shared.scratch_made.lock().await;
        let (scratch, first) = (self.shared.scratch.clone(), !*made);
        let spool = spawn_blocking(move || {
            if first {
                let ready = make(&scratch).and_then(|()| clean(&scratch));
                ready.map_err(|source| SinkError::io(&scratch, "making the folder", source))?;
            }
            Spool::make(&scratch, None)
        });
        let failed = |end| SinkError::io(&self.shared.scratch, "making a file", io::Error::other(end));
        let spool = spool.await.map_err(failed)??;
        *made = true;
        Ok(spool)
    }

    pub(crate) async fn deliver(&self, message: &Message<'_>) -> Result<Delivered, SinkError> {
        match self.offer(message).await {
            Ok(delivered) => {
                self.shared.refused.store(0, Ordering::Relaxed);
                Ok(delivered)
            }
            Err(SinkError::MessageRefused { code, words }) => {
                let before = self.shared.refused.fetch_add(1, Ordering::Relaxed);
                Err(if before + 1 < IN_A_ROW {
                    SinkError::MessageRefused { code, words }
                } else {
                    SinkError::AllRefused { times: IN_A_ROW, code, words }
                })
            }
            Err(error) => Err(error),
        }
    }

    async fn offer(&self, message: &Message<'_>) -> Result<Delivered, SinkError> {
        let to = self.recipient(message.mailbox)?;
        let size = message.spooled.size();
        let wanted = u32::try_from(size >> 10).unwrap_or(ROOM_KIB).saturating_add(1).min(ROOM_KIB);
        // It is never closed.
        let _room = self.shared.room.acquire_many(wanted).await.ok();
        let path = message.spooled.path();
        let bytes = tokio::fs::read(path).await.map_err(|e| SinkError::io(path, "reading a message", e))?;
        let content = wire::content(bytes)?;
        // Taken in a statement of its own: who sends does not hold the list.
        let kept = self.shared.idle.lock().await.pop();
        if let Some(mut connection) = kept {
            match connection.begin(self.shared.from.as_ref(), &to, &content).await {
                Ok(()) => return self.send(connection, &content).await,
                // The server let go of a connection that nobody used: nothing was sent over it.
                Err(SinkError::Broken { .. }) => {}
                Err(error) => return self.refused(connection, error).await,
            }
        }
        let mut connection = self.shared.way.connect().await?;
        match connection.begin(self.shared.from.as_ref(), &to, &content).await {
            Ok(()) => self.send(connection, &content).await,
            Err(error) => self.refused(connection, error).await,
        }
    }

    async fn send(&self, mut connection: Connection, content: &wire::Content) -> Result<Delivered, SinkError> {
        match connection.send(content).await {
            Ok(()) => {
                self.keep(connection).await;
                Ok(Delivered::New)
            }
            Err(error) => self.refused(connection, error).await,
        }
    }

    /// A connection over which a message was refused serves for the next one.
    async fn refused(&self, mut connection: Connection, error: SinkError) -> Result<Delivered, SinkError> {
        if !matches!(error, SinkError::Broken { .. } | SinkError::Unanswered { .. }) && connection.reset().await.is_ok()
        {
            self.keep(connection).await;
        }
        Err(error)
    }

    async fn keep(&self, connection: Connection) {
        let mut idle = self.shared.idle.lock().await;
        if idle.len() < KEPT {
            idle.push(connection);
        }
    }

    pub(crate) async fn close(&self) {
        let idle = std::mem::take(&mut *self.shared.idle.lock().await);
        for connection in idle {
            connection.quit().await;
        }
    }

    fn recipient(&self, mailbox: &str) -> Result<Recipient, SinkError> {
        let of_domain = self.shared.to.contains("{domain}");
        let to = if of_domain {
            let mailbox: Mailbox = mailbox.parse()?;
            self.shared.to.replace("{domain}", mailbox.domain())
        } else {
            self.shared.to.clone()
        };
        // Only a domain can be at fault: the rest was read with the address.
        let address = to.parse().map_err(|_| SinkError::NoMailbox(model::AddressError::BadDomain(to)))?;
        Ok(Recipient { address, of_domain })
    }
}

/// The server's certificate is checked with those of the system, and with the ones that the address names.
fn protection(to: &SmtpAddress) -> Result<TlsParameters, SinkError> {
    let server = || format!("{}:{}", to.host, to.port);
    let mut builder = TlsParameters::builder(to.host.clone());
    if let Some(path) = &to.ca {
        let unusable = |words: String| SinkError::Certificate { path: path.clone(), words };
        let pem = fs::read(path).map_err(|error| unusable(error.to_string()))?;
        let certificate = Certificate::from_pem(&pem).map_err(|error| unusable(error.to_string()))?;
        builder = builder.add_root_certificate(certificate);
    }
    let unchecked = to.tls == Tls::Opportunistic;
    builder
        .dangerous_accept_invalid_certs(unchecked)
        .dangerous_accept_invalid_hostnames(unchecked)
        .build()
        .map_err(|error| SinkError::Tls { server: server(), words: error.to_string() })
}
