//! Mail Assure (G3): the Control Panel API, as far as public sources confirm it.
//!
//! No public call reads or writes the mailbox list, so that the existence, kind, services and settings of a mailbox are
//! set by hand, and what earlier runs left is remembered ([`Memory`]) and overlaid by what can be read. Each fact about
//! the API carries its source beside the code that relies on it.

mod address;
mod answer;
mod apply;
mod call;
mod calls;
mod domain_aliases;
mod domains;
mod line;
mod mailbox_list;
mod moves;
mod observe;
mod order;
mod outgoing;
mod patience;
mod recipients;
mod sight;
mod texts;
mod trouble;

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use async_trait::async_trait;
use model::{Address, DomainName, Networks, ObservedDomain, ObservedRecipient};
use secrecy::{ExposeSecret, SecretString};

pub(crate) use answer::panel_answer;

pub use address::{MailAssureAddress, MailAssureAddressError};
pub use mailbox_list::{MAILBOX_COLUMNS, MailboxList};
pub use outgoing::IPV6_BY_HAND;
pub use patience::Patience;

use crate::{
    Account, Applied, Capabilities, Change, Credentials, Gateway, GatewayError, GatewayIdentity, Memory, Setting,
};
use line::Line;
use observe::Mails;
use outgoing::Outgoing;
use trouble::Trouble;

/// How long telling which panel it is may take, with every further try: a person waits for it.
const IDENTIFYING: Duration = Duration::from_secs(25);

/// An administrator's account of a Mail Assure panel, as one client uses it.
#[derive(Debug, Clone)]
pub struct MailAssure(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    line: Line,
    address: MailAssureAddress,
    account: Account,
    memory: Arc<dyn Memory>,
    /// E-mail aliases as the observation that is under way found them.
    seen: tokio::sync::Mutex<Mails>,
    outgoing: Mutex<Outgoing>,
    /// Recipients that were taken out and may still be remembered until their run is written down.
    gone: Mutex<BTreeSet<String>>,
}

impl MailAssure {
    /// What it can do, whether a panel answers or not.
    pub const CAPABILITIES: Capabilities = Capabilities {
        // A list of each domain's e-mail aliases comes with every batch; a person's stop waits for its end.
        batch: 500,
        by_hand: &Setting::ALL,
        regions: true,
        keeps_ids: false,
        outgoing_password: true,
        panel: true,
    };

    /// Makes ready to use a panel; nothing is asked of it yet.
    ///
    /// # Errors
    /// [`GatewayError::Credentials`] without a user or a password, [`GatewayError::Unreachable`] when the system's TLS
    /// or proxy settings cannot be used.
    pub fn new(
        address: MailAssureAddress,
        credentials: Credentials,
        account: Account,
        memory: Arc<dyn Memory>,
    ) -> Result<Self, GatewayError> {
        Self::with_patience(address, credentials, account, memory, Patience::default())
    }

    /// The same, with other time-outs and tries.
    ///
    /// # Errors
    /// Those of [`Self::new`].
    pub fn with_patience(
        address: MailAssureAddress,
        credentials: Credentials,
        account: Account,
        memory: Arc<dyn Memory>,
        patience: Patience,
    ) -> Result<Self, GatewayError> {
        let gateway = address.place();
        if credentials.user.trim().is_empty() || credentials.password.expose_secret().is_empty() {
            return Err(GatewayError::Credentials { gateway, cause: "it wants a user and a password".to_owned() });
        }
        let unusable = |error: reqwest::Error| GatewayError::Unreachable { gateway, cause: error.to_string() };
        let line = Line::new(&address, credentials, patience).map_err(unusable)?;
        Ok(Self(Arc::new(Inner {
            line,
            address,
            account,
            memory,
            seen: tokio::sync::Mutex::default(),
            outgoing: Mutex::default(),
            gone: Mutex::default(),
        })))
    }

