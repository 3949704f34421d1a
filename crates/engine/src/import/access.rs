//! M8: the application that may read a client's mail: registered, named, looked at, removed.

use std::sync::Arc;

use jiff::Timestamp;
use microsoft::mail::{Reach, Registrar, not_done};
use signin::registration::scope;
use signin::{AppKey, Certificate, Elevated, PendingElevation};
use store::{AppScope, ClientId, ImportApp};
use tokio_util::sync::CancellationToken;

use super::ImportError;
use super::source::app_key;
use super::tried::{Tried, lacks_permission, needs_registering, no_permission};
use crate::connect::BrowserAddress;
use crate::tokens::FirstToken;
use crate::{Cloud, Engine, EngineError, Fault, Topic};

/// What the application is called in the tenant.
pub const APP_NAME: &str = "Tenantry mail import";
/// How long its certificate counts; it is removed when the import is over.
const DAYS: u32 = 180;
/// So many mailboxes are tried until one can be read.
const TRIED: usize = 8;

/// The permission to read mail, as it stands.
#[derive(Debug, Clone)]
pub struct ImportAccess {
    /// The application.
    pub app: Option<ImportApp>,
    /// The certificate whose key lies in the vault.
    pub certificate: Option<ImportCertificateFile>,
    /// It may read mail: a mailbox was read with it just now, or Exchange said that it is let in for others.
    pub ready: bool,
    /// It is let in for some mailboxes only: one that was tried is not among them.
    pub scoped: bool,
    /// Nobody's mail can be read for certain, so that an import need not begin.
    pub lacks_permission: bool,
    /// Registering once more goes on with the application, as after a grant that was refused.
    pub can_go_on: bool,
    /// Why it cannot read, and what to do.
    pub problem: Option<Fault>,
}

/// A certificate for the application, without its key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ImportCertificateFile {
    /// To upload.
    pub pem: String,
    /// SHA-256 of it, as Entra shows it.
    pub thumbprint: String,
    /// When it ends.
    pub not_after: Timestamp,
}

/// What an administrator signs in for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AppStep {
    /// Registering it. `everywhere`: it may then read every mailbox; else none until Exchange grants it some.
    Register {
        /// Every mailbox.
        everywhere: bool,
    },
    /// Taking it out of the tenant.
    Remove,
}

/// A sign-in for one such step, which waits for the browser. Nothing of it is kept.
#[derive(Debug)]
pub struct ImportSignIn {
    client: ClientId,
    step: AppStep,
    cloud: Cloud,
    pending: PendingElevation,
}

impl ImportSignIn {
    /// Where the browser goes.
    #[must_use]
    pub fn address(&self) -> BrowserAddress {
        BrowserAddress(self.pending.authorize_url().to_string())
    }

    /// How long the browser still has.
    #[must_use]
    pub fn expires_in(&self) -> std::time::Duration {
        self.pending.expires_in()
    }
}

impl Engine {
    /// How the permission to read mail stands: asks for a token and tries mailboxes until one can be read.
    ///
    /// # Errors
    /// [`EngineError::Store`], the vault's; that it is not let in is no error but told.
    pub async fn import_access(&self, client: ClientId) -> Result<ImportAccess, EngineError> {
        let app = self.stored(move |store| store.import_app(client)).await?;
        let certificate = AppKey::read(&self.0.vault, &app_key(client)).await?;
        let tried = self.try_mailboxes(client).await;
        let began = |app: &ImportApp| self.began_registering(app, certificate.as_ref());
        let can_go_on = app.as_ref().is_some_and(|app| began(app) && needs_registering(app, &tried));
        let lacks_permission = lacks_permission(app.as_ref(), &tried);
        let (ready, scoped, problem) = match tried {
            Ok(tried) if tried.reads() => (true, tried.outside || tried.refused.is_some(), None),
            Ok(Tried { refused: Some(said), .. }) => (false, false, Some(no_permission(app.as_ref(), said).into())),
            Ok(_) => (false, false, Some(ImportError::NotTried.into())),
            Err(error) => (false, false, Some(error)),
        };
        let (certificate, problem) = (certificate.map(told), problem.as_ref().map(EngineError::fault));
        Ok(ImportAccess { app, certificate, ready, scoped, lacks_permission, can_go_on, problem })
    }

    /// Only a mailbox that was read shows that mail can be read: one that is not there shows nothing.
    async fn try_mailboxes(&self, client: ClientId) -> Result<Tried, EngineError> {
        let mail = self.mail(client).await?;
        let mut tried = Tried::default();
        for (id, _) in self.mailboxes_to_import(client).await?.into_iter().take(TRIED) {
            match mail.reachable(&id.to_string()).await? {
                Reach::Yes => {
                    tried.read = true;
                    break;
                }
                Reach::OutOfScope { .. } => tried.outside = true,
                Reach::NoPermission { message, .. } => tried.refused = Some(message),
                Reach::NoMailbox => {}
            }
        }
        Ok(tried)
    }

