//! The main job: read, choose, plan, apply, and again.

use gateway::Change;
use model::plan::Reason;
use model::{DomainShape, Kind, Route, Services};
use practice::{Collection, Edit};
use store::{Group, MailboxChange, PlanQuery, RunState, Target};

use super::stage::*;
use crate::{Approval, Event, Fault, Topic};

fn user(primary: &str) -> Edit {
    Edit { primary: Some(primary.to_owned()), ..Edit::default() }
}

#[tokio::test]
async fn the_whole_job_ends_in_a_gateway_that_lists_exactly_the_tenants_recipients() {
    let (stage, client) = Stage::chosen().await;
    let plan = stage.engine.make_plan(client).await.unwrap();
    assert_eq!((plan.counts.domains, plan.held), (3, 0));
    assert!(stage.whole_gateway().await.is_empty(), "planning changes nothing");
    let run = stage.apply(client, &plan, Approval::None).await.unwrap();
    assert_eq!((run.state, run.failed, &run.problem), (RunState::Ended, 0, &None));
    assert_eq!(run.verified, Some(run.done));
    assert_eq!(run.done, plan.ready);
    let listed = stage.whole_gateway().await;
    assert_eq!(u32::try_from(listed.len()).unwrap(), plan.counts.created);
    let nora = stage.in_gateway("nora.quill@larkfield.example").await.unwrap().shape;
    assert_eq!((nora.kind, nora.services, nora.listed), (Kind::User, Services::ALL, true));
    assert_eq!(nora.aliases, [address("nora@larkdeli.example")], "R2: aliases in selected domains, and no other");
    let list = stage.in_gateway("everyone@larkfield.example").await.unwrap().shape;
    assert_eq!(list.services, Services { incoming: true, ..Services::NONE });
    assert_eq!(list.profile, None);
    let status = stage.engine.client(client).await.unwrap();
    assert!(status.record.schedule.next_sync.is_some(), "the background looks after it from now on");
    assert!(status.record.schedule.last_good_sync.is_some() && status.problem.is_none() && status.working.is_none());
}

/// Reads the tenant in the background, to the end.
async fn read_in_the_background(stage: &Stage, client: store::ClientId) {
    let mut events = stage.host.listen();
    stage.engine.begin_fetch(client);
    let ended = [Topic::Client, Topic::Domains, Topic::Mailboxes];
    let end =
        async { while !matches!(events.recv().await.unwrap(), Event::Stale { topics, .. } if topics == ended) {} };
    tokio::time::timeout(DEADLINE, end).await.expect("the reading ends");
}

#[tokio::test]
async fn w3_a_reading_in_the_background_shows_what_the_gateway_has_before_there_is_a_plan() {
    let (stage, client) = Stage::fetched().await;
    assert!(!stage.engine.gateway_was_read(client).await.unwrap());
    let name: model::DomainName = DOMAINS[1].parse().unwrap();
    let shape = DomainShape {
        routes: Vec::new(),
        region: None,
        protect_listed_only: false,
        reject_unlisted: false,
        products: Services::NONE,
        ldap_sync: true,
        outgoing_user: false,
        alias_of: None,
    };
    let made = stage.gateway().apply(&[Change::EnsureDomain { name: name.clone(), shape }]).await;
    assert!(made.iter().all(Result::is_ok), "{made:?}");
    read_in_the_background(&stage, client).await;
    assert!(stage.engine.gateway_was_read(client).await.unwrap());
    let domains = stage.engine.domains(client).await.unwrap();
    let ldap = domains.iter().filter(|d| d.observed.as_ref().is_some_and(|seen| seen.shape.ldap_sync));
    assert_eq!(ldap.map(|d| &d.facts.name).collect::<Vec<_>>(), [&name]);
    let status = stage.engine.client(client).await.unwrap();
    assert!(status.plan.is_none() && status.problem.is_none() && status.working.is_none());
}

#[tokio::test]
async fn a_gateway_that_cannot_be_read_does_not_fail_the_reading_of_the_tenant() {
    let (stage, client) = Stage::fetched().await;
    std::fs::write(stage.dir.path().join("gateway"), "no folder").unwrap();
    stage.practice.upsert_user("new.hand@larkfield.example", &Edit::default()).unwrap();
    let before = stage.engine.snapshot(client).await.unwrap().unwrap();
    read_in_the_background(&stage, client).await;
    assert_eq!(stage.engine.snapshot(client).await.unwrap().unwrap().recipients, before.recipients + 1);
    assert!(!stage.engine.gateway_was_read(client).await.unwrap());
    assert_eq!(stage.engine.client(client).await.unwrap().problem, None);
    let fault = stage.engine.make_plan(client).await.unwrap_err().fault();
    assert_eq!(fault.code, "gateway-unreachable", "planning says it");
}

