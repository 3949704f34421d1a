//! Reading the announcement: bounded, encrypted, signed, and only then understood.

use minisign_verify::{PublicKey, Signature};
use reqwest::Client;
use semver::Version;
use serde::Deserialize;
use url::{Host, Url};

use super::{UpdateError, UpdateSource};

/// The most that an announcement or its signature may hold.
const MOST: usize = 64 * 1024;

/// A newer version.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Offer {
    /// Its number.
    pub version: Version,
    /// Where a person gets it.
    pub page: Url,
    /// What is new, in a few words.
    pub notes: String,
}

#[derive(Deserialize)]
struct Announcement {
    version: Version,
    page: Url,
    #[serde(default)]
    notes: String,
}

/// The newest version, if it is newer than `current`.
pub(super) async fn read(http: &Client, source: &UpdateSource, current: &str) -> Result<Option<Offer>, UpdateError> {
    let endpoint: Url = source.endpoint.parse().map_err(|_| UpdateError::Misconfigured("its address is none"))?;
    if !safe(&endpoint) {
        return Err(UpdateError::Misconfigured("its address is not encrypted"));
    }
    let key = PublicKey::from_base64(&source.public_key).map_err(|_| UpdateError::Misconfigured("its key is none"))?;
    let current: Version = current.parse().map_err(|_| UpdateError::Misconfigured("its own version is none"))?;
    let mut beside = endpoint.clone();
    beside.set_path(&format!("{}.minisig", endpoint.path()));
    let host = host_of(&endpoint);
    let announced = fetch(http, endpoint, &host).await?;
    let signature = fetch(http, beside, &host).await?;
    let forged = || UpdateError::Forged { host: host.clone() };
    let signature = std::str::from_utf8(&signature).map_err(|_| forged())?;
    let signature = Signature::decode(signature).map_err(|_| forged())?;
    key.verify(&announced, &signature, false).map_err(|_| forged())?;
    let unreadable = |cause: String| UpdateError::Unreadable { host: host.clone(), cause };
    let announcement: Announcement =
        serde_json::from_slice(&announced).map_err(|error| unreadable(error.to_string()))?;
    if !safe(&announcement.page) {
        return Err(unreadable("its page is not encrypted".to_owned()));
    }
    let Announcement { version, page, notes } = announcement;
    Ok((version > current).then_some(Offer { version, page, notes }))
}

async fn fetch(http: &Client, url: Url, host: &str) -> Result<Vec<u8>, UpdateError> {
    let unreachable = |cause: String| UpdateError::Unreachable { host: host.to_owned(), cause };
    let told = |error: reqwest::Error| unreachable(error.without_url().to_string());
    let mut response = http.get(url).send().await.map_err(told)?;
    if !response.status().is_success() {
        return Err(unreachable(format!("it answered {}", response.status())));
    }
    let mut body = Vec::new();
    while let Some(chunk) = response.chunk().await.map_err(told)? {
        body.extend_from_slice(&chunk);
        if body.len() > MOST {
            return Err(unreachable("its answer is too long".to_owned()));
        }
    }
    Ok(body)
}

/// Encrypted, or on this computer.
fn safe(url: &Url) -> bool {
    let here = match url.host() {
        Some(Host::Domain(name)) => name == "localhost",
        Some(Host::Ipv4(ip)) => ip.is_loopback(),
        Some(Host::Ipv6(ip)) => ip.is_loopback(),
        None => false,
    };
    match url.scheme() {
        "https" => url.has_host(),
        "http" => here,
        _ => false,
    }
}

fn host_of(url: &Url) -> String {
    match url.port() {
        Some(port) => format!("{}:{port}", url.host_str().unwrap_or_default()),
        None => url.host_str().unwrap_or_default().to_owned(),
    }
}
