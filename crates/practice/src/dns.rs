//! A small DNS server for the domains of the practice tenants, over UDP and TCP (RFC 1035, 4.2).

use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::str::FromStr;
use std::sync::Arc;
use std::time::Duration;

use hickory_proto::op::{Message, OpCode, ResponseCode};
use hickory_proto::rr::rdata::{A, CNAME, MX, TXT};
use hickory_proto::rr::{Name, RData, Record, RecordType};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream, UdpSocket};
use tokio::task::JoinSet;

use crate::control::DnsName;
use crate::tenant::Tenant;
use crate::world::{World, lock, read};

/// Answers live this long.
const TTL: u32 = 60;
/// Plain UDP answers are not longer (RFC 1035, 4.2.1).
const UDP: usize = 512;
/// A TCP peer that says nothing is let go.
const IDLE: Duration = Duration::from_secs(5);

/// Microsoft's own records, in every cloud, and those of an invented gateway.
const FIXED: [(&str, &str); 4] = [
    (
        "spf.protection.outlook.com",
        "v=spf1 ip4:40.92.0.0/15 ip4:40.107.0.0/16 ip4:52.100.0.0/15 ip6:2a01:111:f400::/48 -all",
    ),
    ("spf.protection.office365.us", "v=spf1 ip4:23.103.191.0/24 ip4:40.66.16.0/21 -all"),
    ("spf.protection.partner.outlook.cn", "v=spf1 ip4:40.73.164.128/27 ip4:42.159.163.80/28 -all"),
    ("spf.gateway.example", "v=spf1 ip4:192.0.2.0/24 -all"),
];

/// Both ways to ask, on one port.
#[derive(Debug)]
pub(crate) struct Sockets {
    pub address: SocketAddr,
    udp: UdpSocket,
    tcp: TcpListener,
}

impl Sockets {
    pub(crate) async fn bind() -> io::Result<Self> {
        let mut last = None;
        for _ in 0..32 {
            let udp = UdpSocket::bind((Ipv4Addr::LOCALHOST, 0)).await?;
            let address = udp.local_addr()?;
            match TcpListener::bind(address).await {
                Ok(tcp) => return Ok(Self { address, udp, tcp }),
                Err(error) => last = Some(error),
            }
        }
        Err(last.unwrap_or_else(|| io::ErrorKind::AddrInUse.into()))
    }

    pub(crate) async fn serve(self, world: Arc<World>) -> io::Result<()> {
        let mut peers = JoinSet::new();
        let mut packet = [0; 4096];
        loop {
            tokio::select! {
                () = world.stopping.cancelled() => return Ok(()),
                got = self.udp.recv_from(&mut packet) => {
                    // A peer that went away makes the next call fail on some systems.
                    let Ok((length, peer)) = got else { continue };
                    if let Some(answer) = packet.get(..length).and_then(|asked| answer(&world, asked, UDP)) {
                        let _ = self.udp.send_to(&answer, peer).await;
                    }
                }
                got = self.tcp.accept() => {
                    if let Ok((stream, _)) = got {
                        let world = Arc::clone(&world);
                        peers.spawn(tokio::time::timeout(IDLE, async move { stream_peer(&world, stream).await }));
                    }
                }
                Some(_) = peers.join_next() => {}
            }
        }
    }
}

async fn stream_peer(world: &World, mut stream: TcpStream) -> io::Result<()> {
    loop {
        let length = stream.read_u16().await?;
        let mut asked = vec![0; usize::from(length)];
        stream.read_exact(&mut asked).await?;
        if let Some(answer) = answer(world, &asked, usize::from(u16::MAX)) {
            stream.write_u16(u16::try_from(answer.len()).unwrap_or(u16::MAX)).await?;
            stream.write_all(&answer).await?;
        }
    }
}

/// What is known of a name.
enum Known {
    Records(Vec<RData>),
    NoSuchName,
    Failing,
    Silent,
}

fn answer(world: &World, asked: &[u8], room: usize) -> Option<Vec<u8>> {
    let asked = Message::from_vec(asked).ok()?;
    let query = asked.queries.first()?.clone();
    let mut message = Message::response(asked.metadata.id, OpCode::Query);
    message.metadata.recursion_desired = asked.metadata.recursion_desired;
    message.metadata.recursion_available = true;
    message.add_query(query.clone());
    let name = query.name().to_ascii().trim_end_matches('.').to_ascii_lowercase();
    match known(world, &name, query.query_type()) {
        Known::Silent => return None,
        Known::Failing => message.metadata.response_code = ResponseCode::ServFail,
        Known::NoSuchName => message.metadata.response_code = ResponseCode::NXDomain,
        Known::Records(records) => {
            let record = |data| Record::from_rdata(query.name().clone(), TTL, data);
            message.add_answers(records.into_iter().map(record));
        }
    }
    let bytes = message.to_vec().ok()?;
    let allowed = if room == UDP { usize::from(asked.max_payload()).max(UDP) } else { room };
    if bytes.len() <= allowed { Some(bytes) } else { message.truncate().to_vec().ok() }
}

