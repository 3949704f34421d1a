//! M5, M6, B2: which source tells what a mailbox is, and directories that do not show what they hold.

use std::collections::BTreeMap;

use model::{Accepted, ExchangeReading, Kind, KindSource};
use practice::{Broken, Class, Edit, Failure, Fault};
use store::ClientId;

use super::stage::*;
use crate::{Approval, EngineError, FaultSort, PlanNotice, Stop};

async fn kinds(stage: &Stage, client: ClientId) -> BTreeMap<String, (Kind, KindSource)> {
    let rows = stage.engine.recipients_page(client, None, 10_000).await.unwrap();
    rows.into_iter().map(|r| (r.recipient.primary.to_string(), (r.recipient.kind, r.recipient.kind_source))).collect()
}

fn shared(all: &BTreeMap<String, (Kind, KindSource)>) -> (Kind, KindSource) {
    all["info@larkfield.example"]
}

async fn connected(change: impl FnOnce(&mut practice::Settings)) -> (Stage, ClientId) {
    let stage = Stage::new().await;
    stage.practice.configure(change);
    let client = stage.add("Larkfield", Some(DOMAINS[0])).await.unwrap();
    stage.approve_optional().await;
    stage.sign_in(client, ADMIN).await.unwrap();
    (stage, client)
}

/// Reading, choosing and applying besides.
async fn applied() -> (Stage, ClientId) {
    let (stage, client) = connected(|_| {}).await;
    stage.engine.fetch(client, false).await.unwrap();
    stage.select(client, &DOMAINS, true).await;
    stage.plan_and_apply(client, Approval::None).await;
    (stage, client)
}

#[tokio::test]
async fn m5_exchanges_own_list_tells_the_kinds_where_it_can_be_read() {
    let (stage, client) = connected(|_| {}).await;
    let read = stage.engine.fetch(client, false).await.unwrap();
    assert_eq!((read.exchange, read.kinds_from), (ExchangeReading::Complete, KindSource::Exchange));
    assert_eq!(shared(&kinds(&stage, client).await), (Kind::Shared, KindSource::Exchange));
    let again = stage.engine.fetch(client, false).await.unwrap();
    assert_eq!((again.exchange, again.kinds_from), (ExchangeReading::Unchanged, KindSource::Exchange));
}

#[tokio::test]
async fn m5_each_source_takes_the_place_of_the_stronger_one_that_is_not_there() {
    let nothing = |settings: &mut practice::Settings| settings.exchange_v1 = false;
    for (without, source) in [
        (nothing as fn(&mut practice::Settings), KindSource::ExchangeAdminApi),
        (
            |settings| {
                settings.exchange_v1 = false;
                settings.exchange_v2 = false;
            },
            KindSource::UsageReport,
        ),
        (
            |settings| {
                settings.exchange_v1 = false;
                settings.exchange_v2 = false;
                settings.reports = false;
            },
            KindSource::Guess,
        ),
    ] {
        let (stage, client) = connected(without).await;
        let read = stage.engine.fetch(client, false).await.unwrap();
        assert_eq!(read.kinds_from, source, "{:?}", read.exchange);
        let all = kinds(&stage, client).await;
        assert_eq!(shared(&all), (Kind::Shared, source));
        let people = all.values().filter(|(kind, from)| *kind == Kind::User && *from == source).count();
        assert!(people > 0, "{source:?}");
        // What Exchange tells later is stronger, and what is weaker later takes nothing of it back.
        stage.practice.configure(|settings| settings.exchange_v1 = true);
        assert_eq!(stage.engine.fetch(client, true).await.unwrap().kinds_from, KindSource::Exchange);
        assert_eq!(shared(&kinds(&stage, client).await), (Kind::Shared, KindSource::Exchange));
    }
}

#[tokio::test]
async fn m5_what_exchange_said_stands_while_only_a_weaker_source_answers() {
    let (stage, client) = applied().await;
    let before = kinds(&stage, client).await;
    stage.practice.configure(|settings| settings.exchange_v1 = false);
    let read = stage.engine.fetch(client, true).await.unwrap();
    assert_eq!((read.kinds_from, read.counts.removed), (KindSource::ExchangeAdminApi, 0));
    assert_eq!(kinds(&stage, client).await, before);
    assert_eq!(stage.engine.make_plan(client).await.unwrap().counts.removed, 0);
}

