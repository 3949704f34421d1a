//! M1, M2 and M3 against the practice cloud: other clouds, other devices, other people's approval, other homes.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

#[allow(dead_code)]
mod common;

use std::sync::Arc;
use std::time::Duration;

use common::{EXCHANGE, GRAPH, Scene, person, request, scene};
use practice::{Class, Consent, Failure, Fault, PlayOutcome, Refuse, RefuseAt};
use secrecy::ExposeSecret;
use signin::{ApprovalRequest, Identity, National, RefusalKind, SignInError, SignedIn, Tokens, Vault};
use tokio_util::sync::CancellationToken;

fn refuse(at: RefuseAt, code: u32) -> Refuse {
    Refuse { at, code, times: Some(1), suberror: None, claims: None, error: None, description: None }
}

#[tokio::test]
async fn m1_a_tenant_of_each_cloud_is_found_and_signed_in_to_where_it_lives() {
    let scene = scene().await;
    assert_eq!(scene.tenant.national(), Some(National::Global));
    for (domain, cloud, path) in [
        ("ashbrookcounty.example", National::Gcc, ""),
        ("ironvale.example", National::GccHigh, "/us"),
        ("fortmarlow.example", National::Dod, "/us"),
    ] {
        let tenant = scene.identity.discover(domain).await.unwrap();
        assert_eq!(tenant.national(), Some(cloud), "{domain}");
        let home = format!("{path}/{}/oauth2/v2.0/token", tenant.tenant_id);
        assert_eq!(tenant.token_endpoint.path(), home, "{domain}");
    }
    let unknown = scene.identity.discover("lotusbridge.example").await.unwrap_err();
    assert_eq!(unknown.code(), "tenant-not-found", "{unknown}");
    let mut china: url::Url = scene.practice.cloud().authority.parse().unwrap();
    china.set_path("/cn");
    let china = Identity::new(signin::http_client().unwrap(), china, scene.practice.cloud().client_id);
    assert_eq!(china.discover("lotusbridge.example").await.unwrap().national(), Some(National::China));
}

async fn approve(scene: &Scene, who: &practice::Person) -> (Result<(), SignInError>, PlayOutcome) {
    let asked = ApprovalRequest::new(signin::scopes(GRAPH, EXCHANGE));
    let pending = scene.identity.begin_approval(&scene.tenant, asked).await.unwrap();
    let url = pending.url().to_string();
    let (outcome, played) = tokio::join!(pending.wait(CancellationToken::new()), practice::play(&url, who));
    (outcome, played.unwrap())
}

/// A person finishes on another device while the program asks.
async fn device(scene: &Scene, who: &practice::Person) -> Result<SignedIn, SignInError> {
    scene.practice.configure(|s| s.device_interval = 1);
    let pending = scene.identity.begin_device(&scene.tenant, request()).await.unwrap();
    let (page, code) = (pending.verification_uri().to_string(), pending.user_code().to_owned());
    assert!(pending.message().contains(&code));
    assert!(pending.expires_in() > Duration::from_secs(800));
    let person = practice::play_device(&page, &code, who);
    let (outcome, played) = tokio::join!(pending.wait(CancellationToken::new()), person);
    played.unwrap();
    outcome
}

#[tokio::test]
async fn m3_an_administrator_approves_for_the_whole_tenant_and_a_reader_then_signs_in_unasked() {
    let scene = scene().await;
    let (outcome, played) = approve(&scene, &scene.admin()).await;
    outcome.unwrap();
    assert!(played.page_text.contains("approved"), "{}", played.page_text);
    assert_eq!(scene.token_requests(), 0, "an approval proves nothing and gives nothing");
    // Somebody who would refuse is not asked any more.
    let (outcome, _) = scene.play(&person(&scene.admin().account, Consent::Deny)).await;
    outcome.unwrap();
}