    /// Begins the sign-in of an administrator for a step that changes applications of the tenant: asked for this one
    /// step, and forgotten after it.
    ///
    /// # Errors
    /// [`ImportError::AppThere`] or [`ImportError::Unfinished`] unless its registration can be gone on with,
    /// [`ImportError::NoAccess`] when there is none to remove, or the sign-in's own.
    pub async fn import_app_sign_in(&self, client: ClientId, step: AppStep) -> Result<ImportSignIn, EngineError> {
        let app = self.stored(move |store| store.import_app(client)).await?;
        match (step, app) {
            // What was begun for a group is not gone on with for every mailbox.
            (AppStep::Register { everywhere: true }, Some(app)) if app.scope == Some(AppScope::Group) => {
                return Err(there(self.record(client).await?.name, app).into());
            }
            (AppStep::Register { .. }, Some(app)) if !self.can_go_on(client, &app).await? => {
                return Err(there(self.record(client).await?.name, app).into());
            }
            (AppStep::Remove, None) => {
                return Err(ImportError::NoAccess { client: self.record(client).await?.name }.into());
            }
            _ => {}
        }
        let (attempt, identity) = self.prepare(client, None).await?;
        let hint = attempt.record.sign_in.as_ref().map(|sign_in| sign_in.account.clone());
        let pending = identity.begin_elevation(&attempt.found, attempt.cloud.graph_resource(), hint).await?;
        Ok(ImportSignIn { client, step, cloud: attempt.cloud, pending })
    }

    /// Whether registering once more goes on with this application. A look that failed shows nothing, and is told.
    async fn can_go_on(&self, client: ClientId, app: &ImportApp) -> Result<bool, EngineError> {
        let key = AppKey::read(&self.0.vault, &app_key(client)).await?;
        if !self.began_registering(app, key.as_ref()) {
            return Ok(false);
        }
        let tried = self.try_mailboxes(client).await;
        if needs_registering(app, &tried) {
            return Ok(true);
        }
        tried.map(|_| false)
    }

    /// It was registered from here, with the certificate that still counts.
    fn began_registering(&self, app: &ImportApp, key: Option<&Certificate>) -> bool {
        let counts = |key: &Certificate| key.thumbprint_sha256 == app.thumbprint && key.not_after > self.now();
        app.ours && app.deleted_at.is_none() && key.is_some_and(counts)
    }

    /// Waits for the administrator, and does what the sign-in was for. `cancel` ends the waiting alone: what an
    /// administrator has accepted is done to its end, whoever still wants to hear of it.
    ///
    /// # Errors
    /// The sign-in's, Microsoft's, the vault's; [`ImportError::Restorable`] when what was deleted may be had back. Doing
    /// it again goes on where it ended.
    pub async fn import_app_step(&self, waiting: ImportSignIn, cancel: CancellationToken) -> Result<(), EngineError> {
        let ImportSignIn { client, step, cloud, pending } = waiting;
        let elevated = tokio::select! {
            biased;
            () = self.0.closing.cancelled() => return Err(EngineError::Closing),
            elevated = pending.wait(cancel) => elevated?,
        };
        let engine = self.clone();
        let work = async move {
            if step == AppStep::Remove {
                // Before anything is deleted, so that nothing breaks off; and before the turn, for it may take its time.
                engine.rest_imports(client).await?;
            }
            let _alone = engine.0.imports.apps.lock().await;
            match step {
                AppStep::Register { everywhere } => engine.register_app(client, &cloud, elevated, everywhere).await,
                AppStep::Remove => engine.remove_registered(client, &cloud, elevated).await,
            }
        };
        tokio::spawn(work).await?
    }

    pub(super) async fn registrar(
        &self,
        client: ClientId,
        cloud: &Cloud,
        by: Elevated,
    ) -> Result<Registrar, EngineError> {
        let (_, tenant) = self.pinned(client).await?;
        Ok(Registrar::new(self.directory(cloud, tenant, Arc::new(FirstToken(by.access)))))
    }

    async fn register_app(
        &self,
        client: ClientId,
        cloud: &Cloud,
        by: Elevated,
        everywhere: bool,
    ) -> Result<(), EngineError> {
        let certificate = self.certificate(client).await?;
        let registrar = self.registrar(client, cloud, by).await?;
        // Found again by the certificate's mark, when an earlier try got so far and no farther.
        let known = registrar.registered(APP_NAME, &certificate.thumbprint_sha256).await?.pop();
        let before = self.stored(move |store| store.import_app(client)).await?;
        let scope = if everywhere { AppScope::Everywhere } else { AppScope::Group };
        let begun = ImportApp { scope: Some(scope), ours: true, ..self.taken(&certificate) };
        let fresh = before.is_none();
        if fresh {
            // Kept before it is made: whatever becomes of the answer, a person sees that something may be there.
            self.set_app(client, Some(begun.clone())).await?;
        }
        let made = match known {
            Some(known) => known,
            None => match registrar.make(APP_NAME, &certificate.der, &certificate.thumbprint_sha256).await {
                Err(error) if fresh && not_done(&error) => {
                    self.set_app(client, None).await?;
                    return Err(error.into());
                }
                made => made?,
            },
        };
        let app = registrar.with_account(made).await?;
        // Kept before it is granted anything: whoever may not grant can still take it out from here.
        let record = ImportApp {
            app_id: Some(app.app_id.clone()),
            object_id: Some(app.object_id.clone()),
            service_principal_id: Some(app.service_principal_id.clone()),
            ..begun
        };
        let earlier = before.and_then(|before| before.scope);
        self.set_app(client, Some(ImportApp { scope: earlier.or(record.scope), ..record.clone() })).await?;
        match everywhere {
            true => registrar.grant_mail_read(&app).await?,
            // An earlier try may have been for everything, and what Entra and Exchange grant adds up.
            false => {
                registrar.revoke_mail_read(&app).await?;
                // What has a token of before would read everything on for an hour.
                self.rest_imports(client).await?;
            }
        }
        // Said to be for a group only once Entra grants it nothing more.
        if earlier.is_some_and(|earlier| earlier != scope) {
            self.set_app(client, Some(record)).await?;
        }
        Ok(())
    }

