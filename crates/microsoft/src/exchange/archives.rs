//! Which mailboxes have an in-place archive: mail that Graph does not give out (S4).

use model::DirectoryId;
use serde::Deserialize;

use super::{BETA, Command, PERMISSION, ROLE};
use crate::{Directory, MicrosoftError, http::Tally, object::directory_id};

/// Microsoft Learn: "Get-Mailbox". A mailbox without an archive names the GUID of zeros, or none.
const MAILBOXES: Command = Command {
    what: "in-place archives",
    permission: PERMISSION,
    role: ROLE,
    route: BETA,
    name: "Get-Mailbox",
    body: r#"{"CmdletInput":{"CmdletName":"Get-Mailbox","Parameters":{"ResultSize":"Unlimited"}}}"#,
    select: "$select=ExternalDirectoryObjectId,ArchiveGuid",
};

/// A mailbox and its archive.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct Archive {
    #[serde(default)]
    external_directory_object_id: Option<String>,
    #[serde(default)]
    archive_guid: Option<String>,
}

impl Archive {
    /// The mailbox, and whether it has one.
    pub(crate) fn told(&self) -> Option<(DirectoryId, bool)> {
        let has = self.archive_guid.as_deref().and_then(directory_id).is_some();
        Some((self.external_directory_object_id.as_deref().and_then(directory_id)?, has))
    }
}

impl Directory {
    /// The mailboxes, by Exchange's own list, and whether they have an in-place archive.
    ///
    /// # Errors
    /// Any [`MicrosoftError`]: it is then not known which have one.
    pub async fn archives(&self) -> Result<Vec<(DirectoryId, bool)>, MicrosoftError> {
        let (tally, anchor) = (Tally::default(), self.anchor());
        let headers = MAILBOXES.headers(&anchor);
        let all: Vec<Archive> = self.all(self.command_url(&MAILBOXES), MAILBOXES.ask(&headers, &tally)).await?;
        Ok(all.iter().filter_map(Archive::told).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn s4_an_archive_of_zeros_or_of_nothing_is_none() {
        let read = |guid| {
            let json = serde_json::json!({ "ExternalDirectoryObjectId": "a1b2c3d4-0000-4000-8000-000000000001", "ArchiveGuid": guid });
            serde_json::from_value::<Archive>(json).unwrap().told().unwrap().1
        };
        assert!(read(Some("7c9e6679-7425-40de-944b-e07fc1f90ae7")));
        assert!(!read(Some("00000000-0000-0000-0000-000000000000")) && !read(Some("")) && !read(None));
    }
}
