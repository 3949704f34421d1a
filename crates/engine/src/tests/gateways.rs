//! G1, G3: a client on Mail Assure, another gateway for a client, what a person sets by hand, Microsoft's ranges.

use std::collections::BTreeMap;

use gateway::{Credentials, Setting};
use model::Owner;
use model::plan::Hold;
use practice::Practice;
use secrecy::ExposeSecret;
use store::{ClientId, HandQuery, HandValue, PlanQuery};

use super::faulty::*;
use super::stage::*;
use crate::{AddClient, Approval, FaultSort, GatewayTry};

const MSP: usize = 0;
const OTHER: usize = 1;

fn panel(practice: &Practice) -> String {
    format!("mail-assure:{}", practice.panel_url())
}

fn credentials(practice: &Practice, account: usize) -> Credentials {
    let account = &practice.panel_accounts()[account];
    Credentials { user: account.user.clone(), password: account.password.clone().into() }
}

fn to_panel(practice: &Practice) -> GatewayTry {
    GatewayTry { gateway: Some(panel(practice)), credentials: Some(credentials(practice, MSP)) }
}

/// A client whose gateway is the panel, signed in, read and with every domain selected.
pub async fn on_panel() -> (Stage, ClientId) {
    let stage = Stage::new().await;
    let add = AddClient {
        gateway: panel(&stage.practice),
        credentials: Some(credentials(&stage.practice, MSP)),
        ..newcomer("Larkfield", Some(DOMAINS[0]))
    };
    let client = stage.engine.add_client(add).await.unwrap();
    stage.sign_in(client, ADMIN).await.unwrap();
    stage.engine.fetch(client, false).await.unwrap();
    stage.select(client, &DOMAINS, true).await;
    (stage, client)
}

/// What the vault holds of a client's gateway.
async fn kept(stage: &Stage, client: ClientId) -> Option<String> {
    let kept = stage.engine.vault().get(&format!("gateway/{client}")).await.unwrap();
    kept.map(|secret| secret.expose_secret().to_owned())
}

fn all() -> HandQuery {
    HandQuery { limit: 500, ..HandQuery::default() }
}

#[tokio::test]
async fn g3_a_client_on_mail_assure_is_planned_applied_done_by_hand_and_then_needs_nothing() {
    let (stage, client) = on_panel().await;
    let plan = stage.engine.make_plan(client).await.unwrap();
    let told = stage.engine.by_hand_of_plan(client, plan.id).await.unwrap();
    assert_eq!(told[&Setting::Mailbox], plan.counts.created, "G1: told before it is applied");
    assert_eq!(told[&Setting::RejectUnlisted], plan.counts.domains);

    let run = stage.apply(client, &plan, Approval::All).await.unwrap();
    assert_eq!((run.failed, &run.problem, run.verified), (0, &None, Some(run.done)));
    let there = stage.practice.panel_domains();
    assert!(DOMAINS.iter().all(|domain| there[*domain].owner == "msp@practice.example"));
    assert!(!there[DOMAINS[0]].networks.is_empty(), "R8");

    let listed = stage.engine.by_hand(client, all()).await.unwrap();
    let counts: BTreeMap<String, u32> = told.iter().map(|(setting, n)| (setting.as_str().to_owned(), *n)).collect();
    assert_eq!(listed.waiting, counts, "after it the list says the same");
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("mailboxes.csv");
    stage.engine.by_hand_csv_file(client, file.clone()).await.unwrap();
    let csv = std::fs::read_to_string(&file).unwrap();
    assert!(csv.starts_with("address,local part,domain,filtered,archived,distribution list,timezone,"), "{csv}");
    assert!(csv.lines().count() > usize::try_from(plan.counts.created).unwrap(), "{csv}");

    let done = stage.engine.by_hand_done(client, None, None).await.unwrap();
    assert_eq!(done, listed.total);
    let rows = stage.engine.by_hand(client, HandQuery { done: true, ..all() }).await.unwrap().rows;
    assert!(rows.iter().all(|row| row.done.as_ref().is_some_and(|(_, who)| who == PERSON)));
    assert_eq!(stage.engine.gateway_info(client).await.unwrap().by_hand, 0);

    stage.practice.panel_count_anew();
    let again = stage.engine.sync(client).await.unwrap();
    assert_eq!((again.plan.counts.total(), again.run), (0, None));
    let calls = stage.practice.panel_counts().calls;
    for n in 0..20 {
        stage.practice.upsert_user(&format!("more{n}@larkfield.example"), &practice::Edit::default()).unwrap();
    }
    stage.engine.fetch(client, false).await.unwrap();
    assert_eq!(stage.plan_and_apply(client, Approval::All).await.1.done, 20);
    stage.practice.panel_count_anew();
    let more = stage.engine.sync(client).await.unwrap();
    assert_eq!((more.plan.counts.total(), more.run), (0, None));
    assert_eq!(stage.practice.panel_counts().calls, calls, "calls are as many as domains want, whatever they hold");
}