    /// An application of which nothing is known but the certificate that it has.
    fn taken(&self, certificate: &Certificate) -> ImportApp {
        ImportApp {
            app_id: None,
            object_id: None,
            service_principal_id: None,
            thumbprint: certificate.thumbprint_sha256.clone(),
            not_after: certificate.not_after,
            ours: false,
            scope: None,
            made_at: self.now(),
            deleted_at: None,
        }
    }

    /// The client's row says what stays in its tenant.
    pub(super) async fn set_app(&self, client: ClientId, app: Option<ImportApp>) -> Result<(), EngineError> {
        self.stored(move |store| store.set_import_app(client, app.as_ref())).await?;
        self.stale(client, &[Topic::Client]);
        self.stale(None, &[Topic::Clients]);
        Ok(())
    }

    /// The certificate to upload, made when there is none that still counts; its key stays in the vault.
    ///
    /// # Errors
    /// The vault's.
    pub async fn import_certificate_file(&self, client: ClientId) -> Result<ImportCertificateFile, EngineError> {
        Ok(told(self.certificate(client).await?))
    }

    async fn certificate(&self, client: ClientId) -> Result<Certificate, EngineError> {
        let (_, tenant) = self.pinned(client).await?;
        let (vault, key, now) = (&self.0.vault, app_key(client), self.now());
        match AppKey::read(vault, &key).await? {
            Some(certificate) if certificate.not_after > now => Ok(certificate),
            _ => Ok(AppKey::make(vault, &key, &tenant.to_string(), APP_NAME, now.as_second(), DAYS).await?),
        }
    }

    /// Takes the application that a person registered by hand, once its certificate was made here.
    ///
    /// # Errors
    /// [`ImportError::BadAppId`], [`ImportError::NoCertificate`], [`ImportError::AppThere`],
    /// [`ImportError::Unfinished`].
    pub async fn import_accept(&self, client: ClientId, app_id: &str) -> Result<(), EngineError> {
        let typed = app_id.trim();
        let id: model::DirectoryId =
            typed.parse().map_err(|_| ImportError::BadAppId(typed.chars().take(64).collect()))?;
        let name = self.record(client).await?.name;
        if let Some(app) = self.stored(move |store| store.import_app(client)).await? {
            return Err(there(name, app).into());
        }
        let certificate = AppKey::read(&self.0.vault, &app_key(client)).await?;
        let certificate = certificate.ok_or(ImportError::NoCertificate { client: name })?;
        let app = ImportApp { app_id: Some(id.to_string()), ..self.taken(&certificate) };
        self.set_app(client, Some(app)).await
    }

    /// The commands for Exchange that let the application read the mailboxes of one group alone.
    ///
    /// # Errors
    /// [`ImportError::NoAccess`] when there is no application, [`ImportError::Unfinished`] when its id is not known.
    pub async fn import_scope(&self, client: ClientId, group: &str) -> Result<String, EngineError> {
        let name = self.record(client).await?.name;
        let app = self.stored(move |store| store.import_app(client)).await?;
        let app = app.ok_or_else(|| ImportError::NoAccess { client: name.clone() })?;
        let scoped = app.scope == Some(AppScope::Group);
        let app_id = app.app_id.ok_or(ImportError::Unfinished { client: name, scoped })?;
        // Where a person registered it, the id of its service principal is theirs to look up.
        let principal = app.service_principal_id.as_deref().unwrap_or("OBJECT-ID-OF-THE-ENTERPRISE-APPLICATION");
        Ok(scope::powershell(&app_id, principal, group))
    }
}

/// There is one already, as far as it got.
fn there(client: String, app: ImportApp) -> ImportError {
    match app.app_id {
        Some(app_id) => ImportError::AppThere { client, app_id },
        None => ImportError::Unfinished { client, scoped: app.scope == Some(AppScope::Group) },
    }
}

fn told(certificate: Certificate) -> ImportCertificateFile {
    let pem = certificate.pem();
    ImportCertificateFile { pem, thumbprint: certificate.thumbprint_sha256, not_after: certificate.not_after }
}
