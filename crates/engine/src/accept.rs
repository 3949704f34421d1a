//! R11: a finished sign-in is taken over only when the tenant that answers is the client's.

use std::sync::Arc;

use jiff::Timestamp;
use microsoft::{MicrosoftError, Organization, Probe};
use model::TenantId;
use signin::{AccessToken, SignInError, SignedIn, TenantFound};
use store::{ClientRecord, PinnedTenant, SignInCheck, SignInRecord, StoreError, TenantFacts};

use crate::tokens::FirstToken;
use crate::{Cloud, Engine, EngineError, Receipt, WrongTenant};

/// A sign-in under way, with what it is for.
#[derive(Debug)]
pub(crate) struct Attempt {
    pub record: ClientRecord,
    pub cloud: Cloud,
    pub found: TenantFound,
    pub tenant: TenantId,
    pub typed: String,
}

impl Attempt {
    /// What a person typed to find the tenant.
    fn typed_name(&self) -> String {
        self.record.tenant.as_ref().map_or_else(|| self.typed.clone(), |tenant| tenant.typed.clone())
    }
}

impl Engine {
    /// Takes a finished sign-in over, once the tenant that answers is the client's.
    pub(crate) async fn accept(&self, attempt: &Attempt, signed_in: &SignedIn) -> Result<Receipt, EngineError> {
        let organization = self.who_answers(attempt, signed_in).await?;
        let (client, tenant, typed) = (attempt.record.id, attempt.tenant, attempt.typed.clone());
        self.stored(move |store| store.pin_tenant(client, tenant, &typed)).await.map_err(taken)?;
        let tokens = self.tokens_for(client, &attempt.cloud, attempt.found.clone()).await?;
        tokens.adopt(signed_in).await?;
        let granted = tokens.granted().await?;
        let directory = self.directory(&attempt.cloud, tenant, tokens);
        let checks = directory.probe().await.into_iter().map(check).collect();
        let at = Timestamp::from_second(signed_in.at).unwrap_or_else(|_| self.now());
        let (account, guest_of) = (signed_in.account.clone(), self.home(attempt, signed_in).await);
        let object_id = Some(signed_in.object_id.clone());
        let record = SignInRecord { account, at, granted, last_used: at, checks, guest_of, object_id };
        let facts = organization.map(facts);
        let stored = self
            .stored(move |store| {
                if let Some(facts) = facts {
                    store.set_tenant_facts(client, &facts)?;
                }
                store.set_sign_in(client, Some(&record))?;
                store.client(client)
            })
            .await?;
        self.signed_in_again(&stored).await?;
        Receipt::of(&stored).ok_or(EngineError::NotSignedIn { client: stored.name })
    }

    /// R11: the tenant's own word on who it is, asked with the fresh token before anything is stored.
    async fn who_answers(&self, attempt: &Attempt, signed_in: &SignedIn) -> Result<Option<Organization>, EngineError> {
        let tokens = Arc::new(FirstToken(signed_in.access.clone()));
        let directory = self.directory(&attempt.cloud, attempt.tenant, tokens);
        match directory.organization().await {
            Ok(organization) if organization.id == attempt.tenant => Ok(Some(organization)),
            Ok(other) => {
                let account = signed_in.account.clone();
                Err(self.wrong_tenant(attempt, Some(other.display_name), other.id.to_string(), account).await)
            }
            // The receipt will name the missing permission; the ID token has told the tenant already.
            Err(MicrosoftError::PermissionMissing { .. }) => Ok(None),
            Err(error) => Err(error.into()),
        }
    }

    /// Gives a refused tenant its names.
    pub(crate) async fn with_names(&self, attempt: &Attempt, error: SignInError) -> EngineError {
        match error {
            SignInError::WrongTenant { got, account, access, .. } => {
                let name = match access {
                    Some(access) => self.own_name(attempt, &got, *access).await,
                    None => None,
                };
                self.wrong_tenant(attempt, name, got, account).await
            }
            other => other.into(),
        }
    }

    /// What the refused tenant calls itself; a tenant that does not say is named otherwise.
    async fn own_name(&self, attempt: &Attempt, tenant: &str, access: AccessToken) -> Option<String> {
        let directory = self.directory(&attempt.cloud, tenant.parse().ok()?, Arc::new(FirstToken(access)));
        Some(directory.organization().await.ok()?.display_name)
    }

    async fn wrong_tenant(
        &self,
        attempt: &Attempt,
        name: Option<String>,
        got_id: String,
        account: String,
    ) -> EngineError {
        let named = match name.filter(|name| !name.is_empty()) {
            Some(name) => Some(name),
            None => self.name_of_known_tenant(&got_id).await,
        };
        let got = match named {
            Some(name) => name,
            None => self.domain_of(&attempt.cloud, &account, &got_id).await.unwrap_or_else(|| got_id.clone()),
        };
        let pinned = attempt.record.tenant.as_ref();
        let expected = pinned.and_then(|tenant| tenant.name.clone()).unwrap_or_else(|| attempt.typed_name());
        let expected_id = attempt.tenant.to_string();
        let client = attempt.record.name.clone();
        EngineError::WrongTenant(Box::new(WrongTenant { client, expected, expected_id, got, got_id, account }))
    }

    /// Where an account of elsewhere is at home: its tenant's name, one of its domains, or what the token says.
    async fn home(&self, attempt: &Attempt, signed_in: &SignedIn) -> Option<String> {
        let home = signed_in.guest_of.clone()?;
        if let Some(name) = self.name_of_known_tenant(&home).await {
            return Some(name);
        }
        Some(self.domain_of(&attempt.cloud, &signed_in.account, &home).await.unwrap_or(home))
    }

    /// The domain of an account, where it is one of the tenant's: a guest's is not.
    async fn domain_of(&self, cloud: &Cloud, account: &str, tenant: &str) -> Option<String> {
        let (_, domain) = account.rsplit_once('@')?;
        let found = self.identity(cloud, String::new()).discover(domain).await.ok()?;
        (found.tenant_id == tenant).then(|| domain.to_owned())
    }

    async fn name_of_known_tenant(&self, id: &str) -> Option<String> {
        let id: TenantId = id.parse().ok()?;
        let tenant_of = move |store: &store::Store| -> Result<Option<PinnedTenant>, StoreError> {
            Ok(store.client_of_tenant(id)?.map(|(owner, _)| store.client(owner)).transpose()?.and_then(|c| c.tenant))
        };
        self.stored(tenant_of).await.ok().flatten().and_then(|tenant| tenant.name)
    }
}

pub(crate) fn facts(organization: Organization) -> TenantFacts {
    TenantFacts {
        name: Some(organization.display_name).filter(|name| !name.is_empty()),
        initial_domain: organization.initial_domain.map(|domain| domain.to_string()),
        country: organization.country,
    }
}

/// M3: whether the account may read something, and if not what it lacks.
fn check(probe: Probe) -> SignInCheck {
    let Probe { what, permission, refused } = probe;
    let why = refused.as_ref().map(|error| crate::explain::lack(what, error));
    let code = refused.map(|error| error.code().to_owned());
    SignInCheck { what: what.to_owned(), permission: permission.to_owned(), ok: why.is_none(), why, code }
}

fn taken(error: EngineError) -> EngineError {
    match error {
        EngineError::Store(StoreError::TenantTaken { name, .. }) => EngineError::TenantTaken { by: name },
        other => other,
    }
}
