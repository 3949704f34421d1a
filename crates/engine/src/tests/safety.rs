//! B1, B2, B3: what stops a plan, holds a step, or makes a plan stale.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use gateway::{Account, Change, LocalGateway};
use jiff::Timestamp;
use model::{
    Address, DomainFacts, DomainName, ExchangeReading, Kind, KindSource, Options, Resource, Seen, Services,
    Unselectable,
};
use practice::{Class, Collection, DomainEdit, Edit, Failure, Fault};
use store::{ClientId, DomainChange, FetchEnd, MailboxChange, NewClient, PlanQuery, RunState, Store, Target};

use super::stage::*;
use crate::planning::check;
use crate::{Approval, EngineError, FaultSort, GatewayTry, Moved, Stop};

#[tokio::test]
async fn b2_m6_a_reading_that_breaks_off_changes_nothing_and_says_so() {
    let (stage, client) = Stage::applied().await;
    let before = stage.engine.snapshot(client).await.unwrap();
    let totals = stage.engine.totals(client).await.unwrap();
    stage.practice.remove(Collection::Users, "van@larkfield.example").unwrap();
    stage.practice.configure(|settings| {
        settings.page_size = Some(3);
        settings.faults =
            vec![Fault { class: Class::Users, after: 1, how: Failure::Unavailable, times: None, retry_after: None }];
    });
    let fault = stage.engine.fetch(client, true).await.unwrap_err().fault();
    assert_eq!((fault.code.as_str(), fault.sort), ("throttled", FaultSort::Outside));
    assert_eq!(stage.engine.snapshot(client).await.unwrap(), before);
    assert_eq!(stage.engine.totals(client).await.unwrap(), totals);
    assert_eq!(stage.engine.make_plan(client).await.unwrap().counts.removed, 0);
    stage.practice.configure(|settings| settings.faults.clear());
    assert_eq!(stage.engine.fetch(client, true).await.unwrap().counts.removed, 1);
}

fn facts(name: &str) -> DomainFacts {
    DomainFacts {
        name: name.parse().unwrap(),
        verified: true,
        mail: true,
        default: false,
        initial: false,
        mx: Some((format!("{}.mail.protection.outlook.com", name.replace('.', "-")), 0)),
        accepted: None,
    }
}

fn seen(number: u8, primary: &str) -> Seen {
    Seen {
        id: model::DirectoryId([number; 16]),
        resource: Resource::Users,
        name: primary.to_owned(),
        primary: Some(primary.parse::<Address>().unwrap()),
        aliases: Vec::new(),
        kind: Kind::User,
        kind_source: KindSource::Guess,
        not_taken: None,
        passes_without_exchange: true,
    }
}

fn read(store: &Store, client: ClientId, recipients: &[Seen], domains: Vec<DomainFacts>) {
    let mut writer = store.begin_fetch(client).unwrap();
    writer.seen(recipients).unwrap();
    let end = FetchEnd {
        full: BTreeSet::from(Resource::ALL),
        delta_links: BTreeMap::new(),
        domains,
        exchange: ExchangeReading::Unavailable("not asked".to_owned()),
        counted: BTreeMap::new(),
        requests: 1,
        now: Timestamp::UNIX_EPOCH,
    };
    writer.finish(end).unwrap();
}

#[test]
fn b2_what_the_store_knows_stops_a_plan_with_its_own_words() {
    let store = Store::in_memory().unwrap();
    let new = NewClient {
        name: "A".to_owned(),
        colour: "teal".to_owned(),
        cloud: "global".to_owned(),
        gateway: "local".to_owned(),
        tenant: None,
        options: Options::default(),
    };
    let client = store.add_client(&new, Timestamp::UNIX_EPOCH).unwrap();
    let stop = |store: &Store| match check(store, client) {
        Err(EngineError::Stopped(stop)) => Some(stop),
        Ok(()) => None,
        Err(other) => panic!("{other}"),
    };
    assert_eq!(stop(&store), Some(Stop::NeverRead));
    read(&store, client, &[], vec![facts("a.example")]);
    assert_eq!(stop(&store), Some(Stop::Empty));
    let people = [seen(1, "one@a.example")];
    read(&store, client, &people, vec![facts("a.example"), facts("b.example")]);
    let select = ["a.example", "b.example"].map(|name| DomainChange {
        name: name.parse().unwrap(),
        selected: Some(true),
        archiving: None,
        region: None,
    });
    store.choose_domains(client, &select, Timestamp::UNIX_EPOCH).unwrap();
    assert_eq!(stop(&store), None);
    read(&store, client, &people, vec![facts("a.example")]);
    assert_eq!(stop(&store), Some(Stop::DomainVanished("b.example".to_owned())));
    let unrouted = DomainFacts { mx: None, ..facts("b.example") };
    read(&store, client, &people, vec![facts("a.example"), unrouted]);
    let lost = |why| Some(Stop::DomainLost { domain: "b.example".to_owned(), why });
    assert_eq!(stop(&store), lost(Unselectable::NoRoute));
    let second = store.add_client(&NewClient { name: "B".to_owned(), ..new }, Timestamp::UNIX_EPOCH).unwrap();
    read(&store, second, &people, vec![facts("a.example")]);
    let taken = EngineError::from(store.choose_domains(second, &select[..1], Timestamp::UNIX_EPOCH).unwrap_err());
    let fault = taken.fault();
    assert_eq!((fault.code.as_str(), fault.facts["by"].as_str()), ("domain-taken", "A"), "R11");
    let unproven = DomainFacts { verified: false, ..facts("b.example") };
    read(&store, client, &people, vec![facts("a.example"), unproven]);
    assert_eq!(stop(&store), lost(Unselectable::NotVerified));
}

