//! One question to DNS, and what it came to.

use std::net::{IpAddr, SocketAddr};
use std::time::Duration;

use hickory_resolver::config::{ConnectionConfig, NameServerConfig, ResolveHosts, ResolverConfig};
use hickory_resolver::net::runtime::TokioRuntimeProvider;
use hickory_resolver::net::{DnsError as Said, NetError};
use hickory_resolver::proto::op::ResponseCode;
use hickory_resolver::proto::rr::{Name, RData, RecordType};
use hickory_resolver::{Resolver, TokioResolver};
use model::cutover::Answer;
use tokio::time::timeout;

/// A server that is asked gets this long; asked again once.
const PATIENCE: Duration = Duration::from_secs(2);
/// Every question has an end, whatever the server does.
const DEADLINE: Duration = Duration::from_secs(6);
/// Records of one answer that are looked at.
pub(crate) const MOST_RECORDS: usize = 64;

/// DNS cannot be asked at all.
#[derive(Debug, thiserror::Error)]
#[error("this computer's DNS settings cannot be used: {0}")]
pub struct DnsError(String);

/// A resolver: the system's, or one that was named.
#[derive(Clone)]
pub struct Dns {
    resolver: TokioResolver,
}

impl std::fmt::Debug for Dns {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Dns").finish_non_exhaustive()
    }
}

impl Dns {
    /// Asks `server`, or what the system is set to. Nothing is kept: each look-up shows the present.
    ///
    /// # Errors
    /// [`DnsError`] when the system names no server.
    pub fn new(server: Option<SocketAddr>) -> Result<Self, DnsError> {
        let broken = |error: NetError| DnsError(error.to_string());
        let mut builder = match server {
            None => Resolver::builder_tokio().map_err(broken)?,
            Some(server) => {
                let at = |mut connection: ConnectionConfig| {
                    connection.port = server.port();
                    connection
                };
                let connections = [ConnectionConfig::udp(), ConnectionConfig::tcp()].map(at).into();
                let named = NameServerConfig::new(server.ip(), true, connections);
                let config = ResolverConfig::from_parts(None, Vec::new(), vec![named]);
                Resolver::builder_with_config(config, TokioRuntimeProvider::default())
            }
        };
        let options = builder.options_mut();
        options.timeout = PATIENCE;
        options.attempts = 1;
        options.cache_size = 0;
        options.use_hosts_file = ResolveHosts::Never;
        Ok(Self { resolver: builder.build().map_err(broken)? })
    }

    /// The records of one kind at a name, by the way over aliases.
    pub(crate) async fn records(&self, name: &str, kind: RecordType) -> Answer<Vec<RData>> {
        // With the final dot, so that no search list of the system is tried.
        let Ok(name) = Name::from_ascii(format!("{}.", name.trim_end_matches('.'))) else {
            return Answer::Failed(format!("{} is not a name", name.chars().take(80).collect::<String>()));
        };
        let answer = match timeout(DEADLINE, self.resolver.lookup(name, kind)).await {
            Err(_) => return Answer::Timeout,
            Ok(Err(error)) => return classify(&error),
            Ok(Ok(answer)) => answer,
        };
        let records = answer.answers().iter().filter(|record| record.record_type() == kind);
        let found: Vec<RData> = records.map(|record| record.data.clone()).take(MOST_RECORDS).collect();
        if found.is_empty() { Answer::Nothing } else { Answer::Found(found) }
    }

    /// Texts; a record of several strings is one text (RFC 7208, 3.3).
    pub(crate) async fn texts(&self, name: &str) -> Answer<Vec<String>> {
        let text = |data: RData| match data {
            RData::TXT(text) => Some(String::from_utf8_lossy(&text.txt_data.concat()).into_owned()),
            _ => None,
        };
        self.records(name, RecordType::TXT).await.map(|found| found.into_iter().filter_map(text).collect())
    }

    /// Addresses of a host, of either kind.
    pub(crate) async fn addresses(&self, name: &str) -> Answer<Vec<IpAddr>> {
        let (v4, v6) = tokio::join!(self.records(name, RecordType::A), self.records(name, RecordType::AAAA));
        let address = |data: &RData| match data {
            RData::A(a) => Some(IpAddr::V4(a.0)),
            RData::AAAA(aaaa) => Some(IpAddr::V6(aaaa.0)),
            _ => None,
        };
        let all: Vec<IpAddr> = [&v4, &v6].into_iter().filter_map(Answer::found).flatten().filter_map(address).collect();
        match (all.is_empty(), v4, v6) {
            (false, ..) => Answer::Found(all),
            (true, Answer::Nothing | Answer::Found(_), other) => other.map(|_| Vec::new()),
            (true, other, _) => other.map(|_| Vec::new()),
        }
    }
}

fn classify<T>(error: &NetError) -> Answer<T> {
    match error {
        NetError::Dns(Said::NoRecordsFound(none)) => match none.response_code {
            ResponseCode::NoError | ResponseCode::NXDomain => Answer::Nothing,
            code => Answer::Failed(code.to_string()),
        },
        NetError::Dns(Said::ResponseCode(code)) => Answer::Failed(code.to_string()),
        NetError::Timeout => Answer::Timeout,
        other => Answer::Failed(other.to_string()),
    }
}