#[tokio::test]
async fn r4_g1_a_domain_that_the_panel_had_before_is_told_and_its_mailboxes_get_no_services_from_the_list() {
    let (stage, client) = on_panel().await;
    stage.practice.panel_edit(|domains| {
        let ours = domains.entry(DOMAINS[0].to_owned()).or_default();
        (ours.owner, ours.routes) = ("msp@practice.example".to_owned(), vec!["mx.hand.example:25".to_owned()]);
        ours.email_aliases.insert("hand".to_owned(), "member".to_owned());
    });
    let (_, run) = stage.plan_and_apply(client, Approval::All).await;
    assert_eq!(
        (run.failed, &run.problem, run.verified),
        (0, &None, Some(run.done)),
        "R15: what was there is no failure"
    );
    let rows = stage.engine.by_hand(client, all()).await.unwrap().rows;
    let told: Vec<_> = rows.iter().filter(|row| row.domain && row.setting == "mailbox").collect();
    assert_eq!(told.iter().map(|row| row.key.as_str()).collect::<Vec<_>>(), [DOMAINS[0]]);
    stage.engine.by_hand_done(client, Some(vec![told[0].id]), None).await.unwrap();
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("mailboxes.csv");
    stage.engine.by_hand_csv_file(client, file.clone()).await.unwrap();
    let csv = std::fs::read_to_string(&file).unwrap();
    let given =
        |domain: &str, cells: &str| csv.lines().filter(|line| line.contains(&format!(",{domain},{cells}"))).count();
    assert!(given(DOMAINS[0], ",,") > 0 && given(DOMAINS[0], "true,") + given(DOMAINS[0], "false,") == 0, "{csv}");
    assert!(given(DOMAINS[1], "true,") > 0 && given(DOMAINS[1], ",,") == 0, "{csv}");
}

#[tokio::test]
async fn g1_a_later_change_takes_the_place_of_a_wish_and_what_was_done_waits_again() {
    let (stage, client) = on_panel().await;
    stage.plan_and_apply(client, Approval::All).await;
    stage.engine.by_hand_done(client, None, None).await.unwrap();
    let renamed = practice::Edit { primary: Some("milo.embers@larkfield.example".to_owned()), ..Default::default() };
    stage.practice.upsert_user("member@larkfield.example", &renamed).unwrap();
    stage.engine.fetch(client, false).await.unwrap();
    let (_, run) = stage.plan_and_apply(client, Approval::All).await;
    let window = stage.engine.by_hand(client, all()).await.unwrap();
    assert_eq!(window.rows.len(), 1, "{:?}", window.rows);
    let row = &window.rows[0];
    assert_eq!((row.key.as_str(), row.setting.as_str()), ("milo.embers@larkfield.example", "mailbox"));
    let HandValue::Mailbox { listed: true, previous: Some(previous), .. } = &row.value else { panic!("{row:?}") };
    assert_eq!(previous, "member@larkfield.example");

    let undo = stage.engine.undo(client, run.id, None).await.unwrap();
    stage.apply(client, &undo, Approval::All).await.unwrap();
    let window = stage.engine.by_hand(client, all()).await.unwrap();
    assert_eq!((window.rows.len(), window.rows[0].key.as_str()), (1, "member@larkfield.example"));
    assert_ne!(window.rows[0].id, row.id, "who looked at the old wish does not answer for the new one");
}

