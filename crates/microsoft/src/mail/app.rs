//! The application in whose name a tenant's mail is read: registered in the tenant itself, and removed from it (M8).
//!
//! Each step looks first whether it was done already, so that one that was cut off is finished by asking for it again.

use std::sync::atomic::Ordering;

use backon::{BackoffBuilder, Retryable};
use base64::{Engine, engine::general_purpose::STANDARD};
use serde::Deserialize;
use serde_json::{Value, json};

use crate::{
    Directory, MicrosoftError,
    directory::{filter, literal},
    http::{Ask, Tally, Verb},
};

/// The application permission `Mail.Read` (Microsoft Learn: "Microsoft Graph permissions reference").
pub const MAIL_READ: &str = "810c84a8-4a9e-49e6-bf7d-12d183f40d01";
/// Microsoft Graph's own application id, the same in every tenant.
const GRAPH: &str = "00000003-0000-0000-c000-000000000000";
const WHAT: &str = "the app registration";
const ROLE: &str = "Application Administrator";
/// What registering takes, and what granting takes.
const REGISTER: &str = "Application.ReadWrite.All";
const GRANT: &str = "AppRoleAssignment.ReadWrite.All";
/// How often what was just deleted is looked for among what was deleted.
const LOOKS: usize = 3;

/// A registered application.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct App {
    /// Its client id, under which it signs in.
    pub app_id: String,
    /// The id of its registration.
    pub object_id: String,
    /// The id of its account in the tenant, to which permissions are given.
    pub service_principal_id: String,
}

/// A registration, whether or not it has an account in the tenant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Registration {
    /// The client id of the application.
    pub app_id: String,
    /// Its own id.
    pub object_id: String,
}

/// One of the two objects that a tenant has of an application, by its id.
#[derive(Debug, Clone, Copy)]
pub enum AppObject<'a> {
    /// Its account in the tenant.
    Account(&'a str),
    /// Its registration.
    Registration(&'a str),
}

/// What came of removing such an object.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Removed {
    /// It was found among what was deleted, and deleted there, too.
    ForGood,
    /// It was deleted, and did not appear yet where it can be had back from.
    Restorable,
    /// It was in neither place. What was deleted a moment ago may still appear.
    NotFound,
}

/// Registers and removes applications in the name of whoever signed in for it.
#[derive(Debug)]
pub struct Registrar(Directory);

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Registered {
    id: String,
    app_id: String,
    #[serde(default)]
    tags: Vec<String>,
}

/// What came of a deletion.
#[derive(PartialEq, Eq)]
enum Deletion {
    Done,
    /// It was not there.
    NotThere,
    /// It was not there when it was sent again: the first may have been done.
    Unclear,
}

#[derive(Deserialize)]
struct Principal {
    id: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Assignment {
    id: String,
    app_role_id: String,
    resource_id: String,
}

impl Registrar {
    /// `directory` has tokens with the permissions that registering takes.
    #[must_use]
    pub const fn new(directory: Directory) -> Self {
        Self(directory)
    }

    /// The registrations of that name that carry the mark of a certificate, by the hex of its SHA-256. Another machine
    /// may have registered one of the same name, with a key of its own.
    ///
    /// # Errors
    /// Any [`MicrosoftError`].
    pub async fn registered(&self, name: &str, thumbprint: &str) -> Result<Vec<Registration>, MicrosoftError> {
        let mark = mark(thumbprint);
        let query = format!("{}&$select=id,appId,tags", filter(&format!("displayName eq {}", literal(name))));
        let all: Vec<Registered> = self.list(&["applications"], &query, REGISTER).await?;
        Ok(all.into_iter().filter(|app| app.tags.contains(&mark)).map(Registration::from).collect())
    }

    /// Registers an application with that certificate (DER, and the hex of its SHA-256) and its mark.
    ///
    /// # Errors
    /// Any [`MicrosoftError`]. Unless it [was not done](not_done) it may have been made all the same, and is
    /// [found](Self::registered) by its mark.
    pub async fn make(&self, name: &str, certificate: &[u8], thumbprint: &str) -> Result<Registration, MicrosoftError> {
        let key = json!({ "type": "AsymmetricX509Cert", "usage": "Verify", "displayName": name,
            "key": STANDARD.encode(certificate) });
        let body = json!({ "displayName": name, "signInAudience": "AzureADMyOrg", "tags": [mark(thumbprint)],
            "notes": "Tenantry reads mail with it while mail is imported.", "keyCredentials": [key] });
        self.create::<Registered>(&["applications"], REGISTER, &body).await.map(Registration::from)
    }

