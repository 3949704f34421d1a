//! M4 against the practice cloud: fresh access tokens, rotation, single flight, the end.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

#[allow(dead_code)]
mod common;

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use common::{EXCHANGE, GRAPH, Scene, scene};
use keyring_core::api::CredentialStoreApi;
use keyring_core::mock;
use secrecy::ExposeSecret;
use signin::{Clock, SignInError, Tokens, Vault, check_tenant};

const KEY: &str = "client/1";
const DAY: i64 = 86_400;

/// A signed-in client, its vault, and seconds that its clock is ahead.
struct Client {
    scene: Scene,
    vault: Arc<Vault>,
    ahead: Arc<AtomicI64>,
    /// When it signed in.
    at: i64,
    tokens: Tokens,
}

async fn client(vault: Vault) -> Client {
    let scene = scene().await;
    let vault = Arc::new(vault);
    let signed_in = scene.sign_in().await;
    let ahead = Arc::new(AtomicI64::new(0));
    let (at, seconds) = (signed_in.at, Arc::clone(&ahead));
    let clock = Clock::new(move || at + seconds.load(Ordering::Relaxed));
    let identity = (*scene.identity).clone().with_clock(clock);
    let tokens = Tokens::new(Arc::new(identity), scene.tenant.clone(), Arc::clone(&vault), KEY.to_owned());
    tokens.adopt(&signed_in).await.unwrap();
    Client { scene, vault, ahead, at, tokens }
}

impl Client {
    async fn kept(&self) -> String {
        let kept = self.vault.get(KEY).await.unwrap().unwrap();
        kept.expose_secret().to_owned()
    }
}

#[tokio::test]
async fn m4_a_token_is_reused_until_two_minutes_before_it_expires() {
    let c = client(Vault::memory()).await;
    let first = c.tokens.access(GRAPH, None).await.unwrap();
    assert_eq!(c.scene.token_requests(), 1, "the sign-in's own token");
    c.ahead.store(3599 - 121, Ordering::Relaxed);
    c.tokens.access(GRAPH, None).await.unwrap();
    assert_eq!(c.scene.token_requests(), 1);
    c.ahead.store(3599 - 120, Ordering::Relaxed);
    let second = c.tokens.access(GRAPH, None).await.unwrap();
    assert_eq!(c.scene.token_requests(), 2);
    assert_ne!(first.secret.expose_secret(), second.secret.expose_secret());
    assert!(second.expires_at > first.expires_at);
}

#[tokio::test]
async fn m4_each_resource_has_its_own_token_from_one_sign_in() {
    let c = client(Vault::memory()).await;
    let graph = c.tokens.access(GRAPH, None).await.unwrap();
    assert_eq!(signin::missing(&c.tokens.granted().await.unwrap()), ["Exchange.Manage"]);
    let exchange = c.tokens.access(EXCHANGE, None).await.unwrap();
    assert_ne!(graph.secret.expose_secret(), exchange.secret.expose_secret());
    assert!(signin::missing(&c.tokens.granted().await.unwrap()).is_empty());
}

#[tokio::test]
async fn m4_the_rotated_refresh_token_is_in_the_vault_when_the_access_token_is_given() {
    let c = client(Vault::memory()).await;
    let before = c.kept().await;
    c.tokens.access(EXCHANGE, None).await.unwrap();
    let after = c.kept().await;
    assert_ne!(before, after);
    // A new start finds it there and needs nothing else.
    let again =
        Tokens::new(Arc::clone(&c.scene.identity), c.scene.tenant.clone(), Arc::clone(&c.vault), KEY.to_owned());
    again.access(GRAPH, None).await.unwrap();
    assert!(signin::missing(&again.granted().await.unwrap()).is_empty());
}

#[tokio::test]
async fn m4_a_vault_that_cannot_be_written_gives_no_access_token() {
    let store = mock::Store::new().unwrap();
    let c = client(Vault::in_store(Arc::clone(&store) as _, "test")).await;
    let before = c.kept().await;
    let entry = store.build("test", "client/1#b0", None).unwrap();
    let cred: &mock::Cred = entry.as_any().downcast_ref().unwrap();
    cred.set_error(keyring_core::Error::NoStorageAccess("locked".into()));
    let error = c.tokens.access(EXCHANGE, None).await.unwrap_err();
    assert_eq!(error.code(), "keyring-locked");
    assert_eq!(c.kept().await, before);
    // Unlocked again, the old refresh token still serves.
    c.tokens.access(EXCHANGE, None).await.unwrap();
}

