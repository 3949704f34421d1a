//! R11, M2 to M4: who may sign in, and what is left of it.

use std::sync::atomic::Ordering;

use practice::Consent;
use serde_json::json;

use super::stage::*;
use crate::{EngineError, FaultSort, SignInState};

#[tokio::test]
async fn m3_a_sign_in_ends_in_a_receipt_with_names_and_nothing_missing() {
    let stage = Stage::new().await;
    let client = stage.add("Larkfield", None).await.unwrap();
    let receipt = stage.sign_in(client, ADMIN).await.unwrap();
    assert_eq!((receipt.account.as_str(), receipt.missing.len()), (ADMIN, 0));
    assert_eq!(receipt.tenant.name.as_deref(), Some("Larkfield Foods"));
    assert_eq!(receipt.tenant.initial_domain.as_deref(), Some("larkfieldfoods.onmicrosoft.com"));
    assert_eq!(receipt.tenant.typed, DOMAINS[0]);
    assert!(matches!(stage.engine.sign_in_state(client), SignInState::Done(_)));
}

#[tokio::test]
async fn m3_a_permission_that_was_not_granted_is_named() {
    let stage = Stage::new().await;
    stage.practice.configure(|settings| settings.withhold_scopes = vec!["OrgContact.Read.All".to_owned()]);
    let client = stage.add("Larkfield", None).await.unwrap();
    let receipt = stage.sign_in(client, ADMIN).await.unwrap();
    assert_eq!(receipt.missing, ["OrgContact.Read.All"]);
}

#[tokio::test]
async fn r11_an_account_of_another_tenant_is_refused_with_both_names_and_nothing_is_stored() {
    let stage = Stage::new().await;
    let client = stage.add("Larkfield", Some(DOMAINS[0])).await.unwrap();
    stage.practice.configure(|settings| {
        settings.next_token = json!({ "tenant": "other" }).as_object().cloned();
    });
    let refused = stage.sign_in(client, ADMIN).await.unwrap_err();
    let fault = refused.fault();
    assert_eq!((fault.code.as_str(), fault.sort), ("wrong-tenant", FaultSort::Refused));
    assert_eq!(fault.facts["expected-id"], stage.practice.tenant_id());
    assert_eq!(fault.facts["got-id"], stage.practice.other_tenant_id());
    assert_eq!(fault.facts["expected"], DOMAINS[0], "its name is known after the first sign-in only");
    assert_eq!(fault.facts["got"], "Juniper Harbour Logistics");
    assert!(
        fault.message.contains("belongs to Juniper Harbour Logistics, but Larkfield is connected to larkfield.example"),
        "{}",
        fault.message
    );
    let record = stage.engine.client(client).await.unwrap().record;
    assert_eq!((record.sign_in, record.tenant.and_then(|tenant| tenant.name)), (None, None));
    let again = stage.engine.fetch(client, false).await.unwrap_err().fault();
    assert_eq!((again.code.as_str(), again.sort), ("not-signed-in", FaultSort::SignInNeeded));
}

#[tokio::test]
async fn r11_a_tenant_that_another_client_has_is_refused_with_that_clients_name() {
    let stage = Stage::new().await;
    stage.add("Larkfield", Some(DOMAINS[0])).await.unwrap();
    let named = stage.add("Second", Some(DOMAINS[1])).await.unwrap_err().fault();
    assert_eq!((named.code.as_str(), named.facts["by"].as_str()), ("tenant-taken", "Larkfield"));
    let client = stage.add("Second", None).await.unwrap();
    let found = stage.engine.discover(client, DOMAINS[1]).await.unwrap();
    assert_eq!(found.taken_by.as_deref(), Some("Larkfield"));
    let signed = stage.sign_in(client, ADMIN).await.unwrap_err();
    assert!(matches!(signed.origin(), EngineError::TenantTaken { by } if by == "Larkfield"), "{signed}");
}

