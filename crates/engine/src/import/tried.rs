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

#[cfg(test)]
mod tests {
    use jiff::Timestamp;

    use super::*;

    #[test]
    fn s2_an_import_may_begin_where_only_the_mailboxes_that_were_tried_or_a_network_stand_against_it() {
        let app = |ours, scope| ImportApp {
            app_id: Some("5c0f3c5e-2b1a-4f6d-9f0e-6a1f2b3c4d5e".to_owned()),
            object_id: None,
            service_principal_id: None,
            thumbprint: String::new(),
            not_after: Timestamp::UNIX_EPOCH,
            ours,
            scope,
            made_at: Timestamp::UNIX_EPOCH,
            deleted_at: None,
        };
        let refused =
            |outside| Ok(Tried { outside, refused: Some("Access is denied.".to_owned()), ..Tried::default() });
        let ours = app(true, Some(AppScope::Everywhere));
        assert!(lacks_permission(Some(&ours), &refused(false)), "Entra was to grant it everything");
        assert!(!lacks_permission(Some(&ours), &refused(true)), "Exchange lets it in for others");
        assert!(!lacks_permission(Some(&ours), &Ok(Tried::default())), "nothing was tried");
        for exchange in [app(true, Some(AppScope::Group)), app(false, None)] {
            assert!(!lacks_permission(Some(&exchange), &refused(false)), "Exchange may grant it other mailboxes");
        }
        let keyless = SignInError::NoAppKey;
        assert!(lacks_permission(Some(&ours), &Err(keyless.into())), "without its key nobody reads in its name");
        assert!(!lacks_permission(Some(&ours), &Err(SignInError::NotSignedIn.into())), "that shows nothing");
    }
}
