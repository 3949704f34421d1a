//! M2 to M4: approval for the whole tenant, a code for another device, challenges, and what an account may really read.

use practice::{Class, Consent, Failure, Fault, Person, Refuse, RefuseAt, play_device};

use super::stage::*;
use crate::{FaultSort, SignInState};

fn person(account: &str, consent: Consent) -> Person {
    Person { account: account.to_owned(), consent }
}

#[tokio::test]
async fn m2_an_administrator_approves_for_the_whole_tenant_and_then_a_reader_signs_in() {
    let stage = Stage::new().await;
    let client = stage.add("Larkfield", Some(DOMAINS[0])).await.unwrap();
    stage.approve(client).await;
    assert!(matches!(stage.engine.sign_in_state(client), SignInState::Approved));
    let record = stage.engine.client(client).await.unwrap().record;
    assert_eq!(record.sign_in, None, "an approval proves nothing and signs nobody in");
    let receipt = stage.sign_in(client, "reader@larkfield.example").await.unwrap();
    assert_eq!(receipt.missing, Vec::<String>::new());
}

#[tokio::test]
async fn m2_an_approval_that_is_denied_or_cancelled_says_so() {
    let stage = Stage::new().await;
    let client = stage.add("Larkfield", Some(DOMAINS[0])).await.unwrap();
    stage.host.at_the_browser(ADMIN, Consent::Deny);
    stage.engine.approval_start(client, None, true).await.unwrap();
    let denied = tokio::time::timeout(DEADLINE, stage.engine.approval_ended(client)).await.unwrap().unwrap_err();
    assert_eq!(denied.fault().code, "approval-refused");
    stage.engine.approval_start(client, None, false).await.unwrap();
    stage.engine.sign_in_cancel(client);
    let ended = tokio::time::timeout(DEADLINE, stage.engine.approval_ended(client)).await.unwrap().unwrap_err();
    assert_eq!(ended.fault().code, "cancelled");
}

#[tokio::test]
async fn m2_a_code_typed_on_another_device_signs_in_here() {
    let stage = Stage::new().await;
    stage.practice.configure(|settings| settings.device_interval = 1);
    let client = stage.add("Larkfield", Some(DOMAINS[0])).await.unwrap();
    stage.approve(client).await;
    let begun = stage.engine.device_sign_in_start(client, None, false).await.unwrap();
    let SignInState::Device { user_code, verification_uri, .. } = begun else { panic!("{begun:?}") };
    play_device(&verification_uri, &user_code, &person(ADMIN, Consent::Accept)).await.unwrap();
    let receipt = tokio::time::timeout(DEADLINE, stage.engine.sign_in_ended(client)).await.unwrap().unwrap();
    assert_eq!(receipt.account, ADMIN);
    stage.engine.fetch(client, false).await.unwrap();
}

#[tokio::test]
async fn m2_a_code_that_is_declined_or_forbidden_has_its_own_words() {
    let stage = Stage::new().await;
    stage.practice.configure(|settings| settings.device_interval = 1);
    let client = stage.add("Larkfield", Some(DOMAINS[0])).await.unwrap();
    let begun = stage.engine.device_sign_in_start(client, None, false).await.unwrap();
    let SignInState::Device { user_code, verification_uri, .. } = begun else { panic!("{begun:?}") };
    play_device(&verification_uri, &user_code, &person(ADMIN, Consent::Deny)).await.unwrap();
    let declined = tokio::time::timeout(DEADLINE, stage.engine.sign_in_ended(client)).await.unwrap().unwrap_err();
    assert_eq!(declined.fault().code, "device-declined");
    stage.practice.configure(|settings| settings.refuse = vec![refuse(RefuseAt::Device, 53003)]);
    let refused = match stage.engine.device_sign_in_start(client, None, false).await {
        Err(error) => error,
        Ok(_) => tokio::time::timeout(DEADLINE, stage.engine.sign_in_ended(client)).await.unwrap().unwrap_err(),
    };
    assert_eq!(refused.fault().code, "conditional-access");
}

fn refuse(at: RefuseAt, code: u32) -> Refuse {
    Refuse { at, code, times: None, suberror: None, claims: None, error: None, description: None }
}

