//! B4 where a gateway takes several calls for a domain and cannot tell all of it: what a run began goes on as it was
//! meant, with the word that a person gave for it.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use gateway::Credentials;
use model::plan::{Action, Hold};
use practice::{Call, PanelDomain, Practice, Said, Words};
use store::{ClientId, DomainChange, HandQuery, PlanQuery, RunState};
use tokio::runtime::Runtime;

use super::faulty::{Faulty, Then};
use super::stage::*;
use crate::{AddClient, Approval, Engine, GatewayTry};

/// Mail of this one may go on to another server, so that a person has to let it go.
const RELAY: &str = DOMAINS[2];

fn credentials(practice: &Practice) -> Credentials {
    let account = &practice.panel_accounts()[0];
    Credentials { user: account.user.clone(), password: account.password.clone().into() }
}

/// A client on the panel, with every domain selected and one of them held.
async fn chosen(engine: &Engine, host: &TestHost, practice: &Practice) -> ClientId {
    accept(practice, RELAY, "internal-relay");
    let gateway = format!("mail-assure:{}", practice.panel_url());
    let add =
        AddClient { gateway, credentials: Some(credentials(practice)), ..newcomer("Larkfield", Some(DOMAINS[0])) };
    let client = engine.add_client(add).await.unwrap();
    sign_in(engine, host, client).await;
    engine.fetch(client, false).await.unwrap();
    engine.choose_domains(client, DOMAINS.map(|name| select(name, true)).to_vec()).await.unwrap();
    client
}

fn select(name: &str, selected: bool) -> DomainChange {
    DomainChange { name: name.parse().unwrap(), selected: Some(selected), archiving: None, region: None }
}

async fn sign_in(engine: &Engine, host: &TestHost, client: ClientId) {
    host.at_the_browser(ADMIN, practice::Consent::Accept);
    engine.sign_in_start(client, Some(DOMAINS[0]), true).await.unwrap();
    tokio::time::timeout(DEADLINE, engine.sign_in_ended(client)).await.unwrap().unwrap();
}

/// A panel, and what is known of its client after a first life that died at the call with the domains.
struct Dead {
    dir: tempfile::TempDir,
    practice: Practice,
    client: ClientId,
    runtime: Runtime,
}

impl Dead {
    fn at(then: Then, approved: Approval) -> Self {
        let (runtime, dir) = (Runtime::new().unwrap(), tempfile::tempdir().unwrap());
        let practice = runtime.block_on(practice());
        let dying = Runtime::new().unwrap();
        let client =
            dying.block_on(async { tokio::time::timeout(DEADLINE, life(dir.path(), &practice, then, approved)).await });
        // The power cut: no task of this life goes on.
        dying.shutdown_timeout(Duration::from_secs(10));
        Self { dir, practice, client: client.unwrap(), runtime }
    }

    /// The next start, with the credentials and the sign-in that the memory of the first took along.
    async fn second_life(&self, hand: &Hand) -> Engine {
        let host = TestHost::new();
        let engine = open(self.dir.path(), cloud(&self.practice), Arc::clone(&host), hand).await.unwrap();
        let known = GatewayTry { gateway: None, credentials: Some(credentials(&self.practice)) };
        engine.gateway_change(self.client, known).await.unwrap();
        sign_in(&engine, &host, self.client).await;
        engine
    }

    fn panel(&self, change: impl Fn(&mut PanelDomain)) {
        self.practice.panel_edit(|domains| domains.values_mut().for_each(change));
    }
}

async fn life(dir: &Path, practice: &Practice, then: Then, approved: Approval) -> ClientId {
    let host = TestHost::new();
    let engine = open(dir, cloud(practice), Arc::clone(&host), &Hand::default()).await.unwrap();
    let client = chosen(&engine, &host, practice).await;
    let plan = engine.make_plan(client).await.unwrap();
    let (record, tenant) = engine.pinned(client).await.unwrap();
    let panel = engine.gateway(&record, tenant).await.unwrap();
    let faulty = Arc::new(Faulty::new(panel, DOMAINS.len(), 1, then));
    engine.0.gateways.replace(client, faulty.clone());
    engine.apply(client, order(&plan, approved)).await.unwrap();
    faulty.reached.notified().await;
    client
}

/// What the panel has, and what waits for a person's hand, when nothing goes wrong.
fn undisturbed() -> (BTreeMap<String, PanelDomain>, BTreeMap<String, u32>) {
    Runtime::new().unwrap().block_on(async {
        let stage = Stage::new().await;
        let client = chosen(&stage.engine, &stage.host, &stage.practice).await;
        let (_, run) = stage.plan_and_apply(client, Approval::All).await;
        assert_eq!((run.failed, run.problem), (0, None));
        (stage.practice.panel_domains(), by_hand(&stage.engine, client).await)
    })
}

