//! The MTA-STS policy of a domain, over HTTPS (RFC 8461, 3.3).

use std::net::{IpAddr, SocketAddr};
use std::time::Duration;

use model::DomainName;
use model::cutover::{Answer, MtaStsPolicy};
use reqwest::redirect;

use crate::{Dns, mta_sts};

const DEADLINE: Duration = Duration::from_secs(8);
const HTTPS: u16 = 443;

impl Dns {
    /// Fetches it from the host that the RFC names and nobody else: no redirect is followed, the certificate must be
    /// that host's, and an address inside somebody's network is not called.
    pub(crate) async fn policy(&self, domain: &DomainName) -> Answer<MtaStsPolicy> {
        let host = format!("mta-sts.{domain}");
        let addresses = match self.addresses(&host).await {
            Answer::Found(addresses) => addresses,
            other => return other.map(|_| unreachable_policy()),
        };
        let outside = addresses.into_iter().filter(|address| is_public(*address));
        let outside: Vec<SocketAddr> = outside.map(|address| (address, HTTPS).into()).collect();
        if outside.is_empty() {
            return Answer::Failed("its host has no public address".to_owned());
        }
        match tokio::time::timeout(DEADLINE, fetch(&host, &outside)).await {
            Err(_) => Answer::Timeout,
            Ok(Err(error)) => Answer::Failed(error),
            Ok(Ok(text)) => match mta_sts::parse(&text) {
                Ok(policy) => Answer::Found(policy),
                Err(why) => Answer::Failed(why.to_owned()),
            },
        }
    }
}

fn unreachable_policy() -> MtaStsPolicy {
    MtaStsPolicy { mode: model::cutover::MtaStsMode::None, mx: Vec::new() }
}

async fn fetch(host: &str, addresses: &[SocketAddr]) -> Result<String, String> {
    let words = |error: reqwest::Error| error.without_url().to_string();
    let client = reqwest::Client::builder()
        .https_only(true)
        .redirect(redirect::Policy::none())
        .resolve_to_addrs(host, addresses)
        .timeout(DEADLINE)
        .build()
        .map_err(words)?;
    let mut answer = client.get(format!("https://{host}/.well-known/mta-sts.txt")).send().await.map_err(words)?;
    if !answer.status().is_success() {
        return Err(format!("its host answered {}", answer.status().as_u16()));
    }
    let mut body = Vec::new();
    while let Some(part) = answer.chunk().await.map_err(words)? {
        if body.len() + part.len() > mta_sts::LONGEST {
            return Err("the policy is too long".to_owned());
        }
        body.extend_from_slice(&part);
    }
    Ok(String::from_utf8_lossy(&body).into_owned())
}

/// What DNS names is called only where the internet is: a record must not lead into the technician's own network.
fn is_public(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(v4) => {
            let [a, b, ..] = v4.octets();
            let shared = a == 100 && (64..128).contains(&b);
            let inside =
                v4.is_private() || v4.is_loopback() || v4.is_link_local() || v4.is_broadcast() || v4.is_multicast();
            !inside && !shared && a != 0
        }
        IpAddr::V6(v6) => match v6.to_ipv4_mapped() {
            Some(v4) => is_public(v4.into()),
            None => {
                let local = v6.is_unique_local() || v6.is_unicast_link_local();
                !(v6.is_loopback() || v6.is_unspecified() || v6.is_multicast() || local)
            }
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn w8_a_policy_is_not_fetched_from_inside_somebodys_network() {
        for inside in [
            "127.0.0.1",
            "10.1.2.3",
            "192.168.0.1",
            "169.254.169.254",
            "100.64.0.1",
            "0.0.0.0",
            "::1",
            "fd00::1",
            "fe80::1",
            "::ffff:10.0.0.1",
        ] {
            assert!(!is_public(inside.parse().unwrap()), "{inside}");
        }
        assert!(is_public("203.0.113.7".parse().unwrap()) && is_public("2001:db8::1".parse().unwrap()));
    }
}
