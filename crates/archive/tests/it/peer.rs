//! A mail server on loopback that answers as it is told, and keeps what it heard.

use std::{
    collections::VecDeque,
    path::PathBuf,
    sync::{
        Arc, Mutex,
        atomic::{AtomicUsize, Ordering},
    },
};

use base64::Engine as _;
use tempfile::TempDir;
use tokio::{
    io::{AsyncBufReadExt as _, AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _, BufReader},
    net::{TcpListener, TcpStream},
};
use tokio_rustls::{
    TlsAcceptor,
    rustls::{
        ServerConfig,
        pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer},
    },
};

/// How the server is.
#[derive(Clone, Default)]
pub struct Manner {
    /// What it says to EHLO, beside its name.
    pub extensions: Vec<&'static str>,
    /// Answers in place of the usual ones: to the next command that begins so, or to the end of a message where that is
    /// `.`. An empty one closes the connection.
    pub answers: Vec<(&'static str, &'static str)>,
    /// It speaks TLS from the first byte.
    pub implicit: bool,
}

/// A message that it took.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Taken {
    pub from: String,
    pub to: String,
    /// As it came, without the dots that were added.
    pub content: String,
    pub protected: bool,
}

/// The server.
pub struct Peer {
    pub port: u16,
    pub certificate: PathBuf,
    shared: Arc<Shared>,
    _folder: TempDir,
}

struct Shared {
    manner: Manner,
    answers: Mutex<VecDeque<(&'static str, &'static str)>>,
    heard: Mutex<Vec<String>>,
    taken: Mutex<Vec<Taken>>,
    connections: AtomicUsize,
    tls: TlsAcceptor,
}

impl Peer {
    pub async fn start(manner: Manner) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let made = rcgen::generate_simple_self_signed(["127.0.0.1".to_owned(), "localhost".to_owned()]).unwrap();
        let certificate = folder.path().join("ca.pem");
        std::fs::write(&certificate, pem(made.cert.der())).unwrap();
        let key = PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(made.signing_key.serialize_der()));
        let config = ServerConfig::builder().with_no_client_auth();
        let config = config.with_single_cert(vec![made.cert.der().clone()], key).unwrap();
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let shared = Arc::new(Shared {
            answers: Mutex::new(manner.answers.iter().copied().collect()),
            manner,
            heard: Mutex::default(),
            taken: Mutex::default(),
            connections: AtomicUsize::new(0),
            tls: TlsAcceptor::from(Arc::new(config)),
        });
        tokio::spawn(accept(listener, Arc::clone(&shared)));
        Self { port, certificate, shared, _folder: folder }
    }

    /// What it heard of commands that begin so.
    pub fn heard(&self, verb: &str) -> Vec<String> {
        self.shared.heard.lock().unwrap().iter().filter(|line| line.starts_with(verb)).cloned().collect()
    }

    pub fn taken(&self) -> Vec<Taken> {
        self.shared.taken.lock().unwrap().clone()
    }

    pub fn connections(&self) -> usize {
        self.shared.connections.load(Ordering::SeqCst)
    }
}

fn pem(der: &[u8]) -> String {
    let text = base64::engine::general_purpose::STANDARD.encode(der);
    let lines: Vec<_> = text.as_bytes().chunks(64).map(|line| str::from_utf8(line).unwrap()).collect();
    format!("-----BEGIN CERTIFICATE-----\n{}\n-----END CERTIFICATE-----\n", lines.join("\n"))
}

async fn accept(listener: TcpListener, shared: Arc<Shared>) {
    while let Ok((stream, _)) = listener.accept().await {
        shared.connections.fetch_add(1, Ordering::SeqCst);
        tokio::spawn(serve(stream, Arc::clone(&shared)));
    }
}

