//! W8, R17: the cut-over guard against the practice cloud's DNS and Exchange.

use model::cutover::{Answer, BlockCode, Code, ExchangeLook, MailRoute, StepKind, StepState, Target, TargetSource};
use practice::{Class, DnsName, Failure, Fault};
use store::ClientId;

use super::background::while_scheduled;
use super::stage::*;
use crate::{CutoverState, Event, StepMark, Topic};

const MX: [(u16, &str); 2] = [(10, "mx1.gateway.example"), (20, "mx2.gateway.example")];

fn target() -> Target {
    let mx = MX.map(|(preference, host)| (host.to_owned(), preference));
    Target::read(&mx, Some("include:spf.gateway.example"), Some("out.gateway.example"), &["192.0.2.0/24".to_owned()])
        .unwrap()
}

async fn checked(stage: &Stage, client: ClientId) -> CutoverState {
    stage.engine.cutover_check(client, None).await.unwrap();
    stage.engine.cutover(client).await.unwrap()
}

fn state(cutover: &CutoverState, domain: &str, kind: StepKind) -> (StepState, Code) {
    let judgement = &cutover.judgement;
    let own = judgement.domains.iter().find(|one| one.name.as_str() == domain).into_iter().flat_map(|one| &one.steps);
    let step = own.chain(&judgement.tenant).find(|step| step.kind == kind).unwrap();
    (step.state, step.code)
}

fn blocks(cutover: &CutoverState, domain: &str) -> Vec<BlockCode> {
    let one = cutover.judgement.domains.iter().find(|one| one.name.as_str() == domain).unwrap();
    one.blocked.iter().map(|block| block.code).collect()
}

fn say(stage: &Stage, name: &str, told: DnsName) {
    stage.practice.configure(|settings| drop(settings.dns.insert(name.to_owned(), told)));
}

fn to_gateway() -> DnsName {
    let text = "v=spf1 include:spf.gateway.example include:spf.protection.outlook.com -all";
    DnsName {
        mx: Some(MX.map(|(preference, host)| (preference, host.to_owned())).into()),
        txt: Some(vec![text.to_owned()]),
        ..DnsName::default()
    }
}

#[tokio::test]
async fn r17_steps_are_looked_up_remembered_and_change_with_what_dns_and_exchange_tell() {
    let (stage, client) = Stage::applied().await;
    let before = stage.engine.cutover(client).await.unwrap();
    assert_eq!((before.source, before.checked.len()), (TargetSource::Nobody, 0));
    assert_eq!(state(&before, DOMAINS[0], StepKind::Mx).1, Code::NotChecked);

    stage.engine.cutover_target(client, target()).await.unwrap();
    let mut heard = stage.host.listen();
    let cutover = checked(&stage, client).await;
    let is_told = |event: Event| matches!(event, Event::Stale { topics, .. } if topics.contains(&Topic::Cutover));
    assert!(std::iter::from_fn(|| heard.try_recv().ok()).any(is_told));
    assert!(matches!(cutover.exchange, Some((ExchangeLook::Read(_), _))), "{:?}", cutover.exchange);
    assert_eq!(state(&cutover, DOMAINS[0], StepKind::Recipients), (StepState::Done, Code::RecipientsListed));
    assert_eq!(state(&cutover, DOMAINS[0], StepKind::Dkim).1, Code::DkimNotSigning);
    assert_eq!(state(&cutover, DOMAINS[0], StepKind::Spf), (StepState::DoNow, Code::SpfWithoutGateway));
    assert_eq!(state(&cutover, DOMAINS[0], StepKind::Mx), (StepState::Wait, Code::MxMicrosoft));
    assert_eq!(blocks(&cutover, DOMAINS[0]), [BlockCode::OutboundConnector, BlockCode::SpfMissesGateway]);

    // The administrator does what is asked for; one domain's server is silent, and another's fails.
    say(&stage, DOMAINS[0], to_gateway());
    say(&stage, DOMAINS[1], DnsName { failing: true, ..DnsName::default() });
    say(&stage, DOMAINS[2], DnsName { mx: Some(vec![(0, String::new())]), ..DnsName::default() });
    stage.practice.configure(|settings| {
        let outbound = serde_json::json!({ "SmartHosts": ["out.gateway.example"] });
        settings.mail_flow.outbound = vec![outbound.as_object().unwrap().clone()];
    });
    let cutover = checked(&stage, client).await;
    assert_eq!(state(&cutover, DOMAINS[0], StepKind::Mx), (StepState::Done, Code::MxGateway));
    assert_eq!(blocks(&cutover, DOMAINS[0]), []);
    assert_eq!(state(&cutover, DOMAINS[1], StepKind::Mx), (StepState::Unknown, Code::DnsFailed));
    assert_eq!(blocks(&cutover, DOMAINS[1]), [BlockCode::SpfUnknown, BlockCode::MxUnknown]);
    assert_eq!(state(&cutover, DOMAINS[2], StepKind::Mx).1, Code::MxNull);

    // W3: the list of domains knows it too.
    let current = stage.engine.current_mx(client).await.unwrap();
    assert_eq!(current[&DOMAINS[0].parse().unwrap()].route, MailRoute::Gateway);
    assert!(matches!(current[&DOMAINS[1].parse().unwrap()].answer, Answer::Failed(_)));
}