#[tokio::test]
async fn m3_a_refused_approval_is_told_in_its_own_words_although_it_says_admin_consent() {
    let scene = scene().await;
    let (outcome, played) = approve(&scene, &person(&scene.admin().account, Consent::Deny)).await;
    let error = outcome.unwrap_err();
    assert!(matches!(&error, SignInError::ApprovalRefused(r) if r.code == Some(65_004)), "{error}");
    assert!(played.callback_url.unwrap().contains("admin_consent=True"));
    assert!(played.page_text.contains("not approved"), "{}", played.page_text);
}

#[tokio::test]
async fn m3_an_approval_ends_with_its_time_or_when_it_is_cancelled_and_prints_no_secret() {
    let scene = scene().await;
    let begin = |limit| {
        let asked = ApprovalRequest { limit, ..ApprovalRequest::new(vec![]) };
        scene.identity.begin_approval(&scene.tenant, asked)
    };
    let pending = begin(Duration::from_millis(20)).await.unwrap();
    let state = pending.url().query_pairs().find(|(name, _)| name == "state").unwrap().1.into_owned();
    assert!(!format!("{pending:?}").contains(&state));
    let late = pending.wait(CancellationToken::new()).await.unwrap_err();
    assert!(matches!(late, SignInError::TimedOut { .. }), "{late}");
    let cancel = CancellationToken::new();
    cancel.cancel();
    let stopped = begin(Duration::from_secs(60)).await.unwrap().wait(cancel).await.unwrap_err();
    assert!(matches!(stopped, SignInError::Cancelled), "{stopped}");
}

#[tokio::test]
async fn m2_a_sign_in_on_another_device_is_as_good_as_one_in_the_browser() {
    let scene = scene().await;
    let signed_in = device(&scene, &scene.admin()).await.unwrap();
    assert_eq!(signed_in.tenant_id, scene.practice.tenant_id());
    assert_eq!(signed_in.account, scene.admin().account);
    assert_eq!(signed_in.guest_of, None);
    let vault = Arc::new(Vault::memory());
    let tokens = Tokens::new(Arc::clone(&scene.identity), scene.tenant.clone(), vault, "k".into());
    tokens.adopt(&signed_in).await.unwrap();
    // M4: refreshed like any other, with a rotated token.
    tokens.access(GRAPH, Some(&signed_in.access)).await.unwrap();
}

#[tokio::test]
async fn m2_a_sign_in_declined_on_the_other_device_is_told_as_such() {
    let scene = scene().await;
    let error = device(&scene, &person(&scene.admin().account, Consent::Deny)).await.unwrap_err();
    assert_eq!(error.code(), "device-declined", "{error}");
    assert!(!error.hints().is_empty() && error.refusal().is_some());
}

#[tokio::test]
async fn m7_a_network_that_comes_and_goes_only_delays_a_device_sign_in() {
    let scene = scene().await;
    let fault = |after, how| Fault { class: Class::Token, after, how, times: Some(1), retry_after: None };
    let faults = vec![fault(0, Failure::Reset), fault(0, Failure::BadGateway), fault(0, Failure::Html)];
    scene.practice.configure(|s| s.faults = faults);
    device(&scene, &scene.admin()).await.unwrap();
    assert!(scene.token_requests() >= 1);
}

#[tokio::test]
async fn m2_a_policy_against_device_codes_is_told_with_what_to_do_instead() {
    let scene = scene().await;
    scene.practice.configure(|s| s.refuse = vec![refuse(RefuseAt::Device, 53_003)]);
    let outcome = scene.identity.begin_device(&scene.tenant, request()).await;
    let error = match outcome {
        Err(error) => error,
        // Or at the first question for tokens.
        Ok(pending) => pending.wait(CancellationToken::new()).await.unwrap_err(),
    };
    assert_eq!(error.code(), "conditional-access", "{error}");
    assert!(error.hints()[0].contains("browser"), "{:?}", error.hints());
}