#[tokio::test]
async fn b4_a_second_sync_plans_nothing_and_writes_nothing() {
    let (stage, client) = Stage::applied().await;
    let before = stage.whole_gateway().await;
    let report = stage.engine.sync(client).await.unwrap();
    assert!(!report.fetch.full, "M6: later readings go by delta links");
    assert_eq!((report.plan.ready, report.plan.held, report.run), (0, 0, None));
    assert_eq!(stage.whole_gateway().await, before);
}

#[tokio::test]
async fn r7_r6_r16_a_sync_follows_the_tenant() {
    let (stage, client) = Stage::applied().await;
    let mut options = stage.engine.options(client).await.unwrap();
    options.leavers.incoming = "stop".parse().unwrap();
    options.leavers.outgoing = "stop".parse().unwrap();
    stage.engine.set_options(client, options).await.unwrap();
    stage.practice.upsert_user("new.hand@larkfield.example", &Edit::default()).unwrap();
    stage.practice.upsert_user("member@larkfield.example", &user("milo.embers@larkfield.example")).unwrap();
    stage.practice.remove(Collection::Users, "van@larkfield.example").unwrap();
    let report = stage.engine.sync(client).await.unwrap();
    let run = report.run.expect("something was due");
    assert_eq!((report.plan.counts.created, report.plan.counts.changed, report.plan.counts.removed), (1, 1, 1));
    assert_eq!((run.failed, run.problem.as_deref()), (0, None));
    assert!(stage.in_gateway("new.hand@larkfield.example").await.is_some());
    let renamed = stage.in_gateway("milo.embers@larkfield.example").await.unwrap().shape;
    assert_eq!((renamed.services, renamed.aliases), (Services::ALL, vec![address("member@larkfield.example")]));
    let left = stage.in_gateway("van@larkfield.example").await.unwrap().shape;
    assert_eq!((left.listed, left.services), (false, Services { archiving: true, ..Services::NONE }));
}

#[tokio::test]
async fn r4_a_mailbox_the_gateway_already_had_keeps_its_services() {
    let (stage, client) = Stage::chosen().await;
    let shape = DomainShape {
        routes: vec![Route { preference: 10, host: "old.filter.example".to_owned(), port: 25 }],
        region: None,
        protect_listed_only: true,
        reject_unlisted: true,
        products: Services::ALL,
        ldap_sync: false,
        outgoing_user: false,
        alias_of: None,
    };
    let gateway = stage.gateway();
    let probe = stage.engine.make_plan(client).await.unwrap();
    let rows = PlanQuery { search: "info@larkfield.example".to_owned(), limit: 10, ..PlanQuery::default() };
    let row = stage.engine.plan_window(client, probe.id, rows).await.unwrap().rows.remove(0);
    let model::plan::Object::Recipient { id, mut after, .. } = row.step.object else { unreachable!() };
    after.services = Services { outgoing: true, ..Services::NONE };
    after.aliases.clear();
    let domain = Change::EnsureDomain { name: DOMAINS[0].parse().unwrap(), shape };
    let made = gateway.apply(&[domain, Change::EnsureRecipient { id, previous: None, shape: after }]).await;
    assert!(made.iter().all(Result::is_ok), "{made:?}");

    let plan = stage.engine.make_plan(client).await.unwrap();
    assert_eq!(plan.counts.adopted, 1);
    stage.apply(client, &plan, Approval::None).await.unwrap();
    let adopted = stage.in_gateway("info@larkfield.example").await.unwrap().shape;
    assert_eq!(adopted.services, Services { outgoing: true, ..Services::NONE });
    assert_eq!(adopted.aliases, [address("orders@larkdeli.example")]);
}

#[tokio::test]
async fn r5_a_deselected_mailbox_loses_its_services_and_nothing_else() {
    let (stage, client) = Stage::applied().await;
    let before = stage.in_gateway("nora.quill@larkfield.example").await.unwrap();
    let id = before.id.unwrap();
    let change = MailboxChange { selected: Some(false), ..MailboxChange::default() };
    stage.engine.choose_mailboxes(client, Target::Ids(vec![id]), change).await.unwrap();
    let (plan, run) = stage.plan_and_apply(client, Approval::None).await;
    assert_eq!((plan.counts.stopped, plan.ready, run.failed), (1, 1, 0));
    let after = stage.in_gateway("nora.quill@larkfield.example").await.unwrap();
    let mut expected = before;
    expected.shape.services = Services::NONE;
    assert_eq!(after, expected);
    assert!(stage.engine.sync(client).await.unwrap().run.is_none());
}

