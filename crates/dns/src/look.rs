//! Everything that DNS tells of one domain.

use futures_util::future::join_all;
use hickory_resolver::proto::rr::{RData, RecordType};
use model::DomainName;
use model::cutover::{Answer, DmarcReading, DnsFacts, MailFacts, MtaStsReading, MxRecord, SpfReading, SpfResult};

use crate::{Dns, dmarc, spf};

/// Microsoft's selectors (Microsoft Learn: "How to use DKIM for email in your custom domain").
const SELECTORS: [&str; 2] = ["selector1", "selector2"];

impl Dns {
    /// Looks a domain up: where its mail goes, and, if `whole`, what its records say of it.
    pub async fn domain(&self, name: &DomainName, whole: bool) -> DnsFacts {
        if !whole {
            return DnsFacts { mx: self.mx(name).await, mail: None };
        }
        let (mx, spf, dkim, dmarc, mta_sts) =
            tokio::join!(self.mx(name), self.spf(name), self.dkim(name), self.dmarc(name), self.mta_sts(name));
        DnsFacts { mx, mail: Some(MailFacts { spf, dkim, dmarc, mta_sts }) }
    }

    /// Mail exchangers by preference (RFC 5321, 5.1).
    async fn mx(&self, name: &DomainName) -> Answer<Vec<MxRecord>> {
        let record = |data: RData| match data {
            RData::MX(mx) => {
                let host = mx.exchange.to_ascii().trim_end_matches('.').to_ascii_lowercase();
                Some(MxRecord { preference: mx.preference, host })
            }
            _ => None,
        };
        self.records(name.as_str(), RecordType::MX).await.map(|found| {
            let mut all: Vec<MxRecord> = found.into_iter().filter_map(record).collect();
            all.sort();
            all
        })
    }

    async fn spf(&self, name: &DomainName) -> Answer<SpfReading> {
        let texts = match self.texts(name.as_str()).await {
            Answer::Found(texts) => texts.into_iter().filter(|text| spf::is_spf(text)).collect::<Vec<_>>(),
            other => return other.map(|_| empty()),
        };
        match texts.as_slice() {
            [] => Answer::Nothing,
            [one] => Answer::Found(spf::evaluate(self, one).await),
            _ => Answer::Found(SpfReading { texts, result: SpfResult::Several, ..empty() }),
        }
    }

    async fn dkim(&self, name: &DomainName) -> std::collections::BTreeMap<String, Answer<Vec<String>>> {
        let target = |data: RData| match data {
            RData::CNAME(target) => Some(target.0.to_ascii().trim_end_matches('.').to_ascii_lowercase()),
            _ => None,
        };
        let asked = SELECTORS.map(|selector| async move {
            let at = format!("{selector}._domainkey.{name}");
            let answer = self.records(&at, RecordType::CNAME).await;
            (selector.to_owned(), answer.map(|found| found.into_iter().filter_map(target).collect()))
        });
        join_all(asked).await.into_iter().collect()
    }

    /// The record of the domain, else that of the nearest domain above it (RFC 7489, 6.6.3: the organizational domain).
    async fn dmarc(&self, name: &DomainName) -> Answer<DmarcReading> {
        let mut at = name.as_str();
        loop {
            let texts = match self.texts(&format!("_dmarc.{at}")).await {
                Answer::Found(texts) => texts.into_iter().filter(|text| dmarc::is_dmarc(text)).collect::<Vec<_>>(),
                Answer::Nothing => Vec::new(),
                Answer::Timeout => return Answer::Timeout,
                Answer::Failed(why) => return Answer::Failed(why),
            };
            if !texts.is_empty() {
                let (policy, percent) = match texts.as_slice() {
                    [one] => (dmarc::policy(one, at != name.as_str()), dmarc::percent(one)),
                    _ => (None, None),
                };
                return Answer::Found(DmarcReading { at: at.to_owned(), texts, policy, percent });
            }
            match at.split_once('.') {
                Some((_, above)) if above.contains('.') => at = above,
                _ => return Answer::Nothing,
            }
        }
    }

    /// RFC 8461, 3.1: any other number of records than one is none.
    async fn mta_sts(&self, name: &DomainName) -> Answer<MtaStsReading> {
        let texts = match self.texts(&format!("_mta-sts.{name}")).await {
            Answer::Found(texts) => texts.into_iter().filter(|text| text.starts_with("v=STSv1")).collect::<Vec<_>>(),
            Answer::Nothing => return Answer::Nothing,
            Answer::Timeout => return Answer::Timeout,
            Answer::Failed(why) => return Answer::Failed(why),
        };
        if texts.len() != 1 {
            return Answer::Nothing;
        }
        let policy = self.policy(name).await;
        Answer::Found(MtaStsReading { texts, policy })
    }
}

fn empty() -> SpfReading {
    SpfReading {
        texts: Vec::new(),
        result: SpfResult::Valid,
        lookups: 0,
        voids: 0,
        reached: Default::default(),
        ranges: Vec::new(),
    }
}
