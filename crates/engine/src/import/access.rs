//! M8: the application that may read a client's mail: registered, named, looked at, removed.

use std::sync::Arc;

use jiff::Timestamp;
use microsoft::mail::{App, Reach, Registrar};
use signin::registration::scope;
use signin::{AppKey, Certificate, Elevated, PendingElevation};
use store::{ClientId, ImportApp};
use tokio_util::sync::CancellationToken;

use super::ImportError;
use super::source::app_key;
use crate::connect::BrowserAddress;
use crate::tokens::FirstToken;
use crate::{Cloud, Engine, EngineError, Fault, Topic};

/// What the application is called in the tenant.
pub const APP_NAME: &str = "Tenantry mail import";
/// How long its certificate counts; it is removed when the import is over.
const DAYS: u32 = 180;

/// The permission to read mail, as it stands.
#[derive(Debug, Clone)]
pub struct ImportAccess {
    /// The application.
    pub app: Option<ImportApp>,
    /// The certificate whose key lies in the vault.
    pub certificate: Option<ImportCertificateFile>,
    /// A mailbox was read with it just now.
    pub ready: bool,
    /// It is let in for some mailboxes only, and the one that was tried is not among them.
    pub scoped: bool,
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
    /// How the permission to read mail stands: asks for a token and tries one mailbox.
    ///
    /// # Errors
    /// [`EngineError::Store`], the vault's; that it is not let in is no error but told.
    pub async fn import_access(&self, client: ClientId) -> Result<ImportAccess, EngineError> {
        let app = self.stored(move |store| store.import_app(client)).await?;
        let certificate = AppKey::read(&self.0.vault, &app_key(client)).await?.map(told);
        let mut access = ImportAccess { app, certificate, ready: false, scoped: false, problem: None };
        match self.try_a_mailbox(client).await {
            Ok(Reach::NoPermission { message, .. }) => {
                let app_id = access.app.as_ref().map(|app| app.app_id.clone()).unwrap_or_default();
                let error = EngineError::from(ImportError::NoPermission { app_id, said: message });
                access.problem = Some(error.fault());
            }
            Ok(reach) => {
                access.ready = true;
                access.scoped = matches!(reach, Reach::OutOfScope { .. });
            }
            Err(error) => access.problem = Some(error.fault()),
        }
        Ok(access)
    }

    async fn try_a_mailbox(&self, client: ClientId) -> Result<Reach, EngineError> {
        let mail = self.mail(client).await?;
        let somebody = self.mailboxes_to_import(client).await?.into_iter().next();
        match somebody {
            Some((id, _)) => Ok(mail.reachable(&id.to_string()).await?),
            None => Ok(Reach::Yes),
        }
    }