    async fn who(&self) -> Result<GatewayIdentity, GatewayError> {
        let line = &self.0.line;
        let about = |trouble| self.about(trouble, line.user());
        let version = line.version().await.map_err(about)?;
        let role = line.role().await.map_err(about)?;
        if !role.to_lowercase().ends_with("admin") {
            let cause = format!("the user's role is \u{201c}{role}\u{201d}, and an administrator's is needed");
            return Err(GatewayError::Credentials { gateway: self.0.address.place(), cause });
        }
        let products = line.account_products().await.map_err(about)?.join(", ");
        let (place, user) = (self.0.address.place(), line.user());
        Ok(GatewayIdentity {
            id: format!("mail-assure:{}{}{}", place, self.0.address.base().path(), user.to_lowercase()),
            description: format!("Mail Assure {version} at {place} as {user} ({products})"),
        })
    }

    fn about(&self, trouble: Trouble, object: &(impl ToString + ?Sized)) -> GatewayError {
        trouble.about(&self.0.address.place(), object)
    }

    /// Writes down that a recipient was taken out, or that it is there.
    fn gone(&self, primary: &Address, gone: bool) {
        let mut list = self.0.gone.lock().unwrap_or_else(PoisonError::into_inner);
        if gone {
            list.insert(primary.key())
        } else {
            list.remove(&primary.key())
        };
    }

    /// Whether a run of ours left a recipient in a domain that none took out since.
    async fn still_has_recipients(&self, domain: &DomainName) -> Result<bool, GatewayError> {
        const PAGE: usize = 1000;
        let mut after: Option<Address> = None;
        loop {
            let page = self.0.memory.recipients(std::slice::from_ref(domain), after.as_ref(), PAGE).await?;
            let gone = self.0.gone.lock().unwrap_or_else(PoisonError::into_inner);
            if page.iter().any(|recipient| !gone.contains(&recipient.shape.primary.key())) {
                return Ok(true);
            }
            after = match page.last().filter(|_| page.len() == PAGE) {
                Some(last) => Some(last.shape.primary.clone()),
                None => return Ok(false),
            };
        }
    }
}

#[async_trait]
impl Gateway for MailAssure {
    fn capabilities(&self) -> Capabilities {
        Self::CAPABILITIES
    }

    async fn identify(&self) -> Result<GatewayIdentity, GatewayError> {
        tokio::time::timeout(IDENTIFYING, self.who()).await.unwrap_or_else(|_| {
            let cause = format!("it gave no usable answer within {IDENTIFYING:?}");
            Err(GatewayError::Unreachable { gateway: self.0.address.place(), cause })
        })
    }

    async fn observe_domains(&self, names: &[DomainName]) -> Result<Vec<ObservedDomain>, GatewayError> {
        self.domains(names).await
    }

    async fn observe_recipients(
        &self,
        domains: &[DomainName],
        after: Option<&Address>,
        limit: usize,
    ) -> Result<Vec<ObservedRecipient>, GatewayError> {
        self.recipients(domains, after, limit).await
    }

    async fn observe_addresses(&self, primaries: &[Address]) -> Result<Vec<ObservedRecipient>, GatewayError> {
        self.at(primaries).await
    }

    async fn apply(&self, changes: &[Change]) -> Vec<Result<Applied, GatewayError>> {
        self.changes(changes).await
    }

    async fn ensure_networks(&self, networks: &Networks, domains: &[DomainName]) -> Result<Applied, GatewayError> {
        self.networks(networks, domains).await
    }

    async fn set_outgoing_password(&self, domain: &DomainName, password: &SecretString) -> Result<(), GatewayError> {
        self.password(domain, password).await
    }

    async fn panel(&self) -> Result<SecretString, GatewayError> {
        let ticket = self.0.line.ticket().await.map_err(|trouble| self.about(trouble, self.0.line.user()))?;
        let mut address = self.0.address.base().clone();
        address.query_pairs_mut().append_pair("authticket", ticket.expose_secret());
        Ok(SecretString::from(String::from(address)))
    }
}