#[tokio::test]
async fn b2_a_domain_that_vanishes_from_the_tenant_stops_the_sync() {
    let (stage, client) = Stage::applied().await;
    let before = stage.whole_gateway().await;
    stage.practice.remove_domain(DOMAINS[1]).unwrap();
    let fault = stage.engine.sync(client).await.unwrap_err().fault();
    assert_eq!((fault.code.as_str(), fault.sort), ("domain-vanished", FaultSort::Refused));
    assert_eq!(fault.facts["domain"], DOMAINS[1]);
    assert_eq!(stage.whole_gateway().await, before);
    let status = stage.engine.client(client).await.unwrap();
    assert_eq!(status.problem.unwrap().code, "domain-vanished", "the cockpit shows why");
    let vanished = stage.engine.vanished_domains(client).await.unwrap();
    assert_eq!(vanished.keys().map(DomainName::as_str).collect::<Vec<_>>(), [DOMAINS[1]]);
    stage.select(client, &[DOMAINS[1]], false).await;
    assert!(stage.engine.vanished_domains(client).await.unwrap().is_empty());
    stage.engine.make_plan(client).await.unwrap();
}

#[tokio::test]
async fn r1_a_domain_with_another_route_is_changed_and_without_any_stops() {
    let (stage, client) = Stage::applied().await;
    let edit: DomainEdit = serde_json::from_value(serde_json::json!({ "mail": false })).unwrap();
    stage.practice.upsert_domain(DOMAINS[1], &edit);
    let fault = stage.engine.sync(client).await.unwrap_err().fault();
    assert_eq!(fault.code, "domain-lost");
}

#[tokio::test]
async fn b2_permissions_that_shrink_stop_the_sync() {
    let (stage, client) = Stage::applied().await;
    let before = stage.engine.snapshot(client).await.unwrap();
    stage.practice.configure(|settings| {
        settings.withhold_scopes = vec!["Exchange.Manage".to_owned()];
        settings.advance_seconds = 7200;
    });
    let fault = stage.engine.fetch(client, true).await.unwrap_err().fault();
    assert_eq!((fault.code.as_str(), fault.sort), ("permissions-shrank", FaultSort::Refused));
    assert!(fault.message.contains("Exchange.Manage"), "{}", fault.message);
    assert_eq!(stage.engine.snapshot(client).await.unwrap(), before);
}

#[tokio::test]
async fn b2_another_gateway_in_the_same_place_stops_the_plan() {
    let (stage, client) = Stage::applied().await;
    let elsewhere = tempfile::tempdir().unwrap();
    let account = Account { tenant_id: stage.practice.tenant_id().parse().unwrap(), name: "Larkfield".to_owned() };
    let other = LocalGateway::open(elsewhere.path(), account).unwrap();
    stage.engine.0.gateways.replace(client, Arc::new(other));
    let fault = stage.engine.make_plan(client).await.unwrap_err().fault();
    assert_eq!((fault.code.as_str(), fault.sort), ("gateway-changed", FaultSort::Refused));
    assert_ne!(fault.facts["expected"], fault.facts["got"]);
}

#[tokio::test]
async fn b2_a_gateway_whose_folder_is_gone_is_not_made_anew() {
    let (stage, client) = Stage::applied().await;
    let before = stage.whole_gateway().await;
    let (place, elsewhere) = (stage.dir.path().join("gateway"), stage.dir.path().join("unmounted"));
    std::fs::rename(&place, &elsewhere).unwrap();
    stage.engine.0.gateways.forget(client);
    for refused in [
        stage.engine.make_plan(client).await.unwrap_err(),
        stage.engine.gateway_test(client, GatewayTry::default()).await.unwrap_err(),
    ] {
        let fault = refused.fault();
        assert_eq!((fault.code.as_str(), fault.sort), ("gateway-unreachable", FaultSort::Outside));
        assert!(fault.message.contains("gateway.db is missing"), "{}", fault.message);
        assert!(fault.hints[0].contains("bring it back"), "{:?}", fault.hints);
    }
    let second = stage.add("Orchard", None).await.unwrap();
    let refused = stage.engine.gateway_test(second, GatewayTry::default()).await.unwrap_err().fault();
    assert_eq!(refused.code, "gateway-unreachable", "nor for another client in the same place");
    assert!(!place.exists(), "nothing was created");
    std::fs::rename(&elsewhere, &place).unwrap();
    assert_eq!(stage.engine.make_plan(client).await.unwrap().counts.total(), 0);
    assert_eq!(stage.whole_gateway().await, before);
}