async fn by_hand(engine: &Engine, client: ClientId) -> BTreeMap<String, u32> {
    engine.by_hand(client, HandQuery { limit: 1, ..HandQuery::default() }).await.unwrap().waiting
}

/// As a panel is after the first of the calls that a domain takes.
fn first_call_only(domain: &mut PanelDomain) {
    domain.products = practice::Products::default();
    domain.networks.clear();
}

#[test]
fn b4_an_approved_relay_domain_whose_run_was_killed_after_the_panel_got_it_goes_on_without_another_word() {
    let whole = undisturbed();
    for (then, half) in [(Then::HangsAfter, false), (Then::HangsAfter, true), (Then::HangsBefore, false)] {
        let dead = Dead::at(then, Approval::All);
        if half {
            dead.panel(first_call_only);
        }
        dead.runtime.block_on(async {
            let engine = dead.second_life(&Hand::default()).await;
            let sync = engine.sync(dead.client).await.unwrap();
            let run = sync.run.unwrap();
            assert_eq!((sync.plan.held, run.failed, run.problem, run.verified), (0, 0, None, Some(run.done)), "{half}");
            assert_eq!((dead.practice.panel_domains(), by_hand(&engine, dead.client).await), whole, "{half}");
            assert_eq!(engine.sync(dead.client).await.unwrap().plan.counts.total(), 0);
            let undo = engine.undo(dead.client, run.id, None).await.unwrap();
            assert_eq!(undo.counts.removed, sync.plan.counts.total(), "R15: the domains are ours to take back");
            engine.close().await;
        });
    }
}

#[test]
fn b4_a_run_that_was_killed_after_the_panel_got_its_domains_is_taken_up_where_it_stood() {
    let whole = undisturbed();
    for half in [false, true] {
        let dead = Dead::at(Then::HangsAfter, Approval::All);
        if half {
            dead.panel(first_call_only);
        }
        dead.runtime.block_on(async {
            let engine = dead.second_life(&Hand::default()).await;
            let run = engine.history(dead.client).await.unwrap().remove(0);
            engine.run_resume(dead.client, run.id).await.unwrap();
            let run = engine.run_ended(dead.client, run.id).await.unwrap();
            assert_eq!(
                (run.state, run.failed, &run.problem, run.done),
                (RunState::Ended, 0, &None, run.total),
                "{half}"
            );
            assert_eq!((dead.practice.panel_domains(), by_hand(&engine, dead.client).await), whole, "{half}");
            engine.close().await;
        });
    }
}

#[test]
fn r14_an_alias_that_a_killed_run_took_off_and_did_not_set_elsewhere_is_set_by_the_next_sync() {
    let ([one, two, _], alias) = (DOMAINS, "larkmirror.example");
    let targets = |practice: &Practice| {
        let there = practice.panel_domains();
        [one, two].map(|target| there.get(target).is_some_and(|domain| domain.aliases.contains(alias)))
    };
    for elsewhere in [Some(two), None] {
        let (runtime, dir) = (Runtime::new().unwrap(), tempfile::tempdir().unwrap());
        let practice = runtime.block_on(practice());
        let dying = Runtime::new().unwrap();
        let client = dying.block_on(async {
            let host = TestHost::new();
            let engine = open(dir.path(), cloud(&practice), Arc::clone(&host), &Hand::default()).await.unwrap();
            accept(&practice, alias, "authoritative");
            let client = chosen(&engine, &host, &practice).await;
            engine.choose_domains(client, vec![select(alias, true)]).await.unwrap();
            let set = async |target: Option<&str>| {
                let target = target.map(|target| target.parse().unwrap());
                engine.set_alias(client, alias.parse().unwrap(), target).await.unwrap();
                engine.make_plan(client).await.unwrap()
            };
            let plan = set(Some(one)).await;
            engine.apply(client, order(&plan, Approval::All)).await.unwrap();
            let run = engine.history(client).await.unwrap().remove(0);
            let run = engine.run_ended(client, run.id).await.unwrap();
            assert_eq!((run.failed, targets(&practice)), (0, [true, false]));
            let plan = set(elsewhere).await;
            let (record, tenant) = engine.pinned(client).await.unwrap();
            let panel = engine.gateway(&record, tenant).await.unwrap();
            let faulty = Arc::new(Faulty::new(panel, 1, 1, Then::HangsBefore));
            engine.0.gateways.replace(client, faulty.clone());
            engine.apply(client, order(&plan, Approval::None)).await.unwrap();
            tokio::time::timeout(DEADLINE, faulty.reached.notified()).await.unwrap();
            client
        });
        dying.shutdown_timeout(Duration::from_secs(10));
        // The first of the two calls.
        practice.panel_edit(|domains| {
            domains.get_mut(one).unwrap().aliases.remove(alias);
        });
        let dead = Dead { dir, practice, client, runtime };
        dead.runtime.block_on(async {
            let engine = dead.second_life(&Hand::default()).await;
            let sync = engine.sync(client).await.unwrap();
            let run = sync.run.unwrap();
            assert_eq!((sync.plan.held, run.failed, run.problem), (0, 0, None), "{elsewhere:?}");
            assert_eq!(targets(&dead.practice), [false, elsewhere.is_some()]);
            assert_eq!(dead.practice.panel_domains().contains_key(alias), elsewhere.is_none());
            assert_eq!(engine.sync(client).await.unwrap().plan.counts.total(), 0);
            engine.close().await;
        });
    }
}

