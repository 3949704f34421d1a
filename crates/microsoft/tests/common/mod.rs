//! A small server that answers as a test says and keeps what it was asked, and tokens to ask it with.
#![allow(dead_code, reason = "every test crate uses another part")]

use std::{
    collections::BTreeMap,
    convert::Infallible,
    sync::{
        Arc, Mutex,
        atomic::{AtomicU32, Ordering},
    },
    time::Duration,
};

use async_trait::async_trait;
use axum::{
    Router,
    body::Body,
    extract::Request,
    http::{HeaderMap, Method, Response},
};
use microsoft::{
    Audience, Directory, Endpoints, MicrosoftError, Page, Patience, Start, Sum, TokenFailure, TokenSource,
};
use secrecy::SecretString;
use tokio::{
    io::{AsyncRead, AsyncReadExt, AsyncWriteExt},
    net::TcpListener,
    sync::mpsc,
};
use url::Url;

pub const TENANT: &str = "5e1f0c3a-7d42-4b8e-9a16-c0ffee5a1e00";

/// What arrived at the server.
#[derive(Debug, Clone)]
pub struct Asked {
    pub method: Method,
    pub path: String,
    pub query: String,
    pub headers: HeaderMap,
    pub body: String,
    /// How often this path and query was asked for before.
    pub before: usize,
    /// Where the server is.
    pub base: String,
}

impl Asked {
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }
}

/// What is answered.
#[derive(Debug, Clone)]
pub struct Reply {
    pub status: u16,
    pub headers: Vec<(&'static str, String)>,
    pub body: String,
}

impl Reply {
    pub fn json(body: impl Into<String>) -> Self {
        Self { status: 200, headers: vec![("content-type", "application/json".into())], body: body.into() }
    }

    pub fn count(number: usize) -> Self {
        Self { status: 200, headers: vec![("content-type", "text/plain".into())], body: format!("\u{feff}{number}") }
    }

    pub fn error(status: u16, code: &str, message: &str) -> Self {
        let body = format!(
            r#"{{"error":{{"code":"{code}","message":"{message}","innerError":{{"request-id":"req-{status}"}}}}}}"#
        );
        Self { status, ..Self::json(body) }
    }

    pub fn with(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.headers.retain(|(known, _)| *known != name);
        self.headers.push((name, value.into()));
        self
    }

    fn into_response(self) -> Response<Body> {
        let mut response = Response::builder().status(self.status);
        for (name, value) in self.headers {
            response = response.header(name, value);
        }
        response.body(Body::from(self.body)).unwrap()
    }
}

#[derive(Debug, Clone)]
pub struct Server {
    pub base: String,
    asked: Arc<Mutex<Vec<Asked>>>,
}

impl Server {
    /// Answers as `answer` says, until the test's runtime ends.
    pub async fn start(answer: impl Fn(&Asked) -> Reply + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let base = format!("http://{}", listener.local_addr().unwrap());
        let asked = Arc::new(Mutex::new(Vec::<Asked>::new()));
        let server = Self { base: base.clone(), asked: Arc::clone(&asked) };
        let answer = Arc::new(answer);
        let serve = move |request: Request| {
            let (asked, answer, base) = (Arc::clone(&asked), Arc::clone(&answer), base.clone());
            async move {
                let (parts, body) = request.into_parts();
                let body = axum::body::to_bytes(body, 1 << 20).await.unwrap();
                let path = parts.uri.path().to_owned();
                let query = parts.uri.query().unwrap_or_default().to_owned();
                let request = {
                    let mut asked = asked.lock().unwrap();
                    let before = asked.iter().filter(|a| a.path == path && a.query == query).count();
                    let body = String::from_utf8(body.to_vec()).unwrap();
                    let request =
                        Asked { method: parts.method, path, query, headers: parts.headers, body, before, base };
                    asked.push(request.clone());
                    request
                };
                Ok::<_, Infallible>(answer(&request).into_response())
            }
        };
        let app = Router::new().fallback(serve);
        tokio::spawn(async move { axum::serve(listener, app).await });
        server
    }

    /// Something else that listens, or does not, at this address.
    pub fn at(base: String) -> Self {
        Self { base, asked: Arc::default() }
    }

    pub fn asked(&self) -> Vec<Asked> {
        self.asked.lock().unwrap().clone()
    }