#[tokio::test]
async fn m2_a_sign_in_can_be_cancelled_and_begun_anew() {
    let stage = Stage::new().await;
    let client = stage.add("Larkfield", Some(DOMAINS[0])).await.unwrap();
    assert!(matches!(stage.engine.sign_in_state(client), SignInState::Idle));
    let waiting = stage.engine.sign_in_start(client, None, false).await.unwrap();
    let SignInState::Waiting { address, since, until } = waiting else { panic!("{waiting:?}") };
    assert!((295..=300).contains(&until.duration_since(since).as_secs()));
    assert!(!format!("{:?}", stage.engine.sign_in_state(client)).contains(address.expose()));
    stage.engine.sign_in_cancel(client);
    let ended = tokio::time::timeout(DEADLINE, stage.engine.sign_in_ended(client)).await.unwrap().unwrap_err();
    assert_eq!(ended.fault().code, "cancelled");
    assert!(matches!(stage.engine.sign_in_open_again(client), Err(EngineError::NoSignInWaits { .. })));
    stage.sign_in(client, ADMIN).await.unwrap();
}

#[tokio::test]
async fn m2_denied_consent_has_its_own_words() {
    let stage = Stage::new().await;
    let client = stage.add("Larkfield", Some(DOMAINS[0])).await.unwrap();
    stage.host.at_the_browser(ADMIN, Consent::Deny);
    stage.engine.sign_in_start(client, None, true).await.unwrap();
    let ended = tokio::time::timeout(DEADLINE, stage.engine.sign_in_ended(client)).await.unwrap().unwrap_err();
    assert_eq!(ended.fault().code, "consent-refused");
}

#[tokio::test]
async fn m4_signing_out_forgets_the_token() {
    let (stage, client) = Stage::fetched().await;
    stage.engine.sign_out(client).await.unwrap();
    assert!(stage.engine.client(client).await.unwrap().receipt.is_none());
    assert_eq!(stage.engine.fetch(client, false).await.unwrap_err().fault().code, "not-signed-in");
    assert!(stage.engine.vault().get(&format!("client-{client}")).await.unwrap().is_none());
}

#[tokio::test]
async fn m4_a_revoked_sign_in_leads_to_signing_in_again() {
    let (stage, client) = Stage::fetched().await;
    stage.practice.revoke(None);
    stage.practice.configure(|settings| settings.advance_seconds = 7200);
    let fault = stage.engine.fetch(client, false).await.unwrap_err().fault();
    assert_eq!(fault.sort, FaultSort::SignInNeeded, "{fault:?}");
}

#[tokio::test]
async fn m9_without_a_client_id_no_sign_in_starts() {
    let stage = Stage::new().await;
    let mut unregistered = cloud(&stage.practice);
    unregistered.client_id = None;
    let dir = tempfile::tempdir().unwrap();
    let engine = open(dir.path(), unregistered, TestHost::new(), &Hand::default()).await.unwrap();
    let client = engine.add_client(newcomer("Larkfield", Some(DOMAINS[0]))).await.unwrap();
    let refused = engine.sign_in_start(client, None, false).await.unwrap_err();
    assert_eq!(refused.fault().code, "registration-needed");
}

#[tokio::test]
async fn m2_a_sign_in_goes_on_where_no_browser_can_be_opened() {
    let stage = Stage::new().await;
    let client = stage.add("Larkfield", Some(DOMAINS[0])).await.unwrap();
    stage.host.at_the_browser(ADMIN, Consent::Accept);
    stage.host.no_browser.store(true, Ordering::SeqCst);
    let begun = stage.engine.sign_in_start(client, None, true).await.unwrap();
    assert!(matches!(begun, SignInState::Waiting { .. }), "{begun:?}");
    assert_eq!(stage.engine.sign_in_open_again(client).unwrap_err().fault().code, "browser");
    stage.host.no_browser.store(false, Ordering::SeqCst);
    stage.engine.sign_in_open_again(client).unwrap();
    let receipt = tokio::time::timeout(DEADLINE, stage.engine.sign_in_ended(client)).await.unwrap().unwrap();
    assert_eq!(receipt.account, ADMIN);
}
