//! Facts of a client that is ready, to be changed by a test.

use std::collections::BTreeMap;

use crate::DomainName;
use crate::cutover::*;

pub(super) fn name(text: &str) -> DomainName {
    text.parse().unwrap()
}

pub(super) fn gateway() -> Target {
    let mx = [("mx1.gateway.example".to_owned(), 10), ("mx2.gateway.example".to_owned(), 20)];
    let addresses = ["192.0.2.0/24".to_owned()];
    Target::read(&mx, Some("include:spf.gateway.example"), Some("out.gateway.example"), &addresses).unwrap()
}

pub(super) fn exchangers(hosts: &[&str]) -> Answer<Vec<MxRecord>> {
    let record = |(n, host): (usize, &&str)| MxRecord { preference: n as u16 * 10, host: (*host).to_owned() };
    Answer::Found(hosts.iter().enumerate().map(record).collect())
}

pub(super) fn spf(text: &str, reached: &[&str]) -> Answer<SpfReading> {
    Answer::Found(SpfReading {
        texts: vec![text.to_owned()],
        result: SpfResult::Valid,
        lookups: 2,
        voids: 0,
        reached: reached.iter().map(|name| (*name).to_owned()).collect(),
        ranges: Vec::new(),
    })
}

/// Everything is as it should be before the switch, except that mail still goes to Microsoft.
pub(super) fn ready() -> DomainCase {
    let selector = |n: u8| {
        let target = format!("selector{n}-larkfield-example._domainkey.larkfield.onmicrosoft.com");
        (format!("selector{n}"), Answer::Found(vec![target]))
    };
    let text = "v=spf1 include:spf.gateway.example include:spf.protection.outlook.com -all";
    let dmarc = DmarcReading {
        at: "larkfield.example".to_owned(),
        texts: vec!["v=DMARC1; p=quarantine".to_owned()],
        policy: Some(DmarcPolicy::Quarantine),
        percent: None,
    };
    DomainCase {
        name: name("larkfield.example"),
        selected: true,
        microsoft_mx: Some("larkfield-example.mail.protection.outlook.com".to_owned()),
        applied: true,
        missing: 0,
        unchosen: 0,
        dns: Some(DnsFacts {
            mx: exchangers(&["larkfield-example.mail.protection.outlook.com"]),
            mail: Some(MailFacts {
                spf: spf(text, &["spf.gateway.example", "spf.protection.outlook.com"]),
                dkim: [selector(1), selector(2)].into(),
                dmarc: Answer::Found(dmarc),
                mta_sts: Answer::Nothing,
            }),
        }),
    }
}

pub(super) fn exchange() -> TenantMail {
    TenantMail {
        inbound: Some(Vec::new()),
        outbound: Some(vec![OutboundConnector {
            name: "Out".to_owned(),
            enabled: true,
            recipient_domains: vec!["*".to_owned()],
            smart_hosts: vec!["[out.gateway.example]".to_owned()],
            ..OutboundConnector::default()
        }]),
        reject_direct_send: Some(false),
        allow_list: Some(vec!["192.0.2.0/24".to_owned()]),
        journal: Some(Vec::new()),
        dkim: None,
    }
}

pub(super) fn lock(addresses: &[&str]) -> InboundConnector {
    InboundConnector {
        name: "In".to_owned(),
        enabled: true,
        sender_domains: vec!["smtp:*;1".to_owned()],
        sender_addresses: addresses.iter().map(|text| (*text).to_owned()).collect(),
        restrict_to_addresses: true,
        ..InboundConnector::default()
    }
}

pub(super) fn said(code: Code) -> Said {
    Said { objects: 0, code: Some(code) }
}

pub(super) struct World {
    pub(super) domains: Vec<DomainCase>,
    pub(super) target: Target,
    pub(super) source: TargetSource,
    pub(super) exchange: ExchangeLook,
    pub(super) outgoing: bool,
    pub(super) archiving: bool,
    pub(super) marked: BTreeMap<(Option<DomainName>, StepKind), Said>,
    pub(super) refused: BTreeMap<String, u32>,
    pub(super) read: Option<TenantMail>,
}

pub(super) fn world() -> World {
    World {
        domains: vec![ready()],
        target: gateway(),
        source: TargetSource::Person,
        exchange: ExchangeLook::Read(exchange()),
        outgoing: true,
        archiving: false,
        marked: BTreeMap::new(),
        refused: BTreeMap::new(),
        read: None,
    }
}

impl World {
    pub(super) fn judge(&self) -> Judgement {
        judge(&Case {
            domains: &self.domains,
            target: &self.target,
            source: self.source,
            suffixes: &[],
            exchange: Some(&self.exchange),
            microsoft_spf: "include:spf.protection.outlook.com",
            outgoing: self.outgoing,
            archiving: self.archiving,
            marked: &self.marked,
            refused: &self.refused,
            exchange_read: self.read.as_ref(),
        })
    }

    pub(super) fn mail(&mut self) -> &mut MailFacts {
        self.domains[0].dns.as_mut().unwrap().mail.as_mut().unwrap()
    }

    pub(super) fn exchange(&mut self) -> &mut TenantMail {
        match &mut self.exchange {
            ExchangeLook::Read(mail) => mail,
            _ => panic!("Exchange was not read"),
        }
    }

    pub(super) fn step(&self, kind: StepKind) -> Judged {
        let judgement = self.judge();
        let all = judgement.domains.into_iter().flat_map(|domain| domain.steps).chain(judgement.tenant);
        all.into_iter().find(|step| step.kind == kind).unwrap()
    }

    pub(super) fn state(&self, kind: StepKind) -> (StepState, Code) {
        let step = self.step(kind);
        (step.state, step.code)
    }

    pub(super) fn blocked(&self) -> Vec<BlockCode> {
        let judgement = self.judge();
        assert_eq!(judgement.domains[0].safe_to_switch, judgement.domains[0].blocked.is_empty());
        judgement.domains[0].blocked.iter().map(|block| block.code).collect()
    }

    pub(super) fn switch(&mut self, hosts: &[&str]) {
        self.domains[0].dns.as_mut().unwrap().mx = exchangers(hosts);
    }
}