    /// Begins the sign-in of an administrator for a step that changes applications of the tenant: asked for this one
    /// step, and forgotten after it.
    ///
    /// # Errors
    /// [`ImportError::AppThere`] unless its registration can be gone on with, [`ImportError::NoAccess`] when there is
    /// none to remove, or the sign-in's own.
    pub async fn import_app_sign_in(&self, client: ClientId, step: AppStep) -> Result<ImportSignIn, EngineError> {
        let app = self.stored(move |store| store.import_app(client)).await?;
        match (step, app) {
            (AppStep::Register { .. }, Some(app)) if !self.can_go_on(client, &app).await? => {
                let client = self.record(client).await?.name;
                return Err(ImportError::AppThere { client, app_id: app.app_id }.into());
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

    /// Whether registering once more goes on with this application: it was registered from here with the certificate
    /// that still counts, and reads nothing yet, as after a grant that was refused.
    async fn can_go_on(&self, client: ClientId, app: &ImportApp) -> Result<bool, EngineError> {
        let key = AppKey::read(&self.0.vault, &app_key(client)).await?;
        let counts = |key: &Certificate| key.thumbprint_sha256 == app.thumbprint && key.not_after > self.now();
        if !app.ours || !key.as_ref().is_some_and(counts) {
            return Ok(false);
        }
        match self.try_a_mailbox(client).await {
            Ok(reach) => Ok(matches!(reach, Reach::NoPermission { .. })),
            Err(EngineError::Import(ImportError::AppRefused { .. })) => Ok(true),
            Err(error) => Err(error),
        }
    }

    /// Waits for the administrator, and does what the sign-in was for.
    ///
    /// # Errors
    /// The sign-in's, Microsoft's, the vault's; [`ImportError::Restorable`] when what was deleted may be had back. Doing
    /// it again goes on where it ended.
    pub async fn import_app_step(&self, waiting: ImportSignIn) -> Result<(), EngineError> {
        let ImportSignIn { client, step, cloud, pending } = waiting;
        let cancel = CancellationToken::new();
        let elevated = tokio::select! {
            biased;
            () = self.0.closing.cancelled() => return Err(EngineError::Closing),
            elevated = pending.wait(cancel) => elevated?,
        };
        match step {
            AppStep::Register { everywhere } => self.register_app(client, &cloud, elevated, everywhere).await,
            AppStep::Remove => self.remove_registered(client, &cloud, elevated).await,
        }
    }

    async fn registrar(&self, client: ClientId, cloud: &Cloud, by: Elevated) -> Result<Registrar, EngineError> {
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
        let app = registrar.register(APP_NAME, &certificate.der, &certificate.thumbprint_sha256).await?;
        // Kept before it is granted anything: whoever may not grant can still take it out from here.
        self.keep_app(client, &app, &certificate, true).await?;
        if everywhere {
            registrar.grant_mail_read(&app).await?;
        }
        Ok(())
    }

    async fn keep_app(
        &self,
        client: ClientId,
        app: &App,
        certificate: &Certificate,
        ours: bool,
    ) -> Result<(), EngineError> {
        let record = ImportApp {
            app_id: app.app_id.clone(),
            object_id: Some(app.object_id.clone()).filter(|_| ours),
            service_principal_id: Some(app.service_principal_id.clone()).filter(|_| ours),
            thumbprint: certificate.thumbprint_sha256.clone(),
            not_after: certificate.not_after,
            ours,
            scope: None,
            made_at: self.now(),
        };
        self.set_app(client, Some(record)).await
    }

    /// The client's row says what stays in its tenant.
    async fn set_app(&self, client: ClientId, app: Option<ImportApp>) -> Result<(), EngineError> {
        self.stored(move |store| store.set_import_app(client, app.as_ref())).await?;
        self.stale(client, &[Topic::Client]);
        self.stale(None, &[Topic::Clients]);
        Ok(())
    }

    async fn remove_registered(&self, client: ClientId, cloud: &Cloud, by: Elevated) -> Result<(), EngineError> {
        let app = self.stored(move |store| store.import_app(client)).await?;
        if let Some(app) = app.as_ref().and_then(registered) {
            let gone = self.registrar(client, cloud, by).await?.remove(&app).await?;
            if !gone {
                return Err(ImportError::Restorable { app_id: app.app_id }.into());
            }
        }
        self.forget_app(client).await
    }

    /// Forgets the application and deletes its key. What was registered by hand is to be deleted in the tenant by hand.
    ///
    /// # Errors
    /// The vault's, [`EngineError::Store`].
    pub async fn forget_app(&self, client: ClientId) -> Result<(), EngineError> {
        // The key first: as long as the record is there, a person sees that something is left.
        AppKey::remove(&self.0.vault, &app_key(client)).await?;
        self.set_app(client, None).await
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
    /// [`ImportError::BadAppId`], [`ImportError::NoCertificate`], [`ImportError::AppThere`].
    pub async fn import_accept(&self, client: ClientId, app_id: &str) -> Result<(), EngineError> {
        let typed = app_id.trim();
        let id: model::DirectoryId =
            typed.parse().map_err(|_| ImportError::BadAppId(typed.chars().take(64).collect()))?;
        let name = self.record(client).await?.name;
        if let Some(app) = self.stored(move |store| store.import_app(client)).await? {
            return Err(ImportError::AppThere { client: name, app_id: app.app_id }.into());
        }
        let certificate = AppKey::read(&self.0.vault, &app_key(client)).await?;
        let certificate = certificate.ok_or(ImportError::NoCertificate { client: name })?;
        let app = App { app_id: id.to_string(), object_id: String::new(), service_principal_id: String::new() };
        self.keep_app(client, &app, &certificate, false).await
    }

    /// The commands for Exchange that let the application read the mailboxes of one group alone.
    ///
    /// # Errors
    /// [`ImportError::NoAccess`] when there is no application.
    pub async fn import_scope(&self, client: ClientId, group: &str) -> Result<String, EngineError> {
        let name = self.record(client).await?.name;
        let app = self.stored(move |store| store.import_app(client)).await?;
        let app = app.ok_or(ImportError::NoAccess { client: name })?;
        // Where a person registered it, the id of its service principal is theirs to look up.
        let principal = app.service_principal_id.as_deref().unwrap_or("OBJECT-ID-OF-THE-ENTERPRISE-APPLICATION");
        Ok(scope::powershell(&app.app_id, principal, group))
    }
}

/// What was registered from here, and can be removed from here.
fn registered(app: &ImportApp) -> Option<App> {
    let (object_id, service_principal_id) = app.object_id.clone().zip(app.service_principal_id.clone())?;
    Some(App { app_id: app.app_id.clone(), object_id, service_principal_id })
}

fn told(certificate: Certificate) -> ImportCertificateFile {
    let pem = certificate.pem();
    ImportCertificateFile { pem, thumbprint: certificate.thumbprint_sha256, not_after: certificate.not_after }
}
