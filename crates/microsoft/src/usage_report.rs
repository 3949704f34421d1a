//! Kinds of mailboxes by the mailbox usage report (M5, source C).
//!
//! The beta report carries a `recipientType` that Microsoft does not document, up to two days old, and only in the
//! global cloud (Microsoft Learn: "reportRoot: getMailboxUsageDetail").

use model::{Kind, KindSeen, KindSource, Who};
use serde::Deserialize;
use tokio::sync::mpsc;

use crate::{
    Directory, MicrosoftError, Page,
    directory::below,
    http::{Ask, Tally},
    link,
    page::{Flag, Link, Text, parse},
};

const WHAT: &str = "the mailbox usage report";

#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct Row<'a> {
    #[serde(borrow)]
    user_principal_name: Option<Text<'a>>,
    #[serde(borrow)]
    recipient_type: Option<Text<'a>>,
    is_deleted: Flag,
}

impl Directory {
    /// Source C; how many mailboxes it told of.
    pub(crate) async fn usage_report(&self, pages: &mpsc::Sender<Page>) -> Result<usize, MicrosoftError> {
        let tally = Tally::default();
        let path = ["beta", "reports", "getMailboxUsageDetail(period='D7')"];
        let url = below(&self.endpoints.graph, path.iter(), Some("$format=application/json"));
        let ask = Ask { role: "Reports Reader", ..Self::graph_ask(WHAT, "Reports.Read.All", &tally) };
        Ok(self.walk(url, (ask, None), read_report, pages).await?.objects)
    }
}

pub(crate) fn read_report(body: &[u8], on_link: &mut dyn FnMut(Link)) -> Result<Vec<Page>, MicrosoftError> {
    link::ahead(body, on_link);
    let rows = parse::<Row<'_>>(WHAT, body, on_link)?.value;
    if rows.iter().any(Row::is_concealed) {
        return Err(MicrosoftError::NamesConcealed { what: WHAT });
    }
    if !rows.is_empty() && rows.iter().all(|row| row.recipient_type.is_none()) {
        let at = "it names no recipientType".to_owned();
        return Err(MicrosoftError::UnexpectedShape { what: WHAT, at });
    }
    let kinds: Vec<_> = rows.iter().filter_map(Row::kind).collect();
    Ok(if kinds.is_empty() { Vec::new() } else { vec![Page::Kinds(kinds)] })
}

impl Row<'_> {
    /// Instead of the name a hash: 32 hexadecimal digits.
    fn is_concealed(&self) -> bool {
        let name = self.user_principal_name.as_ref().map_or("", |name| name.as_str());
        name.len() == 32 && name.bytes().all(|byte| byte.is_ascii_hexdigit())
    }

    fn kind(&self) -> Option<KindSeen> {
        if self.is_deleted == Flag(Some(true)) {
            return None;
        }
        let kind = purpose(self.recipient_type.as_ref()?.as_str())?;
        let address = self.user_principal_name.as_ref()?.as_str().trim().parse().ok()?;
        Some(KindSeen { who: Who::Address(address), kind, source: KindSource::UsageReport })
    }
}

/// The words of `recipientType` and of `userPurpose` (Microsoft Learn: "mailboxSettings resource type"). One that is
/// none of them says nothing of the kind.
pub(crate) fn purpose(word: &str) -> Option<Kind> {
    Some(match word.to_ascii_lowercase().as_str() {
        "user" | "linked" => Kind::User,
        "shared" => Kind::Shared,
        "room" => Kind::Room,
        "equipment" => Kind::Equipment,
        _ => return None,
    })
}
