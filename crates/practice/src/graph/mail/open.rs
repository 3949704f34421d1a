//! Whose mailbox a request is for, and whether the caller may look into it.
//!
//! learn.microsoft.com, "Overview of permissions and consent" (Mail.Read delegated and application), and "Limiting
//! application permissions to specific Exchange Online mailboxes" for the words of a refusal.

use axum::http::StatusCode;
use uuid::Uuid;

use crate::apps::{Access, Reach};
use crate::graph::caller::caller;
use crate::graph::error::GraphError;
use crate::graph::query::Asked;
use crate::identity::Actor;
use crate::mail::{FolderNo, Item, Mailbox, decode, folder_named};
use crate::tenant::{Collection, Entry};
use crate::world::{World, lock, read};

const READ: Access = Access(&["Mail.Read", "Mail.ReadWrite"]);

/// The mailbox, if it may be read.
pub(super) fn open(asked: &Asked, who: &str) -> Result<Entry, GraphError> {
    let world: &World = &asked.world;
    let caller = caller(world, &asked.headers, &[])?;
    let directory = read(&caller.tenant.directory);
    let found = find(&directory, who).ok_or_else(|| {
        let message = format!("The requested user '{who}' is invalid.");
        GraphError::new(StatusCode::NOT_FOUND, "ErrorInvalidUser", message)
    })?;
    let reach = match caller.actor {
        // A delegated permission is good for one's own mailbox, whatever one's role.
        Actor::Person(account) => {
            let own = world.accounts[account].id == found.id;
            let may = own && caller.scopes.iter().any(|scope| READ.0.contains(scope));
            if may { Reach::Granted } else { Reach::Nothing }
        }
        Actor::Application(app) => {
            lock(&world.apps).reach((caller.number, app), &caller.scopes, READ, (&directory, &found))
        }
    };
    let denied = |message: &str| GraphError::new(StatusCode::FORBIDDEN, "ErrorAccessDenied", message);
    match reach {
        Reach::Nothing => Err(denied("Access is denied. Check credentials and try again.")),
        Reach::OutOfScope => Err(denied("Access to OData is disabled.")),
        Reach::Granted if found.kind.has_mailbox() && !world.mail.is_away(found.id) => Ok(found),
        Reach::Granted => {
            let message = "The mailbox is either inactive, soft-deleted, or is hosted on-premise.";
            Err(GraphError::new(StatusCode::NOT_FOUND, "MailboxNotEnabledForRESTAPI", message))
        }
    }
}

/// By directory id or sign-in name.
pub(super) fn find(directory: &crate::tenant::Directory, who: &str) -> Option<Entry> {
    let (_, entry) = directory.find(Collection::Users, who)?;
    let named = Uuid::try_parse(who).is_ok_and(|id| id == entry.id)
        || entry.upn.as_deref().is_some_and(|upn| upn.eq_ignore_ascii_case(who));
    named.then_some(entry)
}

pub(super) fn folder(entry: &Entry, name: &str) -> Result<FolderNo, GraphError> {
    folder_named(entry.id, name).ok_or_else(|| bad_id(entry, name))
}

/// A message by either of its ids; the usual one is worthless once it moved.
pub(super) fn message(mailbox: &Mailbox<'_>, entry: &Entry, id: &str) -> Result<(FolderNo, u32), GraphError> {
    let missing = || {
        let message =
            "The specified object was not found in the store., The process failed to get the correct properties.";
        GraphError::new(StatusCode::NOT_FOUND, "ErrorItemNotFound", message)
    };
    let (index, place) = match decode(id) {
        Some((owner, Item::Immutable(index))) if owner == entry.id => (index, None),
        Some((owner, Item::Placed(folder, index))) if owner == entry.id => (index, Some(folder)),
        _ => return Err(bad_id(entry, id)),
    };
    let now = mailbox.folder_of(index).ok_or_else(missing)?;
    if place.is_some_and(|place| place != now) { Err(missing()) } else { Ok((now, index)) }
}

fn bad_id(entry: &Entry, id: &str) -> GraphError {
    match decode(id) {
        Some((owner, _)) if owner != entry.id => {
            let message = format!("Item Id '{id}' doesn't belong to the current mailbox.");
            GraphError::new(StatusCode::NOT_FOUND, "ErrorInvalidMailboxItemId", message)
        }
        Some(_) => {
            let message = "The specified object was not found in the store.";
            GraphError::new(StatusCode::NOT_FOUND, "ErrorItemNotFound", message)
        }
        None => GraphError::new(StatusCode::BAD_REQUEST, "ErrorInvalidIdMalformed", "Id is malformed."),
    }
}
