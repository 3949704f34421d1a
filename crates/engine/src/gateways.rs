//! From a client's gateway text to its gateway, opened once.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use gateway::{Account, Gateway, GatewayError, GatewayIdentity, LocalGateway};
use model::TenantId;
use store::{ClientId, ClientRecord};

use crate::{Engine, EngineError, Stop};

const HAVE: &str = "this version has local and local:DIR";

/// What a local gateway keeps everything in.
const DATABASE: &str = "gateway.db";

/// The account of a client that has no tenant yet: it can only be asked whether the gateway answers.
const NOBODY: TenantId = model::DirectoryId([0; 16]);

/// The gateways in use.
#[derive(Debug)]
pub(crate) struct Gateways {
    local_dir: PathBuf,
    open: Mutex<BTreeMap<ClientId, Arc<dyn Gateway>>>,
}

impl Gateways {
    pub(crate) fn new(local_dir: PathBuf) -> Self {
        Self { local_dir, open: Mutex::default() }
    }

    /// Where `local` is.
    pub(crate) fn local_dir(&self) -> &Path {
        &self.local_dir
    }

    /// The text as it is stored, once it names a gateway of this version.
    pub(crate) fn checked(&self, text: &str) -> Result<String, EngineError> {
        let text = text.trim();
        self.directory(text)?;
        Ok(text.to_owned())
    }

    /// The folder of a local gateway.
    fn directory(&self, text: &str) -> Result<PathBuf, EngineError> {
        // Credentials may stand in an address, so no more of it than the scheme is repeated.
        let scheme = text.split(':').next().unwrap_or_default();
        let refuse = |cause: String| EngineError::UnknownGateway { gateway: scheme.chars().take(32).collect(), cause };
        match text.split_once(':') {
            None if text == "local" => Ok(self.local_dir.clone()),
            Some(("local", dir)) if !dir.is_empty() => Ok(PathBuf::from(dir)),
            Some(("local", _)) => Err(refuse("the folder is missing".to_owned())),
            Some(("mail-assure" | "postgres", _)) => Err(refuse(format!("not in this version; {HAVE}"))),
            _ => Err(refuse(format!("no gateway has this name; {HAVE}"))),
        }
    }

    /// Reaches a client's gateway, whether it has a tenant yet or not.
    pub(crate) async fn test(
        &self,
        record: &ClientRecord,
        clients: &[ClientRecord],
    ) -> Result<GatewayIdentity, EngineError> {
        let gateway = match &record.tenant {
            Some(tenant) => self.of(record, tenant.id, clients).await?,
            None => self.local(record, NOBODY, clients).await?,
        };
        Ok(gateway.identify().await?)
    }

    /// The client's gateway; `clients` are all there are.
    pub(crate) async fn of(
        &self,
        record: &ClientRecord,
        tenant: TenantId,
        clients: &[ClientRecord],
    ) -> Result<Arc<dyn Gateway>, EngineError> {
        if let Some(open) = self.lock().get(&record.id) {
            return Ok(Arc::clone(open));
        }
        let opened = self.local(record, tenant, clients).await?;
        Ok(Arc::clone(self.lock().entry(record.id).or_insert(opened)))
    }

    /// Opens a local gateway; a new one is made only where no client has used one yet. To a Postfix that still
    /// reads there, an empty database in the place of a lost one would mean that no recipient exists.
    async fn local(
        &self,
        record: &ClientRecord,
        tenant: TenantId,
        clients: &[ClientRecord],
    ) -> Result<Arc<dyn Gateway>, EngineError> {
        let dir = self.directory(&record.gateway)?;
        let there = |client: &ClientRecord| self.directory(&client.gateway).is_ok_and(|place| place == dir);
        let used = clients.iter().any(|client| client.gateway_identity.is_some() && there(client));
        let account = Account { tenant_id: tenant, name: record.name.clone() };
        let opened = tokio::task::spawn_blocking(move || {
            if used && !dir.join(DATABASE).exists() {
                let cause = format!("{DATABASE} is missing");
                return Err(GatewayError::Unreachable { gateway: dir.display().to_string(), cause });
            }
            LocalGateway::open(&dir, account)
        });
        Ok(Arc::new(opened.await??))
    }

    /// Opens it anew next time.
    pub(crate) fn forget(&self, client: ClientId) {
        self.lock().remove(&client);
    }

    /// Puts another gateway in its place.
    #[cfg(test)]
    pub(crate) fn replace(&self, client: ClientId, gateway: Arc<dyn Gateway>) {
        self.lock().insert(client, gateway);
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, BTreeMap<ClientId, Arc<dyn Gateway>>> {
        self.open.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Engine {
    /// The client's gateway, once it proved to be the one that the client began with (B2).
    pub(crate) async fn gateway(
        &self,
        record: &ClientRecord,
        tenant: TenantId,
    ) -> Result<Arc<dyn Gateway>, EngineError> {
        let clients = self.stored(|store| store.clients()).await?;
        let gateway = self.0.gateways.of(record, tenant, &clients).await?;
        let got = match gateway.identify().await {
            Ok(identity) => identity.id,
            Err(error) => {
                if matches!(error, GatewayError::Unreachable { .. }) {
                    self.0.gateways.forget(record.id);
                }
                return Err(error.into());
            }
        };
        // Asked again, because the first use may have come in between.
        let client = record.id;
        let known = self.stored(move |store| store.client(client)).await?.gateway_identity;
        match known {
            Some(expected) if expected != got => Err(Stop::GatewayChanged { expected, got }.into()),
            Some(_) => Ok(gateway),
            None => {
                self.stored(move |store| store.set_gateway_identity(client, &got)).await?;
                Ok(gateway)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_gateway_of_another_version_is_refused_with_what_there_is_and_without_its_credentials() {
        let gateways = Gateways::new(PathBuf::from("/data/gateway"));
        assert_eq!(gateways.directory("local").unwrap(), PathBuf::from("/data/gateway"));
        assert_eq!(gateways.directory("local:/srv/mail").unwrap(), PathBuf::from("/srv/mail"));
        for text in ["mail-assure:https://u:secret@filter.example", "postgres://u:secret@db.example/x", "local:", "x"] {
            let words = gateways.directory(text).unwrap_err().to_string();
            assert!(!words.contains("secret"), "{words}");
        }
        let words = gateways.directory("mail-assure:x").unwrap_err().to_string();
        assert_eq!(words, "mail-assure: not in this version; this version has local and local:DIR");
    }
}
