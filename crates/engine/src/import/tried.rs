//! M8: what trying mailboxes showed of the application that is to read them, and what follows from it.

use signin::SignInError;
use store::{AppScope, ImportApp};

use super::ImportError;
use crate::EngineError;

/// What mailboxes that were tried said of the application.
#[derive(Debug, Default)]
pub(super) struct Tried {
    /// One was read.
    pub(super) read: bool,
    /// One lies outside what it was granted.
    pub(super) outside: bool,
    /// One was refused, in Microsoft's words, which do not always tell why.
    pub(super) refused: Option<String>,
}

impl Tried {
    /// It may read mail, of some mailboxes at least.
    pub(super) fn reads(&self) -> bool {
        self.read || self.outside
    }

    /// It was to be granted every mailbox by Entra, and is refused: nothing is left that Exchange may have granted.
    fn lacks_the_grant(&self, app: &ImportApp) -> bool {
        app.ours && app.scope != Some(AppScope::Group) && !self.reads() && self.refused.is_some()
    }
}

/// Nobody's mail can be read for certain. What only some mailboxes were refused, or a network lost, may be otherwise in a
/// moment.
pub(super) fn lacks_permission(app: Option<&ImportApp>, tried: &Result<Tried, EngineError>) -> bool {
    use ImportError::{AppRefused, NoAccess, NoApplication, Unfinished};
    match tried {
        Ok(tried) => app.is_some_and(|app| tried.lacks_the_grant(app)),
        Err(EngineError::Import(error)) => {
            matches!(error, NoAccess { .. } | NoApplication | Unfinished { .. } | AppRefused { .. })
        }
        Err(EngineError::SignIn(error)) => matches!(error, SignInError::NoAppKey | SignInError::AppKey { .. }),
        Err(_) => false,
    }
}

/// Registering did not come to its end, or what was registered is let in no more. What Exchange is to grant is not gone
/// on with from here.
pub(super) fn needs_registering(app: &ImportApp, tried: &Result<Tried, EngineError>) -> bool {
    match tried {
        Ok(tried) => tried.lacks_the_grant(app),
        Err(EngineError::Import(error)) => {
            matches!(error, ImportError::Unfinished { .. } | ImportError::AppRefused { .. })
        }
        Err(_) => false,
    }
}

/// Why an application that Microsoft let in was refused a mailbox: where Exchange is to grant some, that one need not be
/// among them.
pub(super) fn no_permission(app: Option<&ImportApp>, said: String) -> ImportError {
    let app_id = app.and_then(|app| app.app_id.clone()).unwrap_or_default();
    match app.and_then(|app| app.scope) {
        Some(AppScope::Group) => ImportError::NotGranted { app_id, said },
        Some(AppScope::Everywhere) | None => ImportError::NoPermission { app_id, said },
    }
}
