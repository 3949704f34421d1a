//! A practice panel, an account of it, and what runs left in it.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use async_trait::async_trait;
use gateway::mail_assure::Patience;
use gateway::{Account, Applied, Change, Credentials, Gateway as _, GatewayError, MailAssure, Memory};
use model::{
    Address, DirectoryId, DomainName, DomainShape, Kind, Networks, ObservedRecipient, RecipientShape, Route, Services,
};
use practice::{Options, PanelDomain, Practice};

/// The panel's administrator whose account is used, and another one.
pub const US: &str = "msp@practice.example";
pub const THEM: &str = "other@practice.example";

/// What runs left: what the store keeps for the engine.
#[derive(Debug, Default)]
pub struct Notes {
    domains: Mutex<BTreeMap<DomainName, DomainShape>>,
    recipients: Mutex<BTreeMap<String, ObservedRecipient>>,
}

impl Notes {
    /// Writes down what was done.
    pub fn learn(&self, changes: &[Change], answers: &[Result<Applied, GatewayError>]) {
        for (change, _) in changes.iter().zip(answers).filter(|(_, answer)| answer.is_ok()) {
            let (mut domains, mut recipients) = (self.domains.lock().unwrap(), self.recipients.lock().unwrap());
            match change.clone() {
                Change::EnsureDomain { name, shape } => drop(domains.insert(name, shape)),
                Change::EnsureAbsentDomain { name } => drop(domains.remove(&name)),
                Change::EnsureRecipient { id, previous, shape } => {
                    recipients.remove(&previous.unwrap_or_else(|| shape.primary.clone()).key());
                    recipients.insert(shape.primary.key(), ObservedRecipient { id: Some(id), shape });
                }
                Change::EnsureAbsentRecipient { primary, .. } => drop(recipients.remove(&primary.key())),
            }
        }
    }
}

#[async_trait]
impl Memory for Notes {
    async fn domains(&self, names: &[DomainName]) -> Result<Vec<(DomainName, DomainShape)>, GatewayError> {
        let domains = self.domains.lock().unwrap();
        Ok(domains.iter().filter(|(name, _)| names.contains(name)).map(|(n, s)| (n.clone(), s.clone())).collect())
    }

    async fn recipients(
        &self,
        domains: &[DomainName],
        after: Option<&Address>,
        limit: usize,
    ) -> Result<Vec<ObservedRecipient>, GatewayError> {
        let within = |shape: &RecipientShape| domains.iter().any(|domain| domain.as_str() == shape.primary.domain());
        let later = |key: &String| after.is_none_or(|after| *key > after.key());
        let recipients = self.recipients.lock().unwrap();
        let page = recipients.iter().filter(|(key, known)| later(key) && within(&known.shape)).take(limit);
        Ok(page.map(|(_, known)| known.clone()).collect())
    }

    async fn addresses(&self, primaries: &[Address]) -> Result<Vec<ObservedRecipient>, GatewayError> {
        let recipients = self.recipients.lock().unwrap();
        Ok(primaries.iter().filter_map(|primary| recipients.get(&primary.key()).cloned()).collect())
    }
}

pub struct Stage {
    pub panel: Practice,
    pub notes: Arc<Notes>,
    pub gateway: MailAssure,
}

/// Waits that a test can afford.
pub fn quick(answer: Duration) -> Patience {
    let wait = Duration::from_millis(1);
    Patience { retries: 2, faults: 2, first_wait: wait, longest_wait: wait * 5, answer }
}

impl Stage {
    pub async fn new() -> Self {
        let panel = Practice::start(Options::default()).await.unwrap();
        let notes = Arc::new(Notes::default());
        let gateway = adapter(&panel, &notes, "", quick(Duration::from_secs(20)));
        Self { panel, notes, gateway }
    }

    /// Applies, and writes down what was done.
    pub async fn apply(&self, changes: &[Change]) -> Vec<Result<Applied, GatewayError>> {
        let answers = self.gateway.apply(changes).await;
        self.notes.learn(changes, &answers);
        answers
    }

    /// Applies what has to go well.
    pub async fn make(&self, changes: &[Change]) {
        let answers = self.apply(changes).await;
        assert!(answers.iter().all(Result::is_ok), "{answers:?}");
    }

    pub fn domain(&self, name: &str) -> PanelDomain {
        self.panel.panel_domains().remove(name).unwrap_or_else(|| panic!("the panel has no {name}"))
    }

    /// A domain that somebody else's hand made.
    pub fn by_hand(&self, name: &str, owner: &str) {
        let made =
            PanelDomain { owner: owner.to_owned(), routes: vec!["mx.old.example:25".into()], ..PanelDomain::default() };
        self.panel.panel_edit(|domains| drop(domains.insert(name.to_owned(), made)));
    }

    /// Calls so far, by `controller/action`; counting begins anew.
    pub fn calls(&self) -> BTreeMap<String, u64> {
        let calls = self.panel.panel_counts().calls;
        self.panel.panel_count_anew();
        calls
    }
}

/// `query` follows the address.
pub fn adapter(panel: &Practice, notes: &Arc<Notes>, query: &str, patience: Patience) -> MailAssure {
    let password = panel.panel_accounts().iter().find(|account| account.user == US).unwrap().password.clone();
    let credentials = Credentials { user: US.to_owned(), password: password.into() };
    let account = Account { tenant_id: id(0), name: "Larkfield".into() };
    let address = format!("{}{query}", panel.panel_url().trim_end_matches('/')).parse().unwrap();
    MailAssure::with_patience(address, credentials, account, notes.clone(), patience).unwrap()
}

pub fn id(number: u8) -> DirectoryId {
    DirectoryId([number; 16])
}

pub fn name(text: &str) -> DomainName {
    text.parse().unwrap()
}

pub fn networks() -> Networks {
    let ranges = ["40.92.0.0/15", "104.47.0.0/17", "2a01:111:f400::/48"].map(|range| range.parse().unwrap());
    Networks { version: "2026110100".into(), ranges: ranges.to_vec() }
}

pub fn domain_shape(domain: &str) -> DomainShape {
    let host = format!("{}.mail.protection.example", name(domain).as_str().replace('.', "-"));
    DomainShape {
        routes: vec![Route { preference: 0, host, port: 25 }],
        region: None,
        protect_listed_only: true,
        reject_unlisted: true,
        products: Services { incoming: true, outgoing: true, archiving: false },
        ldap_sync: false,
        outgoing_user: true,
        alias_of: None,
    }
}

pub fn domain(text: &str) -> Change {
    Change::EnsureDomain { name: name(text), shape: domain_shape(text) }
}

pub fn shape(primary: &str, aliases: &[&str]) -> RecipientShape {
    RecipientShape {
        primary: primary.parse().unwrap(),
        aliases: aliases.iter().map(|alias| alias.parse().unwrap()).collect(),
        kind: Kind::User,
        listed: true,
        services: Services::ALL,
        profile: None,
    }
}

pub fn recipient(number: u8, previous: Option<&str>, shape: RecipientShape) -> Change {
    Change::EnsureRecipient { id: id(number), previous: previous.map(|p| p.parse().unwrap()), shape }
}
