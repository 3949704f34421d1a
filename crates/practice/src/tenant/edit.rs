//! Edits a person might make in the admin centre: add, change, rename, remove.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::directory::{Directory, Slot};
use super::entry::{Collection, Entry, Kind};

/// A new object, or a change to one; absent fields stay as they are.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Edit {
    pub kind: Option<Kind>,
    pub name: Option<String>,
    /// New primary SMTP address; the old one stays as an alias, as Exchange does it.
    pub primary: Option<String>,
    /// Exactly these SMTP aliases beside the primary.
    pub aliases: Option<Vec<String>>,
    pub user_principal_name: Option<String>,
    pub enabled: Option<bool>,
}

#[derive(Debug, thiserror::Error)]
pub enum EditError {
    #[error("nothing in {collection:?} is called `{who}`")]
    NotFound { collection: Collection, who: String },
    #[error("a {kind:?} does not belong in {collection:?}")]
    WrongCollection { kind: Kind, collection: Collection },
    #[error("no tenant is called `{0}`")]
    UnknownTenant(String),
    #[error("no domain is called `{0}`")]
    UnknownDomain(String),
}

impl Directory {
    /// Changes what is called `who`, or adds it. Returns the directory id.
    pub(crate) fn upsert(&mut self, collection: Collection, who: &str, edit: &Edit) -> Result<Uuid, EditError> {
        let found = self.find(collection, who);
        let (slot, mut entry) = match found {
            Some((slot, entry)) => (Some(slot), entry),
            None => (None, newcomer(collection, who)),
        };
        apply(&mut entry, edit);
        if entry.kind.collection() != collection {
            return Err(EditError::WrongCollection { kind: entry.kind, collection });
        }
        let id = entry.id;
        self.put(collection, slot, Slot::present(entry));
        Ok(id)
    }

    pub(crate) fn remove(&mut self, collection: Collection, who: &str) -> Result<Uuid, EditError> {
        let (slot, entry) =
            self.find(collection, who).ok_or_else(|| EditError::NotFound { collection, who: who.to_owned() })?;
        let removal = entry.kind.removal();
        self.put(collection, Some(slot), Slot::Gone { id: entry.id, removal });
        Ok(entry.id)
    }
}

fn newcomer(collection: Collection, who: &str) -> Entry {
    let kind = match collection {
        Collection::Users => Kind::User,
        Collection::Groups => Kind::DistributionList,
        Collection::Contacts => Kind::MailContact,
        Collection::ExchangeOnly => Kind::DynamicDistributionList,
    };
    let mut entry = Entry::new(Uuid::new_v4(), Uuid::new_v4(), kind, who);
    entry.addresses = vec![format!("SMTP:{who}")];
    if collection == Collection::Users {
        entry.upn = Some(who.to_owned());
    }
    entry
}

fn apply(entry: &mut Entry, edit: &Edit) {
    if let Some(kind) = edit.kind {
        entry.kind = kind;
        entry.kept_licence = false;
        // Exchange switches sign-in off for these; a licence is no longer needed either.
        if matches!(kind, Kind::Shared | Kind::Room | Kind::Equipment) {
            entry.enabled = false;
        }
    }
    if let Some(name) = &edit.name {
        entry.name.clone_from(name);
    }
    if let Some(upn) = &edit.user_principal_name {
        entry.upn = Some(upn.clone());
    }
    if let Some(enabled) = edit.enabled {
        entry.enabled = enabled;
    }
    if let Some(primary) = &edit.primary {
        promote(entry, primary);
    }
    if let Some(aliases) = &edit.aliases {
        entry.addresses.retain(|a| !a.starts_with("smtp:"));
        entry.addresses.extend(aliases.iter().map(|a| format!("smtp:{a}")));
    }
}

/// Makes this the primary address; the old one stays as an alias.
pub(super) fn promote(entry: &mut Entry, primary: &str) {
    for address in &mut entry.addresses {
        if let Some(old) = address.strip_prefix("SMTP:") {
            *address = format!("smtp:{old}");
        }
    }
    let same = |a: &String| a.get(5..).is_some_and(|a| a.eq_ignore_ascii_case(primary));
    entry.addresses.retain(|a| !(a.starts_with("smtp:") && same(a)));
    entry.addresses.insert(0, format!("SMTP:{primary}"));
}