    pub fn endpoints(&self) -> Endpoints {
        let base: Url = self.base.parse().unwrap();
        Endpoints { graph: base.clone(), exchange: base }
    }

    pub fn directory(&self) -> Directory {
        self.directory_with(Tokens::default())
    }

    pub fn directory_with(&self, tokens: impl TokenSource + 'static) -> Directory {
        let http = microsoft::client().unwrap();
        Directory::new(http, self.endpoints(), TENANT.parse().unwrap(), Arc::new(tokens)).with_patience(AT_ONCE)
    }
}

/// A server that sends these bytes to everybody and hangs up; and how many it was asked by.
pub async fn hang_up_after(bytes: impl Into<Vec<u8>>) -> (Server, Arc<AtomicU32>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let base = format!("http://{}", listener.local_addr().unwrap());
    let (bytes, count) = (bytes.into(), Arc::new(AtomicU32::new(0)));
    let counter = Arc::clone(&count);
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            counter.fetch_add(1, Ordering::Relaxed);
            read_head(&mut stream).await;
            stream.write_all(&bytes).await.unwrap();
        }
    });
    (Server::at(base), count)
}

/// The head of a request; `None` when the client hangs up before its end.
pub async fn read_head(stream: &mut (impl AsyncRead + Unpin)) -> Option<String> {
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        head.push(stream.read_u8().await.ok()?);
    }
    String::from_utf8(head).ok()
}

/// An address where nobody listens: the port was free a moment ago.
pub fn nobody() -> Server {
    let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    Server::at(format!("http://127.0.0.1:{port}"))
}

/// All tries, without the waiting.
pub const AT_ONCE: Patience = Patience {
    retries: 3,
    faults: 2,
    first_wait: Duration::ZERO,
    longest_wait: Duration::from_secs(60),
    silence: Duration::from_secs(20),
    answer: Duration::from_secs(20),
};

/// Hands out `good-1`, and after each refusal the next one.
#[derive(Debug, Default, Clone)]
pub struct Tokens {
    refusals: Arc<Mutex<Vec<String>>>,
}

impl Tokens {
    pub fn refused(&self) -> Vec<String> {
        self.refusals.lock().unwrap().clone()
    }
}

#[async_trait]
impl TokenSource for Tokens {
    async fn bearer(&self, _: Audience, refused: Option<&str>) -> Result<SecretString, TokenFailure> {
        let mut refusals = self.refusals.lock().unwrap();
        refusals.extend(refused.map(str::to_owned));
        Ok(SecretString::from(format!("good-{}", refusals.len() + 1)))
    }
}

/// Reads everything and collects the pages.
pub async fn read(directory: &Directory, from: Start) -> (Result<Sum, MicrosoftError>, Vec<Page>) {
    let (pages, mut arriving) = mpsc::channel(2);
    let collect = async {
        let mut all = Vec::new();
        while let Some(page) = arriving.recv().await {
            all.push(page);
        }
        all
    };
    tokio::join!(directory.read(from, pages), collect)
}

/// A finished, empty collection, and its count.
pub fn empty(asked: &Asked) -> Reply {
    if asked.path.ends_with("/$count") {
        return Reply::count(0);
    }
    Reply::json(format!(r#"{{"@odata.deltaLink":"{}{}?$deltatoken=end","value":[]}}"#, asked.base, asked.path))
}

/// Addresses by id of what the pages say is there in the end.
pub fn outcome(pages: &[Page]) -> BTreeMap<String, String> {
    let mut all = BTreeMap::new();
    for page in pages {
        match page {
            Page::Seen(seen) => {
                for seen in seen {
                    let address = seen.primary.as_ref().map(ToString::to_string).unwrap_or_default();
                    all.insert(seen.id.to_string(), address);
                }
            }
            Page::Gone { ids, .. } => all.retain(|id, _| !ids.iter().any(|gone| gone.to_string() == *id)),
            Page::Restart(_) | Page::Exchange(_) | Page::Kinds(_) => {}
        }
    }
    all
}

pub fn id(number: u32) -> String {
    format!("a1b2c3d4-0000-4000-8000-{number:012}")
}

pub fn user(number: u32, address: &str) -> String {
    format!(r#"{{"id":"{}","displayName":"{address}","proxyAddresses":["SMTP:{address}"]}}"#, id(number))
}
