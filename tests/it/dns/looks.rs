//! Single look-ups: each answer that a server can give is told apart.

use std::net::{SocketAddr, TcpListener, UdpSocket};

use dns::Dns;
use journeys::nsd::Nsd;
use model::DomainName;
use model::cutover::{Answer, DmarcPolicy, DnsFacts, MxRecord, SpfResult};
use tokio::runtime::Runtime;

use super::ZONES;

/// A resolver with the runtime that its connections live on.
struct Asking {
    dns: Dns,
    runtime: Runtime,
}

impl Asking {
    fn at(server: SocketAddr) -> Self {
        let runtime = Runtime::new().unwrap();
        let dns = runtime.block_on(async { Dns::new(Some(server)) }).unwrap();
        Self { dns, runtime }
    }

    fn look(&self, name: &str) -> DnsFacts {
        let name: DomainName = name.parse().unwrap();
        self.runtime.block_on(self.dns.domain(&name, true))
    }
}

fn spf(facts: DnsFacts) -> model::cutover::SpfReading {
    match facts.mail.unwrap().spf {
        Answer::Found(reading) => reading,
        other => panic!("{other:?}"),
    }
}

#[test]
fn w8_records_that_are_right_are_read_from_a_real_server_in_their_order() {
    let nsd = Nsd::start(&ZONES);
    let dns = Asking::at(nsd.address);
    let facts = dns.look("larkfield.example");
    let record = |preference, host: &str| MxRecord { preference, host: host.to_owned() };
    let mx = vec![record(10, "mx1.gateway.example"), record(20, "mx2.gateway.example")];
    assert_eq!(facts.mx, Answer::Found(mx));
    let mail = facts.mail.clone().unwrap();
    let dmarc = mail.dmarc.found().unwrap();
    assert_eq!((dmarc.at.as_str(), dmarc.policy), ("larkfield.example", Some(DmarcPolicy::Reject)));
    assert!(mail.dkim.values().all(|answer| answer.found().unwrap()[0].ends_with(".larkfieldfoods.onmicrosoft.com")));
    // The record names a policy, and no host has it.
    assert_eq!(mail.mta_sts.found().unwrap().policy, Answer::Nothing);
    let reading = spf(facts);
    assert_eq!((reading.result, reading.lookups), (SpfResult::Valid, 2));
    assert_eq!(reading.texts, ["v=spf1 include:spf.gateway.example include:spf.protection.outlook.com -all"]);
    assert_eq!(spf(dns.look("long.example")).ranges.len(), 12);
}

#[test]
fn w8_missing_closed_several_and_endless_records_are_told_apart() {
    let nsd = Nsd::start(&ZONES);
    let dns = Asking::at(nsd.address);
    for name in ["empty.example", "not-there.example"] {
        let facts = dns.look(name);
        assert_eq!((facts.mx, facts.mail.unwrap().spf), (Answer::Nothing, Answer::Nothing), "{name}");
    }
    assert_eq!(dns.look("closed.example").mx.found().unwrap()[0].host, "");
    assert_eq!(spf(dns.look("larkdeli.example")).result, SpfResult::Several);
    let endless = spf(dns.look("xn--brenhof-5wa.example"));
    assert_eq!((endless.result, endless.lookups), (SpfResult::TooManyLookups, 11));
}

#[test]
fn w8_a_server_that_fails_and_one_that_says_nothing_are_told_apart_from_no_record() {
    let nsd = Nsd::start(&ZONES);
    let facts = Asking::at(nsd.address).look("failing.example");
    assert!(matches!(facts.mx, Answer::Failed(_)), "{:?}", facts.mx);
    let silent = UdpSocket::bind("127.0.0.1:0").unwrap();
    let address = silent.local_addr().unwrap();
    let _by_tcp_too = TcpListener::bind(address).unwrap();
    let dns = Asking::at(address);
    assert_eq!(dns.look("larkfield.example").mx, Answer::Timeout);
}