async fn serve(stream: TcpStream, shared: Arc<Shared>) {
    if shared.manner.implicit {
        if let Ok(stream) = shared.tls.accept(stream).await {
            Session::new(stream, &shared, true).run(true).await;
        }
        return;
    }
    let mut plain = Session::new(stream, &shared, false);
    if plain.run(true).await
        && let Ok(stream) = shared.tls.accept(plain.stream.into_inner()).await
    {
        Session::new(stream, &shared, true).run(false).await;
    }
}

struct Session<'a, S> {
    stream: BufReader<S>,
    shared: &'a Shared,
    protected: bool,
    from: String,
    to: String,
}

impl<'a, S: AsyncRead + AsyncWrite + Unpin> Session<'a, S> {
    fn new(stream: S, shared: &'a Shared, protected: bool) -> Self {
        Self { stream: BufReader::new(stream), shared, protected, from: String::new(), to: String::new() }
    }

    /// Until it ends, or TLS begins, which it says.
    async fn run(&mut self, greets: bool) -> bool {
        if greets && !self.says("CONNECT", "220 archive.example ESMTP").await {
            return false;
        }
        loop {
            let mut line = String::new();
            if !self.stream.read_line(&mut line).await.is_ok_and(|read| read > 0) {
                return false;
            }
            let line = line.trim_end().to_owned();
            self.shared.heard.lock().unwrap().push(line.clone());
            let verb = line.split(' ').next().unwrap_or_default().to_ascii_uppercase();
            let goes_on = match verb.as_str() {
                "EHLO" => {
                    let lines: Vec<_> =
                        self.shared.manner.extensions.iter().map(|line| format!("250-{line}\r\n")).collect();
                    self.says("EHLO", &format!("250-archive.example\r\n{}250 HELP", lines.concat())).await
                }
                "STARTTLS" => return self.says("STARTTLS", "220 go ahead").await,
                "DATA" => self.data().await,
                "QUIT" => {
                    self.says("QUIT", "221 bye").await;
                    return false;
                }
                "AUTH" => self.says("AUTH", "235 2.7.0 welcome").await,
                verb @ ("MAIL" | "RCPT") => {
                    let path = line.split(['<', '>']).nth(1).unwrap_or("?").to_owned();
                    *(if verb == "MAIL" { &mut self.from } else { &mut self.to }) = path;
                    self.says(verb, "250 2.1.0 ok").await
                }
                verb => self.says(verb, "250 2.0.0 ok").await,
            };
            if !goes_on {
                return false;
            }
        }
    }

    async fn data(&mut self) -> bool {
        let begins = self.answer("DATA", "354 end with a dot");
        if !self.write(&begins).await || !begins.starts_with('3') {
            return !begins.is_empty();
        }
        let mut content = Vec::new();
        while !content.ends_with(b"\r\n.\r\n") && content != b".\r\n" {
            let Ok(byte) = self.stream.read_u8().await else { return false };
            content.push(byte);
        }
        content.truncate(content.len() - 3);
        let content = String::from_utf8_lossy(&content).replace("\r\n..", "\r\n.");
        let content = content.strip_prefix("..").map_or(content.clone(), |rest| format!(".{rest}"));
        let ends = self.answer(".", "250 2.0.0 queued");
        if ends.starts_with('2') {
            let (from, to) = (self.from.clone(), self.to.clone());
            self.shared.taken.lock().unwrap().push(Taken { from, to, content, protected: self.protected });
        }
        self.write(&ends).await
    }

    fn answer(&self, to: &str, usual: &str) -> String {
        let mut answers = self.shared.answers.lock().unwrap();
        match answers.front() {
            Some((verb, answer)) if *verb == to => {
                let answer = (*answer).to_owned();
                answers.pop_front();
                answer
            }
            _ => usual.to_owned(),
        }
    }

    async fn says(&mut self, to: &str, usual: &str) -> bool {
        let answer = self.answer(to, usual);
        self.write(&answer).await
    }

    /// Whether the connection goes on.
    async fn write(&mut self, answer: &str) -> bool {
        !answer.is_empty() && self.stream.write_all(format!("{answer}\r\n").as_bytes()).await.is_ok()
    }
}
