//! The recipients of the newest reading, page by page, and as CSV.

use engine::ClientId;
use model::DirectoryId;
use serde::Serialize;

use super::ServiceSet;
use crate::{
    Api,
    dto::{ClientRef, Problem},
    view,
};

/// Rows asked for at once.
const PAGE: u32 = 1000;

/// One recipient.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RecipientLine {
    /// Directory id; Exchange's `Guid` for what only Exchange knows.
    pub id: String,
    /// Kind.
    pub kind: &'static str,
    /// Who said the kind.
    pub kind_source: &'static str,
    /// Display name.
    pub name: String,
    /// Primary address.
    pub primary: String,
    /// Aliases, sorted.
    pub aliases: Vec<String>,
    /// Chosen, with an address in a selected domain.
    pub selected: bool,
    /// Services as they will be.
    pub services: ServiceSet,
}

impl Api {
    /// Hands every recipient of the newest reading to `each`, in order of directory id.
    pub async fn recipients<E: From<Problem>>(
        &self,
        client: ClientRef,
        mut each: impl FnMut(RecipientLine) -> Result<(), E>,
    ) -> Result<(), E> {
        let client = ClientId(client.client);
        let mut after: Option<DirectoryId> = None;
        loop {
            let page = self.engine.recipients_page(client, after, PAGE).await.map_err(Problem::from)?;
            let last = page.last().map(|row| row.recipient.id);
            for row in page {
                let recipient = row.recipient;
                each(RecipientLine {
                    id: recipient.id.to_string(),
                    kind: recipient.kind.as_str(),
                    kind_source: recipient.kind_source.as_str(),
                    name: recipient.name,
                    primary: recipient.primary.to_string(),
                    aliases: recipient.aliases.iter().map(ToString::to_string).collect(),
                    selected: row.selected,
                    services: row.services.into(),
                })?;
            }
            match last {
                Some(last) => after = Some(last),
                None => return Ok(()),
            }
        }
    }
}

impl Api {
    /// Decides the kind of the recipient that has an address, or leaves it to the sources again (M5).
    pub async fn decide_kind(
        &self,
        client: ClientRef,
        address: &str,
        kind: Option<&str>,
    ) -> Result<RecipientLine, Problem> {
        let kind = kind.map(view::kind).transpose()?;
        let found = self.line_of(client.clone(), address).await?;
        let id = found.id.parse().map_err(|error: model::NotAGuid| view::usage(error.to_string(), ""))?;
        self.engine.set_kind(ClientId(client.client), id, kind).await?;
        self.line_of(client, address).await
    }

    async fn line_of(&self, client: ClientRef, address: &str) -> Result<RecipientLine, Problem> {
        let mut found = None;
        self.recipients::<Problem>(client, |line| {
            let has = |own: &String| own.eq_ignore_ascii_case(address.trim());
            if has(&line.primary) || line.aliases.iter().any(has) {
                found = Some(line);
            }
            Ok(())
        })
        .await?;
        let hint = "Give a primary or alias address as recipients lists them.";
        found.ok_or_else(|| view::usage(format!("no recipient of this tenant has the address {address}"), hint))
    }
}