    /// The registration with its account, which is made unless it is there. It may sign in, and nothing else yet.
    ///
    /// # Errors
    /// Any [`MicrosoftError`]; whatever came of it, the same call finishes it.
    pub async fn with_account(&self, made: Registration) -> Result<App, MicrosoftError> {
        let Registration { app_id, object_id } = made;
        let service_principal_id = match self.account(&app_id).await? {
            Some(id) => id,
            None => {
                let body = json!({ "appId": app_id });
                self.create::<Principal>(&["servicePrincipals"], REGISTER, &body).await?.id
            }
        };
        Ok(App { app_id, object_id, service_principal_id })
    }

    /// Gives the application `Mail.Read` for every mailbox of the tenant. Not to be done where Exchange limits it to
    /// some: what both give adds up.
    ///
    /// # Errors
    /// Any [`MicrosoftError`].
    pub async fn grant_mail_read(&self, app: &App) -> Result<(), MicrosoftError> {
        let missing = || MicrosoftError::UnexpectedShape {
            what: WHAT,
            at: "the tenant does not know Microsoft Graph".to_owned(),
        };
        let graph = self.account(GRAPH).await?.ok_or_else(missing)?;
        if self.granted(app, &graph).await?.is_some() {
            return Ok(());
        }
        let body = json!({ "principalId": app.service_principal_id, "resourceId": graph, "appRoleId": MAIL_READ });
        let path = ["servicePrincipals", &app.service_principal_id, "appRoleAssignments"];
        match self.create::<Principal>(&path, GRANT, &body).await {
            Err(MicrosoftError::Graph { status: 400 | 409, message, .. }) if message.contains("already exists") => {
                Ok(())
            }
            settled => settled.map(|_| ()),
        }
    }

    /// Takes `Mail.Read` for every mailbox away again.
    ///
    /// # Errors
    /// Any [`MicrosoftError`].
    pub async fn revoke_mail_read(&self, app: &App) -> Result<(), MicrosoftError> {
        let Some(graph) = self.account(GRAPH).await? else { return Ok(()) };
        match self.granted(app, &graph).await? {
            Some(id) => {
                let path = ["servicePrincipals", &app.service_principal_id, "appRoleAssignments", &id];
                self.delete(&path, GRANT).await.map(|_| ())
            }
            None => Ok(()),
        }
    }

    /// Removes an object of the application with everything that it was given, and from among what was deleted, where it
    /// could be had back for thirty days.
    ///
    /// # Errors
    /// Any [`MicrosoftError`]; the same call finishes it.
    pub async fn remove(&self, object: AppObject<'_>) -> Result<Removed, MicrosoftError> {
        let (folder, id) = match object {
            AppObject::Account(id) => ("servicePrincipals", id),
            AppObject::Registration(id) => ("applications", id),
        };
        let deletion = self.delete(&[folder, id], REGISTER).await?;
        Ok(match self.purge(id).await? {
            true => Removed::ForGood,
            false if deletion == Deletion::NotThere => Removed::NotFound,
            false => Removed::Restorable,
        })
    }

    /// Removes it from among what was deleted, where it appears a moment later; whether it was found there.
    async fn purge(&self, id: &str) -> Result<bool, MicrosoftError> {
        let mut waits = self.0.line.patience.back_off().with_max_times(LOOKS).build();
        while self.delete(&["directory", "deletedItems", id], REGISTER).await? != Deletion::Done {
            let Some(wait) = waits.next() else { return Ok(false) };
            tokio::time::sleep(wait).await;
        }
        Ok(true)
    }

