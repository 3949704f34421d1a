//! The practice cloud: Microsoft's protocols on loopback.
//!
//! Rooms: `identity` (who are you), `graph` and `exchange` (what does the tenant contain), `panel` (a mail filter's
//! Control Panel API), `tenant` (the invented companies and edits to them), `mail` and `apps` (what their mailboxes
//! hold, and which applications may read it), `control` and `faults` (what a test or a person may make happen),
//! `person` (somebody at the browser). It shares no code with the product, so that both can only agree by following
//! Microsoft's documentation.
#![cfg_attr(test, allow(clippy::unwrap_used, clippy::expect_used, clippy::panic))]

mod apps;
mod bearer;
mod cloud;
mod control;
mod dns;
mod endpoints;
mod exchange;
mod faults;
mod graph;
mod html;
mod identity;
mod mail;
mod national;
mod own_mail;
mod panel;
mod person;
mod random;
mod server;
mod size;
mod tenant;
mod world;

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

pub use apps::{AppEditError, RegisteredApp};
pub use cloud::Cloud;
pub use control::{
    Broken, Class, DnsName, Failure, Fault, MailFlow, PanelSettings, Refuse, RefuseAt, Said, Settings, Words,
};
pub use mail::{Arrival, MailCounts, MailEditError, MailEvent, MailKind, MailLimits, MailTruth};
pub use panel::{Call, PanelAccount, PanelCounts, PanelDomain, Products};
pub use person::{Consent, Person, PlayError, PlayOutcome, play, play_device};
pub use server::StartError;
pub use size::{Size, SizeError};
pub use tenant::{Accepted, Collection, Day, DomainEdit, Edit, EditError, Kind, Truth};

use server::Server;
use world::World;

#[derive(Clone, Copy, Debug)]
pub struct Options {
    /// 0 takes any free port.
    pub port: u16,
    pub size: Size,
    pub seed: u64,
    /// How many messages each mailbox begins with; from 40 on, one of every kind is among them.
    pub messages: u32,
}

impl Default for Options {
    fn default() -> Self {
        Self { port: 0, size: Size::default(), seed: 365, messages: 40 }
    }
}

/// A running practice cloud; dropping it stops it.
pub struct Practice {
    world: Arc<World>,
    server: Server,
    tenant_id: String,
    other_tenant_id: String,
}

/// Without what was issued: tokens do not belong into logs, not even these.
impl fmt::Debug for Practice {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Practice").field("port", &self.port()).finish_non_exhaustive()
    }
}

impl Practice {
    /// Binds 127.0.0.1, and `[::1]` on the same port where that is possible.
    pub async fn start(options: Options) -> Result<Self, StartError> {
        let (world, server) = Server::start(&options).await?;
        let [tenant_id, other_tenant_id] = [0, 1].map(|n: usize| world.tenants[n].id.to_string());
        Ok(Self { world, server, tenant_id, other_tenant_id })
    }

    pub fn port(&self) -> u16 {
        self.server.port()
    }

    /// The main tenant's GUID.
    pub fn tenant_id(&self) -> &str {
        &self.tenant_id
    }

    /// A verified domain of the main tenant, to type in.
    pub fn tenant_domain(&self) -> &'static str {
        tenant::MAIN_DOMAIN
    }

    pub fn other_tenant_id(&self) -> &str {
        &self.other_tenant_id
    }

    pub fn other_tenant_domain(&self) -> &'static str {
        tenant::OTHER_DOMAIN
    }

    /// The secret of the control endpoint, new with every start.
    pub fn control_secret(&self) -> &str {
        &self.world.control_secret
    }

    /// Every access token, refresh token, authorization code, code verifier and client assertion seen or issued so far.
    pub fn issued_secrets(&self) -> Vec<String> {
        world::lock(&self.world.ledger).secrets()
    }

    /// Changes how the cloud behaves from now on.
    pub fn configure(&self, change: impl FnOnce(&mut Settings)) {
        change(&mut world::lock(&self.world.settings));
    }

    /// Revokes every refresh token of an account, or of everybody.
    pub fn revoke(&self, account: Option<&str>) {
        self.world.revoke(account, false);
    }

    /// How often each method and path was asked for, such as `GET /v1.0/users`.
    pub fn requests(&self) -> BTreeMap<String, u64> {
        world::lock(&self.world.requests).clone()
    }

    /// Changes the object of the main tenant that is called `who` (id or address), or adds it.
    /// Returns its directory id.
    pub fn upsert(&self, into: Collection, who: &str, edit: &Edit) -> Result<String, EditError> {
        let mut directory = world::write(&self.world.tenants[0].directory);
        directory.upsert(into, who, edit).map(|id| id.to_string())
    }

    /// Removes an object of the main tenant. Returns its directory id.
    pub fn remove(&self, from: Collection, who: &str) -> Result<String, EditError> {
        let mut directory = world::write(&self.world.tenants[0].directory);
        directory.remove(from, who).map(|id| id.to_string())
    }

    pub fn upsert_user(&self, who: &str, edit: &Edit) -> Result<String, EditError> {
        self.upsert(Collection::Users, who, edit)
    }

    pub fn remove_user(&self, who: &str) -> Result<String, EditError> {
        self.remove(Collection::Users, who)
    }

    /// Changes a domain of the main tenant, or adds it.
    pub fn upsert_domain(&self, name: &str, edit: &DomainEdit) {
        self.world.tenants[0].upsert_domain(name, edit);
    }

    pub fn remove_domain(&self, name: &str) -> Result<(), EditError> {
        self.world.tenants[0].remove_domain(name)
    }

    /// Lets a day pass in the main tenant: joiners, leavers, renames, conversions, alias moves. The
    /// same seed and the same number of days give the same changes.
    pub fn next_day(&self) -> Day {
        self.world.next_day()
    }

    /// A day on which a third of the users leaves.
    pub fn bad_day(&self) -> Day {
        self.world.bad_day()
    }

    /// From now on the directory does not show what it holds; none: all is well again.
    pub fn broken_day(&self, how: Option<Broken>) {
        *world::lock(&self.world.broken) = how;
    }

    /// Every recipient the main tenant really has now: what a complete fetch must show.
    pub fn truth(&self) -> Vec<Truth> {
        self.world.tenants[0].truth()
    }

    /// Where the panel's Control Panel API answers, below `/api/`.
    pub fn panel_url(&self) -> String {
        self.world.base.clone()
    }

    /// The administrators of the panel, with the passwords of this start.
    pub fn panel_accounts(&self) -> &[PanelAccount] {
        &self.world.panel.accounts
    }

    /// What the panel holds, whoever owns it.
    pub fn panel_domains(&self) -> BTreeMap<String, PanelDomain> {
        world::lock(&self.world.panel.state).domains.clone()
    }

    /// Changes what the panel holds, as a person does who is signed in there.
    pub fn panel_edit(&self, change: impl FnOnce(&mut BTreeMap<String, PanelDomain>)) {
        change(&mut world::lock(&self.world.panel.state).domains);
    }

    /// What was asked of the panel so far.
    pub fn panel_counts(&self) -> PanelCounts {
        self.world.panel.meter.counts()
    }

    /// Counts what is asked of the panel anew from now on.
    pub fn panel_count_anew(&self) {
        self.world.panel.meter.reset();
    }

    /// Closes the listeners and waits until every open request was answered.
    pub async fn stop(self) {
        self.server.stop().await;
    }
}