#[tokio::test]
async fn w8_a_permission_that_is_missing_is_a_state_and_a_persons_mark_is_kept_with_their_name() {
    let (stage, client) = Stage::applied().await;
    stage.engine.cutover_target(client, target()).await.unwrap();
    stage.practice.configure(|settings| settings.exchange_v1 = false);
    let cutover = checked(&stage, client).await;
    assert_eq!(state(&cutover, DOMAINS[0], StepKind::OutboundConnector).0, StepState::Unknown);
    let note = Some(StepMark { note: Some("  seen in the admin centre ".to_owned()), ..StepMark::default() });
    stage.engine.cutover_mark(client, None, StepKind::OutboundConnector, note).await.unwrap();
    let cutover = stage.engine.cutover(client).await.unwrap();
    assert_eq!(state(&cutover, DOMAINS[0], StepKind::OutboundConnector).0, StepState::Done);
    let mark = &cutover.marks[&(None, StepKind::OutboundConnector)];
    assert_eq!((mark.who.as_str(), mark.note.as_deref()), (PERSON, Some("seen in the admin centre")));
    stage.engine.cutover_mark(client, None, StepKind::OutboundConnector, None).await.unwrap();
    assert!(stage.engine.cutover(client).await.unwrap().marks.is_empty());
    let unknown = stage.engine.cutover_mark(
        client,
        Some("nowhere.example".parse().unwrap()),
        StepKind::Mx,
        Some(StepMark::default()),
    );
    assert!(unknown.await.is_err());
}