#[tokio::test]
async fn b2_exchange_that_told_all_and_is_refused_altogether_stops_the_reading() {
    let (stage, client) = Stage::applied().await;
    let before = stage.engine.snapshot(client).await.unwrap();
    stage.practice.configure(|settings| {
        settings.exchange_v1 = false;
        settings.exchange_v2 = false;
        settings.reports = false;
    });
    let fault = stage.engine.fetch(client, true).await.unwrap_err().fault();
    assert_eq!((fault.code.as_str(), fault.sort), ("exchange-silent", FaultSort::Outside));
    assert!(fault.message.len() < 300 && fault.detail.is_some(), "{fault:?}");
    assert_eq!(stage.engine.snapshot(client).await.unwrap(), before);
}

#[tokio::test]
async fn m5_the_technicians_word_stands_until_it_is_taken_back() {
    let (stage, client) = Stage::chosen().await;
    let rows = stage.engine.recipients_page(client, None, 10_000).await.unwrap();
    let info = rows.iter().find(|r| r.recipient.primary.as_str() == "info@larkfield.example").unwrap().recipient.id;
    stage.engine.set_kind(client, info, Some(Kind::Room)).await.unwrap();
    assert_eq!(shared(&kinds(&stage, client).await), (Kind::Room, KindSource::Technician));
    stage.engine.fetch(client, true).await.unwrap();
    let detail = stage.engine.mailbox(client, info).await.unwrap();
    assert_eq!((detail.row.kind, detail.decided), (Kind::Room, Some(Kind::Room)));
    assert_eq!(detail.said.first(), Some(&(KindSource::Exchange, Kind::Shared)), "what the source says stays visible");
    stage.engine.set_kind(client, info, None).await.unwrap();
    assert_eq!(shared(&kinds(&stage, client).await), (Kind::Shared, KindSource::Exchange));
}

#[tokio::test]
async fn m6_a_kind_that_changes_alone_is_found_by_a_program_that_is_started_once_a_day() {
    let (stage, client) = Stage::applied().await;
    assert_eq!(shared(&kinds(&stage, client).await), (Kind::Shared, KindSource::Exchange));
    let change: Edit = serde_json::from_value(serde_json::json!({ "kind": "room" })).unwrap();
    stage.practice.upsert_user("info@larkfield.example", &change).unwrap();
    // The next morning, a little earlier than the day before.
    stage.hand.forward(23);
    let synced = stage.engine.sync(client).await.unwrap();
    assert_eq!((synced.fetch.full, synced.fetch.counts.changed), (true, 1));
    assert_eq!(shared(&kinds(&stage, client).await), (Kind::Room, KindSource::Exchange));
}

#[tokio::test]
async fn b2_half_a_directory_stops_the_reading_and_nothing_is_planned() {
    let (stage, client) = Stage::applied().await;
    let before = (stage.engine.snapshot(client).await.unwrap(), stage.whole_gateway().await);
    stage.practice.broken_day(Some(Broken::Half));
    let refused = stage.engine.fetch(client, true).await.unwrap_err();
    let fault = refused.fault();
    assert_eq!((fault.code.as_str(), fault.sort), ("reading-short", FaultSort::Refused), "{fault:?}");
    let (seen, counted) = (fault.facts["seen"].parse::<u64>().unwrap(), fault.facts["counted"].parse::<u64>().unwrap());
    assert!(seen < counted, "{fault:?}");
    stage.hand.forward(21);
    assert_eq!(stage.engine.sync(client).await.unwrap_err().fault().code, "reading-short");
    assert_eq!((stage.engine.snapshot(client).await.unwrap(), stage.whole_gateway().await), before);
    stage.practice.broken_day(None);
    let healed = stage.engine.sync(client).await.unwrap();
    assert_eq!((healed.fetch.counts.removed, healed.plan.counts.total()), (0, 0));
}

#[tokio::test]
async fn b2_an_empty_directory_stops_the_reading_and_nothing_is_planned() {
    for full in [true, false] {
        let (stage, client) = Stage::applied().await;
        let before = (stage.engine.snapshot(client).await.unwrap(), stage.whole_gateway().await);
        stage.practice.broken_day(Some(Broken::Empty));
        let refused = stage.engine.fetch(client, full).await.unwrap_err();
        assert!(matches!(refused.origin(), EngineError::Stopped(Stop::Empty)), "{full}: {refused}");
        assert_eq!(stage.engine.sync(client).await.unwrap_err().fault().code, "reading-empty");
        assert_eq!((stage.engine.snapshot(client).await.unwrap(), stage.whole_gateway().await), before);
    }
}

