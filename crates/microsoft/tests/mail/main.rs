//! The mail of a tenant, and the application that reads it, against a server that answers as each test says.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod apps;
#[path = "../common/mod.rs"]
mod common;
mod folders;
mod messages;
mod mime;
mod practice;

use std::sync::Arc;

use async_trait::async_trait;
use common::{AT_ONCE, Server, TENANT};
use microsoft::{Audience, TokenFailure, TokenSource, mail::Mail};
use secrecy::SecretString;

const MAILBOX: &str = "a1b2c3d4-0000-4000-8000-000000000001";

/// Has tokens in the application's own name, and none of a person.
#[derive(Debug)]
struct Application;

#[async_trait]
impl TokenSource for Application {
    async fn bearer(&self, audience: Audience, _: Option<&str>) -> Result<SecretString, TokenFailure> {
        assert_eq!(audience, Audience::GraphApplication);
        Ok(SecretString::from("application"))
    }
}

fn mail(server: &Server) -> Mail {
    let http = microsoft::client().unwrap();
    let mail = Mail::new(http, server.endpoints(), TENANT.parse().unwrap(), Arc::new(Application));
    mail.with_patience(AT_ONCE)
}
