//! Mailboxes by Exchange Online's Admin API v2.0 (M5, source B).
//!
//! Documented and in preview (Microsoft Learn: "Exchange Online Admin API"). It lists mailboxes alone: groups,
//! contacts and public folders have no endpoint, and aliases are Graph's business.

use model::{DirectoryId, KindSeen, KindSource, Who};
use serde::Deserialize;
use tokio::sync::mpsc;

use super::{Command, PAGE};
use crate::{
    Directory, MicrosoftError, Page,
    http::Tally,
    link,
    object::directory_id,
    page::{Link, Text, parse},
    recipient_type,
};

const WHAT: &str = "mailboxes of Exchange's Admin API";

const MAILBOXES: Command = Command {
    what: WHAT,
    permission: "Exchange.ManageV2, or the role Recipient Management,",
    role: "Recipient Management",
    route: ["v2.0", "Mailbox"],
    name: "Get-Mailbox",
    body: r#"{"CmdletInput":{"CmdletName":"Get-Mailbox","Parameters":{"ResultSize":"Unlimited"}}}"#,
    select: "$select=ExternalDirectoryObjectId,Guid,UserPrincipalName,PrimarySmtpAddress,RecipientTypeDetails",
};

#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
struct Mailbox<'a> {
    #[serde(borrow)]
    external_directory_object_id: Option<Text<'a>>,
    #[serde(borrow)]
    primary_smtp_address: Option<Text<'a>>,
    #[serde(borrow)]
    user_principal_name: Option<Text<'a>>,
    #[serde(borrow)]
    recipient_type_details: Option<Text<'a>>,
}

impl Directory {
    /// Source B; how many mailboxes it told of.
    pub(crate) async fn mailboxes(&self, pages: &mpsc::Sender<Page>) -> Result<usize, MicrosoftError> {
        let tally = Tally::default();
        Ok(self.command(&MAILBOXES, PAGE, read_mailboxes, &tally, pages).await?.objects)
    }
}

pub(crate) fn read_mailboxes(body: &[u8], on_link: &mut dyn FnMut(Link)) -> Result<Vec<Page>, MicrosoftError> {
    link::ahead(body, on_link);
    let mailboxes = parse::<Mailbox<'_>>(WHAT, body, on_link)?.value;
    // Which properties v2.0 gives is not documented.
    if !mailboxes.is_empty() && mailboxes.iter().all(|mailbox| mailbox.recipient_type_details.is_none()) {
        let at = "it names no RecipientTypeDetails".to_owned();
        return Err(MicrosoftError::UnexpectedShape { what: WHAT, at });
    }
    let kinds: Vec<_> = mailboxes.iter().filter_map(Mailbox::kind).collect();
    Ok(if kinds.is_empty() { Vec::new() } else { vec![Page::Kinds(kinds)] })
}

impl Mailbox<'_> {
    fn kind(&self) -> Option<KindSeen> {
        let kind = recipient_type::kind(self.recipient_type_details.as_ref()?.as_str()).ok()?;
        Some(KindSeen { who: self.who()?, kind, source: KindSource::ExchangeAdminApi })
    }

    fn who(&self) -> Option<Who> {
        let text = |text: &Option<Text<'_>>| text.as_ref().map(|text| text.as_str().trim().to_owned());
        let id: Option<DirectoryId> = text(&self.external_directory_object_id).and_then(|id| directory_id(&id));
        let address = || text(&self.primary_smtp_address).or_else(|| text(&self.user_principal_name))?.parse().ok();
        id.map(Who::Id).or_else(|| address().map(Who::Address))
    }
}
