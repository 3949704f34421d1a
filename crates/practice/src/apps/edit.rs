//! What an administrator does by hand: register an application, grant it something, limit it to some mailboxes.

use serde::Serialize;
use serde_json::json;
use uuid::Uuid;

use super::{Application, Assignment, Certificate, Filter, Key, Principal, Reference, RoleAssignment, Scope, Service};
use crate::random;
use crate::world::{World, lock};

/// An application of the main tenant, those in its deleted items among them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct RegisteredApp {
    pub name: String,
    /// Application (client) id.
    pub app_id: String,
    pub object_id: String,
    pub service_principal_id: Option<String>,
    /// SHA-1 thumbprints of its certificates.
    pub thumbprints: Vec<String>,
    /// Application permissions that Microsoft Entra granted.
    pub roles: Vec<String>,
    /// Roles that Exchange assigned.
    pub exchange_roles: Vec<String>,
    pub deleted: bool,
}

#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum AppEditError {
    #[error("that is no X.509 certificate with an RSA key")]
    NoCertificate,
    #[error("Microsoft Graph offers no application role `{0}`")]
    UnknownRole(String),
    #[error("the main tenant has no application `{0}`")]
    UnknownApplication(String),
}

impl World {
    pub(crate) fn registered_apps(&self) -> Vec<RegisteredApp> {
        let apps = lock(&self.apps);
        let own = apps.applications.iter().filter(|app| app.tenant == 0);
        own.map(|app| {
            let principal = apps.principals.iter().find(|one| one.tenant == 0 && one.app_id == app.app_id);
            let roles = Service::ALL.into_iter().flat_map(|service| apps.roles(0, app.app_id, service));
            let exchange = apps.exchange.get(&0).into_iter().flat_map(|exchange| &exchange.assignments);
            RegisteredApp {
                name: app.name().to_owned(),
                app_id: app.app_id.to_string(),
                object_id: app.id.to_string(),
                service_principal_id: principal.map(|principal| principal.id.to_string()),
                thumbprints: app.keys.iter().map(|key| key.certificate.thumbprint()).collect(),
                roles: roles.map(str::to_owned).collect(),
                exchange_roles: exchange.filter(|one| one.app_id == app.app_id).map(|one| one.role.clone()).collect(),
                deleted: app.deleted.is_some(),
            }
        })
        .collect()
    }

    pub(crate) fn register_app(&self, name: &str, der: &[u8], roles: &[&str]) -> Result<RegisteredApp, AppEditError> {
        let certificate = Certificate::parse(der).ok_or(AppEditError::NoCertificate)?;
        let named =
            |role: &&str| Service::Graph.named(role).ok_or_else(|| AppEditError::UnknownRole((*role).to_owned()));
        let roles = roles.iter().map(named).collect::<Result<Vec<_>, _>>()?;
        let (app_id, id, principal, created) = (Uuid::new_v4(), Uuid::new_v4(), Uuid::new_v4(), self.now());
        let properties = json!({ "displayName": name, "signInAudience": "AzureADMyOrg" });
        let properties = properties.as_object().cloned().unwrap_or_default();
        let keys = vec![Key { id: Uuid::new_v4(), name: None, certificate }];
        {
            let mut apps = lock(&self.apps);
            let app =
                Application { id, app_id, tenant: 0, created, deleted: None, keys, properties: properties.clone() };
            apps.applications.push(app);
            apps.principals.push(Principal { id: principal, app_id, tenant: 0, created, deleted: None, properties });
            let given = roles.into_iter();
            apps.assignments.extend(given.map(|role| Assignment {
                id: random::text(24),
                principal,
                tenant: 0,
                role,
                created,
            }));
        }
        let registered = self.registered_apps().into_iter().find(|app| app.app_id == app_id.to_string());
        registered.ok_or_else(|| AppEditError::UnknownApplication(app_id.to_string()))
    }

    /// Exchange's `Application Mail.Read` for these mailboxes or for all, in place of what it assigned before.
    pub(crate) fn scope_app(&self, app: &str, mailboxes: Option<&[String]>) -> Result<(), AppEditError> {
        let unknown = || AppEditError::UnknownApplication(app.to_owned());
        let app_id = Uuid::try_parse(app).map_err(|_| unknown())?;
        let mut apps = lock(&self.apps);
        let principal = apps.principal(0, app_id).ok_or_else(unknown)?.clone();
        let exchange = apps.exchange.entry(0).or_default();
        let name = format!("Scope of {app_id}");
        exchange.references.retain(|one| one.app_id != app_id);
        exchange.assignments.retain(|one| one.app_id != app_id);
        exchange.scopes.retain(|scope| scope.name != name);
        let reference = Reference { app_id, object_id: principal.id, name: principal.name().to_owned() };
        exchange.references.push(reference);
        let scope = mailboxes.map(|mailboxes| {
            let filter = Filter::addresses(mailboxes);
            let text = mailboxes.iter().map(|address| format!("PrimarySmtpAddress -eq '{address}'"));
            let text = text.collect::<Vec<_>>().join(" -or ");
            exchange.scopes.push(Scope { name: name.clone(), text, filter });
            name
        });
        let role = "Application Mail.Read".to_owned();
        exchange.assignments.push(RoleAssignment { name: format!("{role}-{app_id}"), role, app_id, scope });
        Ok(())
    }
}
