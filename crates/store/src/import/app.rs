//! The application that reads a client's mail in its own name (M8), without its key.

use jiff::Timestamp;
use rusqlite::{OptionalExtension, params};

use crate::{
    ClientId, Store, StoreError,
    codec::{maybe_timestamp, timestamp, unreadable},
};

/// Whose mail a person said that an application is to read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AppScope {
    /// Everybody's: Entra grants it.
    Everywhere,
    /// That of a group's members: Exchange grants it.
    Group,
}

impl AppScope {
    const fn as_str(self) -> &'static str {
        match self {
            Self::Everywhere => "everywhere",
            Self::Group => "group",
        }
    }

    fn read(text: &str) -> rusqlite::Result<Self> {
        let known = [Self::Everywhere, Self::Group].into_iter().find(|scope| scope.as_str() == text);
        known.ok_or_else(|| unreadable(SCOPE, "a scope that is not known"))
    }
}

/// Its column.
const SCOPE: usize = 6;

/// What is known of the application in a client's tenant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ImportApp {
    /// Its client id; `None` while it is being registered, and when the answer to that was never seen.
    pub app_id: Option<String>,
    /// The id of its registration; `None` where a person made it and gave the client id alone, or it was removed.
    pub object_id: Option<String>,
    /// The id of its service principal, as far as it is known.
    pub service_principal_id: Option<String>,
    /// SHA-256 of its certificate, as it is shown.
    pub thumbprint: String,
    /// Until when the certificate holds.
    pub not_after: Timestamp,
    /// Registered by us, so that we may take it away.
    pub ours: bool,
    /// Whose mail it is to read, as far as that was said.
    pub scope: Option<AppScope>,
    /// When it was made or accepted.
    pub made_at: Timestamp,
    /// When it was deleted, as long as the tenant may have it back.
    pub deleted_at: Option<Timestamp>,
}

impl Store {
    /// The application that reads a client's mail.
    pub fn import_app(&self, client: ClientId) -> Result<Option<ImportApp>, StoreError> {
        self.read("reading the application for mail", |db| {
            let sql = "SELECT nullif(app_id, ''), object_id, service_principal_id, thumbprint, expires_at, ours, scope,
                         made_at, deleted_at
                       FROM import_app WHERE client = ?1";
            let app = db.query_row(sql, [client], |row| {
                Ok(ImportApp {
                    app_id: row.get(0)?,
                    object_id: row.get(1)?,
                    service_principal_id: row.get(2)?,
                    thumbprint: row.get(3)?,
                    not_after: timestamp(row, 4)?,
                    ours: row.get(5)?,
                    scope: row.get::<_, Option<String>>(SCOPE)?.as_deref().map(AppScope::read).transpose()?,
                    made_at: timestamp(row, 7)?,
                    deleted_at: maybe_timestamp(row, 8)?,
                })
            });
            Ok(app.optional()?)
        })
    }

    /// Keeps what is known of it, or forgets it.
    pub fn set_import_app(&self, client: ClientId, app: Option<&ImportApp>) -> Result<(), StoreError> {
        self.write("storing the application for mail", |db| {
            db.execute("DELETE FROM import_app WHERE client = ?1", [client])?;
            let Some(app) = app else { return Ok(()) };
            let (until, made) = (app.not_after.as_microsecond(), app.made_at.as_microsecond());
            let deleted = app.deleted_at.map(Timestamp::as_microsecond);
            db.execute(
                "INSERT INTO import_app (client, app_id, object_id, service_principal_id, thumbprint, expires_at, ours,
                   scope, made_at, deleted_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
                params![
                    client,
                    app.app_id.as_deref().unwrap_or_default(),
                    app.object_id,
                    app.service_principal_id,
                    app.thumbprint,
                    until,
                    app.ours,
                    app.scope.map(AppScope::as_str),
                    made,
                    deleted
                ],
            )?;
            Ok(())
        })
    }
}