/// What the next plan says of the domain that a person had let go, or not.
async fn planned(engine: &Engine, client: ClientId) -> (Action, Option<Hold>) {
    let plan = engine.make_plan(client).await.unwrap();
    let query = PlanQuery { limit: 500, ..PlanQuery::default() };
    let rows = engine.plan_window(client, plan.id, query).await.unwrap().rows;
    let row = rows.into_iter().find(|row| row.key == RELAY).unwrap();
    (row.step.action, row.step.held)
}

#[test]
fn r1_a_word_about_a_domain_is_asked_for_again_after_a_while_by_a_new_choice_and_where_it_was_never_given() {
    let held = Some(Hold::InternalRelay);
    let dead = Dead::at(Then::HangsAfter, Approval::All);
    dead.runtime.block_on(async {
        let hand = Hand::default();
        let engine = dead.second_life(&hand).await;
        assert_eq!(planned(&engine, dead.client).await, (Action::Create, None));
        assert_eq!(planned(&engine, dead.client).await, (Action::Create, None), "however often it is planned");
        hand.forward(24 * 8);
        assert_eq!(planned(&engine, dead.client).await, (Action::Adopt, held), "after a week");
        engine.close().await;
    });
    let dead = Dead::at(Then::HangsAfter, Approval::All);
    dead.runtime.block_on(async {
        let engine = dead.second_life(&Hand::default()).await;
        for selected in [false, true] {
            engine.choose_domains(dead.client, vec![select(RELAY, selected)]).await.unwrap();
        }
        assert_eq!(planned(&engine, dead.client).await, (Action::Adopt, held), "chosen anew");
        engine.close().await;
    });
    let dead = Dead::at(Then::HangsAfter, Approval::None);
    dead.runtime.block_on(async {
        let engine = dead.second_life(&Hand::default()).await;
        assert_eq!(planned(&engine, dead.client).await, (Action::Create, held), "nobody let it go");
        engine.close().await;
    });
}

#[test]
fn g4_what_a_hand_changed_in_a_domain_that_a_killed_run_had_begun_waits_for_a_person() {
    let dead = Dead::at(Then::HangsAfter, Approval::All);
    dead.panel(|domain| domain.routes.push("mx.hand.example:25".to_owned()));
    dead.runtime.block_on(async {
        let engine = dead.second_life(&Hand::default()).await;
        assert_eq!(planned(&engine, dead.client).await, (Action::Adopt, Some(Hold::InternalRelay)));
        engine.close().await;
    });
}

#[tokio::test]
async fn b4_a_domain_that_the_panel_got_by_half_before_a_call_failed_is_made_whole_by_a_retry_or_a_sync() {
    for retry in [true, false] {
        let stage = Stage::new().await;
        let client = chosen(&stage.engine, &stage.host, &stage.practice).await;
        let how = Words::Error("The moon is in the wrong phase".to_owned());
        let said = Said { call: Some(Call::DomainSetProducts), after: 0, times: None, done: false, how };
        stage.practice.configure(|settings| settings.panel.said = vec![said]);
        let (_, run) = stage.plan_and_apply(client, Approval::All).await;
        assert!(run.failed >= 3 && stage.practice.panel_domains().contains_key(RELAY), "{run:?}");
        stage.practice.configure(|settings| settings.panel.said.clear());
        let run = if retry {
            stage.engine.retry_failed(client, run.id).await.unwrap();
            stage.engine.run_ended(client, run.id).await.unwrap()
        } else {
            let sync = stage.engine.sync(client).await.unwrap();
            assert_eq!(sync.plan.held, 0, "its word was given");
            sync.run.unwrap()
        };
        assert_eq!((run.failed, &run.problem), (0, &None), "retry: {retry}");
        let there = stage.practice.panel_domains();
        assert!(DOMAINS.iter().all(|name| there[*name].products.incoming && !there[*name].networks.is_empty()));
        assert_eq!(stage.engine.sync(client).await.unwrap().plan.counts.total(), 0);
    }
}
