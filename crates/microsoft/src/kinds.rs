//! Kinds of mailboxes from what is not Exchange's own list: sources B, C and D, the first that answers (M5).

use model::{DirectoryId, ExchangeReading, KindSource};
use tokio::sync::mpsc;

use crate::{Audience, Directory, MicrosoftError, Page};

/// What [`Directory::read_kinds`] came to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KindReading {
    /// The source that answered; `None` when none did.
    pub source: Option<KindSource>,
    /// Why the stronger ones did not answer, for a person; empty when the strongest did.
    pub why: String,
}

impl KindReading {
    /// The same as a reading of Exchange whose own list was `refused` for that reason.
    #[must_use]
    pub fn into_exchange(self, refused: &str) -> ExchangeReading {
        let why = [refused, self.why.as_str()].into_iter().filter(|why| !why.is_empty()).collect::<Vec<_>>().join("; ");
        match self.source {
            Some(source) => ExchangeReading::Kinds { source, why },
            None => ExchangeReading::Unavailable(why),
        }
    }
}

impl Directory {
    /// Asks sources B (Exchange Online Admin API), C (mailbox usage report) and D (`userPurpose`) in that order for
    /// the kinds of the mailboxes, and stops at the first that answers; [`Page::Kinds`] arrive on `pages`. What a
    /// source said before it broke off has arrived too: it is true, only not everything.
    ///
    /// `ids` are the users whom source D asks about, one by one; the others need none.
    ///
    /// # Errors
    /// When there is no connection, or the tenant wants a new sign-in: the same reading may succeed later.
    pub async fn read_kinds<I>(&self, ids: I, pages: mpsc::Sender<Page>) -> Result<KindReading, MicrosoftError>
    where
        I: IntoIterator<Item = DirectoryId, IntoIter: Send> + Send,
    {
        let mut whys = Vec::new();
        let mut source = None;
        if told("the Admin API of Exchange", self.mailboxes(&pages).await, &mut whys)? {
            source = Some(KindSource::ExchangeAdminApi);
        } else if told("the mailbox usage report", self.usage_report(&pages).await, &mut whys)? {
            source = Some(KindSource::UsageReport);
        } else if !self.line.tokens.offers(Audience::GraphApplication) {
            whys.push(
                "the purpose of each mailbox is told to applications only, and this one is signed in as a person"
                    .to_owned(),
            );
        } else if told("Microsoft Graph", self.user_purposes(ids.into_iter(), &pages).await, &mut whys)? {
            source = Some(KindSource::UserPurpose);
        }
        Ok(KindReading { source, why: whys.join("; ") })
    }
}

/// Whether a source told of any mailbox; if not, the reason joins the others.
fn told(name: &str, answer: Result<usize, MicrosoftError>, whys: &mut Vec<String>) -> Result<bool, MicrosoftError> {
    let why = match answer {
        Ok(0) => format!("{name} told of no mailbox"),
        Ok(_) => return Ok(true),
        // Nothing to do with this source: the others would say the same, or a new sign-in is all it wants.
        Err(
            error @ (MicrosoftError::ClaimsChallenge { .. }
            | MicrosoftError::Unreachable { .. }
            | MicrosoftError::Stalled { .. }
            | MicrosoftError::Tls { .. }
            | MicrosoftError::Proxy { .. }
            | MicrosoftError::ClockSkew { .. }
            | MicrosoftError::Abandoned),
        ) => return Err(error),
        Err(error) => {
            tracing::info!(
                source = name,
                code = error.code(),
                request_id = error.request_id(),
                "a source of kinds did not answer"
            );
            error.to_string()
        }
    };
    whys.push(why);
    Ok(false)
}
