//! Refusals on request: the next answers of one endpoint are sign-in errors.

use super::catalogue::{For, error, precedes_sign_in};
use super::error::AadError;
use crate::control::{Refuse, RefuseAt};
use crate::world::{World, lock};

/// The refusal that is due at an endpoint, if one was asked for.
pub(super) fn due(world: &World, at: RefuseAt) -> Option<AadError> {
    take(world, |refuse| refuse.at == at)
}

/// The same for one of two steps: before anybody chose an account, or after.
pub(super) fn due_at_step(world: &World, at: RefuseAt, before_sign_in: bool) -> Option<AadError> {
    take(world, |refuse| refuse.at == at && precedes_sign_in(refuse.code) == before_sign_in)
}

fn take(world: &World, hit: impl Fn(&Refuse) -> bool) -> Option<AadError> {
    let mut settings = lock(&world.settings);
    let position = settings.refuse.iter().position(|refuse| refuse.times != Some(0) && hit(refuse))?;
    let refuse = settings.refuse.get_mut(position)?;
    let told = worded(refuse);
    match &mut refuse.times {
        Some(1) => drop(settings.refuse.remove(position)),
        Some(times) => *times -= 1,
        None => {}
    }
    Some(told)
}

fn worded(refuse: &Refuse) -> AadError {
    let browser = matches!(refuse.at, RefuseAt::Page | RefuseAt::Redirect | RefuseAt::AdminConsent);
    let mut told = error(refuse.code, if browser { For::Browser } else { For::Body });
    if let Some(word) = &refuse.error {
        told = told.with_error(word);
    }
    if let Some(text) = &refuse.description {
        told = told.with_text(text);
    }
    if let Some(suberror) = &refuse.suberror {
        told = told.with_suberror(suberror);
    }
    match &refuse.claims {
        Some(claims) => told.with_claims(claims),
        None => told,
    }
}