#[tokio::test]
async fn w8_whom_nobody_chose_the_gateway_would_refuse_and_that_locks_the_switch() {
    let (stage, client) = Stage::chosen().await;
    let deselect = store::MailboxChange { selected: Some(false), ..Default::default() };
    let room = store::MailboxFilter { search: "boardroom".to_owned(), ..Default::default() };
    stage.engine.choose_mailboxes(client, store::Target::Filter(room), deselect).await.unwrap();
    stage.plan_and_apply(client, crate::Approval::None).await;
    stage.engine.cutover_target(client, target()).await.unwrap();
    let cutover = checked(&stage, client).await;
    assert_eq!(state(&cutover, DOMAINS[0], StepKind::Recipients), (StepState::Look, Code::RecipientsUnchosen));
    assert!(blocks(&cutover, DOMAINS[0]).contains(&BlockCode::RecipientsUnchosen));
    let domain = Some(DOMAINS[0].parse().unwrap());
    let told = |cutover: &CutoverState| {
        let steps = &cutover.judgement.domains.iter().find(|one| one.name.as_str() == DOMAINS[0]).unwrap().steps;
        steps[0].facts.clone()
    };
    let mark = |cutover: &CutoverState| StepMark {
        note: None,
        objects: told(cutover)["count"].parse().unwrap(),
        code: Some(Code::RecipientsUnchosen),
    };
    let accepted = mark(&cutover);
    let marked = stage.engine.cutover_mark(client, domain.clone(), StepKind::Recipients, Some(accepted.clone()));
    assert!(!blocks(&marked.await.unwrap(), DOMAINS[0]).contains(&BlockCode::RecipientsUnchosen));

    // One more comes later and is left out, too: nobody said that of them.
    stage.practice.upsert_user("new.hand@larkfield.example", &practice::Edit::default()).unwrap();
    stage.engine.fetch(client, false).await.unwrap();
    let newcomer = store::MailboxFilter { search: "new.hand".to_owned(), ..Default::default() };
    stage.engine.choose_mailboxes(client, store::Target::Filter(newcomer), deselect).await.unwrap();
    let cutover = stage.engine.cutover(client).await.unwrap();
    assert_eq!(state(&cutover, DOMAINS[0], StepKind::Recipients).0, StepState::Look);
    assert_eq!(told(&cutover)["accepted"], accepted.objects.to_string());
    assert!(blocks(&cutover, DOMAINS[0]).contains(&BlockCode::RecipientsUnchosen));
    let again = stage.engine.cutover_mark(client, domain, StepKind::Recipients, Some(mark(&cutover)));
    assert!(!blocks(&again.await.unwrap(), DOMAINS[0]).contains(&BlockCode::RecipientsUnchosen));
}

/// Takes a recipient out of the gateway, an alias of another and a whole domain, as a hand does.
async fn lose(stage: &Stage, recipient: &str, alias: &str, domain: &str) {
    let gateway = stage.gateway();
    let absent = |seen: model::ObservedRecipient| gateway::Change::EnsureAbsentRecipient {
        id: seen.id.unwrap(),
        primary: seen.shape.primary,
    };
    let mut changes = Vec::new();
    for mut seen in stage.whole_gateway().await {
        let key = seen.shape.primary.key();
        let before = seen.shape.aliases.len();
        seen.shape.aliases.retain(|one| one.key() != alias && one.domain() != domain);
        if key == recipient || seen.shape.primary.domain() == domain {
            changes.push(absent(seen));
        } else if seen.shape.aliases.len() < before {
            let previous = Some(seen.shape.primary.clone());
            changes.push(gateway::Change::EnsureRecipient { id: seen.id.unwrap(), previous, shape: seen.shape });
        }
    }
    changes.push(gateway::Change::EnsureAbsentDomain { name: domain.parse().unwrap() });
    for changed in gateway.apply(&changes).await {
        changed.unwrap();
    }
}