#[tokio::test]
async fn m4_many_askers_make_one_request() {
    let c = client(Vault::memory()).await;
    let before = c.scene.token_requests();
    let asks = (0..8).map(|_| {
        let tokens = c.tokens.clone();
        tokio::spawn(async move { tokens.access(EXCHANGE, None).await.unwrap() })
    });
    let mut seen = std::collections::BTreeSet::new();
    for ask in asks.collect::<Vec<_>>() {
        seen.insert(ask.await.unwrap().secret.expose_secret().to_owned());
    }
    assert_eq!(seen.len(), 1);
    assert_eq!(c.scene.token_requests(), before + 1);
}

#[tokio::test]
async fn m7_a_token_that_was_answered_401_is_replaced_once_for_everybody() {
    let c = client(Vault::memory()).await;
    let bad = c.tokens.access(GRAPH, None).await.unwrap();
    let (one, two) = tokio::join!(c.tokens.access(GRAPH, Some(&bad)), c.tokens.access(GRAPH, Some(&bad)));
    let (one, two) = (one.unwrap(), two.unwrap());
    assert_ne!(one.secret.expose_secret(), bad.secret.expose_secret());
    assert_eq!(one.secret.expose_secret(), two.secret.expose_secret());
    assert_eq!(c.scene.token_requests(), 2);
}

#[tokio::test]
async fn m4_a_caller_who_gives_up_does_not_lose_the_rotated_token() {
    let c = client(Vault::memory()).await;
    let before = c.kept().await;
    drop(tokio::time::timeout(std::time::Duration::ZERO, c.tokens.access(EXCHANGE, None)).await);
    // Queued behind the abandoned refresh, so it answers from its result.
    c.tokens.access(EXCHANGE, None).await.unwrap();
    assert_ne!(c.kept().await, before);
    assert_eq!(c.scene.token_requests(), 2);
}

#[tokio::test]
async fn m4_a_revoked_sign_in_is_told_and_asked_for_only_once() {
    let c = client(Vault::memory()).await;
    c.scene.practice.revoke(None);
    for _ in 0..3 {
        let error = c.tokens.access(EXCHANGE, None).await.unwrap_err();
        assert!(matches!(&error, SignInError::Revoked { refusal } if refusal.code == Some(50_173)), "{error}");
        assert!(error.needs_sign_in() && !error.is_transient());
        assert!(!error.hints().is_empty());
    }
    assert_eq!(c.scene.token_requests(), 2);
    let again = c.scene.sign_in().await;
    c.tokens.adopt(&again).await.unwrap();
    c.tokens.access(EXCHANGE, None).await.unwrap();
}

#[tokio::test]
async fn m3_permissions_that_were_taken_back_are_no_longer_named() {
    let c = client(Vault::memory()).await;
    c.tokens.access(EXCHANGE, None).await.unwrap();
    c.scene.practice.configure(|s| s.withhold_scopes = vec!["Domain.Read.All".into()]);
    let old = c.tokens.access(GRAPH, None).await.unwrap();
    c.tokens.access(GRAPH, Some(&old)).await.unwrap();
    assert_eq!(signin::missing(&c.tokens.granted().await.unwrap()), ["Domain.Read.All"]);
    c.scene.forget_consent().await;
    let exchange = c.tokens.access(EXCHANGE, None).await.unwrap();
    let error = c.tokens.access(EXCHANGE, Some(&exchange)).await.unwrap_err();
    assert_eq!(error.code(), "consent-missing");
    assert!(error.needs_sign_in());
    assert_eq!(signin::missing(&c.tokens.granted().await.unwrap()), ["Domain.Read.All", "Exchange.Manage"]);
}

