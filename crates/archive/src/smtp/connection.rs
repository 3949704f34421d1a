//! One connection to a server, and what its replies mean for a message and for the archive.

use std::{error::Error as _, fmt::Display, future::Future, time::Duration};

use lettre::{
    Address,
    transport::smtp::{
        Error,
        authentication::{Credentials, DEFAULT_MECHANISMS},
        client::{AsyncSmtpConnection, TlsParameters},
        commands::{Data, Ehlo, Mail, Quit, Rcpt, Rset},
        extension::{ClientId, Extension, MailBodyParameter, MailParameter},
        response::Response,
    },
};
use tokio::time::timeout;

use super::{
    refusal::{is_about_message, is_full},
    wire::Content,
};
use crate::{SinkError, address::Tls};

/// How long a server may take to be there.
const CONNECT: Duration = Duration::from_secs(30);
/// How long it may take for a reply (RFC 5321, 4.5.3.2).
const REPLY: Duration = Duration::from_secs(300);
/// The same after the end of a message, beside a second for each of so many of its bytes.
const TAKEN: Duration = Duration::from_secs(600);
const BYTES_A_SECOND: usize = 16 << 10;
/// What is refused when the server has seen all of it.
const SEEN: &str = "the message";
const SILENT: &str = "it does not answer";
/// What is written at once.
const PIECE: usize = 64 << 10;

/// How to reach a server.
pub(super) struct Way {
    pub(super) host: String,
    pub(super) port: u16,
    pub(super) kind: Tls,
    pub(super) tls: Option<TlsParameters>,
    pub(super) login: Option<Credentials>,
}

impl std::fmt::Debug for Way {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} {:?}", self.server(), self.kind)
    }
}

/// Whom a message is for.
pub(super) struct Recipient {
    pub(super) address: Address,
    /// It was made for the domain of the message's mailbox, and stands for no other.
    pub(super) of_domain: bool,
}

impl Recipient {
    /// What the server answered to it, which is the mailbox's matter where its domain has a journal address of its own.
    fn refused(&self, error: SinkError) -> SinkError {
        match error {
            SinkError::Refused { code, words, .. } | SinkError::Later { code, words } if self.of_domain => {
                SinkError::JournalRefused { to: self.address.to_string(), code, words }
            }
            other => other,
        }
    }
}

/// A connection that is ready for a message.
pub(super) struct Connection {
    smtp: AsyncSmtpConnection,
    server: String,
    /// What it says of sizes (RFC 1870): nothing, no limit, or the largest.
    size: Option<Option<u64>>,
    eight_bit: bool,
}

impl std::fmt::Debug for Connection {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.server)
    }
}

impl Way {
    fn server(&self) -> String {
        if self.host.contains(':') {
            format!("[{}]:{}", self.host, self.port)
        } else {
            format!("{}:{}", self.host, self.port)
        }
    }

    /// Connects, protects the connection, and logs in.
    pub(super) async fn connect(&self) -> Result<Connection, SinkError> {
        let server = self.server();
        let us = ClientId::default();
        let implicit = self.tls.clone().filter(|_| self.kind == Tls::Implicit);
        let place = (self.host.as_str(), self.port);
        let mut smtp = within(&server, REPLY, async {
            AsyncSmtpConnection::connect_tokio1(place, Some(CONNECT), &us, implicit, None)
                .await
                .map_err(|error| unconnected(&server, &error))
        })
        .await?;
        self.protect(&mut smtp, &us, &server).await?;
        if let Some(login) = &self.login {
            within(&server, REPLY, async {
                smtp.auth(DEFAULT_MECHANISMS, login).await.map_err(|error| unauthenticated(&server, &error))
            })
            .await?;
        }
        // What the library keeps of the greeting has no sizes.
        let greeting = said(&server, "the connection", &mut smtp, Ehlo::new(us)).await?;
        let size = greeting.message().find_map(size);
        let eight_bit = smtp.server_info().supports_feature(Extension::EightBitMime);
        Ok(Connection { smtp, server, size, eight_bit })
    }

    async fn protect(&self, smtp: &mut AsyncSmtpConnection, us: &ClientId, server: &str) -> Result<(), SinkError> {
        let Some(tls) = &self.tls else { return Ok(()) };
        let unprotected = |words: String| SinkError::Tls { server: server.to_owned(), words };
        match self.kind {
            Tls::Required if !smtp.can_starttls() => Err(unprotected("it does not offer STARTTLS".to_owned())),
            Tls::Required | Tls::Opportunistic if smtp.can_starttls() => {
                within(server, REPLY, async {
                    smtp.starttls(tls.clone(), us).await.map_err(|error| unprotected(reason(&error)))
                })
                .await
            }
            _ => Ok(()),
        }
    }
}

impl Connection {
    /// Bytes of the largest message that the server takes, by its word.
    pub(super) fn largest(&self) -> Option<u64> {
        self.size.flatten()
    }

    /// Says from whom and to whom, and that content follows.
    pub(super) async fn begin(
        &mut self,
        from: Option<&Address>,
        to: &Recipient,
        content: &Content,
    ) -> Result<(), SinkError> {
        let size = content.bytes.len();
        if let Some(largest) = self.largest().filter(|largest| size as u64 > *largest) {
            return Err(SinkError::TooLarge { size: size as u64, largest });
        }
        if content.eight_bit && !self.eight_bit {
            return Err(SinkError::Unsendable { what: "bytes beyond ASCII" });
        }
        let body = content.eight_bit.then_some(MailParameter::Body(MailBodyParameter::EightBitMime));
        let told = self.size.map(|_| MailParameter::Size(size));
        let mail = Mail::new(from.cloned(), body.into_iter().chain(told).collect());
        said(&self.server, "the sender", &mut self.smtp, mail).await?;
        let rcpt = Rcpt::new(to.address.clone(), Vec::new());
        let taken = said(&self.server, "the journal address", &mut self.smtp, rcpt).await;
        taken.map_err(|error| to.refused(error))?;
        said(&self.server, "the content", &mut self.smtp, Data).await?;
        Ok(())
    }