#[tokio::test]
async fn w8_r17_what_the_gateway_has_lost_locks_the_switch_also_where_the_loss_was_adopted() {
    let (stage, client) = Stage::applied().await;
    stage.engine.cutover_target(client, target()).await.unwrap();
    let listed = |cutover: &CutoverState, domain: &str| {
        state(cutover, domain, StepKind::Recipients) == (StepState::Done, Code::RecipientsListed)
    };
    let now = checked(&stage, client).await;
    assert!(DOMAINS.iter().all(|domain| listed(&now, domain)), "it took them all");
    stage.engine.make_plan(client).await.unwrap();
    let now = stage.engine.cutover(client).await.unwrap();
    assert!(DOMAINS.iter().all(|domain| listed(&now, domain)), "and shows them all");

    let alias = stage.whole_gateway().await.into_iter().flat_map(|seen| seen.shape.aliases);
    let alias = alias.map(|alias| alias.key()).find(|alias| alias.ends_with("@larkdeli.example")).unwrap();
    lose(&stage, "boardroom@larkfield.example", &alias, DOMAINS[2]).await;
    let plan = stage.engine.make_plan(client).await.unwrap();
    let now = stage.engine.cutover(client).await.unwrap();
    assert_eq!(state(&now, DOMAINS[0], StepKind::Recipients).1, Code::RecipientsMissing);
    assert_eq!(state(&now, DOMAINS[1], StepKind::Recipients).1, Code::RecipientsMissing, "an alias is missing");
    assert_eq!(state(&now, DOMAINS[2], StepKind::Recipients).1, Code::DomainMissing);
    assert!(now.judgement.domains.iter().all(|one| !one.blocked.is_empty()));

    let drift = crate::PlanTarget::Held(Some(model::plan::Hold::Drift));
    stage.engine.answer(client, plan.id, drift, crate::Answer::Adopt, None).await.unwrap();
    let now = stage.engine.cutover(client).await.unwrap();
    assert!(DOMAINS.iter().all(|domain| !listed(&now, domain)), "mail to them is refused all the same");
}

fn connectors(rows: serde_json::Value) -> Vec<serde_json::Map<String, serde_json::Value>> {
    serde_json::from_value(rows).unwrap()
}

#[tokio::test]
async fn w8_a_look_at_exchange_that_fails_leaves_every_known_reason_where_it_was() {
    let (stage, client) = Stage::applied().await;
    stage.engine.cutover_target(client, target()).await.unwrap();
    let lock = serde_json::json!([{
        "Name": "From A", "Enabled": true, "SenderDomains": ["smtp:*;1"], "SenderIPAddresses": ["198.51.100.1"],
        "RestrictDomainsToIPAddresses": true,
    }]);
    stage.practice.configure(|settings| settings.mail_flow.inbound = connectors(lock));
    let known = checked(&stage, client).await;
    assert!(blocks(&known, DOMAINS[0]).contains(&BlockCode::InboundRefuses));
    let how = Failure::WrongShape;
    let fault = Fault { class: Class::Exchange, after: 0, how, times: None, retry_after: None };
    stage.practice.configure(|settings| settings.faults = vec![fault]);
    let failed = checked(&stage, client).await;
    assert!(matches!(failed.exchange, Some((ExchangeLook::Failed { .. }, _))), "{:?}", failed.exchange);
    assert!(failed.exchange_read.is_some());
    assert_eq!(blocks(&failed, DOMAINS[0]), blocks(&known, DOMAINS[0]));
    assert_eq!(failed.judgement.tenant, known.judgement.tenant);
}

#[tokio::test]
async fn w8_a_connector_for_all_is_looked_at_while_a_mailbox_may_not_send_by_the_gateway() {
    let (stage, client) = Stage::applied().await;
    stage.engine.cutover_target(client, target()).await.unwrap();
    let outbound = serde_json::json!([{ "SmartHosts": ["out.gateway.example"] }]);
    stage.practice.configure(|settings| settings.mail_flow.outbound = connectors(outbound));
    let cutover = checked(&stage, client).await;
    let refused = |cutover: &CutoverState| {
        let step = cutover.judgement.tenant.iter().find(|step| step.kind == StepKind::OutboundConnector).unwrap();
        step.facts.get("count").map_or(0, |count| count.parse::<u32>().unwrap())
    };
    let before = refused(&cutover);
    let silent = store::MailboxChange { outgoing: Some(false), ..Default::default() };
    let room = store::MailboxFilter { search: "boardroom".to_owned(), ..Default::default() };
    stage.engine.choose_mailboxes(client, store::Target::Filter(room), silent).await.unwrap();
    let cutover = stage.engine.cutover(client).await.unwrap();
    assert_eq!(state(&cutover, DOMAINS[0], StepKind::OutboundConnector), (StepState::Look, Code::OutboundRefusesSome));
    assert!(refused(&cutover) > before, "{before}");
    assert!(blocks(&cutover, DOMAINS[0]).contains(&BlockCode::SendersRefused));
}