#[tokio::test]
async fn g1_another_gateway_is_compared_dry_and_begins_anew_and_back_again() {
    let (stage, client) = Stage::applied().await;
    let local = stage.whole_gateway().await;
    let run = stage.engine.history(client).await.unwrap().remove(0);
    stage.practice.panel_edit(|domains| {
        domains.entry(DOMAINS[1].to_owned()).or_default().owner = "other@practice.example".to_owned();
    });
    let before = stage.practice.panel_domains();
    let compared = stage.engine.gateway_compare(client, to_panel(&stage.practice)).await.unwrap();
    assert!(compared.moves && compared.recipients.is_none(), "the panel cannot tell whom it has");
    let owners: Vec<_> = compared.domains.iter().map(|domain| domain.owner.clone()).collect();
    let another = owners.iter().filter(|owner| matches!(owner, Some(Owner::Another(_)))).count();
    assert_eq!((another, owners.iter().filter(|owner| owner.is_none()).count()), (1, 2), "R15 is seen beforehand");
    assert_eq!(stage.practice.panel_domains(), before, "nothing was made");

    let info = stage.engine.gateway_change(client, to_panel(&stage.practice)).await.unwrap();
    assert_eq!((info.user.as_deref(), info.identity), (Some("msp@practice.example"), None));
    let refused = stage.engine.undo(client, run.id, None).await.unwrap_err().fault();
    assert_eq!((refused.code.as_str(), refused.sort), ("other-gateway", FaultSort::Refused));
    let plan = stage.engine.make_plan(client).await.unwrap();
    assert_eq!((plan.counts.domains, plan.notices.len()), (2, 1), "the foreign domain is skipped: {:?}", plan.notices);
    let run = stage.apply(client, &plan, Approval::All).await.unwrap();
    assert_eq!((run.failed, run.problem), (0, None));
    assert_eq!(stage.whole_gateway().await, local, "what was applied before stays in the former gateway");

    let back = GatewayTry { gateway: Some("local".to_owned()), credentials: None };
    let compared = stage.engine.gateway_compare(client, back.clone()).await.unwrap();
    let sum = compared.recipients.unwrap();
    assert_eq!((sum.missing, sum.gateway_only), (0, 0), "{sum:?}");
    assert_eq!(usize::try_from(sum.same + sum.different).unwrap(), local.len(), "{sum:?}");
    let info = stage.engine.gateway_change(client, back).await.unwrap();
    assert_eq!((info.by_hand, info.user), (0, None), "with the gateway its list and its credentials go");
    assert!(kept(&stage, client).await.is_none());
    assert!(stage.engine.make_plan(client).await.unwrap().counts.created == 0, "who is there is adopted");
}

#[tokio::test]
async fn g1_a_gateway_stays_while_a_run_is_under_way() {
    let (stage, client) = Stage::chosen().await;
    let gated = std::sync::Arc::new(Faulty::gated(stage.gateway()));
    stage.engine.0.gateways.replace(client, gated.clone());
    let plan = stage.engine.make_plan(client).await.unwrap();
    let run = stage.engine.apply(client, order(&plan, Approval::None)).await.unwrap();
    let refused = stage.engine.gateway_change(client, to_panel(&stage.practice)).await.unwrap_err().fault();
    assert_eq!((refused.code.as_str(), refused.sort), ("gateway-in-use", FaultSort::Refused));
    stage.engine.run_cancel(client, run.id).await.unwrap();
    gated.gate.as_ref().unwrap().notify_one();
    tokio::time::timeout(DEADLINE, stage.engine.run_ended(client, run.id)).await.unwrap().unwrap();
}

#[tokio::test]
async fn b7_credentials_are_kept_in_the_vault_alone_and_go_with_the_client() {
    let (stage, client) = on_panel().await;
    let secret = stage.practice.panel_accounts()[MSP].password.clone();
    stage.plan_and_apply(client, Approval::All).await;
    for entry in std::fs::read_dir(stage.dir.path()).unwrap() {
        let path = entry.unwrap().path();
        let bytes = std::fs::read(&path).unwrap_or_default();
        assert!(!bytes.windows(secret.len()).any(|part| part == secret.as_bytes()), "{}", path.display());
    }
    assert!(kept(&stage, client).await.is_some());
    stage.engine.remove_client(client).await.unwrap();
    assert!(kept(&stage, client).await.is_none());
    let without = AddClient { gateway: panel(&stage.practice), ..newcomer("Orchard", None) };
    let refused = stage.engine.add_client(without).await.unwrap_err().fault();
    assert_eq!((refused.code.as_str(), refused.sort), ("gateway-credentials-needed", FaultSort::Usage));
}