fn challenge() -> Fault {
    Fault { class: Class::Users, after: 0, how: Failure::Claims, times: None, retry_after: None }
}

#[tokio::test]
async fn m4_a_challenge_marks_the_client_and_the_next_sign_in_answers_it() {
    let (stage, client) = Stage::applied().await;
    stage.practice.configure(|settings| settings.faults = vec![challenge()]);
    let fault = stage.engine.sync(client).await.unwrap_err().fault();
    assert_eq!((fault.code.as_str(), fault.sort), ("claims-challenge", FaultSort::SignInNeeded));
    let status = stage.engine.client(client).await.unwrap();
    assert_eq!(status.problem.unwrap().sort, FaultSort::SignInNeeded, "the cockpit says re-authorise");
    let next = status.record.schedule.next_sync.unwrap().duration_since(stage.engine.now());
    assert!(next.as_secs() > 3000, "nobody is asked again in vain before a person came: {next}");

    stage.sign_in(client, ADMIN).await.unwrap();
    let status = stage.engine.client(client).await.unwrap();
    assert_eq!(status.problem, None);
    assert!(status.record.schedule.next_sync.unwrap() <= stage.engine.now(), "the schedule goes on at once");
    stage.engine.sync(client).await.unwrap();
    let state = stage.engine.sign_in_start(client, None, false).await.unwrap();
    let SignInState::Waiting { address, .. } = state else { panic!("{state:?}") };
    assert!(!address.expose().contains("claims="), "it was answered");
}

#[tokio::test]
async fn m4_a_challenge_outlives_the_program() {
    let (stage, client) = Stage::applied().await;
    stage.practice.configure(|settings| settings.faults = vec![challenge()]);
    stage.engine.fetch(client, true).await.unwrap_err();
    let waiting = |state| match state {
        SignInState::Waiting { address, .. } => address.expose().to_owned(),
        other => panic!("{other:?}"),
    };
    let address = waiting(stage.engine.sign_in_start(client, None, false).await.unwrap());
    assert!(address.contains("claims="), "{address}");
    stage.engine.close().await;
    let again = open(stage.dir.path(), cloud(&stage.practice), TestHost::new(), &stage.hand).await.unwrap();
    let address = waiting(again.sign_in_start(client, None, false).await.unwrap());
    assert!(address.contains("claims="), "{address}");
}

#[tokio::test]
async fn m3_the_receipt_says_what_the_account_may_really_read() {
    let stage = Stage::new().await;
    let client = stage.add("Larkfield", Some(DOMAINS[0])).await.unwrap();
    let receipt = stage.sign_in(client, ADMIN).await.unwrap();
    let seen: Vec<_> = receipt.checks.iter().map(|check| (check.what.as_str(), check.ok)).collect();
    let all = ["organization", "domains", "users", "groups", "contacts", "exchange"].map(|what| (what, true));
    assert_eq!(seen, all);
    assert_eq!(receipt.guest_of, None);

    let receipt = stage.sign_in(client, "auditor@larkfield.example").await.unwrap();
    let refused: Vec<_> = receipt.checks.iter().filter(|check| !check.ok).collect();
    assert_eq!(refused.len(), 1, "{refused:?}");
    assert_eq!(refused[0].what, "exchange");
    let why = refused[0].why.as_deref().unwrap();
    assert!(why.contains("the role Exchange Administrator or Global Reader"), "{why}");
    assert!(why.contains("which is a guess"), "{why}");
    let read = stage.engine.fetch(client, true).await.unwrap();
    assert!(read.counts.recipients > 0, "it is usable all the same");
}

#[tokio::test]
async fn m3_a_guest_and_a_partner_are_shown_with_their_home() {
    let stage = Stage::new().await;
    let client = stage.add("Larkfield", Some(DOMAINS[0])).await.unwrap();
    // Neither of them may approve here.
    stage.approve(client).await;
    for account in ["pat@brightwater.example", "partner@juniperharbour.example"] {
        let receipt = stage.sign_in(client, account).await.unwrap_or_else(|error| panic!("{account}: {error}"));
        let domain = account.split_once('@').unwrap().1;
        assert_eq!(receipt.guest_of.as_deref(), Some(domain), "{account}");
        assert_eq!(receipt.tenant.id.to_string(), stage.practice.tenant_id());
    }
}
