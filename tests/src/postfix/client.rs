//! An SMTP client that shows every reply (RFC 5321).

use std::{
    io::{self, BufRead as _, BufReader, Write as _},
    net::{SocketAddr, TcpStream},
};

use super::LIMIT;

/// A reply: its code, and its text with the lines of a longer one joined by line feeds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reply {
    /// The three digits.
    pub code: u16,
    /// What stands after them.
    pub text: String,
}

/// One session.
#[derive(Debug)]
pub struct Smtp {
    stream: BufReader<TcpStream>,
}

impl Smtp {
    /// Connects and takes the greeting.
    ///
    /// # Errors
    /// When nobody listens, or what answers does not greet with 220.
    pub fn connect(to: SocketAddr) -> io::Result<Self> {
        let stream = TcpStream::connect_timeout(&to, LIMIT)?;
        stream.set_read_timeout(Some(LIMIT))?;
        let mut session = Self { stream: BufReader::new(stream) };
        match session.reply()? {
            Reply { code: 220, .. } => Ok(session),
            reply => Err(io::Error::other(format!("greeted with {} {}", reply.code, reply.text))),
        }
    }

    /// `EHLO`.
    ///
    /// # Errors
    /// When the connection breaks.
    pub fn ehlo(&mut self) -> io::Result<Reply> {
        self.command("EHLO client.example")
    }

    /// `XCLIENT ADDR=…` and a new `EHLO`: what follows is as if it came from that address (IPv6 as `IPV6:…`).
    ///
    /// # Errors
    /// When the connection breaks.
    pub fn xclient(&mut self, address: &str) -> io::Result<Reply> {
        match self.command(&format!("XCLIENT ADDR={address} NAME=[UNAVAILABLE]"))? {
            Reply { code: 220, .. } => self.ehlo(),
            refused => Ok(refused),
        }
    }

    /// `MAIL FROM`; an empty sender is the null sender.
    ///
    /// # Errors
    /// When the connection breaks.
    pub fn mail(&mut self, from: &str) -> io::Result<Reply> {
        self.command(&format!("MAIL FROM:<{from}>"))
    }

    /// `RCPT TO`.
    ///
    /// # Errors
    /// When the connection breaks.
    pub fn rcpt(&mut self, to: &str) -> io::Result<Reply> {
        self.command(&format!("RCPT TO:<{to}>"))
    }

    /// `DATA` with headers and body; the reply to `DATA` itself when that is refused.
    ///
    /// # Errors
    /// When the connection breaks.
    pub fn data(&mut self, content: &str) -> io::Result<Reply> {
        match self.command("DATA")? {
            Reply { code: 354, .. } => {
                let lines: String = content.lines().map(|line| stuffed(line) + "\r\n").collect();
                self.command(&(lines + "."))
            }
            refused => Ok(refused),
        }
    }

    /// Any command.
    ///
    /// # Errors
    /// When the connection breaks.
    pub fn command(&mut self, line: &str) -> io::Result<Reply> {
        self.stream.get_mut().write_all(format!("{line}\r\n").as_bytes())?;
        self.reply()
    }

    fn reply(&mut self) -> io::Result<Reply> {
        let mut texts = Vec::new();
        loop {
            let mut line = String::new();
            self.stream.read_line(&mut line)?;
            let line = line.trim_end();
            let broken = || io::Error::other(format!("\u{201c}{line}\u{201d} is no SMTP reply"));
            let code = line.get(..3).and_then(|digits| digits.parse().ok()).ok_or_else(broken)?;
            texts.push(line.get(4..).unwrap_or_default().to_owned());
            if line.as_bytes().get(3) != Some(&b'-') {
                return Ok(Reply { code, text: texts.join("\n") });
            }
        }
    }
}

/// A line that begins with a dot gets a second one (RFC 5321 4.5.2).
fn stuffed(line: &str) -> String {
    if line.starts_with('.') { format!(".{line}") } else { line.to_owned() }
}
