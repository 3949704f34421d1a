//! One visitor at the door: read within a time, judged, answered.

use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use secrecy::{ExposeSecret, SecretString};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use super::page::Page;
use super::request::{self, Head, LONGEST, NotYet};
use super::{Door, PATH};
use crate::refusal::{ErrorBody, Refusal};

/// A visitor who has not sent a whole request by then is sent away.
const PATIENCE: Duration = Duration::from_secs(10);

/// What the browser was sent out for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Purpose {
    SignIn,
    Approval,
}

/// What Microsoft sent the browser back with.
pub(crate) enum Returned {
    Code(SecretString),
    /// The app was approved for the whole tenant. Which one, the answer says without proof.
    Approved,
    Refused(Box<Refusal>),
}

/// The one callback. Its browser waits for [`Callback::answer`].
pub(crate) struct Callback {
    pub returned: Returned,
    stream: TcpStream,
}

impl Callback {
    /// Shows the outcome. A browser that has left is no fault of the sign-in.
    pub(crate) async fn answer(self, page: Page<'_>) {
        say(self.stream, page).await;
    }
}

/// Serves one connection to its end, or hands it over as the callback.
pub(super) async fn receive(mut stream: TcpStream, door: Arc<Door>) -> Option<Callback> {
    let mut bytes = Vec::with_capacity(2048);
    let read = tokio::time::timeout(PATIENCE, read_head(&mut stream, &mut bytes)).await;
    let verdict = match read {
        Ok(Some(())) => match request::parse(&bytes) {
            Ok(head) => judge(&head, &door),
            Err(_) => Err(Page::Unreadable),
        },
        // A browser opens connections ahead of need: one that said nothing gets no answer.
        Ok(None) | Err(_) if bytes.is_empty() => return None,
        Ok(None) | Err(_) => Err(Page::Unreadable),
    };
    match verdict {
        Ok(returned) => Some(Callback { returned, stream }),
        Err(page) => {
            say(stream, page).await;
            None
        }
    }
}

/// Reads until the head is whole or hopeless; nothing when the visitor left before.
async fn read_head(stream: &mut TcpStream, bytes: &mut Vec<u8>) -> Option<()> {
    while request::parse(bytes) == Err(NotYet::Incomplete) {
        let mut part = [0; 2048];
        let room = part.len().min(LONGEST - bytes.len());
        let got = stream.read(part.get_mut(..room)?).await.ok()?;
        if got == 0 {
            return None;
        }
        bytes.extend_from_slice(part.get(..got)?);
    }
    Some(())
}

/// What becomes of a visitor who sends these bytes; nobody is answered.
pub(crate) fn visitor(bytes: &[u8]) {
    for purpose in [Purpose::SignIn, Purpose::Approval] {
        let state = SecretString::from("state");
        let door = Door { port: 80, state, purpose, used: Default::default(), forged: Default::default() };
        if let Ok(head) = request::parse(bytes) {
            let _ = judge(&head, &door);
        }
    }
}

