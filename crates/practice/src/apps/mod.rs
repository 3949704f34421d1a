//! Applications registered in the tenants, what they were granted, and what Exchange limits them to.
//!
//! learn.microsoft.com, "Application and service principal objects in Microsoft Entra ID" and "Role Based Access
//! Control for Applications in Exchange Online".

mod builtin;
mod certificate;
mod edit;
mod exchange;

use std::collections::BTreeMap;

use serde_json::{Map, Value};
use uuid::Uuid;

pub(crate) use builtin::{AppRole, Service};
pub(crate) use certificate::Certificate;
pub use edit::{AppEditError, RegisteredApp};
pub(crate) use exchange::{Access, ExchangeApps, Filter, Reach, Reference, RoleAssignment, Scope, is_role};

/// A credential of an application.
#[derive(Clone, Debug)]
pub(crate) struct Key {
    pub id: Uuid,
    pub name: Option<String>,
    pub certificate: Certificate,
}

#[derive(Clone, Debug)]
pub(crate) struct Application {
    /// Object id.
    pub id: Uuid,
    /// Application (client) id.
    pub app_id: Uuid,
    pub tenant: usize,
    pub created: i64,
    pub deleted: Option<i64>,
    pub keys: Vec<Key>,
    /// Everything else as it was written: name, tags, notes and so on.
    pub properties: Map<String, Value>,
}

#[derive(Clone, Debug)]
pub(crate) struct Principal {
    pub id: Uuid,
    pub app_id: Uuid,
    pub tenant: usize,
    pub created: i64,
    pub deleted: Option<i64>,
    pub properties: Map<String, Value>,
}

/// An application role given to a service principal.
#[derive(Clone, Debug)]
pub(crate) struct Assignment {
    pub id: String,
    pub principal: Uuid,
    pub tenant: usize,
    pub role: AppRole,
    pub created: i64,
}

#[derive(Debug, Default)]
pub(crate) struct Apps {
    pub applications: Vec<Application>,
    pub principals: Vec<Principal>,
    pub assignments: Vec<Assignment>,
    /// Exchange's own list of them, by tenant.
    pub exchange: BTreeMap<usize, ExchangeApps>,
}

impl Application {
    pub(crate) fn name(&self) -> &str {
        text(&self.properties, "displayName")
    }
}

impl Principal {
    pub(crate) fn name(&self) -> &str {
        text(&self.properties, "displayName")
    }
}

pub(crate) fn text<'a>(properties: &'a Map<String, Value>, name: &str) -> &'a str {
    properties.get(name).and_then(Value::as_str).unwrap_or_default()
}

impl Apps {
    /// A live application by client id, in its tenant.
    pub(crate) fn application(&self, tenant: usize, app_id: Uuid) -> Option<&Application> {
        let mut live = self.applications.iter().filter(|app| app.deleted.is_none());
        live.find(|app| app.tenant == tenant && app.app_id == app_id)
    }

    pub(crate) fn principal(&self, tenant: usize, app_id: Uuid) -> Option<&Principal> {
        let mut live = self.principals.iter().filter(|principal| principal.deleted.is_none());
        live.find(|principal| principal.tenant == tenant && principal.app_id == app_id)
    }

    /// The application roles of one service that an application was granted.
    pub(crate) fn roles(&self, tenant: usize, app_id: Uuid, service: Service) -> Vec<&'static str> {
        let Some(principal) = self.principal(tenant, app_id) else { return Vec::new() };
        let own = self.assignments.iter().filter(|given| given.principal == principal.id);
        own.filter(|given| given.role.service == service).map(|given| given.role.value).collect()
    }

    /// Into the deleted items, the service principal of its own tenant with it.
    pub(crate) fn delete_application(&mut self, tenant: usize, id: Uuid, now: i64) -> bool {
        let mut live = self.applications.iter_mut().filter(|app| app.tenant == tenant && app.deleted.is_none());
        let Some(app) = live.find(|app| app.id == id) else { return false };
        app.deleted = Some(now);
        let app_id = app.app_id;
        if let Some(principal) = self.principal(tenant, app_id).map(|principal| principal.id) {
            self.delete_principal(tenant, principal, now);
        }
        true
    }

    /// What it was granted goes with it.
    pub(crate) fn delete_principal(&mut self, tenant: usize, id: Uuid, now: i64) -> bool {
        let mut live = self.principals.iter_mut().filter(|one| one.tenant == tenant && one.deleted.is_none());
        let Some(principal) = live.find(|principal| principal.id == id) else { return false };
        principal.deleted = Some(now);
        self.assignments.retain(|given| given.principal != id);
        true
    }

    /// Out of the deleted items, for good.
    pub(crate) fn purge(&mut self, tenant: usize, id: Uuid) -> bool {
        let before = self.applications.len() + self.principals.len();
        self.applications.retain(|app| !(app.tenant == tenant && app.id == id && app.deleted.is_some()));
        self.principals.retain(|one| !(one.tenant == tenant && one.id == id && one.deleted.is_some()));
        self.applications.len() + self.principals.len() < before
    }
}
