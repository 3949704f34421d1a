//! What was issued: open sign-ins, codes, tokens, consents.

use std::collections::{BTreeMap, BTreeSet};

use url::Url;
use uuid::Uuid;

use super::device::Device;
use super::scopes::{Asked, Resource};
use super::segment::Segment;
use crate::world::{World, lock};

/// Authorization codes live about ten minutes.
pub(crate) const CODE_SECONDS: i64 = 600;
pub(super) const ACCESS_SECONDS: i64 = 3599;
/// Refresh tokens die after 90 days without use.
pub(super) const REFRESH_SECONDS: i64 = 90 * 24 * 3600;

/// Who signed in, where, and how strongly.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Session {
    pub account: usize,
    /// The tenant the tokens are for; a partner's technician acts in one that is not the own.
    pub tenant: usize,
    /// Whether the sign-in answered a claims challenge.
    pub stepped_up: bool,
}

/// One sign-in under way: what the application asked for.
#[derive(Clone, Debug)]
pub(super) struct Flow {
    pub segment: Segment,
    pub asked: Asked,
    pub state: Option<String>,
    pub force_consent: bool,
    pub stepped_up: bool,
    pub end: End,
}

/// How a sign-in ends.
#[derive(Clone, Debug)]
pub(super) enum End {
    /// Back to the application with a code.
    Code(Return),
    /// Back to the application, which learns whether the tenant was consented for.
    Approval(Url),
    /// The device with this device code gets the tokens.
    Device(String),
}

#[derive(Clone, Debug)]
pub(super) struct Return {
    pub uri: Url,
    /// The redirect address as the application wrote it.
    pub text: String,
    pub nonce: Option<String>,
    pub challenge: Option<String>,
}

#[derive(Debug)]
pub(super) struct Code {
    pub segment: Segment,
    pub asked: Asked,
    pub back: Return,
    pub session: Session,
    pub issued: i64,
    pub redeemed: bool,
}

#[derive(Clone, Debug)]
pub(super) struct Refresh {
    pub session: Session,
    pub openid: Vec<&'static str>,
    pub issued: i64,
    pub revoked: bool,
}

/// In whose name a token speaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Actor {
    /// Position in the list of accounts.
    Person(usize),
    /// An application in its own name, by its application (client) id.
    Application(Uuid),
}

impl Actor {
    pub(crate) fn account(self) -> Option<usize> {
        match self {
            Self::Person(account) => Some(account),
            Self::Application(_) => None,
        }
    }
}

/// What an access token permits.
#[derive(Clone, Debug)]
pub(crate) struct Access {
    pub actor: Actor,
    /// The application it was issued to.
    pub client: Uuid,
    /// Position of the tenant it is for.
    pub tenant: usize,
    pub resource: Resource,
    /// Delegated permissions of a person, application permissions of an application.
    pub scopes: Vec<&'static str>,
    pub expires: i64,
    pub revoked: bool,
}

#[derive(Debug, Default)]
pub(crate) struct Ledger {
    pub(super) flows: BTreeMap<String, Flow>,
    pub(super) codes: BTreeMap<String, Code>,
    pub(super) refresh: BTreeMap<String, Refresh>,
    pub(super) devices: BTreeMap<String, Device>,
    access: BTreeMap<String, Access>,
    /// Given by an administrator for everybody, by tenant.
    consents: BTreeMap<usize, BTreeSet<&'static str>>,
    /// Given by one account for itself.
    own_consents: BTreeMap<usize, BTreeSet<&'static str>>,
    pub(super) verifiers: BTreeSet<String>,
    /// Client assertions that were used, by issuer and `jti`.
    pub(super) assertions: BTreeMap<(Uuid, String), String>,
}

impl Ledger {
    pub(crate) fn access(&self, token: &str) -> Option<&Access> {
        self.access.get(token)
    }

    pub(super) fn grant(&mut self, token: String, access: Access) {
        self.access.insert(token, access);
    }

    pub(super) fn consent(
        &mut self,
        tenant: usize,
        account: usize,
        everybody: bool,
        names: impl IntoIterator<Item = &'static str>,
    ) {
        let set = if everybody {
            self.consents.entry(tenant).or_default()
        } else {
            self.own_consents.entry(account).or_default()
        };
        set.extend(names);
    }

    pub(super) fn is_consented(&self, tenant: usize, account: usize, name: &str) -> bool {
        let given = |set: Option<&BTreeSet<&str>>| set.is_some_and(|set| set.contains(name));
        given(self.consents.get(&tenant)) || given(self.own_consents.get(&account))
    }

    pub(crate) fn forget_consent(&mut self) {
        self.consents.clear();
        self.own_consents.clear();
    }

    /// Everything that must never be found outside a keyring or memory.
    pub(crate) fn secrets(&self) -> Vec<String> {
        let tokens = self.access.keys().chain(self.refresh.keys());
        let codes = self.codes.keys().chain(self.devices.keys());
        tokens.chain(codes).chain(&self.verifiers).chain(self.assertions.values()).cloned().collect()
    }
}

impl World {
    /// Revokes refresh tokens (and, if asked, access tokens) of one account or of everybody.
    pub(crate) fn revoke(&self, account: Option<&str>, access_too: bool) {
        let whose = account.map(|address| self.account(address));
        let hit = |account: usize| whose.is_none_or(|whose| whose == Some(account));
        let mut ledger = lock(&self.ledger);
        for refresh in ledger.refresh.values_mut().filter(|refresh| hit(refresh.session.account)) {
            refresh.revoked = true;
        }
        for access in ledger
            .access
            .values_mut()
            .filter(|access| access_too && access.actor.account().map_or(account.is_none(), hit))
        {
            access.revoked = true;
        }
    }
}