#[tokio::test]
async fn b5_r15_a_domain_of_a_panel_that_cannot_tell_its_mailboxes_goes_only_by_a_persons_word() {
    let (stage, client) = on_panel().await;
    let (_, run) = stage.plan_and_apply(client, Approval::All).await;
    let undo = stage.engine.undo(client, run.id, None).await.unwrap();
    let held = PlanQuery { held: Some(true), limit: 500, ..PlanQuery::default() };
    let held = stage.engine.plan_window(client, undo.id, held).await.unwrap().rows;
    let why: Vec<_> = held.iter().map(|row| (row.key.as_str(), row.step.held)).collect();
    assert_eq!(why.len(), DOMAINS.len(), "{why:?}");
    assert!(DOMAINS.iter().all(|domain| why.contains(&(domain, Some(Hold::DomainOut)))), "{why:?}");
    stage.apply_typed(client, &undo, Approval::None).await.unwrap();
    assert_eq!(stage.practice.panel_domains().len(), DOMAINS.len(), "what people made there stays");

    let undo = stage.engine.undo(client, run.id, None).await.unwrap();
    let undone = stage.apply_typed(client, &undo, Approval::All).await.unwrap();
    assert_eq!((undone.failed, &undone.problem), (0, &None));
    assert!(stage.practice.panel_domains().is_empty(), "a person said so");
}

#[tokio::test]
async fn b7_a_change_or_removal_that_the_store_refuses_leaves_the_credentials_of_the_gateway_that_stays() {
    let (stage, client) = on_panel().await;
    stage.plan_and_apply(client, Approval::All).await;
    let (before, signed_in) = (kept(&stage, client).await.unwrap(), format!("client-{client}"));
    let store = rusqlite::Connection::open(stage.dir.path().join("tenantry.db")).unwrap();
    for doing in ["UPDATE OF gateway", "DELETE"] {
        let name = doing.split(' ').next().unwrap();
        let refuses =
            format!("CREATE TRIGGER refuses_{name} BEFORE {doing} ON client BEGIN SELECT RAISE(ABORT, 'no'); END");
        store.execute_batch(&refuses).unwrap();
    }
    let other = GatewayTry { credentials: Some(credentials(&stage.practice, OTHER)), ..to_panel(&stage.practice) };
    let local = GatewayTry { gateway: Some("local".to_owned()), credentials: None };
    for wanted in [other.clone(), local] {
        assert!(stage.engine.gateway_change(client, wanted).await.is_err());
        assert_eq!(kept(&stage, client).await.as_ref(), Some(&before));
    }
    assert!(stage.engine.remove_client(client).await.is_err());
    assert_eq!(kept(&stage, client).await.as_ref(), Some(&before));
    assert!(stage.engine.vault().get(&signed_in).await.unwrap().is_some(), "its sign-in, too");
    store.execute_batch("DROP TRIGGER refuses_UPDATE; DROP TRIGGER refuses_DELETE").unwrap();
    assert!(stage.engine.sync(client).await.is_ok(), "the former gateway is used on");
    stage.engine.gateway_change(client, other).await.unwrap();
    assert_ne!(kept(&stage, client).await.as_ref(), Some(&before));
}

#[tokio::test]
async fn b7_credentials_are_shown_to_no_other_gateway_than_the_one_they_were_given_for() {
    let (stage, client) = on_panel().await;
    // As if the program had ended between the vault and the store.
    stage.engine.0.store.rename_gateway(client, "mail-assure:https://other.example").unwrap();
    stage.engine.0.gateways.forget(client);
    let fault = stage.engine.make_plan(client).await.unwrap_err().fault();
    assert_eq!(fault.code, "gateway-credentials-needed");
}

