//! One message as it would travel, streamed to where it is wanted (S1).

use reqwest::header::CONTENT_TYPE;
use tokio::{
    io::{AsyncWrite, AsyncWriteExt},
    time::timeout,
};

use super::{IMMUTABLE, Mail};
use crate::{
    MicrosoftError,
    http::{Broken, host},
};

const WHAT: &str = "a message";
/// What Exchange says of a message that it cannot make MIME of, each time it is asked (opaque S/MIME, damaged items;
/// Microsoft Learn: "ResponseCode" of Exchange Web Services, whose names Graph hands on).
const UNREADABLE: [&str; 6] = [
    "ErrorMimeContentConversionFailed",
    "ErrorContentConversionFailed",
    "ErrorUnsupportedMimeConversion",
    "ErrorMimeContentInvalid",
    "ErrorCorruptData",
    "ErrorItemCorrupt",
];

/// Why a message did not come.
#[derive(Debug, thiserror::Error)]
pub enum MailItemError {
    /// It was deleted meanwhile, by Exchange's word for this one message.
    #[error("the message is not there any more")]
    Gone,
    /// It is there, but cannot be given out: the same answer comes each time.
    #[error("Exchange cannot make a message of it ({code})")]
    Unreadable {
        /// Microsoft's error code.
        code: String,
    },
    /// Anything else on the way.
    #[error(transparent)]
    Microsoft(#[from] MicrosoftError),
    /// What came could not be written.
    #[error("what came could not be written")]
    Write(#[source] std::io::Error),
}

impl MailItemError {
    /// Whether the same request may succeed a moment later; what was written is then to be dropped first.
    #[must_use]
    pub const fn passes(&self) -> bool {
        matches!(self, Self::Microsoft(error) if error.passes())
    }

    fn of(error: MicrosoftError) -> Self {
        match error {
            MicrosoftError::Graph { code, .. } if UNREADABLE.contains(&code.as_str()) => Self::Unreadable { code },
            error if error.is_item_gone() => Self::Gone,
            error => Self::Microsoft(error),
        }
    }
}

impl Mail {
    /// Writes the message `into` and tells its bytes; never more of it than one part is in memory. `into` is flushed.
    ///
    /// What Microsoft holds back and connections that fail are tried again as everywhere, but once a part was written
    /// the error is told: Exchange makes the MIME anew each time, so that the next try need not go on where this one
    /// ended.
    ///
    /// # Errors
    /// [`MailItemError`].
    pub async fn mime(
        &self,
        mailbox: &str,
        message: &str,
        into: &mut (dyn AsyncWrite + Send + Unpin),
    ) -> Result<u64, MailItemError> {
        let gate = self.allowance.of(mailbox);
        let headers = &[("prefer", IMMUTABLE), ("accept", "message/rfc822, text/plain, */*;q=0.1")];
        let ask = self.ask(WHAT, &gate, headers);
        let url = self.url(mailbox, &["messages", message, "$value"], None);
        let line = &self.directory.line;
        let mut opened = line.open(&url, ask).await.map_err(MailItemError::of)?;
        let content_type = opened.response.headers().get(CONTENT_TYPE).and_then(|value| value.to_str().ok());
        // Somebody else answers with pages; Graph, when it has something to say, with JSON.
        if let Some(other) = content_type.filter(|kind| is_no_message(kind)) {
            let (status, content_type) = (opened.response.status().as_u16(), other.to_owned());
            return Err(MicrosoftError::NotJson { host: host(&url), status, content_type }.into());
        }
        let mut bytes = 0_usize;
        loop {
            let broken = match timeout(line.patience.silence, opened.response.chunk()).await {
                Ok(Ok(Some(part))) => {
                    into.write_all(&part).await.map_err(MailItemError::Write)?;
                    bytes += part.len();
                    continue;
                }
                Ok(Ok(None)) if bytes > 0 => break,
                Ok(Ok(None)) => return Err(MicrosoftError::Truncated { what: WHAT, received: 0 }.into()),
                Ok(Err(error)) => Broken::Cause(error),
                Err(_) => Broken::Silent,
            };
            return Err(line.broke(&url, ask, broken, bytes).into());
        }
        into.flush().await.map_err(MailItemError::Write)?;
        Ok(bytes as u64)
    }
}

fn is_no_message(content_type: &str) -> bool {
    let kind = content_type.to_ascii_lowercase();
    kind.contains("html") || kind.contains("json")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answered(status: u16, code: &str) -> MailItemError {
        let (code, message) = (code.to_owned(), String::new());
        MailItemError::of(MicrosoftError::Graph { what: WHAT, status, code, message, request_id: None })
    }

    #[test]
    fn s4_what_can_never_be_read_is_told_from_what_may_come_later() {
        for code in UNREADABLE {
            assert!(matches!(answered(500, code), MailItemError::Unreadable { code: told } if told == code));
        }
        assert!(matches!(answered(404, "ErrorItemNotFound"), MailItemError::Gone));
        for of_mailbox in ["MailboxNotEnabledForRESTAPI", "ErrorInvalidUser", "Not Found"] {
            let error = answered(404, of_mailbox);
            assert!(matches!(error, MailItemError::Microsoft(_)) && !error.passes(), "{of_mailbox}");
        }
        for (status, passes) in [(502, true), (504, true), (500, false), (400, false)] {
            let error = answered(status, "UnknownError");
            assert!(matches!(error, MailItemError::Microsoft(_)) && error.passes() == passes, "{status}");
        }
        assert!(
            !MailItemError::Gone.passes() && !MailItemError::Write(std::io::ErrorKind::StorageFull.into()).passes()
        );
    }
}