#[tokio::test]
async fn w8_a_domain_without_keys_and_a_journal_rule_of_some_are_read_from_exchange_as_such() {
    let (stage, client) = Stage::chosen().await;
    let archived = store::MailboxChange { archiving: Some(true), ..Default::default() };
    let all = store::Target::Filter(store::MailboxFilter::default());
    stage.engine.choose_mailboxes(client, all, archived).await.unwrap();
    let to = "j@archive.example";
    let rule = serde_json::json!([{ "JournalEmailAddress": to, "Recipient": "board@larkfield.example" }]);
    stage.practice.configure(|settings| {
        settings.mail_flow.unlisted = vec![DOMAINS[0].to_owned()];
        settings.mail_flow.journal = connectors(rule);
    });
    let cutover = checked(&stage, client).await;
    assert_eq!(state(&cutover, DOMAINS[0], StepKind::Dkim), (StepState::DoNow, Code::DkimNotSetUp));
    assert_ne!(state(&cutover, DOMAINS[1], StepKind::Dkim).1, Code::DkimNotSetUp);
    assert_eq!(state(&cutover, DOMAINS[0], StepKind::Journal), (StepState::Look, Code::JournalPartly));
    let rule = serde_json::json!([{ "JournalEmailAddress": to, "Recipient": "" }]);
    stage.practice.configure(|settings| settings.mail_flow.journal = connectors(rule));
    let cutover = checked(&stage, client).await;
    assert_eq!(state(&cutover, DOMAINS[0], StepKind::Journal), (StepState::Look, Code::JournalFound));
}

#[tokio::test]
async fn w8_another_host_of_the_gateway_takes_back_what_was_ticked_of_the_one_before() {
    let (stage, client) = Stage::applied().await;
    stage.practice.configure(|settings| settings.exchange_v1 = false);
    stage.engine.cutover_target(client, target()).await.unwrap();
    checked(&stage, client).await;
    for step in [StepKind::OutboundConnector, StepKind::AllowList, StepKind::Journal] {
        stage.engine.cutover_mark(client, None, step, Some(StepMark::default())).await.unwrap();
    }
    let same = stage.engine.cutover_target(client, target()).await.unwrap();
    assert_eq!(same.marks.len(), 3, "it was only confirmed");
    let other = Target { smarthost: Some("out2.gateway.example".to_owned()), ..target() };
    let changed = stage.engine.cutover_target(client, other).await.unwrap();
    assert_eq!(changed.marks.len(), 2);
    assert_ne!(state(&changed, DOMAINS[0], StepKind::OutboundConnector).0, StepState::Done);
    assert_eq!(state(&changed, DOMAINS[0], StepKind::AllowList).0, StepState::Done);
}

#[tokio::test]
async fn w8_g1_what_was_said_of_one_gateway_counts_for_no_other() {
    let (stage, client) = Stage::applied().await;
    stage.engine.cutover_target(client, target()).await.unwrap();
    stage.practice.configure(|settings| settings.exchange_v1 = false);
    say(&stage, DOMAINS[0], to_gateway());
    checked(&stage, client).await;
    for step in [StepKind::OutboundConnector, StepKind::InboundConnector] {
        stage.engine.cutover_mark(client, None, step, Some(StepMark::default())).await.unwrap();
    }
    let former = stage.engine.cutover(client).await.unwrap();
    assert_eq!(blocks(&former, DOMAINS[0]), []);
    assert_eq!(state(&former, DOMAINS[0], StepKind::Mx), (StepState::Done, Code::MxGateway));

    let other = format!("local:{}", stage.dir.path().join("another").display());
    let other = crate::GatewayTry { gateway: Some(other), credentials: None };
    let mut heard = stage.host.listen();
    stage.engine.gateway_change(client, other).await.unwrap();
    let is_told = |event: Event| matches!(event, Event::Stale { topics, .. } if topics.contains(&Topic::Cutover));
    assert!(std::iter::from_fn(|| heard.try_recv().ok()).any(is_told));
    assert_eq!(shown(&stage, client).await, 0, "nothing is open before the next run");
    stage.plan_and_apply(client, crate::Approval::All).await;

    let cutover = checked(&stage, client).await;
    assert_eq!((cutover.source, cutover.target_by.as_ref()), (TargetSource::Nobody, None));
    assert!(cutover.marks.is_empty());
    assert_eq!(state(&cutover, DOMAINS[0], StepKind::OutboundConnector).0, StepState::Unknown);
    assert_ne!(state(&cutover, DOMAINS[0], StepKind::Mx).0, StepState::Done, "mail goes to the former one");
    assert!(blocks(&cutover, DOMAINS[0]).contains(&BlockCode::TargetMissing));
}