/// Lets in one callback with the right state, and nobody else.
fn judge(head: &Head<'_>, door: &Door) -> Result<Returned, Page<'static>> {
    // A page elsewhere that points its own name at this computer is not Microsoft's redirect.
    let ours = ["localhost", "127.0.0.1", "[::1]"]
        .iter()
        .any(|name| head.host.eq_ignore_ascii_case(&format!("{name}:{}", door.port)));
    if !ours {
        return Err(Page::Unreadable);
    }
    if head.path != PATH {
        return Err(Page::NotHere);
    }
    if head.method != "GET" {
        return Err(Page::NotThisWay);
    }
    let fields = Fields::read(head.query).ok_or(Page::Unreadable)?;
    let state = fields.state.as_ref().map_or("", |s| s.expose_secret());
    if !same(state.as_bytes(), door.state.expose_secret().as_bytes()) {
        door.forged.fetch_add(1, Ordering::Relaxed);
        return Err(Page::NotOurs);
    }
    let returned = match (door.purpose, fields.code, fields.error) {
        // A failed approval says `admin_consent=True` as well: the error decides.
        (_, _, Some(error)) => Returned::Refused(Box::new(Refusal::from(error))),
        (Purpose::SignIn, Some(code), None) if !code.expose_secret().is_empty() => Returned::Code(code),
        (Purpose::Approval, None, None) if fields.approved => Returned::Approved,
        _ => return Err(Page::Unreadable),
    };
    if door.used.swap(true, Ordering::AcqRel) {
        return Err(Page::UsedAlready);
    }
    Ok(returned)
}

/// The parameters of a callback (RFC 6749 §4.1.2; "Admin consent on the Microsoft identity
/// platform", learn.microsoft.com).
#[derive(Default)]
struct Fields {
    state: Option<SecretString>,
    code: Option<SecretString>,
    error: Option<ErrorBody>,
    approved: bool,
}

impl Fields {
    /// Nothing when a parameter comes twice: which of the two is meant cannot be known.
    fn read(query: &str) -> Option<Self> {
        let mut fields = Self::default();
        let mut error = None;
        let mut description = None;
        let mut approved = None;
        for (name, value) in url::form_urlencoded::parse(query.as_bytes()) {
            let value = value.into_owned();
            let twice = match name.as_ref() {
                "state" => fields.state.replace(SecretString::from(value)).is_some(),
                "code" => fields.code.replace(SecretString::from(value)).is_some(),
                "error" => error.replace(value).is_some(),
                "admin_consent" => approved.replace(value).is_some(),
                "error_description" => description.replace(value).is_some(),
                _ => false,
            };
            if twice {
                return None;
            }
        }
        fields.approved = approved.is_some_and(|word| word.eq_ignore_ascii_case("true"));
        fields.error = error.map(|error| ErrorBody { error, error_description: description, ..ErrorBody::default() });
        Some(fields)
    }
}

/// Compares without telling by its duration how much was right.
fn same(a: &[u8], b: &[u8]) -> bool {
    a.len() == b.len() && a.iter().zip(b).fold(0, |d, (x, y)| d | (x ^ y)) == 0
}

async fn say(mut stream: TcpStream, page: Page<'_>) {
    let talk = async {
        stream.write_all(page.answer().as_bytes()).await?;
        stream.shutdown().await?;
        // What is still unread would turn the close into a reset, and the page would be lost.
        let mut rest = [0; 1024];
        while stream.read(&mut rest).await? > 0 {}
        std::io::Result::Ok(())
    };
    let _ = tokio::time::timeout(Duration::from_secs(2), talk).await;
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_parameter_that_comes_twice_is_refused() {
        assert!(Fields::read("state=a&state=b&code=c").is_none());
        assert!(Fields::read("code=a&state=b&code=c").is_none());
    }

    #[test]
    fn an_error_is_read_with_its_description() {
        let fields = Fields::read("error=access_denied&error_description=AADSTS65004%3A+no&state=s");
        let error = fields.and_then(|f| f.error).map(Refusal::from);
        assert_eq!(error.and_then(|e| e.code), Some(65_004));
    }

    #[test]
    fn texts_are_the_same_only_when_every_byte_is() {
        assert!(same(b"abc", b"abc"));
        assert!(!same(b"abc", b"abd"));
        assert!(!same(b"abc", b"ab"));
        assert!(!same(b"", b"a"));
    }

    fn verdict(purpose: Purpose, query: &str) -> Option<&'static str> {
        let state = SecretString::from("s");
        let door = Door { port: 1, state, purpose, used: Default::default(), forged: Default::default() };
        let head = Head { method: "GET", path: PATH, query, host: "localhost:1" };
        judge(&head, &door).ok().map(|returned| match returned {
            Returned::Code(_) => "code",
            Returned::Approved => "approved",
            Returned::Refused(_) => "refused",
        })
    }

    #[test]
    fn m3_an_approval_is_one_only_without_an_error() {
        let approval = |query| verdict(Purpose::Approval, query);
        assert_eq!(approval("admin_consent=True&tenant=t&state=s"), Some("approved"));
        assert_eq!(approval("admin_consent=True&error=consent_required&state=s"), Some("refused"));
        assert_eq!(approval("error=access_denied&state=s"), Some("refused"));
        for query in ["admin_consent=False&state=s", "state=s", "code=c&state=s", "admin_consent=True&state=x"] {
            assert_eq!(approval(query), None, "{query}");
        }
        assert_eq!(approval("admin_consent=True&admin_consent=True&state=s"), None);
    }

    #[test]
    fn m2_a_sign_in_is_not_ended_by_the_answer_to_an_approval() {
        assert_eq!(verdict(Purpose::SignIn, "admin_consent=True&tenant=t&state=s"), None);
        assert_eq!(verdict(Purpose::SignIn, "code=c&state=s"), Some("code"));
    }

    proptest! {
        #[test]
        fn any_query_ends_in_a_verdict(query in ".*") {
            let _ = Fields::read(&query);
        }
    }
}
