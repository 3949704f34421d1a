//! Who are we, and a fresh token please: loopback OAuth, ID tokens, the vault.
//!
//! [`Identity`] finds a tenant and begins a sign-in, [`Pending`] waits for the browser,
//! [`Tokens`] keeps a client signed in, [`Vault`] is the only place where a secret outlives the
//! program. Secrets are [`secrecy::SecretString`] from the moment they arrive; authorization code,
//! verifier and state exist in memory only. Nothing here knows of clients, gateways or databases.

#![cfg_attr(test, allow(clippy::unwrap_used, clippy::expect_used, clippy::panic))]

mod app_key;
mod app_tokens;
mod approval;
mod assertion;
mod clock;
mod confirm;
mod device;
mod discovery;
mod elevation;
mod error;
mod exchange;
#[doc(hidden)]
pub mod fuzz;
mod http;
mod id_token;
mod identity;
mod known;
mod loopback;
mod national;
mod pending;
mod permission;
mod refusal;
pub mod registration;
mod text;
mod tls;
mod tokens;
mod vault;

pub use app_key::{AppKey, Certificate};
pub use app_tokens::AppTokens;
pub use approval::{ApprovalRequest, PendingApproval};
pub use clock::Clock;
pub use confirm::{Confirmed, PendingConfirmation};
pub use device::PendingDevice;
pub use discovery::TenantFound;
pub use elevation::{ELEVATION, Elevated, PendingElevation};
pub use error::{SignInError, check_tenant};
pub use http::http_client;
pub use identity::{Identity, SignInRequest};
pub use known::{KNOWN_CODES, KnownCode, RefusalKind};
pub use national::National;
pub use pending::{AccessToken, Pending, SignedIn};
pub use permission::{PERMISSIONS, Permission, Resource, missing, scopes};
pub use refusal::Refusal;
pub use tls::TlsFault;
pub use tokens::Tokens;
pub use vault::{FileVault, KeyringVault, MemoryVault, Vault, VaultError};