/// What the client's row says is open.
async fn shown(stage: &Stage, client: ClientId) -> usize {
    stage.engine.client(client).await.unwrap().record.open_steps as usize
}

#[tokio::test]
async fn w0_a_clients_row_knows_how_many_steps_are_open_without_a_look_at_its_mailboxes() {
    let (stage, client) = Stage::applied().await;
    let mut heard = stage.host.listen();
    let looked = checked(&stage, client).await;
    assert!(looked.judgement.open() > 0);
    assert_eq!(shown(&stage, client).await, looked.judgement.open());
    let is_told = |event: Event| event == Event::Stale { client: None, topics: vec![Topic::Clients] };
    assert!(std::iter::from_fn(|| heard.try_recv().ok()).any(is_told));

    let named = stage.engine.cutover_target(client, target()).await.unwrap();
    assert_eq!(shown(&stage, client).await, named.judgement.open());
    let look = |cutover: &CutoverState| {
        let own = cutover.judgement.domains[0].steps.iter();
        own.chain(&cutover.judgement.tenant).find(|step| step.state == StepState::Look).unwrap().kind
    };
    let (kind, domain) = (look(&named), named.judgement.domains[0].name.clone());
    let marked = stage.engine.cutover_mark(client, Some(domain), kind, Some(StepMark::default())).await.unwrap();
    assert_eq!(marked.judgement.open(), named.judgement.open() - 1, "{kind:?}");
    assert_eq!(shown(&stage, client).await, marked.judgement.open());
}

#[tokio::test]
async fn w0_the_background_counts_the_steps_again_when_the_choice_of_domains_changed() {
    let (stage, client) = Stage::applied().await;
    let before = checked(&stage, client).await.judgement;
    let mut heard = stage.host.listen();
    while_scheduled(&stage, async {
        stage.select(client, &[DOMAINS[1]], false).await;
        while shown(&stage, client).await == before.open() {
            heard.recv().await.unwrap();
        }
    })
    .await;
    let own = before.domains.iter().find(|one| one.name.as_str() == DOMAINS[1]).unwrap();
    let open = own.steps.iter().filter(|step| step.state.is_open()).count();
    assert!(open > 0);
    assert_eq!(shown(&stage, client).await, before.open() - open);
}

#[tokio::test]
async fn w2_what_is_typed_on_the_way_to_a_tenant_is_kept_until_one_is_pinned() {
    let stage = Stage::new().await;
    let client = stage.add("Larkfield", None).await.unwrap();
    stage.engine.keep_typed(client, " larkfield.exam ").await.unwrap();
    let typed = || async { stage.engine.client(client).await.unwrap().record.typed };
    assert_eq!(typed().await.as_deref(), Some("larkfield.exam"));
    stage.engine.keep_typed(client, &"x".repeat(9_000)).await.unwrap();
    assert_eq!(typed().await.map(|typed| typed.len()), Some(255));
    stage.engine.keep_typed(client, "").await.unwrap();
    assert_eq!(typed().await, None);
}
