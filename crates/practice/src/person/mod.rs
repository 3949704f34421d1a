//! The built-in person at the browser: reads the sign-in page and fills in its forms.

mod http;
mod page;

use std::fmt;

use url::Url;

use page::{Control, Form};

/// Pages until the person gives up: sign-in, consent, and some room.
const PATIENCE: usize = 8;

#[derive(Clone, Debug)]
pub struct Person {
    /// Such as `admin@larkfield.example`.
    pub account: String,
    pub consent: Consent,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Consent {
    Accept,
    Deny,
}

#[derive(Clone)]
pub struct PlayOutcome {
    /// Where the sign-in led back to, if it did; it carries the code.
    pub callback_url: Option<String>,
    /// The text of the last page seen.
    pub page_text: String,
}

impl fmt::Debug for PlayOutcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let shown = self.callback_url.as_deref().and_then(|url| url.split('?').next());
        f.debug_struct("PlayOutcome").field("callback_url", &shown).field("page_text", &self.page_text).finish()
    }
}

#[derive(Debug, thiserror::Error)]
pub enum PlayError {
    #[error("`{0}` is not an address of a page")]
    Address(String),
    #[error("{host} did not answer")]
    Connection { host: String, source: std::io::Error },
    #[error("{host} answered something that is not HTTP")]
    Answer { host: String },
    #[error("the pages lead in circles")]
    Circles,
}

/// Opens the page, chooses the account, answers the consent page, and follows the way back to the
/// application's own address, if there is one.
pub async fn play(authorize_url: &str, person: &Person) -> Result<PlayOutcome, PlayError> {
    walk(authorize_url, person, None).await
}

/// Opens the page of the device sign-in, types in the code the device shows, chooses the account and
/// continues or cancels.
pub async fn play_device(verification_uri: &str, user_code: &str, person: &Person) -> Result<PlayOutcome, PlayError> {
    walk(verification_uri, person, Some(user_code)).await
}

async fn walk(start: &str, person: &Person, mut code: Option<&str>) -> Result<PlayOutcome, PlayError> {
    let mut at = Url::parse(start).map_err(|_| PlayError::Address(start.to_owned()))?;
    let home = at.origin();
    let mut answer = http::get(&at).await?;
    for _ in 0..PATIENCE {
        if let Some(location) = &answer.location {
            at = at.join(location).map_err(|_| PlayError::Address(location.clone()))?;
            answer = http::get(&at).await?;
            if at.origin() != home {
                let page_text = page::text(&answer.body);
                return Ok(PlayOutcome { callback_url: Some(at.to_string()), page_text });
            }
            continue;
        }
        let forms = page::forms(&answer.body);
        let Some((form, data)) = forms.iter().find_map(|form| Some((form, fill(form, person, &mut code)?))) else {
            return Ok(PlayOutcome { callback_url: None, page_text: page::text(&answer.body) });
        };
        at = at.join(&form.action).map_err(|_| PlayError::Address(form.action.clone()))?;
        answer = http::post(&at, &data).await?;
    }
    Err(PlayError::Circles)
}

/// The form as this person sends it; none if nothing on it is for this person. A code is typed in
/// once: whoever is asked again typed a wrong one.
fn fill(form: &Form, person: &Person, code: &mut Option<&str>) -> Option<String> {
    match form.asks_for_code() {
        true => code.take().map(|code| form.submit_code(code)),
        false => choice(form, person).map(|pressed| form.submit(pressed)),
    }
}

/// The button this person would press: the own account, or an answer to the consent question.
fn choice<'a>(form: &'a Form, person: &Person) -> Option<&'a Control> {
    let answers: &[&str] = match person.consent {
        Consent::Accept => &["Accept", "Continue"],
        Consent::Deny => &["Cancel"],
    };
    let own = |button: &&Control| button.value.eq_ignore_ascii_case(&person.account);
    let buttons = || form.controls.iter().filter(|control| control.button);
    buttons().find(own).or_else(|| buttons().find(|button| answers.contains(&button.label.as_str())))
}
