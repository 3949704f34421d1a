//! The folders of a mailbox, hidden and nested ones too (S1).

use std::collections::{BTreeMap, BTreeSet};

use futures_util::{StreamExt, future::join_all, stream::FuturesUnordered};
use serde::Deserialize;

use super::{Gate, IMMUTABLE, Mail, expand};
use crate::{MicrosoftError, listing::is_unsupported, page::Flag};

const WHAT: &str = "mail folders";
/// `PR_MESSAGE_SIZE_EXTENDED`: the bytes of all messages in it ([MS-OXPROPS], PidTagMessageSizeExtended).
const SIZE: &str = "Long 0x0E08";
const SELECT: &str = "$select=id,displayName,parentFolderId,childFolderCount,totalItemCount,isHidden";
/// A folder of folders that Graph shows as one, but whose messages lie elsewhere.
const SEARCH_FOLDER: &str = "#microsoft.graph.mailSearchFolder";
/// What Exchange calls the folder of what was deleted, which no list shows.
const RECOVERABLE_ITEMS: &str = "Recoverable Items";
/// What Graph calls the folders that every mailbox has (Microsoft Learn: "mailFolder resource type").
const WELL_KNOWN: [(&str, WellKnown); 8] = [
    ("inbox", WellKnown::Inbox),
    ("sentitems", WellKnown::Sent),
    ("drafts", WellKnown::Drafts),
    ("deleteditems", WellKnown::Deleted),
    ("junkemail", WellKnown::Junk),
    ("outbox", WellKnown::Outbox),
    ("archive", WellKnown::Archive),
    ("recoverableitemsdeletions", WellKnown::RecoverableItems),
];

/// One folder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Folder {
    pub id: String,
    pub parent: Option<String>,
    pub name: String,
    /// The names from the top down, such as `Inbox/Projects`.
    pub path: String,
    pub hidden: bool,
    /// What it is for; none for a folder that somebody made.
    pub kind: Option<WellKnown>,
    /// How many items are in it, those in folders below not counted.
    pub total: u64,
    /// Their bytes in the mailbox, when they are told.
    pub size: Option<u64>,
}

/// Folders with a purpose.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum WellKnown {
    Inbox,
    Sent,
    Drafts,
    Deleted,
    Junk,
    Outbox,
    Archive,
    /// What was deleted for good, as far as it can still be had back.
    RecoverableItems,
    Other,
}

impl WellKnown {
    /// In kebab-case.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Inbox => "inbox",
            Self::Sent => "sent",
            Self::Drafts => "drafts",
            Self::Deleted => "deleted",
            Self::Junk => "junk",
            Self::Outbox => "outbox",
            Self::Archive => "archive",
            Self::RecoverableItems => "recoverable-items",
            Self::Other => "other",
        }
    }
}

/// A folder as Graph tells it.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Told {
    #[serde(rename = "@odata.type", default)]
    kind: Option<String>,
    id: String,
    #[serde(default)]
    display_name: Option<String>,
    #[serde(default)]
    parent_folder_id: Option<String>,
    #[serde(default)]
    total_item_count: Option<u64>,
    #[serde(default)]
    is_hidden: Flag,
    #[serde(default)]
    single_value_extended_properties: Option<Vec<Property>>,
}

/// A property of MAPI.
#[derive(Debug, Deserialize)]
pub(super) struct Property {
    #[serde(default)]
    value: Option<String>,
}

/// The number in the one property that was asked for.
pub(super) fn number(properties: Option<&[Property]>) -> Option<u64> {
    properties?.iter().find_map(|property| property.value.as_ref()?.trim().parse().ok())
}

/// Whether a 404 says that the whole mailbox is not there, such as `MailboxNotEnabledForRESTAPI` while it is moved. By which
/// code Graph tells that it lacks a well-known folder is not documented, so that it is not asked for the other way round.
fn is_of_mailbox(error: &MicrosoftError) -> bool {
    matches!(error, MicrosoftError::Graph { status: 404, code, .. } if code.starts_with("MailboxNot"))
}

