//! The identity platform: metadata, keys, the sign-in and consent pages, tokens.

mod application;
mod approval;
mod assertion;
mod authorize;
mod catalogue;
mod claims;
mod consent;
mod device;
mod error;
mod keys;
mod ledger;
mod login;
mod metadata;
mod pages;
mod refuse;
mod scopes;
mod segment;
mod token;
mod token_response;

use std::sync::Arc;

use axum::Router;
use axum::routing::{get, post};

use crate::world::World;

pub(crate) use keys::prepare as prepare_keys;
pub(crate) use ledger::{Access, Actor, CODE_SECONDS, Ledger};
pub(crate) use scopes::Resource;

pub(crate) fn routes() -> Router<Arc<World>> {
    Router::new()
        .route("/{tenant}/v2.0/.well-known/openid-configuration", get(metadata::show))
        .route("/{tenant}/discovery/v2.0/keys", get(keys::show))
        .route("/{tenant}/oauth2/v2.0/authorize", get(authorize::start))
        .route("/{tenant}/oauth2/v2.0/token", post(token::redeem))
        .route("/{tenant}/oauth2/v2.0/devicecode", post(device::start))
        .route("/{tenant}/v2.0/adminconsent", get(approval::start))
        .route("/devicelogin", get(device::ask_code).post(device::enter_code))
        .route("/{tenant}/device", post(device::confirm))
        .route("/{tenant}/login", post(login::choose))
        .route("/{tenant}/consent", post(consent::decide))
}