    /// Sends the content.
    ///
    /// # Errors
    /// [`SinkError::Unanswered`] when the connection breaks here: the server may have taken it.
    pub(super) async fn send(&mut self, content: &Content) -> Result<(), SinkError> {
        let seconds = (content.bytes.len() / BYTES_A_SECOND) as u64;
        let pieces = content.bytes.chunks(PIECE);
        let sent = timeout(TAKEN + Duration::from_secs(seconds), self.smtp.message_iter(pieces)).await;
        match sent {
            Ok(Ok(_)) => Ok(()),
            Ok(Err(error)) => Err(failed(&self.server, SEEN, &error)),
            Err(_) => Err(SinkError::Unanswered { server: self.server.clone(), words: SILENT.to_owned() }),
        }
    }

    /// Begins anew after a refusal.
    pub(super) async fn reset(&mut self) -> Result<(), SinkError> {
        said(&self.server, "the connection", &mut self.smtp, Rset).await.map(drop)
    }

    pub(super) async fn quit(mut self) {
        // Whoever does not answer is left alone.
        drop(timeout(CONNECT, self.smtp.command(Quit)).await);
    }
}

/// `SIZE`, with or without the largest; 0 stands for none (RFC 1870, 4).
fn size(line: &str) -> Option<Option<u64>> {
    let mut words = line.split_ascii_whitespace();
    let named = words.next()?.eq_ignore_ascii_case("SIZE");
    named.then(|| words.next().and_then(|number| number.parse().ok()).filter(|largest| *largest > 0))
}

async fn said(
    server: &str,
    what: &'static str,
    smtp: &mut AsyncSmtpConnection,
    command: impl Display,
) -> Result<Response, SinkError> {
    within(server, REPLY, async { smtp.command(command).await.map_err(|error| failed(server, what, &error)) }).await
}

async fn within<T>(
    server: &str,
    time: Duration,
    work: impl Future<Output = Result<T, SinkError>>,
) -> Result<T, SinkError> {
    timeout(time, work).await.unwrap_or_else(|_| Err(silent(server)))
}

fn silent(server: &str) -> SinkError {
    SinkError::Broken { server: server.to_owned(), words: SILENT.to_owned() }
}

/// What a reply to a command, or to the end of a message, means.
fn failed(server: &str, what: &'static str, error: &Error) -> SinkError {
    let (code, words, seen) = (code(error), words(error), what == SEEN);
    if error.is_transient() && seen && !is_full(code, &words) {
        SinkError::PutOff { code, words }
    } else if error.is_transient() && (seen || code != 421) {
        // With 421 it goes away (RFC 5321, 3.8): as good as a broken connection, before anything was sent.
        SinkError::Later { code, words }
    } else if error.is_permanent() && what != "the connection" && is_about_message(code, &words, seen) {
        SinkError::MessageRefused { code, words }
    } else if error.is_permanent() {
        SinkError::Refused { what, code, words }
    } else if seen {
        SinkError::Unanswered { server: server.to_owned(), words: reason(error) }
    } else {
        SinkError::Broken { server: server.to_owned(), words: reason(error) }
    }
}

fn unconnected(server: &str, error: &Error) -> SinkError {
    let (server, words) = (server.to_owned(), reason(error));
    if error.is_transient() {
        SinkError::Later { code: code(error), words: self::words(error) }
    } else if error.is_permanent() {
        SinkError::Refused { what: "the connection", code: code(error), words: self::words(error) }
    } else if is_about_tls(error) {
        SinkError::Tls { server, words }
    } else if error.is_response() || error.status().is_some() {
        SinkError::Broken { server, words }
    } else {
        SinkError::Unreachable { server, words }
    }
}

/// What TLS complains of comes wrapped as an error of the connection.
fn is_about_tls(error: &Error) -> bool {
    let mut cause = error.source();
    while let Some(one) = cause {
        if one.downcast_ref::<std::io::Error>().is_some_and(|io| io.kind() == std::io::ErrorKind::InvalidData) {
            return true;
        }
        cause = one.source();
    }
    error.is_tls()
}

fn unauthenticated(server: &str, error: &Error) -> SinkError {
    if error.is_permanent() {
        return SinkError::Login { words: format!("{} {}", code(error), words(error)) };
    }
    if error.is_client() {
        return SinkError::Login { words: "it offers no way to log in that is known here (PLAIN, LOGIN)".to_owned() };
    }
    failed(server, "the login", error)
}

fn code(error: &Error) -> u16 {
    error.status().map_or(0, u16::from)
}

/// The server's own words, on one line and of bounded length.
fn words(error: &Error) -> String {
    let said = error.source().map(ToString::to_string).unwrap_or_default();
    said.split_whitespace().collect::<Vec<_>>().join(" ").chars().take(300).collect()
}

/// The innermost cause, which names it.
fn reason(error: &Error) -> String {
    let mut cause: &dyn std::error::Error = error;
    while let Some(inner) = cause.source() {
        cause = inner;
    }
    cause.to_string()
}