fn known(world: &World, name: &str, kind: RecordType) -> Known {
    let said = lock(&world.settings).dns.get(name).cloned();
    if let Some(said) = &said {
        if said.silent {
            return Known::Silent;
        }
        if said.failing {
            return Known::Failing;
        }
    }
    let told = said.as_ref().and_then(|said| given(said, kind));
    let follows = follows(world, name);
    match (told, follows) {
        (Some(records), _) => Known::Records(records),
        (None, Some(records)) => {
            Known::Records(records.into_iter().filter(|data| data.record_type() == kind).collect())
        }
        (None, None) if said.is_some() => Known::Records(Vec::new()),
        (None, None) => Known::NoSuchName,
    }
}

fn given(said: &DnsName, kind: RecordType) -> Option<Vec<RData>> {
    match kind {
        RecordType::MX => {
            said.mx.as_ref().map(|all| all.iter().filter_map(|(preference, host)| mx(*preference, host)).collect())
        }
        RecordType::TXT => said.txt.as_ref().map(|all| all.iter().map(|text| txt(text)).collect()),
        RecordType::CNAME => said.cname.as_ref().map(|target| cname(target).into_iter().collect()),
        _ => None,
    }
}

/// What follows from the tenants: mail goes to Microsoft, SPF names Microsoft, the default domain is signed and watched.
fn follows(world: &World, name: &str) -> Option<Vec<RData>> {
    if let Some((_, text)) = FIXED.iter().find(|(fixed, _)| *fixed == name) {
        return Some(vec![txt(text)]);
    }
    if matches!(name, "mx1.gateway.example" | "mx2.gateway.example" | "out.gateway.example") {
        return Some(vec![RData::A(A::new(192, 0, 2, 25))]);
    }
    world.tenants.iter().find_map(|tenant| of_tenant(tenant, name))
}

fn of_tenant(tenant: &Tenant, name: &str) -> Option<Vec<RData>> {
    let domains = read(&tenant.domains);
    let domain = domains.iter().find(|domain| {
        name.strip_suffix(domain.name.as_str()).is_some_and(|before| before.is_empty() || before.ends_with('.'))
    })?;
    let label = name.strip_suffix(domain.name.as_str())?.trim_end_matches('.');
    let [first, second] = selector_names_of(&domains, &domain.name);
    let records = match label {
        "" if domain.verified && domain.mail => {
            vec![mx(0, &domain.mx)?, txt("v=spf1 include:spf.protection.outlook.com -all")]
        }
        "" => Vec::new(),
        "_dmarc" if domain.default => vec![txt("v=DMARC1; p=none")],
        "selector1._domainkey" if domain.default => vec![cname(&first)?],
        "selector2._domainkey" if domain.default => vec![cname(&second)?],
        _ => return None,
    };
    Some(records)
}

/// Where Microsoft wants a domain's two selectors to point.
pub(crate) fn selector_names(tenant: &Tenant, domain: &str) -> [String; 2] {
    selector_names_of(&read(&tenant.domains), domain)
}

fn selector_names_of(domains: &[crate::tenant::Domain], domain: &str) -> [String; 2] {
    let initial = domains.iter().find(|domain| domain.initial).map_or("", |domain| domain.name.as_str());
    let dashes = domain.replace('.', "-");
    [1, 2].map(|n| format!("selector{n}-{dashes}._domainkey.{initial}"))
}

fn full(name: &str) -> Option<Name> {
    Name::from_str(&format!("{}.", name.trim_end_matches('.'))).ok()
}

fn mx(preference: u16, host: &str) -> Option<RData> {
    Some(RData::MX(MX::new(preference, full(host)?)))
}

fn cname(target: &str) -> Option<RData> {
    Some(RData::CNAME(CNAME(full(target)?)))
}

/// Strings of at most 255 octets (RFC 1035, 3.3.14).
fn txt(text: &str) -> RData {
    let parts = text.as_bytes().chunks(255).map(|part| String::from_utf8_lossy(part).into_owned());
    RData::TXT(TXT::new(parts.collect()))
}