#[tokio::test]
async fn b2_a_tenant_that_is_empty_at_the_first_reading_is_no_tenant() {
    let (stage, client) = connected(|_| {}).await;
    stage.practice.broken_day(Some(Broken::Empty));
    assert_eq!(stage.engine.fetch(client, false).await.unwrap_err().fault().code, "reading-empty");
    assert_eq!(stage.engine.snapshot(client).await.unwrap(), None);
}

#[tokio::test]
async fn b2_r11_another_tenants_directory_stops_the_reading_and_nothing_is_planned() {
    for full in [true, false] {
        let (stage, client) = Stage::applied().await;
        let before = (stage.engine.snapshot(client).await.unwrap(), stage.whole_gateway().await);
        stage.practice.broken_day(Some(Broken::OtherTenant));
        let fault = stage.engine.fetch(client, full).await.unwrap_err().fault();
        assert_eq!((fault.code.as_str(), fault.sort), ("tenant-differs", FaultSort::Refused), "{full}");
        assert_eq!(fault.facts["expected"], stage.practice.tenant_id());
        assert_eq!(stage.engine.sync(client).await.unwrap_err().fault().code, "tenant-differs");
        assert_eq!((stage.engine.snapshot(client).await.unwrap(), stage.whole_gateway().await), before);
    }
}

#[tokio::test]
async fn m5_accepted_domains_are_read_with_the_rest_and_their_refusal_is_no_error() {
    let (stage, client) = connected(|settings| {
        let how = Failure::Forbidden;
        settings.faults = vec![
            Fault { class: Class::AcceptedDomains, after: 0, how, times: None, retry_after: None },
            Fault { class: Class::ExchangeV2, after: 0, how, times: None, retry_after: None },
        ];
    })
    .await;
    stage.engine.fetch(client, false).await.unwrap();
    let accepted = |records: Vec<store::DomainRecord>| records.into_iter().filter_map(|r| r.facts.accepted).collect();
    let none: Vec<Accepted> = accepted(stage.engine.domains(client).await.unwrap());
    assert_eq!(none, []);
    stage.practice.configure(|settings| settings.faults.clear());
    stage.engine.fetch(client, false).await.unwrap();
    let some: Vec<Accepted> = accepted(stage.engine.domains(client).await.unwrap());
    assert!(!some.is_empty());
    let fault = Fault { class: Class::AcceptedDomains, after: 0, how: Failure::Reset, times: None, retry_after: None };
    let second = Fault { class: Class::ExchangeV2, ..fault.clone() };
    stage.practice.configure(|settings| settings.faults = vec![fault, second]);
    stage.engine.fetch(client, false).await.unwrap();
    let kept: Vec<Accepted> = accepted(stage.engine.domains(client).await.unwrap());
    assert_eq!(kept, some, "what Exchange said stands while it does not say it anew");
}

#[tokio::test]
async fn m5_refusing_unlisted_addresses_of_a_relayed_domain_waits_for_a_person() {
    let (stage, client) = connected(|_| {}).await;
    accept(&stage.practice, DOMAINS[2], "internal-relay");
    stage.engine.fetch(client, false).await.unwrap();
    stage.select(client, &DOMAINS, true).await;
    let plan = stage.engine.make_plan(client).await.unwrap();
    let relayed =
        |notice: &PlanNotice| matches!(notice, PlanNotice::InternalRelay { domain } if domain.as_str() == DOMAINS[2]);
    assert!(plan.held > 0 && plan.notices.iter().any(relayed), "{plan:?}");
    let run = stage.apply(client, &plan, Approval::None).await.unwrap();
    assert_eq!((run.failed, run.held), (0, plan.held));
    let waits = stage.engine.sync(client).await.unwrap();
    assert_eq!((waits.plan.ready, waits.run), (0, None), "nobody but a person lets it go");
    let (plan, run) = stage.plan_and_apply(client, Approval::All).await;
    assert_eq!((run.done, run.failed), (plan.held, 0));
    assert_eq!(stage.engine.sync(client).await.unwrap().plan.counts.total(), 0);
}