#[tokio::test]
async fn b1_too_many_removals_are_held_together_and_the_rest_goes_on() {
    let (stage, client) = Stage::applied().await;
    let mut options = stage.engine.options(client).await.unwrap();
    options.leavers.incoming = "stop".parse().unwrap();
    stage.engine.set_options(client, options).await.unwrap();
    for who in ["van@larkfield.example", "boardroom@larkfield.example", "info@larkfield.example"] {
        stage.practice.remove(Collection::Users, who).unwrap();
    }
    stage.practice.upsert_user("new.hand@larkfield.example", &Edit::default()).unwrap();
    let report = stage.engine.sync(client).await.unwrap();
    assert_eq!((report.plan.held, report.plan.counts.removed, report.plan.brake.holds), (3, 3, true));
    assert_eq!(report.run.unwrap().done, 1, "the addition went through");
    assert!(stage.in_gateway("van@larkfield.example").await.unwrap().shape.listed);
    let (plan, run) = stage.plan_and_apply(client, Approval::All).await;
    assert_eq!((plan.held, run.done, run.failed), (3, 3, 0));
    assert!(!stage.in_gateway("van@larkfield.example").await.unwrap().shape.listed);
}

async fn stale(stage: &Stage, client: ClientId, plan: &store::PlanRecord) -> Moved {
    match stage.engine.apply(client, order(plan, Approval::None)).await {
        Err(EngineError::Stale { moved, .. }) => moved,
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn b3_a_plan_is_refused_when_anything_moved_since_it_was_reviewed() {
    let (stage, client) = Stage::chosen().await;
    let plan = stage.engine.make_plan(client).await.unwrap();
    let mut forged = plan.clone();
    forged.hash = "0".repeat(64);
    assert_eq!(stale(&stage, client, &forged).await, Moved::Hash);

    let same = stage.engine.make_plan(client).await.unwrap();
    assert_eq!(same.hash, plan.hash, "nothing moved");
    assert_eq!(stage.engine.plan_moved(client, same.id).await.unwrap(), None);
    let nobody = MailboxChange { outgoing: Some(false), ..MailboxChange::default() };
    stage.engine.choose_mailboxes(client, Target::Filter(Default::default()), nobody).await.unwrap();
    assert_eq!(stale(&stage, client, &same).await, Moved::Choices);

    let old = plan;
    let plan = stage.engine.make_plan(client).await.unwrap();
    assert_eq!(stale(&stage, client, &old).await, Moved::Superseded);
    stage.practice.upsert_user("new.hand@larkfield.example", &Edit::default()).unwrap();
    stage.engine.fetch(client, false).await.unwrap();
    assert_eq!(stale(&stage, client, &plan).await, Moved::Tenant);
    assert_eq!(stage.engine.plan_moved(client, plan.id).await.unwrap(), Some(Moved::Tenant));

    let plan = stage.engine.make_plan(client).await.unwrap();
    assert_eq!(stage.engine.plan_moved(client, plan.id).await.unwrap(), None);
    let rows = PlanQuery {
        search: DOMAINS[0].to_owned(),
        group: Some(store::Group::Domains),
        limit: 1,
        ..PlanQuery::default()
    };
    let row = stage.engine.plan_window(client, plan.id, rows).await.unwrap().rows.remove(0);
    let model::plan::Object::Domain { name, after, .. } = row.step.object else { unreachable!() };
    let by_hand = Change::EnsureDomain { name, shape: model::DomainShape { products: Services::NONE, ..after } };
    assert!(stage.gateway().apply(&[by_hand]).await.iter().all(Result::is_ok));
    assert_eq!(stale(&stage, client, &plan).await, Moved::Gateway);
    assert!(stage.engine.history(client).await.unwrap().is_empty(), "nothing was begun");

    let reviewed = stage.engine.make_plan(client).await.unwrap();
    for _ in 0..3 {
        stage.engine.make_plan(client).await.unwrap();
    }
    let gone = stage.engine.plan(client, reviewed.id).await;
    assert!(gone.is_err(), "the store keeps the newest plans only");
    let run = stage.apply(client, &reviewed, Approval::None).await.unwrap();
    assert_eq!((run.state, run.failed), (RunState::Ended, 0), "the same plan made again stands for it");
    let plan = stage.engine.plan(client, run.plan).await.unwrap();
    assert_eq!(plan.hash, reviewed.hash);
    assert_eq!(stale(&stage, client, &plan).await, Moved::Applied);
}

#[tokio::test]
async fn r11_b2_a_tenant_that_answers_for_another_is_never_stored() {
    let (stage, client) = Stage::applied().await;
    let before = stage.engine.snapshot(client).await.unwrap();
    stage.practice.configure(|settings| {
        settings.next_token = serde_json::json!({ "tenant": "other", "resource": "graph" }).as_object().cloned();
        settings.advance_seconds = 7200;
    });
    let fault = stage.engine.fetch(client, true).await.unwrap_err().fault();
    assert_eq!(fault.sort, FaultSort::Refused, "{fault:?}");
    assert_eq!(stage.engine.snapshot(client).await.unwrap(), before);
}
