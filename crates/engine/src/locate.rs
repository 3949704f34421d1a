//! M1: which tenant a domain or GUID belongs to, and which of the clouds knows it.

use std::time::Duration;

use model::TenantId;
use signin::{National, RefusalKind, SignInError, TenantFound};
use store::ClientId;
use tokio::task::JoinSet;

use crate::{Cloud, Engine, EngineError};

/// The clouds that are asked when the own one knows nothing may take so long together: somebody is typing.
const ELSEWHERE: Duration = Duration::from_secs(10);

/// So much of what is typed is kept.
const TYPED: usize = 255;

/// A tenant that was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Discovered {
    /// GUID.
    pub tenant: TenantId,
    /// Where it lives: `gcc`, `gcc-high`, `dod`, `china`, else the name of the cloud that was asked.
    pub cloud: String,
    /// It is another one than the client was set to.
    pub other_cloud: bool,
    /// Another client that already has this tenant (R11).
    pub taken_by: Option<String>,
}

/// A tenant with the cloud it lives in.
#[derive(Debug)]
pub(crate) struct Located {
    pub cloud: Cloud,
    pub found: TenantFound,
    pub tenant: TenantId,
}

impl Located {
    fn new(cloud: Cloud, found: TenantFound) -> Result<Self, EngineError> {
        let nonsense = |_| SignInError::TenantNotFound { query: found.tenant_id.clone() };
        let tenant = found.tenant_id.parse().map_err(nonsense)?;
        Ok(Self { cloud, found, tenant })
    }

    /// The cloud as people name it; GCC is a part of the global one.
    pub(crate) fn label(&self) -> String {
        match self.found.national() {
            Some(National::Global) | None => self.cloud.name.clone(),
            Some(national) => national.as_str().to_owned(),
        }
    }
}

impl Engine {
    /// The tenant of a domain or GUID, in the client's cloud or, when that knows nothing of it, in another (M1).
    ///
    /// # Errors
    /// [`EngineError::SignIn`] in the sign-in's own words.
    pub async fn discover(&self, client: ClientId, query: &str) -> Result<Discovered, EngineError> {
        let record = self.record(client).await?;
        let cloud = self.live_cloud(&record).await?;
        let located = self.locate(&cloud, query).await?;
        let taken_by = self.taken_by(located.tenant, Some(client)).await?;
        let other_cloud = located.cloud.name != cloud.name;
        Ok(Discovered { tenant: located.tenant, cloud: located.label(), other_cloud, taken_by })
    }

    /// Keeps what is typed to find the client's tenant, until one is pinned.
    ///
    /// # Errors
    /// [`EngineError::Store`].
    pub async fn keep_typed(&self, client: ClientId, typed: &str) -> Result<(), EngineError> {
        // Longer than any name of a domain (RFC 1035, 2.3.4); what is pasted by mistake stays out.
        let typed: String = typed.trim().chars().take(TYPED).collect();
        self.stored(move |store| store.set_typed(client, &typed)).await
    }

    /// The name of the client that has a tenant, unless it is `except`.
    pub(crate) async fn taken_by(
        &self,
        tenant: TenantId,
        except: Option<ClientId>,
    ) -> Result<Option<String>, EngineError> {
        let taken = self.stored(move |store| store.client_of_tenant(tenant)).await?;
        Ok(taken.filter(|(owner, _)| Some(*owner) != except).map(|(_, name)| name))
    }

    /// Asks `cloud` for a tenant, and follows its word on which cloud it lives in; when it knows nothing of it, the
    /// others are asked.
    pub(crate) async fn locate(&self, cloud: &Cloud, query: &str) -> Result<Located, EngineError> {
        match self.ask(cloud, query).await {
            Ok(found) => self.at_home(cloud, cloud, found).await,
            Err(error) if lives_elsewhere(&error) => self.elsewhere(cloud, query, error).await,
            Err(error) => Err(error.into()),
        }
    }

    async fn ask(&self, cloud: &Cloud, query: &str) -> Result<TenantFound, SignInError> {
        self.identity(cloud, String::new()).discover(query).await
    }

    /// The cloud that a tenant's metadata names, which `asked` answered with; its own sign-in has the last word.
    async fn at_home(&self, cloud: &Cloud, asked: &Cloud, found: TenantFound) -> Result<Located, EngineError> {
        let label = match found.national() {
            None => asked.label(),
            Some(National::Global | National::Gcc) => "global",
            Some(national) => national.as_str(),
        };
        let mut known = std::iter::once(cloud.clone()).chain(cloud.others());
        let Some(home) = known.find(|one| one.label() == label) else {
            let (query, cloud) = (found.tenant_id, label.to_owned());
            return Err(EngineError::CloudNotKnown { query, cloud });
        };
        let found = match home.authority == asked.authority {
            true => found,
            false => self.ask(&home, &found.tenant_id).await?,
        };
        Located::new(home, found)
    }

    /// Asks the other clouds at once; the first that knows the tenant is followed.
    async fn elsewhere(&self, cloud: &Cloud, query: &str, unknown: SignInError) -> Result<Located, EngineError> {
        let mut asked = vec![cloud.authority.clone()];
        let mut answers = JoinSet::new();
        for other in cloud.others() {
            // Two clouds with one sign-in give one answer.
            if asked.contains(&other.authority) {
                continue;
            }
            asked.push(other.authority.clone());
            let (engine, query) = (self.clone(), query.to_owned());
            answers.spawn(async move { engine.ask(&other, &query).await.map(|found| (other, found)) });
        }
        let first = async {
            while let Some(answer) = answers.join_next().await {
                if let Ok(Ok(known)) = answer {
                    return Some(known);
                }
            }
            None
        };
        match tokio::time::timeout(ELSEWHERE, first).await {
            Ok(Some((other, found))) => self.at_home(cloud, &other, found).await,
            Ok(None) | Err(_) => Err(unknown.into()),
        }
    }
}

fn lives_elsewhere(error: &SignInError) -> bool {
    match error {
        SignInError::TenantNotFound { .. } => true,
        SignInError::Microsoft(refusal) => refusal.kind == RefusalKind::OtherCloud,
        _ => false,
    }
}