#[tokio::test]
async fn r15_a_domain_of_another_account_is_reported_and_the_rest_goes_on() {
    let (stage, client) = Stage::chosen().await;
    let theirs = local(stage.dir.path(), stage.practice.other_tenant_id());
    let plan = stage.engine.make_plan(client).await.unwrap();
    let rows = PlanQuery { group: Some(Group::Domains), limit: 10, ..PlanQuery::default() };
    let rows = stage.engine.plan_window(client, plan.id, rows).await.unwrap().rows;
    let shape = rows.iter().find_map(|row| match &row.step.object {
        model::plan::Object::Domain { name, after, .. } if name.as_str() == DOMAINS[1] => Some(after.clone()),
        _ => None,
    });
    let claim = Change::EnsureDomain { name: DOMAINS[1].parse().unwrap(), shape: shape.unwrap() };
    assert!(theirs.apply(&[claim]).await.iter().all(Result::is_ok));

    let (plan, run) = stage.plan_and_apply(client, Approval::None).await;
    assert_eq!((plan.counts.domains, run.failed, run.problem), (2, 0, None));
    assert!(
        matches!(&plan.notices[..], [store::PlanNotice::DomainHeld { domain, .. }] if domain.as_str() == DOMAINS[1])
    );
    let nora = stage.in_gateway("nora.quill@larkfield.example").await.unwrap().shape;
    assert!(nora.aliases.is_empty(), "its alias lies in the other account's domain");
    assert!(stage.in_gateway("mei.li@larkdeli.example").await.is_none());
}

#[tokio::test]
async fn r7_what_appears_waits_when_the_policy_says_review() {
    let (stage, client) = Stage::applied().await;
    let mut options = stage.engine.options(client).await.unwrap();
    options.new_mailboxes = model::NewMailboxes::Review;
    stage.engine.set_options(client, options).await.unwrap();
    stage.practice.upsert_user("new.hand@larkfield.example", &Edit::default()).unwrap();
    let report = stage.engine.sync(client).await.unwrap();
    assert_eq!((report.plan.held, report.plan.ready, report.run), (1, 0, None));
    let rows = PlanQuery { held: Some(true), limit: 10, ..PlanQuery::default() };
    let row = stage.engine.plan_window(client, report.plan.id, rows).await.unwrap().rows.remove(0);
    assert_eq!(row.step.reason, Reason::Appeared);
    stage.apply(client, &report.plan, Approval::Steps(vec![row.seq])).await.unwrap();
    assert!(stage.in_gateway("new.hand@larkfield.example").await.is_some());
}

#[tokio::test]
async fn b7_no_secret_of_a_whole_job_lies_in_the_data_folder() {
    let (stage, client) = Stage::applied().await;
    stage.engine.sync(client).await.unwrap();
    stage.engine.close().await;
    let secrets = stage.practice.issued_secrets();
    assert!(secrets.len() > 4);
    let mut folders = vec![stage.dir.path().to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let content = String::from_utf8_lossy(&std::fs::read(&path).unwrap()).into_owned();
            assert!(!secrets.iter().any(|secret| content.contains(secret)), "a secret is in {}", path.display());
        }
    }
}

#[tokio::test]
async fn b8_every_refusal_says_what_happened_and_what_to_do() {
    let stage = Stage::new().await;
    let client = stage.add("Larkfield", None).await.unwrap();
    let refusals = [
        stage.engine.fetch(client, false).await.unwrap_err(),
        stage.engine.make_plan(client).await.unwrap_err(),
        stage.engine.sign_in_start(client, None, false).await.unwrap_err(),
        stage.engine.client_named("Nobody").await.unwrap_err(),
        stage.add("larkfield", None).await.unwrap_err(),
        stage.add("", None).await.unwrap_err(),
        stage.add("Other", Some("nowhere.example")).await.unwrap_err(),
    ];
    let faults: Vec<Fault> = refusals.iter().map(crate::EngineError::fault).collect();
    let codes: Vec<&str> = faults.iter().map(|fault| fault.code.as_str()).collect();
    let expected = [
        "tenant-not-named",
        "tenant-not-named",
        "tenant-not-named",
        "unknown-client",
        "name-taken",
        "bad-name",
        "tenant-not-found",
    ];
    assert_eq!(codes, expected);
    for fault in faults {
        assert!(!fault.message.is_empty() && !fault.hints.is_empty(), "{fault:?}");
        assert_eq!(Fault::from_json(&fault.to_json()), Some(fault));
    }
}