impl Mail {
    /// Every folder that holds messages of its own, each after the one that it lies in.
    ///
    /// # Errors
    /// Any [`MicrosoftError`]: what is then known of the folders is not complete.
    pub async fn folders(&self, mailbox: &str) -> Result<Vec<Folder>, MicrosoftError> {
        let gate = self.allowance.of(mailbox);
        let (tree, known) = tokio::join!(self.tree(mailbox, &gate), self.well_known(mailbox, &gate));
        let (mut tree, known) = (tree?, known?);
        let mut kinds = BTreeMap::new();
        for (kind, folder) in known {
            kinds.insert(folder.id.clone(), kind);
            // It lies beside the tree, not in it.
            if kind == WellKnown::RecoverableItems && !tree.iter().any(|(_, told)| told.id == folder.id) {
                tree.push((RECOVERABLE_ITEMS.to_owned(), folder));
            }
        }
        let folder = |(path, told): (String, Told)| {
            let name = told.display_name.unwrap_or_default();
            Folder {
                kind: kinds.get(&told.id).copied(),
                size: number(told.single_value_extended_properties.as_deref()),
                path: if path.is_empty() { name.clone() } else { format!("{path}/{name}") },
                hidden: told.is_hidden.0.unwrap_or_default(),
                total: told.total_item_count.unwrap_or_default(),
                parent: told.parent_folder_id,
                id: told.id,
                name,
            }
        };
        Ok(tree.into_iter().map(folder).collect())
    }

    /// How many items are in a folder now.
    ///
    /// # Errors
    /// Any [`MicrosoftError`].
    pub async fn items(&self, mailbox: &str, folder: &str) -> Result<u64, MicrosoftError> {
        let gate = self.allowance.of(mailbox);
        let told = self.folder(mailbox, folder, &gate).await?;
        let untold = || MicrosoftError::UnexpectedShape { what: WHAT, at: "a folder without its count".to_owned() };
        told.total_item_count.ok_or_else(untold)
    }

    async fn folder(&self, mailbox: &str, name: &str, gate: &Gate) -> Result<Told, MicrosoftError> {
        let url = self.url(mailbox, &["mailFolders", name], Some(SELECT));
        let body = self.directory.line.send(&url, self.ask(WHAT, gate, &[("prefer", IMMUTABLE)])).await?;
        serde_json::from_slice(&body).map_err(|error| {
            let at = format!("no folder in line {}, column {}", error.line(), error.column());
            MicrosoftError::UnexpectedShape { what: WHAT, at }
        })
    }

    /// The folders from the top down, each with the path of what it lies in. Every folder is asked for those below
    /// it: whether a folder's count of them includes hidden ones is not documented.
    async fn tree(&self, mailbox: &str, gate: &Gate) -> Result<Vec<(String, Told)>, MicrosoftError> {
        let below = |path: String, parent: Option<String>| async move {
            self.below(mailbox, gate, parent.as_deref()).await.map(|found| (path, found))
        };
        let (mut tree, mut seen) = (Vec::new(), BTreeSet::new());
        let mut asking = FuturesUnordered::from_iter([below(String::new(), None)]);
        while let Some(answer) = asking.next().await {
            let (path, found) = answer?;
            for folder in found {
                if folder.kind.as_deref() == Some(SEARCH_FOLDER) || !seen.insert(folder.id.clone()) {
                    continue;
                }
                let name = folder.display_name.as_deref().unwrap_or_default();
                let here = if path.is_empty() { name.to_owned() } else { format!("{path}/{name}") };
                asking.push(below(here, Some(folder.id.clone())));
                tree.push((path.clone(), folder));
            }
        }
        Ok(tree)
    }

    /// The folders right below one, or at the top. One that went away meanwhile has none.
    async fn below(&self, mailbox: &str, gate: &Gate, parent: Option<&str>) -> Result<Vec<Told>, MicrosoftError> {
        let path = match parent {
            None => vec!["mailFolders"],
            Some(parent) => vec!["mailFolders", parent, "childFolders"],
        };
        let headers = &[("prefer", IMMUTABLE)];
        let ask = self.ask(WHAT, gate, headers);
        let plain = format!("includeHiddenFolders=true&$top=100&{SELECT}");
        let with_size = format!("{plain}&{}", expand(SIZE));
        let listed = match self.directory.all(self.url(mailbox, &path, Some(&with_size)), ask).await {
            Err(error) if is_unsupported(&error) && !error.is_not_found() => {
                self.directory.all(self.url(mailbox, &path, Some(&plain)), ask).await
            }
            settled => settled,
        };
        match listed {
            Err(error) if parent.is_some() && error.is_item_gone() => Ok(Vec::new()),
            settled => settled,
        }
    }

    /// Those of the folders with a purpose that this mailbox has.
    async fn well_known(&self, mailbox: &str, gate: &Gate) -> Result<Vec<(WellKnown, Told)>, MicrosoftError> {
        let asked = WELL_KNOWN.map(|(name, kind)| async move {
            match self.folder(mailbox, name, gate).await {
                Ok(told) => Ok(Some((kind, told))),
                Err(error) if is_unsupported(&error) && !is_of_mailbox(&error) => Ok(None),
                Err(error) => Err(error),
            }
        });
        join_all(asked).await.into_iter().filter_map(Result::transpose).collect()
    }
}