#[tokio::test]
async fn g1_a_folder_that_cannot_be_made_is_refused_before_anything_is_forgotten() {
    let (stage, client) = Stage::applied().await;
    let (before, run) = (stage.state(client).await, stage.engine.history(client).await.unwrap().remove(0));
    let file = stage.dir.path().join("file");
    std::fs::write(&file, "x").unwrap();
    let there = [format!("local:{}", file.join("sub").display()), format!("local:{}", file.display())];
    for text in there.into_iter().chain(["local:relative/dir".to_owned()]) {
        let wanted = GatewayTry { gateway: Some(text.clone()), credentials: None };
        assert!(stage.engine.gateway_test(client, wanted.clone()).await.is_err(), "{text}");
        assert!(stage.engine.gateway_change(client, wanted).await.is_err(), "{text}");
    }
    assert_eq!(stage.state(client).await, before);
    assert!(stage.engine.undo(client, run.id, None).await.is_ok(), "it is still the gateway of that run");
    assert!(!std::path::Path::new("relative").exists());
}

#[tokio::test]
async fn b2_credentials_of_another_account_do_not_slip_in_without_the_gateway_being_named() {
    let (stage, client) = on_panel().await;
    stage.engine.make_plan(client).await.unwrap();
    let wrong = Credentials { user: "msp@practice.example".to_owned(), password: "wrong".to_owned().into() };
    let refused = GatewayTry { gateway: None, credentials: Some(wrong) };
    let fault = stage.engine.gateway_change(client, refused).await.unwrap_err().fault();
    assert_eq!((fault.code.as_str(), fault.sort), ("gateway-credentials", FaultSort::Outside));
    assert!(!fault.message.contains("wrong") && fault.detail.is_none_or(|detail| !detail.contains("wrong")));
    let other = GatewayTry { gateway: None, credentials: Some(credentials(&stage.practice, OTHER)) };
    let fault = stage.engine.gateway_change(client, other).await.unwrap_err().fault();
    assert_eq!((fault.code.as_str(), fault.sort), ("gateway-changed", FaultSort::Refused));
    let same = GatewayTry { gateway: None, credentials: Some(credentials(&stage.practice, MSP)) };
    assert!(stage.engine.gateway_change(client, same).await.unwrap().identity.is_some(), "nothing was forgotten");
    let contact = format!("{}?contact=post@msp.example", panel(&stage.practice));
    let told = GatewayTry { gateway: Some(contact.clone()), credentials: Some(credentials(&stage.practice, MSP)) };
    let info = stage.engine.gateway_change(client, told).await.unwrap();
    assert_eq!(
        (info.address, info.identity.is_some()),
        (contact, true),
        "the same gateway, with a contact from now on"
    );
    stage.practice.configure(|settings| settings.panel.address_blocked = true);
    stage.engine.0.gateways.forget(client);
    let fault = stage.engine.make_plan(client).await.unwrap_err().fault();
    assert_eq!(fault.code, "gateway-credentials", "{}", fault.message);
}

#[tokio::test]
async fn r8_the_ranges_are_asked_for_once_a_day_and_a_bad_list_changes_nothing() {
    let (stage, client) = Stage::applied().await;
    let first = stage.engine.gateway_info(client).await.unwrap().networks;
    let read_at = first.read_at.expect("the first run asked for them");
    stage.engine.sync(client).await.unwrap();
    assert_eq!(stage.engine.gateway_info(client).await.unwrap().networks.read_at, Some(read_at));
    stage.hand.forward(25);
    stage.engine.sync(client).await.unwrap();
    let second = stage.engine.gateway_info(client).await.unwrap().networks;
    assert!(second.read_at > Some(read_at) && second.networks == first.networks);
    stage.practice.configure(|settings| {
        settings.endpoints_version = "2099010100".to_owned();
        settings.mail_ranges = Some(vec!["40.92.0.0/15".to_owned()]);
    });
    let refused = stage.engine.networks_refresh(client).await.unwrap_err().fault();
    assert_eq!((refused.code.as_str(), refused.sort), ("networks-unreadable", FaultSort::Outside));
    assert!(refused.message.contains("1 ranges only, where it had 6"), "{}", refused.message);
    stage.hand.forward(25);
    assert!(stage.engine.sync(client).await.is_ok(), "the former ranges do");
    assert_eq!(stage.engine.gateway_info(client).await.unwrap().networks, second);
}