    /// The id of an application's account in the tenant.
    ///
    /// # Errors
    /// Any [`MicrosoftError`].
    pub async fn account(&self, app_id: &str) -> Result<Option<String>, MicrosoftError> {
        let query = format!("{}&$select=id", filter(&format!("appId eq {}", literal(app_id))));
        let found: Vec<Principal> = self.list(&["servicePrincipals"], &query, REGISTER).await?;
        Ok(found.into_iter().next().map(|principal| principal.id))
    }

    /// The id of the assignment by which it has `Mail.Read`.
    async fn granted(&self, app: &App, graph: &str) -> Result<Option<String>, MicrosoftError> {
        let path = ["servicePrincipals", &app.service_principal_id, "appRoleAssignments"];
        let all: Vec<Assignment> = self.list(&path, "", GRANT).await?;
        let ours = |found: &Assignment| found.app_role_id.eq_ignore_ascii_case(MAIL_READ) && found.resource_id == graph;
        Ok(all.into_iter().find(ours).map(|found| found.id))
    }

    async fn list<T: serde::de::DeserializeOwned>(
        &self,
        path: &[&str],
        query: &str,
        permission: &'static str,
    ) -> Result<Vec<T>, MicrosoftError> {
        let tally = Tally::default();
        let url = self.0.graph_url(path, Some(query).filter(|query| !query.is_empty()));
        self.0.all(url, Directory::graph_ask(WHAT, permission, &tally)).await
    }

    /// Makes something; what it belongs to may have been made a moment ago and is then not known everywhere.
    async fn create<T: serde::de::DeserializeOwned>(
        &self,
        path: &[&str],
        permission: &'static str,
        body: &Value,
    ) -> Result<T, MicrosoftError> {
        let (tally, body, url) = (Tally::default(), body.to_string(), self.0.graph_url(path, None));
        let ask =
            Ask { role: ROLE, verb: Verb::Create, body: Some(&body), ..Directory::graph_ask(WHAT, permission, &tally) };
        let made = (|| self.0.line.send(&url, ask)).retry(self.0.line.patience.back_off()).when(not_known_yet).await?;
        serde_json::from_slice(&made).map_err(|error| {
            let at = format!("no object in line {}, column {}", error.line(), error.column());
            MicrosoftError::UnexpectedShape { what: WHAT, at }
        })
    }

    async fn delete(&self, path: &[&str], permission: &'static str) -> Result<Deletion, MicrosoftError> {
        let tally = Tally::default();
        let ask = Ask { role: ROLE, verb: Verb::Delete, ..Directory::graph_ask(WHAT, permission, &tally) };
        match self.0.line.send(&self.0.graph_url(path, None), ask).await {
            Ok(_) => Ok(Deletion::Done),
            Err(error) if error.is_not_found() => Ok(match tally.requests.load(Ordering::Relaxed) {
                0..=1 => Deletion::NotThere,
                _ => Deletion::Unclear,
            }),
            Err(error) => Err(error),
        }
    }
}

impl From<Registered> for Registration {
    fn from(Registered { id, app_id, .. }: Registered) -> Self {
        Self { app_id, object_id: id }
    }
}

/// Whether what was to be made was certainly not: it was refused, or never sent. What got lost on its way may have been
/// done.
#[must_use]
pub const fn not_done(error: &MicrosoftError) -> bool {
    matches!(
        error,
        MicrosoftError::SignInNeeded(_)
            | MicrosoftError::TokenRefused { .. }
            | MicrosoftError::ClaimsChallenge { .. }
            | MicrosoftError::PermissionMissing { .. }
            | MicrosoftError::RoleMissing { .. }
            | MicrosoftError::Throttled { .. }
            | MicrosoftError::Graph { status: 400..=499, .. }
    )
}

/// By what an application is found again: it is ours when it was made for this key.
fn mark(thumbprint: &str) -> String {
    let short: String = thumbprint.chars().filter(char::is_ascii_hexdigit).take(32).collect();
    format!("tenantry-mail-{}", short.to_ascii_lowercase())
}

/// What Graph says of a reference to something that is too new.
fn not_known_yet(error: &MicrosoftError) -> bool {
    match error {
        MicrosoftError::Graph { status: 400 | 404, code, message, .. } => {
            matches!(code.as_str(), "Request_ResourceNotFound" | "NoBackingApplicationObject")
                || message.contains("valid application object")
        }
        _ => false,
    }
}
