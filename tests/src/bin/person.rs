//! The person at the browser, as a program: takes the address that `xdg-open` would get, and signs in.
//!
//! `PERSON_ACCOUNT` names the account; `PERSON_DENIES=1` makes it press the other button; `PERSON_ABSENT=1`
//! makes it look away. Nothing of the address is printed, because it carries a secret.

use std::process::ExitCode;

use practice::{Consent, Person, play};

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    let set = |name: &str| std::env::var(name).is_ok_and(|value| value == "1");
    if set("PERSON_ABSENT") {
        return ExitCode::SUCCESS;
    }
    let Some(url) = std::env::args().nth(1) else { return ExitCode::from(2) };
    let account = std::env::var("PERSON_ACCOUNT").unwrap_or_default();
    let consent = if set("PERSON_DENIES") { Consent::Deny } else { Consent::Accept };
    match play(&url, &Person { account, consent }).await {
        Ok(_) => ExitCode::SUCCESS,
        Err(_) => ExitCode::FAILURE,
    }
}
