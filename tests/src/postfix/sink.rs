//! A mail server that takes everything and remembers it.

use std::{
    io::{self, BufRead as _, BufReader, Write as _},
    net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream},
    sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError},
    thread,
    time::Instant,
};

use super::LIMIT;

/// A message as it arrived.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Delivered {
    /// The envelope's sender.
    pub from: String,
    /// The envelope's recipients.
    pub to: Vec<String>,
    /// Headers and body.
    pub content: String,
}

impl Delivered {
    /// The values of a header, in order.
    #[must_use]
    pub fn header(&self, name: &str) -> Vec<&str> {
        let headers = self.content.split("\n\n").next().unwrap_or_default();
        headers.lines().filter_map(|line| line.split_once(": ")).filter(|(n, _)| *n == name).map(|(_, v)| v).collect()
    }
}

/// A listening server; it goes on until the process ends.
#[derive(Debug)]
pub struct Sink {
    /// Where it listens.
    pub address: SocketAddr,
    arrived: Arc<Arrived>,
}

#[derive(Debug, Default)]
struct Arrived {
    messages: Mutex<Vec<Delivered>>,
    more: Condvar,
}

impl Arrived {
    fn messages(&self) -> MutexGuard<'_, Vec<Delivered>> {
        self.messages.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Sink {
    /// Listens on a free loopback port.
    ///
    /// # Errors
    /// When there is none.
    pub fn start() -> io::Result<Self> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?;
        let sink = Self { address: listener.local_addr()?, arrived: Arc::default() };
        let arrived = Arc::clone(&sink.arrived);
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let arrived = Arc::clone(&arrived);
                // A session that breaks has delivered nothing.
                thread::spawn(move || session(stream, &arrived));
            }
        });
        Ok(sink)
    }

    /// A loopback address where nobody listens.
    ///
    /// # Errors
    /// When there is no free port.
    pub fn down() -> io::Result<SocketAddr> {
        TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?.local_addr()
    }

    /// Everything that has arrived.
    #[must_use]
    pub fn delivered(&self) -> Vec<Delivered> {
        self.arrived.messages().clone()
    }

    /// The first message for a recipient, waiting for it; `None` when it does not come.
    #[must_use]
    pub fn wait_for(&self, recipient: &str) -> Option<Delivered> {
        let deadline = Instant::now() + LIMIT;
        let mut messages = self.arrived.messages();
        loop {
            if let Some(found) = messages.iter().find(|m| m.to.iter().any(|to| to == recipient)) {
                return Some(found.clone());
            }
            let left = deadline.checked_duration_since(Instant::now())?;
            messages = self.arrived.more.wait_timeout(messages, left).unwrap_or_else(PoisonError::into_inner).0;
        }
    }
}

fn session(stream: TcpStream, arrived: &Arrived) -> io::Result<()> {
    let mut stream = BufReader::new(stream);
    let mut message = Delivered { from: String::new(), to: Vec::new(), content: String::new() };
    let mut answer = "220 sink.example ESMTP".to_owned();
    loop {
        stream.get_mut().write_all(format!("{answer}\r\n").as_bytes())?;
        let mut line = String::new();
        if stream.read_line(&mut line)? == 0 {
            return Ok(());
        }
        let line = line.trim_end();
        let upper = line.to_ascii_uppercase();
        answer = match upper.split([' ', ':']).next() {
            Some("EHLO") => "250-sink.example\r\n250-8BITMIME\r\n250 SMTPUTF8".to_owned(),
            Some("MAIL") => {
                message = Delivered { from: path(line), to: Vec::new(), content: String::new() };
                "250 2.1.0 Ok".to_owned()
            }
            Some("RCPT") => {
                message.to.push(path(line));
                "250 2.1.5 Ok".to_owned()
            }
            Some("DATA") => {
                stream.get_mut().write_all(b"354 Go on\r\n")?;
                message.content = content(&mut stream)?;
                arrived.messages().push(message.clone());
                arrived.more.notify_all();
                "250 2.0.0 Ok".to_owned()
            }
            Some("QUIT") => "221 2.0.0 Bye".to_owned(),
            _ => "250 2.0.0 Ok".to_owned(),
        };
    }
}

fn path(line: &str) -> String {
    let inside = line.split_once('<').and_then(|(_, rest)| rest.rsplit_once('>'));
    inside.map_or(line, |(path, _)| path).to_owned()
}

fn content(stream: &mut BufReader<TcpStream>) -> io::Result<String> {
    let mut content = String::new();
    loop {
        let mut line = Vec::new();
        stream.read_until(b'\n', &mut line)?;
        let line = String::from_utf8_lossy(&line);
        match line.trim_end_matches(['\r', '\n']) {
            "." => return Ok(content),
            "" if line.is_empty() => return Err(io::ErrorKind::UnexpectedEof.into()),
            text => content.extend([text.strip_prefix('.').unwrap_or(text), "\n"]),
        }
    }
}