#[tokio::test]
async fn m4_ninety_idle_days_end_the_sign_in_and_are_counted_down() {
    let c = client(Vault::memory()).await;
    let now = c.at;
    assert_eq!(c.tokens.days_left(now).await.unwrap(), Some(90));
    assert_eq!(c.tokens.days_left(now + 80 * DAY + 60).await.unwrap(), Some(10));
    assert_eq!(c.tokens.days_left(now + 200 * DAY).await.unwrap(), Some(0));
    c.scene.practice.configure(|s| s.advance_seconds = 91 * DAY);
    c.ahead.store(91 * DAY, Ordering::Relaxed);
    let error = c.tokens.access(GRAPH, None).await.unwrap_err();
    assert!(matches!(error, SignInError::Revoked { .. }), "{error}");
}

#[tokio::test]
async fn m4_signing_out_leaves_nothing_behind() {
    let c = client(Vault::memory()).await;
    c.tokens.forget().await.unwrap();
    assert!(c.vault.get(KEY).await.unwrap().is_none());
    assert_eq!(c.tokens.days_left(0).await.unwrap(), None);
    let error = c.tokens.access(GRAPH, None).await.unwrap_err();
    assert!(matches!(error, SignInError::NotSignedIn), "{error}");
    assert!(matches!(c.tokens.granted().await, Err(SignInError::NotSignedIn)));
}

#[tokio::test]
async fn r11_a_sign_in_to_another_tenant_is_not_adopted() {
    let c = client(Vault::memory()).await;
    let before = c.kept().await;
    let mut stranger = c.scene.sign_in().await;
    stranger.tenant_id = c.scene.practice.other_tenant_id().to_owned();
    let error = c.tokens.adopt(&stranger).await.unwrap_err();
    assert_eq!(error.code(), "wrong-tenant");
    assert_eq!(c.kept().await, before);
    assert!(check_tenant("ABC", "abc", "").is_ok());
}

#[tokio::test]
async fn b7_tokens_print_none_of_their_secrets() {
    let c = client(Vault::memory()).await;
    let token = c.tokens.access(GRAPH, None).await.unwrap();
    let printed = format!("{:?} {:?} {token:?}", c.tokens, c.vault);
    for secret in c.scene.practice.issued_secrets() {
        assert!(!printed.contains(&secret));
    }
}

#[tokio::test]
async fn m4_a_loop_that_microsoft_saw_ends_in_five_quiet_minutes() {
    let c = client(Vault::memory()).await;
    c.scene.practice.configure(|s| s.refuse = vec![refuse(50_196, None)]);
    let before = c.scene.token_requests();
    for ahead in [0, 1, 299] {
        c.ahead.store(ahead, Ordering::Relaxed);
        let error = c.tokens.access(EXCHANGE, None).await.unwrap_err();
        assert_eq!(error.code(), "too-many-requests");
        assert!(error.is_transient() && !error.needs_sign_in());
    }
    assert_eq!(c.scene.token_requests(), before + 1);
    // A token that is still good is given all the while.
    c.tokens.access(GRAPH, None).await.unwrap();
    c.ahead.store(300, Ordering::Relaxed);
    c.tokens.access(EXCHANGE, None).await.unwrap();
    assert_eq!(c.scene.token_requests(), before + 2);
}

#[tokio::test]
async fn m7_a_refresh_refused_with_claims_asks_for_a_person_and_leaves_the_sign_in_alive() {
    let c = client(Vault::memory()).await;
    let claims = r#"{"access_token":{"nbf":{"essential":true,"value":"1"}}}"#;
    c.scene.practice.configure(|s| {
        let unknown = practice::Refuse { error: Some("invalid_grant".into()), ..refuse(987_654, Some(claims)) };
        s.refuse = vec![refuse(50_076, Some(claims)), unknown];
    });
    let kept = c.kept().await;
    for _ in 0..2 {
        let error = c.tokens.access(EXCHANGE, None).await.unwrap_err();
        assert!(matches!(error, SignInError::Microsoft(_)), "{error}");
        assert_eq!(error.claims(), Some(claims));
        assert!(error.needs_sign_in());
    }
    assert_eq!(c.kept().await, kept);
    c.tokens.access(EXCHANGE, None).await.unwrap();
}

fn refuse(code: u32, claims: Option<&str>) -> practice::Refuse {
    practice::Refuse {
        at: practice::RefuseAt::Refresh,
        code,
        times: Some(1),
        suberror: None,
        claims: claims.map(str::to_owned),
        error: None,
        description: None,
    }
}