#[tokio::test]
async fn m2_a_device_sign_in_that_is_cancelled_stops_asking_and_prints_no_secret() {
    let scene = scene().await;
    let pending = scene.identity.begin_device(&scene.tenant, request()).await.unwrap();
    let printed = format!("{pending:?}");
    for secret in scene.practice.issued_secrets() {
        assert!(!printed.contains(&secret));
    }
    assert!(!printed.contains(pending.user_code()));
    let cancel = CancellationToken::new();
    let waiting = tokio::spawn(pending.wait(cancel.clone()));
    cancel.cancel();
    assert!(matches!(waiting.await.unwrap(), Err(SignInError::Cancelled)));
    assert_eq!(scene.token_requests(), 0);
}

#[tokio::test]
async fn r11_a_guest_and_a_partners_technician_sign_in_to_the_client_and_are_told_by_their_home() {
    let scene = scene().await;
    approve(&scene, &scene.admin()).await.0.unwrap();
    let partner = format!("partner@{}", scene.practice.other_tenant_domain());
    for (account, home) in
        [("pat@brightwater.example".to_owned(), None), (partner, Some(scene.practice.other_tenant_id()))]
    {
        let (outcome, played) = scene.play(&person(&account, Consent::Accept)).await;
        let signed_in = outcome.unwrap_or_else(|e| panic!("{account}: {e}\n{}", played.page_text));
        assert_eq!(signed_in.tenant_id, scene.practice.tenant_id(), "{account}");
        let guest_of = signed_in.guest_of.unwrap_or_else(|| panic!("{account}"));
        assert_ne!(guest_of, scene.practice.tenant_id(), "{account}");
        assert!(home.is_none_or(|home| home == guest_of), "{account}");
        assert!(!signed_in.object_id.is_empty());
        assert!(!signed_in.refresh_token.expose_secret().is_empty());
    }
}

#[tokio::test]
async fn m7_claims_that_a_code_is_refused_with_are_met_by_a_sign_in_that_carries_them() {
    let scene = scene().await;
    let claims = r#"{"access_token":{"acrs":{"essential":true,"value":"c1"}}}"#;
    let asked = Refuse { claims: Some(claims.to_owned()), ..refuse(RefuseAt::Code, 50_076) };
    scene.practice.configure(|s| s.refuse = vec![asked]);
    let (outcome, _) = scene.play(&scene.admin()).await;
    let error = outcome.unwrap_err();
    assert_eq!(error.claims(), Some(claims), "{error}");
    assert!(error.needs_sign_in());
    let again = signin::SignInRequest { claims: error.claims().map(str::to_owned), ..request() };
    let pending = scene.identity.begin(&scene.tenant, again).await.unwrap();
    let url = pending.authorize_url().to_string();
    let sent = pending.authorize_url().query_pairs().find(|(name, _)| name == "claims").unwrap().1.into_owned();
    assert_eq!(sent, claims);
    let admin = scene.admin();
    let (outcome, played) = tokio::join!(pending.wait(CancellationToken::new()), practice::play(&url, &admin));
    played.unwrap();
    outcome.unwrap();
}

#[tokio::test]
async fn m2_an_unknown_number_at_the_code_is_told_in_microsofts_own_words() {
    let scene = scene().await;
    let said = "The moon is in the wrong house.";
    let odd = Refuse { description: Some(said.to_owned()), ..refuse(RefuseAt::Code, 987_654) };
    scene.practice.configure(|s| s.refuse = vec![odd]);
    let error = scene.play(&scene.admin()).await.0.unwrap_err();
    let refusal = error.refusal().unwrap();
    assert_eq!((refusal.code, refusal.kind), (Some(987_654), RefusalKind::Other));
    let text = error.to_string();
    assert!(text.contains("The moon is in the wrong house.") && text.contains("AADSTS987654"), "{text}");
    assert!(refusal.correlation_id.as_ref().is_some_and(|id| text.contains(id.as_str())), "{text}");
}
